//! When a new lead is one that exists already (PRESETS.md, 4; C19, C20).

mod likely;

use std::collections::BTreeSet;

use event_schema::command::LeadKey;
use event_schema::event::MailboxClass;
use event_schema::value::{LookupHash, LookupKind};

pub use likely::{Likely, Reasons, Traits, ends, likely};

/// What the exact rule looks at, of the new lead and of the holder of one of its keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeadFacts {
    /// Hash of the e-mail address.
    pub email: Option<LookupHash>,
    /// Class of that address's mailbox.
    pub mailbox: Option<MailboxClass>,
    /// Hash of the phone number.
    pub phone: Option<LookupHash>,
    /// Hash of the normalised company name.
    pub company: Option<LookupHash>,
}

/// The key by which `new` is an exact duplicate of `holder`, or `None`: as shipped the same corporate
/// e-mail; or the same e-mail or phone and the same company, where a company missing on either side
/// counts as the same. Of the three only those of `keys` count. An address is corporate by the rules in
/// force now, which judged `new`.
pub fn exact(keys: &BTreeSet<LeadKey>, new: &LeadFacts, holder: &LeadFacts) -> Option<LookupKind> {
    let counts = |key: LeadKey| keys.contains(&key);
    let email = same(new.email, holder.email);
    let corporate = new.mailbox == Some(MailboxClass::Corporate);
    if email && corporate && counts(LeadKey::CorporateEmail) {
        return Some(LookupKind::Email);
    }
    let same_email = email && counts(LeadKey::EmailAndCompany);
    let same_phone = same(new.phone, holder.phone) && counts(LeadKey::PhoneAndCompany);
    let same_company =
        new.company.is_none() || holder.company.is_none() || new.company == holder.company;
    match (same_email, same_phone) {
        (true, _) if same_company => Some(LookupKind::Email),
        (_, true) if same_company => Some(LookupKind::Phone),
        _ => None,
    }
}

/// Two absent addresses are not the same.
fn same(new: Option<LookupHash>, holder: Option<LookupHash>) -> bool {
    new.is_some() && new == holder
}

#[cfg(test)]
mod tests;
