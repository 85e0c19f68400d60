//! Deciding about orders.

use event_schema::command::{CancelOrder, OrderCommand, RecordOrder};
use event_schema::event::{OrderCancelled, OrderRecorded};
use event_schema::id::OrderId;
use event_schema::problem::Slug;
use event_schema::value::Money;
use event_schema::{StreamId, StreamType};
use rust_decimal::Decimal;

use super::taken::{holders, refuse_held, refuse_id};
use super::words::Words;
use super::{Context, Decision, Draft, LookupKeys, Needs, Seen};
use crate::aggregate::Order;
use crate::rejection::Rejection;

/// The stream that the command is about.
pub fn own_stream(command: &OrderCommand, ctx: &Context<'_>) -> StreamId {
    match command {
        OrderCommand::RecordOrder(c) => id_of(c, ctx).into(),
        OrderCommand::CancelOrder(c) => c.order_id.into(),
    }
}

/// What the command must see beside its own stream, given what was seen so far.
pub fn needs(command: &OrderCommand, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    match command {
        OrderCommand::RecordOrder(c) => {
            needs.stream(c.account_id);
            holders(StreamType::Order, keys_of(c, ctx), seen, needs);
        }
        OrderCommand::CancelOrder(_) => {}
    }
}

/// Judges a command about an order.
pub fn decide(
    command: &OrderCommand,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    match command {
        OrderCommand::RecordOrder(c) => record(c, seen, ctx),
        OrderCommand::CancelOrder(c) => cancel(c, seen),
    }
}

fn id_of(c: &RecordOrder, ctx: &Context<'_>) -> OrderId {
    c.order_id.unwrap_or(OrderId(ctx.ids.own()))
}

fn keys_of<'a>(c: &RecordOrder, ctx: &'a Context<'_>) -> &'a LookupKeys {
    ctx.own_keys.get_or_init(|| {
        let external = c.external_id.clone().map(Into::into);
        ctx.hasher.reference_keys(StreamType::Order, external.as_ref())
    })
}

/// Refuses an amount below nothing.
pub fn check_amount(amount: Money) -> Result<(), Rejection> {
    if amount.amount < Decimal::ZERO {
        return Err(Rejection::invalid("amount", "negative", "must be 0 or more"));
    }
    Ok(())
}

/// Records an order; two that look the same are two.
fn record(c: &RecordOrder, seen: &Seen, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let id = id_of(c, ctx);
    check_amount(c.amount)?;
    let ordered_at = ctx.at("ordered_at", c.ordered_at)?;
    if seen.account(c.account_id)?.is_none() {
        let message = format!("names no account: {}", c.account_id);
        return Err(Rejection::unknown("account_id", message));
    }
    refuse_id(Slug::DuplicateOrder, id.into(), seen)?;
    let keys = keys_of(c, ctx);
    refuse_held(Slug::DuplicateOrder, id.into(), keys, seen, |_, _| true)?;
    let mut words = Words::new(ctx);
    let recorded = OrderRecorded {
        account_id: c.account_id,
        amount: c.amount,
        ordered_at,
        product: words.optional("product", c.product.as_ref()),
        as_written: std::mem::take(&mut words.as_written),
        external_id: c.external_id.clone().map(Into::into),
        keys: keys.to_vec(),
    };
    Ok(Decision { drafts: vec![Draft::new(id, recorded)], settings: words.used })
}

/// Cancels an order; a second time there is nothing to do.
fn cancel(c: &CancelOrder, seen: &Seen) -> Result<Decision, Rejection> {
    match seen.order(c.order_id)? {
        None => Err(Rejection::UnknownTarget(c.order_id.into())),
        Some(Order::Cancelled(_)) => Ok(Decision::default()),
        Some(Order::Placed(_)) => {
            let cancelled = OrderCancelled { reason: c.reason.clone() };
            Ok(Decision { drafts: vec![Draft::new(c.order_id, cancelled)], ..Decision::default() })
        }
    }
}
