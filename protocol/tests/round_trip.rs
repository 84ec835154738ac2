//! decode ∘ encode is the identity on random frames.

use offstage_protocol::*;
use proptest::prelude::*;

#[path = "support/random.rs"]
mod random;

proptest! {
    #[test]
    fn patch_frames_survive_the_way(frame in random::down()) {
        let bytes = encode_down(&frame).unwrap();
        match (decode_down(&bytes), frame) {
            (Ok(DecodedDown::Patches(decoded)), DownFrame::Patches(frame)) => {
                prop_assert_eq!(decoded.offsets.len(), frame.patches.len());
                prop_assert!(decoded.offsets.is_sorted_by(|one, next| one < next));
                prop_assert_eq!(decoded.frame, frame);
            }
            other => prop_assert!(false, "{:?}", other),
        }
    }

    #[test]
    fn event_batches_survive_the_way(frame in random::up()) {
        let bytes = encode_up(&frame).unwrap();
        prop_assert_eq!(decode_up(&bytes), Ok(frame));
    }
}

#[test]
fn texts_borrow_from_the_frame() {
    let node = NodeId {
        actor: ActorId {
            index: 1,
            generation: 1,
        },
        hole: 0,
    };
    let frame = PatchFrame {
        epoch: Epoch(1),
        location: Location::Local,
        sequence: Sequence(1),
        logged: Sequence(0),
        reset: false,
        patches: vec![Patch::SetText {
            node,
            text: "borrowed".into(),
        }],
    };
    let bytes = encode_down(&DownFrame::Patches(frame)).unwrap();
    let Ok(DecodedDown::Patches(decoded)) = decode_down(&bytes) else {
        panic!("does not decode")
    };
    let [Patch::SetText { text, .. }] = &decoded.frame.patches[..] else {
        panic!("another patch")
    };
    assert!(matches!(text, std::borrow::Cow::Borrowed("borrowed")));
}

#[test]
fn events_must_ascend() {
    let event = |sequence| StampedEvent {
        sequence: Sequence(sequence),
        time: 0.0,
        event: Event::Route { path: "/".into() },
    };
    let decode = |events| {
        let batch = EventBatch {
            epoch: Epoch(1),
            location: Location::Local,
            events,
        };
        decode_up(&encode_up(&UpFrame::Events(batch)).unwrap()).map_err(|error| error.reason)
    };
    assert!(decode(vec![event(1), event(3)]).is_ok());
    assert_eq!(decode(vec![]), Err(Reason::BadSequence));
    assert_eq!(decode(vec![event(0)]), Err(Reason::BadSequence));
    assert_eq!(decode(vec![event(2), event(2)]), Err(Reason::BadSequence));
    let late = StampedEvent {
        time: f64::NAN,
        ..event(1)
    };
    assert_eq!(decode(vec![late]), Err(Reason::NotFinite));
}
