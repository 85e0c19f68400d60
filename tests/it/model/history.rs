//! A random history: what clients might send, in any order and at any business time of 2024. Much of
//! it is refused, as it would be.

mod deals;

use event_log::dice::Dice;
use kith_tests::Client;
use kith_tests::samples::{id, with};
use serde_json::{Value as Json, json};

const COMMANDS: usize = 400;
const LEADS: u64 = 25;
const SOURCES: [&str; 3] = ["web", "fair", "partner"];
const REGIONS: [&str; 2] = ["north", "south"];
const STAGES: [&str; 8] = [
    "first_contact",
    "need_confirmed",
    "proposal",
    "lead",
    "interested",
    "solution",
    "won",
    "after_sales",
];
const BEHAVIORS: [&str; 4] =
    ["pricing_page_visited", "meeting_booked", "email_opened", "unsubscribed"];

/// Any instant of 2024.
pub fn instant(dice: &mut Dice) -> String {
    let (month, day) = (1 + dice.below(12), 1 + dice.below(28));
    let (hour, minute, micros) = (dice.below(24), dice.below(60), dice.below(1_000_000));
    format!("2024-{month:02}-{day:02}T{hour:02}:{minute:02}:00.{micros:06}Z")
}

fn one_of<'a>(dice: &mut Dice, these: &[&'a str]) -> &'a str {
    these[dice.below(these.len() as u64) as usize]
}

/// Sends a history as one batch. Only what a client can cause may be refused.
pub fn play(client: &Client, seed: u64) {
    let mut dice = Dice::new(seed);
    let lines: Vec<Json> = (0..COMMANDS).map(|_| line(&mut dice)).collect();
    for answer in client.batch(&lines) {
        let status = answer["status"].as_u64().unwrap();
        assert!(status < 500 && status != 400, "seed {seed}: {answer}");
    }
}

fn line(dice: &mut Dice) -> Json {
    let n = dice.below(LEADS) as u32;
    let (command, data) = match dice.below(38) {
        0..=4 => ("CreateLead", lead(dice, n)),
        5..=7 => {
            let behavior = one_of(dice, &BEHAVIORS);
            ("RecordLeadBehavior", json!({"lead_id": id("lead", n), "behavior": behavior}))
        }
        8 => ("QualifyLead", json!({"lead_id": id("lead", n), "level": "mql"})),
        9..=11 | 31..=32 => ("QualifyLead", kith_tests::samples::qualify(n)),
        12 => ("DisqualifyLead", json!({"lead_id": id("lead", n), "reason": "bad_timing"})),
        13..=15 | 33..=35 => ("ConvertLead", conversion(dice, n)),
        16 => {
            let stage = one_of(dice, &STAGES);
            let met = [
                "talk_done",
                "scenario_confirmed",
                "decision_maker_known",
                "rough_budget",
                "need_clear",
                "budget_confirmed",
            ];
            let criteria: Json = met
                .iter()
                .map(|c| ((*c).to_owned(), json!(true)))
                .collect::<serde_json::Map<_, _>>()
                .into();
            let deal = id("opportunity", n);
            (
                "ChangeOpportunityStage",
                json!({"opportunity_id": deal, "stage": stage, "criteria": criteria}),
            )
        }
        17 | 36 => ("WinOpportunity", win(dice, n)),
        18 => match dice.below(2) {
            0 => (
                "LoseOpportunity",
                json!({"opportunity_id": id("opportunity", n), "reason": "price"}),
            ),
            _ => ("OpenOpportunity", deal(dice, n)),
        },
        19..=24 => work(dice, n),
        25..=30 => deals::line(dice, n),
        _ => {
            let owner = id("user", dice.below(3) as u32);
            (
                "ChangeAccountOwner",
                json!({"account_id": id("account", n), "owner_id": owner,
                "reason": "r", "include": ["open_opportunities"]}),
            )
        }
    };
    json!({"command": command, "occurred_at": instant(dice), "data": data})
}

/// What is done to leads beside their way to a customer: changes, owners, merges.
fn work(dice: &mut Dice, n: u32) -> (&'static str, Json) {
    let on = |changes: Json| with(json!({"lead_id": id("lead", n)}), changes);
    let other = dice.below(LEADS) as u32;
    match dice.below(16) {
        10 => {
            let question = one_of(dice, &["budget", "need", "timetable"]);
            let value = (dice.below(4) > 0).then(|| format!("answer {}", dice.below(3)));
            let answers = json!({question: value});
            ("AnswerQuestionnaire", on(json!({"questionnaire": "bant", "answers": answers})))
        }
        14 => {
            let plan = one_of(dice, &["inbound", "trade_fair"]);
            let planned = on(json!({"plan": plan, "starts_at": instant(dice)}));
            if dice.below(4) == 0 {
                ("StopLeadContacts", on(json!({})))
            } else {
                ("PlanLeadContacts", planned)
            }
        }
        0 | 1 => {
            let changes = match dice.below(3) {
                0 => json!({"source": one_of(dice, &SOURCES)}),
                1 => json!({"region": one_of(dice, &REGIONS), "product": "Spindle"}),
                _ => json!({"title": "Head", "company_size": dice.below(900)}),
            };
            ("UpdateLead", on(changes))
        }
        2 => ("AssignLead", on(json!({"owner_id": id("user", dice.below(3) as u32)}))),
        3 => ("DeclineLead", on(json!({"reason": "overload"}))),
        4 => ("RecycleLead", on(json!({"reason": "idle"}))),
        5 => ("NurtureLead", on(json!({}))),
        6 | 11..=13 => ("LogLeadContact", on(contact(dice))),
        7 => {
            let email = kith_tests::samples::lead(other)["email"].clone();
            let merge = json!({"email": email, "on_duplicate": "merge"});
            ("CreateLead", with(lead(dice, n), merge))
        }
        _ => {
            ("MergeLeads", json!({"survivor_id": id("lead", n), "duplicate_id": id("lead", other)}))
        }
    }
}

/// At times at an instant of its own.
fn contact(dice: &mut Dice) -> Json {
    let channel = one_of(dice, &["call", "Phone", "mail", "chat"]);
    let outcome = one_of(dice, &["reached", "busy", "Connected", "no answer"]);
    let said = json!({"channel": channel, "outcome": outcome});
    if dice.below(2) == 0 { said } else { with(said, json!({"at": instant(dice)})) }
}

fn lead(dice: &mut Dice, n: u32) -> Json {
    let mut lead = kith_tests::samples::lead(n);
    lead["source"] = json!(one_of(dice, &SOURCES));
    lead["seniority"] = json!("decision_maker");
    if dice.below(3) > 0 {
        lead["region"] = json!(one_of(dice, &REGIONS));
    }
    if dice.below(2) > 0 {
        lead["owner_id"] = json!(id("user", dice.below(3) as u32));
        lead["product"] = json!("Loom");
    }
    lead
}

/// Most often the deal of a conversion, which counts in the funnel, at times at an instant of its own.
fn win(dice: &mut Dice, n: u32) -> Json {
    let deal = if dice.below(3) > 0 { id("opportunity", n) } else { id("deal", n) };
    match dice.below(3) {
        0 => json!({"opportunity_id": deal}),
        1 => json!({"opportunity_id": deal, "won_at": instant(dice)}),
        _ => json!({"opportunity_id": deal, "reason": one_of(dice, &["service", "other"])}),
    }
}

fn amount(dice: &mut Dice) -> Json {
    let cents = dice.below(100);
    json!({"amount": format!("{}.{cents:02}", dice.below(5_000)), "currency": one_of(dice, &["CNY", "EUR"])})
}

fn deal(dice: &mut Dice, n: u32) -> Json {
    json!({"opportunity_id": id("deal", n), "account_id": id("account", n), "name": "Deal",
           "amount": amount(dice), "expected_close": "2024-12-31",
           "kind": one_of(dice, &["new", "new", "renewal"]),
           "pipeline": one_of(dice, &["standard", "template"])})
}

fn conversion(dice: &mut Dice, n: u32) -> Json {
    let account = match dice.below(3) {
        0 => json!({"mode": "use", "id": id("account", dice.below(LEADS) as u32)}),
        _ => json!({"mode": "create", "id": id("account", n)}),
    };
    let mut convert =
        json!({"lead_id": id("lead", n), "account": account, "contact": {"mode": "create"}});
    if dice.below(4) > 0 {
        let mut deal = deal(dice, n);
        deal["opportunity_id"] = json!(id("opportunity", n));
        deal.as_object_mut().unwrap().remove("account_id");
        convert["opportunity"] = deal;
    }
    if dice.below(3) == 0 {
        convert["owner_id"] = json!(id("user", dice.below(3) as u32));
    }
    convert
}
