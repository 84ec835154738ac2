//! A simulated disk: files in memory whose processes fail, are killed and freeze at any operation, and
//! which may lose power.
//!
//! Each process has an opening of its own. Its operations are counted; [`Trap`]s say what happens at which.
//! Written bytes are seen by all processes at once, as with the page cache of an operating system; what was
//! not flushed, the loss of power takes away in part.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use engine_worker::durability::StoreError;
use engine_worker::durability::store::{Directory, FaultKind, OpenFile};

use crate::faults::Random;

/// A disk with the one directory of a log.
#[derive(Clone, Default)]
pub struct Disk(Rc<RefCell<Names>>);

type Inode = Rc<RefCell<Content>>;

#[derive(Default)]
struct Names {
    now: BTreeMap<String, Inode>,
    /// As the disk has them.
    durable: BTreeMap<String, Inode>,
    /// What changed since: a new file, or none.
    pending: Vec<(String, Option<Inode>)>,
    processes: u64,
    /// How many faults there were.
    faults: Rc<Cell<u64>>,
}

#[derive(Default)]
struct Content {
    now: Vec<u8>,
    /// As the disk has it.
    durable: Vec<u8>,
    /// What changed since.
    pending: Vec<Change>,
}

#[derive(Clone)]
enum Change {
    Write(u64, Vec<u8>),
    Truncate(u64),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Change::Write(at, written) => {
                let at = usize::try_from(*at).expect("a small file");
                let end = at + written.len();
                if bytes.len() < end {
                    bytes.resize(end, 0);
                }
                bytes[at..end].copy_from_slice(written);
            }
            Change::Truncate(size) => {
                bytes.resize(usize::try_from(*size).expect("a small file"), 0);
            }
        }
    }
}

impl Disk {
    /// An empty disk.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A process with the directory open; its traps are by operation, from 0.
    #[must_use]
    pub fn process(&self, traps: Vec<Trap>) -> Process {
        let faults = Rc::clone(&self.0.borrow().faults);
        Process {
            disk: self.clone(),
            life: Rc::new(RefCell::new(Life {
                operations: 0,
                traps,
                dead: None,
                faults,
            })),
        }
    }

    /// Loses power: of what was not flushed, any part is kept, writes in part too. Names are kept in the order
    /// in which they came about, as journals do. All processes are dead: the caller drops them.
    pub fn lose_power(&self, random: &mut Random) {
        let mut names = self.0.borrow_mut();
        names.faults.set(names.faults.get() + 1);
        let kept = random.below(names.pending.len() as u64 + 1);
        let pending: Vec<_> = names.pending.drain(..).collect();
        for (name, inode) in pending.into_iter().take(kept as usize) {
            match inode {
                Some(inode) => names.durable.insert(name, inode),
                None => names.durable.remove(&name),
            };
        }
        names.now = names.durable.clone();
        for inode in names.now.values() {
            let mut content = inode.borrow_mut();
            let pending: Vec<_> = content.pending.drain(..).collect();
            for change in pending {
                match (random.below(3), change) {
                    (0, _) => {}
                    (1, Change::Write(at, bytes)) => {
                        let part = random.below(bytes.len() as u64 + 1) as usize;
                        Change::Write(at, bytes[..part].to_vec()).apply(&mut content.durable);
                    }
                    (_, change) => change.apply(&mut content.durable),
                }
            }
            content.now = content.durable.clone();
        }
    }

    /// How many faults there were.
    #[must_use]
    pub fn faults(&self) -> u64 {
        self.0.borrow().faults.get()
    }

    /// The names of all files.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.0.borrow().now.keys().cloned().collect()
    }

    /// The bytes of a file.
    #[must_use]
    pub fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        let inode = self.0.borrow().now.get(name).cloned();
        inode.map(|inode| inode.borrow().now.clone())
    }

    /// Changes the bytes of a file, as damage does.
    pub fn damage(&self, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
        let inode = self.0.borrow().now.get(name).cloned();
        let inode = inode.expect("a file of that name");
        let mut content = inode.borrow_mut();
        change(&mut content.now);
        content.durable = content.now.clone();
        content.pending.clear();
    }
}

/// What happens at an operation of a process.
pub struct Trap {
    /// Which operation, from 0.
    pub at: u64,
    /// What.
    pub what: Mishap,
}

/// What can happen to a process.
pub enum Mishap {
    /// So many operations fail, the first of them as far as said, the others at once.
    Fail(u64, FaultKind, StoreError),
    /// The process ends.
    Kill(FaultKind),
    /// The process stands still before the operation, while something else runs.
    Freeze(Box<dyn FnOnce()>),
}

struct Life {
    operations: u64,
    traps: Vec<Trap>,
    /// What every further operation answers.
    dead: Option<StoreError>,
    faults: Rc<Cell<u64>>,
}

/// An opening of the disk.
pub struct Process {
    disk: Disk,
    life: Rc<RefCell<Life>>,
}

impl Process {
    /// A look at the number of operations, also while a store has the process.
    pub fn counter(&self) -> impl Fn() -> u64 + 'static {
        let life = Rc::clone(&self.life);
        move || life.borrow().operations
    }
}

/// Counts an operation and lets it happen as far as the traps allow. `half` says whether it is done at all
/// when it is done by half.
fn operate<T>(
    life: &Rc<RefCell<Life>>,
    half: bool,
    run: impl FnOnce(bool) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut happening = Vec::new();
    {
        let mut life = life.borrow_mut();
        if let Some(error) = &life.dead {
            return Err(error.clone());
        }
        let now = life.operations;
        life.operations += 1;
        let mut index = 0;
        while index < life.traps.len() {
            let trap = &life.traps[index];
            let first = trap.at == now;
            let due = match &trap.what {
                Mishap::Fail(times, ..) => trap.at <= now && now - trap.at < *times,
                Mishap::Kill(_) | Mishap::Freeze(_) => first,
            };
            if !due {
                index += 1;
                continue;
            }
            // Errors that follow the first are the same fault.
            life.faults.set(life.faults.get() + u64::from(first));
            match &trap.what {
                Mishap::Fail(_, kind, error) => {
                    let kind = if first { *kind } else { FaultKind::Before };
                    happening.push(Mishap::Fail(1, kind, error.clone()));
                    index += 1;
                }
                Mishap::Kill(_) | Mishap::Freeze(_) => {
                    happening.push(life.traps.remove(index).what);
                }
            }
        }
    }
    let mut stop = None;
    for mishap in happening {
        match mishap {
            // The disk is not borrowed here: others may use it.
            Mishap::Freeze(run) => run(),
            Mishap::Fail(_, kind, error) => stop = stop.or(Some((kind, error))),
            Mishap::Kill(kind) => {
                let error = StoreError::Failed("the process is dead".to_owned());
                life.borrow_mut().dead = Some(error.clone());
                stop = Some((kind, error));
            }
        }
    }
    match stop {
        None => run(true),
        Some((FaultKind::Before, error)) => Err(error),
        Some((FaultKind::Half, error)) => {
            if half {
                run(false)?;
            }
            Err(error)
        }
        Some((FaultKind::After, error)) => {
            run(true)?;
            Err(error)
        }
    }
}

impl Directory for Process {
    type File = ProcessFile;

    fn place(&self) -> &'static str {
        "simulated"
    }

    fn shares_files(&self) -> bool {
        true
    }

    fn nonce(&mut self) -> u64 {
        let mut names = self.disk.0.borrow_mut();
        names.processes += 1;
        names.processes
    }

    async fn list(&mut self) -> Result<Vec<String>, StoreError> {
        operate(&self.life, false, |_| Ok(self.disk.names()))
    }

    async fn open(&mut self, name: &str) -> Result<Option<ProcessFile>, StoreError> {
        operate(&self.life, false, |_| {
            let inode = self.disk.0.borrow().now.get(name).cloned();
            Ok(inode.map(|inode| ProcessFile {
                inode,
                life: Rc::clone(&self.life),
            }))
        })
    }

    async fn create(&mut self, name: &str) -> Result<ProcessFile, StoreError> {
        operate(&self.life, false, |_| {
            let mut names = self.disk.0.borrow_mut();
            let inode = match names.now.get(name) {
                Some(inode) => Rc::clone(inode),
                None => {
                    let inode = Inode::default();
                    names.now.insert(name.to_owned(), Rc::clone(&inode));
                    let pending = (name.to_owned(), Some(Rc::clone(&inode)));
                    names.pending.push(pending);
                    inode
                }
            };
            Ok(ProcessFile {
                inode,
                life: Rc::clone(&self.life),
            })
        })
    }

    async fn remove(&mut self, name: &str) -> Result<(), StoreError> {
        operate(&self.life, false, |_| {
            let mut names = self.disk.0.borrow_mut();
            if names.now.remove(name).is_some() {
                names.pending.push((name.to_owned(), None));
            }
            Ok(())
        })
    }

    async fn flush(&mut self) -> Result<(), StoreError> {
        operate(&self.life, false, |_| {
            let mut names = self.disk.0.borrow_mut();
            names.durable = names.now.clone();
            names.pending.clear();
            Ok(())
        })
    }
}

/// A file that a process has open; it stays readable when its name is deleted.
pub struct ProcessFile {
    inode: Inode,
    life: Rc<RefCell<Life>>,
}

impl ProcessFile {
    fn change(&self, whole: Change, half: Option<Change>) -> Result<(), StoreError> {
        operate(&self.life, half.is_some(), |all| {
            let change = match (all, half) {
                (false, Some(half)) => half,
                _ => whole,
            };
            let mut content = self.inode.borrow_mut();
            change.apply(&mut content.now);
            content.pending.push(change);
            Ok(())
        })
    }
}

impl OpenFile for ProcessFile {
    fn read(&mut self) -> Result<Vec<u8>, StoreError> {
        operate(&self.life, false, |_| Ok(self.inode.borrow().now.clone()))
    }

    fn read_start(&mut self, into: &mut [u8]) -> Result<usize, StoreError> {
        operate(&self.life, false, |_| {
            let content = self.inode.borrow();
            let size = into.len().min(content.now.len());
            into[..size].copy_from_slice(&content.now[..size]);
            Ok(size)
        })
    }

    fn write(&mut self, at: u64, bytes: &[u8]) -> Result<(), StoreError> {
        let half = bytes[..bytes.len() / 2].to_vec();
        self.change(
            Change::Write(at, bytes.to_vec()),
            Some(Change::Write(at, half)),
        )
    }

    fn truncate(&mut self, size: u64) -> Result<(), StoreError> {
        self.change(Change::Truncate(size), None)
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        operate(&self.life, false, |_| {
            let mut content = self.inode.borrow_mut();
            content.durable = content.now.clone();
            content.pending.clear();
            Ok(())
        })
    }
}
