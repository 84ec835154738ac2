//! Rows: what the instances of a run have in common is done once, to a template that they are cloned from.
//!
//! ```text
//! Create(1) Set(1.0) CreateText(1.5) Insert(1.1 ◀ 1.5) Insert(list ◀ 1.0)
//!          └────────────── taken ─────────────────────┘
//! ```
//!
//! The mirror judges every patch of every repetition as ever; only what the page does is less.

use alloc::vec::Vec;

use protocol::{ActorId, NodeId, Patch, Reason, Run, Setting};

use super::allow::{self, Allowed};
use super::mirror::{Mirror, NodeKind};
use super::ops::{Op, Ops};
use super::template::{self, Template};

/// The first number of derived templates: those of the program are below.
const DERIVED: u32 = protocol::limits::MAX_TEMPLATES;

/// Which patches of a pattern are part of the derived templates.
pub(crate) struct Rows {
    /// For each patch that creates an instance, how many of those that follow are part of what is cloned.
    taken: Vec<usize>,
}

impl Rows {
    pub(crate) fn plan(mirror: &Mirror, run: &Run<'_>) -> Rows {
        let mut taken = Vec::new();
        // What a reset brings may be on the page already.
        if run.left > 0 && !mirror.is_resetting() {
            let patches = run.patches.iter().enumerate();
            taken.extend(patches.map(|(at, patch)| match patch {
                Patch::Create {
                    template, actor, ..
                } => match mirror.template(template.0) {
                    Ok(template) => takes(mirror, run, at, *actor, &template),
                    Err(_) => 0,
                },
                _ => 0,
            }));
        }
        Rows { taken }
    }

    /// How many patches after this one are part of what it creates.
    pub(crate) fn taken(&self, at: usize) -> usize {
        self.taken.get(at).copied().unwrap_or(0)
    }

    /// Tells the page the derived templates.
    pub(crate) fn derive(&self, mirror: &Mirror, run: &Run<'_>, ops: &mut Ops) {
        for (at, taken) in self.taken.iter().enumerate() {
            let Some(Patch::Create { template, .. }) = run.patches.get(at) else {
                continue;
            };
            let steps = run.patches.get(at + 1..=at + taken).unwrap_or_default();
            if steps.is_empty() {
                continue;
            }
            ops.op(Op::Derive);
            ops.words(&[DERIVED + at as u32, template.0]);
            let inserts = |step: &&Patch<'_>| matches!(step, Patch::Insert { .. });
            ops.word((steps.len() - steps.iter().filter(inserts).count()) as u32);
            for (step, next) in steps
                .iter()
                .zip(steps.iter().skip(1).chain([&run.patches[at]]))
            {
                write_step(mirror, step, next, ops);
            }
        }
    }

    /// Creates an instance with what is taken into its template; answers its name.
    pub(crate) fn create(
        &self,
        mirror: &mut Mirror,
        at: usize,
        patches: &[Patch<'_>],
        ops: &mut Ops,
    ) -> Result<ActorId, Reason> {
        let Some(Patch::Create {
            template,
            actor,
            texts,
        }) = patches.first()
        else {
            return Err(Reason::UnknownInstance);
        };
        ops.op(Op::Create);
        ops.word(DERIVED + at as u32);
        ops.words(mirror.create(template.0, *actor, texts.len())?.holes);
        let mut count = texts.len() as u32;
        for patch in &patches[1..] {
            match patch {
                Patch::CreateText { node, .. } => {
                    ops.word(mirror.create_text(*node)?.0);
                    count += 1;
                }
                Patch::Insert {
                    parent,
                    before,
                    node,
                } => {
                    mirror.insert(*parent, *before, *node)?;
                }
                // What it sets is in the template; the plan has seen that the node is one.
                _ => {}
            }
        }
        ops.word(count);
        texts.iter().for_each(|text| ops.text(text));
        for patch in &patches[1..] {
            if let Patch::CreateText { text, .. } = patch {
                ops.text(text);
            }
        }
        Ok(*actor)
    }
}

/// How many of the patches after a creation can be part of the template.
fn takes(
    mirror: &Mirror,
    run: &Run<'_>,
    created: usize,
    actor: ActorId,
    template: &Template,
) -> usize {
    let is_element = |node: &NodeId| {
        let hole = template.holes.get(node.hole as usize);
        node.actor == actor && hole.is_some_and(|hole| hole.kind != NodeKind::Text)
    };
    let mut at = created + 1;
    while let Some(patch) = run.patches.get(at) {
        at += match patch {
            Patch::SetAttribute { node, .. }
            | Patch::SetStyle { node, .. }
            | Patch::SetClasses { node, .. }
            | Patch::SetListeners { node, .. }
            | Patch::Set { node, .. }
                if is_element(node) && !run.varies(at) && is_plain(mirror, patch) =>
            {
                1
            }
            // A new text that becomes the last child of a hole.
            Patch::CreateText { node, .. } if node.actor == actor => {
                match run.patches.get(at + 1) {
                    Some(Patch::Insert {
                        parent: Some(parent),
                        before: None,
                        node: inserted,
                    }) if inserted == node && is_element(parent) => 2,
                    _ => break,
                }
            }
            _ => break,
        };
    }
    at - created - 1
}

/// Whether what a patch sets can stand in a template.
fn is_plain(mirror: &Mirror, patch: &Patch<'_>) -> bool {
    match patch {
        // How high its items are is told to a list that is there.
        Patch::SetAttribute {
            attribute,
            value: Some(value),
            ..
        } if attribute.0 != allow::ITEMS_HEIGHT => {
            matches!(allow::attribute(*attribute, value), Some(Allowed::Text(_)))
        }
        Patch::SetStyle {
            property,
            value: Some(value),
            ..
        } => allow::style(*property, value),
        Patch::SetClasses { classes, .. } => mirror
            .check_classes(classes.iter().map(|class| class.0))
            .is_ok(),
        Patch::SetListeners { .. } => true,
        Patch::Set { node, setting } => mirror
            .setting(*setting)
            .is_ok_and(|setting| is_plain(mirror, &setting.borrowed().into_patch(*node))),
        _ => false,
    }
}

fn write_step(mirror: &Mirror, step: &Patch<'_>, next: &Patch<'_>, ops: &mut Ops) {
    match step {
        Patch::CreateText { .. } => {
            if let Patch::Insert {
                parent: Some(parent),
                ..
            } = next
            {
                ops.words(&[0, parent.hole]);
            }
        }
        Patch::SetAttribute {
            node,
            attribute,
            value: Some(value),
        } => {
            ops.words(&[1, node.hole, u32::from(attribute.0)]);
            if let Some(Allowed::Text(value)) = allow::attribute(*attribute, value) {
                ops.text(value);
            }
        }
        Patch::SetStyle {
            node,
            property,
            value: Some(value),
        } => {
            ops.words(&[2, node.hole, u32::from(property.0)]);
            ops.text(value);
        }
        Patch::SetClasses { node, classes } => {
            ops.words(&[3, node.hole, classes.len() as u32]);
            classes.iter().for_each(|class| ops.word(class.0));
        }
        Patch::SetListeners { node, listeners } => {
            ops.words(&[4, node.hole, template::bits(listeners)]);
        }
        Patch::Set { node, setting } => {
            if let Ok(setting) = mirror.setting(*setting) {
                let patch: Patch<'_> = Setting::borrowed(&setting).into_patch(*node);
                write_step(mirror, &patch, next, ops);
            }
        }
        _ => {}
    }
}
