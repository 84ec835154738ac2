//! Runs one program natively, without a browser and on a virtual clock.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use engine_worker::inspect::Counters;
use protocol::RenderedDiagnostic;

use super::actions::{Action, Argument};
use super::cells;
use super::colour::{canonical, lightness};
use super::expected::{Category, Sequence, TextTest, Timing};
use super::report::{Outcome, Report};
use super::suite::{Case, Content, ProgramFiles};
use super::user::{Circle, Point, User};
use crate::model_dom::{ModelDom, NodeIndex};

/// Below this, the icon of a marked toggle counts as dark.
const DARK: f64 = 0.55;

/// Style properties that an element has from what it is in.
const INHERITED: &[&str] = &[
    "color",
    "cursor",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "line-height",
    "text-align",
    "text-shadow",
    "visibility",
    "white-space",
];

/// Runs programs on several threads; `told` gets the reports in the order of the cases.
pub fn run_all(cases: &[&Case], mut told: impl FnMut(&Report)) {
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads.min(cases.len()) {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                while let Some(case) = {
                    let position = next.fetch_add(1, Ordering::Relaxed);
                    cases.get(position).map(|case| (position, case))
                } {
                    if sender.send((case.0, run(case.1))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = std::collections::BTreeMap::new();
        let mut position = 0;
        for (done, report) in receiver {
            waiting.insert(done, report);
            while let Some(report) = waiting.remove(&position) {
                told(&report);
                position += 1;
            }
        }
    });
}

/// Runs one program.
#[must_use]
pub fn run(case: &Case) -> Report {
    let mut notes = Vec::new();
    let outcome = match &case.content {
        Err(reason) => Outcome::Failed(reason.clone()),
        Ok(content) => {
            notes.clone_from(&content.expected.notes);
            run_content(content)
        }
    };
    Report {
        name: case.name.clone(),
        outcome,
        notes,
    }
}

fn run_content(content: &Content) -> Outcome {
    if let Some(reason) = &content.expected.skip {
        return Outcome::Skipped(reason.clone());
    }
    // A bug of ours in one program is a failure of that program.
    let result = catch_unwind(AssertUnwindSafe(|| Session::new(content).run()));
    match result {
        Ok(Ok(())) => Outcome::Passed,
        Ok(Err(Stop::Failed(reason))) => Outcome::Failed(reason),
        Ok(Err(Stop::NeedsBrowser(what))) => Outcome::BrowserOnly(what),
        Err(panic) => {
            let message = panic
                .downcast_ref::<String>()
                .cloned()
                .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            Outcome::Failed(format!(
                "panicked: {}",
                message.as_deref().unwrap_or("without a message")
            ))
        }
    }
}

/// Why a run ends early.
enum Stop {
    Failed(String),
    NeedsBrowser(String),
}

impl From<String> for Stop {
    fn from(reason: String) -> Stop {
        Stop::Failed(reason)
    }
}

type Step<T = ()> = Result<T, Stop>;

fn fail<T>(reason: impl Into<String>) -> Step<T> {
    Err(Stop::Failed(reason.into()))
}

/// A page with the program, or with what keeps it from running.
enum Page {
    Runs(Box<User>),
    Broken(Vec<RenderedDiagnostic>),
}

struct Session<'a> {
    content: &'a Content,
    page: Page,
    /// The work done before the newest action.
    before: Counters,
    /// Whether the next start finds nothing of what was kept.
    cleared: bool,
}

fn start(program: &ProgramFiles, route: &str) -> Page {
    match User::start(&program.entry, &program.files, route) {
        Ok(user) => Page::Runs(Box::new(user)),
        Err(diagnostics) => Page::Broken(diagnostics),
    }
}

impl<'a> Session<'a> {
    fn new(content: &'a Content) -> Session<'a> {
        Session {
            content,
            page: start(&content.program, "/"),
            before: Counters::default(),
            cleared: false,
        }
    }

    fn run(mut self) -> Step {
        let expected = &self.content.expected;
        if let Some(output) = &expected.output {
            self.check_start(output)?;
        }
        for sequence in &expected.sequences {
            self.play(sequence)?;
        }
        for sequence in &expected.persistence {
            self.restart();
            self.play(sequence)?;
        }
        Ok(())
    }

    fn check_start(&mut self, output: &TextTest) -> Step {
        let Timing { initial_delay, .. } = self.content.expected.timing;
        if self.content.expected.category == Category::Timer && output.passes(&self.text()) {
            return Ok(());
        }
        self.wait(initial_delay)?;
        let passes = match self.content.expected.category {
            Category::Timer => output.passes(&self.text()),
            Category::Static | Category::Interactive => self.poll(output)?,
        };
        match passes {
            true => Ok(()),
            false => fail(format!("at the start\n{}", self.difference(output))),
        }
    }

    fn play(&mut self, sequence: &Sequence) -> Step {
        let within = |reason: String| format!("{}\n{reason}", sequence.description);
        for action in &sequence.actions {
            self.act(action).map_err(|stop| match stop {
                Stop::Failed(reason) => Stop::Failed(within(format!(
                    "{action}: {reason}\npage text {:?}",
                    excerpt(&self.text())
                ))),
                Stop::NeedsBrowser(what) => Stop::NeedsBrowser(what),
            })?;
        }
        match &sequence.expect {
            Some(expect) if !self.poll(expect)? => fail(within(self.difference(expect))),
            _ => Ok(()),
        }
    }

    fn difference(&self, expected: &TextTest) -> String {
        let mut lines = format!(
            "expected  {expected}\npage text {:?}",
            excerpt(&self.text())
        );
        for diagnostic in self.diagnostics().iter().take(5) {
            let RenderedDiagnostic { line, message, .. } = diagnostic;
            lines.push_str(&format!("\ndiagnostic at line {line}: {message}"));
        }
        lines
    }

    /// Waits until the page's text passes.
    fn poll(&mut self, test: &TextTest) -> Step<bool> {
        let Timing {
            timeout,
            poll_interval,
            ..
        } = self.content.expected.timing;
        let mut waited = 0.0;
        while !test.passes(&self.text()) {
            if waited >= timeout {
                return Ok(false);
            }
            self.wait(poll_interval)?;
            waited += poll_interval;
        }
        Ok(true)
    }

    fn text(&self) -> String {
        match &self.page {
            Page::Runs(user) => user.program.text(),
            Page::Broken(_) => String::new(),
        }
    }

    fn diagnostics(&self) -> &[RenderedDiagnostic] {
        match &self.page {
            Page::Runs(user) => &user.program.diagnostics,
            Page::Broken(diagnostics) => diagnostics,
        }
    }

    fn wait(&mut self, milliseconds: f64) -> Step {
        if let Page::Runs(user) = &mut self.page {
            user.wait(milliseconds)?;
        }
        Ok(())
    }

    fn user(&mut self) -> Step<&mut User> {
        match &mut self.page {
            Page::Runs(user) => Ok(user),
            Page::Broken(diagnostics) => {
                let first = diagnostics.first().map(|first| first.message.as_str());
                fail(format!(
                    "the program does not run: {}",
                    first.unwrap_or_default()
                ))
            }
        }
    }

    /// The page is loaded again; what is kept is there again, unless it was cleared.
    fn restart(&mut self) {
        let ProgramFiles { entry, files, .. } = &self.content.program;
        let again = match &self.page {
            Page::Runs(user) if !self.cleared => user.reload(entry, files),
            Page::Runs(user) => User::start(entry, files, &user.program.path),
            Page::Broken(_) => User::start(entry, files, "/"),
        };
        self.cleared = false;
        self.page = match again {
            Ok(user) => Page::Runs(Box::new(user)),
            Err(diagnostics) => Page::Broken(diagnostics),
        };
    }

    fn act(&mut self, action: &Action) -> Step {
        use Argument::{Number, Text};
        if let Page::Runs(user) = &self.page
            && !action.name.starts_with("assert_")
        {
            self.before = user.program.counters();
        }
        match (action.name, &action.arguments[..]) {
            ("run", []) => self.restart(),
            // A program that is still running keeps what it has.
            ("clear_states", []) => self.cleared = true,
            ("wait", [Number(milliseconds)]) => self.wait(*milliseconds)?,
            ("assert_diagnostic", [Text(text)]) => {
                let found = self.diagnostics().iter().any(|diagnostic| {
                    diagnostic.message.contains(text.as_str())
                        || diagnostic
                            .hints
                            .iter()
                            .any(|hint| hint.contains(text.as_str()))
                });
                if !found {
                    let all: Vec<&str> = self
                        .diagnostics()
                        .iter()
                        .map(|diagnostic| diagnostic.message.as_str())
                        .collect();
                    return fail(format!("the diagnostics are {all:#?}"));
                }
            }
            ("assert_no_diagnostics", []) => {
                if let Some(first) = self.diagnostics().first() {
                    return fail(format!("line {}: {}", first.line, first.message));
                }
            }
            ("assert_contains", [Text(text)]) => {
                check(self.text().contains(text.trim()), "it does not")?;
            }
            ("assert_not_contains", [Text(text)]) => {
                check(!self.text().contains(text.trim()), "it does")?;
            }
            ("assert_order", texts) => assert_order(&self.text(), texts)?,
            ("assert_counter", [Text(name), Text(operator), Number(number)]) => {
                let before = self.before;
                let now = self.user()?.program.counters();
                assert_counter(before, now, name, operator, *number)?;
            }
            (name, arguments) if name.starts_with("assert_") => {
                assert(self.user()?, name, arguments)?;
            }
            (name, arguments) => do_action(self.user()?, name, arguments)?,
        }
        Ok(())
    }
}

/// What of a page's text is shown to somebody who reads it.
fn excerpt(text: &str) -> String {
    const LIMIT: usize = 1000;
    match text.char_indices().nth(LIMIT) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text.to_owned(),
    }
}

fn check(holds: bool, reason: impl Into<String>) -> Step {
    match holds {
        true => Ok(()),
        false => fail(reason),
    }
}

fn do_action(user: &mut User, name: &str, arguments: &[Argument]) -> Step {
    use Argument::{Number, Text};
    match (name, arguments) {
        ("click_button", [which]) => {
            let button = button(user, which)?;
            user.click(button, Point::default())?;
        }
        ("click_checkbox", [Number(index)]) => {
            let checkbox = nth(checkboxes(user), *index, "checkboxes")?;
            user.click(checkbox, Point::default())?;
        }
        ("click_text", [Text(text)]) => {
            let place = find_text(user, text)?;
            user.click(place, Point::default())?;
        }
        ("click_button_near_text", [Text(text)]) => click_near(user, text, None)?,
        ("click_button_near_text", [Text(text), Text(label)]) => {
            click_near(user, text, Some(label))?;
        }
        ("click_at", [Number(x), Number(y)]) => {
            let point = Point { x: *x, y: *y };
            let target = svg_target(user, point)?;
            user.click(target, point)?;
        }
        ("dblclick_at", [Number(x), Number(y)]) => {
            let point = Point { x: *x, y: *y };
            let target = svg_target(user, point)?;
            user.double_click(target, point)?;
        }
        ("dblclick_text", [Text(text)]) => {
            let place = find_text(user, text)?;
            user.double_click(place, Point::default())?;
        }
        ("dblclick_text_nth", [Text(text), Number(index)]) => {
            let place = nth(with_text(user, text), *index, "such texts")?;
            user.double_click(place, Point::default())?;
        }
        ("dblclick_cells_cell", [Number(row), Number(column)]) => {
            let cell = cell(user, *row, *column)?;
            user.double_click(cell, Point::default())?;
        }
        ("hover_text", [Text(text)]) => {
            let place = find_text(user, text)?;
            user.hover(place);
        }
        ("focus_input", [Number(index)]) => {
            let input = input(user, *index)?;
            user.focus(Some(input));
        }
        ("blur", []) => user.focus(None),
        ("type", [Text(text)]) => user.type_text(text)?,
        ("key", [Text(key)]) => user.press_key(key),
        ("set_input_value", [Number(index), Text(text)]) => {
            let input = input(user, *index)?;
            user.set_text(input, text);
        }
        ("set_focused_input_value", [Text(text)]) => {
            let input = focused_input(user)?;
            user.set_text(input, text);
        }
        ("set_slider_value", [Number(index), Number(value)]) => {
            let slider = nth(places(user, is_slider), *index, "sliders")?;
            user.slide(slider, *value);
        }
        ("select_option", [Number(index), Text(value)]) => {
            let selects = places(user, |dom, place| dom.tag(place) == Some("select"));
            let select = nth(selects, *index, "selects")?;
            user.choose(select, value)?;
        }
        ("navigate", [Text(path)]) => user.navigate(path),
        ("back", []) => user.go(false)?,
        ("forward", []) => user.go(true)?,
        _ => return fail("this runner does not know the action"),
    }
    Ok(())
}

fn assert(user: &User, name: &str, arguments: &[Argument]) -> Step {
    use Argument::{Number, Text};
    let dom = &user.program.dom;
    match (name, arguments) {
        ("assert_url", [Text(part)]) => {
            let path = &user.program.path;
            check(path.contains(part.as_str()), format!("it is {path:?}"))
        }
        ("assert_focused", []) => focused_input(user).map(|_| ()),
        ("assert_focused", [Number(index)]) => {
            let input = input(user, *index)?;
            check(dom.focused_place() == Some(input), focus_text(user))
        }
        ("assert_not_focused", []) => check(focused_input(user).is_err(), focus_text(user)),
        ("assert_not_focused", [Number(index)]) => {
            // An input that is gone has no focus.
            let input = inputs(user).get(*index as usize).copied();
            check(
                input.is_none() || dom.focused_place() != input,
                "it has the focus",
            )
        }
        ("assert_input_value", [Number(index), Text(text)]) => {
            assert_value(user, input(user, *index)?, text)
        }
        ("assert_focused_input_value", [Text(text)]) => {
            assert_value(user, focused_input(user)?, text)
        }
        ("assert_input_empty", [Number(index)]) => assert_value(user, input(user, *index)?, ""),
        ("assert_input_placeholder", [Number(index), Text(text)]) => {
            let input = input(user, *index)?;
            let found = dom.attribute_at(input, "placeholder").unwrap_or_default();
            check(found == text, format!("it is {found:?}"))
        }
        ("assert_input_typeable", [Number(index)]) => {
            check(user.is_typeable(input(user, *index)?), "it is not")
        }
        ("assert_input_not_typeable", [Number(index)]) => {
            check(!user.is_typeable(input(user, *index)?), "it is")
        }
        ("assert_button_enabled", [which]) => {
            check(!user.is_disabled(button(user, which)?), "it is disabled")
        }
        ("assert_button_disabled", [which]) => {
            check(user.is_disabled(button(user, which)?), "it is enabled")
        }
        ("assert_button_count", [Number(count)]) => {
            let found = buttons(user).len();
            check(found as f64 == *count, format!("there are {found}"))
        }
        ("assert_button_has_outline", [which]) => {
            let button = button(user, which)?;
            let outline = dom.declared_at(button, "outline");
            let shadow = dom.declared_at(button, "box-shadow");
            let has = outline.is_some_and(|outline| outline != "none")
                || shadow.is_some_and(|shadow| shadow.contains("inset"));
            check(has, format!("outline {outline:?}, box-shadow {shadow:?}"))
        }
        ("assert_checkbox_count", [Number(count)]) => {
            let found = checkboxes(user).len();
            check(found as f64 == *count, format!("there are {found}"))
        }
        ("assert_checkbox_checked", [Number(index)]) => {
            check(is_checked(user, *index)?, "it is unchecked")
        }
        ("assert_checkbox_unchecked", [Number(index)]) => {
            check(!is_checked(user, *index)?, "it is checked")
        }
        ("assert_checkbox_clickable", [Number(index)]) => {
            let checkbox = nth(checkboxes(user), *index, "checkboxes")?;
            let inert = dom
                .path_at(checkbox)
                .iter()
                .any(|place| dom.declared_at(*place, "pointer-events") == Some("none"));
            check(!user.is_disabled(checkbox) && !inert, "it is not")
        }
        ("assert_toggle_all_darker", []) => {
            let checkbox = nth(checkboxes(user), 0.0, "checkboxes")?;
            let mut inner = dom.places();
            inner.retain(|place| dom.contains(checkbox, *place));
            let text = inner.last().copied().unwrap_or(checkbox);
            let colour = style(dom, text, "color").unwrap_or_default();
            match lightness(colour) {
                Some(lightness) => check(lightness < DARK, format!("its colour is {colour}")),
                None => Err(Stop::NeedsBrowser("the colour of the toggle".to_owned())),
            }
        }
        ("assert_element_style", [Text(text), Text(property), Text(value)]) => {
            let place = find_text_anywhere(user, text)?;
            match style(dom, place, property) {
                Some(found) => check(
                    canonical(found) == canonical(value),
                    format!("it is {found:?}"),
                ),
                None => Err(Stop::NeedsBrowser(format!("style {property}"))),
            }
        }
        ("assert_attribute", [Text(text), Text(attribute), Text(value)]) => {
            let path = dom.path_at(find_text_anywhere(user, text)?);
            let found = path
                .iter()
                .find_map(|place| dom.attribute_at(*place, attribute));
            let holds = match value.as_str() {
                "" => found.is_none_or(str::is_empty),
                value => found == Some(value),
            };
            check(holds, format!("it is {found:?}"))
        }
        ("assert_cells_cell_text", [Number(row), Number(column), Text(text)]) => {
            let cell = cell(user, *row, *column)?;
            let found = match dom.tag(cell) {
                Some("input") => user.value(cell),
                _ => dom.text_inside(cell),
            };
            check(found.trim() == text.trim(), format!("it is {found:?}"))
        }
        ("assert_cells_row_visible", [Number(row)]) => {
            let row = cells::row(dom, *row as u32)?;
            check(dom.is_visible(row.label), "it is hidden")
        }
        _ => fail("this runner does not know the assertion"),
    }
}

fn assert_order(page: &str, texts: &[Argument]) -> Step {
    let mut rest = page;
    for text in texts {
        let Argument::Text(text) = text else { continue };
        match rest.split_once(text.as_str()) {
            Some((_, after)) => rest = after,
            None => return fail(format!("{text:?} does not come after those before it")),
        }
    }
    Ok(())
}

fn assert_counter(
    before: Counters,
    now: Counters,
    name: &str,
    operator: &str,
    number: f64,
) -> Step {
    let counter = |counters: &Counters| {
        let counters = serde_json::to_value(counters).ok()?;
        counters.get(name)?.as_f64()
    };
    let (Some(before), Some(now)) = (counter(&before), counter(&now)) else {
        return fail(format!("there is no counter `{name}`"));
    };
    let work = now - before;
    let holds = match operator {
        "<" => work < number,
        "<=" => work <= number,
        "=" | "==" => work == number,
        ">=" => work >= number,
        ">" => work > number,
        _ => return fail(format!("there is no comparison `{operator}`")),
    };
    check(holds, format!("it is {work}"))
}

fn places(user: &User, wanted: impl Fn(&ModelDom, NodeIndex) -> bool) -> Vec<NodeIndex> {
    let dom = &user.program.dom;
    let mut places = dom.places();
    places.retain(|place| wanted(dom, *place) && dom.is_visible(*place));
    places
}

fn has_role(dom: &ModelDom, place: NodeIndex, role: &str) -> bool {
    dom.attribute_at(place, "role") == Some(role)
}

fn has_type(dom: &ModelDom, place: NodeIndex, kind: &str) -> bool {
    dom.tag(place) == Some("input") && dom.attribute_at(place, "type") == Some(kind)
}

fn is_slider(dom: &ModelDom, place: NodeIndex) -> bool {
    has_type(dom, place, "range")
}

fn buttons(user: &User) -> Vec<NodeIndex> {
    places(user, |dom, place| {
        dom.tag(place) == Some("button") || has_role(dom, place, "button")
    })
}

fn checkboxes(user: &User) -> Vec<NodeIndex> {
    places(user, |dom, place| {
        has_role(dom, place, "checkbox") || has_type(dom, place, "checkbox")
    })
}

fn inputs(user: &User) -> Vec<NodeIndex> {
    const OTHERS: &[&str] = &["checkbox", "radio", "button", "submit", "reset", "hidden"];
    places(user, |dom, place| match dom.tag(place) {
        Some("textarea") => true,
        Some("input") => !OTHERS.iter().any(|kind| has_type(dom, place, kind)),
        _ => false,
    })
}

fn nth(places: Vec<NodeIndex>, index: f64, what: &str) -> Step<NodeIndex> {
    match places.get(index as usize) {
        Some(place) => Ok(*place),
        None => fail(format!("there are {} {what}", places.len())),
    }
}

fn button(user: &User, which: &Argument) -> Step<NodeIndex> {
    let buttons = buttons(user);
    let text = match which {
        Argument::Number(index) => return nth(buttons, *index, "buttons"),
        Argument::Text(text) => text,
    };
    match labelled(user, &buttons, text) {
        Some(button) => Ok(button),
        None => fail("there is no such button"),
    }
}

/// The first of some elements with a label: its text or its name, or what contains it.
fn labelled(user: &User, places: &[NodeIndex], label: &str) -> Option<NodeIndex> {
    let dom = &user.program.dom;
    let label = label.trim();
    let text = |place: &&NodeIndex| dom.text_inside(**place).trim().to_owned();
    let name = |place: &&NodeIndex| dom.attribute_at(**place, "aria-label") == Some(label);
    places
        .iter()
        .find(|place| text(place) == label)
        .or_else(|| places.iter().find(name))
        .or_else(|| places.iter().find(|place| text(place).contains(label)))
        .copied()
}

fn input(user: &User, index: f64) -> Step<NodeIndex> {
    nth(inputs(user), index, "inputs")
}

fn focused_input(user: &User) -> Step<NodeIndex> {
    let focused = user.program.dom.focused_place();
    match focused.filter(|focused| inputs(user).contains(focused)) {
        Some(input) => Ok(input),
        None => fail(focus_text(user)),
    }
}

fn focus_text(user: &User) -> String {
    let focused = user.program.dom.focused_place();
    let inputs = inputs(user);
    match focused.map(|focused| inputs.iter().position(|input| *input == focused)) {
        Some(Some(index)) => format!("input {index} has the focus"),
        Some(None) => "something that is no input has the focus".to_owned(),
        None => "nothing has the focus".to_owned(),
    }
}

fn assert_value(user: &User, place: NodeIndex, text: &str) -> Step {
    let found = user.value(place);
    check(found == text, format!("it is {found:?}"))
}

fn is_checked(user: &User, index: f64) -> Step<bool> {
    let checkbox = nth(checkboxes(user), index, "checkboxes")?;
    Ok(user.program.dom.attribute_at(checkbox, "aria-checked") == Some("true"))
}

/// The elements with a text, the best first: those whose own text it is, whose whole text it is, whose own
/// text contains it, whose whole text contains it, that it names.
fn with_text(user: &User, text: &str) -> Vec<NodeIndex> {
    with_text_among(&user.program.dom, &places(user, |_, _| true), text)
}

/// As [`with_text`], of some elements.
fn with_text_among(dom: &ModelDom, visible: &[NodeIndex], text: &str) -> Vec<NodeIndex> {
    let text = text.trim();
    let names = ["aria-label", "placeholder"];
    let tests: [&dyn Fn(NodeIndex) -> bool; 5] = [
        &|place| dom.own_text_at(place).trim() == text,
        &|place| dom.text_inside(place).trim() == text,
        &|place| dom.own_text_at(place).contains(text),
        &|place| dom.text_inside(place).contains(text),
        &|place| {
            names
                .iter()
                .any(|name| dom.attribute_at(place, name) == Some(text))
        },
    ];
    for test in tests {
        let found: Vec<NodeIndex> = visible
            .iter()
            .copied()
            .filter(|place| test(*place))
            .collect();
        // The smallest ones: those that contain no other.
        let smallest: Vec<NodeIndex> = found
            .iter()
            .copied()
            .filter(|place| {
                !found
                    .iter()
                    .any(|other| other != place && dom.contains(*place, *other))
            })
            .collect();
        if !smallest.is_empty() {
            return smallest;
        }
    }
    Vec::new()
}

/// Styles and attributes are those of hidden elements, too.
fn find_text_anywhere(user: &User, text: &str) -> Step<NodeIndex> {
    let dom = &user.program.dom;
    match with_text_among(dom, &dom.places(), text).first() {
        Some(place) => Ok(*place),
        None => fail("no element has the text"),
    }
}

fn find_text(user: &User, text: &str) -> Step<NodeIndex> {
    match with_text(user, text).first() {
        Some(place) => Ok(*place),
        None => fail("no visible element has the text"),
    }
}

/// Clicks the button in the smallest box around a text that has one; rows show theirs to who points at them.
fn click_near(user: &mut User, text: &str, label: Option<&str>) -> Step {
    let place = find_text(user, text)?;
    user.hover(place);
    let dom = &user.program.dom;
    if !dom.has_place(place) {
        return fail("the element is gone when the pointer is over it");
    }
    let buttons = buttons(user);
    let path = dom.path_at(place);
    let found = path.iter().find_map(|container| {
        let near: Vec<NodeIndex> = buttons
            .iter()
            .copied()
            .filter(|button| dom.contains(*container, *button) && !dom.contains(*button, place))
            .collect();
        match label {
            Some(label) => labelled(user, &near, label),
            None => near.first().copied(),
        }
    });
    match found {
        Some(button) => Ok(user.click(button, Point::default())?),
        None => fail("there is no button near it"),
    }
}

/// What is at a point of the only drawing: a circle or the drawing itself.
fn svg_target(user: &User, point: Point) -> Step<NodeIndex> {
    let drawings = places(user, |dom, place| dom.tag(place) == Some("svg"));
    let [drawing] = drawings[..] else {
        return Err(Stop::NeedsBrowser("a click at a point".to_owned()));
    };
    let circles = places(user, |dom, place| {
        dom.tag(place) == Some("circle") && dom.contains(drawing, place)
    });
    let hit = circles
        .into_iter()
        .rev()
        .find(|circle| Circle::of(user, *circle).has(point));
    Ok(hit.unwrap_or(drawing))
}

fn cell(user: &User, row: f64, column: f64) -> Step<NodeIndex> {
    let row = cells::row(&user.program.dom, row as u32)?;
    match (column as usize)
        .checked_sub(1)
        .and_then(|column| row.cells.get(column))
    {
        Some(cell) => Ok(*cell),
        None => fail(format!("the row has {} cells", row.cells.len())),
    }
}

/// A style of an element as far as it is declared.
fn style<'a>(dom: &'a ModelDom, place: NodeIndex, property: &str) -> Option<&'a str> {
    if !INHERITED.contains(&property) {
        return dom.declared_at(place, property);
    }
    let path = dom.path_at(place);
    path.into_iter()
        .find_map(|place| dom.declared_at(place, property))
}
