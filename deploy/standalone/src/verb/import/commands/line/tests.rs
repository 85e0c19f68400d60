use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::Keys;

/// The key that each line of a file gets.
fn keys(lines: &[&str]) -> Vec<String> {
    let mut keys = Keys::default();
    let key = |line: &&str| {
        let json: Json = serde_json::from_slice(&keys.keyed(line.as_bytes().to_vec())).unwrap();
        json["idempotency_key"].as_str().unwrap().to_owned()
    };
    lines.iter().map(key).collect()
}

const OPENED: &str = r#"{"command":"RecordLeadBehavior","data":{"lead_id":"1","behavior":"x"}}"#;
const WRITTEN_OTHERWISE: &str =
    r#" { "data": {"behavior": "x", "lead_id": "1"}, "command": "RecordLeadBehavior" }"#;
const OTHER: &str = r#"{"command":"RecordLeadBehavior","data":{"lead_id":"2","behavior":"x"}}"#;

#[test]
fn a_key_is_what_the_command_says_wherever_it_stands() {
    let forward = keys(&[OPENED, OTHER]);
    let mut back = keys(&[OTHER, WRITTEN_OTHERWISE]);
    back.reverse();
    assert_eq!(forward, back);
    assert_ne!(forward[0], forward[1]);
}

#[test]
fn commands_that_say_the_same_are_counted() {
    let three = keys(&[OPENED, WRITTEN_OTHERWISE, OPENED]);
    assert_eq!(three.iter().collect::<BTreeSet<_>>().len(), 3);
    assert_eq!(three, keys(&[OPENED, OPENED, OPENED]));
}

#[test]
fn what_has_a_key_or_is_no_command_goes_as_it_is() {
    for line in [r#"{"idempotency_key":"mine","command":"X","data":{}}"#, "{not json", "[1]", "7"] {
        let sent = Keys::default().keyed(line.as_bytes().to_vec());
        assert_eq!(String::from_utf8(sent).unwrap(), line);
    }
}

#[test]
fn a_record_is_named_by_its_line_unless_it_has_a_name() {
    let sent = |line: &str| -> Json {
        serde_json::from_slice(&Keys::default().keyed(line.as_bytes().to_vec())).unwrap()
    };
    let line = r#"{"command":"CreateLead","data":{"source":"web","company_size":1.50}}"#;
    let first = sent(line)["data"]["lead_id"].clone();
    assert!(first.is_string());
    assert_eq!(sent(line)["data"]["lead_id"], first);
    let named = r#"{"command":"CreateLead","data":{"lead_id":"mine"}}"#;
    assert_eq!(sent(named)["data"]["lead_id"], "mine");
    let text = String::from_utf8(Keys::default().keyed(line.as_bytes().to_vec())).unwrap();
    assert!(text.contains("1.50"), "figures are sent as they were written");
}
