//! Conversion over HTTP: rules tried before they are published, the path from lead to deal in both
//! directions, and what sales owe on a qualified lead.

use kith_tests::samples::{
    convert, id, lead, lead_with, make_converted, make_sql, qualify, token, with,
};
use kith_tests::{Answer, Client};
use serde_json::{Value as Json, json};

fn try_rules(client: &Client, body: &Json) -> Answer {
    let head = client.read("/v1/positions")["head"].clone();
    let path = format!("/v1/conversion-rules/try?at_least={head}");
    client.request("POST", path).json(body).send()
}

/// A lead that meets the rule set `strict`.
fn known(n: u32) -> Json {
    lead_with(
        n,
        json!({"title": "Buyer", "industry": "textiles", "company_size": 80, "interest": "yarn",
            "consent": {"marketing": "explicit"}}),
    )
}

/// Two leads converted, of which one meets the rule set `strict`; two more in `sql`.
fn two_and_two(client: &Client) {
    for n in [1, 3] {
        make_sql(client, n);
    }
    for n in [2, 4] {
        client.command("CreateLead", &known(n)).status(201);
        client.command("QualifyLead", &qualify(n)).status(200);
    }
    for n in [1, 2] {
        client.command("ConvertLead", &convert(n)).status(200);
    }
}

#[test]
fn tried_rules_say_whom_they_would_have_refused_and_for_what() {
    let home = crate::home();
    let kith = home.serve();
    two_and_two(&kith.admin);
    let before = kith.admin.read("/v1/positions")["head"].clone();
    let strict = json!({"rules": {"based_on": "strict"}});
    let answer = try_rules(&kith.admin, &strict).status(200);
    assert_eq!(json!(answer.position()), before);
    let trial = answer.json();
    let counts = ["conversions", "refused", "unaffected", "untold"].map(|name| trial[name].clone());
    assert_eq!(counts, [json!(2), json!(1), json!(1), json!(0)], "{trial}");
    let missing = ["company_size", "consent", "industry", "interest", "title"];
    let reasons: Vec<Json> =
        missing.iter().map(|field| json!({"field": field, "count": 1})).collect();
    assert_eq!(trial["reasons"], json!(reasons));
    let example = &trial["examples"][0];
    assert_eq!(example["lead_id"], id("lead", 1));
    assert_eq!(example["unmet"].as_array().unwrap().len(), missing.len(), "{example}");
    let open = json!({"n": 2, "refused": 1, "untold": 0, "opened_by_default": 0,
        "reasons": reasons});
    assert_eq!(trial["open"], open);
    // What was published goes on: nothing was stored.
    assert_eq!(kith.admin.read("/v1/positions")["head"], before);
    kith.admin.command("ConvertLead", &convert(3)).status(200);
}

#[test]
fn tried_rules_see_states_questions_contacts_and_opportunities_as_they_were() {
    let home = crate::home();
    let kith = home.serve();
    make_converted(&kith.admin, 1);
    make_sql(&kith.admin, 2);
    let bare = with(convert(2), json!({"opportunity": null, "contact": {"mode": "none"}}));
    kith.admin.command("ConvertLead", &bare).status(200);
    let reasons = |rules: Json| {
        let trial = try_rules(&kith.admin, &json!({"rules": rules})).status(200).json();
        let reasons = trial["reasons"].as_array().unwrap().clone();
        let said =
            |reason: &Json| format!("{} {}", reason["field"].as_str().unwrap(), reason["count"]);
        reasons.iter().map(said).collect::<Vec<_>>()
    };
    assert!(
        reasons(json!({})).is_empty(),
        "the rules in force refuse nobody whom they let through"
    );
    assert_eq!(reasons(json!({"required_state": "mql"})), ["state 2"]);
    assert_eq!(reasons(json!({"contact_required": true})), ["contact 1"]);
    assert_eq!(reasons(json!({"opportunity": {"policy": "required"}})), ["opportunity 1"]);
    assert_eq!(reasons(json!({"opportunity": {"policy": "never"}})), ["opportunity 1"]);
    assert_eq!(reasons(json!({"score_min": 1000})), ["score 2"]);
    let deal = json!({"opportunity": {"required_fields": ["use_case"]}});
    assert_eq!(reasons(deal), ["opportunity.use_case 1"], "the one that opened none needs none");
}

#[test]
fn an_opportunity_by_default_is_tried_on_past_conversions_and_then_opened() {
    let home = crate::home();
    let kith = home.serve();
    for n in 1..=3 {
        kith.admin.command("CreateLead", &lead_with(n, json!({"use_case": "dyeing"}))).status(201);
        kith.admin.command("QualifyLead", &qualify(n)).status(200);
    }
    let without = with(convert(1), json!({"opportunity": null}));
    kith.admin.command("ConvertLead", &without).status(200);
    kith.admin.command("ConvertLead", &convert(2)).status(200);
    let amount = json!({"amount": "5000.00", "currency": "CNY"});
    let rules = json!({"opportunity": {"policy": "by_default", "name": "first order",
        "amount": amount, "close_days": 30, "required_fields": ["use_case", "product"]}});
    let trial = try_rules(&kith.admin, &json!({"rules": rules})).status(200).json();
    assert_eq!((&trial["refused"], &trial["opened_by_default"]), (&json!(2), &json!(0)));
    assert_eq!(trial["reasons"], json!([{"field": "opportunity.product", "count": 2}]));
    let rules = with(
        rules,
        json!({"mapping": {"opportunity.product": "interest",
        "account.name": "company", "opportunity.use_case": "use_case"}}),
    );
    let mut rules = rules;
    rules["opportunity"]["required_fields"] = json!(["use_case"]);
    let trial = try_rules(&kith.admin, &json!({"rules": rules})).status(200).json();
    assert_eq!((&trial["refused"], &trial["opened_by_default"]), (&json!(0), &json!(1)));
    assert_eq!(trial["open"]["opened_by_default"], 1);

    kith.admin.command("DefineConversionRules", &rules).status(200);
    let mut bare = convert(3);
    bare.as_object_mut().unwrap().remove("opportunity");
    let answer = kith.admin.command("ConvertLead", &bare).status(200).json();
    let page = kith.admin.read(format!("/v1/opportunities?at_least={}", answer["position"]));
    let deal = &page["items"][0];
    assert_eq!((&deal["amount"], &deal["use_case"]), (&amount, &json!("dyeing")));
    assert_eq!(deal["lead_interactions"], format!("/v1/interactions?lead={}", id("lead", 3)));
    let link = deal["lead_interactions"].as_str().unwrap();
    assert_eq!(kith.admin.read(link)["items"], json!([]));
}

#[test]
fn a_trial_is_of_a_range_and_of_a_past_day() {
    let home = crate::home();
    let kith = home.serve();
    for (n, day) in [(1, "2024-01-10"), (2, "2024-02-10"), (3, "2024-03-10")] {
        let at = |command: &str, body: Json| {
            kith.admin
                .post(command, &body)
                .at(&format!("{day}T09:00:00Z"))
                .send()
                .status(if command == "CreateLead" { 201 } else { 200 })
        };
        at("CreateLead", lead(n));
        at("QualifyLead", qualify(n));
        at("ConvertLead", convert(n));
    }
    let tried = |more: Json| {
        let asked = with(json!({"rules": {"required_fields": ["industry"]}}), more);
        let trial = try_rules(&kith.admin, &asked).status(200).json();
        let leads = trial["examples"].as_array().unwrap().clone();
        let number = |lead: &Json| (1..4).find(|n| lead["lead_id"] == id("lead", *n)).unwrap();
        (trial["conversions"].as_u64().unwrap(), leads.iter().map(number).collect::<Vec<_>>())
    };
    assert_eq!(tried(json!({})), (3, vec![3, 2, 1]), "newest first");
    assert_eq!(tried(json!({"limit": 1})), (3, vec![3]));
    assert_eq!(tried(json!({"from": "2024-02-01", "to": "2024-03-01"})), (1, vec![2]));
    assert_eq!(tried(json!({"as_of": "2024-03-01"})), (2, vec![2, 1]));
    assert_eq!(tried(json!({"as_of": "2024-03-01", "basis": "recorded"})), (0, vec![]));
}

#[test]
fn a_trial_is_refused_for_what_the_command_is_refused_for() {
    let home = crate::home();
    let kith = home.serve();
    make_converted(&kith.admin, 1);
    let rows = [
        json!({"required_state": "asleep", "account_match": ["email"],
            "mapping": {"account.size": "region"}}),
        json!({"based_on": "lenient"}),
        json!({"colour": "red"}),
        json!({"required_fields": ["shoe_size"]}),
        json!({"contact_required": "yes"}),
    ];
    for rules in rows {
        let published = kith.admin.command("DefineConversionRules", &rules);
        let tried = try_rules(&kith.admin, &json!({"rules": rules}));
        assert_eq!(tried.status, published.status, "{rules}");
        let (published, tried) = (published.json(), tried.json());
        assert_eq!(tried["type"], published["type"]);
        let errors = published["errors"].as_array().unwrap().iter().map(|error| {
            let field = format!("rules.{}", error["field"].as_str().unwrap());
            with(error.clone(), json!({"field": field}))
        });
        assert_eq!(tried["errors"], json!(errors.collect::<Vec<_>>()));
    }
    let wrong = json!({"rules": {}, "from": "2024-02-01", "to": "2024-01-01", "as_of": "2999-01-01",
        "limit": 0});
    let problem = try_rules(&kith.admin, &wrong).problem(422, "invalid");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 3, "{problem}");
    try_rules(&kith.admin, &json!({"from": "2024-02-01"})).problem(422, "invalid");
    try_rules(&kith.admin, &json!({"rules": {}, "form": 1})).problem(400, "malformed");
    let path = "/v1/conversion-rules/try?as_of=2024-01-01";
    let asked = kith.admin.request("POST", path).json(&json!({"rules": {}})).send();
    asked.problem(400, "malformed");
    let text =
        kith.admin.request("POST", "/v1/conversion-rules/try").body("text/plain", "x").send();
    text.problem(415, "wrong-content-type");
}

#[test]
fn rules_are_published_by_few_and_tried_by_those_who_may_read() {
    let home = crate::home();
    let kith = home.serve();
    make_converted(&kith.admin, 1);
    let of = |order: Json| kith.admin.with_token(&token(&kith.admin, &order));
    let rules = json!({"required_fields": ["industry"]});
    let analyst = of(json!({"role": "analyst"}));
    assert_eq!(try_rules(&analyst, &json!({"rules": rules})).status(200).json()["refused"], 1);
    for role in ["analyst", "auditor", "sales_rep", "sales_manager", "marketing"] {
        let client = of(json!({"role": role}));
        client.command("DefineConversionRules", &rules).problem(403, "missing-right");
    }
    let request = |client: &Client| {
        let request = client.request("POST", "/v1/conversion-rules/try");
        request.json(&json!({"rules": rules})).send()
    };
    for role in ["auditor", "report_viewer", "sales_rep", "support_agent"] {
        let problem = request(&of(json!({"role": role}))).problem(403, "missing-right");
        assert!(problem["detail"].as_str().unwrap().contains("try conversion rules"), "{problem}");
    }
    request(&kith.admin.anonymous()).problem(401, "unauthenticated");
}

#[test]
fn the_path_from_lead_to_deal_is_read_in_both_directions() {
    let home = crate::home();
    let kith = home.serve();
    make_converted(&kith.admin, 1);
    let head = |client: &Client| client.read("/v1/positions")["head"].clone();
    let lead =
        kith.admin.read(format!("/v1/leads/{}?at_least={}", id("lead", 1), head(&kith.admin)));
    let one = |kind: &str, id: &Json| {
        let id = id.as_str().unwrap();
        kith.admin.read(format!("/v1/{kind}/{id}?at_least={}", head(&kith.admin)))
    };
    assert_eq!(one("accounts", &lead["account_id"])["lead_ids"], json!([id("lead", 1)]));
    let contact = one("contacts", &lead["contact_id"]);
    assert_eq!(contact["lead_ids"], json!([id("lead", 1)]));
    assert_eq!(one("opportunities", &lead["opportunity_id"])["lead_id"], id("lead", 1));
    // The same person once more, by the address that the conversion released: no second record.
    let again = lead_with(2, json!({"email": "person1@company1.example", "company": "Company 1"}));
    kith.admin.command("CreateLead", &again).status(201);
    kith.admin.command("QualifyLead", &qualify(2)).status(200);
    kith.admin.command("ConvertLead", &convert(2)).status(200);
    let both = json!([id("lead", 1), id("lead", 2)]);
    assert_eq!(one("accounts", &lead["account_id"])["lead_ids"], both);
    let contact = one("contacts", &lead["contact_id"]);
    assert_eq!((&contact["lead_ids"], &contact["from_lead_id"]), (&both, &json!(id("lead", 1))));
}

#[test]
fn the_funnel_shows_what_its_steps_should_come_to() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    let targets = |query: String| kith.admin.read(format!("/v1/funnel?{query}"))["targets"].clone();
    let head = || kith.admin.read("/v1/positions")["head"].clone();
    let shipped = targets(format!("at_least={}", head()));
    assert_eq!(shipped.as_array().unwrap().len(), 4);
    let first = json!({"from": "lead", "to": "mql", "rate_min": "0.20", "rate_max": "0.35",
        "days_max": null});
    assert_eq!(shipped[0], first);
    let model = json!({"targets": {"mql_sql": {"rate_min": "0.30"}, "lead_won": {"days_max": 60}}});
    kith.admin.command("DefineScoringModel", &model).status(200);
    let now = targets(format!("at_least={}", head()));
    assert_eq!((&now[1]["rate_min"], &now[1]["rate_max"]), (&json!("0.30"), &json!("0.60")));
    assert_eq!((&now[4]["to"], &now[4]["days_max"]), (&json!("won"), &json!(60)));
    let wrong = json!({"targets": {"lead_deal": {"rate_min": "0.2"}}});
    let problem = kith.admin.command("DefineScoringModel", &wrong).problem(422, "invalid");
    assert_eq!(problem["errors"][0]["field"], "targets.lead_deal");
}

#[test]
fn a_qualified_lead_waits_for_a_word_from_sales() {
    let home = crate::home();
    let kith = home.serve();
    let on = |n: u32, changes: Json| with(json!({"lead_id": id("lead", n)}), changes);
    for n in 1..=6 {
        kith.admin.command("CreateLead", &lead(n)).status(201);
        kith.admin.command("QualifyLead", &on(n, json!({"level": "mql"}))).status(200);
    }
    let due = || {
        let head = kith.admin.read("/v1/positions")["head"].clone();
        let filter = "filter=%7B%22field%22%3A%22feedback_due%22%2C%22is%22%3Atrue%7D";
        let page = kith.admin.read(format!("/v1/leads?count=true&at_least={head}&{filter}"));
        page["count"].as_u64().unwrap()
    };
    assert_eq!(due(), 6);
    let rows = [
        ("QualifyLead", qualify(1)),
        ("DisqualifyLead", on(2, json!({"reason": "unreachable"}))),
        ("RecycleLead", on(3, json!({"reason": "bad_timing"}))),
        ("NurtureLead", on(4, json!({}))),
        ("LogLeadContact", on(5, json!({"channel": "call", "outcome": "reached"}))),
    ];
    for (left, (command, body)) in (1..=5).rev().zip(rows) {
        kith.admin.command(command, &body).status(200);
        assert_eq!(due(), left, "after {command}");
    }
    let booked = on(6, json!({"behavior": "meeting_booked"}));
    kith.admin.command("RecordLeadBehavior", &booked).status(200);
    assert_eq!(due(), 1, "what the lead does is no word from sales");
}
