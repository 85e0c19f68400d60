//! The log in memory: the reference that the other backends are compared with.
//!
//! Everything happens under one lock, so each guarantee but durability is plain to see: what this
//! log answers is what the contract means.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use event_schema::entry::{Head, LogId, Sequence};
use event_schema::{Position, TenantId};
use futures::future::{BoxFuture, ready};
use tokio::sync::watch;

use crate::admit::admit;
use crate::log::{
    Append, AppendEntry, EventLog, ReadError, StoredEntry, Tail, TailBatch, Unavailable,
};

/// A log that is gone with the process. A clone is another handle to it.
#[derive(Clone)]
pub struct MemoryLog {
    id: LogId,
    entries: Arc<Mutex<Entries>>,
    /// The last sequence, and whether the log was closed.
    news: Arc<watch::Sender<(Sequence, bool)>>,
}

#[derive(Default)]
struct Entries {
    all: Vec<StoredEntry>,
    tenants: HashMap<TenantId, Tenant>,
}

#[derive(Default)]
struct Tenant {
    head: Head,
    /// Indexes into `all`.
    entries: Vec<usize>,
}

impl MemoryLog {
    /// An empty log.
    pub fn new(id: LogId) -> Self {
        let news = Arc::new(watch::channel((0, false)).0);
        Self { id, entries: Arc::default(), news }
    }

    /// Takes nothing more; tails end once they have read everything.
    pub fn close(&self) {
        self.news.send_modify(|(_, closed)| *closed = true);
    }

    fn is_closed(&self) -> bool {
        self.news.borrow().1
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        // Nothing between the changes of one append can panic.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn append_now(&self, tenant: TenantId, fence: Sequence, entry: AppendEntry) -> Append {
        if self.is_closed() {
            return Append::Unavailable(Unavailable::Closed);
        }
        let mut entries = self.entries();
        let sequence = entries.all.len() as Sequence + 1;
        let index = entries.all.len();
        let known = entries.tenants.entry(tenant).or_default();
        if let Err(answer) = admit(self.id, tenant, fence, &known.head, &entry) {
            return answer;
        }
        let AppendEntry { head, bytes } = entry;
        known.entries.push(index);
        known.head =
            Head { sequence, position: head.last(), chain: head.chain, entry: Some(head.entry) };
        entries.all.push(StoredEntry { sequence, head, bytes });
        self.news.send_modify(|(last, _)| *last = sequence);
        Append::Appended { sequence }
    }

    fn read_now(&self, tenant: TenantId, from: Position, bytes_max: usize) -> Vec<StoredEntry> {
        let entries = self.entries();
        let Some(known) = entries.tenants.get(&tenant) else { return Vec::new() };
        let before = |i: &usize| entries.all[*i].head.last() < from;
        let start = known.entries.partition_point(before);
        at_most(known.entries[start..].iter().map(|i| &entries.all[*i]), bytes_max)
    }

    fn read_after(&self, after: Sequence, bytes_max: usize) -> TailBatch {
        let entries = self.entries();
        let start = usize::try_from(after).unwrap_or(usize::MAX).min(entries.all.len());
        let durable = entries.all.len() as Sequence;
        TailBatch { entries: at_most(entries.all[start..].iter(), bytes_max), durable }
    }
}

impl EventLog for MemoryLog {
    fn id(&self) -> LogId {
        self.id
    }

    fn append(
        &self,
        tenant: TenantId,
        fence: Sequence,
        entry: AppendEntry,
    ) -> BoxFuture<'static, Append> {
        let log = self.clone();
        Box::pin(async move { log.append_now(tenant, fence, entry) })
    }

    fn read(
        &self,
        tenant: TenantId,
        from: Position,
        bytes_max: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredEntry>, ReadError>> {
        let read = match self.is_closed() {
            true => Err(ReadError::Closed),
            false => Ok(self.read_now(tenant, from, bytes_max)),
        };
        Box::pin(ready(read))
    }

    fn tail(&self, after: Sequence) -> Box<dyn Tail> {
        Box::new(MemoryTail { log: self.clone(), after, news: self.news.subscribe() })
    }

    fn head(&self, tenant: TenantId) -> BoxFuture<'_, Result<Head, ReadError>> {
        let head = match self.is_closed() {
            true => Err(ReadError::Closed),
            false => Ok(self.entries().tenants.get(&tenant).map_or_else(Head::default, |t| t.head)),
        };
        Box::pin(ready(head))
    }

    fn durable(&self) -> Sequence {
        self.entries().all.len() as Sequence
    }
}

struct MemoryTail {
    log: MemoryLog,
    after: Sequence,
    news: watch::Receiver<(Sequence, bool)>,
}

impl Tail for MemoryTail {
    fn next(&mut self, bytes_max: usize) -> BoxFuture<'_, Result<TailBatch, ReadError>> {
        Box::pin(async move {
            loop {
                let closed = self.news.borrow_and_update().1;
                let batch = self.log.read_after(self.after, bytes_max);
                if let Some(last) = batch.entries.last() {
                    self.after = last.sequence;
                    return Ok(batch);
                }
                if closed || self.news.changed().await.is_err() {
                    return Err(ReadError::Closed);
                }
            }
        })
    }
}

fn at_most<'a>(
    entries: impl Iterator<Item = &'a StoredEntry>,
    bytes_max: usize,
) -> Vec<StoredEntry> {
    let mut taken = Vec::new();
    let mut bytes = 0;
    for entry in entries {
        bytes += entry.bytes.len();
        if bytes > bytes_max && !taken.is_empty() {
            break;
        }
        taken.push(entry.clone());
    }
    taken
}

#[cfg(test)]
mod tests;
