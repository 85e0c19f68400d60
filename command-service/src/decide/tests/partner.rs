//! Who referred a lead, and what they get of the deal that comes of it (C15).

use serde_json::{Value as Json, json};

use super::{LEAD, convert, five, lead};
use crate::bench::Bench;

const PARTNER: &str = "00000000-0000-7000-8000-0000000000b1";
const OTHER: &str = "00000000-0000-7000-8000-0000000000b2";
const DEAL: &str = "00000000-0000-7000-8000-0000000000d1";

/// Two accounts that refer leads, and a lead that the first referred.
fn referred(commission: Json) -> Bench {
    let mut bench = Bench::new();
    for (id, name) in [(PARTNER, "Loom Traders"), (OTHER, "Yarn Agents")] {
        bench.run("CreateAccount", json!({"account_id": id, "name": name})).unwrap();
    }
    let mut body = lead(1);
    body["partner"] = json!({"account_id": PARTNER, "commission": commission});
    bench.run("CreateLead", body).unwrap();
    bench
}

fn faults(bench: &mut Bench, command: &str, body: Json) -> (u16, String) {
    let problem = bench.run(command, body).unwrap_err();
    (problem.status, problem.errors[0].field.clone())
}

/// The partner of the deal that a conversion opens.
fn converted(bench: &mut Bench, body: Json) -> Json {
    let sql = json!({"lead_id": LEAD, "level": "sql", "checklist": five()});
    bench.run("QualifyLead", sql).unwrap();
    let answer = bench.run("ConvertLead", body).unwrap();
    let events = answer["events"].as_array().unwrap();
    let opened = events.iter().find(|event| event["type"] == "OpportunityOpened").unwrap();
    opened["data"]["partner"].clone()
}

#[test]
fn a_conversion_carries_partner_and_commission_to_the_deal_as_the_rules_map_them() {
    let agreed = json!({"account_id": PARTNER, "commission": "7.5"});
    assert_eq!(converted(&mut referred(json!("7.50")), convert(true)), agreed);
    let mut unmapped = referred(json!(7.5));
    let rules = json!({"mapping": {"account.name": "company"}});
    unmapped.run("DefineConversionRules", rules).unwrap();
    assert_eq!(converted(&mut unmapped, convert(true)), Json::Null, "not if they don't");
    let mut own = convert(true);
    own["opportunity"]["partner"] = json!({"account_id": OTHER});
    let given = json!({"account_id": OTHER, "commission": null});
    assert_eq!(converted(&mut referred(json!(7.5)), own), given, "what is given comes first");
}

#[test]
fn rules_can_ask_for_a_partner_and_fill_no_other_field_from_one() {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    let asked = json!({"qualification": {"sql": ["partner", "budget", "persona"]}});
    bench.run("DefineConversionRules", asked).unwrap();
    let sql = json!({"lead_id": LEAD, "level": "sql", "checklist": five()});
    let problem = bench.run("QualifyLead", sql).unwrap_err();
    let fields: Vec<_> = problem.errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["partner", "budget", "persona"]);
    for (to, from) in [("opportunity.partner", "source"), ("opportunity.product", "partner")] {
        let wrong = json!({"mapping": {to: from}});
        let expected = (422, format!("mapping.{to}"));
        assert_eq!(faults(&mut bench, "DefineConversionRules", wrong), expected);
    }
}

#[test]
fn a_partner_is_an_account_and_saying_the_same_again_is_nothing() {
    let mut bench = referred(json!(null));
    let mut unknown = lead(2);
    unknown["partner"] = json!({"account_id": DEAL});
    let expected = (422, "partner.account_id".to_owned());
    assert_eq!(faults(&mut bench, "CreateLead", unknown), expected);
    let update = |partner: Json| json!({"lead_id": LEAD, "partner": partner});
    assert_eq!(faults(&mut bench, "UpdateLead", update(json!({"account_id": DEAL}))), expected);
    let agreed = update(json!({"account_id": PARTNER, "commission": 5}));
    assert_eq!(bench.events("UpdateLead", agreed.clone()), ["LeadUpdated"]);
    assert!(bench.events("UpdateLead", agreed).is_empty(), "said already");
    assert_eq!(bench.events("UpdateLead", update(Json::Null)), ["LeadUpdated"]);
}

#[test]
fn a_deal_names_its_partner_and_a_merged_one_is_followed() {
    let mut bench = referred(json!(3));
    let merge = json!({"survivor_id": OTHER, "duplicate_id": PARTNER});
    bench.run("MergeAccounts", merge).unwrap();
    let deal = json!({"opportunity_id": DEAL, "account_id": OTHER, "name": "Looms",
        "amount": {"amount": "1000", "currency": "CNY"}, "expected_close": "2026-09-30",
        "partner": {"account_id": PARTNER, "commission": 3}});
    let answer = bench.run("OpenOpportunity", deal).unwrap();
    let expected = json!({"account_id": OTHER, "commission": "3"});
    assert_eq!(answer["events"][0]["data"]["partner"], expected);
    let unknown = json!({"opportunity_id": DEAL, "partner": {"account_id": DEAL}});
    let refused = (422, "partner.account_id".to_owned());
    assert_eq!(faults(&mut bench, "UpdateOpportunity", unknown), refused);
    let cleared = json!({"opportunity_id": DEAL, "partner": null});
    assert_eq!(bench.events("UpdateOpportunity", cleared), ["OpportunityUpdated"]);
}
