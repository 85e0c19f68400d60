//! Following a log that another process writes: the witness says how far it is durable.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use event_schema::entry::Sequence;

use super::error::OpenError;
use super::index::Index;
use super::load::{OpenSegment, load, open_segments, read_head};
use super::read::Shared;
use super::recover::{acknowledged, read_witness};
use super::scan::{SCAN_PIECE_BYTES, scan};
use super::segment::Places;
use super::window::Window;
use super::witness::{End, Slots};
use crate::disk::{Access, Disk, DiskFile};
use crate::log::ReadError;

/// The durable log of another process, and how to bring it up to date.
pub(crate) struct Follower<D: Disk> {
    pub(crate) shared: Shared<D::File>,
    disk: D,
    places: Places,
    witness: D::File,
    /// One task at a time scans what is new.
    scanning: Mutex<()>,
}

impl<D: Disk> Follower<D> {
    pub(crate) fn open(disk: D, data_dir: &Path) -> Result<Self, OpenError> {
        let places = Places::new(data_dir);
        let missing = || OpenError::Missing(data_dir.to_owned());
        // The witness first: what it says is durable is in the segments that are listed after.
        let slots = read_witness(&disk, &places)?.ok_or_else(missing)?;
        let mut segments = open_segments(&disk, &places, Access::Read)?;
        let log = segments.first().ok_or_else(missing)?.head.log;
        let end = acknowledged(&slots, log)?;
        segments.retain(|segment: &OpenSegment<_>| {
            segment.head.first <= end.sequence || segment.head.first == 1
        });
        let index: Index<D::File> = load(log, segments, end.sequence)?.index;
        if index.durable != end.sequence {
            let (ends, acknowledged) = (index.durable, end.sequence);
            return Err(OpenError::Short { ends, acknowledged });
        }
        let witness = disk.open(&places.witness(), Access::Read)?;
        let shared = Shared::new(log, index);
        Ok(Self { shared, disk, places, witness, scanning: Mutex::new(()) })
    }

    /// Takes in what has become durable, and says up to where that is.
    pub(crate) fn refresh(&self) -> Result<Sequence, ReadError> {
        let unreadable = |e: OpenError| match e {
            OpenError::Damaged(damaged) => {
                ReadError::Damaged { sequence: damaged.sequence, what: damaged.what }
            }
            other => ReadError::Unreadable(chain_text(&other)),
        };
        let end = self.witnessed().map_err(unreadable)?;
        if end.sequence <= self.shared.durable() {
            return Ok(self.shared.durable());
        }
        let _one = self.scanning.lock().unwrap_or_else(PoisonError::into_inner);
        while self.shared.durable() < end.sequence {
            self.advance(end).map_err(unreadable)?;
        }
        Ok(self.shared.durable())
    }

    fn witnessed(&self) -> Result<End, OpenError> {
        let slots = Slots::read(&self.witness)?;
        // Only one slot is written at a time: the other one is an older truth.
        acknowledged(&slots, self.shared.log)
    }

    /// Scans on in the last segment, or goes over to the next one.
    fn advance(&self, until: End) -> Result<(), OpenError> {
        let from = self.shared.index().resume();
        let Some(from) = from else { return Err(OpenError::Missing(self.places.dir.clone())) };
        let file = self.shared.index().segments.last().map(|last| last.file.clone());
        let Some(file) = file else { return Err(OpenError::Missing(self.places.dir.clone())) };
        let mut window = Window::new(&*file, file.len()?, SCAN_PIECE_BYTES);
        let found = scan(&mut window, self.shared.log, from, until.sequence)?;
        let next = found.next;
        self.shared.index_mut().add_scan(found)?;
        if next > until.sequence {
            return Ok(());
        }
        let file = self.disk.open(&self.places.segment(next), Access::Read)?;
        let damaged = |what| super::error::Damaged { sequence: next, what };
        let head = read_head(&file)?.map_err(damaged)?;
        if (head.log, head.first) != (self.shared.log, next) {
            return Err(damaged("its segment is of another log or place".into()).into());
        }
        self.shared.index_mut().add_segment(next, std::sync::Arc::new(file));
        Ok(())
    }
}

fn chain_text(error: &OpenError) -> String {
    match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}
