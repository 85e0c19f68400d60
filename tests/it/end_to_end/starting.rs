//! Starting, stopping and starting again.

use std::os::unix::fs::PermissionsExt;

use kith_tests::samples::{id, lead};
use serde_json::json;

#[test]
fn the_first_start_makes_an_admin_token_for_its_owner_alone() {
    let home = crate::home();
    let kith = home.serve();
    let file = home.data().join("admin.token");
    let mode = std::fs::metadata(file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    kith.admin.get("/v1/leads").status(200);
    kith.admin.anonymous().get("/v1/leads").problem(401, "unauthenticated");
}

#[test]
fn what_was_acknowledged_is_there_after_a_stop_and_after_a_kill() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    kith.stop();
    let kith = home.serve();
    let position =
        kith.admin.command("CreateLead", &lead(2)).status(201).json()["position"].clone();
    kith.kill();
    let kith = home.serve();
    for n in [1, 2] {
        let path = format!("/v1/leads/{}?at_least={position}&wait_ms=20000", id("lead", n));
        assert_eq!(kith.admin.read(path)["email"], lead(n)["email"]);
    }
}

#[test]
fn a_data_directory_is_served_once() {
    let home = crate::home();
    let kith = home.serve();
    let exit = home.try_serve(&[]).err().expect("the second is refused");
    assert!(exit.code.is_some_and(|code| code != 0), "{exit:?}");
    assert!(exit.stderr.contains("lock") || exit.stderr.contains("in use"), "{exit:?}");
    kith.admin.get("/healthz").status(200);
}

#[test]
fn listening_to_the_world_without_keys_is_refused_with_what_to_set() {
    let home = crate::home();
    let exit =
        kith_tests::Kith::start(home.command(&["serve", "--listen", "0.0.0.0:0"]), &home.data());
    let exit = exit.err().expect("it is refused");
    assert!(exit.code.is_some_and(|code| code != 0), "{exit:?}");
    assert!(exit.stderr.contains("KITH_") || exit.stderr.contains("--"), "{exit:?}");
}

#[test]
fn a_directory_that_was_copied_while_running_serves_what_it_holds() {
    let home = crate::home();
    let kith = home.serve();
    for n in 1..=50 {
        kith.admin.command("CreateLead", &lead(n)).status(201);
    }
    let copy = home.copy();
    kith.admin.command("CreateLead", &lead(51)).status(201);
    copy.run(&["verify"]).ok();
    let restored = copy.serve();
    let head = restored.admin.read("/v1/positions")["head"].clone();
    let path = format!("/v1/leads?limit=500&at_least={head}&wait_ms=20000");
    assert_eq!(restored.admin.read(path)["items"].as_array().unwrap().len(), 50);
}

#[test]
fn verify_is_clean_while_it_runs_and_after() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    home.run(&["verify"]).ok();
    kith.stop();
    home.run(&["verify"]).ok();
}

#[test]
fn events_leave_as_ndjson_in_the_order_of_their_positions() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    let file = home.scratch("events.ndjson");
    home.run(&["export", "events", "--format", "ndjson", "-o", file.to_str().unwrap()]).ok();
    let text = std::fs::read_to_string(file).unwrap();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let positions: Vec<u64> = lines.iter().map(|l| l["position"].as_u64().unwrap()).collect();
    assert_eq!(positions, (1..=lines.len() as u64).collect::<Vec<_>>());
    assert!(lines.iter().any(|line| line["type"] == "LeadCreated"), "{text}");
    assert!(!text.contains("person1@"), "an address left with the events");
}

#[test]
fn a_token_does_what_its_role_and_list_allow() {
    let home = crate::home();
    let kith = home.serve();
    let made = home.run(&["token", "create", "--role", "service", "--allow", "CreateLead"]).ok();
    let token = made.stdout.split_whitespace().last().unwrap().to_owned();
    let service = kith.admin.with_token(&token);
    service.command("CreateLead", &lead(1)).status(201);
    let refused =
        service.command("DisqualifyLead", &json!({"lead_id": id("lead", 1), "reason": "other"}));
    refused.problem(403, "missing-right");
}
