//! An author: makes entries for one tenant, as its writer would.

use event_schema::codec::{EntryDraft, commit_line};
use event_schema::commit::{Commit, Fact};
use event_schema::entry::{EntryId, Head, LogId, Sequence};
use event_schema::event::UnknownEvent;
use event_schema::id::CommandId;
use event_schema::{Actor, CommitHead, Event, Origin, StreamId, StreamType, TenantId, Timestamp};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::log::{Append, AppendEntry, EventLog};

/// Makes entries for one tenant and remembers where its log ends.
#[derive(Debug, Clone)]
pub struct Author {
    log: LogId,
    tenant: TenantId,
    head: Head,
    /// Makes ids differ between authors of the same tenant.
    name: u64,
    made: u64,
}

impl Author {
    /// An author of `tenant`, whose log is empty. Two authors need two names.
    pub fn new(log: LogId, tenant: &str, name: u64) -> Self {
        let tenant = tenant.parse().expect("a test names its tenants legally");
        Self { log, tenant, head: Head::default(), name, made: 0 }
    }

    /// Whose entries it makes.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Where it believes that the tenant's log ends.
    pub fn head(&self) -> Head {
        self.head
    }

    /// The fence of its next append.
    pub fn fence(&self) -> Sequence {
        self.head.sequence
    }

    /// Believes that the tenant's log ends here.
    pub fn catch_up(&mut self, head: Head) {
        self.head = head;
    }

    /// Its next entry: so many commits of one event each, and in each about so many bytes.
    pub fn entry(&mut self, commits: u32, note_bytes: usize) -> AppendEntry {
        self.made += 1;
        let mut draft = EntryDraft::default();
        for nth in 0..commits {
            draft.push(commit_line(&self.commit(nth, note_bytes)), 1);
        }
        let entry = EntryId(Uuid::from_u64_pair(self.name, self.made));
        let previous = (self.head.position, self.head.chain);
        let (head, bytes) = draft.seal(self.log, entry, self.tenant, previous);
        AppendEntry { head, bytes }
    }

    /// Takes note that its entry was appended.
    pub fn landed(&mut self, entry: &AppendEntry, sequence: Sequence) {
        let (position, chain) = (entry.head.last(), entry.head.chain);
        self.head = Head { sequence, position, chain, entry: Some(entry.head.entry) };
    }

    /// Appends one small entry, which has to succeed.
    pub async fn append(&mut self, log: &dyn EventLog) -> AppendEntry {
        let entry = self.entry(1, 20);
        match log.append(self.tenant, self.fence(), entry.clone()).await {
            Append::Appended { sequence } => self.landed(&entry, sequence),
            other => panic!("an entry with the right fence was answered {other:?}"),
        }
        entry
    }

    fn commit(&self, nth: u32, note_bytes: usize) -> Commit {
        let note = format!("{{\"note\":\"{}\"}}", "n".repeat(note_bytes));
        let event = Event::Unknown(UnknownEvent {
            name: "Noted".into(),
            version: 1,
            data: RawValue::from_string(note).expect("the note is JSON"),
        });
        let id = Uuid::from_u64_pair(self.made, u64::from(nth));
        let stream = StreamId::new(StreamType::Lead, Uuid::from_u128(1));
        let revision = self.head.position + u64::from(nth) + 1;
        let time = Timestamp::from_micros(i64::try_from(revision).unwrap_or(0));
        let head = CommitHead {
            id: CommandId(id),
            command: "note".into(),
            actor: Actor::platform(),
            on_behalf_of: None,
            correlation_id: None,
            causation: None,
            recorded_at: time,
            occurred_at: time,
            origin: Origin::Live,
            idempotency: None,
            about: None,
            settings: Default::default(),
        };
        Commit { head, facts: vec![Fact { stream, revision, event, personal: None }] }
    }
}
