//! `kith schema`: what it prints is what is written and read.

use std::path::Path;

use event_schema::EventType;
use event_schema::command::Command;
use kith_tests::samples::{convert, lead, qualify, win};
use serde_json::{Value as Json, json};

fn printed() -> Json {
    serde_json::from_str(&crate::home().run(&["schema"]).ok().stdout).unwrap()
}

#[track_caller]
fn check(schema: &Json, value: &Json, valid: bool) {
    let validator = jsonschema::draft202012::new(schema).unwrap();
    let faults: Vec<_> = validator.iter_errors(value).map(|e| e.to_string()).collect();
    assert_eq!(faults.is_empty(), valid, "{value}: {faults:?}");
}

#[test]
fn every_golden_event_is_as_its_schema_says() {
    let events = printed()["events"].clone();
    assert_eq!(events.as_object().unwrap().len(), EventType::ALL.len());
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../event-schema/golden");
    for file in std::fs::read_dir(dir).unwrap() {
        let golden = std::fs::read(file.unwrap().path()).unwrap();
        let golden: Json = serde_json::from_slice(&golden).unwrap();
        let (name, version) = (golden["type"].as_str().unwrap(), golden["v"].to_string());
        let schema = &events[name][&version];
        assert!(schema.is_object(), "{name} {version}");
        check(schema, &golden["data"], true);
        check(schema, &json!("no data"), false);
    }
}

#[test]
fn commands_that_are_taken_are_as_their_schemas_say() {
    let commands = printed()["commands"].clone();
    assert_eq!(commands.as_object().unwrap().len(), Command::NAMES.len());
    check(&commands["CreateLead"], &lead(1), true);
    check(&commands["QualifyLead"], &qualify(1), true);
    check(&commands["ConvertLead"], &convert(1), true);
    check(&commands["WinOpportunity"], &win(1), true);
    check(&commands["CreateLead"], &json!({"company": "no source"}), false);
    check(&commands["CreateLead"], &json!({"source": "web", "colour": "red"}), false);
}
