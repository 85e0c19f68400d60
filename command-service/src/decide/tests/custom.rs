//! Fields that the tenant defined: what is taken, what is refused, and what stays.

use serde_json::{Value as Json, json};

use crate::bench::Bench;

fn id(n: u32) -> String {
    format!("00000000-0000-7000-8000-{n:012}")
}

/// Fields of every type.
fn fields(kind: &str) -> Json {
    json!({"key": kind, "fields": [
        {"key": "level", "type": "code", "codes": ["3A", "3B"], "required": true},
        {"key": "beds", "type": "number", "min": 1, "max": 5000},
        {"key": "share", "type": "decimal"},
        {"key": "opened", "type": "date"},
        {"key": "vip", "type": "flag"},
        {"key": "note", "type": "text", "max_length": 10},
        {"key": "above", "type": "record", "of": "account"},
    ]})
}

/// A bench where records of this kind have fields.
fn with_fields(kind: &str) -> Bench {
    let mut bench = Bench::new();
    bench.run("DefineFields", fields(kind)).unwrap();
    bench
}

fn account(n: u32, custom: Json) -> Json {
    json!({"account_id": id(n), "name": format!("Hospital {n}"), "custom": custom})
}

fn changed(n: u32, custom: Json) -> Json {
    json!({"account_id": id(n), "custom": custom})
}

/// The refusal, as its kind and the fields with what is wrong of each.
fn refused(bench: &mut Bench, command: &str, body: Json) -> String {
    let problem = bench.run(command, body).expect_err(command);
    let named: Vec<_> = problem.errors.iter().map(|e| format!("{} {}", e.field, e.code)).collect();
    let slug = problem.kind.trim_start_matches("/problems/");
    format!("{} {slug}: {}", problem.status, named.join(", "))
}

#[test]
fn every_fault_of_every_field_is_told_at_once() {
    let mut bench = with_fields("account");
    let wrong = json!({"level": "4", "beds": 0, "share": "x", "opened": "soon", "vip": 1,
        "note": "longer than ten", "above": "Acme", "colour": "red"});
    let expected = "422 invalid: custom.above bad-uuid, custom.beds out-of-range, \
        custom.colour unknown-field, custom.level unknown-value, custom.note too-long, \
        custom.opened bad-date, custom.share wrong-type, custom.vip wrong-type";
    assert_eq!(refused(&mut bench, "CreateAccount", account(1, wrong.clone())), expected);
    bench.run("CreateAccount", account(1, json!({"level": "3A"}))).unwrap();
    assert_eq!(refused(&mut bench, "UpdateAccount", changed(1, wrong)), expected);
    let missing = "422 invalid: custom.level missing";
    assert_eq!(refused(&mut bench, "CreateAccount", account(2, json!({}))), missing);
    assert_eq!(refused(&mut bench, "UpdateAccount", changed(1, json!({"level": null}))), missing);
    let nobody = account(2, json!({"level": "3A", "above": id(9)}));
    let unknown = "422 unknown-reference: custom.above unknown";
    assert_eq!(refused(&mut bench, "CreateAccount", nobody), unknown);
    let both = account(2, json!({"above": id(9)}));
    let expected = "422 invalid: custom.level missing, custom.above unknown";
    assert_eq!(refused(&mut bench, "CreateAccount", both), expected);
}

#[test]
fn values_are_written_in_one_way_and_changes_say_before_and_after() {
    let mut bench = with_fields("account");
    bench.run("CreateAccount", account(2, json!({"level": "3B"}))).unwrap();
    let custom =
        json!({"level": "3A", "beds": "120", "share": 0.50, "vip": "true", "above": id(2)});
    let answer = bench.run("CreateAccount", account(1, custom)).unwrap();
    let expected = json!({"level": "3A", "beds": 120, "share": "0.5", "vip": true, "above": id(2)});
    assert_eq!(answer["events"][0]["data"]["custom"], expected);
    let more = json!({"beds": 120, "share": "0.500", "vip": null, "note": "new"});
    let answer = bench.run("UpdateAccount", changed(1, more.clone())).unwrap();
    let expected = json!({"vip": {"before": true, "after": null},
        "note": {"before": null, "after": "new"}});
    assert_eq!(answer["events"][0]["data"]["custom"], expected);
    assert!(bench.events("UpdateAccount", changed(1, more)).is_empty(), "nothing changed");
}

#[test]
fn a_change_of_a_deal_sees_the_record_that_its_field_names() {
    let mut bench = Bench::new();
    let site = json!({"key": "site", "type": "record", "of": "account"});
    bench.run("DefineFields", json!({"key": "opportunity", "fields": [site]})).unwrap();
    bench.run("CreateAccount", json!({"account_id": id(1), "name": "Hospital"})).unwrap();
    let deal = json!({"opportunity_id": id(2), "account_id": id(1), "name": "Beds",
        "amount": {"amount": "5.00", "currency": "CNY"}, "expected_close": "2030-01-01"});
    bench.run("OpenOpportunity", deal).unwrap();
    let at = |n: u32| json!({"opportunity_id": id(2), "custom": {"site": id(n)}});
    assert_eq!(bench.events("UpdateOpportunity", at(1)), ["OpportunityUpdated"]);
    let unknown = "422 unknown-reference: custom.site unknown";
    assert_eq!(refused(&mut bench, "UpdateOpportunity", at(9)), unknown);
}

#[test]
fn a_field_keeps_its_type_and_one_out_of_use_is_unknown() {
    let mut bench = with_fields("account");
    bench.run("CreateAccount", account(1, json!({"level": "3A", "beds": 7}))).unwrap();
    let other = |field: Json| json!({"key": "account", "fields": [field]});
    let text = other(json!({"key": "beds", "type": "text"}));
    let expected = "422 invalid: fields[0].type unchangeable";
    assert_eq!(refused(&mut bench, "DefineFields", text), expected);
    let gone = other(json!({"key": "beds", "type": "number", "removed": true}));
    assert_eq!(bench.events("DefineFields", gone.clone()), ["SettingDefined"]);
    let body = changed(1, json!({"beds": 8}));
    let expected = "422 invalid: custom.beds unknown-field";
    assert_eq!(refused(&mut bench, "UpdateAccount", body), expected);
    // What isn't named stays: the level is required as before.
    let missing = "422 invalid: custom.level missing";
    assert_eq!(refused(&mut bench, "CreateAccount", account(2, json!({}))), missing);
    assert!(bench.events("DefineFields", gone).is_empty(), "it is out of use already");
    let text = other(json!({"key": "beds", "type": "text"}));
    let expected = "422 invalid: fields[0].type unchangeable";
    assert_eq!(refused(&mut bench, "DefineFields", text), expected);
}

#[test]
fn fields_stand_where_they_stood_unless_all_of_them_are_given() {
    let mut bench = Bench::new();
    let define = |keys: &[&str]| -> Json {
        let fields: Vec<_> = keys.iter().map(|k| json!({"key": k, "type": "flag"})).collect();
        json!({"key": "account", "fields": fields})
    };
    let order = |answer: &Json| -> String {
        let fields = answer["events"][0]["data"]["body"]["fields"].as_array().unwrap();
        fields.iter().map(|field| field["key"].as_str().unwrap()).collect()
    };
    assert_eq!(order(&bench.run("DefineFields", define(&["a", "b", "c"])).unwrap()), "abc");
    assert!(bench.events("DefineFields", define(&["b"])).is_empty(), "it stands there already");
    assert_eq!(order(&bench.run("DefineFields", define(&["d", "b"])).unwrap()), "abcd");
    assert_eq!(order(&bench.run("DefineFields", define(&["d", "c", "b", "a"])).unwrap()), "dcba");
    let twice = refused(&mut bench, "DefineFields", define(&["e", "e"]));
    assert_eq!(twice, "422 invalid: fields[1].key repeated");
    let many: Vec<_> = (0..49).map(|n| format!("f{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let too_many = refused(&mut bench, "DefineFields", define(&many));
    assert_eq!(too_many, "422 invalid: fields too-many", "with those that stay");
}

#[test]
fn the_version_in_force_at_the_business_time_decides_and_is_recorded() {
    let mut bench = Bench::new();
    let kind = |key: &str| json!({"key": "account", "fields": [{"key": key, "type": "flag"}]});
    bench.run("DefineFields", kind("old")).unwrap();
    let mut later = kind("new");
    later["effective_from"] = "2026-01-01T00:00:00Z".into();
    bench.run("DefineFields", later).unwrap();
    bench.run("CreateAccount", account(1, json!({"new": true}))).unwrap();
    let last = String::from_utf8(bench.log.last().unwrap().bytes.to_vec()).unwrap();
    let commit: Json = serde_json::from_str(last.lines().nth(1).unwrap()).unwrap();
    let used = json!({"kind": "fields", "key": "account", "version": 2});
    assert!(commit["settings"].as_array().unwrap().contains(&used), "{commit}");
    bench.occurred_at = Some("2025-06-01T00:00:00Z".parse().unwrap());
    let refusal = refused(&mut bench, "CreateAccount", account(2, json!({"new": true})));
    assert_eq!(refusal, "422 invalid: custom.new unknown-field");
}

#[test]
fn without_a_definition_every_field_is_unknown() {
    let mut bench = Bench::new();
    let refusal = refused(&mut bench, "CreateAccount", account(1, json!({"beds": 7})));
    assert_eq!(refusal, "422 invalid: custom.beds unknown-field");
    assert_eq!(bench.events("CreateAccount", account(1, json!({}))), ["AccountCreated"]);
}

#[test]
fn a_survivors_blanks_are_filled() {
    let mut bench = with_fields("account");
    bench.run("CreateAccount", account(1, json!({"level": "3A"}))).unwrap();
    bench.run("CreateAccount", account(2, json!({"level": "3B", "beds": 9}))).unwrap();
    let merge = json!({"survivor_id": id(1), "duplicate_id": id(2)});
    let answer = bench.run("MergeAccounts", merge).unwrap();
    let filled = &answer["events"][0]["data"]["custom"];
    assert_eq!(*filled, json!({"beds": {"before": null, "after": 9}}));
    // A record that was merged is named by the one that it turned out to be.
    let new = account(3, json!({"level": "3A", "above": id(2)}));
    let answer = bench.run("CreateAccount", new).unwrap();
    assert_eq!(answer["events"][0]["data"]["custom"]["above"], json!(id(1)));
}

/// A field with a tenant's own text that is about the person, and one that isn't.
fn of_people(kind: &str) -> Json {
    json!({"key": kind, "fields": [
        {"key": "hobby", "type": "text", "personal": true},
        {"key": "beds", "type": "number"},
        {"key": "level", "type": "code", "codes": ["3A", "3B"]},
    ]})
}

fn log_of(bench: &Bench) -> String {
    let entries = bench.log.iter().map(|entry| String::from_utf8(entry.bytes.to_vec()).unwrap());
    entries.collect()
}

#[test]
fn a_contacts_personal_fields_are_sealed_and_only_their_names_stand_in_plain() {
    let mut bench = Bench::new();
    bench.run("DefineFields", of_people("contact")).unwrap();
    let account = json!({"account_id": id(1), "name": "Hospital 1"});
    bench.run("CreateAccount", account).unwrap();
    let contact = json!({"contact_id": id(2), "account_id": id(1), "person_name": "Ann Berg",
        "custom": {"hobby": "sailing", "beds": 3}});
    let answer = bench.run("CreateContact", contact).unwrap();
    let data = &answer["events"][0]["data"];
    assert_eq!(
        (&data["custom"], &data["personal_custom"]),
        (&json!({"beds": 3}), &json!(["hobby"]))
    );
    let custom = |custom: Json| json!({"contact_id": id(2), "custom": custom});
    let same = custom(json!({"hobby": "sailing", "beds": 3}));
    assert!(bench.events("UpdateContact", same).is_empty(), "both are so already");
    let answer = bench.run("UpdateContact", custom(json!({"hobby": "chess"}))).unwrap();
    let data = &answer["events"][0]["data"];
    assert_eq!((&data["custom"], &data["personal_custom"]), (&Json::Null, &json!(["hobby"])));
    // The box is whole: a later change of the name keeps the hobby, so clearing it changes something.
    let renamed = json!({"contact_id": id(2), "person_name": "Ann Hill"});
    assert_eq!(bench.events("UpdateContact", renamed), ["ContactUpdated"]);
    let cleared = custom(json!({"hobby": null}));
    assert_eq!(bench.events("UpdateContact", cleared.clone()), ["ContactUpdated"]);
    assert!(bench.events("UpdateContact", cleared).is_empty());
    let log = log_of(&bench);
    assert!(!log.contains("sailing") && !log.contains("chess") && log.contains("hobby"));
}

#[test]
fn merged_contacts_keep_what_either_knew() {
    let mut bench = Bench::new();
    bench.run("DefineFields", of_people("contact")).unwrap();
    bench.run("CreateAccount", json!({"account_id": id(1), "name": "Hospital 1"})).unwrap();
    for (n, custom) in [(2, json!({"beds": 3})), (3, json!({"beds": 4, "hobby": "chess"}))] {
        let contact = json!({"contact_id": id(n), "account_id": id(1),
            "person_name": format!("Person {n}"), "custom": custom});
        bench.run("CreateContact", contact).unwrap();
    }
    let merge = json!({"survivor_id": id(2), "duplicate_id": id(3)});
    let answer = bench.run("MergeContacts", merge).unwrap();
    let data = &answer["events"][0]["data"];
    assert_eq!((&data["custom"], &data["personal_custom"]), (&Json::Null, &json!(["hobby"])));
    let same = json!({"contact_id": id(2), "custom": {"hobby": "chess", "beds": 3}});
    assert!(bench.events("UpdateContact", same).is_empty(), "the survivor has both");
}

fn lead(n: u32, custom: Json) -> Json {
    json!({"lead_id": id(n), "company": format!("Company {n}"),
        "email": format!("person{n}@company{n}.com"), "source": "web", "custom": custom})
}

#[test]
fn a_lead_is_captured_changed_and_merged_with_its_fields() {
    let mut bench = Bench::new();
    bench.run("DefineFields", of_people("lead")).unwrap();
    let wrong = json!({"lead_id": id(1), "source": "web", "custom": {"beds": "many"}});
    let expected = "422 invalid: company missing, email missing, custom.beds wrong-type";
    assert_eq!(refused(&mut bench, "CreateLead", wrong), expected);
    bench.run("CreateLead", lead(1, json!({"hobby": "chess", "beds": 3}))).unwrap();
    let changed = |custom: Json| json!({"lead_id": id(1), "custom": custom});
    let wrong = json!({"lead_id": id(1), "source": null, "custom": {"colour": 1}});
    let expected = "422 invalid: source missing, custom.colour unknown-field";
    assert_eq!(refused(&mut bench, "UpdateLead", wrong), expected);
    let answer = bench.run("UpdateLead", changed(json!({"hobby": "chess", "beds": 4}))).unwrap();
    let data = &answer["events"][0]["data"];
    let beds = json!({"beds": {"before": 3, "after": 4}});
    assert_eq!((&data["custom"], &data["personal_custom"]), (&beds, &Json::Null));
    // The same lead once more: what was sent is put on it, null says nothing.
    let mut again = lead(1, json!({"beds": null, "level": "3A"}));
    (again["lead_id"], again["on_duplicate"]) = (id(9).into(), "merge".into());
    let events = bench.run("CreateLead", again).unwrap()["events"].clone();
    let level = json!({"level": {"before": null, "after": "3A"}});
    assert_eq!(events[1]["data"]["custom"], level, "{events}");
    bench.run("CreateLead", lead(2, json!({"beds": 5, "hobby": "sailing"}))).unwrap();
    let merge = json!({"survivor_id": id(2), "duplicate_id": id(1)});
    let events = bench.run("MergeLeads", merge).unwrap()["events"].clone();
    assert_eq!(events[0]["data"]["custom"], level, "{events}");
    assert!(!log_of(&bench).contains("sailing"));
}

#[test]
fn a_deal_is_opened_and_changed_with_its_fields_also_when_it_is_closed() {
    let mut bench = with_fields("opportunity");
    bench.run("CreateAccount", json!({"account_id": id(1), "name": "Hospital 1"})).unwrap();
    let deal = |custom: Json| {
        json!({"opportunity_id": id(2), "account_id": id(1), "name": "Deal",
            "amount": {"amount": "1", "currency": "CNY"}, "expected_close": "2026-06-30",
            "custom": custom})
    };
    let missing = "422 invalid: custom.level missing";
    assert_eq!(refused(&mut bench, "OpenOpportunity", deal(json!({}))), missing);
    let custom = json!({"level": "3A", "above": id(1)});
    let answer = bench.run("OpenOpportunity", deal(custom.clone())).unwrap();
    assert_eq!(answer["events"][0]["data"]["custom"], custom);
    bench.run("WinOpportunity", json!({"opportunity_id": id(2)})).unwrap();
    let changed = |custom: Json| json!({"opportunity_id": id(2), "custom": custom});
    let both = json!({"opportunity_id": id(2), "name": null, "custom": {"beds": 0}});
    let expected = "422 invalid: name missing, custom.beds out-of-range";
    assert_eq!(refused(&mut bench, "UpdateOpportunity", both), expected);
    let beds = changed(json!({"beds": 9}));
    assert_eq!(bench.events("UpdateOpportunity", beds.clone()), ["OpportunityUpdated"]);
    assert!(bench.events("UpdateOpportunity", beds).is_empty());
}

#[test]
fn a_conversion_carries_over_what_has_the_same_key_and_type() {
    let mut bench = Bench::new();
    for kind in ["lead", "contact"] {
        bench.run("DefineFields", of_people(kind)).unwrap();
    }
    let account = json!({"key": "account", "fields": [
        {"key": "beds", "type": "number", "required": true},
        {"key": "level", "type": "text"},
        {"key": "hobby", "type": "text"},
    ]});
    bench.run("DefineFields", account).unwrap();
    let deal = json!({"key": "opportunity", "fields": [
        {"key": "beds", "type": "number", "max": 2}, {"key": "level", "type": "code", "codes": ["3A"]},
    ]});
    bench.run("DefineFields", deal).unwrap();
    let custom = json!({"hobby": "chess", "beds": 3, "level": "3B"});
    bench.run("CreateLead", lead(1, custom)).unwrap();
    let yes = json!({"need": true, "decision_maker": true, "budget": true, "timeframe": true,
           "contact_verified": true});
    let sql = json!({"lead_id": id(1), "level": "sql", "checklist": yes});
    bench.run("QualifyLead", sql).unwrap();
    let convert = |account: Json| {
        json!({"lead_id": id(1), "account": {"mode": "create", "fields": {"custom": account}},
            "contact": {"mode": "create",
                "fields": {"person_name": "Ann Berg", "custom": {"level": "3A"}}},
            "opportunity": {"name": "Deal", "amount": {"amount": "1", "currency": "CNY"},
                "expected_close": "2026-06-30"}})
    };
    let expected = "422 invalid: account.fields.custom.beds wrong-type, \
        account.fields.custom.colour unknown-field";
    let wrong = convert(json!({"beds": "x", "colour": 1}));
    assert_eq!(refused(&mut bench, "ConvertLead", wrong), expected);
    let events = bench.run("ConvertLead", convert(json!({}))).unwrap()["events"].clone();
    let custom = |n: usize| events[n]["data"]["custom"].clone();
    // The level is a code of the lead and a text of the account, and the hobby isn't sealed there.
    assert_eq!(custom(1), json!({"beds": 3}), "{events}");
    assert_eq!(custom(2), json!({"beds": 3, "level": "3A"}), "the given one holds");
    assert_eq!(events[2]["data"]["personal_custom"], json!(["hobby"]));
    // The deal takes neither so many beds nor that level; both stay with the lead.
    assert_eq!(custom(3), Json::Null);
    assert!(!log_of(&bench).contains("chess"));
}

#[test]
fn custom_fields_of_leads_give_points_and_take_them_back() {
    let mut bench = Bench::new();
    bench.run("DefineFields", of_people("lead")).unwrap();
    let model = |custom: Json| json!({"custom": custom});
    let wrong = model(json!({
        "colour": [{"is": "red", "points": 1}],
        "hobby": [{"is": "chess", "points": 1}],
        "level": [{"is": "4", "points": 1}, {"min": 1, "points": 1}],
    }));
    let expected = "422 invalid: custom.colour unknown-field, custom.hobby not-legal, \
        custom.level[0].is unknown-value, custom.level[1].min not-legal";
    assert_eq!(refused(&mut bench, "DefineScoringModel", wrong), expected);
    let neither = model(json!({"beds": [{"points": 1}, {"min": 2, "max": 1, "points": 1}]}));
    let expected = "422 invalid: custom.beds[0].is not-legal, custom.beds[1].max out-of-range";
    assert_eq!(refused(&mut bench, "DefineScoringModel", neither), expected);
    let points = model(json!({
        "level": [{"is": "3A", "points": 20}, {"is": "3B", "points": 15}],
        "beds": [{"min": 500, "points": 9}],
    }));
    bench.run("DefineScoringModel", points).unwrap();
    let answer = bench.run("CreateLead", lead(1, json!({"level": "3A", "beds": 500}))).unwrap();
    let rules = |answer: &Json| -> Vec<(String, i64)> {
        let scored = answer["events"].as_array().unwrap().iter();
        let scored = scored.filter(|event| event["type"] == "LeadScored");
        let points = scored.flat_map(|event| event["data"]["points"].as_array().unwrap().clone());
        let custom = points.filter(|p| p["rule"].as_str().unwrap().starts_with("custom"));
        custom.map(|p| (p["rule"].to_string(), p["points"].as_i64().unwrap())).collect()
    };
    let (level, beds) = ("\"custom.level\"".to_owned(), "\"custom.beds\"".to_owned());
    assert_eq!(rules(&answer), [(beds, 9), (level.clone(), 20)]);
    let changed = json!({"lead_id": id(1), "custom": {"level": "3B"}});
    let answer = bench.run("UpdateLead", changed).unwrap();
    assert_eq!(rules(&answer), [(level.clone(), -20), (level, 15)]);
    // An empty list takes the points of a field away, for those who come from now on.
    bench.run("DefineScoringModel", model(json!({"level": []}))).unwrap();
    let answer = bench.run("CreateLead", lead(2, json!({"level": "3A"}))).unwrap();
    assert_eq!(rules(&answer), []);
}
