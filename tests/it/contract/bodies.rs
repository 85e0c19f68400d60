//! Bodies that can't be read or break a rule: which status, which problem, which fields.

use kith_tests::Client;
use kith_tests::samples::{id, lead, lead_with};
use serde_json::{Value as Json, json};

/// Sends a body and compares status, slug and the fields that are named.
#[track_caller]
fn check(client: &Client, command: &str, body: &Json, status: u16, slug: &str, fields: &[&str]) {
    let problem = client.command(command, body).problem(status, slug);
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    let mut named: Vec<_> = errors.iter().map(|e| e["field"].as_str().unwrap()).collect();
    named.sort_unstable();
    let mut expected = fields.to_vec();
    expected.sort_unstable();
    assert_eq!(named, expected, "{problem}");
    for error in &errors {
        assert!(error["code"].is_string() && error["message"].is_string(), "{problem}");
    }
}

#[test]
fn what_nobody_needs_to_know_of_a_person_is_never_taken() {
    let home = crate::home();
    let kith = home.serve();
    for field in ["diagnosis", "religion", "id_card", "date_of_birth", "attachments", "custom"] {
        let mut body = lead(1);
        body[field] = json!("x");
        check(&kith.admin, "CreateLead", &body, 400, "malformed", &[field]);
    }
    kith.admin.command("CreateLead", &lead(1)).status(201);
    let consent = json!({"lead_id": id("lead", 1), "consent": {"marketing": "explicit",
        "phone": "do_not_contact", "text_version": "2024-1", "captured_at": "2024-03-01"}});
    let done = kith.admin.command("UpdateLead", &consent).status(200).json();
    let path = format!("/v1/leads/{}?at_least={}", id("lead", 1), done["position"]);
    let shown = kith.admin.read(path)["consent"].clone();
    assert_eq!(shown["phone"], "do_not_contact");
    assert_eq!(shown["captured_at"], "2024-03-01T00:00:00.000000Z");
}

#[test]
fn what_is_wrong_with_a_lead_is_told_field_by_field_and_nothing_is_appended() {
    let home = crate::home();
    let kith = home.serve();
    let before = kith.admin.read("/v1/positions")["head"].clone();
    let rows: &[(Json, u16, &str, &[&str])] = &[
        (lead_with(1, json!({"emial": "x"})), 400, "malformed", &["emial"]),
        (lead_with(1, json!({"source": 7})), 400, "malformed", &["source"]),
        (lead_with(1, json!({"company_size": "ten"})), 400, "malformed", &["company_size"]),
        (lead_with(1, json!({"utm": {"sauce": "x"}})), 400, "malformed", &["utm.sauce"]),
        (lead_with(1, json!({"source": null})), 422, "invalid", &["source"]),
        (lead_with(1, json!({"seniority": "boss"})), 422, "invalid", &["seniority"]),
        (lead_with(1, json!({"lead_id": "seven"})), 422, "invalid", &["lead_id"]),
        (lead_with(1, json!({"email": "ann"})), 422, "invalid", &["email"]),
        (lead_with(1, json!({"email": "ann@"})), 422, "invalid", &["email"]),
        (lead_with(1, json!({"email": "ann@localhost"})), 422, "invalid", &["email"]),
        (lead_with(1, json!({"phone": "123"})), 422, "invalid", &["phone"]),
        (lead_with(1, json!({"company": "x".repeat(101)})), 422, "invalid", &["company"]),
        (lead_with(1, json!({"person_name": "x".repeat(51)})), 422, "invalid", &["person_name"]),
        (
            lead_with(1, json!({"consent": {"captured_at": "2024-03-01T09:00:00"}})),
            422,
            "invalid",
            &["consent.captured_at"],
        ),
        (lead_with(1, json!({"email": null})), 422, "invalid", &["email"]),
        (lead_with(1, json!({"company": null, "person_name": null})), 422, "invalid", &["company"]),
        (
            lead_with(1, json!({"email": "ann", "phone": "1", "source": null, "lead_id": "x"})),
            422,
            "invalid",
            &["email", "phone", "source", "lead_id"],
        ),
    ];
    for (body, status, slug, fields) in rows {
        check(&kith.admin, "CreateLead", body, *status, slug, fields);
    }
    assert_eq!(kith.admin.read("/v1/positions")["head"], before);
    kith.admin.command("CreateLead", &lead(1)).status(201);
}

#[test]
fn what_is_wrong_with_money_and_dates_is_told_by_its_path() {
    let home = crate::home();
    let kith = home.serve();
    let open = |amount: Json, close: &str| {
        json!({"account_id": id("account", 1), "name": "Deal", "amount": amount,
               "expected_close": close})
    };
    let cny = |amount: &str| json!({"amount": amount, "currency": "CNY"});
    let rows: &[(Json, u16, &str, &[&str])] = &[
        (
            open(json!({"amount": 12.5, "currency": "CNY"}), "2024-03-31"),
            400,
            "malformed",
            &["amount.amount"],
        ),
        (open(json!(12.5), "2024-03-31"), 400, "malformed", &["amount"]),
        (open(cny("12.505"), "2024-03-31"), 422, "invalid", &["amount.amount"]),
        (
            open(json!({"amount": "1.5", "currency": "JPY"}), "2024-03-31"),
            422,
            "invalid",
            &["amount.amount"],
        ),
        (
            open(json!({"amount": "1", "currency": "yuan"}), "2024-03-31"),
            422,
            "invalid",
            &["amount.currency"],
        ),
        (open(cny("1"), "2024-02-30"), 422, "invalid", &["expected_close"]),
        (open(cny("1"), "2024-03-31T00:00:00Z"), 422, "invalid", &["expected_close"]),
    ];
    for (body, status, slug, fields) in rows {
        check(&kith.admin, "OpenOpportunity", body, *status, slug, fields);
    }
}

#[test]
fn json_that_cannot_be_read_names_its_place() {
    let home = crate::home();
    let kith = home.serve();
    let send = |body: &str| {
        let request = kith.admin.request("POST", "/v1/commands/CreateLead");
        request.body("application/json", body).send().problem(400, "malformed")["detail"]
            .to_string()
    };
    let detail = send("{\n  \"company\": \"Ann\",\n  \"source\" \"web\"\n}");
    assert!(detail.contains("line 3") && detail.contains("column"), "{detail}");
    for body in ["", "[]", "null", "\"lead\"", "{", "{\"a\":1}{\"b\":2}", "\u{feff}{}"] {
        send(body);
    }
    let twice =
        "{\"source\":\"web\",\"source\":\"fair\",\"company\":\"A\",\"email\":\"a@a.example\"}";
    let answer =
        kith.admin.request("POST", "/v1/commands/CreateLead").body("application/json", twice);
    let status = answer.send().status;
    assert!(status == 400 || status == 201, "a field given twice is answered with {status}");
    let deep = format!("{{\"utm\":{}1{}}}", "[".repeat(5_000), "]".repeat(5_000));
    send(&deep);
    let not_utf8 = b"{\"company\":\"\xff\xfe\"}".to_vec();
    let request = kith.admin.request("POST", "/v1/commands/CreateLead");
    request.body("application/json", not_utf8).send().problem(400, "malformed");
}

#[test]
fn a_body_has_a_type_and_a_size() {
    let home = crate::home();
    let kith = home.serve();
    let send = |kind: &str, body: String| {
        kith.admin.request("POST", "/v1/commands/CreateLead").body(kind, body).send()
    };
    for kind in ["text/plain", "application/xml", "application/x-www-form-urlencoded"] {
        send(kind, lead(1).to_string()).problem(415, "wrong-content-type");
    }
    let request = kith.admin.request("POST", "/v1/commands");
    request.body("application/json", lead(1).to_string()).send().problem(415, "wrong-content-type");
    let large = lead_with(1, json!({"interest": "x".repeat(128 * 1024)}));
    send("application/json", large.to_string()).problem(413, "too-large");
    // At the limit the body is read, and judged by its fields.
    let room = 128 * 1024 - lead_with(1, json!({"interest": ""})).to_string().len();
    let full = lead_with(1, json!({"interest": "x".repeat(room)})).to_string();
    assert_eq!(full.len(), 128 * 1024);
    send("application/json", full).problem(422, "invalid");
    send("application/json; charset=utf-8", lead(1).to_string()).status(201);
    send("Application/JSON", lead(2).to_string()).status(201);
}

#[test]
fn a_lead_in_any_script_is_kept_letter_by_letter() {
    let home = crate::home();
    let kith = home.serve();
    let body = lead_with(
        1,
        json!({
            "company": "北京纺织有限公司", "person_name": "Zoë Ångström-Ñúñez", "source": "展会 / fair",
            "interest": "line one\nline two \u{1f9f5}",
        }),
    );
    let position = kith.admin.command("CreateLead", &body).status(201).json()["position"].clone();
    let lead = kith.admin.read(format!("/v1/leads/{}?at_least={position}", id("lead", 1)));
    for field in ["company", "person_name", "source", "interest"] {
        assert_eq!(lead[field], body[field]);
    }
}
