use std::sync::Arc;

use event_schema::Event;
use event_schema::event::{BulkAct, BulkActionFinished, BulkActionStarted, BulkList, ExportFormat};
use event_schema::value::LookupHash;
use uuid::Uuid;

use super::*;
use crate::aggregate::{State, bulk};
use crate::decide::Record;

const ID: BulkActionId = BulkActionId(Uuid::from_u128(7));

fn begun(count: u32, fingerprint: u8) -> StartBulkAction {
    let started = BulkActionStarted {
        on: BulkList::Leads,
        condition: None,
        action: BulkAct::Export { format: ExportFormat::Csv },
        chosen_at: 9,
        count,
        fingerprint: LookupHash([fingerprint; 16]),
    };
    StartBulkAction { bulk_id: ID, started, records: vec![Uuid::from_u128(1)], finished: None }
}

fn start(count: u32, fingerprint: u8) -> BulkCommand {
    BulkCommand::StartBulkAction(Box::new(begun(count, fingerprint)))
}

fn choose(part: u32) -> BulkCommand {
    let records = vec![Uuid::from_u128(part.into())];
    BulkCommand::ChooseBulkRecords(Box::new(ChooseBulkRecords { bulk_id: ID, part, records }))
}

fn finish(changed: u32) -> BulkCommand {
    let (refused, refusals) = (Vec::new(), Vec::new());
    let finished = BulkActionFinished { changed, unchanged: 0, refused, refusals };
    BulkCommand::FinishBulkAction(Box::new(FinishBulkAction { bulk_id: ID, finished }))
}

/// What comes of the last command after those before it: the names of its events, or the problem.
fn check(commands: &[BulkCommand], expected: Result<&[&str], &str>) {
    let mut act = None;
    let mut outcome = Ok(Vec::new());
    for command in commands {
        let mut seen = Seen::default();
        let state = act.clone().map(State::Bulk).map(Arc::new);
        let record = Record { revision: u64::from(state.is_some()), state };
        seen.records.add(ID.into(), |_| Ok::<_, ()>(record.clone())).unwrap();
        outcome = decide(command, &seen).map(|decision| {
            let events = decision.drafts.into_iter().map(|draft| draft.event);
            events.inspect(|event| act = evolved(act.clone(), event)).collect::<Vec<_>>()
        });
    }
    let names =
        outcome.map(|events| events.iter().map(|e| e.name().to_owned()).collect::<Vec<_>>());
    let slug = names.map_err(|rejection| rejection.problem().kind);
    let expected = expected.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
    assert_eq!(slug, expected.map_err(|slug| format!("/problems/{slug}")), "{commands:?}");
}

fn evolved(act: Option<BulkAction>, event: &Event) -> Option<BulkAction> {
    match event {
        Event::Bulk(event) => bulk::evolve(act, event),
        other => panic!("{other:?} is no event of an act"),
    }
}

const BEGUN: &[&str] = &["BulkActionStarted", "BulkRecordsChosen"];

#[test]
fn an_act_is_chosen_part_by_part_and_finished_once() {
    check(&[start(3, 1)], Ok(BEGUN));
    check(&[start(3, 1), choose(2)], Ok(&["BulkRecordsChosen"]));
    check(&[start(3, 1), choose(2), choose(2)], Ok(&[]));
    check(&[start(3, 1), choose(3)], Err("wrong-state"));
    check(&[start(3, 1), choose(2), finish(2)], Err("wrong-state"));
    check(&[start(3, 1), choose(2), choose(3), finish(3)], Ok(&["BulkActionFinished"]));
    check(&[start(1, 1), choose(2)], Ok(&[]));
    check(&[start(1, 1), finish(1), finish(0)], Ok(&[]));
    check(&[start(0, 1), finish(0)], Ok(&["BulkActionFinished"]));
}

#[test]
fn an_act_begins_once_and_anew_only_while_nothing_was_done() {
    check(&[start(1, 1), start(1, 1)], Ok(&[]));
    check(&[start(1, 1), finish(1), start(1, 1)], Ok(&[]));
    check(&[start(3, 1), choose(2), start(2, 1)], Ok(BEGUN));
    check(
        &[start(3, 1), choose(2), start(2, 1), choose(2), finish(2)],
        Ok(&["BulkActionFinished"]),
    );
    check(&[start(3, 1), start(3, 2)], Err("key-reused"));
    check(&[start(1, 1), finish(1), start(1, 2)], Err("key-reused"));
}

#[test]
fn an_export_has_its_report_as_it_begins() {
    let (refused, refusals) = (Vec::new(), Vec::new());
    let report = BulkActionFinished { changed: 0, unchanged: 3, refused, refusals };
    let export = StartBulkAction { finished: Some(report), ..begun(3, 1) };
    let export = BulkCommand::StartBulkAction(Box::new(export));
    check(std::slice::from_ref(&export), Ok(&["BulkActionStarted", "BulkActionFinished"]));
    check(&[export.clone(), export], Ok(&[]));
}

#[test]
fn an_act_that_nobody_began_is_unknown() {
    check(&[choose(1)], Err("unknown-target"));
    check(&[finish(1)], Err("unknown-target"));
}
