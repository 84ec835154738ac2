//! Name → signature → meaning (`stdlib.md`).

use std::collections::HashMap;

use crate::language::plan::{PureBuiltin, Stateful};
use crate::value::{Items, List, Live, Value};

use super::{bool, build, list, math, text, theme, url};

/// What a pure function may ask of the engine: to follow what is live in its arguments.
pub trait Reader {
    /// The items of a list.
    fn items(&mut self, list: &List) -> Items;
    /// The value of something live.
    fn read(&mut self, live: &Live) -> Option<Value>;
}

/// A pure function over present arguments. `Ok(None)` is no value; `Err` is a message about the arguments.
pub type PureFunction = fn(&mut dyn Reader, &[Value]) -> Result<Option<Value>, String>;

/// A row of the table.
pub struct Builtin {
    /// `Text/trim`
    pub path: &'static str,
    /// Parameter names; a piped value is the first.
    pub parameters: &'static [&'static str],
    /// How many of them must be given.
    pub required: usize,
    /// What it does.
    pub meaning: Meaning,
}

/// What a function does.
#[derive(Clone, Copy)]
pub enum Meaning {
    /// Computes.
    Pure {
        /// How.
        function: PureFunction,
        /// Whether equal consecutive results are cut off for states (`language.md` §5.4).
        cut_off: bool,
    },
    /// Remembers or acts.
    Stateful(Stateful),
    /// Works on a list (`stdlib.md` §5).
    List(ListFunction),
    /// Makes a program root of that tag.
    Root(&'static str),
    /// Makes a tagged object of its arguments.
    Data(&'static str),
}

/// List functions whose live form is incremental.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFunction {
    /// Per item: new value.
    Map,
    /// Per item: keep while `True`.
    Retain,
    /// Per item: remove when it emits.
    Remove,
    /// Per item: all `True`.
    Every,
    /// Per item: one `True`.
    Any,
    /// One item per emission.
    Append,
    /// Empties at each occurrence.
    Clear,
    /// Drops the last at each occurrence.
    RemoveLast,
    /// Number of items.
    Count,
    /// Whether there is none.
    IsEmpty,
    /// Whether there is one.
    IsNotEmpty,
    /// The 1-based item.
    Get,
    /// The sum of items.
    Sum,
    /// Merges the items as streams.
    Latest,
    /// Per item: ascending by key.
    SortBy,
    /// The last item.
    Last,
}

const fn pure(
    path: &'static str,
    parameters: &'static [&'static str],
    function: PureFunction,
) -> Builtin {
    Builtin {
        path,
        parameters,
        required: parameters.len(),
        meaning: Meaning::Pure {
            function,
            cut_off: false,
        },
    }
}

const fn cut(
    path: &'static str,
    parameters: &'static [&'static str],
    function: PureFunction,
) -> Builtin {
    Builtin {
        path,
        parameters,
        required: parameters.len(),
        meaning: Meaning::Pure {
            function,
            cut_off: true,
        },
    }
}

const fn stateful(
    path: &'static str,
    parameters: &'static [&'static str],
    required: usize,
    operation: Stateful,
) -> Builtin {
    Builtin {
        path,
        parameters,
        required,
        meaning: Meaning::Stateful(operation),
    }
}

const fn list(
    path: &'static str,
    parameters: &'static [&'static str],
    function: ListFunction,
) -> Builtin {
    Builtin {
        path,
        parameters,
        required: parameters.len(),
        meaning: Meaning::List(function),
    }
}

/// All functions but the elements, which have their own catalog.
pub static BUILTINS: &[Builtin] = &[
    Builtin {
        path: "Document/new",
        parameters: &["root"],
        required: 0,
        meaning: Meaning::Root("Document"),
    },
    Builtin {
        path: "Scene/new",
        parameters: &["root", "lights", "geometry"],
        required: 0,
        meaning: Meaning::Root("Scene"),
    },
    Builtin {
        path: "Light/directional",
        parameters: &["azimuth", "altitude", "spread", "intensity", "color"],
        required: 0,
        meaning: Meaning::Data("DirectionalLight"),
    },
    Builtin {
        path: "Light/ambient",
        parameters: &["intensity", "color"],
        required: 0,
        meaning: Meaning::Data("AmbientLight"),
    },
    Builtin {
        path: "Light/spot",
        parameters: &["target", "color", "intensity", "radius", "softness"],
        required: 0,
        meaning: Meaning::Data("SpotLight"),
    },
    pure("Text/empty", &[], text::empty),
    pure("Text/space", &[], text::space),
    pure("Text/trim", &["text"], text::trim),
    cut("Text/is_empty", &["text"], text::is_empty),
    cut("Text/is_not_empty", &["text"], text::is_not_empty),
    pure("Text/length", &["text"], text::length),
    pure("Text/to_number", &["text"], text::to_number),
    cut("Text/starts_with", &["text", "prefix"], text::starts_with),
    pure("Text/find", &["text", "search"], text::find),
    pure(
        "Text/substring",
        &["text", "start", "length"],
        text::substring,
    ),
    pure("Text/char_at", &["text", "index"], text::char_at),
    pure(
        "Text/find_closing",
        &["text", "open", "close", "start"],
        text::find_closing,
    ),
    pure("Text/to_uppercase", &["text"], text::to_uppercase),
    pure("Text/char_code", &["text"], text::char_code),
    pure("Text/from_char_code", &["number"], text::from_char_code),
    pure("Text/join_lines", &["list"], text::join_lines),
    pure("Bool/not", &["value"], bool::not),
    pure("Bool/or", &["this", "that"], bool::or),
    pure("Bool/and", &["this", "that"], bool::and),
    pure("Bool/xor", &["this", "that"], bool::xor),
    stateful("Bool/toggle", &["value", "when"], 2, Stateful::Toggle),
    pure("Math/round", &["number"], math::round),
    pure("Math/min", &["a", "b"], math::min),
    pure("Math/max", &["a", "b"], math::max),
    pure("Math/modulo", &["a", "divisor"], math::modulo),
    stateful("Math/sum", &["increment"], 1, Stateful::Sum),
    list("List/map", &["list", "new"], ListFunction::Map),
    list("List/retain", &["list", "if"], ListFunction::Retain),
    list("List/remove", &["list", "on"], ListFunction::Remove),
    list("List/every", &["list", "if"], ListFunction::Every),
    list("List/any", &["list", "if"], ListFunction::Any),
    list("List/append", &["list", "item"], ListFunction::Append),
    list("List/clear", &["list", "on"], ListFunction::Clear),
    list(
        "List/remove_last",
        &["list", "on"],
        ListFunction::RemoveLast,
    ),
    list("List/count", &["list"], ListFunction::Count),
    list("List/is_empty", &["list"], ListFunction::IsEmpty),
    list("List/is_not_empty", &["list"], ListFunction::IsNotEmpty),
    list("List/get", &["list", "index"], ListFunction::Get),
    list("List/sum", &["list"], ListFunction::Sum),
    list("List/latest", &["list"], ListFunction::Latest),
    list("List/last", &["list"], ListFunction::Last),
    list("List/sort_by", &["list", "key"], ListFunction::SortBy),
    pure("List/product", &["list"], list::product),
    stateful("List/range", &["from", "to"], 2, Stateful::Range),
    stateful("Timer/interval", &["duration"], 1, Stateful::Interval),
    stateful("Stream/pulses", &["count"], 1, Stateful::Pulses),
    stateful("Stream/skip", &["stream", "count"], 2, Stateful::Skip),
    stateful("Stream/take", &["stream", "count"], 2, Stateful::Take),
    stateful("Stream/distinct", &["stream"], 1, Stateful::Distinct),
    stateful(
        "Stream/debounce",
        &["stream", "duration"],
        2,
        Stateful::Debounce,
    ),
    stateful("Router/route", &[], 0, Stateful::Route),
    stateful("Router/go_to", &["route"], 1, Stateful::GoTo),
    stateful("Ulid/generate", &[], 0, Stateful::Ulid),
    stateful("Log/info", &["value", "with"], 1, Stateful::LogInfo),
    stateful("Log/error", &["value", "with"], 1, Stateful::LogError),
    pure("Url/encode", &["text"], url::encode),
    pure("Theme/background_color", &[], theme::background_color),
    pure("Theme/text_color", &[], theme::text_color),
    pure("Theme/accent_color", &[], theme::accent_color),
    pure("File/read_text", &["path"], build::only),
    pure("File/write_text", &["text", "path"], build::only),
    pure("Directory/entries", &["path"], build::only),
    pure("Build/succeed", &[], build::only),
    pure("Build/fail", &[], build::only),
];

thread_local! {
    static INDEX: HashMap<&'static str, u16> =
        BUILTINS.iter().enumerate().map(|(index, row)| (row.path, index as u16)).collect();
}

/// Looks a function up by its path.
#[must_use]
pub fn find(path: &str) -> Option<(PureBuiltin, &'static Builtin)> {
    let index = INDEX.with(|index| index.get(path).copied())?;
    Some((PureBuiltin(index), &BUILTINS[usize::from(index)]))
}

/// The function of a list function's plain form, for code that reads lists at one moment.
#[must_use]
pub fn plain_list_function(function: ListFunction) -> Option<PureFunction> {
    match function {
        ListFunction::Count => Some(list::count),
        ListFunction::IsEmpty => Some(list::is_empty),
        ListFunction::IsNotEmpty => Some(list::is_not_empty),
        ListFunction::Get => Some(list::get),
        ListFunction::Sum => Some(list::sum),
        ListFunction::Latest | ListFunction::Last => Some(list::last),
        ListFunction::Clear | ListFunction::RemoveLast => Some(list::unchanged),
        ListFunction::Map
        | ListFunction::Retain
        | ListFunction::Remove
        | ListFunction::Every
        | ListFunction::Any
        | ListFunction::Append
        | ListFunction::SortBy => None,
    }
}

impl PureBuiltin {
    /// Its row.
    #[must_use]
    pub fn row(self) -> &'static Builtin {
        &BUILTINS[usize::from(self.0)]
    }

    /// Whether equal consecutive results are cut off for states (`language.md` §5.4).
    #[must_use]
    pub fn cuts_off(self) -> bool {
        matches!(
            self.row().meaning,
            Meaning::Pure { cut_off: true, .. }
                | Meaning::List(
                    ListFunction::Count | ListFunction::IsEmpty | ListFunction::IsNotEmpty
                )
        )
    }

    /// The function to call for it at one moment.
    #[must_use]
    pub fn function(self) -> Option<PureFunction> {
        match self.row().meaning {
            Meaning::Pure { function, .. } => Some(function),
            Meaning::List(function) => plain_list_function(function),
            Meaning::Stateful(Stateful::Range) => Some(list::range),
            Meaning::Stateful(_) | Meaning::Root(_) | Meaning::Data(_) => None,
        }
    }
}
