//! Saved views: what one may ask for, and whose it is.

use event_schema::event::{SettingDefined, SettingKind};
use event_schema::{Actor, Timestamp};
use serde_json::{Value, json};

use super::super::*;

fn view(list: &str, filter: Value, sort: &str) -> Value {
    json!({"key": "mine", "owner": "ann", "list": list, "name": "Mine", "filter": filter,
        "sort": sort})
}

#[test]
fn a_view_asks_for_what_its_list_has() {
    let found = |body: &Value| -> Vec<String> {
        let faults =
            check(&Book::default(), SettingKind::View, "mine".parse().unwrap(), body).err();
        let faults = faults.unwrap_or_default().into_iter();
        faults.map(|fault| format!("{} {}", fault.field, fault.code)).collect()
    };
    let grade = json!({"all": [{"field": "region", "is": "east"}, {"field": "grade", "is": "A"}]});
    assert!(found(&view("accounts", grade.clone(), "-size")).is_empty());
    let expected = ["filter.all[1].field unknown-value", "sort unknown-value"];
    assert_eq!(found(&view("leads", grade.clone(), "size")), expected);
    assert_eq!(found(&view("tickets", grade, "size")), ["list bad-value"]);
    let long = json!({"field": "region", "is": "x".repeat(9_000)});
    assert_eq!(found(&view("accounts", long, "size")), ["filter too-long"]);
}

#[test]
fn a_view_of_ones_own_is_confused_with_no_other() {
    let (ann, bob) = (Actor::new("ann").unwrap(), Actor::new("bob").unwrap());
    let key = |key: &str, owner: Option<&Actor>| View::setting_key(key.parse().unwrap(), owner);
    assert_eq!(key("mine", None).unwrap().as_str(), "mine");
    assert_ne!(key("mine", Some(&ann)), key("mine", Some(&bob)));
    assert_eq!(key(key("mine", Some(&ann)).unwrap().as_str(), None), None);
    assert_eq!(key(&"k".repeat(40), Some(&ann)), None);
}

#[test]
fn ones_own_view_comes_before_a_shared_one_until_it_is_removed() {
    let (ann, bob) = (Actor::new("ann").unwrap(), Actor::new("bob").unwrap());
    let at = Timestamp::from_micros;
    let mut book = Book::default();
    let mut define = |owner: Option<&Actor>, name: &str, removed: bool, recorded: i64| {
        let key = View::setting_key("mine".parse().unwrap(), owner).unwrap();
        let defined = SettingDefined {
            kind: SettingKind::View,
            key,
            version: book.next_version(SettingKind::View, key),
            effective_from: None,
            shipped: false,
            body: json!({"key": "mine", "owner": owner, "list": "leads", "name": name,
                "filter": {"all": []}, "removed": removed}),
        };
        book.apply(&defined, at(recorded));
    };
    define(None, "all's", false, 10);
    define(Some(&ann), "ann's", false, 20);
    define(Some(&ann), "ann's", true, 30);
    let found = |subject: &Actor, then: i64| {
        let view = book.view("mine".parse().unwrap(), subject, at(then));
        view.map(|view| view.name.to_string())
    };
    assert_eq!(found(&ann, 25).as_deref(), Some("ann's"));
    assert_eq!(found(&ann, 30).as_deref(), Some("all's"));
    assert_eq!(found(&bob, 25).as_deref(), Some("all's"));
    assert_eq!(book.views(&ann, at(25)).count(), 2);
    assert_eq!(book.views(&bob, at(25)).count(), 1);
}
