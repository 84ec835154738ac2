//! How a construct takes over what is incoming.

use std::rc::Rc;

use protocol::ids::ScopeId;
use protocol::list_change::ItemId;

use crate::evaluator::Evaluator;
use crate::evaluator::instance::flag;
use crate::evaluator::instantiate::Making;
use crate::language::plan::TemplateIndex;
use crate::value::{CellRef, Live, Value};

use super::encoding::{SavedCell, SavedInstance, SavedValue, Undecoded};

/// How often a construct looks for what its value refers to, once a round, before it does without.
const TRIES: u8 = 4;

/// What is incoming for a construct.
pub(crate) enum TakeOver {
    /// Nothing.
    Nothing,
    /// A value; and the scope of what was made for it, which ends with the turn unless it is kept.
    Value(Value, Option<ScopeId>),
    /// It must run once more: something that the value refers to is not there yet.
    Later,
}

/// What is incoming for the items of a list operation.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    /// Items with their values; none for those that go.
    pub(crate) items: Vec<(ItemId, Option<Vec<u8>>)>,
    tries: u8,
}

impl Pending {
    /// The items that an operation which only takes items away has taken away elsewhere.
    pub(crate) fn buried(&self) -> impl Iterator<Item = ItemId> {
        let buried = self.items.iter().filter(|(_, bytes)| bytes.is_some());
        buried.map(|(id, _)| *id)
    }
}

impl Evaluator {
    /// Whether a construct ignores its own inputs in this turn.
    pub(crate) fn ignores_inputs(&self, cell: CellRef) -> bool {
        if self.saves.adopted.contains_key(&cell) {
            return true;
        }
        self.saves.frozen
            && self
                .cell(cell)
                .is_some_and(|cell| cell.has(flag::SAVED) && !cell.has(flag::NEW))
    }

    /// The value that is incoming for a construct.
    pub(crate) fn take_over(&mut self, cell: CellRef) -> TakeOver {
        if self.saves.incoming.is_none() {
            return TakeOver::Nothing;
        }
        let saved = match self.saves.waiting.remove(&cell) {
            Some(saved) => saved,
            None => {
                let Some(entries) = self.claim(cell) else {
                    return TakeOver::Nothing;
                };
                let value = entries.into_iter().find(|(item, _)| *item == 0);
                // What is gone in another tab only says that there is nothing to keep.
                let Some((_, Some(bytes))) = value else {
                    return TakeOver::Nothing;
                };
                // What cannot be read any more is dropped (`language.md` §14.3).
                let Some(saved) = SavedValue::from_bytes(&bytes) else {
                    return TakeOver::Nothing;
                };
                self.saves.adopted.insert(cell, 0);
                saved
            }
        };
        let tries = self.saves.adopted.entry(cell).or_insert(0);
        *tries += 1;
        let lenient = *tries > TRIES;
        match self.remake(cell, &saved, lenient) {
            Ok((Live::Const(value), made)) => TakeOver::Value(value, made),
            Ok((Live::Cell(_) | Live::Absent, _)) | Err(Undecoded::Malformed) => {
                self.saves.adopted.remove(&cell);
                TakeOver::Nothing
            }
            Err(Undecoded::Missing) => {
                self.saves.waiting.insert(cell, saved);
                self.schedule_next(cell);
                TakeOver::Later
            }
        }
    }

    /// What is incoming for the items of a list operation; the operation ignores its inputs in this turn.
    pub(crate) fn take_over_items(&mut self, cell: CellRef) -> Option<Pending> {
        let entries = self.claim(cell)?;
        self.saves.adopted.insert(cell, 0);
        let items = entries
            .into_iter()
            .filter(|(item, _)| *item != super::MARK.0 && *item != u64::MAX)
            .map(|(item, bytes)| (ItemId(item), bytes))
            .collect();
        Some(Pending { items, tries: 0 })
    }

    /// The value of an item that is incoming, or whether it has to wait.
    pub(crate) fn take_over_item(
        &mut self,
        cell: CellRef,
        pending: &mut Pending,
        bytes: &[u8],
    ) -> TakeOver {
        let Some(saved) = SavedValue::from_bytes(bytes) else {
            return TakeOver::Nothing;
        };
        let lenient = pending.tries >= TRIES || self.saves.incoming.is_none();
        match self.remake(cell, &saved, lenient) {
            Ok((Live::Const(value), made)) => TakeOver::Value(value, made),
            Ok((Live::Cell(_) | Live::Absent, _)) | Err(Undecoded::Malformed) => TakeOver::Nothing,
            Err(Undecoded::Missing) => {
                pending.tries += 1;
                self.schedule_next(cell);
                TakeOver::Later
            }
        }
    }

    /// What an occurrence has made for a value that was not kept in the end is no longer needed.
    pub(crate) fn end_unkept(&mut self, made: Option<ScopeId>) {
        if let Some(made) = made
            && !self.kept.contains_key(&made)
        {
            self.doom(made);
        }
    }

    fn claim(&mut self, cell: CellRef) -> Option<Vec<(u64, Option<Vec<u8>>)>> {
        self.saves.incoming.as_ref()?;
        if !self.cell(cell)?.has(flag::SAVED) {
            return None;
        }
        let key = self.saved_key(cell)?;
        self.saves.incoming.as_mut()?.entries.remove(&key)
    }

    /// Makes the instances of a saved value again, and the value. All or nothing.
    fn remake(
        &mut self,
        cell: CellRef,
        saved: &SavedValue,
        lenient: bool,
    ) -> Result<(Live, Option<ScopeId>), Undecoded> {
        let mut made = None;
        let mut result = Ok(());
        for instance in &saved.made {
            if self.actor_at(instance.place).is_none() {
                result = self.remake_instance(cell, instance, lenient, &mut made);
            }
            if result.is_err() {
                break;
            }
        }
        match result.and_then(|()| self.live_of(&saved.tokens, lenient)) {
            Ok(live) => Ok((live, made)),
            Err(error) => {
                if let Some(made) = made {
                    self.destroy(made);
                }
                Err(error)
            }
        }
    }

    fn remake_instance(
        &mut self,
        keeper: CellRef,
        saved: &SavedInstance,
        lenient: bool,
        made: &mut Option<ScopeId>,
    ) -> Result<(), Undecoded> {
        let templates = &self.plan.templates;
        let Some(index) = templates
            .iter()
            .position(|template| template.key == saved.template)
        else {
            // The program no longer has what it was made of.
            return Ok(());
        };
        let names = Rc::clone(&templates[index].names);
        let count = templates[index].parameters as usize;
        let parent = match saved.parent {
            Some(place) => match self.actor_at(place) {
                Some(parent) => Some(parent),
                None if lenient => return Ok(()),
                None => return Err(Undecoded::Missing),
            },
            None => None,
        };
        let passed = self.live_of(&saved.passed, lenient)?;
        let mut parameters = vec![Live::Absent; count];
        for (number, (name, tokens)) in saved.parameters.iter().enumerate() {
            let at = match names.is_empty() {
                true => Some(number),
                false => names.iter().position(|known| known == name),
            };
            if let Some(parameter) = at.and_then(|at| parameters.get_mut(at)) {
                *parameter = self.live_of(tokens, lenient)?;
            }
        }
        let scope = match *made {
            Some(scope) => Some(scope),
            None => {
                let owner = self.registry.scope_of(keeper.actor);
                owner.and_then(|owner| self.registry.create_scope(owner))
            }
        };
        let Some(scope) = scope else { return Ok(()) };
        *made = Some(scope);
        self.occurrence_scopes.insert(scope);
        let maker = self.find_saved_cell(saved.maker).unwrap_or(keeper);
        self.agenda.creating += 1;
        self.instantiate(Making {
            template: TemplateIndex(index as u32),
            parent,
            scope,
            parameters: parameters.into(),
            passed,
            site: (maker, saved.serial),
            place: Some(saved.place),
            arm: false,
        });
        self.run_created();
        self.agenda.creating -= 1;
        Ok(())
    }

    fn actor_at(&mut self, place: u64) -> Option<protocol::ids::ActorId> {
        let known = |saves: &super::Saves| {
            let places = saves.incoming.as_ref()?.places.as_ref()?;
            Some(places.get(&place).copied())
        };
        let found = match known(&self.saves) {
            Some(found) => found,
            None => {
                let places = self.index_places();
                let found = places.get(&place).copied();
                if let Some(incoming) = &mut self.saves.incoming {
                    incoming.places = Some(places);
                }
                found
            }
        };
        found.filter(|actor| self.registry.is_alive(*actor))
    }

    pub(super) fn find_result(&mut self, place: u64) -> Option<Value> {
        let actor = self.actor_at(place)?;
        self.result_now(actor)
    }

    pub(super) fn find_saved_cell(&mut self, saved: SavedCell) -> Option<CellRef> {
        let actor = self.actor_at(saved.place)?;
        let template = self.registry.get(actor)?.template;
        let nodes = &self.plan.templates[template.0 as usize].nodes;
        let slot = nodes.iter().position(|node| node.key == saved.node)?;
        Some(CellRef {
            actor,
            slot: slot as u32,
        })
    }
}
