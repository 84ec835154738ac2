//! Texts of the program that become CSS.
//!
//! Nothing of a program's text reaches CSS unless it is made of the tokens listed here, so that it can
//! never end its declaration, open a comment or load something.

/// Functions that denote a colour.
pub(super) const COLOR_FUNCTIONS: &[&str] = &[
    "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color",
];

/// Functions that draw a picture without loading one.
pub(super) const GRADIENT_FUNCTIONS: &[&str] = &[
    "linear-gradient",
    "radial-gradient",
    "conic-gradient",
    "repeating-linear-gradient",
    "repeating-radial-gradient",
    "repeating-conic-gradient",
];

/// Words inside colour functions.
const COLOR_WORDS: &[&str] = &[
    "none",
    "srgb",
    "srgb-linear",
    "display-p3",
    "a98-rgb",
    "prophoto-rgb",
    "rec2020",
    "xyz",
    "xyz-d50",
    "xyz-d65",
];

/// Words inside gradients besides colours.
const GRADIENT_WORDS: &[&str] = &[
    "to",
    "top",
    "right",
    "bottom",
    "left",
    "center",
    "at",
    "from",
    "in",
    "circle",
    "ellipse",
    "closest-side",
    "closest-corner",
    "farthest-side",
    "farthest-corner",
];

/// Units of numbers.
const UNITS: &[&str] = &["", "%", "deg", "grad", "rad", "turn", "px", "em"];

/// Whether the text is one CSS colour: a name, a hex colour, or a colour function of numbers.
pub(super) fn is_color(text: &str) -> bool {
    is_hex_color(text) || is_color_name(text) || is_call(text, COLOR_FUNCTIONS, &is_color_argument)
}

/// Whether the text is one CSS gradient of numbers and colours.
pub(super) fn is_gradient(text: &str) -> bool {
    is_call(text, GRADIENT_FUNCTIONS, &is_gradient_argument)
}

fn is_hex_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

fn is_color_name(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    COLOR_NAMES.binary_search(&lower.as_str()).is_ok()
}

/// Whether the text is `name(arguments)` with an allowed name, and every argument passes. Arguments are
/// separated by spaces, commas and slashes outside of parentheses.
fn is_call(text: &str, names: &[&str], is_argument: &dyn Fn(&str) -> bool) -> bool {
    let Some((name, rest)) = text.split_once('(') else {
        return false;
    };
    let Some(inner) = rest.strip_suffix(')') else {
        return false;
    };
    let name = name.to_ascii_lowercase();
    if !names.contains(&name.as_str()) || text.contains("/*") || text.contains("*/") {
        return false;
    }
    match arguments(inner) {
        Some(list) => !list.is_empty() && list.iter().all(|argument| is_argument(argument)),
        None => false,
    }
}

/// Splits at separators of the outermost level; `None` where parentheses do not match.
fn arguments(inner: &str) -> Option<Vec<&str>> {
    let mut list = Vec::new();
    let mut depth = 0_u32;
    let mut start = 0;
    for (position, character) in inner.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            ' ' | '\t' | '\n' | ',' | '/' if depth == 0 => {
                list.push(&inner[start..position]);
                start = position + 1;
            }
            _ => {}
        }
    }
    list.push(&inner[start..]);
    list.retain(|argument| !argument.is_empty());
    (depth == 0).then_some(list)
}

fn is_color_argument(argument: &str) -> bool {
    is_number_with_unit(argument) || is_word_of(argument, COLOR_WORDS)
}

fn is_gradient_argument(argument: &str) -> bool {
    is_number_with_unit(argument) || is_word_of(argument, GRADIENT_WORDS) || is_color(argument)
}

fn is_word_of(argument: &str, words: &[&str]) -> bool {
    words.iter().any(|word| word.eq_ignore_ascii_case(argument))
}

fn is_number_with_unit(argument: &str) -> bool {
    let unit_start = argument
        .find(|character: char| !matches!(character, '0'..='9' | '.' | '+' | '-'))
        .unwrap_or(argument.len());
    let (number, unit) = argument.split_at(unit_start);
    number.parse::<f64>().is_ok() && is_word_of(unit, UNITS)
}

/// The named colours of CSS Color 4, sorted.
const COLOR_NAMES: &[&str] = &[
    "aliceblue",
    "antiquewhite",
    "aqua",
    "aquamarine",
    "azure",
    "beige",
    "bisque",
    "black",
    "blanchedalmond",
    "blue",
    "blueviolet",
    "brown",
    "burlywood",
    "cadetblue",
    "chartreuse",
    "chocolate",
    "coral",
    "cornflowerblue",
    "cornsilk",
    "crimson",
    "currentcolor",
    "cyan",
    "darkblue",
    "darkcyan",
    "darkgoldenrod",
    "darkgray",
    "darkgreen",
    "darkgrey",
    "darkkhaki",
    "darkmagenta",
    "darkolivegreen",
    "darkorange",
    "darkorchid",
    "darkred",
    "darksalmon",
    "darkseagreen",
    "darkslateblue",
    "darkslategray",
    "darkslategrey",
    "darkturquoise",
    "darkviolet",
    "deeppink",
    "deepskyblue",
    "dimgray",
    "dimgrey",
    "dodgerblue",
    "firebrick",
    "floralwhite",
    "forestgreen",
    "fuchsia",
    "gainsboro",
    "ghostwhite",
    "gold",
    "goldenrod",
    "gray",
    "green",
    "greenyellow",
    "grey",
    "honeydew",
    "hotpink",
    "indianred",
    "indigo",
    "ivory",
    "khaki",
    "lavender",
    "lavenderblush",
    "lawngreen",
    "lemonchiffon",
    "lightblue",
    "lightcoral",
    "lightcyan",
    "lightgoldenrodyellow",
    "lightgray",
    "lightgreen",
    "lightgrey",
    "lightpink",
    "lightsalmon",
    "lightseagreen",
    "lightskyblue",
    "lightslategray",
    "lightslategrey",
    "lightsteelblue",
    "lightyellow",
    "lime",
    "limegreen",
    "linen",
    "magenta",
    "maroon",
    "mediumaquamarine",
    "mediumblue",
    "mediumorchid",
    "mediumpurple",
    "mediumseagreen",
    "mediumslateblue",
    "mediumspringgreen",
    "mediumturquoise",
    "mediumvioletred",
    "midnightblue",
    "mintcream",
    "mistyrose",
    "moccasin",
    "navajowhite",
    "navy",
    "oldlace",
    "olive",
    "olivedrab",
    "orange",
    "orangered",
    "orchid",
    "palegoldenrod",
    "palegreen",
    "paleturquoise",
    "palevioletred",
    "papayawhip",
    "peachpuff",
    "peru",
    "pink",
    "plum",
    "powderblue",
    "purple",
    "rebeccapurple",
    "red",
    "rosybrown",
    "royalblue",
    "saddlebrown",
    "salmon",
    "sandybrown",
    "seagreen",
    "seashell",
    "sienna",
    "silver",
    "skyblue",
    "slateblue",
    "slategray",
    "slategrey",
    "snow",
    "springgreen",
    "steelblue",
    "tan",
    "teal",
    "thistle",
    "tomato",
    "transparent",
    "turquoise",
    "violet",
    "wheat",
    "white",
    "whitesmoke",
    "yellow",
    "yellowgreen",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_are_names_hex_and_functions_of_numbers() {
        for text in [
            "#3498db",
            "#FFF",
            "#abcd",
            "#11223344",
            "red",
            "RebeccaPurple",
            "currentColor",
            "rgba(0, 0, 0, 0.5)",
            "rgb(10% 20% 30% / 40%)",
            "hsl(120deg, 50%, 50%)",
            "oklch(57.5% 0.1 200 / .5)",
            "lab(none -3 +4)",
            "color(display-p3 1 0.5 0)",
        ] {
            assert!(is_color(text), "{text}");
        }
    }

    #[test]
    fn nothing_else_is_a_color() {
        for text in [
            "",
            "#12345",
            "#ggg",
            "redd",
            "red; background: url(x)",
            "red}",
            "rgb(0,0,0);",
            "rgb(0,0,0",
            "rgb()",
            "rgb(0,0,0))",
            "rgb(0/**/,0,0)",
            "rgb(var(--x),0,0)",
            "rgb(1e3,0,0)",
            "rgb(inf,0,0)",
            "rgb(0,0,\"0\")",
            "url(https://example.org/x)",
            "expression(alert(1))",
            "var(--x)",
            "rgb(\\30,0,0)",
            "red !important",
        ] {
            assert!(!is_color(text), "{text}");
        }
    }

    #[test]
    fn gradients_hold_numbers_and_colors_only() {
        assert!(is_gradient(
            "linear-gradient(45deg, red 0%, rgba(0, 0, 0, 0.2) 100%)"
        ));
        assert!(is_gradient("radial-gradient(circle at center, #fff, #000)"));
        assert!(!is_gradient("linear-gradient(red, url(x))"));
        assert!(!is_gradient(
            "linear-gradient(red, linear-gradient(red, blue))"
        ));
        assert!(!is_gradient("linear-gradient(red), url(x)"));
    }

    #[test]
    fn color_names_are_sorted() {
        assert!(COLOR_NAMES.is_sorted());
    }
}
