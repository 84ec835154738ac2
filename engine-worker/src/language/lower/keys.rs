//! What identifies nodes, templates and items in other texts of the program (`language.md` §14.2, §14.3).
//!
//! A node is identified by the definition that it is in and by being the n-th of its kind there, so that what
//! is written elsewhere does not matter. What keeps a state is identified by its own text, too: another text
//! is another state.

use std::rc::Rc;

use crate::place::PlaceKey;

use super::super::plan::{ListOperation, NodeKind, Operand, Stateful};
use super::super::syntax::lexer::lex;
use super::super::syntax::span::Span;
use super::super::syntax::token::TokenKind;
use super::Lowering;

impl Lowering<'_> {
    /// Identifies a node of the template being written.
    pub(super) fn give_key(&mut self, slot: u32, label: &str) {
        let builder = self.builder();
        let base = definition(&builder.nodes[slot as usize].place);
        let key = PlaceKey::new("node").text(base).text(label);
        let key = builder.number(key);
        builder.nodes[slot as usize].key = key;
    }

    /// The key of what is no node of the template: it is numbered among the nodes all the same, so that it does not matter
    /// to them which of the two it is.
    pub(super) fn free_key(&mut self, label: &str) -> u64 {
        let place = self.place.join(".");
        let key = PlaceKey::new("node").text(&place).text(label);
        self.builder().number(key)
    }

    /// Makes a node keep its state; `written` is all that makes it what it is.
    pub(super) fn keep_state(&mut self, operand: &Operand, written: Span) {
        let Operand::Cell { up: 0, slot } = operand else {
            return;
        };
        let text = self.fingerprint(written);
        let builder = self.builder();
        let node = &builder.nodes[*slot as usize];
        let key = PlaceKey::new("state")
            .text(definition(&node.place))
            .text(label(&node.kind))
            .number(text);
        let key = builder.number(key);
        builder.nodes[*slot as usize].saved = key;
    }

    /// Keeps no state of a node after all.
    pub(super) fn forget_state(&mut self, operand: &Operand) {
        if let Operand::Cell { up: 0, slot } = operand {
            self.builder().nodes[*slot as usize].saved = 0;
        }
    }

    /// The key of a template that is written inside of another.
    pub(super) fn nested_key(&mut self, name: &str) -> u64 {
        let place = self.place.join(".");
        let builder = self.builder();
        let key = PlaceKey::new("template")
            .number(builder.key)
            .text(&place)
            .text(name);
        builder.number(key)
    }

    /// What identifies the items of a list literal: their own texts, and for the same text its number.
    pub(super) fn item_keys(&mut self, items: &[Span]) -> Box<[u64]> {
        let mut seen = rustc_hash::FxHashMap::default();
        items
            .iter()
            .map(|item| {
                let text = self.fingerprint(*item);
                let number = seen.entry(text).or_insert(0_u64);
                *number += 1;
                PlaceKey::new("item").number(text).number(*number).finish()
            })
            .collect()
    }

    /// The identity of an item of a constant list, which belongs to no instance.
    pub(super) fn constant_item(&mut self, item: u64) -> u64 {
        let place: Rc<str> = self.place.join(".").into();
        let builder = self.builder().key;
        let mut number = 0;
        loop {
            let key = PlaceKey::new("constant")
                .number(builder)
                .text(&place)
                .number(item)
                .number(number);
            let identity = crate::value::literal_item(key.finish());
            if self.items.insert(identity.0) {
                return identity.0;
            }
            number += 1;
        }
    }

    /// A number for what is written there; white space, separators and comments do not count.
    fn fingerprint(&mut self, span: Span) -> u64 {
        let text = self.source.text(span.file);
        let tokens = self.tokens.entry(span.file).or_insert_with(|| {
            let mut tokens = lex(span.file, text).tokens;
            // Separators may be left out.
            tokens.retain(|token| token.kind != TokenKind::Comma);
            tokens
                .iter()
                .map(|token| (token.start, token.end))
                .collect()
        });
        let first = tokens.partition_point(|(start, _)| *start < span.start);
        let mut key = PlaceKey::new("text");
        for (start, end) in &tokens[first..] {
            if *end > span.end {
                break;
            }
            key = key.text(text.get(*start as usize..*end as usize).unwrap_or_default());
        }
        key.finish()
    }
}

impl super::Builder {
    /// Tells the same key at the same place apart.
    fn number(&mut self, key: PlaceKey) -> u64 {
        let number = self.keys.entry(key.clone().finish()).or_insert(0);
        *number += 1;
        key.number(*number).finish()
    }
}

/// The names that lead to a definition, of a place with a number that tells its nodes apart.
fn definition(place: &str) -> &str {
    place.rsplit_once('#').map_or(place, |(base, _)| base)
}

/// What a node is called in keys. Changing one makes all states of such nodes unknown.
pub(super) fn label(kind: &NodeKind) -> &'static str {
    match kind {
        NodeKind::Reserved => "reserved",
        NodeKind::Alias(_) => "alias",
        NodeKind::Expr { .. } => "expr",
        NodeKind::Object { .. } => "object",
        NodeKind::Spread { .. } => "spread",
        NodeKind::Latest(_) => "latest",
        NodeKind::Hold { .. } => "hold",
        NodeKind::Then { .. } => "then",
        NodeKind::Switch { .. } => "switch",
        NodeKind::Slot => "slot",
        NodeKind::LinkSet { .. } => "link",
        NodeKind::Call { .. } => "call",
        NodeKind::Element { .. } => "element",
        NodeKind::List { .. } => "list",
        NodeKind::ListOperation { operation, .. } => match operation {
            ListOperation::Map(_) => "map",
            ListOperation::Retain(_) => "retain",
            ListOperation::Remove(_) => "remove",
            ListOperation::Every(_) => "every",
            ListOperation::Any(_) => "any",
            ListOperation::Append => "append",
            ListOperation::Clear => "clear",
            ListOperation::RemoveLast => "remove_last",
            ListOperation::Count => "count",
            ListOperation::IsEmpty => "is_empty",
            ListOperation::IsNotEmpty => "is_not_empty",
            ListOperation::Get => "get",
            ListOperation::Sum => "list_sum",
            ListOperation::Latest => "list_latest",
            ListOperation::Last => "last",
            ListOperation::SortBy(_) => "sort_by",
        },
        NodeKind::Stateful { operation, .. } => match operation {
            Stateful::Sum => "sum",
            Stateful::Toggle => "toggle",
            Stateful::Pulses => "pulses",
            Stateful::Skip => "skip",
            Stateful::Take => "take",
            Stateful::Distinct => "distinct",
            Stateful::Debounce => "debounce",
            Stateful::Interval => "interval",
            Stateful::Route => "route",
            Stateful::GoTo => "go_to",
            Stateful::LogInfo => "log_info",
            Stateful::LogError => "log_error",
            Stateful::Range => "range",
            Stateful::Ulid => "ulid",
        },
    }
}
