//! How accounts are looked after: tags by rule, templates, reviews of grades, hand-overs.

use super::*;

const ANN: &str = "00000000-0000-7000-8000-0000000000aa";
const BOB: &str = "00000000-0000-7000-8000-0000000000bb";

fn id(n: u32) -> String {
    format!("00000000-0000-7000-8000-{n:012}")
}

/// The body with these fields put over it.
fn with(mut body: Json, changes: Json) -> Json {
    let Json::Object(changes) = changes else { panic!("changes are an object") };
    for (field, value) in changes {
        body[field] = value;
    }
    body
}

/// The first event of an answer: its data.
fn data(bench: &mut Bench, command: &str, body: Json) -> Json {
    bench.run(command, body).unwrap_or_else(|problem| panic!("{problem:?}"))["events"][0]["data"]
        .clone()
}

/// Two accounts of Ann's.
fn bench() -> Bench {
    let mut bench = Bench::new();
    for n in [1, 2] {
        let account = json!({"account_id": id(n), "name": format!("Account {n}"), "owner_id": ANN});
        bench.run("CreateAccount", account).unwrap();
    }
    bench
}

fn rules(bench: &mut Bench, rules: Json) {
    bench.run("DefineAccountRules", rules).unwrap();
}

fn handover(changes: Json) -> Json {
    let body = json!({"account_id": id(1), "to": BOB, "reason": "territory",
        "effective_on": "2026-03-01"});
    with(body, changes)
}

fn plan() -> Json {
    json!([{"name": "Plan", "url": "https://docs.example/plan"}])
}

fn visit(n: u32, changes: Json) -> Json {
    let body = json!({"interaction_id": id(n), "account_id": id(1), "channel": "Visit",
        "attendees": [ANN, BOB]});
    with(body, changes)
}

/// What a completion lacks.
fn missing(bench: &mut Bench) -> Vec<String> {
    let problem = bench.run("CompleteAccountHandover", json!({"account_id": id(1)}));
    let problem = problem.expect_err("something is missing");
    assert_eq!((problem.status, problem.kind.as_str()), (422, "/problems/unmet-criteria"));
    problem.errors.iter().map(|error| error.field.clone()).collect()
}

#[test]
fn rules_tag_an_account_once_when_it_is_made() {
    let mut bench = Bench::new();
    let large = json!({"tag": "large", "when": {"field": "size", "from": 500}});
    let east = json!({"tag": "east", "when": {"all": [
        {"field": "region", "is": "east"}, {"not": {"field": "tags", "is": "small"}}]}});
    let named = json!({"tag": "bank", "when": {"field": "name", "like": "*bank*"}});
    rules(&mut bench, json!({"tags": [large, east, named]}));
    let account = json!({"account_id": id(1), "name": "City Bank", "region": "华东", "size": 500,
        "tags": ["vip", "bank"]});
    let created = data(&mut bench, "CreateAccount", account);
    assert_eq!(created["tags"], json!(["vip", "bank", "large", "east"]));
    assert_eq!(created["by_rule"], json!(["large", "east"]));
    let none = json!({"name": "Small Ltd", "region": "east", "size": 499, "tags": ["small"]});
    let created = data(&mut bench, "CreateAccount", none);
    assert_eq!((&created["tags"], &created["by_rule"]), (&json!(["small"]), &Json::Null));
    // What people take away stays away, whatever else changes.
    bench.run("UpdateAccount", json!({"account_id": id(1), "remove_tags": ["east"]})).unwrap();
    let updated = data(&mut bench, "UpdateAccount", json!({"account_id": id(1), "size": 900}));
    assert_eq!(updated["tags"], Json::Null);
}

#[test]
fn a_conversion_tags_by_the_source_of_its_lead() {
    let mut bench = with_sql_lead();
    rules(&mut bench, json!({"tags": [{"tag": "fair", "when": {"field": "source", "is": "web"}}]}));
    let answer = bench.run("ConvertLead", convert(false)).unwrap();
    let created = &answer["events"][1];
    assert_eq!(created["type"], "AccountCreated");
    assert_eq!(created["data"]["by_rule"], json!(["fair"]));
    assert_eq!(created["data"]["tags"], json!(["fair"]));
}

#[test]
fn rules_that_make_no_sense_are_told_by_their_paths() {
    let mut bench = Bench::new();
    let check = |bench: &mut Bench, body: Json, fields: &[&str]| {
        let problem = bench.run("DefineAccountRules", body.clone()).expect_err("it is refused");
        let named: Vec<_> = problem.errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!((problem.status, named.as_slice()), (422, fields), "{body}");
    };
    let tags = json!([{"tag": "a", "when": {"field": "colour", "is": "red"}},
        {"tag": "b", "when": {"any": [{"field": "size", "from": "x"}, {"has": "orders"}]}}]);
    let at = ["tags[0].when.field", "tags[1].when.any[0].from", "tags[1].when.any[1].has"];
    check(&mut bench, json!({"tags": tags}), &at);
    let twice = json!([{"grade": "A", "amount_min": "-1"}, {"grade": "A"}]);
    check(&mut bench, json!({"grades": twice}), &["grades[0].amount_min", "grades[1].grade"]);
    let unknown = json!({"grades": [{"grade": "Z"}], "rhythm": [{"grade": "A", "days": 1},
        {"grade": "Y", "days": 1}], "dedicated": ["X"]});
    check(&mut bench, unknown, &["grades[0].grade", "rhythm[1].grade", "dedicated[0]"]);
    let days = json!({"rhythm": [{"grade": "A", "days": 0}, {"grade": "A", "days": 3}],
        "window_days": 0, "review_days": 0});
    let at = ["rhythm[0].days", "rhythm[1].grade", "window_days", "review_days"];
    check(&mut bench, days, &at);
    // What is absent stays as it was, and null takes a limit away.
    let defined = data(&mut bench, "DefineAccountRules", json!({"review_days": null}));
    assert_eq!(
        (&defined["body"]["review_days"], &defined["body"]["window_days"]),
        (&Json::Null, &json!(365))
    );
    let same = bench.run("DefineAccountRules", json!({"window_days": 365})).unwrap();
    assert_eq!(same["events"], json!([]));
}

#[test]
fn a_template_fills_what_is_absent_and_nothing_else() {
    let mut bench = Bench::new();
    let made = |changes| with(json!({"name": "City Hall", "template": "government"}), changes);
    let created = data(&mut bench, "CreateAccount", made(json!({"grade": "A", "tags": ["own"]})));
    assert_eq!(created["industry"], "government");
    assert_eq!((&created["grade"], &created["tags"]), (&json!("A"), &json!(["own"])));
    assert_eq!(created["template"], json!({"key": "government", "version": 1}));
    let renewed = json!({"key": "government", "values": {"region": "North China", "size": 9}});
    bench.run("DefineTemplate", renewed).unwrap();
    let created = data(&mut bench, "CreateAccount", made(json!({"name": "Court"})));
    assert_eq!((&created["region"], &created["size"]), (&json!("north"), &json!(9)));
    assert_eq!(created["industry"], Json::Null);
    assert_eq!(created["template"]["version"], 2);
    let unknown = made(json!({"template": "circus"}));
    assert_eq!(bench.refusal("CreateAccount", unknown), "unknown-reference");
    // The filled region is one of the keys by which accounts are found.
    let again = json!({"name": "Court", "region": "north"});
    assert_eq!(bench.refusal("CreateAccount", again), "duplicate-account");
    let bad = json!({"key": "x", "values": {"grade": "Z", "life_cycle": "asleep"}});
    assert_eq!(bench.refusal("DefineTemplate", bad), "invalid");
    assert_eq!(bench.refusal("DefineTemplate", json!({"key": "x", "values": {}})), "invalid");
}

#[test]
fn a_review_says_that_a_grade_stays_or_what_it_becomes() {
    let mut bench = bench();
    let of = |changes| with(json!({"account_id": id(1)}), changes);
    assert_eq!(bench.refusal("ReviewAccountGrade", of(json!({}))), "invalid");
    assert_eq!(bench.refusal("ReviewAccountGrade", of(json!({"grade": "Z"}))), "invalid");
    assert_eq!(bench.refusal("ReviewAccountGrade", json!({"account_id": id(9)})), "unknown-target");
    let first = data(&mut bench, "ReviewAccountGrade", of(json!({"grade": "A", "note": "new"})));
    assert_eq!(first, json!({"grade": {"before": null, "after": "A"}}));
    let stays = data(&mut bench, "ReviewAccountGrade", of(json!({})));
    assert_eq!(stays, json!({"grade": {"before": "A", "after": "A"}}));
    let same = bench.run("UpdateAccount", of(json!({"grade": "A"}))).unwrap();
    assert_eq!(same["events"], json!([]));
}

#[test]
fn a_hand_over_is_completed_when_nothing_is_missing() {
    let mut bench = bench();
    let later = json!({"effective_on": "2026-03-02"});
    assert_eq!(bench.events("HandOverAccount", handover(later)), ["AccountHandoverStarted"]);
    let all = ["documents", "joint_visit_interaction_id", "background", "effective_on"];
    assert_eq!(missing(&mut bench), all);
    let of = |changes| with(json!({"account_id": id(1)}), changes);
    let prepared = of(json!({"documents": plan(), "background": "since 2019",
        "effective_on": "2026-03-01"}));
    assert_eq!(bench.events("UpdateAccountHandover", prepared.clone()), ["AccountHandoverUpdated"]);
    assert_eq!(missing(&mut bench), ["joint_visit_interaction_id"]);
    let deal = json!({"opportunity_id": id(7), "account_id": id(1), "name": "Deal",
        "amount": {"amount": "1", "currency": "CNY"}, "expected_close": "2026-06-30"});
    bench.run("OpenOpportunity", deal).unwrap();
    bench.run("LogInteraction", visit(5, json!({}))).unwrap();
    let visited = of(json!({"joint_visit_interaction_id": id(5)}));
    assert_eq!(bench.events("UpdateAccountHandover", visited.clone()), ["AccountHandoverUpdated"]);
    assert_eq!(bench.run("UpdateAccountHandover", visited).unwrap()["events"], json!([]));
    let done = bench.run("CompleteAccountHandover", of(json!({}))).unwrap();
    let names: Vec<_> = done["events"].as_array().unwrap().iter().map(|e| &e["type"]).collect();
    assert_eq!(names, ["AccountHandoverCompleted", "AccountOwnerChanged"]);
    let changed = json!({"before": ANN, "after": BOB, "reason": "territory"});
    assert_eq!(done["events"][1]["data"], changed);
    assert_eq!(bench.refusal("CompleteAccountHandover", of(json!({}))), "wrong-state");
}

#[test]
fn only_visits_by_both_owners_since_it_began_count() {
    let mut bench = bench();
    bench
        .run("HandOverAccount", handover(json!({"documents": plan(), "background": "x"})))
        .unwrap();
    let rows = [
        (11, json!({"channel": "call"})),
        (12, json!({"attendees": [BOB]})),
        (13, json!({"at": "2026-02-28T23:59:59Z"})),
    ];
    for (n, changes) in rows {
        bench.run("LogInteraction", visit(n, changes)).unwrap();
        let named = json!({"account_id": id(1), "joint_visit_interaction_id": id(n)});
        bench.run("UpdateAccountHandover", named).unwrap();
        assert_eq!(missing(&mut bench), ["joint_visit_interaction_id"]);
    }
    // A tenant may ask for less.
    rules(&mut bench, json!({"handover": {"both_attend": false}}));
    let done = bench.events("CompleteAccountHandover", json!({"account_id": id(1)}));
    assert_eq!(done, ["AccountHandoverCompleted", "AccountOwnerChanged"]);
}

#[test]
fn a_hand_over_takes_open_deals_along_if_that_was_said() {
    let mut bench = bench();
    let nothing = json!({"documents_min": 0, "joint_visits_min": 0, "background": false});
    rules(&mut bench, json!({"handover": nothing}));
    let deal = json!({"opportunity_id": id(7), "account_id": id(1), "name": "Deal",
        "amount": {"amount": "1", "currency": "CNY"}, "expected_close": "2026-06-30"});
    bench.run("OpenOpportunity", deal).unwrap();
    bench.run("HandOverAccount", handover(json!({"include": ["open_opportunities"]}))).unwrap();
    let done = bench.events("CompleteAccountHandover", json!({"account_id": id(1)}));
    let all = ["AccountHandoverCompleted", "AccountOwnerChanged", "OpportunityOwnerChanged"];
    assert_eq!(done, all);
}

#[test]
fn a_hand_over_is_refused_where_it_makes_no_sense() {
    let mut bench = bench();
    let named = |visit: u32| handover(json!({"joint_visit_interaction_id": id(visit)}));
    let of = |n: u32| json!({"account_id": id(n)});
    let cancel = |n: u32| with(of(n), json!({"reason": "stays"}));
    let other = json!({"interaction_id": id(6), "account_id": id(2), "channel": "visit"});
    bench.run("LogInteraction", other).unwrap();
    for command in ["HandOverAccount", "CompleteAccountHandover", "UpdateAccountHandover"] {
        let body = if command == "HandOverAccount" { handover(of(9)) } else { of(9) };
        assert_eq!(bench.refusal(command, body), "unknown-target", "{command}");
    }
    assert_eq!(bench.refusal("HandOverAccount", named(8)), "unknown-reference");
    assert_eq!(bench.refusal("HandOverAccount", named(6)), "unknown-reference");
    for (command, body) in [
        ("CompleteAccountHandover", of(1)),
        ("UpdateAccountHandover", of(1)),
        ("CancelAccountHandover", cancel(1)),
    ] {
        assert_eq!(bench.refusal(command, body), "wrong-state", "{command}");
    }
    // Theirs already: nothing to hand over.
    let own = bench.run("HandOverAccount", handover(json!({"to": ANN}))).unwrap();
    assert_eq!(own["events"], json!([]));
    bench.run("HandOverAccount", handover(json!({}))).unwrap();
    assert_eq!(bench.refusal("HandOverAccount", handover(json!({}))), "wrong-state");
    assert_eq!(bench.events("CancelAccountHandover", cancel(1)), ["AccountHandoverCancelled"]);
    assert_eq!(bench.events("HandOverAccount", handover(json!({}))), ["AccountHandoverStarted"]);
}

#[test]
fn a_hand_over_whose_owner_came_another_way_is_completed_alone() {
    let mut bench = bench();
    let nothing = json!({"documents_min": 0, "joint_visits_min": 0, "background": false});
    rules(&mut bench, json!({"handover": nothing}));
    bench.run("HandOverAccount", handover(json!({}))).unwrap();
    let at_once = json!({"account_id": id(1), "owner_id": BOB, "reason": "urgent"});
    bench.run("ChangeAccountOwner", at_once).unwrap();
    let done = bench.events("CompleteAccountHandover", json!({"account_id": id(1)}));
    assert_eq!(done, ["AccountHandoverCompleted"]);
}

#[test]
fn a_visit_to_an_account_that_was_merged_since_counts() {
    let mut bench = bench();
    bench
        .run("HandOverAccount", handover(json!({"documents": plan(), "background": "x"})))
        .unwrap();
    bench.run("LogInteraction", visit(5, json!({"account_id": id(2)}))).unwrap();
    let merge = json!({"survivor_id": id(1), "duplicate_id": id(2)});
    bench.run("MergeAccounts", merge).unwrap();
    // Named by the id of the one that was merged, too.
    let named = json!({"account_id": id(2), "joint_visit_interaction_id": id(5)});
    assert_eq!(bench.events("UpdateAccountHandover", named), ["AccountHandoverUpdated"]);
    let done = bench.events("CompleteAccountHandover", json!({"account_id": id(2)}));
    assert_eq!(done, ["AccountHandoverCompleted", "AccountOwnerChanged"]);
}
