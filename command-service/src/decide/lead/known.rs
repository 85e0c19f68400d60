//! What is known of a lead, changed: by a command, by a second one that turned out to be the same.

use std::collections::BTreeMap;

use event_schema::commit::SettingUsed;
use event_schema::event::custom;
use event_schema::event::{
    Changed, Consent, ExternalId, LeadUpdated, MailboxClass, Partner, PersonalField, Seniority, Utm,
};
use event_schema::field::Change;
use event_schema::personal::PERSON_NAME_LEN_MAX;
use event_schema::value::{
    Code, Email, Key, LookupHash, LookupKey, LookupKind, Money, Phone, Text,
};
use event_schema::{Personal, StreamType};
use rules::normalise::{NORMALISER, mailbox_class, registrable_domain};
use smallvec::SmallVec;

use crate::aggregate::lead::Facts;
use crate::decide::custom::Customs;
use crate::decide::words::Words;
use crate::decide::{Context, LookupKeys};
use crate::rejection::Rejection;

/// New values for what is known of a lead.
#[derive(Default)]
pub(super) struct Wanted {
    pub company: Change<Text<100>>,
    pub source: Change<Text<100>>,
    pub seniority: Change<Seniority>,
    pub industry: Change<Text<100>>,
    pub company_size: Change<u32>,
    pub region: Change<Text<100>>,
    pub interest: Change<Text<100>>,
    pub use_case: Change<Text<200>>,
    pub budget: Change<Money>,
    pub persona: Change<Code>,
    pub partner: Change<Partner>,
    pub product: Change<Text<100>>,
    pub utm: Change<Utm>,
    pub consent: Change<Consent>,
    pub external_id: Change<ExternalId>,
    pub person_name: Change<Text<PERSON_NAME_LEN_MAX>>,
    pub email: Change<Email>,
    pub phone: Change<Phone>,
    pub title: Change<Text<100>>,
    /// The custom fields as they are from now on; `None` as they were.
    pub customs: Option<Customs>,
    /// The settings that said how.
    pub used: SmallVec<[SettingUsed; 2]>,
}

/// What becomes of a lead.
pub(super) struct Known {
    /// The fields that really change.
    pub updated: LeadUpdated,
    /// The person as they are from now on, whole, if something of them changes.
    pub person: Option<Personal>,
    /// The lead as it is from now on.
    pub after: Facts,
    /// The settings that were used.
    pub used: SmallVec<[SettingUsed; 2]>,
}

impl Wanted {
    /// What of it changes a lead, and everything that follows from that.
    pub fn of(
        &self,
        before: &Facts,
        person: &Personal,
        ctx: &Context<'_>,
    ) -> Result<Known, Rejection> {
        let mut words = Words::new(ctx);
        let mut by = |field: &str, change: &Change<Text<100>>, before: Option<&Text<100>>| {
            let change = match change {
                Change::Set(written) => Change::Set(words.text(field, written)),
                Change::Keep => Change::Keep,
                Change::Clear => Change::Clear,
            };
            Changed::by(&change, before)
        };
        let mut updated = LeadUpdated {
            company: Changed::by(&self.company, before.company.as_ref()),
            source: by("source", &self.source, Some(&before.source)),
            industry: by("industry", &self.industry, before.industry.as_ref()),
            company_size: Changed::by(&self.company_size, before.company_size.as_ref()),
            region: by("region", &self.region, before.region.as_ref()),
            interest: Changed::by(&self.interest, before.interest.as_ref()),
            use_case: Changed::by(&self.use_case, before.use_case.as_ref()),
            budget: Changed::by(&self.budget, before.budget.as_ref()).map(Box::new),
            partner: Changed::by(&self.partner, before.partner.as_ref()).map(Box::new),
            product: by("product", &self.product, before.product.as_ref()),
            utm: Changed::by(&self.utm, before.utm.as_ref()).map(Box::new),
            consent: Changed::by(&self.consent, before.consent.as_ref()).map(Box::new),
            external_id: Changed::by(&self.external_id, before.external_id.as_ref()).map(Box::new),
            ..LeadUpdated::default()
        };
        let seniority = (&self.seniority, before.seniority);
        let seniority = self.by_title(seniority, person, |title| words.seniority(title));
        updated.seniority = Changed::by(&seniority, before.seniority.as_ref());
        let persona = (&self.persona, before.persona);
        let persona = self.by_title(persona, person, |title| words.persona(title));
        updated.persona = Changed::by(&persona, before.persona.as_ref());
        let Words { as_written, mut used, .. } = words;
        used.extend(self.used.iter().copied());
        let really = |(field, _): &(Key, Text<100>)| changes(&updated, field.as_str());
        updated.as_written = as_written.into_iter().filter(really).collect();
        let mut whole = self.person(person, &mut updated.personal);
        if let Some(customs) = &self.customs {
            updated.custom = custom::changes(&before.custom, &customs.plain);
            updated.personal_custom = custom::names(&person.custom, &customs.personal);
            whole.custom.clone_from(&customs.personal);
        }
        updated.emptied = whole.emptied(&updated.personal);
        self.derive(before, &whole, &mut updated, &mut used, ctx)?;
        let mut after = before.clone();
        after.update(&updated);
        let person = Some(whole).filter(|_| updated.changes_person());
        Ok(Known { updated, person, after, used })
    }

    /// What is sent, else what the new title says: unless somebody said otherwise than the old title.
    fn by_title<T: Clone + PartialEq>(
        &self,
        (sent, before): (&Change<T>, Option<T>),
        person: &Personal,
        mut means: impl FnMut(&Text<100>) -> Option<T>,
    ) -> Change<T> {
        let Change::Set(title) = &self.title else { return sent.clone() };
        if *sent != Change::Keep {
            return sent.clone();
        }
        let said = person.title.as_ref().and_then(&mut means);
        match means(title) {
            Some(says) if before.is_none() || before == said => Change::Set(says),
            Some(_) | None => Change::Keep,
        }
    }

    /// The person as they are from now on; notes by name what of them changes.
    fn person(&self, before: &Personal, changed: &mut Vec<PersonalField>) -> Personal {
        // Answers to questionnaires stand in boxes of their own.
        let mut person = Personal { answers: BTreeMap::new(), ..before.clone() };
        let mut note = |field, is: bool| changed.extend(is.then_some(field));
        note(PersonalField::PersonName, set(&mut person.person_name, &self.person_name));
        note(PersonalField::Email, set(&mut person.email, &self.email));
        note(PersonalField::Phone, set(&mut person.phone, &self.phone));
        note(PersonalField::Title, set(&mut person.title, &self.title));
        person
    }

    /// What follows from the address, the company and the reference: class, domain, hash, keys.
    fn derive(
        &self,
        before: &Facts,
        person: &Personal,
        updated: &mut LeadUpdated,
        used: &mut SmallVec<[SettingUsed; 2]>,
        ctx: &Context<'_>,
    ) -> Result<(), Rejection> {
        if updated.personal.contains(&PersonalField::Email) {
            let duplicates = ctx.book.duplicates(ctx.occurred_at)?;
            used.push(duplicates.used);
            let class = person.email.as_ref().map(|email| mailbox_class(duplicates.body, email));
            updated.mailbox = changed(before.mailbox, class);
            let domain = person.email.as_ref().and_then(|email| domain(email, class));
            updated.domain = changed(before.domain.clone(), domain);
        }
        if let Some(company) = &updated.company {
            let hash = company_hash(company.after.as_ref(), ctx);
            updated.company_hash = changed(before.company_hash, hash);
        }
        let keys = self.keys(before, ctx);
        updated.keys = Some(keys).filter(|keys| *keys != before.keys);
        let made = updated.keys.is_some() || updated.company_hash.is_some();
        updated.normaliser = made.then_some(NORMALISER);
        Ok(())
    }

    /// The lead's own keys from now on.
    pub fn keys(&self, before: &Facts, ctx: &Context<'_>) -> LookupKeys {
        let kept = |kind| before.keys.iter().find(|key| key.kind == kind).map(|key| key.hash);
        let external = |of: &ExternalId| ctx.hasher.external(StreamType::Lead, of);
        let hashes = [
            (
                LookupKind::Email,
                hash(&self.email, kept(LookupKind::Email), |e| ctx.hasher.email(e)),
            ),
            (
                LookupKind::Phone,
                hash(&self.phone, kept(LookupKind::Phone), |p| ctx.hasher.phone(p)),
            ),
            (LookupKind::External, hash(&self.external_id, kept(LookupKind::External), external)),
        ];
        let present = |(kind, hash): (_, Option<_>)| Some(LookupKey { kind, hash: hash? });
        hashes.into_iter().filter_map(present).collect()
    }
}

/// The registrable domain of a corporate address.
pub(super) fn domain(email: &Email, class: Option<MailboxClass>) -> Option<Text<253>> {
    let corporate = class == Some(MailboxClass::Corporate);
    let domain = corporate.then(|| registrable_domain(email.domain())).flatten()?;
    Text::new(&domain).ok()
}

/// The keyed hash of a company's name.
pub(super) fn company_hash(company: Option<&Text<100>>, ctx: &Context<'_>) -> Option<LookupHash> {
    company.map(|company| ctx.hasher.company(company.as_str()))
}

fn hash<T>(
    change: &Change<T>,
    kept: Option<LookupHash>,
    hash: impl Fn(&T) -> LookupHash,
) -> Option<LookupHash> {
    match change {
        Change::Keep => kept,
        Change::Clear => None,
        Change::Set(value) => Some(hash(value)),
    }
}

fn changed<T: PartialEq>(before: Option<T>, after: Option<T>) -> Option<Changed<T>> {
    (before != after).then_some(Changed { before, after })
}

/// Changes a field of the person; true if it is another one now.
fn set<T: Clone + PartialEq>(field: &mut Option<T>, change: &Change<T>) -> bool {
    let changed = Changed::by(change, field.as_ref());
    changed.is_some_and(|changed| {
        *field = changed.after;
        true
    })
}

/// Whether a field that the dictionary names is among those that change.
fn changes(updated: &LeadUpdated, field: &str) -> bool {
    match field {
        "source" => updated.source.is_some(),
        "industry" => updated.industry.is_some(),
        "region" => updated.region.is_some(),
        "product" => updated.product.is_some(),
        _ => false,
    }
}
