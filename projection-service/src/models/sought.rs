//! Records of a person who is looked for by an address. Indexes know addresses as keyed hashes alone;
//! a record is found while the person's box still opens, so whoever was erased is found no more.

use std::collections::BTreeSet;

use event_schema::Timestamp;
use event_schema::field::Locale;
use event_schema::value::{Email, LookupKey, LookupKind};
use rules::keys::Hasher;
use rules::settings::Book;

use super::person::Viewer;
use super::similar::Similar;
use crate::column::Place;
use crate::query::{AskError, PersonSought};

/// The keys under which a person's records are found; `None` if nobody is looked for. Addresses are
/// read as where records are made.
pub fn keys(
    sought: &PersonSought,
    viewer: &Viewer<'_>,
    (book, at): (&Book, Timestamp),
) -> Result<Option<Vec<LookupKey>>, AskError> {
    let PersonSought { email, phone } = sought;
    if email.is_none() && phone.is_none() {
        return Ok(None);
    }
    // Before a tenant's first commit there are neither settings nor records.
    let Ok(tenant) = book.tenant(at) else { return Ok(Some(Vec::new())) };
    let locale = tenant.body.locale();
    let wrong = |field: &str, message: String| AskError::Invalid { field: field.into(), message };
    let email = email.as_ref().map(|text| text.parse::<Email>());
    let email = email.transpose().map_err(|e| wrong("email", e.to_string()))?;
    let phone = phone.as_ref().map(|text| locale.phone(text));
    let phone = phone.transpose().map_err(|e| wrong("phone", e.to_string()))?;
    // Without a secret nothing was ever recorded.
    let secret = viewer.boxes.secret(viewer.tenant);
    let Some(hasher) = secret.map(Hasher::new) else { return Ok(Some(Vec::new())) };
    let email = email.map(|email| (LookupKind::Email, hasher.email(&email)));
    let phone = phone.map(|phone| (LookupKind::Phone, hasher.phone(&phone)));
    let key = |(kind, hash)| LookupKey { kind, hash };
    Ok(Some(email.into_iter().chain(phone).map(key).collect()))
}

/// The records that have all of these keys; `holds` says whether a record that may have one does, and
/// `meant` which one it turned out to be.
pub fn places(
    similar: &Similar,
    keys: &[LookupKey],
    holds: impl Fn(Place, &LookupKey) -> Result<bool, AskError>,
    meant: impl Fn(Place) -> Option<Place>,
) -> Result<Vec<Place>, AskError> {
    let mut all: Option<BTreeSet<Place>> = None;
    for key in keys {
        let mut having = BTreeSet::new();
        for at in similar.with_key(*key) {
            if holds(at, key)? {
                having.extend(meant(at));
            }
        }
        all = Some(all.map_or_else(|| having.clone(), |before| &before & &having));
    }
    Ok(all.into_iter().flatten().collect())
}
