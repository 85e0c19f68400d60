//! The person of a record: boxes as the log has them, opened only for an answer.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use event_log::disk::Disk;
use event_log::keys::KeyStore;
use event_schema::commit::Recorded;
use event_schema::id::PersonId;
use event_schema::personal::{KeySlot, Personal, Place, Sealed};
use event_schema::stream::{Revision, StreamId};
use event_schema::value::CustomFields;
use event_schema::{EventType, LogId, TenantId};
use serde::{Deserialize, Serialize};

use crate::query::{Person, Sight};

/// Opens boxes of personal data; `None` where the person was erased or the box doesn't open.
pub trait OpenBoxes: Send + Sync + 'static {
    /// Opens one box.
    fn open(&self, tenant: TenantId, sealed: &Sealed, place: &Place) -> Option<Personal>;

    /// Whether there still is a key in this slot. Without it, what was read before is not known any
    /// more either.
    fn holds(&self, tenant: TenantId, slot: KeySlot) -> bool;

    /// The secret of the tenant's keyed hashes, if it has one.
    fn secret(&self, tenant: TenantId) -> Option<[u8; 32]>;
}

/// A box in a row, with what it is bound to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptBox {
    revision: Revision,
    event: String,
    sealed: Sealed,
    #[serde(skip)]
    opened: Opened,
}

/// What was in a box when it was last opened, kept with its row in memory only.
#[derive(Clone, Default)]
struct Opened(Arc<Mutex<Option<Arc<Personal>>>>);

impl Opened {
    fn kept(&self) -> MutexGuard<'_, Option<Arc<Personal>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Rows are the same whether somebody has read them or not.
impl PartialEq for Opened {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opened(…)")
    }
}

impl KeptBox {
    /// The box beside an event, if it has one.
    pub fn of(event: &Recorded<'_>) -> Option<Self> {
        let sealed = event.fact.personal.clone()?;
        let event_name = event.fact.event.name().to_owned();
        let opened = Opened::default();
        Some(Self { revision: event.fact.revision, event: event_name, sealed, opened })
    }

    /// About how many bytes it takes.
    pub fn bytes(&self) -> usize {
        self.event.len() + self.sealed.sealed.0.len()
    }

    /// Whose box it is.
    pub fn person(&self) -> PersonId {
        self.sealed.person
    }
}

/// Who is asking, and with what boxes are opened for them.
#[derive(Clone, Copy)]
pub struct Viewer<'a> {
    /// Opens boxes.
    pub boxes: &'a dyn OpenBoxes,
    /// What the asker may see.
    pub sight: Sight,
    /// The log that the boxes are bound to.
    pub log: LogId,
    /// Whose log.
    pub tenant: TenantId,
}

impl Viewer<'_> {
    /// The person of a record: later boxes say more than earlier ones.
    pub fn person(&self, person_id: PersonId, stream: StreamId, boxes: &[KeptBox]) -> Person {
        let mut person = Person {
            person_id,
            sealed: true,
            person_name: None,
            email: None,
            phone: None,
            title: None,
            note: None,
            style: None,
            preferences: None,
            decision_factors: None,
            feedback: None,
            next_action: None,
            custom: CustomFields::new(),
        };
        if self.sight == Sight::Sealed {
            return person;
        }
        // Most have one box, whose content is shared: nothing of it is copied but what is shown.
        let mut known: Option<Arc<Personal>> = None;
        for kept in boxes {
            let Some(opened) = self.opened(stream, kept) else { return person };
            known = Some(match known {
                Some(mut earlier) => {
                    Arc::make_mut(&mut earlier).update(Arc::unwrap_or_clone(opened));
                    earlier
                }
                None => opened,
            });
        }
        person.sealed = false;
        if let Some(known) = known {
            person.show(&known);
        }
        person
    }

    /// A note beside a fact about a record that is no person's.
    pub fn note(&self, stream: StreamId, kept: Option<KeptBox>) -> Option<String> {
        let kept = kept?;
        self.person(kept.sealed.person, stream, std::slice::from_ref(&kept)).note
    }
}

impl Viewer<'_> {
    /// What is in a box of this stream, for those who may see it.
    pub fn opened(&self, stream: StreamId, kept: &KeptBox) -> Option<Arc<Personal>> {
        if self.sight == Sight::Sealed {
            return None;
        }
        let mut before = kept.opened.kept();
        if !self.boxes.holds(self.tenant, kept.sealed.key) {
            *before = None;
            return None;
        }
        if let Some(known) = before.as_ref() {
            return Some(known.clone());
        }
        let place = Place {
            log: self.log,
            tenant: self.tenant,
            stream,
            revision: kept.revision,
            event: EventType::named(&kept.event),
        };
        *before = self.boxes.open(self.tenant, &kept.sealed, &place).map(Arc::new);
        before.clone()
    }
}

/// The key store opens a box with the person's key, if it still has one.
impl<D> OpenBoxes for KeyStore<D>
where
    D: Disk,
    Self: Send + Sync + 'static,
{
    fn open(&self, tenant: TenantId, sealed: &Sealed, place: &Place) -> Option<Personal> {
        let key = self.key(tenant, sealed.key).ok()??;
        sealed.open(&key, place).ok()
    }

    fn holds(&self, tenant: TenantId, slot: KeySlot) -> bool {
        matches!(self.key(tenant, slot), Ok(Some(_)))
    }

    fn secret(&self, tenant: TenantId) -> Option<[u8; 32]> {
        Self::secret(self, tenant).ok().map(|secret| secret.0)
    }
}

#[cfg(test)]
mod tests;
