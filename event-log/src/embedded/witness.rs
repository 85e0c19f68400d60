//! The witness: where the acknowledged log ends, told by a file of its own.
//!
//! After each sync of the log, and before anything is answered, the end is written here in one of
//! two slots in turn; this write is not synced. Killing the process keeps it, so a log that ends
//! before its witness has lost something that was acknowledged. After the loss of power the witness
//! may be older than the log, never newer. To readers in other processes it is the durable head. A
//! slot has 512 bytes.
//!
//! ```text
//! "KITHHEAD" | log id | u64 sequence | u64 segment | u64 offset | CRC32C | zeros
//! ```

use std::io;

use event_schema::entry::{LogId, Sequence};
use uuid::Uuid;

use super::frame::{u32_at, u64_at};
use crate::disk::DiskFile;

/// Its name in the directory of the log.
pub(crate) const WITNESS_NAME: &str = "head";

/// A sector, so that a disk writes one slot without touching the other.
const SLOT_BYTES: usize = 512;
const SLOTS: usize = 2;
/// Bytes of the file.
pub(crate) const WITNESS_BYTES: usize = SLOT_BYTES * SLOTS;
const MAGIC: &[u8; 8] = b"KITHHEAD";
const CHECK_AT: usize = 48;

/// Where the log ends, as far as somebody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct End {
    /// The last entry; 0 if there is none.
    pub(crate) sequence: Sequence,
    /// First sequence of the segment where it ends.
    pub(crate) segment: Sequence,
    /// Where in that segment the next frame would begin.
    pub(crate) offset: u64,
}

/// Both slots of a witness as they were read; `None` where a slot is no slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slots(pub(crate) [Option<(LogId, End)>; SLOTS]);

impl Slots {
    /// Reads the file.
    pub(crate) fn read(file: &impl DiskFile) -> io::Result<Self> {
        let mut bytes = [0; WITNESS_BYTES];
        let filled = file.read_full_at(&mut bytes, 0)?;
        Ok(Self::parse(&bytes[..filled]))
    }

    pub(crate) fn parse(bytes: &[u8]) -> Self {
        Self([0, 1].map(|slot| parse_slot(bytes.get(slot * SLOT_BYTES..)?)))
    }

    /// The later of the ends.
    pub(crate) fn latest(&self) -> Option<(LogId, End)> {
        self.0.into_iter().flatten().max_by_key(|(_, end)| end.sequence)
    }

    /// The slot that may be overwritten: the one that isn't the latest.
    pub(crate) fn older(&self) -> usize {
        let sequence = |slot: usize| self.0[slot].map(|(_, end)| end.sequence);
        usize::from(sequence(0) > sequence(1))
    }
}

/// A new witness with this end in both slots.
pub(crate) fn encode(log: LogId, end: End) -> Vec<u8> {
    [encode_slot(log, end), encode_slot(log, end)].concat()
}

/// The writer's hand on a witness.
pub(crate) struct Witness<F> {
    file: F,
    log: LogId,
    slot: usize,
}

impl<F: DiskFile> Witness<F> {
    /// Goes on writing a witness whose `slot` is the older one.
    pub(crate) fn new(file: F, log: LogId, slot: usize) -> Self {
        Self { file, log, slot }
    }

    /// Notes the end, unsynced.
    pub(crate) fn note(&mut self, end: End) -> io::Result<()> {
        let offset = (self.slot * SLOT_BYTES) as u64;
        self.file.write_all_at(&encode_slot(self.log, end), offset)?;
        self.slot = (self.slot + 1) % SLOTS;
        Ok(())
    }

    /// Notes the end in both slots, one after the other, each synced.
    pub(crate) fn settle(&mut self, end: End) -> io::Result<()> {
        for _ in 0..SLOTS {
            self.note(end)?;
            self.file.sync_data()?;
        }
        Ok(())
    }
}

fn encode_slot(log: LogId, end: End) -> [u8; SLOT_BYTES] {
    let mut to = [0; SLOT_BYTES];
    to[..8].copy_from_slice(MAGIC);
    to[8..24].copy_from_slice(log.0.as_bytes());
    to[24..32].copy_from_slice(&end.sequence.to_le_bytes());
    to[32..40].copy_from_slice(&end.segment.to_le_bytes());
    to[40..48].copy_from_slice(&end.offset.to_le_bytes());
    let check = crc32c::crc32c(&to[..CHECK_AT]);
    to[CHECK_AT..CHECK_AT + 4].copy_from_slice(&check.to_le_bytes());
    to
}

fn parse_slot(bytes: &[u8]) -> Option<(LogId, End)> {
    let slot = bytes.get(..SLOT_BYTES)?;
    let rest_is_empty = slot[CHECK_AT + 4..].iter().all(|b| *b == 0);
    let valid = &slot[..8] == MAGIC && u32_at(slot, CHECK_AT) == crc32c::crc32c(&slot[..CHECK_AT]);
    if !valid || !rest_is_empty {
        return None;
    }
    let log = LogId(Uuid::from_slice(&slot[8..24]).ok()?);
    let end =
        End { sequence: u64_at(slot, 24), segment: u64_at(slot, 32), offset: u64_at(slot, 40) };
    Some((log, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_slot_counts_and_a_torn_one_does_not() {
        let log = LogId(Uuid::from_u128(3));
        let end = |sequence| End { sequence, segment: 1, offset: 64 };
        let mut bytes = [encode_slot(log, end(8)), encode_slot(log, end(9))].concat();
        assert_eq!(Slots::parse(&bytes).latest(), Some((log, end(9))));
        assert_eq!(Slots::parse(&bytes).older(), 0);
        bytes[SLOT_BYTES + 30] ^= 4;
        assert_eq!(Slots::parse(&bytes).latest(), Some((log, end(8))));
        assert_eq!(Slots::parse(&bytes).older(), 1);
        assert_eq!(Slots::parse(&bytes[..100]).latest(), None);
    }
}
