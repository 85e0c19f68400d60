//! Converting a lead: account, contact and opportunity in one commit, or nothing (C73–C86).

mod account;
mod contact;
mod given;
mod mapped;
mod opportunity;
mod required;

use std::borrow::Cow;

use event_schema::command::{ConvertLead, OwnerSource};
use event_schema::event::{
    ConvertedAccount, ConvertedContact, ConvertedOpportunity, LeadConverted, LinkMode,
};
use event_schema::field::Change;
use event_schema::id::{AccountId, UserId};
use event_schema::problem::Slug;
use event_schema::value::{LookupKey, LookupKind};
use event_schema::{Personal, StreamId, StreamType};
use mapped::Mapped;
pub use required::has_field;
use rules::settings::ConversionRules;

use super::lead::{NURTURE, open_stage};
use super::wrongs::Wrongs;
use super::{Context, Decision, Draft, Needs, Seen};
use crate::aggregate::Key;
use crate::aggregate::lead::Facts;
use crate::rejection::{Rejection, conflict};

pub fn needs(c: &ConvertLead, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    needs.personal.push(c.lead_id.into());
    needs.streams.extend(c.account.id.map(StreamId::from));
    needs.stream(account::id_of(c, ctx));
    needs.stream(contact::id_of(c, ctx));
    if let Change::Set(new) = &c.opportunity {
        opportunity::needs(new, seen, ctx, needs);
    }
    let Ok(Some(lead)) = seen.lead(c.lead_id) else { return };
    let Some(personal) = seen.personal.get(&c.lead_id.into()) else { return };
    let Ok(rules) = ctx.book.conversion(ctx.occurred_at) else { return };
    let mapped = Mapped { facts: lead.facts(), personal, rules: rules.body };
    if let Some(Cow::Owned(by_default)) = opportunity::wanted(c, &mapped, ctx) {
        opportunity::needs(&by_default, seen, ctx, needs);
    }
    account::needs(c, &mapped, seen, ctx, needs);
    contact::needs(c, (&mapped, personal), seen, ctx, needs);
}

/// Converts, or says everything that is missing or wrong, in whatever part of the command.
pub fn convert(c: &ConvertLead, seen: &Seen, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    open_stage(c.lead_id, seen, "converted")?;
    let lead = seen.lead(c.lead_id)?.expect("an open lead was seen");
    let nothing = Personal::default();
    let personal = seen.personal.get(&c.lead_id.into()).unwrap_or(&nothing);
    let rules = ctx.book.conversion(ctx.occurred_at)?;
    let (facts, mut wrong) = (lead.facts(), Wrongs::default());
    let mapped = Mapped { facts, personal, rules: rules.body };
    let new = opportunity::wanted(c, &mapped, ctx);
    let new = new.as_deref();
    wrong.unmet = required::missing((c, new), lead, &mapped, ctx);
    let codes = given::check(c, &mut wrong, ctx)?;

    let account = wrong.note(account::found(c, &mapped, seen, ctx))?;
    let new_account = match account {
        Some((_, LinkMode::Create)) => account::create(c, &mapped, &mut wrong, seen, ctx)?,
        Some((_, LinkMode::Use | LinkMode::Match)) | None => None,
    };
    let (at, whole) = (account.map(|(id, _)| id), (&mapped, personal));
    let contact = wrong.note(contact::found(c, whole, at, seen, ctx))?.flatten();
    let new_contact = match contact {
        Some((_, LinkMode::Create)) => contact::create(c, whole, at, &mut wrong, (seen, ctx))?,
        Some((_, LinkMode::Use | LinkMode::Match)) | None => None,
    };
    // Where there is no account, something is wrong and nothing is made of this.
    let account_id = at.unwrap_or(account::id_of(c, ctx));
    let owner_id = owner(c, facts, account_id, seen, rules.body)?;
    let role = contact::part(contact, new_contact.as_ref(), seen)?;
    let deal = match new {
        Some(new) => {
            let to = (account_id, owner_id, role);
            opportunity::open((c, new), &mapped, to, &mut wrong, (seen, ctx))?
        }
        None => None,
    };
    wrong.finish(NURTURE)?;

    let (account_id, mode) = account.expect("a conversion with nothing wrong has an account");
    let opportunity = new.map(|new| opportunity::id_of(new, ctx));
    let converted = LeadConverted {
        account: ConvertedAccount { id: account_id, mode },
        contact: contact.map(|(id, mode)| ConvertedContact { id, mode }),
        opportunity: opportunity.map(|id| ConvertedOpportunity { id }),
        owner_id,
    };
    let mut drafts = vec![Draft::new(c.lead_id, converted)];
    let mut used = vec![[rules.used].into_iter().collect(), codes];
    for made in [new_account, new_contact, deal].into_iter().flatten() {
        drafts.extend(made.drafts.into_iter().map(|draft| account::owned(draft, owner_id)));
        used.push(made.settings);
    }
    Ok(Decision { drafts, settings: given::each_once(used.into_iter().flatten()) })
}

/// The given owner, else by the order of the rules (C78).
fn owner(
    c: &ConvertLead,
    lead: &Facts,
    account: AccountId,
    seen: &Seen,
    rules: &ConversionRules,
) -> Result<Option<UserId>, Rejection> {
    let account = seen.account(account)?.and_then(|account| account.owner_id);
    let from = |source: &OwnerSource| match source {
        OwnerSource::Lead => lead.owner_id,
        OwnerSource::Account => account,
    };
    Ok(c.owner_id.or_else(|| rules.owner_from.iter().find_map(from)))
}

fn first_holder(
    of: StreamType,
    order: &[LookupKind],
    keys: &[LookupKey],
    seen: &Seen,
    fits: impl Fn(StreamId) -> bool,
) -> Option<(StreamId, &'static str)> {
    order.iter().find_map(|kind| {
        let key = keys.iter().find(|key| key.kind == *kind)?;
        let holders = seen.holders(Key::lookup(of, *key));
        let holder = holders.iter().copied().find(|holder| fits(*holder))?;
        Some((holder, kind.name()))
    })
}

fn held(slug: Slug, holder: impl Into<StreamId>, key: &str) -> Rejection {
    let holder = holder.into();
    let what = format!("{holder} has the same {key}");
    Rejection::Duplicate { slug, what, conflicts: vec![conflict(holder, key)] }
}
