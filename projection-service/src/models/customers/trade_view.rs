//! Answers about interactions, orders and contracts.

use event_schema::{StreamId, StreamType};
use rules::settings::Book;
use uuid::Uuid;

use super::account_view::Present;
use super::completeness::of_interaction;
use super::index::referred;
use super::ordered::Ordered;
use super::trade_rows::{ContractRow, InteractionRow, OrderRow};
use super::{CONTRACTS, Customers, INTERACTIONS, ORDERS};
use crate::column::Place;
use crate::models::listing::{choose, choose_soonest};
use crate::models::person::Viewer;
use crate::projection::Rows;
use crate::query::{
    AskError, ContractFilter, ContractView, InteractionFilter, InteractionView, OrderFigures,
    OrderFilter, OrderView, Page, Paging,
};
use crate::store::key::place;

impl Customers {
    /// A page of interactions. With a range of due times: those whose step is open and due in it,
    /// soonest first.
    pub fn interactions(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        (filter, present): (&InteractionFilter, Present<'_>),
        paging: &Paging,
    ) -> Result<Page<InteractionView>, AskError> {
        let index = &self.interactions;
        let channel = filter.channel.as_deref().map(|channel| index.channels.number(channel));
        let meetings = self.meetings(present);
        let filter = &self.followed(filter);
        let named = [filter.account, filter.contact, filter.opportunity, filter.lead];
        let of_record =
            named.into_iter().flatten().next().map(|record| {
                index.by_record.get(&record).map_or(&[][..], |places| places.as_slice())
            });
        let external = referred(&index.external, &filter.external_id);
        let is = |asked: Option<Uuid>, had: Option<Uuid>| asked.is_none_or(|id| had == Some(id));
        let matches = |at: Place| {
            let columns = &index.columns[at as usize];
            is(filter.account, columns.named.account)
                && is(filter.contact, columns.named.contact)
                && is(filter.opportunity, columns.named.opportunity)
                && is(filter.lead, columns.named.lead)
                && channel.is_none_or(|channel| channel == Some(columns.channel))
                && filter.without_result.is_none_or(|without| {
                    meetings[columns.channel as usize] && index.has_result(at) != without
                })
                && filter.at.contains(columns.at)
                && external.is_none_or(|places| places.contains(&at))
        };
        let candidates = of_record.or(external);
        let chosen = match filter.due {
            None => choose(&index.positions, candidates, paging, matches),
            Some(due) => {
                let when = |at: Place| index.columns[at as usize].next_at;
                let open = |at: Place| index.open_step(at).is_some_and(|step| due.contains(step));
                choose_soonest(&index.positions, candidates, paging, when, |at| {
                    open(at) && matches(at)
                })
            }
        };
        let item = |at: &Place| self.interaction_at(rows, viewer, present, *at);
        let items = chosen.places.iter().map(item).collect::<Result<_, _>>()?;
        Ok(chosen.page(items))
    }

    /// The filter with merged records replaced by those that they turned out to be.
    fn followed(&self, filter: &InteractionFilter) -> InteractionFilter {
        InteractionFilter {
            account: filter.account.map(|id| self.accounts.aliases.meant(id)),
            contact: filter.contact.map(|id| self.contacts.aliases.meant(id)),
            lead: filter.lead.map(|id| self.leads.meant(id)),
            ..filter.clone()
        }
    }

    /// One interaction.
    pub fn interaction(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        present: Present<'_>,
        id: Uuid,
    ) -> Result<InteractionView, AskError> {
        let at = self.interactions.place(id).ok_or(AskError::NotFound)?;
        self.interaction_at(rows, viewer, present, at)
    }

    /// The number that an interaction was given. It is asked of the live model for past states, too.
    pub fn interaction_number(&self, rows: Rows<'_>, id: Uuid) -> Result<String, AskError> {
        let at = self.interactions.place(id).ok_or(AskError::NotFound)?;
        Ok(interaction_row(rows, at)?.number)
    }

    fn interaction_at(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        present: Present<'_>,
        at: Place,
    ) -> Result<InteractionView, AskError> {
        let mut row = interaction_row(rows, at)?;
        let named = self.interactions.columns[at as usize].named;
        (row.account_id, row.contact_id) = (named.account, named.contact);
        row.lead_id = named.lead;
        let next_open = self.interactions.open_step(at).is_some();
        Ok(interaction(row, next_open, viewer, present))
    }

    /// A page of orders.
    pub fn orders(
        &self,
        rows: Rows<'_>,
        filter: &OrderFilter,
        paging: &Paging,
    ) -> Result<Page<OrderView>, AskError> {
        let index = &self.orders;
        let account = filter.account.map(|id| self.accounts.aliases.meant(id));
        let of_account = account
            .map(|id| index.by_account.get(&id).map_or(&[][..], |all| all.places.as_slice()));
        let external = referred(&index.external, &filter.external_id);
        let chosen = choose(&index.positions, of_account.or(external), paging, |at| {
            filter.at.contains(index.columns[at as usize].ordered_at)
                && external.is_none_or(|places| places.contains(&at))
        });
        let item = |at: &Place| {
            let mut row = order_row(rows, *at)?;
            row.account_id = self.accounts.aliases.meant(row.account_id);
            Ok(order(row))
        };
        let items = chosen.places.iter().map(item).collect::<Result<_, AskError>>()?;
        Ok(chosen.page(items))
    }

    /// A page of contracts.
    pub fn contracts(
        &self,
        rows: Rows<'_>,
        filter: &ContractFilter,
        paging: &Paging,
    ) -> Result<Page<ContractView>, AskError> {
        let index = &self.contracts;
        let account = filter.account.map(|id| self.accounts.aliases.meant(id));
        let of_account = account.map(|id| self.contract_places(id));
        let external = referred(&index.external, &filter.external_id);
        let chosen = choose(&index.positions, of_account.or(external), paging, |at| {
            external.is_none_or(|places| places.contains(&at))
        });
        let item = |at: &Place| self.contract_at(rows, *at);
        let items = chosen.places.iter().map(item).collect::<Result<_, _>>()?;
        Ok(chosen.page(items))
    }

    /// The contracts with an account.
    pub fn contracts_of(
        &self,
        rows: Rows<'_>,
        account: Uuid,
    ) -> Result<Vec<ContractView>, AskError> {
        let places = self.contract_places(account).iter();
        places.map(|at| self.contract_at(rows, *at)).collect()
    }

    fn contract_at(&self, rows: Rows<'_>, at: Place) -> Result<ContractView, AskError> {
        let mut row = contract_row(rows, at)?;
        row.account_id = self.accounts.aliases.meant(row.account_id);
        Ok(contract(row))
    }

    fn contract_places(&self, account: Uuid) -> &[Place] {
        self.contracts.by_account.get(&account).map_or(&[], |places| places.as_slice())
    }

    /// What an account ordered, without what was cancelled.
    pub fn order_figures(&self, account: Uuid) -> OrderFigures {
        let Some(all) = self.orders.by_account.get(&account) else {
            return OrderFigures::default();
        };
        let Ordered { count, first_at: _, last_at, sums } = &all.ordered;
        let listed = sums.iter().map(|sum| (sum.currency.to_string(), sum.amount.normalize()));
        OrderFigures { count: u64::from(*count), amount: listed.collect(), last_at: *last_at }
    }
}

fn interaction_row(rows: Rows<'_>, at: Place) -> Result<InteractionRow, AskError> {
    rows.get(INTERACTIONS, &place(at))?.ok_or(AskError::NotFound)
}

fn order_row(rows: Rows<'_>, at: Place) -> Result<OrderRow, AskError> {
    rows.get(ORDERS, &place(at))?.ok_or(AskError::NotFound)
}

fn contract_row(rows: Rows<'_>, at: Place) -> Result<ContractRow, AskError> {
    rows.get(CONTRACTS, &place(at))?.ok_or(AskError::NotFound)
}

fn interaction(
    row: InteractionRow,
    next_open: bool,
    viewer: &Viewer<'_>,
    present: Present<'_>,
) -> InteractionView {
    let completeness = of_interaction(&row, present);
    let entered_late = entered_late(present.0, &row);
    let stream = StreamId::new(StreamType::Interaction, row.id);
    let words = row.words.map(|kept| viewer.person(kept.person(), stream, &[kept]));
    InteractionView {
        id: row.id,
        revision: row.revision,
        number: row.number,
        account_id: row.account_id,
        contact_id: row.contact_id,
        opportunity_id: row.opportunity_id,
        lead_id: row.lead_id,
        channel: row.channel,
        direction: row.direction.map(|direction| direction.name().to_owned()),
        outcome: row.outcome,
        sentiment: row.sentiment.map(|sentiment| sentiment.name().to_owned()),
        at: row.at,
        duration_seconds: row.duration_seconds,
        next_at: row.next_at,
        next_open,
        priority: row.priority.map(|priority| priority.name().to_owned()),
        attendees: row.attendees,
        words,
        external_id: row.external_id,
        actor: row.actor,
        on_behalf_of: row.on_behalf_of,
        recorded_at: row.recorded_at,
        entered_late,
        completeness,
    }
}

/// Whether a meeting was recorded later than the setting of that time asks for.
fn entered_late(book: &Book, row: &InteractionRow) -> bool {
    let setting = book.completeness("interaction", row.recorded_at).map(|setting| setting.body);
    setting.is_some_and(|setting| {
        setting.is_meeting(&row.channel) && setting.is_late(row.at, row.recorded_at)
    })
}

fn order(row: OrderRow) -> OrderView {
    let (cancelled_at, cancel_reason) =
        row.cancelled.map_or((None, None), |cancelled| (Some(cancelled.at), cancelled.reason));
    OrderView {
        id: row.id,
        revision: row.revision,
        account_id: row.account_id,
        amount: row.amount,
        product: row.product,
        ordered_at: row.ordered_at,
        cancelled_at,
        cancel_reason,
        external_id: row.external_id,
    }
}

fn contract(row: ContractRow) -> ContractView {
    ContractView {
        id: row.id,
        revision: row.revision,
        account_id: row.account_id,
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        amount: row.amount,
        external_id: row.external_id,
        recorded_at: row.recorded_at,
    }
}
