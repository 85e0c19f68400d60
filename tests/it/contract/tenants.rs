//! Two tenants with the same ids and addresses at once: nothing of one shows in the other.

use kith_tests::samples::{convert, id, lead, make_converted, qualify, token};
use kith_tests::{Client, Home, Kith};
use serde_json::{Value as Json, json};

/// A platform, and an admin of each of two tenants.
fn two() -> (Home, Kith, Client, Client) {
    let home = crate::home();
    let kith = home.serve();
    let admin = |tenant: &str| {
        let order =
            json!({"role": "admin", "tenant": tenant, "subject": format!("{tenant}-admin")});
        kith.admin.elsewhere(&token(&kith.admin, &order))
    };
    let (red, blue) = (admin("red"), admin("blue"));
    (home, kith, red, blue)
}

fn head(client: &Client) -> u64 {
    client.read("/v1/positions")["head"].as_u64().unwrap()
}

#[test]
fn the_same_ids_and_addresses_do_not_meet() {
    let (_home, _kith, red, blue) = two();
    make_converted(&red, 1);
    blue.get(format!("/v1/leads/{}", id("lead", 1))).problem(404, "unknown-target");
    blue.command("QualifyLead", &qualify(1)).problem(404, "unknown-target");
    blue.command("ConvertLead", &convert(1)).problem(404, "unknown-target");
    make_converted(&blue, 1);
    for client in [&red, &blue] {
        let head = head(client);
        let leads = client.read(format!("/v1/leads?at_least={head}&count=true"));
        assert_eq!(leads["count"], 1);
        assert_eq!(client.read("/v1/accounts?count=true")["count"], 1);
    }
}

#[test]
fn positions_events_and_audit_are_the_tenant_s_own() {
    let (_home, _kith, red, blue) = two();
    blue.command("CreateLead", &lead(1)).status(201);
    let before = (head(&blue), blue.get("/v1/events").text());
    for n in 1..=20 {
        red.command("CreateLead", &lead(n)).status(201);
    }
    assert_eq!((head(&blue), blue.get("/v1/events").text()), before);
    let next = blue.command("CreateLead", &lead(2)).status(201).json();
    let events = next["events"].as_array().unwrap().len() as u64;
    assert_eq!(next["position"], before.0 + events, "dense, whatever the other does");
    let events = blue.get("/v1/events").lines();
    let positions: Vec<_> = events.iter().map(|e| e["position"].as_u64().unwrap()).collect();
    assert_eq!(positions, (1..=head(&blue)).collect::<Vec<_>>());
    let audit = blue.read(format!("/v1/audit?limit=500&at_least={}", head(&blue))).to_string();
    assert!(!audit.contains("red-admin"), "{audit}");
}

#[test]
fn a_tag_or_a_cursor_of_one_is_worth_nothing_to_the_other() {
    let (_home, _kith, red, blue) = two();
    for client in [&red, &blue] {
        for n in 1..=4 {
            client.command("CreateLead", &lead(n)).status(201);
        }
        client.read(format!("/v1/leads?at_least={}", head(client)));
    }
    let of_red = red.get("/v1/leads?limit=2").status(200);
    let of_blue = blue.get("/v1/leads?limit=2").status(200);
    assert_ne!(of_red.header("etag"), of_blue.header("etag"));
    let tag = of_red.header("etag").unwrap();
    blue.request("GET", "/v1/leads?limit=2").header("If-None-Match", tag).send().status(200);
    let cursor = of_red.json()["next"].as_str().unwrap().to_owned();
    let answer = blue.get(format!("/v1/leads?limit=2&cursor={cursor}"));
    assert!(answer.status == 400 || answer.status == 422, "{answer:?}");
    // What the other writes changes no tag here.
    let tag = of_blue.header("etag").unwrap();
    red.command("CreateLead", &lead(9)).status(201);
    blue.request("GET", "/v1/leads?limit=2").header("If-None-Match", tag).send().status(304);
}

#[test]
fn an_idempotency_key_of_one_is_unknown_to_the_other() {
    let (_home, kith, red, _) = two();
    let order = |tenant: &str| json!({"role": "admin", "tenant": tenant, "subject": "same"});
    let [one, other] =
        ["red", "blue"].map(|t| kith.admin.elsewhere(&token(&kith.admin, &order(t))));
    one.post("CreateLead", &lead(1)).key("k").send().status(201);
    let answer = other.post("CreateLead", &lead(1)).key("k").send().status(201).json();
    assert_eq!(answer["replayed"], false);
    assert_eq!(head(&red), head(&one));
}

#[test]
fn a_refusal_names_only_records_of_the_own_tenant() {
    let (_home, _kith, red, blue) = two();
    let with_id = |own: &str| {
        let mut body = lead(1);
        body["lead_id"] = json!(own);
        body
    };
    red.command("CreateLead", &with_id(&id("red", 1))).status(201);
    blue.command("CreateLead", &with_id(&id("blue", 1))).status(201);
    let again = |client: &Client| -> Json {
        client.command("CreateLead", &with_id(&id("new", 1))).problem(409, "duplicate-lead")
    };
    assert_eq!(again(&red)["conflicts_with"][0]["id"], id("red", 1));
    assert!(!again(&blue).to_string().contains(&id("red", 1)));
}

#[test]
fn a_token_opens_no_other_tenant() {
    let (_home, kith, red, blue) = two();
    red.command("CreateLead", &lead(1)).status(201);
    let named = blue.request("GET", "/v1/leads").header("Kith-Tenant", "red").send();
    named.problem(403, "missing-right");
    let order = json!({"role": "admin", "tenant": "red"});
    blue.request("POST", "/v1/tokens").json(&order).send().problem(403, "missing-right");
    blue.get("/metrics").problem(403, "missing-right");
    for bad in ["Red", "", "a_b", &"x".repeat(33)] {
        let order = json!({"role": "admin", "tenant": bad});
        let status = kith.admin.request("POST", "/v1/tokens").json(&order).send().status;
        assert!(status == 400 || status == 422, "tenant {bad:?} was answered with {status}");
    }
}

#[test]
fn a_zone_of_one_moves_no_day_of_the_other() {
    let (_home, _kith, red, blue) = two();
    let zone = json!({"time_zone": "Asia/Shanghai", "effective_from": "2000-01-01T00:00:00Z"});
    assert!(red.command("DefineTenant", &zone).status < 300);
    let january = |client: &Client| {
        let when = "2024-01-31T18:00:00Z";
        let made = client.post("CreateLead", &lead(1)).at(when).send().status(201).json();
        let path =
            format!("/v1/funnel?from=2024-01-01&to=2024-02-01&at_least={}", made["position"]);
        client.read(path)["stages"][0]["reached"].as_u64().unwrap()
    };
    assert_eq!((january(&red), january(&blue)), (0, 1));
}
