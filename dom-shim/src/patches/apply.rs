//! A patch frame → ops, or the reason why it is refused. One arm per patch.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use protocol::{
    ActorId, ClassId, ConsoleLevel, EditVersion, FrameError, Head, NodeId, Patch, Patches, Reason,
    Run, WriteVersion, typing,
};

use crate::words::push_number;

use super::allow::{self, Allowed};
use super::mirror::{Dropped, Mirror};
use super::ops::{Op, Ops};
use super::rows::Rows;
use super::table::Table;
use super::template::{self, Refused};

/// A frame is large with more new instances than this: its ops may then run in slices. Guessed from lists of a
/// thousand rows, below which slicing costs more than it hides. Instances that go do not count: what is removed
/// needs no layout, and to lay out again after each slice what remains takes several times as long as all at once.
const LARGE: usize = 1000;

/// What a right frame does.
#[derive(Debug, Default)]
pub(crate) struct Prepared {
    /// For the page.
    pub(crate) ops: Ops,
    /// Values that the allow-list has kept out.
    pub(crate) refused: Vec<Refused>,
    /// Whether the ops may run in slices.
    pub(crate) large: bool,
    /// How many instances are new.
    created: usize,
    /// What has to wait until they have run.
    pub(crate) finish: Finish,
    /// The new names of instances by those that they had in the engine's life before.
    pub(crate) renamed: Option<Table<ActorId>>,
}

/// What is done when all ops of a frame have run: the user may have typed since the first.
#[derive(Debug, Default)]
pub(crate) struct Finish {
    /// The program's texts; a select has its options now.
    values: Vec<(u32, String, EditVersion, WriteVersion)>,
    /// What lives before have written and the page has not shown.
    late: Vec<(NodeId, String, EditVersion)>,
    /// What controls show whose texts have been caught up with.
    before: Vec<(u32, String)>,
    /// What gets the focus; the flag says whether it was on the page before the reset.
    focus: Vec<(u32, bool)>,
    /// After a refused frame the engine does not know which writes the page has.
    reset: bool,
}

impl Finish {
    /// The controls that the program writes in, and the numbers of the writes.
    pub(crate) fn writes(&self) -> impl Iterator<Item = (u32, WriteVersion)> {
        self.values
            .iter()
            .map(|(handle, .., write)| (*handle, *write))
    }
}

/// The last ops of a frame.
#[derive(Debug, Default)]
pub(crate) struct Finished {
    /// For the page.
    pub(crate) ops: Ops,
    /// Controls whose text or choice must be reported, because the engine cannot know it.
    pub(crate) merged: Vec<u32>,
    /// Controls whose edits on their way may say other texts now.
    pub(crate) renewed: Vec<u32>,
}

/// Which edits of a control are on their way to the engine.
pub(crate) type OnItsWay<'a> = &'a dyn Fn(NodeId, EditVersion) -> bool;

/// Judges a frame and, if it is right, turns it into ops. `afresh` keeps a reset from taking anything over.
pub(crate) fn prepare(
    mirror: &mut Mirror,
    app: u32,
    head: &Head,
    mut patches: Patches<'_>,
    afresh: bool,
) -> Result<Prepared, FrameError> {
    let mut prepared = Prepared::default();
    if head.reset {
        mirror.begin_reset();
        prepared.finish.reset = true;
        prepared.ops.op(Op::BeginReset);
    }
    if afresh {
        mirror.rename_nothing();
    }
    let mut run = Run::default();
    let mut verdict = Ok(());
    while verdict.is_ok() && patches.next(&mut run) {
        verdict = apply_run(mirror, app, &mut patches, &mut run, &mut prepared);
        if afresh && matches!(run.patches[..], [Patch::Rename { .. }]) {
            mirror.rename_nothing();
        }
    }
    let verdict = match verdict {
        Err(reason) => Err(FrameError {
            offset: patches.offset(),
            reason,
        }),
        Ok(()) => patches.close(),
    };
    if let Err(error) = verdict {
        mirror.undo();
        return Err(error);
    }
    if let Some(left) = mirror.commit() {
        write_drop(&left, &mut prepared.ops);
    }
    if head.reset {
        prepared.ops.op(Op::EndReset);
    }
    prepared.large = !head.reset && prepared.created > LARGE;
    Ok(prepared)
}

fn apply_run<'a>(
    mirror: &mut Mirror,
    app: u32,
    patches: &mut Patches<'a>,
    run: &mut Run<'a>,
    out: &mut Prepared,
) -> Result<(), Reason> {
    if let ([Patch::Drop { .. }], 1..) = (&run.patches[..], run.left) {
        return drop_all(mirror, patches, run, out);
    }
    let rows = Rows::plan(mirror, run);
    rows.derive(mirror, run, &mut out.ops);
    loop {
        let mut at = 0;
        while let Some(patch) = run.patches.get(at) {
            let taken = rows.taken(at);
            if taken == 0 {
                apply(mirror, app, patch, out)?;
            } else {
                let all = &run.patches[at..=at + taken];
                let name = rows.create(mirror, at, all, &mut out.ops)?;
                write_ids_of(mirror, app, name, &mut out.ops);
                out.created += 1;
            }
            at += 1 + taken;
        }
        if !patches.repeat(run) {
            return Ok(());
        }
    }
}

/// Drops one instance after the other, which the page then does at once.
fn drop_all<'a>(
    mirror: &mut Mirror,
    patches: &mut Patches<'a>,
    run: &mut Run<'a>,
    out: &mut Prepared,
) -> Result<(), Reason> {
    let mut all = Dropped::default();
    loop {
        for patch in &run.patches {
            if let Patch::Drop { actor } = patch {
                let dropped = mirror.drop_instance(*actor)?;
                all.roots.extend_from_slice(&dropped.roots);
                all.others.extend_from_slice(&dropped.others);
            }
        }
        if !patches.repeat(run) {
            break;
        }
    }
    write_drop(&all, &mut out.ops);
    Ok(())
}

fn apply(
    mirror: &mut Mirror,
    app: u32,
    patch: &Patch<'_>,
    out: &mut Prepared,
) -> Result<(), Reason> {
    let ops = &mut out.ops;
    match patch {
        Patch::DefineClass {
            class,
            part,
            declarations,
        } => {
            ops.op(Op::Class);
            let definition = template::class(*class, *part, declarations, ops, &mut out.refused);
            mirror.define_class(class.0, definition)?;
        }
        Patch::DefineTemplate {
            template,
            holes,
            nodes,
        } => {
            ops.op(Op::Template);
            let shape = template::template(template.0, *holes, nodes, ops, &mut out.refused)?;
            mirror.check_classes(shape.classes.iter().copied())?;
            mirror.define_template(template.0, shape)?;
        }
        Patch::Create {
            template,
            actor,
            texts,
        } => {
            let created = mirror.create(template.0, *actor, texts.len())?;
            ops.op(if created.adopted {
                Op::Adopt
            } else {
                Op::Create
            });
            ops.word(template.0);
            ops.words(created.holes);
            ops.word(texts.len() as u32);
            texts.iter().for_each(|text| ops.text(text));
            write_ids_of(mirror, app, *actor, ops);
            out.created += 1;
        }
        Patch::CreateText { node, text } => {
            let (handle, adopted) = mirror.create_text(*node)?;
            ops.op(if adopted { Op::SetText } else { Op::CreateText });
            ops.word(handle);
            ops.text(text);
        }
        Patch::SetText { node, text } => {
            let handle = mirror.text(*node)?;
            ops.op(Op::SetText);
            ops.word(handle);
            ops.text(text);
        }
        Patch::SetAttribute {
            node,
            attribute,
            value: Some(value),
        } => {
            let handle = mirror.element(*node)?;
            match allow::attribute(*attribute, value) {
                Some(Allowed::Text(value)) => {
                    ops.op(Op::SetAttribute);
                    ops.words(&[handle, u32::from(attribute.0)]);
                    ops.text(value);
                }
                Some(Allowed::Nodes(names)) => {
                    for name in &names {
                        if mirror.refer(*name) {
                            write_id_if_named(mirror, app, *name, ops);
                        }
                    }
                    ops.op(Op::SetAttribute);
                    ops.words(&[handle, u32::from(attribute.0)]);
                    let mut ids = String::new();
                    for name in names {
                        if !ids.is_empty() {
                            ids.push(' ');
                        }
                        push_id(&mut ids, app, name);
                    }
                    ops.text(&ids);
                }
                None => out.refused.push(Refused::attribute(*attribute, value)),
            }
        }
        Patch::SetAttribute {
            node,
            attribute,
            value: None,
        } => {
            let handle = mirror.element(*node)?;
            ops.op(Op::RemoveAttribute);
            ops.words(&[handle, u32::from(attribute.0)]);
        }
        Patch::SetStyle {
            node,
            property,
            value: Some(value),
        } => {
            let handle = mirror.element(*node)?;
            if allow::style(*property, value) {
                ops.op(Op::SetStyle);
                ops.words(&[handle, u32::from(property.0)]);
                ops.text(value);
            } else {
                out.refused.push(Refused::style(*property, value));
            }
        }
        Patch::SetStyle {
            node,
            property,
            value: None,
        } => {
            let handle = mirror.element(*node)?;
            ops.op(Op::RemoveStyle);
            ops.words(&[handle, u32::from(property.0)]);
        }
        Patch::SetClasses { node, classes } => {
            let handle = mirror.element(*node)?;
            mirror.check_classes(classes.iter().map(|class| class.0))?;
            ops.op(Op::SetClasses);
            ops.words(&[handle, classes.len() as u32]);
            classes.iter().for_each(|ClassId(class)| ops.word(*class));
        }
        Patch::SetListeners { node, listeners } => {
            let handle = mirror.element(*node)?;
            ops.op(Op::SetListeners);
            ops.words(&[handle, template::bits(listeners)]);
        }
        Patch::SetValue {
            node,
            value,
            answers,
            write,
        } => {
            let handle = mirror.control(*node)?;
            out.finish
                .values
                .push((handle, value.clone().into_owned(), *answers, *write));
        }
        Patch::Insert {
            parent,
            before,
            node,
        } => {
            let (parent, before, handle) = mirror.insert(*parent, *before, *node)?;
            ops.op(Op::Insert);
            ops.maybe(parent);
            ops.maybe(before);
            ops.word(handle);
        }
        Patch::Move { node, before } => {
            let (parent, before, handle) = mirror.move_among(*node, *before)?;
            ops.op(Op::Insert);
            ops.maybe(parent);
            ops.maybe(before);
            ops.word(handle);
        }
        Patch::DefineSetting { setting, value } => {
            mirror.define_setting(*setting, value.clone().into_owned());
        }
        Patch::Set { node, setting } => {
            let setting = mirror.setting(*setting)?;
            return apply(mirror, app, &setting.borrowed().into_patch(*node), out);
        }
        Patch::Remove { node } => {
            let handle = mirror.remove(*node)?;
            ops.op(Op::Remove);
            ops.word(handle);
        }
        Patch::DropText { node } => {
            let roots = vec![mirror.drop_text(*node)?];
            write_drop(
                &Dropped {
                    roots,
                    others: Vec::new(),
                },
                ops,
            );
        }
        Patch::Drop { actor } => write_drop(&mirror.drop_instance(*actor)?, ops),
        Patch::Focus { node } => {
            let handle = mirror.element(*node)?;
            out.finish.focus.push((handle, mirror.is_adopted(handle)));
        }
        Patch::Rename { names } => out.renamed = Some(mirror.rename(names)?),
        Patch::LateValue {
            node,
            value,
            answers,
        } => {
            let late = (*node, value.clone().into_owned(), *answers);
            out.finish.late.push(late);
        }
        Patch::Navigate { path } => {
            ops.op(Op::Navigate);
            ops.text(path);
        }
        Patch::Console { level, text } => {
            ops.op(Op::Console);
            ops.word(match level {
                ConsoleLevel::Info => 0,
                ConsoleLevel::Warning => 1,
                ConsoleLevel::Error => 2,
            });
            ops.text(text);
        }
    }
    Ok(())
}

fn write_drop(dropped: &Dropped, ops: &mut Ops) {
    ops.op(Op::Drop);
    ops.word(dropped.roots.len() as u32);
    ops.words(&dropped.roots);
    ops.word(dropped.others.len() as u32);
    ops.words(&dropped.others);
}

/// Gives the holes of a new instance their ids, if others name them.
fn write_ids_of(mirror: &Mirror, app: u32, actor: ActorId, ops: &mut Ops) {
    for hole in mirror.named_holes(actor) {
        write_id_if_named(mirror, app, NodeId { actor, hole }, ops);
    }
}

fn write_id_if_named(mirror: &Mirror, app: u32, name: NodeId, ops: &mut Ops) {
    if !mirror.is_named(name) {
        return;
    }
    if let Ok(handle) = mirror.element(name) {
        ops.op(Op::SetId);
        ops.word(handle);
        let mut id = String::new();
        push_id(&mut id, app, name);
        ops.text(&id);
    }
}

/// The id that the shim gives a node: of its own making, so that no program can shadow a global.
fn push_id(text: &mut String, app: u32, name: NodeId) {
    let NodeId { actor, hole } = name;
    text.push_str("offstage");
    for number in [app, actor.index, actor.generation, hole] {
        text.push('-');
        push_number(text, number);
    }
}

/// Takes in what lives before have written and the page has not shown, without showing it: what the new life
/// writes comes on top. Answers which controls have what text now.
pub(crate) fn catch_up(mirror: &mut Mirror, finish: &mut Finish) -> Vec<u32> {
    let mut all = Vec::new();
    for (node, value, answers) in core::mem::take(&mut finish.late) {
        let Ok(handle) = mirror.control(node) else {
            continue;
        };
        let Some(edits) = mirror.edits(handle) else {
            continue;
        };
        if finish.before.iter().all(|(known, _)| *known != handle) {
            finish.before.push((handle, edits.text().to_owned()));
            all.push(handle);
        }
        edits.write_late(&value, answers);
    }
    all
}

/// Writes the program's texts, merged with what the user has typed since, and the focus. `selection` tells
/// a focused control's selection; `new_life` which edits are on their way, if the frame is the first of
/// another life of the engine.
pub(crate) fn finish(
    mirror: &mut Mirror,
    mut finish: Finish,
    selection: &dyn Fn(u32) -> Option<(u32, u32)>,
    new_life: Option<OnItsWay<'_>>,
) -> Finished {
    let mut out = Finished::default();
    if new_life.is_some() {
        // A control that the program leaves to the user has a text that the new engine does not know, either.
        for handle in mirror.written_controls() {
            if finish.values.iter().all(|(known, ..)| *known != handle) {
                let nothing = (handle, String::new(), EditVersion(0), WriteVersion(0));
                finish.values.push(nothing);
            }
        }
    }
    for (handle, value, answers, write) in finish.values {
        // Dropped later in the same frame.
        let Some(name) = mirror.name(handle) else {
            continue;
        };
        let Some(edits) = mirror.edits(handle) else {
            continue;
        };
        let caught_up = finish.before.iter().position(|(known, _)| *known == handle);
        let before = match caught_up {
            Some(found) => finish.before.swap_remove(found).1,
            None => edits.text().to_owned(),
        };
        let written = match new_life {
            Some(on_its_way) => {
                out.renewed.push(handle);
                edits.renew(&value, answers, write, |edit| on_its_way(name, edit))
            }
            None => {
                if finish.reset {
                    edits.doubt();
                }
                edits.write(&value, answers, write)
            }
        };
        if before != edits.text() || written.show.is_some() {
            let text = edits.text().to_owned();
            write_value(handle, &before, &text, selection(handle), &mut out.ops);
        }
        if written.report {
            out.merged.push(handle);
        }
    }
    for (handle, adopted) in finish.focus {
        // Where the user is, the user stays.
        let stays = adopted && new_life.is_some();
        if !stays && mirror.name(handle).is_some() {
            out.ops.op(Op::Focus);
            out.ops.word(handle);
        }
    }
    out
}

/// Writes a control's new text, with the selection that keeps its letters.
pub(crate) fn write_value(
    handle: u32,
    before: &str,
    text: &str,
    selection: Option<(u32, u32)>,
    ops: &mut Ops,
) {
    ops.op(Op::SetValue);
    ops.word(handle);
    ops.text(text);
    match selection {
        Some((start, end)) => {
            ops.maybe(Some(typing::caret(before, text, start)));
            ops.maybe(Some(typing::caret(before, text, end)));
        }
        None => ops.words(&[0, 0]),
    }
}

#[cfg(test)]
mod tests;
