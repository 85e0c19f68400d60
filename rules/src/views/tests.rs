//! What is read, and how faults are named.

use serde_json::{Value, json};

use super::*;
use crate::zone::Zone;

fn faults(list: List, json: &Value) -> Vec<String> {
    let faults = read(list, json, Zone::UTC).err().unwrap_or_default();
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
    assert_eq!(read(List::Accounts, &json, Zone::UTC), Ok(expected));
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
    let range = |json: &Value| match read(List::Opportunities, json, Zone::UTC) {
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
    let order = |text| Order::read(List::Accounts, text);
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
        List::NewAccounts,
    ] {
        let mut names: Vec<_> = list.fields().iter().map(|field| field.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), list.fields().len(), "{}", list.name());
    }
}
