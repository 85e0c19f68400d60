//! Making one lead of two.

use crate::field::shape;
use crate::id::LeadId;

shape! {
    /// Makes one lead of two that are the same (C20, C23). The survivor's values stay and its blanks
    /// are filled; what both did counts together; the duplicate's id reads as the survivor from then
    /// on. Ids of leads that were merged before stand for their survivors. Neither may be converted.
    MergeLeads {
        /// The lead that goes on.
        survivor_id: LeadId,
        /// The lead that turns out to be the same.
        duplicate_id: LeadId,
    }
}
