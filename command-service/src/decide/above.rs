//! What stands above what: parents of accounts, and whom contacts report to. Nothing stands above
//! itself, by however many steps.

use crate::rejection::Rejection;

/// Most steps from a record to the top.
pub const LEVELS_MAX: usize = 16;

/// The records from `first` upwards that are known so far, `first` included: in the order to ask for
/// them.
pub fn chain<Id: Copy>(first: Id, above: impl Fn(Id) -> Option<Id>) -> impl Iterator<Item = Id> {
    std::iter::successors(Some(first), move |id| above(*id)).take(LEVELS_MAX)
}

/// Refuses `first` above `id` if `id` stands above `first`, or if the top isn't reached.
pub fn refuse_ring<Id: Copy + PartialEq>(
    field: &str,
    id: Id,
    first: Id,
    above: impl Fn(Id) -> Option<Id>,
) -> Result<(), Rejection> {
    let mut last = first;
    for next in chain(first, &above) {
        if next == id {
            let message = "would make a ring: the record stands above it, or is it";
            return Err(Rejection::invalid(field, "ring", message));
        }
        last = next;
    }
    if above(last).is_some() {
        let message = format!("has more than {LEVELS_MAX} records above it");
        return Err(Rejection::invalid(field, "too-deep", message));
    }
    Ok(())
}
