//! One sample of every frame, patch and event: the examples of `WIRE.md`.

use std::borrow::Cow;

use offstage_protocol::event::Listener;
use offstage_protocol::*;

pub(crate) enum Sample {
    Down(DownFrame<'static>),
    Up(UpFrame),
    Value(WireValue),
    Address(ActorAddress),
}

impl Sample {
    pub(crate) fn encode(&self) -> Vec<u8> {
        match self {
            Sample::Down(frame) => encode_down(frame).unwrap(),
            Sample::Up(frame) => encode_up(frame).unwrap(),
            Sample::Value(value) => postcard::to_allocvec(value).unwrap(),
            Sample::Address(address) => postcard::to_allocvec(address).unwrap(),
        }
    }
}

/// Name (also the golden file's), what it shows, the value.
pub(crate) fn all() -> Vec<(&'static str, &'static str, Sample)> {
    let mut samples = vec![
        (
            "frame-empty",
            "a first frame without patches: epoch 1, local, sequence 1, nothing logged, a reset",
            {
                down(PatchFrame {
                    sequence: Sequence(1),
                    logged: Sequence(0),
                    reset: true,
                    ..frame(vec![])
                })
            },
        ),
        (
            "frame-hello",
            "`Document/new(root: TEXT { Hello })`: one text, placed in the app's own element",
            {
                down(frame(vec![
                    Patch::CreateText {
                        node: node(1, 0),
                        text: "Hello".into(),
                    },
                    Patch::Insert {
                        parent: None,
                        before: None,
                        node: node(1, 0),
                    },
                ]))
            },
        ),
        ("frame-remote", "the location is named once: worker 3", {
            down(PatchFrame {
                location: Location::Worker(WorkerId(3)),
                ..frame(vec![])
            })
        }),
        (
            "frame-logged",
            "event 300 is in the log and changed nothing",
            {
                Sample::Down(DownFrame::Logged(Logged {
                    epoch: Epoch(1),
                    sequence: Sequence(300),
                }))
            },
        ),
        ("up-applied", "frame 2 is on the page", {
            Sample::Up(UpFrame::Applied(Applied {
                epoch: Epoch(1),
                sequence: Sequence(2),
            }))
        }),
        (
            "up-rejected",
            "frame 2 was refused: at byte 8 an unknown template",
            {
                Sample::Up(UpFrame::Rejected(Rejected {
                    epoch: Epoch(1),
                    sequence: Sequence(2),
                    offset: 8,
                    reason: Reason::UnknownTemplate,
                }))
            },
        ),
    ];
    samples.extend(
        patches()
            .into_iter()
            .map(|(name, what, patch)| (name, what, down(frame(vec![patch])))),
    );
    samples.push((
        "patch-rename",
        "a reset of epoch 2: what was instance 300, generation 2, is instance 1 now, and 2 is 130",
        down(PatchFrame {
            epoch: Epoch(2),
            sequence: Sequence(1),
            reset: true,
            ..frame(vec![Patch::Rename {
                names: vec![
                    (
                        ActorId {
                            index: 300,
                            generation: 2,
                        },
                        node(1, 0).actor,
                    ),
                    (node(2, 0).actor, node(130, 0).actor),
                ],
            }])
        }),
    ));
    samples.extend(events().into_iter().map(|(name, what, event)| {
        let event = StampedEvent {
            sequence: Sequence(7),
            time: 1000.5,
            event,
        };
        (
            name,
            what,
            Sample::Up(UpFrame::Events(EventBatch {
                epoch: Epoch(1),
                location: Location::Local,
                events: vec![event],
            })),
        )
    }));
    samples.extend(values());
    samples
}

fn patches() -> Vec<(&'static str, &'static str, Patch<'static>)> {
    vec![
        (
            "patch-define-class",
            "class 0 of elements: `color: red`",
            Patch::DefineClass {
                class: ClassId(0),
                part: Part::Element,
                declarations: vec![declaration("color", "red")],
            },
        ),
        (
            "patch-define-placeholder-class",
            "class 1 of placeholders, without declarations",
            {
                Patch::DefineClass {
                    class: ClassId(1),
                    part: Part::Placeholder,
                    declarations: vec![],
                }
            },
        ),
        (
            "patch-define-template",
            "template 0: a `li` (hole 0) with a fixed text and a text hole (hole 1)",
            {
                Patch::DefineTemplate {
                    template: TemplateId(0),
                    holes: 2,
                    nodes: vec![
                        TemplateNode {
                            hole: Some(0),
                            children: 2,
                            kind: TemplateNodeKind::Element {
                                tag: Tag::named("li").unwrap(),
                                classes: vec![ClassId(0)],
                                attributes: vec![(
                                    Attribute::named("role").unwrap(),
                                    "listitem".into(),
                                )],
                                styles: vec![declaration("gap", "4px")],
                                listeners: vec![Listener::Click, Listener::Hover],
                            },
                        },
                        TemplateNode {
                            hole: None,
                            children: 0,
                            kind: TemplateNodeKind::Text("- ".into()),
                        },
                        TemplateNode {
                            hole: Some(1),
                            children: 0,
                            kind: TemplateNodeKind::TextHole,
                        },
                    ],
                }
            },
        ),
        (
            "patch-create",
            "instance 300, generation 2, of template 0",
            Patch::Create {
                template: TemplateId(0),
                actor: ActorId {
                    index: 300,
                    generation: 2,
                },
                texts: vec!["milk".into()],
            },
        ),
        ("patch-create-text", "a text in hole 4 of instance 1", {
            Patch::CreateText {
                node: node(1, 4),
                text: "ž".into(),
            }
        }),
        (
            "patch-set-text",
            "",
            Patch::SetText {
                node: node(1, 1),
                text: "bread".into(),
            },
        ),
        (
            "patch-set-attribute",
            "`aria-checked=\"true\"`",
            Patch::SetAttribute {
                node: node(1, 0),
                attribute: Attribute::named("aria-checked").unwrap(),
                value: Some("true".into()),
            },
        ),
        (
            "patch-remove-attribute",
            "",
            Patch::SetAttribute {
                node: node(1, 0),
                attribute: Attribute::named("disabled").unwrap(),
                value: None,
            },
        ),
        (
            "patch-set-style",
            "`opacity: 0.5`",
            Patch::SetStyle {
                node: node(1, 0),
                property: StyleProperty::named("opacity").unwrap(),
                value: Some("0.5".into()),
            },
        ),
        ("patch-set-classes", "classes 0 and 130", {
            Patch::SetClasses {
                node: node(1, 0),
                classes: vec![ClassId(0), ClassId(130)],
            }
        }),
        ("patch-set-listeners", "press and hover", {
            Patch::SetListeners {
                node: node(1, 0),
                listeners: vec![Listener::Press, Listener::Hover],
            }
        }),
        (
            "patch-set-value",
            "write 2: an empty text, computed from edit 3",
            {
                Patch::SetValue {
                    node: node(1, 0),
                    value: "".into(),
                    answers: EditVersion(3),
                    write: WriteVersion(2),
                }
            },
        ),
        (
            "patch-late-value",
            "an empty text of a life before, computed from edit 3",
            Patch::LateValue {
                node: node(1, 0),
                value: "".into(),
                answers: EditVersion(3),
            },
        ),
        (
            "patch-insert",
            "instance 2 into instance 1, before instance 3",
            Patch::Insert {
                parent: Some(node(1, 0)),
                before: Some(node(3, 0)),
                node: node(2, 0),
            },
        ),
        ("patch-remove", "", Patch::Remove { node: node(2, 0) }),
        ("patch-drop-text", "", Patch::DropText { node: node(1, 4) }),
        (
            "patch-drop",
            "",
            Patch::Drop {
                actor: ActorId {
                    index: 2,
                    generation: 1,
                },
            },
        ),
        ("patch-focus", "", Patch::Focus { node: node(1, 0) }),
        (
            "patch-navigate",
            "",
            Patch::Navigate {
                path: "/active".into(),
            },
        ),
        (
            "patch-console",
            "",
            Patch::Console {
                level: ConsoleLevel::Warning,
                text: "hm".into(),
            },
        ),
    ]
}

fn events() -> Vec<(&'static str, &'static str, Event)> {
    let event = |kind| Event::Node {
        target: node(1, 0),
        kind,
    };
    vec![
        (
            "event-press",
            "event 7 at 1000.5 ms",
            event(EventKind::Press),
        ),
        (
            "event-click",
            "at 1.5, 2",
            event(EventKind::Click { x: 1.5, y: 2.0 }),
        ),
        ("event-double-click", "", event(EventKind::DoubleClick)),
        (
            "event-change",
            "edit 3 made it `ab`, with write 2 on the page",
            {
                event(EventKind::Change {
                    text: "ab".into(),
                    edit: EditVersion(3),
                    seen: WriteVersion(2),
                })
            },
        ),
        (
            "event-key-down",
            "",
            event(EventKind::KeyDown {
                key: "Enter".into(),
                text: "ab".into(),
                edit: EditVersion(3),
                seen: WriteVersion(2),
            }),
        ),
        ("event-focus", "", event(EventKind::Focus)),
        ("event-blur", "", event(EventKind::Blur)),
        ("event-hover", "", event(EventKind::Hover { inside: true })),
        (
            "event-select",
            "",
            event(EventKind::Select {
                value: "one".into(),
                edit: EditVersion(3),
            }),
        ),
        (
            "event-slide",
            "",
            event(EventKind::Slide {
                value: 0.5,
                edit: EditVersion(3),
            }),
        ),
        (
            "event-context-menu",
            "",
            event(EventKind::ContextMenu { x: 1.5, y: 2.0 }),
        ),
        (
            "event-route",
            "",
            Event::Route {
                path: "/active".into(),
            },
        ),
    ]
}

fn values() -> Vec<(&'static str, &'static str, Sample)> {
    let address = ActorAddress {
        location: Location::Server(ServerId(2)),
        actor: ActorId {
            index: 5,
            generation: 1,
        },
    };
    vec![
        (
            "address",
            "actor 5, generation 1, on server 2",
            Sample::Address(address),
        ),
        (
            "value-object",
            "`Todo[title: TEXT { a }, done: False, tags: LIST {}, n: 2, link: …]`",
            {
                Sample::Value(WireValue::Object {
                    tag: Some("Todo".into()),
                    fields: vec![
                        ("title".into(), WireValue::Text("a".into())),
                        ("done".into(), WireValue::Tag("False".into())),
                        ("tags".into(), WireValue::List(vec![])),
                        ("n".into(), WireValue::Number(2.0)),
                        ("link".into(), WireValue::Reference { address, cell: 3 }),
                        ("later".into(), WireValue::Absent),
                    ],
                })
            },
        ),
    ]
}

pub(crate) fn node(index: u32, hole: u32) -> NodeId {
    NodeId {
        actor: ActorId {
            index,
            generation: 1,
        },
        hole,
    }
}

fn declaration(property: &str, value: &'static str) -> Declaration<'static> {
    Declaration {
        property: StyleProperty::named(property).unwrap(),
        value: Cow::Borrowed(value),
    }
}

fn frame(patches: Vec<Patch<'static>>) -> PatchFrame<'static> {
    PatchFrame {
        epoch: Epoch(1),
        location: Location::Local,
        sequence: Sequence(2),
        logged: Sequence(300),
        reset: false,
        patches,
    }
}

fn down(frame: PatchFrame<'static>) -> Sample {
    Sample::Down(DownFrame::Patches(frame))
}
