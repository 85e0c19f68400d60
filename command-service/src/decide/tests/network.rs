//! Who has influence on whom among contacts.

use super::*;

fn id(n: u32) -> String {
    format!("00000000-0000-7000-8000-{n:012}")
}

fn link(of: u32, other: u32, relation: &str) -> Json {
    json!({"contact_id": id(of), "other_id": id(other), "relation": relation})
}

/// Contacts 11 to 13 at the first account, 21 at the second.
fn bench() -> Bench {
    let mut bench = Bench::new();
    for n in 1..=2 {
        let account = json!({"account_id": id(n), "name": format!("Account {n}")});
        bench.run("CreateAccount", account).unwrap();
    }
    for (n, at) in [(11, 1), (12, 1), (13, 1), (21, 2)] {
        let contact = json!({"contact_id": id(n), "account_id": id(at),
            "person_name": format!("Person {n}")});
        bench.run("CreateContact", contact).unwrap();
    }
    bench
}

#[test]
fn a_link_is_made_once_and_taken_back_once() {
    let mut bench = bench();
    assert_eq!(bench.events("LinkContacts", link(11, 12, "advises")), ["ContactsLinked"]);
    assert!(bench.events("LinkContacts", link(11, 12, "advises")).is_empty());
    // Another one between the same two, the same the other way round, and over to another account.
    for body in [link(11, 12, "blocks"), link(12, 11, "advises"), link(11, 21, "influences")] {
        assert_eq!(bench.events("LinkContacts", body), ["ContactsLinked"]);
    }
    assert_eq!(bench.events("UnlinkContacts", link(11, 12, "advises")), ["ContactsUnlinked"]);
    assert!(bench.events("UnlinkContacts", link(11, 12, "advises")).is_empty());
    assert!(bench.events("UnlinkContacts", link(21, 11, "influences")).is_empty());
}

#[test]
fn what_is_no_link_is_refused() {
    let mut bench = bench();
    assert_eq!(bench.refusal("LinkContacts", link(99, 11, "advises")), "unknown-target");
    assert_eq!(bench.refusal("UnlinkContacts", link(99, 11, "advises")), "unknown-target");
    assert_eq!(bench.refusal("LinkContacts", link(11, 99, "advises")), "unknown-reference");
    let problem = bench.run("LinkContacts", link(11, 11, "envies")).unwrap_err();
    let fields: Vec<_> = problem.errors.iter().map(|error| error.field.to_string()).collect();
    assert_eq!((problem.status, fields), (422, vec!["relation".into(), "other_id".into()]));
    assert_eq!(bench.events("LinkContacts", link(11, 12, "other")), ["ContactsLinked"]);
}

#[test]
fn a_merge_joins_links_and_ends_those_between_the_two() {
    let mut bench = bench();
    for body in [
        link(11, 12, "advises"),
        link(11, 13, "advises"),
        link(12, 13, "advises"),
        link(12, 21, "blocks"),
        link(21, 12, "influences"),
    ] {
        bench.run("LinkContacts", body).unwrap();
    }
    let pair = json!({"survivor_id": id(11), "duplicate_id": id(12)});
    let answer = bench.run("MergeContacts", pair).unwrap();
    let links = &answer["events"][0]["data"]["links"];
    assert_eq!(*links, json!([{"other_id": id(21), "relation": "blocks"}]));
    // Under the id of either, what is there is there, and what is one contact is no link.
    for body in [link(12, 21, "blocks"), link(21, 11, "influences"), link(12, 13, "advises")] {
        assert!(bench.events("LinkContacts", body).is_empty());
    }
    assert_eq!(bench.refusal("LinkContacts", link(12, 11, "advises")), "invalid");
    assert_eq!(bench.events("UnlinkContacts", link(21, 11, "influences")), ["ContactsUnlinked"]);
    // One that was said of both is taken back of both.
    bench.run("LinkContacts", link(21, 11, "advises")).unwrap();
    bench.run("LinkContacts", link(21, 13, "advises")).unwrap();
    let pair = json!({"survivor_id": id(13), "duplicate_id": id(11)});
    bench.run("MergeContacts", pair).unwrap();
    let gone = bench.events("UnlinkContacts", link(21, 12, "advises"));
    assert_eq!(gone, ["ContactsUnlinked", "ContactsUnlinked"]);
    assert!(bench.events("UnlinkContacts", link(21, 13, "advises")).is_empty());
}
