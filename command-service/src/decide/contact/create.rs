//! Making a contact's record.

use event_schema::command::CreateContact;
use event_schema::event::ContactCreated;
use event_schema::id::{ContactId, PersonId};
use event_schema::problem::Slug;
use event_schema::{Personal, StreamType};
use rules::keys::PersonIdentity;
use rules::normalise::NORMALISER;
use rules::settings::DECISION_ROLE;

use super::{KIND, check_reporting, is_same, needs_reporting, others_no_longer_main};
use crate::aggregate::Key;
use crate::decide::custom::{self, CUSTOM, Customs};
use crate::decide::taken::{holders, refuse_held, refuse_id};
use crate::decide::words::Words;
use crate::decide::{Context, Decision, Draft, LookupKeys, Needs, Seen};
use crate::rejection::Rejection;

pub(super) fn id_of(c: &CreateContact, ctx: &Context<'_>) -> ContactId {
    c.contact_id.unwrap_or(ContactId(ctx.ids.own()))
}

fn keys_of<'a>(c: &CreateContact, ctx: &'a Context<'_>) -> &'a LookupKeys {
    ctx.own_keys.get_or_init(|| {
        let external = c.external_id.clone().map(Into::into);
        ctx.hasher.contact_keys(PersonIdentity {
            email: c.email.as_ref(),
            phone: c.phone.as_ref(),
            external: external.as_ref(),
        })
    })
}

pub(super) fn needs(c: &CreateContact, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    needs.stream(c.account_id);
    custom::needs(KIND, c.custom.as_ref(), ctx, needs);
    holders(StreamType::Contact, keys_of(c, ctx), seen, needs);
    if c.main == Some(true) {
        needs.holders_at(Key::MainContact, c.account_id, seen);
    }
    if let Some(reports_to) = c.reports_to {
        needs_reporting(reports_to, seen, needs);
    }
}

/// Makes the record, and refuses what a contact of the account holds already.
pub(super) fn create(
    c: &CreateContact,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Decision, Rejection> {
    let id = id_of(c, ctx);
    let mut words = Words::new(ctx);
    words.code("decision_role", DECISION_ROLE, c.decision_role)?;
    let of = (KIND, CUSTOM);
    let customs = custom::created(of, c.custom.as_ref(), Customs::default(), seen, &mut words)?;
    words.finish()?;
    if seen.account(c.account_id)?.is_none() {
        let message = format!("names no account: {}", c.account_id);
        return Err(Rejection::unknown("account_id", message));
    }
    if let Some(reports_to) = c.reports_to {
        check_reporting("reports_to", id, reports_to, c.account_id, seen)?;
    }
    refuse_id(Slug::DuplicateContact, id.into(), seen)?;
    let keys = keys_of(c, ctx);
    refuse_held(Slug::DuplicateContact, id.into(), keys, seen, |kind, holder| {
        is_same(kind, holder, c.account_id, seen)
    })?;
    let person = PersonId(ctx.ids.person());
    let main = c.main == Some(true);
    let created = ContactCreated {
        person_id: person,
        account_id: c.account_id,
        decision_role: c.decision_role,
        influence: c.influence,
        main,
        reports_to: c.reports_to,
        from_lead_id: None,
        external_id: c.external_id.clone().map(Into::into),
        custom: customs.plain,
        personal_custom: customs.personal.keys().copied().collect(),
        keys: keys.clone(),
        normaliser: NORMALISER,
    };
    let personal = Personal { custom: customs.personal, ..personal(c) };
    let mut drafts = vec![Draft::new(id, created).with(person, None, personal)];
    if main {
        drafts.extend(others_no_longer_main(id.into(), c.account_id, seen)?);
    }
    Ok(Decision { drafts, settings: words.used })
}

fn personal(c: &CreateContact) -> Personal {
    Personal {
        person_name: Some(c.person_name.clone()),
        email: c.email.clone(),
        phone: c.phone.clone(),
        title: c.title.clone(),
        style: c.style.clone(),
        preferences: c.preferences.clone(),
        decision_factors: c.decision_factors.clone(),
        ..Personal::default()
    }
}
