//! Commands on their way to the platform, and what it answers.

use kith_tests::{Answer, Client};
use serde_json::{Value as Json, json};

use super::naive::{Judged, Sent};

/// The pipeline as shipped, but that deals above 4,000 CNY are large.
pub fn standard_with_large_deals() -> Json {
    let open = |key: &str, chance: u32| json!({"key": key, "probability": chance.to_string(), "kind": "open"});
    let mut stages = vec![
        open("first_contact", 10),
        open("need_confirmed", 25),
        open("proposal", 50),
        open("negotiation", 75),
        open("commit", 90),
        json!({"key": "won", "probability": "100", "kind": "won"}),
        json!({"key": "lost", "probability": "0", "kind": "lost"}),
    ];
    stages[1]["criteria"] =
        json!(["talk_done", "scenario_confirmed", "decision_maker_known", "rough_budget"]);
    stages[3]["approval"] = json!(true);
    json!({"key": "standard", "stages": stages, "effective_from": "2000-01-01T00:00:00Z",
           "large_deal": [{"amount": "4000", "currency": "CNY"}]})
}

pub fn line(sent: &Sent) -> Json {
    let mut line = json!({"command": sent.command, "data": sent.data});
    if let Some(at) = &sent.at {
        line["occurred_at"] = json!(at);
    }
    if let Some(key) = &sent.key {
        line["idempotency_key"] = json!(key);
    }
    line
}

pub fn request(client: &Client, sent: &Sent) -> Answer {
    let mut request = client.post(sent.command, &sent.data);
    if let Some(at) = &sent.at {
        request = request.at(at);
    }
    if let Some(key) = &sent.key {
        request = request.key(key);
    }
    if let Some(revision) = sent.if_match {
        request = request.header("If-Match", format!("\"{revision}\""));
    }
    if sent.dry {
        request = request.header("Kith-Dry-Run", "true");
    }
    request.send()
}

/// All pages of a list.
pub fn pages(client: &Client, path: &str) -> Vec<Json> {
    let mut page = client.read(path);
    let mut items = Vec::new();
    loop {
        items.append(page["items"].as_array_mut().unwrap());
        let Some(next) = page["next"].as_str() else { return items };
        page = client.read(format!("{path}&cursor={next}"));
    }
}

/// Whether an answer says what was expected.
pub fn is_told(expected: &Judged, status: u64, answer: &Json) -> bool {
    let texts = |list: &Json, field: &str| -> Vec<String> {
        let list = list.as_array().into_iter().flatten();
        list.map(|entry| entry[field].as_str().unwrap_or_default().to_owned()).collect()
    };
    match expected {
        Ok(done) => {
            status == if done.created { 201 } else { 200 }
                && answer["stream"] == json!({"type": done.kind, "id": done.id})
                && texts(&answer["events"], "type") == done.events
                && answer["revision"] == done.revision
                && answer["replayed"] == done.replayed
        }
        Err(refused) => {
            let mut named = texts(&answer["errors"], "field");
            named.sort();
            let mut fields = refused.fields.clone();
            fields.sort();
            let conflicts = answer["conflicts_with"].as_array().cloned().unwrap_or_default();
            let known = |found: &Json| {
                refused
                    .conflicts
                    .iter()
                    .any(|(id, key)| found["id"] == **id && found["key"] == **key)
            };
            status == u64::from(refused.status)
                && answer["type"] == format!("/problems/{}", refused.slug)
                && named == fields
                && conflicts.is_empty() == refused.conflicts.is_empty()
                && conflicts.iter().all(known)
        }
    }
}
