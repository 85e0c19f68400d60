//! The same command again: the first answer, once.

use std::sync::Barrier;

use kith_tests::samples::{event_types, id, lead, lead_with, token};
use serde_json::{Value as Json, json};

fn opened() -> Json {
    json!({"lead_id": id("lead", 1), "behavior": "email_opened"})
}

#[test]
fn the_same_key_and_body_give_the_first_answer_again() {
    let home = crate::home();
    let kith = home.serve();
    let first = kith.admin.post("CreateLead", &lead(1)).key("k-1").send().status(201).json();
    // The same JSON value, otherwise written.
    let body = lead(1).to_string().replace("\":", "\" :\n");
    let again = kith.admin.request("POST", "/v1/commands/CreateLead").key("k-1");
    let again = again.body("application/json", body).send().status(201).json();
    assert_eq!(again["replayed"], true);
    for field in ["stream", "revision", "position", "events"] {
        assert_eq!(again[field], first[field], "{field}");
    }
    assert_eq!(kith.admin.read("/v1/positions")["head"], first["position"]);
}

#[test]
fn a_key_is_remembered_over_a_stop_and_over_a_kill() {
    let home = crate::home();
    let mut kith = home.serve();
    let first = kith.admin.post("CreateLead", &lead(1)).key("k-1").send().status(201).json();
    for stop in [true, false] {
        if stop {
            kith.stop()
        } else {
            kith.kill()
        }
        kith = home.serve();
        let again = kith.admin.post("CreateLead", &lead(1)).key("k-1").send().status(201).json();
        assert_eq!((&again["replayed"], &again["position"]), (&json!(true), &first["position"]));
    }
    assert_eq!(kith.admin.read("/v1/positions")["head"], first["position"]);
}

#[test]
fn a_key_that_was_spent_on_another_body_is_refused() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.post("CreateLead", &lead(1)).key("k-1").send().status(201);
    let other = kith.admin.post("CreateLead", &lead(2)).key("k-1").send();
    other.problem(422, "key-reused");
    // Looked up before every rule: this body would be a duplicate as well.
    let other = lead_with(1, json!({"source": "fair"}));
    kith.admin.post("CreateLead", &other).key("k-1").send().problem(422, "key-reused");
}

#[test]
fn a_replay_comes_before_if_match_and_every_rule() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    let send = |tag: &str| {
        let request = kith.admin.post("RecordLeadBehavior", &opened());
        request.key("k-1").header("If-Match", tag).send()
    };
    let stream = kith.admin.command("RecordLeadBehavior", &opened()).status(200).json();
    let tag = format!("\"{}\"", stream["revision"]);
    let first = send(&tag).status(200).json();
    let again = send(&tag).status(200).json();
    assert_eq!((&again["replayed"], &again["position"]), (&json!(true), &first["position"]));
    let give_up = json!({"lead_id": id("lead", 1), "reason": "no_budget"});
    kith.admin.command("DisqualifyLead", &give_up).status(200);
    assert_eq!(send(&tag).status(200).json()["replayed"], true);
}

#[test]
fn refusals_and_no_ops_spend_nothing() {
    let home = crate::home();
    let kith = home.serve();
    let qualify = json!({"lead_id": id("lead", 1), "level": "mql"});
    let send = |body: &Json, command: &str| kith.admin.post(command, body).key("k-1").send();
    send(&qualify, "QualifyLead").problem(404, "unknown-target");
    kith.admin.command("CreateLead", &lead(1)).status(201);
    kith.admin.command("QualifyLead", &qualify).status(200);
    let no_op = send(&qualify, "QualifyLead").status(200).json();
    assert_eq!((event_types(&no_op).len(), &no_op["replayed"]), (0, &json!(false)));
    assert_eq!(no_op["position"], kith.admin.read("/v1/positions")["head"]);
    let yes = json!({"need": true, "decision_maker": true, "budget": true, "timeframe": true,
                     "contact_verified": true});
    let sql = json!({"lead_id": id("lead", 1), "level": "sql", "checklist": yes});
    let done = send(&sql, "QualifyLead").status(200).json();
    assert_eq!(event_types(&done), ["LeadQualified"]);
}

#[test]
fn a_key_belongs_to_a_token_s_subject_and_a_command() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.post("CreateLead", &lead(1)).key("k-1").send().status(201);
    kith.admin.post("RecordLeadBehavior", &opened()).key("k-1").send().status(200);
    let order = json!({"role": "service", "subject": "importer", "allow": ["CreateLead"]});
    let other = kith.admin.with_token(&token(&kith.admin, &order));
    let answer = other.post("CreateLead", &lead(2)).key("k-1").send().status(201).json();
    assert_eq!(answer["replayed"], false);
}

#[test]
fn a_second_request_waits_for_the_first_in_flight() {
    let home = crate::home();
    let kith = home.serve();
    for round in 0..20 {
        let (gate, body, key) = (Barrier::new(8), lead(round), format!("k-{round}"));
        let send = || {
            gate.wait();
            kith.admin.post("CreateLead", &body).key(&key).send().status(201).json()
        };
        let answers: Vec<Json> = std::thread::scope(|scope| {
            let clients: Vec<_> = (0..8).map(|_| scope.spawn(send)).collect();
            clients.into_iter().map(|client| client.join().unwrap()).collect()
        });
        let firsts = answers.iter().filter(|answer| answer["replayed"] == false).count();
        assert_eq!(firsts, 1, "round {round}: {answers:?}");
        assert!(answers.iter().all(|answer| answer["position"] == answers[0]["position"]));
    }
}

#[test]
fn a_key_has_at_most_128_characters() {
    let home = crate::home();
    let kith = home.serve();
    let send = |n: u32, length: usize| {
        kith.admin.post("CreateLead", &lead(n)).key(&"k".repeat(length)).send()
    };
    send(1, 128).status(201);
    let status = send(2, 129).status;
    assert!(status == 400 || status == 422, "a longer key was answered with {status}");
}
