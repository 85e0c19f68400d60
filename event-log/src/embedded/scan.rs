//! Scanning: walks the frames of one segment, checks each, and notes what the index needs.
//!
//! Every check sum is verified and every header is read; commits and chains are left to `verify`,
//! since a start shall take seconds. A reader that opened earlier scans on from where it was.

use std::collections::HashMap;

use event_schema::codec::EntryView;
use event_schema::entry::{EntryHead, Head, LogId, Sequence};
use event_schema::{Position, TenantId};

use super::error::{Damaged, OpenError};
use super::frame::{Frame, Parsed};
use super::segment::SEGMENT_HEAD;
use super::window::Window;
use crate::disk::DiskFile;

/// Bytes that are read at once.
pub(crate) const SCAN_PIECE_BYTES: usize = 4 * 1024 * 1024;
/// Frames this many bytes apart are marked, to be found by sequence.
pub(crate) const MARK_EVERY_BYTES: u64 = 64 * 1024;

/// Where one frame begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Sequences after the segment's first.
    pub(crate) nth: u32,
    /// Offset in the segment.
    pub(crate) offset: u32,
}

/// What a segment holds of one tenant.
#[derive(Debug)]
pub(crate) struct TenantScan {
    /// First position and offset of each entry.
    pub(crate) entries: Vec<(Position, u32)>,
    /// Where the tenant's log ends, here.
    pub(crate) head: Head,
    /// The first entry's sequence.
    pub(crate) sequence: Sequence,
}

/// What a segment holds from the place where the scan began.
#[derive(Debug)]
pub(crate) struct Scan {
    /// The sequence after the last frame.
    pub(crate) next: Sequence,
    /// Where that frame ends.
    pub(crate) end: u64,
    /// Frames to start looking from.
    pub(crate) marks: Vec<Mark>,
    /// What it holds of whom.
    pub(crate) tenants: HashMap<TenantId, TenantScan>,
    /// What stands after the last frame.
    pub(crate) stop: Stop,
}

/// Why a scan ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The sequence that was asked for was reached.
    Reached,
    /// Nothing was written any more; it may be the end, or a hole.
    Nothing,
    /// Something that isn't the next frame.
    Bad(String),
}

/// Where a scan begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct From {
    /// First sequence of the segment.
    pub(crate) segment: Sequence,
    /// The sequence expected next.
    pub(crate) next: Sequence,
    /// Where its frame begins.
    pub(crate) offset: u64,
    /// Where the last mark stands.
    pub(crate) marked: Option<u64>,
}

impl From {
    /// From the beginning of a segment.
    pub(crate) fn first(segment: Sequence) -> Self {
        Self { segment, next: segment, offset: SEGMENT_HEAD as u64, marked: None }
    }
}

/// Scans a segment of `log` up to and including sequence `until`.
pub(crate) fn scan(
    window: &mut Window<'_, impl DiskFile>,
    log: LogId,
    from: From,
    until: Sequence,
) -> Result<Scan, OpenError> {
    let mut scan = Scan {
        next: from.next,
        end: from.offset,
        marks: Vec::new(),
        tenants: HashMap::new(),
        stop: Stop::Reached,
    };
    let mut marked = from.marked;
    while scan.next <= until {
        let offset = scan.end;
        let frame = match window.frame_at(offset)? {
            Parsed::Frame(frame) if frame.sequence == scan.next => frame,
            Parsed::Frame(frame) => {
                scan.stop = Stop::Bad(format!("a frame with sequence {}", frame.sequence));
                break;
            }
            Parsed::Nothing => {
                scan.stop = Stop::Nothing;
                break;
            }
            Parsed::Bad => {
                scan.stop = Stop::Bad("bytes that are no frame".into());
                break;
            }
        };
        let bytes = frame.bytes() as u64;
        let short = u32::try_from(offset).expect("a segment is at most 1 GiB");
        scan.note(log, frame, short)?;
        if marked.is_none_or(|at| offset - at >= MARK_EVERY_BYTES) {
            marked = Some(offset);
            let nth = u32::try_from(scan.next - from.segment).expect("a frame takes 24 bytes");
            scan.marks.push(Mark { nth, offset: short });
        }
        scan.next += 1;
        scan.end += bytes;
    }
    Ok(scan)
}

impl Scan {
    fn note(&mut self, log: LogId, frame: Frame<'_>, offset: u32) -> Result<(), OpenError> {
        let sequence = frame.sequence;
        let damaged = |what: String| Damaged { sequence, what };
        let head = EntryView::parse(frame.entry).map_err(|e| damaged(e.to_string()))?.head;
        if head.log != log {
            return Err(damaged(format!("the entry is of log {}", head.log)).into());
        }
        let known = self.tenants.entry(head.tenant).or_insert_with(|| TenantScan {
            entries: Vec::new(),
            head: Head { position: head.first - 1, ..Head::default() },
            sequence,
        });
        follows(&known.head, &head).map_err(damaged)?;
        known.entries.push((head.first, offset));
        known.head = head_after(sequence, &head);
        Ok(())
    }
}

/// Checks that an entry is the next one of its tenant.
pub(crate) fn follows(head: &Head, next: &EntryHead) -> Result<(), String> {
    if next.first == head.position + 1 {
        return Ok(());
    }
    let (tenant, first, last) = (next.tenant, next.first, head.position);
    Err(format!("the entry begins at position {first} of {tenant}, whose log ended at {last}"))
}

/// Where a tenant's log ends after this entry.
pub(crate) fn head_after(sequence: Sequence, entry: &EntryHead) -> Head {
    let (position, chain) = (entry.last(), entry.chain);
    Head { sequence, position, chain, entry: Some(entry.entry) }
}
