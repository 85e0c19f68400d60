//! The results of meetings (C122), and timelines by channel (C112).

use kith_tests::samples::{account, convert, id, lead, qualify};
use kith_tests::{Client, Home, Kith};
use serde_json::{Value as Json, json};

fn read(client: &Client, path: &str) -> Json {
    let head = client.read("/v1/positions")["head"].clone();
    let joint = if path.contains('?') { '&' } else { '?' };
    client.read(format!("{path}{joint}at_least={head}&wait_ms=20000"))
}

fn found(client: &Client, query: &str) -> Vec<String> {
    let page = read(client, &format!("/v1/interactions?{query}"));
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

/// Interactions by number: a meeting that was entered too late, one that was at once, one for somebody
/// else without a result, and a call that was entered too late.
fn talked() -> (Home, Kith) {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateAccount", &account(1)).status(201);
    let log = |n: u32, channel: &str, outcome: Json, at: Json| {
        let body = json!({"interaction_id": id("interaction", n), "account_id": id("account", 1),
            "channel": channel, "outcome": outcome, "at": at});
        let request = kith.admin.request("POST", "/v1/commands/LogInteraction").json(&body);
        let request = match n {
            3 => request.header("Kith-On-Behalf-Of", id("user", 1)),
            _ => request,
        };
        request.send().status(201);
    };
    log(1, "Meeting", json!("agreed"), json!("2024-03-01T09:00:00Z"));
    log(2, "meeting", json!("agreed"), Json::Null);
    log(3, "meeting", Json::Null, Json::Null);
    log(4, "call", json!("agreed"), json!("2024-03-01T09:00:00Z"));
    (home, kith)
}

#[test]
fn only_meetings_are_entered_late() {
    let (_home, kith) = talked();
    for (n, late) in [(1, true), (2, false), (3, false), (4, false)] {
        let shown = read(&kith.admin, &format!("/v1/interactions/{}", id("interaction", n)));
        assert_eq!(shown["entered_late"], late, "{n}");
    }
    // Which ways are meetings is a setting; of the past the version of its day holds.
    let calls = json!({"key": "interaction", "meetings": ["call"], "entered_within_hours": 1,
        "effective_from": "2024-01-01T00:00:00Z"});
    kith.admin.command("DefineCompleteness", &calls).status(200);
    let shown = read(&kith.admin, &format!("/v1/interactions/{}", id("interaction", 4)));
    assert_eq!(shown["entered_late"], true);
    assert_eq!(read(&kith.admin, "/v1/completeness/meetings")["within_hours"], 1);
}

#[test]
fn meetings_without_a_result_are_listed() {
    let (_home, kith) = talked();
    assert_eq!(found(&kith.admin, "without_result=true"), [id("interaction", 3)]);
    let done = [2, 1].map(|n| id("interaction", n));
    assert_eq!(found(&kith.admin, "without_result=false"), done);
    let of = format!("without_result=true&account={}&count=true", id("account", 1));
    assert_eq!(found(&kith.admin, &of), [id("interaction", 3)]);
    assert_eq!(found(&kith.admin, "without_result=true&channel=call"), [""; 0]);
    kith.admin.get("/v1/interactions?without_result=maybe").problem(400, "malformed");
}

#[test]
fn the_share_entered_in_time_is_told_by_user() {
    let (_home, kith) = talked();
    let found = read(&kith.admin, "/v1/completeness/meetings?by=user");
    let told = ["within_hours", "meetings", "in_time", "late", "without_result", "share_in_time"]
        .map(|name| found[name].clone());
    assert_eq!(json!(told), json!([24, 3, 1, 1, 1, 0.3333]));
    let groups = found["groups"].as_array().unwrap();
    let of = |user: &Json| groups.iter().find(|group| group["user"] == *user).unwrap();
    let theirs = of(&json!(id("user", 1)));
    assert_eq!((&theirs["meetings"], &theirs["without_result"]), (&json!(1), &json!(1)));
    assert_eq!(groups.len(), 2, "{groups:?}");
    let lately = read(&kith.admin, "/v1/completeness/meetings?from=2024-06-01");
    assert_eq!((&lately["meetings"], &lately["groups"]), (&json!(2), &json!([])));
    let never = read(&kith.admin, "/v1/completeness/meetings?to=2020-01-01");
    assert_eq!((&never["meetings"], &never["share_in_time"]), (&json!(0), &Json::Null));
}

#[test]
fn a_timeline_is_sifted_by_channel_with_contacts_of_its_leads() {
    let (_home, kith) = talked();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    for channel in ["call", "mail"] {
        let body = json!({"lead_id": id("lead", 1), "channel": channel, "outcome": "reached"});
        kith.admin.command("LogLeadContact", &body).status(200);
    }
    kith.admin.command("QualifyLead", &qualify(1)).status(200);
    let mut body = convert(1);
    body["account"] = json!({"mode": "use", "id": id("account", 1)});
    kith.admin.command("ConvertLead", &body).status(200);
    let events = |query: &str| -> Vec<String> {
        let path = format!("/v1/accounts/{}/timeline?count=true&{query}", id("account", 1));
        let page = read(&kith.admin, &path);
        let items = page["items"].as_array().unwrap();
        assert_eq!(page["count"], items.len(), "{query}");
        items.iter().map(|item| item["event"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(events("channel=call"), ["LeadContacted", "InteractionLogged"]);
    assert_eq!(events("channel=mail"), ["LeadContacted"]);
    assert_eq!(events("channel=call,mail&kind=lead"), ["LeadContacted", "LeadContacted"]);
    assert_eq!(events("channel=meeting,mail&kind=interaction").len(), 2);
    assert_eq!(events("channel=fax"), [""; 0]);
}
