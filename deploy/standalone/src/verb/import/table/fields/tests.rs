use std::collections::BTreeSet;

use event_schema::command::Command;
use serde_json::json;

use super::super::kind::LEADS;
use super::*;

fn of(command: &str) -> Fields {
    Fields::of(&Command::schema(command).unwrap())
}

#[test]
fn a_header_means_a_field_however_it_is_written() {
    let fields = of("CreateLead");
    for (header, path) in [
        ("Company", "company"),
        ("COMPANY SIZE", "company_size"),
        ("company-size", "company_size"),
        ("E-Mail", "email"),
        ("mobile", "phone"),
        ("Full name", "person_name"),
        ("Organization", "company"),
        ("utm.source", "utm.source"),
        ("utm_source", "utm.source"),
        ("Consent.Marketing", "consent.marketing"),
        ("external_id.id", "external_id.id"),
    ] {
        let meant = fields.meant(header, LEADS.aliases).map(|field| field.path.as_str());
        assert_eq!(meant, Some(path), "{header}");
    }
    assert_eq!(fields.meant("Shoe size", LEADS.aliases), None);
}

#[test]
fn no_two_fields_are_meant_by_one_header() {
    for command in Command::NAMES {
        let fields = of(command);
        let names: BTreeSet<_> = fields.all.iter().map(|field| plain(&field.path)).collect();
        assert_eq!(names.len(), fields.all.len(), "{command}");
    }
    for (alias, path) in LEADS.aliases {
        assert!(of("CreateLead").get(path).is_some(), "{alias} means {path}, which isn't there");
    }
}

#[test]
fn the_description_says_what_a_cell_becomes() {
    let fields = of("CreateLead");
    let cell = |path: &str| fields.get(path).unwrap().cell.clone();
    assert_eq!(cell("company_size"), Cell::Number);
    assert_eq!(cell("seniority"), Cell::Text);
    assert_eq!(cell("consent.captured_at"), Cell::Text);
    let schema = json!({"type": "object", "properties": {
        "tags": {"type": ["array", "null"], "items": {"type": "string"}},
        "vip": {"anyOf": [{"type": "boolean"}, {"type": "null"}]},
        "rate": {"anyOf": [{"type": "number"}, {"type": "string"}]},
        "free": {"type": "object", "additionalProperties": {"type": "string"}},
    }});
    let fields = Fields::of(&schema);
    assert_eq!(fields.get("tags").unwrap().cell, Cell::List(Box::new(Cell::Text)));
    assert_eq!(fields.get("vip").unwrap().cell, Cell::Boolean);
    assert_eq!(fields.get("rate").unwrap().cell, Cell::Text);
    assert_eq!(fields.get("free"), None, "a cell can't name the parts of it");
}

#[test]
fn money_is_two_columns() {
    let fields = of("OpenOpportunity");
    for (header, path) in [
        ("amount", "amount.amount"),
        ("Currency", "amount.currency"),
        ("amount.amount", "amount.amount"),
    ] {
        assert_eq!(fields.meant(header, &[]).unwrap().path, path, "{header}");
    }
}

#[test]
fn what_a_taken_part_needs_is_missed() {
    let fields = of("CreateLead");
    let missing = |taken: &[&'static str]| fields.missing(&taken.iter().copied().collect());
    assert_eq!(missing(&["company"]), ["source"]);
    assert_eq!(missing(&["source", "external_id.id"]), ["external_id.system"]);
    assert!(missing(&["source", "utm.term"]).is_empty());
    let missing = of("OpenOpportunity");
    let missing = missing.missing(&BTreeSet::new());
    assert!(missing.contains(&"amount.amount") && missing.contains(&"account_id"), "{missing:?}");
}
