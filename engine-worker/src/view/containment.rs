//! Items of lists that the browser may leave out as long as nobody sees them.
//!
//! `content-visibility: auto` saves the styles, the layout and the paint of what lies outside of the window: of a
//! long list nearly everything. It also contains: a box that is left out has no width or height of its content,
//! and what reaches out of a box is cut off. So only items get it for which neither shows: an item in a column
//! whose width follows from its surroundings, in which nothing throws shadows, moves, or comes and goes as an
//! element of its own, and whose height can be told in lines and pixels. Where that is an estimate, as when a
//! text takes a second line, the browser goes on with the real height as soon as the item was seen.
//!
//! It is the list that turns this on, by a custom property that its items refer to: only a long one is worth it, as
//! who asks for the layout of an item that was left out, such as a tool for tests, waits for it each time.

use std::ops::RangeInclusive;

use protocol::names::StyleProperty;

use super::style::name::property;
use super::style::{Cascade, Flow, Output, pixels};
use super::template::BindingPlan;

/// What an element is placed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Around {
    pub(crate) flow: Flow,
    /// Whether its width is the same whatever it contains.
    pub(crate) has_own_width: bool,
    /// Whether the element is an item of a list of children.
    pub(crate) in_list: bool,
}

impl Around {
    /// Where an element stands of which nothing is known.
    pub(super) const UNKNOWN: Around = Around {
        flow: Flow::Block,
        has_own_width: false,
        in_list: false,
    };

    /// Whether an item whose width is of this kind can be contained here.
    pub(super) fn contains(self, width: Width) -> bool {
        self.in_list && self.flow == Flow::Column && width.is_own(Some(self))
    }
}

/// What the width of an element follows from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Width {
    /// Its style alone.
    Style,
    /// The width of its surroundings.
    Around,
    /// What is in it; or it can change.
    #[default]
    Content,
}

impl Width {
    /// What the declarations of an element make its width follow from.
    pub(super) fn of(styles: &Cascade<StyleProperty>, parent: Option<Flow>) -> Width {
        let declared = |property| styles.above(property, 0);
        match (declared(property!("width")), parent) {
            (Some("100%"), _) => Width::Around,
            (Some(width), _) if pixels_of(width).is_some() => Width::Style,
            (Some(_), _) => Width::Content,
            (None, Some(Flow::Row)) if declared(property!("flex")) == Some("1 1 0%") => {
                Width::Around
            }
            (None, Some(Flow::Page)) if declared(property!("align-self")) == Some("stretch") => {
                Width::Around
            }
            (None, _) => Width::Content,
        }
    }

    /// Whether the width is the same whatever the element contains.
    pub(super) fn is_own(self, around: Option<Around>) -> bool {
        match self {
            Width::Style => true,
            Width::Around => around.is_some_and(|around| around.has_own_width),
            Width::Content => false,
        }
    }
}

/// How high a box is, as far as that is known without anybody having laid it out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Height {
    /// Lines of text.
    pub(super) lines: f64,
    /// Everything else, in pixels.
    pub(super) pixels: f64,
}

/// How high a line is where two heights are compared.
const LINE: f64 = 20.0;

/// How high a line is in sizes of its font, where nothing else is said.
const LINE_OF_FONT: f64 = 1.2;

impl Height {
    pub(super) const LINE: Height = Height {
        lines: 1.0,
        pixels: 0.0,
    };

    pub(super) fn of_pixels(pixels: f64) -> Height {
        Height { lines: 0.0, pixels }
    }

    /// One below the other.
    pub(super) fn and(self, other: Height) -> Height {
        Height {
            lines: self.lines + other.lines,
            pixels: self.pixels + other.pixels,
        }
    }

    /// One beside the other.
    pub(super) fn or(self, other: Height) -> Height {
        let rough = |height: Height| height.lines * LINE + height.pixels;
        if rough(self) < rough(other) {
            other
        } else {
            self
        }
    }

    /// As high as the declarations of a box make what is in it: with its frame, and without.
    pub(super) fn in_box(self, styles: &Cascade<StyleProperty>) -> [Height; 2] {
        let number = |property| declared_pixels(styles, property);
        let edges = |edges: [StyleProperty; 2]| edges.map(|edge| styles.above(edge, 0));
        let paddings = edges([property!("padding-top"), property!("padding-bottom")]);
        let borders = edges([property!("border-top"), property!("border-bottom")]);
        // A border is declared with its width first.
        let borders = borders.map(|border| border.and_then(|border| border.split(' ').next()));
        let edges = paddings.into_iter().chain(borders).flatten();
        let frame: f64 = edges.filter_map(pixels_of).sum();
        let mut inner = self;
        if let Some(size) = number(property!("font-size")) {
            inner = Height::of_pixels(inner.pixels + inner.lines * size * LINE_OF_FONT);
        }
        if let Some(height) = number(property!("height")) {
            inner = Height::of_pixels((height - frame).max(0.0));
        } else if let Some(minimum) = number(property!("min-height")) {
            inner = inner.or(Height::of_pixels((minimum - frame).max(0.0)));
        }
        [inner.and(Height::of_pixels(frame)), inner]
    }

    /// As high as one of so many that are this high together.
    pub(super) fn shared_by(self, count: usize) -> Height {
        Height {
            lines: self.lines / count as f64,
            pixels: self.pixels / count as f64,
        }
    }

    /// As CSS has it.
    pub(super) fn css(self) -> String {
        let lines = super::style::css_number(self.lines);
        match (self.lines == 0.0, self.pixels == 0.0) {
            (true, _) => pixels(self.pixels),
            (false, true) => format!("{lines}lh"),
            (false, false) => format!("calc({lines}lh + {})", pixels(self.pixels)),
        }
    }
}

/// How far what is drawn around the parts of an item may reach out of it: the ring of what has the focus.
const RING: &str = "16px";

/// How many items a list has that leaves out what it can. Shorter ones gain little. In longer ones, browsers that ask
/// in every frame for each item whether it has come into sight, a microsecond or two, would take more of a frame than
/// there is, even where nothing of the list changes.
pub(super) const LONG: RangeInclusive<usize> = 256..=2048;

/// What a list of such a length declares.
pub(super) fn leave_out(out: &mut Output) {
    out.declare(property!("--off-screen"), "auto");
}

/// What an item that may be left out declares, by the height of its content.
pub(super) fn contain(content: Height, out: &mut Output) {
    let by_list = "var(--off-screen, visible)";
    out.declare(property!("content-visibility"), by_list);
    let size = format!("none auto {}", content.css());
    out.declare(property!("contain-intrinsic-size"), size);
    out.declare(property!("overflow-clip-margin"), RING);
}

/// What declares nothing that reaches out of a box or changes what positions inside refer to.
const INNER: &[StyleProperty] = &[
    property!("display"),
    property!("flex"),
    property!("flex-direction"),
    property!("gap"),
    property!("align-items"),
    property!("align-self"),
    property!("justify-content"),
    property!("justify-items"),
    property!("justify-self"),
    property!("grid-area"),
    property!("width"),
    property!("height"),
    property!("min-width"),
    property!("min-height"),
    property!("max-width"),
    property!("max-height"),
    property!("padding-top"),
    property!("padding-right"),
    property!("padding-bottom"),
    property!("padding-left"),
    property!("margin-top"),
    property!("margin-right"),
    property!("margin-bottom"),
    property!("margin-left"),
    property!("color"),
    property!("font-size"),
    property!("font-weight"),
    property!("font-style"),
    property!("font-family"),
    property!("text-align"),
    property!("text-decoration-line"),
    property!("line-height"),
    property!("-webkit-font-smoothing"),
    property!("-moz-osx-font-smoothing"),
    property!("background-color"),
    property!("background-image"),
    property!("background-size"),
    property!("background-repeat"),
    property!("background-position"),
    property!("border-radius"),
    property!("border-top"),
    property!("border-right"),
    property!("border-bottom"),
    property!("border-left"),
    property!("visibility"),
    property!("cursor"),
    property!("overflow"),
    property!("white-space"),
    property!("box-sizing"),
    property!("pointer-events"),
    property!("list-style-type"),
    property!("letter-spacing"),
    property!("appearance"),
];

/// The style keys that, live, declare nothing else.
const INNER_KEYS: &[&str] = &[
    "align",
    "width",
    "height",
    "size",
    "padding",
    "font",
    "line_height",
    "font_smoothing",
    "background",
    "rounded_corners",
    "borders",
    "visible",
    "disabled",
    "cursor",
];

/// Whether declarations stay inside of their box.
pub(super) fn stay_inside(styles: &Cascade<StyleProperty>) -> bool {
    styles.keys().all(|property| INNER.contains(&property))
}

/// Whether what is live of an element stays inside of its box, children and labels apart.
pub(super) fn stays_inside(binding: &BindingPlan) -> bool {
    match binding {
        BindingPlan::Key(name, _) => INNER_KEYS.contains(name),
        BindingPlan::Capabilities(_)
        | BindingPlan::Argument(..)
        | BindingPlan::Text(..)
        | BindingPlan::Child(_) => true,
        BindingPlan::Style(_)
        | BindingPlan::Surface(_)
        | BindingPlan::Scene(_)
        | BindingPlan::Label(..)
        | BindingPlan::Options(_)
        | BindingPlan::Children(_) => false,
    }
}

/// The length in pixels that declarations give a property.
pub(super) fn declared_pixels(
    styles: &Cascade<StyleProperty>,
    property: StyleProperty,
) -> Option<f64> {
    styles.above(property, 0).and_then(pixels_of)
}

/// The number of a length in pixels.
fn pixels_of(length: &str) -> Option<f64> {
    match length {
        "0" => Some(0.0),
        _ => length.strip_suffix("px")?.parse().ok(),
    }
}
