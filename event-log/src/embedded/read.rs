//! Reading what is durable: shared by the writer's process and by readers in other ones.
//!
//! The index is locked only to look up places; files are read without a lock, since what is durable
//! never changes.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use event_schema::codec::EntryView;
use event_schema::entry::{Head, LogId, Sequence};
use event_schema::{Position, TenantId};

use super::frame::{Frame, Parsed};
use super::index::{Index, Place};
use super::window::Window;
use crate::disk::DiskFile;
use crate::log::{ReadError, StoredEntry, TailBatch};

/// Most entries of one answer.
const READ_ENTRIES_MAX: usize = 1024;
/// Bytes read at once where entries lie far apart.
const SPARSE_PIECE_BYTES: usize = 16 * 1024;
/// Bytes read at once where they lie together.
const DENSE_PIECE_BYTES: usize = 1024 * 1024;

/// The durable log as readers see it.
pub(crate) struct Shared<F> {
    pub(crate) log: LogId,
    index: RwLock<Index<F>>,
}

/// Where a follower stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor {
    next: Sequence,
    /// Segment number and offset of that entry, once known.
    at: Option<(usize, u64)>,
}

/// Entries of one tenant in one segment.
struct Run<F> {
    number: usize,
    file: Arc<F>,
    end: u64,
    places: Vec<Place>,
}

impl Cursor {
    pub(crate) fn after(sequence: Sequence) -> Self {
        Self { next: sequence.saturating_add(1), at: None }
    }
}

impl<F: DiskFile> Shared<F> {
    pub(crate) fn new(log: LogId, index: Index<F>) -> Self {
        Self { log, index: RwLock::new(index) }
    }

    pub(crate) fn index(&self) -> RwLockReadGuard<'_, Index<F>> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn index_mut(&self) -> RwLockWriteGuard<'_, Index<F>> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn durable(&self) -> Sequence {
        self.index().durable
    }

    pub(crate) fn head(&self, tenant: TenantId) -> Head {
        self.index().tenants.get(&tenant).map_or_else(Head::default, |known| known.head)
    }

    /// The tenant's entries from the one that holds position `from`.
    pub(crate) fn read(
        &self,
        tenant: TenantId,
        from: Position,
        bytes_max: usize,
    ) -> Result<Vec<StoredEntry>, ReadError> {
        let mut entries = Vec::new();
        let mut bytes = 0;
        for run in self.runs(tenant, from) {
            let mut window = Window::new(&*run.file, run.end, piece_for(&run.places, bytes_max));
            for place in run.places {
                let entry = match window.frame_at(u64::from(place.offset)).map_err(unreadable)? {
                    Parsed::Frame(frame) => stored(frame, Some((tenant, place.first)))?,
                    Parsed::Nothing | Parsed::Bad => return Err(self.damage(run.number, place)),
                };
                bytes += entry.bytes.len();
                if bytes > bytes_max && !entries.is_empty() {
                    return Ok(entries);
                }
                entries.push(entry);
            }
        }
        Ok(entries)
    }

    /// The entries at the cursor, which moves behind them. Empty if there are none yet.
    pub(crate) fn follow(
        &self,
        cursor: &mut Cursor,
        bytes_max: usize,
    ) -> Result<TailBatch, ReadError> {
        let index = self.index();
        let durable = index.durable;
        let mut batch = TailBatch { entries: Vec::new(), durable };
        if cursor.next > durable {
            return Ok(batch);
        }
        let number = index.segment_of(cursor.next).unwrap_or(0);
        let segment = &index.segments[number];
        let known = cursor.at.filter(|(at, offset)| *at == number && *offset < segment.end);
        let (mut next, mut offset) = match known {
            Some((_, offset)) => (cursor.next, offset),
            None => {
                let (nth, offset) = segment.mark_before(cursor.next - segment.first);
                (segment.first + nth, offset)
            }
        };
        let (file, end) = (Arc::clone(&segment.file), segment.end);
        drop(index);
        let mut window = Window::new(&*file, end, bytes_max.min(DENSE_PIECE_BYTES));
        let mut bytes = 0;
        while offset < end && batch.entries.len() < READ_ENTRIES_MAX {
            let frame = match window.frame_at(offset).map_err(unreadable)? {
                Parsed::Frame(frame) if frame.sequence == next => frame,
                Parsed::Frame(_) | Parsed::Nothing | Parsed::Bad => return Err(damaged(next)),
            };
            let taken = frame.bytes() as u64;
            if next >= cursor.next {
                bytes += frame.entry.len();
                if bytes > bytes_max && !batch.entries.is_empty() {
                    break;
                }
                batch.entries.push(stored(frame, None)?);
            }
            next += 1;
            offset += taken;
        }
        *cursor = Cursor { next, at: Some((number, offset)) };
        Ok(batch)
    }

    fn runs(&self, tenant: TenantId, from: Position) -> Vec<Run<F>> {
        let index = self.index();
        let Some(known) = index.tenants.get(&tenant) else { return Vec::new() };
        if from > known.head.position {
            return Vec::new();
        }
        let start = known.places.partition_point(|place| place.first <= from).saturating_sub(1);
        let stop = known.places.len().min(start + READ_ENTRIES_MAX);
        let wanted = &known.places[start..stop];
        let same_segment = |a: &Place, b: &Place| a.segment == b.segment;
        let run = |places: &[Place]| {
            let number = places[0].segment as usize;
            let segment = &index.segments[number];
            let (file, end) = (Arc::clone(&segment.file), segment.end);
            Run { number, file, end, places: places.to_vec() }
        };
        wanted.chunk_by(same_segment).map(run).collect()
    }

    /// Which sequence it is that can't be read at this place.
    fn damage(&self, number: usize, place: Place) -> ReadError {
        let index = self.index();
        let segment = &index.segments[number];
        let before = segment.marks.partition_point(|mark| mark.offset <= place.offset);
        let mark = before.checked_sub(1).map(|i| segment.marks[i]);
        let mut sequence = segment.first + mark.map_or(0, |mark| u64::from(mark.nth));
        let mut offset = mark.map_or(u64::from(place.offset), |mark| u64::from(mark.offset));
        let mut window = Window::new(&*segment.file, segment.end, SPARSE_PIECE_BYTES);
        while let Ok(Parsed::Frame(frame)) = window.frame_at(offset) {
            sequence += 1;
            offset += frame.bytes() as u64;
        }
        damaged(sequence)
    }
}

/// Few bytes at a time where other tenants' entries lie between, or the page cache would be copied
/// over and over.
fn piece_for(places: &[Place], bytes_max: usize) -> usize {
    let span = match (places.first(), places.last()) {
        (Some(first), Some(last)) => (last.offset - first.offset) as usize,
        (None, _) | (_, None) => 0,
    };
    if span / places.len().max(1) > SPARSE_PIECE_BYTES {
        SPARSE_PIECE_BYTES
    } else {
        (span + SPARSE_PIECE_BYTES).min(bytes_max.max(SPARSE_PIECE_BYTES)).min(DENSE_PIECE_BYTES)
    }
}

fn stored(
    frame: Frame<'_>,
    expected: Option<(TenantId, Position)>,
) -> Result<StoredEntry, ReadError> {
    let sequence = frame.sequence;
    let damaged = |what: String| ReadError::Damaged { sequence, what };
    let head = EntryView::parse(frame.entry).map_err(|e| damaged(e.to_string()))?.head;
    if expected.is_some_and(|expected| expected != (head.tenant, head.first)) {
        return Err(damaged("another entry stands in its place".into()));
    }
    Ok(StoredEntry { sequence, head, bytes: Arc::from(frame.entry) })
}

fn damaged(sequence: Sequence) -> ReadError {
    ReadError::Damaged { sequence, what: "its frame is not the one that was written".into() }
}

fn unreadable(error: std::io::Error) -> ReadError {
    ReadError::Unreadable(error.to_string())
}
