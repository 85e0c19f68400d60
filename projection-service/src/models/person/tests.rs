use event_schema::personal::PersonKey;
use event_schema::value::Text;
use event_schema::{LeadEventType, StreamType};
use uuid::Uuid;

use super::*;

/// Opens with one key, as long as there is one.
struct OneKey(Option<PersonKey>);

impl OpenBoxes for OneKey {
    fn open(&self, _: TenantId, sealed: &Sealed, place: &Place) -> Option<Personal> {
        sealed.open(self.0.as_ref()?, place).ok()
    }

    fn holds(&self, _: TenantId, _: KeySlot) -> bool {
        self.0.is_some()
    }

    fn secret(&self, _: TenantId) -> Option<[u8; 32]> {
        None
    }
}

const KEY: PersonKey = PersonKey([7; 32]);

/// A lead's box with a name in it, sealed with [`KEY`], in the first tenant of the first log.
fn kept() -> (StreamId, KeptBox) {
    let stream = StreamId::new(StreamType::Lead, Uuid::from_u128(3));
    let event = EventType::Lead(LeadEventType::LeadDisqualified);
    let (log, tenant) = (LogId(Uuid::from_u128(1)), "default".parse().unwrap());
    let place = Place { log, tenant, stream, revision: 4, event };
    let personal = Personal { person_name: Some(Text::new("Ada").unwrap()), ..Personal::default() };
    let person = PersonId(Uuid::from_u128(2));
    let sealed = Sealed::seal(&personal, person, (1, &KEY), [9; 24], &place);
    let event = event.name().to_owned();
    (stream, KeptBox { revision: 4, event, sealed, opened: Opened::default() })
}

/// The name that is seen.
fn seen(boxes: &OneKey, sight: Sight, (stream, kept): &(StreamId, KeptBox)) -> Option<String> {
    let (log, tenant) = (LogId(Uuid::from_u128(1)), "default".parse().unwrap());
    let viewer = Viewer { boxes, sight, log, tenant };
    let found = viewer.person(kept.person(), *stream, std::slice::from_ref(kept));
    assert_eq!((found.person_id, found.sealed), (kept.person(), found.person_name.is_none()));
    found.person_name
}

#[test]
fn a_person_is_shown_only_to_those_who_may_see_them_and_only_while_there_is_a_key() {
    let check = |key, sight, name: Option<&str>| {
        assert_eq!(seen(&OneKey(key), sight, &kept()).as_deref(), name);
    };
    check(Some(KEY), Sight::Clear, Some("Ada"));
    check(Some(KEY), Sight::Sealed, None);
    check(Some(PersonKey([8; 32])), Sight::Clear, None);
    check(None, Sight::Clear, None);
}

#[test]
fn a_box_is_opened_once_and_what_was_in_it_is_forgotten_with_its_key() {
    let (kept, other) = (kept(), OneKey(Some(PersonKey([8; 32]))));
    assert_eq!(seen(&OneKey(Some(KEY)), Sight::Clear, &kept).as_deref(), Some("Ada"));
    // Whoever opens nothing sees what was opened before.
    assert_eq!(seen(&other, Sight::Clear, &kept).as_deref(), Some("Ada"));
    assert_eq!(seen(&other, Sight::Sealed, &kept), None);
    assert_eq!(seen(&OneKey(None), Sight::Clear, &kept), None);
    assert_eq!(seen(&other, Sight::Clear, &kept), None);
}
