//! What merges of every kind of record have in common.

use event_schema::StreamId;
use event_schema::event::Changed;

use super::above;
use crate::rejection::Rejection;

/// Refuses a record with itself.
pub fn refuse_same<Id: PartialEq>(survivor: Id, other: Id, kind: &str) -> Result<(), Rejection> {
    if survivor != other {
        return Ok(());
    }
    let code = format!("same-{kind}");
    Err(Rejection::invalid("duplicate_id", &code, "is the survivor itself"))
}

/// Refuses two records between which others stand, one above the next: as one they would stand above
/// themselves. One right above the other is no ring, since what they were to each other ends.
pub fn refuse_between<Id: Copy + PartialEq + Into<StreamId>>(
    survivor: Id,
    other: Id,
    above: impl Fn(Id) -> Option<Id>,
) -> Result<(), Rejection> {
    let between = |one, other| above::chain(one, &above).skip(2).any(|above| above == other);
    if between(survivor, other) || between(other, survivor) {
        let message = "would make a ring: others stand between it and the survivor";
        return Err(Rejection::invalid("duplicate_id", "ring", message));
    }
    // Of a chain that wasn't seen to its end nobody knows whether it comes back.
    let cut = |one| above::chain(one, &above).last().and_then(&above).is_some();
    if cut(survivor) || cut(other) {
        let message =
            format!("or the survivor has more than {} records above it", above::LEVELS_MAX);
        return Err(Rejection::invalid("duplicate_id", "too-deep", message));
    }
    Ok(())
}

/// A blank that the duplicate fills; everything else stays.
pub fn filled<T: Clone>(own: &Option<T>, theirs: &Option<T>) -> Option<Changed<T>> {
    match (own, theirs) {
        (None, Some(value)) => Some(Changed { before: None, after: Some(value.clone()) }),
        (Some(_), _) | (None, None) => None,
    }
}

/// What of `theirs` isn't among `own`, once each.
pub fn additional<'a, T: Clone + PartialEq + 'a>(
    own: impl Iterator<Item = &'a T>,
    theirs: impl Iterator<Item = &'a T>,
) -> Vec<T> {
    let own: Vec<&T> = own.collect();
    let mut additional: Vec<T> = Vec::new();
    for one in theirs {
        if !own.contains(&one) && !additional.contains(one) {
            additional.push(one.clone());
        }
    }
    additional
}
