//! Values as console text (`stdlib.md` §6, `Log/info`).

use crate::value::{CellRef, Live, Value};

use super::Evaluator;
use super::read::{Reads, View};

/// How many characters a printed value has at most.
pub(super) const MAX_PRINTED: usize = 10_000;

enum Piece {
    Text(String),
    Value(Live),
}

impl Evaluator {
    /// The printed form: objects as `[a: 1, b: x]`, lists as `LIST { 1, 2 }`, what is missing as `?`.
    pub(crate) fn print(&mut self, value: &Value) -> String {
        let reader = CellRef {
            actor: self.root,
            slot: 0,
        };
        let mut printed = String::new();
        let mut stack = vec![Piece::Value(Live::Const(value.clone()))];
        while let Some(piece) = stack.pop() {
            if printed.len() > MAX_PRINTED {
                printed.push('…');
                break;
            }
            let live = match piece {
                Piece::Text(text) => {
                    printed.push_str(&text);
                    continue;
                }
                Piece::Value(live) => live,
            };
            let mut reads = Reads::default();
            match self.read(&live, View::Now, reader, &mut reads).value {
                None => printed.push('?'),
                Some(Value::Object(object)) => {
                    if let Some(tag) = object.tag {
                        printed.push_str(&tag.name());
                    }
                    printed.push('[');
                    stack.push(Piece::Text("]".to_owned()));
                    for (index, (name, field)) in object.fields.iter().enumerate().rev() {
                        stack.push(Piece::Value(field.clone()));
                        let comma = if index == 0 { "" } else { ", " };
                        stack.push(Piece::Text(format!("{comma}{}: ", name.name())));
                    }
                }
                Some(Value::List(list)) => {
                    let items = self.items(&list, View::Now, reader, &mut reads);
                    printed.push_str("LIST {");
                    stack.push(Piece::Text(" }".to_owned()));
                    for (index, (_, item)) in items.iter().enumerate().rev() {
                        stack.push(Piece::Value(item.clone()));
                        stack.push(Piece::Text(if index == 0 { " " } else { ", " }.to_owned()));
                    }
                }
                Some(Value::Element(_)) => printed.push_str("Element[]"),
                Some(scalar) => printed.push_str(&scalar.to_text().unwrap_or_default()),
            }
        }
        printed
    }
}
