//! Addresses of the program: what may be loaded and where a link may lead.

/// The types of `data:` that are pictures.
const IMAGE_DATA: &str = "data:image/";

/// The CSS `url("…")` of a picture; `None` for an address that must not be loaded.
pub(super) fn image(text: &str) -> Option<String> {
    let text = text.trim();
    let allowed = match scheme(text)? {
        None => true,
        Some(scheme) if scheme == "data" => starts_with_ignoring_case(text, IMAGE_DATA),
        Some(scheme) => matches!(scheme.as_str(), "http" | "https"),
    };
    (allowed && !text.is_empty()).then(|| format!("url(\"{}\")", quoted(text)))
}

/// The `href` of a link; `None` for an address that must not be followed.
pub(crate) fn link_target(text: &str) -> Option<&str> {
    let text = text.trim();
    let allowed = match scheme(text)? {
        None => true,
        Some(scheme) => matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel"),
    };
    allowed.then_some(text)
}

/// The scheme of an address in lower case; the inner `None` for a relative one, the outer one for an
/// address with control characters, which browsers drop before they look for the scheme.
fn scheme(text: &str) -> Option<Option<String>> {
    if text.chars().any(char::is_control) {
        return None;
    }
    let end = text.find(['/', '?', '#', ':']);
    Some(match end {
        Some(end) if text[end..].starts_with(':') => Some(text[..end].to_ascii_lowercase()),
        _ => None,
    })
}

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// Escapes what could end a CSS string, as the percent codes that mean the same in an address.
fn quoted(text: &str) -> String {
    text.replace('"', "%22").replace('\\', "%5C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_come_from_the_web_the_page_or_data() {
        for (text, expect) in [
            (
                "https://example.org/a.png",
                "url(\"https://example.org/a.png\")",
            ),
            ("//example.org/a.png", "url(\"//example.org/a.png\")"),
            ("img/a.png?x=a:b", "url(\"img/a.png?x=a:b\")"),
            (
                "data:image/svg+xml;utf8,%3Csvg%3E",
                "url(\"data:image/svg+xml;utf8,%3Csvg%3E\")",
            ),
            ("a\"); x{b\\", "url(\"a%22); x{b%5C\")"),
        ] {
            assert_eq!(image(text).as_deref(), Some(expect));
        }
    }

    #[test]
    fn pictures_come_from_nowhere_else() {
        for text in [
            "",
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,<script>",
            "file:///etc/passwd",
            "blob:x",
        ] {
            assert_eq!(image(text), None, "{text}");
        }
    }

    #[test]
    fn links_lead_to_pages_and_people() {
        for text in [
            "/active",
            "https://example.org",
            "mailto:a@example.org",
            "#top",
            "a/b",
        ] {
            assert_eq!(link_target(text), Some(text));
        }
        for text in [
            "javascript:alert(1)",
            "JAVASCRIPT:x",
            "data:image/png,x",
            "vbscript:x",
            "java\tscript:x",
        ] {
            assert_eq!(link_target(text), None, "{text}");
        }
    }
}
