//! What can be seen to be wrong without knowing the page.

use crate::error::Reason;
use crate::event::{Event, EventKind, Listener, StampedEvent};
use crate::ids::{ClassId, Sequence};
use crate::limits;
use crate::patch::{Declaration, Patch, TemplateNode, TemplateNodeKind};
use alloc::vec;
use alloc::vec::Vec;

pub(crate) fn sequence(sequence: Sequence) -> Result<(), Reason> {
    check(sequence.0 > 0, Reason::BadSequence)
}

pub(crate) fn event(event: &StampedEvent, newest: Sequence) -> Result<(), Reason> {
    check(event.sequence > newest, Reason::BadSequence)?;
    check(event.time.is_finite(), Reason::NotFinite)?;
    match &event.event {
        Event::Route { path } => route(path),
        Event::Node { target: _, kind } => match kind {
            EventKind::Press
            | EventKind::DoubleClick
            | EventKind::Focus
            | EventKind::Blur
            | EventKind::Hover { inside: _ } => Ok(()),
            EventKind::Click { x, y } | EventKind::ContextMenu { x, y } => {
                check(x.is_finite() && y.is_finite(), Reason::NotFinite)
            }
            EventKind::Change {
                text,
                edit: _,
                seen: _,
            } => at_most(text.len(), limits::MAX_EVENT_TEXT_BYTES),
            EventKind::KeyDown {
                key,
                text,
                edit: _,
                seen: _,
            } => {
                at_most(key.len(), limits::MAX_KEY_BYTES)?;
                at_most(text.len(), limits::MAX_EVENT_TEXT_BYTES)
            }
            EventKind::Select { value, edit: _ } => {
                at_most(value.len(), limits::MAX_EVENT_TEXT_BYTES)
            }
            EventKind::Slide { value, edit: _ } => check(value.is_finite(), Reason::NotFinite),
        },
    }
}

/// `begins_reset` says whether the patch is the first of a reset.
pub(crate) fn patch(patch: &Patch<'_>, begins_reset: bool) -> Result<(), Reason> {
    match patch {
        Patch::DefineClass {
            class,
            part: _,
            declarations: all,
        } => {
            check(class.0 < limits::MAX_CLASSES, Reason::TooLong)?;
            declarations(all)
        }
        Patch::DefineTemplate {
            template,
            holes,
            nodes,
        } => {
            check(template.0 < limits::MAX_TEMPLATES, Reason::TooLong)?;
            at_most(nodes.len(), limits::MAX_TEMPLATE_NODES)?;
            tree(nodes)?;
            numbered(nodes, *holes)?;
            nodes.iter().try_for_each(template_node)
        }
        Patch::Create {
            template: _,
            actor: _,
            texts,
        } => {
            at_most(texts.len(), limits::MAX_TEMPLATE_NODES)?;
            texts
                .iter()
                .try_for_each(|text| at_most(text.len(), limits::MAX_TEXT_BYTES))
        }
        Patch::CreateText { node: _, text }
        | Patch::SetText { node: _, text }
        | Patch::SetValue {
            node: _,
            value: text,
            answers: _,
            write: _,
        }
        | Patch::LateValue {
            node: _,
            value: text,
            answers: _,
        } => at_most(text.len(), limits::MAX_TEXT_BYTES),
        Patch::SetAttribute {
            node: _,
            attribute,
            value,
        } => {
            check(attribute.is_known(), Reason::UnknownName)?;
            at_most(
                value.as_ref().map_or(0, |value| value.len()),
                limits::MAX_TEXT_BYTES,
            )
        }
        Patch::SetStyle {
            node: _,
            property,
            value,
        } => {
            check(property.is_known(), Reason::UnknownName)?;
            at_most(
                value.as_ref().map_or(0, |value| value.len()),
                limits::MAX_TEXT_BYTES,
            )
        }
        Patch::SetClasses {
            node: _,
            classes: all,
        } => classes(all),
        Patch::SetListeners {
            node: _,
            listeners: all,
        } => listeners(all),
        Patch::Insert {
            parent: _,
            before,
            node,
        } => check(*before != Some(*node), Reason::NotASibling),
        Patch::Remove { node: _ }
        | Patch::DropText { node: _ }
        | Patch::Drop { actor: _ }
        | Patch::Focus { node: _ } => Ok(()),
        // That no name is given twice only the page's mirror sees: it has a table of instances to look at,
        // and a set of our own would be code that every page loads.
        Patch::Rename { names } => {
            check(begins_reset, Reason::Misplaced)?;
            at_most(names.len(), limits::MAX_PATCHES)
        }
        Patch::Navigate { path } => route(path),
        Patch::Console { level: _, text } => at_most(text.len(), limits::MAX_CONSOLE_BYTES),
    }
}

/// Child counts must describe a forest of the listed nodes; a walk with one counter per open level.
fn tree(nodes: &[TemplateNode<'_>]) -> Result<(), Reason> {
    let mut open: Vec<u32> = Vec::new();
    for node in nodes {
        match open.last_mut() {
            Some(missing) => *missing -= 1,
            // Only a root stands for the whole instance, so the engine must be able to name it.
            None => check(node.hole.is_some(), Reason::HoleMissing)?,
        }
        match node.kind {
            TemplateNodeKind::Element { .. } => {
                if node.children > 0 {
                    open.push(node.children);
                    check(open.len() < limits::MAX_TEMPLATE_DEPTH, Reason::TooDeep)?;
                }
            }
            TemplateNodeKind::Text(_) | TemplateNodeKind::TextHole => {
                check(node.children == 0, Reason::TextWithChildren)?;
            }
        }
        while open.last() == Some(&0) {
            open.pop();
        }
    }
    check(open.is_empty() && !nodes.is_empty(), Reason::BadTree)
}

fn numbered(nodes: &[TemplateNode<'_>], holes: u32) -> Result<(), Reason> {
    at_most(holes as usize, nodes.len()).map_err(|_| Reason::BadHole)?;
    let mut seen = vec![false; holes as usize];
    for hole in nodes.iter().filter_map(|node| node.hole) {
        match seen.get_mut(hole as usize) {
            Some(seen @ false) => *seen = true,
            Some(true) | None => return Err(Reason::BadHole),
        }
    }
    check(seen.iter().all(|seen| *seen), Reason::BadHole)
}

fn template_node(node: &TemplateNode<'_>) -> Result<(), Reason> {
    match &node.kind {
        TemplateNodeKind::Element {
            tag,
            classes: all,
            attributes,
            styles,
            listeners: wanted,
        } => {
            check(tag.is_known(), Reason::UnknownName)?;
            classes(all)?;
            at_most(attributes.len(), limits::MAX_ATTRIBUTES)?;
            for (attribute, value) in attributes {
                check(attribute.is_known(), Reason::UnknownName)?;
                at_most(value.len(), limits::MAX_TEXT_BYTES)?;
            }
            declarations(styles)?;
            listeners(wanted)?;
            check(
                wanted.is_empty() || node.hole.is_some(),
                Reason::HoleMissing,
            )
        }
        TemplateNodeKind::Text(text) => at_most(text.len(), limits::MAX_TEXT_BYTES),
        TemplateNodeKind::TextHole => check(node.hole.is_some(), Reason::HoleMissing),
    }
}

fn declarations(declarations: &[Declaration<'_>]) -> Result<(), Reason> {
    at_most(declarations.len(), limits::MAX_DECLARATIONS)?;
    declarations.iter().try_for_each(|declaration| {
        check(declaration.property.is_known(), Reason::UnknownName)?;
        at_most(declaration.value.len(), limits::MAX_TEXT_BYTES)
    })
}

fn classes(classes: &[ClassId]) -> Result<(), Reason> {
    at_most(classes.len(), limits::MAX_NODE_CLASSES)
}

fn listeners(listeners: &[Listener]) -> Result<(), Reason> {
    at_most(listeners.len(), limits::MAX_LISTENERS)?;
    let mut seen = 0;
    for listener in listeners {
        check(seen & listener.bit() == 0, Reason::Repeated)?;
        seen |= listener.bit();
    }
    Ok(())
}

fn route(path: &str) -> Result<(), Reason> {
    at_most(path.len(), limits::MAX_PATH_BYTES)?;
    check(
        path.starts_with('/') && !path.starts_with("//"),
        Reason::BadPath,
    )
}

fn at_most(length: usize, limit: usize) -> Result<(), Reason> {
    check(length <= limit, Reason::TooLong)
}

fn check(holds: bool, otherwise: Reason) -> Result<(), Reason> {
    if holds { Ok(()) } else { Err(otherwise) }
}
