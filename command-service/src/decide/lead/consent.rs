//! What two leads that are one agreed to: the stricter word holds on each channel (C264). Only the
//! person themselves can loosen it again, by `UpdateLead`.

use event_schema::event::{Consent, ConsentState};
use event_schema::field::Change;

/// The consent of a lead that turns out to be another one, too. Where the other's word is stricter on
/// a channel, its text and time are the evidence.
pub(super) fn stricter(own: &Option<Consent>, theirs: &Option<Consent>) -> Change<Consent> {
    let (own, theirs) = match (own, theirs) {
        (_, None) => return Change::Keep,
        (None, Some(theirs)) => return Change::Set(theirs.clone()),
        (Some(own), Some(theirs)) => (own, theirs),
    };
    let of_two = |own, theirs| if rank(theirs) > rank(own) { theirs } else { own };
    let marketing = of_two(own.marketing, theirs.marketing);
    let phone = of_two(own.phone, theirs.phone);
    let took_over = (marketing, phone) != (own.marketing, own.phone);
    let (first, second) = if took_over { (theirs, own) } else { (own, theirs) };
    let consent = Consent {
        marketing,
        phone,
        text_version: first.text_version.clone().or_else(|| second.text_version.clone()),
        captured_at: first.captured_at.or(second.captured_at),
    };
    if consent == *own { Change::Keep } else { Change::Set(consent) }
}

/// How strict a word is; none at all says nothing.
fn rank(state: Option<ConsentState>) -> u8 {
    match state {
        None => 0,
        Some(ConsentState::Explicit) => 1,
        Some(ConsentState::LegitimateInterest) => 2,
        Some(ConsentState::DoNotContact) => 3,
    }
}
