//! Who may: tokens, roles, lists of commands.

use kith_tests::samples::{lead, token};
use serde_json::json;

#[test]
fn without_a_token_that_holds_there_is_nothing_to_see() {
    let home = crate::home();
    let kith = home.serve();
    let strangers =
        [kith.admin.anonymous(), kith.admin.with_token("guess"), kith.admin.with_token("")];
    for client in strangers {
        for path in
            ["/v1/leads", "/v1/funnel", "/v1/events", "/v1/positions", "/v1/audit", "/metrics"]
        {
            let answer = client.get(path);
            assert!(answer.header("www-authenticate").is_some(), "{path}");
            answer.problem(401, "unauthenticated");
        }
        client.command("CreateLead", &lead(1)).problem(401, "unauthenticated");
    }
    let basic = kith.admin.anonymous();
    let basic = basic.request("GET", "/v1/leads").header("Authorization", "Basic YTpi").send();
    basic.problem(401, "unauthenticated");
    for path in ["/healthz", "/readyz", "/openapi.json", "/docs"] {
        kith.admin.anonymous().get(path).status(200);
    }
}

#[test]
fn a_role_may_what_it_may_and_the_refusal_says_which_right_is_missing() {
    let home = crate::home();
    let kith = home.serve();
    let of = |order| kith.admin.with_token(&token(&kith.admin, &order));
    let analyst = of(json!({"role": "analyst"}));
    analyst.get("/v1/funnel").status(200);
    let problem = analyst.command("CreateLead", &lead(1)).problem(403, "missing-right");
    assert!(problem["detail"].as_str().unwrap().contains("CreateLead"), "{problem}");
    analyst
        .request("POST", "/v1/tokens")
        .json(&json!({"role": "admin"}))
        .send()
        .problem(403, "missing-right");
    let form = of(json!({"role": "service", "subject": "form", "allow": ["CreateLead"]}));
    form.command("CreateLead", &lead(1)).status(201);
    let opened = json!({"lead_id": lead(1)["lead_id"], "behavior": "email_opened"});
    form.command("RecordLeadBehavior", &opened).problem(403, "missing-right");
    let refused = form.batch(&[json!({"command": "RecordLeadBehavior", "data": opened})]);
    assert_eq!(refused[0]["status"], 403, "{refused:?}");
    of(json!({"role": "service", "subject": "idle"})).command("CreateLead", &lead(2)).status(403);
}

#[test]
fn an_analyst_sees_no_person() {
    let home = crate::home();
    let kith = home.serve();
    let made = kith.admin.command("CreateLead", &lead(1)).status(201).json();
    let analyst = kith.admin.with_token(&token(&kith.admin, &json!({"role": "analyst"})));
    let path = format!("/v1/leads?at_least={}", made["position"]);
    let clear = kith.admin.get(path.clone());
    let sealed = analyst.get(path);
    assert_eq!(clear.json()["items"][0]["email"], lead(1)["email"]);
    let item = sealed.json()["items"][0].clone();
    assert_eq!((&item["email"], &item["sealed"]), (&json!(null), &json!(true)));
    assert!(!sealed.text().contains("Person 1"));
    assert_ne!(clear.header("etag"), sealed.header("etag"), "what differs has another tag");
}

#[test]
fn a_token_ends_when_it_was_made_to() {
    let home = crate::home();
    let kith = home.serve();
    let order = json!({"role": "analyst", "expires_at": "2020-01-01T00:00:00Z"});
    let made = kith.admin.request("POST", "/v1/tokens").json(&order).send();
    if made.status == 201 {
        let expired = kith.admin.with_token(made.json()["token"].as_str().unwrap());
        expired.get("/v1/funnel").problem(401, "unauthenticated");
    } else {
        made.problem(422, "invalid");
    }
    for order in [json!({"role": "king"}), json!({"role": "service", "allow": ["MakeCoffee"]})] {
        kith.admin.request("POST", "/v1/tokens").json(&order).send().problem(422, "invalid");
    }
}

#[test]
fn a_token_outlives_a_restart_and_its_secret_is_stored_nowhere() {
    let home = crate::home();
    let kith = home.serve();
    let secret = token(&kith.admin, &json!({"role": "analyst"}));
    kith.stop();
    let kith = home.serve();
    kith.admin.with_token(&secret).get("/v1/funnel").status(200);
    let mut open = vec![home.data()];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if !path.ends_with("admin.token") {
                let bytes = std::fs::read(&path).unwrap();
                let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "{} holds a secret", path.display());
            }
        }
    }
}
