//! Leads that turned out to be one: the survivor's row takes over what both have, and every id of
//! one that was merged leads to it.

use event_schema::commit::Recorded;
use event_schema::event::{ExternalId, LeadMergedInto, LeadsMerged};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::fold::state;
use super::row::{LeadRow, StageTimes};
use super::{Leads, MERGED};
use crate::projection::Tx;
use crate::query::LeadState;

/// A merged lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Merged {
    pub id: Uuid,
    /// The one that it turned out to be.
    pub into: Uuid,
    /// A reference by which it would have been known, if it never was a lead of its own.
    pub external_id: Option<ExternalId>,
}

impl Leads {
    /// The survivor takes over what the duplicate has, which has a row of its own unless it was one
    /// with the survivor from its first day.
    pub(super) fn took_in(&mut self, tx: &mut Tx<'_>, event: &Recorded<'_>, merged: &LeadsMerged) {
        let duplicate = self.index.place(merged.duplicate_id.0);
        let theirs = duplicate.and_then(|place| Some((place, self.get(tx, place)?)));
        let theirs = theirs.map(|(place, row)| {
            self.put(tx, place, row.clone());
            row
        });
        self.change(tx, event, |row| row.take_in(merged, theirs.as_ref(), event));
    }

    /// The duplicate is in no list any more, and its id leads to the survivor.
    pub(super) fn merged_into(
        &mut self,
        tx: &mut Tx<'_>,
        event: &Recorded<'_>,
        merged: &LeadMergedInto,
    ) {
        let (id, into) = (event.fact.stream.id, merged.survivor_id.0);
        self.change(tx, event, |row| row.merged_into = Some(into));
        self.index.merge(id, into, merged.external_id.as_ref());
        let external_id = merged.external_id.clone();
        tx.put(MERGED, id.as_bytes(), &Merged { id, into, external_id });
    }
}

impl LeadRow {
    fn take_in(&mut self, merged: &LeadsMerged, theirs: Option<&Self>, event: &Recorded<'_>) {
        self.update(&merged.filled);
        self.whole_person(event);
        if let Some(place) = merged.state.as_ref().and_then(|changed| changed.after) {
            self.state = state(place);
        }
        if let Some(owner) = &merged.owner_id {
            let at = event.commit.occurred_at;
            self.owner_id = owner.after;
            self.offered_at = theirs.map_or(Some(at), |theirs| theirs.offered_at);
            self.accepted_at = theirs.and_then(|theirs| theirs.accepted_at);
        }
        self.checklist = self.checklist.or(merged.checklist);
        self.merged_ids.push(merged.duplicate_id.0);
        self.plan_taken(merged, theirs);
        let Some(theirs) = theirs else { return };
        self.merged_ids.extend(&theirs.merged_ids);
        self.silence.broken(theirs.silence.since, theirs.silence.recorded_at);
        self.created_at = self.created_at.min(theirs.created_at);
        let StageTimes { mql, sql, opportunity, won } = theirs.stages;
        for (time, theirs) in [
            (&mut self.stages.mql, mql),
            (&mut self.stages.sql, sql),
            (&mut self.stages.opportunity, opportunity),
            (&mut self.stages.won, won),
        ] {
            if let Some(theirs) = theirs {
                StageTimes::earliest(time, theirs);
            }
        }
        self.contacts = self.contacts.saturating_add(theirs.contacts);
        let owed = self.feedback_due || theirs.feedback_due;
        self.feedback_due = owed && matches!(self.state, LeadState::Mql | LeadState::MeetingBooked);
        if let Some(contact) = theirs.last_contact.clone() {
            self.contacted(contact);
        }
    }
}
