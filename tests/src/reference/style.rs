//! What the engine knows about styles.
//!
//! Which fields and values a key takes stands in the functions that draw it, and nowhere else. So wrong
//! values are given to them: a field that cannot exist makes them name those that do, and a tag that
//! cannot exist makes them say what they expect.

use engine_worker::view::catalog::ELEMENTS;
use engine_worker::view::style::{
    self, ElementKind, Flow, KEYS, Key, Output, StyleContext, has_surface,
};
use protocol::value::WireValue;

use super::markup::{code, codes, expected, with_code};
use super::{Facts, Row};

/// A name that no program can write.
const WRONG: &str = "?";

/// All keys.
pub(super) fn all() -> Vec<(String, Facts)> {
    KEYS.iter()
        .map(|key| (key.name.to_owned(), facts(key)))
        .collect()
}

fn facts(key: &Key) -> Facts {
    let fields = all_fields(key);
    let direct: Vec<&str> = fields
        .iter()
        .filter(|path| path.len() == 1)
        .map(|path| path[0])
        .collect();
    let said = said(key, &[]);
    let signature = if is_list(key) {
        code(&format!("{}: LIST {{ [{}] }}", key.name, direct.join(", ")))
    } else if said == format!("[{}]", direct.join(", ")) {
        code(&format!("{}: {said}", key.name))
    } else {
        format!("{} {}", code(&format!("{}:", key.name)), with_code(&said))
    };
    let rows = fields
        .iter()
        .map(|path| Row {
            name: path.join("."),
            takes: Some(with_code(&said_of_field(key, path))),
            meaning: String::new(),
        })
        .collect();
    let mut notes = Vec::new();
    if is_physical(key) {
        notes.push((
            "Where",
            "In a scene; elsewhere it draws nothing.".to_owned(),
        ));
    }
    let names: Vec<&str> = ELEMENTS
        .iter()
        .filter(|element| applies(key, element.kind))
        .map(|element| element.name)
        .collect();
    if names.len() < ELEMENTS.len() {
        notes.push(("Elements", codes(names)));
    }
    Facts {
        signature,
        columns: "| Field | Takes | Meaning |\n|---|---|---|\n",
        rows,
        notes,
    }
}

/// The paths of all fields, each behind the one that it is in.
fn all_fields(key: &Key) -> Vec<Vec<&'static str>> {
    let mut found = Vec::new();
    let mut open = vec![Vec::new()];
    while let Some(path) = open.pop() {
        let inner = fields(key, &path).into_iter().rev().map(|field| {
            let mut inner = path.clone();
            inner.push(field);
            inner
        });
        open.extend(inner);
        if !path.is_empty() {
            found.push(path);
        }
    }
    found
}

/// The fields of the object at a path.
fn fields(key: &Key, path: &[&str]) -> Vec<&'static str> {
    let mut wrong = path.to_vec();
    wrong.push(WRONG);
    let outs = outs(key, &at(&wrong, tag(WRONG)));
    let unknown = outs.into_iter().flat_map(|out| out.unknown).next();
    unknown.map(|unknown| unknown.known).unwrap_or_default()
}

fn said_of_field(key: &Key, path: &[&str]) -> String {
    let said = said(key, path);
    let items = outs(key, &at(path, WireValue::List(vec![tag(WRONG)])));
    let full = full(key, path);
    let item = items.iter().find_map(|out| expected(&full, out));
    match item {
        Some(item) if said.starts_with("a list") && item != said => format!("{said}, or {item}"),
        _ if said.is_empty() => "any value".to_owned(),
        _ => said,
    }
}

/// What the engine says that it expects at a path; which words depends on the element where a key means
/// several things.
fn said(key: &Key, path: &[&str]) -> String {
    let full = full(key, path);
    let outs = outs(key, &at(path, tag(WRONG)));
    let mut said: Vec<String> = Vec::new();
    for text in outs.iter().filter_map(|out| expected(&full, out)) {
        if !said.contains(&text) {
            said.push(text);
        }
    }
    let mut words: Vec<&str> = Vec::new();
    for text in &said {
        let Some(list) = text.strip_prefix("one of ") else {
            return text.clone();
        };
        for word in list.split(", ") {
            if !words.contains(&word) {
                words.push(word);
            }
        }
    }
    if words.is_empty() {
        String::new()
    } else {
        format!("one of {}", words.join(", "))
    }
}

fn full(key: &Key, path: &[&str]) -> String {
    let mut full = key.name.to_owned();
    for field in path {
        full.push('.');
        full.push_str(field);
    }
    full
}

/// An object in which the path leads to the value.
fn at(path: &[&str], value: WireValue) -> WireValue {
    path.iter()
        .rev()
        .fold(value, |value, field| WireValue::Object {
            tag: None,
            fields: vec![((*field).to_owned(), value)],
        })
}

fn tag(name: &str) -> WireValue {
    WireValue::Tag(name.to_owned())
}

/// What the key does with a value in a scene, on each element, in a row, as an item where it is a list.
fn outs(key: &Key, value: &WireValue) -> Vec<Output> {
    let value = match value {
        WireValue::Object { .. } if is_list(key) => WireValue::List(vec![value.clone()]),
        value => value.clone(),
    };
    ELEMENTS
        .iter()
        .map(|element| draw(key, &value, element.kind, true))
        .collect()
}

fn is_list(key: &Key) -> bool {
    let empty = WireValue::List(Vec::new());
    draw(key, &empty, ElementKind::Block, true)
        .warnings
        .is_empty()
}

/// Whether the key does something only in a scene.
fn is_physical(key: &Key) -> bool {
    let wrong = tag(WRONG);
    let outside = draw(key, &wrong, ElementKind::Block, false);
    outside == Output::default() && draw(key, &wrong, ElementKind::Block, true) != outside
}

/// Whether the element can have the key; others are told so.
fn applies(key: &Key, element: ElementKind) -> bool {
    let values = [tag("True"), WireValue::Number(1.0)];
    let refused = |value| {
        let out = draw(key, value, element, false);
        out.warnings
            .iter()
            .any(|said| said.contains("` applies to "))
    };
    !values.iter().any(refused)
}

fn draw(key: &Key, value: &WireValue, element: ElementKind, is_scene: bool) -> Output {
    let context = StyleContext {
        element,
        flow: element.flow(Flow::Row),
        parent: Some(Flow::Row),
        is_scene,
    };
    let mut out = Output::default();
    if has_surface([key.name].into_iter()) {
        style::surface(&[(key.name, value)], &context, &mut out);
    } else {
        style::apply(key.name, value, &context, &mut out);
    }
    out
}
