//! What the real program wrote, in small segments on a disk in memory: several files to damage, and
//! milliseconds to judge.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use event_log::disk::{Disk, FaultyDisk, RealDisk};
use event_log::embedded::{Core, IfMissing, OpenError, Options};
use event_log::{Append, AppendEntry, StoredEntry};
use event_schema::LogId;
use kith_tests::Home;

/// So small that a dozen leads fill several.
const SEGMENT_BYTES: u64 = 16 * 1024;
const READ_BYTES_MAX: usize = 64 * 1024 * 1024;

/// A small log, closed.
pub struct SmallLog {
    log: LogId,
    pub files: BTreeMap<PathBuf, Vec<u8>>,
    /// The bytes of every acknowledged entry.
    pub entries: Vec<Vec<u8>>,
}

/// Its place on its disk.
pub fn data() -> &'static Path {
    Path::new("/data")
}

impl SmallLog {
    /// Every entry of a platform that was stopped, appended to a new log of the same id.
    pub fn of(home: &Home) -> Self {
        let source = Core::open(RealDisk, &home.data(), &Options::new(IfMissing::Refuse)).unwrap();
        let disk = FaultyDisk::new(1);
        let mut small = Self { log: source.id(), files: BTreeMap::new(), entries: Vec::new() };
        let mut copy = small.open(&disk).unwrap();
        for StoredEntry { head, bytes, .. } in stored(&source) {
            let (tenant, fence) = (head.tenant, copy.head(head.tenant).sequence);
            let answers = copy.append_batch(&[(tenant, fence, AppendEntry { head, bytes })]);
            assert!(matches!(answers[..], [Append::Appended { .. }]), "{answers:?}");
        }
        small.entries = entries(&copy);
        drop(copy);
        small.files = disk.files();
        let segments = small.files.keys().filter(|path| path.extension().is_some()).count();
        assert!(segments > 2, "{segments} segments are too few to lose one in the middle");
        small
    }

    /// Opens the log on this disk for writing.
    pub fn open(&self, disk: &FaultyDisk) -> Result<Core<FaultyDisk>, OpenError> {
        let if_missing = IfMissing::Create(self.log);
        let options = Options { if_missing, segment_bytes: SEGMENT_BYTES, reserve_bytes: 0 };
        Core::open(disk.clone(), data(), &options)
    }
}

/// The bytes of every entry.
pub fn entries<D: Disk>(core: &Core<D>) -> Vec<Vec<u8>> {
    stored(core).into_iter().map(|entry| entry.bytes.to_vec()).collect()
}

fn stored<D: Disk>(core: &Core<D>) -> Vec<StoredEntry> {
    let mut entries: Vec<StoredEntry> = Vec::new();
    while (entries.len() as u64) < core.durable() {
        let after = entries.last().map_or(0, |entry| entry.sequence);
        entries.extend(core.read_after(after, READ_BYTES_MAX).unwrap().entries);
    }
    entries
}
