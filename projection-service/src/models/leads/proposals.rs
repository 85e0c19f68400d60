//! Leads that may be one, and why: proposals for a person who then merges them, or doesn't (C23).

use std::sync::Arc;

use event_schema::Position;
use rules::duplicates::Traits;
use rules::normalise;
use rules::settings::Duplicates as Rules;
use rules::views::{Condition, Operand, Test};
use uuid::Uuid;

use super::row::LeadRow;
use super::{LEADS, Leads};
use crate::column::Place;
use crate::models::customers::Present;
use crate::models::listing::is;
use crate::models::similar::{Records, Similar, Wanted, duplicates_page, of_person, proposals};
use crate::projection::Rows;
use crate::query::{AlikeRow, AskError, Duplicates, LeadState, Proposal};
use crate::store::key::place;

impl LeadRow {
    /// Whether it may be merged with others.
    pub(super) fn is_candidate(&self) -> bool {
        self.state != LeadState::Converted && self.merged_into.is_none()
    }

    /// What is compared of it.
    pub(super) fn traits(&self) -> Traits {
        Traits {
            domain: self.domain.clone(),
            company: self.company.as_deref().map(normalise::company),
            region: self.region.as_deref().map(normalise::fold).unwrap_or_default(),
            ..of_person(&self.keys)
        }
    }
}

impl Leads {
    /// The leads that a lead may be one with.
    pub(super) fn proposals(
        &self,
        rows: Rows<'_>,
        at: Place,
        rules: &Rules,
    ) -> Result<Vec<Proposal>, AskError> {
        let leads = OfLeads { index: self, rows };
        let found = self.index.similar.found(rules, at, |at| leads.traits(at))?;
        Ok(proposals(found, |at| self.index.id(at)))
    }

    /// By what a lead is held against accounts and contacts, until it is converted.
    pub fn compared_by(&self, rows: Rows<'_>, id: Uuid) -> Result<Option<Traits>, AskError> {
        let at = self.index.place(self.index.survivor(id)).ok_or(AskError::NotFound)?;
        let row = OfLeads { index: self, rows }.row(at)?;
        Ok(row.is_candidate().then(|| row.traits()))
    }

    /// The leads that may be older ones, and how many are invalid; `None` while they are being
    /// compared.
    pub fn duplicates(
        &self,
        rows: Rows<'_>,
        wanted: Wanted<'_>,
        present: Present<'_>,
    ) -> Result<Option<Duplicates>, AskError> {
        let page = duplicates_page(&OfLeads { index: self, rows }, wanted)?;
        let Some(page) = page else { return Ok(None) };
        let condition = invalid(wanted.0);
        let invalid = Some(self.index.matching(&condition, present, 0)?.count);
        Ok(Some(Duplicates { invalid, ..page }))
    }
}

/// Leads that are given up for a reason that means invalid data (C27).
fn invalid(rules: &Rules) -> Condition {
    let word = |word: &str| Operand::Word(word.into());
    let reasons = rules.invalid_reasons.iter().map(|reason| word(reason.as_str())).collect();
    let reason = Condition::Field { name: "disqualified_reason".into(), test: Test::In(reasons) };
    Condition::All(vec![is("state", word(LeadState::Disqualified.name())), reason])
}

struct OfLeads<'a> {
    index: &'a Leads,
    rows: Rows<'a>,
}

impl OfLeads<'_> {
    fn row(&self, at: Place) -> Result<Arc<LeadRow>, AskError> {
        self.rows.shared(LEADS, &place(at))?.ok_or(AskError::NotFound)
    }
}

impl Records for OfLeads<'_> {
    fn similar(&self) -> &Similar {
        &self.index.index.similar
    }

    fn position(&self, at: Place) -> Position {
        self.index.index.position(at)
    }

    fn traits(&self, at: Place) -> Result<Traits, AskError> {
        Ok(self.row(at)?.traits())
    }

    fn shown(&self, at: Place) -> Result<AlikeRow, AskError> {
        let row = self.row(at)?;
        let (name, owner_id) = (row.company.clone(), row.owner_id);
        Ok(AlikeRow { id: row.id, name, owner_id, created_at: row.created_at })
    }
}
