//! Converting a lead: account, contact and opportunity in one commit, or nothing (C73–C86).

mod account;
mod contact;
mod given;
mod mapped;
mod opportunity;
mod required;

use event_schema::command::{ConvertLead, OwnerSource};
use event_schema::commit::SettingUsed;
use event_schema::event::{
    ConvertedAccount, ConvertedContact, ConvertedOpportunity, LeadConverted, LinkMode,
};
use event_schema::id::{AccountId, UserId};
use event_schema::problem::Slug;
use event_schema::value::{LookupKey, LookupKind};
use event_schema::{Personal, StreamId, StreamType};
use rules::settings::ConversionRules;
use smallvec::SmallVec;

use mapped::Mapped;

use super::lead::open_stage;
use super::{Context, Decision, Draft, Needs, Seen};
use crate::aggregate::Key;
use crate::aggregate::lead::Facts;
use crate::rejection::{Rejection, conflict};

pub fn needs(c: &ConvertLead, seen: &Seen, ctx: &Context<'_>, needs: &mut Needs) {
    needs.personal.push(c.lead_id.into());
    needs.streams.extend(c.account.id.map(StreamId::from));
    needs.stream(account::id_of(c, ctx));
    needs.stream(contact::id_of(c, ctx));
    if let Some(new) = &c.opportunity {
        opportunity::needs(new, seen, ctx, needs);
    }
    let Ok(Some(lead)) = seen.lead(c.lead_id) else { return };
    let Some(personal) = seen.personal.get(&c.lead_id.into()) else { return };
    let Ok(rules) = ctx.book.conversion(ctx.occurred_at) else { return };
    let mapped = Mapped { facts: lead.facts(), personal, rules: rules.body };
    account::needs(c, &mapped, seen, ctx, needs);
    contact::needs(c, (&mapped, personal), seen, ctx, needs);
}

/// A record that the conversion links to, the events that make it if it is new, and the settings
/// that said how.
struct Linked<Id> {
    id: Id,
    mode: LinkMode,
    drafts: Vec<Draft>,
    used: SmallVec<[SettingUsed; 2]>,
}

impl<Id> Linked<Id> {
    /// One that exists.
    fn to(id: Id, mode: LinkMode) -> Self {
        Self { id, mode, drafts: Vec::new(), used: SmallVec::new() }
    }
}

/// Converts, or says everything that is missing.
pub fn convert(c: &ConvertLead, seen: &Seen, ctx: &Context<'_>) -> Result<Decision, Rejection> {
    open_stage(c.lead_id, seen, "converted")?;
    let lead = seen.lead(c.lead_id)?.expect("an open lead was seen");
    let nothing = Personal::default();
    let personal = seen.personal.get(&c.lead_id.into()).unwrap_or(&nothing);
    let rules = ctx.book.conversion(ctx.occurred_at)?;
    let codes = given::check(c, ctx)?;
    required::check(c, lead, personal, rules.body)?;
    let facts = lead.facts();

    let mapped = Mapped { facts, personal, rules: rules.body };
    let account = account::link(c, &mapped, seen, ctx)?;
    let contact = contact::link(c, (&mapped, personal), account.id, seen, ctx)?;
    let owner_id = owner(c, facts, account.id, seen, rules.body)?;
    let open = |new| opportunity::open((c, new), &mapped, (account.id, owner_id), seen, ctx);
    let opportunity = c.opportunity.as_ref().map(open).transpose()?;
    let converted = LeadConverted {
        account: ConvertedAccount { id: account.id, mode: account.mode },
        contact: contact.as_ref().map(|c| ConvertedContact { id: c.id, mode: c.mode }),
        opportunity: opportunity.as_ref().map(|o| ConvertedOpportunity { id: o.id }),
        owner_id,
    };
    let mut drafts = vec![Draft::new(c.lead_id, converted)];
    let mut used = vec![[rules.used].into_iter().collect(), codes, account.used];
    drafts.extend(account.drafts.into_iter().map(|draft| account::owned(draft, owner_id)));
    if let Some(contact) = contact {
        drafts.extend(contact.drafts);
        used.push(contact.used);
    }
    if let Some(opened) = opportunity {
        drafts.push(opened.draft);
        used.push(opened.used);
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

/// Refuses an external id that another record of the kind holds.
fn refuse_external(
    slug: Slug,
    of: StreamType,
    keys: &[LookupKey],
    seen: &Seen,
) -> Result<(), Rejection> {
    match first_holder(of, &[LookupKind::External], keys, seen, |_| true) {
        Some((holder, _)) => Err(held(slug, holder, "external_id")),
        None => Ok(()),
    }
}
