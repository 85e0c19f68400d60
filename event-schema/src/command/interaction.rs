//! Commands on interactions.

use uuid::Uuid;

use crate::event::{Direction, Priority, Sentiment};
use crate::field::{ExternalIdShape, Instant, shape};
use crate::id::{AccountId, ContactId, InteractionId, LeadId, OpportunityId, UserId};
use crate::personal::NOTE_LEN_MAX;
use crate::value::Text;

shape! {
    /// Records a call, a visit, a mail or a meeting, and what is to be done next (C120). It names at
    /// least one record; a contact and an opportunity also say which account it is with.
    LogInteraction {
        /// Its id; else the platform makes one.
        interaction_id: Option<InteractionId>,
        /// With which account.
        account_id: Option<AccountId>,
        /// With which contact.
        contact_id: Option<ContactId>,
        /// About which opportunity.
        opportunity_id: Option<OpportunityId>,
        /// With which lead.
        lead_id: Option<LeadId>,
        /// About which ticket; there are none yet, so it names nothing.
        ticket_id: Option<Uuid>,
        /// By which way, such as call, visit, mail or meeting; normalised by the dictionary.
        channel: Text<100>,
        /// Who turned to whom.
        direction: Option<Direction>,
        /// What came of it; normalised by the dictionary.
        outcome: Option<Text<100>>,
        /// How it felt.
        sentiment: Option<Sentiment>,
        /// What was said, at most 200 characters.
        note: Option<Text<NOTE_LEN_MAX>>,
        /// What the customer said of it, at most 200 characters.
        feedback: Option<Text<NOTE_LEN_MAX>>,
        /// When it was; else the business time of the command.
        at: Option<Instant>,
        /// How long it took, in seconds.
        duration_seconds: Option<u32>,
        /// What is to be done next, at most 200 characters.
        next_action: Option<Text<NOTE_LEN_MAX>>,
        /// When the next step is due.
        next_at: Option<Instant>,
        /// How pressing it is.
        priority: Option<Priority>,
        /// The users who took part.
        attendees: Option<Vec<UserId>>,
        /// The same interaction in another system.
        external_id: Option<ExternalIdShape>,
    }
}
