use proptest::prelude::*;
use protocol::list_change::ListChange;

use super::random::numbered;
use crate::lists::{Latest, Moment};

fn at(turn: u64, round: u32) -> Moment {
    Moment { turn, round }
}

fn merged() -> Latest<char> {
    let mut latest = Latest::new();
    latest.apply(&numbered(3));
    latest
}

#[test]
fn the_newest_firing_wins_and_the_first_listed_of_one_round() {
    let mut latest = merged();
    assert_eq!(latest.value(), None);
    assert!(latest.offer(at(1, 0), 2, 'c'));
    assert!(latest.offer(at(1, 0), 0, 'a'));
    assert!(!latest.offer(at(1, 0), 1, 'b'));
    assert_eq!(latest.value(), Some(&'a'));
    assert!(latest.offer(at(1, 1), 2, 'd'));
    assert!(!latest.offer(at(1, 0), 0, 'e'));
    assert!(latest.offer(at(2, 0), 2, 'f'));
    assert!(!latest.offer(at(1, 7), 0, 'g'));
    assert_eq!(latest.value(), Some(&'f'));
}

#[test]
fn an_empty_list_has_no_value() {
    let mut latest = merged();
    latest.offer(at(1, 0), 0, 'a');
    assert!(!latest.apply(&ListChange::<u8>::Remove {
        index: 0,
        id: protocol::list_change::ItemId(0)
    }));
    assert_eq!(latest.value(), Some(&'a'));
    assert!(latest.apply(&ListChange::<u8>::Clear));
    assert_eq!(latest.value(), None);
    assert!(!latest.apply(&ListChange::<u8>::Clear));
    latest.apply(&numbered(1));
    assert!(latest.offer(at(1, 0), 0, 'b'));
}

proptest! {
    #[test]
    fn law(firings in prop::collection::vec((0..4u64, 0..3u32, 0..5usize), 1..40)) {
        let mut latest = Latest::new();
        latest.apply(&numbered(5));
        for (count, (turn, round, index)) in firings.iter().enumerate() {
            latest.offer(at(*turn, *round), *index, (*turn, *round, *index));
            let rank = |(turn, round, index): &(u64, u32, usize)| (*turn, *round, 5 - index);
            let newest = firings[..=count].iter().max_by_key(|firing| rank(firing));
            prop_assert_eq!(latest.value(), newest);
        }
    }
}
