//! Leads about which nobody does anything, and what is due because of that (C30).

use event_schema::commit::Recorded;
use event_schema::event::SettingKind;
use event_schema::{LeadEvent, Timestamp};
use rules::idle::{Rounds, Silence};
use rules::scoring;
use rules::settings::{Book, DEFAULT_KEY};
use uuid::Uuid;

use super::row::LeadRow;
use super::{LEADS, Leads};
use crate::column::Place;
use crate::projection::{Rows, Tx};
use crate::query::{AskError, IdleDue, LeadState, OwedDuty};
use crate::store::key::place;

/// Microseconds of a second.
const SECOND: i64 = 1_000_000;
/// Seconds of a day, as duties count them.
const DAY: u32 = 24 * 60 * 60;

/// A silence in few bytes, since a million of them are gone through: whole seconds, and none of a
/// lead that owes nothing.
#[derive(Debug, Clone, Copy, Default)]
struct Watched {
    since: u32,
    recorded: u32,
}

/// The silences of open leads, by place.
#[derive(Default)]
pub struct Silences(Vec<Watched>);

impl Silences {
    /// Takes over how long a lead has been silent.
    pub fn set(&mut self, at: Place, row: &LeadRow) {
        let at = at as usize;
        if self.0.len() <= at {
            self.0.resize(at + 1, Watched::default());
        }
        let Silence { since, recorded_at, met } = row.silence;
        let owes = is_open(row.state) && row.merged_into.is_none() && met.is_none();
        self.0[at] = match owes {
            true => Watched { since: seconds(since), recorded: seconds(recorded_at) },
            false => Watched::default(),
        };
    }

    /// Places that may owe something after so many days, and when the others will.
    fn due(&self, days: u32, asked_at: Timestamp, now: Timestamp) -> (Vec<Place>, Option<u32>) {
        let (asked, now) = (seconds(asked_at), seconds(now));
        let step = days.saturating_mul(DAY);
        let (mut places, mut next) = (Vec::new(), None::<u32>);
        for (place, watched) in self.0.iter().enumerate() {
            let due = watched.since.saturating_add(step);
            if watched.since == 0 || due < watched.recorded.max(asked) {
                continue;
            }
            if due <= now {
                places.push(Place::try_from(place).expect("places are counted so"));
            } else {
                next = Some(next.map_or(due, |next| next.min(due)));
            }
        }
        (places, next)
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.0.capacity() * size_of::<Watched>()
    }
}

/// Whole seconds since 1970; 0 for what was before.
fn seconds(at: Timestamp) -> u32 {
    u32::try_from(at.micros() / SECOND).unwrap_or(0)
}

fn is_open(state: LeadState) -> bool {
    match state {
        LeadState::New
        | LeadState::Verified
        | LeadState::Contacted
        | LeadState::Nurturing
        | LeadState::Mql
        | LeadState::MeetingBooked
        | LeadState::Sql => true,
        LeadState::Disqualified | LeadState::Recycled | LeadState::Converted => false,
    }
}

impl LeadRow {
    /// Takes over when something was last done about it: by it, with it or to what is known of it.
    pub(super) fn heard(&mut self, event: &Recorded<'_>, fact: &LeadEvent) {
        let commit = event.commit;
        if commit.actor.is_platform() {
            return;
        }
        let at = match fact {
            LeadEvent::LeadBehaviorRecorded(recorded) => recorded.at,
            LeadEvent::LeadContacted(contacted) => contacted.at,
            LeadEvent::QuestionnaireAnswered(answered) => answered.at,
            LeadEvent::LeadCreated(_)
            | LeadEvent::LeadNurtured(_)
            | LeadEvent::LeadQualified(_)
            | LeadEvent::LeadDisqualified(_)
            | LeadEvent::LeadConverted(_)
            | LeadEvent::LeadUpdated(_)
            | LeadEvent::LeadVerified(_)
            | LeadEvent::LeadRecycled(_)
            | LeadEvent::LeadsMerged(_) => commit.occurred_at,
            // Who has it, and what is planned, say nothing of what is done.
            LeadEvent::LeadAssigned(_)
            | LeadEvent::LeadAccepted(_)
            | LeadEvent::LeadDeclined(_)
            | LeadEvent::LeadScored(_)
            | LeadEvent::LeadIdled(_)
            | LeadEvent::LeadContactsPlanned(_)
            | LeadEvent::LeadContactsStopped(_)
            | LeadEvent::LeadMergedInto(_) => return,
        };
        self.silence.broken(at, commit.recorded_at);
    }
}

impl Leads {
    /// An interaction named a lead.
    pub(super) fn interacted(
        &mut self,
        tx: &mut Tx<'_>,
        lead: Uuid,
        (at, recorded_at): (Timestamp, Timestamp),
    ) {
        let Some(lead) = self.index.place(self.index.survivor(lead)) else { return };
        let Some(mut row) = self.get(tx, lead) else { return };
        row.silence.broken(at, recorded_at);
        self.index.silences.set(lead, &row);
        self.put(tx, lead, row);
    }

    /// What is due of leads by the scoring model in force.
    pub fn idle(
        &self,
        rows: Rows<'_>,
        (book, now): (&Book, Timestamp),
        most: usize,
    ) -> Result<IdleDue, AskError> {
        let mut due = IdleDue::default();
        let key = DEFAULT_KEY.parse().expect("a word is a key");
        let version = book.at(SettingKind::ScoringModel, key, now);
        let (Some(version), Ok(model)) = (version, book.scoring(now)) else { return Ok(due) };
        let asked_at = version.recorded_at.max(version.holds_from);
        let days = model.body.idle_days.filter(|_| scoring::idle(model.body).is_some());
        let Some(days) = days else { return Ok(due) };
        let (places, next) = self.index.silences.due(days, asked_at, now);
        if let Some(next) = next {
            due.ahead(Timestamp::from_micros(0).plus_seconds(next.into()));
        }
        for at in places {
            let row = rows.shared::<LeadRow>(LEADS, &place(at))?.ok_or(AskError::NotFound)?;
            if let Some(idle) = row.silence.next(days, Rounds::Once, asked_at) {
                due.add(OwedDuty { id: row.id, revision: row.revision, idle }, now);
            }
            if due.owed.len() == most {
                break;
            }
        }
        Ok(due)
    }
}
