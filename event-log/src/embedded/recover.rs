//! Opening for writing: decides whether the log is whole, and clears away what the loss of power
//! left behind it. Nothing is changed before everything was judged.
//!
//! | what is found | what is done |
//! |---|---|
//! | no directory, no segment, no witness | a new log, if the caller says so |
//! | a first segment without entries, no witness | power went while it was made: finished |
//! | a segment missing, or its head or length changed | refused: damaged |
//! | a bad frame, and a valid one behind it that was written later | refused: damaged |
//! | a bad frame at or below the witness | refused: damaged |
//! | the log ends below the witness | refused: short |
//! | entries and no readable witness | refused: unwitnessed |
//! | a bad frame, and behind it at most frames of the same write | cut into a side file |
//! | frames above the witness | written again and synced: they may be in the page cache only |

use std::path::Path;

use event_schema::entry::{LogId, Sequence};

use super::cut::{Tail, cut, judge_tail};
use super::error::OpenError;
use super::index::Index;
use super::load::{OpenSegment, load, open_segments};
use super::scan::SCAN_PIECE_BYTES;
use super::segment::{Places, SEGMENT_HEAD, SegmentHead};
use super::spare::Recipe;
use super::window::Window;
use super::witness::{End, Slots, Witness, encode};
use super::{IfMissing, Options};
use crate::disk::{Access, Disk, DiskFile, is_full};

/// A log that is open for writing.
pub(crate) struct Opened<D: Disk> {
    pub(crate) log: LogId,
    pub(crate) index: Index<D::File>,
    pub(crate) end: End,
    /// Length of the last segment.
    pub(crate) segment_bytes: u64,
    pub(crate) witness: Witness<D::File>,
    pub(crate) lock: D::Lock,
}

/// Opens the log below `data_dir`.
pub(crate) fn open<D: Disk>(
    recipe: &Recipe<D>,
    data_dir: &Path,
    options: &Options,
) -> Result<Opened<D>, OpenError> {
    let Recipe { disk, places, .. } = recipe;
    let lock = take_lock(disk, places, data_dir, options)?;
    let mut segments = open_segments(disk, places, Access::Write)?;
    let mut slots = read_witness(disk, places)?;
    if let Some(log) = unfinished(&segments, slots.as_ref(), options, data_dir)? {
        create(recipe, segments.is_empty(), log)?;
        segments = open_segments(disk, places, Access::Write)?;
        slots = read_witness(disk, places)?;
    }
    let slots = slots.ok_or_else(|| OpenError::Unwitnessed("its head file is missing".into()))?;
    let Some(last) = segments.last() else {
        let what = "it has a head file and no segments".into();
        return Err(OpenError::Unwitnessed(what));
    };
    let (log, last) = (last.head.log, last.head);
    let acknowledged = acknowledged(&slots, log)?;

    let loaded = load(log, segments, Sequence::MAX)?;
    let tail = judge_tail(&loaded, last.bytes, acknowledged.sequence)?;
    let index = loaded.index;
    let Some(end) = index.end() else { return Err(OpenError::Missing(data_dir.to_owned())) };
    if acknowledged.sequence > end.sequence {
        let (ends, acknowledged) = (end.sequence, acknowledged.sequence);
        return Err(OpenError::Short { ends, acknowledged });
    }

    let file = &*index.segments[index.segments.len() - 1].file;
    if let Tail::Torn { until } = tail {
        cut(disk, places, file, end, until)?;
    }
    settle(file, end, acknowledged)?;
    // The last process may have ended between making a segment and making its name durable.
    disk.sync_dir(&places.dir)?;
    let witness = disk.open(&places.witness(), Access::Write)?;
    let mut witness = Witness::new(witness, log, slots.older());
    if slots.0 != [Some((log, end)); 2] {
        witness.settle(end)?;
    }
    recipe.discard()?;
    Ok(Opened { log, index, end, segment_bytes: last.bytes, witness, lock })
}

fn take_lock<D: Disk>(
    disk: &D,
    places: &Places,
    data_dir: &Path,
    options: &Options,
) -> Result<D::Lock, OpenError> {
    match options.if_missing {
        IfMissing::Create(_) => disk.create_dir_all(&places.dir)?,
        IfMissing::Refuse => match disk.list(&places.dir) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Err(OpenError::Missing(data_dir.to_owned()));
            }
            listed => drop(listed?),
        },
    }
    disk.lock(&places.lock())?.ok_or_else(|| OpenError::Locked(data_dir.to_owned()))
}

pub(crate) fn read_witness<D: Disk>(disk: &D, places: &Places) -> Result<Option<Slots>, OpenError> {
    match disk.open(&places.witness(), Access::Read) {
        Ok(file) => Ok(Some(Slots::read(&file)?)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e.into()),
    }
}

/// The end that the witness tells of this log.
pub(crate) fn acknowledged(slots: &Slots, log: LogId) -> Result<End, OpenError> {
    let (witnessed, end) = slots.latest().ok_or_else(|| {
        OpenError::Unwitnessed("its head file is not one that was written".into())
    })?;
    if witnessed == log {
        Ok(end)
    } else {
        Err(OpenError::Unwitnessed(format!("its head file is of log {witnessed}, not {log}")))
    }
}

/// The id for a log that isn't there yet, or that was being made when power went. The first segment
/// is made before the witness, and nothing is appended before both are durable.
fn unfinished<F: DiskFile>(
    segments: &[OpenSegment<F>],
    slots: Option<&Slots>,
    options: &Options,
    data_dir: &Path,
) -> Result<Option<LogId>, OpenError> {
    match (segments, slots) {
        ([], None) => match options.if_missing {
            IfMissing::Create(log) => Ok(Some(log)),
            IfMissing::Refuse => Err(OpenError::Missing(data_dir.to_owned())),
        },
        ([only], None) if only.head.first == 1 => {
            let from = SEGMENT_HEAD as u64;
            let mut window = Window::new(&*only.file, only.head.bytes, SCAN_PIECE_BYTES);
            let empty = window.last_written(from)?.is_none();
            Ok(empty.then_some(only.head.log))
        }
        _ => Ok(None),
    }
}

fn create<D: Disk>(recipe: &Recipe<D>, from_scratch: bool, log: LogId) -> Result<(), OpenError> {
    let Recipe { disk, places, segment_bytes, .. } = recipe;
    if from_scratch {
        let full = |e| if is_full(&e) { OpenError::DiskFull } else { OpenError::Disk(e) };
        let file = recipe.make().map_err(full)?;
        let head = SegmentHead { log, first: 1, bytes: *segment_bytes };
        file.write_all_at(&head.encode(), 0)?;
        file.sync_data()?;
        disk.rename(&places.spare(), &places.segment(1))?;
    }
    // Durable before the witness is: a witness without a segment looks like a loss.
    disk.sync_dir(&places.dir)?;
    let end = End { sequence: 0, segment: 1, offset: SEGMENT_HEAD as u64 };
    disk.replace(&places.witness(), &encode(log, end))?;
    Ok(())
}

/// Makes the frames above the witness durable. They were read, but perhaps from a page cache whose
/// sync failed before the last process ended; such pages count as clean, so a sync alone would
/// write nothing. Whoever writes the same bytes again makes them dirty.
fn settle(file: &impl DiskFile, end: End, acknowledged: End) -> Result<(), OpenError> {
    let known = acknowledged.segment == end.segment;
    let mut at = if known { acknowledged.offset } else { SEGMENT_HEAD as u64 };
    let mut piece = vec![0; SCAN_PIECE_BYTES];
    while at < end.offset {
        let left = usize::try_from(end.offset - at).unwrap_or(SCAN_PIECE_BYTES);
        let len = left.min(SCAN_PIECE_BYTES);
        let filled = file.read_full_at(&mut piece[..len], at)?;
        file.write_all_at(&piece[..filled], at)?;
        at += len as u64;
    }
    file.sync_data()?;
    Ok(())
}
