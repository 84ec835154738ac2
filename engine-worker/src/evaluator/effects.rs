//! What leaves a program besides its view.

use protocol::patch::ConsoleLevel;

use crate::symbol::Symbol;
use crate::value::{CellRef, Value};

use super::read::{Reads, View};
use super::{Effect, Evaluator};

impl Evaluator {
    /// Prints a line of `Log/info` or `Log/error`.
    pub(crate) fn log(&mut self, error: bool, value: &Value, with: Option<&Value>) {
        let label = match with {
            Some(Value::Object(object)) => match object.field(Symbol::new("label")) {
                Some(live) => {
                    let root = CellRef {
                        actor: self.root,
                        slot: 0,
                    };
                    self.read(&live.clone(), View::Now, root, &mut Reads::default())
                        .value
                }
                None => None,
            },
            _ => None,
        };
        let mut line = String::from(if error { "[ERROR] " } else { "[INFO] " });
        if let Some(label) = label.and_then(|label| label.to_text()) {
            line.push_str(&label);
            line.push_str(": ");
        }
        line.push_str(&self.print(value));
        let level = if error {
            ConsoleLevel::Error
        } else {
            ConsoleLevel::Info
        };
        self.effects.push(Effect::Console(level, line));
    }
}
