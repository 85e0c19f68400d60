//! The spare: the next segment, filled with zeros and synced before it is needed.
//!
//! Appends then overwrite blocks that are already there, and their sync has no metadata to write.
//! A thread makes the spare off the writer's path; without the thread it is made when it is needed,
//! which is slower and deterministic.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use super::segment::Places;
use crate::disk::{Access, Disk, DiskFile};

/// Bytes of zeros written at once.
const FILL_BYTES: usize = 1024 * 1024;

/// How spares are made.
#[derive(Clone)]
pub(crate) struct Recipe<D> {
    pub(crate) disk: D,
    pub(crate) places: Places,
    /// Length of a segment.
    pub(crate) segment_bytes: u64,
    /// Bytes that must stay free on the disk.
    pub(crate) reserve_bytes: u64,
}

/// Where spares come from.
pub(crate) struct Spares<D: Disk> {
    recipe: Recipe<D>,
    ready: Option<D::File>,
    maker: Option<Maker<D::File>>,
}

struct Maker<F> {
    /// `None` once the thread is to end.
    ask: Option<SyncSender<()>>,
    made: Receiver<io::Result<F>>,
    asked: bool,
    thread: Option<JoinHandle<()>>,
}

impl<D: Disk> Recipe<D> {
    /// Makes a spare where none is in use.
    pub(crate) fn make(&self) -> io::Result<D::File> {
        self.make_file().inspect_err(|_| {
            // What was begun takes room that somebody may need; a failure here changes nothing.
            let _ = self.disk.remove(&self.places.spare());
        })
    }

    fn make_file(&self) -> io::Result<D::File> {
        self.discard()?;
        let free = self.disk.free_space(&self.places.dir)?;
        if free < self.reserve_bytes.saturating_add(self.segment_bytes) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let file = self.disk.open(&self.places.spare(), Access::Create)?;
        fill(&file, 0, self.segment_bytes)?;
        file.sync_all()?;
        Ok(file)
    }

    /// Removes a spare that somebody left.
    pub(crate) fn discard(&self) -> io::Result<()> {
        match self.disk.remove(&self.places.spare()) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

impl<D: Disk> Spares<D> {
    pub(crate) fn new(recipe: Recipe<D>) -> Self {
        Self { recipe, ready: None, maker: None }
    }

    /// Makes spares in a thread from now on, the first one at once.
    pub(crate) fn start_thread(&mut self) -> io::Result<()> {
        let (ask, asked) = sync_channel::<()>(1);
        let (give, made) = sync_channel(1);
        let recipe = self.recipe.clone();
        let work = move || {
            while asked.recv().is_ok() {
                if give.send(recipe.make()).is_err() {
                    return;
                }
            }
        };
        let thread = thread::Builder::new().name("log-spare".into()).spawn(work)?;
        self.maker = Some(Maker { ask: Some(ask), made, asked: false, thread: Some(thread) });
        self.prepare();
        Ok(())
    }

    /// Has the next one made, where there is a thread for it.
    pub(crate) fn prepare(&mut self) {
        if let Some(maker) = &mut self.maker {
            maker.ask();
        }
    }

    /// A file of zeros, at least as long as a segment and as `bytes`, under the spare's name.
    pub(crate) fn take(&mut self, bytes: u64) -> io::Result<D::File> {
        let file = match self.ready.take() {
            Some(file) => file,
            None => self.make()?,
        };
        let len = file.len()?;
        if len < bytes {
            fill(&file, len, bytes)?;
            file.sync_all()?;
        }
        Ok(file)
    }

    /// Takes back a spare that was not used.
    pub(crate) fn give_back(&mut self, file: D::File) {
        self.ready = Some(file);
    }

    fn make(&mut self) -> io::Result<D::File> {
        let Some(maker) = &mut self.maker else { return self.recipe.make() };
        // One that failed may have failed long ago, when the disk was full.
        maker.take().or_else(|_| maker.take())
    }
}

impl<F> Maker<F> {
    fn ask(&mut self) {
        if let Some(ask) = self.ask.as_ref().filter(|_| !self.asked) {
            self.asked = ask.send(()).is_ok();
        }
    }

    fn take(&mut self) -> io::Result<F> {
        self.ask();
        self.asked = false;
        self.made.recv().map_err(io::Error::other)?
    }
}

impl<F> Drop for Maker<F> {
    fn drop(&mut self) {
        // The thread writes into the directory: it has to be gone before the lock is.
        self.ask = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn fill(file: &impl DiskFile, from: u64, to: u64) -> io::Result<()> {
    let zeros = vec![0; FILL_BYTES.min(usize::try_from(to - from).unwrap_or(FILL_BYTES))];
    let mut at = from;
    while at < to {
        let len = zeros.len().min(usize::try_from(to - at).unwrap_or(FILL_BYTES));
        file.write_all_at(&zeros[..len], at)?;
        at += len as u64;
    }
    Ok(())
}
