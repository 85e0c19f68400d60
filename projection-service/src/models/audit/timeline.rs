//! Choosing a page of a timeline: the histories of some records as one, by business time.
//!
//! Each record's events are a chain in memory, so a timeline of a few hundred facts is gone through
//! whole, and the events of a page alone are read from the log.

use event_schema::event::Priority;
use event_schema::{Position, StreamType, Timestamp};
use rules::settings::Timeline;

use super::Audit;
use super::index::Index;
use super::select::counts;
use crate::models::Member;
use crate::query::{AsOf, Page, Paging, SeekKey, TimelineFilter};

/// What of the histories is asked for.
pub struct Wanted<'a> {
    /// By the asker.
    pub filter: &'a TimelineFilter,
    /// What says how important each type is; all are in the middle if nothing does.
    pub setting: Option<&'a Timeline>,
    /// What counts.
    pub as_of: AsOf,
    /// Up to this position.
    pub through: Position,
    /// Of leads only these events, ascending; all if absent.
    pub of_leads: Option<&'a [Position]>,
}

/// A fact that was chosen for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Where its event is.
    pub position: Position,
    /// How important it is.
    pub importance: Priority,
    occurred: i64,
}

impl Place {
    /// Business time, then log order.
    fn key(&self) -> SeekKey {
        SeekKey { position: self.position, rank: self.occurred }
    }
}

impl Audit {
    /// Chooses a page out of the facts of some records, newest first.
    pub fn timeline(
        &self,
        members: &[Member],
        wanted: &Wanted<'_>,
        paging: &Paging,
    ) -> Page<Place> {
        let index = &self.index;
        let importance = importance(index, wanted);
        let mut places = Vec::new();
        let mut count = 0;
        for member in members {
            let kinds = &wanted.filter.kinds;
            if !kinds.is_empty() && !kinds.contains(&member.stream.kind) {
                continue;
            }
            for place in index.events_on(member.stream) {
                let position = Position::from(place) + 1;
                let kind = index.events[place as usize].kind;
                let Some(usual) = importance[usize::from(kind)] else { continue };
                let importance = member.importance.unwrap_or(usual);
                let commit = index.commit_of(place);
                let occurred = index.commits[commit].occurred;
                let of_lead = member.stream.kind == StreamType::Lead;
                let asked = position <= wanted.through
                    && (!of_lead
                        || wanted
                            .of_leads
                            .is_none_or(|some| some.binary_search(&position).is_ok()))
                    && any(&wanted.filter.importance, &importance)
                    && wanted.filter.at.contains(Timestamp::from_micros(occurred))
                    && counts(index, commit, wanted.as_of);
                if asked {
                    count += 1;
                    places.push(Place { position, importance, occurred });
                }
            }
        }
        let order = |key: SeekKey| (key.rank, key.position);
        if let Some(after) = paging.after {
            places.retain(|place| order(place.key()) < order(after));
        }
        places.sort_unstable_by_key(|place| std::cmp::Reverse(order(place.key())));
        let more = places.len() > usize::from(paging.limit);
        places.truncate(paging.limit.into());
        let next = places.last().filter(|_| more).map(Place::key);
        Page { items: places, next, count: paging.count.then_some(count) }
    }

    /// The events of a type in the histories of leads among some records, ascending.
    pub fn of_leads(&self, members: &[Member], name: &str) -> Vec<Position> {
        let index = &self.index;
        let leads = members.iter().filter(|member| member.stream.kind == StreamType::Lead);
        let places = leads.flat_map(|member| index.events_on(member.stream));
        let named = places.filter(|place| {
            index.kinds.value(index.events[*place as usize].kind.into()) == Some(name)
        });
        let mut positions: Vec<_> = named.map(|place| Position::from(place) + 1).collect();
        positions.sort_unstable();
        positions
    }

    /// Which commit of those since the one that begins at `first` has the event at `position`, and
    /// where it begins itself; `None` if they are not in this order.
    pub fn nth_commit(&self, first: Position, position: Position) -> Option<(usize, Position)> {
        let index = &self.index;
        let commit = |position: Position| {
            let place = u32::try_from(position.checked_sub(1)?).ok()?;
            ((place as usize) < index.events.len()).then(|| index.commit_of(place))
        };
        let own = commit(position)?;
        let begins = Position::from(index.commits[own].first) + 1;
        Some((own.checked_sub(commit(first)?)?, begins))
    }
}

/// How important events of each kind usually are, by the kind's number; none for those that are not
/// asked for.
fn importance(index: &Index, wanted: &Wanted<'_>) -> Vec<Option<Priority>> {
    let of = |name: &str| {
        let usual = wanted.setting.map_or(Priority::Medium, |setting| setting.of(name));
        let types = &wanted.filter.types;
        (types.is_empty() || types.iter().any(|asked| asked == name)).then_some(usual)
    };
    // Numbers of kinds begin at 1.
    (0..=index.kinds.len() as u32).map(|kind| index.kinds.value(kind).and_then(of)).collect()
}

/// Whether a filter that means everything if it is empty takes this.
fn any<T: PartialEq>(asked: &[T], value: &T) -> bool {
    asked.is_empty() || asked.contains(value)
}
