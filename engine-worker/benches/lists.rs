//! What one change of a list costs, counted, at three lengths: steps of the machine (predicates, keys and mapped
//! expressions are among them), cells run, instances made, allocations, changes. No time is measured.
//! `cargo bench -p engine-worker --bench lists [-- --json]`.

use std::cell::Cell;
use std::cmp::Ordering;

use engine_worker::lists::{Retain, SortBy};
use protocol::Listener;
use protocol::list_change::{ItemId, ListChange};

#[path = "support/harness.rs"]
mod harness;
#[path = "support/page.rs"]
mod page;

use page::{Cost, Page};

const LENGTHS: [u64; 3] = [100, 10_000, 100_000];

/// The combinators, as what stands behind a list of items with a number `n`.
const COMBINATORS: [(&str, &str); 17] = [
    ("map", "|> List/map(i, new: [n: i.n * 2])"),
    ("retain", "|> List/retain(i, if: i.n > 5)"),
    (
        "remove",
        "|> List/remove(i, on: i.n > 900000 |> WHEN { True => [], False => SKIP })",
    ),
    ("every", "|> List/every(i, if: i.n > 0)"),
    ("any", "|> List/any(i, if: i.n == 0)"),
    ("count", "|> List/count()"),
    ("is_empty", "|> List/is_empty()"),
    ("is_not_empty", "|> List/is_not_empty()"),
    ("sum", "|> List/map(i, new: i.n) |> List/sum()"),
    // Factors of one and minus one: the product changes, and stays a number however many there are.
    (
        "product",
        "|> List/map(i, new: Math/modulo(a: i.n, divisor: 2) * 2 - 1) |> List/product()",
    ),
    ("latest", "|> List/map(i, new: i.n) |> List/latest()"),
    ("last", "|> List/last()"),
    ("get", "|> List/get(index: 50)"),
    ("append", "|> List/append(item: LATEST {})"),
    ("clear", "|> List/clear(on: LATEST {})"),
    ("remove_last", "|> List/remove_last(on: LATEST {})"),
    ("sort_by", "|> List/sort_by(i, key: i.n)"),
];

/// The numbers up to `COUNT`; its buttons move the last number up, the first one, the last one down.
const RANGE: &str = "
document: Document/new(
    root: Element/stripe(
        direction: Column
        items: LIST { add, change, remove, Element/label(label: TEXT { list }) }
    )
)
add: Element/button(element: [event: [press: LINK]], label: TEXT { Add })
change: Element/button(element: [event: [press: LINK]], label: TEXT { Change })
remove: Element/button(element: [event: [press: LINK]], label: TEXT { Remove })
first: 1 |> HOLD first { change.event.press |> THEN { 3 - first } }
last: COUNT |> HOLD last {
    LATEST {
        add.event.press |> THEN { last + 1 }
        remove.event.press |> THEN { last - 1 }
    }
}
result: List/range(from: first, to: last)
shown: [result: result]
";

/// A list of `COUNT` items with one combinator; its buttons append an item, change one in the middle, remove it.
const PROGRAM: &str = "
document: Document/new(
    root: Element/stripe(
        direction: Column
        items: LIST { add, change, remove, Element/label(label: TEXT { list }) }
    )
)
add: Element/button(element: [event: [press: LINK]], label: TEXT { Add })
change: Element/button(element: [event: [press: LINK]], label: TEXT { Change })
remove: Element/button(element: [event: [press: LINK]], label: TEXT { Remove })
items: List/range(from: 1, to: COUNT)
    |> List/map(i, new: item(first: i))
    |> List/append(item: add.event.press |> THEN { item(first: 7) })
    |> List/remove(i, on: i.gone)
middle: items |> List/get(index: 50)
changed: change.event.press |> THEN { middle.n + 1 } |> LINK { middle.set }
removed: remove.event.press |> THEN { [] } |> LINK { middle.gone }
result: items COMBINATOR
shown: [result: result]
FUNCTION item(first) {
    [set: LINK, gone: LINK, n: LATEST { first, set }]
}
";

/// What is counted of one change.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Count {
    steps: u64,
    cells: u64,
    instances: u64,
    allocations: u64,
    replaces: u64,
}

impl From<Cost> for Count {
    fn from(cost: Cost) -> Self {
        Count {
            steps: cost.steps,
            cells: cost.cells,
            instances: cost.created,
            allocations: cost.allocations,
            replaces: cost.list_replaces,
        }
    }
}

/// A change is repeated, and the cheapest repetition counts: now and then a growing buffer asks for memory.
fn counted(page: &mut Page, button: usize) -> Count {
    let button = page.listening(Listener::Press)[button];
    let counts = (0..9).map(|_| Count::from(page.press(button)));
    counts
        .min_by_key(|count| (count.allocations, count.steps))
        .expect("some repetitions")
}

thread_local! {
    static COMPARISONS: Cell<u64> = const { Cell::new(0) };
}

/// A key that counts how often it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key(u64);

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        COMPARISONS.set(COMPARISONS.get() + 1);
        self.0.cmp(&other.0)
    }
}

fn insert(index: u64, item: u64) -> ListChange<u64> {
    ListChange::Insert {
        index: index as u32,
        id: ItemId(index),
        item,
    }
}

/// The most comparisons that a new key of one of many items took.
fn comparisons(length: u64) -> u64 {
    let (mut sort, mut out) = (SortBy::new(), Vec::new());
    for index in 0..length {
        sort.apply(
            &insert(index, index),
            &mut |_, item| Some(Key(*item)),
            &mut out,
        );
        out.clear();
    }
    let mut most = 0;
    for step in 0..500 {
        let (id, key) = (step * 7919 % length, step * 104_729 % length);
        let before = COMPARISONS.get();
        let _ = sort.set::<u64>(ItemId(id), Some(Key(key)));
        most = most.max(COMPARISONS.get() - before);
    }
    most
}

/// How many changes come of ten predicates that flip.
fn flips(length: u64) -> u64 {
    let (mut retain, mut out) = (Retain::new(), Vec::new());
    for index in 0..length {
        retain.apply(&insert(index, index), &mut |_, _| Some(true), &mut out);
    }
    let flipped = (0..10).filter(|step| retain.set(ItemId(step * 7 % length), false).is_some());
    flipped.count() as u64
}

fn main() {
    let json = std::env::args().any(|argument| argument == "--json");
    let mut entries = Vec::new();
    let combinators =
        COMBINATORS.map(|(name, operation)| (name, PROGRAM.replace("COMBINATOR", operation)));
    for (name, program) in combinators.into_iter().chain([("range", RANGE.to_owned())]) {
        let mut by_length = Vec::new();
        for length in LENGTHS {
            let (mut page, _) = Page::start(&program.replace("COUNT", &length.to_string()));
            by_length.push([0, 1, 2].map(|button| counted(&mut page, button)));
        }
        for (index, change) in ["append", "change one", "remove one"]
            .into_iter()
            .enumerate()
        {
            for (length, counts) in LENGTHS.iter().zip(&by_length) {
                let Count {
                    steps,
                    cells,
                    instances,
                    allocations,
                    replaces,
                } = counts[index];
                entries.push(format!(
                    "[\"{name}\",\"{change}\",{length},{steps},{cells},{instances},{allocations},{replaces}]"
                ));
                if !json {
                    println!(
                        "{name:<12} {change:<10} at {length:>6}: {steps} steps, {cells} cells run, {instances} instances, {allocations} allocations, {replaces} replaces"
                    );
                }
            }
        }
    }
    let sorting: Vec<String> = LENGTHS
        .iter()
        .map(|length| format!("[{length},{},{}]", comparisons(*length), flips(*length)))
        .collect();
    if json {
        println!(
            "{{\"changes\":[{}],\"structures\":[{}]}}",
            entries.join(","),
            sorting.join(",")
        );
    } else {
        println!(
            "[length, most comparisons of one new key, changes of ten flips]: {}",
            sorting.join(" ")
        );
    }
}
