//! What conversion rules ask of leads before they are qualified and converted, and the opportunity
//! that they open by default.

use serde_json::{Value as Json, json};

use super::{LEAD, convert, five, lead, with_sql_lead};
use crate::bench::Bench;

fn opened(bench: &mut Bench, body: Json) -> Json {
    let answer = bench.run("ConvertLead", body).unwrap_or_else(|problem| panic!("{problem:?}"));
    let events = answer["events"].as_array().unwrap();
    let opened = events.iter().find(|event| event["type"] == "OpportunityOpened");
    opened.map_or(Json::Null, |event| event["data"].clone())
}

fn missing(bench: &mut Bench, command: &str, body: Json) -> Vec<String> {
    let problem = bench.run(command, body).unwrap_err();
    problem.errors.iter().map(|error| error.field.clone()).collect()
}

fn by_default() -> Json {
    json!({"policy": "by_default", "name": "first order", "close_days": 30,
           "amount": {"amount": "5000", "currency": "CNY"}})
}

fn with_rules(rules: Json) -> Bench {
    let mut bench = with_sql_lead();
    bench.run("DefineConversionRules", rules).unwrap();
    bench
}

#[test]
fn strict_rules_ask_for_fields_when_a_person_qualifies() {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    bench.run("DefineConversionRules", json!({"based_on": "strict"})).unwrap();
    let mql = || json!({"lead_id": LEAD, "level": "mql"});
    let asked = ["title", "industry", "company_size"];
    assert_eq!(missing(&mut bench, "QualifyLead", mql()), asked);
    let sql = || json!({"lead_id": LEAD, "level": "sql", "checklist": {"need": true}});
    let five = ["decision_maker", "budget", "timeframe", "contact_verified"];
    let five = five.map(|question| format!("checklist.{question}"));
    let all: Vec<String> = five.into_iter().chain(asked.map(str::to_owned)).collect();
    assert_eq!(missing(&mut bench, "QualifyLead", sql()), all, "all of it at once");
    let known = json!({"lead_id": LEAD, "title": "Buyer", "industry": "optics", "company_size": 9});
    bench.run("UpdateLead", known).unwrap();
    assert_eq!(bench.events("QualifyLead", mql()), ["LeadQualified"]);
}

#[test]
fn the_scoring_rule_qualifies_whatever_fields_a_lead_has() {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    bench.run("DefineConversionRules", json!({"based_on": "strict"})).unwrap();
    bench.run("DefineScoringModel", json!({"mql_total": 30})).unwrap();
    let booked = json!({"lead_id": LEAD, "behavior": "meeting_booked"});
    assert!(bench.events("RecordLeadBehavior", booked).contains(&"LeadQualified".to_owned()));
}

#[test]
fn a_lead_below_the_least_score_is_not_converted() {
    let mut bench = with_rules(json!({"score_min": 11}));
    assert_eq!(missing(&mut bench, "ConvertLead", convert(false)), ["score"]);
    bench.run("DefineConversionRules", json!({"score_min": 10})).unwrap();
    bench.run("ConvertLead", convert(false)).unwrap();
    let mut bench = with_rules(json!({"score_min": 11}));
    bench.run("DefineConversionRules", json!({"score_min": null})).unwrap();
    bench.run("ConvertLead", convert(false)).unwrap();
}

#[test]
fn an_opportunity_is_opened_by_default_unless_one_is_given_or_none_is_wanted() {
    let rules = || json!({"opportunity": by_default()});
    let deal = opened(&mut with_rules(rules()), convert(false));
    assert_eq!(deal["name"], "Company 1: first order");
    assert_eq!(deal["amount"], json!({"amount": "5000", "currency": "CNY"}));
    assert_eq!((&deal["pipeline"], &deal["stage"]), (&json!("standard"), &json!("first_contact")));
    assert_eq!(deal["lead_id"], LEAD);
    assert_eq!(opened(&mut with_rules(rules()), convert(true))["name"], "Deal", "the given one");
    let mut none = convert(false);
    none["opportunity"] = Json::Null;
    assert_eq!(opened(&mut with_rules(rules()), none), Json::Null);
    assert_eq!(opened(&mut with_sql_lead(), convert(false)), Json::Null, "off as shipped");
}

#[test]
fn a_default_opportunity_needs_a_name_an_amount_and_a_date() {
    let mut bench = with_sql_lead();
    let bare = json!({"opportunity": {"policy": "by_default", "close_days": 4000}});
    let asked = ["opportunity.name", "opportunity.amount", "opportunity.close_days"];
    assert_eq!(missing(&mut bench, "DefineConversionRules", bare), asked);
}

#[test]
fn fields_that_an_opportunity_needs_may_come_from_the_lead() {
    let needs = json!({"required_fields": ["product", "use_case"]});
    let mut bench = with_rules(json!({"opportunity": needs}));
    let asked = ["opportunity.product", "opportunity.use_case"];
    assert_eq!(missing(&mut bench, "ConvertLead", convert(true)), asked);
    let known = json!({"lead_id": LEAD, "product": "Loom", "use_case": "dyeing without water"});
    bench.run("UpdateLead", known).unwrap();
    let deal = opened(&mut bench, convert(true));
    assert_eq!(
        (&deal["product"], &deal["use_case"]),
        (&json!("Loom"), &json!("dyeing without water"))
    );
    let mut bare = with_rules(json!({"opportunity": {"required_fields": ["competitors"]}}));
    bare.run("ConvertLead", convert(false)).unwrap_or_else(|why| panic!("opens none: {why:?}"));
}

#[test]
fn whom_the_lead_became_has_their_part_in_the_decision() {
    for (seniority, role) in [("decision_maker", json!("decision_maker")), ("other", Json::Null)] {
        let mut bench = Bench::new();
        let mut body = lead(1);
        body["seniority"] = seniority.into();
        body["person_name"] = "Ann".into();
        bench.run("CreateLead", body).unwrap();
        let sql = json!({"lead_id": LEAD, "level": "sql", "checklist": five()});
        bench.run("QualifyLead", sql).unwrap();
        let deal = opened(&mut bench, convert(true));
        assert_eq!(deal["buying_roles"][0]["role"], role);
    }
}

/// Two accounts, one with the domain of the lead's address and one with the name of its company, and
/// a contact of each: one with its address, one with its phone number.
fn with_two_matches(rules: Json) -> Bench {
    let mut bench = Bench::new();
    let mut lead = lead(1);
    lead["phone"] = "+86 10 6552 9988".into();
    bench.run("CreateLead", lead.clone()).unwrap();
    let sql = json!({"lead_id": LEAD, "level": "sql", "checklist": five()});
    bench.run("QualifyLead", sql).unwrap();
    let domain = json!({"account_id": BY_DOMAIN, "name": "Elsewhere", "domain": "company1.com"});
    bench.run("CreateAccount", domain).unwrap();
    let name = json!({"account_id": BY_NAME, "name": lead["company"]});
    bench.run("CreateAccount", name).unwrap();
    for (n, account) in [(1, BY_DOMAIN), (2, BY_NAME)] {
        for (to, field) in [("e", "email"), ("f", "phone")] {
            // The same person's keys are one contact's of each account.
            let id = format!("00000000-0000-7000-8000-0000000000{to}{n}");
            let mut contact =
                json!({"contact_id": id, "account_id": account, "person_name": "Ann"});
            contact[field] = lead[field].clone();
            bench.run("CreateContact", contact).unwrap();
        }
    }
    bench.run("DefineConversionRules", rules).unwrap();
    bench
}

const BY_DOMAIN: &str = "00000000-0000-7000-8000-0000000000a1";
const BY_NAME: &str = "00000000-0000-7000-8000-0000000000a2";

#[test]
fn records_are_matched_by_the_keys_of_the_rules_in_their_order() {
    let check = |account: Json, contact: Json, expected: [&str; 2]| {
        let rules = json!({"account_match": account, "contact_match": contact});
        let mut bench = with_two_matches(rules.clone());
        let answer = bench.run("ConvertLead", convert(false)).unwrap();
        let events = answer["events"].as_array().unwrap();
        let converted = events.iter().find(|event| event["type"] == "LeadConverted").unwrap();
        let ids = ["account", "contact"].map(|of| &converted["data"][of]["id"]);
        assert_eq!(json!(ids), json!(expected), "{rules}");
    };
    let contact = |n: &str| format!("00000000-0000-7000-8000-0000000000{n}");
    let (domain, name) = (json!(["domain", "name"]), json!(["name", "domain"]));
    let (email, phone) = (json!(["email", "phone"]), json!(["phone", "email"]));
    check(domain.clone(), email.clone(), [BY_DOMAIN, &contact("e1")]);
    check(domain, phone.clone(), [BY_DOMAIN, &contact("f1")]);
    check(name.clone(), email, [BY_NAME, &contact("e2")]);
    check(name, phone.clone(), [BY_NAME, &contact("f2")]);
    // A key that isn't named isn't looked for.
    check(json!(["name"]), json!(["phone"]), [BY_NAME, &contact("f2")]);
}
