//! The calls and loops in which code came to what it reports.

use std::rc::Rc;

use crate::language::plan::{Code, Op};

use super::super::trace;
use super::{Evaluator, Machine};

impl Evaluator {
    /// Adds the calls and loops that code is in to the newest reports, which have the way to the code.
    #[inline(never)]
    pub(super) fn add_way_in_code(&mut self, machine: &Machine, first: usize) {
        let plan = Rc::clone(&self.plan);
        let mut way = Vec::new();
        let span_of = |code: &Code, next: usize| {
            let at = next.saturating_sub(1);
            code.spans.get(at).copied().unwrap_or_default()
        };
        let mut loops = machine.loops.len();
        for (index, frame) in machine.frames.iter().enumerate().rev() {
            for found in machine.loops[frame.loops.min(loops)..loops].iter().rev() {
                let function = found.kind.function();
                let position = Some(found.index + 1);
                let site = span_of(&frame.code, found.start);
                trace::add(
                    &mut way,
                    trace::Frame::Item {
                        function,
                        position,
                        site,
                    },
                );
            }
            loops = frame.loops.min(loops);
            let Some(caller) = index.checked_sub(1).map(|index| &machine.frames[index]) else {
                break;
            };
            let function = match caller.code.ops.get(caller.next.saturating_sub(1)) {
                Some(Op::CallPure { function, .. }) => &plan.functions[*function as usize].name,
                _ => continue,
            };
            let function = Rc::clone(function);
            let site = span_of(&caller.code, caller.next);
            trace::add(&mut way, trace::Frame::Call { function, site });
            if way.len() > trace::MAX_FRAMES {
                break;
            }
        }
        for diagnostic in self.diagnostics.iter_mut().skip(first) {
            let mut whole = way.clone();
            for frame in diagnostic.trace.drain(..) {
                trace::add(&mut whole, frame);
            }
            trace::shorten(&mut whole);
            diagnostic.trace = whole;
        }
    }
}
