//! What the table of the standard library knows.

use engine_worker::stdlib::table::{self, BUILTINS, Builtin, ListFunction, Meaning};

use super::markup::code;
use super::{Facts, Row};

/// All functions.
pub(super) fn all() -> Vec<(String, Facts)> {
    BUILTINS
        .iter()
        .map(|row| (row.path.to_owned(), facts(row)))
        .collect()
}

fn facts(builtin: &Builtin) -> Facts {
    let mut names = Vec::new();
    let mut rows = Vec::new();
    for (index, name) in builtin.parameters.iter().enumerate() {
        let is_required = index < builtin.required;
        names.push(format!("{name}{}", if is_required { "" } else { "?" }));
        rows.push(Row {
            name: (*name).to_owned(),
            takes: None,
            meaning: String::new(),
        });
    }
    Facts {
        signature: code(&format!("{}({})", builtin.path, names.join(", "))),
        columns: "| Argument | Meaning |\n|---|---|\n",
        rows,
        notes: vec![("Kind", kind(builtin))],
    }
}

fn kind(builtin: &Builtin) -> String {
    let kind = match builtin.meaning {
        Meaning::Pure { .. } => "Pure: a function of its arguments alone.".to_owned(),
        Meaning::Stateful(_) => "Stateful: it remembers or acts.".to_owned(),
        Meaning::List(function) if is_per_item(function) => {
            "List: the bare name in the call is the item, for each of them.".to_owned()
        }
        Meaning::List(_) => "List: it follows changes of the list.".to_owned(),
        Meaning::Root(tag) => format!("The root of a program: {}.", code(tag)),
        Meaning::Data(tag) => format!("Data: it makes {}.", code(&format!("{tag}[…]"))),
    };
    let cuts_off = table::find(builtin.path).is_some_and(|(found, _)| found.cuts_off());
    if cuts_off {
        kind + " Equal results that follow each other are one."
    } else {
        kind
    }
}

fn is_per_item(function: ListFunction) -> bool {
    match function {
        ListFunction::Map
        | ListFunction::Retain
        | ListFunction::Remove
        | ListFunction::Every
        | ListFunction::Any
        | ListFunction::SortBy => true,
        ListFunction::Append
        | ListFunction::Clear
        | ListFunction::RemoveLast
        | ListFunction::Count
        | ListFunction::IsEmpty
        | ListFunction::IsNotEmpty
        | ListFunction::Get
        | ListFunction::Sum
        | ListFunction::Latest
        | ListFunction::Last => false,
    }
}
