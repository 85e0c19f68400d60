//! The contract of a log: four verbs, and what every backend guarantees.
//!
//! 1. **Atomic.** An entry is appended whole or not at all; no reader ever sees a part of one.
//! 2. **Fenced.** An append names the tenant's last entry as its writer knows it. If that isn't the
//!    last one any more, nothing is appended and the answer is `HeadMoved`.
//! 3. **Ordered.** A tenant's entries are read in the order they were appended, positions dense
//!    from 1, storage sequences increasing.
//! 4. **Durable.** Once `Appended` is answered, the entry survives the loss of power; nothing is
//!    shown to a reader before that.
//! 5. **Honest.** `Unavailable` means nothing was appended and nothing will be. Where a backend
//!    can't know, it says `Ambiguous`; the writer settles it by `head`: my entry id: appended;
//!    another: head moved; unchanged: the same bytes with the same fence may be sent again.
//! 6. **Walled.** No verb on one tenant shows or is changed by what another tenant does, but for
//!    the storage sequence, which never leaves the process.
//! 7. **Verified.** A reader gets the bytes as they were written, checked against their frame; the
//!    chain is checked by whoever reads from the beginning or from a checkpoint.
//!
//! Each is proven for every backend by the suite in `conformance`.

use std::sync::Arc;

use event_schema::entry::{EntryHead, Head, LogId, Sequence};
use event_schema::{Position, TenantId};
use futures::future::BoxFuture;

/// An entry to be appended.
#[derive(Debug, Clone)]
pub struct AppendEntry {
    /// Its header, as it stands in the bytes.
    pub head: EntryHead,
    /// All of its bytes, header line first.
    pub bytes: Arc<[u8]>,
}

/// What became of an append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Append {
    /// It is durable, at this place in storage order.
    Appended {
        /// The entry's sequence, the fence of the next append.
        sequence: Sequence,
    },
    /// The fence isn't the tenant's last entry; nothing was appended.
    HeadMoved {
        /// Where the tenant's log ends now.
        head: Head,
    },
    /// Nothing was appended and nothing will be.
    Unavailable(Unavailable),
    /// It may or may not have been appended: ask `head`.
    Ambiguous,
}

/// Why a log takes nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// No room for another segment above the reserve.
    #[error("the disk of the log is full")]
    DiskFull,
    /// The log is closing or was closed.
    #[error("the log is closed")]
    Closed,
    /// A write or sync failed before, and the log takes nothing more until a restart has looked at
    /// the disk; or the entry is one that no backend takes: it is too long, of another log or
    /// tenant, or doesn't follow the entry that its fence names.
    #[error("the log took nothing: {0}")]
    Failed(String),
    /// The server can't be reached.
    #[error("the log can't be reached: {0}")]
    Unreachable(String),
}

/// An entry as it was read.
#[derive(Debug, Clone)]
pub struct StoredEntry {
    /// Its place in storage order.
    pub sequence: Sequence,
    /// Its header.
    pub head: EntryHead,
    /// All of its bytes, header line first.
    pub bytes: Arc<[u8]>,
}

/// Why a read failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The bytes are not those that were written.
    #[error("the log is damaged at sequence {sequence}: {what}")]
    Damaged {
        /// Where.
        sequence: Sequence,
        /// What was found.
        what: String,
    },
    /// The medium or the server refused; it may be tried again.
    #[error("the log can't be read: {0}")]
    Unreadable(String),
    /// The log is closing or was closed.
    #[error("the log is closed")]
    Closed,
}

/// Entries in storage order, and where the durable log ended when they were read.
#[derive(Debug, Clone, Default)]
pub struct TailBatch {
    /// In storage order, all tenants.
    pub entries: Vec<StoredEntry>,
    /// The last durable sequence, so that a reader knows how far it is behind.
    pub durable: Sequence,
}

/// A reader that follows the log.
pub trait Tail: Send {
    /// The next entries, at most about `bytes_max` of them in bytes but at least one; waits while
    /// there are none. `ReadError::Closed` once the log is closed and everything was read.
    fn next(&mut self, bytes_max: usize) -> BoxFuture<'_, Result<TailBatch, ReadError>>;
}

/// A log. See the module for what each backend guarantees.
pub trait EventLog: Send + Sync + 'static {
    /// Which log this is.
    fn id(&self) -> LogId;

    /// Appends `entry` if the tenant's last entry has sequence `fence` (0: the tenant has none).
    fn append(
        &self,
        tenant: TenantId,
        fence: Sequence,
        entry: AppendEntry,
    ) -> BoxFuture<'static, Append>;

    /// As `append`, in the caller's own thread, which is blocked meanwhile: for a caller that has
    /// nothing else to do until the answer. `None` where this log can't do it now.
    fn append_here(
        &self,
        _tenant: TenantId,
        _fence: Sequence,
        _entry: &AppendEntry,
    ) -> Option<Append> {
        None
    }

    /// Reads the tenant's entries from the one that holds position `from`, at most about
    /// `bytes_max` of them in bytes but at least one where there is one. Empty past the end.
    fn read(
        &self,
        tenant: TenantId,
        from: Position,
        bytes_max: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredEntry>, ReadError>>;

    /// Follows the whole log in storage order, beginning after sequence `after`.
    fn tail(&self, after: Sequence) -> Box<dyn Tail>;

    /// Where the tenant's durable log ends.
    fn head(&self, tenant: TenantId) -> BoxFuture<'_, Result<Head, ReadError>>;

    /// The last durable sequence of the whole log.
    fn durable(&self) -> Sequence;
}

impl<L: EventLog + ?Sized> EventLog for Arc<L> {
    fn id(&self) -> LogId {
        (**self).id()
    }

    fn append(
        &self,
        tenant: TenantId,
        fence: Sequence,
        entry: AppendEntry,
    ) -> BoxFuture<'static, Append> {
        (**self).append(tenant, fence, entry)
    }

    fn append_here(
        &self,
        tenant: TenantId,
        fence: Sequence,
        entry: &AppendEntry,
    ) -> Option<Append> {
        (**self).append_here(tenant, fence, entry)
    }

    fn read(
        &self,
        tenant: TenantId,
        from: Position,
        bytes_max: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredEntry>, ReadError>> {
        (**self).read(tenant, from, bytes_max)
    }

    fn tail(&self, after: Sequence) -> Box<dyn Tail> {
        (**self).tail(after)
    }

    fn head(&self, tenant: TenantId) -> BoxFuture<'_, Result<Head, ReadError>> {
        (**self).head(tenant)
    }

    fn durable(&self) -> Sequence {
        (**self).durable()
    }
}
