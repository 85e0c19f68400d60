//! The index: where each tenant's entries lie. In memory, 16 bytes an entry, rebuilt at every
//! start; what isn't durable is not in it.

use std::collections::HashMap;
use std::sync::Arc;

use event_schema::entry::{Head, Sequence};
use event_schema::{Position, TenantId};

use super::error::Damaged;
use super::scan::{From, MARK_EVERY_BYTES, Mark, Scan};
use super::segment::SEGMENT_HEAD;
use super::witness::End;

/// One segment, open for reading.
pub(crate) struct Segment<F> {
    pub(crate) first: Sequence,
    pub(crate) file: Arc<F>,
    /// Where its last durable frame ends.
    pub(crate) end: u64,
    pub(crate) marks: Vec<Mark>,
}

/// Where one entry lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) first: Position,
    /// Number of the segment in [`Index::segments`].
    pub(crate) segment: u32,
    pub(crate) offset: u32,
}

/// The entries of one tenant.
#[derive(Default)]
pub(crate) struct TenantIndex {
    pub(crate) places: Vec<Place>,
    pub(crate) head: Head,
}

/// An entry that became durable.
pub(crate) struct Landed {
    pub(crate) tenant: TenantId,
    pub(crate) first: Position,
    pub(crate) head: Head,
    pub(crate) offset: u32,
    pub(crate) bytes: u64,
}

/// Where everything lies that is durable.
pub(crate) struct Index<F> {
    pub(crate) segments: Vec<Segment<F>>,
    pub(crate) tenants: HashMap<TenantId, TenantIndex>,
    pub(crate) durable: Sequence,
}

impl<F> Index<F> {
    pub(crate) fn new() -> Self {
        Self { segments: Vec::new(), tenants: HashMap::new(), durable: 0 }
    }

    /// Adds an empty segment behind the others.
    pub(crate) fn add_segment(&mut self, first: Sequence, file: Arc<F>) {
        let end = SEGMENT_HEAD as u64;
        self.segments.push(Segment { first, file, end, marks: Vec::new() });
    }

    /// Where the log ends; `None` without a segment.
    pub(crate) fn end(&self) -> Option<End> {
        let last = self.segments.last()?;
        Some(End { sequence: self.durable, segment: last.first, offset: last.end })
    }

    /// Where a scan goes on; `None` without a segment.
    pub(crate) fn resume(&self) -> Option<From> {
        let last = self.segments.last()?;
        let marked = last.marks.last().map(|mark| u64::from(mark.offset));
        Some(From { segment: last.first, next: self.durable + 1, offset: last.end, marked })
    }

    /// Adds what a scan found in the last segment, unless it contradicts what stands before it.
    pub(crate) fn add_scan(&mut self, scan: Scan) -> Result<(), Damaged> {
        let number = self.last_number();
        for (tenant, found) in scan.tenants {
            let known = self.tenants.entry(tenant).or_default();
            let first = found.entries.first().map_or(0, |(first, _)| *first);
            if first != known.head.position + 1 {
                let ended = known.head.position;
                let what = format!("{tenant} goes on at position {first} and ended at {ended}");
                return Err(Damaged { sequence: found.sequence, what });
            }
            let place = |(first, offset)| Place { first, segment: number, offset };
            known.places.extend(found.entries.into_iter().map(place));
            known.head = found.head;
        }
        if let Some(segment) = self.segments.last_mut() {
            segment.marks.extend(scan.marks);
            segment.end = scan.end;
        }
        self.durable = scan.next - 1;
        Ok(())
    }

    /// Adds an entry that was written at the end of the last segment.
    pub(crate) fn add(&mut self, landed: &Landed) {
        let number = self.last_number();
        let Some(segment) = self.segments.last_mut() else { return };
        let marked = segment.marks.last().map(|mark| mark.offset);
        if marked.is_none_or(|at| u64::from(landed.offset - at) >= MARK_EVERY_BYTES) {
            let nth = u32::try_from(landed.head.sequence - segment.first)
                .expect("a segment holds fewer frames than bytes");
            segment.marks.push(Mark { nth, offset: landed.offset });
        }
        segment.end = u64::from(landed.offset) + landed.bytes;
        let known = self.tenants.entry(landed.tenant).or_default();
        known.places.push(Place { first: landed.first, segment: number, offset: landed.offset });
        known.head = landed.head;
        self.durable = landed.head.sequence;
    }

    /// The segment that holds or would hold this sequence: its number.
    pub(crate) fn segment_of(&self, sequence: Sequence) -> Option<usize> {
        self.segments.partition_point(|segment| segment.first <= sequence).checked_sub(1)
    }

    fn last_number(&self) -> u32 {
        let last = self.segments.len().saturating_sub(1);
        u32::try_from(last).expect("four billion segments are more than any disk holds")
    }
}

impl<F> Segment<F> {
    /// The nearest mark at or before the `nth` frame: its number and offset.
    pub(crate) fn mark_before(&self, nth: u64) -> (u64, u64) {
        let after = self.marks.partition_point(|mark| u64::from(mark.nth) <= nth);
        let mark = after.checked_sub(1).and_then(|i| self.marks.get(i));
        mark.map_or((0, SEGMENT_HEAD as u64), |m| (u64::from(m.nth), u64::from(m.offset)))
    }
}
