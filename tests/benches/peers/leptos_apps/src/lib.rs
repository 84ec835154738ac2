//! The three views of the page benchmark in Leptos: `rows`, `work`, `filter`. What each shows is said in
//! `tests/benches/README.md`; texts and structure are those of every other app.

use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

const ADJECTIVES: [&str; 25] = [
    "pretty",
    "large",
    "big",
    "small",
    "tall",
    "short",
    "long",
    "handsome",
    "plain",
    "quaint",
    "clean",
    "elegant",
    "easy",
    "angry",
    "crazy",
    "helpful",
    "mushy",
    "odd",
    "unsightly",
    "adorable",
    "important",
    "inexpensive",
    "cheap",
    "expensive",
    "fancy",
];
const COLOURS: [&str; 11] = [
    "red", "yellow", "blue", "green", "pink", "brown", "purple", "brown", "white", "black",
    "orange",
];
const NOUNS: [&str; 13] = [
    "table", "chair", "house", "bbq", "desk", "car", "pony", "cookie", "sandwich", "burger",
    "pizza", "mouse", "keyboard",
];

fn label_of(id: usize) -> String {
    let adjective = ADJECTIVES[id * 7 % ADJECTIVES.len()];
    let colour = COLOURS[id * 3 % COLOURS.len()];
    let noun = NOUNS[id * 5 % NOUNS.len()];
    format!("{adjective} {colour} {noun}")
}

#[derive(Clone)]
struct Row {
    id: usize,
    label: RwSignal<String>,
}

fn make(first: usize, count: usize) -> impl Iterator<Item = Row> {
    (first..first + count).map(|id| Row {
        id,
        label: RwSignal::new(label_of(id)),
    })
}

/// The keyed table.
#[wasm_bindgen]
pub fn rows(root: HtmlElement) {
    mount_to(root, table).forget();
}

fn table() -> impl IntoView {
    let next = StoredValue::new(1);
    let (data, set_data) = signal(Vec::<Row>::new());
    let (selected, set_selected) = signal(None::<usize>);
    let is_selected = Selector::new(move || selected.get());
    let fresh = move |count: usize| {
        let first = next.get_value();
        next.set_value(first + count);
        make(first, count)
    };
    let create = move |count: usize| {
        set_data.set(fresh(count).collect());
        set_selected.set(None);
    };
    let append = move |_| set_data.update(|data| data.extend(fresh(1000)));
    let update = move |_| {
        data.with(|data| {
            for row in data.iter().filter(|row| row.id % 10 == 1) {
                row.label.update(|label| label.push_str(" !!!"));
            }
        });
    };
    let clear = move |_| {
        set_data.set(Vec::new());
        set_selected.set(None);
    };
    let swap = move |_| {
        set_data.update(|data| {
            if data.len() > 998 {
                data.swap(1, 998);
            }
        });
    };
    let remove = move |id: usize| set_data.update(|data| data.retain(|row| row.id != id));
    view! {
        <div class="page">
            <div class="bar">
                <button on:click=move |_| create(1000)>"Create 1000"</button>
                <button on:click=move |_| create(10_000)>"Create 10000"</button>
                <button on:click=append>"Append 1000"</button>
                <button on:click=update>"Update every 10th"</button>
                <button on:click=swap>"Swap"</button>
                <button on:click=clear>"Clear"</button>
            </div>
            <div class="rows">
                <For
                    each=move || data.get()
                    key=|row| row.id
                    children=move |row: Row| {
                        let Row { id, label } = row;
                        let is_selected = is_selected.clone();
                        view! {
                            <div class="row" class:selected=move || is_selected.selected(&Some(id))>
                                <div class="id">{id.to_string()}</div>
                                <button class="label" on:click=move |_| set_selected.set(Some(id))>
                                    {move || label.get()}
                                </button>
                                <button class="remove" on:click=move |_| remove(id)>"x"</button>
                            </div>
                        }
                    }
                />
            </div>
        </div>
    }
}

/// Computes until `milliseconds` have passed.
fn work_for(milliseconds: f64) {
    let Some(clock) = web_sys::window().and_then(|window| window.performance()) else {
        return;
    };
    let end = clock.now() + milliseconds;
    while clock.now() < end {}
}

/// A field, and a result that takes long to compute.
#[wasm_bindgen]
pub fn work(root: HtmlElement, milliseconds: f64) {
    mount_to(root, move || {
        let (text, set_text) = signal(String::new());
        let result = Memo::new(move |_| {
            let text = text.get();
            if !text.is_empty() {
                work_for(milliseconds);
            }
            text.to_uppercase()
        });
        view! {
            <div class="page">
                <input aria-label="Field" prop:value=text on:input:target=move |event| set_text.set(event.target().value()) />
                <div class="result">{move || format!("<{}>", result.get())}</div>
            </div>
        }
    })
    .forget();
}

/// A field that filters 10 000 rows.
#[wasm_bindgen]
pub fn filter(root: HtmlElement) {
    mount_to(root, || {
        let all: StoredValue<Vec<(usize, String)>> =
            StoredValue::new((1..=10_000).map(|id| (id, label_of(id))).collect());
        let (query, set_query) = signal(String::new());
        let shown = Memo::new(move |_| {
            let query = query.get();
            all.with_value(|all| {
                let found = all.iter().filter(|(_, label)| label.contains(&query));
                found.cloned().collect::<Vec<_>>()
            })
        });
        view! {
            <div class="page">
                <input aria-label="Filter" prop:value=query on:input:target=move |event| set_query.set(event.target().value()) />
                <div class="result">{move || format!("{} of 10000", shown.with(Vec::len))}</div>
                <div class="rows">
                    <For
                        each=move || shown.get()
                        key=|(id, _)| *id
                        children=|(id, label)| {
                            view! {
                                <div class="row">
                                    <div class="id">{id.to_string()}</div>
                                    <div class="label">{label}</div>
                                </div>
                            }
                        }
                    />
                </div>
            </div>
        }
    })
    .forget();
}
