//! What the table of the page benchmark costs the engine, counted: cells run, steps of the machine, actors,
//! allocations, bytes. No time is measured. `cargo bench -p engine-worker --bench table`.

use protocol::{Listener, NodeId};

#[path = "support/harness.rs"]
mod harness;
#[path = "support/page.rs"]
mod page;

use page::{Cost, Page};

const ROWS: &str = include_str!("../../tests/benches/page/offstage/rows.bn");

/// The buttons of the bar, in the order of the page.
const BAR: [&str; 6] = ["create", "create_many", "append", "update", "swap", "clear"];

fn row(name: &str, cost: &Cost, count: u64) {
    let per = |total: i64| total as f64 / count as f64;
    println!(
        "{name:<28} {:>9} {:>9} {:>8} {:>10} {:>12} {:>10.1} {:>10.0}",
        cost.cells,
        cost.steps,
        cost.created,
        cost.allocations,
        cost.memory,
        per(cost.allocations as i64),
        per(cost.memory),
    );
}

fn button(page: &Page, name: &str) -> NodeId {
    let at = BAR.iter().position(|known| *known == name);
    page.listening(Listener::Press)[at.expect("a button of the bar")]
}

fn main() {
    // A profiler is shown one operation only.
    let wanted = harness::wanted;
    println!(
        "{:<28} {:>9} {:>9} {:>8} {:>10} {:>12} {:>10} {:>10}",
        "", "cells", "steps", "actors", "allocs", "bytes", "allocs/row", "bytes/row"
    );
    let (mut page, start) = Page::start(ROWS);
    row("start", &start, 1);
    for (create, count) in [("create", 1000), ("create_many", 10_000)] {
        if !wanted(create) {
            continue;
        }
        let press = button(&page, create);
        row(create, &page.press(press), count);
        // Each row has a button that selects it and one that removes it, behind those of the bar.
        let of_rows = page.listening(Listener::Press);
        let select = |number: usize| of_rows[BAR.len() + 2 * number];
        row("select", &page.press(select(3)), 1);
        row("select another", &page.press(select(7)), 1);
        for name in ["update", "swap"] {
            let press = button(&page, name);
            row(name, &page.press(press), 1);
        }
        row("remove", &page.press(of_rows[BAR.len() + 9]), 1);
        let press = button(&page, "clear");
        row("clear", &page.press(press), count);
    }
}
