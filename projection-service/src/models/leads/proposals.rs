//! Leads that may be one, and why: proposals for a person who then merges them, or doesn't (C23).

use rules::duplicates::Traits;
use rules::normalise;
use rules::settings::Duplicates;

use super::row::LeadRow;
use super::{LEADS, Leads};
use crate::column::Place;
use crate::models::similar::of_person;
use crate::projection::Rows;
use crate::query::{AskError, LeadState, Proposal};
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
        (own, row): (Place, &LeadRow),
        rules: &Duplicates,
    ) -> Result<Vec<Proposal>, AskError> {
        if !row.is_candidate() {
            return Ok(Vec::new());
        }
        self.index.similar.proposals(rules, (own, &row.traits()), |at| {
            let other = rows.shared::<LeadRow>(LEADS, &place(at))?.ok_or(AskError::NotFound)?;
            Ok((other.id, other.traits()))
        })
    }
}
