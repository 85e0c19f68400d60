//! Planning contacts with a lead (C60).

use crate::field::{Instant, shape};
use crate::id::LeadId;
use crate::value::{Key, Text};

shape! {
    /// Plans contacts with an open lead (C60): each step gets the instant when it is due, and a contact
    /// that is logged from then on does the first step of its channel that isn't done. Another plan
    /// takes the place of one that is under way. Giving a lead up, recycling and converting it end it.
    PlanLeadContacts {
        /// Which lead.
        lead_id: LeadId,
        /// By which plan.
        plan: Key,
        /// From when its steps are counted; else the business time of the command. The same plan again
        /// without another start is nothing to do.
        starts_at: Option<Instant>,
    }
}

shape! {
    /// Ends the plan of contacts with a lead; steps that are not done are due no longer.
    StopLeadContacts {
        /// Which lead.
        lead_id: LeadId,
        /// Why.
        reason: Option<Text<100>>,
    }
}
