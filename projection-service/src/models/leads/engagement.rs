//! What the people of an account did (C38): behaviours with their points and instants, as they were
//! recorded. How much they count today is computed for the answer.

use std::collections::BTreeMap;

use event_schema::Timestamp;
use event_schema::event::ScorePart;
use uuid::Uuid;

use super::row::{LeadRow, PointRow};
use super::{LEADS, Leads, POINTS};
use crate::column::Place;
use crate::projection::Rows;
use crate::query::{AskError, LeadState};
use crate::store::key::place;

/// Most leads of a mail domain that are looked at, the newest.
const OF_DOMAIN_MAX: usize = 1_000;

/// Points and when they were earned, by person.
pub type Behaved = BTreeMap<Uuid, Vec<(Timestamp, i32)>>;

impl Leads {
    /// What was done by the people of the leads that were converted into an account, and
    /// of the open leads with its mail domain. Leads that were merged into these count with them.
    pub fn behaved(
        &self,
        rows: Rows<'_>,
        converted: &[Uuid],
        domain: Option<&str>,
    ) -> Result<Behaved, AskError> {
        let mut people = Behaved::new();
        let mine: Vec<Place> = converted.iter().filter_map(|id| self.index.place(*id)).collect();
        for lead in &mine {
            if let Some(row) = rows.shared::<LeadRow>(LEADS, &place(*lead))? {
                self.add_behaved(rows, (*lead, &row), &mut people)?;
            }
        }
        let Some(domain) = domain else { return Ok(people) };
        let of_domain = self.index.of_domain(domain).into_iter().take(OF_DOMAIN_MAX);
        for lead in of_domain.filter(|lead| !mine.contains(lead)) {
            let row = rows.shared::<LeadRow>(LEADS, &place(lead))?;
            let Some(row) = row.filter(|row| row.domain.as_deref() == Some(domain)) else {
                continue;
            };
            if !matches!(row.state, LeadState::Converted | LeadState::Disqualified) {
                self.add_behaved(rows, (lead, &row), &mut people)?;
            }
        }
        Ok(people)
    }

    fn add_behaved(
        &self,
        rows: Rows<'_>,
        (lead, row): (Place, &LeadRow),
        people: &mut Behaved,
    ) -> Result<(), AskError> {
        let merged = row.merged_ids.iter().filter_map(|id| self.index.place(*id));
        for lead in std::iter::once(lead).chain(merged) {
            let scored: Vec<PointRow> = rows.all(POINTS, &place(lead))?;
            for scored in scored.iter().filter(|scored| scored.behavior.is_some()) {
                let of_behaviour = scored.points.iter().filter(|p| p.1 == ScorePart::Behaviour);
                let points = of_behaviour.map(|point| point.2).sum();
                people.entry(row.person_id.0).or_default().push((scored.at, points));
            }
        }
        Ok(())
    }
}
