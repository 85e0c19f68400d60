//! Deciding about contracts.

use event_schema::command::{ContractCommand, RecordContract};
use event_schema::event::ContractRecorded;
use event_schema::id::ContractId;
use event_schema::problem::Slug;
use event_schema::{StreamId, StreamType};

use super::order::check_amount;
use super::taken::{holders, refuse_held, refuse_id};
use super::{Context, Decision, Draft, LookupKeys, Needs, Seen};
use crate::rejection::Rejection;

/// The stream that the command is about.
pub fn own_stream(command: &ContractCommand, ctx: &Context<'_>) -> StreamId {
    let ContractCommand::RecordContract(c) = command;
    id_of(c, ctx).into()
}

/// What the command must see beside its own stream, given what was seen so far.
pub fn needs(command: &ContractCommand, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    let ContractCommand::RecordContract(c) = command;
    needs.stream(c.account_id);
    holders(StreamType::Contract, keys_of(c, ctx), seen, needs);
}

/// Judges a command about a contract.
pub fn decide(
    command: &ContractCommand,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let ContractCommand::RecordContract(c) = command;
    record(c, seen, ctx)
}

fn id_of(c: &RecordContract, ctx: &Context<'_>) -> ContractId {
    c.contract_id.unwrap_or(ContractId(ctx.ids.own()))
}

fn keys_of<'a>(c: &RecordContract, ctx: &'a Context<'_>) -> &'a LookupKeys {
    ctx.own_keys.get_or_init(|| {
        let external = c.external_id.clone().map(Into::into);
        ctx.hasher.reference_keys(StreamType::Contract, external.as_ref())
    })
}

/// Records a contract that doesn't end before it starts.
fn record(c: &RecordContract, seen: &Seen, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let id = id_of(c, ctx);
    if c.ends_on < c.starts_on {
        return Err(Rejection::invalid("ends_on", "before-start", "must not be before starts_on"));
    }
    c.amount.map_or(Ok(()), check_amount)?;
    if seen.account(c.account_id)?.is_none() {
        let message = format!("names no account: {}", c.account_id);
        return Err(Rejection::unknown("account_id", message));
    }
    refuse_id(Slug::DuplicateContract, id.into(), seen)?;
    let keys = keys_of(c, ctx);
    refuse_held(Slug::DuplicateContract, id.into(), keys, seen, |_, _| true)?;
    let recorded = ContractRecorded {
        account_id: c.account_id,
        starts_on: c.starts_on,
        ends_on: c.ends_on,
        amount: c.amount,
        external_id: c.external_id.clone().map(Into::into),
        keys: keys.to_vec(),
    };
    Ok(Decision { drafts: vec![Draft::new(id, recorded)], ..Decision::default() })
}
