//! Element actors to patches.
//!
//! [`catalog`] says what each `Element/*` function draws, [`style`] turns style values into CSS
//! declarations. Both are tables over plain data: they know no actor, no patch and no page. `template`
//! compiles what is static of a plan template; `element` keeps what is live of a shown element (`arguments`,
//! `styling`, `options` draw it), `position` and `children` its child positions; `containment` says which items
//! the browser may leave out; `parts` are nodes that no
//! template of the program has; `render` does all at the end of a turn; `events` finds the slot of an event.

mod arguments;
pub mod catalog;
mod children;
mod column;
mod containment;
pub(crate) mod element;
mod events;
mod focus;
mod look;
mod options;
mod parts;
pub mod plain;
mod position;
mod render;
mod resolve;
pub mod style;
mod styling;
mod template;

use std::collections::HashMap;
use std::rc::Rc;

use protocol::ids::{ActorId, ClassId, NodeId};
use protocol::names::{StyleProperty, Tag};
use protocol::patch::{Declaration, Part, Patch};
use rustc_hash::FxHashMap;

use crate::value::CellRef;

use containment::Around;
use element::Control;
use style::StyleContext;
use template::ViewTemplate;

pub(crate) use parts::is_part;
pub(crate) use resolve::from_plain;
pub(crate) use template::ROOT;

/// How deep plain data may be nested; what lies deeper shows nothing.
pub const MAX_DEPTH: usize = 64;

/// What the page has been told.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// What the page has not been told yet.
    pub(crate) patches: Vec<Patch<'static>>,
    pub(crate) next_template: u32,
    /// All classes and templates so far, in order: a page that gets everything anew gets the same ones, so
    /// that it can tell which of its nodes are still right.
    definitions: Vec<Patch<'static>>,
    templates: HashMap<TemplateKey, Rc<ViewTemplate>>,
    /// The elements of plan templates whose tags only instances know.
    live_tags: FxHashMap<u32, Rc<[template::LiveTag]>>,
    /// The structure of each instance that the page has.
    instances: FxHashMap<ActorId, Rc<ViewTemplate>>,
    classes: HashMap<(bool, Vec<(StyleProperty, String)>), ClassId>,
    /// Those of long live values.
    shared: HashMap<(StyleProperty, String), ClassId>,
    /// Whether the program shows a scene, and its parameters.
    is_scene: bool,
    scene: Vec<(StyleProperty, String)>,
    /// Whether an element has ever been told these.
    is_lit: bool,
    /// The next hole for a text made by itself, by instance.
    text_holes: FxHashMap<ActorId, u32>,
    focus: focus::Focus,
    parts: parts::Parts,
    /// Parts whose element has ended.
    orphans: Vec<ActorId>,
    /// Elements that were placed somewhere else in this turn, and where they were.
    moved: Vec<(CellRef, element::Place)>,
    /// The labels that refer to an element of an instance.
    labelling: FxHashMap<ActorId, Vec<(CellRef, u8)>>,
    /// Labels that refer to an element that is not shown yet.
    waiting_labels: Vec<(CellRef, u8)>,
    /// Whether this turn brought an element that labels may wait for.
    has_mounted: bool,
    /// Looks of elements in surroundings that their templates do not know.
    looks: HashMap<LookKey, Rc<look::Look>>,
    work: styling::Work,
    /// What controls had when the page was forgotten.
    controls: FxHashMap<CellRef, Box<Control>>,
}

/// A plan template, what is around it, whether that is in a scene, and the tags that only the instance knows,
/// by slot.
type TemplateKey = (u32, Option<Around>, bool, Vec<(u32, Tag)>);

/// A plan template, a slot in it, the surroundings, the tag, whether it is contained.
type LookKey = (u32, u32, StyleContext, Tag, bool);

/// How long a live value must be for a class of its own, in bytes.
const LONG_VALUE: usize = 64;

/// How many such classes there may be: classes are never forgotten.
const MAX_SHARED: usize = 512;

impl View {
    /// Tells the page a class or template, for all of this life.
    pub(crate) fn define(&mut self, definition: Patch<'static>) {
        self.definitions.push(definition.clone());
        self.patches.push(definition);
    }

    /// A view that has told a new page nothing but the definitions.
    fn anew(&mut self, controls: FxHashMap<CellRef, Box<Control>>) -> View {
        View {
            patches: self.definitions.clone(),
            next_template: self.next_template,
            definitions: std::mem::take(&mut self.definitions),
            templates: std::mem::take(&mut self.templates),
            classes: std::mem::take(&mut self.classes),
            looks: std::mem::take(&mut self.looks),
            shared: std::mem::take(&mut self.shared),
            live_tags: std::mem::take(&mut self.live_tags),
            parts: self.parts.anew(),
            controls,
            ..View::default()
        }
    }

    /// The class of a set of declarations.
    pub(crate) fn class(
        &mut self,
        part: Part,
        declarations: Vec<(StyleProperty, String)>,
    ) -> ClassId {
        let key = (part == Part::Placeholder, declarations);
        if let Some(class) = self.classes.get(&key) {
            return *class;
        }
        let class = ClassId(self.classes.len() as u32);
        let declarations = key
            .1
            .iter()
            .map(|(property, value)| Declaration {
                property: *property,
                value: value.clone().into(),
            })
            .collect();
        self.define(Patch::DefineClass {
            class,
            part,
            declarations,
        });
        self.classes.insert(key, class);
        class
    }

    /// The class of a long live value; none where it is short, or where there are too many already.
    pub(crate) fn shared_class(&mut self, property: StyleProperty, value: &str) -> Option<ClassId> {
        if value.len() < LONG_VALUE {
            return None;
        }
        let key = (property, value.to_owned());
        if let Some(class) = self.shared.get(&key) {
            return Some(*class);
        }
        if self.shared.len() == MAX_SHARED {
            return None;
        }
        let class = self.class(Part::Element, vec![key.clone()]);
        self.shared.insert(key, class);
        Some(class)
    }

    /// See [`crate::engine::Engine::table_sizes`].
    pub(crate) fn table_sizes(&self) -> Vec<(&'static str, usize)> {
        vec![
            ("templates", self.templates.len()),
            ("instances", self.instances.len()),
            ("classes", self.classes.len()),
            ("looks", self.looks.len()),
            ("shared classes", self.shared.len()),
            ("text holes", self.text_holes.len()),
            ("waiting labels", self.waiting_labels.len()),
            ("labelling", self.labelling.len()),
            ("controls", self.controls.len()),
            ("focus", self.focus.len()),
        ]
    }

    /// A hole for a text that no template has.
    pub(crate) fn text_hole(&mut self, actor: ActorId) -> NodeId {
        let first = self
            .instances
            .get(&actor)
            .map_or(0, |template| template.holes);
        let next = self.text_holes.entry(actor).or_insert(first);
        *next += 1;
        NodeId {
            actor,
            hole: *next - 1,
        }
    }
}
