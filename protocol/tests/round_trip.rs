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
                prop_assert!(decoded.offsets.is_sorted());
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

/// A row of a table: an instance, two texts in it, and its place.
fn row(number: u32) -> [Patch<'static>; 6] {
    let actor = |index| ActorId {
        index,
        generation: 1,
    };
    let name = |hole| NodeId {
        actor: actor(3000 + number),
        hole,
    };
    let text = |hole, text: String| Patch::CreateText {
        node: name(hole),
        text: text.into(),
    };
    let insert = |parent, node| Patch::Insert {
        parent: Some(parent),
        before: None,
        node,
    };
    let list = NodeId {
        actor: actor(2),
        hole: 2,
    };
    [
        Patch::Create {
            template: TemplateId(2),
            actor: name(0).actor,
            texts: vec![],
        },
        text(5, number.to_string()),
        insert(name(1), name(5)),
        text(6, format!("row {number}")),
        insert(name(2), name(6)),
        insert(list, name(0)),
    ]
}

fn length(patches: Vec<Patch<'static>>) -> usize {
    let frame = PatchFrame {
        epoch: Epoch(1),
        location: Location::Local,
        sequence: Sequence(7),
        logged: Sequence(9),
        reset: false,
        patches,
    };
    encode_down(&DownFrame::Patches(frame)).unwrap().len()
}

#[test]
fn a_row_costs_its_texts_and_their_lengths() {
    let rows = |count: u32| (1000..1000 + count).flat_map(row).collect();
    // "1000" and "row 1000", and a byte each for their lengths.
    assert_eq!(length(rows(300)) - length(rows(200)), 100 * (4 + 8 + 2));
}

#[test]
fn what_is_done_to_many_instances_costs_the_same_for_few() {
    let drops = |count: u32| {
        let actors = (5..5 + count).map(|index| ActorId {
            index,
            generation: 1,
        });
        actors.map(|actor| Patch::Drop { actor }).collect()
    };
    assert_eq!(length(drops(100)), 11);
    assert_eq!(length(drops(10_000)), 12);
}

#[test]
fn small_changes_are_small() {
    let node = |index| NodeId {
        actor: ActorId {
            index,
            generation: 1,
        },
        hole: 0,
    };
    let swap = vec![
        Patch::Move {
            node: node(3010),
            before: Some(node(4008)),
        },
        Patch::Move {
            node: node(4007),
            before: Some(node(3011)),
        },
    ];
    assert_eq!(length(swap), 14);
    let set = |index, setting| Patch::Set {
        node: node(index),
        setting: SettingId(setting),
    };
    assert_eq!(length(vec![set(3010, 1), set(3500, 2)]), 13);
    assert_eq!(
        length(vec![Patch::Drop {
            actor: node(3010).actor
        }]),
        8
    );
}

#[test]
fn a_few_bytes_cannot_ask_for_too_much() {
    let drop = |index| Patch::Drop {
        actor: ActorId {
            index,
            generation: 1,
        },
    };
    let frame = PatchFrame {
        epoch: Epoch(1),
        location: Location::Local,
        sequence: Sequence(1),
        logged: Sequence(0),
        reset: false,
        patches: (0..200).map(drop).collect(),
    };
    let bytes = encode_down(&DownFrame::Patches(frame.clone())).unwrap();
    // The run's length, and how often it is repeated.
    assert_eq!(bytes[5..9], [22, 1, 199, 1]);
    let mut greedy = bytes;
    greedy.splice(7..9, [0xff, 0xff, 0xff, 0xff, 0x0f]);
    let refused = Err(FrameError::at(5, Reason::TooLong));
    assert_eq!(decode_down(&greedy).map(drop_frame), refused);
    let many = PatchFrame {
        patches: (0..=limits::MAX_PATCHES as u32).map(drop).collect(),
        ..frame
    };
    assert!(encode_down(&DownFrame::Patches(many)).is_err());
}

fn drop_frame(_: DecodedDown<'_>) {}

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
