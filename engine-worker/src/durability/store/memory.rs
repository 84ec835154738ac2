//! The store of memory mode, and the model that the other stores are compared with.

use std::cell::RefCell;
use std::rc::Rc;

use protocol::Epoch;

use super::{MOST_ASIDE, Store, StoreError, next_epoch};

/// Bytes in memory; clones are further openings of the same bytes.
#[derive(Debug, Default)]
pub struct MemoryStore {
    held: Rc<RefCell<Held>>,
    own: Option<Epoch>,
}

#[derive(Debug, Default)]
struct Held {
    bytes: Vec<u8>,
    aside: Vec<(String, Vec<u8>)>,
    owner: Epoch,
    /// How many copies were ever set aside: names are not given twice.
    set_aside: u64,
}

impl Clone for MemoryStore {
    fn clone(&self) -> Self {
        Self {
            held: Rc::clone(&self.held),
            own: None,
        }
    }
}

impl MemoryStore {
    /// An empty store that an owner has.
    #[must_use]
    pub fn owned_by(owner: Epoch) -> Self {
        Self {
            held: Rc::new(RefCell::new(Held {
                owner,
                ..Held::default()
            })),
            own: Some(owner),
        }
    }

    /// The bytes as they are now, whoever owns them.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.held.borrow().bytes.clone()
    }

    /// Writes the bytes without asking for an owner, as damage does.
    pub fn damage(&self, change: impl FnOnce(&mut Vec<u8>)) {
        change(&mut self.held.borrow_mut().bytes);
    }

    /// What was set aside, oldest first, with its names.
    #[must_use]
    pub fn aside(&self) -> Vec<(String, Vec<u8>)> {
        self.held.borrow().aside.clone()
    }

    fn owned<T>(&self, change: impl FnOnce(&mut Held) -> T) -> Result<T, StoreError> {
        let mut held = self.held.borrow_mut();
        match self.own {
            Some(own) if own == held.owner => Ok(change(&mut held)),
            own => Err(StoreError::Fenced {
                own: own.unwrap_or_default(),
                later: held.owner,
            }),
        }
    }
}

impl Store for MemoryStore {
    fn place(&self) -> &'static str {
        "memory"
    }

    async fn claim(&mut self, at_least: Epoch) -> Result<Epoch, StoreError> {
        let mut held = self.held.borrow_mut();
        held.owner = next_epoch([held.owner], at_least)?;
        self.own = Some(held.owner);
        Ok(held.owner)
    }

    async fn read(&mut self) -> Result<Vec<u8>, StoreError> {
        self.owned(|held| held.bytes.clone())
    }

    async fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.owned(|held| held.bytes.extend_from_slice(bytes))
    }

    async fn flush(&mut self) -> Result<(), StoreError> {
        self.owned(|_| ())
    }

    async fn replace(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.owned(|held| held.bytes = bytes.to_vec())
    }

    async fn set_aside(&mut self) -> Result<String, StoreError> {
        self.owned(|held| {
            held.set_aside += 1;
            let name = format!("damaged.{}", held.set_aside);
            let bytes = held.bytes.clone();
            held.aside.push((name.clone(), bytes));
            if held.aside.len() > MOST_ASIDE {
                held.aside.remove(0);
            }
            name
        })
    }

    async fn clear(&mut self) -> Result<(), StoreError> {
        self.owned(|held| {
            held.bytes.clear();
            held.aside.clear();
        })
    }
}
