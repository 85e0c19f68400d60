//! Events as pages show them, read from the log by their positions. What was read lately is kept,
//! bounded in bytes: the pages of a customer are asked for again and again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use event_log::{EventLog, StoredEntry};
use event_schema::codec::{CommitView, Damage, EntryView, data_json};
use event_schema::commit::Recorded;
use event_schema::id::UserId;
use event_schema::stream::Revision;
use event_schema::{Event, InteractionEvent, Position, StreamId, StreamType, TenantId, Timestamp};

use crate::model::Model;
use crate::models::Audit;
use crate::models::audit::changed;
use crate::models::person::KeptBox;
use crate::query::{AskError, FieldChange};

/// Most bytes of events that are kept.
const KEPT_BYTES_MAX: usize = 16 * 1024 * 1024;
/// About what an event takes beside its texts.
const EVENT_BYTES: usize = 512;

/// One event.
#[derive(Debug, PartialEq)]
pub struct ToldEvent {
    pub occurred_at: Timestamp,
    pub recorded_at: Timestamp,
    pub actor: String,
    pub on_behalf_of: Option<UserId>,
    pub event: String,
    pub stream: StreamId,
    pub revision: Revision,
    /// Its plain fields, as JSON.
    pub data: String,
    pub changes: Vec<FieldChange>,
    /// What of it is personal, shut.
    pub kept: Option<KeptBox>,
    /// The record to go to.
    pub reference: StreamId,
}

/// Reads events and keeps the latest.
pub struct Told {
    log: Arc<dyn EventLog>,
    kept: Mutex<Kept>,
}

type Events = HashMap<(TenantId, Position), Arc<ToldEvent>>;

/// Two generations: when the young one has half of the room, the old one goes and the young one is
/// old. What is asked for meanwhile is young again.
#[derive(Default)]
struct Kept {
    young: Events,
    young_bytes: usize,
    old: Events,
}

impl Told {
    /// Nothing is kept yet.
    pub fn new(log: Arc<dyn EventLog>) -> Self {
        Self { log, kept: Mutex::default() }
    }

    /// The events at these positions, in their order. `audit` knows which commit each is in, so that
    /// no other commit of an entry is read.
    pub async fn read(
        &self,
        audit: &Model<Audit>,
        tenant: TenantId,
        positions: &[Position],
    ) -> Result<Vec<Arc<ToldEvent>>, AskError> {
        let mut found: HashMap<Position, Arc<ToldEvent>> = self.kept(|kept| {
            let known = |at: &Position| Some((*at, kept.get((tenant, *at))?));
            positions.iter().filter_map(known).collect()
        });
        let mut missing: Vec<Position> =
            positions.iter().copied().filter(|at| !found.contains_key(at)).collect();
        missing.sort_unstable();
        let mut held: Option<StoredEntry> = None;
        for position in missing {
            if held.as_ref().is_none_or(|entry| entry.head.last() < position) {
                let read = self.log.read(tenant, position, 1).await;
                held = read.map_err(|e| AskError::Log(e.to_string()))?.into_iter().next();
            }
            let entry = held.as_ref().ok_or_else(|| missing_at(position))?;
            let place = |m: &Audit| m.nth_commit(entry.head.first, position);
            let (place, _) = audit.read(tenant, |m, _| Ok(place(m)))?;
            let told = told(entry, place.ok_or_else(|| missing_at(position))?, position)?;
            let told = Arc::new(told);
            self.kept(|kept| kept.put((tenant, position), told.clone()));
            found.insert(position, told);
        }
        let event = |at: &Position| found.get(at).cloned().ok_or_else(|| missing_at(*at));
        positions.iter().map(event).collect()
    }

    fn kept<R>(&self, step: impl FnOnce(&mut Kept) -> R) -> R {
        step(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Kept {
    fn get(&mut self, at: (TenantId, Position)) -> Option<Arc<ToldEvent>> {
        if let Some(told) = self.young.get(&at) {
            return Some(told.clone());
        }
        let told = self.old.remove(&at)?;
        self.put(at, told.clone());
        Some(told)
    }

    fn put(&mut self, at: (TenantId, Position), told: Arc<ToldEvent>) {
        let bytes = told.bytes();
        if self.young.insert(at, told).is_none() {
            self.young_bytes += bytes;
        }
        if self.young_bytes > KEPT_BYTES_MAX / 2 {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
    }
}

impl ToldEvent {
    fn bytes(&self) -> usize {
        let change = |change: &FieldChange| {
            let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
            change.field.len() + text(&change.before) + text(&change.after) + 72
        };
        EVENT_BYTES
            + self.data.len()
            + self.kept.as_ref().map_or(0, KeptBox::bytes)
            + self.changes.iter().map(change).sum::<usize>()
    }
}

fn missing_at(position: Position) -> AskError {
    AskError::Log(format!("it has nothing at position {position}"))
}

/// The event at `position`, in the commit that is the nth of the entry and begins at `first`.
fn told(
    entry: &StoredEntry,
    (nth, first): (usize, Position),
    position: Position,
) -> Result<ToldEvent, AskError> {
    let damage = |e: Damage| AskError::Log(e.to_string());
    let view = EntryView::with_head(entry.head, &entry.bytes).map_err(damage)?;
    let line = view.lines().nth(nth).ok_or_else(|| missing_at(position))?;
    let commit = CommitView::parse(line, first).map_err(damage)?;
    let place = position.checked_sub(first).ok_or_else(|| missing_at(position))? as usize;
    let event = commit.events.get(place).ok_or_else(|| missing_at(position))?;
    let unreadable =
        |e: serde_json::Error| AskError::Log(format!("the event at position {position}: {e}"));
    let fact = event.decode().map_err(unreadable)?;
    let head = &commit.head;
    let data = data_json(&fact.event);
    Ok(ToldEvent {
        occurred_at: head.occurred_at,
        recorded_at: head.recorded_at,
        actor: head.actor.to_string(),
        on_behalf_of: head.on_behalf_of,
        event: fact.event.name().to_owned(),
        stream: fact.stream,
        revision: fact.revision,
        changes: changed(fact.event.name(), &data),
        data,
        kept: KeptBox::of(&Recorded { position, commit: head, fact: &fact }),
        reference: reference(fact.stream, &fact.event),
    })
}

/// The record to go to: of an interaction what it was about or with, of anything else itself.
fn reference(stream: StreamId, event: &Event) -> StreamId {
    let Event::Interaction(InteractionEvent::InteractionLogged(logged)) = event else {
        return stream;
    };
    let named = [
        (StreamType::Opportunity, logged.opportunity_id.map(|id| id.0)),
        (StreamType::Contact, logged.contact_id.map(|id| id.0)),
        (StreamType::Lead, logged.lead_id.map(|id| id.0)),
        (StreamType::Account, logged.account_id.map(|id| id.0)),
    ];
    let first = named.into_iter().find_map(|(kind, id)| Some(StreamId::new(kind, id?)));
    first.unwrap_or(stream)
}
