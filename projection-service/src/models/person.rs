//! The person of a record: boxes as the log has them, opened only for an answer.

use event_log::disk::Disk;
use event_log::keys::KeyStore;
use event_schema::commit::Recorded;
use event_schema::id::PersonId;
use event_schema::personal::{Personal, Place, Sealed};
use event_schema::stream::{Revision, StreamId};
use event_schema::{EventType, LogId, TenantId};
use serde::{Deserialize, Serialize};

use crate::query::{Person, Sight};

/// Opens boxes of personal data; `None` where the person was erased or the box doesn't open.
pub trait OpenBoxes: Send + Sync + 'static {
    /// Opens one box.
    fn open(&self, tenant: TenantId, sealed: &Sealed, place: &Place) -> Option<Personal>;
}

/// A box in a row, with what it is bound to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptBox {
    revision: Revision,
    event: String,
    sealed: Sealed,
}

impl KeptBox {
    /// The box beside an event, if it has one.
    pub fn of(event: &Recorded<'_>) -> Option<Self> {
        let sealed = event.fact.personal.clone()?;
        let event_name = event.fact.event.name().to_owned();
        Some(Self { revision: event.fact.revision, event: event_name, sealed })
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
        };
        if self.sight == Sight::Sealed {
            return person;
        }
        let mut known = Personal::default();
        for kept in boxes {
            let Some(opened) = self.opened(stream, kept) else { return person };
            known.update(opened);
        }
        person.sealed = false;
        person.person_name = known.person_name.map(String::from);
        person.email = known.email.map(|email| email.as_str().to_owned());
        person.phone = known.phone.map(|phone| phone.as_str().to_owned());
        person.title = known.title.map(String::from);
        person.note = known.note.map(String::from);
        person.style = known.style.map(String::from);
        person.preferences = known.preferences.map(String::from);
        person.decision_factors = known.decision_factors.map(String::from);
        person.feedback = known.feedback.map(String::from);
        person.next_action = known.next_action.map(String::from);
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
    pub fn opened(&self, stream: StreamId, kept: &KeptBox) -> Option<Personal> {
        if self.sight == Sight::Sealed {
            return None;
        }
        let place = Place {
            log: self.log,
            tenant: self.tenant,
            stream,
            revision: kept.revision,
            event: EventType::named(&kept.event),
        };
        self.boxes.open(self.tenant, &kept.sealed, &place)
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
}

#[cfg(test)]
mod tests;
