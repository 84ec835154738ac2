//! The files that say what is expected of a program (language.md §20).

use serde::{Deserialize, Serialize};

use super::actions::{Action, Scalar, Written};

/// How much of a page's text is looked at, in characters.
const TEXT_LIMIT: usize = 8192;

/// What engine this is, for `skip_engines`.
const ENGINE: &str = "offstage";
/// The same in a browser, where time is real.
const BROWSER_ENGINE: &str = "offstage-browser";

/// What is expected of a program.
#[derive(Clone, Debug, Serialize)]
pub struct Expected {
    /// What kind of program it is.
    pub category: Category,
    /// What the program is about.
    pub description: String,
    /// Why it is not to be run.
    pub skip: Option<String>,
    /// Whether it is not to be run in browsers.
    pub skip_browser: bool,
    /// What the page shows at the start.
    pub output: Option<TextTest>,
    /// How long things may take.
    pub timing: Timing,
    /// What a user does then.
    pub sequences: Vec<Sequence>,
    /// The same after a reload with the saved state.
    pub persistence: Vec<Sequence>,
    /// Things in the file that mean nothing here.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// What kind of program it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// It shows something.
    #[default]
    Static,
    /// A user does something.
    Interactive,
    /// Time does something: what it shows at the start is looked at immediately.
    Timer,
}

/// Times in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Timing {
    /// How long an expectation may take to hold.
    pub timeout: f64,
    /// How often it is looked at.
    pub poll_interval: f64,
    /// How long after the start it is first looked at.
    pub initial_delay: f64,
}

/// Something that a user does, and what the page shows then.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sequence {
    /// What it is about.
    pub description: String,
    /// What the user does.
    pub actions: Vec<Action>,
    /// What the page shows then.
    pub expect: Option<TextTest>,
}

/// What a page's text is to be.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TextTest {
    /// How the two are compared.
    #[serde(rename = "match")]
    pub mode: Match,
    /// The text or the regex.
    pub text: String,
}

/// How a page's text is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Match {
    /// The page's text contains it.
    #[default]
    Contains,
    /// The page's text is it.
    Exact,
    /// The page's text contains a match of it.
    Regex,
}

impl TextTest {
    /// Whether the text of a page passes.
    #[must_use]
    pub fn passes(&self, page: &str) -> bool {
        let page = compared(page);
        let page = page.trim();
        match self.mode {
            Match::Contains => page.contains(self.text.trim()),
            Match::Exact => page == self.text.trim(),
            Match::Regex => regex(&self.text).is_ok_and(|regex| regex.is_match(page)),
        }
    }
}

/// What of a page's text is compared.
pub(super) fn compared(page: &str) -> String {
    page.chars().take(TEXT_LIMIT).collect()
}

/// A dot matches line ends too: a page's text has no lines that its author would think of.
fn regex(pattern: &str) -> Result<regex::Regex, regex::Error> {
    regex::RegexBuilder::new(pattern.trim())
        .dot_matches_new_line(true)
        .build()
}

impl std::fmt::Display for TextTest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mode = match self.mode {
            Match::Contains => "contains",
            Match::Exact => "exactly",
            Match::Regex => "matches",
        };
        write!(formatter, "{mode} {:?}", self.text)
    }
}

/// Reads a file.
///
/// # Errors
/// What is wrong with it.
pub fn read(text: &str) -> Result<Expected, String> {
    let mut notes = Vec::new();
    let document = toml::Deserializer::parse(text).map_err(|error| error.to_string())?;
    let file: File = serde_ignored::deserialize(document, |key| {
        notes.push(format!("unknown key `{key}`"));
    })
    .map_err(|error| error.to_string())?;
    let mut expected = file.read()?;
    expected.notes.extend(notes);
    Ok(expected)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct File {
    test: Test,
    output: Option<Output>,
    timing: RawTiming,
    sequence: Vec<RawSequence>,
    persistence: Vec<RawSequence>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Test {
    category: Category,
    description: String,
    skip: Option<Skip>,
    engines: Option<Names>,
    skip_engines: Option<Names>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Skip {
    Flag(bool),
    Reason(String),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Names {
    Many(Vec<String>),
    One(String),
}

impl Names {
    fn has(&self, wanted: &str) -> bool {
        let is = |name: &String| name.eq_ignore_ascii_case(wanted);
        match self {
            Names::Many(names) => names.iter().any(is),
            Names::One(name) => is(name),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Output {
    text: Option<Scalar>,
    pattern: Option<Scalar>,
    #[serde(rename = "match")]
    mode: Option<Match>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawTiming {
    timeout: Option<Scalar>,
    poll_interval: Option<Scalar>,
    initial_delay: Option<Scalar>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawSequence {
    description: String,
    actions: Vec<Written>,
    expect: Option<Scalar>,
    expect_match: Option<Match>,
}

impl File {
    fn read(self) -> Result<Expected, String> {
        let Test {
            category,
            description,
            skip,
            engines,
            skip_engines,
        } = self.test;
        // `engines` names those that the file was written against, not those that may try.
        drop(engines);
        let skip = match skip {
            None | Some(Skip::Flag(false)) => None,
            Some(Skip::Flag(true)) => Some("the file says so".to_owned()),
            Some(Skip::Reason(reason)) => Some(reason),
        };
        let skips = |engine| skip_engines.as_ref().is_some_and(|names| names.has(engine));
        let skip = skip.or_else(|| skips(ENGINE).then(|| "not for this engine".to_owned()));
        Ok(Expected {
            category,
            description,
            skip_browser: skips(BROWSER_ENGINE),
            skip,
            output: self.output.map_or(Ok(None), Output::read)?,
            timing: self.timing.read()?,
            sequences: read_all(self.sequence, "sequence")?,
            persistence: read_all(self.persistence, "persistence")?,
            notes: Vec::new(),
        })
    }
}

impl Output {
    fn read(self) -> Result<Option<TextTest>, String> {
        let mode = match (self.mode, &self.text, &self.pattern) {
            (None, None, Some(_)) => Match::Regex,
            (mode, ..) => mode.unwrap_or_default(),
        };
        let text = match mode {
            Match::Regex => self.pattern.or(self.text),
            Match::Contains | Match::Exact => self.text.or(self.pattern),
        };
        text.map(|text| test(text, mode, "output")).transpose()
    }
}

fn test(text: Scalar, mode: Match, place: &str) -> Result<TextTest, String> {
    let text = text.into_text();
    if mode == Match::Regex {
        regex(&text).map_err(|error| format!("{place}: {error}"))?;
    }
    Ok(TextTest { mode, text })
}

impl RawTiming {
    fn read(self) -> Result<Timing, String> {
        Ok(Timing {
            timeout: milliseconds(self.timeout, "timeout", 5000.0)?,
            // Polling must get on.
            poll_interval: milliseconds(self.poll_interval, "poll_interval", 100.0)?.max(1.0),
            initial_delay: milliseconds(self.initial_delay, "initial_delay", 200.0)?,
        })
    }
}

fn milliseconds(written: Option<Scalar>, name: &str, default: f64) -> Result<f64, String> {
    let Some(written) = written else {
        return Ok(default);
    };
    let text = written.into_text();
    text.trim()
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite() && *number >= 0.0)
        .ok_or_else(|| format!("timing: `{name}` is a number of milliseconds, found `{text}`"))
}

fn read_all(sequences: Vec<RawSequence>, kind: &str) -> Result<Vec<Sequence>, String> {
    sequences
        .into_iter()
        .enumerate()
        .map(|(position, raw)| {
            let place = match raw.description.as_str() {
                "" => format!("{kind} {}", position + 1),
                description => format!("{kind} {} ({description})", position + 1),
            };
            let within = |error: String| format!("{place}: {error}");
            let actions = raw.actions.into_iter().map(Written::read);
            let expect = raw
                .expect
                .map(|text| test(text, raw.expect_match.unwrap_or_default(), &place));
            Ok(Sequence {
                actions: actions.collect::<Result<_, _>>().map_err(within)?,
                expect: expect.transpose()?,
                description: place,
            })
        })
        .collect()
}
