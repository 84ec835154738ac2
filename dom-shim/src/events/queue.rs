//! Events on their way to the engine.
//!
//! ```text
//! push ─▶ waiting ─ batch ─▶ sent ─ logged ─▶ gone
//! ```
//!
//! One batch is on its way at a time; what happens meanwhile waits, and only there may a newer value
//! replace an older one: a hover, an edit or a slider's value, and only while nothing else, whatever its
//! target, was queued after it. So a click never overtakes the text that was typed before it. Sent events
//! are kept until the engine has them in its log. If it dies before, they become the first that wait again,
//! under their old numbers and with the names that their targets have in its next life.
//!
//! Accounting: `pushed = waiting + sent + logged + coalesced + refused + orphaned`.

use alloc::string::String;
use alloc::vec::Vec;

use protocol::{
    ActorId, EditVersion, Event, EventKind, NodeId, Sequence, StampedEvent, WriteVersion, limits,
};

use crate::patches::table::Table;

/// How many events may wait. At the cap superseded values merge; if there are none the app is stalled.
pub(crate) const QUEUE_CAP: usize = 1024;

// What waits goes in one batch, and after a death what was sent goes with it.
const _: () = assert!(2 * QUEUE_CAP <= limits::MAX_EVENTS);

/// The queue, with its counters.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    waiting: Vec<StampedEvent>,
    sent: Vec<StampedEvent>,
    newest: u64,
    stalled: bool,
    /// How many events were replaced by newer ones.
    pub(crate) coalesced: u32,
    /// How many events were refused because the queue was full.
    pub(crate) refused: u32,
    /// How many events had targets that are no more in the engine's next life.
    pub(crate) orphaned: u32,
}

impl Queue {
    /// Stamps and queues an event; answers with the one that the engine will not get for it: the older
    /// value that it replaces, or itself if there is no room.
    pub(crate) fn push(&mut self, event: Event, time: f64) -> Option<Event> {
        let mut replaced = None;
        if self
            .waiting
            .last()
            .is_some_and(|last| supersedes(&event, &last.event))
        {
            replaced = self.waiting.pop().map(|last| last.event);
            self.coalesced += 1;
        }
        if self.is_full() && !self.stalled {
            self.drop_superseded();
        }
        if self.is_full() {
            self.stalled = true;
            self.refused += 1;
            return Some(event);
        }
        self.newest += 1;
        self.waiting.push(StampedEvent {
            sequence: Sequence(self.newest),
            time,
            event,
        });
        replaced
    }

    /// The next batch, if none is on its way.
    pub(crate) fn batch(&mut self) -> Option<&[StampedEvent]> {
        if self.waiting.is_empty() || !self.sent.is_empty() {
            return None;
        }
        self.stalled = false;
        self.sent = core::mem::take(&mut self.waiting);
        Some(&self.sent)
    }

    /// Everything up to an event is safe in the engine's log; answers whether that is news.
    pub(crate) fn logged(&mut self, sequence: Sequence) -> bool {
        // Numbers ascend, so these are the first.
        let first = self.sent.iter().position(|event| event.sequence > sequence);
        let logged = first.unwrap_or(self.sent.len());
        self.sent = self.sent.split_off(logged);
        logged > 0
    }

    /// Another life of the engine has begun, with these new names of instances, if they are others. What it
    /// does not have in its log goes to it again.
    pub(crate) fn renew(&mut self, logged: Sequence, names: Option<&Table<ActorId>>) {
        self.logged(logged);
        let mut again = core::mem::take(&mut self.sent);
        again.append(&mut self.waiting);
        let before = again.len();
        again.retain_mut(|stamped| {
            let Event::Node { target, kind } = &mut stamped.event else {
                return true;
            };
            // Its writes have other numbers; until the first is known, a text is the user's as it is.
            if let EventKind::Change { seen, .. } | EventKind::KeyDown { seen, .. } = kind {
                *seen = WriteVersion(u32::MAX);
            }
            match names {
                None => true,
                Some(names) => names
                    .get(target.actor)
                    .map(|new| target.actor = *new)
                    .is_some(),
            }
        });
        self.orphaned += (before - again.len()) as u32;
        self.waiting = again;
    }

    /// The texts of a control on their way were typed on top of this write: the first of another life, which
    /// knows nothing of those before.
    pub(crate) fn rebase(&mut self, control: NodeId, write: WriteVersion) {
        for (_, _, seen) in self.texts_of(control) {
            *seen = write;
        }
    }

    /// The texts of a control on their way are others now that the page knows what the engine had written.
    pub(crate) fn retell<'a>(
        &mut self,
        control: NodeId,
        text_at: impl Fn(EditVersion) -> Option<&'a str>,
    ) {
        for (text, edit, _) in self.texts_of(control) {
            if let Some(now) = text_at(edit) {
                *text = now.into();
            }
        }
    }

    /// The texts of a control that wait, with their edits and the writes that they had seen.
    fn texts_of(
        &mut self,
        control: NodeId,
    ) -> impl Iterator<Item = (&mut String, EditVersion, &mut WriteVersion)> {
        let waiting = self.waiting.iter_mut();
        waiting.filter_map(move |stamped| match &mut stamped.event {
            Event::Node {
                target,
                kind:
                    EventKind::Change { text, edit, seen }
                    | EventKind::KeyDown {
                        text, edit, seen, ..
                    },
            } if *target == control => Some((text, *edit, seen)),
            _ => None,
        })
    }

    /// Whether an edit of a control is on its way.
    pub(crate) fn carries(&self, control: NodeId, wanted: EditVersion) -> bool {
        let is_it = |stamped: &StampedEvent| {
            matches!(&stamped.event, Event::Node {
                target,
                kind: EventKind::Change { edit, .. }
                    | EventKind::KeyDown { edit, .. }
                    | EventKind::Select { edit, .. }
                    | EventKind::Slide { edit, .. },
            } if *target == control && *edit == wanted)
        };
        self.unlogged().iter().any(|part| part.iter().any(is_it))
    }

    /// What is not known to be logged, oldest first.
    pub(crate) fn unlogged(&self) -> [&[StampedEvent]; 2] {
        [&self.sent, &self.waiting]
    }

    /// Whether something is on its way that is to be acknowledged.
    pub(crate) fn awaits(&self) -> bool {
        !self.sent.is_empty()
    }

    /// All that waits, although another batch may be on its way: there will be no later chance.
    pub(crate) fn last_batch(&mut self) -> Option<&[StampedEvent]> {
        let before = self.sent.len();
        self.sent.append(&mut self.waiting);
        self.sent.get(before..).filter(|last| !last.is_empty())
    }

    /// Whether as many events wait as may.
    pub(crate) fn is_full(&self) -> bool {
        self.waiting.len() >= QUEUE_CAP
    }

    /// Whether events are being refused.
    pub(crate) fn stalled(&self) -> bool {
        self.stalled
    }

    /// How many events are queued or not known to be logged.
    pub(crate) fn pending(&self) -> usize {
        self.waiting.len() + self.sent.len()
    }

    /// Keeps of each value only the newest; edits stay, as keys in between have told of them. Runs once per filling of the queue, so its square cost does
    /// not matter.
    fn drop_superseded(&mut self) {
        let mut newer: Vec<(NodeId, core::mem::Discriminant<EventKind>)> = Vec::new();
        let before = self.waiting.len();
        let mut kept = Vec::new();
        while let Some(event) = self.waiting.pop() {
            if let Some(value) = replaceable(&event.event).filter(|_| !is_edit(&event.event)) {
                if newer.contains(&value) {
                    continue;
                }
                newer.push(value);
            }
            kept.push(event);
        }
        kept.reverse();
        self.waiting = kept;
        self.coalesced += (before - self.waiting.len()) as u32;
    }
}

fn supersedes(newer: &Event, older: &Event) -> bool {
    replaceable(newer).is_some_and(|value| replaceable(older) == Some(value))
}

fn is_edit(event: &Event) -> bool {
    let change = |kind: &EventKind| matches!(kind, EventKind::Change { .. });
    matches!(event, Event::Node { kind, .. } if change(kind))
}

/// What identifies a value of which only the newest counts.
fn replaceable(event: &Event) -> Option<(NodeId, core::mem::Discriminant<EventKind>)> {
    let Event::Node { target, kind } = event else {
        return None;
    };
    match kind {
        EventKind::Change { .. } | EventKind::Hover { .. } | EventKind::Slide { .. } => {
            Some((*target, core::mem::discriminant(kind)))
        }
        EventKind::Press
        | EventKind::Click { .. }
        | EventKind::DoubleClick
        | EventKind::KeyDown { .. }
        | EventKind::Focus
        | EventKind::Blur
        | EventKind::Select { .. }
        | EventKind::ContextMenu { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn on(index: u32, kind: EventKind) -> Event {
        Event::Node {
            target: NodeId {
                actor: ActorId {
                    index,
                    generation: 1,
                },
                hole: 0,
            },
            kind,
        }
    }

    fn change(index: u32, text: &str) -> Event {
        on(
            index,
            EventKind::Change {
                text: text.into(),
                edit: EditVersion(1),
                seen: WriteVersion(0),
            },
        )
    }

    fn press(index: u32) -> Event {
        on(index, EventKind::Press)
    }

    fn hover(index: u32, inside: bool) -> Event {
        on(index, EventKind::Hover { inside })
    }

    #[track_caller]
    fn check(pushed: Vec<Event>, expect: Vec<Event>) {
        let mut queue = Queue::default();
        for event in pushed {
            queue.push(event, 0.0);
        }
        let batch: Vec<_> = queue
            .batch()
            .unwrap()
            .iter()
            .map(|event| event.event.clone())
            .collect();
        assert_eq!(batch, expect);
    }

    #[test]
    fn a_newer_value_replaces_the_last_one() {
        check(vec![change(1, "a"), change(1, "ab")], vec![change(1, "ab")]);
        check(vec![hover(1, true), hover(1, false)], vec![hover(1, false)]);
        let edit = EditVersion(1);
        let slide = |value| on(1, EventKind::Slide { value, edit });
        check(vec![slide(1.0), slide(2.0), slide(3.0)], vec![slide(3.0)]);
    }

    #[test]
    fn nothing_else_is_ever_replaced() {
        let choice = |value: &str| EventKind::Select {
            value: value.into(),
            edit: EditVersion(1),
        };
        let all = vec![
            press(1),
            press(1),
            on(1, choice("a")),
            on(1, choice("b")),
            on(1, EventKind::DoubleClick),
            on(1, EventKind::DoubleClick),
            Event::Route { path: "/a".into() },
            Event::Route { path: "/b".into() },
        ];
        check(all.clone(), all);
    }

    #[test]
    fn an_event_of_any_target_in_between_protects_the_value() {
        let clicked = vec![change(1, "a"), press(2), change(1, "ab")];
        check(clicked.clone(), clicked);
        let other = vec![change(1, "a"), change(2, "x"), change(1, "ab")];
        check(other.clone(), other);
        let kinds = vec![change(1, "a"), hover(1, true), change(1, "ab")];
        check(kinds.clone(), kinds);
    }

    #[test]
    fn what_was_sent_is_not_replaced_and_stays_until_logged() {
        let mut queue = Queue::default();
        queue.push(change(1, "a"), 0.0);
        assert_eq!(queue.batch().unwrap().len(), 1);
        queue.push(change(1, "ab"), 1.0);
        assert_eq!(queue.batch(), None);
        assert_eq!(queue.pending(), 2);
        queue.logged(Sequence(1));
        let batch = queue.batch().unwrap();
        assert_eq!((batch[0].sequence, batch[0].time), (Sequence(2), 1.0));
        assert_eq!(queue.coalesced, 0);
    }

    fn actor(index: u32) -> ActorId {
        ActorId {
            index,
            generation: 1,
        }
    }

    #[track_caller]
    fn check_renewed(
        queue: &mut Queue,
        logged: u64,
        names: &[(u32, u32)],
        expect: &[(u64, Event)],
    ) {
        let mut table = Table::default();
        for (old, new) in names {
            table.or_insert(actor(*old), actor(*new));
        }
        queue.renew(Sequence(logged), Some(&table));
        let batch = queue.batch().unwrap_or_default().to_vec().into_iter();
        let found: Vec<_> = batch
            .map(|stamped| (stamped.sequence.0, stamped.event))
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn after_a_death_what_is_not_logged_goes_again_first_and_under_its_number() {
        let mut queue = Queue::default();
        for index in [1, 2, 1] {
            queue.push(press(index), 0.0);
        }
        queue.batch();
        queue.push(press(2), 0.0);
        queue.push(press(1), 0.0);
        let expect = [(2, press(8)), (3, press(7)), (4, press(8)), (5, press(7))];
        check_renewed(&mut queue, 1, &[(1, 7), (2, 8)], &expect);
        // The same again if that life has died, too, before it said anything.
        check_renewed(
            &mut queue,
            0,
            &[(7, 1), (8, 2)],
            &expect.map(|(number, event)| {
                (
                    number,
                    if event == press(7) {
                        press(1)
                    } else {
                        press(2)
                    },
                )
            }),
        );
        assert!(queue.logged(Sequence(5)));
        assert!(!queue.logged(Sequence(5)));
        assert_eq!(queue.pending(), 0);
    }

    #[test]
    fn after_a_death_events_for_what_is_no_more_are_counted_and_left_out() {
        let mut queue = Queue::default();
        queue.push(press(1), 0.0);
        queue.batch();
        queue.push(press(2), 0.0);
        queue.push(Event::Route { path: "/a".into() }, 0.0);
        let route = Event::Route { path: "/a".into() };
        check_renewed(&mut queue, 0, &[(2, 5)], &[(2, press(5)), (3, route)]);
        assert_eq!(queue.orphaned, 1);
    }

    #[test]
    fn texts_on_their_way_have_seen_all_that_a_new_engine_writes() {
        let mut queue = Queue::default();
        queue.push(change(1, "ab"), 0.0);
        queue.renew(Sequence(0), None);
        let batch = queue.batch().unwrap();
        let Event::Node {
            kind: EventKind::Change { seen, .. },
            target,
        } = batch[0].event
        else {
            panic!("{batch:?}")
        };
        assert_eq!(seen, WriteVersion(u32::MAX));
        assert!(queue.carries(target, EditVersion(1)));
        assert!(!queue.carries(target, EditVersion(2)));
    }

    #[test]
    fn texts_on_their_way_were_typed_on_top_of_a_new_engines_first_write() {
        let mut queue = Queue::default();
        queue.push(change(1, "ab"), 0.0);
        queue.push(change(2, "cd"), 0.0);
        queue.renew(Sequence(0), None);
        let target = NodeId {
            actor: actor(2),
            hole: 0,
        };
        queue.rebase(target, WriteVersion(3));
        let seen = |event: &StampedEvent| match &event.event {
            Event::Node {
                kind: EventKind::Change { seen, .. },
                ..
            } => seen.0,
            other => panic!("{other:?}"),
        };
        let batch = queue.batch().unwrap();
        assert_eq!(batch.iter().map(seen).collect::<Vec<_>>(), [u32::MAX, 3]);
    }

    #[test]
    fn texts_on_their_way_are_said_as_they_are_on_the_page_now() {
        let mut queue = Queue::default();
        let key = EventKind::KeyDown {
            key: "Enter".into(),
            text: "ab".into(),
            edit: EditVersion(2),
            seen: WriteVersion(0),
        };
        queue.push(change(1, "ab"), 0.0);
        queue.push(change(2, "ab"), 0.0);
        queue.push(on(1, key), 0.0);
        queue.renew(Sequence(0), None);
        let target = NodeId {
            actor: actor(1),
            hole: 0,
        };
        queue.retell(target, |edit| match edit.0 {
            1 => Some("b"),
            2 => Some(""),
            _ => None,
        });
        let text = |event: &StampedEvent| match &event.event {
            Event::Node {
                kind: EventKind::Change { text, .. } | EventKind::KeyDown { text, .. },
                ..
            } => text.clone(),
            other => panic!("{other:?}"),
        };
        let batch = queue.batch().unwrap();
        assert_eq!(batch.iter().map(text).collect::<Vec<_>>(), ["b", "ab", ""]);
    }

    #[test]
    fn the_last_batch_waits_for_nothing() {
        let mut queue = Queue::default();
        queue.push(press(1), 0.0);
        queue.batch();
        queue.push(press(2), 0.0);
        assert_eq!(queue.last_batch().unwrap()[0].sequence, Sequence(2));
        assert_eq!(queue.last_batch(), None);
        let kept: Vec<_> = queue
            .unlogged()
            .into_iter()
            .flatten()
            .map(|event| event.sequence.0)
            .collect();
        assert_eq!(kept, [1, 2]);
    }

    #[test]
    fn at_the_cap_values_merge() {
        let mut queue = Queue::default();
        for _ in 0..QUEUE_CAP / 2 {
            queue.push(hover(1, true), 0.0);
            queue.push(press(1), 0.0);
        }
        queue.push(hover(1, false), 0.0);
        assert!(!queue.stalled());
        assert_eq!(queue.coalesced as usize, QUEUE_CAP / 2 - 1);
        assert_eq!(queue.refused, 0);
    }

    #[test]
    fn at_the_cap_of_lossless_events_more_are_refused_visibly() {
        let mut queue = Queue::default();
        queue.push(press(1), 0.0);
        queue.batch();
        for _ in 0..QUEUE_CAP {
            queue.push(press(1), 0.0);
        }
        assert!(!queue.stalled());
        queue.push(press(1), 0.0);
        queue.push(change(1, "a"), 0.0);
        assert!(queue.stalled());
        assert_eq!(queue.refused, 2);
        queue.logged(Sequence(1));
        assert_eq!(queue.batch().unwrap().len(), QUEUE_CAP);
        assert!(!queue.stalled());
    }

    proptest! {
        #[test]
        fn every_event_is_accounted_for_and_in_order(
            steps in proptest::collection::vec((0..5_u8, 0..3_u32, any::<bool>()), 0..3000),
        ) {
            let mut queue = Queue::default();
            let (mut pushed, mut logged, mut newest) = (0_u64, 0_u64, Sequence(0));
            for (what, index, flag) in steps {
                match what {
                    0 => drop(queue.push(hover(index, flag), 0.0)),
                    1 => drop(queue.push(change(index, "a"), 0.0)),
                    2 | 3 => drop(queue.push(press(index), 0.0)),
                    _ => {
                        if let Some(batch) = queue.batch().map(<[_]>::to_vec) {
                            prop_assert!(batch[0].sequence > newest);
                            prop_assert!(batch.is_sorted_by(|one, next| one.sequence < next.sequence));
                            newest = batch.last().unwrap().sequence;
                            if flag {
                                queue.logged(newest);
                                logged += batch.len() as u64;
                            }
                        }
                        continue;
                    }
                }
                pushed += 1;
            }
            let rest = queue.pending() as u64 + u64::from(queue.coalesced + queue.refused);
            prop_assert_eq!(pushed, rest + logged);
        }
    }
}
