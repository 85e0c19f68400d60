//! Deciding about bulk actions: what was chosen and what came of it is written down. What is done to
//! each record is a command of its own.

use event_schema::StreamId;
use event_schema::command::{BulkCommand, ChooseBulkRecords, FinishBulkAction, StartBulkAction};
use event_schema::event::BulkRecordsChosen;
use event_schema::id::BulkActionId;

use super::{Decision, Draft, Seen};
use crate::aggregate::bulk::{BulkAction, BulkStage};
use crate::rejection::Rejection;

/// The stream that the command is about.
pub fn own_stream(command: &BulkCommand) -> StreamId {
    match command {
        BulkCommand::StartBulkAction(c) => c.bulk_id.into(),
        BulkCommand::ChooseBulkRecords(c) => c.bulk_id.into(),
        BulkCommand::FinishBulkAction(c) => c.bulk_id.into(),
    }
}

/// Judges a command about a bulk action.
pub fn decide(command: &BulkCommand, seen: &Seen) -> Result<Decision, Rejection> {
    match command {
        BulkCommand::StartBulkAction(c) => start(c, seen),
        BulkCommand::ChooseBulkRecords(c) => choose(c, seen),
        BulkCommand::FinishBulkAction(c) => finish(c, seen),
    }
}

/// Begins an act. One that stopped before all its records were named had done nothing, so it begins
/// anew; an export has its report as it begins.
fn start(c: &StartBulkAction, seen: &Seen) -> Result<Decision, Rejection> {
    let id = c.bulk_id;
    match seen.bulk_action(id)? {
        Some(act) if act.fingerprint != c.started.fingerprint => {
            return Err(Rejection::BulkIdReused(id.into()));
        }
        Some(BulkAction { stage: BulkStage::UnderWay | BulkStage::Finished, .. }) => {
            return Ok(Decision::default());
        }
        Some(BulkAction { stage: BulkStage::Choosing { .. }, .. }) | None => {}
    }
    let begun = Draft::new(id, c.started.clone());
    let then = match &c.finished {
        Some(finished) => Draft::new(id, finished.clone()),
        None => Draft::new(id, BulkRecordsChosen { part: 1, records: c.records.clone() }),
    };
    Ok(Decision { drafts: vec![begun, then], ..Decision::default() })
}

/// Names more records; a part that was named already is not named again.
fn choose(c: &ChooseBulkRecords, seen: &Seen) -> Result<Decision, Rejection> {
    let next = match there(c.bulk_id, seen)?.stage {
        BulkStage::Choosing { next, .. } => next,
        BulkStage::UnderWay | BulkStage::Finished => return Ok(Decision::default()),
    };
    if c.part < next {
        return Ok(Decision::default());
    }
    if c.part > next {
        return Err(wrong(c.bulk_id, "waiting for an earlier part", "told this one"));
    }
    let chosen = BulkRecordsChosen { part: c.part, records: c.records.clone() };
    Ok(Decision { drafts: vec![Draft::new(c.bulk_id, chosen)], ..Decision::default() })
}

/// Writes down the report, once.
fn finish(c: &FinishBulkAction, seen: &Seen) -> Result<Decision, Rejection> {
    match there(c.bulk_id, seen)?.stage {
        BulkStage::Choosing { .. } => Err(wrong(c.bulk_id, "without all its records", "finished")),
        BulkStage::Finished => Ok(Decision::default()),
        BulkStage::UnderWay => {
            let finished = Draft::new(c.bulk_id, c.finished.clone());
            Ok(Decision { drafts: vec![finished], ..Decision::default() })
        }
    }
}

fn there(id: BulkActionId, seen: &Seen) -> Result<&BulkAction, Rejection> {
    seen.bulk_action(id)?.ok_or(Rejection::UnknownTarget(id.into()))
}

fn wrong(id: BulkActionId, state: &'static str, verb: &'static str) -> Rejection {
    Rejection::WrongState { stream: id.into(), state, verb }
}

#[cfg(test)]
mod tests;
