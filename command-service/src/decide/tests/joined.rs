//! Two accounts, or two contacts, that turn out to be one.

use super::*;

fn id(n: u32) -> String {
    format!("00000000-0000-7000-8000-{n:012}")
}

fn with(mut body: Json, changes: Json) -> Json {
    let Json::Object(changes) = changes else { panic!("changes are an object") };
    for (field, value) in changes {
        body[field] = value;
    }
    body
}

fn account(n: u32) -> Json {
    json!({"account_id": id(n), "name": format!("Account {n}"), "region": "east"})
}

fn contact(n: u32, account: u32) -> Json {
    json!({"contact_id": id(n), "account_id": id(account), "person_name": format!("Person {n}"),
        "email": format!("person{n}@gmail.com")})
}

fn pair(survivor: u32, duplicate: u32) -> Json {
    json!({"survivor_id": id(survivor), "duplicate_id": id(duplicate)})
}

/// Accounts 1 to 4; contacts 11 and 12 at the first, 21 at the second.
fn bench() -> Bench {
    let mut bench = Bench::new();
    for n in 1..=4 {
        bench.run("CreateAccount", account(n)).unwrap();
    }
    for (n, at) in [(11, 1), (12, 1), (21, 2)] {
        bench.run("CreateContact", contact(n, at)).unwrap();
    }
    bench
}

fn first<'a>(answer: &'a Json, kind: &str) -> &'a Json {
    let events = answer["events"].as_array().unwrap();
    &events.iter().find(|event| event["type"] == kind).expect("the event is there")["data"]
}

#[test]
fn an_accounts_values_stay_its_blanks_are_filled_and_tags_are_united() {
    let mut bench = Bench::new();
    let own = json!({"industry": "optics", "tags": ["vip"]});
    let theirs = json!({"industry": "glass", "size": 80, "tags": ["export", "vip"],
        "domain": "acme.example", "owner_id": OWNER, "external_id": {"system": "erp", "id": "2"}});
    bench.run("CreateAccount", with(account(1), own)).unwrap();
    bench.run("CreateAccount", with(account(2), theirs)).unwrap();
    let body = with(pair(1, 2), json!({"reason": "entered twice"}));
    let answer = bench.run("MergeAccounts", body).unwrap();
    let merged = first(&answer, "AccountsMerged");
    assert_eq!(merged["industry"], Json::Null);
    assert_eq!(merged["size"], json!({"before": null, "after": 80}));
    assert_eq!(merged["tags"], json!({"before": ["vip"], "after": ["vip", "export"]}));
    assert_eq!(merged["owner_id"], json!({"before": null, "after": OWNER}));
    assert_eq!(
        (&merged["reason"], &answer["stream"]["id"]),
        (&json!("entered twice"), &json!(id(1)))
    );
    assert_eq!(first(&answer, "AccountMergedInto")["survivor_id"], id(1));
}

#[test]
fn whatever_finds_a_merged_account_finds_the_survivor() {
    let mut bench = Bench::new();
    let of = |n: u32| json!({"domain": format!("acme{n}.example"), "external_id": {"system": "erp", "id": n.to_string()}});
    for n in 1..=3 {
        bench.run("CreateAccount", with(account(n), of(n))).unwrap();
    }
    bench.run("MergeAccounts", pair(2, 3)).unwrap();
    bench.run("MergeAccounts", pair(1, 2)).unwrap();
    // Its own keys may change; those that it took over stay.
    let changed = json!({"account_id": id(1), "domain": "new.example", "region": "west"});
    bench.run("UpdateAccount", changed).unwrap();
    for n in [2, 3] {
        for found in [of(n), json!({"name": format!("Account {n}"), "region": "east"})] {
            let problem = bench.run("CreateAccount", with(account(9), found)).unwrap_err();
            assert_eq!(problem.conflicts_with[0].stream.id.to_string(), id(1), "{n}");
        }
    }
}

#[test]
fn merges_that_are_none_are_refused_or_do_nothing() {
    let mut bench = bench();
    for (command, one, unknown) in [("MergeAccounts", 1, 9), ("MergeContacts", 11, 19)] {
        assert_eq!(bench.refusal(command, pair(one, one)), "invalid");
        assert_eq!(bench.refusal(command, pair(unknown, one)), "unknown-target");
        assert_eq!(bench.refusal(command, pair(one, unknown)), "unknown-reference");
    }
    bench.run("MergeAccounts", pair(1, 2)).unwrap();
    bench.run("MergeContacts", pair(11, 12)).unwrap();
    for (one, other) in [(1, 2), (2, 1)] {
        assert!(bench.events("MergeAccounts", pair(one, other)).is_empty(), "they are one");
    }
    assert!(bench.events("MergeContacts", pair(12, 11)).is_empty(), "they are one");
    let answer = bench.run("MergeAccounts", pair(2, 3)).unwrap();
    assert_eq!(answer["stream"]["id"], id(1), "the second is the first");
    let answer = bench.run("MergeAccounts", pair(4, 3)).unwrap();
    assert_eq!(answer["stream"]["id"], id(4));
    assert_eq!(first(&answer, "AccountsMerged")["duplicate_id"], id(1));
}

#[test]
fn what_two_accounts_were_to_each_other_ends_and_the_rest_goes_on() {
    let mut bench = bench();
    let link = |of, other, relation| json!({"account_id": id(of), "other_id": id(other), "relation": relation});
    bench.run("LinkAccounts", link(1, 2, "parent")).unwrap();
    bench.run("LinkAccounts", link(2, 3, "parent")).unwrap();
    bench.run("LinkAccounts", link(2, 1, "partner")).unwrap();
    bench.run("LinkAccounts", link(2, 4, "partner")).unwrap();
    let answer = bench.run("MergeAccounts", pair(1, 2)).unwrap();
    let merged = first(&answer, "AccountsMerged");
    assert_eq!(merged["parent_id"], json!({"before": id(2), "after": id(3)}));
    assert_eq!(merged["links"], json!([{"other_id": id(4), "relation": "partner"}]));
    // The partner's side names the merged one and is the survivor's all the same.
    assert!(bench.events("LinkAccounts", link(4, 2, "partner")).is_empty());
    let same = json!({"account_id": id(1), "parent_id": id(3)});
    assert!(bench.events("UpdateAccount", same).is_empty());
    let gone = bench.events("UnlinkAccounts", link(1, 4, "partner"));
    assert_eq!(gone, ["AccountsUnlinked", "AccountsUnlinked"]);
    assert!(bench.events("UnlinkAccounts", link(4, 1, "partner")).is_empty());
}

#[test]
fn no_account_comes_to_stand_above_itself() {
    let mut bench = bench();
    let below = |of: u32, parent: u32| json!({"account_id": id(of), "parent_id": id(parent)});
    bench.run("UpdateAccount", below(1, 2)).unwrap();
    bench.run("UpdateAccount", below(2, 3)).unwrap();
    for (survivor, duplicate) in [(1, 3), (3, 1)] {
        assert_eq!(bench.refusal("MergeAccounts", pair(survivor, duplicate)), "invalid");
    }
    bench.run("MergeAccounts", pair(4, 3)).unwrap();
    // The second stands below the fourth now, under the id of the third.
    assert_eq!(bench.refusal("UpdateAccount", below(4, 1)), "invalid");
    bench.run("MergeAccounts", pair(2, 4)).unwrap();
    assert_eq!(bench.refusal("UpdateAccount", below(3, 1)), "invalid");
}

#[test]
fn one_main_contact_remains_and_a_new_one_ends_it() {
    let mut bench = bench();
    for n in [11, 21] {
        bench.run("UpdateContact", json!({"contact_id": id(n), "main": true})).unwrap();
    }
    let events = bench.events("MergeAccounts", pair(1, 2));
    assert_eq!(events, ["AccountsMerged", "ContactUpdated", "AccountMergedInto"]);
    let events = bench.events("UpdateContact", json!({"contact_id": id(21), "main": true}));
    assert_eq!(events, ["ContactUpdated", "ContactUpdated"]);
    let third = with(contact(31, 2), json!({"main": true}));
    assert_eq!(bench.events("CreateContact", third), ["ContactCreated", "ContactUpdated"]);
}

#[test]
fn contacts_of_both_accounts_are_at_the_survivor() {
    let mut bench = bench();
    bench.run("MergeAccounts", pair(1, 2)).unwrap();
    let report = json!({"contact_id": id(11), "reports_to": id(21)});
    assert_eq!(bench.events("UpdateContact", report), ["ContactUpdated"]);
    let again = with(contact(31, 1), json!({"email": "person21@gmail.com"}));
    assert_eq!(bench.refusal("CreateContact", again), "duplicate-contact");
    let stays = json!({"contact_id": id(21), "account_id": id(1)});
    assert!(bench.events("UpdateContact", stays).is_empty(), "it is there already");
    let said = json!({"contact_id": id(21), "account_id": id(1), "channel": "call"});
    let answer = bench.run("LogInteraction", said).unwrap();
    assert_eq!(first(&answer, "InteractionLogged")["account_id"], id(1));
    let moved = json!({"contact_id": id(21), "account_id": id(3)});
    let events = bench.events("UpdateContact", moved);
    assert_eq!(events, ["ContactUpdated", "ContactUpdated"], "whoever reported to it, too");
}

#[test]
fn deals_of_a_merged_account_change_hands_with_the_survivor() {
    let mut bench = bench();
    let deal = |n: u32, at: u32| {
        json!({"opportunity_id": id(n), "account_id": id(at), "name": "Deal",
        "amount": {"amount": "10", "currency": "CNY"}, "expected_close": "2026-06-30"})
    };
    bench.run("OpenOpportunity", deal(41, 2)).unwrap();
    bench.run("MergeAccounts", pair(1, 2)).unwrap();
    bench.run("OpenOpportunity", deal(42, 2)).unwrap();
    let body = json!({"account_id": id(2), "owner_id": OWNER, "reason": "territory",
        "include": ["open_opportunities"]});
    let answer = bench.run("ChangeAccountOwner", body).unwrap();
    assert_eq!(
        (&answer["stream"]["id"], answer["events"].as_array().unwrap().len()),
        (&json!(id(1)), 3)
    );
}

#[test]
fn a_persons_blanks_are_filled_and_sealed_with_the_survivors_key() {
    let mut bench = bench();
    let more = json!({"contact_id": id(12), "phone": "+861065529988", "style": "short",
        "decision_role": "user", "main": true, "external_id": {"system": "erp", "id": "12"}});
    bench.run("UpdateContact", more).unwrap();
    let answer = bench.run("MergeContacts", pair(11, 12)).unwrap();
    let merged = first(&answer, "ContactsMerged");
    assert_eq!(merged["personal"], json!(["phone", "style"]));
    assert_eq!(merged["main"], json!({"before": false, "after": true}));
    assert_eq!(merged["decision_role"], json!({"before": null, "after": "user"}));
    let written = String::from_utf8(bench.log.last().unwrap().bytes.to_vec()).unwrap();
    assert!(!written.contains("+8610") && !written.contains("person12"));
    // The whole person is in the new box: one field more is one change.
    let title = json!({"contact_id": id(12), "title": "Buyer", "style": "short"});
    let answer = bench.run("UpdateContact", title).unwrap();
    assert_eq!(first(&answer, "ContactUpdated")["personal"], json!(["title"]));
    for found in [json!({"email": "person12@gmail.com"}), json!({"phone": "+861065529988"})] {
        let problem = bench.run("CreateContact", with(contact(19, 1), found)).unwrap_err();
        assert_eq!(problem.conflicts_with[0].stream.id.to_string(), id(11));
    }
}

#[test]
fn nobody_reports_to_themselves_or_across_accounts() {
    let mut bench = bench();
    bench.run("CreateContact", contact(13, 1)).unwrap();
    bench.run("CreateContact", with(contact(22, 2), json!({"reports_to": id(21)}))).unwrap();
    let report = |of: u32, to: u32| json!({"contact_id": id(of), "reports_to": id(to)});
    bench.run("UpdateContact", report(11, 12)).unwrap();
    bench.run("UpdateContact", report(12, 13)).unwrap();
    assert_eq!(bench.refusal("MergeContacts", pair(11, 13)), "invalid");
    assert_eq!(bench.refusal("MergeContacts", pair(13, 11)), "invalid");
    let answer = bench.run("MergeContacts", pair(11, 12)).unwrap();
    let merged = first(&answer, "ContactsMerged");
    assert_eq!(merged["reports_to"], json!({"before": id(12), "after": id(13)}));
    assert_eq!(bench.refusal("UpdateContact", report(13, 12)), "invalid");
    // The twenty-second stays at the second account, where nobody is left to report to.
    let events = bench.events("MergeContacts", pair(11, 21));
    assert_eq!(events, ["ContactsMerged", "ContactUpdated", "ContactMergedInto"]);
}

#[test]
fn a_part_in_a_decision_is_the_survivors() {
    let mut bench = bench();
    let deal = json!({"opportunity_id": id(41), "account_id": id(1), "name": "Deal",
        "amount": {"amount": "10", "currency": "CNY"}, "expected_close": "2026-06-30"});
    bench.run("OpenOpportunity", deal).unwrap();
    let role =
        |of: u32, role: Json| json!({"opportunity_id": id(41), "contact_id": id(of), "role": role});
    bench.run("SetBuyingRole", role(12, "user".into())).unwrap();
    bench.run("MergeContacts", pair(11, 12)).unwrap();
    assert!(bench.events("SetBuyingRole", role(11, "user".into())).is_empty());
    let changed = bench.run("SetBuyingRole", role(12, "influencer".into())).unwrap();
    assert_eq!(
        first(&changed, "BuyingRoleSet")["role"],
        json!({"before": "user", "after": "influencer"})
    );
    assert_eq!(bench.events("SetBuyingRole", role(11, Json::Null)), ["BuyingRoleRemoved"]);
    assert!(bench.events("SetBuyingRole", role(12, Json::Null)).is_empty());
}

#[test]
fn a_conversion_that_names_a_merged_account_goes_to_the_survivor() {
    let mut bench = with_sql_lead();
    for n in [2, 3] {
        bench.run("CreateAccount", account(n)).unwrap();
    }
    bench.run("CreateContact", contact(21, 3)).unwrap();
    bench.run("MergeAccounts", pair(2, 3)).unwrap();
    let body = json!({"lead_id": LEAD, "account": {"mode": "use", "id": id(3)},
        "contact": {"mode": "use", "id": id(21)}});
    let answer = bench.run("ConvertLead", body).unwrap();
    assert_eq!(first(&answer, "LeadConverted")["account"]["id"], id(2));
}

#[test]
fn a_merge_keeps_the_stricter_consent() {
    let consents = [
        (json!("explicit"), json!("do_not_contact"), json!("do_not_contact")),
        (json!("do_not_contact"), json!("explicit"), json!("do_not_contact")),
        (json!("explicit"), json!("legitimate_interest"), json!("legitimate_interest")),
        (json!("legitimate_interest"), json!("explicit"), json!("legitimate_interest")),
        (Json::Null, json!("explicit"), json!("explicit")),
        (json!("explicit"), Json::Null, json!("explicit")),
    ];
    for (own, theirs, expected) in consents {
        let consent = |state: &Json| json!({"consent": {"phone": state, "text_version": "1"}});
        let mut merged = Bench::new();
        merged.run("CreateLead", with(lead(1), consent(&own))).unwrap();
        merged.run("CreateLead", with(lead(2), consent(&theirs))).unwrap();
        let answer = merged.run("MergeLeads", pair(1, 2)).unwrap();
        let mut onto = Bench::new();
        onto.run("CreateLead", with(lead(1), consent(&own))).unwrap();
        let sent = with(
            with(lead(1), consent(&theirs)),
            json!({"lead_id": id(2), "on_duplicate": "merge"}),
        );
        let put = onto.run("CreateLead", sent).unwrap();
        for (answer, kinds) in [(answer, ["LeadsMerged"]), (put, ["LeadUpdated"])] {
            let events = answer["events"].as_array().unwrap();
            let found =
                events.iter().find(|event| kinds.contains(&event["type"].as_str().unwrap()));
            let after = found.map(|event| &event["data"]["consent"]["after"]["phone"]);
            let after = after.filter(|after| !after.is_null()).unwrap_or(&own);
            assert_eq!(*after, expected, "{own} and {theirs}");
        }
    }
}
