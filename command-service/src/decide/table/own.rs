//! The platform's own commands, and bulk actions, which nothing else is about.

use event_schema::Timestamp;
use event_schema::command::{
    ChooseBulkRecords, Command, DowngradeIdleOpportunity, FinishBulkAction, ScoreIdleLead,
    StartBulkAction,
};
use event_schema::event::{BulkAct, BulkActionFinished, BulkActionStarted, BulkList, IdleDuty};
use event_schema::id::{BulkActionId, LeadId, OpportunityId, UserId};
use event_schema::value::LookupHash;
use serde_json::Value as Json;
use uuid::Uuid;

use super::bodies::{DEAL, LEAD};
use super::states::{Family, Step, state};

/// The act of the table.
const ACT: BulkActionId = BulkActionId(Uuid::from_u128(0xb));
/// The records of the act: so many that they are named in two parts.
const RECORDS: u32 = 2;

/// Bulk actions.
pub const FAMILIES: &[Family] = &[Family {
    name: "Bulk actions",
    states: &[
        state("none", Vec::new),
        state("being chosen", || own(&[BEGIN])),
        state("under way", || own(&[BEGIN, CHOOSE])),
        state("finished", || own(&[BEGIN, CHOOSE, FINISH])),
        state("begun by another request", || own(&[ANOTHER])),
    ],
    commands: &[BEGIN, CHOOSE, FINISH],
    bodies: |_| None,
}];

const BEGIN: &str = "StartBulkAction";
const CHOOSE: &str = "ChooseBulkRecords";
const FINISH: &str = "FinishBulkAction";
/// The same command for another request under the same id.
const ANOTHER: &str = "StartBulkAction of another request";

fn own(commands: &[&'static str]) -> Vec<Step> {
    commands.iter().map(|command| (*command, Json::Null)).collect()
}

/// One of the platform's own commands; `None` if clients can send it.
pub fn command(name: &str) -> Option<Command> {
    Some(match name {
        BEGIN => begin(1).into(),
        ANOTHER => begin(2).into(),
        CHOOSE => ChooseBulkRecords { bulk_id: ACT, part: 2, records: records() }.into(),
        FINISH => FinishBulkAction { bulk_id: ACT, finished: report() }.into(),
        "DowngradeIdleOpportunity" => {
            let opportunity_id = OpportunityId(DEAL.parse().expect("it is an id"));
            DowngradeIdleOpportunity { opportunity_id, idle: left_alone(30) }.into()
        }
        "ScoreIdleLead" => {
            let lead_id = LeadId(LEAD.parse().expect("it is an id"));
            ScoreIdleLead { lead_id, idle: left_alone(90) }.into()
        }
        _ => return None,
    })
}

fn begin(fingerprint: u8) -> StartBulkAction {
    let started = BulkActionStarted {
        on: BulkList::Leads,
        condition: None,
        action: BulkAct::Assign { owner_id: UserId(Uuid::from_u128(0xaa)), reason: None },
        chosen_at: 9,
        count: RECORDS,
        fingerprint: LookupHash([fingerprint; 16]),
    };
    StartBulkAction { bulk_id: ACT, started, records: records(), finished: None }
}

/// One record a part.
fn records() -> Vec<Uuid> {
    vec![Uuid::from_u128(1)]
}

fn report() -> BulkActionFinished {
    let (refused, refusals) = (Vec::new(), Vec::new());
    BulkActionFinished { changed: RECORDS, unchanged: 0, refused, refusals }
}

/// As long as the shipped settings ask for.
fn left_alone(days: u32) -> IdleDuty {
    let since: Timestamp = "2025-06-01T09:00:00Z".parse().expect("it is a time");
    IdleDuty { since, due_at: since.plus_seconds(i64::from(days) * 86_400), days }
}
