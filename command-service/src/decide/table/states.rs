//! The states of each kind of record, each reached by commands.

use serde_json::{Value as Json, json};

use super::bodies::{ACCOUNT, LEAD, of};

/// A kind of record.
pub struct Family {
    pub name: &'static str,
    pub states: &'static [State],
    pub commands: &'static [&'static str],
}

/// A state, and the commands that lead there from nothing.
pub struct State {
    pub name: &'static str,
    pub steps: fn() -> Vec<Step>,
}

/// A command and its body.
type Step = (&'static str, Json);

const fn state(name: &'static str, steps: fn() -> Vec<Step>) -> State {
    State { name, steps }
}

/// Every kind of record.
pub const FAMILIES: &[Family] = &[
    Family {
        name: "Leads",
        states: &[
            state("none", Vec::new),
            state("new", || vec![step("CreateLead")]),
            state("mql", || vec![step("CreateLead"), mql()]),
            state("meeting_booked", || vec![step("CreateLead"), mql(), step("RecordLeadBehavior")]),
            state("sql", || vec![step("CreateLead"), step("QualifyLead")]),
            state("disqualified", || vec![step("CreateLead"), step("DisqualifyLead")]),
            state("converted", converted),
        ],
        commands: &[
            "CreateLead",
            "RecordLeadBehavior",
            "QualifyLead",
            "DisqualifyLead",
            "ConvertLead",
        ],
    },
    Family {
        name: "Accounts",
        states: &[state("none", Vec::new), state("active", account)],
        commands: &["ChangeAccountOwner"],
    },
    Family {
        name: "Opportunities",
        states: &[
            state("none", account),
            state("open", open),
            state("won", || [open(), vec![step("WinOpportunity")]].concat()),
            state("lost", || [open(), vec![step("LoseOpportunity")]].concat()),
        ],
        commands: &[
            "OpenOpportunity",
            "ChangeOpportunityStage",
            "WinOpportunity",
            "LoseOpportunity",
        ],
    },
    Family {
        name: "Settings",
        states: &[state("as shipped", Vec::new)],
        commands: &[
            "DefineTenant",
            "DefineScoringModel",
            "DefinePipeline",
            "DefineConversionRules",
            "DefineCodes",
            "DefineDictionary",
            "DefineCompleteness",
        ],
    },
];

fn step(command: &'static str) -> Step {
    (command, of(command).expect("a step has a body"))
}

fn mql() -> Step {
    ("QualifyLead", json!({"lead_id": LEAD, "level": "mql"}))
}

fn converted() -> Vec<Step> {
    vec![step("CreateLead"), step("QualifyLead"), step("ConvertLead")]
}

/// The account of the table, by the conversion of another lead.
fn account() -> Vec<Step> {
    let create = json!({"lead_id": LEAD, "account": {"mode": "create", "id": ACCOUNT}});
    vec![step("CreateLead"), step("QualifyLead"), ("ConvertLead", create)]
}

fn open() -> Vec<Step> {
    let mut steps = account();
    steps.push(step("OpenOpportunity"));
    steps
}
