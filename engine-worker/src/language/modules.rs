//! Which files form a program (`language.md` §16).

use std::collections::HashMap;
use std::rc::Rc;

pub use protocol::SourceFile;

use super::diagnostic::Diagnostic;
use super::syntax::ast::{Module, Variable};
use super::syntax::parser;
use super::syntax::source::SourceSet;
use super::syntax::span::{FileId, Span};

/// How many bytes of source a program may have.
pub const MAX_SOURCE_BYTES: usize = 64 << 20;

/// The build script of a project, which is never run.
const BUILD_SCRIPT: &str = "BUILD.bn";

/// All files of a program, parsed.
#[derive(Clone, Debug)]
pub struct Program {
    /// The texts; the entry file is the first.
    pub source: SourceSet,
    /// The file that is run.
    pub entry: Module,
    /// The other files.
    pub modules: Vec<Module>,
    /// One more than the greatest number of an expression.
    pub expr_count: u32,
}

impl Program {
    /// All top-level variables, each with the module that it is in: the entry file's first.
    pub fn variables(&self) -> impl Iterator<Item = (Option<&str>, &Variable)> {
        std::iter::once(&self.entry)
            .chain(&self.modules)
            .flat_map(|module| {
                let name = module.name.as_deref();
                module
                    .variables
                    .iter()
                    .map(move |variable| (name, variable))
            })
    }
}

/// Parses the files of a program; `entry` is the path of the file that is run.
pub fn load(files: Vec<SourceFile>, entry: &str) -> (Program, Vec<Diagnostic>) {
    let mut program = Program {
        source: SourceSet::default(),
        entry: empty_module(),
        modules: Vec::new(),
        expr_count: 0,
    };
    let mut diagnostics = Vec::new();
    let (mut entries, others): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|file| file.path == entry);
    let repeated = entries.len() > 1;
    let found = if entries.is_empty() {
        None
    } else {
        Some(entries.swap_remove(0))
    };
    let Some(entry_file) = found else {
        let message = format!("the entry file `{entry}` is not among the files of the program");
        diagnostics.push(Diagnostic::error(Span::default(), message));
        return (program, diagnostics);
    };

    let total = others.iter().fold(entry_file.text.len(), |sum, file| {
        sum.saturating_add(file.text.len())
    });
    let entry_path = entry_file.path.clone();
    let Some(file) = (total <= MAX_SOURCE_BYTES)
        .then(|| program.source.add(entry_file.path, entry_file.text))
        .flatten()
    else {
        let message = format!(
            "the program has {total} bytes of source; at most {MAX_SOURCE_BYTES} are possible"
        );
        diagnostics.push(Diagnostic::error(Span::default(), message));
        return (program, diagnostics);
    };
    let place = start_of(file);
    if repeated {
        diagnostics.push(Diagnostic::error(
            place,
            format!("the file `{entry_path}` is given twice"),
        ));
    }
    if file_name(&entry_path) == BUILD_SCRIPT {
        let message = format!("`{BUILD_SCRIPT}` is a build script and cannot be run");
        diagnostics.push(Diagnostic::error(place, message));
    }
    if !is_source(&entry_path) {
        diagnostics.push(not_a_source(place, &entry_path));
    }
    let (module, problems) = parser::parse(&program.source, file, &mut program.expr_count);
    program.entry = module;
    diagnostics.extend(problems);

    let mut paths: HashMap<Rc<str>, Rc<str>> = HashMap::new();
    for other in others {
        load_module(&mut program, other, place, &mut paths, &mut diagnostics);
    }
    (program, diagnostics)
}

/// Adds a file that is not the entry. `paths` has the path of each module so far.
fn load_module(
    program: &mut Program,
    source: SourceFile,
    entry: Span,
    paths: &mut HashMap<Rc<str>, Rc<str>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if file_name(&source.path) == BUILD_SCRIPT {
        return;
    }
    if !is_source(&source.path) {
        diagnostics.push(not_a_source(entry, &source.path));
        return;
    }
    let path: Rc<str> = Rc::from(source.path.as_str());
    let name: Rc<str> = Rc::from(file_name(&source.path).trim_end_matches(".bn"));
    let Some(file) = program.source.add(source.path, source.text) else {
        diagnostics.push(Diagnostic::error(
            entry,
            format!("too many files: `{path}` cannot be added"),
        ));
        return;
    };
    let place = start_of(file);
    if let Some(first) = paths.insert(Rc::clone(&name), Rc::clone(&path)) {
        let message = if first == path {
            format!("the file `{path}` is given twice")
        } else {
            format!("two files define the module `{name}`: `{first}` and `{path}`")
        };
        diagnostics.push(Diagnostic::error(place, message).hint("rename one of the files"));
    }
    if !is_module_name(&name) {
        let message =
            format!("nothing can call the functions of `{path}`: `{name}` is no module name");
        let hint = "a module's file is named in PascalCase, like `Theme.bn`";
        diagnostics.push(Diagnostic::warning(place, message).hint(hint));
    }
    let (mut module, problems) = parser::parse(&program.source, file, &mut program.expr_count);
    module.name = Some(name);
    diagnostics.extend(problems);
    program.modules.push(module);
}

fn empty_module() -> Module {
    Module {
        name: None,
        variables: Vec::new(),
        functions: Vec::new(),
    }
}

fn start_of(file: FileId) -> Span {
    Span {
        file,
        start: 0,
        end: 0,
    }
}

fn not_a_source(place: Span, path: &str) -> Diagnostic {
    Diagnostic::error(place, format!("`{path}` is no program file"))
        .hint("names of program files end with `.bn`")
}

fn is_source(path: &str) -> bool {
    file_name(path)
        .strip_suffix(".bn")
        .is_some_and(|name| !name.is_empty())
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn is_module_name(name: &str) -> bool {
    let upper = name.starts_with(|first: char| first.is_ascii_uppercase());
    let shouting = name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_uppercase());
    upper && !shouting && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
