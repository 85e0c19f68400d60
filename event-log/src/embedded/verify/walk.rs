//! The walk through all segments: every frame, every entry, every tenant's chain.

use std::collections::HashMap;
use std::io;

use event_schema::TenantId;
use event_schema::codec::{Damage as EntryDamage, EntryView};
use event_schema::entry::{Head, Sequence};

use super::{Damage, Report};
use crate::disk::DiskFile;
use crate::embedded::frame::{
    FRAME_ALIGN, FRAME_HEAD, Frame, Parsed, bytes_needed, claimed_sequence,
};
use crate::embedded::load::read_head;
use crate::embedded::scan::{SCAN_PIECE_BYTES, head_after};
use crate::embedded::segment::SEGMENT_HEAD;
use crate::embedded::window::Window;

/// Bytes in which an entry's header line has to end to be recognised in a broken frame.
const HEADER_LINE_MAX: usize = 1024;

/// The state of a walk.
pub(super) struct Walk<'r> {
    report: &'r mut Report,
    /// The sequence expected next.
    next: Sequence,
    /// Where each tenant's log ends so far.
    tenants: HashMap<TenantId, Head>,
}

impl<'r> Walk<'r> {
    pub(super) fn new(report: &'r mut Report) -> Self {
        Self { report, next: 1, tenants: HashMap::new() }
    }

    /// Walks one segment; `is_last` says that no other follows.
    pub(super) fn segment(
        &mut self,
        file: &impl DiskFile,
        name: &str,
        first: Sequence,
        is_last: bool,
    ) -> io::Result<()> {
        if first != self.next {
            let (next, missing) = (self.next, first.wrapping_sub(1));
            let what = format!("the entries from sequence {next} to {missing} are missing");
            self.damage(name, Some(next.min(first)), what);
            self.next = first;
        }
        self.head(file, name, first)?;
        let len = file.len()?;
        let mut window = Window::new(file, len, SCAN_PIECE_BYTES);
        let mut offset = SEGMENT_HEAD as u64;
        while offset < len {
            if is_last && self.report.in_use && self.next > self.report.acknowledged {
                return Ok(());
            }
            let (what, empty) = match window.frame_at(offset)? {
                Parsed::Frame(frame) if frame.sequence == self.next => {
                    self.entry(name, frame);
                    offset += frame.bytes() as u64;
                    continue;
                }
                Parsed::Frame(frame) => (format!("a frame of sequence {}", frame.sequence), false),
                Parsed::Nothing => ("an empty place with bytes behind it".to_owned(), true),
                Parsed::Bad => ("bytes that are no frame".to_owned(), false),
            };
            if empty && window.last_written(offset)?.is_none() {
                return Ok(());
            }
            self.broken(&mut window, name, offset, what)?;
            match next_frame(&mut window, offset + FRAME_ALIGN as u64, len, self.next)? {
                Some((at, sequence)) => (offset, self.next) = (at, sequence),
                None => return Ok(()),
            }
        }
        Ok(())
    }

    fn head(&mut self, file: &impl DiskFile, name: &str, first: Sequence) -> io::Result<()> {
        let what = match read_head(file)? {
            Err(what) => what,
            Ok(head) if head.first != first => format!("its head says sequence {}", head.first),
            Ok(head) if self.report.log.is_some_and(|log| log != head.log) => {
                format!("its head says log {}", head.log)
            }
            Ok(head) => {
                self.report.log = Some(head.log);
                return Ok(());
            }
        };
        self.damage(name, Some(first), what);
        Ok(())
    }

    /// Counts what was found.
    pub(super) fn finish(self) {
        self.report.tenants = self.tenants.len();
        self.report.last = self.next - 1;
    }

    fn entry(&mut self, name: &str, frame: Frame<'_>) {
        let sequence = frame.sequence;
        self.next = sequence + 1;
        let view = match EntryView::parse(frame.entry) {
            Ok(view) => view,
            Err(e) => return self.damage(name, Some(sequence), e.to_string()),
        };
        let head = &view.head;
        let known = self.tenants.entry(head.tenant).or_default();
        let before = std::mem::replace(known, head_after(sequence, head));
        let follows = head.first == before.position + 1;
        let what = match view.verify(before.chain) {
            _ if Some(head.log) != self.report.log => format!("the entry is of log {}", head.log),
            // Whose predecessor is gone can't have its chain checked; the hole itself is named.
            Ok(()) | Err(EntryDamage::Chain { .. }) if !follows => {
                let (last, tenant) = (before.position, head.tenant);
                format!("positions {} to {} of {tenant} are missing", last + 1, head.first - 1)
            }
            Err(e) => e.to_string(),
            Ok(()) => {
                self.report.entries += 1;
                self.report.events += u64::from(head.events);
                self.report.bytes += frame.entry.len() as u64;
                return;
            }
        };
        let position = if follows { head.first } else { before.position + 1 };
        self.report.damages.push(Damage {
            sequence: Some(sequence),
            tenant: Some(head.tenant),
            position: Some(position),
            ..Damage::of_file(name, what)
        });
    }

    /// Names a frame that can't be read, and whose it is as far as its header still says.
    fn broken(
        &mut self,
        window: &mut Window<'_, impl DiskFile>,
        name: &str,
        offset: u64,
        what: String,
    ) -> io::Result<()> {
        let entry = window.bytes_at(offset + FRAME_HEAD as u64, HEADER_LINE_MAX)?;
        let head = EntryView::parse(entry).ok().map(|view| view.head);
        let what = if self.next > self.report.acknowledged {
            format!("{what}, behind everything that the head file says was acknowledged")
        } else {
            what
        };
        self.report.damages.push(Damage {
            sequence: Some(self.next),
            tenant: head.map(|head| head.tenant),
            position: head.map(|head| head.first),
            ..Damage::of_file(name, format!("{what}, at byte {offset}"))
        });
        Ok(())
    }

    fn damage(&mut self, name: &str, sequence: Option<Sequence>, what: String) {
        self.report.damages.push(Damage { sequence, ..Damage::of_file(name, what) });
    }
}

/// The next valid frame with at least this sequence: its offset and sequence.
fn next_frame(
    window: &mut Window<'_, impl DiskFile>,
    from: u64,
    len: u64,
    sequence_min: Sequence,
) -> io::Result<Option<(u64, Sequence)>> {
    let sequence_max = sequence_min.saturating_add(len / FRAME_HEAD as u64);
    let mut at = from;
    while at < len {
        let head = window.bytes_at(at, FRAME_HEAD)?;
        let plausible = head.len() == FRAME_HEAD
            && bytes_needed(head) > FRAME_HEAD
            && (sequence_min..=sequence_max).contains(&claimed_sequence(head));
        if plausible && let Parsed::Frame(frame) = window.frame_at(at)? {
            return Ok(Some((at, frame.sequence)));
        }
        at += FRAME_ALIGN as u64;
    }
    Ok(None)
}
