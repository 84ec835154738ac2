//! What may differ between the repetitions of a run: the instances that its patches name, and their texts.

use core::slice;

use super::{Patch, Text};
use crate::ids::{ActorId, NodeId};

impl<'a> Patch<'a> {
    /// Whether a run may repeat it: what defines something, or is about more than one node, occurs once.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.actors()[0].is_some()
    }

    /// The instances that a repeatable patch names, in the order of the wire.
    pub(crate) fn actors_mut(&mut self) -> [Option<&mut ActorId>; 3] {
        match self {
            Patch::Create { actor, .. } | Patch::Drop { actor } => [Some(actor), None, None],
            Patch::CreateText { node, .. }
            | Patch::SetText { node, .. }
            | Patch::SetAttribute { node, .. }
            | Patch::SetStyle { node, .. }
            | Patch::SetClasses { node, .. }
            | Patch::SetListeners { node, .. }
            | Patch::Set { node, .. }
            | Patch::Remove { node }
            | Patch::DropText { node } => [Some(&mut node.actor), None, None],
            Patch::Move { node, before } => {
                let before = before.as_mut().map(|before| &mut before.actor);
                [Some(&mut node.actor), before, None]
            }
            Patch::Insert {
                node,
                parent,
                before,
            } => {
                let parent = parent.as_mut().map(|parent| &mut parent.actor);
                let before = before.as_mut().map(|before| &mut before.actor);
                [Some(&mut node.actor), parent, before]
            }
            Patch::DefineClass { .. }
            | Patch::DefineTemplate { .. }
            | Patch::DefineSetting { .. }
            | Patch::SetValue { .. }
            | Patch::Focus { .. }
            | Patch::Navigate { .. }
            | Patch::Console { .. }
            | Patch::Rename { .. }
            | Patch::LateValue { .. } => [None, None, None],
        }
    }

    /// The texts of a repeatable patch.
    pub(crate) fn texts(&self) -> &[Text<'a>] {
        match self {
            Patch::Create { texts, .. } => texts,
            Patch::CreateText { text, .. } | Patch::SetText { text, .. } => slice::from_ref(text),
            Patch::SetAttribute { value, .. } | Patch::SetStyle { value, .. } => value.as_slice(),
            _ => &[],
        }
    }

    /// The texts of a repeatable patch.
    pub(crate) fn texts_mut(&mut self) -> &mut [Text<'a>] {
        match self {
            Patch::Create { texts, .. } => texts,
            Patch::CreateText { text, .. } | Patch::SetText { text, .. } => slice::from_mut(text),
            Patch::SetAttribute { value, .. } | Patch::SetStyle { value, .. } => {
                value.as_mut_slice()
            }
            _ => &mut [],
        }
    }

    /// The instances that a repeatable patch names, in the order of the wire.
    pub(crate) fn actors(&self) -> [Option<ActorId>; 3] {
        let of = |node: &NodeId| Some(node.actor);
        let maybe = |node: &Option<NodeId>| node.map(|node| node.actor);
        match self {
            Patch::Create { actor, .. } | Patch::Drop { actor } => [Some(*actor), None, None],
            Patch::CreateText { node, .. }
            | Patch::SetText { node, .. }
            | Patch::SetAttribute { node, .. }
            | Patch::SetStyle { node, .. }
            | Patch::SetClasses { node, .. }
            | Patch::SetListeners { node, .. }
            | Patch::Set { node, .. }
            | Patch::Remove { node }
            | Patch::DropText { node } => [of(node), None, None],
            Patch::Move { node, before } => [of(node), maybe(before), None],
            Patch::Insert {
                node,
                parent,
                before,
            } => [of(node), maybe(parent), maybe(before)],
            _ => [None, None, None],
        }
    }

    /// Whether two patches are the same but for their texts and the instances that they name.
    pub(crate) fn is_alike(&self, other: &Patch<'_>) -> bool {
        use Patch::{
            Create, CreateText, Drop, DropText, Insert, Move, Remove, Set, SetAttribute,
            SetClasses, SetListeners, SetStyle, SetText,
        };
        let same = |one: &NodeId, other: &NodeId| one.hole == other.hole;
        let maybe = |one: &Option<NodeId>, other: &Option<NodeId>| match (one, other) {
            (Some(one), Some(other)) => same(one, other),
            (None, None) => true,
            _ => false,
        };
        let held =
            |one: &Option<Text<'_>>, other: &Option<Text<'_>>| one.is_some() == other.is_some();
        match (self, other) {
            (
                Create {
                    template: one,
                    texts: mine,
                    ..
                },
                Create {
                    template, texts, ..
                },
            ) => one == template && mine.len() == texts.len(),
            (Drop { .. }, Drop { .. }) => true,
            (CreateText { node: one, .. }, CreateText { node, .. })
            | (SetText { node: one, .. }, SetText { node, .. })
            | (Remove { node: one }, Remove { node })
            | (DropText { node: one }, DropText { node }) => same(one, node),
            (
                SetAttribute {
                    node: one,
                    attribute: name,
                    value: mine,
                },
                SetAttribute {
                    node,
                    attribute,
                    value,
                },
            ) => same(one, node) && name == attribute && held(mine, value),
            (
                SetStyle {
                    node: one,
                    property: name,
                    value: mine,
                },
                SetStyle {
                    node,
                    property,
                    value,
                },
            ) => same(one, node) && name == property && held(mine, value),
            (
                SetClasses {
                    node: one,
                    classes: mine,
                },
                SetClasses { node, classes },
            ) => same(one, node) && mine == classes,
            (
                SetListeners {
                    node: one,
                    listeners: mine,
                },
                SetListeners { node, listeners },
            ) => same(one, node) && mine == listeners,
            (
                Set {
                    node: one,
                    setting: mine,
                },
                Set { node, setting },
            ) => same(one, node) && mine == setting,
            (
                Move {
                    node: one,
                    before: mine,
                },
                Move { node, before },
            ) => same(one, node) && maybe(mine, before),
            (
                Insert {
                    parent: inside,
                    before: mine,
                    node: one,
                },
                Insert {
                    parent,
                    before,
                    node,
                },
            ) => same(one, node) && maybe(inside, parent) && maybe(mine, before),
            _ => false,
        }
    }
}
