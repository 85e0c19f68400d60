//! The states of each kind of record, each reached by commands.

use serde_json::{Value as Json, json};

use super::bodies::{
    ACCOUNT, CONTACT, LEAD, OTHER_ACCOUNT, THIRD_ACCOUNT, into_other, into_other_account,
    into_other_contact, of, other_contact, other_into_third, other_lead, visit,
};

/// A kind of record.
pub struct Family {
    pub name: &'static str,
    pub states: &'static [State],
    pub commands: &'static [&'static str],
    /// The body of each command; none of the platform's own.
    pub bodies: fn(&str) -> Option<Json>,
}

/// A state, and the commands that lead there from nothing.
pub struct State {
    pub name: &'static str,
    pub steps: fn() -> Vec<Step>,
}

/// A command and its body.
pub type Step = (&'static str, Json);

pub const fn state(name: &'static str, steps: fn() -> Vec<Step>) -> State {
    State { name, steps }
}

/// Every kind of record.
pub const FAMILIES: &[Family] = &[
    Family {
        name: "Leads",
        states: &[
            state("none", || vec![other()]),
            state("new", || lead(&[])),
            state("verified", || lead(&[step("VerifyLead")])),
            state("contacted", || lead(&[step("LogLeadContact")])),
            state("contacts planned", || lead(&[step("PlanLeadContacts")])),
            state("nurturing", || lead(&[step("NurtureLead")])),
            state("mql", || lead(&[mql()])),
            state("meeting_booked", || lead(&[mql(), step("RecordLeadBehavior")])),
            state("sql", || lead(&[step("QualifyLead")])),
            state("disqualified", || lead(&[step("DisqualifyLead")])),
            state("recycled", || lead(&[step("RecycleLead")])),
            state("converted", || lead(&[step("QualifyLead"), step("ConvertLead")])),
            state("merged", || lead(&[("MergeLeads", into_other())])),
        ],
        commands: &[
            "CreateLead",
            "RecordLeadBehavior",
            "QualifyLead",
            "DisqualifyLead",
            "ConvertLead",
            "UpdateLead",
            "VerifyLead",
            "AssignLead",
            "AcceptLead",
            "DeclineLead",
            "LogLeadContact",
            "NurtureLead",
            "RecycleLead",
            "MergeLeads",
            "AnswerQuestionnaire",
            "ScoreIdleLead",
            "PlanLeadContacts",
            "StopLeadContacts",
        ],
        bodies: of,
    },
    Family {
        name: "Two leads that look like one",
        states: &[
            state("first unknown", || vec![other()]),
            state("second unknown", || vec![step("CreateLead")]),
            state("there", || lead(&[])),
            state("dismissed", || lead(&[step("DismissDuplicate")])),
            state("restored", || lead(&[step("DismissDuplicate"), step("RestoreDuplicate")])),
            state("converted", || lead(&[step("QualifyLead"), step("ConvertLead")])),
            state("merged", || lead(&[("MergeLeads", into_other())])),
        ],
        commands: &["DismissDuplicate", "RestoreDuplicate"],
        bodies: of,
    },
    Family {
        name: "Accounts",
        states: &[
            state("none", other_account),
            state("there", two_accounts),
            state("being handed over", handover),
            state("handed over, all there", || {
                [handover(), vec![step("UpdateAccountHandover")]].concat()
            }),
            state("linked", linked),
            state("linked, other one merged", || {
                let third = json!({"account_id": THIRD_ACCOUNT, "name": "Third Ltd"});
                let merge = ("MergeAccounts", other_into_third());
                [linked(), vec![("CreateAccount", third), merge]].concat()
            }),
            state("merged", merged),
        ],
        commands: &[
            "CreateAccount",
            "UpdateAccount",
            "ChangeAccountOwner",
            "LinkAccounts",
            "UnlinkAccounts",
            "MergeAccounts",
            "ReviewAccountGrade",
            "HandOverAccount",
            "UpdateAccountHandover",
            "CompleteAccountHandover",
            "CancelAccountHandover",
        ],
        bodies: of,
    },
    Family {
        name: "Contacts",
        states: &[
            state("none", with_other_contact),
            state("none, account merged", || [with_other_contact(), vec![merge()]].concat()),
            state("there", with_contacts),
            state("there, account merged", || [with_contacts(), vec![merge()]].concat()),
            state("linked", || [with_contacts(), vec![step("LinkContacts")]].concat()),
            state("merged", || [with_contacts(), vec![merge_contacts()]].concat()),
        ],
        commands: &[
            "CreateContact",
            "UpdateContact",
            "MergeContacts",
            "LinkContacts",
            "UnlinkContacts",
        ],
        bodies: of,
    },
    Family {
        name: "Interactions, orders and contracts",
        states: &[
            state("no account", Vec::new),
            state("none", two_accounts),
            state("none, account merged", merged),
            state("recorded", recorded),
            state("recorded, account merged", || [recorded(), vec![merge()]].concat()),
            state("cancelled", || [recorded(), vec![step("CancelOrder")]].concat()),
            state("cancelled, account merged", || {
                [recorded(), vec![step("CancelOrder"), merge()]].concat()
            }),
        ],
        commands: &["LogInteraction", "RecordOrder", "CancelOrder", "RecordContract"],
        bodies: of,
    },
    Family {
        name: "Opportunities",
        states: &[
            state("none", account),
            state("none, account merged", || [account(), other_account(), vec![merge()]].concat()),
            state("open", open),
            state("open, second stage", || [open(), vec![step("ChangeOpportunityStage")]].concat()),
            state("open, account merged", || [open(), other_account(), vec![merge()]].concat()),
            state("open, approval requested", || {
                [open(), vec![step("RequestStageApproval")]].concat()
            }),
            state("open, tracked", tracked),
            state("won", || [open(), vec![step("WinOpportunity")]].concat()),
            state("lost", || [open(), vec![step("LoseOpportunity")]].concat()),
        ],
        commands: &[
            "OpenOpportunity",
            "ChangeOpportunityStage",
            "WinOpportunity",
            "LoseOpportunity",
            "ReopenOpportunity",
            "UpdateOpportunity",
            "ChangeOpportunityAmount",
            "ChangeExpectedClose",
            "ChangeOpportunityOwner",
            "OverrideProbability",
            "RequestStageApproval",
            "ApproveStage",
            "RejectStage",
            "MarkOpportunityRisk",
            "ClearOpportunityRisk",
            "SetMilestone",
            "CompleteMilestone",
            "SetBuyingRole",
            "DowngradeIdleOpportunity",
        ],
        bodies: of,
    },
    Family {
        name: "Records of objects",
        states: &[
            state("no object", two_accounts),
            state("none", with_object),
            state("none, account merged", || [with_object(), vec![merge()]].concat()),
            state("there", with_record),
            state("there, account merged", || [with_record(), vec![merge()]].concat()),
            state("removed", || {
                [with_object(), vec![step("CreateRecord"), step("RemoveRecord")]].concat()
            }),
        ],
        commands: &["CreateRecord", "UpdateRecord", "RemoveRecord"],
        bodies: of,
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
            "DefineView",
            "DefineTimeline",
            "DefineQuestionnaire",
            "DefineAccountRules",
            "DefineTemplate",
            "DefineFields",
            "DefineObject",
            "DefineDuplicates",
            "DefineContactPlan",
        ],
        bodies: of,
    },
];

pub fn step(command: &'static str) -> Step {
    (command, of(command).expect("a step has a body"))
}

fn mql() -> Step {
    ("QualifyLead", json!({"lead_id": LEAD, "level": "mql"}))
}

/// The lead of the table beside the other one, and what is done to it.
fn lead(then: &[Step]) -> Vec<Step> {
    [&[other(), step("CreateLead")], then].concat()
}

fn other() -> Step {
    ("CreateLead", other_lead())
}

/// The account of the table, by the conversion of another lead.
pub fn account() -> Vec<Step> {
    let create = json!({"lead_id": LEAD, "account": {"mode": "create", "id": ACCOUNT},
        "contact": {"mode": "create", "id": CONTACT}});
    vec![step("CreateLead"), step("QualifyLead"), ("ConvertLead", create)]
}

/// Another account than the table's.
pub fn other_account() -> Vec<Step> {
    vec![("CreateAccount", json!({"account_id": OTHER_ACCOUNT, "name": "Other Ltd"}))]
}

fn two_accounts() -> Vec<Step> {
    [other_account(), vec![step("CreateAccount")]].concat()
}

/// The account of the table while it is handed over, after a visit that no hand-over names yet.
fn handover() -> Vec<Step> {
    [two_accounts(), vec![step("HandOverAccount"), ("LogInteraction", visit())]].concat()
}

/// The accounts of the table, the first merged into the other.
fn merged() -> Vec<Step> {
    [two_accounts(), vec![merge()]].concat()
}

fn merge() -> Step {
    ("MergeAccounts", into_other_account())
}

fn linked() -> Vec<Step> {
    [two_accounts(), vec![step("LinkAccounts")]].concat()
}

pub fn with_contacts() -> Vec<Step> {
    [with_other_contact(), vec![step("CreateContact")]].concat()
}

pub fn merge_contacts() -> Step {
    ("MergeContacts", into_other_contact())
}

fn with_other_contact() -> Vec<Step> {
    [two_accounts(), vec![("CreateContact", other_contact())]].concat()
}

fn recorded() -> Vec<Step> {
    let steps = ["LogInteraction", "RecordOrder", "RecordContract"].map(step);
    [two_accounts(), steps.into()].concat()
}

fn with_object() -> Vec<Step> {
    [two_accounts(), vec![step("DefineObject")]].concat()
}

pub fn with_record() -> Vec<Step> {
    [with_object(), vec![step("CreateRecord")]].concat()
}

pub fn open() -> Vec<Step> {
    let mut steps = account();
    steps.push(step("OpenOpportunity"));
    steps
}

/// With a risk, a milestone, a buying role and a chance of its own.
fn tracked() -> Vec<Step> {
    let more =
        ["MarkOpportunityRisk", "SetMilestone", "SetBuyingRole", "OverrideProbability"].map(step);
    [open(), more.to_vec()].concat()
}
