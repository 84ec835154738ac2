//! The protocol of logs in files: natively, and in the browser's origin private file system.
//!
//! # Files
//!
//! | name | holds |
//! |---|---|
//! | `fence` | who owns the directory: an epoch and a number of that life alone, 16 bytes |
//! | `log.EPOCH.GENERATION.NONCE` | a generation of the log: a seal of 8 bytes, then the bytes |
//! | `damaged.EPOCH.NUMBER` | a copy that was set aside |
//!
//! Numbers in names are hexadecimal and of one width, so that names sort as the numbers do. A generation is
//! *sealed* once it is complete. The current bytes are those of the last sealed generation.
//!
//! # Steps
//!
//! A new life *claims*:
//! 1. It chooses an epoch after all that it knows of: that of the fence, and those of names that it has listed.
//! 2. It writes epoch and nonce into the fence.
//! 3. It lists the names of the generations; if one has its epoch or a later one, it begins at 1. That is so only where
//!    the fence was damaged, or another life is about to claim.
//!
//! It *reads* the last sealed generation of those that it has listed, then the fence: with another's mark there, it is
//! fenced.
//!
//! It *replaces* (and begins so: a life appends to no file but its own):
//! 1. It writes the bytes into a new file, flushes, writes the seal, flushes.
//! 2. It reads the fence: with another's mark there, it is fenced.
//! 3. The new file is the current one; generations before it are deleted.
//!
//! It *appends*:
//! 1. It writes the bytes at the end of its file, in one call.
//! 2. It reads the fence: with another's mark there, it is fenced. Else the append counts.
//!
//! # Why nothing is lost
//!
//! A life may stop between any two operations and go on at any time later, beside its successors.
//!
//! - *What counted, the successor reads.* The predecessor found its own mark after it had written, so it wrote
//!   before the successor's mark came, and the successor reads only after that. If what the predecessor wrote
//!   was a generation, the successor's list has it.
//! - *What does not count, harms nobody.* Each life writes to files with its own nonce. The successor has left
//!   the predecessor's files once it has its own, and they sort before its own. A predecessor deletes only
//!   files that sort before a generation of its own which was sealed before the successor listed.
//! - *No two lives with one epoch.* If two choose the same, the one whose mark comes first either has sealed
//!   its generation by then, and the other sees it in step 3 and chooses again; or it has not, and finds the
//!   other's mark after it has.
//! - *A kill in the middle* leaves a torn end, which the log recognizes, or a generation without a seal beside
//!   the sealed one before it. The seal is written when the bytes are on the disk, and the generation before
//!   is deleted when the seal is, so the loss of power finds one of the two complete.
//!
//! Where files cannot be open twice ([`Directory::shares_files`]), the fence that is held open keeps every other
//! life out, and is not read again.

use protocol::Epoch;

use crate::durability::checksum::checksum;

use super::{Directory, MOST_ASIDE, OpenFile, Store, StoreError, next_epoch};

const FENCE: &str = "fence";
const LOG: &str = "log.";
const DAMAGED: &str = "damaged.";
const SEAL: [u8; 8] = *b"complete";

/// A log in files of a directory.
#[derive(Debug)]
pub struct Generations<D: Directory> {
    directory: D,
    claim: Option<Claim<D::File>>,
    current: Option<Current<D::File>>,
}

/// What a life needs to know whether it still owns the directory.
#[derive(Debug)]
struct Claim<F> {
    fence: F,
    mark: Mark,
    /// The generations that were there when the claim was made, in order; none any more once they were replaced.
    before: Vec<String>,
    /// What was read of them, as long as nothing has taken their place.
    found: Option<Vec<u8>>,
    /// The number of the next generation.
    generation: u32,
    /// Why nothing more can be written.
    ended: Option<StoreError>,
}

/// The generation that this life writes.
#[derive(Debug)]
struct Current<F> {
    file: F,
    /// Where the next bytes go.
    end: u64,
    /// Whether there may be bytes behind the end, of an append that failed.
    torn: bool,
}

/// Who owns the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    epoch: Epoch,
    nonce: u64,
}

impl Mark {
    const SIZE: usize = 16;

    fn encode(self) -> [u8; Self::SIZE] {
        let mut bytes = [0; Self::SIZE];
        bytes[..4].copy_from_slice(&self.epoch.0.to_le_bytes());
        bytes[4..12].copy_from_slice(&self.nonce.to_le_bytes());
        let check = checksum(&[&bytes[..12]]);
        bytes[12..].copy_from_slice(&check.to_le_bytes());
        bytes
    }

    /// The mark in a fence; `None` if there is none, or if it is damaged.
    fn read(fence: &mut impl OpenFile) -> Result<Option<Self>, StoreError> {
        let mut bytes = [0; Self::SIZE];
        fence.read_start(&mut bytes)?;
        let [a, b, c, d, nonce @ .., _, _, _, _] = bytes;
        let mark = Mark {
            epoch: Epoch(u32::from_le_bytes([a, b, c, d])),
            nonce: u64::from_le_bytes(nonce),
        };
        Ok((mark.encode() == bytes).then_some(mark))
    }
}

/// The epoch in the name of a generation.
fn epoch_of(name: &str) -> Option<Epoch> {
    let (epoch, _) = name.strip_prefix(LOG)?.split_once('.')?;
    u32::from_str_radix(epoch, 16).ok().map(Epoch)
}

fn unclaimed() -> StoreError {
    StoreError::Failed("the store was not claimed".to_owned())
}

impl<D: Directory> Generations<D> {
    /// A store in a directory.
    pub fn new(directory: D) -> Self {
        Self {
            directory,
            claim: None,
            current: None,
        }
    }

    /// The claim of a life that may write.
    fn claim(&mut self) -> Result<&mut Claim<D::File>, StoreError> {
        let claim = self.claim.as_mut().ok_or_else(unclaimed)?;
        match &claim.ended {
            Some(reason) => Err(reason.clone()),
            None => Ok(claim),
        }
    }

    /// Asserts that no later life has claimed the directory.
    fn check_fence(&mut self) -> Result<(), StoreError> {
        let shares = self.directory.shares_files();
        let claim = self.claim()?;
        if !shares {
            return Ok(());
        }
        let found = Mark::read(&mut claim.fence)?;
        if found == Some(claim.mark) {
            return Ok(());
        }
        let fenced = StoreError::Fenced {
            own: claim.mark.epoch,
            later: found.map(|mark| mark.epoch).unwrap_or_default(),
        };
        claim.ended = Some(fenced.clone());
        Err(fenced)
    }

    /// The names that begin so, in order.
    async fn names(&mut self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let mut names = self.directory.list().await?;
        names.retain(|name| name.starts_with(prefix));
        names.sort();
        Ok(names)
    }

    /// Writes a complete file.
    async fn write_sealed(&mut self, name: &str, bytes: &[u8]) -> Result<D::File, StoreError> {
        let mut file = self.directory.create(name).await?;
        // The name is of this life alone, but a call before this one may have failed half-way.
        file.truncate(0)?;
        let unsealed = [&[0; SEAL.len()], bytes].concat();
        file.write(0, &unsealed)?;
        file.flush()?;
        file.write(0, &SEAL)?;
        file.flush()?;
        self.directory.flush().await?;
        Ok(file)
    }

    /// Deletes the generations before one. What cannot be deleted now, since a frozen life has it open, a
    /// later replacement deletes; until then it is only too much, so that no error comes of it.
    async fn remove_before(&mut self, own: &str, is_first: bool) {
        let names = match &mut self.claim {
            // A start has listed them already; what a frozen life adds, the next replacement finds.
            Some(claim) if is_first => std::mem::take(&mut claim.before),
            _ => self.names(LOG).await.unwrap_or_default(),
        };
        for name in names {
            if name.as_str() < own {
                let _ = self.directory.remove(&name).await;
            }
        }
    }

    /// Deletes a file for good.
    async fn remove_flushed(&mut self, name: &str) -> Result<(), StoreError> {
        self.directory.remove(name).await?;
        self.directory.flush().await
    }
}

impl<D: Directory> Store for Generations<D> {
    fn place(&self) -> &'static str {
        self.directory.place()
    }

    async fn claim(&mut self, at_least: Epoch) -> Result<Epoch, StoreError> {
        self.current = None;
        let mut fence = match self.claim.take() {
            Some(claim) => claim.fence,
            None => self.directory.create(FENCE).await?,
        };
        let nonce = self.directory.nonce();
        let mut named: Vec<String> = Vec::new();
        loop {
            let marked = Mark::read(&mut fence)?.map(|mark| mark.epoch);
            let known = named.iter().filter_map(|name| epoch_of(name)).chain(marked);
            let epoch = next_epoch(known, at_least)?;
            let mark = Mark { epoch, nonce };
            fence.write(0, &mark.encode())?;
            named = self.names(LOG).await?;
            if named.iter().any(|name| epoch_of(name) >= Some(epoch)) {
                continue;
            }
            self.claim = Some(Claim {
                fence,
                mark,
                before: named,
                found: None,
                generation: 0,
                ended: None,
            });
            return Ok(epoch);
        }
    }

    async fn read(&mut self) -> Result<Vec<u8>, StoreError> {
        self.claim()?;
        if let Some(current) = &mut self.current {
            let mut bytes = current.file.read()?;
            bytes.truncate(usize::try_from(current.end).unwrap_or(usize::MAX));
            self.check_fence()?;
            return Ok(bytes.split_off(SEAL.len().min(bytes.len())));
        }
        let mut found = Vec::new();
        let before = self.claim()?.before.clone();
        for name in before.iter().rev() {
            let Some(mut file) = self.directory.open(name).await? else {
                continue;
            };
            let mut bytes = file.read()?;
            // A damaged seal is still none of zeros.
            if bytes.len() >= SEAL.len() && bytes[..SEAL.len()] != [0; SEAL.len()] {
                found = bytes.split_off(SEAL.len());
                break;
            }
        }
        self.check_fence()?;
        self.claim()?.found = Some(found.clone());
        Ok(found)
    }

    async fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let found = self.claim()?.found.take();
        if self.current.is_none() {
            // A life appends to no file but its own. Nothing that came after its claim counts, so that what it has
            // read since is what there is.
            let before = match found {
                Some(found) => found,
                None => self.read().await?,
            };
            return self.replace(&[&before, bytes].concat()).await;
        }
        let Some(Current {
            file, end, torn, ..
        }) = &mut self.current
        else {
            return Err(unclaimed());
        };
        if *torn {
            file.truncate(*end)?;
            *torn = false;
        }
        let end = *end;
        let written = file.write(end, bytes).and_then(|()| self.check_fence());
        if let Some(current) = &mut self.current {
            match written {
                Ok(()) => current.end = end + bytes.len() as u64,
                Err(_) => current.torn = current.file.truncate(end).is_err(),
            }
        }
        written
    }

    async fn flush(&mut self) -> Result<(), StoreError> {
        self.claim()?;
        match &mut self.current {
            Some(current) => current.file.flush(),
            None => Ok(()),
        }
    }

    async fn replace(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let claim = self.claim()?;
        let Mark { epoch, nonce } = claim.mark;
        let name = format!("{LOG}{:08x}.{:08x}.{nonce:016x}", epoch.0, claim.generation);
        match claim.generation.checked_add(1) {
            Some(next) => claim.generation = next,
            None => return Err(StoreError::Failed("the generations are used up".to_owned())),
        }
        let written = self.write_sealed(&name, bytes).await;
        let written = written.and_then(|file| self.check_fence().map(|()| file));
        match written {
            Ok(file) => {
                let is_first = self.current.is_none();
                self.current = Some(Current {
                    file,
                    end: (SEAL.len() + bytes.len()) as u64,
                    torn: false,
                });
                self.remove_before(&name, is_first).await;
                Ok(())
            }
            Err(error) => {
                // The file may have its seal. If it stays, a later life takes it for the current one, so
                // nothing may be appended to the one before it.
                if self.remove_flushed(&name).await.is_err()
                    && let Some(claim) = &mut self.claim
                {
                    claim.ended.get_or_insert(error.clone());
                }
                Err(error)
            }
        }
    }

    async fn set_aside(&mut self) -> Result<String, StoreError> {
        let bytes = self.read().await?;
        let epoch = self.claim()?.mark.epoch;
        let names = self.names(DAMAGED).await?;
        let own = format!("{DAMAGED}{:08x}.", epoch.0);
        let numbers = names.iter().filter_map(|name| name.strip_prefix(&own));
        let last = numbers.filter_map(|number| u32::from_str_radix(number, 16).ok());
        let name = format!(
            "{own}{:08x}",
            last.max().map_or(0, |last| last.wrapping_add(1))
        );
        if let Err(error) = self.write_sealed(&name, &bytes).await {
            // Half a copy is worth nothing; where it cannot be deleted, it harms nothing either.
            let _ = self.directory.remove(&name).await;
            return Err(error);
        }
        let surplus = (names.len() + 1).saturating_sub(MOST_ASIDE);
        for old in names.iter().take(surplus) {
            self.directory.remove(old).await?;
        }
        Ok(name)
    }

    async fn clear(&mut self) -> Result<(), StoreError> {
        self.replace(&[]).await?;
        for name in self.names(DAMAGED).await? {
            self.directory.remove(&name).await?;
        }
        Ok(())
    }
}
