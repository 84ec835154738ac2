//! Frames against a page that is a list of what the ops say: refused whole, reset, values, references.

use proptest::prelude::*;
use protocol::{
    ActorId, Attribute, ClassId, Declaration, DecodedDown, Down, DownFrame, EditVersion, Epoch,
    Location, NodeId, Part, Patch, PatchFrame, Reason, Sequence, Setting, SettingId, StyleProperty,
    Tag, TemplateId, TemplateNode, TemplateNodeKind, WriteVersion, decode_down, encode_down,
    open_down,
};

use super::{Finished, LARGE, Prepared, catch_up, finish, prepare};
use crate::patches::mirror::Mirror;
use crate::patches::ops::Op;

fn actor(index: u32) -> ActorId {
    ActorId {
        index,
        generation: 1,
    }
}

fn node(index: u32, hole: u32) -> NodeId {
    NodeId {
        actor: actor(index),
        hole,
    }
}

fn element(hole: Option<u32>, children: u32, tag: &str) -> TemplateNode<'static> {
    let kind = TemplateNodeKind::Element {
        tag: Tag::named(tag).unwrap(),
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

/// Template 0: a box (0) around an unnamed box around an input (1) and a text hole (2), and a text (3) as
/// the direct child.
fn define() -> Patch<'static> {
    let text = |hole| TemplateNode {
        hole: Some(hole),
        children: 0,
        kind: TemplateNodeKind::TextHole,
    };
    Patch::DefineTemplate {
        template: TemplateId(0),
        holes: 4,
        nodes: vec![
            element(Some(0), 2, "div"),
            element(None, 2, "p"),
            element(Some(1), 0, "input"),
            text(2),
            text(3),
        ],
    }
}

fn create(index: u32) -> Patch<'static> {
    Patch::Create {
        template: TemplateId(0),
        actor: actor(index),
        texts: vec!["a".into(), "b".into()],
    }
}

fn insert(parent: Option<NodeId>, before: Option<NodeId>, node: NodeId) -> Patch<'static> {
    Patch::Insert {
        parent,
        before,
        node,
    }
}

fn run(
    mirror: &mut Mirror,
    reset: bool,
    patches: Vec<Patch<'static>>,
) -> Result<Prepared, (usize, Reason)> {
    run_perhaps_afresh(mirror, reset, false, patches)
}

fn run_perhaps_afresh(
    mirror: &mut Mirror,
    reset: bool,
    afresh: bool,
    patches: Vec<Patch<'static>>,
) -> Result<Prepared, (usize, Reason)> {
    let frame = DownFrame::Patches(PatchFrame {
        epoch: Epoch(1),
        location: Location::Local,
        sequence: Sequence(1),
        logged: Sequence(0),
        reset,
        patches,
    });
    let bytes = encode_down(&frame).unwrap();
    let Ok(DecodedDown::Patches(decoded)) = decode_down(&bytes) else {
        panic!("the codec refuses {frame:?}")
    };
    let Ok(Down::Patches(head, patches)) = open_down(&bytes) else {
        panic!("the codec refuses {frame:?}")
    };
    prepare(mirror, 7, &head, patches, afresh).map_err(|error| {
        let at = decoded
            .offsets
            .iter()
            .position(|offset| *offset == error.offset);
        (at.expect("the error is at a patch"), error.reason)
    })
}

fn run_to_end(mirror: &mut Mirror, patches: Vec<Patch<'static>>) -> Finished {
    let prepared = run(mirror, false, patches).unwrap();
    finish(mirror, prepared.finish, &|_| None, None)
}

fn type_text(mirror: &mut Mirror, input: u32, text: &str) {
    let edits = mirror.edits(input).unwrap();
    edits.edit(text.into());
    assert!(edits.report());
}

fn mounted() -> Mirror {
    let mut mirror = Mirror::default();
    let mount = vec![
        define(),
        create(1),
        create(2),
        insert(None, None, node(1, 0)),
    ];
    run(&mut mirror, false, mount).unwrap();
    mirror
}

#[track_caller]
fn check_refused(patches: Vec<Patch<'static>>, reason: Reason) {
    let mut mirror = mounted();
    let before = mirror.live_nodes();
    let last = patches.len() - 1;
    assert_eq!(run(&mut mirror, false, patches).err(), Some((last, reason)));
    assert_eq!(mirror.live_nodes(), before);
}

#[track_caller]
fn check_fine(patches: Vec<Patch<'static>>) {
    run(&mut mounted(), false, patches).unwrap();
}

#[test]
fn every_unknown_thing_is_refused() {
    let stale = NodeId {
        actor: ActorId {
            index: 1,
            generation: 2,
        },
        hole: 0,
    };
    let text = || "x".into();
    check_refused(
        vec![Patch::SetText {
            node: node(9, 0),
            text: text(),
        }],
        Reason::UnknownInstance,
    );
    check_refused(
        vec![Patch::SetText {
            node: stale,
            text: text(),
        }],
        Reason::UnknownInstance,
    );
    check_refused(
        vec![Patch::SetText {
            node: node(1, 4),
            text: text(),
        }],
        Reason::UnknownNode,
    );
    check_refused(
        vec![Patch::SetText {
            node: node(1, 1),
            text: text(),
        }],
        Reason::NotAText,
    );
    check_refused(
        vec![Patch::Focus { node: node(1, 2) }],
        Reason::NotAnElement,
    );
    check_refused(
        vec![Patch::Drop { actor: actor(9) }],
        Reason::UnknownInstance,
    );
    check_refused(
        vec![Patch::SetClasses {
            node: node(1, 0),
            classes: vec![ClassId(0)],
        }],
        Reason::UnknownClass,
    );
    let value = Patch::SetValue {
        node: node(1, 0),
        value: text(),
        answers: EditVersion(0),
        write: WriteVersion(1),
    };
    check_refused(vec![value], Reason::NotAControl);
    check_refused(
        vec![Patch::Create {
            template: TemplateId(1),
            actor: actor(3),
            texts: vec![],
        }],
        Reason::UnknownTemplate,
    );
}

#[test]
fn names_are_given_once_and_densely() {
    check_refused(vec![create(1)], Reason::InstanceExists);
    check_refused(vec![define()], Reason::NotDense);
    let class = |number| Patch::DefineClass {
        class: ClassId(number),
        part: Part::Element,
        declarations: vec![],
    };
    check_refused(vec![class(1)], Reason::NotDense);
    check_fine(vec![class(0), class(1)]);
    let text = |node| Patch::CreateText {
        node,
        text: "x".into(),
    };
    check_refused(vec![text(node(1, 3))], Reason::NodeExists);
    check_refused(vec![text(node(1, 4)), text(node(1, 4))], Reason::NodeExists);
    check_refused(
        vec![Patch::Create {
            template: TemplateId(0),
            actor: actor(3),
            texts: vec![],
        }],
        Reason::WrongTextCount,
    );
    check_fine(vec![Patch::Drop { actor: actor(1) }, create(1)]);
}

#[test]
fn only_roots_and_texts_are_placed_and_only_beside_siblings() {
    let (app, root) = (None, Some(node(1, 0)));
    check_fine(vec![insert(root, None, node(2, 0))]);
    check_fine(vec![insert(root, Some(node(1, 3)), node(2, 0))]);
    check_fine(vec![insert(app, Some(node(1, 0)), node(2, 0))]);
    check_refused(vec![insert(app, None, node(1, 1))], Reason::NotMovable);
    check_refused(vec![Patch::Remove { node: node(1, 3) }], Reason::NotMovable);
    check_refused(
        vec![Patch::DropText { node: node(1, 3) }],
        Reason::NotMovable,
    );
    // The text hole 2 has an unnamed parent, so it is nobody's sibling.
    check_refused(
        vec![insert(root, Some(node(1, 2)), node(2, 0))],
        Reason::NotASibling,
    );
    check_refused(
        vec![insert(root, Some(node(1, 0)), node(2, 0))],
        Reason::NotASibling,
    );
    check_refused(
        vec![insert(app, Some(node(2, 0)), node(1, 0))],
        Reason::NotASibling,
    );
    check_refused(
        vec![insert(Some(node(1, 3)), None, node(2, 0))],
        Reason::NotAnElement,
    );
}

#[test]
fn no_node_contains_itself() {
    let into = |outer, inner| insert(Some(node(outer, 1)), None, node(inner, 0));
    check_refused(vec![into(1, 1)], Reason::WouldContainItself);
    check_refused(vec![into(1, 2), into(2, 1)], Reason::WouldContainItself);
    check_fine(vec![
        into(1, 2),
        Patch::Remove { node: node(2, 0) },
        into(2, 1),
    ]);
    // The child of a dropped instance is nowhere, and may take another parent in.
    check_fine(vec![
        into(2, 1),
        Patch::Drop { actor: actor(2) },
        create(3),
        into(1, 3),
    ]);
}

#[test]
fn a_refused_frame_leaves_no_trace() {
    let mut mirror = mounted();
    let all = vec![
        Patch::DefineClass {
            class: ClassId(0),
            part: Part::Element,
            declarations: vec![],
        },
        create(3),
        insert(Some(node(1, 0)), None, node(3, 0)),
        Patch::CreateText {
            node: node(1, 9),
            text: "x".into(),
        },
        Patch::Drop { actor: actor(2) },
        Patch::SetAttribute {
            node: node(1, 1),
            attribute: Attribute::named("aria-labelledby").unwrap(),
            value: Some("node:1.1.0".into()),
        },
    ];
    let mut wrong = all.clone();
    wrong.push(Patch::Drop { actor: actor(9) });
    assert_eq!(
        run(&mut mirror, false, wrong).err(),
        Some((6, Reason::UnknownInstance))
    );
    let prepared = run(&mut mirror, false, all).unwrap();
    assert!(prepared.ops.table.contains(&(Op::SetId as u32)));
    assert!(prepared.ops.blob.contains("offstage-7-1-1-0"));
}

#[test]
fn handles_are_reused_only_by_later_frames() {
    let mut mirror = mounted();
    let drop_and_create = vec![Patch::Drop { actor: actor(2) }, create(3)];
    run(&mut mirror, false, drop_and_create).unwrap();
    assert_eq!(mirror.element(node(3, 0)), Ok(8));
    run(&mut mirror, false, vec![create(4)]).unwrap();
    assert!(mirror.element(node(4, 0)).unwrap() < 8);
    assert_eq!(mirror.live_nodes(), 12);
}

#[test]
fn a_text_of_an_instance_without_template_ends_with_it() {
    let mut mirror = Mirror::default();
    let text = |hole| Patch::CreateText {
        node: node(5, hole),
        text: "x".into(),
    };
    run(
        &mut mirror,
        false,
        vec![text(0), text(1), insert(None, None, node(5, 1))],
    )
    .unwrap();
    run(&mut mirror, false, vec![Patch::Drop { actor: actor(5) }]).unwrap();
    run(
        &mut mirror,
        false,
        vec![text(0), Patch::DropText { node: node(5, 0) }],
    )
    .unwrap();
    let gone = run(&mut mirror, false, vec![Patch::Drop { actor: actor(5) }]).err();
    assert_eq!(gone, Some((0, Reason::UnknownInstance)));
    assert_eq!(mirror.live_nodes(), 0);
}

#[test]
fn a_reset_keeps_the_nodes_of_equal_instances_and_what_was_typed() {
    let mut mirror = mounted();
    let input = mirror.control(node(1, 1)).unwrap();
    let gone = mirror.element(node(2, 0)).unwrap();
    type_text(&mut mirror, input, "typed");
    let prepared = run(
        &mut mirror,
        true,
        vec![
            define(),
            create(1),
            insert(None, None, node(1, 0)),
            create(3),
        ],
    );
    let table = prepared.unwrap().ops.table;
    assert_eq!(mirror.control(node(1, 1)), Ok(input));
    assert_eq!(mirror.edits(input).unwrap().text(), "typed");
    assert_eq!(mirror.node(node(2, 0)), Err(Reason::UnknownInstance));
    // The reset drops the root of instance 2 at its end, before the nodes are placed.
    let dropped = [
        Op::Drop as u32,
        1,
        gone,
        3,
        gone + 1,
        gone + 2,
        gone + 3,
        Op::EndReset as u32,
    ];
    assert!(table.ends_with(&dropped), "{table:?}");
    assert_eq!(mirror.live_nodes(), 8);
}

#[test]
fn what_a_reset_takes_over_and_drops_again_goes_once() {
    let mut mirror = mounted();
    let again = vec![
        define(),
        create(1),
        Patch::Drop { actor: actor(1) },
        create(1),
    ];
    let table = run(&mut mirror, true, again).unwrap().ops.table;
    let root = mirror.element(node(1, 0)).unwrap();
    assert_eq!(root, 8, "a dropped node is not taken over");
    assert!(table.windows(3).any(|ops| ops == [Op::Drop as u32, 1, 0]));
    assert!(table.ends_with(&[Op::Drop as u32, 1, 4, 3, 5, 6, 7, Op::EndReset as u32]));
}

#[test]
fn a_reset_makes_other_templates_nodes_anew() {
    let mut mirror = mounted();
    let before = mirror.element(node(1, 0)).unwrap();
    let other = Patch::DefineTemplate {
        template: TemplateId(0),
        holes: 1,
        nodes: vec![element(Some(0), 0, "section")],
    };
    let create = Patch::Create {
        template: TemplateId(0),
        actor: actor(1),
        texts: vec![],
    };
    run(&mut mirror, true, vec![other, create]).unwrap();
    assert_ne!(mirror.element(node(1, 0)), Ok(before));
    assert_eq!(mirror.live_nodes(), 1);
}

#[test]
fn a_refused_reset_leaves_the_page_that_was() {
    let mut mirror = mounted();
    let before = mirror.element(node(2, 0));
    let wrong = vec![define(), create(1), create(1)];
    assert_eq!(
        run(&mut mirror, true, wrong).err(),
        Some((2, Reason::InstanceExists))
    );
    assert_eq!(mirror.element(node(2, 0)), before);
    run(&mut mirror, false, vec![create(3)]).unwrap();
}

/// A reset of another life: `names` by index, then the instances that it makes of template 0.
fn reborn(mirror: &mut Mirror, names: &[(u32, u32)], instances: &[u32]) -> Prepared {
    let names = names.iter().map(|(old, new)| (actor(*old), actor(*new)));
    let rename = Patch::Rename {
        names: names.collect(),
    };
    let mut patches = vec![rename, define()];
    patches.extend(instances.iter().map(|index| create(*index)));
    run(mirror, true, patches).unwrap()
}

#[test]
fn a_renamed_instance_keeps_its_nodes_under_its_new_name() {
    let mut mirror = mounted();
    let before = [1, 2].map(|index| mirror.element(node(index, 0)).unwrap());
    let input = mirror.control(node(1, 1)).unwrap();
    type_text(&mut mirror, input, "typed");
    // The two swap their names; what instance 3 was called nobody says.
    let prepared = reborn(&mut mirror, &[(1, 2), (2, 1), (9, 4)], &[1, 2, 3, 4]);
    assert_eq!(mirror.element(node(2, 0)), Ok(before[0]));
    assert_eq!(mirror.element(node(1, 0)), Ok(before[1]));
    assert_eq!(mirror.edits(input).unwrap().text(), "typed");
    assert_eq!(mirror.name(input), Some(node(2, 1)));
    assert_eq!(mirror.live_nodes(), 16);
    let newer = prepared.renamed.unwrap();
    assert_eq!(newer.get(actor(1)), Some(&actor(2)));
    assert_eq!(newer.get(actor(3)), None);
    mirror.check_invariants();
    // Later frames know the new names only, and the next reset of this life needs no others.
    run(&mut mirror, false, vec![Patch::Drop { actor: actor(4) }]).unwrap();
    run(&mut mirror, true, vec![define(), create(2)]).unwrap();
    assert_eq!(mirror.element(node(2, 0)), Ok(before[0]));
}

#[test]
fn a_new_life_makes_up_for_what_the_page_has_not_shown() {
    let mut mirror = mounted();
    let input = mirror.control(node(1, 1)).unwrap();
    for text in ["one", "onetwo"] {
        type_text(&mut mirror, input, text);
    }
    let late = |index, value: &'static str| Patch::LateValue {
        node: node(index, 1),
        value: value.into(),
        answers: EditVersion(1),
    };
    let names = vec![(actor(1), actor(4))];
    // Before its control is there, as after a refused reset; and one for a control that the page does not have.
    let patches = vec![
        Patch::Rename { names },
        late(4, ""),
        late(9, "x"),
        define(),
        create(4),
    ];
    let mut prepared = run(&mut mirror, true, patches).unwrap();
    assert_eq!(catch_up(&mut mirror, &mut prepared.finish), [input]);
    let edits = mirror.edits(input).unwrap();
    assert_eq!(edits.text_at(EditVersion(2)), Some("two"));
    let on_its_way = |_: NodeId, edit: EditVersion| edit == EditVersion(2);
    let finished = finish(
        &mut mirror,
        prepared.finish,
        &|_| Some((6, 6)),
        Some(&on_its_way),
    );
    assert_eq!(finished.renewed, [input]);
    assert_eq!(finished.merged, []);
    assert_eq!(finished.ops.blob, "two");
    assert!(finished.ops.table.ends_with(&[4, 4]), "the caret after it");
}

#[test]
fn numbers_of_classes_and_templates_may_differ_between_lives() {
    let class = |number, color: &'static str| Patch::DefineClass {
        class: ClassId(number),
        part: Part::Element,
        declarations: vec![Declaration {
            property: StyleProperty::named("color").unwrap(),
            value: color.into(),
        }],
    };
    let template = |number, class| {
        let mut root = element(Some(0), 0, "div");
        if let TemplateNodeKind::Element { classes, .. } = &mut root.kind {
            classes.push(ClassId(class));
        }
        Patch::DefineTemplate {
            template: TemplateId(number),
            holes: 1,
            nodes: vec![root],
        }
    };
    let create = |template, index| Patch::Create {
        template: TemplateId(template),
        actor: actor(index),
        texts: vec![],
    };
    let rename = Patch::Rename {
        names: vec![(actor(1), actor(8)), (actor(2), actor(9))],
    };
    let mut mirror = Mirror::default();
    let first = vec![
        class(0, "red"),
        class(1, "blue"),
        template(0, 0),
        template(1, 1),
        create(0, 1),
        create(1, 2),
    ];
    run(&mut mirror, false, first).unwrap();
    let before = [1, 2].map(|index| mirror.element(node(index, 0)).unwrap());
    // The same two, found in another order; the second one's colour is another now.
    let second = vec![
        rename,
        class(0, "green"),
        class(1, "red"),
        template(0, 0),
        template(1, 1),
        create(1, 8),
        create(0, 9),
    ];
    run(&mut mirror, true, second).unwrap();
    assert_eq!(mirror.element(node(8, 0)), Ok(before[0]));
    assert_ne!(mirror.element(node(9, 0)), Ok(before[1]));
    mirror.check_invariants();
}

#[test]
fn what_is_not_renamed_is_not_taken_for_another_of_the_same_name() {
    let mut mirror = mounted();
    let before = mirror.element(node(1, 0)).unwrap();
    reborn(&mut mirror, &[(2, 2)], &[1, 2]);
    assert_ne!(mirror.element(node(1, 0)), Ok(before));
    mirror.check_invariants();
}

#[test]
fn after_the_state_was_cleared_nothing_is_taken_over_whatever_it_is_called() {
    let rename = || Patch::Rename {
        names: vec![(actor(1), actor(1))],
    };
    for first in [None, Some(rename())] {
        let mut mirror = mounted();
        let before = mirror.element(node(1, 0)).unwrap();
        let patches = first.into_iter().chain([define(), create(1)]).collect();
        run_perhaps_afresh(&mut mirror, true, true, patches).unwrap();
        assert_ne!(mirror.element(node(1, 0)), Ok(before));
        assert_eq!(mirror.live_nodes(), 4);
        mirror.check_invariants();
    }
}

#[test]
fn a_text_without_template_is_renamed_too() {
    let mut mirror = Mirror::default();
    let text = |index| Patch::CreateText {
        node: node(index, 0),
        text: "x".into(),
    };
    run(&mut mirror, false, vec![text(5)]).unwrap();
    let names = vec![(actor(5), actor(6))];
    run(&mut mirror, true, vec![Patch::Rename { names }, text(6)]).unwrap();
    assert_eq!(mirror.text(node(6, 0)), Ok(0));
    mirror.check_invariants();
}

#[test]
fn a_name_that_is_given_twice_is_refused_and_nothing_is_renamed() {
    for names in [[(1, 3), (1, 4)], [(1, 3), (2, 3)]] {
        let mut mirror = mounted();
        let before = mirror.answers();
        let names = names.map(|(old, new)| (actor(old), actor(new))).to_vec();
        let wrong = vec![Patch::Rename { names }, define()];
        assert_eq!(
            run(&mut mirror, true, wrong).err(),
            Some((0, Reason::Repeated))
        );
        assert_eq!(mirror.answers(), before);
        // Nothing of the refused names is left.
        run(&mut mirror, true, vec![define(), create(1)]).unwrap();
        assert_eq!(mirror.element(node(1, 0)), Ok(0));
    }
}

#[test]
fn in_another_life_typed_texts_stay_and_are_told_unless_they_are_on_their_way() {
    let mut mirror = mounted();
    let inputs = [1, 2].map(|index| mirror.control(node(index, 1)).unwrap());
    type_text(&mut mirror, inputs[0], "one");
    type_text(&mut mirror, inputs[1], "two");
    let mut prepared = reborn(&mut mirror, &[(1, 2), (2, 1)], &[1, 2]);
    // Only one of them is written by the program; the other is the user's alone.
    prepared
        .finish
        .values
        .push((inputs[0], String::new(), EditVersion(0), WriteVersion(1)));
    let finished = finish(
        &mut mirror,
        prepared.finish,
        &|_| None,
        Some(&|name, edit| name == node(1, 1) && edit == EditVersion(1)),
    );
    assert_eq!(finished.merged, [inputs[0]]);
    assert!(finished.ops.table.is_empty());
    let texts = inputs.map(|input| mirror.edits(input).unwrap().text().to_owned());
    assert_eq!(texts, ["one", "two"]);
}

#[test]
fn in_another_life_the_focus_stays_where_the_user_is() {
    let mut mirror = mounted();
    let focus = |index| Patch::Focus {
        node: node(index, 1),
    };
    let names = vec![(actor(1), actor(1))];
    let patches = vec![
        Patch::Rename { names },
        define(),
        create(1),
        create(3),
        focus(1),
        focus(3),
    ];
    let prepared = run(&mut mirror, true, patches).unwrap();
    let new = mirror.element(node(3, 1)).unwrap();
    let finished = finish(&mut mirror, prepared.finish, &|_| None, Some(&|_, _| false));
    assert_eq!(finished.ops.table, [Op::Focus as u32, new]);
}

#[test]
fn values_come_last_and_are_merged() {
    let mut mirror = mounted();
    let input = mirror.control(node(1, 1)).unwrap();
    type_text(&mut mirror, input, "a");
    type_text(&mut mirror, input, "ab");
    let value = Patch::SetValue {
        node: node(1, 1),
        value: "".into(),
        answers: EditVersion(1),
        write: WriteVersion(1),
    };
    let finished = run_to_end(&mut mirror, vec![value.clone(), create(3)]);
    assert_eq!(finished.merged, []);
    assert_eq!(finished.ops.blob, "b");
    let dropped = vec![value, Patch::Drop { actor: actor(1) }];
    assert!(run_to_end(&mut mirror, dropped).ops.table.is_empty());
}

#[test]
fn what_is_typed_while_a_large_frame_runs_is_kept() {
    let mut mirror = mounted();
    let input = mirror.control(node(1, 1)).unwrap();
    type_text(&mut mirror, input, "a");
    let value = Patch::SetValue {
        node: node(1, 1),
        value: "A".into(),
        answers: EditVersion(1),
        write: WriteVersion(1),
    };
    let mut patches = vec![value];
    patches.extend((0..=LARGE as u32).map(|index| create(10 + index)));
    let prepared = run(&mut mirror, false, patches).unwrap();
    assert!(prepared.large);
    type_text(&mut mirror, input, "ab");
    let finished = finish(&mut mirror, prepared.finish, &|_| Some((2, 2)), None);
    assert_eq!(finished.ops.blob, "Ab");
    assert!(finished.ops.table.ends_with(&[3, 3]));
}

#[test]
fn a_named_node_gets_its_id_whenever_it_comes() {
    let mut mirror = mounted();
    let name = |value: &'static str| Patch::SetAttribute {
        node: node(1, 1),
        attribute: Attribute::named("aria-labelledby").unwrap(),
        value: Some(value.into()),
    };
    let early = run(&mut mirror, false, vec![name("node:3.1.0")]).unwrap();
    assert_eq!(early.ops.blob, "offstage-7-3-1-0");
    let prepared = run(&mut mirror, false, vec![create(3)]).unwrap();
    assert_eq!(prepared.ops.blob, "aboffstage-7-3-1-0");
    let again = run(&mut mirror, false, vec![name("node:3.1.0")]).unwrap();
    assert!(!again.ops.table.contains(&(Op::SetId as u32)));
}

#[test]
fn refused_values_are_left_out_and_the_rest_applies() {
    let mut mirror = Mirror::default();
    let declaration = |property, value: &'static str| Declaration {
        property: StyleProperty::named(property).unwrap(),
        value: value.into(),
    };
    let class = Patch::DefineClass {
        class: ClassId(0),
        part: Part::Element,
        declarations: vec![
            declaration("background-image", "url(javascript:1)"),
            declaration("color", "red"),
        ],
    };
    let prepared = run(&mut mirror, false, vec![class]).unwrap();
    assert_eq!(prepared.ops.blob, "red");
    assert_eq!(prepared.refused.len(), 1);
    let name = StyleProperty::named("background-image").unwrap().0;
    assert_eq!(
        (prepared.refused[0].name, prepared.refused[0].style),
        (name, true)
    );
}

fn any_patch() -> impl Strategy<Value = Patch<'static>> {
    let name = || (1..5_u32, 0..6_u32).prop_map(|(index, hole)| node(index, hole));
    prop_oneof![
        3 => (1..5_u32).prop_map(create),
        3 => (proptest::option::of(name()), proptest::option::of(name()), name())
            .prop_filter_map("its own sibling", |(parent, before, node)| {
                (before != Some(node)).then(|| insert(parent, before, node))
            }),
        2 => name().prop_map(|node| Patch::CreateText { node, text: "t".into() }),
        2 => (1..5_u32).prop_map(|index| Patch::Drop { actor: actor(index) }),
        1 => name().prop_map(|node| Patch::Remove { node }),
        1 => name().prop_map(|node| Patch::DropText { node }),
        1 => name().prop_map(|node| Patch::SetText { node, text: "t".into() }),
        1 => (name(), 0..3_u32).prop_map(|(node, answers)| {
            Patch::SetValue { node, value: "v".into(), answers: EditVersion(answers), write: WriteVersion(1) }
        }),
    ]
}

/// Every bit of a mounting frame flipped, once on an empty page and once as a reset of a mounted one.
#[test]
fn no_damaged_frame_panics_or_breaks_the_mirror() {
    for reset in [false, true] {
        let frame = DownFrame::Patches(PatchFrame {
            epoch: Epoch(1),
            location: Location::Local,
            sequence: Sequence(1),
            logged: Sequence(0),
            reset,
            patches: reset
                .then(|| Patch::Rename {
                    names: vec![(actor(1), actor(2)), (actor(2), actor(1))],
                })
                .into_iter()
                .chain([
                    define(),
                    create(1),
                    create(2),
                    insert(None, None, node(1, 0)),
                    insert(Some(node(1, 1)), None, node(2, 0)),
                    Patch::CreateText {
                        node: node(3, 0),
                        text: "x".into(),
                    },
                    Patch::DropText { node: node(3, 0) },
                    Patch::Drop { actor: actor(1) },
                ])
                .collect(),
        });
        let bytes = encode_down(&frame).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut damaged = bytes.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            let mut mirror = if reset { mounted() } else { Mirror::default() };
            let before = mirror.answers();
            let Ok(Down::Patches(head, patches)) = open_down(&damaged) else {
                continue;
            };
            let verdict = prepare(&mut mirror, 7, &head, patches, false);
            assert!(verdict.is_err() || decode_down(&damaged).is_ok());
            if verdict.is_err() {
                assert_eq!(mirror.answers(), before);
            }
            mirror.check_invariants();
        }
    }
}

/// A row of a list that is instance 1: an instance, what it has of its own, and its place.
fn row(index: u32, hole: u32, property: u8, text: &'static str) -> Vec<Patch<'static>> {
    vec![
        create(index),
        Patch::SetStyle {
            node: node(index, 0),
            property: StyleProperty(property),
            value: Some("red".into()),
        },
        Patch::CreateText {
            node: node(index, 4),
            text: text.into(),
        },
        insert(Some(node(index, hole)), None, node(index, 4)),
        insert(Some(node(1, 0)), None, node(index, 0)),
    ]
}

/// How often an op is in a table that has only ops of these tests' rows.
fn count_inserts(prepared: &Prepared) -> usize {
    let table = &prepared.ops.table;
    // Insert: a parent, no following sibling, a node.
    table
        .windows(4)
        .filter(|window| window[0] == Op::Insert as u32 && window[2] == 0)
        .count()
}

#[test]
fn what_rows_have_in_common_is_done_once() {
    let mut mirror = mounted();
    let rows = |from: u32| (from..from + 50).flat_map(|index| row(index, 0, 27, "row"));
    let prepared = run(&mut mirror, false, rows(10).collect()).unwrap();
    mirror.check_invariants();
    let table = &prepared.ops.table;
    // The template with a declaration and a text at the end of its root.
    let derive = [Op::Derive as u32, 1 << 16, 0, 2, 2, 0, 27, 0, 3, 0, 0];
    assert_eq!(table[..derive.len()], derive);
    // Each row: its template, five handles, three texts, its place.
    let each = 1 + 1 + 5 + 1 + 3 * 2 + 4;
    assert_eq!(table.len(), derive.len() + 50 * each);
    assert_eq!(prepared.ops.blob.len(), 3 + 50 * 5);
    assert!(!prepared.large);
    // What the page need not do twice is judged as ever.
    let again = run(&mut mirror, false, rows(30).collect());
    assert_eq!(
        again.err().map(|(_, reason)| reason),
        Some(Reason::InstanceExists)
    );
    mirror.check_invariants();
}

#[test]
fn how_high_items_are_is_told_to_every_list_and_not_to_their_template() {
    let mut mirror = mounted();
    let attribute = Attribute::named("data-items-height").unwrap();
    let lists = (10..20).flat_map(|index| {
        let height = Patch::SetAttribute {
            node: node(index, 0),
            attribute,
            value: Some("n * 1lh".into()),
        };
        let place = insert(Some(node(1, 0)), None, node(index, 0));
        [create(index), height, place]
    });
    let prepared = run(&mut mirror, false, lists.collect()).unwrap();
    let table = &prepared.ops.table;
    assert_ne!(table[0], Op::Derive as u32);
    let told = table.windows(3).filter(|window| {
        window[0] == Op::SetAttribute as u32 && window[2] == u32::from(attribute.0)
    });
    assert_eq!(told.count(), 10);
}

#[test]
fn many_drops_are_one() {
    let mut mirror = mounted();
    run(
        &mut mirror,
        false,
        (10..60)
            .flat_map(|index| row(index, 0, 27, "row"))
            .collect(),
    )
    .unwrap();
    let drops = |from: u32| {
        (from..60)
            .map(|index| Patch::Drop {
                actor: actor(index),
            })
            .collect()
    };
    let prepared = run(&mut mirror, false, drops(10)).unwrap();
    mirror.check_invariants();
    assert_eq!(prepared.ops.table[..2], [Op::Drop as u32, 100]);
    assert_eq!(prepared.ops.table.len(), 1 + 1 + 100 + 1 + 150);
    let again = run(&mut mirror, false, drops(20));
    assert_eq!(
        again.err().map(|(_, reason)| reason),
        Some(Reason::UnknownInstance)
    );
}

#[test]
fn a_value_that_is_refused_is_refused_in_every_row() {
    let mut mirror = mounted();
    let property = StyleProperty::named("background-image").unwrap();
    let rows = (10..20).flat_map(|index| {
        let style = Patch::SetStyle {
            node: node(index, 0),
            property,
            value: Some("url(javascript:1)".into()),
        };
        [create(index), style]
    });
    let prepared = run(&mut mirror, false, rows.collect()).unwrap();
    assert_eq!(prepared.refused.len(), 10);
    assert_eq!(prepared.ops.table[0], Op::Create as u32);
}

#[test]
fn settings_are_what_their_number_says_until_it_is_given_anew() {
    let set = |setting| Patch::Set {
        node: node(1, 0),
        setting: SettingId(setting),
    };
    let define = |setting, value: &'static str| Patch::DefineSetting {
        setting: SettingId(setting),
        value: Setting::Style(StyleProperty(27), value.into()),
    };
    check_refused(vec![set(3)], Reason::UnknownSetting);
    let mut mirror = mounted();
    let wrong = vec![define(3, "red"), set(3), set(4)];
    assert_eq!(
        run(&mut mirror, false, wrong).err(),
        Some((2, Reason::UnknownSetting))
    );
    // The refused frame has defined nothing.
    assert_eq!(
        run(&mut mirror, false, vec![set(3)]).err(),
        Some((0, Reason::UnknownSetting))
    );
    let right = vec![define(3, "red"), set(3), define(3, "blue"), set(3)];
    let prepared = run(&mut mirror, false, right).unwrap();
    assert_eq!(prepared.ops.blob, "redblue");
    assert_eq!(
        run(&mut mirror, false, vec![set(3)]).unwrap().ops.blob,
        "blue"
    );
    // A reset forgets it.
    assert_eq!(
        run(&mut mirror, true, vec![set(3)]).err(),
        Some((0, Reason::UnknownSetting))
    );
}

#[test]
fn only_what_has_siblings_moves_among_them() {
    let to = |index, before: Option<u32>| Patch::Move {
        node: node(index, 0),
        before: before.map(|index| node(index, 0)),
    };
    check_refused(vec![to(2, None)], Reason::NotASibling);
    check_refused(vec![to(1, Some(2))], Reason::NotASibling);
    check_refused(
        vec![Patch::Move {
            node: node(1, 1),
            before: None,
        }],
        Reason::NotMovable,
    );
    check_fine(vec![to(1, None)]);
    let inside = |index| insert(Some(node(1, 0)), None, node(index, 0));
    check_fine(vec![create(3), inside(2), inside(3), to(3, Some(2))]);
    // The parent has ended.
    check_refused(
        vec![inside(2), Patch::Drop { actor: actor(1) }, to(2, None)],
        Reason::NotASibling,
    );
}

proptest! {
    /// A run is judged as its patches would be, one after the other.
    #[test]
    fn runs_are_what_they_stand_for(
        rows in proptest::collection::vec((0..3_u32, 0..2_u32, 0..2_u8, "t{0,2}"), 0..30),
        holes in 0..4_u32,
    ) {
        let (mut together, mut alone) = (mounted(), mounted());
        let mut index = 10;
        let mut patches = Vec::new();
        for (step, hole, property, text) in rows {
            index += step.max(u32::from(patches.is_empty()));
            let text: &'static str = ["", "t", "tt"][text.len()];
            // Hole 1 is an input, 2 a text of the template: some rows are refused.
            patches.extend(row(index, if holes == 2 { 2 } else { hole }, 27 + property, text));
        }
        let whole = run(&mut together, false, patches.clone());
        let mut verdict = Ok(());
        let mut inserts = 0;
        for patch in patches {
            match run(&mut alone, false, vec![patch]) {
                Ok(prepared) => inserts += count_inserts(&prepared),
                Err((_, reason)) => {
                    verdict = Err(reason);
                    break;
                }
            }
        }
        together.check_invariants();
        match (whole, verdict) {
            (Ok(whole), Ok(())) => {
                prop_assert_eq!(together.answers(), alone.answers());
                prop_assert!(count_inserts(&whole) <= inserts);
            }
            (Err((_, found)), Err(expected)) => prop_assert_eq!(found, expected),
            (whole, verdict) => prop_assert!(false, "{:?} {:?}", whole.err(), verdict),
        }
    }

    /// Whatever comes, the mirror keeps its invariants, and a refused frame changes none of its answers.
    #[test]
    fn frames_are_applied_whole_or_not_at_all(
        frames in proptest::collection::vec(
            (
                proptest::bool::weighted(0.1),
                proptest::option::of(proptest::collection::vec((1..5_u32, 1..5_u32), 0..4)),
                proptest::collection::vec(any_patch(), 1..6),
            ),
            0..40,
        ),
    ) {
        let mut mirror = mounted();
        for (reset, names, mut patches) in frames {
            if reset {
                patches.insert(0, define());
                let rename = names.map(|names| Patch::Rename {
                    names: names.into_iter().map(|(old, new)| (actor(old), actor(new))).collect(),
                });
                patches.splice(0..0, rename);
            }
            let before = mirror.answers();
            if run(&mut mirror, reset, patches).is_err() {
                prop_assert_eq!(mirror.answers(), before);
            }
            mirror.check_invariants();
        }
    }
}
