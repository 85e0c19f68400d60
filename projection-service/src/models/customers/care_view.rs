//! What follows for an account from how customers are looked after: the grade that its orders propose
//! (C96), when it is to be heard of (C110), when its grade is to be looked at (C97), and what its
//! hand-over lacks (C109). All of it is told for the day of the answer and never kept; a record and
//! the columns that lists are sifted by are told by the same functions.

use event_schema::value::{Code, Currency, Money};
use event_schema::{StreamId, StreamType, Timestamp};
use rules::naming::hints;
use rules::settings::{AccountRules, Book, HandoverRules, Progress, Visit};
use rules::views::List;
use rust_decimal::Decimal;

use super::account_view::Present;
use super::index::NOWHERE;
use super::rows::{AccountRow, HandoverRow};
use super::trade_index::OrderColumns;
use super::trade_rows::InteractionRow;
use super::{Customers, INTERACTIONS};
use crate::days::{Day, DayTable};
use crate::models::person::Viewer;
use crate::models::settings::zone;
use crate::projection::Rows;
use crate::query::{AskError, HandoverState, HandoverView, NextContact, ProposedGrade};
use crate::sheet::Cell;
use crate::store::key::place;

/// The columns of accounts that are made for each question that names them.
pub const MADE: [&str; 4] =
    ["next_contact_due_at", "contact_overdue", "regrade", "grade_review_due"];

/// How customers are looked after on the day of an answer.
pub struct Care<'a> {
    rules: Option<&'a AccountRules>,
    currency: Option<Currency>,
    days: DayTable,
    today: Day,
}

/// What an account ordered within the time that counts for its grade.
#[derive(Clone, Copy, Default)]
struct Counted {
    amount: Decimal,
    orders: u32,
}

impl<'a> Care<'a> {
    /// What could be better about a name (C104).
    pub fn naming_hints(&self, name: &str) -> Vec<String> {
        let Some(naming) = self.rules.and_then(|rules| rules.naming.as_ref()) else {
            return Vec::new();
        };
        hints(name, naming).into_iter().map(|hint| hint.name().to_owned()).collect()
    }

    /// By the settings in force.
    pub fn new((book, at): (&'a Book, Timestamp)) -> Self {
        let days = DayTable::new(zone(book, at));
        Self {
            rules: book.account_rules(at).map(|rules| rules.body),
            currency: book.tenant(at).ok().map(|tenant| tenant.body.base_currency),
            today: days.day(at.micros()),
            days,
        }
    }

    /// The day on which an account of this grade is to be heard of.
    fn due(&self, grade: Option<&str>, quiet_since: i64) -> Option<Day> {
        let days = self.rules?.rhythm(grade?)?;
        self.days.day(quiet_since).checked_add(Day::try_from(days).ok()?)
    }

    /// When a customer is to be heard of, and for how many days that has been so.
    pub fn next_contact(&self, row: &AccountRow) -> Option<NextContact> {
        let grade = row.grade.as_ref().map(Code::as_str);
        let due = self.due(grade, row.quiet_since().micros())?;
        let overdue_days = u32::try_from(self.today - due).unwrap_or(0);
        Some(NextContact { due_at: Timestamp::from_micros(self.days.start(due)), overdue_days })
    }

    /// Whether a grade is to be looked at again.
    pub fn review_due(&self, reviewed_at: Option<i64>) -> bool {
        let limit = self.rules.and_then(|rules| rules.review_days);
        let limit = limit.and_then(|days| Day::try_from(days).ok());
        let since = reviewed_at.map(|at| self.today - self.days.day(at));
        limit.zip(since).is_some_and(|(limit, since)| since >= limit)
    }

    /// Whether accounts of this grade should have somebody of their own.
    pub fn dedicated(&self, grade: Option<Code>) -> bool {
        grade.zip(self.rules).is_some_and(|(grade, rules)| rules.dedicated.contains(&grade))
    }

    /// The first instant from which on orders count for a grade, if grades are proposed.
    fn window(&self) -> Option<i64> {
        let rules = self.rules.filter(|rules| !rules.grades.is_empty())?;
        let days = Day::try_from(rules.window_days).ok()?;
        Some(self.days.start(self.today.checked_sub(days)?.checked_add(1)?))
    }

    fn count(&self, counted: &mut Counted, order: &OrderColumns, from: i64) {
        if order.cancelled || order.ordered_at.micros() < from {
            return;
        }
        counted.orders += 1;
        if Some(order.amount.currency) == self.currency {
            counted.amount += order.amount.amount;
        }
    }

    fn grade(&self, counted: Counted) -> Option<Code> {
        self.rules?.grade(counted.amount, counted.orders)
    }
}

impl Customers {
    /// The grade that the orders of an account propose, and what it follows from.
    pub(super) fn proposed_grade(
        &self,
        care: &Care<'_>,
        row: &AccountRow,
    ) -> Option<ProposedGrade> {
        let (from, mut counted) = (care.window()?, Counted::default());
        let orders = self.orders.by_account.get(&row.id).into_iter().flat_map(|all| &all.places);
        for at in orders {
            care.count(&mut counted, &self.orders.columns[*at as usize], from);
        }
        let grade = care.grade(counted)?;
        Some(ProposedGrade {
            grade: grade.to_string(),
            amount: Money { amount: counted.amount, currency: care.currency? },
            orders: counted.orders,
            window_days: care.rules?.window_days,
        })
    }

    /// The values of a column of accounts that is made for a question, one for every place.
    pub(super) fn care_column(&self, name: &str, present: Present<'_>) -> Vec<i64> {
        let care = Care::new(present);
        match name {
            "next_contact_due_at" => self.each_due(&care, |due| match due {
                Some(due) => care.days.start(due),
                None => Cell::None.number(),
            }),
            "contact_overdue" => {
                self.each_due(&care, |due| i64::from(due.is_some_and(|due| due < care.today)))
            }
            "regrade" => self.regrade(&care),
            _ => {
                let reviewed = self.accounts.sheet.numbers("grade_reviewed_at");
                let due = |at: Option<i64>| i64::from(care.review_due(at));
                reviewed.map(due).collect()
            }
        }
    }

    fn each_due(&self, care: &Care<'_>, told: impl Fn(Option<Day>) -> i64) -> Vec<i64> {
        let sheet = &self.accounts.sheet;
        let quiet = sheet.numbers("quiet_since").map(Option::unwrap_or_default);
        let due = |(grade, quiet)| told(care.due(grade, quiet));
        sheet.words("grade").zip(quiet).map(due).collect()
    }

    fn regrade(&self, care: &Care<'_>) -> Vec<i64> {
        let sheet = &self.accounts.sheet;
        let Some(from) = care.window() else { return vec![0; sheet.len()] };
        let mut counted = vec![Counted::default(); sheet.len()];
        for (order, account) in self.orders.columns.iter().zip(&self.orders.accounts) {
            if *account != NOWHERE {
                care.count(&mut counted[*account as usize], order, from);
            }
        }
        let differs = |(grade, counted): (Option<&str>, &Counted)| {
            let proposed = care.grade(*counted);
            i64::from(proposed.is_some_and(|proposed| grade != Some(proposed.as_str())))
        };
        sheet.words("grade").zip(&counted).map(differs).collect()
    }

    /// The latest hand-over of an account; its background only for whoever is given and may see it.
    pub(super) fn handover(
        &self,
        rows: Rows<'_>,
        viewer: Option<&Viewer<'_>>,
        row: &AccountRow,
        (book, at): Present<'_>,
    ) -> Result<Option<HandoverView>, AskError> {
        let Some(handover) = row.handover.as_deref() else { return Ok(None) };
        let rules = book.account_rules(at);
        let nothing = HandoverRules::default();
        let asked = rules.map_or(&nothing, |rules| &rules.body.handover);
        let missing = match handover.state {
            HandoverState::Started => self.missing(rows, (row, handover), asked, (book, at))?,
            HandoverState::Completed | HandoverState::Cancelled => Vec::new(),
        };
        let own = StreamId::new(StreamType::Account, row.id);
        Ok(Some(HandoverView {
            state: handover.state,
            to: handover.to,
            reason: handover.reason.clone(),
            since: handover.since,
            effective_on: handover.effective_on,
            ended_at: handover.ended_at,
            missing,
            documents: handover.documents.clone(),
            joint_visit_planned_on: handover.joint_visit_planned_on,
            joint_visit_ids: handover.visits.clone(),
            background: viewer.and_then(|viewer| viewer.note(own, handover.background.clone())),
            include: handover.include.iter().map(|scope| scope.name().to_owned()).collect(),
        }))
    }

    /// The fields that a hand-over lacks.
    fn missing(
        &self,
        rows: Rows<'_>,
        (row, handover): (&AccountRow, &HandoverRow),
        asked: &HandoverRules,
        (book, at): Present<'_>,
    ) -> Result<Vec<String>, AskError> {
        let mut visits: Vec<InteractionRow> = Vec::new();
        for visit in &handover.visits {
            let Some(visit) = self.interactions.place(*visit) else { continue };
            visits.extend(rows.get(INTERACTIONS, &place(visit))?);
        }
        let zone = zone(book, at);
        let visit = |visit: &'_ InteractionRow| zone.date_of(visit.at);
        let visits: Vec<Visit<'_>> = visits
            .iter()
            .map(|row| Visit { on: visit(row), channel: &row.channel, attendees: &row.attendees })
            .collect();
        let progress = Progress {
            started_on: handover.started_on,
            effective_on: handover.effective_on,
            from: row.owner_id,
            to: handover.to,
            documents: handover.documents.len(),
            background: handover.has_background,
            visits: &visits,
        };
        let missing = asked.missing(&progress, zone.date_of(at));
        Ok(missing.into_iter().map(|fault| fault.field).collect())
    }
}

/// Whether a column of accounts is made here.
pub fn is_made(list: List, field: &str) -> bool {
    list == List::Accounts && MADE.contains(&field)
}
