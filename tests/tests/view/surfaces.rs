//! Scenes; which patches a long or live value makes, and what elements share.

use offstage_tests::program::Program;
use protocol::{NodeId, Patch, StyleProperty};

/// A button `step` that counts `n` up from 0, and definitions.
const STEP: &str = "
    step: Element/button(element: [event: [press: LINK]], label: TEXT { step })
    n: 0 |> HOLD n { step.event.press |> THEN { n + 1 } }
    odd: n |> WHILE { 1 => True, 3 => True, __ => False }
    picture: odd |> WHILE {
        True => TEXT { data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%3E%3Ccircle%20r='14.5'/%3E%3C/svg%3E }
        False => TEXT { data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%3E%3Cpath%20d='M12.5%2020'/%3E%3C/svg%3E }
    }
";

#[track_caller]
fn document(items: &str) -> Program {
    Program::start(&format!(
        "document: Document/new(root: Element/stripe(items: LIST {{ step, {items} }})){STEP}"
    ))
}

#[track_caller]
fn scene(items: &str, lights: &str) -> Program {
    Program::start(&format!(
        "scene: Scene/new(root: Element/stripe(items: LIST {{ step, {items} }}), lights: {lights}){STEP}"
    ))
}

/// The patches of one press; a new page would get the same look.
#[track_caller]
fn step(program: &mut Program) -> Vec<Patch<'static>> {
    program.engine.take_turns();
    program.press("step");
    let patches = program.engine.take_turns().into_iter().flatten().collect();
    let old = program.remount();
    assert_eq!(old.difference(&program.dom), None);
    patches
}

#[track_caller]
fn node(program: &Program, text: &str) -> NodeId {
    match program.dom.find_text(text)[..] {
        [node] => node,
        _ => panic!("no single `{text}`\n{}", program.dom.snapshot()),
    }
}

/// The properties that patches set on the elements themselves.
fn own(patches: &[Patch<'_>]) -> Vec<&'static str> {
    let names = patches.iter().filter_map(|patch| match patch {
        Patch::SetStyle { property, .. } => property.name(),
        _ => None,
    });
    names.collect()
}

fn table(program: &Program, name: &str) -> usize {
    let sizes = program.engine.table_sizes();
    let found = sizes.iter().find(|(table, _)| *table == name);
    found.map_or(0, |(_, size)| *size)
}

const ROWS: &str = "Element/stripe(items: List/range(from: 1, to: ROWS) |> List/map(row, new:
    Element/stripe(direction: Row, style: [width: Fill, padding: 4, background: [url: picture]], items: LIST {
        Element/label(style: [width: Fill, font: [size: 20]], label: row)
        Element/button(style: [size: 20, font: [align: Center]], label: TEXT { x })
    })))";

#[test]
fn a_thousand_equal_rows_share_the_classes_of_one() {
    let one = document(&ROWS.replace("ROWS", "1"));
    let many = document(&ROWS.replace("ROWS", "1000"));
    let classes = table(&one, "classes");
    assert!(classes > 3, "{classes}");
    assert_eq!(table(&many, "classes"), classes);
}

#[test]
fn a_long_live_value_is_told_once_for_all_rows() {
    let mut program = document(&ROWS.replace("ROWS", "100"));
    for press in 1..=2 {
        let patches = step(&mut program);
        assert_eq!(own(&patches), [""; 0], "press {press}");
        let defined = patches
            .iter()
            .filter(|patch| matches!(patch, Patch::DefineClass { .. }));
        assert_eq!(defined.count(), usize::from(press == 1));
        let moved = patches
            .iter()
            .filter(|patch| matches!(patch, Patch::SetClasses { .. }));
        assert_eq!(moved.count(), 100, "press {press}");
    }
}

#[test]
fn live_values_of_any_length_take_each_others_place() {
    let mut program = document(
        "Element/label(label: TEXT { x }, style: [background: [url: n |> WHILE {
            0 => TEXT { a.png }
            __ => picture
        }]])",
    );
    for expect in ["a.png", "circle", "path", "circle", "path"] {
        let node = node(&program, "x");
        let image = program
            .dom
            .style(node, "background-image")
            .unwrap_or("none");
        assert!(image.contains(expect), "{image} for {expect}");
        assert_eq!(program.dom.style(node, "background-size"), Some("contain"));
        step(&mut program);
    }
}

#[test]
fn a_live_long_value_gives_way_to_a_fixed_one_of_a_higher_key() {
    let program = document(
        "Element/label(label: TEXT { x }, style: [transform: [rotate: 90], rotate: n, width: n, size: 40])",
    );
    let node = node(&program, "x");
    assert_eq!(program.dom.style(node, "transform"), Some("rotate(90deg)"));
    assert_eq!(program.dom.style(node, "width"), Some("40px"));
}

#[test]
fn too_many_long_values_stay_with_their_elements() {
    let mut program = document(
        "Element/label(label: TEXT { x }, style: [background: [url: TEXT { https://example.org/a/long/path/to/a/picture/of/a/number/that/is/{n}.png }]])",
    );
    for press in 1..=600 {
        program.press("step");
        let node = node(&program, "x");
        let image = program
            .dom
            .style(node, "background-image")
            .unwrap_or_default();
        assert!(image.contains(&format!("/{press}.png")), "{image}");
    }
    let old = program.remount();
    assert_eq!(old.difference(&program.dom), None);
    assert_eq!(table(&program, "shared classes"), 512);
}

#[test]
fn one_component_of_a_surface_is_one_patch() {
    let keys = "depth: 4, material: [color: Oklch[lightness: odd |> WHILE { True => 0.3, False => 0.9 }, alpha: 1], gloss: 0.2]";
    let mut program = scene(
        &format!("Element/container(style: [{keys}], child: TEXT {{ x }})"),
        "LATEST {}",
    );
    let patches = step(&mut program);
    assert_eq!(own(&patches), ["background-color"]);
    assert_eq!(patches.len(), 1, "{patches:#?}");
}

#[test]
fn lights_change_the_parameters_of_the_scene_and_no_element() {
    let rows = "Element/stripe(items: List/range(from: 1, to: 50) |> List/map(row, new:
        Element/container(style: [depth: 4, material: [color: White]], child: row)))";
    let mut program = scene(
        rows,
        "LIST { Light/directional(azimuth: n * 90, altitude: 45, spread: 1, intensity: 1) }",
    );
    let root = program.dom.children_of(None)[0];
    assert_eq!(program.dom.style(root, "--scene-y"), Some("2px"));
    let patches = step(&mut program);
    assert_eq!(own(&patches), ["--scene-x", "--scene-y"]);
    assert_eq!(patches.len(), 2, "{patches:#?}");
    assert_eq!(program.dom.style(root, "--scene-x"), Some("-1.5px"));
}

#[test]
fn a_document_declares_no_parameters() {
    let program = document("Element/container(style: [depth: 4], child: TEXT { x })");
    for property in ["--scene-x", "--scene-bevel"] {
        assert!(StyleProperty::named(property).is_some());
        let root = program.dom.children_of(None)[0];
        assert_eq!(program.dom.style(root, property), None);
    }
    assert_eq!(program.dom.style(node(&program, "x"), "box-shadow"), None);
    assert_eq!(program.diagnostics, []);
}

#[test]
fn a_program_may_become_a_scene() {
    let mut program = Program::start(&format!(
        "document: odd |> WHILE {{ True => Scene/new(root: root), False => Document/new(root: root) }}
        root: Element/stripe(items: LIST {{ step
            Element/container(style: [depth: n, material: [color: Red]], child: TEXT {{ live }})
            Element/container(style: [depth: 2, material: [color: Red]], child: TEXT {{ fixed }})
            Element/container(style: theme, child: TEXT {{ whole }})
        }})
        theme: odd |> WHILE {{ __ => [depth: 2, rotate: 45] }}
        {STEP}"
    ));
    for (is_scene, press) in [(false, 0), (true, 1), (false, 2), (true, 3)] {
        for text in ["live", "fixed", "whole"] {
            let shadow = program.dom.style(node(&program, text), "box-shadow");
            assert_eq!(shadow.is_some(), is_scene, "{text} after {press}");
        }
        step(&mut program);
    }
}

#[test]
fn a_root_that_comes_later_is_lit_too() {
    let mut program = Program::start(
        "scene: Scene/new(root: tick |> WHILE { 1 => Element/stripe(items: LIST { TEXT { other } }), __ => TEXT { soon } })
        tick: LATEST { 0, Duration[seconds: 1] |> Timer/interval() |> THEN { 1 } }",
    );
    assert_eq!(program.text(), "soon");
    program.wait(1000.0);
    let root = program.dom.children_of(None)[0];
    assert_eq!(program.dom.tag_of(root), Some("div"));
    assert_eq!(program.dom.style(root, "--scene-shade"), Some("0.168"));
}

#[test]
fn wrong_names_are_reported_once_with_place_and_nearest_name() {
    let program = document(
        "Element/label(style: [colour: Red, widht: n, font: [sise: 12], background: [color: Oklch[lightnes: 1]]], label: TEXT { x })",
    );
    let mut found: Vec<(String, String)> = program
        .diagnostics
        .iter()
        .map(|found| (found.message.clone(), found.hints.join(" ")))
        .collect();
    found.sort();
    let expect = [
        (
            "`background.color` has no field `lightnes`",
            "did you mean `lightness`?",
        ),
        ("`font` has no field `sise`", "did you mean `size`?"),
        ("there is no style `colour`", "there are align, width"),
        ("there is no style `widht`", "did you mean `width`?"),
    ];
    assert_eq!(found.len(), expect.len(), "{found:#?}");
    for ((message, hint), (wanted, wanted_hint)) in found.iter().zip(expect) {
        assert_eq!(message, wanted);
        assert!(hint.starts_with(wanted_hint), "{hint}");
    }
    assert!(program.diagnostics.iter().all(|found| found.line == 1));
}
