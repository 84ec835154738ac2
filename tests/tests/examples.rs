//! The example programs, used as a user would.

use offstage_tests::model_dom::Gesture;
use offstage_tests::program::Program;
use protocol::{Event, EventKind, NodeId};

const HELLO: &str = include_str!("../../www/examples/hello.bn");
const COUNTER: &str = include_str!("../../www/examples/counter.bn");
const TIMER: &str = include_str!("../../www/examples/timer.bn");
const TODO_MVC: &str = include_str!("../../www/examples/todo_mvc.bn");

#[test]
fn hello_greets() {
    let program = Program::start(HELLO);
    assert_eq!(program.text(), "Hello, world!");
    assert_eq!(program.diagnostics, []);
}

#[test]
fn the_counter_counts_up_and_down() {
    let mut program = Program::start(COUNTER);
    assert_eq!(program.text(), "−0+");
    program.press("+");
    program.press("+");
    assert_eq!(program.text(), "−2+");
    program.press("−");
    assert_eq!(program.text(), "−1+");
    assert_eq!(program.diagnostics, []);
}

#[test]
fn three_presses_in_one_batch_count_three_times() {
    let mut program = Program::start(COUNTER);
    let target = program.button("+");
    let press = Event::Node {
        target,
        kind: EventKind::Press,
    };
    program.events(vec![press.clone(), press.clone(), press]);
    assert_eq!(program.text(), "−3+");
    assert_eq!(program.counters().turns, 4);
}

#[test]
fn hovering_a_counter_button_changes_only_its_background() {
    let mut program = Program::start(COUNTER);
    let plus = program.button("+");
    let idle = program
        .dom
        .style(plus, "background-color")
        .map(str::to_owned);
    let minus = program.dom.snapshot().lines().nth(1).map(str::to_owned);
    program.act(plus, &Gesture::Hover { inside: true });
    assert_ne!(
        program
            .dom
            .style(plus, "background-color")
            .map(str::to_owned),
        idle
    );
    assert_eq!(
        program.dom.snapshot().lines().nth(1).map(str::to_owned),
        minus
    );
    program.act(plus, &Gesture::Hover { inside: false });
    assert_eq!(
        program
            .dom
            .style(plus, "background-color")
            .map(str::to_owned),
        idle
    );
}

#[track_caller]
fn gauge(program: &Program) -> String {
    let outer = program.dom.elements("div");
    let style = outer
        .iter()
        .filter(|node| program.dom.style(**node, "height") == Some("16px"))
        .nth(1)
        .and_then(|node| program.dom.style(*node, "width"));
    style.expect("a gauge").to_owned()
}

#[test]
fn the_timer_runs_to_its_duration_and_can_be_reset() {
    let mut program = Program::start(TIMER);
    assert_eq!(program.text(), "Elapsed0 sDuration15 sReset");
    assert_eq!(gauge(&program), "0px");
    program.wait(99.0);
    assert_eq!(program.text(), "Elapsed0 sDuration15 sReset");
    program.wait(1.0);
    assert_eq!(program.text(), "Elapsed0.1 sDuration15 sReset");
    assert_eq!(gauge(&program), "2.4px");
    program.wait(1400.0);
    assert_eq!(program.text(), "Elapsed1.5 sDuration15 sReset");
    assert_eq!(gauge(&program), "36px");
    let slider = program.dom.sliders()[0];
    program.act(slider, &Gesture::Slide { value: 3.0 });
    assert_eq!(program.text(), "Elapsed1.5 sDuration3 sReset");
    assert_eq!(gauge(&program), "180px");
    program.wait(5000.0);
    assert_eq!(program.text(), "Elapsed3 sDuration3 sReset");
    assert_eq!(gauge(&program), "360px");
    program.act(slider, &Gesture::Slide { value: 1.0 });
    assert_eq!(program.text(), "Elapsed3 sDuration1 sReset");
    assert_eq!(gauge(&program), "360px");
    program.act(slider, &Gesture::Slide { value: 6.0 });
    program.press("Reset");
    assert_eq!(program.text(), "Elapsed0 sDuration6 sReset");
    program.wait(600.0);
    assert_eq!(program.text(), "Elapsed0.6 sDuration6 sReset");
    assert_eq!(gauge(&program), "36px");
    assert_eq!(program.diagnostics, []);
}

// ---- TodoMVC ----

struct Todo(Program);

impl Todo {
    #[track_caller]
    fn start() -> Todo {
        Todo(Program::start(TODO_MVC))
    }

    /// A list with these items; a `*` before a title completes it.
    #[track_caller]
    fn with(titles: &[&str]) -> Todo {
        let mut todo = Todo::start();
        for title in titles {
            todo.add(title.trim_start_matches('*'));
        }
        for (row, title) in titles.iter().enumerate() {
            if title.starts_with('*') {
                todo.toggle(row);
            }
        }
        todo
    }

    fn field(&self) -> NodeId {
        self.0.dom.text_inputs()[0]
    }

    #[track_caller]
    fn add(&mut self, title: &str) {
        let field = self.field();
        self.0.edit(field, title);
        self.0.key(field, "Enter");
    }

    #[track_caller]
    fn toggle(&mut self, row: usize) {
        // The first checkbox toggles all.
        let checkbox = self.0.dom.checkboxes()[row + 1];
        self.0.click(checkbox);
    }

    fn rows(&self) -> Vec<NodeId> {
        self.0.dom.elements("li")
    }

    /// What the list shows: titles, `*` before those completed, `>` before fields.
    fn shown(&self) -> Vec<String> {
        let dom = &self.0.dom;
        self.rows()
            .into_iter()
            .map(|row| {
                let inside = |nodes: Vec<NodeId>| {
                    nodes
                        .into_iter()
                        .find(|node| dom.parent_chain(*node).contains(&row))
                };
                if let Some(editor) = inside(dom.text_inputs()) {
                    let text = dom.value(editor).map(|(text, _)| text).unwrap_or_default();
                    return format!(">{text}");
                }
                let text = dom.text_of(row).unwrap_or_default();
                let title = text.trim_end_matches('×').to_owned();
                let checkbox = inside(dom.checkboxes());
                match checkbox.and_then(|node| dom.attribute(node, "aria-checked")) {
                    Some("true") => format!("*{title}"),
                    Some("false") => title,
                    other => panic!("a row without a checkbox: {other:?}"),
                }
            })
            .collect()
    }

    #[track_caller]
    fn label(&self, title: &str) -> NodeId {
        self.0.dom.find_text(title)[0]
    }

    /// Double-clicks a title; answers its field.
    #[track_caller]
    fn edit(&mut self, title: &str) -> NodeId {
        let label = self.label(title);
        self.0.act(label, &Gesture::DoubleClick);
        self.0.dom.text_inputs()[1]
    }

    #[track_caller]
    fn check(&self, shown: &[&str]) {
        assert_eq!(self.shown(), shown, "{}", self.0.dom.snapshot());
        assert_eq!(self.0.diagnostics, []);
    }

    fn has_button(&self, text: &str) -> bool {
        !self
            .0
            .dom
            .buttons()
            .into_iter()
            .all(|button| self.0.dom.text_of(button).as_deref() != Some(text))
    }
}

#[test]
fn todo_mvc_starts_empty_with_the_field_focused() {
    let todo = Todo::start();
    todo.check(&[]);
    assert_eq!(todo.0.dom.focus(), Some(todo.field()));
    assert_eq!(todo.0.dom.elements("ul"), []);
    assert_eq!(todo.0.dom.elements("footer").len(), 1, "the page's own");
    assert_eq!(todo.0.dom.checkboxes(), [], "toggle all is hidden");
    assert_eq!(
        todo.0.dom.attribute(todo.field(), "placeholder"),
        Some("What needs to be done?")
    );
}

#[test]
fn enter_adds_the_trimmed_title_and_clears_the_field() {
    let mut todo = Todo::start();
    let field = todo.field();
    todo.add("  buy milk  ");
    todo.check(&["buy milk"]);
    assert_eq!(todo.0.dom.value(field).map(|(text, _)| text), Some(""));
    todo.add("walk");
    todo.check(&["buy milk", "walk"]);
    assert_eq!(todo.field(), field, "the field stays");
    assert_eq!(todo.0.dom.elements("footer").len(), 2);
}

#[test]
fn nothing_empty_is_added() {
    let mut todo = Todo::start();
    todo.add("   ");
    todo.add("");
    todo.check(&[]);
    let field = todo.field();
    assert_eq!(todo.0.dom.value(field).map(|(text, _)| text), Some(""));
    todo.0.key(field, "a");
    todo.check(&[]);
}

#[test]
fn the_same_title_can_be_added_twice() {
    let mut todo = Todo::start();
    todo.add("a");
    todo.add("a");
    todo.check(&["a", "a"]);
}

#[test]
fn rows_toggle_one_by_one() {
    let mut todo = Todo::with(&["a", "*b", "c"]);
    todo.check(&["a", "*b", "c"]);
    todo.toggle(1);
    todo.toggle(2);
    todo.check(&["a", "b", "*c"]);
    let done = todo.label("c");
    assert_eq!(
        todo.0.dom.style(done, "text-decoration-line"),
        Some("line-through")
    );
    let open = todo.label("a");
    assert_ne!(
        todo.0.dom.style(open, "text-decoration-line"),
        Some("line-through")
    );
}

#[test]
fn toggle_all_completes_all_and_then_none() {
    let mut todo = Todo::with(&["a", "*b"]);
    let all = todo.0.dom.checkboxes()[0];
    assert_eq!(todo.0.dom.attribute(all, "aria-checked"), Some("false"));
    todo.0.click(all);
    todo.check(&["*a", "*b"]);
    assert_eq!(todo.0.dom.attribute(all, "aria-checked"), Some("true"));
    todo.0.click(all);
    todo.check(&["a", "b"]);
    todo.toggle(0);
    todo.toggle(1);
    assert_eq!(todo.0.dom.attribute(all, "aria-checked"), Some("true"));
}

#[test]
fn double_click_opens_a_focused_field_and_enter_saves() {
    let mut todo = Todo::with(&["a", "b"]);
    let editor = todo.edit("a");
    todo.check(&[">a", "b"]);
    assert_eq!(todo.0.dom.focus(), Some(editor));
    todo.0.edit(editor, " new ");
    todo.check(&["> new ", "b"]);
    todo.0.key(editor, "Enter");
    todo.check(&["new", "b"]);
}

#[test]
fn leaving_the_field_saves() {
    let mut todo = Todo::with(&["a"]);
    let editor = todo.edit("a");
    todo.0.edit(editor, "b");
    todo.0.act(editor, &Gesture::Blur);
    todo.check(&["b"]);
}

#[test]
fn escape_cancels_and_the_next_edit_starts_from_the_title() {
    let mut todo = Todo::with(&["a"]);
    let editor = todo.edit("a");
    todo.0.edit(editor, "wrong");
    todo.0.key(editor, "Escape");
    todo.check(&["a"]);
    todo.edit("a");
    todo.check(&[">a"]);
}

#[test]
fn an_emptied_title_deletes_the_row() {
    for key in ["Enter", "blur"] {
        let mut todo = Todo::with(&["a", "b"]);
        let editor = todo.edit("a");
        todo.0.edit(editor, "  ");
        if key == "blur" {
            todo.0.act(editor, &Gesture::Blur);
        } else {
            todo.0.key(editor, key);
        }
        todo.check(&["b"]);
    }
}

#[test]
fn the_blur_of_a_field_that_is_gone_does_nothing() {
    let mut todo = Todo::with(&["a"]);
    let editor = todo.edit("a");
    let blur = todo.0.dom.events(editor, &Gesture::Blur);
    todo.0.edit(editor, "wrong");
    todo.0.key(editor, "Escape");
    todo.0.events(blur);
    todo.check(&["a"]);
    assert_eq!(todo.0.counters().stale, 1);
}

#[test]
fn hovering_a_row_shows_the_button_that_destroys_it() {
    let mut todo = Todo::with(&["a", "b"]);
    assert!(!todo.has_button("×"));
    let row = todo.rows()[0];
    todo.0.act(row, &Gesture::Hover { inside: true });
    let destroy = todo.0.button("×");
    let idle = todo.0.dom.style(destroy, "color").map(str::to_owned);
    todo.0.act(destroy, &Gesture::Hover { inside: true });
    assert_ne!(todo.0.dom.style(destroy, "color").map(str::to_owned), idle);
    todo.0.press("×");
    todo.check(&["b"]);
    assert!(!todo.has_button("×"));
}

#[test]
fn the_filters_are_the_path_with_back_and_forward() {
    let mut todo = Todo::with(&["a", "*b", "c"]);
    let labels = |todo: &Todo| todo.shown();
    todo.0.press("Active");
    assert_eq!(todo.0.path, "/active");
    assert_eq!(labels(&todo), ["a", "c"]);
    todo.0.press("Completed");
    assert_eq!(todo.0.path, "/completed");
    assert_eq!(labels(&todo), ["*b"]);
    todo.0.go_to("/active");
    assert_eq!(labels(&todo), ["a", "c"]);
    todo.0.go_to("/");
    assert_eq!(labels(&todo), ["a", "*b", "c"]);
    todo.0.go_to("/completed");
    assert_eq!(labels(&todo), ["*b"]);
    todo.0.press("All");
    assert_eq!(todo.0.path, "/");
    todo.check(&["a", "*b", "c"]);
    assert_eq!(
        todo.0.dom.paths(),
        ["/active", "/completed", "/"],
        "back and forward are not written back"
    );
    assert_eq!(
        todo.0.dom.focus(),
        Some(todo.field()),
        "filters do not move the focus"
    );
}

#[test]
fn a_deep_link_opens_its_filter() {
    let mut program = Program::start_at(TODO_MVC, "/completed");
    let field = program.dom.text_inputs()[0];
    program.edit(field, "a");
    program.key(field, "Enter");
    let todo = Todo(program);
    todo.check(&[]);
    assert_eq!(todo.0.dom.elements("footer").len(), 2);
}

#[test]
fn a_row_that_is_completed_leaves_the_active_ones() {
    let mut todo = Todo::with(&["a", "b"]);
    todo.0.press("Active");
    todo.toggle(0);
    todo.check(&["b"]);
    todo.0.press("All");
    todo.check(&["*a", "b"]);
}

#[test]
fn the_selected_filter_is_framed() {
    let mut todo = Todo::with(&["a"]);
    let frame = |todo: &Todo, name: &str| {
        let button = todo.0.button(name);
        todo.0.dom.style(button, "border-top").map(str::to_owned)
    };
    let (selected, other) = (frame(&todo, "All"), frame(&todo, "Active"));
    assert_ne!(selected, other);
    todo.0.press("Active");
    assert_eq!(frame(&todo, "All"), other);
    assert_eq!(frame(&todo, "Active"), selected);
}

#[test]
fn items_left_counts_with_the_right_plural() {
    let mut todo = Todo::with(&["a"]);
    assert!(todo.0.text().contains("1 item left"));
    todo.add("b");
    assert!(todo.0.text().contains("2 items left"));
    todo.toggle(0);
    assert!(todo.0.text().contains("1 item left"));
    todo.toggle(1);
    assert!(todo.0.text().contains("0 items left"));
}

#[test]
fn clear_completed_is_there_while_something_is_completed() {
    let mut todo = Todo::with(&["a", "b", "c"]);
    assert!(!todo.has_button("Clear completed"));
    todo.toggle(0);
    todo.toggle(2);
    assert!(todo.has_button("Clear completed"));
    todo.0.press("Clear completed");
    todo.check(&["b"]);
    assert!(!todo.has_button("Clear completed"));
}

#[test]
fn clearing_the_last_one_hides_list_and_footer() {
    let mut todo = Todo::with(&["*a"]);
    todo.0.press("Clear completed");
    todo.check(&[]);
    assert_eq!(todo.0.dom.elements("ul"), []);
    assert_eq!(todo.0.dom.elements("footer").len(), 1);
    todo.add("again");
    todo.check(&["again"]);
}

#[test]
fn a_click_that_is_still_under_way_to_a_destroyed_row_is_stale() {
    let mut todo = Todo::with(&["a", "b"]);
    let row = todo.rows()[0];
    todo.0.act(row, &Gesture::Hover { inside: true });
    let destroy = todo.0.button("×");
    let click = todo.0.dom.click(destroy);
    todo.0.events(click.clone());
    todo.0.events(click);
    todo.check(&["b"]);
    assert_eq!(todo.0.counters().stale, 1);
}

#[test]
fn other_rows_keep_their_nodes() {
    let mut todo = Todo::with(&["a", "b", "c"]);
    let rows = todo.rows();
    todo.0.act(rows[1], &Gesture::Hover { inside: true });
    todo.0.press("×");
    assert_eq!(todo.rows(), [rows[0], rows[2]]);
    todo.add("d");
    assert_eq!(todo.rows()[..2], [rows[0], rows[2]]);
}
