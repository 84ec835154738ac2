//! The functions of a program, and which of them a call means (`language.md` §16.2).

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::modules::Program;
use super::syntax::ast::{Function, Name};
use super::syntax::span::FileId;

/// A function and the module that it is in.
#[derive(Clone)]
pub(super) struct Declared<'a> {
    pub(super) function: &'a Function,
    /// `None` for the entry file.
    pub(super) module: Option<Rc<str>>,
}

/// All functions of a program, by number and by name.
pub(super) struct Functions<'a> {
    pub(super) all: Vec<Declared<'a>>,
    by_name: FxHashMap<(Option<&'a str>, &'a str), usize>,
    /// By number of the file.
    modules: FxHashMap<FileId, &'a str>,
}

impl<'a> Functions<'a> {
    pub(super) fn new(program: &'a Program) -> Self {
        let mut all = Vec::new();
        let mut by_name = FxHashMap::default();
        let mut modules = FxHashMap::default();
        for module in std::iter::once(&program.entry).chain(&program.modules) {
            if let (Some(name), Some(body)) = (&module.name, module.bodies().next()) {
                modules.insert(body.span.file, &**name);
            }
            for function in &module.functions {
                by_name.insert((module.name.as_deref(), &*function.name.text), all.len());
                all.push(Declared {
                    function,
                    module: module.name.clone(),
                });
            }
        }
        Functions {
            all,
            by_name,
            modules,
        }
    }

    /// The module that a file is; none for the entry file.
    pub(super) fn module_of(&self, file: FileId) -> Option<&'a str> {
        self.modules.get(&file).copied()
    }

    /// The user function that a call from the module `from` means. Inside a module its own functions come
    /// first, then the entry file's.
    pub(super) fn find(&self, from: Option<&str>, modules: &[Name], name: &str) -> Option<usize> {
        let look = |module| self.by_name.get(&(module, name)).copied();
        match modules {
            [] => from.and_then(|own| look(Some(own))).or_else(|| look(None)),
            // A module is named after its file alone.
            [module] => look(Some(&*module.text)),
            [..] => None,
        }
    }
}

impl Declared<'_> {
    /// `Theme/font`, or `row` for a function of the entry file.
    pub(super) fn path(&self) -> String {
        match &self.module {
            Some(module) => format!("{module}/{}", self.function.name.text),
            None => self.function.name.text.to_string(),
        }
    }
}
