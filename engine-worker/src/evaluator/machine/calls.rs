//! Calls of library functions and of user functions without a life of their own.

use std::rc::Rc;

use crate::language::diagnostic::Diagnostic;
use crate::language::plan::{PureBuiltin, Reactivity};
use crate::language::syntax::span::Span;
use crate::value::Live;

use super::{Entry, Evaluator, Frame, Local, MAX_CALLS, Machine, MachineReader, Run, fold};

impl Evaluator {
    #[inline(never)]
    pub(super) fn builtin(
        &mut self,
        machine: &mut Machine,
        run: Run,
        builtin: PureBuiltin,
        count: usize,
        span: Span,
    ) -> Entry {
        let at = machine.stack.len().saturating_sub(count);
        let (kind, fired) = fold(&machine.stack[at..]);
        let mut values = std::mem::take(&mut machine.values);
        let arguments = machine.stack.drain(at..);
        values.extend(arguments.filter_map(|entry| entry.value));
        let function = builtin.function().filter(|_| values.len() == count);
        let Some(function) = function else {
            values.clear();
            machine.values = values;
            return Entry {
                value: None,
                kind,
                fired,
            };
        };
        let view = Self::view(machine, run);
        let mut reader = MachineReader {
            evaluator: self,
            reads: &mut machine.reads,
            cell: run.cell,
            view,
            kind: Reactivity::Constant,
            fired,
        };
        let result = function(&mut reader, &values);
        let (kind, fired) = (kind.with(reader.kind), reader.fired);
        values.clear();
        machine.values = values;
        match result {
            Ok(value) => Entry { value, kind, fired },
            Err(message) => {
                let path = builtin.row().path;
                self.report(Diagnostic::error(span, format!("`{path}`: {message}")));
                Entry {
                    value: None,
                    kind,
                    fired,
                }
            }
        }
    }

    #[inline(never)]
    pub(super) fn call_pure(
        &mut self,
        machine: &mut Machine,
        run: Run,
        function: u32,
        piped: Option<u32>,
        span: Span,
    ) {
        let plan = Rc::clone(&self.plan);
        let function = &plan.functions[function as usize];
        let arguments = machine.stack.len();
        let arguments = arguments.saturating_sub(function.parameters as usize);
        if machine.frames.len() >= MAX_CALLS {
            self.report(
                Diagnostic::error(
                    span,
                    format!(
                        "`{}` calls itself more than {MAX_CALLS} times",
                        function.name
                    ),
                )
                .hint("a recursion needs an arm that ends it"),
            );
            self.silence(run.cell);
            machine.stack.truncate(arguments);
            machine.stack.push(Entry::ABSENT);
            return;
        }
        let piped = piped
            .and_then(|index| machine.stack.get(arguments + index as usize))
            .map_or(Reactivity::Constant, |entry| entry.kind);
        let locals = machine.locals.len();
        let given = machine.stack.drain(arguments..).map(Local::from);
        machine.locals.extend(given);
        let size = locals + (function.code.frame as usize).max(function.parameters as usize);
        machine.locals.resize(size, Local::ABSENT);
        let passed = machine
            .frames
            .last()
            .map_or(Live::Absent, |frame| frame.passed.clone());
        machine.frozen += u32::from(piped == Reactivity::Pulse);
        machine.froze |= piped == Reactivity::Pulse;
        machine.frames.push(Frame {
            code: Rc::clone(&function.code),
            next: 0,
            locals,
            passed,
            frozen: 0,
            piped,
            loops: machine.loops.len(),
        });
    }
}
