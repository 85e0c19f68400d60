//! Questionnaires over HTTP: what is answered shows with the lead and what is missing beside it, to
//! those who may see it, before and after merges and conversion, and as it was.

use kith_tests::samples::{convert, id, lead, make_sql, token};
use kith_tests::{Client, Home, Kith};
use serde_json::{Value as Json, json};

fn answer(n: u32, answers: Json) -> Json {
    json!({"lead_id": id("lead", n), "questionnaire": "bant", "answers": answers})
}

fn shown(client: &Client, n: u32, more: &str) -> Json {
    let head = client.read("/v1/positions")["head"].clone();
    let path = format!("/v1/leads/{}?at_least={head}&wait_ms=20000{more}", id("lead", n));
    client.read(path)["questionnaires"].clone()
}

/// A sales-qualified lead that answered half of BANT on the second of January.
fn half_answered() -> (Home, Kith) {
    let home = crate::home();
    let kith = home.serve();
    make_sql(&kith.admin, 1);
    let body = answer(1, json!({"need": "labels that last", "budget": "40,000"}));
    let at = "2024-01-02T09:00:00Z";
    kith.admin.post("AnswerQuestionnaire", &body).at(at).send().status(200);
    (home, kith)
}

#[test]
fn a_lead_shows_what_is_answered_and_what_is_missing() {
    let (_home, kith) = half_answered();
    let all = shown(&kith.admin, 1, "");
    let one = &all[0];
    assert_eq!((&one["key"], &one["version"]), (&json!("bant"), &json!(1)));
    assert_eq!(one["answered"], json!(["budget", "need"]));
    assert_eq!(one["missing"], json!(["authority", "timetable", "next_step"]));
    assert_eq!(one["answers"], json!({"budget": "40,000", "need": "labels that last"}));
    assert_eq!(one["at"], "2024-01-02T09:00:00.000000Z");
    assert!(one["by"].is_string(), "{one}");
    let body = answer(1, json!({"need": null, "timetable": "in May"}));
    kith.admin.command("AnswerQuestionnaire", &body).status(200);
    let again = kith.admin.command("AnswerQuestionnaire", &body).status(200).json();
    assert_eq!(again["events"], json!([]));
    let all = shown(&kith.admin, 1, "");
    assert_eq!(all[0]["answers"], json!({"budget": "40,000", "timetable": "in May"}));
    assert_eq!(all[0]["missing"], json!(["authority", "need", "next_step"]));
}

#[test]
fn free_text_is_shown_to_those_who_may_see_persons() {
    let (_home, kith) = half_answered();
    let analyst = token(&kith.admin, &json!({"role": "analyst"}));
    let all = shown(&kith.admin.with_token(&analyst), 1, "");
    assert_eq!(all[0]["answered"], json!(["budget", "need"]));
    assert_eq!(all[0]["answers"], json!({}));
    let audit = kith.admin.read("/v1/audit?event=QuestionnaireAnswered").to_string();
    assert!(!audit.contains("labels that last"), "{audit}");
}

#[test]
fn answers_stay_through_merges_and_the_conversion() {
    let (_home, kith) = half_answered();
    kith.admin.command("CreateLead", &lead(2)).status(201);
    let later = answer(2, json!({"need": "looms", "authority": "Ann decides"}));
    kith.admin.command("AnswerQuestionnaire", &later).status(200);
    let merge = json!({"survivor_id": id("lead", 1), "duplicate_id": id("lead", 2)});
    kith.admin.command("MergeLeads", &merge).status(200);
    let expected = json!({"authority": "Ann decides", "budget": "40,000", "need": "looms"});
    assert_eq!(shown(&kith.admin, 2, "")[0]["answers"], expected, "the latest answer holds");
    kith.admin.command("ConvertLead", &convert(1)).status(200);
    let all = shown(&kith.admin, 1, "");
    assert_eq!(all[0]["missing"], json!(["timetable", "next_step"]));
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let path = format!("/v1/opportunities/{}?at_least={head}", id("opportunity", 1));
    let deal = kith.admin.read(path);
    assert_eq!(deal["lead_id"], id("lead", 1), "by which its deal shows them");
    let late = answer(1, json!({"timetable": "in May"}));
    kith.admin.command("AnswerQuestionnaire", &late).problem(409, "already-converted");
}

#[test]
fn rules_with_a_questionnaire_are_tried_on_past_conversions_and_then_ask_for_it() {
    let (_home, kith) = half_answered();
    make_sql(&kith.admin, 2);
    kith.admin.command("ConvertLead", &convert(2)).status(200);
    let tried = |rules: Json| {
        let head = kith.admin.read("/v1/positions")["head"].clone();
        let path = format!("/v1/conversion-rules/try?at_least={head}");
        kith.admin.request("POST", path).json(&json!({"rules": rules})).send()
    };
    let trial = tried(json!({"questionnaire": "bant"})).status(200).json();
    let count = |reasons: &Json| reasons.as_array().unwrap().len();
    assert_eq!((&trial["refused"], count(&trial["reasons"])), (&json!(1), 5), "{trial}");
    let open = &trial["open"];
    assert_eq!((&open["refused"], count(&open["reasons"])), (&json!(1), 3), "{trial}");
    tried(json!({"questionnaire": "spin"})).problem(422, "unknown-reference");
    let rules = json!({"questionnaire": "bant"});
    kith.admin.command("DefineConversionRules", &rules).status(200);
    let problem = kith.admin.command("ConvertLead", &convert(1)).problem(422, "unmet-criteria");
    let fields: Vec<_> =
        problem["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
    let expected =
        ["questionnaire.authority", "questionnaire.timetable", "questionnaire.next_step"];
    assert_eq!(fields, expected);
    let rest = json!({"authority": "Ann", "timetable": "in May", "next_step": "a demo"});
    kith.admin.command("AnswerQuestionnaire", &answer(1, rest)).status(200);
    kith.admin.command("ConvertLead", &convert(1)).status(200);
}

#[test]
fn answers_are_as_they_were() {
    let (_home, kith) = half_answered();
    let second = answer(1, json!({"need": "looms"}));
    kith.admin.command("AnswerQuestionnaire", &second).status(200);
    assert_eq!(shown(&kith.admin, 1, "")[0]["answers"]["need"], "looms");
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let path = format!("/v1/audit?event=QuestionnaireAnswered&at_least={head}&wait_ms=20000");
    let first = kith.admin.read(path)["items"][1]["recorded_at"].clone();
    let then = format!("&basis=recorded&as_of={}", first.as_str().unwrap());
    assert_eq!(shown(&kith.admin, 1, &then)[0]["answers"]["need"], "labels that last");
}
