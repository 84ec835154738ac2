//! What the shim knows of its page: enough to judge every patch before any is applied.
//!
//! ```text
//! ActorId ─▶ Instance ─ hole ─▶ handle ─▶ Node (who, what, where)
//! ```
//!
//! Handles are dense and name the same node here and in `dom.js`. A node knows only what contains it. That
//! suffices to see that a sibling is a sibling and that no node would contain itself, and it makes moving
//! and dropping cheap.
//!
//! A frame is judged by applying it here, with a journal. If a patch is wrong the journal is undone and the
//! page never hears of the frame. Handles that a frame frees are reused only by later frames.
//!
//! A reset is judged in a fresh mirror that keeps the one before it: an instance with the same id and an
//! equal template adopts the handles, and so the nodes, of its former life. In another life of the engine
//! ids mean nothing by themselves; the reset's first patch then says what was called how.
//!
//! Invariants: "a node is live iff an instance lists it" · "a live node's place leads, step by step, to the
//! app or to nowhere".

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use protocol::typing::Edits;
use protocol::{ActorId, NodeId, Reason, Setting, SettingId};

use super::table::Table;
use super::template::{Definition, Template};

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NodeKind {
    /// A text.
    Text,
    /// An element without a value.
    Element,
    /// An element with a text of the user's: input, text area.
    Control,
    /// An element with a value that the user chooses: select, slider.
    Choice,
}

/// What contains a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Nowhere,
    App,
    In(Parent),
    /// A part of its template, inside of the hole `ancestor`; `direct` if that is its parent.
    Fixed {
        ancestor: u32,
        direct: bool,
    },
}

/// A parent by handle; the birth tells it from a later tenant of the handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Parent {
    handle: u32,
    birth: u32,
}

#[derive(Debug, Clone)]
struct Node {
    /// 0 while the handle is free.
    birth: u32,
    name: NodeId,
    kind: NodeKind,
    place: Place,
    edits: Option<Box<Edits>>,
}

struct Instance {
    template: Option<Rc<Template>>,
    /// The handles of the template's holes.
    holes: Vec<u32>,
    /// Texts in holes beyond the template's: hole, handle.
    texts: Vec<(u32, u32)>,
}

enum Undo {
    Class,
    Template,
    Setting(SettingId, Option<Rc<Setting<'static>>>),
    Create(ActorId),
    CreateText(NodeId),
    Place(u32, Place),
    Drop(ActorId, Instance),
    DropText {
        name: NodeId,
        handle: u32,
        at: usize,
    },
    Named(NodeId),
}

/// The mirror of one app's page.
#[derive(Default)]
pub(crate) struct Mirror {
    classes: Vec<Rc<Definition>>,
    templates: Vec<Rc<Template>>,
    /// The numbered settings.
    settings: Vec<Option<Rc<Setting<'static>>>>,
    instances: Table<Instance>,
    nodes: Vec<Node>,
    free: Vec<u32>,
    /// Handles freed by the frame under judgement.
    freed: Vec<u32>,
    journal: Vec<Undo>,
    births: u32,
    /// The births before the frame under judgement.
    settled: u32,
    /// Nodes that others name, which therefore have an id, or get one when they come.
    named: Table<Vec<u32>>,
    /// The page before the reset under judgement.
    former: Option<Box<Mirror>>,
    /// Its names by those that they have in the reset, if these are others.
    former_names: Option<Table<ActorId>>,
}

/// The nodes of a new instance.
pub(crate) struct Created<'a> {
    /// The handles of its holes.
    pub(crate) holes: &'a [u32],
    /// Whether they are on the page from before the reset.
    pub(crate) adopted: bool,
}

/// Nodes that go.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Dropped {
    /// Roots and texts.
    pub(crate) roots: Vec<u32>,
    /// What is inside of roots.
    pub(crate) others: Vec<u32>,
}

impl Mirror {
    /// Begins to judge a reset.
    pub(crate) fn begin_reset(&mut self) {
        let former = core::mem::take(self);
        for node in &former.nodes {
            self.nodes.push(Node {
                birth: 0,
                edits: None,
                ..*node
            });
        }
        self.births = former.births;
        self.former = Some(Box::new(former));
    }

    // Judging: each returns what `dom.js` needs to know, or why the patch is wrong.

    /// Takes names of a life before over; answers the new ones by the old.
    pub(crate) fn rename(
        &mut self,
        names: &[(ActorId, ActorId)],
    ) -> Result<Table<ActorId>, Reason> {
        let (mut newer, mut former) = (Table::default(), Table::default());
        for (old, new) in names {
            check(!newer.contains_key(*old), Reason::Repeated)?;
            check(!former.contains_key(*new), Reason::Repeated)?;
            newer.or_insert(*old, *new);
            former.or_insert(*new, *old);
        }
        self.former_names = Some(former);
        Ok(newer)
    }

    /// Takes nothing over from before the reset.
    pub(crate) fn rename_nothing(&mut self) {
        self.former_names = Some(Table::default());
    }

    pub(crate) fn define_class(
        &mut self,
        class: u32,
        definition: Definition,
    ) -> Result<(), Reason> {
        check(class as usize == self.classes.len(), Reason::NotDense)?;
        self.classes.push(Rc::new(definition));
        self.journal.push(Undo::Class);
        Ok(())
    }

    pub(crate) fn define_template(
        &mut self,
        number: u32,
        template: Template,
    ) -> Result<(), Reason> {
        check(number as usize == self.templates.len(), Reason::NotDense)?;
        self.templates.push(Rc::new(template));
        self.journal.push(Undo::Template);
        Ok(())
    }

    pub(crate) fn check_classes(&self, classes: impl Iterator<Item = u32>) -> Result<(), Reason> {
        let mut classes = classes;
        check(
            classes.all(|class| (class as usize) < self.classes.len()),
            Reason::UnknownClass,
        )
    }

    pub(crate) fn define_setting(&mut self, number: SettingId, setting: Setting<'static>) {
        let at = usize::from(number.0);
        if self.settings.len() <= at {
            self.settings.resize_with(at + 1, || None);
        }
        let before = self.settings[at].replace(Rc::new(setting));
        self.journal.push(Undo::Setting(number, before));
    }

    pub(crate) fn setting(&self, number: SettingId) -> Result<Rc<Setting<'static>>, Reason> {
        let known = self.settings.get(usize::from(number.0)).cloned();
        known.flatten().ok_or(Reason::UnknownSetting)
    }

    pub(crate) fn template(&self, number: u32) -> Result<Rc<Template>, Reason> {
        self.templates
            .get(number as usize)
            .cloned()
            .ok_or(Reason::UnknownTemplate)
    }

    /// Makes the nodes of an instance.
    pub(crate) fn create(
        &mut self,
        number: u32,
        actor: ActorId,
        texts: usize,
    ) -> Result<Created<'_>, Reason> {
        let template = self.template(number)?;
        check(!self.instances.contains_key(actor), Reason::InstanceExists)?;
        check(texts == template.texts, Reason::WrongTextCount)?;
        let former = self.former_holes(actor, &template);
        let adopted = former.is_some();
        let mut holes = former.unwrap_or_else(|| Vec::with_capacity(template.holes.len()));
        for (hole, shape) in template.holes.iter().enumerate() {
            let name = NodeId {
                actor,
                hole: hole as u32,
            };
            match holes.get(hole) {
                Some(handle) => self.revive(*handle, name),
                None => holes.push(self.bear(name, shape.kind)),
            }
        }
        for (shape, handle) in template.holes.iter().zip(&holes) {
            if let Some(inside) = shape.inside {
                let ancestor = holes[inside.hole as usize];
                self.nodes[*handle as usize].place = Place::Fixed {
                    ancestor,
                    direct: inside.direct,
                };
            }
        }
        self.journal.push(Undo::Create(actor));
        let instance = Instance {
            template: Some(template),
            holes,
            texts: Vec::new(),
        };
        let holes = &self.instances.or_insert(actor, instance).holes;
        Ok(Created { holes, adopted })
    }

    /// Makes a text; the flag says whether its node is on the page from before the reset.
    pub(crate) fn create_text(&mut self, name: NodeId) -> Result<(u32, bool), Reason> {
        if let Some(instance) = self.instances.get(name.actor) {
            let own = (name.hole as usize) < instance.holes.len();
            let taken = instance.texts.iter().any(|(hole, _)| *hole == name.hole);
            check(!own && !taken, Reason::NodeExists)?;
        }
        let former = self.former_text(name);
        let handle = match former {
            Some(handle) => {
                self.revive(handle, name);
                handle
            }
            None => self.bear(name, NodeKind::Text),
        };
        let instance = self.instances.or_insert(name.actor, Instance::of_texts());
        instance.texts.push((name.hole, handle));
        self.journal.push(Undo::CreateText(name));
        Ok((handle, former.is_some()))
    }

    pub(crate) fn node(&self, name: NodeId) -> Result<u32, Reason> {
        let instance = self
            .instances
            .get(name.actor)
            .ok_or(Reason::UnknownInstance)?;
        let hole = instance.holes.get(name.hole as usize).copied();
        let text = || instance.texts.iter().find(|(hole, _)| *hole == name.hole);
        hole.or_else(|| text().map(|(_, handle)| *handle))
            .ok_or(Reason::UnknownNode)
    }

    pub(crate) fn element(&self, name: NodeId) -> Result<u32, Reason> {
        let handle = self.node(name)?;
        check(
            self.nodes[handle as usize].kind != NodeKind::Text,
            Reason::NotAnElement,
        )?;
        Ok(handle)
    }

    pub(crate) fn text(&self, name: NodeId) -> Result<u32, Reason> {
        let handle = self.node(name)?;
        check(
            self.nodes[handle as usize].kind == NodeKind::Text,
            Reason::NotAText,
        )?;
        Ok(handle)
    }

    pub(crate) fn control(&self, name: NodeId) -> Result<u32, Reason> {
        let handle = self.node(name)?;
        let kind = self.nodes[handle as usize].kind;
        check(
            matches!(kind, NodeKind::Control | NodeKind::Choice),
            Reason::NotAControl,
        )?;
        Ok(handle)
    }

    pub(crate) fn insert(
        &mut self,
        parent: Option<NodeId>,
        before: Option<NodeId>,
        name: NodeId,
    ) -> Result<(Option<u32>, Option<u32>, u32), Reason> {
        let handle = self.movable(name)?;
        let parent = parent.map(|parent| self.element(parent)).transpose()?;
        let before = self.sibling(before, parent, handle)?;
        let place = parent.map_or(Place::App, |handle| Place::In(self.parent(handle)));
        let mut container = parent;
        while let Some(at) = container {
            check(at != handle, Reason::WouldContainItself)?;
            container = self.container(at);
        }
        self.put(handle, place);
        Ok((parent, before, handle))
    }

    /// Moves a node among its siblings: its parent, the sibling that follows, itself.
    pub(crate) fn move_among(
        &mut self,
        name: NodeId,
        before: Option<NodeId>,
    ) -> Result<(Option<u32>, Option<u32>, u32), Reason> {
        let handle = self.movable(name)?;
        let parent = match self.nodes[handle as usize].place {
            Place::App => None,
            // What the frame itself has dropped keeps its handle until the end.
            Place::In(_) => self
                .container(handle)
                .filter(|parent| self.node(self.nodes[*parent as usize].name) == Ok(*parent)),
            Place::Nowhere | Place::Fixed { .. } => None,
        };
        let in_app = self.nodes[handle as usize].place == Place::App;
        check(in_app || parent.is_some(), Reason::NotASibling)?;
        let before = self.sibling(before, parent, handle)?;
        Ok((parent, before, handle))
    }

    /// The following sibling of a node in a parent.
    fn sibling(
        &self,
        before: Option<NodeId>,
        parent: Option<u32>,
        handle: u32,
    ) -> Result<Option<u32>, Reason> {
        let Some(before) = before else {
            return Ok(None);
        };
        let before = self.node(before)?;
        let sibling = match self.nodes[before as usize].place {
            Place::Fixed {
                ancestor,
                direct: true,
            } => parent == Some(ancestor),
            other => other == parent.map_or(Place::App, |handle| Place::In(self.parent(handle))),
        };
        check(sibling && before != handle, Reason::NotASibling)?;
        Ok(Some(before))
    }

    pub(crate) fn remove(&mut self, name: NodeId) -> Result<u32, Reason> {
        let handle = self.movable(name)?;
        self.put(handle, Place::Nowhere);
        Ok(handle)
    }

    pub(crate) fn drop_text(&mut self, name: NodeId) -> Result<u32, Reason> {
        let handle = self.text(name)?;
        let Some(instance) = self.instances.get_mut(name.actor) else {
            return Err(Reason::UnknownInstance);
        };
        let at = instance
            .texts
            .iter()
            .position(|(hole, _)| *hole == name.hole);
        let at = at.ok_or(Reason::NotMovable)?;
        instance.texts.swap_remove(at);
        // An instance that only ever had texts ends with the last of them.
        if instance.template.is_none() && instance.texts.is_empty() {
            self.instances.remove(name.actor);
        }
        self.freed.push(handle);
        self.journal.push(Undo::DropText { name, handle, at });
        Ok(handle)
    }

    /// Ends an instance.
    pub(crate) fn drop_instance(&mut self, actor: ActorId) -> Result<Dropped, Reason> {
        let instance = self
            .instances
            .remove(actor)
            .ok_or(Reason::UnknownInstance)?;
        let mut dropped = Dropped::default();
        for handle in &instance.holes {
            self.part(*handle, &mut dropped);
        }
        for (_, handle) in &instance.texts {
            self.part(*handle, &mut dropped);
        }
        self.freed.extend_from_slice(&dropped.roots);
        self.freed.extend_from_slice(&dropped.others);
        self.journal.push(Undo::Drop(actor, instance));
        Ok(dropped)
    }

    /// Notes that a node is named by another; the flag says whether that is new.
    pub(crate) fn refer(&mut self, name: NodeId) -> bool {
        let new = !self.is_named(name);
        if new {
            self.named.or_insert(name.actor, Vec::new()).push(name.hole);
            self.journal.push(Undo::Named(name));
        }
        new
    }

    /// The holes of an instance that others name.
    pub(crate) fn named_holes(&self, actor: ActorId) -> Vec<u32> {
        self.named.get(actor).cloned().unwrap_or_default()
    }

    pub(crate) fn is_named(&self, name: NodeId) -> bool {
        self.named
            .get(name.actor)
            .is_some_and(|holes| holes.contains(&name.hole))
    }

    // Ending a frame.

    /// The frame was right: what it freed may be reused. Returns what a reset left behind.
    pub(crate) fn commit(&mut self) -> Option<Dropped> {
        self.journal.clear();
        self.former_names = None;
        let former = self.former.take();
        // Before freed handles end: what the reset itself has dropped is not left behind.
        let left = former.map(|former| {
            let mut left = Dropped::default();
            for (at, node) in former.nodes.iter().enumerate() {
                if node.birth != 0 && self.nodes[at].birth == 0 {
                    former.part(at as u32, &mut left);
                }
            }
            left
        });
        for handle in core::mem::take(&mut self.freed) {
            self.end(handle);
        }
        if left.is_some() {
            self.free.clear();
            for (at, node) in self.nodes.iter().enumerate() {
                if node.birth == 0 {
                    self.free.push(at as u32);
                }
            }
        }
        self.settled = self.births;
        left
    }

    /// The frame was wrong: everything is as before it.
    pub(crate) fn undo(&mut self) {
        if let Some(former) = self.former.take() {
            *self = *former;
            return;
        }
        while let Some(undo) = self.journal.pop() {
            match undo {
                Undo::Class => drop(self.classes.pop()),
                Undo::Template => drop(self.templates.pop()),
                Undo::Setting(number, before) => self.settings[usize::from(number.0)] = before,
                Undo::Create(actor) => {
                    if let Some(instance) = self.instances.remove(actor) {
                        instance
                            .holes
                            .into_iter()
                            .for_each(|handle| self.end(handle));
                    }
                }
                Undo::CreateText(name) => {
                    let Some(instance) = self.instances.get_mut(name.actor) else {
                        continue;
                    };
                    let Some((_, handle)) = instance.texts.pop() else {
                        continue;
                    };
                    if instance.template.is_none() && instance.texts.is_empty() {
                        self.instances.remove(name.actor);
                    }
                    self.end(handle);
                }
                Undo::Place(handle, place) => self.nodes[handle as usize].place = place,
                Undo::Drop(actor, instance) => {
                    self.instances.or_insert(actor, instance);
                }
                Undo::DropText { name, handle, at } => {
                    let instance = self.instances.or_insert(name.actor, Instance::of_texts());
                    instance.texts.push((name.hole, handle));
                    let last = instance.texts.len() - 1;
                    instance.texts.swap(at, last);
                }
                Undo::Named(name) => self.forget_name(name),
            }
        }
        self.freed.clear();
        self.settled = self.births;
    }

    // Asking.

    /// The name of a live node.
    pub(crate) fn name(&self, handle: u32) -> Option<NodeId> {
        self.nodes
            .get(handle as usize)
            .filter(|node| node.birth != 0)
            .map(|node| node.name)
    }

    /// The edits of a live control.
    pub(crate) fn edits(&mut self, handle: u32) -> Option<&mut Edits> {
        let node = self.nodes.get_mut(handle as usize)?;
        let begin = match node.kind {
            NodeKind::Control => || Edits::new(String::new()),
            NodeKind::Choice => Edits::choice,
            NodeKind::Text | NodeKind::Element => return None,
        };
        (node.birth != 0).then(|| &mut **node.edits.get_or_insert_with(|| Box::new(begin())))
    }

    /// Whether a reset is under judgement.
    pub(crate) fn is_resetting(&self) -> bool {
        self.former.is_some()
    }

    /// Whether the node is on the page from before the reset under judgement.
    pub(crate) fn is_adopted(&self, handle: u32) -> bool {
        // A reset bears its own nodes behind all that there were.
        self.former
            .as_ref()
            .is_some_and(|former| (handle as usize) < former.nodes.len())
    }

    /// Whether a node's value is chosen, not typed.
    pub(crate) fn is_choice(&self, handle: u32) -> bool {
        let node = self.nodes.get(handle as usize);
        node.is_some_and(|node| node.kind == NodeKind::Choice)
    }

    /// The live controls that a user or the program has written in.
    pub(crate) fn written_controls(&self) -> Vec<u32> {
        let mut written = Vec::new();
        for (handle, node) in self.nodes.iter().enumerate() {
            if node.birth != 0 && node.edits.is_some() {
                written.push(handle as u32);
            }
        }
        written
    }

    pub(crate) fn live_nodes(&self) -> usize {
        self.nodes.len() - self.free.len()
    }

    fn parent(&self, handle: u32) -> Parent {
        Parent {
            handle,
            birth: self.nodes[handle as usize].birth,
        }
    }

    fn container(&self, handle: u32) -> Option<u32> {
        match self.nodes[handle as usize].place {
            Place::Nowhere | Place::App => None,
            Place::In(parent) => (self.parent(parent.handle) == parent).then_some(parent.handle),
            Place::Fixed {
                ancestor,
                direct: _,
            } => Some(ancestor),
        }
    }

    fn movable(&self, name: NodeId) -> Result<u32, Reason> {
        let handle = self.node(name)?;
        let fixed = matches!(self.nodes[handle as usize].place, Place::Fixed { .. });
        check(!fixed, Reason::NotMovable)?;
        Ok(handle)
    }

    fn put(&mut self, handle: u32, place: Place) {
        let node = &mut self.nodes[handle as usize];
        let before = core::mem::replace(&mut node.place, place);
        // What this frame has made goes with it, wherever it was.
        if node.birth <= self.settled {
            self.journal.push(Undo::Place(handle, before));
        }
    }

    fn bear(&mut self, name: NodeId, kind: NodeKind) -> u32 {
        self.births += 1;
        let node = Node {
            birth: self.births,
            name,
            kind,
            place: Place::Nowhere,
            edits: None,
        };
        match self.free.pop() {
            Some(handle) => {
                self.nodes[handle as usize] = node;
                handle
            }
            None => {
                self.nodes.push(node);
                self.nodes.len() as u32 - 1
            }
        }
    }

    /// Takes a node over from before the reset, with what its user has typed.
    fn revive(&mut self, handle: u32, name: NodeId) {
        self.births += 1;
        let Some(former) = &self.former else { return };
        let former = former.nodes[handle as usize].clone();
        let node = Node {
            birth: self.births,
            name,
            place: Place::Nowhere,
            ..former
        };
        self.nodes[handle as usize] = node;
    }

    /// What an instance was on the page before the reset.
    fn former_instance(&self, actor: ActorId) -> Option<&Instance> {
        let name = match &self.former_names {
            Some(names) => *names.get(actor)?,
            None => actor,
        };
        self.former.as_ref()?.instances.get(name)
    }

    fn former_holes(&self, actor: ActorId, template: &Template) -> Option<Vec<u32>> {
        let former = self.former.as_ref()?;
        let instance = self.former_instance(actor)?;
        let before = instance.template.as_ref()?;
        let class = |mirror: &Mirror, class: u32| mirror.classes.get(class as usize).cloned();
        let alike = before.definition == template.definition
            && template
                .classes
                .iter()
                .zip(&before.classes)
                .all(|(new, old)| class(self, *new) == class(former, *old));
        // An instance that the same frame has dropped is gone for good.
        let unused = instance
            .holes
            .iter()
            .all(|handle| self.nodes[*handle as usize].birth == 0);
        (alike && unused).then(|| instance.holes.clone())
    }

    fn former_text(&self, name: NodeId) -> Option<u32> {
        let instance = self.former_instance(name.actor)?;
        let (_, handle) = instance.texts.iter().find(|(hole, _)| *hole == name.hole)?;
        (self.nodes[*handle as usize].birth == 0).then_some(*handle)
    }

    fn end(&mut self, handle: u32) {
        let node = &mut self.nodes[handle as usize];
        node.birth = 0;
        node.edits = None;
        let name = node.name;
        self.forget_name(name);
        self.free.push(handle);
    }

    fn forget_name(&mut self, name: NodeId) {
        if let Some(holes) = self.named.get_mut(name.actor) {
            if let Some(at) = holes.iter().position(|hole| *hole == name.hole) {
                holes.swap_remove(at);
            }
            if holes.is_empty() {
                self.named.remove(name.actor);
            }
        }
    }

    /// Puts a node that goes to its like.
    #[inline(never)]
    fn part(&self, handle: u32, dropped: &mut Dropped) {
        let fixed = matches!(self.nodes[handle as usize].place, Place::Fixed { .. });
        let its = match fixed {
            true => &mut dropped.others,
            false => &mut dropped.roots,
        };
        its.push(handle);
    }
}

#[cfg(test)]
impl Mirror {
    /// Everything that a frame could ask, to compare before and after: names, kinds, containers.
    pub(crate) fn answers(&self) -> Vec<(NodeId, NodeKind, Option<Option<NodeId>>)> {
        let name = |handle: u32| self.nodes[handle as usize].name;
        let live = self
            .nodes
            .iter()
            .enumerate()
            .filter(|(_, node)| node.birth != 0);
        let mut answers: Vec<_> = live
            .map(|(handle, node)| {
                let placed = node.place != Place::Nowhere;
                (
                    node.name,
                    node.kind,
                    placed.then(|| self.container(handle as u32).map(name)),
                )
            })
            .collect();
        answers.sort_by_key(|(name, ..)| *name);
        answers
    }

    /// The invariants of the module's doc.
    pub(crate) fn check_invariants(&self) {
        for (handle, node) in self.nodes.iter().enumerate() {
            if node.birth == 0 {
                assert!(self.free.contains(&(handle as u32)), "a dead node is free");
                continue;
            }
            assert_eq!(
                self.node(node.name),
                Ok(handle as u32),
                "a live node is its instance's"
            );
            let mut steps = 0;
            let mut at = handle as u32;
            while let Some(container) = self.container(at) {
                assert_ne!(self.nodes[container as usize].birth, 0, "a container lives");
                (at, steps) = (container, steps + 1);
                assert!(steps <= self.nodes.len(), "no node contains itself");
            }
        }
        let listed = |instance: &Instance| instance.holes.len() + instance.texts.len();
        assert_eq!(
            self.instances.values().map(listed).sum::<usize>(),
            self.live_nodes()
        );
        assert!(self.journal.is_empty() && self.freed.is_empty() && self.former.is_none());
    }
}

impl Instance {
    fn of_texts() -> Self {
        Instance {
            template: None,
            holes: Vec::new(),
            texts: Vec::new(),
        }
    }
}

fn check(holds: bool, otherwise: Reason) -> Result<(), Reason> {
    if holds { Ok(()) } else { Err(otherwise) }
}
