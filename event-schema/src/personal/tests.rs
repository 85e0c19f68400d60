use super::*;
use uuid::Uuid;

fn place(revision: u64) -> Place {
    Place {
        log: LogId(Uuid::from_u128(1)),
        tenant: "default".parse().unwrap(),
        stream: StreamId::new(crate::StreamType::Lead, Uuid::from_u128(2)),
        revision,
        event: EventType::Lead(crate::LeadEventType::LeadCreated),
    }
}

fn ann() -> Personal {
    Personal { email: Some("ann@example.com".parse().unwrap()), ..Personal::default() }
}

fn sealed() -> Sealed {
    let key = PersonKey([7; 32]);
    Sealed::seal(&ann(), PersonId(Uuid::from_u128(3)), (1, &key), [9; NONCE_LEN], &place(1))
}

#[test]
fn a_box_opens_with_its_key_at_its_place() {
    assert_eq!(sealed().open(&PersonKey([7; 32]), &place(1)).unwrap(), ann());
}

#[test]
fn a_box_moved_to_another_revision_stays_shut() {
    assert_eq!(sealed().open(&PersonKey([7; 32]), &place(2)), Err(OpenError::Refused));
}

#[test]
fn a_forgotten_key_opens_nothing() {
    assert_eq!(sealed().open(&PersonKey([0; 32]), &place(1)), Err(OpenError::Refused));
}

#[test]
fn json_and_debug_show_no_address() {
    let json = serde_json::to_string(&sealed()).unwrap();
    assert!(!json.contains("ann") && !format!("{:?}", ann()).contains("ann"));
    assert_eq!(serde_json::from_str::<Sealed>(&json).unwrap(), sealed());
}
