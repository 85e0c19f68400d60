//! What a conversion makes is refused for what the commands are refused for that make such a record
//! alone, and everything that is wrong with a conversion is told at once.

use event_schema::command::Command;
use event_schema::problem::Problem;
use serde_json::{Value as Json, json};

use super::{LEAD, five};
use crate::bench::{Bench, now};

const ACCOUNT: &str = "00000000-0000-7000-8000-0000000000a1";
const HELD: &str = "00000000-0000-7000-8000-0000000000a2";
const BOB: &str = "00000000-0000-7000-8000-0000000000c2";
const NOBODY: &str = "00000000-0000-7000-8000-0000000000ff";

/// An account with a contact, and a sales-qualified lead that has nothing to give to either.
fn bench() -> Bench {
    let mut bench = Bench::new();
    let steps = [
        (
            "CreateAccount",
            json!({"account_id": HELD, "name": "Acme Works Ltd", "region": "east",
            "domain": "acme-works.com", "external_id": {"system": "erp", "id": "A-1"}}),
        ),
        (
            "CreateContact",
            json!({"contact_id": BOB, "account_id": HELD, "person_name": "Bob",
            "email": "bob@gmail.com", "phone": "010 6552 9988",
            "external_id": {"system": "erp", "id": "C-1"}}),
        ),
        ("CreateAccount", json!({"account_id": ACCOUNT, "name": "Rival"})),
        (
            "CreateLead",
            json!({"lead_id": LEAD, "company": "-", "email": "x@gmail.com",
            "source": "web"}),
        ),
        ("QualifyLead", json!({"lead_id": LEAD, "level": "sql", "checklist": five()})),
        ("DefineConversionRules", json!({"mapping": {}})),
    ];
    for (command, body) in steps {
        bench.run(command, body).unwrap();
    }
    bench
}

/// Why a command is refused, by its body or by its decider; nothing if it isn't.
fn refused(command: &str, body: &Json) -> Option<Problem> {
    let mut bench = bench();
    let book = bench.writer.book();
    let locale = book.tenant(now()).unwrap().body.locale();
    let object = body.as_object().unwrap().clone();
    match Command::read(command, object.into(), &locale).unwrap() {
        Err(faults) => Some(faults.problem()),
        Ok(_) => bench.run(command, body.clone()).err().map(|problem| *problem),
    }
}

/// What a problem says, with the paths below `at`.
fn said(problem: Option<Problem>, at: &str) -> String {
    let Some(problem) = problem else { return "done".into() };
    let field = |field: &str| field.strip_prefix(at).unwrap_or(field).to_owned();
    let errors = problem.errors.iter().map(|e| format!("{} {}", field(&e.field), e.code));
    let held = problem.conflicts_with.iter().map(|c| format!("{} {}", c.stream.id, c.key));
    let mut said: Vec<_> = errors.chain(held).collect();
    said.sort();
    format!("{} {}: {}", problem.status, problem.kind, said.join(", "))
}

/// The same fields both ways, which must be refused alike, or not at all.
fn check(command: &str, part: &str, rows: &[(Json, bool)], whole: impl Fn(&Json) -> (Json, Json)) {
    for (fields, legal) in rows {
        let (alone, converted) = whole(fields);
        let alone = said(refused(command, &alone), "");
        let converted = said(refused("ConvertLead", &converted), &format!("{part}.fields."));
        assert_eq!(converted, alone, "{fields}");
        assert_eq!(alone == "done", *legal, "{fields}: {alone}");
    }
}

#[test]
fn an_account_is_refused_in_a_conversion_for_what_create_account_refuses() {
    let named = |more: Json| {
        let mut fields = json!({"name": "New Works"});
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        fields
    };
    let rows = [
        (named(json!({})), true),
        (json!({}), false),
        (json!({"name": "x".repeat(121)}), false),
        (named(json!({"website": "w".repeat(201), "phone": "none", "size": -1})), false),
        (named(json!({"tags": ["x".repeat(51)]})), false),
        (named(json!({"grade": "Z", "life_cycle": "asleep", "parent_id": NOBODY})), false),
        (named(json!({"parent_id": NOBODY})), false),
        (named(json!({"domain": "gmail.com", "parent_id": NOBODY})), false),
        (named(json!({"domain": "nowhere"})), false),
        (named(json!({"domain": "shop.acme-works.com"})), false),
        (named(json!({"website": "https://acme-works.com/shop"})), false),
        (named(json!({"external_id": {"system": "erp", "id": "A-1"}})), false),
        (json!({"name": "ACME Works, Ltd.", "region": "华东"}), false),
        (json!({"name": "ACME Works, Ltd.", "region": "west"}), true),
        (json!({"name": "Acme Works Ltd", "region": "east", "domain": "acme-works.com"}), false),
    ];
    check("CreateAccount", "account", &rows, |fields| {
        let account = json!({"mode": "create", "fields": fields});
        let converted = json!({"lead_id": LEAD, "account": account, "contact": {"mode": "none"}});
        (fields.clone(), converted)
    });
}

#[test]
fn a_contact_is_refused_in_a_conversion_for_what_create_contact_refuses() {
    let rows = |at_bob_s: bool| {
        [
            (json!({"person_name": "Cid"}), true),
            (json!({}), false),
            (json!({"person_name": "x".repeat(51), "email": "nowhere", "phone": "1"}), false),
            (json!({"person_name": "Cid", "decision_role": "boss", "reports_to": NOBODY}), false),
            (json!({"person_name": "Cid", "influence": "huge"}), false),
            (json!({"person_name": "Cid", "preferences": "x".repeat(201)}), false),
            (json!({"person_name": "Cid", "reports_to": BOB}), at_bob_s),
            (json!({"person_name": "Cid", "email": "bob@gmail.com"}), !at_bob_s),
            (json!({"person_name": "Cid", "phone": "+86 10 6552 9988"}), !at_bob_s),
            (json!({"person_name": "Cid", "external_id": {"system": "erp", "id": "C-1"}}), false),
        ]
    };
    for (account, at_bob_s) in [(HELD, true), (ACCOUNT, false)] {
        check("CreateContact", "contact", &rows(at_bob_s), |fields| {
            let mut alone = fields.clone();
            alone["account_id"] = account.into();
            let converted = json!({"lead_id": LEAD, "account": {"mode": "use", "id": account},
                "contact": {"mode": "create", "fields": fields}});
            (alone, converted)
        });
    }
}

/// A conversion of which every part is wrong.
fn all_wrong() -> Json {
    json!({"lead_id": LEAD,
        "account": {"mode": "create",
            "fields": {"grade": "Z", "domain": "gmail.com", "parent_id": NOBODY}},
        "contact": {"mode": "create", "fields": {"decision_role": "boss", "reports_to": NOBODY}},
        "opportunity": {"name": "Deal", "expected_close": "2026-06-30", "stage": "nowhere",
            "amount": {"amount": "1000.00", "currency": "CNY"}}})
}

const ALL: [&str; 8] = [
    "account.fields.domain bad-domain",
    "account.fields.grade unknown-value",
    "account.fields.name missing",
    "account.fields.parent_id unknown",
    "contact.fields.decision_role unknown-value",
    "contact.fields.person_name missing",
    "contact.fields.reports_to unknown",
    "opportunity.stage unknown",
];

#[test]
fn everything_that_is_wrong_with_a_conversion_is_told_at_once() {
    let told = said(refused("ConvertLead", &all_wrong()), "");
    assert_eq!(told, format!("422 /problems/invalid: {}", ALL.join(", ")));
}

#[test]
fn unmet_criteria_name_the_problem_and_what_else_is_wrong_stands_beside_them() {
    let mut bench = bench();
    bench.run("NurtureLead", json!({"lead_id": LEAD})).unwrap();
    let problem = *bench.run("ConvertLead", all_wrong()).unwrap_err();
    assert!(problem.detail.contains("NurtureLead"), "{problem:?}");
    let told = said(Some(problem), "");
    assert_eq!(told, format!("422 /problems/unmet-criteria: {}, state unmet", ALL.join(", ")));
}

#[test]
fn what_names_nothing_alone_is_an_unknown_reference_and_what_is_held_is_told_last() {
    let mut body = json!({"lead_id": LEAD, "account": {"mode": "use", "id": NOBODY},
        "contact": {"mode": "use", "id": NOBODY}});
    assert_eq!(
        said(refused("ConvertLead", &body), ""),
        "422 /problems/unknown-reference: account.id unknown, contact.id unknown"
    );
    body["account"] = json!({"mode": "create",
        "fields": {"name": "New", "domain": "acme-works.com"}});
    body["contact"] = json!({"mode": "create", "id": BOB, "fields": {"person_name": "Cid"}});
    assert_eq!(
        said(refused("ConvertLead", &body), ""),
        format!("409 /problems/duplicate-account: {HELD} domain, {BOB} id")
    );
}

#[test]
fn a_deal_is_told_of_its_account_and_its_place_before_of_its_id() {
    let deal = json!({"opportunity_id": NOBODY, "account_id": ACCOUNT, "name": "Deal",
        "expected_close": "2026-06-30", "amount": {"amount": "1.00", "currency": "CNY"}});
    let mut bench = bench();
    bench.run("OpenOpportunity", deal.clone()).unwrap();
    let mut wrong = deal.clone();
    (wrong["account_id"], wrong["stage"]) = (NOBODY.into(), "nowhere".into());
    let problem = *bench.run("OpenOpportunity", wrong).unwrap_err();
    assert_eq!(
        said(Some(problem), ""),
        "422 /problems/unknown-reference: account_id unknown, stage unknown"
    );
    assert_eq!(bench.refusal("OpenOpportunity", deal), "duplicate-opportunity");
}
