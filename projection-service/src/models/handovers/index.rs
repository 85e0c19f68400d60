//! What the lists are chosen by, in memory. Both ranges are of business time.

use std::collections::HashMap;

use event_schema::id::UserId;
use event_schema::{Position, StreamId, StreamType, Timestamp};

use super::rows::{Converted, Handover};
use crate::column::{Place, next_place};
use crate::models::listing::{Chosen, choose};
use crate::query::{OwnershipFilter, Paging, Range};

/// The index; columns by place, which is log order.
#[derive(Default)]
pub struct Index {
    pub conversions: Vec<Position>,
    converted: Vec<(Timestamp, Option<UserId>)>,
    pub handovers: Vec<Position>,
    handed_over: Vec<(Timestamp, StreamType)>,
    by_stream: HashMap<StreamId, Vec<Place>>,
}

impl Index {
    /// A new conversion.
    pub fn add_conversion(&mut self, position: Position, row: &Converted) {
        self.conversions.push(position);
        self.converted.push((row.act.occurred_at, row.owner_id));
    }

    /// A new change of owner.
    pub fn add_handover(&mut self, position: Position, row: &Handover) {
        let place = next_place(self.handovers.len());
        self.handovers.push(position);
        self.handed_over.push((row.act.occurred_at, row.stream.kind));
        self.by_stream.entry(row.stream).or_default().push(place);
    }

    /// A page of conversions into customers of `owner`.
    pub fn choose_conversions(
        &self,
        range: Range,
        owner: Option<UserId>,
        paging: &Paging,
    ) -> Chosen {
        choose(&self.conversions, None, paging, |place| {
            let (at, owned_by) = self.converted[place as usize];
            range.contains(at) && owner.is_none_or(|owner| owned_by == Some(owner))
        })
    }

    /// A page of changes of owner. With an id but no type, of whatever record has the id.
    pub fn choose_handovers(
        &self,
        filter: &OwnershipFilter,
        range: Range,
        paging: &Paging,
    ) -> Chosen {
        let candidates = filter.id.map(|id| {
            let of = |kind| self.by_stream.get(&StreamId::new(kind, id));
            let kinds = [StreamType::Lead, StreamType::Account, StreamType::Opportunity];
            let mut places: Vec<Place> =
                kinds.into_iter().filter_map(of).flatten().copied().collect();
            places.sort_unstable();
            places
        });
        choose(&self.handovers, candidates.as_deref(), paging, |place| {
            let (at, kind) = self.handed_over[place as usize];
            range.contains(at) && filter.kind.is_none_or(|asked| asked == kind)
        })
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.conversions.capacity() * 40
            + self.handovers.capacity() * 48
            + self.by_stream.capacity() * 96
    }
}
