//! A page that paints nothing: it applies frames as far as it must to know what listens, and acknowledges.

// Every bench uses a part of it.
#![allow(dead_code)]

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use engine_worker::engine::{Engine, StartOptions};
use protocol::{
    Applied, DecodedDown, Epoch, Event, EventBatch, EventKind, Listener, Location, NodeId, Patch,
    Sequence, SourceFile, StampedEvent, TemplateNodeKind, UpFrame, decode_down, encode_up,
};

use crate::harness::{allocations, live_bytes};

const EPOCH: Epoch = Epoch(1);

/// What something cost: all that the engine did from the bytes of a frame to the bytes of the answers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    pub(crate) nanos: f64,
    pub(crate) patches: u64,
    pub(crate) frame_bytes: u64,
    pub(crate) cells: u64,
    pub(crate) steps: u64,
    pub(crate) list_replaces: u64,
    /// How often the engine asked for memory.
    pub(crate) allocations: u64,
    pub(crate) created: u64,
    pub(crate) dropped: u64,
    /// How much more memory is in use afterwards.
    pub(crate) memory: i64,
}

/// A running program and what the page knows of it.
pub(crate) struct Page {
    pub(crate) engine: Engine,
    templates: HashMap<u32, Vec<(u32, Vec<Listener>)>>,
    listening: BTreeMap<NodeId, Vec<Listener>>,
    /// The nodes in the order in which they were made.
    nodes: Vec<NodeId>,
    sequence: u64,
}

impl Page {
    /// Starts a program.
    pub(crate) fn start(source: &str) -> (Page, Cost) {
        let options = StartOptions {
            entry: "RUN.bn".to_owned(),
            files: vec![SourceFile {
                path: "RUN.bn".to_owned(),
                text: source.to_owned(),
            }],
            route: "/".to_owned(),
            seed: 1,
            now: 0.0,
            epoch: EPOCH,
        };
        let memory = live_bytes() as i64;
        let start = Instant::now();
        let engine = Engine::start(options).expect("the program is valid");
        let nanos = start.elapsed().as_nanos() as f64;
        let mut page = Page {
            engine,
            templates: HashMap::new(),
            listening: BTreeMap::new(),
            nodes: Vec::new(),
            sequence: 0,
        };
        let mut cost = Cost {
            nanos,
            ..Cost::default()
        };
        let frames = page.take_frames(&mut cost);
        cost.memory = live_bytes() as i64 - memory;
        cost.memory -= frames
            .iter()
            .map(|frame| frame.capacity() as i64)
            .sum::<i64>();
        page.apply(&frames);
        let counters = page.engine.counters();
        cost.patches = counters.patches;
        cost.cells = counters.cells_run;
        cost.created = counters.actors_created;
        let diagnostics = page.engine.take_diagnostics();
        assert!(
            diagnostics.is_empty(),
            "the program is valid: {diagnostics:#?}"
        );
        (page, cost)
    }

    /// Reports events in one batch.
    pub(crate) fn report(&mut self, events: Vec<Event>) -> Cost {
        let events = events
            .into_iter()
            .map(|event| {
                self.sequence += 1;
                StampedEvent {
                    sequence: Sequence(self.sequence),
                    time: 0.0,
                    event,
                }
            })
            .collect();
        let frame = encode_up(&UpFrame::Events(EventBatch {
            epoch: EPOCH,
            location: Location::Local,
            events,
        }))
        .expect("the batch is small");
        let before = self.engine.counters();
        let memory = live_bytes() as i64;
        let allocated = allocations();
        let start = Instant::now();
        self.engine
            .accept_batch(&frame, 0.0)
            .expect("a valid frame");
        let mut cost = Cost {
            nanos: start.elapsed().as_nanos() as f64,
            allocations: (allocations() - allocated) as u64,
            ..Cost::default()
        };
        let frames = self.take_frames(&mut cost);
        cost.memory = live_bytes() as i64 - memory;
        cost.memory -= frames
            .iter()
            .map(|frame| frame.capacity() as i64)
            .sum::<i64>();
        self.apply(&frames);
        let after = self.engine.counters();
        cost.patches = after.patches - before.patches;
        cost.cells = after.cells_run - before.cells_run;
        cost.steps = after.steps - before.steps;
        cost.list_replaces = after.list_replaces - before.list_replaces;
        cost.created = after.actors_created - before.actors_created;
        cost.dropped = after.actors_dropped - before.actors_dropped;
        let diagnostics = self.engine.take_diagnostics();
        assert!(
            diagnostics.is_empty(),
            "nothing went wrong: {diagnostics:#?}"
        );
        cost
    }

    fn take_frames(&mut self, cost: &mut Cost) -> Vec<Vec<u8>> {
        let mut frames = Vec::new();
        loop {
            let start = Instant::now();
            let frame = self.engine.take_frame();
            cost.nanos += start.elapsed().as_nanos() as f64;
            let Some(frame) = frame else {
                return frames;
            };
            cost.frame_bytes += frame.len() as u64;
            let sequence = match decode_down(&frame).expect("the engine's frames are valid") {
                DecodedDown::Patches(decoded) => decoded.frame.sequence,
                DecodedDown::Logged(_) => continue,
            };
            let answer = encode_up(&UpFrame::Applied(Applied {
                epoch: EPOCH,
                sequence,
            }))
            .expect("an answer is small");
            let start = Instant::now();
            self.engine
                .accept_batch(&answer, 0.0)
                .expect("a valid frame");
            cost.nanos += start.elapsed().as_nanos() as f64;
            frames.push(frame);
        }
    }

    fn apply(&mut self, frames: &[Vec<u8>]) {
        for frame in frames {
            let DecodedDown::Patches(decoded) =
                decode_down(frame).expect("the engine's frames are valid")
            else {
                continue;
            };
            for patch in decoded.frame.patches {
                self.apply_patch(patch);
            }
        }
    }

    fn apply_patch(&mut self, patch: Patch<'_>) {
        match patch {
            Patch::DefineTemplate {
                template, nodes, ..
            } => {
                let listening = nodes
                    .into_iter()
                    .filter_map(|node| match (node.hole, node.kind) {
                        (Some(hole), TemplateNodeKind::Element { listeners, .. })
                            if !listeners.is_empty() =>
                        {
                            Some((hole, listeners))
                        }
                        _ => None,
                    })
                    .collect();
                self.templates.insert(template.0, listening);
            }
            Patch::Create {
                template, actor, ..
            } => {
                for (hole, listeners) in &self.templates[&template.0] {
                    let node = NodeId { actor, hole: *hole };
                    self.listening.insert(node, listeners.clone());
                    self.nodes.push(node);
                }
            }
            Patch::SetListeners { node, listeners } => {
                let old = self.listening.insert(node, listeners);
                if old.is_none() {
                    self.nodes.push(node);
                }
            }
            Patch::Drop { actor } => {
                let of = |hole| NodeId { actor, hole };
                let gone: Vec<NodeId> = self
                    .listening
                    .range(of(0)..=of(u32::MAX))
                    .map(|(node, _)| *node)
                    .collect();
                for node in gone {
                    self.listening.remove(&node);
                }
            }
            _ => {}
        }
    }

    /// The nodes that listen for something, in the order in which they were made.
    pub(crate) fn listening(&self, listener: Listener) -> Vec<NodeId> {
        self.nodes
            .iter()
            .filter(|node| {
                self.listening
                    .get(node)
                    .is_some_and(|listeners| listeners.contains(&listener))
            })
            .copied()
            .collect()
    }

    /// Presses a button.
    pub(crate) fn press(&mut self, target: NodeId) -> Cost {
        self.report(vec![press(target)])
    }
}

/// The event of a pressed button.
pub(crate) fn press(target: NodeId) -> Event {
    Event::Node {
        target,
        kind: EventKind::Press,
    }
}
