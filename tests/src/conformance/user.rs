//! A user at the model page: a pointer, a keyboard and a browser's history.
//!
//! What a browser does by itself is done here: the focus follows the mouse button, the pointer is over what
//! is clicked, keys press buttons, labels stand for their controls, links navigate.

use protocol::event::{Event, EventKind, Listener};
use protocol::{NodeId, RenderedDiagnostic, SourceFile};

use crate::model_dom::NodeIndex;
use crate::program::Program;

/// At how many moments something may be due before a program is given up.
const MOMENTS: u32 = 50_000;
/// How often a change of the focus may cause another one.
const FOCUS_CHANGES: usize = 20;
/// Inputs that no text is typed into.
const UNTYPED: &[&str] = &[
    "checkbox", "radio", "button", "submit", "reset", "hidden", "range",
];

pub(super) struct User {
    pub(super) program: Program,
    /// The focus as the program was told.
    focus: Option<NodeIndex>,
    /// What the pointer is over.
    pointer: Option<NodeIndex>,
    /// The elements that were told that the pointer is over them.
    hovered: Vec<NodeIndex>,
    /// The next character replaces the whole text.
    selected: bool,
    history: Vec<String>,
    /// Where in the history the page is.
    position: usize,
    /// How many of the program's navigations are in the history.
    navigations: usize,
    moments: u32,
}

impl User {
    pub(super) fn start(
        entry: &str,
        files: &[SourceFile],
        route: &str,
    ) -> Result<User, Vec<RenderedDiagnostic>> {
        Ok(User::on(
            Program::try_start_files(entry, files.to_vec(), route)?,
            route,
        ))
    }

    /// The page is loaded again where it is, with what the program has kept.
    pub(super) fn reload(
        &self,
        entry: &str,
        files: &[SourceFile],
    ) -> Result<User, Vec<RenderedDiagnostic>> {
        let route = &self.program.path;
        let ledger = self.program.engine.ledger().clone();
        let now = self.program.now();
        let program = Program::try_resume(entry, files.to_vec(), route, ledger, now)?;
        Ok(User::on(program, route))
    }

    fn on(program: Program, route: &str) -> User {
        let mut user = User {
            program,
            focus: None,
            pointer: None,
            hovered: Vec::new(),
            selected: false,
            history: vec![route.to_owned()],
            position: 0,
            navigations: 0,
            moments: MOMENTS,
        };
        user.follow();
        user
    }

    /// Does what a browser does when the page has changed.
    fn follow(&mut self) {
        for _ in 0..FOCUS_CHANGES {
            self.note_navigations();
            let now = self.program.dom.focused_place();
            if now == self.focus {
                break;
            }
            let before = std::mem::replace(&mut self.focus, now);
            self.selected = false;
            let mut events = Vec::new();
            if let Some(before) = before.filter(|place| self.program.dom.has_place(*place)) {
                events.extend(self.at(before, Listener::Blur, EventKind::Blur));
            }
            if let Some(now) = now {
                events.extend(self.at(now, Listener::Focus, EventKind::Focus));
            }
            self.program.events(events);
        }
        self.point();
        self.note_navigations();
    }

    fn note_navigations(&mut self) {
        let paths = self.program.dom.paths();
        let new = paths.get(self.navigations..).unwrap_or_default().to_vec();
        self.navigations = paths.len();
        for path in new {
            self.push_history(&path);
        }
    }

    fn push_history(&mut self, path: &str) {
        if self.history[self.position] != path {
            self.history.truncate(self.position + 1);
            self.history.push(path.to_owned());
            self.position += 1;
        }
    }

    /// The event of an element that listens for it.
    fn at(&self, place: NodeIndex, listener: Listener, kind: EventKind) -> Option<Event> {
        let listens = self.program.dom.listens_at(place, listener);
        let target = self.program.dom.address_at(place)?;
        listens.then_some(Event::Node { target, kind })
    }

    fn send(&mut self, events: Vec<Event>) {
        self.program.events(events);
        self.follow();
    }

    /// Lets time pass.
    pub(super) fn wait(&mut self, milliseconds: f64) -> Result<(), String> {
        let over = self.program.wait_within(milliseconds, &mut self.moments);
        self.follow();
        match over {
            true => Ok(()),
            false => Err("too many timers are due".to_owned()),
        }
    }

    /// Moves the pointer over an element.
    pub(super) fn hover(&mut self, place: NodeIndex) {
        self.pointer = Some(place);
        self.follow();
    }

    /// Tells the elements that the pointer has entered or left since.
    fn point(&mut self) {
        let dom = &self.program.dom;
        // Where the element was that is gone, its surroundings are not known: nothing is left.
        self.pointer = self.pointer.filter(|place| dom.has_place(*place));
        let Some(pointer) = self.pointer else {
            self.hovered.retain(|place| dom.has_place(*place));
            return;
        };
        let inside = dom.listening_at(pointer, Listener::Hover);
        let hover = |place: &NodeIndex, inside| {
            self.at(*place, Listener::Hover, EventKind::Hover { inside })
        };
        let left = self
            .hovered
            .iter()
            .filter(|place| dom.has_place(**place) && !inside.contains(place))
            .filter_map(|place| hover(place, false));
        let entered = inside
            .iter()
            .filter(|place| !self.hovered.contains(place))
            .filter_map(|place| hover(place, true));
        let events: Vec<Event> = left.chain(entered).collect();
        self.hovered = inside;
        self.program.events(events);
    }

    /// Gives the focus to an element or to none.
    pub(super) fn focus(&mut self, place: Option<NodeIndex>) {
        self.program.dom.set_focused_place(place);
        self.follow();
    }

    /// Clicks an element at a point of it.
    pub(super) fn click(&mut self, place: NodeIndex, point: Point) -> Result<(), String> {
        self.press_mouse(place)?;
        self.release_mouse(place, point);
        Ok(())
    }

    pub(super) fn double_click(&mut self, place: NodeIndex, point: Point) -> Result<(), String> {
        self.press_mouse(place)?;
        self.release_mouse(place, point);
        if self.program.dom.has_place(place) {
            self.release_mouse(place, point);
        }
        if self.program.dom.has_place(place) {
            self.tell_all(place, Listener::DoubleClick, |_| EventKind::DoubleClick);
        }
        Ok(())
    }

    /// The pointer comes, and the focus with the button.
    fn press_mouse(&mut self, place: NodeIndex) -> Result<(), String> {
        self.hover(place);
        if !self.program.dom.has_place(place) {
            return Err("the element is gone when the pointer is over it".to_owned());
        }
        let path = self.program.dom.path_at(place);
        let focusable = path.into_iter().find(|place| self.is_focusable(*place));
        self.focus(focusable);
        Ok(())
    }

    fn release_mouse(&mut self, place: NodeIndex, point: Point) {
        if self.is_disabled(place) || !self.program.dom.has_place(place) {
            return;
        }
        let control = self.labelled_control(place);
        let link = self.route_of(place);
        self.clicked(place, point);
        if let Some(control) = control
            && self.program.dom.has_place(control)
            && !self.is_disabled(control)
        {
            self.focus(Some(control));
            self.clicked(control, Point::default());
        }
        if let Some(path) = link {
            self.navigate(&path);
        }
    }

    /// Reports a click to everything around that listens.
    fn clicked(&mut self, place: NodeIndex, point: Point) {
        let dom = &self.program.dom;
        let mut events = Vec::new();
        for place in dom.path_at(place) {
            if self.is_disabled(place) {
                continue;
            }
            let Point { x, y } = point;
            events.extend(self.at(place, Listener::Press, EventKind::Press));
            events.extend(self.at(place, Listener::Click, EventKind::Click { x, y }));
        }
        self.send(events);
    }

    fn tell_all(
        &mut self,
        place: NodeIndex,
        listener: Listener,
        kind: impl Fn(NodeId) -> EventKind,
    ) {
        let dom = &self.program.dom;
        let events = dom
            .listening_at(place, listener)
            .into_iter()
            .filter_map(|place| dom.address_at(place))
            .map(|target| Event::Node {
                target,
                kind: kind(target),
            })
            .collect();
        self.send(events);
    }

    /// The control that the label stands for in which the element is.
    fn labelled_control(&self, place: NodeIndex) -> Option<NodeIndex> {
        let dom = &self.program.dom;
        let mut path = dom.path_at(place).into_iter();
        let label = path.find(|place| dom.tag(*place) == Some("label"))?;
        let control = match dom.attribute_at(label, "for") {
            Some(id) => dom
                .places()
                .into_iter()
                .find(|place| dom.attribute_at(*place, "id") == Some(id)),
            None => dom.places().into_iter().find(|place| {
                dom.contains(label, *place)
                    && matches!(
                        dom.tag(*place),
                        Some("input" | "textarea" | "select" | "button")
                    )
            }),
        }?;
        (!dom.contains(control, place)).then_some(control)
    }

    /// Where a click leads by a link.
    fn route_of(&self, place: NodeIndex) -> Option<String> {
        let dom = &self.program.dom;
        let link = *dom.listening_at(place, Listener::FollowRoute).first()?;
        let path = dom.attribute_at(link, "href")?;
        let here = path.starts_with('/') && !path.starts_with("//");
        (here && dom.attribute_at(link, "target") != Some("_blank")).then(|| path.to_owned())
    }

    pub(super) fn is_disabled(&self, place: NodeIndex) -> bool {
        let attribute = |name| self.program.dom.attribute_at(place, name);
        attribute("disabled").is_some() || attribute("aria-disabled") == Some("true")
    }

    fn is_focusable(&self, place: NodeIndex) -> bool {
        let dom = &self.program.dom;
        let native = match dom.tag(place) {
            Some("input" | "textarea" | "select" | "button") => true,
            Some("a") => dom.attribute_at(place, "href").is_some(),
            _ => false,
        };
        (native || dom.attribute_at(place, "tabindex").is_some())
            && dom.attribute_at(place, "disabled").is_none()
            && dom.is_visible(place)
    }

    fn is_typed_into(&self, place: NodeIndex) -> bool {
        let dom = &self.program.dom;
        match dom.tag(place) {
            Some("textarea") => true,
            Some("input") => !dom
                .attribute_at(place, "type")
                .is_some_and(|kind| UNTYPED.contains(&kind)),
            _ => false,
        }
    }

    /// Whether a user can change the text of a field.
    pub(super) fn is_typeable(&self, place: NodeIndex) -> bool {
        self.is_typed_into(place)
            && !self.is_disabled(place)
            && self.program.dom.attribute_at(place, "readonly").is_none()
    }

    /// What a control contains.
    pub(super) fn value(&self, place: NodeIndex) -> String {
        let value = self.program.dom.value_at(place);
        value.map_or_else(String::new, |(value, _)| value.to_owned())
    }

    /// Types into what has the focus.
    pub(super) fn type_text(&mut self, text: &str) -> Result<(), String> {
        let field = self.program.dom.focused_place();
        if !field.is_some_and(|field| self.is_typeable(field)) {
            return Err("no field that can be typed into has the focus".to_owned());
        }
        for character in text.chars() {
            self.press_key(&character.to_string());
        }
        Ok(())
    }

    /// Presses a key, perhaps with others held: `Enter`, `a`, `Shift+Tab`.
    pub(super) fn press_key(&mut self, name: &str) {
        let (held, key) = match name.rsplit_once('+') {
            Some((held, key)) if !held.is_empty() && !key.is_empty() => (held, key),
            _ => ("", name),
        };
        let key = match key {
            "Space" => " ",
            "Esc" => "Escape",
            key => key,
        };
        let Some(place) = self.program.dom.focused_place() else {
            if key == "Tab" {
                self.move_focus(held != "Shift");
            }
            return;
        };
        self.tell_key(place, key);
        let dom = &self.program.dom;
        if !dom.has_place(place) {
            return;
        }
        let presses = dom.tag(place) == Some("button") || dom.tag(place) == Some("a");
        let is_slider = dom.attribute_at(place, "type") == Some("range");
        match key {
            "Tab" => self.move_focus(held != "Shift"),
            "a" if held == "Control" || held == "Meta" => self.selected = true,
            _ if !held.is_empty() && held != "Shift" => {}
            _ if self.is_typeable(place) => self.edit_by_key(place, key),
            "Enter" | " " if dom.listens_at(place, Listener::KeysClick) => {
                self.release_mouse(place, self.middle(place));
            }
            "Enter" | "F2" if dom.listens_at(place, Listener::KeysDoubleClick) => {
                self.tell_all(place, Listener::DoubleClick, |_| EventKind::DoubleClick);
            }
            "Enter" if presses => self.release_mouse(place, Point::default()),
            " " if dom.tag(place) == Some("button") => {
                self.release_mouse(place, Point::default());
            }
            "ArrowRight" | "ArrowUp" if is_slider => self.step(place, 1.0),
            "ArrowLeft" | "ArrowDown" if is_slider => self.step(place, -1.0),
            _ => {}
        }
    }

    /// Where a key clicks: in the middle, as far as there is a layout.
    fn middle(&self, place: NodeIndex) -> Point {
        let dom = &self.program.dom;
        let half = |name| {
            let text = dom.attribute_at(place, name)?;
            Some(text.parse::<f64>().ok()? / 2.0)
        };
        match dom.tag(place) {
            Some("circle") => {
                let Circle { x, y, radius: _ } = Circle::of(self, place);
                Point { x, y }
            }
            Some("svg") => Point {
                x: half("width").unwrap_or(0.0),
                y: half("height").unwrap_or(0.0),
            },
            _ => Point::default(),
        }
    }

    fn tell_key(&mut self, place: NodeIndex, key: &str) {
        let dom = &self.program.dom;
        let Some(address) = dom.address_at(place) else {
            return;
        };
        let (text, edit) = dom.value_at(place).unwrap_or_default();
        let (text, key) = (text.to_owned(), key.to_owned());
        let seen = dom.seen(address);
        self.tell_all(place, Listener::KeyDown, |_| EventKind::KeyDown {
            key: key.clone(),
            text: text.clone(),
            edit,
            seen,
        });
    }

    /// What a key does to the text of a field; the caret is at its end.
    fn edit_by_key(&mut self, place: NodeIndex, key: &str) {
        let mut text = match self.selected {
            true => String::new(),
            false => self.value(place),
        };
        match key {
            "Backspace" | "Delete" if self.selected => {}
            "Backspace" => {
                if text.pop().is_none() {
                    return;
                }
            }
            key if key.chars().count() == 1 => text.push_str(key),
            _ => return,
        }
        self.set_text(place, &text);
    }

    /// Makes the text of a field another one by one edit.
    pub(super) fn set_text(&mut self, place: NodeIndex, text: &str) {
        self.selected = false;
        let edit = self.program.next_edit();
        let dom = &mut self.program.dom;
        dom.set_value_at(place, text, edit);
        let Some(address) = dom.address_at(place) else {
            return;
        };
        let kind = EventKind::Change {
            text: text.to_owned(),
            edit,
            seen: dom.seen(address),
        };
        let events = self.at(place, Listener::Change, kind);
        self.send(events.into_iter().collect());
    }

    /// Moves a slider; it keeps to its bounds and steps.
    pub(super) fn slide(&mut self, place: NodeIndex, value: f64) {
        let number = |name| {
            let text = self.program.dom.attribute_at(place, name)?;
            text.parse::<f64>().ok()
        };
        let (min, step) = (number("min").unwrap_or(0.0), number("step").unwrap_or(1.0));
        let max = number("max").unwrap_or(100.0).max(min);
        let mut value = value.clamp(min, max);
        if step > 0.0 {
            let steps = ((value - min) / step).round();
            let last = ((max - min) / step + 1e-9).floor();
            // Steps such as 0.1 leave traces far behind the point.
            value = ((min + steps.min(last) * step) * 1e9).round() / 1e9;
        }
        let edit = self.program.next_edit();
        let dom = &mut self.program.dom;
        dom.set_value_at(place, &value.to_string(), edit);
        let events = self.at(place, Listener::Slide, EventKind::Slide { value, edit });
        self.send(events.into_iter().collect());
    }

    fn step(&mut self, place: NodeIndex, direction: f64) {
        let step = self.program.dom.attribute_at(place, "step");
        let step = step.and_then(|step| step.parse().ok()).unwrap_or(1.0);
        let value: f64 = self.value(place).parse().unwrap_or(0.0);
        self.slide(place, value + direction * step);
    }

    /// Chooses an option of a select by its value or its text.
    pub(super) fn choose(&mut self, place: NodeIndex, wanted: &str) -> Result<(), String> {
        let dom = &self.program.dom;
        let options: Vec<(String, String)> = dom
            .places()
            .into_iter()
            .filter(|option| dom.tag(*option) == Some("option") && dom.contains(place, *option))
            .map(|option| {
                let text = dom.text_inside(option);
                let value = dom
                    .attribute_at(option, "value")
                    .unwrap_or(&text)
                    .to_owned();
                (value, text)
            })
            .collect();
        let by_value = options.iter().find(|(value, _)| value == wanted);
        let by_text = || options.iter().find(|(_, text)| text == wanted);
        let Some((value, _)) = by_value.or_else(by_text) else {
            return Err(format!("no option {wanted:?} among {options:?}"));
        };
        if self.is_disabled(place) {
            return Err("the select is disabled".to_owned());
        }
        let edit = self.program.next_edit();
        self.program.dom.set_value_at(place, value, edit);
        let value = value.clone();
        let events = self.at(place, Listener::Select, EventKind::Select { value, edit });
        self.send(events.into_iter().collect());
        Ok(())
    }

    fn move_focus(&mut self, forward: bool) {
        let mut stops = self.program.dom.places();
        stops.retain(|place| {
            self.is_focusable(*place)
                && self.program.dom.attribute_at(*place, "tabindex") != Some("-1")
        });
        if !forward {
            stops.reverse();
        }
        let now = self.program.dom.focused_place();
        let next = match now.and_then(|now| stops.iter().position(|stop| *stop == now)) {
            Some(position) => stops.get(position + 1),
            None => stops.first(),
        };
        self.focus(next.copied());
    }

    /// Goes to a path, as by a link.
    pub(super) fn navigate(&mut self, path: &str) {
        if self.program.path != path {
            self.push_history(path);
            self.program.go_to(path);
            self.follow();
        }
    }

    /// Goes through the history.
    pub(super) fn go(&mut self, forward: bool) -> Result<(), String> {
        let position = match forward {
            true => self.position.checked_add(1),
            false => self.position.checked_sub(1),
        };
        let there = position.and_then(|position| Some((position, self.history.get(position)?)));
        let Some((position, path)) = there else {
            return Err("the history ends here".to_owned());
        };
        let path = path.clone();
        self.position = position;
        self.program.go_to(&path);
        self.follow();
        Ok(())
    }
}

/// A point of an element, from its top left corner.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A circle of an svg.
pub(super) struct Circle {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) radius: f64,
}

impl Circle {
    pub(super) fn of(user: &User, place: NodeIndex) -> Circle {
        let number = |name| {
            let text = user.program.dom.attribute_at(place, name);
            text.and_then(|text| text.parse().ok()).unwrap_or(0.0)
        };
        Circle {
            x: number("cx"),
            y: number("cy"),
            radius: number("r"),
        }
    }

    pub(super) fn has(&self, point: Point) -> bool {
        (point.x - self.x).hypot(point.y - self.y) <= self.radius
    }
}
