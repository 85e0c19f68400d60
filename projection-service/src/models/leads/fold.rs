//! What each fact about a lead does to its row.

use event_schema::LeadEvent;
use event_schema::commit::Recorded;
use event_schema::event::custom::take_over;
use event_schema::event::{
    Behavior, LeadAssigned, LeadBand, LeadContacted, LeadPlace, LeadUpdated, Priority,
    QualifiedLevel,
};
use event_schema::value::Text;

use super::Leads;
use super::row::{ContactRow, LeadRow, StageTimes, text, utm};
use crate::models::similar::personal_keys;
use crate::projection::Tx;
use crate::query::LeadState;

impl Leads {
    pub(super) fn about_lead(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>, fact: &LeadEvent) {
        let at = event.commit.occurred_at;
        match fact {
            LeadEvent::LeadIdled(idled) => {
                self.change(tx, event, |row| row.silence.meet(&idled.idle));
            }
            LeadEvent::LeadCreated(created) => self.created(tx, event, created),
            LeadEvent::LeadScored(scored) => self.scored(tx, event, scored),
            LeadEvent::LeadConverted(converted) => self.converted(tx, event, converted),
            LeadEvent::LeadsMerged(merged) => self.took_in(tx, event, merged),
            LeadEvent::LeadMergedInto(merged) => self.merged_into(tx, event, merged),
            LeadEvent::LeadBehaviorRecorded(recorded) => self.change(tx, event, |row| {
                if recorded.behavior == Behavior::MeetingBooked && row.state == LeadState::Mql {
                    row.state = LeadState::MeetingBooked;
                }
            }),
            LeadEvent::LeadQualified(qualified) => self.change(tx, event, |row| {
                let (state, time) = match qualified.level {
                    QualifiedLevel::Mql => (LeadState::Mql, &mut row.stages.mql),
                    QualifiedLevel::Sql => (LeadState::Sql, &mut row.stages.sql),
                };
                row.state = state;
                StageTimes::earliest(time, at);
                row.checklist = qualified.checklist.or(row.checklist);
                row.feedback_due = qualified.level == QualifiedLevel::Mql;
            }),
            LeadEvent::LeadNurtured(_) => self.change(tx, event, |row| {
                row.state = LeadState::Nurturing;
                row.feedback_due = false;
                row.note(event);
            }),
            LeadEvent::LeadDisqualified(disqualified) => self.change(tx, event, |row| {
                row.left(LeadState::Disqualified, event);
                row.disqualified_reason = Some(disqualified.reason.to_string());
            }),
            LeadEvent::LeadRecycled(recycled) => self.change(tx, event, |row| {
                row.left(LeadState::Recycled, event);
                row.recycled_reason = recycled.reason.map(|reason| reason.to_string());
            }),
            LeadEvent::LeadVerified(_) => {
                self.change(tx, event, |row| row.state = LeadState::Verified);
            }
            LeadEvent::LeadAssigned(assigned) => {
                self.change(tx, event, |row| row.assign(assigned, event));
            }
            LeadEvent::LeadAccepted(_) => self.change(tx, event, |row| row.accepted_at = Some(at)),
            LeadEvent::LeadDeclined(_) => self.change(tx, event, |row| {
                (row.owner_id, row.offered_at, row.accepted_at) = (None, None, None);
                row.note(event);
            }),
            LeadEvent::LeadContacted(contacted) => {
                self.change(tx, event, |row| row.contact(contacted, event));
            }
            LeadEvent::LeadContactsPlanned(planned) => {
                self.change(tx, event, |row| row.planned(planned));
            }
            LeadEvent::LeadContactsStopped(_) => self.change(tx, event, |row| row.plan_ended(at)),
            LeadEvent::QuestionnaireAnswered(answered) => {
                self.change(tx, event, |row| row.answered(answered, event));
            }
            LeadEvent::LeadUpdated(updated) => self.change(tx, event, |row| {
                row.update(updated);
                row.whole_person(event);
            }),
        }
    }
}

impl LeadRow {
    /// Leaves the sales queue: nothing is owed and nothing planned any more.
    fn left(&mut self, state: LeadState, event: &Recorded<'_>) {
        self.state = state;
        self.feedback_due = false;
        self.plan_ended(event.commit.occurred_at);
        self.note(event);
    }

    fn assign(&mut self, assigned: &LeadAssigned, event: &Recorded<'_>) {
        self.owner_id = Some(assigned.after);
        self.offered_at = Some(event.commit.occurred_at);
        self.accepted_at = None;
    }

    fn contact(&mut self, contacted: &LeadContacted, event: &Recorded<'_>) {
        self.contacts = self.contacts.saturating_add(1);
        self.feedback_due = false;
        if matches!(self.state, LeadState::New | LeadState::Verified) {
            self.state = LeadState::Contacted;
        }
        self.plan_contacted(contacted, event);
        self.contacted(ContactRow::new(contacted, event));
    }

    /// Of two contacts the later one is the last; of two at one time, the one recorded later.
    pub(super) fn contacted(&mut self, contact: ContactRow) {
        if self.last_contact.as_ref().is_none_or(|last| last.at <= contact.at) {
            self.last_contact = Some(contact);
        }
    }

    /// Takes over the fields that changed.
    pub(super) fn update(&mut self, updated: &LeadUpdated) {
        fn set<const MAX: usize>(
            field: &mut Option<String>,
            changed: &Option<event_schema::event::Changed<Text<MAX>>>,
        ) {
            if let Some(changed) = changed {
                *field = text(&changed.after);
            }
        }
        self.person_has.update(updated);
        take_over(&mut self.custom, &updated.custom);
        set(&mut self.company, &updated.company);
        set(&mut self.industry, &updated.industry);
        set(&mut self.region, &updated.region);
        set(&mut self.interest, &updated.interest);
        set(&mut self.use_case, &updated.use_case);
        set(&mut self.product, &updated.product);
        set(&mut self.domain, &updated.domain);
        if let Some(source) = updated.source.as_ref().and_then(|changed| text(&changed.after)) {
            self.source = source;
        }
        if let Some(keys) = &updated.keys {
            self.keys = personal_keys(keys);
        }
        if let Some(changed) = &updated.seniority {
            self.seniority = changed.after;
        }
        if let Some(changed) = &updated.budget {
            self.budget = changed.after;
        }
        if let Some(changed) = &updated.persona {
            self.persona = changed.after;
        }
        if let Some(changed) = &updated.partner {
            self.partner = changed.after;
        }
        if let Some(changed) = &updated.company_size {
            self.company_size = changed.after;
        }
        if let Some(changed) = &updated.mailbox {
            self.mailbox = changed.after;
        }
        if let Some(changed) = &updated.utm {
            self.utm = changed.after.as_ref().map_or_else(Vec::new, utm);
        }
        if let Some(changed) = &updated.consent {
            self.consented(changed.after.as_ref());
        }
        if let Some(changed) = &updated.external_id {
            self.external_id.clone_from(&changed.after);
        }
    }
}

/// The band of a score that was recorded without one.
pub(super) fn band(priority: Priority) -> LeadBand {
    match priority {
        Priority::High => LeadBand::Hot,
        Priority::Medium => LeadBand::Warm,
        Priority::Low => LeadBand::Cold,
    }
}

/// Where a merge put a lead, as a state.
pub(super) fn state(place: LeadPlace) -> LeadState {
    match place {
        LeadPlace::New => LeadState::New,
        LeadPlace::Verified => LeadState::Verified,
        LeadPlace::Contacted => LeadState::Contacted,
        LeadPlace::Nurturing => LeadState::Nurturing,
        LeadPlace::Mql => LeadState::Mql,
        LeadPlace::MeetingBooked => LeadState::MeetingBooked,
        LeadPlace::Sql => LeadState::Sql,
        LeadPlace::Disqualified => LeadState::Disqualified,
        LeadPlace::Recycled => LeadState::Recycled,
    }
}
