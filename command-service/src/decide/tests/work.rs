//! The work on a lead: every command in every state.

use super::*;

fn on(lead: &str) -> Json {
    json!({"lead_id": lead})
}

fn contact() -> Json {
    json!({"lead_id": LEAD, "channel": "call", "outcome": "reached", "note": "wants a demo",
           "next_action": "send the offer", "objections": "price", "interest": "high"})
}

/// A lead in a state, reached by commands.
fn in_state(state: &str) -> Bench {
    let mut bench = Bench::new();
    bench.run("CreateLead", lead(1)).unwrap();
    let with = |reason: &str| json!({"lead_id": LEAD, "reason": reason});
    let level = |level: &str| json!({"lead_id": LEAD, "level": level, "checklist": five()});
    let steps: Vec<(&str, Json)> = match state {
        "new" => vec![],
        "verified" => vec![("VerifyLead", on(LEAD))],
        "contacted" => vec![("LogLeadContact", contact())],
        "nurturing" => vec![("NurtureLead", on(LEAD))],
        "mql" => vec![("QualifyLead", level("mql"))],
        "sql" => vec![("QualifyLead", level("sql"))],
        "disqualified" => vec![("DisqualifyLead", with("no_budget"))],
        "recycled" => vec![("RecycleLead", with("idle"))],
        "converted" => vec![("QualifyLead", level("sql")), ("ConvertLead", convert(false))],
        other => panic!("no way to {other} is known"),
    };
    for (command, body) in steps {
        bench.run(command, body).unwrap();
    }
    bench
}

/// What a command does in each state: its event, nothing, or the slug of its refusal.
fn check(command: &str, body: &Json, expected: [&str; 9]) {
    let states = [
        "new",
        "verified",
        "contacted",
        "nurturing",
        "mql",
        "sql",
        "disqualified",
        "recycled",
        "converted",
    ];
    for (state, expected) in states.into_iter().zip(expected) {
        let found = match in_state(state).run(command, body.clone()) {
            Ok(answer) => {
                let events = answer["events"].as_array().unwrap();
                assert!(events.len() <= 1, "{command} in {state}: {events:?}");
                events.first().map_or(String::new(), |e| e["type"].as_str().unwrap().to_owned())
            }
            Err(problem) => problem.kind.trim_start_matches("/problems/").to_owned(),
        };
        assert_eq!(found, expected, "{command} in {state}");
    }
}

const LOCKED: &str = "already-converted";
const WRONG: &str = "wrong-state";

#[test]
fn verifying_is_for_new_leads() {
    let expected = ["LeadVerified", "", "", "", "", "", WRONG, WRONG, LOCKED];
    check("VerifyLead", &on(LEAD), expected);
}

#[test]
fn nurturing_is_for_open_leads_and_once() {
    const DONE: &str = "LeadNurtured";
    let body = json!({"lead_id": LEAD, "reason": "bad_timing", "note": "next year"});
    check("NurtureLead", &body, [DONE, DONE, DONE, "", DONE, DONE, WRONG, WRONG, LOCKED]);
}

#[test]
fn recycling_is_for_open_and_given_up_leads_and_once() {
    const DONE: &str = "LeadRecycled";
    let body = json!({"lead_id": LEAD, "reason": "idle"});
    check("RecycleLead", &body, [DONE, DONE, DONE, DONE, DONE, DONE, DONE, "", LOCKED]);
    check("RecycleLead", &on(LEAD), [DONE, DONE, DONE, DONE, DONE, DONE, DONE, "", LOCKED]);
}

#[test]
fn a_contact_is_logged_in_every_state_but_converted() {
    const DONE: &str = "LeadContacted";
    let expected = [DONE, DONE, DONE, DONE, DONE, DONE, DONE, DONE, LOCKED];
    check("LogLeadContact", &contact(), expected);
}

#[test]
fn an_assignment_is_legal_in_every_state_but_converted() {
    const DONE: &str = "LeadAssigned";
    let body = json!({"lead_id": LEAD, "owner_id": LEAD, "reason": "territory"});
    check("AssignLead", &body, [DONE, DONE, DONE, DONE, DONE, DONE, DONE, DONE, LOCKED]);
    let same = json!({"lead_id": LEAD, "owner_id": OWNER});
    check("AssignLead", &same, ["", "", "", "", "", "", "", "", LOCKED]);
}

#[test]
fn accepting_and_declining_are_about_the_owner_and_not_the_state() {
    const TAKEN: &str = "LeadAccepted";
    const BACK: &str = "LeadDeclined";
    let all = |event| [event, event, event, event, event, event, event, event, LOCKED];
    check("AcceptLead", &on(LEAD), all(TAKEN));
    check("DeclineLead", &json!({"lead_id": LEAD, "reason": "overload"}), all(BACK));
}

#[test]
fn an_assignment_waits_to_be_accepted_or_declined() {
    let mut bench = in_state("new");
    let decline = json!({"lead_id": LEAD, "reason": "overload", "note": "on leave"});
    assert_eq!(bench.events("AcceptLead", on(LEAD)), ["LeadAccepted"]);
    assert!(bench.events("AcceptLead", on(LEAD)).is_empty());
    let problem = bench.run("DeclineLead", decline.clone()).unwrap_err();
    assert!(problem.detail.contains("is accepted"), "{problem:?}");
    let assign = json!({"lead_id": LEAD, "owner_id": LEAD});
    bench.run("AssignLead", assign).unwrap();
    assert_eq!(bench.events("DeclineLead", decline.clone()), ["LeadDeclined"]);
    for (command, body) in [("DeclineLead", decline), ("AcceptLead", on(LEAD))] {
        let problem = bench.run(command, body).unwrap_err();
        assert!(
            problem.status == 409 && problem.detail.contains("without an owner"),
            "{problem:?}"
        );
    }
}

#[test]
fn an_unknown_code_is_refused_and_other_is_always_legal() {
    for (command, list) in
        [("DeclineLead", "overload"), ("NurtureLead", "bad_timing"), ("RecycleLead", "idle")]
    {
        let with = |reason: &str| json!({"lead_id": LEAD, "reason": reason});
        let problem = in_state("new").run(command, with("weather")).unwrap_err();
        assert_eq!(problem.status, 422, "{command}");
        assert!(problem.errors[0].message.contains(list), "{command}: {problem:?}");
        assert_eq!(in_state("new").events(command, with("other")).len(), 1, "{command}");
    }
}

#[test]
fn what_was_said_is_not_readable_in_the_log() {
    let bench = in_state("contacted");
    let log = String::from_utf8(bench.log.last().unwrap().bytes.to_vec()).unwrap();
    for said in ["wants a demo", "send the offer", "price"] {
        assert!(!log.contains(said), "{said}");
    }
    assert!(log.contains("\"outcome\":\"reached\""));
}

#[test]
fn an_unknown_lead_is_not_found() {
    let mut bench = Bench::new();
    let bodies = [
        ("UpdateLead", json!({"lead_id": LEAD, "title": "x"})),
        ("VerifyLead", on(LEAD)),
        ("AssignLead", json!({"lead_id": LEAD, "owner_id": OWNER})),
        ("AcceptLead", on(LEAD)),
        ("DeclineLead", json!({"lead_id": LEAD, "reason": "overload"})),
        ("LogLeadContact", contact()),
        ("NurtureLead", on(LEAD)),
        ("RecycleLead", on(LEAD)),
    ];
    for (command, body) in bodies {
        assert_eq!(bench.refusal(command, body), "unknown-target", "{command}");
    }
}
