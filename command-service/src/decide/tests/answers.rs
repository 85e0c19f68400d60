//! Questionnaires: what is answered, what is missing, and what a conversion asks of it.

use serde_json::{Value as Json, json};

use super::{LEAD, convert, lead, with_sql_lead};
use crate::bench::Bench;

const SECOND: &str = "00000000-0000-7000-8000-000000000002";

fn answer(lead: &str, questionnaire: &str, answers: Json) -> Json {
    json!({"lead_id": lead, "questionnaire": questionnaire, "answers": answers})
}

/// Two leads, and a questionnaire with a question of each kind.
fn bench() -> Bench {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    bench.run("CreateLead", lead(2)).unwrap();
    let question = |key: &str, kind: &str, required: bool| {
        let mut question = json!({"key": key, "label": key, "kind": kind, "required": required});
        if kind == "code" {
            question["codes"] = json!(["now", "later"]);
        }
        question
    };
    let questions = json!([
        question("pain", "text", true),
        question("urgency", "code", true),
        question("users", "number", false),
        question("decided_on", "date", true),
        question("known", "flag", false),
    ]);
    bench.run("DefineQuestionnaire", json!({"key": "all", "questions": questions})).unwrap();
    bench
}

fn event(bench: &mut Bench, body: Json) -> Json {
    bench.run("AnswerQuestionnaire", body).unwrap()["events"][0]["data"].clone()
}

#[test]
fn answers_are_recorded_by_what_they_are_and_free_text_is_sealed() {
    let mut bench = bench();
    let answers = json!({"pain": "labels come off", "urgency": "now", "users": 120.50,
        "known": true});
    let data = event(&mut bench, answer(LEAD, "all", answers));
    assert_eq!((&data["version"], &data["missing"]), (&json!(1), &json!(["decided_on"])));
    assert_eq!(data["texts"], json!(["pain"]));
    let after = |question: &str| data["answers"][question]["after"].clone();
    assert_eq!(["urgency", "users", "known"].map(after), ["now", "120.5", "true"]);
    let log = bench.log.iter().map(|entry| String::from_utf8_lossy(&entry.bytes).into_owned());
    assert!(!log.collect::<String>().contains("labels come off"));
}

#[test]
fn absent_is_unchanged_null_clears_and_nothing_new_is_nothing() {
    let mut bench = bench();
    let first = json!({"pain": "labels", "users": 3, "urgency": "now"});
    event(&mut bench, answer(LEAD, "all", first.clone()));
    for same in [first, json!({"users": "3.0"}), json!({"decided_on": null}), json!({})] {
        let same = answer(LEAD, "all", same);
        assert!(bench.events("AnswerQuestionnaire", same.clone()).is_empty(), "{same}");
    }
    let data = event(&mut bench, answer(LEAD, "all", json!({"pain": null, "users": 4})));
    assert_eq!(data["missing"], json!(["pain", "decided_on"]));
    assert_eq!((&data["texts"], &data["emptied"]), (&json!(["pain"]), &json!(["pain"])));
    assert_eq!(data["answers"], json!({"users": {"before": "3", "after": "4"}}));
    let again = answer(LEAD, "all", json!({"pain": "labels"}));
    assert_eq!(event(&mut bench, again)["missing"], json!(["decided_on"]));
}

#[test]
fn what_fits_no_question_is_told_at_once() {
    let mut bench = bench();
    let wrong = json!({"colour": "red", "pain": 3, "urgency": "soon", "users": "many",
        "decided_on": "tomorrow", "known": "yes"});
    let problem = bench.run("AnswerQuestionnaire", answer(LEAD, "all", wrong)).unwrap_err();
    let told: Vec<_> = problem.errors.iter().map(|e| format!("{} {}", e.field, e.code)).collect();
    let expected = [
        "answers.colour unknown-value",
        "answers.decided_on bad-value",
        "answers.known bad-value",
        "answers.pain bad-value",
        "answers.urgency unknown-value",
        "answers.users bad-value",
    ];
    assert_eq!(told, expected);
    let nowhere = answer(LEAD, "nowhere", json!({}));
    assert_eq!(bench.refusal("AnswerQuestionnaire", nowhere), "unknown-reference");
}

#[test]
fn an_answer_survives_what_changes_the_person_and_a_merge_where_the_latest_wins() {
    let mut bench = bench();
    let at = |bench: &mut Bench, when: &str, body: Json| {
        bench.occurred_at = Some(when.parse().unwrap());
        event(bench, body);
        bench.occurred_at = None;
    };
    let (one, two) = ("2026-02-01T09:00:00Z", "2026-02-02T09:00:00Z");
    at(&mut bench, one, answer(LEAD, "all", json!({"pain": "old", "users": 1})));
    at(&mut bench, two, answer(SECOND, "all", json!({"pain": "new", "urgency": "later"})));
    at(&mut bench, two, answer(LEAD, "all", json!({"urgency": "now"})));
    at(&mut bench, one, answer(SECOND, "bant", json!({"need": "labels"})));
    bench.run("UpdateLead", json!({"lead_id": LEAD, "title": "Head"})).unwrap();
    let merged =
        bench.run("MergeLeads", json!({"survivor_id": LEAD, "duplicate_id": SECOND})).unwrap();
    let answered: Vec<&Json> = merged["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["type"] == "QuestionnaireAnswered")
        .map(|event| &event["data"])
        .collect();
    // Of one time the survivor's answer stays.
    assert_eq!(
        (&answered[0]["questionnaire"], &answered[0]["texts"]),
        (&json!("all"), &json!(["pain"]))
    );
    assert_eq!(
        (&answered[0]["answers"], &answered[0]["missing"]),
        (&Json::Null, &json!(["decided_on"]))
    );
    assert_eq!(answered[0]["earlier"]["pain"], "2026-02-02T09:00:00.000000Z");
    assert_eq!(answered[1]["questionnaire"], "bant");
    for (questionnaire, same) in [
        ("all", json!({"pain": "new", "users": 1, "urgency": "now"})),
        ("bant", json!({"need": "labels"})),
    ] {
        let same = answer(SECOND, questionnaire, same);
        assert!(bench.events("AnswerQuestionnaire", same).is_empty(), "{questionnaire}");
    }
}

#[test]
fn conversion_rules_ask_for_the_answers_of_a_questionnaire() {
    let mut bench = with_sql_lead();
    let rules = |questionnaire: Json| json!({"questionnaire": questionnaire});
    assert_eq!(
        bench.refusal("DefineConversionRules", rules(json!("nowhere"))),
        "unknown-reference"
    );
    bench.run("DefineConversionRules", rules(json!("bant"))).unwrap();
    let some = json!({"budget": "40,000", "authority": "Ann", "need": "labels"});
    event(&mut bench, answer(LEAD, "bant", some));
    let problem = bench.run("ConvertLead", convert(false)).unwrap_err();
    let fields: Vec<_> = problem.errors.iter().map(|e| e.field.as_str()).collect();
    assert_eq!(problem.kind, "/problems/unmet-criteria");
    assert_eq!(fields, ["questionnaire.timetable", "questionnaire.next_step"]);
    assert!(problem.errors[0].message.contains("AnswerQuestionnaire"));
    let rest = json!({"timetable": "in May", "next_step": "a demo"});
    event(&mut bench, answer(LEAD, "bant", rest));
    bench.run("ConvertLead", convert(false)).unwrap();
    let late = answer(LEAD, "bant", json!({"need": "looms"}));
    assert_eq!(bench.refusal("AnswerQuestionnaire", late), "already-converted");
    assert_eq!(bench.events("DefineConversionRules", rules(Json::Null)), ["SettingDefined"]);
}

#[test]
fn a_questionnaire_is_checked_whole() {
    let mut bench = Bench::new();
    let question = |key: &str, kind: &str, codes: Json| {
        json!({"key": key, "label": key,
        "kind": kind, "required": true, "codes": codes})
    };
    let questions = json!([question("a", "code", Json::Null), question("a", "text", json!(["x"]))]);
    let problem =
        bench.run("DefineQuestionnaire", json!({"key": "k", "questions": questions})).unwrap_err();
    let fields: Vec<_> = problem.errors.iter().map(|e| e.field.as_str()).collect();
    assert_eq!(fields, ["questions[0].codes", "questions[1].key", "questions[1].codes"]);
    let none = json!({"key": "k", "questions": []});
    assert_eq!(bench.refusal("DefineQuestionnaire", none), "invalid");
}
