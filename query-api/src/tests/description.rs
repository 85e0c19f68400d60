//! The API description as a file that is looked at in reviews.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value as Json;

use crate::document;

#[test]
fn the_description_is_the_committed_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let now = format!("{:#}\n", document());
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = now.lines().zip(committed.lines()).position(|(a, b)| a != b);
    assert!(
        now == committed,
        "query-api/openapi.json is not what the code describes, from line {} on; if the change is \
         meant, run UPDATE_SNAPSHOTS=1 cargo test -p query-api and commit the file",
        differs.map_or(committed.lines().count(), |line| line + 1)
    );
}

#[test]
fn every_reference_leads_somewhere_and_every_operation_has_a_name_of_its_own() {
    let document = document();
    let mut names = BTreeSet::new();
    visit(document, &mut |value| {
        if let Some(target) = value.get("$ref").and_then(Json::as_str) {
            let found = document.pointer(target.trim_start_matches('#'));
            assert!(found.is_some(), "{target} leads nowhere");
        }
        if let Some(name) = value.get("operationId").and_then(Json::as_str) {
            assert!(names.insert(name.to_owned()), "{name} is used twice");
        }
    });
    assert!(names.contains("CreateLead") && names.contains("getFunnel"));
}

#[test]
fn every_operation_says_what_it_may_answer() {
    for (path, item) in document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let answers = operation["responses"].as_object().unwrap();
            let open = operation["security"].as_array().is_some_and(Vec::is_empty);
            assert!(open || answers.contains_key("401"), "{method} {path} may answer 401");
            assert!(operation["summary"].as_str().is_some_and(|s| !s.is_empty()), "{path}");
        }
    }
}

#[test]
fn every_object_that_has_fields_has_no_others() {
    let mut open = Vec::new();
    visit(document(), &mut |value| {
        let closed = ["additionalProperties", "unevaluatedProperties"];
        let closed = closed.iter().any(|word| value.get(word) == Some(&Json::Bool(false)));
        if value["type"] == "object" && value["properties"].is_object() && !closed {
            open.push(value["properties"].to_string());
        }
    });
    assert!(open.is_empty(), "objects that may have any field: {open:#?}");
}

fn visit(value: &Json, see: &mut impl FnMut(&Json)) {
    see(value);
    match value {
        Json::Array(items) => items.iter().for_each(|item| visit(item, see)),
        Json::Object(fields) => fields.values().for_each(|field| visit(field, see)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}
