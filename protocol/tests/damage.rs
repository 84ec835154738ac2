//! Damaged bytes give a typed error or another valid frame, never a panic.

#[path = "support/samples.rs"]
mod samples;

// Only frames for pages are needed here.
#[allow(dead_code)]
#[path = "support/random.rs"]
mod random;

use offstage_protocol::{
    ActorId, DecodedDown, DownFrame, Epoch, FrameError, Location, MAGIC, NodeId, Patch, PatchFrame,
    Reason, Sequence, TemplateId, TemplateNode, TemplateNodeKind, VERSION, decode_down, decode_up,
    encode_down, limits,
};
use proptest::prelude::*;
use samples::Sample;

fn decode(sample: &Sample, bytes: &[u8]) -> Result<(), FrameError> {
    match sample {
        Sample::Down(_) => decode_down(bytes).map(drop),
        Sample::Up(_) => decode_up(bytes).map(drop),
        Sample::Value(_) | Sample::Address(_) => Ok(()),
    }
}

fn frames() -> impl Iterator<Item = (&'static str, Sample)> {
    samples::all()
        .into_iter()
        .filter(|(_, _, sample)| matches!(sample, Sample::Down(_) | Sample::Up(_)))
        .map(|(name, _, sample)| (name, sample))
}

#[test]
fn every_truncation_is_an_error_within_the_bytes() {
    for (name, sample) in frames() {
        let bytes = sample.encode();
        for length in 0..bytes.len() {
            let error = decode(&sample, &bytes[..length]).expect_err(name);
            assert!(
                error.offset as usize <= length,
                "{name} cut at {length}: {error}"
            );
        }
    }
}

#[test]
fn every_flipped_bit_is_answered() {
    for (name, sample) in frames() {
        let bytes = sample.encode();
        for position in 0..bytes.len() {
            for bit in 0..8 {
                let mut damaged = bytes.clone();
                damaged[position] ^= 1 << bit;
                match decode(&sample, &damaged) {
                    Ok(()) => assert!(position >= 1, "{name}: the header is not checked"),
                    Err(error) => {
                        assert!(
                            error.offset as usize <= bytes.len(),
                            "{name} {position}.{bit}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn a_byte_too_many_is_an_error() {
    for (name, sample) in frames() {
        let mut bytes = sample.encode();
        let length = bytes.len();
        bytes.push(0);
        let expected = Err(FrameError::at(length, Reason::TrailingBytes));
        assert_eq!(decode(&sample, &bytes), expected, "{name}");
    }
}

#[test]
fn the_header_is_checked_first() {
    check_header(&[], 0, Reason::Truncated);
    check_header(b"<!doctype html>", 0, Reason::NotAFrame);
    check_header(
        &[MAGIC | (VERSION + 1), 0],
        0,
        Reason::OtherVersion { found: VERSION + 1 },
    );
    check_header(&[MAGIC | VERSION, 9], 1, Reason::UnknownVariant);
    check_header(
        &vec![MAGIC; limits::MAX_FRAME_BYTES + 1],
        0,
        Reason::FrameTooLong,
    );
}

#[track_caller]
fn check_header(bytes: &[u8], offset: usize, reason: Reason) {
    assert_eq!(
        decode_down(bytes).err(),
        Some(FrameError::at(offset, reason))
    );
    assert_eq!(decode_up(bytes).err(), Some(FrameError::at(offset, reason)));
}

fn element(hole: Option<u32>, children: u32) -> TemplateNode<'static> {
    let kind = TemplateNodeKind::Element {
        tag: offstage_protocol::Tag(0),
        classes: vec![],
        attributes: vec![],
        styles: vec![],
        listeners: vec![],
    };
    TemplateNode {
        hole,
        children,
        kind,
    }
}

#[track_caller]
fn check_template(holes: u32, nodes: Vec<TemplateNode<'static>>, reason: Option<Reason>) {
    check_patch(
        Patch::DefineTemplate {
            template: TemplateId(0),
            holes,
            nodes,
        },
        reason,
    );
}

#[track_caller]
fn check_patch(patch: Patch<'static>, reason: Option<Reason>) {
    // magic and version, head, epoch, sequence, logged
    check_frame(
        false,
        vec![patch],
        reason.map(|reason| FrameError::at(5, reason)),
    );
}

#[track_caller]
fn check_frame(reset: bool, patches: Vec<Patch<'static>>, error: Option<FrameError>) {
    let frame = DownFrame::Patches(PatchFrame {
        epoch: Epoch(1),
        location: Location::Local,
        sequence: Sequence(1),
        logged: Sequence(0),
        reset,
        patches,
    });
    let bytes = encode_down(&frame).unwrap();
    assert_eq!(decode_down(&bytes).err(), error);
}

#[test]
fn new_names_begin_a_reset_and_stand_nowhere_else() {
    let actor = |index| ActorId {
        index,
        generation: 1,
    };
    let names = || Patch::Rename {
        names: vec![(actor(1), actor(2))],
    };
    let misplaced = |offset| Some(FrameError::at(offset, Reason::Misplaced));
    check_frame(true, vec![names()], None);
    check_frame(false, vec![names()], misplaced(5));
    // The first one takes variant, count and four numbers.
    check_frame(true, vec![names(), names()], misplaced(11));
    let drop = || Patch::Drop { actor: actor(1) };
    check_frame(true, vec![drop(), names()], misplaced(7));
    check_frame(true, vec![names(), drop()], None);
}

#[test]
fn templates_are_trees_with_each_hole_once() {
    use Reason::{BadHole, BadTree, HoleMissing, TextWithChildren, TooDeep};
    let text = |hole, children| TemplateNode {
        hole,
        children,
        kind: TemplateNodeKind::TextHole,
    };
    check_template(1, vec![element(Some(0), 0)], None);
    check_template(2, vec![element(Some(0), 1), text(Some(1), 0)], None);
    check_template(2, vec![element(Some(1), 0), element(Some(0), 0)], None);
    check_template(0, vec![], Some(BadTree));
    check_template(1, vec![element(Some(0), 1)], Some(BadTree));
    check_template(1, vec![element(Some(0), u32::MAX)], Some(BadTree));
    check_template(0, vec![element(None, 0)], Some(HoleMissing));
    check_template(
        1,
        vec![element(Some(0), 1), text(None, 0)],
        Some(HoleMissing),
    );
    check_template(
        1,
        vec![text(Some(0), 1), element(None, 0)],
        Some(TextWithChildren),
    );
    check_template(1, vec![element(Some(1), 0)], Some(BadHole));
    check_template(2, vec![element(Some(0), 0)], Some(BadHole));
    check_template(
        2,
        vec![element(Some(0), 1), text(Some(0), 0)],
        Some(BadHole),
    );
    check_template(u32::MAX, vec![element(Some(0), 0)], Some(BadHole));
    let mut deep: Vec<_> = (0..limits::MAX_TEMPLATE_DEPTH as u32)
        .map(|level| element(Some(level), 1))
        .collect();
    check_template(256, deep.clone(), Some(TooDeep));
    deep[254] = element(Some(254), 0);
    check_template(255, deep[..255].to_vec(), None);
}

#[test]
fn names_paths_and_lengths_are_checked() {
    let node = NodeId {
        actor: ActorId {
            index: 1,
            generation: 1,
        },
        hole: 0,
    };
    check_patch(
        Patch::SetAttribute {
            node,
            attribute: offstage_protocol::Attribute(255),
            value: None,
        },
        Some(Reason::UnknownName),
    );
    check_patch(
        Patch::SetStyle {
            node,
            property: offstage_protocol::StyleProperty(255),
            value: None,
        },
        Some(Reason::UnknownName),
    );
    check_patch(
        Patch::Navigate {
            path: "active".into(),
        },
        Some(Reason::BadPath),
    );
    check_patch(
        Patch::Navigate {
            path: "//elsewhere".into(),
        },
        Some(Reason::BadPath),
    );
    let long = "x".repeat(limits::MAX_TEXT_BYTES + 1);
    check_patch(
        Patch::SetText {
            node,
            text: long.into(),
        },
        Some(Reason::TooLong),
    );
    let before = Some(node);
    check_patch(
        Patch::Insert {
            parent: None,
            before,
            node,
        },
        Some(Reason::NotASibling),
    );
}

/// A refusal, or a frame that can be written again.
#[track_caller]
fn check_decoded(bytes: &[u8]) {
    match decode_down(bytes) {
        Ok(DecodedDown::Patches(decoded)) => {
            let again = encode_down(&DownFrame::Patches(decoded.frame.clone())).unwrap();
            match decode_down(&again) {
                Ok(DecodedDown::Patches(second)) => assert_eq!(second.frame, decoded.frame),
                other => panic!("{other:?}"),
            }
        }
        Ok(DecodedDown::Logged(_)) => {}
        Err(error) => assert!(error.offset as usize <= bytes.len()),
    }
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut framed = vec![MAGIC | VERSION];
        framed.extend(&bytes);
        let _ = decode_down(&bytes);
        let _ = decode_up(&bytes);
        let _ = decode_down(&framed);
        let _ = decode_up(&framed);
    }

    #[test]
    fn random_frames_are_judged_however_they_are_damaged(
        frame in random::down(), position in any::<prop::sample::Index>(), bit in 0..8_u32,
    ) {
        let mut bytes = encode_down(&frame).unwrap();
        let position = position.index(bytes.len());
        prop_assert!(decode_down(&bytes[..position]).is_err());
        bytes[position] ^= 1_u8 << bit;
        check_decoded(&bytes);
    }

    #[test]
    fn what_decodes_encodes_to_something_equal(
        which in 0..64_usize, position in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let all: Vec<_> = frames().collect();
        let (_, sample) = &all[which % all.len()];
        let mut bytes = sample.encode();
        let position = position.index(bytes.len());
        bytes[position] = byte;
        match sample {
            Sample::Up(_) => if let Ok(frame) = decode_up(&bytes) {
                let again = offstage_protocol::encode_up(&frame).unwrap();
                prop_assert_eq!(decode_up(&again), Ok(frame));
            },
            _ => check_decoded(&bytes),
        }
    }
}
