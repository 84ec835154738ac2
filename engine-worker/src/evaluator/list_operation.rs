//! List literals and list functions as cells: they read a list's changes, run the per-item expressions that
//! are concerned, and publish changes of their own (`language.md` §12, `lists`).

use std::rc::Rc;

use protocol::ids::ActorId;
use protocol::list_change::{ItemId, ListChange};

use crate::language::diagnostic::Diagnostic;
use crate::language::plan::{
    ItemBody, ListOperation, NodeKind, Operand, Reactivity, TemplateIndex,
};
use crate::lists::{
    Append, Clear, Every, Latest, ListSource, Map, Mapper, Moment, Remove, RemoveLast, Retain,
    SortBy, Sum, Upstream, fill_an_empty_list,
};
use crate::place::PlaceKey;
use crate::stdlib::SortKey;
use crate::symbol::well_known;
use crate::value::{CellRef, List, Live, Value, literal_item};

use super::instance::{CellState, flag};
use super::instantiate::Making;
use super::list_cell::{Attached, Combinator, ListCell, Mapped, TRIGGER};
use super::machine::Run;
use super::operators::describe;
use super::read::{Reads, View};
use super::saved::{MARK, Pending, TakeOver};
use super::{Entry, Evaluator, Outcome};

type Changes = Vec<ListChange<Live>>;

impl Evaluator {
    /// A literal: its items are what they are, only their values live.
    pub(crate) fn run_list(&mut self, cell: CellRef, items: &[Operand], keys: &[u64]) -> Outcome {
        let mut list = ListCell::default();
        let node = self.node_of(cell).map_or(0, |node| node.key);
        let items = self.literal_items(cell.actor, items, keys, node);
        list.source = ListSource::from_items(items);
        list.version = 1;
        self.put_state(cell, CellState::List(Box::new(list)));
        if let Some(found) = self.cell_mut(cell) {
            found.set(flag::FINAL);
        }
        Outcome::State(Value::List(List::Live(cell)))
    }

    /// The items of a literal in an instance.
    pub(super) fn literal_items(
        &self,
        actor: ActorId,
        items: &[Operand],
        keys: &[u64],
        node: u64,
    ) -> Vec<(ItemId, Live)> {
        let place = self.place_key(actor).unwrap_or_default();
        let identity = |key: &u64| {
            let key = PlaceKey::new("literal")
                .number(place)
                .number(node)
                .number(*key);
            literal_item(key.finish())
        };
        items
            .iter()
            .zip(keys)
            .map(|(operand, key)| (key, self.resolve(actor, operand)))
            .filter(|(_, live)| !matches!(live, Live::Absent))
            .map(|(key, live)| (identity(key), live))
            .collect()
    }

    pub(crate) fn run_list_operation(
        &mut self,
        cell: CellRef,
        operation: &ListOperation,
        input: &Operand,
        argument: &Operand,
    ) -> Outcome {
        let input = self.resolve(cell.actor, input);
        let argument = self.resolve(cell.actor, argument);
        let mut reads = Reads::default();
        let entry = self.read(&input, View::Tracked, cell, &mut reads);
        self.follow_list(cell, &entry, &mut reads);
        match operation {
            ListOperation::Get => return self.run_get(cell, entry, &argument, reads),
            ListOperation::Last => return self.run_last(cell, entry, reads),
            _ => {}
        }
        let new = self.is_new(cell);
        let mut list = self.take_list(cell);
        if new && !list.connected {
            list.connected = true;
            list.trigger = super::graph::NO_EDGE;
            list.combinator = self.combinator(operation, &input);
            if matches!(
                operation,
                ListOperation::Append | ListOperation::Clear | ListOperation::RemoveLast
            ) {
                self.connect_trigger(cell, &argument, &mut list);
                self.saves.item_changed(cell, MARK);
            }
        }
        if list.pending.is_none() {
            list.pending = self.take_over_items(cell);
        }
        self.retrack_cell(cell, &reads.cells);
        if reads.wait {
            self.put_state(cell, CellState::List(list));
            return Outcome::Wait;
        }
        let changes = match self.input_changes(cell, &mut list, &entry) {
            Some(changes) => changes,
            None => {
                self.put_state(cell, CellState::List(list));
                return Outcome::Nothing;
            }
        };
        let mut wait = false;
        let outcome = self.run_combinator(
            cell, operation, &mut list, &changes, &argument, new, &mut wait,
        );
        self.put_state(cell, CellState::List(list));
        if wait { Outcome::Wait } else { outcome }
    }

    fn combinator(&self, operation: &ListOperation, input: &Live) -> Combinator {
        let upstream = self.upstream(input);
        match operation {
            ListOperation::Map(_) => Combinator::Map(Map::new()),
            ListOperation::Retain(_) => Combinator::Retain(Retain::new()),
            ListOperation::Remove(_) => Combinator::Remove(Remove::new(upstream)),
            ListOperation::Append => Combinator::Append(Append::new()),
            ListOperation::Clear => Combinator::Clear(Clear::new(upstream)),
            ListOperation::RemoveLast => Combinator::RemoveLast(RemoveLast::new(upstream)),
            ListOperation::Every(_) | ListOperation::Any(_) => Combinator::Every(Every::new()),
            ListOperation::Sum => Combinator::Sum(Sum::new()),
            ListOperation::Latest => Combinator::Latest(Box::new(Latest::new())),
            ListOperation::SortBy(_) => Combinator::SortBy(Box::new(SortBy::new())),
            ListOperation::Count
            | ListOperation::IsEmpty
            | ListOperation::IsNotEmpty
            | ListOperation::Get
            | ListOperation::Last => Combinator::None,
        }
    }

    /// Whether items that left the input may come back.
    fn upstream(&self, input: &Live) -> Upstream {
        let mut live = input.clone();
        for _ in 0..64 {
            let Live::Cell(cell) = live else {
                return if matches!(live, Live::Const(_)) {
                    Upstream::NeverReadmits
                } else {
                    Upstream::MayReadmit
                };
            };
            match self.node_kind(cell) {
                Some(NodeKind::List { .. }) => return Upstream::NeverReadmits,
                Some(NodeKind::ListOperation {
                    operation:
                        ListOperation::Append
                        | ListOperation::Remove(_)
                        | ListOperation::Clear
                        | ListOperation::RemoveLast
                        | ListOperation::SortBy(_),
                    input,
                    ..
                }) => live = self.resolve(cell.actor, input),
                _ => return Upstream::MayReadmit,
            }
        }
        Upstream::MayReadmit
    }

    fn connect_trigger(&mut self, cell: CellRef, argument: &Live, list: &mut ListCell) {
        match argument {
            Live::Cell(source) => {
                let mut head = list.trigger;
                self.connect(*source, cell, TRIGGER, true, &mut head);
                list.trigger = head;
                let ready = self.cell(*source).is_some_and(|source| {
                    !source.has(flag::NEW)
                        && source.value.is_some()
                        && source.kind == Reactivity::State
                });
                if ready {
                    self.schedule_next(cell);
                }
            }
            Live::Const(_) => self.schedule_next(cell),
            Live::Absent => {}
        }
    }

    /// What changed in the list that is read, since this operation read it last. `None` if there is no list
    /// yet.
    pub(crate) fn input_changes(
        &mut self,
        cell: CellRef,
        list: &mut ListCell,
        entry: &Entry,
    ) -> Option<Changes> {
        let round = u64::from(self.round);
        match &entry.value {
            Some(Value::List(List::Live(source))) => {
                let found = self.list_cell(*source)?;
                let version = found.version;
                let changes = match &list.attached {
                    Some(Attached::Live(attached, seen)) if attached == source => {
                        found.changes_since(*seen, round)
                    }
                    _ => None,
                };
                let changes = match changes {
                    // Who begins with many items builds what it keeps of them at once.
                    Some(changes)
                        if changes.len() > 1
                            && changes.len() == found.source.content().len()
                            && fill_an_empty_list(changes) =>
                    {
                        vec![ListChange::Replace {
                            items: found.items_now(),
                        }]
                    }
                    Some(changes) => changes.to_vec(),
                    None => vec![ListChange::Replace {
                        items: found.items_now(),
                    }],
                };
                list.attached = Some(Attached::Live(*source, version));
                Some(changes)
            }
            Some(Value::List(List::Plain(items))) => {
                if let Some(Attached::Plain(attached)) = &list.attached
                    && attached.same(items)
                {
                    return Some(Vec::new());
                }
                list.attached = Some(Attached::Plain(items.clone()));
                Some(vec![ListChange::Replace {
                    items: items.to_vec(),
                }])
            }
            Some(_) | None => {
                self.report_no_list(cell, entry);
                None
            }
        }
    }

    fn report_no_list(&mut self, cell: CellRef, entry: &Entry) {
        if let Some(other) = &entry.value
            && !matches!(other, Value::List(_))
        {
            let span = self.span_of(cell);
            let found = describe(other);
            let message = format!("expected a list, found {found}");
            self.report(Diagnostic::error(span, message));
        }
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one run")]
    fn run_combinator(
        &mut self,
        cell: CellRef,
        operation: &ListOperation,
        list: &mut ListCell,
        changes: &Changes,
        argument: &Live,
        new: bool,
        wait: &mut bool,
    ) -> Outcome {
        let mut combinator = std::mem::take(&mut list.combinator);
        let mut out = Changes::new();
        let mut replaces = 0;
        let pending = list.pending.take().unwrap_or_default();
        let ignores = self.ignores_inputs(cell);
        let due = !new && !ignores;
        let outcome = match (&mut combinator, operation) {
            (Combinator::Map(map), ListOperation::Map(template)) => {
                let mut mapper = InstanceMapper {
                    evaluator: self,
                    cell,
                    template: *template,
                };
                out.reserve(changes.len());
                for change in changes {
                    // What concerns the whole list asks what the list is by then.
                    if matches!(change, ListChange::Replace { .. } | ListChange::Clear) {
                        let (turn, round) = (mapper.evaluator.turn, mapper.evaluator.round);
                        let before = std::mem::take(&mut out);
                        if !before.is_empty() {
                            replaces += list.publish(before, u64::from(turn), u64::from(round));
                            mapper.evaluator.note_changed_list(cell);
                        }
                    }
                    map.apply(change, list.source.content(), &mut mapper, &mut out);
                }
                None
            }
            (Combinator::Retain(retain), ListOperation::Retain(body)) => {
                for change in changes {
                    self.update_parts(list, change);
                    let mut decide = |id: ItemId, _: &Live| self.decide(cell, list, body, id, wait);
                    retain.apply(change, &mut decide, &mut out);
                }
                for part in list.take_marked() {
                    let Some(id) = list.part(part).map(|part| part.item) else {
                        continue;
                    };
                    if let Some(keep) = self.decide(cell, list, body, id, wait) {
                        out.extend(retain.set(id, keep));
                    }
                }
                None
            }
            (Combinator::Remove(remove), ListOperation::Remove(body)) => {
                for id in pending.buried() {
                    self.drop_part(list, id);
                    out.extend(remove.adopt(id));
                }
                for change in changes {
                    self.update_parts(list, change);
                    remove.apply(change, &mut out);
                    for id in inserted(change) {
                        if self.emits(cell, list, body, id, wait) && !ignores {
                            self.remove_for_good(cell, list, remove, id, &mut out);
                        }
                    }
                }
                for part in list.take_marked() {
                    let Some(id) = list.part(part).map(|part| part.item) else {
                        continue;
                    };
                    if self.emits(cell, list, body, id, wait) && !ignores {
                        self.remove_for_good(cell, list, remove, id, &mut out);
                    }
                }
                None
            }
            (Combinator::Append(append), _) => {
                for change in changes {
                    append.apply(change, &mut out);
                }
                self.append_pending(cell, list, append, pending, &mut out);
                if due
                    && self.triggered(argument)
                    && list.take_trigger(self.round)
                    && let Some(value) = self
                        .read(argument, View::Now, cell, &mut Reads::default())
                        .value
                {
                    let id = self.new_item();
                    let kept = self.keep(&value, cell.actor, true);
                    list.keep(id, kept);
                    out.extend(append.append(id, Live::Const(value)));
                    self.saves.item_changed(cell, id);
                }
                None
            }
            (Combinator::Clear(clear), _) => {
                for id in pending.buried() {
                    out.extend(clear.adopt(id));
                }
                for change in changes {
                    clear.apply(change, &mut out);
                }
                if due && self.triggered(argument) && list.take_trigger(self.round) {
                    let gone: Vec<ItemId> = after(list, &out);
                    out.extend(clear.clear());
                    self.bury(cell, gone);
                }
                None
            }
            (Combinator::RemoveLast(remove_last), _) => {
                for id in pending.buried() {
                    out.extend(remove_last.adopt(id));
                }
                for change in changes {
                    remove_last.apply(change, &mut out);
                }
                if due && self.triggered(argument) && list.take_trigger(self.round) {
                    let gone = remove_last.remove_last();
                    if let Some(ListChange::Remove { id, .. }) = &gone {
                        self.bury(cell, vec![*id]);
                    }
                    out.extend(gone);
                }
                None
            }
            (Combinator::Every(every), ListOperation::Every(body) | ListOperation::Any(body)) => {
                for change in changes {
                    self.update_parts(list, change);
                    let mut decide = |id: ItemId, _: &Live| self.decide(cell, list, body, id, wait);
                    every.apply(change, &mut decide);
                }
                for part in list.take_marked() {
                    let Some(id) = list.part(part).map(|part| part.item) else {
                        continue;
                    };
                    let decision = self.decide(cell, list, body, id, wait);
                    every.set(id, decision);
                }
                let verdict = match operation {
                    ListOperation::Every(_) => every.every(),
                    _ => every.any(),
                };
                Some(verdict.map_or(Outcome::Nothing, |holds| Outcome::State(Value::bool(holds))))
            }
            (Combinator::Sum(sum), _) => {
                for change in changes {
                    self.update_parts(list, change);
                    let mut number = |id: ItemId, _: &Live| self.number_item(cell, list, id, wait);
                    sum.apply(change, &mut number);
                }
                for part in list.take_marked() {
                    let Some(id) = list.part(part).map(|part| part.item) else {
                        continue;
                    };
                    let number = self.number_item(cell, list, id, wait);
                    sum.set(id, number);
                }
                Some(Outcome::State(Value::Number(sum.sum())))
            }
            (Combinator::SortBy(sort), ListOperation::SortBy(body)) => {
                for change in changes {
                    self.update_parts(list, change);
                    let mut key = |id: ItemId, _: &Live| self.key_of(cell, list, body, id, wait);
                    sort.apply(change, &mut key, &mut out);
                }
                for part in list.take_marked() {
                    let Some(id) = list.part(part).map(|part| part.item) else {
                        continue;
                    };
                    let key = self.key_of(cell, list, body, id, wait);
                    out.extend(sort.set(id, key));
                }
                None
            }
            (Combinator::Latest(latest), _) => {
                Some(self.run_list_latest(cell, list, latest, changes, wait))
            }
            _ => Some(self.run_count(cell, operation, list)),
        };
        list.combinator = combinator;
        if let Some(outcome) = outcome {
            return outcome;
        }
        if !out.is_empty() {
            self.note_changed_list(cell);
        }
        replaces += list.publish(out, u64::from(self.turn), u64::from(self.round));
        if self.mounted {
            self.work.list_replaces += replaces;
        }
        if new || list.changed(u64::from(self.round)) {
            Outcome::State(Value::List(List::Live(cell)))
        } else {
            Outcome::Nothing
        }
    }

    fn run_count(&mut self, cell: CellRef, operation: &ListOperation, list: &ListCell) -> Outcome {
        let count = match &list.attached {
            Some(Attached::Live(source, _)) => self
                .list_cell(*source)
                .map_or(0, |list| list.source.content().len()),
            Some(Attached::Plain(items)) => items.len(),
            None => 0,
        };
        let value = match operation {
            ListOperation::Count => Value::Number(count as f64),
            ListOperation::IsEmpty => Value::bool(count == 0),
            _ => Value::bool(count != 0),
        };
        let entry = Entry {
            value: Some(value),
            kind: Reactivity::State,
            fired: true,
        };
        if self.cut_off(cell, &entry) {
            Outcome::Nothing
        } else {
            Outcome::Entry(entry)
        }
    }

    /// `List/get`: the value of whatever is at that place now.
    fn run_get(&mut self, cell: CellRef, list: Entry, index: &Live, mut reads: Reads) -> Outcome {
        let index = self.read(index, View::Tracked, cell, &mut reads);
        let mut result = Entry {
            value: None,
            kind: Reactivity::State,
            fired: false,
        };
        if let (Some(Value::List(list)), Some(index)) = (&list.value, &index.value) {
            match index {
                Value::Number(number) => {
                    let item = self.item_of(list, *number);
                    result = match item {
                        Some(live) => self.read_as_state(cell, &live, &mut reads),
                        None => Entry {
                            value: Some(Value::Tag(well_known().out_of_bounds)),
                            kind: Reactivity::State,
                            fired: true,
                        },
                    };
                }
                other => {
                    self.wrong_kind(self.span_of(cell), "List/get", "a number as index", other);
                }
            }
        }
        self.report_no_list(cell, &list);
        self.follow_list(cell, &result, &mut reads);
        self.retrack_cell(cell, &reads.cells);
        if reads.wait {
            Outcome::Wait
        } else {
            Outcome::Entry(result)
        }
    }

    /// `List/last`: the value of whatever is last now.
    fn run_last(&mut self, cell: CellRef, list: Entry, mut reads: Reads) -> Outcome {
        self.report_no_list(cell, &list);
        let last = match &list.value {
            Some(Value::List(List::Plain(items))) => items.last().map(|(_, live)| live.clone()),
            Some(Value::List(List::Live(source))) => self
                .list_cell(*source)
                .and_then(|list| list.source.content().last())
                .map(|(_, live)| live.clone()),
            _ => None,
        };
        let result = match last {
            Some(live) => self.read_as_state(cell, &live, &mut reads),
            None => Entry {
                value: None,
                kind: Reactivity::State,
                fired: false,
            },
        };
        self.follow_list(cell, &result, &mut reads);
        self.retrack_cell(cell, &reads.cells);
        if reads.wait {
            Outcome::Wait
        } else {
            Outcome::Entry(result)
        }
    }

    /// The value of an item; a constant one is a state of what picked it.
    fn read_as_state(&mut self, cell: CellRef, live: &Live, reads: &mut Reads) -> Entry {
        let mut entry = self.read(live, View::Tracked, cell, reads);
        if entry.kind == Reactivity::Constant {
            entry.kind = Reactivity::State;
        }
        entry
    }

    fn item_of(&self, list: &List, index: f64) -> Option<Live> {
        match list {
            List::Plain(items) => {
                crate::stdlib::item_at(index, items.len()).map(|position| items[position].1.clone())
            }
            List::Live(source) => {
                let content = self.list_cell(*source)?.source.content();
                let position = crate::stdlib::item_at(index, content.len())?;
                content.at(position).map(|(_, live)| live.clone())
            }
        }
    }

    // ---- per-item expressions ----

    /// Keeps one part per item of the input.
    fn update_parts(&mut self, list: &mut ListCell, change: &ListChange<Live>) {
        match change {
            ListChange::Insert { id, item, .. } => {
                list.add_part(*id, item.clone());
            }
            ListChange::Update { id, item, .. } => {
                self.drop_part(list, *id);
                list.add_part(*id, item.clone());
            }
            ListChange::Remove { id, .. } => self.drop_part(list, *id),
            ListChange::Move { .. } => {}
            ListChange::Clear => {
                for id in list.part_items() {
                    self.drop_part(list, id);
                }
            }
            ListChange::Replace { items } => {
                if list.has_parts() {
                    let kept: rustc_hash::FxHashSet<ItemId> =
                        items.iter().map(|(id, _)| *id).collect();
                    for id in list.part_items() {
                        if !kept.contains(&id) {
                            self.drop_part(list, id);
                        }
                    }
                } else {
                    list.reserve_parts(items.len());
                }
                for (id, item) in items {
                    match list.part_of(*id).and_then(|part| list.part(part)) {
                        Some(part) if same_live(&part.live, item) => continue,
                        Some(_) => self.drop_part(list, *id),
                        None => {}
                    }
                    list.add_part(*id, item.clone());
                }
            }
        }
    }

    fn drop_part(&mut self, list: &mut ListCell, id: ItemId) {
        if let Some(mut part) = list.remove_part(id) {
            self.disconnect(&mut part.sources);
            if let Some(made) = part.made {
                self.destroy(made.scope);
            }
        }
    }

    /// Evaluates an item's expression and subscribes it to what it read.
    fn evaluate_part(
        &mut self,
        cell: CellRef,
        list: &mut ListCell,
        body: &ItemBody,
        id: ItemId,
        wait: &mut bool,
    ) -> Option<(Entry, u32)> {
        let number = list.part_of(id)?;
        let part = list.part(number)?;
        let (live, mut sources) = (part.live.clone(), part.sources);
        let root = part.made.as_ref().map(|made| made.root.clone());
        let outside = self.running.replace((cell, Some(id)));
        let (entry, waits) = match body {
            ItemBody::Pure(code) => {
                let mut machine = self.machine();
                let run = Run {
                    actor: cell.actor,
                    cell,
                    view: View::Tracked,
                };
                let result = self.execute(&mut machine, run, code, std::slice::from_ref(&live));
                let waits = result.is_err() || machine.reads.wait;
                self.retrack(cell, number, &mut sources, &machine.reads.cells);
                self.return_machine(machine);
                (result.ok(), waits)
            }
            ItemBody::Template(template) => {
                let root = match root {
                    Some(root) => root,
                    None => {
                        let made = self.instantiate_item(cell, *template, id, live)?;
                        let part = list.part(number)?;
                        let root = made.root.clone();
                        part.made = Some(Box::new(made));
                        root
                    }
                };
                let mut reads = Reads::default();
                let entry = self.read(&root, View::Tracked, cell, &mut reads);
                self.retrack(cell, number, &mut sources, &reads.cells);
                (Some(entry), reads.wait)
            }
        };
        self.running = outside;
        let part = list.part(number)?;
        part.sources = sources;
        if waits {
            *wait = true;
            list.mark(number);
            return None;
        }
        entry.map(|entry| (entry, number))
    }

    fn decide(
        &mut self,
        cell: CellRef,
        list: &mut ListCell,
        body: &ItemBody,
        id: ItemId,
        wait: &mut bool,
    ) -> Option<bool> {
        let (entry, _) = self.evaluate_part(cell, list, body, id, wait)?;
        entry.value.map(|value| value.is_true())
    }

    fn key_of(
        &mut self,
        cell: CellRef,
        list: &mut ListCell,
        body: &ItemBody,
        id: ItemId,
        wait: &mut bool,
    ) -> Option<SortKey> {
        let (entry, _) = self.evaluate_part(cell, list, body, id, wait)?;
        let span = self.span_of(cell);
        entry.value.and_then(|value| self.sort_key(&value, span))
    }

    /// Whether an item's expression emits: a pulse that fired now, or a state that has a value.
    fn emits(
        &mut self,
        cell: CellRef,
        list: &mut ListCell,
        body: &ItemBody,
        id: ItemId,
        wait: &mut bool,
    ) -> bool {
        let Some((entry, number)) = self.evaluate_part(cell, list, body, id, wait) else {
            return false;
        };
        let Some(part) = list.part(number) else {
            return false;
        };
        let fresh = std::mem::replace(&mut part.fresh, false);
        let sources = part.sources;
        match entry.kind {
            Reactivity::Pulse => {
                !fresh && entry.value.is_some() && self.source_pulse_fired(sources)
            }
            Reactivity::State | Reactivity::Constant | Reactivity::Unknown => entry.value.is_some(),
        }
    }

    fn number_item(
        &mut self,
        cell: CellRef,
        list: &mut ListCell,
        id: ItemId,
        wait: &mut bool,
    ) -> f64 {
        match self.read_item(cell, list, id, wait) {
            Some((
                Entry {
                    value: Some(Value::Number(number)),
                    ..
                },
                _,
            )) => number,
            _ => 0.0,
        }
    }

    /// Reads an item itself and subscribes its part to it.
    fn read_item(
        &mut self,
        cell: CellRef,
        list: &mut ListCell,
        id: ItemId,
        wait: &mut bool,
    ) -> Option<(Entry, bool)> {
        let number = list.part_of(id)?;
        let part = list.part(number)?;
        let (live, mut sources) = (part.live.clone(), part.sources);
        let fresh = std::mem::replace(&mut part.fresh, false);
        let mut reads = Reads::default();
        let entry = self.read(&live, View::Tracked, cell, &mut reads);
        self.retrack(cell, number, &mut sources, &reads.cells);
        list.part(number)?.sources = sources;
        if reads.wait {
            *wait = true;
            list.part(number)?.fresh = fresh;
            list.mark(number);
            return None;
        }
        let emits = match (entry.kind, &live) {
            (Reactivity::Pulse, Live::Cell(source)) => !fresh && self.fired(*source),
            (_, Live::Cell(source)) => fresh || self.fired(*source),
            (_, Live::Const(_)) => fresh,
            (_, Live::Absent) => false,
        };
        Some((entry, emits))
    }

    fn run_list_latest(
        &mut self,
        cell: CellRef,
        list: &mut ListCell,
        latest: &mut Latest<Value>,
        changes: &Changes,
        wait: &mut bool,
    ) -> Outcome {
        for change in changes {
            self.update_parts(list, change);
            latest.apply(change);
            for id in inserted(change) {
                if let Some(part) = list.part_of(id) {
                    list.mark(part);
                }
            }
        }
        let moment = Moment {
            turn: u64::from(self.turn),
            round: self.round,
        };
        let positions = self.positions(list);
        let mut read = Vec::new();
        for number in list.take_marked() {
            let Some((id, fresh)) = list.part(number).map(|part| (part.item, part.fresh)) else {
                continue;
            };
            if let Some((entry, emits)) = self.read_item(cell, list, id, wait) {
                read.push((number, id, fresh, entry, emits));
            }
        }
        if *wait {
            // All of them count at the same moment.
            for (number, _, fresh, _, _) in read {
                list.mark(number);
                if let Some(part) = list.part(number) {
                    part.fresh = fresh;
                }
            }
            return Outcome::Nothing;
        }
        let mut fired = false;
        let mut pulses = true;
        for (_, id, _, entry, emits) in read {
            pulses &= entry.kind == Reactivity::Pulse;
            if emits && let Some(value) = entry.value {
                let index = positions(self, id);
                fired |= latest.offer(moment, index, value);
            }
        }
        if !fired {
            return Outcome::Nothing;
        }
        match latest.value() {
            Some(value) if pulses && self.agenda.phase == crate::actors::turn::Phase::Pulses => {
                Outcome::Pulse(value.clone())
            }
            Some(value) => Outcome::State(value.clone()),
            None => Outcome::Nothing,
        }
    }

    /// How to find an item's position in the list that is read.
    fn positions(&self, list: &ListCell) -> impl Fn(&Evaluator, ItemId) -> usize + use<> {
        let attached = list.attached.clone();
        move |evaluator: &Evaluator, id: ItemId| match &attached {
            Some(Attached::Live(source, _)) => evaluator
                .list_cell(*source)
                .and_then(|list| list.source.content().index_of(id))
                .unwrap_or(usize::MAX),
            Some(Attached::Plain(items)) => items
                .iter()
                .position(|(item, _)| *item == id)
                .unwrap_or(usize::MAX),
            None => usize::MAX,
        }
    }

    pub(crate) fn instantiate_item(
        &mut self,
        cell: CellRef,
        template: TemplateIndex,
        id: ItemId,
        live: Live,
    ) -> Option<Mapped> {
        let scope = self.registry.scope_of(cell.actor)?;
        let passed = self
            .registry
            .get(cell.actor)
            .map_or(Live::Absent, |instance| instance.passed.clone());
        let (actor, scope) = self.instantiate(Making {
            template,
            parent: Some(cell.actor),
            scope,
            parameters: Box::new([live]),
            passed,
            site: (cell, id.0),
            place: None,
            arm: false,
        })?;
        let root = self.result_of(actor);
        Some(Mapped { actor, scope, root })
    }

    // ---- items that are gone for good ----

    fn remove_for_good(
        &mut self,
        cell: CellRef,
        list: &mut ListCell,
        remove: &mut Remove,
        id: ItemId,
        out: &mut Changes,
    ) {
        if let Some(change) = remove.remove(id) {
            out.push(change);
            self.drop_part(list, id);
            self.bury(cell, vec![id]);
        }
    }

    /// Appends the items that are incoming, in their order, and takes out those that go; what refers to
    /// something that is not there yet waits with all after it.
    fn append_pending(
        &mut self,
        cell: CellRef,
        list: &mut ListCell,
        append: &mut Append,
        mut pending: Pending,
        out: &mut Changes,
    ) {
        let mut items = std::mem::take(&mut pending.items).into_iter();
        while let Some((id, bytes)) = items.next() {
            let Some(bytes) = bytes else {
                out.extend(append.remove_own(id));
                let kept = list.kept_for(id);
                self.unkeep(kept);
                continue;
            };
            match self.take_over_item(cell, &mut pending, &bytes) {
                TakeOver::Value(value, made) => {
                    let kept = self.keep(&value, cell.actor, true);
                    list.keep(id, kept);
                    self.end_unkept(made);
                    out.extend(append.append(id, Live::Const(value)));
                }
                TakeOver::Nothing => {}
                TakeOver::Later => {
                    pending.items = std::iter::once((id, Some(bytes))).chain(items).collect();
                    list.pending = Some(pending);
                    return;
                }
            }
        }
    }

    fn bury(&mut self, cell: CellRef, items: Vec<ItemId>) {
        for item in items {
            self.saves.item_changed(cell, item);
            self.burials.push((cell, item));
        }
    }

    /// At the end of a turn: an item that an operation removed for good is forgotten by those before it, as
    /// far as nobody else reads them; what it kept alive ends.
    pub(crate) fn run_burials(&mut self) {
        let burials = std::mem::take(&mut self.burials);
        if burials.is_empty() {
            return;
        }
        self.round += 1;
        for (cell, item) in burials {
            let mut chain = vec![cell];
            let mut owner = None;
            while let Some(last) = chain.last().copied() {
                let Some(NodeKind::ListOperation { input, .. }) = self.node_kind(last) else {
                    break;
                };
                let Live::Cell(source) = self.resolve(last.actor, input) else {
                    break;
                };
                if !self.has_one_reader(source) {
                    break;
                }
                match self.list_cell(source).map(|list| &list.combinator) {
                    Some(Combinator::Append(append)) if append.owns(item) => {
                        owner = Some(source);
                        break;
                    }
                    Some(
                        Combinator::Append(_)
                        | Combinator::Remove(_)
                        | Combinator::Clear(_)
                        | Combinator::RemoveLast(_)
                        | Combinator::SortBy(_),
                    ) => chain.push(source),
                    _ => break,
                }
            }
            let Some(owner) = owner else { continue };
            self.forget_item(owner, &chain, item);
        }
    }

    fn forget_item(&mut self, owner: CellRef, chain: &[CellRef], item: ItemId) {
        let (turn, round) = (u64::from(self.turn), u64::from(self.round));
        let mut list = self.take_list(owner);
        let mut changes: Changes = match &mut list.combinator {
            Combinator::Append(append) => append.remove_own(item).into_iter().collect(),
            _ => Changes::new(),
        };
        list.publish(changes.clone(), turn, round);
        self.note_changed_list(owner);
        self.saves.item_changed(owner, item);
        let kept = list.kept_for(item);
        let mut source = (owner, list.version);
        self.put_state(owner, CellState::List(list));
        for cell in chain.iter().rev() {
            let mut list = self.take_list(*cell);
            let mut out = Changes::new();
            for change in &changes {
                self.update_parts(&mut list, change);
                match &mut list.combinator {
                    Combinator::Append(append) => append.apply(change, &mut out),
                    Combinator::Remove(remove) => {
                        remove.apply(change, &mut out);
                        remove.forget(item);
                    }
                    Combinator::Clear(clear) => {
                        clear.apply(change, &mut out);
                        clear.forget(item);
                    }
                    Combinator::RemoveLast(remove_last) => {
                        remove_last.apply(change, &mut out);
                        remove_last.forget(item);
                    }
                    Combinator::SortBy(sort) => sort.apply(change, &mut |_, _| None, &mut out),
                    _ => {}
                }
            }
            list.publish(out.clone(), turn, round);
            self.note_changed_list(*cell);
            list.attached = Some(Attached::Live(source.0, source.1));
            source = (*cell, list.version);
            changes = out;
            self.put_state(*cell, CellState::List(list));
        }
        self.unkeep(kept);
    }
}

/// The items that a change brings.
fn inserted(change: &ListChange<Live>) -> impl Iterator<Item = ItemId> {
    let (one, many): (Option<ItemId>, &[(ItemId, Live)]) = match change {
        ListChange::Insert { id, .. } | ListChange::Update { id, .. } => (Some(*id), &[]),
        ListChange::Replace { items } => (None, items),
        ListChange::Remove { .. } | ListChange::Move { .. } | ListChange::Clear => (None, &[]),
    };
    one.into_iter().chain(many.iter().map(|(id, _)| *id))
}

/// The ids of a list after changes that are not published yet.
fn after(list: &ListCell, out: &Changes) -> Vec<ItemId> {
    let mut items: Vec<(ItemId, Live)> = list.items().to_vec();
    for change in out {
        // A combinator's changes fit its own output.
        let _ = change.apply(&mut items);
    }
    items.into_iter().map(|(id, _)| id).collect()
}

/// Stands for an instance that could not be made.
const NOBODY: ActorId = ActorId {
    index: u32::MAX,
    generation: 0,
};

/// Makes an instance per item.
struct InstanceMapper<'a> {
    evaluator: &'a mut Evaluator,
    cell: CellRef,
    template: TemplateIndex,
}

impl Mapper<Live> for InstanceMapper<'_> {
    type Kept = ActorId;
    type Shown = Live;

    fn make(&mut self, id: ItemId, item: &Live) -> (ActorId, Live) {
        match self
            .evaluator
            .instantiate_item(self.cell, self.template, id, item.clone())
        {
            Some(made) => (made.actor, made.root),
            // The operation's own scope has ended: nobody will see the item.
            None => (NOBODY, Live::Absent),
        }
    }

    fn update(&mut self, id: ItemId, item: &Live, kept: &mut ActorId) -> Option<Live> {
        let parameter = self.evaluator.forwarded_parameter(self.template, 0);
        let same = self
            .evaluator
            .registry
            .get(*kept)
            .and_then(|instance| instance.parameters.get(parameter as usize))
            .is_some_and(|old| same_live(old, item));
        if same {
            return None;
        }
        let (made, root) = self.make(id, item);
        let old = std::mem::replace(kept, made);
        self.discard(id, old);
        Some(root)
    }

    fn discard(&mut self, _: ItemId, kept: ActorId) {
        if let Some(scope) = self.evaluator.registry.scope_of(kept) {
            self.evaluator.destroy(scope);
        }
    }
}

/// Whether an item that stays is what it was.
pub(crate) fn same_live(a: &Live, b: &Live) -> bool {
    match (a, b) {
        (Live::Cell(a), Live::Cell(b)) => a == b,
        (Live::Const(Value::Object(a)), Live::Const(Value::Object(b))) => Rc::ptr_eq(a, b),
        (Live::Const(Value::Element(a)), Live::Const(Value::Element(b))) => a == b,
        (Live::Const(a), Live::Const(b)) => a.same_scalar(b),
        (Live::Absent, Live::Absent) => true,
        _ => false,
    }
}
