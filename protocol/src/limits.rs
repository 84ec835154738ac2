//! Every limit of the format, in one place.
//!
//! A limit is part of the protocol version: what one side may send, the other must take.

/// The longest frame, in bytes; it bounds what a hostile frame can make its reader allocate.
pub const MAX_FRAME_BYTES: usize = 16 << 20;
/// The most patches in a frame, repetitions included; it bounds what a few bytes can ask for.
pub const MAX_PATCHES: usize = 1 << 20;
/// The longest pattern that a run repeats.
pub const MAX_PATTERN: usize = 64;
/// How many settings have a number at a time; the number takes a byte.
pub const MAX_SETTINGS: usize = 128;
/// The longest value of a numbered setting, in bytes: a page keeps all of them.
pub const MAX_SETTING_BYTES: usize = 64;
/// The longest text of a patch, in bytes.
pub const MAX_TEXT_BYTES: usize = 4 << 20;
/// The most classes of a session.
pub const MAX_CLASSES: u32 = 1 << 16;
/// The most declarations of a class or styles of a template node.
pub const MAX_DECLARATIONS: usize = 256;
/// The most templates of a session.
pub const MAX_TEMPLATES: u32 = 1 << 16;
/// The most nodes of a template.
pub const MAX_TEMPLATE_NODES: usize = 1 << 14;
/// The deepest template; every level is a level of the page's tree.
pub const MAX_TEMPLATE_DEPTH: usize = 256;
/// The most attributes of a template node.
pub const MAX_ATTRIBUTES: usize = 64;
/// The most classes of one node.
pub const MAX_NODE_CLASSES: usize = 64;
/// The most entries of a listener list: each kind once.
pub const MAX_LISTENERS: usize = crate::event::Listener::ALL.len();
/// The most events in a batch.
pub const MAX_EVENTS: usize = 4096;
/// The longest text of an event, in bytes.
pub const MAX_EVENT_TEXT_BYTES: usize = 4 << 20;
/// The longest name of a key, in bytes.
pub const MAX_KEY_BYTES: usize = 64;
/// The longest path of a route or a navigation, in bytes.
pub const MAX_PATH_BYTES: usize = 8192;
/// The longest line on the console, in bytes.
pub const MAX_CONSOLE_BYTES: usize = 1 << 20;
