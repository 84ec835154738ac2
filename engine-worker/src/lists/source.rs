//! The published content of one list, what changed in the current round, and what it was before the turn.
//!
//! Whoever reads the list in the current round takes the changes; whoever subscribes later takes the
//! content; a snapshot body (`language.md` §5.2) takes the committed content, which is rebuilt from the
//! undo log only if somebody asks.
//!
//! Invariant: the content with the undo log applied backwards is the content when the turn began.

use protocol::list_change::{ItemId, ListChange, ListChangeError, diff};

use super::change::{fill_an_empty_list, keep_shared, push_whole};
use super::order::{Sequence, Undo};

/// For how many changes a list keeps the room between turns.
const KEPT: usize = 64;

/// The content of one list with the changes of the current round and the way back to the last turn.
#[derive(Clone, Debug)]
pub struct ListSource<T> {
    content: Sequence<T>,
    round: u64,
    changes: Vec<ListChange<T>>,
    turn: u64,
    committed_len: usize,
    undo: Vec<ListChange<T>>,
    /// The content when everything changed; what happened in the turn after that needs no undo.
    before_whole: Option<Sequence<T>>,
}

impl<T> Default for ListSource<T> {
    fn default() -> Self {
        ListSource {
            content: Sequence::new(),
            round: 0,
            changes: Vec::new(),
            turn: 0,
            committed_len: 0,
            undo: Vec::new(),
            before_whole: None,
        }
    }
}

impl<T: Clone> ListSource<T> {
    /// Makes an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a list whose items nobody is told about as changes.
    pub fn from_items(items: impl IntoIterator<Item = (ItemId, T)>) -> Self {
        let content: Sequence<T> = items.into_iter().collect();
        ListSource {
            committed_len: content.len(),
            content,
            ..Self::default()
        }
    }

    /// Returns the current content.
    pub fn content(&self) -> &Sequence<T> {
        &self.content
    }

    /// Enters a turn: what the list is now becomes the committed content, unless the turn is the current
    /// one.
    pub fn begin_turn(&mut self, turn: u64) {
        if self.turn != turn {
            self.turn = turn;
            self.committed_len = self.content.len();
            self.undo.clear();
            self.before_whole = None;
        }
    }

    /// Leaves a turn: the way back is forgotten, and so are changes that take much room. Whoever has not
    /// read those by then takes the content.
    pub fn end_turn(&mut self) {
        self.before_whole = None;
        self.undo.clear();
        self.undo.shrink_to(KEPT);
        let is_large = |change: &ListChange<T>| matches!(change, ListChange::Replace { items } if items.len() > KEPT);
        if self.changes.capacity() > KEPT || self.changes.iter().any(is_large) {
            self.changes = Vec::new();
        }
        self.committed_len = self.content.len();
    }

    /// Enters a round: forgets the changes of the last one, unless the round is the current one. Stamps of
    /// rounds must differ across turns, too.
    pub fn begin(&mut self, round: u64) {
        if self.round != round {
            self.round = round;
            self.changes.clear();
        }
    }

    /// Does a change in the current round and turn. One that replaces all items is split into single
    /// changes if some of them stay, so that nobody after this list loses their state.
    pub fn push(&mut self, change: ListChange<T>) -> Result<(), ListChangeError> {
        self.content.check(&change)?;
        match change {
            ListChange::Insert { .. }
            | ListChange::Remove { .. }
            | ListChange::Move { .. }
            | ListChange::Update { .. } => self.push_single(change),
            ListChange::Replace { items } => match keep_shared(&self.content, &items) {
                Some(changes) => changes
                    .into_iter()
                    .try_for_each(|change| self.push_single(change)),
                None => {
                    self.replace(items);
                    Ok(())
                }
            },
            ListChange::Clear => {
                self.replace(Vec::new());
                Ok(())
            }
        }
    }

    /// Does changes in the current round and turn, as [`push`](Self::push) does.
    pub fn push_all(&mut self, changes: Vec<ListChange<T>>) -> Result<(), ListChangeError> {
        if self.content.is_empty() && changes.len() > 1 && fill_an_empty_list(&changes) {
            let content = Sequence::from_about(changes.len(), changes.iter().filter_map(inserted));
            if content.len() == changes.len() {
                let old = std::mem::replace(&mut self.content, content);
                self.before_whole.get_or_insert(old);
                self.changes.reserve(changes.len());
                self.changes.extend(changes);
                return Ok(());
            }
        }
        changes.into_iter().try_for_each(|change| self.push(change))
    }

    /// Changes the content into another, item by item identity; `same` tells whether an item that stays
    /// has the same value.
    pub fn become_items(
        &mut self,
        items: &[(ItemId, T)],
        same: impl Fn(&T, &T) -> bool,
    ) -> Result<(), ListChangeError> {
        let old: Vec<(ItemId, &T)> = self.content.iter().collect();
        let changes = diff(&old, items, |old, new| same(old, new));
        changes
            .into_iter()
            .try_for_each(|change| self.push_single(change))
    }

    /// Returns the changes of a round, none if the list did not change in it.
    pub fn changes(&self, round: u64) -> &[ListChange<T>] {
        if self.round == round {
            &self.changes
        } else {
            &[]
        }
    }

    /// Returns the number of items before the turn.
    pub fn committed_len(&self, turn: u64) -> usize {
        if self.turn == turn {
            self.committed_len
        } else {
            self.content.len()
        }
    }

    /// Returns the items as they were before the turn.
    pub fn committed_items(&self, turn: u64) -> Vec<(ItemId, T)> {
        let owned = |content: &Sequence<T>| -> Vec<(ItemId, T)> {
            content
                .iter()
                .map(|(id, item)| (id, item.clone()))
                .collect()
        };
        if self.turn != turn {
            return owned(&self.content);
        }
        let newest = self.before_whole.as_ref().unwrap_or(&self.content);
        if self.undo.is_empty() {
            return owned(newest);
        }
        let mut content = newest.clone();
        for change in self.undo.iter().rev() {
            let undone = content.apply(change);
            debug_assert_eq!(undone.err(), None);
        }
        owned(&content)
    }

    fn push_single(&mut self, change: ListChange<T>) -> Result<(), ListChangeError> {
        match self.content.apply(&change)? {
            Undo::Change(undo) if self.before_whole.is_none() => self.undo.push(undo),
            Undo::Content(content) if self.before_whole.is_none() => {
                self.before_whole = Some(content);
            }
            Undo::Change(_) | Undo::Content(_) => {}
        }
        self.changes.push(change);
        Ok(())
    }

    /// Builds the content anew in O(n), also where readers are told of single insertions.
    fn replace(&mut self, items: Vec<(ItemId, T)>) {
        let content = items.iter().cloned().collect();
        let old = std::mem::replace(&mut self.content, content);
        push_whole(old.is_empty(), items, &mut self.changes);
        self.before_whole.get_or_insert(old);
    }
}

fn inserted<T: Clone>(change: &ListChange<T>) -> Option<(ItemId, T, bool)> {
    match change {
        ListChange::Insert { id, item, .. } => Some((*id, item.clone(), false)),
        ListChange::Remove { .. }
        | ListChange::Move { .. }
        | ListChange::Update { .. }
        | ListChange::Replace { .. }
        | ListChange::Clear => None,
    }
}
