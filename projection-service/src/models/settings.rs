//! Settings: every version of every setting of a tenant. Asked by the other models' answers, for the
//! zone that days are counted in and the order of a pipeline's stages; and by the API, for the zone
//! that bare dates are meant in and for what makes an answer another one.

use std::collections::BTreeMap;

use event_schema::command::ViewedList;
use event_schema::commit::Recorded;
use event_schema::event::{SettingDefined, SettingKind};
use event_schema::value::Key;
use event_schema::{Actor, Event, EventType, Position, SettingEvent, SettingEventType, Timestamp};
use rules::settings::{Body, Book, InForce, Version, View};
use rules::views::CustomColumns;
use rules::zone::Zone;
use serde::{Deserialize, Serialize};

use crate::projection::{Projection, Tx};
use crate::query::{AsOf, Page, SettingFilter, SettingRow, ViewRow};
use crate::store::StoreError;
use crate::store::codec::decode;
use crate::store::key::Table;

/// A row a version, in log order.
const VERSIONS: Table = b's';

/// The settings of one tenant.
#[derive(Default)]
pub struct Settings {
    book: Book,
    /// By position, for the settings that were recorded by some past instant.
    versions: BTreeMap<u64, (Timestamp, SettingDefined)>,
}

/// Which settings an answer is made with. While it stays, they are the same versions, and the same
/// of them are in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettingsMark {
    /// The position of the last version; 0 if there is none.
    pub position: Position,
    /// When a version came into force last; none of a tenant without settings.
    pub last_turn: Option<Timestamp>,
    /// The day in the tenant's zone: days of silence change with it.
    pub today: i32,
}

/// A version as it is kept: the body is JSON, whose shape bincode can't read back.
#[derive(Serialize, Deserialize)]
struct VersionRow {
    recorded_at: Timestamp,
    kind: SettingKind,
    key: Key,
    version: u32,
    effective_from: Option<Timestamp>,
    shipped: bool,
    body: String,
}

impl Projection for Settings {
    const NAME: &'static str = "settings";
    const VERSION: u32 = 1;
    const TABLES: &'static [Table] = &[VERSIONS];

    fn wants(event: EventType) -> bool {
        match event {
            EventType::Setting(kind) => match kind {
                SettingEventType::SettingDefined => true,
            },
            EventType::Lead(_)
            | EventType::Account(_)
            | EventType::Contact(_)
            | EventType::Duplicate(_)
            | EventType::Interaction(_)
            | EventType::Order(_)
            | EventType::Bulk(_)
            | EventType::Contract(_)
            | EventType::Record(_)
            | EventType::Opportunity(_)
            | EventType::Unknown => false,
        }
    }

    fn apply(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>) {
        match &event.fact.event {
            Event::Setting(SettingEvent::SettingDefined(defined)) => {
                let row = VersionRow::new(defined, event.commit.recorded_at);
                tx.put(VERSIONS, &event.position.to_be_bytes(), &row);
                self.add(event.position, event.commit.recorded_at, defined.clone());
            }
            Event::Lead(_)
            | Event::Account(_)
            | Event::Contact(_)
            | Event::Duplicate(_)
            | Event::Interaction(_)
            | Event::Order(_)
            | Event::Bulk(_)
            | Event::Contract(_)
            | Event::Record(_)
            | Event::Opportunity(_)
            | Event::Unknown(_) => {}
        }
    }

    fn load(&mut self, _: Table, key: &[u8], row: &[u8]) -> Result<(), StoreError> {
        let position = key.try_into().map(u64::from_be_bytes);
        let position = position.map_err(|_| StoreError::Row("its key is no position".into()))?;
        let row: VersionRow = decode(row)?;
        let recorded_at = row.recorded_at;
        self.add(position, recorded_at, row.defined()?);
        Ok(())
    }

    fn memory_bytes(&self) -> usize {
        self.versions.len() * 1024
    }
}

impl Settings {
    fn add(&mut self, position: u64, recorded_at: Timestamp, defined: SettingDefined) {
        self.book.apply(&defined, recorded_at);
        self.versions.insert(position, (recorded_at, defined));
    }

    /// The mark of what answers are made with at `now`. A future version changes it twice: when it is
    /// recorded, and when its time comes.
    pub fn mark(&self, now: Timestamp) -> SettingsMark {
        let position = self.versions.last_key_value().map_or(0, |(position, _)| *position);
        let today = self.zone(now).day_number(now);
        SettingsMark { position, last_turn: self.book.last_turn(now), today }
    }

    /// The zone in force.
    pub fn zone(&self, now: Timestamp) -> Zone {
        zone(&self.book, now)
    }

    /// The fields that the tenant gave its records.
    pub fn custom_columns(&self) -> CustomColumns {
        CustomColumns::of(&self.book)
    }

    /// The versions in force, or every version that counts, by kind, key and number.
    pub fn list(&self, filter: &SettingFilter, as_of: AsOf, now: Timestamp) -> Page<SettingRow> {
        let (book, at) = self.book(as_of, now);
        let wanted = |version: &&Version| {
            let SettingDefined { kind, key, .. } = &version.defined;
            filter.kind.is_none_or(|wanted| wanted == *kind)
                && filter.key.as_ref().is_none_or(|wanted| wanted == key.as_str())
                && (*kind != SettingKind::View || is_for(version, &filter.subject))
        };
        let rows = book.versions().filter(wanted).map(|version| row(version, &book, at));
        let items = rows.filter(|row| filter.all || row.in_force).collect();
        Page { items, next: None, count: None }
    }

    /// The saved views that somebody may ask for, by list and key; their own before shared ones.
    pub fn views(
        &self,
        list: Option<ViewedList>,
        subject: &Actor,
        (as_of, now): (AsOf, Timestamp),
    ) -> Page<ViewRow> {
        let (book, at) = self.book(as_of, now);
        let found =
            book.views(subject, at).filter(|found| list.is_none_or(|l| l == found.body.list));
        let row = |InForce { body, used }: InForce<'_, View>| ViewRow {
            key: body.key.to_string(),
            list: body.list,
            name: body.name.to_string(),
            filter: body.filter.to_string(),
            sort: body.sort.as_deref().map(str::to_owned),
            shared: body.owner.is_none(),
            version: used.version,
        };
        let mut items: Vec<ViewRow> = found.map(row).collect();
        items.sort_by(|a, b| {
            let place = |row: &ViewRow| (row.list, row.shared);
            place(a).cmp(&place(b)).then_with(|| a.key.cmp(&b.key))
        });
        Page { items, next: None, count: None }
    }

    /// The book that an answer as of some instant is made with, and the instant to ask it for:
    /// `occurred` counts settings by their effective time alone, `recorded` only those that had been
    /// recorded by then.
    pub fn book(&self, as_of: AsOf, now: Timestamp) -> (Book, Timestamp) {
        match as_of {
            AsOf::Now => (self.book.clone(), now),
            AsOf::Occurred(at) => (self.book.clone(), at),
            AsOf::Recorded(at) => {
                let mut book = Book::default();
                for (recorded_at, defined) in self.versions.values() {
                    if *recorded_at <= at {
                        book.apply(defined, *recorded_at);
                    }
                }
                (book, at)
            }
        }
    }
}

/// Whether a view is one that this subject may see.
fn is_for(version: &Version, subject: &Actor) -> bool {
    matches!(&version.body, Ok(Body::View(view)) if view.is_for(subject))
}

fn row(version: &Version, book: &Book, at: Timestamp) -> SettingRow {
    let SettingDefined { kind, key, version: number, shipped, body, .. } = &version.defined;
    let in_force = book.at(*kind, *key, at).map(|version| version.defined.version);
    SettingRow {
        kind: *kind,
        key: key.to_string(),
        version: *number,
        in_force: in_force == Some(*number),
        effective_from: Some(version.holds_from).filter(|from| *from != Timestamp::MIN),
        recorded_at: version.recorded_at,
        shipped: *shipped,
        body: body.to_string(),
    }
}

/// The zone in force: a tenant's preset is UTC, and so is a tenant that has no settings yet.
pub fn zone(book: &Book, at: Timestamp) -> Zone {
    book.tenant(at).map_or(Zone::UTC, |tenant| tenant.body.time_zone)
}

impl VersionRow {
    fn new(defined: &SettingDefined, recorded_at: Timestamp) -> Self {
        Self {
            recorded_at,
            kind: defined.kind,
            key: defined.key,
            version: defined.version,
            effective_from: defined.effective_from,
            shipped: defined.shipped,
            body: defined.body.to_string(),
        }
    }

    fn defined(self) -> Result<SettingDefined, StoreError> {
        Ok(SettingDefined {
            kind: self.kind,
            key: self.key,
            version: self.version,
            effective_from: self.effective_from,
            shipped: self.shipped,
            body: serde_json::from_str(&self.body).map_err(|e| StoreError::Row(e.to_string()))?,
        })
    }
}
