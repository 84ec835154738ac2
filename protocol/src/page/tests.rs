//! The laws: what is written by hand is what serde writes; what is read by hand, or refused, is what serde
//! reads or refuses.

use std::fmt::Debug;

use proptest::prelude::*;
use serde::Serialize;

use super::write;
use crate::*;

// Only the events are needed here.
#[allow(dead_code)]
#[path = "../../tests/support/random.rs"]
mod random;

#[track_caller]
fn check_bytes(found: &[u8], expect: &(impl Serialize + Debug), header: &[u8]) {
    let expect_bytes = postcard::to_extend(expect, header.to_vec()).unwrap();
    assert_eq!(found, expect_bytes, "{expect:?}");
}

#[test]
fn every_reason_has_its_number_on_the_wire() {
    for number in 0..=u8::MAX {
        match postcard::from_bytes::<Reason>(&[number, 7]) {
            Ok(reason) => assert_eq!(reason.number(), number),
            Err(_) => return assert!(number > 30),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn frames_for_an_engine_are_written_alike(frame in random::up()) {
        check_bytes(&write::up(&frame), &frame, &[MAGIC | VERSION]);
    }

    #[test]
    fn refusals_are_written_alike(
        epoch in any::<u32>(), sequence in any::<u64>(), offset in any::<u32>(), found in any::<u8>(),
    ) {
        for reason in [Reason::OtherVersion { found }, Reason::Truncated, Reason::Misplaced] {
            let (epoch, sequence) = (Epoch(epoch), Sequence(sequence));
            let frame = UpFrame::Rejected(Rejected { epoch, sequence, offset, reason });
            check_bytes(&write::up(&frame), &frame, &[MAGIC | VERSION]);
            let frame = UpFrame::Applied(Applied { epoch, sequence });
            check_bytes(&write::up(&frame), &frame, &[MAGIC | VERSION]);
        }
    }

    #[test]
    fn leftovers_are_written_alike(tab in any::<u64>(), epoch in any::<u32>(), events in random::events()) {
        let (tab, epoch) = (TabId(tab), Epoch(epoch));
        let header = postcard::to_allocvec(&(tab, epoch)).unwrap();
        let bytes = [header, write::events(&[&events[..1], &events[1..]])].concat();
        check_bytes(&bytes, &Leftover { tab, epoch, events }, &[]);
    }
}
