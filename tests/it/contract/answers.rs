//! The examples of answers in the API description are what the platform answers. The file that has
//! them is made and checked here; nothing in it is written by hand.

mod still;
pub mod tenant;

use std::path::Path;

use kith_tests::{Answer, Client};
use serde_json::{Map, Value as Json, json};

use self::still::Still;
use super::examples::{described, prepare};

/// What makes the file anew, and the description that embeds it.
const REMAKE: &str = "UPDATE_SNAPSHOTS=1 cargo test -p kith-tests --test it contract::answers && \
    UPDATE_SNAPSHOTS=1 cargo test -p query-api the_description";

/// Whose answer is a page or a text for programs of another kind, or the description itself.
const UNSHOWN: [&str; 4] = ["/docs", "/metrics", "/openapi.json", "/problems/{slug}"];

fn example(answer: &Answer, still: &mut Still) -> Json {
    let kind = answer.header("content-type").expect("an answer says what it is").to_owned();
    let body = if kind == "application/json" {
        answer.json()
    } else {
        answer.lines().into_iter().next().expect("an answer has a line")
    };
    json!({"status": answer.status, "type": kind, "body": still.fixed(body)})
}

/// What each command answers to its own example, in a tenant that is made ready for it.
fn of_commands(admin: &Client, into: &mut Map<String, Json>) {
    for command in described(admin) {
        let client = admin.for_tenant(&format!("t-{}", command.name.to_lowercase()));
        prepare(&client, &command);
        let answer = client.command(&command.name, &command.example);
        assert!(answer.status < 300, "{}: {}", command.name, answer.text());
        let shown = example(&answer, &mut Still::new(&command.example));
        into.insert(format!("POST /v1/commands/{}", command.name), shown);
    }
}

/// What each read answers of one tenant that has something of everything.
fn of_reads(admin: &Client, description: &Json, into: &mut Map<String, Json>) {
    let client = admin.for_tenant("examples");
    tenant::fill(&client);
    let mut still = Still::new(&description["paths"]);
    for (path, operations) in description["paths"].as_object().expect("it has paths") {
        if operations["get"].is_null() || UNSHOWN.contains(&path.as_str()) {
            continue;
        }
        if path == "/v1/events/stream" {
            let lines = client.request("GET", format!("{path}?from_position=1")).follow();
            into.insert(format!("GET {path}"), one_event(lines, &mut still));
            continue;
        }
        let asked = tenant::address(path, &operations["get"]);
        let answer = client.get(client.in_step(asked)).status(200);
        let mut shown = example(&answer, &mut still);
        if let Some(id) = tenant::record(path) {
            shown["id"] = id.into();
        }
        into.insert(format!("GET {path}"), shown);
    }
}

/// The first event of a live stream, by the fields of the event-stream format.
fn one_event(lines: impl Iterator<Item = String>, still: &mut Still) -> Json {
    let mut body = json!({});
    let event = lines.skip_while(|line| !line.starts_with("id:"));
    for line in event.take_while(|line| !line.is_empty()) {
        let (field, value) = line.split_once(':').expect("a field has a value");
        body[field] = value.trim_start().into();
    }
    let data = serde_json::from_str(body["data"].as_str().expect("an event has data"));
    body["data"] = still.fixed(data.expect("it is JSON")).to_string().into();
    json!({"status": 200, "type": "text/event-stream", "body": body})
}

/// What the operations answer that are neither commands nor reads.
fn of_acts(admin: &Client, description: &Json, into: &mut Map<String, Json>) {
    let client = admin.for_tenant("acts");
    tenant::fill(&client);
    for path in ["/v1/bulk-actions", "/v1/conversion-rules/try", "/v1/tokens", "/v1/verify"] {
        let content = &description["paths"][path]["post"]["requestBody"]["content"];
        let body = &content["application/json"]["example"];
        let request = client.request("POST", path);
        let request = if body.is_null() { request } else { request.json(body) };
        let answer = request.send();
        assert!(answer.status < 300, "{path}: {}", answer.text());
        into.insert(format!("POST {path}"), example(&answer, &mut Still::new(body)));
    }
}

fn file() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../query-api/src/openapi/answers.json")
}

#[test]
fn the_examples_of_answers_are_what_is_answered() {
    let home = crate::home();
    let kith = home.serve();
    let description = kith.admin.read("/openapi.json");
    let mut answers = Map::new();
    of_commands(&kith.admin, &mut answers);
    of_reads(&kith.admin, &description, &mut answers);
    of_acts(&kith.admin, &description, &mut answers);
    let now = format!("{:#}\n", Json::Object(answers));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(file(), &now).unwrap();
    }
    let kept = std::fs::read_to_string(file()).unwrap();
    let differs = now.lines().zip(kept.lines()).find(|(now, kept)| now != kept);
    assert!(now == kept, "first difference: {differs:?}; if it is meant, run {REMAKE}");
}

#[test]
fn every_example_of_an_answer_is_as_its_schema_says() {
    let home = crate::home();
    let kith = home.serve();
    let description = kith.admin.read("/openapi.json");
    let kept: Json = serde_json::from_str(&std::fs::read_to_string(file()).unwrap()).unwrap();
    for (operation, answer) in kept.as_object().unwrap() {
        let (method, path) = operation.split_once(' ').unwrap();
        let at = &description["paths"][path][method.to_lowercase()]["responses"];
        let content =
            &at[answer["status"].to_string()]["content"][answer["type"].as_str().unwrap()];
        assert_eq!(content["example"], answer["body"], "{operation}: shown; if not, run {REMAKE}");
        let mut schema = content["schema"].clone();
        if schema.is_object() {
            schema["components"] = description["components"].clone();
            let validator = jsonschema::draft202012::new(&schema).unwrap();
            let faults: Vec<_> =
                validator.iter_errors(&answer["body"]).map(|fault| fault.to_string()).collect();
            assert!(faults.is_empty(), "{operation}: {faults:?}");
        }
        for list in ["items", "events", "rows"] {
            assert_ne!(answer["body"][list], json!([]), "{operation}: the list has something");
        }
    }
}
