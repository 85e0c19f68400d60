//! A small log over the faulty disk, and what is known to be in it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use event_schema::TenantId;
use event_schema::entry::{LogId, Sequence};
use uuid::Uuid;

use crate::conformance::Author;
use crate::disk::{Disk, FaultyDisk};
use crate::embedded::{Core, IfMissing, OpenError, Options, Report, verify_on};
use crate::log::{Append, AppendEntry};

pub(super) const LOG: LogId = LogId(Uuid::from_u128(77));
pub(super) const DATA: &str = "/data";

/// Segments so small that a few entries fill one.
pub(super) fn options() -> Options {
    Options { if_missing: IfMissing::Create(LOG), segment_bytes: 4096, reserve_bytes: 0 }
}

pub(super) fn data() -> &'static Path {
    Path::new(DATA)
}

pub(super) fn log_file(name: &str) -> PathBuf {
    data().join("log").join(name)
}

pub(super) struct Rig {
    pub(super) disk: FaultyDisk,
    pub(super) authors: Vec<Author>,
    /// Sequence and bytes of each entry that was acknowledged.
    pub(super) acknowledged: Vec<(Sequence, Vec<u8>)>,
    /// Entries whose fate only a restart tells: they may be there or not.
    pub(super) uncertain: Vec<Vec<u8>>,
}

impl Rig {
    pub(super) fn new(seed: u64) -> Self {
        let authors = ["acme", "globex"].map(|tenant| Author::new(LOG, tenant, 1)).into();
        Self {
            disk: FaultyDisk::new(seed),
            authors,
            acknowledged: Vec::new(),
            uncertain: Vec::new(),
        }
    }

    /// A log with so many entries, one a write, closed.
    pub(super) fn with_entries(seed: u64, entries: usize) -> Self {
        let mut rig = Self::new(seed);
        let mut core = rig.open().unwrap();
        for nth in 0..entries {
            rig.append(&mut core, &[nth % 2]);
        }
        rig
    }

    pub(super) fn open(&self) -> Result<Core<FaultyDisk>, OpenError> {
        Core::open(self.disk.clone(), data(), &options())
    }

    pub(super) fn verify(&self) -> Report {
        verify_on(&self.disk, data()).unwrap()
    }

    /// Appends one entry of each of these authors as one batch.
    pub(super) fn append(&mut self, core: &mut Core<FaultyDisk>, authors: &[usize]) -> Vec<Append> {
        self.append_sized(core, authors, 40)
    }

    pub(super) fn append_sized(
        &mut self,
        core: &mut Core<FaultyDisk>,
        authors: &[usize],
        note_bytes: usize,
    ) -> Vec<Append> {
        let mut planned = self.authors.clone();
        let first = core.durable() + 1;
        let batch: Vec<(TenantId, Sequence, AppendEntry)> = (first..)
            .zip(authors)
            .map(|(sequence, author)| {
                let author = &mut planned[*author];
                let (fence, entry) = (author.fence(), author.entry(1, note_bytes));
                author.landed(&entry, sequence);
                (author.tenant(), fence, entry)
            })
            .collect();
        let answers = core.append_batch(&batch);
        for (answer, (tenant, _, entry)) in answers.iter().zip(batch) {
            let author = self.authors.iter_mut().find(|author| author.tenant() == tenant).unwrap();
            match answer {
                Append::Appended { sequence } => {
                    author.landed(&entry, *sequence);
                    self.acknowledged.push((*sequence, entry.bytes.to_vec()));
                }
                Append::Ambiguous => self.uncertain.push(entry.bytes.to_vec()),
                Append::HeadMoved { .. } | Append::Unavailable(_) => {}
            }
        }
        answers
    }

    /// Every entry in the log, whole and in order.
    pub(super) fn entries<D: Disk>(core: &Core<D>) -> Vec<(Sequence, Vec<u8>)> {
        let mut entries = Vec::new();
        while (entries.len() as u64) < core.durable() {
            let batch = core.read_after(entries.len() as u64, 10_000).unwrap();
            entries.extend(batch.entries.into_iter().map(|e| (e.sequence, e.bytes.to_vec())));
        }
        entries
    }

    /// Every acknowledged entry is there exactly once, and nothing that was refused.
    pub(super) fn check(&mut self, core: &Core<FaultyDisk>, context: &str) {
        let found = Self::entries(core);
        let different: HashSet<&[u8]> = found.iter().map(|(_, bytes)| bytes.as_slice()).collect();
        assert_eq!(different.len(), found.len(), "{context}: an entry is there twice");
        let sequences = found.iter().map(|(sequence, _)| *sequence);
        assert!(sequences.eq(1..=found.len() as u64), "{context}: sequences are dense");
        let known = found.len().min(self.acknowledged.len());
        assert_eq!(found[..known], self.acknowledged, "{context}: what was acknowledged is there");
        for (sequence, bytes) in &found[known..] {
            assert!(self.uncertain.contains(bytes), "{context}: {sequence} is a stranger");
        }
        // What a restart has shown is as good as acknowledged.
        self.acknowledged = found;
        self.uncertain.clear();
        for author in &mut self.authors {
            author.catch_up(core.head(author.tenant()));
        }
    }
}
