//! Two records that look like one and aren't.

use super::*;

fn id(n: u32) -> String {
    format!("00000000-0000-7000-8000-{n:012}")
}

/// Three records of a kind.
fn bench(kind: &str) -> Bench {
    let mut bench = Bench::new();
    bench.run("CreateAccount", json!({"account_id": id(9), "name": "Home"})).unwrap();
    for n in 1..=3 {
        let (command, body) = match kind {
            "lead" => (
                "CreateLead",
                json!({"lead_id": id(n), "company": format!("Company {n}"),
                "email": format!("ann@company{n}.example"), "source": "web"}),
            ),
            "account" => {
                ("CreateAccount", json!({"account_id": id(n), "name": format!("Company {n}")}))
            }
            _ => (
                "CreateContact",
                json!({"contact_id": id(n), "account_id": id(9),
                "person_name": format!("Person {n}")}),
            ),
        };
        bench.run(command, body).unwrap();
    }
    bench
}

fn pair(kind: &str, first: u32, second: u32) -> Json {
    json!({"kind": kind, "first_id": id(first), "second_id": id(second)})
}

fn merge(bench: &mut Bench, kind: &str, survivor: u32, duplicate: u32) -> Json {
    let command = match kind {
        "lead" => "MergeLeads",
        "account" => "MergeAccounts",
        _ => "MergeContacts",
    };
    let body = json!({"survivor_id": id(survivor), "duplicate_id": id(duplicate)});
    bench.run(command, body).unwrap()
}

/// On which streams events of a type were recorded, about which others.
fn told(answer: &Json, name: &str) -> Vec<(Json, Json)> {
    let events = answer["events"].as_array().unwrap().iter();
    let events = events.filter(|event| event["type"] == name);
    events
        .map(|event| (event["data"]["other_id"].clone(), event["data"]["said_of"].clone()))
        .collect()
}

const KINDS: [&str; 3] = ["lead", "account", "contact"];

#[test]
fn it_is_said_of_both_records_once_from_whichever_side() {
    for kind in KINDS {
        let mut bench = bench(kind);
        let mut body = pair(kind, 1, 2);
        body["reason"] = "colleagues".into();
        let answer = bench.run("DismissDuplicate", body).unwrap();
        let expected = vec![(json!(id(2)), Json::Null), (json!(id(1)), Json::Null)];
        assert_eq!(told(&answer, "DuplicateDismissed"), expected, "{kind}");
        assert_eq!(answer["events"][0]["data"]["reason"], "colleagues");
        for (first, second) in [(1, 2), (2, 1)] {
            let again = bench.run("DismissDuplicate", pair(kind, first, second)).unwrap();
            assert_eq!(again["events"], json!([]), "{kind}");
        }
    }
}

#[test]
fn it_can_be_taken_back_and_said_again() {
    for kind in KINDS {
        let mut bench = bench(kind);
        let nothing = bench.run("RestoreDuplicate", pair(kind, 1, 2)).unwrap();
        assert_eq!(nothing["events"], json!([]), "{kind}");
        bench.run("DismissDuplicate", pair(kind, 1, 2)).unwrap();
        let answer = bench.run("RestoreDuplicate", pair(kind, 2, 1)).unwrap();
        assert_eq!(told(&answer, "DuplicateRestored").len(), 2, "{kind}");
        let again = bench.run("DismissDuplicate", pair(kind, 1, 2)).unwrap();
        assert_eq!(told(&again, "DuplicateDismissed").len(), 2, "{kind}");
    }
}

#[test]
fn whoever_takes_in_one_of_the_two_inherits_it() {
    for kind in KINDS {
        let mut bench = bench(kind);
        bench.run("DismissDuplicate", pair(kind, 1, 2)).unwrap();
        let merged = merge(&mut bench, kind, 3, 2);
        let said = json!(id(2));
        let expected = vec![(json!(id(1)), said.clone()), (json!(id(3)), said)];
        assert_eq!(told(&merged, "DuplicateDismissed"), expected, "{kind}");
        // The merged one's id stands for the survivor.
        for second in [2, 3] {
            let again = bench.run("DismissDuplicate", pair(kind, 1, second)).unwrap();
            assert_eq!(again["events"], json!([]), "{kind}");
        }
        bench.run("RestoreDuplicate", pair(kind, 1, 2)).unwrap();
        let again = bench.run("DismissDuplicate", pair(kind, 3, 1)).unwrap();
        assert_eq!(told(&again, "DuplicateDismissed").len(), 2, "{kind}");
    }
}

#[test]
fn what_was_taken_back_isnt_inherited_by_way_of_a_merged_record() {
    for kind in KINDS {
        let mut bench = bench(kind);
        bench.run("DismissDuplicate", pair(kind, 1, 2)).unwrap();
        merge(&mut bench, kind, 3, 2);
        bench.run("RestoreDuplicate", pair(kind, 1, 3)).unwrap();
        let merged = merge(&mut bench, kind, 3, 1);
        assert_eq!(told(&merged, "DuplicateDismissed"), [], "{kind}");
    }
}

#[test]
fn two_that_were_told_apart_may_still_be_merged() {
    for kind in KINDS {
        let mut bench = bench(kind);
        bench.run("DismissDuplicate", pair(kind, 1, 2)).unwrap();
        let merged = merge(&mut bench, kind, 1, 2);
        assert_eq!(told(&merged, "DuplicateDismissed"), [], "{kind}");
        let problem = bench.run("DismissDuplicate", pair(kind, 1, 2)).unwrap_err();
        assert_eq!((problem.status, problem.errors[0].field.as_str()), (422, "second_id"));
    }
}

#[test]
fn what_names_nobody_or_says_nothing_is_refused() {
    for kind in KINDS {
        let mut bench = bench(kind);
        let mut status = |body: Json| bench.run("DismissDuplicate", body).unwrap_err().status;
        assert_eq!(status(pair(kind, 1, 1)), 422);
        assert_eq!(status(pair(kind, 7, 1)), 404);
        assert_eq!(status(pair(kind, 1, 7)), 404);
        let mut body = pair(kind, 1, 2);
        body["reason"] = "because".into();
        assert_eq!(status(body), 422);
    }
}
