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
    for list in [List::Leads, List::Accounts, List::Contacts, List::Opportunities] {
        let mut names: Vec<_> = list.fields().iter().map(|field| field.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), list.fields().len(), "{}", list.name());
    }
}
