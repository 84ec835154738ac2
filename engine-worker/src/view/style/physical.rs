//! Keys that describe surfaces inside a scene (style.md §7).

use protocol::value::WireValue;

use crate::view::style::context::StyleContext;
use crate::view::style::output::Output;

/// Outside a scene surfaces are flat: the keys are known and draw nothing.
pub(super) fn flat(_: &WireValue, _: &StyleContext, _: &mut Output) {}
