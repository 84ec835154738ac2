//! Everything that crosses a boundary of Offstage: its forms, and the one rule that both sides compute. No JS.
//!
//! `WIRE.md` beside this crate's manifest is the format as a document; the golden files in `tests/golden`
//! are its example bytes.
//!
//! # Versioning
//!
//! The first byte of every frame says [`VERSION`]. Page and worker are built and shipped together, so there
//! is no negotiation: a frame of another version is refused. The version rises with every change that
//! makes an old reader misread new bytes or a new reader old ones: a variant or field inserted, removed,
//! retyped or moved, a limit lowered, a rule of validation tightened. Within a version the name tables and
//! the enums grow only at their ends; an old reader then refuses what it does not know. A change of any
//! golden file that exists already is a change of version.
//!
//! # Where to look
//!
//! [`frame`] has the envelopes, [`patch`] what goes to the page, [`event`] what comes from it,
//! [`typing`] the merge of texts, [`control`] the few typed messages besides, [`codec`] is the only way from bytes to frames and back;
//! [`page`] has the part of it that pages load.

// The shim is built without std: its panic messages alone would weigh more than the rest.
#![cfg_attr(not(test), no_std)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

extern crate alloc;
// The samples of the tests name this crate as others do.
#[cfg(test)]
extern crate self as offstage_protocol;

pub mod codec;
pub mod control;
pub mod error;
pub mod event;
pub mod frame;
pub mod ids;
pub mod limits;
pub mod list_change;
pub mod names;
mod pack;
pub mod page;
pub mod patch;
pub mod typing;
mod validate;
pub mod value;
pub mod version;

pub use codec::{
    DecodedDown, DecodedPatches, decode_down, decode_up, encode_down, encode_events, encode_up,
};
pub use control::{
    AttachTab, Command, DiagnosticSeverity, Durability, Leftover, RenderedDiagnostic, Report,
    SourceFile, StartProgram, Storage, Task, program_fingerprint,
};
pub use error::{FrameError, Reason};
pub use event::{Event, EventKind, Listener, StampedEvent};
pub use frame::{Applied, DownFrame, EventBatch, Logged, PatchFrame, Rejected, UpFrame};
pub use ids::{
    ActorAddress, ActorId, ClassId, EditVersion, Epoch, Location, NodeId, ScopeId, Sequence,
    ServerId, SettingId, TabId, TemplateId, WorkerId, WriteVersion,
};
pub use list_change::{ItemId, ListChange};
pub use names::{
    ATTRIBUTE_NAMES, ATTRIBUTES, Attribute, STYLE_PROPERTIES, STYLE_PROPERTY_NAMES, StyleProperty,
    TAG_NAMES, TAGS, Tag,
};
pub use page::{Down, Head, Patches, Run, open_down};
pub use patch::{
    ConsoleLevel, Declaration, Part, Patch, Setting, TemplateNode, TemplateNodeKind, Text,
};
pub use value::WireValue;
pub use version::{MAGIC, VERSION};
