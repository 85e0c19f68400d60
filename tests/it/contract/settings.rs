//! Settings as versions: who defines one sees it, decisions go by it, and the past keeps its own.

use kith_tests::Client;
use kith_tests::samples::{convert, id, lead, lead_with, make_sql, with};
use serde_json::{Value as Json, json};

/// The settings of a kind and key that a question finds.
fn settings(client: &Client, query: &str) -> Vec<Json> {
    let head = client.read("/v1/positions")["head"].clone();
    let list = client.read(format!("/v1/settings?{query}&at_least={head}"));
    list["items"].as_array().expect("a list has items").clone()
}

#[test]
fn a_list_of_codes_is_what_its_latest_version_says() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    let give_up = json!({"lead_id": id("lead", 1), "reason": "moved_away"});
    let problem = kith.admin.command("DisqualifyLead", &give_up).problem(422, "invalid");
    assert_eq!(problem["errors"][0]["field"], "reason");
    let codes = json!({"key": "disqualify", "codes": ["moved_away", "no_budget"]});
    let defined = kith.admin.command("DefineCodes", &codes).status(200).json();
    assert_eq!(defined["events"][0]["data"]["version"], 2);
    let again = kith.admin.command("DefineCodes", &codes).status(200).json();
    assert_eq!(again["events"], json!([]), "what holds already is not published again");
    kith.admin.command("DisqualifyLead", &give_up).status(200);
    for bad in [
        json!({"key": "hobbies", "codes": ["tennis"]}),
        json!({"key": "loss", "codes": ["price", "price"]}),
    ] {
        kith.admin.command("DefineCodes", &bad).problem(422, "invalid");
    }
}

#[test]
fn every_version_is_kept_and_one_is_in_force() {
    let home = crate::home();
    let kith = home.serve();
    let codes =
        json!({"key": "loss", "codes": ["price"], "effective_from": "2030-01-01T00:00:00Z"});
    kith.admin.command("DefineCodes", &codes).status(200);
    let versions = settings(&kith.admin, "kind=codes&key=loss&all=true");
    let shown: Vec<_> = versions.iter().map(|s| (&s["version"], &s["in_force"])).collect();
    assert_eq!(shown, [(&json!(1), &json!(true)), (&json!(2), &json!(false))]);
    assert_eq!(
        (&versions[0]["shipped"], &versions[0]["effective_from"]),
        (&json!(true), &Json::Null)
    );
    assert_eq!(versions[1]["body"]["codes"], json!(["price"]));
    let now = settings(&kith.admin, "kind=codes&key=loss");
    assert_eq!((now.len(), &now[0]["version"]), (1, &json!(1)));
    assert_eq!(settings(&kith.admin, "kind=codes&key=nothing").len(), 0);
    assert!(settings(&kith.admin, "all=false").len() > 10);
    kith.admin.get("/v1/settings?kind=colour").problem(422, "invalid");
    kith.admin.get("/v1/settings?colour=red").problem(400, "malformed");
}

#[test]
fn conversion_rules_decide_from_their_version_on() {
    let home = crate::home();
    let kith = home.serve();
    make_sql(&kith.admin, 1);
    let strict = json!({"based_on": "strict", "opportunity": {"policy": "required"}});
    kith.admin.command("DefineConversionRules", &strict).status(200);
    let bare = with(convert(1), json!({"opportunity": null, "contact": {"mode": "none"}}));
    let problem = kith.admin.command("ConvertLead", &bare).problem(422, "unmet-criteria");
    let mut missing: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["field"].as_str().unwrap())
        .collect();
    missing.sort_unstable();
    let expected =
        ["company_size", "consent", "contact", "industry", "interest", "opportunity", "title"];
    assert_eq!(missing, expected);
    let rules = json!({"required_fields": [], "opportunity": {"policy": "never"}});
    kith.admin.command("DefineConversionRules", &rules).status(200);
    let problem = kith.admin.command("ConvertLead", &convert(1)).problem(422, "unmet-criteria");
    assert_eq!(problem["errors"][0]["field"], "opportunity");
    kith.admin.command("ConvertLead", &with(convert(1), json!({"opportunity": null}))).status(200);
    for (bad, field) in [
        (json!({"required_state": "asleep"}), "required_state"),
        (json!({"account_match": ["email"]}), "account_match[0]"),
        (json!({"mapping": {"account.size": "region"}}), "mapping.account.size"),
    ] {
        let problem = kith.admin.command("DefineConversionRules", &bad).problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], field);
    }
    let unknown = json!({"based_on": "lenient"});
    kith.admin.command("DefineConversionRules", &unknown).problem(422, "unknown-reference");
}

#[test]
fn a_conversion_fills_what_the_rules_map() {
    let home = crate::home();
    let kith = home.serve();
    let facts = json!({"region": "Bavaria", "industry": "Tools", "company_size": 70,
                       "product": "drill"});
    for n in [1, 2] {
        kith.admin.command("CreateLead", &lead_with(n, facts.clone())).status(201);
        kith.admin.command("QualifyLead", &kith_tests::samples::qualify(n)).status(200);
    }
    let account = |n| {
        let done = kith.admin.command("ConvertLead", &convert(n)).status(200).json();
        let found = |kind: &str| {
            let streams = done["streams"].as_array().unwrap();
            let stream = streams.iter().find(|stream| stream["type"] == kind).unwrap();
            let id = stream["id"].as_str().unwrap();
            let plural = if kind == "account" { "accounts" } else { "opportunities" };
            kith.admin.read(format!("/v1/{plural}/{id}?at_least={}", done["position"]))
        };
        (found("account"), found("opportunity"))
    };
    let (shipped, deal) = account(1);
    assert_eq!((&shipped["region"], &shipped["size"]), (&json!("Bavaria"), &json!(70)));
    assert_eq!((&deal["region"], &deal["source"]), (&json!("Bavaria"), &json!("web")));
    let mapping = json!({"account.name": "company", "account.industry": "product",
                         "opportunity.product": "industry"});
    kith.admin.command("DefineConversionRules", &json!({"mapping": mapping})).status(200);
    let (mapped, deal) = account(2);
    assert_eq!((&mapped["industry"], &mapped["region"]), (&json!("drill"), &Json::Null));
    assert_eq!((&mapped["size"], &deal["product"]), (&Json::Null, &json!("Tools")));
    assert_eq!((&deal["region"], &deal["source"]), (&Json::Null, &Json::Null));
}

#[test]
fn dictionaries_and_key_fields_are_checked_whole() {
    let home = crate::home();
    let kith = home.serve();
    let industries = json!({"key": "industry", "values": [
        {"name": "Software", "aliases": ["IT", "SaaS"], "code": "I65"}, {"name": "Machinery"},
    ]});
    kith.admin.command("DefineDictionary", &industries).status(201);
    let found = settings(&kith.admin, "kind=dictionary&key=industry");
    assert_eq!(found[0]["body"]["values"][0]["code"], "I65");
    let twice = json!({"key": "industry", "values": [{"name": "IT"}, {"name": "it "}]});
    let problem = kith.admin.command("DefineDictionary", &twice).problem(422, "invalid");
    assert_eq!(problem["errors"][0]["field"], "values[1].name");
    let fields = json!({"key": "lead", "key_fields": ["email", "shoe_size"], "goal": "0.5"});
    let problem = kith.admin.command("DefineCompleteness", &fields).problem(422, "invalid");
    assert_eq!(problem["errors"][0]["field"], "key_fields[1]");
    let goal = json!({"key": "lead", "goal": "0.5"});
    kith.admin.command("DefineCompleteness", &goal).status(200);
    let found = settings(&kith.admin, "kind=completeness&key=lead");
    assert_eq!(found[0]["body"]["goal"], "0.5");
    assert_eq!(found[0]["body"]["key_fields"][0], "company");
}
