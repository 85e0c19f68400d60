//! Records that the first tables have in one of their ways alone: what belongs to a contact, also after
//! it was merged, and deals of a pipeline with a stage after the win.

use serde_json::{Value as Json, json};

use super::bodies::{ACCOUNT, CALL, CONTACT, DEAL, RECORD, money, of};
use super::states::{Family, Step, account, merge_contacts, state, step, with_contacts};

/// The tables of them.
pub const FAMILIES: &[Family] = &[
    Family {
        name: "What belongs to a contact",
        states: &[
            state("no contact", || vec![object()]),
            state("none", there),
            state("none, contact merged", || [there(), vec![merge_contacts()]].concat()),
            state("there", recorded),
            state("there, contact merged", || [recorded(), vec![merge_contacts()]].concat()),
        ],
        commands: &["LogInteraction", "CreateRecord", "UpdateRecord", "RemoveRecord"],
        bodies: of_contact,
    },
    Family {
        name: "Opportunities with a stage after the win",
        states: &[
            state("open", open),
            state("won", || [open(), vec![step("WinOpportunity")]].concat()),
            state("won, after-sales", || [open(), vec![step("WinOpportunity"), after()]].concat()),
            state("lost", || [open(), vec![step("LoseOpportunity")]].concat()),
        ],
        commands: &[
            "ChangeOpportunityStage",
            "WinOpportunity",
            "LoseOpportunity",
            "ReopenOpportunity",
            "DowngradeIdleOpportunity",
        ],
        bodies: of_template,
    },
];

fn object() -> Step {
    ("DefineObject", json!({"key": "badge", "name": "Badge", "of": "contact"}))
}

/// The contact of the table beside another, and an object that belongs to contacts.
fn there() -> Vec<Step> {
    [with_contacts(), vec![object()]].concat()
}

fn recorded() -> Vec<Step> {
    let body = |command| of_contact(command).expect("it has a body");
    let made = ["LogInteraction", "CreateRecord"].map(|command| (command, body(command)));
    [there(), made.into()].concat()
}

fn of_contact(command: &str) -> Option<Json> {
    match command {
        "LogInteraction" => Some(json!({"interaction_id": CALL, "contact_id": CONTACT,
            "channel": "call"})),
        "CreateRecord" => Some(json!({"record_id": RECORD, "object": "badge", "name": "Badge",
            "of_id": CONTACT})),
        _ => of(command),
    }
}

/// An open deal of the shipped pipeline that goes on after the win.
fn open() -> Vec<Step> {
    let deal = json!({"opportunity_id": DEAL, "account_id": ACCOUNT, "name": "Deal",
        "amount": money(), "expected_close": "2026-06-30", "pipeline": "template"});
    [account(), vec![("OpenOpportunity", deal)]].concat()
}

fn after() -> Step {
    ("ChangeOpportunityStage", json!({"opportunity_id": DEAL, "stage": "after_sales"}))
}

fn of_template(command: &str) -> Option<Json> {
    match command {
        "ChangeOpportunityStage" => Some(after().1),
        _ => of(command),
    }
}
