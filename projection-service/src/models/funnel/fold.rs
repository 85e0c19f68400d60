//! What each fact about a lead changes of the funnel.

use event_schema::LeadEvent;
use event_schema::commit::Recorded;
use event_schema::event::{
    Behavior, Changed, LeadMergedInto, LeadPlace, LeadUpdated, LeadsMerged, QualifiedLevel,
};
use event_schema::id::UserId;
use event_schema::value::Text;
use uuid::Uuid;

use super::columns::{Columns, dimension};
use super::dayindex::DayIndex;
use super::lead::{Exit, Milestone};
use crate::projection::Tx;
use crate::query::FunnelBy;

/// Folds in a fact about a lead.
pub fn about_lead(
    columns: &mut Columns,
    index: Option<&mut DayIndex>,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    fact: &LeadEvent,
) {
    let (id, at) = (event.fact.stream.id, event.commit.occurred_at);
    match fact {
        LeadEvent::LeadCreated(created) => {
            if let (Some(lead), Some(index)) = (columns.add(tx, id, at, created), index) {
                index.change(None, Some(&lead));
            }
        }
        LeadEvent::LeadQualified(qualified) => columns.change(id, index, |lead| {
            lead.reach(
                match qualified.level {
                    QualifiedLevel::Mql => Milestone::Mql,
                    QualifiedLevel::Sql => Milestone::Sql,
                },
                at,
            );
            lead.exit = Exit::No;
        }),
        LeadEvent::LeadNurtured(_) => columns.change(id, index, |lead| lead.exit = Exit::No),
        LeadEvent::LeadDisqualified(_) => {
            columns.change(id, index, |lead| lead.exit = Exit::Disqualified);
        }
        LeadEvent::LeadRecycled(_) => {
            columns.change(id, index, |lead| lead.exit = Exit::Recycled);
        }
        LeadEvent::LeadConverted(converted) => {
            if let Some(opened) = converted.opportunity {
                columns.opened(id, opened.id.0);
            }
            columns.change(id, index, |lead| {
                lead.exit = Exit::No;
                // Converting comes after `sql`, so a lead that skipped it counts there now.
                lead.reach_by_skipping(Milestone::Sql, at);
                if converted.opportunity.is_some() {
                    lead.reach(Milestone::Opportunity, at);
                }
            });
        }
        LeadEvent::LeadUpdated(updated) => describe(columns, index, tx, id, updated),
        LeadEvent::LeadAssigned(assigned) => {
            own(columns, index, tx, id, Some(assigned.after));
        }
        LeadEvent::LeadDeclined(_) => own(columns, index, tx, id, None),
        LeadEvent::LeadsMerged(merged) => took_in(columns, index, tx, id, merged),
        LeadEvent::LeadMergedInto(merged) => merged_into(columns, index, id, merged),
        LeadEvent::LeadContacted(contacted) => columns.contacted(tx, id, contacted),
        LeadEvent::LeadBehaviorRecorded(recorded) => {
            if recorded.behavior == Behavior::MeetingBooked {
                columns.book(id);
            }
        }
        LeadEvent::LeadScored(_)
        | LeadEvent::LeadVerified(_)
        | LeadEvent::LeadAccepted(_)
        | LeadEvent::QuestionnaireAnswered(_)
        | LeadEvent::LeadIdled(_)
        | LeadEvent::LeadContactsPlanned(_)
        | LeadEvent::LeadContactsStopped(_) => {}
    }
}

/// The fields that groups go by.
fn describe(
    columns: &mut Columns,
    index: Option<&mut DayIndex>,
    tx: &mut Tx<'_>,
    id: Uuid,
    updated: &LeadUpdated,
) {
    let fields = [
        (FunnelBy::Source, &updated.source),
        (FunnelBy::Region, &updated.region),
        (FunnelBy::Product, &updated.product),
    ];
    let mut number = |(by, changed): (FunnelBy, &Option<Changed<Text<100>>>)| {
        let value = changed.as_ref()?.after.as_ref().map(Text::as_str);
        Some((dimension(by), columns.number(tx, dimension(by), value)))
    };
    let numbers = fields.map(&mut number);
    if numbers.iter().any(Option::is_some) {
        columns.change(id, index, |lead| {
            for (dimension, number) in numbers.into_iter().flatten() {
                lead.dimensions[dimension] = number;
            }
        });
    }
}

fn own(
    columns: &mut Columns,
    index: Option<&mut DayIndex>,
    tx: &mut Tx<'_>,
    id: Uuid,
    owner: Option<UserId>,
) {
    let by_owner = dimension(FunnelBy::Owner);
    let owner = owner.map(|owner| owner.to_string());
    let number = columns.number(tx, by_owner, owner.as_deref());
    columns.change(id, index, |lead| lead.dimensions[by_owner] = number);
}

/// The survivor: the fields that it took over, and whether it is in the funnel again.
fn took_in(
    columns: &mut Columns,
    mut index: Option<&mut DayIndex>,
    tx: &mut Tx<'_>,
    id: Uuid,
    merged: &LeadsMerged,
) {
    describe(columns, index.as_deref_mut(), tx, id, &merged.filled);
    if let Some(owner) = &merged.owner_id {
        own(columns, index.as_deref_mut(), tx, id, owner.after);
    }
    if let Some(place) = merged.state.as_ref().and_then(|state| state.after) {
        let exit = match place {
            LeadPlace::Disqualified => Exit::Disqualified,
            LeadPlace::Recycled => Exit::Recycled,
            LeadPlace::New
            | LeadPlace::Verified
            | LeadPlace::Contacted
            | LeadPlace::Nurturing
            | LeadPlace::Mql
            | LeadPlace::MeetingBooked
            | LeadPlace::Sql => Exit::No,
        };
        columns.change(id, index, |lead| lead.exit = exit);
    }
}

/// The duplicate counts no more, and the survivor with the earliest times of both and what was logged
/// with either. One that was
/// never a lead of its own has nothing to add.
fn merged_into(
    columns: &mut Columns,
    mut index: Option<&mut DayIndex>,
    id: Uuid,
    merged: &LeadMergedInto,
) {
    let Some(duplicate) = columns.lead(id) else { return };
    columns.change(merged.survivor_id.0, index.as_deref_mut(), |lead| lead.take_in(&duplicate));
    columns.join_contacts(id, merged.survivor_id.0);
    columns.change(id, index, |lead| lead.exit = Exit::Merged);
}
