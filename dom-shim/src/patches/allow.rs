//! Which attribute and style values may reach the page.
//!
//! Names are bounded by the protocol's tables; this is about values. Plain DOM calls are not enough: a
//! link's `javascript:` runs, an id clobbers the host page's globals, a style loads from anywhere.
//!
//! What is looked for is ASCII, so most of this looks at bytes: searching texts for characters is code of its own
//! for each kind of pattern.

use alloc::vec::Vec;
use protocol::{ATTRIBUTES, ActorId, Attribute, NodeId, StyleProperty};

/// What an attribute's value turns into.
#[derive(Debug, PartialEq)]
pub(crate) enum Allowed<'a> {
    /// It is written as it is.
    Text(&'a str),
    /// It names nodes; the shim writes the ids that it gives them.
    Nodes(Vec<NodeId>),
}

/// The place of a name in its table, looked up when the shim is compiled.
pub(crate) const fn place(table: &[&str], name: &str) -> u8 {
    let mut index = 0;
    while !equal(table[index].as_bytes(), name.as_bytes()) {
        index += 1;
    }
    index as u8
}

const fn equal(one: &[u8], other: &[u8]) -> bool {
    let mut index = 0;
    while index < one.len() && index < other.len() && one[index] == other[index] {
        index += 1;
    }
    index == one.len() && index == other.len()
}

const HREF: u8 = place(ATTRIBUTES, "href");
const FOR: u8 = place(ATTRIBUTES, "for");
const LABELLED: u8 = place(ATTRIBUTES, "aria-labelledby");
const DESCRIBED: u8 = place(ATTRIBUTES, "aria-describedby");
const TARGET: u8 = place(ATTRIBUTES, "target");
const FILL: u8 = place(ATTRIBUTES, "fill");
const STROKE: u8 = place(ATTRIBUTES, "stroke");
/// How high items of a list are; never on the page, see `groups.js`.
pub(crate) const ITEMS_HEIGHT: u8 = place(ATTRIBUTES, "data-items-height");
/// What kind of control an element is.
pub(crate) const TYPE: u8 = place(ATTRIBUTES, "type");

/// Judges an attribute's value; `None` refuses it.
pub(crate) fn attribute<'a>(attribute: Attribute, value: &'a str) -> Option<Allowed<'a>> {
    let fine = match attribute.0 {
        HREF => url(value, LINKED),
        FOR | LABELLED | DESCRIBED => {
            let mut nodes = Vec::new();
            let references = value.as_bytes().split(u8::is_ascii_whitespace);
            for reference in references.filter(|reference| !reference.is_empty()) {
                nodes.push(node(reference)?);
            }
            return Some(Allowed::Nodes(nodes));
        }
        TARGET => one_of("_blank _self", value),
        TYPE => one_of(CONTROLS, value),
        // These are the only other attributes in the table whose values become styles.
        FILL | STROKE | ITEMS_HEIGHT => css_value(value),
        _ => attribute.is_known(),
    };
    fine.then_some(Allowed::Text(value))
}

/// Whether a word is in a list, in small or capital letters.
fn one_of(words: &str, word: &str) -> bool {
    words
        .as_bytes()
        .split(|byte| *byte == b' ')
        .any(|known| known.eq_ignore_ascii_case(word.as_bytes()))
}

const CONTROLS: &str =
    "text search range button checkbox radio number email tel url password date time color";
/// Where links may lead.
const LINKED: &str = "http https mailto tel";
/// From where styles may load.
const LOADED: &str = "http https blob";
/// The functions that load, besides `url`.
const LOADING: &str = "src image image-set -webkit-image-set cross-fade element expression";

/// Judges a style property's value.
pub(crate) fn style(property: StyleProperty, value: &str) -> bool {
    property.is_known() && css_value(value)
}

/// A relative url, or one of the given schemes. Browsers strip blanks and control characters before they
/// look for the scheme, so they are refused wherever they could hide one.
fn url(value: &str, schemes: &str) -> bool {
    let hides = |c: char| c.is_control() || c == '\\';
    if value.chars().any(hides) || begins(value, b" ") {
        return false;
    }
    match scheme(value) {
        None => true,
        Some(found) => one_of(schemes, found),
    }
}

fn scheme(value: &str) -> Option<&str> {
    let (scheme, rest) = split_at(value, b":/?#")?;
    begins(rest, b":").then_some(scheme)
}

/// Whether a text begins with one of some bytes.
fn begins(text: &str, bytes: &[u8]) -> bool {
    text.as_bytes()
        .first()
        .is_some_and(|byte| is_in(*byte, bytes))
}

/// Splits a text before the first of some bytes.
fn split_at<'a>(text: &'a str, bytes: &[u8]) -> Option<(&'a str, &'a str)> {
    text.split_at_checked(text.bytes().position(|byte| is_in(byte, bytes))?)
}

#[expect(
    clippy::manual_contains,
    reason = "it would bring a search that is fast in long texts"
)]
fn is_in(byte: u8, bytes: &[u8]) -> bool {
    bytes.iter().any(|known| *known == byte)
}

/// Whether a CSS value loads nothing, or only from allowed places.
///
/// A scan over tokens: strings are skipped, `url(…)` is read, every other function that takes a url is
/// refused, and so is any escape outside of a string, since an escape can spell a function's name.
fn css_value(value: &str) -> bool {
    // Letters beyond ASCII are part of names, too, and all digits may be: none begins a function.
    let names = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        match c {
            '"' | '\'' => match string(rest) {
                Some((_, after)) => rest = after,
                None => return false,
            },
            '\\' | ';' | '{' | '}' | '@' | '<' => return false,
            _ if c.is_control() && c != '\n' && c != '\t' => return false,
            _ if names(c) => {
                let end = rest.find(|c| !names(c));
                let Some((word, after)) = rest.split_at_checked(end.unwrap_or(rest.len())) else {
                    return false;
                };
                rest = after;
                let Some(arguments) = after.strip_prefix('(') else {
                    continue;
                };
                if word.eq_ignore_ascii_case("url") {
                    match css_url(arguments) {
                        Some(after) => rest = after,
                        None => return false,
                    }
                } else if one_of(LOADING, word) {
                    return false;
                }
            }
            _ => rest = rest.get(c.len_utf8()..).unwrap_or_default(),
        }
    }
    true
}

/// Splits a quoted CSS string off.
fn string(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next()?;
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' | '\r' => return None,
            _ if c == quote => return Some((text.get(1..at)?, text.get(at + 1..)?)),
            _ => {}
        }
    }
    None
}

/// Judges what follows `url(`; returns what follows its `)`.
fn css_url(arguments: &str) -> Option<&str> {
    let arguments = arguments.trim_ascii_start();
    let (target, after) = if begins(arguments, b"\"'") {
        let (target, after) = string(arguments)?;
        (target, after.trim_ascii_start().strip_prefix(')')?)
    } else {
        // A quote or a parenthesis in the target would be before its end.
        let (target, after) = split_at(arguments, b")\"'(")?;
        (target.trim_ascii_end(), after.strip_prefix(')')?)
    };
    let image = target
        .get(..11)
        .is_some_and(|start| start.eq_ignore_ascii_case("data:image/"));
    (image && split_at(target, b"\\").is_none() || url(target, LOADED)).then_some(after)
}

/// Reads `node:<index>.<generation>.<hole>`.
fn node(reference: &[u8]) -> Option<NodeId> {
    let mut numbers = reference
        .strip_prefix(b"node:")?
        .split(|byte| *byte == b'.')
        .map(number);
    let mut next = || numbers.next().flatten();
    let node = NodeId {
        actor: ActorId {
            index: next()?,
            generation: next()?,
        },
        hole: next()?,
    };
    numbers.next().is_none().then_some(node)
}

fn number(digits: &[u8]) -> Option<u32> {
    let mut number = (!digits.is_empty()).then_some(0_u32);
    for digit in digits {
        let value = u32::from(digit.wrapping_sub(b'0'));
        number = number?.checked_mul(10)?.checked_add(value);
        number = number.filter(|_| value < 10);
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check_href(value: &str, allowed: bool) {
        let href = Attribute::named("href").unwrap();
        assert_eq!(attribute(href, value).is_some(), allowed, "{value:?}");
    }

    #[track_caller]
    fn check_style(value: &str, allowed: bool) {
        let property = StyleProperty::named("background-image").unwrap();
        assert_eq!(style(property, value), allowed, "{value:?}");
    }

    #[test]
    fn links_lead_to_pages_mail_and_telephones() {
        for good in [
            "/active",
            "active",
            "./a:b",
            "#part",
            "?q=a:b",
            "",
            "//host/path",
            "http://a.example",
            "HTTPS://a.example/x y",
            "mailto:a@b.example",
            "tel:+1",
        ] {
            check_href(good, true);
        }
        for bad in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "\tjavascript:1",
            "data:text/html,<script>",
            "vbscript:x",
            "blob:https://a",
            "file:///etc",
            "a\\b",
            "x:",
        ] {
            check_href(bad, false);
        }
    }

    #[test]
    fn styles_load_only_from_allowed_places() {
        for good in [
            "none",
            "red",
            "url(a.png)",
            "url( 'a.png' )",
            "URL(\"https://a.example/x.png\")",
            "linear-gradient(135deg, rgba(255, 255, 255, 0.2) 0%, transparent 50%), url(/x.svg)",
            "url(\"data:image/svg+xml;utf8,%3Csvg%20a='b'%3E\")",
            "url(blob:https://a.example/1)",
            "\"Helvetica Neue\", Arial, sans-serif",
            "\"a\\\"b\"",
            "oklch(50% 0.1 20 / 0.5)",
            "cubic-bezier(0.34,1.56,0.64,1)",
            "-webkit-linear-gradient(red, blue)",
        ] {
            check_style(good, true);
        }
        for bad in [
            "url(javascript:alert(1))",
            "url(data:text/html,x)",
            "u\\72l(javascript:x)",
            "url(\"java\\script:x\")",
            "src('https://a.example')",
            "image-set('x.png' 1x)",
            "expression(alert(1))",
            "red; background: blue",
            "red } body { color: red",
            "\"open",
            "url(a.png",
            "url('a.png' x)",
            "url(ftp://a.example)",
            "@import 'x'",
            "url(a\"b)",
            "url(data:IMAGE\\/x)",
            "</style>",
        ] {
            check_style(bad, false);
        }
    }

    #[test]
    fn references_name_nodes_and_nothing_else() {
        let labelled = Attribute::named("aria-labelledby").unwrap();
        let id = |index, generation, hole| NodeId {
            actor: ActorId { index, generation },
            hole,
        };
        let nodes = |value| match attribute(labelled, value) {
            Some(Allowed::Nodes(nodes)) => Some(nodes),
            Some(Allowed::Text(_)) | None => None,
        };
        assert_eq!(nodes("node:3.1.0"), Some(vec![id(3, 1, 0)]));
        assert_eq!(
            nodes("node:3.1.0 node:4.2.7"),
            Some(vec![id(3, 1, 0), id(4, 2, 7)])
        );
        for bad in [
            "location",
            "node:3.1",
            "node:3.1.0.0",
            "node:-1.0.0",
            "node:99999999999.1.1",
            "node:+1.1.1",
            "node:1..1",
            "node:1.1.1a",
        ] {
            assert_eq!(nodes(bad), None, "{bad}");
        }
    }

    #[test]
    fn controls_never_submit() {
        let kind = Attribute::named("type").unwrap();
        assert_eq!(attribute(kind, "button"), Some(Allowed::Text("button")));
        assert_eq!(attribute(kind, "submit"), None);
        assert_eq!(attribute(kind, "image"), None);
        assert_eq!(attribute(kind, "file"), None);
    }

    proptest! {
        #[test]
        fn no_spelling_of_a_script_link_passes(
            before in "[ \t\n\u{0}-\u{1f}]{0,3}", inside in "[\t\n\r\u{0}\\\\]{0,2}", tail in ".{0,8}",
            upper in any::<bool>(),
        ) {
            let scheme = if upper { "JAVASCRIPT" } else { "javascript" };
            let value = format!("{before}{}{inside}{}:{tail}", &scheme[..4], &scheme[4..]);
            prop_assert!(attribute(Attribute::named("href").unwrap(), &value).is_none());
        }

        #[test]
        fn any_value_is_judged_without_panic(value in any::<String>()) {
            for index in 0..protocol::ATTRIBUTES.len() {
                let _ = attribute(Attribute(index as u8), &value);
            }
            let _ = css_value(&value);
            let _ = css_value(&format!("url({value}"));
        }
    }
}
