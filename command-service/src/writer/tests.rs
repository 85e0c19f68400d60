use event_log::keys::{Fill, KeyError};
use event_log::{Append, StoredEntry, Unavailable};
use event_schema::commit::Idempotency;
use event_schema::personal::PersonKey;
use event_schema::value::LookupHash;
use serde_json::json;

use super::*;
use crate::bench::Bench;

fn create(bench: &Bench, n: u32) -> Request {
    let body = json!({"company": format!("Company {n}"), "source": "web",
        "email": format!("p{n}@company{n}.com"),
        "lead_id": format!("00000000-0000-7000-8000-{n:012}")});
    bench.request("CreateLead", body)
}

fn keyed(bench: &Bench, n: u32, key: u8, body: u8) -> Request {
    let idempotency =
        Idempotency { id: LookupHash([key; 16]), fingerprint: LookupHash([body; 16]) };
    Request { idempotency: Some(idempotency), ..create(bench, n) }
}

#[test]
fn commands_that_wait_for_one_append_land_as_one_entry() {
    let mut bench = Bench::new();
    let (_, first) = bench.hand_in(create(&bench, 1));
    for n in 2..=10 {
        let (_, effects) = bench.hand_in(create(&bench, n));
        assert!(effects.is_empty(), "only one entry is in flight");
    }
    assert_eq!(bench.settle(first).len(), 10);
    assert_eq!(bench.log.len(), 2);
    assert_eq!(bench.log[1].head.commits, 9);
}

#[test]
fn a_later_command_sees_what_an_earlier_one_of_its_group_did() {
    let mut bench = Bench::new();
    let (_, effects) = bench.hand_in(create(&bench, 1));
    bench.hand_in(create(&bench, 2));
    bench.hand_in(create(&bench, 2));
    let refused: Vec<bool> = bench.settle(effects).iter().map(|(_, o)| o.is_err()).collect();
    assert_eq!(refused, [false, false, true]);
}

#[test]
fn nothing_is_answered_before_its_group_has_landed() {
    let mut bench = Bench::new();
    let (_, first) = bench.hand_in(create(&bench, 1));
    let (_, effects) = bench.hand_in(create(&bench, 1));
    assert!(effects.is_empty(), "the refusal stands on a command that has not landed");
    assert_eq!(bench.settle(first).len(), 2);
}

#[test]
fn a_spent_key_gives_the_first_answer_again() {
    let mut bench = Bench::new();
    let (_, effects) = bench.hand_in(keyed(&bench, 1, 1, 1));
    bench.hand_in(keyed(&bench, 1, 1, 1));
    bench.hand_in(keyed(&bench, 2, 1, 2));
    let answers = bench.settle(effects);
    let first = answers[0].1.as_ref().unwrap();
    let again = answers[1].1.as_ref().unwrap();
    assert_eq!((again.position, again.replayed), (first.position, true));
    assert_eq!(answers[2].1.as_ref().unwrap_err().kind, "/problems/key-reused");
}

#[test]
fn a_refusal_spends_no_key() {
    let mut bench = Bench::new();
    bench.run_request(create(&bench, 1)).unwrap();
    let refused = bench.run_request(keyed(&bench, 1, 1, 1));
    assert!(refused.is_err());
    assert!(bench.run_request(keyed(&bench, 2, 1, 2)).is_ok());
}

#[test]
fn an_unavailable_log_refuses_all_who_wait_and_keeps_nothing() {
    let mut bench = Bench::new();
    bench.hand_in(create(&bench, 1));
    bench.hand_in(create(&bench, 2));
    let down = Input::Answered(Append::Unavailable(Unavailable::DiskFull));
    let effects = bench.writer.step(down).unwrap();
    let problems: Vec<_> = bench.settle(effects).into_iter().map(|(_, o)| o.unwrap_err()).collect();
    assert!(problems.iter().all(|p| p.kind == "/problems/disk-full"), "{problems:?}");
    assert_eq!(problems.len(), 2);
    assert!(bench.run_request(create(&bench, 1)).is_ok(), "nothing of the first try was kept");
}

#[test]
fn a_lost_answer_is_settled_by_the_head_and_not_repeated() {
    let mut bench = Bench::new();
    let (_, effects) = bench.hand_in(create(&bench, 1));
    let Some(Effect::Append { entry, .. }) = effects.into_iter().next() else { panic!() };
    // It was appended, and the answer was lost.
    bench.log.push(StoredEntry { sequence: 1, head: entry.head, bytes: entry.bytes });
    let asks = bench.writer.step(Input::Answered(Append::Ambiguous)).unwrap();
    let answers = bench.settle(asks);
    assert!(answers[0].1.is_ok());
    assert_eq!(bench.log.len(), 1);
}

#[test]
fn a_lost_append_is_sent_again_with_the_same_bytes() {
    let mut bench = Bench::new();
    let (_, effects) = bench.hand_in(create(&bench, 1));
    let Some(Effect::Append { entry, .. }) = effects.into_iter().next() else { panic!() };
    let asks = bench.writer.step(Input::Answered(Append::Ambiguous)).unwrap();
    assert!(bench.settle(asks)[0].1.is_ok());
    assert_eq!(bench.log[0].bytes, entry.bytes);
}

#[test]
fn a_faster_writer_makes_the_slower_decide_again() {
    let mut bench = Bench::new();
    let mut other = Bench::new();
    other.run_request(create(&other, 1)).unwrap();
    bench.hand_in(create(&bench, 1));
    bench.hand_in(create(&bench, 2));
    bench.log = other.log.clone();
    let moved = Input::Answered(Append::HeadMoved { head: bench.head() });
    let effects = bench.writer.step(moved).unwrap();
    let answers = bench.settle(effects);
    assert_eq!(answers[0].1.as_ref().unwrap_err().kind, "/problems/duplicate-lead");
    assert!(answers[1].1.is_ok());
}

#[test]
fn a_writer_that_catches_up_is_the_writer_that_was() {
    let mut bench = Bench::new();
    for n in 1..=20 {
        bench.run_request(keyed(&bench, n, u8::try_from(n).unwrap(), 1)).unwrap();
    }
    let tenant = bench.writer.tenant();
    let mut fresh = Writer::open(tenant, crate::bench::ports(1), bench.head()).unwrap();
    fresh.catch_up(&bench.log).unwrap();
    assert_eq!(fresh.head(), bench.writer.head());
    assert_eq!(fresh.landed.next_slot, bench.writer.landed.next_slot);
    assert_eq!(fresh.book(), bench.writer.book());
}

#[test]
fn a_log_that_ends_before_the_checkpoint_is_evidence_of_loss() {
    let mut bench = Bench::new();
    bench.run_request(create(&bench, 1)).unwrap();
    bench.run_request(create(&bench, 2)).unwrap();
    let ports = std::mem::replace(&mut bench.writer.ports, crate::bench::ports(9));
    bench.log.pop();
    let opened = Writer::open(bench.writer.tenant(), ports, bench.head());
    assert!(matches!(opened, Err(CatchUpError::Lost { .. })));
}

#[test]
fn a_dry_run_answers_and_appends_nothing() {
    let mut bench = Bench::new();
    let request = Request { dry_run: true, ..create(&bench, 1) };
    let answer = bench.run_request(request).unwrap();
    assert_eq!(
        (&answer["dry_run"], answer["events"][0]["type"].as_str()),
        (&json!(true), Some("LeadCreated"))
    );
    assert!(bench.log.is_empty());
}

#[test]
fn if_match_is_the_revision_of_the_commands_own_stream() {
    let mut bench = Bench::new();
    bench.run_request(create(&bench, 1)).unwrap();
    let lead = "00000000-0000-7000-8000-000000000001";
    let behavior = json!({"lead_id": lead, "behavior": "email_opened"});
    let request = |bench: &Bench, revision| Request {
        if_match: Some(revision),
        ..bench.request("RecordLeadBehavior", behavior.clone())
    };
    let stale = bench.run_request(request(&bench, 1)).unwrap_err();
    assert_eq!(stale.kind, "/problems/revision-mismatch");
    assert!(bench.run_request(request(&bench, 2)).is_ok());
}

/// Key pages whose disk no longer syncs.
struct Unsynced;

impl PersonKeys for Unsynced {
    fn secret(&self, _: TenantId, _: New, _: Fill<'_>) -> Result<[u8; 32], KeyError> {
        Ok([1; 32])
    }

    fn key(&self, _: TenantId, _: KeySlot) -> Result<Option<PersonKey>, KeyError> {
        Ok(None)
    }

    fn unused(&self, _: TenantId, _: KeySlot, _: usize) -> Result<Vec<PersonKey>, KeyError> {
        Ok(Vec::new())
    }

    fn covers(&self, _: TenantId, _: KeySlot) -> Result<(), KeyError> {
        Ok(())
    }

    fn reserve(&self, _: TenantId, _: KeySlot, _: Fill<'_>) -> Result<KeySlot, KeyError> {
        Err(KeyError::Sync(std::io::Error::other("the disk is gone")))
    }
}

#[test]
fn keys_that_can_not_be_synced_end_the_writer() {
    let bench = Bench::new();
    let ports = Ports { keys: Arc::new(Unsynced), ..crate::bench::ports(1) };
    let mut writer = Writer::open(bench.writer.tenant(), ports, Head::default()).unwrap();
    let request = Arc::new(create(&bench, 1));
    let pending = Pending { ticket: Ticket(1), request, ids: Ids(uuid::Uuid::nil()) };
    let stopped = writer.step(Input::Received(vec![pending]));
    assert!(matches!(stopped, Err(StoreError::Keys(KeyError::Sync(_)))));
}
