//! Deals about which nobody does anything, and what is due because of that (C135).

use std::collections::HashMap;

use event_schema::Timestamp;
use event_schema::command::StageKind;
use event_schema::event::{IdleDuty, SettingKind};
use event_schema::value::Key;
use rules::idle::Rounds;
use rules::settings::{Book, Pipeline};

use super::Opportunities;
use super::row::{OpportunityRow, Standing};
use crate::column::Dictionary;
use crate::models::customers::{Customers, OPPORTUNITIES};
use crate::projection::Rows;
use crate::query::{AskError, IdleDue, OpportunityState, OwedDuty};
use crate::store::key::place;

/// What a pipeline asks for where nobody does anything, and since when it does.
struct Asked<'a> {
    pipeline: &'a Pipeline,
    days: u32,
    asked_at: Timestamp,
    /// The number of the first stage, from which no deal goes back.
    first: Option<u32>,
}

impl<'a> Asked<'a> {
    fn of(
        key: Key,
        values: Option<&Dictionary>,
        (book, now): (&'a Book, Timestamp),
    ) -> Option<Self> {
        let version = book.at(SettingKind::Pipeline, key, now)?;
        let pipeline = book.pipeline(key, now).ok()?.body;
        let asked_at = version.recorded_at.max(version.holds_from);
        let first = pipeline.first(StageKind::Open);
        let first = first.and_then(|stage| values?.number(stage.key.as_str()));
        Some(Self { pipeline, days: pipeline.downgrade_after_days?, asked_at, first })
    }

    /// The next duty of a deal; none in the first stage, which has none before it.
    fn next(&self, row: &OpportunityRow) -> Option<IdleDuty> {
        self.pipeline.before(row.stage)?;
        row.silence.next(self.days, Rounds::Again, self.asked_at)
    }
}

/// When an open deal goes a stage back if nobody does anything.
pub fn next_downgrade(row: &OpportunityRow, present: (&Book, Timestamp)) -> Option<Timestamp> {
    let asked =
        Asked::of(row.pipeline, None, present).filter(|_| row.standing == Standing::Open)?;
    asked.next(row).map(|duty| duty.due_at)
}

impl Customers {
    /// What is due of deals by the pipelines in force.
    pub fn idle(
        &self,
        rows: Rows<'_>,
        (book, now): (&Book, Timestamp),
        most: usize,
    ) -> Result<IdleDue, AskError> {
        let mut due = IdleDue::default();
        let Opportunities { columns, values, .. } = &self.opportunities;
        let keys = book.versions().map(|version| version.defined.key);
        let asked = |key: Key| {
            let number = values.number(key.as_str())?;
            Some((number, Asked::of(key, Some(values), (book, now))?))
        };
        let asked: HashMap<u32, Asked<'_>> = keys.filter_map(asked).collect();
        for (at, deal) in (0..).zip(columns) {
            let asked = asked.get(&deal.pipeline);
            let open = deal.state == OpportunityState::Open;
            let Some(asked) = asked.filter(|a| open && a.first != Some(deal.stage)) else {
                continue;
            };
            let Some(next) = deal.silence.next(asked.days, Rounds::Again, asked.asked_at) else {
                continue;
            };
            if next.due_at > now {
                due.ahead(next.due_at);
                continue;
            }
            let row = rows.shared::<OpportunityRow>(OPPORTUNITIES, &place(at))?;
            let row = row.ok_or(AskError::NotFound)?;
            if let Some(idle) = asked.next(&row) {
                due.add(OwedDuty { id: row.id, revision: row.revision, idle }, now);
            }
            if due.owed.len() == most {
                break;
            }
        }
        Ok(due)
    }
}
