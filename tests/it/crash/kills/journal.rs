//! The journals of all clients against the log.

use kith_tests::Client;
use serde_json::{Value as Json, json};

use super::worker::Worker;

/// Keys of each client that are sent once more at the end.
const REPEATED: usize = 10;

/// Every answer names events that are in the log where it says, and no event is named by two
/// answers or by none: once everything has an answer, the journals and the log are the same.
pub fn check(client: &Client, workers: &[Worker]) {
    let events = client.get("/v1/events").status(200).lines();
    for (event, position) in events.iter().zip(1..) {
        assert_eq!(event["position"], position, "positions are dense");
    }
    let mut told_by: Vec<Option<&str>> = vec![None; events.len()];
    for (key, (_, answer)) in workers.iter().flat_map(|worker| &worker.journal) {
        for (at, told) in places(answer) {
            let event = events.get(at).unwrap_or_else(|| panic!("{key} is lost: {answer}"));
            assert!(is_as_told(event, told), "{key} was told {told}, and the log has {event}");
            assert_eq!(told_by[at].replace(key), None, "{key} and another are told of {event}");
        }
    }
    for (event, _) in events.iter().zip(told_by).filter(|(_, told)| told.is_none()) {
        assert_eq!(event["type"], "SettingDefined", "nobody was told of {event}");
    }
    for worker in workers {
        assert!(!worker.journal.is_empty(), "every client was answered");
        repeat_some(client, worker);
    }
}

/// The index in the log of each event that an answer tells of.
fn places(answer: &Json) -> impl Iterator<Item = (usize, &Json)> {
    let told = answer["events"].as_array().expect("an answer lists events");
    let last = answer["position"].as_u64().expect("an answer has a position") as usize;
    (last - told.len()..).zip(told)
}

fn is_as_told(event: &Json, told: &Json) -> bool {
    let of_stream = told["stream"].is_null() || event["stream"] == told["stream"];
    of_stream && event["type"] == told["type"] && event["data"] == told["data"]
}

/// The same key again gives the same answer again.
fn repeat_some(client: &Client, worker: &Worker) {
    for (order, first) in worker.journal.values().take(REPEATED) {
        let again = client.post(order.command, &order.data).key(&order.key).send().json();
        assert_eq!(again["replayed"], json!(true), "{order:?}");
        for field in ["stream", "revision", "position", "events"] {
            assert_eq!(again[field], first[field], "{field} of {order:?}");
        }
    }
}
