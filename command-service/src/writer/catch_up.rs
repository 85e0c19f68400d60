//! Opening a writer, and bringing it to the head of its log.

use event_log::keys::KeyError;
use event_log::{ReadError, StoredEntry};
use event_schema::codec::{Damage, EntryView};
use event_schema::entry::{Head, LogId, Position};
use event_schema::{TenantId, Timestamp};
use rules::keys::Hasher;
use rules::settings::Book;

use super::layer::Below;
use super::{After, Group, Layer, New, Ports, Writer};
use crate::aggregate::Key;
use crate::decide::{Holders, Record};
use crate::store::{Checkpoint, Store, StoreError};
use event_schema::StreamId;

/// Slot 0 of a tenant's key pages is its look-up secret; persons begin at 1.
const FIRST_PERSON_SLOT: u64 = 1;

/// Why a writer can't stand on this log.
#[derive(Debug, thiserror::Error)]
pub enum CatchUpError {
    /// The store remembers more than the log has, or something else: events were lost.
    #[error(
        "the log of tenant {tenant} ends at position {head}, but position {known} was acknowledged: \
         events were lost or another log was put in its place"
    )]
    Lost { tenant: TenantId, head: Position, known: Position },
    /// Bytes of the log are not those that were written.
    #[error("the log of tenant {tenant} is damaged")]
    Damaged {
        tenant: TenantId,
        #[source]
        damage: Damage,
    },
    /// The log can't be read.
    #[error("the log of tenant {tenant} can't be read")]
    Unreadable {
        tenant: TenantId,
        #[source]
        cause: ReadError,
    },
    /// The store of states failed.
    #[error("the writer's store failed")]
    Store(#[from] StoreError),
    /// The pages of keys failed.
    #[error("the key pages of tenant {tenant} failed")]
    Keys {
        tenant: TenantId,
        #[source]
        cause: KeyError,
    },
}

/// What the store keeps of where it is.
pub(super) fn checkpoint(log: LogId, head: Head, after: &After) -> Checkpoint {
    Checkpoint {
        log,
        sequence: head.sequence,
        position: head.position,
        chain: head.chain,
        entry: head.entry,
        recorded_at: after.recorded_at,
        next_slot: after.next_slot,
    }
}

/// Checks that what a store knows of a tenant is in this log, as far as the head alone can tell.
pub fn stands(
    tenant: TenantId,
    known: &Checkpoint,
    log: LogId,
    head: &Head,
) -> Result<(), CatchUpError> {
    let same_place = known.position < head.position
        || (known.position == head.position && known.chain == head.chain);
    if known.log == log && same_place {
        return Ok(());
    }
    let (head, known) = (head.position, known.position);
    Err(CatchUpError::Lost { tenant, head, known })
}

struct Under<'a, S>(&'a S, TenantId);

impl<S: Store> Below for Under<'_, S> {
    fn record(&self, stream: StreamId) -> Result<Record, StoreError> {
        self.0.record(self.1, stream)
    }

    fn holders(&self, key: Key) -> Result<Holders, StoreError> {
        self.0.holders(self.1, key)
    }
}

impl<S: Store> Writer<S> {
    /// Opens the tenant's writer where its store left off; `catch_up` must follow until `head`.
    pub fn open(tenant: TenantId, mut ports: Ports<S>, head: Head) -> Result<Self, CatchUpError> {
        let stamp = &mut ports.stamp;
        let is_new = if head.position == 0 { New::Yes } else { New::No };
        let secret = ports
            .keys
            .secret(tenant, is_new, &mut |bytes| stamp.random(bytes))
            .map_err(|cause| CatchUpError::Keys { tenant, cause })?;
        let known = ports.store.checkpoint(tenant)?.unwrap_or(Checkpoint::nothing(ports.log));
        stands(tenant, &known, ports.log, &head)?;
        let mut book = Book::default();
        for (defined, recorded_at) in ports.store.settings(tenant)? {
            book.apply(&defined, recorded_at);
        }
        let landed = After {
            position: known.position,
            recorded_at: known.recorded_at,
            next_slot: known.next_slot.max(FIRST_PERSON_SLOT),
            book,
        };
        Ok(Self {
            tenant,
            ports,
            hasher: Hasher::new(secret),
            head: known.head(),
            staged: Group::new(landed.clone(), Default::default()),
            rooms: Default::default(),
            landed,
            flight: None,
            unwritten: Default::default(),
            keys_until: 0,
            read_ahead: Default::default(),
            queue: Default::default(),
            effects: Vec::new(),
        })
    }

    /// Takes in entries that follow the writer's head.
    pub fn catch_up(&mut self, entries: &[StoredEntry]) -> Result<(), CatchUpError> {
        let tenant = self.tenant;
        let damaged = |damage| CatchUpError::Damaged { tenant, damage };
        self.write_behind()?;
        let mut layer = Layer::default();
        for stored in entries {
            if stored.head.first <= self.head.position {
                continue;
            }
            let view = EntryView::parse(&stored.bytes).map_err(damaged)?;
            view.follows(self.head.chain).map_err(damaged)?;
            for commit in view.commits() {
                let commit = commit.and_then(|c| c.decode()).map_err(damaged)?;
                self.landed.position += commit.facts.len() as u64;
                self.landed.recorded_at = commit.head.recorded_at;
                let slots = commit.facts.iter().filter_map(|f| f.personal.as_ref());
                let used = slots.map(|sealed| sealed.key + 1).max().unwrap_or(0);
                self.landed.next_slot = self.landed.next_slot.max(used);
                let below = Under(&self.ports.store, tenant);
                layer.apply(&commit, self.landed.position, &below)?;
            }
            self.head = Head {
                sequence: stored.sequence,
                position: view.head.last(),
                chain: view.head.chain,
                entry: Some(view.head.entry),
            };
        }
        for (defined, recorded_at) in &layer.settings {
            self.landed.book.apply(defined, *recorded_at);
        }
        let checkpoint = checkpoint(self.ports.log, self.head, &self.landed);
        self.ports.store.write(tenant, &mut layer, checkpoint)?;
        self.staged = self.group(self.landed.clone());
        Ok(())
    }
}

impl Checkpoint {
    fn nothing(log: LogId) -> Self {
        let (head, recorded_at) = (Head::default(), Timestamp::MIN);
        Self {
            log,
            sequence: head.sequence,
            position: head.position,
            chain: head.chain,
            entry: head.entry,
            recorded_at,
            next_slot: FIRST_PERSON_SLOT,
        }
    }

    fn head(&self) -> Head {
        Head {
            sequence: self.sequence,
            position: self.position,
            chain: self.chain,
            entry: self.entry,
        }
    }
}
