//! The figures of whole programs: from the bytes of an event frame to the bytes of the patch frame, and
//! what instances cost. `cargo bench -p engine-worker --bench programs [-- PART OF A NAME]`.

use protocol::{EditVersion, Event, EventKind, Listener, NodeId};

#[path = "support/harness.rs"]
mod harness;
#[path = "support/page.rs"]
mod page;

use harness::{best_and_median, wanted};
use page::{Cost, Page, press};

const COUNTER: &str = include_str!("../../www/examples/counter.bn");
const SPREADSHEET: &str = include_str!("spreadsheet.bn");
const TODO_MVC: &str = include_str!("../../www/examples/todo_mvc.bn");

fn nanos(samples: &[Cost], divisor: f64) -> f64 {
    let mut samples: Vec<f64> = samples.iter().map(|cost| cost.nanos / divisor).collect();
    best_and_median(&mut samples).1
}

fn duration(nanos: f64) -> String {
    if nanos < 1e5 {
        format!("{nanos:.0} ns")
    } else if nanos < 1e8 {
        format!("{:.1} µs", nanos / 1e3)
    } else {
        format!("{:.1} ms", nanos / 1e6)
    }
}

fn row(name: &str, nanos: f64, rest: &str) {
    println!("{name:<56} {:>11}   {rest}", duration(nanos));
}

/// The rest of a row about a single turn.
fn turn(cost: &Cost) -> String {
    format!(
        "{} patches, {} bytes, {} cells run",
        cost.patches, cost.frame_bytes, cost.cells
    )
}

/// The rest of a row about many things of a kind.
fn each(cost: &Cost, count: usize) -> String {
    let per = |total: f64| total / count as f64;
    format!(
        "each: {:.0} bytes of memory, {:.1} actors, {:.1} cells run, {:.1} patches, {:.1} wire bytes",
        per(cost.memory as f64),
        per(cost.created as f64),
        per(cost.cells as f64),
        per(cost.patches as f64),
        per(cost.frame_bytes as f64)
    )
}

fn counter() {
    let (mut page, _) = Page::start(COUNTER);
    let increment = page.listening(Listener::Press)[1];
    let rounds: Vec<Cost> = (0..4_000).map(|_| page.press(increment)).collect();
    row(
        "counter: press, frame to frame, one at a time",
        nanos(&rounds, 1.0),
        &turn(&rounds[rounds.len() - 1]),
    );
    const BATCH: usize = 100;
    let rounds: Vec<Cost> = (0..200)
        .map(|_| page.report(vec![press(increment); BATCH]))
        .collect();
    row(
        "counter: press, its turn and drawing alone",
        nanos(&rounds, BATCH as f64),
        "in batches of 100",
    );
    let hover = |inside| Event::Node {
        target: increment,
        kind: EventKind::Hover { inside },
    };
    let rounds: Vec<Cost> = (0..4_000)
        .map(|round| page.report(vec![hover(round % 2 == 0)]))
        .collect();
    row(
        "counter: hover, frame to frame",
        nanos(&rounds, 1.0),
        &turn(&rounds[rounds.len() - 1]),
    );
}

/// Toggles something that is shown at first; answers the costs of hiding and of showing.
fn toggle(page: &mut Page, button: NodeId, rounds: usize) -> (Vec<Cost>, Vec<Cost>) {
    (0..rounds)
        .map(|_| (page.press(button), page.press(button)))
        .unzip()
}

fn switched(arm: &str, functions: &str) -> String {
    format!(
        "
document: Document/new(
    root: Element/stripe(
        direction: Column
        items: LIST {{
            change
            shown |> WHILE {{
                True => {arm}
                False => NoElement
            }}
        }}
    )
)
shown: True |> HOLD shown {{ change.event.press |> THEN {{ shown |> Bool/not() }} }}
change: Element/button(element: [event: [press: LINK]], label: TEXT {{ Change }})
{functions}"
    )
}

/// Shows and hides what a switch's arm makes `count` times.
fn arms(name: &str, arm: &str, functions: &str, counts: &[usize]) {
    for count in counts {
        let arm = arm.replace("COUNT", &count.to_string());
        let (mut page, start) = Page::start(&switched(&arm, functions));
        let button = page.listening(Listener::Press)[0];
        let rounds = (200_000 / count).clamp(3, 50);
        let (hide, show) = toggle(&mut page, button, rounds);
        let per = *count as f64;
        row(
            &format!("{name} at {count}: made at the start, each"),
            start.nanos / per,
            &each(&start, *count),
        );
        row(
            &format!("{name} at {count}: made in a turn, each"),
            nanos(&show, per),
            &each(&show[show.len() - 1], *count),
        );
        let dropped = hide[0].dropped.max(1) as f64;
        row(
            &format!("{name} at {count}: dropped, per actor"),
            nanos(&hide, dropped),
            &turn(&hide[0]),
        );
    }
}

fn nodes() {
    const STATES: &str = "
FUNCTION states(count) {
    Element/label(label: List/range(from: 1, to: count) |> List/map(n, new: state(n: n)) |> List/count())
}
FUNCTION state(n) {
    [
        add: LINK
        count: n |> HOLD count { add |> THEN { count + 1 } }
    ]
}
";
    arms(
        "state (link and hold)",
        "states(count: COUNT)",
        STATES,
        &[100, 10_000],
    );
}

fn rows() {
    const ROWS: &str = "
FUNCTION rows(count) {
    Element/stripe(
        direction: Column
        items: List/range(from: 1, to: count) |> List/map(n, new: row(n: n))
    )
}
FUNCTION row(n) {
    Element/stripe(
        direction: Row
        items: LIST {
            Element/label(label: n)
            Element/button(element: [event: [press: LINK]], label: TEXT { Remove })
        }
    )
}
";
    arms(
        "row (3 elements)",
        "rows(count: COUNT)",
        ROWS,
        &[100, 10_000, 100_000],
    );
}

fn lists() {
    const APPEND: &str = "
document: Document/new(
    root: Element/stripe(
        direction: Column
        items: LIST {
            add
            clear
            Element/label(label: items |> List/count())
            Element/stripe(direction: Column, items: items |> List/map(n, new: Element/label(label: n)))
        }
    )
)
items: List/range(from: 1, to: COUNT)
    |> List/append(item: add.event.press |> THEN { 0 })
    |> List/clear(on: clear.event.press)
add: Element/button(element: [event: [press: LINK]], label: TEXT { Add })
clear: Element/button(element: [event: [press: LINK]], label: TEXT { Clear })
";
    for count in [100, 10_000, 100_000] {
        let (mut page, _) = Page::start(&APPEND.replace("COUNT", &count.to_string()));
        let buttons = page.listening(Listener::Press);
        let rounds: Vec<Cost> = (0..50).map(|_| page.press(buttons[0])).collect();
        row(
            &format!("list of {count}: one append, frame to frame"),
            nanos(&rounds, 1.0),
            &turn(&rounds[0]),
        );
        let clear = page.press(buttons[1]);
        row(
            &format!("list of {count}: cleared, per actor"),
            clear.nanos / clear.dropped.max(1) as f64,
            &turn(&clear),
        );
    }
    const PREDICATES: &str = "
document: Document/new(
    root: Element/stripe(
        direction: Column
        items: LIST {
            change
            clear
            Element/label(label: kept |> List/count())
        }
    )
)
odd: False |> HOLD odd { change.event.press |> THEN { odd |> Bool/not() } }
kept: List/range(from: 1, to: COUNT)
    |> List/remove(n, on: clear.event.press |> THEN { n > 5000 |> WHEN { True => [], False => SKIP } })
    |> List/retain(n, if: n > 5000 |> WHILE { True => odd, False => True })
change: Element/button(element: [event: [press: LINK]], label: TEXT { Change })
clear: Element/button(element: [event: [press: LINK]], label: TEXT { Clear })
";
    const COUNT: usize = 10_000;
    let (mut page, start) = Page::start(&PREDICATES.replace("COUNT", &COUNT.to_string()));
    let per = COUNT as f64;
    row(
        "remove and retain of 10000: at the start, each",
        start.nanos / per,
        &each(&start, COUNT),
    );
    let buttons = page.listening(Listener::Press);
    let (first, second) = toggle(&mut page, buttons[0], 10);
    row(
        "retain of 10000: all predicates change, each",
        nanos(&first, per).midpoint(nanos(&second, per)),
        &turn(&first[0]),
    );
    page.press(buttons[0]);
    let clear = page.press(buttons[1]);
    row(
        "remove of 10000: all triggered, half leave, each",
        clear.nanos / per,
        &turn(&clear),
    );
}

fn readers() {
    const READERS: &str = "
document: Document/new(
    root: Element/stripe(
        direction: Column
        items: LIST {
            next
            change
            shown |> WHILE {
                True => Element/stripe(
                    direction: Column
                    items: List/range(from: 1, to: COUNT) |> List/map(n, new: row(n: n))
                )
                False => NoElement
            }
        }
    )
)
shown: True |> HOLD shown { change.event.press |> THEN { shown |> Bool/not() } }
selected: 0 |> HOLD selected { next.event.press |> THEN { selected + 1 } }
next: Element/button(element: [event: [press: LINK]], label: TEXT { Next })
change: Element/button(element: [event: [press: LINK]], label: TEXT { Change })
FUNCTION row(n) {
    Element/label(
        style: [font: [color: selected == n |> WHILE { True => White, False => Black }]]
        label: n
    )
}
";
    const COUNT: usize = 10_000;
    let (mut page, _) = Page::start(&READERS.replace("COUNT", &COUNT.to_string()));
    let buttons = page.listening(Listener::Press);
    let rounds: Vec<Cost> = (0..20).map(|_| page.press(buttons[0])).collect();
    row(
        "10000 rows that compare one cell: it changes",
        nanos(&rounds, 1.0),
        &turn(&rounds[5]),
    );
    let (hide, show) = toggle(&mut page, buttons[1], 5);
    row(
        "10000 rows that compare one cell: made, each",
        nanos(&show, COUNT as f64),
        &each(&show[0], COUNT),
    );
    row(
        "10000 rows that compare one cell: dropped, per actor",
        nanos(&hide, hide[0].dropped.max(1) as f64),
        &turn(&hide[0]),
    );
}

/// Adds a to-do by the field of the page.
fn add(page: &mut Page, field: NodeId, title: &str, edit: u32) -> Cost {
    let (text, edit) = (title.to_owned(), EditVersion(edit));
    let change = EventKind::Change {
        text: text.clone(),
        edit,
        // The page of a bench shows each frame at once.
        seen: protocol::WriteVersion(u32::MAX),
    };
    let enter = EventKind::KeyDown {
        key: "Enter".to_owned(),
        text,
        edit,
        // The page of a bench shows each frame at once.
        seen: protocol::WriteVersion(u32::MAX),
    };
    page.report(vec![
        Event::Node {
            target: field,
            kind: change,
        },
        Event::Node {
            target: field,
            kind: enter,
        },
    ])
}

fn click(target: NodeId) -> Event {
    Event::Node {
        target,
        kind: EventKind::Click { x: 1.0, y: 1.0 },
    }
}

fn route(path: &str) -> Event {
    Event::Route {
        path: path.to_owned(),
    }
}

fn todo_mvc() {
    let (mut page, start) = Page::start(TODO_MVC);
    row("TodoMVC: start to first frame", start.nanos, &turn(&start));
    let field = page.listening(Listener::KeyDown)[0];
    let mut have = 0;
    for goal in [10, 200, 1_000] {
        let mut costs = Vec::new();
        while have < goal {
            have += 1;
            costs.push(add(&mut page, field, "something to do", have));
        }
        let last = costs.split_off(costs.len() - 9.min(costs.len()));
        row(
            &format!("TodoMVC: add, frame to frame, at {goal}"),
            nanos(&last, 1.0),
            &format!(
                "{}, {} actors, {} bytes of memory",
                turn(&last[5]),
                last[5].created,
                last.iter().map(|cost| cost.memory).sum::<i64>() / last.len() as i64
            ),
        );
        let boxes = page.listening(Listener::Click);
        let (all, one) = (boxes[0], boxes[boxes.len() - 1]);
        let rounds: Vec<Cost> = (0..10).map(|_| page.report(vec![click(one)])).collect();
        row(
            &format!("TodoMVC: toggle one of {goal}"),
            nanos(&rounds, 1.0),
            &turn(&rounds[0]),
        );
        let rounds: Vec<Cost> = (0..10).map(|_| page.report(vec![click(all)])).collect();
        row(
            &format!("TodoMVC: toggle all {goal}"),
            nanos(&rounds, 1.0),
            &turn(&rounds[0]),
        );
        let (hide, show): (Vec<Cost>, Vec<Cost>) = (0..5)
            .map(|_| {
                (
                    page.report(vec![route("/completed")]),
                    page.report(vec![route("/")]),
                )
            })
            .unzip();
        row(
            &format!("TodoMVC: filter switched, {goal} leave"),
            nanos(&hide, 1.0),
            &turn(&hide[0]),
        );
        row(
            &format!("TodoMVC: filter switched, {goal} come"),
            nanos(&show, 1.0),
            &turn(&show[0]),
        );
    }
    let boxes = page.listening(Listener::Click);
    page.report(vec![click(boxes[0])]);
    let clear = page.listening(Listener::Press);
    let clear = clear[clear.len() - 1];
    let cost = page.press(clear);
    row(
        "TodoMVC: clear 1000 completed, per actor",
        cost.nanos / cost.dropped.max(1) as f64,
        &format!("{}, {} actors dropped", turn(&cost), cost.dropped),
    );
}

fn spreadsheet() {
    const CELLS: usize = 26 * 100;
    const ROUNDS: usize = 10;
    let (mut page, start) = Page::start(SPREADSHEET);
    row(
        &format!("spreadsheet of {CELLS}: mounted, frame by frame"),
        start.nanos,
        &format!("{} actors, {}", start.created, turn(&start)),
    );
    row(
        &format!("spreadsheet of {CELLS}: mounted, each"),
        start.nanos / CELLS as f64,
        &each(&start, CELLS),
    );
    let (mut starts, mut keys, mut commits) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let cell = page.listening(Listener::DoubleClick)[0];
        starts.push(page.report(vec![Event::Node {
            target: cell,
            kind: EventKind::DoubleClick,
        }]));
        // The labels listen, too; the field is the newest.
        let nodes = page.listening(Listener::KeyDown);
        let field = nodes[nodes.len() - 1];
        let (text, edit) = (round.to_string(), EditVersion(1));
        // The page of a bench shows each frame at once.
        let seen = protocol::WriteVersion(u32::MAX);
        let node = |kind| Event::Node {
            target: field,
            kind,
        };
        keys.push(page.report(vec![node(EventKind::Change {
            text: text.clone(),
            edit,
            seen,
        })]));
        commits.push(page.report(vec![node(EventKind::KeyDown {
            key: "Enter".to_owned(),
            text,
            edit,
            seen,
        })]));
    }
    for (what, costs) in [("edit starts", starts), ("key", keys), ("commit", commits)] {
        let last = &costs[ROUNDS - 1];
        row(
            &format!("spreadsheet of {CELLS}: {what}, frame to frame"),
            nanos(&costs, 1.0),
            &format!(
                "{}, {} actors made, {} dropped",
                turn(last),
                last.created,
                last.dropped
            ),
        );
    }
}

fn main() {
    let groups: [(&str, fn()); 7] = [
        ("counter", counter),
        ("nodes", nodes),
        ("rows", rows),
        ("lists", lists),
        ("readers", readers),
        ("todo_mvc", todo_mvc),
        ("spreadsheet", spreadsheet),
    ];
    for (name, run) in groups {
        if wanted(name) {
            run();
        }
    }
}
