//! What a conversion takes over, and that what it makes is what the commands make that make such a
//! record alone.

use event_schema::command::Command;
use serde_json::{Value as Json, json};

use super::{LEAD, OWNER, convert, five, with_sql_lead};
use crate::bench::Bench;

const ACCOUNT: &str = "00000000-0000-7000-8000-0000000000a1";
const PARTNER: &str = "00000000-0000-7000-8000-0000000000b1";
const CONTACT: &str = "00000000-0000-7000-8000-0000000000c1";

/// A lead about which everything is known that can be said of one.
fn whole_lead() -> Json {
    json!({
        "lead_id": LEAD, "company": "Nordwind Textiles", "person_name": "Ann Berg",
        "email": "ann@nordwind.com", "phone": "+86 10 6552 9988", "title": "Buyer",
        "seniority": "decision_maker", "industry": "textiles", "company_size": 120,
        "region": "华东", "source": "fair", "interest": "dyeing line", "product": "Loom 3",
        "use_case": "dyeing without water", "persona": "user",
        "budget": {"amount": "150000.00", "currency": "CNY"},
        "partner": {"account_id": PARTNER, "commission": "7.5"},
        "utm": {"source": "newsletter"}, "consent": {"marketing": "explicit"},
        "owner_id": OWNER, "external_id": {"system": "erp", "id": "L-1"},
    })
}

fn sql(lead: Json) -> Bench {
    let mut bench = Bench::new();
    let partner = json!({"account_id": PARTNER, "name": "Loom Traders"});
    bench.run("CreateAccount", partner).unwrap();
    bench.run("CreateLead", lead).unwrap();
    let sql = json!({"lead_id": LEAD, "level": "sql", "checklist": five()});
    bench.run("QualifyLead", sql).unwrap();
    bench
}

/// The data of the event of a type that a command left.
fn made(bench: &mut Bench, command: &str, body: Json, event: &str) -> Json {
    let answer = bench.run(command, body).unwrap_or_else(|problem| panic!("{problem:?}"));
    let events = answer["events"].as_array().unwrap();
    events.iter().find(|made| made["type"] == event).unwrap()["data"].clone()
}

fn without(mut data: Json, fields: &[&str]) -> Json {
    for field in fields {
        data.as_object_mut().unwrap().remove(*field);
    }
    data
}

/// Events and the fields there; or why it goes nowhere.
type Place = Result<&'static [(&'static str, &'static str)], &'static str>;

/// Where each field of a lead goes.
const GOES: &[(&str, Place)] = &[
    ("company", Ok(&[("AccountCreated", "name")])),
    ("industry", Ok(&[("AccountCreated", "industry")])),
    ("company_size", Ok(&[("AccountCreated", "size")])),
    ("region", Ok(&[("AccountCreated", "region"), ("OpportunityOpened", "region")])),
    ("interest", Ok(&[("AccountCreated", "need")])),
    ("product", Ok(&[("OpportunityOpened", "product")])),
    ("use_case", Ok(&[("OpportunityOpened", "use_case")])),
    ("partner", Ok(&[("OpportunityOpened", "partner")])),
    ("budget", Err("what they could spend is not what the deal would bring, which is asked for")),
    ("persona", Err("is asked of a lead, and stays with it; a contact has a part in decisions")),
    ("source", Ok(&[("OpportunityOpened", "source")])),
    ("seniority", Ok(&[("ContactCreated", "decision_role")])),
    ("owner_id", Ok(&[("AccountCreated", "owner_id"), ("OpportunityOpened", "owner_id")])),
    (
        "lead_id",
        Ok(&[
            ("AccountCreated", "from_lead_id"),
            ("ContactCreated", "from_lead_id"),
            ("OpportunityOpened", "lead_id"),
        ]),
    ),
    ("person_name", Err("sealed: the contact is the same person and takes the box's content")),
    ("email", Err("sealed, and a key of the contact; its domain is the account's")),
    ("phone", Err("sealed, and a key of the contact")),
    ("title", Err("sealed, with the contact")),
    ("utm", Err("how they came stays with the lead, which the deal names")),
    ("consent", Err("given by the person, and read where it was given")),
    ("follows_lead_id", Err("says what the lead follows, not what comes of it")),
    ("external_id", Err("names the lead in another system, and nothing else there")),
    ("custom", Err("each to the field with its key and type, see a_conversion_carries_over…")),
    ("on_duplicate", Err("is about the command")),
];

#[test]
fn every_field_of_a_lead_goes_somewhere_or_it_is_said_why_not() {
    let schema = Command::schema("CreateLead").unwrap();
    for field in schema["properties"].as_object().unwrap().keys() {
        assert!(GOES.iter().any(|(name, _)| name == field), "nobody says where {field} goes");
    }
    let mut bench = sql(whole_lead());
    let answer = bench.run("ConvertLead", convert(true)).unwrap();
    let events = answer["events"].as_array().unwrap();
    for (field, places) in GOES {
        for (event, to) in places.unwrap_or_default() {
            let made = events.iter().find(|made| made["type"] == *event).unwrap();
            let sent = whole_lead()[*field].clone();
            let sent = if sent == "华东" { json!("east") } else { sent };
            assert_eq!(made["data"][*to], sent, "{field} → {event}.{to}");
        }
    }
    let account = &events.iter().find(|made| made["type"] == "AccountCreated").unwrap()["data"];
    assert_eq!(account["domain"], "nordwind.com");
}

#[test]
fn who_prepares_decisions_has_no_role_as_shipped() {
    let lead = |seniority: &str| {
        let mut lead = whole_lead();
        lead["seniority"] = seniority.into();
        lead
    };
    for seniority in ["mid_level", "other"] {
        let contact =
            made(&mut sql(lead(seniority)), "ConvertLead", convert(false), "ContactCreated");
        assert_eq!(contact["decision_role"], Json::Null, "{seniority}");
    }
}

#[test]
fn an_account_is_the_same_from_a_conversion_as_from_its_own_command() {
    let fields = json!({
        "name": "Acme Works Ltd", "industry": " textiles ", "size": 80, "region": "华东",
        "grade": "B", "tags": ["export", "fair", "export"], "website": "https://www.acme-works.com",
        "phone": "010 6552 9988", "address": "1 Main Street", "need": "yarn",
        "life_cycle": "prospect", "external_id": {"system": "erp", "id": "A-1"},
    });
    // The lead has nothing that an account could take over.
    let bare =
        json!({"lead_id": LEAD, "person_name": "Ann", "email": "ann@gmail.com", "source": "web"});
    let mut account = fields.clone();
    account["account_id"] = ACCOUNT.into();
    let alone = made(&mut Bench::new(), "CreateAccount", account, "AccountCreated");
    let body = json!({"lead_id": LEAD, "contact": {"mode": "none"},
        "account": {"mode": "create", "id": ACCOUNT, "fields": fields}});
    let converted = made(&mut sql(bare), "ConvertLead", body, "AccountCreated");
    assert_eq!(alone["region"], "east");
    assert_eq!(alone["domain"], "acme-works.com");
    assert_eq!(without(converted, &["from_lead_id"]), alone);
}

#[test]
fn a_contact_is_the_same_from_a_conversion_as_from_its_own_command() {
    let fields = json!({"person_name": "Bob", "email": "bob@gmail.com", "title": "Head",
        "decision_role": "influencer", "influence": "high", "main": true,
        "external_id": {"system": "erp", "id": "C-1"}});
    let account = json!({"account_id": ACCOUNT, "name": "Acme Works Ltd"});
    let mut contact = fields.clone();
    contact["account_id"] = ACCOUNT.into();
    let mut bench = Bench::new();
    bench.run("CreateAccount", account.clone()).unwrap();
    let alone = made(&mut bench, "CreateContact", contact, "ContactCreated");
    let bare = json!({"lead_id": LEAD, "person_name": "Ann", "phone": "010 6552 9988",
        "source": "web"});
    let mut bench = sql(bare);
    bench.run("CreateAccount", account).unwrap();
    let body = json!({"lead_id": LEAD, "account": {"mode": "use", "id": ACCOUNT},
        "contact": {"mode": "create", "fields": fields}});
    let converted = made(&mut bench, "ConvertLead", body, "ContactCreated");
    // It is the lead's person, has the lead's phone number, and is found by it, too.
    let own = ["from_lead_id", "person_id", "keys", "personal"];
    assert_eq!(without(converted, &own), without(alone, &own));
}

#[test]
fn a_new_main_contact_ends_the_old_ones_part() {
    let mut bench = with_sql_lead();
    bench.run("CreateAccount", json!({"account_id": ACCOUNT, "name": "Acme Works Ltd"})).unwrap();
    let main = json!({"contact_id": CONTACT, "account_id": ACCOUNT, "person_name": "Bob",
        "main": true});
    bench.run("CreateContact", main).unwrap();
    let body = json!({"lead_id": LEAD, "account": {"mode": "use", "id": ACCOUNT},
        "contact": {"mode": "create", "fields": {"person_name": "Ann", "main": true,
            "reports_to": CONTACT}}});
    let events = bench.events("ConvertLead", body);
    assert_eq!(events, ["LeadConverted", "ContactCreated", "ContactUpdated"]);
}

#[test]
fn fields_of_a_conversion_are_checked_like_those_of_their_own_commands() {
    let rows = [
        (
            json!({"account": {"mode": "create", "fields": {"grade": "Z", "life_cycle": "asleep"}},
                "contact": {"mode": "create", "fields": {"person_name": "Ann",
                    "decision_role": "boss"}}}),
            "invalid account.fields.grade,account.fields.life_cycle,contact.fields.decision_role",
        ),
        (
            json!({"account": {"mode": "create", "fields": {"domain": "gmail.com"}}}),
            "invalid account.fields.domain",
        ),
        (
            json!({"account": {"mode": "create", "fields": {"parent_id": CONTACT}}}),
            "unknown-reference account.fields.parent_id",
        ),
        (
            json!({"account": {"mode": "create"},
                "contact": {"mode": "create", "fields": {"person_name": "Ann",
                    "reports_to": CONTACT}}}),
            "unknown-reference contact.fields.reports_to",
        ),
    ];
    for (mut body, expected) in rows {
        body["lead_id"] = LEAD.into();
        let problem = with_sql_lead().run("ConvertLead", body).unwrap_err();
        let named: Vec<_> = problem.errors.iter().map(|e| e.field.as_str()).collect();
        let slug = problem.kind.trim_start_matches("/problems/");
        assert_eq!(format!("{slug} {}", named.join(",")), expected);
    }
}

#[test]
fn a_deal_is_opened_with_everything_that_is_known_of_it() {
    let mut body = convert(true);
    let known = json!({"region": "华南", "competitors": ["Rival"], "buying_motives": ["speed"],
        "next_step": "demo", "next_step_on": "2026-03-09", "in_pipeline": false,
        "external_id": {"system": "erp", "id": "O-1"}});
    for (field, value) in known.as_object().unwrap() {
        body["opportunity"][field] = value.clone();
    }
    let mut bench = sql(whole_lead());
    let mut deal = made(&mut bench, "ConvertLead", body.clone(), "OpportunityOpened");
    assert_eq!((&deal["region"], &deal["as_written"]["region"]), (&json!("south"), &json!("华南")));
    deal["region"] = "华南".into();
    for (field, value) in known.as_object().unwrap() {
        assert_eq!(deal[field], *value, "{field}");
    }
    let second = json!({"lead_id": CONTACT, "company": "Other", "email": "x@other.com",
        "source": "web"});
    bench.run("CreateLead", second).unwrap();
    let sql = json!({"lead_id": CONTACT, "level": "sql", "checklist": five()});
    bench.run("QualifyLead", sql).unwrap();
    body["lead_id"] = CONTACT.into();
    assert_eq!(bench.refusal("ConvertLead", body), "duplicate-opportunity");
}

#[test]
fn the_owner_is_the_given_one_else_by_the_order_of_the_rules() {
    const ELSE: &str = "00000000-0000-7000-8000-0000000000bb";
    const GIVEN: &str = "00000000-0000-7000-8000-0000000000cc";
    let owner = |rules: Json, given: Json| {
        let mut bench = with_sql_lead();
        let account = json!({"account_id": ACCOUNT, "name": "Acme Works Ltd", "owner_id": ELSE});
        bench.run("CreateAccount", account).unwrap();
        bench.run("DefineConversionRules", json!({"owner_from": rules})).unwrap();
        let mut body = convert(true);
        body["account"] = json!({"mode": "use", "id": ACCOUNT});
        body["owner_id"] = given;
        made(&mut bench, "ConvertLead", body, "OpportunityOpened")["owner_id"].clone()
    };
    assert_eq!(owner(json!(["lead", "account"]), Json::Null), OWNER);
    assert_eq!(owner(json!(["account", "lead"]), Json::Null), ELSE);
    assert_eq!(owner(json!(["account", "lead"]), json!(GIVEN)), GIVEN);
    assert_eq!(owner(json!([]), Json::Null), Json::Null);
}

#[test]
fn a_deal_that_names_no_place_goes_where_the_rules_say() {
    let placed = |rule: Json, named: Json| {
        let mut bench = with_sql_lead();
        bench.run("DefineConversionRules", json!({"opportunity": rule})).unwrap();
        let mut body = convert(true);
        for (field, value) in named.as_object().unwrap() {
            body["opportunity"][field] = value.clone();
        }
        let deal = made(&mut bench, "ConvertLead", body, "OpportunityOpened");
        (deal["pipeline"].clone(), deal["stage"].clone())
    };
    let rule = || json!({"pipeline": "template", "stage": "interested"});
    assert_eq!(placed(rule(), json!({})), (json!("template"), json!("interested")));
    let standard = json!({"pipeline": "standard"});
    assert_eq!(placed(rule(), standard), (json!("standard"), json!("first_contact")));
    assert_eq!(placed(json!({}), json!({})), (json!("standard"), json!("first_contact")));
}

#[test]
fn a_conversion_looks_for_its_account_under_the_dictionary_s_region() {
    let mut bench = sql(json!({"lead_id": LEAD, "company": "Acme Works", "source": "web",
        "email": "ann@gmail.com", "region": "华东"}));
    let known = json!({"account_id": ACCOUNT, "name": "ACME Works", "region": "east"});
    bench.run("CreateAccount", known).unwrap();
    let found = made(&mut bench, "ConvertLead", convert(false), "LeadConverted");
    assert_eq!(found["account"], json!({"id": ACCOUNT, "mode": "match"}));
}
