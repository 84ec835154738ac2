//! A real program and a page that types on while its frames are late.

use engine_worker::engine::{Engine, StartOptions};
use proptest::prelude::*;
use protocol::typing::Edits;
use protocol::{
    Applied, DecodedDown, EditVersion, Epoch, Event, EventBatch, EventKind, Listener, Location,
    NodeId, Patch, Sequence, SourceFile, StampedEvent, TemplateNodeKind, UpFrame, WriteVersion,
    decode_down, encode_up,
};

const LINES: &str = include_str!("late_frames/lines.bn");

struct Page {
    engine: Engine,
    edits: Edits,
    field: NodeId,
    sequence: u64,
    waiting: Vec<StampedEvent>,
    /// A frame that the page has not applied: its number and what it writes.
    frame: Option<(Sequence, Option<Write>)>,
    texts: Vec<String>,
}

/// A text, the edit that it answers and its number.
type Write = (String, EditVersion, WriteVersion);

impl Page {
    fn start() -> Page {
        let source = SourceFile {
            path: "RUN.bn".into(),
            text: LINES.into(),
        };
        let engine = Engine::start(StartOptions {
            entry: "RUN.bn".into(),
            files: vec![source],
            route: "/".into(),
            seed: 1,
            now: 0.0,
            epoch: Epoch(1),
        });
        let mut page = Page {
            engine: engine.expect("it runs"),
            edits: Edits::new(String::new()),
            field: NodeId {
                actor: protocol::ActorId {
                    index: 0,
                    generation: 0,
                },
                hole: 0,
            },
            sequence: 0,
            waiting: Vec::new(),
            frame: None,
            texts: Vec::new(),
        };
        page.take_frame();
        page.paint();
        page
    }

    fn take_frame(&mut self) {
        let Some(bytes) = self.engine.take_frame() else {
            return;
        };
        let Ok(DecodedDown::Patches(decoded)) = decode_down(&bytes) else {
            panic!("the engine's frames are valid");
        };
        let mut written = None;
        let mut templates = Vec::new();
        for patch in &decoded.frame.patches {
            match patch {
                Patch::DefineTemplate {
                    template, nodes, ..
                } => templates.push((*template, nodes.clone())),
                Patch::Create {
                    template,
                    actor,
                    texts,
                } => {
                    self.texts.extend(texts.iter().map(ToString::to_string));
                    let nodes = templates.iter().find(|(known, _)| known == template);
                    for node in nodes.into_iter().flat_map(|(_, nodes)| nodes) {
                        if let (Some(hole), TemplateNodeKind::Element { listeners, .. }) =
                            (node.hole, &node.kind)
                            && listeners.contains(&Listener::KeyDown)
                        {
                            self.field = NodeId {
                                actor: *actor,
                                hole,
                            };
                        }
                    }
                }
                Patch::SetValue {
                    value,
                    answers,
                    write,
                    ..
                } => written = Some((value.to_string(), *answers, *write)),
                Patch::CreateText { text, .. } | Patch::SetText { text, .. } => {
                    self.texts.push(text.to_string());
                }
                _ => {}
            }
        }
        assert!(self.frame.is_none());
        self.frame = Some((decoded.frame.sequence, written));
    }

    fn paint(&mut self) {
        let Some((sequence, written)) = self.frame.take() else {
            return;
        };
        if let Some((value, answers, write)) = written {
            self.edits.write(&value, answers, write);
        }
        let applied = UpFrame::Applied(Applied {
            epoch: Epoch(1),
            sequence,
        });
        self.accept(&applied);
        self.take_frame();
    }

    fn accept(&mut self, frame: &UpFrame) {
        let bytes = encode_up(frame).expect("it is short");
        self.engine.accept_batch(&bytes, 0.0).expect("it is valid");
    }

    fn push(&mut self, kind: EventKind) {
        self.sequence += 1;
        self.waiting.push(StampedEvent {
            sequence: Sequence(self.sequence),
            time: 0.0,
            event: Event::Node {
                target: self.field,
                kind,
            },
        });
    }

    fn key(&mut self, key: &str) {
        self.edits.report();
        self.push(EventKind::KeyDown {
            key: key.to_owned(),
            text: self.edits.text().to_owned(),
            edit: self.edits.version(),
            seen: self.edits.seen(),
        });
    }

    fn type_char(&mut self, c: char) {
        self.key(&c.to_string());
        let text = format!("{}{c}", self.edits.text());
        self.edits.edit(text.clone());
        self.edits.report();
        self.push(EventKind::Change {
            text,
            edit: self.edits.version(),
            seen: self.edits.seen(),
        });
    }

    fn send(&mut self) {
        let events = std::mem::take(&mut self.waiting);
        if events.is_empty() {
            return;
        }
        self.accept(&UpFrame::Events(EventBatch {
            epoch: Epoch(1),
            location: Location::Local,
            events,
        }));
        if self.frame.is_none() {
            self.take_frame();
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Type(char),
    Enter,
    Send,
    Paint,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => proptest::char::range('a', 'c').prop_map(Step::Type),
        1 => Just(Step::Enter),
        1 => Just(Step::Send),
        1 => Just(Step::Paint),
    ];
    proptest::collection::vec(step, 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_program_gets_the_lines_that_were_typed(steps in steps()) {
        let mut page = Page::start();
        let mut lines = vec![String::new()];
        for step in steps {
            match step {
                Step::Type(c) => {
                    page.type_char(c);
                    lines.last_mut().expect("one").push(c);
                }
                Step::Enter => {
                    page.key("Enter");
                    lines.push(String::new());
                }
                Step::Send => page.send(),
                Step::Paint => page.paint(),
            }
        }
        while page.frame.is_some() || !page.waiting.is_empty() {
            page.send();
            page.paint();
        }
        let typing = lines.pop().expect("one");
        prop_assert_eq!(page.edits.text(), typing);
        let submitted: String = lines.iter().map(|line| format!("({line})")).collect();
        let shown = page.texts.iter().rev().find(|text| text.starts_with('<'));
        prop_assert_eq!(shown, Some(&format!("<{submitted}>")));
    }
}
