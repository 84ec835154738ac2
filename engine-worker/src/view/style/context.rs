//! What a style is applied to.

/// The kind of an element: which `Element/*` function made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ElementKind {
    /// `Element/stripe`
    Stripe,
    /// `Element/container`
    Container,
    /// `Element/stack`
    Stack,
    /// `Element/paragraph`
    Paragraph,
    /// `Element/label`
    Label,
    /// `Element/text`
    Text,
    /// `Element/block`
    Block,
    /// `Element/button`
    Button,
    /// `Element/text_input`
    TextInput,
    /// `Element/checkbox`
    Checkbox,
    /// `Element/slider`
    Slider,
    /// `Element/select`
    Select,
    /// `Element/link`
    Link,
    /// `Element/svg`
    Svg,
    /// `Element/svg_circle`
    SvgCircle,
    /// The app's own element.
    App,
}

/// How a box lays its children out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Flow {
    /// Side by side: a stripe with `direction: Row`, a checkbox.
    Row,
    /// Below each other: any other stripe, container, block.
    Column,
    /// On top of each other: stack.
    Layers,
    /// As words of a text: paragraph.
    Inline,
    /// As a plain CSS block: labels, texts, links, buttons.
    Block,
    /// As a whole page, below each other: the app's own element.
    Page,
}

impl ElementKind {
    /// The flow inside the element; `stripe` is the one its `direction` asks for.
    #[must_use]
    pub const fn flow(self, stripe: Flow) -> Flow {
        match self {
            ElementKind::Stripe => stripe,
            ElementKind::Container | ElementKind::Block => Flow::Column,
            ElementKind::Stack => Flow::Layers,
            ElementKind::Paragraph => Flow::Inline,
            ElementKind::Checkbox => Flow::Row,
            ElementKind::App => Flow::Page,
            ElementKind::Label
            | ElementKind::Text
            | ElementKind::Button
            | ElementKind::TextInput
            | ElementKind::Slider
            | ElementKind::Select
            | ElementKind::Link
            | ElementKind::Svg
            | ElementKind::SvgCircle => Flow::Block,
        }
    }

    /// Whether the browser draws the element as a form control whose `auto` width is its own.
    #[must_use]
    pub const fn is_native_control(self) -> bool {
        matches!(
            self,
            ElementKind::TextInput | ElementKind::Slider | ElementKind::Select
        )
    }

    /// Whether the element is a text and no box: it casts no shadow of a box.
    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(
            self,
            ElementKind::Text | ElementKind::Paragraph | ElementKind::Link
        )
    }

    /// Whether the element is a shape or canvas of SVG.
    #[must_use]
    pub const fn is_svg(self) -> bool {
        matches!(self, ElementKind::Svg | ElementKind::SvgCircle)
    }
}

/// Where a style key is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StyleContext {
    /// The element.
    pub element: ElementKind,
    /// The flow inside it; see [`ElementKind::flow`].
    pub flow: Flow,
    /// The flow of the parent that it is placed in; `None` while that is unknown.
    pub parent: Option<Flow>,
    /// Whether the program shows a scene.
    pub is_scene: bool,
}
