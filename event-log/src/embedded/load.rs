//! Loading: opens the segments, checks their heads, scans them, and builds the index.
//!
//! Reads only. Used by the writer, who then judges what stands behind the last frame, and by
//! readers in other processes, who stop at the witness.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use event_schema::entry::{LogId, Sequence};

use super::error::{Damaged, OpenError};
use super::index::Index;
use super::scan::{From, SCAN_PIECE_BYTES, Scan, Stop, scan};
use super::segment::{Places, SEGMENT_HEAD, SegmentHead, segment_first};
use super::window::Window;
use crate::disk::{Access, Disk, DiskFile};

/// Threads that scan at a start.
const SCAN_THREADS: usize = 2;
/// Below this many bytes one thread is as fast, and a simulation stays deterministic.
const PARALLEL_BYTES_MIN: u64 = 64 * 1024 * 1024;

/// A segment whose head was read.
pub(crate) struct OpenSegment<F> {
    pub(crate) head: SegmentHead,
    pub(crate) file: Arc<F>,
}

/// What was loaded.
pub(crate) struct Loaded<F> {
    pub(crate) index: Index<F>,
    /// What stands behind the last frame.
    pub(crate) stop: Stop,
}

/// Opens all segments, in order.
pub(crate) fn open_segments<D: Disk>(
    disk: &D,
    places: &Places,
    access: Access,
) -> Result<Vec<OpenSegment<D::File>>, OpenError> {
    let mut segments: Vec<OpenSegment<D::File>> = Vec::new();
    for name in disk.list(&places.dir)? {
        let Some(first) = segment_first(&name) else { continue };
        let file = disk.open(&places.file(&name), access)?;
        let damaged =
            |what| Damaged { sequence: first, what: format!("in segment {name}, {what}") };
        let head = read_head(&file)?.map_err(damaged)?;
        if head.first != first {
            return Err(damaged(format!("the head says {}", head.first)).into());
        }
        if let Some(before) = segments.first()
            && before.head.log != head.log
        {
            return Err(damaged(format!("the head says log {}", head.log)).into());
        }
        segments.push(OpenSegment { head, file: Arc::new(file) });
    }
    Ok(segments)
}

/// Reads a segment's head and checks the file's length against it.
pub(crate) fn read_head(file: &impl DiskFile) -> std::io::Result<Result<SegmentHead, String>> {
    let mut bytes = [0; SEGMENT_HEAD];
    let filled = file.read_full_at(&mut bytes, 0)?;
    let len = file.len()?;
    Ok(SegmentHead::parse(&bytes[..filled]).and_then(|head| {
        if head.bytes == len {
            Ok(head)
        } else {
            Err(format!("the file has {len} bytes and was made with {}", head.bytes))
        }
    }))
}

/// Scans the segments up to and including `until`. All but the last have to be whole.
pub(crate) fn load<F: DiskFile>(
    log: LogId,
    segments: Vec<OpenSegment<F>>,
    until: Sequence,
) -> Result<Loaded<F>, OpenError> {
    let mut index = Index::new();
    let mut stop = Stop::Reached;
    let mut expected = 1;
    let scans = scan_all(log, &segments, until);
    for (segment, scan) in segments.into_iter().zip(scans) {
        let first = segment.head.first;
        if first != expected {
            let what = format!("the next segment begins with sequence {first}");
            return Err(Damaged { sequence: expected.min(first), what }.into());
        }
        let scan = scan?;
        expected = scan.next;
        stop = scan.stop.clone();
        index.add_segment(first, segment.file);
        index.add_scan(scan)?;
    }
    Ok(Loaded { index, stop })
}

/// The scan of each segment, in order. With several threads where it pays.
fn scan_all<F: DiskFile>(
    log: LogId,
    segments: &[OpenSegment<F>],
    until: Sequence,
) -> Vec<Result<Scan, OpenError>> {
    let last = segments.len().saturating_sub(1);
    let one = |i: usize| match &segments[i] {
        segment if i == last => scan_last(log, segment, until),
        segment => scan_whole(log, segment, until),
    };
    let bytes: u64 = segments.iter().map(|segment| segment.head.bytes).sum();
    if bytes <= PARALLEL_BYTES_MIN {
        return (0..segments.len()).map(one).collect();
    }
    let taken = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(segments.len()));
    let work = || {
        loop {
            let i = taken.fetch_add(1, Ordering::Relaxed);
            if i >= segments.len() {
                return;
            }
            let scan = one(i);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((i, scan));
        }
    };
    thread::scope(|threads| {
        for _ in 0..SCAN_THREADS {
            threads.spawn(work);
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(i, _)| *i);
    done.into_iter().map(|(_, scan)| scan).collect()
}

fn scan_last<F: DiskFile>(
    log: LogId,
    segment: &OpenSegment<F>,
    until: Sequence,
) -> Result<Scan, OpenError> {
    let mut window = Window::new(&*segment.file, segment.head.bytes, SCAN_PIECE_BYTES);
    scan(&mut window, log, From::first(segment.head.first), until)
}

/// A segment is followed by another only once all of it was durable, so whatever isn't a frame in
/// it is damage.
fn scan_whole<F: DiskFile>(
    log: LogId,
    segment: &OpenSegment<F>,
    until: Sequence,
) -> Result<Scan, OpenError> {
    let mut window = Window::new(&*segment.file, segment.head.bytes, SCAN_PIECE_BYTES);
    let found = scan(&mut window, log, From::first(segment.head.first), until)?;
    let what = match &found.stop {
        Stop::Reached => return Ok(found),
        Stop::Nothing if window.last_written(found.end)?.is_none() => return Ok(found),
        Stop::Nothing => "bytes after an empty place".to_owned(),
        Stop::Bad(what) => what.clone(),
    };
    Err(Damaged { sequence: found.next, what }.into())
}
