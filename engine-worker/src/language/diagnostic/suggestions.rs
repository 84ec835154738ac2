//! Hints for a name that nothing defines. Only what is wrong costs anything.

use std::collections::HashSet;

/// Longer names are not compared, and more names are not looked at: a hint must not cost seconds.
const MAX_LENGTH: usize = 64;
const MAX_COMPARED: usize = 2000;
/// How many names are listed.
const MAX_LISTED: usize = 20;

/// The names most like a wrong one, as a hint. Of equally close ones, the first are taken.
pub(crate) fn closest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let names: Vec<String> = nearest(wrong, known)
        .into_iter()
        .map(|name| format!("`{name}`"))
        .collect();
    (!names.is_empty()).then(|| format!("did you mean {}?", names.join(" or ")))
}

/// The names most like a wrong one.
pub(crate) fn nearest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    if wrong.len() > MAX_LENGTH {
        return Vec::new();
    }
    // A third of the letters may differ, but short names need some room for typing errors too.
    let allowed = (wrong.len() / 3).clamp(1, 4);
    let mut best = allowed + 1;
    let mut found: Vec<&str> = Vec::new();
    for name in known.take(MAX_COMPARED) {
        if name == wrong || name.len() > MAX_LENGTH || name.len().abs_diff(wrong.len()) > allowed {
            continue;
        }
        let distance = edit_distance(wrong.as_bytes(), name.as_bytes());
        if distance < best {
            best = distance;
            found.clear();
        }
        if distance == best && best <= allowed && found.len() < 3 && !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// The names that could be used, as a hint that begins with those words.
pub(crate) fn listed<'a>(words: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut seen = HashSet::new();
    let mut names: Vec<String> = Vec::new();
    for name in known
        .take(MAX_COMPARED)
        .filter(|name| name.len() <= MAX_LENGTH && seen.insert(*name))
    {
        if names.len() == MAX_LISTED {
            names.push("…".to_owned());
            break;
        }
        names.push(format!("`{name}`"));
    }
    (!names.is_empty()).then(|| format!("{words} {}", names.join(", ")))
}

/// Number of letters to insert, remove, replace or swap with their neighbour.
fn edit_distance(left: &[u8], right: &[u8]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (i, &a) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &b) in right.iter().enumerate() {
            let replaced = above[j] + usize::from(a != b);
            let mut distance = replaced.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a == right[j - 1] && left[i - 1] == b {
                distance = distance.min(before[j - 1] + 1);
            }
            row.push(distance);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_is_recognised() {
        let known = ["counter", "count", "document"];
        assert_eq!(
            closest("conter", known.into_iter()),
            Some("did you mean `counter`?".to_owned())
        );
        assert_eq!(
            closest("cuont", known.into_iter()),
            Some("did you mean `count`?".to_owned())
        );
        assert_eq!(closest("else", known.into_iter()), None);
    }

    #[test]
    fn the_list_of_names_has_an_end() {
        let names: Vec<String> = (0..50).map(|index| format!("n{index}")).collect();
        let hint = listed("names in scope:", names.iter().map(String::as_str)).unwrap_or_default();
        assert!(
            hint.starts_with("names in scope: `n0`, `n1`") && hint.ends_with("`n19`, …"),
            "{hint}"
        );
        assert_eq!(
            listed("names in scope:", ["a", "a"].into_iter()),
            Some("names in scope: `a`".to_owned())
        );
    }
}
