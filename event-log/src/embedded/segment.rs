//! Segments: the files that frames lie in, and the line that heads them.
//!
//! ```text
//! "KITHSEG1" | u32 format | 0 | log id | u64 first sequence | u64 bytes of the file | 0 | CRC32C
//! ```
//! Little-endian, 64 bytes; frames follow. A segment has its full length from the beginning, so
//! that a sync on the append path has no metadata to write.

use std::path::{Path, PathBuf};

use event_schema::entry::{LogId, Sequence};
use uuid::Uuid;

use super::frame::{u32_at, u64_at};

/// Bytes before the first frame.
pub(crate) const SEGMENT_HEAD: usize = 64;
/// What a segment is called while it is being prepared. It holds nothing that matters.
pub(crate) const SPARE_NAME: &str = "spare.tmp";

const MAGIC: &[u8; 8] = b"KITHSEG1";
const FORMAT: u32 = 1;
const EXTENSION: &str = ".seg";
const CHECK_AT: usize = SEGMENT_HEAD - 4;

/// What heads a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SegmentHead {
    pub(crate) log: LogId,
    pub(crate) first: Sequence,
    /// Length of the file.
    pub(crate) bytes: u64,
}

impl SegmentHead {
    pub(crate) fn encode(&self) -> [u8; SEGMENT_HEAD] {
        let mut to = [0; SEGMENT_HEAD];
        to[..8].copy_from_slice(MAGIC);
        to[8..12].copy_from_slice(&FORMAT.to_le_bytes());
        to[16..32].copy_from_slice(self.log.0.as_bytes());
        to[32..40].copy_from_slice(&self.first.to_le_bytes());
        to[40..48].copy_from_slice(&self.bytes.to_le_bytes());
        let check = crc32c::crc32c(&to[..CHECK_AT]);
        to[CHECK_AT..].copy_from_slice(&check.to_le_bytes());
        to
    }

    /// Reads a head; the error says what is wrong with it.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let head = bytes.get(..SEGMENT_HEAD).ok_or("it is shorter than its head")?;
        if &head[..8] != MAGIC || u32_at(head, CHECK_AT) != crc32c::crc32c(&head[..CHECK_AT]) {
            return Err("its head is not one that was written".into());
        }
        let format = u32_at(head, 8);
        if format != FORMAT {
            return Err(format!("it has format {format}, and this kith reads format {FORMAT}"));
        }
        let log = LogId(Uuid::from_slice(&head[16..32]).map_err(|e| e.to_string())?);
        Ok(Self { log, first: u64_at(head, 32), bytes: u64_at(head, 40) })
    }
}

/// The name of the segment that begins with this sequence.
pub(crate) fn segment_name(first: Sequence) -> String {
    format!("{first:020}{EXTENSION}")
}

/// The first sequence of the segment with this name; `None` if it is no segment's name.
pub(crate) fn segment_first(name: &str) -> Option<Sequence> {
    let digits = name.strip_suffix(EXTENSION)?;
    let first = digits.parse().ok()?;
    (segment_name(first) == name).then_some(first)
}

/// Where things lie below the directory of a log.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    /// The directory with the segments.
    pub(crate) dir: PathBuf,
}

impl Places {
    pub(crate) fn new(data_dir: &Path) -> Self {
        Self { dir: data_dir.join("log") }
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    pub(crate) fn segment(&self, first: Sequence) -> PathBuf {
        self.file(&segment_name(first))
    }

    pub(crate) fn spare(&self) -> PathBuf {
        self.file(SPARE_NAME)
    }

    pub(crate) fn witness(&self) -> PathBuf {
        self.file(super::witness::WITNESS_NAME)
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.file(LOCK_NAME)
    }
}

/// The writer's lock.
pub(crate) const LOCK_NAME: &str = "lock";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_back_and_a_changed_one_refused() {
        let head = SegmentHead { log: LogId(Uuid::from_u128(9)), first: 12, bytes: 4096 };
        let mut bytes = head.encode();
        assert_eq!(SegmentHead::parse(&bytes), Ok(head));
        bytes[33] ^= 1;
        assert!(SegmentHead::parse(&bytes).is_err());
    }

    #[test]
    fn only_names_that_were_given_are_segments() {
        assert_eq!(segment_first(&segment_name(17)), Some(17));
        for name in ["17.seg", "00000000000000000017.seg.bak", SPARE_NAME, "head"] {
            assert_eq!(segment_first(name), None, "{name}");
        }
    }
}
