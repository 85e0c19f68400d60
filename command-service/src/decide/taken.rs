//! Records that hold what a command wants to give to another one.

use event_schema::problem::{Conflict, Slug};
use event_schema::value::{LookupKey, LookupKind};
use event_schema::{StreamId, StreamType};

use super::Seen;
use crate::aggregate::Key;
use crate::rejection::{Rejection, conflict};

/// Refuses an id that is taken.
pub fn refuse_id(slug: Slug, stream: StreamId, seen: &Seen) -> Result<(), Rejection> {
    if seen.exists(stream) { Err(duplicate(slug, vec![conflict(stream, "id")])) } else { Ok(()) }
}

/// Refuses keys that another record of the kind holds, where `counts` says so; all of them at once.
pub fn refuse_held(
    slug: Slug,
    own: StreamId,
    keys: &[LookupKey],
    seen: &Seen,
    counts: impl Fn(LookupKind, StreamId) -> bool,
) -> Result<(), Rejection> {
    let mut conflicts = Vec::new();
    for key in keys {
        for holder in seen.holders(Key::lookup(own.kind, *key)) {
            if *holder != own && counts(key.kind, *holder) {
                conflicts.push(conflict(*holder, named(key.kind)));
            }
        }
    }
    if conflicts.is_empty() { Ok(()) } else { Err(duplicate(slug, conflicts)) }
}

/// The holders of keys, to be seen.
pub fn holders(of: StreamType, keys: &[LookupKey], seen: &Seen, needs: &mut super::Needs) {
    for key in keys {
        needs.holders(Key::lookup(of, *key), seen);
    }
}

/// A key as the field is called that it was made from.
fn named(kind: LookupKind) -> &'static str {
    match kind {
        LookupKind::External => "external_id",
        LookupKind::Email | LookupKind::Phone | LookupKind::Domain | LookupKind::Name => {
            kind.name()
        }
    }
}

fn duplicate(slug: Slug, conflicts: Vec<Conflict>) -> Rejection {
    let first = &conflicts[0];
    let what = format!("{} has the same {}", first.stream, first.key);
    Rejection::Duplicate { slug, what, conflicts }
}
