//! Random frames.

use offstage_protocol::*;
use proptest::prelude::*;

fn actor() -> impl Strategy<Value = ActorId> {
    any::<(u32, u32)>().prop_map(|(index, generation)| ActorId { index, generation })
}

fn node() -> impl Strategy<Value = NodeId> {
    (actor(), any::<u32>()).prop_map(|(actor, hole)| NodeId { actor, hole })
}

fn text() -> impl Strategy<Value = Text<'static>> {
    ".{0,12}".prop_map(Into::into)
}

fn location() -> impl Strategy<Value = Location> {
    prop_oneof![
        Just(Location::Local),
        any::<u32>().prop_map(|id| Location::Worker(WorkerId(id))),
        any::<u32>().prop_map(|id| Location::Server(ServerId(id))),
    ]
}

fn listeners() -> impl Strategy<Value = Vec<Listener>> {
    proptest::sample::subsequence(Listener::ALL.to_vec(), 0..=Listener::ALL.len())
}

fn declarations() -> impl Strategy<Value = Vec<Declaration<'static>>> {
    let property = (0..STYLE_PROPERTIES.len() as u8).prop_map(StyleProperty);
    let declaration =
        (property, text()).prop_map(|(property, value)| Declaration { property, value });
    proptest::collection::vec(declaration, 0..3)
}

fn patch() -> impl Strategy<Value = Patch<'static>> {
    let attribute = || (0..ATTRIBUTES.len() as u8).prop_map(Attribute);
    let property = || (0..STYLE_PROPERTIES.len() as u8).prop_map(StyleProperty);
    let classes = || proptest::collection::vec(any::<u32>().prop_map(ClassId), 0..3);
    prop_oneof![
        (0..limits::MAX_CLASSES, any::<bool>(), declarations()).prop_map(
            |(class, placeholder, declarations)| {
                let part = if placeholder {
                    Part::Placeholder
                } else {
                    Part::Element
                };
                Patch::DefineClass {
                    class: ClassId(class),
                    part,
                    declarations,
                }
            }
        ),
        (
            classes(),
            proptest::collection::vec((attribute(), text()), 0..3),
            declarations(),
            listeners(),
            text()
        )
            .prop_map(|(classes, attributes, styles, listeners, fixed)| {
                Patch::DefineTemplate {
                    template: TemplateId(3),
                    holes: 2,
                    nodes: vec![
                        TemplateNode {
                            hole: Some(1),
                            children: 2,
                            kind: TemplateNodeKind::Element {
                                tag: Tag(3),
                                classes,
                                attributes,
                                styles,
                                listeners,
                            },
                        },
                        TemplateNode {
                            hole: None,
                            children: 0,
                            kind: TemplateNodeKind::Text(fixed),
                        },
                        TemplateNode {
                            hole: Some(0),
                            children: 0,
                            kind: TemplateNodeKind::TextHole,
                        },
                    ],
                }
            }),
        (
            any::<u32>(),
            actor(),
            proptest::collection::vec(text(), 0..4)
        )
            .prop_map(|(template, actor, texts)| {
                Patch::Create {
                    template: TemplateId(template),
                    actor,
                    texts,
                }
            }),
        (node(), text()).prop_map(|(node, text)| Patch::CreateText { node, text }),
        (node(), text()).prop_map(|(node, text)| Patch::SetText { node, text }),
        (node(), attribute(), proptest::option::of(text())).prop_map(|(node, attribute, value)| {
            Patch::SetAttribute {
                node,
                attribute,
                value,
            }
        }),
        (node(), property(), proptest::option::of(text())).prop_map(|(node, property, value)| {
            Patch::SetStyle {
                node,
                property,
                value,
            }
        }),
        (node(), classes()).prop_map(|(node, classes)| Patch::SetClasses { node, classes }),
        (node(), listeners()).prop_map(|(node, listeners)| Patch::SetListeners { node, listeners }),
        (node(), text(), any::<u32>(), any::<u32>()).prop_map(|(node, value, answers, write)| {
            Patch::SetValue {
                node,
                value,
                answers: EditVersion(answers),
                write: WriteVersion(write),
            }
        }),
        (node(), text(), any::<u32>()).prop_map(|(node, value, answers)| Patch::LateValue {
            node,
            value,
            answers: EditVersion(answers),
        }),
        (proptest::option::of(node()), node()).prop_map(|(parent, node)| Patch::Insert {
            parent,
            before: None,
            node
        }),
        node().prop_map(|node| Patch::Remove { node }),
        node().prop_map(|node| Patch::DropText { node }),
        actor().prop_map(|actor| Patch::Drop { actor }),
        node().prop_map(|node| Patch::Focus { node }),
        "/[a-z]{0,8}".prop_map(|path| Patch::Navigate { path: path.into() }),
        text().prop_map(|text| Patch::Console {
            level: ConsoleLevel::Info,
            text
        }),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let number = || -1e9..1e9_f64;
    let edit = || any::<u32>().prop_map(EditVersion);
    let seen = || any::<u32>().prop_map(WriteVersion);
    let kind = prop_oneof![
        Just(EventKind::Press),
        (number(), number()).prop_map(|(x, y)| EventKind::Click { x, y }),
        Just(EventKind::DoubleClick),
        (".{0,9}", edit(), seen()).prop_map(|(text, edit, seen)| EventKind::Change {
            text,
            edit,
            seen
        }),
        (".{0,9}", ".{0,9}", edit(), seen()).prop_map(|(key, text, edit, seen)| {
            EventKind::KeyDown {
                key,
                text,
                edit,
                seen,
            }
        }),
        Just(EventKind::Focus),
        Just(EventKind::Blur),
        any::<bool>().prop_map(|inside| EventKind::Hover { inside }),
        (".{0,9}", edit()).prop_map(|(value, edit)| EventKind::Select { value, edit }),
        (number(), edit()).prop_map(|(value, edit)| EventKind::Slide { value, edit }),
        (number(), number()).prop_map(|(x, y)| EventKind::ContextMenu { x, y }),
    ];
    prop_oneof![
        9 => (node(), kind).prop_map(|(target, kind)| Event::Node { target, kind }),
        1 => "/[a-z]{0,9}".prop_map(|path| Event::Route { path }),
    ]
}

/// New names, for the beginning of a reset.
fn rename() -> impl Strategy<Value = Patch<'static>> {
    proptest::collection::vec((actor(), actor()), 0..6).prop_map(|names| Patch::Rename { names })
}

pub(crate) fn down() -> impl Strategy<Value = DownFrame<'static>> {
    let envelope = (any::<u32>(), location(), 1..u64::MAX, any::<u64>());
    let renames = proptest::option::of(rename());
    let patches = proptest::collection::vec(patch(), 0..8);
    (envelope, any::<bool>(), renames, patches).prop_map(
        |((epoch, location, sequence, logged), reset, renames, patches)| {
            let renames = renames.filter(|_| reset).into_iter();
            DownFrame::Patches(PatchFrame {
                epoch: Epoch(epoch),
                location,
                sequence: Sequence(sequence),
                logged: Sequence(logged),
                reset,
                patches: renames.chain(patches).collect(),
            })
        },
    )
}

/// Events that ascend.
pub(crate) fn events() -> impl Strategy<Value = Vec<StampedEvent>> {
    proptest::collection::vec((1..1000_u64, 0.0..1e15_f64, event()), 1..8).prop_map(|events| {
        let mut sequence = 0;
        let stamped = events.into_iter().map(|(gap, time, event)| {
            sequence += gap;
            StampedEvent {
                sequence: Sequence(sequence),
                time,
                event,
            }
        });
        stamped.collect()
    })
}

pub(crate) fn up() -> impl Strategy<Value = UpFrame> {
    (any::<u32>(), location(), events()).prop_map(|(epoch, location, events)| {
        UpFrame::Events(EventBatch {
            epoch: Epoch(epoch),
            location,
            events,
        })
    })
}
