//! Names of things on the wire.

use serde::{Deserialize, Serialize};

/// The name of an actor inside its engine: a slot and the generation of its tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ActorId {
    /// The slot.
    pub index: u32,
    /// Which tenant of the slot.
    pub generation: u32,
}

/// The name of a scope inside its engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ScopeId {
    /// The slot.
    pub index: u32,
    /// Which tenant of the slot.
    pub generation: u32,
}

/// A worker of this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WorkerId(pub u32);

/// A server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ServerId(pub u32);

/// Where an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Location {
    /// In the engine that speaks.
    Local,
    /// In another worker of the page.
    Worker(WorkerId),
    /// On a server.
    Server(ServerId),
}

/// The name of an actor outside its engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ActorAddress {
    /// Where it is.
    pub location: Location,
    /// Who it is there.
    pub actor: ActorId,
}

/// A node of the view: a hole of an instance.
///
/// Holes below the number of holes of the instance's template are its own; the engine hands out higher
/// ones for texts that it creates one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NodeId {
    /// The instance.
    pub actor: ActorId,
    /// The hole.
    pub hole: u32,
}

/// A static structure that instances are cloned from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TemplateId(pub u32);

/// A set of style declarations shared by nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClassId(pub u32);

/// A setting that has a number because it is used often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SettingId(pub u8);

/// The number of a frame, event or log record; starts at 1 and never repeats within an epoch.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Sequence(pub u64);

/// Which life of an engine a frame belongs to.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Epoch(pub u32);

/// A tab that shows a program: a random number that it gives itself when its page is loaded.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct TabId(pub u64);

/// The number of a user's edit of a text input; 0 before the first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct EditVersion(pub u32);

/// The number of a program's write of a control's value; 0 before the first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct WriteVersion(pub u32);
