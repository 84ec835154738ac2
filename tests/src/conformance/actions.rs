//! The actions and assertions of a sequence: their names, and what each takes.

use serde::{Deserialize, Serialize};

/// What an argument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A whole number from 0.
    Index,
    /// A number.
    Number,
    /// A text; a number stands for its digits.
    Text,
    /// An index, or a text that names the element.
    Which,
    /// One text or more.
    Texts,
}

use Kind::{Index, Number, Text, Texts, Which};

/// Name, arguments that it needs, arguments that it may have.
type Row = (&'static str, &'static [Kind], &'static [Kind]);

const ACTIONS: &[Row] = &[
    ("click_button", &[Which], &[]),
    ("click_checkbox", &[Index], &[]),
    ("click_text", &[Text], &[]),
    ("click_button_near_text", &[Text], &[Text]),
    ("click_at", &[Number, Number], &[]),
    ("dblclick_text", &[Text], &[]),
    ("dblclick_text_nth", &[Text, Index], &[]),
    ("dblclick_at", &[Number, Number], &[]),
    ("dblclick_cells_cell", &[Index, Index], &[]),
    ("hover_text", &[Text], &[]),
    ("focus_input", &[Index], &[]),
    ("blur", &[], &[]),
    ("type", &[Text], &[]),
    ("key", &[Text], &[]),
    ("set_input_value", &[Index, Text], &[]),
    ("set_focused_input_value", &[Text], &[]),
    ("set_slider_value", &[Index, Number], &[]),
    ("select_option", &[Index, Text], &[]),
    ("wait", &[Number], &[]),
    ("run", &[], &[]),
    ("clear_states", &[], &[]),
    ("navigate", &[Text], &[]),
    ("back", &[], &[]),
    ("forward", &[], &[]),
    ("assert_contains", &[Text], &[]),
    ("assert_not_contains", &[Text], &[]),
    ("assert_order", &[Texts], &[]),
    ("assert_url", &[Text], &[]),
    ("assert_focused", &[], &[Index]),
    ("assert_not_focused", &[], &[Index]),
    ("assert_input_value", &[Index, Text], &[]),
    ("assert_focused_input_value", &[Text], &[]),
    ("assert_input_empty", &[Index], &[]),
    ("assert_input_placeholder", &[Index, Text], &[]),
    ("assert_input_typeable", &[Index], &[]),
    ("assert_input_not_typeable", &[Index], &[]),
    ("assert_button_enabled", &[Which], &[]),
    ("assert_button_disabled", &[Which], &[]),
    ("assert_button_count", &[Index], &[]),
    ("assert_button_has_outline", &[Which], &[]),
    ("assert_checkbox_count", &[Index], &[]),
    ("assert_checkbox_checked", &[Index], &[]),
    ("assert_checkbox_unchecked", &[Index], &[]),
    ("assert_checkbox_clickable", &[Index], &[]),
    ("assert_toggle_all_darker", &[], &[]),
    ("assert_element_style", &[Text, Text, Text], &[]),
    ("assert_attribute", &[Text, Text, Text], &[]),
    ("assert_cells_cell_text", &[Index, Index, Text], &[]),
    ("assert_cells_row_visible", &[Index], &[]),
    ("assert_diagnostic", &[Text], &[]),
    ("assert_no_diagnostics", &[], &[]),
    ("assert_counter", &[Text, Text, Number], &[]),
];

/// The names of all actions.
pub fn names() -> impl Iterator<Item = &'static str> {
    ACTIONS.iter().map(|(name, ..)| *name)
}

/// One thing that a user does, or that is to be so.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Action {
    /// Its name; one of [`names`].
    pub name: &'static str,
    /// What it takes.
    pub arguments: Vec<Argument>,
}

/// What an action takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Argument {
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
}

/// An action as it is written: an array, or one line.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Written {
    Words(Vec<Scalar>),
    Line(String),
}

/// A value as people write it: numbers may stand in quotes, and texts of digits may not.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Scalar {
    Text(String),
    Whole(i64),
    Number(f64),
    Flag(bool),
}

impl Scalar {
    pub(super) fn into_text(self) -> String {
        match self {
            Scalar::Text(text) => text,
            Scalar::Whole(number) => number.to_string(),
            Scalar::Number(number) => number.to_string(),
            Scalar::Flag(true) => "True".to_owned(),
            Scalar::Flag(false) => "False".to_owned(),
        }
    }
}

impl Written {
    /// # Errors
    /// What is wrong with it, naming the action.
    pub(super) fn read(self) -> Result<Action, String> {
        let (name, words) = match self {
            Written::Words(words) => {
                let mut words = words.into_iter().map(Scalar::into_text);
                let name = words.next().ok_or("an empty action")?;
                (name, words.collect())
            }
            Written::Line(line) => {
                let (name, rest) = match line.trim().split_once(char::is_whitespace) {
                    Some((name, rest)) => (name.to_owned(), rest.trim().to_owned()),
                    None => (line.trim().to_owned(), String::new()),
                };
                let words = words_of(&rest, &row(&name)?);
                (name, words)
            }
        };
        let row = row(&name)?;
        let arguments = read_arguments(row, words)?;
        Ok(Action {
            name: row.0,
            arguments,
        })
    }
}

fn row(name: &str) -> Result<Row, String> {
    ACTIONS
        .iter()
        .find(|(known, ..)| *known == name)
        .copied()
        .ok_or_else(|| match name {
            "" => "an empty action".to_owned(),
            name => format!("unknown action `{name}`"),
        })
}

/// The words of a line: separated by spaces or in quotes; the last argument that an action can have takes
/// the rest.
fn words_of(rest: &str, (_, needed, optional): &Row) -> Vec<String> {
    let most = match needed.last() {
        Some(Texts) => usize::MAX,
        _ => needed.len() + optional.len(),
    };
    let mut words = Vec::new();
    let mut rest = rest.trim_start();
    while !rest.is_empty() {
        let quoted = rest
            .strip_prefix('"')
            .and_then(|inner| inner.split_once('"'))
            .filter(|(_, after)| after.is_empty() || after.starts_with(char::is_whitespace));
        let (word, after) = match quoted {
            Some(split) => split,
            None if words.len() + 1 >= most => (rest, ""),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    words
}

fn read_arguments(
    (name, needed, optional): Row,
    words: Vec<String>,
) -> Result<Vec<Argument>, String> {
    let repeats = needed.last() == Some(&Texts);
    let most = needed.len() + optional.len();
    if words.len() < needed.len() || (words.len() > most && !repeats) {
        let takes = match (needed.len(), most) {
            (least, _) if repeats => format!("{least} or more"),
            (least, most) if least == most => least.to_string(),
            (least, most) => format!("{least} to {most}"),
        };
        return Err(format!(
            "`{name}` takes {takes} arguments, found {}",
            words.len()
        ));
    }
    let kinds = needed.iter().chain(optional).copied();
    let kinds = kinds.chain(std::iter::repeat(Text));
    words
        .into_iter()
        .zip(kinds)
        .map(|(word, kind)| read_argument(name, word, kind))
        .collect()
}

fn read_argument(name: &str, word: String, kind: Kind) -> Result<Argument, String> {
    let index = |word: &str| word.trim().parse::<u32>().ok().map(f64::from);
    match kind {
        Text | Texts => Ok(Argument::Text(word)),
        Which => Ok(match index(&word) {
            Some(index) => Argument::Number(index),
            None => Argument::Text(word),
        }),
        Index => index(&word)
            .map(Argument::Number)
            .ok_or_else(|| format!("`{name}` takes a whole number, found `{word}`")),
        Number => word
            .trim()
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
            .map(Argument::Number)
            .ok_or_else(|| format!("`{name}` takes a number, found `{word}`")),
    }
}

impl std::fmt::Display for Action {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name)?;
        for argument in &self.arguments {
            match argument {
                Argument::Number(number) => write!(formatter, " {number}")?,
                Argument::Text(text) => write!(formatter, " {text:?}")?,
            }
        }
        Ok(())
    }
}
