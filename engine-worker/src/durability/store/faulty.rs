//! A store that fails on purpose, for tests of everything above it.

use std::cell::Cell;
use std::rc::Rc;

use protocol::Epoch;

use super::{Store, StoreError};

/// Which calls fail, and how.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The first call that fails, from 0; every method of [`Store`] but `place` counts.
    pub at: u64,
    /// How many fail.
    pub times: u64,
    /// How.
    pub kind: FaultKind,
    /// What they answer.
    pub error: StoreError,
}

/// How much of a call is done before it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Nothing.
    Before,
    /// Half of the bytes of an append; nothing of another call.
    Half,
    /// Everything: only the answer is wrong.
    After,
}

impl FaultKind {
    /// All of them.
    pub const ALL: [FaultKind; 3] = [Self::Before, Self::Half, Self::After];
}

/// Another store, some of whose calls fail.
#[derive(Debug)]
pub struct FaultyStore<S> {
    inner: S,
    fault: Option<Fault>,
    calls: Rc<Cell<u64>>,
}

impl<S: Store> FaultyStore<S> {
    /// A store that fails as `fault` says; without one it counts calls only.
    pub fn new(inner: S, fault: Option<Fault>) -> Self {
        Self {
            inner,
            fault,
            calls: Rc::default(),
        }
    }

    /// How many calls there were, also while a log has the store.
    pub fn calls(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.calls)
    }

    /// Counts a call; answers how it fails, if it does.
    fn count(&mut self) -> Option<(FaultKind, StoreError)> {
        let call = self.calls.get();
        self.calls.set(call + 1);
        let fault = self.fault.as_ref()?;
        let fails = call >= fault.at && call - fault.at < fault.times;
        fails.then(|| (fault.kind, fault.error.clone()))
    }
}

/// Makes a call, and throws its success away if that is the fault.
macro_rules! call {
    ($self:ident, $call:expr) => {
        match $self.count() {
            None => $call.await,
            Some((FaultKind::After, error)) => match $call.await {
                Ok(_) => Err(error),
                Err(earlier) => Err(earlier),
            },
            Some((FaultKind::Before | FaultKind::Half, error)) => Err(error),
        }
    };
}

impl<S: Store> Store for FaultyStore<S> {
    fn place(&self) -> &'static str {
        self.inner.place()
    }

    async fn claim(&mut self, at_least: Epoch) -> Result<Epoch, StoreError> {
        call!(self, self.inner.claim(at_least))
    }

    async fn read(&mut self) -> Result<Vec<u8>, StoreError> {
        call!(self, self.inner.read())
    }

    async fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        match self.count() {
            None => self.inner.append(bytes).await,
            Some((kind, error)) => {
                let done = match kind {
                    FaultKind::Before => &[][..],
                    FaultKind::Half => &bytes[..bytes.len() / 2],
                    FaultKind::After => bytes,
                };
                self.inner.append(done).await?;
                Err(error)
            }
        }
    }

    async fn flush(&mut self) -> Result<(), StoreError> {
        call!(self, self.inner.flush())
    }

    async fn replace(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        call!(self, self.inner.replace(bytes))
    }

    async fn set_aside(&mut self) -> Result<String, StoreError> {
        call!(self, self.inner.set_aside())
    }

    async fn clear(&mut self) -> Result<(), StoreError> {
        call!(self, self.inner.clear())
    }
}
