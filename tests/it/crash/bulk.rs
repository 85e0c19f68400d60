//! A bulk action that is killed half way is finished by the next process: with the records that were
//! chosen at first, each done once, and a report that is exact over all of it.

use std::time::{Duration, Instant};

use kith_tests::samples::{id, lead};
use kith_tests::{Client, Home};
use serde_json::{Value as Json, json};

const LEADS: u32 = 4_000;
/// How often it is killed before it is let be.
const KILLS: u32 = 3;
/// Longest time that a process may take to finish what another left.
const FINISHED_MAX: Duration = Duration::from_secs(60);

fn act() -> Json {
    json!({"bulk_id": id("act", 1), "on": "leads", "filter": {"field": "source", "is": "web"},
           "assign": {"owner_id": id("user", 1), "reason": "territory"}})
}

fn head(client: &Client) -> u64 {
    client.read("/v1/positions")["head"].as_u64().unwrap()
}

/// Sends the act and kills the process when so many events of it have come; false if it was
/// answered before.
fn killed(home: &Home, events: u64) -> bool {
    let kith = home.serve();
    let begun = head(&kith.admin);
    let client = kith.admin.clone();
    let sent = std::thread::spawn(move || {
        client.request("POST", "/v1/bulk-actions").json(&act()).try_send().is_ok()
    });
    while head(&kith.admin) < begun + events && !sent.is_finished() {}
    kith.kill();
    !sent.join().unwrap()
}

#[test]
fn an_act_that_is_killed_half_way_goes_on_by_itself_and_its_report_is_exact() {
    let home = crate::home();
    let kith = home.serve();
    let line = |n| json!({"command": "CreateLead", "data": lead(n)});
    kith.admin.batch(&(0..LEADS).map(line).collect::<Vec<_>>());
    let theirs = json!({"lead_id": id("lead", 5), "owner_id": id("user", 1)});
    kith.admin.command("AssignLead", &theirs).status(200);
    kith.stop();
    let cut = (1..=KILLS).filter(|kill| killed(&home, u64::from(*kill) * 300)).count();
    assert!(cut > 0, "it was killed half way at least once");

    let kith = home.serve();
    for model in ["/v1/leads", "/v1/audit", "/v1/bulk-actions"] {
        let head = head(&kith.admin);
        kith.admin.read(format!("{model}?limit=1&at_least={head}&wait_ms=60000"));
    }
    // One more that meets the condition now is none of its records.
    kith.admin.command("CreateLead", &lead(LEADS)).status(201);
    let path = format!("/v1/bulk-actions/{}", id("act", 1));
    let until = Instant::now() + FINISHED_MAX;
    let told = loop {
        let told = kith.admin.get(path.as_str());
        if told.status == 200 && told.json()["state"] == "finished" {
            break told.json();
        }
        assert!(Instant::now() < until, "it isn't finished by itself: {}", told.text());
    };
    let request = kith.admin.request("POST", "/v1/bulk-actions").json(&act());
    let again = request.send().status(200).json();
    assert_eq!(again["report"], told["report"]);
    let sums = json!({"changed": LEADS - 1, "unchanged": 1, "refused": 0, "refused_by": []});
    assert_eq!((&told["report"], &told["count"]), (&sums, &json!(LEADS)));
    let trail = format!("/v1/audit?correlation_id={}&count=true&limit=1", id("act", 1));
    let assigned =
        kith.admin.read(format!("{trail}&event=LeadAssigned&at_least={}", again["position"]));
    assert_eq!(assigned["count"], LEADS - 1, "each was done once");
    let left = format!("/v1/leads/{}?at_least={}", id("lead", LEADS), again["position"]);
    let left = kith.admin.read(left);
    assert_eq!(left["owner_id"], Json::Null);
    kith.stop();
    home.run(&["verify"]).ok();
}
