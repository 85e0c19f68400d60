//! What the ecosystem expects around an API: health, description, figures.

use event_schema::command::Command;
use kith_tests::samples::lead;
use serde_json::{Value as Json, json};

#[test]
fn it_says_that_it_is_well_and_how_far_its_models_are() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.anonymous().get("/healthz").status(200);
    let made = kith.admin.command("CreateLead", &lead(1)).status(201).json();
    kith.admin.read(format!("/v1/leads?at_least={}", made["position"]));
    kith.admin.anonymous().get("/readyz").status(200);
    let positions = kith.admin.read("/v1/positions");
    assert_eq!(positions["head"], made["position"]);
    let models = positions["models"].as_array().unwrap();
    assert!(models.len() >= 5, "{positions}");
    for model in models {
        for field in ["name", "version", "position", "lag_events", "lag_seconds", "state"] {
            assert!(!model[field].is_null(), "{model}");
        }
    }
}

#[test]
fn the_description_covers_every_command_and_read() {
    let home = crate::home();
    let kith = home.serve();
    let description = kith.admin.anonymous().get("/openapi.json").status(200).json();
    assert!(
        description["openapi"].as_str().unwrap().starts_with("3.1"),
        "{}",
        description["openapi"]
    );
    let paths = description["paths"].as_object().unwrap();
    for command in Command::NAMES {
        let path = &paths[&format!("/v1/commands/{command}")]["post"];
        assert!(path.is_object(), "{command} is not described");
    }
    for read in [
        "/v1/funnel",
        "/v1/leads",
        "/v1/leads/{id}",
        "/v1/audit",
        "/v1/events",
        "/v1/events/stream",
        "/v1/positions",
        "/v1/conversions",
        "/v1/ownership-changes",
        "/v1/commands",
    ] {
        assert!(paths.contains_key(read), "{read} is not described");
    }
    let mut dangling = Vec::new();
    references(&description, &mut |target| {
        if description.pointer(target.trim_start_matches('#')).is_none() {
            dangling.push(target.to_owned());
        }
    });
    assert!(dangling.is_empty(), "{dangling:?}");
}

#[test]
fn the_page_for_people_shows_every_operation_and_what_it_takes() {
    let home = crate::home();
    let kith = home.serve();
    let description = kith.admin.read("/openapi.json");
    let page = kith.admin.anonymous().get("/docs").status(200).text();
    let sections: Vec<&str> = page.split("<h2 id=").skip(1).collect();
    let mut shown = sections.iter();
    for (path, operations) in description["paths"].as_object().unwrap() {
        for operation in operations.as_object().unwrap().values() {
            let section = shown.next().expect("every operation has a section");
            let name = operation["operationId"].as_str().unwrap();
            assert!(section.starts_with(name), "{path}: {name}");
            assert!(section.contains(&format!("<code>{path}</code>")), "{path}: {section}");
            for one in operation["parameters"].as_array().into_iter().flatten() {
                let shared = one["$ref"].as_str().map(|to| description.pointer(&to[1..]).unwrap());
                let parameter = shared.unwrap_or(one)["name"].as_str().unwrap();
                assert!(
                    section.contains(&format!("<code>{parameter}</code>")),
                    "{name} {parameter}"
                );
            }
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            for field in schema["properties"].as_object().into_iter().flatten().map(|(f, _)| f) {
                assert!(section.contains(&format!("<code>{field}</code>")), "{name}.{field}");
            }
        }
    }
    assert!(shown.next().is_none(), "no section is of anything else");
}

fn references(json: &Json, found: &mut impl FnMut(&str)) {
    match json {
        Json::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), value.as_str()) {
                    ("$ref", Some(target)) => found(target),
                    _ => references(value, found),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| references(item, found)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

#[test]
fn figures_are_for_prometheus_and_name_nobody() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    let text = kith.admin.get("/metrics").status(200).text();
    assert!(text.contains("# TYPE"), "{text}");
    assert!(!text.contains("person1@") && !text.contains("Person 1"), "{text}");
}

#[test]
fn what_goes_wrong_is_said_without_a_body_a_token_or_a_person() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    kith.admin.command("CreateLead", &lead(1)).status(409);
    kith.admin.command("CreateLead", &json!({"email": "secret-person@"})).status(422);
    let request = kith.admin.request("POST", "/v1/commands/CreateLead");
    request.body("application/json", "{\"email\": \"secret-person").send().status(400);
    kith.admin.with_token("secret-token").get("/v1/leads").status(401);
    let said = kith.stderr();
    for secret in ["secret-person", "secret-token", "person1@", "Person 1", &kith.token] {
        assert!(!said.contains(secret), "{secret} was logged: {said}");
    }
}
