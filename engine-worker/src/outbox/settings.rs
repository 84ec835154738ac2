//! Settings that are used often get a number: `background: white` is two bytes then.
//!
//! A value is numbered when it is met for the second time; in a small frame, which answers a user, at once: what
//! a program sets in answer to one event, it likely sets in answer to the next. Large frames say much that is
//! never said again.

use std::hash::{Hash, Hasher};

use protocol::{ActorId, NodeId, Patch, Setting, SettingId, limits};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

/// Frames of fewer patches are small.
const SMALL: usize = 32;

/// Numbers below this length say no less than the value.
const SHORTEST: usize = 2;

/// How many values are remembered that were met once; then it begins anew.
const MET: usize = 4096;

/// The settings that the page knows by a number.
#[derive(Default)]
pub(super) struct Settings {
    numbers: FxHashMap<Setting<'static>, SettingId>,
    /// The settings by their numbers; when all are given, the oldest is given anew.
    by_number: Vec<Setting<'static>>,
    oldest: usize,
    met: FxHashSet<u64>,
}

impl Settings {
    /// Says a frame's settings by their numbers where they have one.
    pub(super) fn number(&mut self, patches: &mut Vec<Patch<'static>>) {
        let is_small = patches.len() < SMALL;
        let mut definitions = Vec::new();
        for (at, place) in patches.iter_mut().enumerate() {
            if !matches!(place, Patch::SetAttribute { .. } | Patch::SetStyle { .. }) {
                continue;
            }
            let patch = std::mem::replace(place, NOTHING);
            *place = match setting(patch) {
                Ok((node, value)) => {
                    let (setting, definition) = self.find(&value, is_small);
                    definitions.extend(definition.map(|definition| (at, definition)));
                    match setting {
                        Some(setting) => Patch::Set { node, setting },
                        None => value.into_patch(node),
                    }
                }
                Err(patch) => patch,
            };
        }
        insert_all(patches, definitions);
    }

    fn find(
        &mut self,
        value: &Setting<'static>,
        is_small: bool,
    ) -> (Option<SettingId>, Option<Patch<'static>>) {
        if let Some(known) = self.numbers.get(value) {
            return (Some(*known), None);
        }
        if self.met.len() >= MET {
            self.met.clear();
        }
        let mut hasher = FxHasher::default();
        value.hash(&mut hasher);
        if self.met.insert(hasher.finish()) && !is_small {
            return (None, None);
        }
        let setting = SettingId(self.oldest as u8);
        match self.by_number.get_mut(self.oldest) {
            Some(old) => {
                self.numbers.remove(old);
                old.clone_from(value);
            }
            None => self.by_number.push(value.clone()),
        }
        self.oldest = (self.oldest + 1) % limits::MAX_SETTINGS;
        self.numbers.insert(value.clone(), setting);
        let value = value.clone();
        (Some(setting), Some(Patch::DefineSetting { setting, value }))
    }
}

/// Stands where a patch is taken from until another one comes to its place.
const NOTHING: Patch<'static> = Patch::SetClasses {
    node: NodeId {
        actor: ActorId {
            index: u32::MAX,
            generation: 0,
        },
        hole: 0,
    },
    classes: Vec::new(),
};

/// Inserts patches before those at the given positions, which rise.
fn insert_all(patches: &mut Vec<Patch<'static>>, inserted: Vec<(usize, Patch<'static>)>) {
    let mut from = patches.len();
    let mut to = from + inserted.len();
    patches.reserve_exact(inserted.len());
    patches.resize_with(to, || NOTHING);
    for (at, patch) in inserted.into_iter().rev() {
        while from > at {
            from -= 1;
            to -= 1;
            patches.swap(from, to);
        }
        to -= 1;
        patches[to] = patch;
    }
}

/// What a patch sets, if that could have a number.
fn setting(patch: Patch<'static>) -> Result<(NodeId, Setting<'static>), Patch<'static>> {
    let fits = |text: &str| (SHORTEST..=limits::MAX_SETTING_BYTES).contains(&text.len());
    match patch {
        Patch::SetAttribute {
            node,
            attribute,
            value: Some(value),
            // The name of another node is hardly ever said of a second one.
        } if fits(&value) && !value.starts_with("node:") => {
            Ok((node, Setting::Attribute(attribute, value)))
        }
        Patch::SetStyle {
            node,
            property,
            value: Some(value),
        } if fits(&value) => Ok((node, Setting::Style(property, value))),
        other => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::StyleProperty;

    fn node(index: u32) -> NodeId {
        let generation = 1;
        let actor = ActorId { index, generation };
        NodeId { actor, hole: 0 }
    }

    fn style(index: u32, value: String) -> Patch<'static> {
        Patch::SetStyle {
            node: node(index),
            property: StyleProperty(3),
            value: Some(value.into()),
        }
    }

    /// What a page makes of it.
    fn resolve(
        known: &mut [Option<Setting<'static>>],
        patches: Vec<Patch<'static>>,
    ) -> Vec<Patch<'static>> {
        let mut out = Vec::new();
        for patch in patches {
            match patch {
                Patch::DefineSetting { setting, value } => {
                    known[usize::from(setting.0)] = Some(value);
                }
                Patch::Set { node, setting } => {
                    let value = known[usize::from(setting.0)]
                        .as_ref()
                        .expect("it is defined");
                    out.push(value.clone().into_patch(node));
                }
                other => out.push(other),
            }
        }
        out
    }

    #[test]
    fn numbers_stand_for_what_they_were_given_for() {
        let mut settings = Settings::default();
        let mut known = vec![None; limits::MAX_SETTINGS];
        // More values than numbers, again and again, in frames of all sizes.
        let mut next = 7_u32;
        for frame in 1..80_u32 {
            let patches: Vec<_> = (0..frame)
                .map(|index| {
                    next = next.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    style(index, format!("{}px", (next >> 16) % 300))
                })
                .collect();
            let mut sent = patches.clone();
            settings.number(&mut sent);
            assert_eq!(resolve(&mut known, sent), patches);
        }
    }

    #[test]
    fn a_large_frame_numbers_what_it_says_twice() {
        let mut settings = Settings::default();
        let rows = (0..100).map(|index| style(index, "white".to_owned()));
        let others = (0..100).map(|index| style(index, format!("{index}px")));
        let mut sent = rows.chain(others).collect();
        settings.number(&mut sent);
        let count =
            |wanted: fn(&Patch<'_>) -> bool| sent.iter().filter(|patch| wanted(patch)).count();
        assert_eq!(
            count(|patch| matches!(patch, Patch::DefineSetting { .. })),
            1
        );
        assert_eq!(count(|patch| matches!(patch, Patch::Set { .. })), 99);
        assert_eq!(count(|patch| matches!(patch, Patch::SetStyle { .. })), 101);
    }
}
