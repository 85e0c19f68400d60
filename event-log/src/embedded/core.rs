//! The core of the embedded log: synchronous, deterministic, with no thread of its own unless it is
//! asked for one. A simulation uses it as it is; [`EmbeddedLog`](super::EmbeddedLog) puts a thread
//! and a queue around it.
//!
//! A batch becomes frames in one buffer, one write and one sync. Only then the witness notes the
//! end, the index learns of the entries, and the answers are given.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use event_schema::entry::{Head, LogId, Sequence};
use event_schema::{Position, TenantId};

use super::frame::{Frame, frame_bytes};
use super::index::Landed;
use super::read::{Cursor, Shared};
use super::recover::{self, Opened};
use super::scan::head_after;
use super::segment::{Places, SEGMENT_HEAD, SegmentHead};
use super::spare::{Recipe, Spares};
use super::witness::{End, Witness};
use super::{OpenError, Options};
use crate::admit::admit;
use crate::disk::{Disk, DiskFile, is_full};
use crate::log::{Append, AppendEntry, ReadError, StoredEntry, TailBatch, Unavailable};

/// A batch is written in pieces of about this size, each with a sync of its own.
const WRITE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A log that is open for writing.
pub struct Core<D: Disk> {
    shared: Arc<Shared<D::File>>,
    /// Where the durable log ends.
    end: End,
    file: Arc<D::File>,
    segment_bytes: u64,
    witness: Witness<D::File>,
    staging: Staging,
    failed: Option<String>,
    disk: D,
    places: Places,
    // Dropped in this order: the thread that makes spares ends before the lock is given up.
    spares: Spares<D>,
    _lock: D::Lock,
}

/// What was taken and isn't written yet.
#[derive(Default)]
struct Staging {
    frames: Vec<u8>,
    entries: Vec<Landed>,
    heads: HashMap<TenantId, Head>,
    /// The answer of the first entry that isn't written yet.
    answers_from: usize,
}

impl<D: Disk> Core<D> {
    /// Opens the log below `data_dir`, or makes one there, as the options say.
    pub fn open(disk: D, data_dir: &Path, options: &Options) -> Result<Self, OpenError> {
        options.check()?;
        let recipe = Recipe {
            disk: disk.clone(),
            places: Places::new(data_dir),
            segment_bytes: options.segment_bytes,
            reserve_bytes: options.reserve_bytes,
        };
        let Opened { log, index, end, segment_bytes, witness, lock } =
            recover::open(&recipe, data_dir, options)?;
        let last = index.segments.last().expect("an open log has a segment");
        let file = Arc::clone(&last.file);
        Ok(Self {
            shared: Arc::new(Shared::new(log, index)),
            end,
            file,
            segment_bytes,
            witness,
            staging: Staging::default(),
            failed: None,
            disk,
            places: recipe.places.clone(),
            spares: Spares::new(recipe),
            _lock: lock,
        })
    }

    /// Has segments prepared by a thread from now on.
    pub(crate) fn prepare_in_background(&mut self) -> io::Result<()> {
        self.spares.start_thread()
    }

    pub(crate) fn shared(&self) -> Arc<Shared<D::File>> {
        Arc::clone(&self.shared)
    }

    /// Which log this is.
    pub fn id(&self) -> LogId {
        self.shared.log
    }

    /// Why the log takes nothing more, once a write or a sync failed. The process has to be started
    /// again: only then it is known what is on disk.
    pub fn failed(&self) -> Option<&str> {
        self.failed.as_deref()
    }

    /// Appends entries in their order, as one write where possible, and says for each what became
    /// of it. Fences are checked against heads that were moved earlier in the same batch, too.
    pub fn append_batch(&mut self, batch: &[(TenantId, Sequence, AppendEntry)]) -> Vec<Append> {
        let mut answers = Vec::with_capacity(batch.len());
        self.staging.answers_from = 0;
        for (tenant, fence, entry) in batch {
            let answer = self.stage(*tenant, *fence, entry, &mut answers);
            answers.push(answer);
        }
        self.flush(&mut answers);
        answers
    }

    /// Where the tenant's durable log ends. Once the log has failed it may end later than that.
    pub fn head(&self, tenant: TenantId) -> Head {
        self.shared.head(tenant)
    }

    /// The last durable sequence.
    pub fn durable(&self) -> Sequence {
        self.end.sequence
    }

    /// As [`EventLog::read`](crate::EventLog::read).
    pub fn read(
        &self,
        tenant: TenantId,
        from: Position,
        bytes_max: usize,
    ) -> Result<Vec<StoredEntry>, ReadError> {
        self.shared.read(tenant, from, bytes_max)
    }

    /// The entries after a sequence in storage order, as [`Tail::next`](crate::Tail::next) gives
    /// them, but empty where there are none yet.
    pub fn read_after(&self, after: Sequence, bytes_max: usize) -> Result<TailBatch, ReadError> {
        self.shared.follow(&mut Cursor::after(after), bytes_max)
    }

    fn stage(
        &mut self,
        tenant: TenantId,
        fence: Sequence,
        entry: &AppendEntry,
        answers: &mut [Append],
    ) -> Append {
        if let Some(refused) = self.refusal() {
            return refused;
        }
        let moved = self.staging.heads.get(&tenant).copied();
        let head = moved.unwrap_or_else(|| self.shared.head(tenant));
        if let Err(answer) = admit(self.shared.log, tenant, fence, &head, entry) {
            return answer;
        }
        if let Err(answer) = self.make_room(frame_bytes(entry.bytes.len()), answers) {
            return answer;
        }
        let (staging, end) = (&mut self.staging, &self.end);
        let sequence = end.sequence + staging.entries.len() as u64 + 1;
        let offset = end.offset + staging.frames.len() as u64;
        let frame = Frame { sequence, durable: end.sequence, entry: &entry.bytes };
        frame.encode(&mut staging.frames);
        let head = head_after(sequence, &entry.head);
        staging.heads.insert(tenant, head);
        staging.entries.push(Landed {
            tenant,
            first: entry.head.first,
            head,
            offset: u32::try_from(offset).expect("a segment is at most 1 GiB"),
            bytes: frame.bytes() as u64,
        });
        Append::Appended { sequence }
    }

    /// Sees to it that a frame of so many bytes fits behind what is staged.
    fn make_room(&mut self, bytes: usize, answers: &mut [Append]) -> Result<(), Append> {
        let staged = self.staging.frames.len();
        let fits = self.end.offset + (staged + bytes) as u64 <= self.segment_bytes;
        if fits && staged + bytes <= WRITE_BYTES_MAX {
            return Ok(());
        }
        // A segment is followed by another only once all of it is durable: recovery counts on it.
        self.flush(answers);
        if let Some(refused) = self.refusal() {
            return Err(refused);
        }
        self.staging.answers_from = answers.len();
        if self.end.offset + bytes as u64 <= self.segment_bytes {
            return Ok(());
        }
        self.roll(SEGMENT_HEAD as u64 + bytes as u64).map_err(|e| {
            if is_full(&e) {
                Append::Unavailable(Unavailable::DiskFull)
            } else {
                self.failed = Some(format!("no new segment: {e}"));
                Append::Unavailable(Unavailable::Failed(e.to_string()))
            }
        })
    }

    /// Begins the next segment, of at least so many bytes.
    fn roll(&mut self, bytes_min: u64) -> io::Result<()> {
        let file = self.spares.take(bytes_min)?;
        let first = self.end.sequence + 1;
        let bytes = file.len()?;
        let head = SegmentHead { log: self.shared.log, first, bytes };
        file.write_all_at(&head.encode(), 0)?;
        file.sync_data()?;
        if let Err(e) = self.disk.rename(&self.places.spare(), &self.places.segment(first)) {
            self.spares.give_back(file);
            return Err(e);
        }
        // Not a full disk any more, whatever it says: the name is there, durable or not.
        self.disk.sync_dir(&self.places.dir).map_err(|e| io::Error::other(e.to_string()))?;
        self.file = Arc::new(file);
        self.segment_bytes = bytes;
        self.end = End { segment: first, offset: SEGMENT_HEAD as u64, ..self.end };
        self.shared.index_mut().add_segment(first, Arc::clone(&self.file));
        self.spares.prepare();
        tracing::debug!(first, bytes, "began a segment");
        Ok(())
    }

    /// Writes what is staged, makes it durable, and tells readers.
    fn flush(&mut self, answers: &mut [Append]) {
        let entries = std::mem::take(&mut self.staging.entries);
        self.staging.heads.clear();
        let Some(last) = entries.last() else { return };
        let written = self
            .file
            .write_all_at(&self.staging.frames, self.end.offset)
            .and_then(|()| self.file.sync_data());
        let bytes = self.staging.frames.len() as u64;
        self.staging.frames.clear();
        if let Err(e) = written {
            self.fail(e, answers);
            return;
        }
        let (sequence, offset) = (last.head.sequence, self.end.offset + bytes);
        self.end = End { sequence, offset, ..self.end };
        if let Err(e) = self.witness.note(self.end) {
            // What was synced is durable and is answered so, but a later loss would go unseen.
            self.failed = Some(format!("the head file can't be written: {e}"));
        }
        let mut index = self.shared.index_mut();
        entries.iter().for_each(|landed| index.add(landed));
    }

    /// After a failed write or sync nobody knows which of the frames a restart will find. Who was
    /// refused because of one of them has not been told the truth either.
    fn fail(&mut self, error: io::Error, answers: &mut [Append]) {
        let what = error.to_string();
        for answer in &mut answers[self.staging.answers_from..] {
            *answer = match answer {
                Append::Appended { .. } => Append::Ambiguous,
                Append::HeadMoved { .. } | Append::Unavailable(_) | Append::Ambiguous => {
                    Append::Unavailable(Unavailable::Failed(what.clone()))
                }
            };
        }
        tracing::error!(error = %what, "the log stopped: a write or sync failed");
        self.failed = Some(what);
    }

    fn refusal(&self) -> Option<Append> {
        let what = self.failed.as_ref()?;
        Some(Append::Unavailable(Unavailable::Failed(what.clone())))
    }
}
