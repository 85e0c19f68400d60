//! Answers as JSON, held against their own description.

use event_schema::id::PersonId;
use projection_service::query::{
    Cycle, DealFigures, Filled, Idle, LeadStage, LeadState, LeadSummary, LeadView, OpenFunnel,
    OpenStage, Person, Score, StageConversion, StageTime,
};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::body::{self, Definitions, Described, Lead};

/// The JSON of a body; fails if its fields aren't exactly those that its schema describes.
fn check<B: Described + serde::Serialize>(body: &B) -> Json {
    let mut definitions = Definitions::new();
    let schema = B::schema(&mut definitions);
    let json = serde_json::to_value(body).unwrap();
    matches(&json, &schema, &definitions, "body");
    json
}

fn matches(json: &Json, schema: &Json, definitions: &Definitions, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return matches(json, &definitions[name], definitions, at);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        if !json.is_null() {
            matches(json, &choices[0], definitions, at);
        }
        return;
    }
    match json {
        Json::Object(fields) if schema.get("properties").is_some() => {
            let described: Vec<&String> =
                schema["properties"].as_object().unwrap().keys().collect();
            let written: Vec<&String> = fields.keys().collect();
            assert_eq!(written, described, "{at}");
            for (name, value) in fields {
                matches(value, &schema["properties"][name], definitions, &format!("{at}.{name}"));
            }
        }
        Json::Array(items) => {
            items.iter().for_each(|item| matches(item, &schema["items"], definitions, at));
        }
        _ => {}
    }
}

fn person(sealed: bool) -> Person {
    let shown = |text: &str| (!sealed).then(|| text.to_owned());
    Person {
        person_id: PersonId(Uuid::nil()),
        sealed,
        person_name: shown("Ada Sun"),
        email: shown("ada@lumen.example"),
        phone: None,
        title: None,
        note: None,
        style: None,
        preferences: None,
        decision_factors: None,
        feedback: None,
        next_action: None,
        custom: Default::default(),
    }
}

fn lead(sealed: bool) -> LeadView {
    let at = "2026-05-01T00:00:00Z".parse().unwrap();
    LeadView {
        summary: LeadSummary {
            id: Uuid::nil(),
            revision: 3,
            state: LeadState::MeetingBooked,
            coarse_state: "following_up".into(),
            company: Some("Lumen Optics".into()),
            person: person(sealed),
            source: "webinar".into(),
            region: None,
            product: None,
            owner_id: None,
            external_id: None,
            custom: Default::default(),
            score: Score { fit: 40, behaviour: 15, total: 55 },
            priority: "medium".into(),
            band: "warm".into(),
            next_action_at: None,
            next_step_due_at: None,
            completeness: Filled::default(),
            created_at: at,
            updated_at: at,
        },
        seniority: None,
        industry: None,
        company_size: Some(120),
        interest: None,
        use_case: None,
        budget: None,
        persona: None,
        partner: None,
        utm: vec![("source".into(), "search".into())],
        mailbox: Some("corporate".into()),
        domain: None,
        consent_marketing: Some("explicit".into()),
        consent_phone: None,
        consent_text_version: None,
        consent_captured_at: None,
        follows_lead_id: None,
        explanation: Vec::new(),
        stages: vec![StageTime { stage: LeadStage::Lead, at }],
        disqualified_reason: None,
        recycled_reason: None,
        last_activity_at: at,
        assignment: None,
        contacts: 0,
        last_contact: None,
        questionnaires: Vec::new(),
        contact_plan: None,
        duplicates: Vec::new(),
        matches: Vec::new(),
        merged_ids: Vec::new(),
        account_id: None,
        contact_id: None,
        opportunity_id: None,
    }
}

#[test]
fn a_lead_is_flat_and_says_its_revision() {
    let json = check(&Lead::from(lead(false)));
    assert_eq!(json["revision"], 3);
    assert_eq!(json["state"], "meeting_booked");
    assert_eq!(json["email"], "ada@lumen.example");
    assert_eq!(json["sealed"], false);
    assert_eq!(json["stages"], json!([{"stage": "lead", "at": "2026-05-01T00:00:00.000000Z"}]));
    assert_eq!(json["utm"], json!({"source": "search"}));
    assert_eq!(json["consent"]["marketing"], "explicit");
}

#[test]
fn sealed_personal_fields_are_null() {
    let json = check(&Lead::from(lead(true)));
    assert_eq!(json["sealed"], true);
    assert_eq!((&json["email"], &json["person_name"]), (&Json::Null, &Json::Null));
    assert_eq!(json["company"], "Lumen Optics");
}

fn figures() -> DealFigures {
    let conversion = StageConversion {
        pipeline: "standard".into(),
        from: "proposal".into(),
        to: "negotiation".into(),
        entered: 2,
        passed: 1,
        rate: Some(0.5),
        target: Some(0.75),
        median_seconds: Some(60.0),
        p90_seconds: None,
    };
    DealFigures {
        conversion: vec![conversion],
        end_to_end: Vec::new(),
        dwell: Vec::new(),
        push_rate: None,
        idle: Idle { median_days: Some(2.5), over: 1 },
        won_by_reason: Vec::new(),
        lost_by_reason: Vec::new(),
        win_rate: None,
        average_deal_size: vec![("CNY".into(), "10.005".parse().unwrap())],
        cycle: Cycle { median_days: None, target_days: Some(28) },
        sources: Vec::new(),
    }
}

#[test]
fn sums_are_rounded_to_the_currency_once() {
    let sum = |currency: &str, text: &str| (currency.to_owned(), text.parse::<Decimal>().unwrap());
    let stage = OpenStage {
        pipeline: "standard".into(),
        stage: "proposal".into(),
        count: 2,
        amount: vec![sum("CNY", "1200.5"), sum("JPY", "90")],
        weighted: vec![sum("CNY", "300.125"), sum("JPY", "22.5")],
    };
    let funnel = OpenFunnel { stages: vec![stage], groups: Vec::new(), figures: figures() };
    let json = check(&body::OpenFunnel::from(funnel));
    assert_eq!(json["stages"][0]["amount"][0], json!({"amount": "1200.50", "currency": "CNY"}));
    assert_eq!(json["stages"][0]["weighted"][0]["amount"], "300.13");
    assert_eq!(json["stages"][0]["weighted"][1]["amount"], "23");
    assert_eq!(json["average_deal_size"][0]["amount"], "10.01");
    assert_eq!((&json["idle"]["over"], &json["win_rate"]), (&json!(1), &Json::Null));
}
