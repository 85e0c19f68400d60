//! Making a contact's record, by its own command or in a conversion.

use event_schema::command::CreateContact;
use event_schema::event::{ContactCreated, ExternalId, Influence};
use event_schema::field::CustomGiven;
use event_schema::id::{AccountId, ContactId, LeadId, PersonId};
use event_schema::personal::KeySlot;
use event_schema::problem::Slug;
use event_schema::value::Code;
use event_schema::{Personal, StreamType};
use rules::keys::PersonIdentity;
use rules::normalise::NORMALISER;
use rules::settings::DECISION_ROLE;

use super::{KIND, check_reporting, is_same, needs_reporting, others_no_longer_main};
use crate::aggregate::Key;
use crate::decide::custom::{self, CUSTOM, Customs};
use crate::decide::taken::{holders, refuse_held, refuse_id};
use crate::decide::words::Words;
use crate::decide::wrongs::Wrongs;
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
    let mut wrong = Wrongs::default();
    let known = seen.account(c.account_id)?.map(|_| c.account_id);
    if known.is_none() {
        let message = format!("names no account: {}", c.account_id);
        wrong.note::<()>(Err(Rejection::unknown("account_id", message)))?;
    }
    let new = NewContact {
        id: id_of(c, ctx),
        at: "",
        account: known,
        decision_role: c.decision_role,
        influence: c.influence,
        main: c.main == Some(true),
        reports_to: c.reports_to,
        external_id: c.external_id.clone().map(Into::into),
        custom: c.custom.as_ref(),
        carried: Customs::default(),
        person: (PersonId(ctx.ids.person()), None),
        personal: personal(c),
        from_lead_id: None,
        keys: keys_of(c, ctx),
    };
    let made = make(new, &mut wrong, seen, ctx)?;
    wrong.finish("")?;
    Ok(made.expect("a contact with nothing wrong is made"))
}

/// A contact that is to be made, by whichever command.
pub(in crate::decide) struct NewContact<'a> {
    /// Its id.
    pub id: ContactId,
    /// Where its fields stand in the command, such as `contact.fields.`.
    pub at: &'static str,
    /// Its account; none where something is wrong with that, which is told there.
    pub account: Option<AccountId>,
    /// Its part in decisions.
    pub decision_role: Option<Code>,
    /// How much its word weighs.
    pub influence: Option<Influence>,
    /// Whether it is the account's main contact.
    pub main: bool,
    /// Whom it reports to.
    pub reports_to: Option<ContactId>,
    /// The same contact in another system.
    pub external_id: Option<ExternalId>,
    /// Its custom fields, as given.
    pub custom: Option<&'a CustomGiven>,
    /// Those of the lead that it is made from, as far as it has them; the given ones hold before.
    pub carried: Customs,
    /// Who it is, and where their key lies if they have one.
    pub person: (PersonId, Option<KeySlot>),
    /// What is known of the person.
    pub personal: Personal,
    /// The lead that it is made from.
    pub from_lead_id: Option<LeadId>,
    /// What it is found by.
    pub keys: &'a LookupKeys,
}

/// Makes the record, unless something is wrong with it: everything of that is noted.
pub(in crate::decide) fn make(
    new: NewContact<'_>,
    wrong: &mut Wrongs,
    seen: &Seen,
    ctx: &Context<'_>,
) -> Result<Option<Decision>, Rejection> {
    let NewContact { id, at, account, keys, .. } = new;
    let mut words = Words::new(ctx);
    words.code(&format!("{at}decision_role"), DECISION_ROLE, new.decision_role)?;
    let of = (KIND, &*format!("{at}{CUSTOM}"));
    let customs = custom::created(of, new.custom, new.carried, seen, &mut words)?;
    wrong.note(words.finish())?;
    wrong.note(refuse_id(Slug::DuplicateContact, id.into(), seen))?;
    let Some(account) = account else { return Ok(None) };
    if let Some(reports_to) = new.reports_to {
        wrong.note(check_reporting(&format!("{at}reports_to"), id, reports_to, account, seen))?;
    }
    let same = |kind, holder| is_same(kind, holder, account, seen);
    wrong.note(refuse_held(Slug::DuplicateContact, id.into(), keys, seen, same))?;
    let (person, slot) = new.person;
    let created = ContactCreated {
        person_id: person,
        account_id: account,
        decision_role: new.decision_role,
        influence: new.influence,
        main: new.main,
        reports_to: new.reports_to,
        from_lead_id: new.from_lead_id,
        external_id: new.external_id,
        custom: customs.plain,
        personal_custom: customs.personal.keys().copied().collect(),
        personal: new.personal.given(),
        keys: keys.clone(),
        normaliser: NORMALISER,
    };
    let personal = Personal { custom: customs.personal, ..new.personal };
    let mut drafts = vec![Draft::new(id, created).with(person, slot, personal)];
    if new.main {
        drafts.extend(others_no_longer_main(id.into(), account, seen)?);
    }
    Ok(Some(Decision { drafts, settings: words.used }))
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
