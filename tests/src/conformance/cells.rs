//! Cells of a spreadsheet, found by what a row looks like: its number, then its cells.

use crate::model_dom::{ModelDom, NodeIndex};

/// The widest label of a row in pixels.
const LABEL_WIDTH: f64 = 60.0;

/// The label of a row and the cells beside it; a cell without text is none.
pub(super) struct Row {
    pub(super) label: NodeIndex,
    pub(super) cells: Vec<NodeIndex>,
}

/// Finds a row by its number.
pub(super) fn row(dom: &ModelDom, number: u32) -> Result<Row, String> {
    let wanted = number.to_string();
    // Cells may contain the same number: labels are narrow, and the first of their row.
    let labels = dom
        .places()
        .into_iter()
        .filter(|place| dom.own_text_at(*place).trim() == wanted && dom.is_visible(*place))
        .filter(|place| width(dom, *place).is_none_or(|width| width <= LABEL_WIDTH));
    labels
        .filter_map(|label| {
            let cells = beside(dom, label)?;
            let known = width(dom, label).is_some();
            Some((known, Row { label, cells }))
        })
        // The first of those that are known to be narrow, else the first.
        .reduce(|best, next| if next.0 && !best.0 { next } else { best })
        .map(|(_, row)| row)
        .ok_or_else(|| format!("no row {number}"))
}

/// The texts after a label, if it is the first text of the line that they share.
fn beside(dom: &ModelDom, label: NodeIndex) -> Option<Vec<NodeIndex>> {
    let ancestors = dom.path_at(label).into_iter().skip(1);
    // A row without texts is a row too, so the line is what is laid out as one, where that is declared.
    let line = ancestors
        .clone()
        .find(|place| dom.declared_at(*place, "flex-direction") == Some("row"));
    let texts = match line {
        Some(line) => texts_in(dom, line),
        None => ancestors
            .map(|place| texts_in(dom, place))
            .find(|texts| texts.len() > 1)?,
    };
    (texts.first() == Some(&label)).then(|| texts[1..].to_vec())
}

/// The elements in a box that show something of their own, in document order.
fn texts_in(dom: &ModelDom, container: NodeIndex) -> Vec<NodeIndex> {
    dom.places()
        .into_iter()
        .filter(|place| dom.contains(container, *place))
        .filter(|place| has_text(dom, *place))
        .collect()
}

/// Whether an element shows something of its own; a field shows what it contains.
fn has_text(dom: &ModelDom, place: NodeIndex) -> bool {
    let is_field = dom.tag(place) == Some("input");
    dom.is_visible(place) && (is_field || !dom.own_text_at(place).trim().is_empty())
}

/// The width in pixels that an element or the nearest box around it declares.
fn width(dom: &ModelDom, place: NodeIndex) -> Option<f64> {
    let declared = dom.declared_at(place, "width")?;
    declared.strip_suffix("px")?.parse().ok()
}
