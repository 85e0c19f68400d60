//! Folding interactions, orders and contracts.

use event_schema::commit::Recorded;
use event_schema::event::{ContractRecorded, InteractionLogged, OrderCancelled, OrderRecorded};

use super::rows::LastRow;
use super::trade_rows::{CancelledRow, ContractRow, InteractionRow, OrderRow};
use super::{CONTRACTS, Customers, INTERACTIONS, ORDERS, first_contact, number};
use crate::models::person::KeptBox;
use crate::projection::Tx;
use crate::store::key::place;

pub fn logged(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    logged: &InteractionLogged,
) {
    let id = event.fact.stream.id;
    if customers.interactions.place(id).is_some() {
        return;
    }
    let row = InteractionRow {
        id,
        position: event.position,
        revision: event.fact.revision,
        number: number::next(customers, tx, number::INTERACTION, event.commit.recorded_at),
        account_id: logged.account_id.map(|id| customers.accounts.aliases.meant(id.0)),
        contact_id: logged.contact_id.map(|id| customers.contacts.aliases.meant(id.0)),
        opportunity_id: logged.opportunity_id.map(|id| id.0),
        lead_id: logged.lead_id.map(|id| customers.leads.meant(id.0)),
        channel: logged.channel.to_string(),
        direction: logged.direction,
        outcome: logged.outcome.as_ref().map(ToString::to_string),
        sentiment: logged.sentiment,
        at: logged.at,
        duration_seconds: logged.duration_seconds,
        next_at: logged.next_at,
        priority: logged.priority,
        attendees: logged.attendees.clone(),
        words: KeptBox::of(event),
        external_id: logged.external_id.clone(),
        actor: event.commit.actor.to_string(),
        on_behalf_of: event.commit.on_behalf_of,
        recorded_at: event.commit.recorded_at,
    };
    let at = customers.add_interaction(&row);
    tx.put(INTERACTIONS, &place(at), &row);
    if let Some(opportunity) = row.opportunity_id {
        customers.opportunities.change(tx, opportunity, |deal| {
            deal.silence.broken(row.at, row.recorded_at);
        });
    }
    let Some(account) = row.account_id else {
        if let Some(lead) = row.lead_id {
            first_contact::with_lead(customers, tx, lead, row.at);
        }
        return;
    };
    customers.accounts.change(tx, account, |account| {
        if account.last.is_none_or(|last| last.at <= row.at) {
            let (at, next_at) = (row.at, row.next_at);
            account.last = Some(LastRow { at, interaction_id: id, next_at });
        }
        account.first_contact_at = first_contact::earlier(account.first_contact_at, Some(row.at));
    });
}

pub fn ordered(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    recorded: &OrderRecorded,
) {
    let id = event.fact.stream.id;
    if customers.orders.place(id).is_some() {
        return;
    }
    let row = OrderRow {
        id,
        position: event.position,
        revision: event.fact.revision,
        account_id: customers.accounts.aliases.meant(recorded.account_id.0),
        amount: recorded.amount,
        product: recorded.product.as_ref().map(ToString::to_string),
        ordered_at: recorded.ordered_at,
        cancelled: None,
        external_id: recorded.external_id.clone(),
    };
    let at = customers.add_order(&row);
    tx.put(ORDERS, &place(at), &row);
}

pub fn cancelled(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    cancelled: &OrderCancelled,
) {
    let Some(at) = customers.orders.place(event.fact.stream.id) else { return };
    let Some(mut row) = tx.get::<OrderRow>(ORDERS, &place(at)) else { return };
    row.revision = event.fact.revision;
    row.cancelled = Some(CancelledRow {
        at: event.commit.occurred_at,
        reason: cancelled.reason.as_ref().map(ToString::to_string),
    });
    let account = customers.accounts.aliases.meant(row.account_id);
    customers.orders.cancel(at, account);
    customers.sum_orders(account);
    tx.put(ORDERS, &place(at), &row);
}

pub fn contracted(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    recorded: &ContractRecorded,
) {
    let id = event.fact.stream.id;
    if customers.contracts.place(id).is_some() {
        return;
    }
    let row = ContractRow {
        id,
        position: event.position,
        revision: event.fact.revision,
        account_id: customers.accounts.aliases.meant(recorded.account_id.0),
        starts_on: recorded.starts_on,
        ends_on: recorded.ends_on,
        amount: recorded.amount,
        external_id: recorded.external_id.clone(),
        recorded_at: event.commit.recorded_at,
    };
    let at = customers.add_contract(&row);
    tx.put(CONTRACTS, &place(at), &row);
}
