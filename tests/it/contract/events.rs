//! The log for the world outside: as NDJSON, and live.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use kith_tests::Kith;
use kith_tests::samples::{lead, make_converted};
use serde_json::{Value as Json, json};

/// The messages of the live stream, each its id and its data.
fn follow(kith: &Kith, path: &str, headers: &str) -> impl Iterator<Item = (u64, Json)> + use<> {
    let mut socket = TcpStream::connect(kith.url.strip_prefix("http://").unwrap()).unwrap();
    socket.set_read_timeout(Some(std::time::Duration::from_secs(30))).unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: kith\r\nAuthorization: Bearer {}\r\n{headers}\r\n",
        kith.token
    );
    socket.write_all(request.as_bytes()).unwrap();
    let mut lines = BufReader::new(socket).lines().map_while(Result::ok);
    let status = lines.next().unwrap();
    assert!(status.contains("200"), "{status}");
    let mut id = 0;
    lines.filter_map(move |line| {
        if let Some(text) = line.strip_prefix("id: ") {
            id = text.parse().unwrap();
        }
        let data = line.strip_prefix("data: ")?;
        Some((id, serde_json::from_str(data).unwrap()))
    })
}

#[test]
fn the_log_is_read_as_ndjson_without_a_gap_and_without_a_person() {
    let home = crate::home();
    let kith = home.serve();
    make_converted(&kith.admin, 1);
    let answer = kith.admin.get("/v1/events").status(200);
    let head = kith.admin.read("/v1/positions")["head"].as_u64().unwrap();
    assert_eq!(answer.position(), head);
    let events = answer.lines();
    let positions: Vec<_> = events.iter().map(|e| e["position"].as_u64().unwrap()).collect();
    assert_eq!(positions, (1..=head).collect::<Vec<_>>());
    assert_eq!(events[0]["type"], "SettingDefined", "a tenant's first commit writes the presets");
    let text = answer.text();
    assert!(!text.contains("person1@") && !text.contains("Person 1"), "no personal field");
    let created = events.iter().find(|event| event["type"] == "LeadCreated").unwrap();
    assert_eq!(created["person_ids"].as_array().unwrap().len(), 1, "{created}");
    for field in ["version", "stream", "revision", "occurred_at", "recorded_at", "actor", "data"] {
        assert!(!created[field].is_null(), "{field}: {created}");
    }
    // The conversion is one commit: its events stand together with one time.
    let at = events.iter().position(|event| event["type"] == "LeadConverted").unwrap();
    let times: Vec<_> = events[at..at + 4].iter().map(|event| &event["recorded_at"]).collect();
    assert!(times.iter().all(|time| *time == times[0]), "{times:?}");
}

#[test]
fn a_part_of_the_log_is_asked_by_position_type_and_limit() {
    let home = crate::home();
    let kith = home.serve();
    for n in 1..=5 {
        kith.admin.command("CreateLead", &lead(n)).status(201);
    }
    let types = |query: &str| -> Vec<u64> {
        let lines = kith.admin.get(format!("/v1/events?{query}")).status(200).lines();
        lines.iter().map(|line| line["position"].as_u64().unwrap()).collect()
    };
    let created = types("types=LeadCreated");
    assert_eq!(created.len(), 5);
    let from = created[2];
    assert_eq!(types(&format!("types=LeadCreated&from_position={from}")), created[2..]);
    assert_eq!(types(&format!("types=LeadCreated&from_position={from}&limit=2")), created[2..4]);
    assert_eq!(types("limit=1"), [1]);
    assert_eq!(types("from_position=1000000"), Vec::<u64>::new());
    kith.admin.get("/v1/events?from_position=0").status(422);
    kith.admin.get("/v1/events?types=CoffeeMade").status(422);
}

#[test]
fn the_live_stream_brings_what_comes_and_resumes_where_it_was() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    let head = kith.admin.read("/v1/positions")["head"].as_u64().unwrap();
    let mut live = follow(&kith, "/v1/events/stream", "");
    let made = kith.admin.command("CreateLead", &lead(2)).status(201).json();
    let (id, event) = live.next().unwrap();
    assert_eq!((id, &event["position"]), (head + 1, &json!(head + 1)));
    drop(live);
    let last = made["position"].as_u64().unwrap();
    let resumed = follow(&kith, "/v1/events/stream", &format!("Last-Event-ID: {}\r\n", id));
    let rest: Vec<u64> = resumed.map(|(id, _)| id).take((last - id) as usize).collect();
    assert_eq!(rest, (id + 1..=last).collect::<Vec<_>>());
    let all = follow(&kith, "/v1/events/stream?from_position=1", "");
    let all: Vec<u64> = all.map(|(id, _)| id).take(last as usize).collect();
    assert_eq!(all, (1..=last).collect::<Vec<_>>());
}

#[test]
fn a_stream_that_is_followed_does_not_hold_up_the_end() {
    let home = crate::home();
    let kith = home.serve();
    let live = follow(&kith, "/v1/events/stream", "");
    kith.stop();
    assert_eq!(live.count(), 0);
}
