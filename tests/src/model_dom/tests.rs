//! The model itself: what each patch does, and what it is refused for.

use proptest::prelude::*;
use protocol::event::{Event, EventKind, Listener};
use protocol::ids::{ActorId, ClassId, EditVersion, NodeId, TemplateId, WriteVersion};
use protocol::names::{Attribute, StyleProperty, Tag};
use protocol::patch::{Declaration, Part, Patch, TemplateNode, TemplateNodeKind};

use super::{Gesture, ModelDom};

const EDIT: EditVersion = EditVersion(4);

fn actor(index: u32) -> ActorId {
    ActorId {
        index,
        generation: 0,
    }
}

fn node(index: u32, hole: u32) -> NodeId {
    NodeId {
        actor: actor(index),
        hole,
    }
}

fn attribute(name: &str) -> Attribute {
    Attribute::named(name).expect("an allowed attribute")
}

fn property(name: &str) -> StyleProperty {
    StyleProperty::named(name).expect("an allowed property")
}

fn declarations(list: &[(&str, &'static str)]) -> Vec<Declaration<'static>> {
    list.iter()
        .map(|(name, value)| Declaration {
            property: property(name),
            value: (*value).into(),
        })
        .collect()
}

fn element(
    hole: impl Into<Option<u32>>,
    children: u32,
    tag: &str,
    attributes: &[(&str, &'static str)],
    listeners: &[Listener],
) -> TemplateNode<'static> {
    TemplateNode {
        hole: hole.into(),
        children,
        kind: TemplateNodeKind::Element {
            tag: Tag::named(tag).expect("an allowed tag"),
            classes: Vec::new(),
            attributes: attributes
                .iter()
                .map(|(name, value)| (attribute(name), (*value).into()))
                .collect(),
            styles: Vec::new(),
            listeners: listeners.to_vec(),
        },
    }
}

fn text_hole(hole: impl Into<Option<u32>>) -> TemplateNode<'static> {
    TemplateNode {
        hole: hole.into(),
        children: 0,
        kind: TemplateNodeKind::TextHole,
    }
}

fn fixed_text(text: &'static str) -> TemplateNode<'static> {
    TemplateNode {
        hole: None,
        children: 0,
        kind: TemplateNodeKind::Text(text.into()),
    }
}

fn template(id: u32, holes: u32, nodes: Vec<TemplateNode<'static>>) -> Patch<'static> {
    Patch::DefineTemplate {
        template: TemplateId(id),
        holes,
        nodes,
    }
}

fn create(id: u32, instance: u32, texts: &[&'static str]) -> Patch<'static> {
    Patch::Create {
        template: TemplateId(id),
        actor: actor(instance),
        texts: texts.iter().map(|text| (*text).into()).collect(),
    }
}

fn insert(
    parent: Option<NodeId>,
    before: impl Into<Option<NodeId>>,
    node: NodeId,
) -> Patch<'static> {
    Patch::Insert {
        parent,
        before: before.into(),
        node,
    }
}

fn create_text(node: NodeId, text: &'static str) -> Patch<'static> {
    Patch::CreateText {
        node,
        text: text.into(),
    }
}

/// A row with a label, a button and an input, and a page that holds one row.
///
/// ```text
/// template 0: 0 div.listens to hover ─ 1 label "…" listens to double click
///                                    ├ 2 button "x" listens to press
///                                    └ 3 input
/// template 1: 0 section listens to click
/// ```
fn page() -> Vec<Patch<'static>> {
    vec![
        template(
            0,
            5,
            vec![
                element(0, 3, "div", &[], &[Listener::Hover]),
                element(1, 1, "span", &[], &[Listener::DoubleClick]),
                text_hole(4),
                element(2, 1, "button", &[("type", "button")], &[Listener::Press]),
                fixed_text("x"),
                element(3, 0, "input", &[("type", "text")], &[Listener::Change]),
            ],
        ),
        template(
            1,
            1,
            vec![element(0, 0, "section", &[], &[Listener::Click])],
        ),
        create(1, 1, &[]),
        insert(None, None, node(1, 0)),
        create(0, 2, &["Milk"]),
        insert(Some(node(1, 0)), None, node(2, 0)),
    ]
}

fn dom(patches: &[Patch<'_>]) -> ModelDom {
    let mut dom = ModelDom::new();
    dom.apply(patches).expect("the patches are allowed");
    dom
}

fn page_with(patches: Vec<Patch<'static>>) -> ModelDom {
    let mut dom = dom(&page());
    dom.apply(&patches).expect("the patches are allowed");
    dom
}

/// The last of these patches, applied to the page, is refused for this reason.
#[track_caller]
fn check_refused(patches: Vec<Patch<'static>>, expect: &str) {
    let mut dom = dom(&page());
    let refusal = dom.apply(&patches).expect_err("the patches are refused");
    assert_eq!(refusal.reason, expect);
    assert_eq!(refusal.position, patches.len() - 1);
}

#[test]
fn an_instance_is_a_clone_of_its_template() {
    assert_eq!(
        dom(&page()).snapshot(),
        "\
<section on={Click}>
  <div on={Hover}>
    <span on={DoubleClick}>
      \"Milk\"
    </span>
    <button type=\"button\" on={Press}>
      \"x\"
    </button>
    <input type=\"text\" on={Change}></input>
  </div>
</section>
"
    );
}

#[test]
fn texts_come_in_document_order() {
    let dom = page_with(vec![
        create(0, 3, &["Bread"]),
        insert(Some(node(1, 0)), node(2, 0), node(3, 0)),
        create_text(node(1, 7), "; "),
        insert(Some(node(1, 0)), node(2, 0), node(1, 7)),
    ]);
    assert_eq!(dom.text(), "Breadx; Milkx");
    assert_eq!(dom.text_of(node(3, 0)).as_deref(), Some("Breadx"));
}

#[test]
fn texts_change_and_end() {
    let mut dom = page_with(vec![
        create_text(node(9, 0), "a"),
        insert(None, None, node(9, 0)),
        Patch::SetText {
            node: node(2, 4),
            text: "Tea".into(),
        },
    ]);
    assert_eq!(dom.text(), "Teaxa");
    dom.apply(&[Patch::DropText { node: node(9, 0) }])
        .expect("allowed");
    assert_eq!(dom.text(), "Teax");
}

#[test]
fn a_placed_node_moves() {
    let row = |index| node(index, 0);
    let mut dom = page_with(vec![
        create(0, 3, &["Bread"]),
        insert(Some(node(1, 0)), None, row(3)),
    ]);
    dom.apply(&[insert(Some(node(1, 0)), row(2), row(3))])
        .expect("allowed");
    assert_eq!(dom.text(), "BreadxMilkx");
    dom.apply(&[insert(None, None, row(3))]).expect("allowed");
    assert_eq!(dom.text(), "MilkxBreadx");
}

#[test]
fn a_removed_node_lives_and_a_dropped_one_does_not() {
    let mut dom = page_with(vec![Patch::Remove { node: node(2, 0) }]);
    assert_eq!(dom.text(), "");
    dom.apply(&[insert(None, None, node(2, 0))])
        .expect("allowed");
    assert_eq!(dom.text(), "Milkx");
    dom.apply(&[Patch::Drop { actor: actor(2) }])
        .expect("allowed");
    assert_eq!((dom.text().as_str(), dom.instance_count()), ("", 1));
    let refusal = dom.apply(&[insert(None, None, node(2, 0))]);
    assert_eq!(
        refusal.expect_err("the node is gone").to_string(),
        "patch 0: instance 2v0 was dropped"
    );
}

#[test]
fn instances_inside_a_dropped_one_can_be_dropped_before_or_after_it() {
    for order in [[1, 2], [2, 1]] {
        let dom = page_with(
            order
                .map(|index| Patch::Drop {
                    actor: actor(index),
                })
                .to_vec(),
        );
        assert_eq!((dom.snapshot().as_str(), dom.instance_count()), ("", 0));
    }
    let rescued = page_with(vec![
        Patch::Drop { actor: actor(1) },
        insert(None, None, node(2, 0)),
    ]);
    assert_eq!(rescued.text(), "Milkx");
}

#[test]
fn inline_styles_hide_classes_and_later_classes_hide_earlier_ones() {
    let class = |id, value| Patch::DefineClass {
        class: ClassId(id),
        part: Part::Element,
        declarations: declarations(&[("color", value), ("gap", "1px")]),
    };
    let placeholder = Patch::DefineClass {
        class: ClassId(2),
        part: Part::Placeholder,
        declarations: declarations(&[("color", "gray")]),
    };
    let target = node(2, 3);
    let set = |value: Option<&'static str>| Patch::SetStyle {
        node: target,
        property: property("color"),
        value: value.map(Into::into),
    };
    let mut dom = page_with(vec![
        class(0, "red"),
        class(1, "blue"),
        placeholder,
        Patch::SetClasses {
            node: target,
            classes: vec![ClassId(1), ClassId(2), ClassId(0)],
        },
    ]);
    assert_eq!(dom.style(target, "color"), Some("blue"));
    assert_eq!(dom.placeholder_style(target, "color"), Some("gray"));
    dom.apply(&[set(Some("green"))]).expect("allowed");
    assert_eq!(dom.style(target, "color"), Some("green"));
    assert_eq!(dom.style(target, "gap"), Some("1px"));
    dom.apply(&[set(None)]).expect("allowed");
    assert_eq!(dom.style(target, "color"), Some("blue"));
}

#[test]
fn only_visible_controls_are_counted() {
    let hide = |name: &str, value: Option<&'static str>| Patch::SetStyle {
        node: node(2, 0),
        property: property(name),
        value: value.map(Into::into),
    };
    let mut dom = dom(&page());
    assert_eq!(dom.buttons(), [node(2, 2)]);
    assert_eq!(dom.text_inputs(), [node(2, 3)]);
    assert_eq!(dom.elements("section"), [node(1, 0)]);
    for (name, value) in [("visibility", "hidden"), ("display", "none")] {
        dom.apply(&[hide(name, Some(value))]).expect("allowed");
        assert_eq!((dom.buttons(), dom.text_inputs()), (vec![], vec![]));
        assert_eq!(dom.click(node(2, 2)), []);
        dom.apply(&[hide(name, None)]).expect("allowed");
    }
    dom.apply(&[hide("visibility", Some("hidden")), {
        Patch::SetStyle {
            node: node(2, 2),
            property: property("visibility"),
            value: Some("visible".into()),
        }
    }])
    .expect("allowed");
    assert_eq!(
        (dom.buttons(), dom.text_inputs()),
        (vec![node(2, 2)], vec![])
    );
}

#[test]
fn controls_are_told_apart() {
    let dom = dom(&[
        template(
            0,
            6,
            vec![
                element(0, 0, "div", &[("role", "button")], &[]),
                element(1, 0, "div", &[("role", "checkbox")], &[]),
                element(2, 0, "input", &[("type", "checkbox")], &[]),
                element(3, 0, "input", &[("type", "range")], &[]),
                element(4, 0, "select", &[], &[]),
                element(5, 0, "textarea", &[], &[]),
            ],
        ),
        create(0, 0, &[]),
        insert(None, None, node(0, 0)),
        insert(None, None, node(0, 1)),
        insert(None, None, node(0, 2)),
        insert(None, None, node(0, 3)),
        insert(None, None, node(0, 4)),
        insert(None, None, node(0, 5)),
    ]);
    assert_eq!(dom.buttons(), [node(0, 0)]);
    assert_eq!(dom.checkboxes(), [node(0, 1), node(0, 2)]);
    assert_eq!(dom.sliders(), [node(0, 3)]);
    assert_eq!(dom.selects(), [node(0, 4)]);
    assert_eq!(dom.text_inputs(), [node(0, 3), node(0, 5)]);
}

#[test]
fn texts_are_found_in_their_innermost_element() {
    let dom = dom(&page());
    assert_eq!(dom.find_text("Milk"), [node(2, 1)]);
    assert_eq!(dom.find_text("Milkx"), [node(2, 0)]);
    assert_eq!(dom.find_text("Mil"), []);
}

fn event(target: NodeId, kind: EventKind) -> Event {
    Event::Node { target, kind }
}

#[test]
fn events_go_to_the_nearest_that_listens() {
    let dom = dom(&page());
    let click = |target| event(target, EventKind::Click { x: 0.0, y: 0.0 });
    assert_eq!(
        dom.click(node(2, 2)),
        [event(node(2, 2), EventKind::Press), click(node(1, 0))]
    );
    assert_eq!(dom.click(node(2, 4)), [click(node(1, 0))]);
    assert_eq!(
        dom.events(node(2, 4), &Gesture::DoubleClick),
        [event(node(2, 1), EventKind::DoubleClick)]
    );
    assert_eq!(
        dom.events(node(2, 2), &Gesture::Hover { inside: true }),
        [event(node(2, 0), EventKind::Hover { inside: true })]
    );
    let edit = Gesture::Edit {
        text: "a",
        edit: EDIT,
    };
    let change = EventKind::Change {
        text: "a".to_owned(),
        edit: EDIT,
        seen: WriteVersion(0),
    };
    assert_eq!(dom.events(node(2, 3), &edit), [event(node(2, 3), change)]);
    assert_eq!(dom.events(node(2, 3), &Gesture::Blur), []);
    assert_eq!(dom.listening(node(2, 4), Listener::Hover), [node(2, 0)]);
    assert_eq!(dom.listeners(node(2, 1)), [Listener::DoubleClick]);
}

#[test]
fn disabled_and_removed_controls_report_nothing() {
    let disabled = page_with(vec![Patch::SetAttribute {
        node: node(2, 2),
        attribute: attribute("disabled"),
        value: Some("".into()),
    }]);
    assert!(disabled.is_disabled(node(2, 2)));
    assert_eq!(disabled.click(node(2, 2)), []);
    let removed = page_with(vec![Patch::Remove { node: node(2, 0) }]);
    assert_eq!(removed.click(node(2, 2)), []);
}

#[test]
fn the_focus_leaves_with_its_element() {
    let focus = Patch::Focus { node: node(2, 3) };
    assert_eq!(page_with(vec![focus.clone()]).focus(), Some(node(2, 3)));
    for end in [
        Patch::Remove { node: node(2, 0) },
        Patch::Drop { actor: actor(2) },
    ] {
        assert_eq!(page_with(vec![focus.clone(), end]).focus(), None);
    }
}

#[test]
fn values_paths_and_attributes_are_kept() {
    let dom = page_with(vec![
        Patch::SetValue {
            node: node(2, 3),
            value: "abc".into(),
            answers: EDIT,
            write: WriteVersion(1),
        },
        Patch::SetAttribute {
            node: node(2, 3),
            attribute: attribute("placeholder"),
            value: Some("Name".into()),
        },
        Patch::SetAttribute {
            node: node(2, 3),
            attribute: attribute("type"),
            value: None,
        },
        Patch::Navigate {
            path: "/active".into(),
        },
    ]);
    assert_eq!(dom.value(node(2, 3)), Some(("abc", EDIT)));
    assert_eq!(dom.attribute(node(2, 3), "placeholder"), Some("Name"));
    assert_eq!(dom.attribute(node(2, 3), "type"), None);
    assert_eq!(dom.paths(), ["/active"]);
    assert_eq!(dom.tag_of(node(2, 3)), Some("input"));
}

#[test]
fn pages_differ_in_what_can_be_told_apart() {
    let page = dom(&page());
    let renamed = dom(&[
        template(0, 1, vec![element(0, 0, "div", &[], &[])]),
        create(0, 5, &[]),
        insert(None, None, node(5, 0)),
    ]);
    let again = dom(&[
        template(0, 1, vec![element(0, 0, "div", &[], &[])]),
        template(1, 0, Vec::new()),
        create(0, 6, &[]),
        insert(None, None, node(6, 0)),
    ]);
    assert_eq!(renamed.difference(&again), None);
    assert_eq!(
        page.difference(&renamed),
        Some(("<section on={Click}>".to_owned(), "<div></div>".to_owned()))
    );
    let reworded = page_with(vec![Patch::SetText {
        node: node(2, 4),
        text: "Tea".into(),
    }]);
    assert_eq!(
        page.difference(&reworded),
        Some(("\"Milk\"".to_owned(), "\"Tea\"".to_owned()))
    );
}

#[test]
fn definitions_are_dense_and_whole() {
    let div = |hole, children| element(hole, children, "div", &[], &[]);
    check_refused(
        vec![template(3, 0, Vec::new())],
        "template 3 is defined, but 2 comes next",
    );
    check_refused(
        vec![template(2, 1, vec![div(Some(1), 0)])],
        "hole 1 of a template with 1 holes",
    );
    check_refused(
        vec![template(2, 2, vec![div(Some(0), 1), div(Some(0), 0)])],
        "hole 0 occurs twice in the template",
    );
    check_refused(
        vec![template(2, 2, vec![div(Some(0), 0)])],
        "1 of 2 holes occur in the template",
    );
    check_refused(
        vec![template(2, 0, vec![div(None, 2), div(None, 0)])],
        "the template ends before all children came",
    );
    check_refused(
        vec![template(
            2,
            0,
            vec![element(None, 1, "input", &[], &[]), fixed_text("a")],
        )],
        "<input> cannot have children",
    );
    check_refused(
        vec![Patch::DefineClass {
            class: ClassId(1),
            part: Part::Element,
            declarations: Vec::new(),
        }],
        "class 1 is defined, but 0 comes next",
    );
    check_refused(
        vec![Patch::SetClasses {
            node: node(2, 0),
            classes: vec![ClassId(0)],
        }],
        "class 0 is not defined",
    );
    check_refused(
        vec![Patch::SetAttribute {
            node: node(2, 0),
            attribute: Attribute(250),
            value: None,
        }],
        "there is no attribute 250",
    );
}

#[test]
fn instances_are_created_once() {
    check_refused(vec![create(7, 3, &[])], "template 7 is not defined");
    check_refused(vec![create(1, 2, &[])], "instance 2v0 exists");
    check_refused(vec![create(0, 3, &[])], "0 texts for 1 text holes");
    check_refused(
        vec![Patch::Drop { actor: actor(2) }, create(0, 2, &["a"])],
        "instance 2v0 was dropped",
    );
    check_refused(
        vec![Patch::Drop { actor: actor(8) }],
        "instance 8v0 does not exist",
    );
    check_refused(vec![create_text(node(2, 3), "a")], "2v0.3 exists");
    check_refused(
        vec![create_text(node(2, 9), "a"), create_text(node(2, 9), "b")],
        "2v0.9 exists",
    );
    check_refused(
        vec![create_text(node(8, 0), "a"), create(1, 8, &[])],
        "instance 8v0 exists",
    );
}

#[test]
fn nodes_go_only_where_they_can() {
    check_refused(
        vec![insert(Some(node(2, 4)), None, node(1, 0))],
        "2v0.4 is a text and has no children",
    );
    check_refused(
        vec![
            create(1, 3, &[]),
            insert(Some(node(2, 3)), None, node(3, 0)),
        ],
        "<input> cannot have children",
    );
    check_refused(
        vec![insert(Some(node(2, 0)), None, node(1, 0))],
        "2v0.0 is inside the node to be placed",
    );
    check_refused(
        vec![insert(None, node(2, 0), node(1, 0))],
        "2v0.0 is no child of that parent",
    );
    check_refused(
        vec![insert(None, node(1, 0), node(1, 0))],
        "1v0.0 is to be placed before itself",
    );
    check_refused(
        vec![create(1, 3, &[]), Patch::Remove { node: node(3, 0) }],
        "3v0.0 is not placed",
    );
    check_refused(
        vec![insert(None, None, node(2, 9))],
        "instance 2v0 has no node in hole 9",
    );
}

#[test]
fn changes_fit_their_node() {
    check_refused(
        vec![Patch::SetText {
            node: node(2, 0),
            text: "a".into(),
        }],
        "2v0.0 is an element, no text",
    );
    check_refused(
        vec![Patch::SetListeners {
            node: node(2, 4),
            listeners: Vec::new(),
        }],
        "2v0.4 is a text, no element",
    );
    check_refused(
        vec![Patch::SetValue {
            node: node(2, 0),
            value: "a".into(),
            answers: EDIT,
            write: WriteVersion(1),
        }],
        "<div> has no value",
    );
    check_refused(
        vec![Patch::DropText { node: node(2, 4) }],
        "2v0.4 is no single text",
    );
    check_refused(
        vec![create(1, 3, &[]), Patch::Focus { node: node(3, 0) }],
        "3v0.0 is not in the document",
    );
    check_refused(
        vec![Patch::Navigate {
            path: "active".into(),
        }],
        "the path `active` does not start with `/`",
    );
}

#[test]
fn new_names_come_first_on_an_empty_page_and_each_once() {
    let rename = |names: &[(u32, u32)]| Patch::Rename {
        names: names
            .iter()
            .map(|(old, new)| (actor(*old), actor(*new)))
            .collect(),
    };
    let mut dom = ModelDom::new();
    assert_eq!(dom.renamed(), None);
    dom.apply(&[rename(&[(1, 2), (2, 1)])]).expect("allowed");
    let names = dom.renamed().expect("the page has been reset");
    assert_eq!(names.get(&actor(1)), Some(&actor(2)));
    let refused = |patches: &[Patch<'static>]| {
        let refusal = ModelDom::new()
            .apply(patches)
            .expect_err("it is not allowed");
        (refusal.position, refusal.reason)
    };
    let misplaced = "new names that do not begin a reset".to_owned();
    assert_eq!(refused(&[rename(&[]), rename(&[])]), (1, misplaced.clone()));
    let define = template(0, 1, vec![element(0, 0, "div", &[], &[])]);
    assert_eq!(refused(&[define, rename(&[])]), (1, misplaced));
    assert_eq!(
        refused(&[rename(&[(1, 2), (1, 3)])]),
        (0, "instance 1v0 gets two names".to_owned())
    );
    assert_eq!(
        refused(&[rename(&[(1, 3), (2, 3)])]),
        (0, "two instances are called 3v0".to_owned())
    );
}

proptest! {
    /// Placing, moving and removing children is what it is on a plain vector.
    #[test]
    fn children_behave_like_a_vector(steps in prop::collection::vec((0..6_u32, 0..7_u32), 0..60)) {
        let mut page = vec![
            template(0, 1, vec![element(0, 0, "div", &[], &[])]),
            template(1, 2, vec![element(0, 1, "span", &[], &[]), text_hole(1)]),
            create(0, 9, &[]),
            insert(None, None, node(9, 0)),
        ];
        let names = ["a", "b", "c", "d", "e", "f"];
        page.extend((0..6).map(|index| create(1, index, &[names[index as usize]])));
        let mut dom = dom(&page);
        let mut model: Vec<u32> = Vec::new();
        for (index, before) in steps {
            let patch = if before == index {
                if !model.contains(&index) {
                    continue;
                }
                model.retain(|known| *known != index);
                Patch::Remove { node: node(index, 0) }
            } else {
                model.retain(|known| *known != index);
                let position = model.iter().position(|known| *known == before);
                model.insert(position.unwrap_or(model.len()), index);
                insert(Some(node(9, 0)), position.map(|_| node(before, 0)), node(index, 0))
            };
            dom.apply(&[patch]).expect("allowed");
            let expect: String = model.iter().map(|index| names[*index as usize]).collect();
            prop_assert_eq!(dom.text(), expect);
        }
    }
}
