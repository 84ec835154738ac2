//! Tags, attributes and style properties: the tables are the allow-list.
//!
//! On the wire a name is its index in its table, so nothing that is not in a table can be asked for.
//! Names are only ever appended: an index is part of the protocol version.

use serde::{Deserialize, Serialize};

macro_rules! names {
    ($(#[$doc:meta])* $type:ident in $table:ident, $text:ident: $($name:literal)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $type(pub u8);

        /// All names of the kind, in wire order.
        pub const $table: &[&str] = &[$($name),*];

        /// The same as one text, a blank behind each: a page has no use for a table of pointers.
        pub static $text: &str = concat!($($name, " "),*);

        impl $type {
            /// Looks a name up; `None` if it is not allowed.
            #[must_use]
            pub fn named(name: &str) -> Option<$type> {
                $table.iter().position(|known| *known == name).map(|index| $type(index as u8))
            }

            /// Whether the table has the index.
            #[must_use]
            pub fn is_known(self) -> bool {
                usize::from(self.0) < $table.len()
            }

            /// The name; `None` for an index from outside that no table has.
            #[must_use]
            pub fn name(self) -> Option<&'static str> {
                $table.get(usize::from(self.0)).copied()
            }
        }
    };
}

names! {
    /// The tag of an element.
    Tag in TAGS, TAG_NAMES:
    "div" "span" "p" "a" "button" "input" "textarea" "label" "select" "option" "header" "footer" "section"
    "article" "aside" "main" "nav" "h1" "h2" "h3" "h4" "h5" "h6" "ul" "ol" "li" "svg" "circle" "strong" "em"
    "code" "pre" "blockquote" "figure" "figcaption" "form" "fieldset" "legend" "table" "thead" "tbody" "tr"
    "td" "th" "dl" "dt" "dd" "small" "time" "address" "hr" "br" "img" "hgroup" "search" "mark" "cite" "b" "i" "u" "s" "kbd"
    "samp" "var" "abbr" "dfn" "del" "ins" "sub" "sup" "caption" "tfoot" "menu"
}

names! {
    /// The attribute of an element.
    Attribute in ATTRIBUTES, ATTRIBUTE_NAMES:
    "role" "tabindex" "type" "href" "target" "rel" "placeholder" "disabled" "title" "for" "dir" "lang"
    "aria-label" "aria-labelledby" "aria-checked" "aria-disabled" "aria-hidden" "aria-pressed"
    "aria-selected" "aria-expanded" "aria-live" "aria-describedby" "autocomplete" "spellcheck" "min" "max"
    "step" "value" "selected" "width" "height" "cx" "cy" "r" "fill" "stroke" "stroke-width" "inputmode"
    "data-boon-link-path" "readonly" "alt" "aria-level" "id" "data-items-height"
}

names! {
    /// A style property.
    StyleProperty in STYLE_PROPERTIES, STYLE_PROPERTY_NAMES:
    "display" "flex" "flex-direction" "flex-grow" "flex-shrink" "flex-basis" "gap" "align-items"
    "align-self" "justify-content" "justify-items" "justify-self" "grid-area" "width" "height" "min-width"
    "min-height" "max-width" "max-height" "padding-top" "padding-right" "padding-bottom" "padding-left"
    "margin-top" "margin-right" "margin-bottom" "margin-left" "color" "font-size" "font-weight" "font-style"
    "font-family" "text-align" "text-decoration-line" "line-height" "-webkit-font-smoothing"
    "-moz-osx-font-smoothing" "text-shadow" "background-color" "background-image" "background" "background-size"
    "background-repeat" "background-position" "border-radius" "border-top" "border-right" "border-bottom"
    "border-left" "outline" "outline-offset" "box-shadow" "transform" "visibility" "cursor" "overflow"
    "opacity" "backdrop-filter" "transition" "white-space" "contain" "content-visibility"
    "contain-intrinsic-size" "fill" "stroke" "stroke-width" "position" "box-sizing" "vertical-align"
    "pointer-events" "user-select" "aspect-ratio" "z-index" "grid-template-columns" "grid-template-rows"
    "list-style-type" "letter-spacing" "appearance" "--scene-x" "--scene-y" "--scene-blur" "--scene-shade" "--scene-bevel"
    "overflow-clip-margin" "--off-screen"
}
