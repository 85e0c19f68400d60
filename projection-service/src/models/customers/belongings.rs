//! What belongs to an account: the records whose histories together are its timeline (C112).
//!
//! Which events a record has is known from the audit index, so nothing of them is kept here. A lead
//! that never converts belongs to nobody and costs nothing but, where it took others in, a row that
//! says which.

use event_schema::commit::Recorded;
use event_schema::event::{LeadsMerged, Priority};
use event_schema::{StreamId, StreamType};
use smallvec::SmallVec;
use uuid::Uuid;

use super::account_view::account_row;
use super::{Customers, TOOK_IN};
use crate::column::Place;
use crate::projection::{Rows, Tx};
use crate::query::AskError;

/// A record of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Which.
    pub stream: StreamId,
    /// How important its facts are, where it says so itself.
    pub importance: Option<Priority>,
}

/// Keeps which lead took in which.
pub fn merged(tx: &mut Tx<'_>, event: &Recorded<'_>, merged: &LeadsMerged) {
    let survivor = event.fact.stream.id;
    let mut others = tx.get::<Vec<Uuid>>(TOOK_IN, survivor.as_bytes()).unwrap_or_default();
    others.push(merged.duplicate_id.0);
    tx.put(TOOK_IN, survivor.as_bytes(), &others);
}

impl Customers {
    /// The records of an account as it is: itself, its contacts, opportunities, orders, contracts and
    /// records of objects, the leads that were converted into it, and the interactions with it or, before
    /// there was an account, with these leads; all with those that they took in.
    /// With channels only interactions by these, and leads, whose contacts have one, too.
    pub fn members(
        &self,
        rows: Rows<'_>,
        id: Uuid,
        channels: &[String],
    ) -> Result<Vec<Member>, AskError> {
        let at = self.accounts.meant(id).ok_or(AskError::NotFound)?;
        let (id, row) = (self.accounts.id(at), account_row(rows, at)?);
        let leads = whole_leads(rows, row.lead_ids)?;
        let people = self.people(rows, id)?;
        let accounts = std::iter::once(id).chain(row.merged.into_iter().map(|merged| merged.id));
        let account = |id| StreamId::new(StreamType::Account, id);
        let mut streams: Vec<StreamId> = accounts.map(account).collect();
        let mut add = |kind: StreamType, ids: &mut dyn Iterator<Item = Uuid>| {
            streams.extend(ids.map(|id| StreamId::new(kind, id)));
        };
        add(StreamType::Contact, &mut people.into_iter());
        let deals = self.opportunities.by_account.get(&id).into_iter().flatten();
        add(StreamType::Opportunity, &mut deals.map(|at| self.opportunities.id(*at)));
        let orders = self.orders.by_account.get(&id).into_iter().flat_map(|all| &all.places);
        add(StreamType::Order, &mut orders.map(|at| self.orders.id(*at)));
        let contracts = self.contracts.by_account.get(&id).into_iter().flatten();
        add(StreamType::Contract, &mut contracts.map(|at| self.contracts.id(*at)));
        let records = self.records.by_owner.get(&id).into_iter().flatten();
        add(StreamType::Record, &mut records.map(|at| self.records.id(*at)));
        add(StreamType::Lead, &mut leads.iter().copied());
        let plain = |stream| Member { stream, importance: None };
        let mut members: Vec<Member> = streams.into_iter().map(plain).collect();
        if !channels.is_empty() {
            members.retain(|member| member.stream.kind == StreamType::Lead);
        }
        let numbers: Vec<u32> =
            channels.iter().filter_map(|one| self.interactions.channels.number(one)).collect();
        let asked = |at: &Place| {
            let channel = self.interactions.columns[*at as usize].channel;
            channels.is_empty() || numbers.contains(&channel)
        };
        members.extend(self.dealings(id, &leads, asked));
        Ok(members)
    }

    /// The contacts of an account, with those that were merged into them.
    fn people(&self, rows: Rows<'_>, account: Uuid) -> Result<Vec<Uuid>, AskError> {
        let mut people = Vec::new();
        for at in self.contacts.of(account) {
            let id = self.contacts.id(*at);
            people.push(id);
            // Where none was ever merged, no row has to be read.
            if !self.contacts.aliases.is_empty() {
                people.extend(self.merged_contacts(rows, id)?);
            }
        }
        Ok(people)
    }

    /// Every interaction once: one of a lead may name the account, too.
    fn dealings<'a>(
        &'a self,
        account: Uuid,
        leads: &'a [Uuid],
        asked: impl Fn(&Place) -> bool,
    ) -> impl Iterator<Item = Member> + 'a {
        let index = &self.interactions;
        let of = |record: &Uuid| index.by_record.get(record).into_iter().flatten().copied();
        let mine = of(&account).filter(move |at| self.is_with(*at) == Some(account));
        let before = leads.iter().flat_map(of).filter(|at| self.is_with(*at).is_none());
        let mut places: Vec<Place> = mine.chain(before).filter(asked).collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|at| Member {
            stream: StreamId::new(StreamType::Interaction, index.id(at)),
            importance: index.columns[at as usize].priority,
        })
    }

    /// The account that an interaction is with.
    fn is_with(&self, interaction: Place) -> Option<Uuid> {
        self.interactions.columns[interaction as usize].named.account
    }
}

/// These leads and every one that turned out to be one of them, each once.
fn whole_leads(rows: Rows<'_>, converted: Vec<Uuid>) -> Result<Vec<Uuid>, AskError> {
    let mut whole = Vec::with_capacity(converted.len());
    let mut open: SmallVec<[Uuid; 4]> = converted.into();
    while let Some(lead) = open.pop() {
        if !whole.contains(&lead) {
            whole.push(lead);
            let others: Option<Vec<Uuid>> = rows.get(TOOK_IN, lead.as_bytes())?;
            open.extend(others.into_iter().flatten());
        }
    }
    Ok(whole)
}
