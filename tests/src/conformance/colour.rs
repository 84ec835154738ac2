//! Style values as texts that can be compared.

/// A value in one spelling: lower case, single spaces, percentages of `oklch` as numbers.
pub(super) fn canonical(value: &str) -> String {
    let spaced = value
        .to_lowercase()
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " / ")
        .replace(',', " , ");
    spaced
        .split_whitespace()
        .map(|word| match word.strip_suffix('%').map(str::parse::<f64>) {
            Some(Ok(number)) if value.contains("oklch") => rounded(number / 100.0),
            _ => word.parse().map_or_else(|_| word.to_owned(), rounded),
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn rounded(number: f64) -> String {
    ((number * 1e4).round() / 1e4).to_string()
}

/// How light a colour is, from 0 to 1; `None` if its notation is not known.
pub(super) fn lightness(colour: &str) -> Option<f64> {
    let text = canonical(colour);
    if let Some(rest) = text.strip_prefix("oklch ( ") {
        return rest.split(' ').next()?.parse().ok();
    }
    if let Some(digits) = text.strip_prefix('#').filter(|digits| digits.len() == 6) {
        let number = u32::from_str_radix(digits, 16).ok()?;
        let sum = (number >> 16) + (number >> 8 & 255) + (number & 255);
        return Some(f64::from(sum) / 765.0);
    }
    match text.as_str() {
        "black" => Some(0.0),
        "white" => Some(1.0),
        "gray" | "grey" => Some(0.5),
        _ => None,
    }
}
