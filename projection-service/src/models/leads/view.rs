//! Answers about leads.

use event_schema::event::ScorePart;
use event_schema::value::LookupKey;
use event_schema::{StreamId, StreamType, Timestamp};
use rules::settings::Book;
use uuid::Uuid;

use super::answers;
use super::filled::{of_row, shares};
use super::plan;
use super::row::{ContactRow, LeadRow, PointRow, StageTimes};
use super::{LEADS, Leads, POINTS, stream};
use crate::column::Place;
use crate::models::customers::Present;
use crate::models::filled::Shares;
use crate::models::person::Viewer;
use crate::models::sought;
use crate::projection::Rows;
use crate::query::{
    AskError, Assignment, LeadContact, LeadFilter, LeadStage, LeadState, LeadSummary, LeadView,
    Matching, Page, Paging, PointView, StageTime, Stages,
};
use crate::store::key::place;
use rules::views::Condition;

impl Leads {
    /// A page of leads.
    pub fn list(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        (filter, paging): (&LeadFilter, &Paging),
        present: Present<'_>,
    ) -> Result<Page<LeadSummary>, AskError> {
        let keys = sought::keys(&filter.person, viewer, present)?;
        let person = keys.map(|keys| self.of_person(rows, viewer, &keys)).transpose()?;
        let chosen = self.index.choose(filter, paging, (present, person.as_deref()))?;
        let shares = shares(present);
        let mut items = Vec::with_capacity(chosen.places.len());
        for lead in &chosen.places {
            let row = rows.shared::<LeadRow>(LEADS, &place(*lead))?;
            items.push(summary(row.as_deref().ok_or(AskError::NotFound)?, viewer, &shares));
        }
        Ok(chosen.page(items))
    }

    /// The leads of a person with these keys, merged ones under their survivors.
    fn of_person(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        keys: &[LookupKey],
    ) -> Result<Vec<Place>, AskError> {
        let holds = |at: Place, key: &LookupKey| -> Result<bool, AskError> {
            let row = rows.shared::<LeadRow>(LEADS, &place(at))?.ok_or(AskError::NotFound)?;
            let has = row.keys.contains(key);
            Ok(has && !viewer.person(row.person_id, stream(&row), &row.boxes).sealed)
        };
        let meant = |at: Place| self.index.place(self.index.survivor(self.index.id(at)));
        sought::places(&self.index.similar, keys, holds, meant)
    }

    /// The leads that meet a condition as it is at present.
    pub fn matching(
        &self,
        condition: &Condition,
        present: Present<'_>,
        most: u32,
    ) -> Result<Matching, AskError> {
        self.index.matching(condition, present, most)
    }

    /// These leads, as a list shows them; those that there aren't are left out.
    pub fn named(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        ids: &[Uuid],
        present: Present<'_>,
    ) -> Result<Page<LeadSummary>, AskError> {
        let places = ids.iter().filter_map(|id| self.index.place(self.index.survivor(*id)));
        let shares = shares(present);
        let mut items = Vec::with_capacity(ids.len());
        for lead in places {
            let row = rows.shared::<LeadRow>(LEADS, &place(lead))?;
            items.push(summary(row.as_deref().ok_or(AskError::NotFound)?, viewer, &shares));
        }
        Ok(Page::whole(items))
    }

    /// One lead with everything that is known of it; by the id of one that was merged into it, too.
    pub fn one(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        id: Uuid,
        (book, at): (&Book, Timestamp),
    ) -> Result<LeadView, AskError> {
        let lead = self.index.place(self.index.survivor(id)).ok_or(AskError::NotFound)?;
        let row: LeadRow = rows.get(LEADS, &place(lead))?.ok_or(AskError::NotFound)?;
        let scored: Vec<PointRow> = rows.all(POINTS, &place(lead))?;
        let mut explanation: Vec<PointView> = scored.iter().flat_map(explain).collect();
        for merged in row.merged_ids.iter().filter_map(|id| self.index.place(*id)) {
            let scored: Vec<PointRow> = rows.all(POINTS, &place(merged))?;
            // Who they are is judged once, of the lead that goes on; what both did counts together.
            let did = scored.iter().flat_map(explain);
            explanation.extend(did.filter(|point| point.part == ScorePart::Behaviour.name()));
        }
        explanation.sort_by_key(|point| point.position);
        // Before a tenant's first commit there are neither settings nor leads.
        let duplicates = match book.duplicates(at) {
            Ok(rules) if row.is_candidate() => self.proposals(rows, lead, rules.body)?,
            Ok(_) | Err(_) => Vec::new(),
        };
        let questionnaires = answers::views(&row, viewer);
        let name = |choice: Option<&'static str>| choice.map(str::to_owned);
        Ok(LeadView {
            summary: summary(&row, viewer, &shares((book, at))),
            seniority: name(row.seniority.map(|s| s.name())),
            mailbox: name(row.mailbox.map(|m| m.name())),
            consent_marketing: name(row.consent_marketing.map(|c| c.name())),
            consent_phone: name(row.consent_phone.map(|c| c.name())),
            explanation,
            last_activity_at: row.silence.since,
            assignment: assignment(&row),
            contacts: row.contacts,
            contact_plan: row.plan.as_deref().map(plan::view),
            last_contact: row.last_contact.as_ref().map(|contact| last_contact(contact, viewer)),
            stages: stages(row.created_at, &row.stages),
            industry: row.industry,
            company_size: row.company_size,
            interest: row.interest,
            use_case: row.use_case,
            budget: row.budget,
            persona: row.persona.map(|persona| persona.to_string()),
            partner: row.partner,
            utm: row.utm,
            domain: row.domain,
            consent_text_version: row.consent_text_version,
            consent_captured_at: row.consent_captured_at,
            follows_lead_id: row.follows_lead_id,
            disqualified_reason: row.disqualified_reason,
            recycled_reason: row.recycled_reason,
            questionnaires,
            duplicates,
            matches: Vec::new(),
            merged_ids: row.merged_ids,
            account_id: row.account_id,
            contact_id: row.contact_id,
            opportunity_id: row.opportunity_id,
        })
    }
}

/// What lists show of a lead.
fn summary(row: &LeadRow, viewer: &Viewer<'_>, shares: &Shares) -> LeadSummary {
    let person = viewer.person(row.person_id, stream(row), &row.boxes);
    LeadSummary {
        id: row.id,
        revision: row.revision,
        state: row.state,
        coarse_state: coarse(row).into(),
        company: row.company.clone(),
        custom: person.with(row.custom.clone()),
        person,
        source: row.source.clone(),
        region: row.region.clone(),
        product: row.product.clone(),
        owner_id: row.owner_id,
        external_id: row.external_id.clone(),
        score: row.score,
        priority: row.priority.name().into(),
        band: row.band.name().into(),
        next_action_at: row.last_contact.as_ref().and_then(|contact| contact.next_at),
        next_step_due_at: row.next_step_due_at(),
        completeness: of_row(row, shares),
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

fn assignment(row: &LeadRow) -> Option<Assignment> {
    let offered_at = row.offered_at?;
    Some(Assignment { owner: row.owner_id?, offered_at, accepted_at: row.accepted_at })
}

fn last_contact(contact: &ContactRow, viewer: &Viewer<'_>) -> LeadContact {
    let stream = StreamId::new(StreamType::Lead, contact.lead);
    let text = |text: &Option<_>| text.as_ref().map(ToString::to_string);
    let said = contact.said.as_ref().and_then(|kept| viewer.opened(stream, kept));
    let said = said.as_deref();
    LeadContact {
        at: contact.at,
        channel: contact.channel.clone(),
        outcome: contact.outcome.clone(),
        interest: contact.interest.map(|level| level.name().to_owned()),
        next_at: contact.next_at,
        note: said.and_then(|said| text(&said.note)),
        next_action: said.and_then(|said| text(&said.next_action)),
        objections: said.and_then(|said| text(&said.objections)),
    }
}

/// The coarse state (C9), first match.
fn coarse(row: &LeadRow) -> &'static str {
    match (row.state, row.owner_id) {
        (LeadState::Converted, _) => "converted",
        (LeadState::Disqualified, _) => "invalid",
        (LeadState::Nurturing | LeadState::Recycled, _) => "nurture",
        (LeadState::New, Some(_)) => "new",
        (
            LeadState::Verified
            | LeadState::Contacted
            | LeadState::Mql
            | LeadState::MeetingBooked
            | LeadState::Sql,
            Some(_),
        ) => "following_up",
        (
            LeadState::New
            | LeadState::Verified
            | LeadState::Contacted
            | LeadState::Mql
            | LeadState::MeetingBooked
            | LeadState::Sql,
            None,
        ) => "to_be_assigned",
    }
}

fn explain(scored: &PointRow) -> impl Iterator<Item = PointView> + '_ {
    scored.points.iter().map(|(rule, part, points)| PointView {
        rule: rule.clone(),
        part: part.name().to_owned(),
        points: *points,
        model_version: scored.model_version,
        position: scored.position,
        cause_position: scored.cause_position,
        cause_event: scored.cause_event.clone(),
        behavior: scored.behavior,
        at: scored.at,
    })
}

fn stages(created_at: Timestamp, times: &StageTimes) -> Stages {
    let StageTimes { mql, sql, opportunity, won } = *times;
    let reached = [
        (LeadStage::Lead, Some(created_at)),
        (LeadStage::Mql, mql),
        (LeadStage::Sql, sql),
        (LeadStage::Opportunity, opportunity),
        (LeadStage::Won, won),
    ];
    reached.into_iter().filter_map(|(stage, at)| Some(StageTime { stage, at: at? })).collect()
}
