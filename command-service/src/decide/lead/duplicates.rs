//! Whether a new lead is held already.

use event_schema::event::MailboxClass;
use event_schema::id::LeadId;
use event_schema::problem::Slug;
use event_schema::value::{LookupHash, LookupKey, LookupKind};
use event_schema::{StreamId, StreamType};
use rules::duplicates::{LeadFacts, exact};

use crate::aggregate::{Key, Lead};
use crate::decide::Seen;
use crate::rejection::{Rejection, conflict};

/// The exact rule of C19 and C20 against every holder of one of the new lead's keys.
pub(super) fn refuse_duplicate(
    id: LeadId,
    keys: &[LookupKey],
    mailbox: Option<MailboxClass>,
    company: Option<LookupHash>,
    seen: &Seen,
) -> Result<(), Rejection> {
    let new = facts(keys, mailbox, company);
    for key in keys {
        for holder in seen.holders(Key::lookup(StreamType::Lead, *key)) {
            if key.kind == LookupKind::External {
                return Err(duplicate(*holder, "external_id"));
            }
            let Some(held) = seen.lead(*holder)?.map(Lead::facts) else { continue };
            let held = facts(&held.keys, held.mailbox, held.company_hash);
            if let Some(by) = exact(&new, &held).filter(|_| *holder != id.into()) {
                return Err(duplicate(*holder, by.name()));
            }
        }
    }
    Ok(())
}

fn facts(
    keys: &[LookupKey],
    mailbox: Option<MailboxClass>,
    company: Option<LookupHash>,
) -> LeadFacts {
    let of = |kind| keys.iter().find(|key| key.kind == kind).map(|key| key.hash);
    LeadFacts { email: of(LookupKind::Email), mailbox, phone: of(LookupKind::Phone), company }
}

pub(super) fn duplicate(holder: StreamId, key: &str) -> Rejection {
    Rejection::Duplicate {
        slug: Slug::DuplicateLead,
        what: format!("{holder} has the same {key}"),
        conflicts: vec![conflict(holder, key)],
    }
}
