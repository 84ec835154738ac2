//! Runs: patches of one shape that follow each other, as rows of a list do.

use alloc::vec::Vec;

use crate::ids::ActorId;
use crate::limits;
use crate::patch::Patch;

/// How many patches a run must save, so that its description is worth it.
const SHORT: usize = 4;

/// With so many patches in a run, no longer pattern is looked for.
const GOOD: usize = 64;

/// The length of a pattern that begins here, and how often it is repeated behind itself.
pub(super) fn find_run(patches: &[Patch<'_>], at: usize) -> Option<(usize, usize)> {
    let mut best = None;
    let mut most = SHORT;
    for length in 1..=limits::MAX_PATTERN {
        let Some(next) = patches.get(at + length) else {
            break;
        };
        if !patches[at + length - 1].is_repeatable() {
            break;
        }
        if !patches[at].is_alike(next) {
            continue;
        }
        let times = repetitions(patches, at, length);
        if length * times >= most {
            most = length * times + 1;
            best = Some((length, times));
        }
        if most > GOOD {
            break;
        }
    }
    best
}

/// How often the patches are repeated: the same but for texts, and for instances that differ together.
fn repetitions(patches: &[Patch<'_>], at: usize, length: usize) -> usize {
    let (pattern, rest) = patches[at..].split_at(length);
    let is_alike = |repetition: &[Patch<'_>]| {
        pattern
            .iter()
            .zip(repetition)
            .all(|(one, other)| one.is_alike(other))
    };
    let mut repetitions = rest.chunks_exact(length).take_while(|next| is_alike(next));
    // Most patterns are not repeated at all: that is found without asking who is who.
    let Some(first) = repetitions.next() else {
        return 0;
    };
    let cast = Cast::of(pattern);
    let mut playing = Vec::new();
    let mut plays = |repetition: &&[Patch<'_>]| cast.play(repetition, &mut playing);
    if !plays(&first) {
        return 0;
    }
    1 + repetitions.take_while(plays).count()
}

/// The instances of a pattern.
pub(super) struct Cast {
    /// Which of them each mention means.
    roles: Vec<u8>,
    pub(super) count: usize,
}

impl Cast {
    pub(super) fn of(pattern: &[Patch<'_>]) -> Cast {
        let mut known: Vec<ActorId> = Vec::new();
        let mut roles = Vec::new();
        for actor in mentions(pattern) {
            let role = known.iter().position(|known| *known == actor);
            roles.push(role.unwrap_or(known.len()) as u8);
            if role.is_none() {
                known.push(actor);
            }
        }
        Cast {
            roles,
            count: known.len(),
        }
    }

    /// Who has which role in a repetition; false if one role would be two instances.
    pub(super) fn play(&self, repetition: &[Patch<'_>], playing: &mut Vec<ActorId>) -> bool {
        playing.clear();
        mentions(repetition).zip(&self.roles).all(|(actor, role)| {
            match playing.get(usize::from(*role)) {
                Some(known) => *known == actor,
                None => {
                    playing.push(actor);
                    true
                }
            }
        })
    }
}

/// The instances that patches name, in the order of the wire.
fn mentions(patches: &[Patch<'_>]) -> impl Iterator<Item = ActorId> {
    patches.iter().flat_map(|patch| patch.actors()).flatten()
}
