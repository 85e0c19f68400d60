use event_schema::commit::Fact;
use event_schema::event::LeadDisqualified;
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
}

fn check(boxes: &OneKey, sight: Sight, sealed: bool, name: Option<&str>) {
    let (log, tenant) = (LogId(Uuid::from_u128(1)), "default".parse().unwrap());
    let person = PersonId(Uuid::from_u128(2));
    let stream = StreamId::new(StreamType::Lead, Uuid::from_u128(3));
    let event = EventType::Lead(LeadEventType::LeadDisqualified);
    let place = Place { log, tenant, stream, revision: 4, event };
    let personal = Personal { person_name: Some(Text::new("Ada").unwrap()), ..Personal::default() };
    let key = PersonKey([7; 32]);
    let shut = Sealed::seal(&personal, person, (1, &key), [9; 24], &place);
    let reason = "no_budget".parse().unwrap();
    let fact = Fact {
        stream,
        revision: 4,
        event: LeadDisqualified { reason }.into(),
        personal: Some(shut),
    };
    let kept =
        KeptBox { revision: 4, event: fact.event.name().into(), sealed: fact.personal.unwrap() };
    let viewer = Viewer { boxes, sight, log, tenant };
    let found = viewer.person(person, stream, &[kept]);
    assert_eq!((found.sealed, found.person_name.as_deref()), (sealed, name));
    assert_eq!(found.person_id, person);
}

#[test]
fn a_person_is_shown_only_to_those_who_may_see_them_and_only_while_there_is_a_key() {
    check(&OneKey(Some(PersonKey([7; 32]))), Sight::Clear, false, Some("Ada"));
    check(&OneKey(Some(PersonKey([7; 32]))), Sight::Sealed, true, None);
    check(&OneKey(Some(PersonKey([8; 32]))), Sight::Clear, true, None);
    check(&OneKey(None), Sight::Clear, true, None);
}
