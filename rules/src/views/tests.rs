//! What is read, and how faults are named.

use event_schema::Timestamp;
use event_schema::event::{SettingDefined, SettingKind};
use serde_json::{Value, json};

use super::*;
use crate::settings::Book;
use crate::zone::Zone;

/// A tenant's own fields of leads and of beds, in two versions.
fn own() -> CustomColumns {
    let mut book = Book::default();
    let mut define = |key: &str, fields: Value| {
        let key = key.parse().unwrap();
        let defined = SettingDefined {
            kind: SettingKind::Fields,
            key,
            version: book.next_version(SettingKind::Fields, key),
            effective_from: None,
            shipped: false,
            body: json!({ "fields": fields }),
        };
        book.apply(&defined, Timestamp::from_micros(1));
    };
    let field = |key: &str, kind: &str| json!({"key": key, "type": kind});
    let old = field("kind", "text");
    define("lead", json!([old]));
    let mut gone = old;
    gone["removed"] = json!(true);
    define(
        "lead",
        json!([gone, field("beds", "number"), field("rate", "decimal"), field("since", "date"),
            field("night", "flag"), {"key": "site", "type": "record", "of": "account"},
            {"key": "diet", "type": "text", "personal": true}]),
    );
    define("bed", json!([field("size", "number")]));
    CustomColumns::of(&book)
}

#[test]
fn a_field_of_ones_own_is_asked_for_as_what_it_holds() {
    let json = |field: &str, test: Value| {
        let mut json = test;
        json["field"] = json!(format!("custom.{field}"));
        json
    };
    let id = "0198c0de-0000-7000-8000-000000000001";
    for (field, test) in [
        ("kind", json!({"like": "hos*"})),
        ("beds", json!({"from": 10, "to": 20})),
        ("rate", json!({"is": "12.5"})),
        ("since", json!({"to": {"ago": "90d"}})),
        ("night", json!({"is": true})),
        ("site", json!({"in": [id]})),
        ("site", json!({"absent": true})),
    ] {
        assert_eq!(faults(List::Leads, &json(field, test)), [""; 0], "{field}");
    }
    for (field, test, fault) in [
        ("colour", json!({"is": "red"}), "field unknown-value"),
        ("size", json!({"is": 1}), "field unknown-value"),
        ("diet", json!({"absent": true}), "field sealed"),
        ("beds", json!({"is": "many"}), "is bad-value"),
        ("kind", json!({"from": "a"}), " bad-value"),
        ("site", json!({"is": "x"}), "is bad-value"),
    ] {
        assert_eq!(faults(List::Leads, &json(field, test)), [fault], "{field}");
    }
    let told = read(List::Leads, &json("x", json!({"is": 1})), Zone::UTC, &own()).unwrap_err();
    assert!(told[0].message.contains("custom.beds"), "{}", told[0].message);
    assert!(!told[0].message.contains("custom.diet"), "{}", told[0].message);
}

#[test]
fn a_list_is_sorted_by_a_field_of_ones_own_that_has_an_order() {
    let order = |list, text| Order::read(list, text, &own()).map_err(|bad| bad.code());
    assert_eq!(
        order(List::Leads, "-custom.beds"),
        Ok(Order { field: "custom.beds".into(), descending: true })
    );
    assert!(
        order(List::Leads, "custom.rate").is_ok() && order(List::Leads, "custom.since").is_ok()
    );
    assert_eq!(order(List::Leads, "custom.kind"), Err("unknown-value"));
    assert_eq!(order(List::Accounts, "custom.beds"), Err("unknown-value"));
    assert_eq!(order(List::Leads, "custom.diet"), Err("sealed"));
}

#[test]
fn records_have_the_fields_of_their_object() {
    let json = json!({"field": "custom.size", "is": 2});
    let of = |object: Option<&str>| own().of_object(object.map(|key| key.parse().unwrap()));
    let reads = |object| read(List::Records, &json, Zone::UTC, &of(object)).is_ok();
    assert!(reads(Some("bed")) && !reads(Some("ward")) && !reads(None));
}

fn faults(list: List, json: &Value) -> Vec<String> {
    let faults = read(list, json, Zone::UTC, &own()).err().unwrap_or_default();
    faults.into_iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect()
}

#[test]
fn a_condition_is_read_whole() {
    let json = json!({"all": [
        {"field": "region", "is": "east"},
        {"any": [{"field": "grade", "in": ["A", "B"]}, {"field": "tags", "like": "key*"}]},
        {"not": {"field": "created_at", "from": "2026-01-01", "to": {"ago": "90d"}}},
        {"has": "opportunities", "such": {"field": "state", "is": "won"}, "min": 2},
        {"field": "owner", "absent": false},
    ]});
    let word = |word: &str| Operand::Word(word.into());
    let is = |name: &str, test| Condition::Field { name: name.into(), test };
    let expected = Condition::All(vec![
        is("region", Test::In(vec![word("east")])),
        Condition::Any(vec![
            is("grade", Test::In(vec![word("A"), word("B")])),
            is("tags", Test::Like("key*".into())),
        ]),
        Condition::Not(Box::new(is(
            "created_at",
            Test::Range {
                from: Some(Operand::Time("2026-01-01T00:00:00Z".parse().unwrap())),
                to: Some(Operand::Ago(90 * 86_400)),
            },
        ))),
        Condition::Has(Related {
            relation: "opportunities".into(),
            such: Some(Box::new(is("state", Test::In(vec![word("won")])))),
            min: 2,
        }),
        Condition::Not(Box::new(is("owner", Test::Absent))),
    ]);
    assert_eq!(read(List::Accounts, &json, Zone::UTC, &own()), Ok(expected));
}

#[test]
fn every_fault_is_named_by_its_path() {
    let json = json!({"all": [
        {"field": "colour", "is": "red"},
        {"field": "region", "from": "a"},
        {"field": "score", "is": "seven"},
        {"field": "score", "is": 7, "in": [7]},
        {"field": "owner", "in": ["x"]},
        {"field": "created_at", "to": "2026-01-01T00:00:00"},
        {"field": "created_at", "to": {"ago": "soon"}},
        {"has": "children"},
        {"any": {}},
        {"none": []},
        {"not": {"all": [], "any": []}},
        7,
    ]});
    assert_eq!(
        faults(List::Leads, &json),
        [
            "all[0].field unknown-value",
            "all[1] bad-value",
            "all[2].is bad-value",
            "all[3] missing",
            "all[4].in[0] bad-value",
            "all[5].to bad-value",
            "all[6].to bad-value",
            "all[7].has unknown-value",
            "all[8].any wrong-type",
            "all[9] missing",
            "all[10].not.any unknown",
            "all[11] wrong-type",
        ]
    );
}

#[test]
fn times_and_dates_can_be_told_from_the_present() {
    let range = |json: &Value| match read(List::Opportunities, json, Zone::UTC, &own()) {
        Ok(Condition::Field { test: Test::Range { from, to }, .. }) => (from, to),
        other => panic!("{other:?}"),
    };
    let from_to = json!({"from": {"ago": "0d"}, "to": {"ahead": "2w"}});
    for name in ["expected_close", "won_at"] {
        let mut json = from_to.clone();
        json["field"] = name.into();
        let expected = (Some(Operand::Ago(0)), Some(Operand::Ago(-14 * 86_400)));
        assert_eq!(range(&json), expected);
    }
    let both = json!({"field": "won_at", "to": {"ago": "1d", "ahead": "1d"}});
    assert_eq!(faults(List::Opportunities, &both), ["to bad-value"]);
}

#[test]
fn an_order_is_a_field_that_has_one() {
    let order = |text| Order::read(List::Accounts, text, &own());
    assert_eq!(order("-size"), Ok(Order { field: "size".into(), descending: true }));
    assert!(order("region").is_err());
    assert!(order("--size").is_err());
}

#[test]
fn a_condition_has_its_limits() {
    let mut deep = json!({"field": "state", "is": "new"});
    for _ in 0..8 {
        deep = json!({"not": deep});
    }
    assert_eq!(faults(List::Leads, &deep), [""; 0]);
    let found = faults(List::Leads, &json!({"not": deep}));
    assert_eq!(found.len(), 1);
    assert!(found[0].ends_with("too-large"), "{found:?}");
    let wide = |n| json!({"any": vec![json!({"field": "state", "is": "new"}); n]});
    assert_eq!(faults(List::Leads, &wide(99)), [""; 0]);
    assert_eq!(faults(List::Leads, &wide(100)), ["any[99] too-large"]);
    let many = json!({"field": "score", "in": vec![1; 1_001]});
    assert_eq!(faults(List::Leads, &many), ["in too-large"]);
}

#[test]
fn no_field_has_two_meanings() {
    for list in [
        List::Leads,
        List::Accounts,
        List::Contacts,
        List::Opportunities,
        List::Interactions,
        List::Orders,
        List::Contracts,
        List::Records,
        List::NewAccounts,
    ] {
        let mut names: Vec<_> = list.fields().iter().map(|field| field.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), list.fields().len(), "{}", list.name());
    }
}
