//! Deciding about interactions.

use event_schema::command::{InteractionCommand, LogInteraction};
use event_schema::event::InteractionLogged;
use event_schema::id::{AccountId, InteractionId, PersonId};
use event_schema::personal::KeySlot;
use event_schema::problem::{FieldError, Slug};
use event_schema::{Personal, StreamId, StreamType};

use super::account::distinct;
use super::taken::{holders, refuse_held, refuse_id};
use super::words::Words;
use super::{Context, Decision, Draft, LookupKeys, Needs, Seen};
use crate::rejection::{Rejection, error};

/// The stream that the command is about.
pub fn own_stream(command: &InteractionCommand, ctx: &Context<'_>) -> StreamId {
    let InteractionCommand::LogInteraction(c) = command;
    id_of(c, ctx).into()
}

/// What the command must see beside its own stream, given what was seen so far.
pub fn needs(command: &InteractionCommand, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    let InteractionCommand::LogInteraction(c) = command;
    needs.streams.extend(c.account_id.map(StreamId::from));
    needs.streams.extend(c.contact_id.map(StreamId::from));
    needs.streams.extend(c.opportunity_id.map(StreamId::from));
    needs.streams.extend(c.lead_id.map(StreamId::from));
    // Whichever account they belong to may have been merged since.
    let contact = c.contact_id.and_then(|id| seen.contact(id).ok().flatten());
    needs.streams.extend(contact.map(|contact| StreamId::from(contact.account_id)));
    let deal = c.opportunity_id.and_then(|id| seen.opportunity(id).ok().flatten());
    needs.streams.extend(deal.map(|deal| StreamId::from(deal.deal().account_id)));
    holders(StreamType::Interaction, keys_of(c, ctx), seen, needs);
}

/// Judges a command about an interaction.
pub fn decide(
    command: &InteractionCommand,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let InteractionCommand::LogInteraction(c) = command;
    log(c, seen, ctx)
}

fn id_of(c: &LogInteraction, ctx: &Context<'_>) -> InteractionId {
    c.interaction_id.unwrap_or(InteractionId(ctx.ids.own()))
}

fn keys_of<'a>(c: &LogInteraction, ctx: &'a Context<'_>) -> &'a LookupKeys {
    ctx.own_keys.get_or_init(|| {
        let external = c.external_id.clone().map(Into::into);
        ctx.hasher.reference_keys(StreamType::Interaction, external.as_ref())
    })
}

/// Records the interaction with whatever it names, all of which must be there and belong together.
fn log(c: &LogInteraction, seen: &Seen, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    let id = id_of(c, ctx);
    let named = [
        c.account_id.is_some(),
        c.contact_id.is_some(),
        c.opportunity_id.is_some(),
        c.lead_id.is_some(),
        c.ticket_id.is_some(),
    ];
    if !named.contains(&true) {
        let message = "or contact_id, opportunity_id or lead_id is required";
        return Err(Rejection::invalid("account_id", "missing", message));
    }
    let at = ctx.at("at", c.at)?;
    let account_id = account(c, seen)?;
    refuse_id(Slug::DuplicateInteraction, id.into(), seen)?;
    let keys = keys_of(c, ctx);
    refuse_held(Slug::DuplicateInteraction, id.into(), keys, seen, |_, _| true)?;
    let mut words = Words::new(ctx);
    let logged = InteractionLogged {
        account_id,
        contact_id: c.contact_id,
        opportunity_id: c.opportunity_id,
        lead_id: c.lead_id,
        channel: words.text("channel", &c.channel),
        direction: c.direction,
        outcome: words.optional("outcome", c.outcome.as_ref()),
        sentiment: c.sentiment,
        at,
        duration_seconds: c.duration_seconds,
        next_at: c.next_at.map(|next| next.0),
        priority: c.priority,
        attendees: distinct(c.attendees.iter().flatten().copied()),
        as_written: std::mem::take(&mut words.as_written),
        external_id: c.external_id.clone().map(Into::into),
        keys: keys.to_vec(),
    };
    let (person, slot) = person(c, id, seen)?;
    let personal = Personal {
        note: c.note.clone(),
        feedback: c.feedback.clone(),
        next_action: c.next_action.clone(),
        ..Personal::default()
    };
    let draft = Draft::new(id, logged).with(person, slot, personal);
    Ok(Decision { drafts: vec![draft], settings: words.used })
}

/// The account: the given one, or the one that contact or opportunity belong to; everything that
/// names nothing, or belongs to another account, is told at once.
fn account(c: &LogInteraction, seen: &Seen) -> Result<Option<AccountId>, Rejection> {
    let mut errors: Vec<FieldError> = Vec::new();
    let mut unknown = |field: &str, is: bool| {
        if is {
            errors.push(error(field, "unknown", "names nothing"));
        }
    };
    let contact = c.contact_id.map(|id| seen.contact(id)).transpose()?.flatten();
    let deal = c.opportunity_id.map(|id| seen.opportunity(id)).transpose()?.flatten();
    let account = c.account_id.map(|id| seen.account(id)).transpose()?.flatten();
    let lead = c.lead_id.map(|id| seen.lead(id)).transpose()?.flatten();
    unknown("account_id", c.account_id.is_some() && account.is_none());
    unknown("contact_id", c.contact_id.is_some() && contact.is_none());
    unknown("opportunity_id", c.opportunity_id.is_some() && deal.is_none());
    unknown("lead_id", c.lead_id.is_some() && lead.is_none());
    // There are no tickets yet.
    unknown("ticket_id", c.ticket_id.is_some());
    let mut account_id = c.account_id;
    let of_contact = contact.map(|contact| seen.account_meant(contact.account_id));
    let of_deal = deal.map(|deal| seen.account_meant(deal.deal().account_id));
    for (field, of) in [("contact_id", of_contact), ("opportunity_id", of_deal)] {
        let Some(of) = of else { continue };
        if *account_id.get_or_insert(of) != of {
            errors.push(error(field, "other-account", "belongs to another account"));
        }
    }
    if errors.is_empty() { Ok(account_id) } else { Err(Rejection::UnknownReference(errors)) }
}

/// Whose words they are: the contact's, else the lead's, else nobody's, and then they are sealed
/// under the interaction itself.
fn person(
    c: &LogInteraction,
    id: InteractionId,
    seen: &Seen,
) -> Result<(PersonId, Option<KeySlot>), Rejection> {
    if let Some(contact) = c.contact_id.map(|id| seen.contact(id)).transpose()?.flatten() {
        return Ok((contact.person_id, contact.key_slot));
    }
    if let Some(lead) = c.lead_id.map(|id| seen.lead(id)).transpose()?.flatten() {
        let facts = lead.facts();
        return Ok((facts.person_id, facts.key_slot));
    }
    Ok((PersonId(id.0), None))
}
