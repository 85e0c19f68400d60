//! Interactions.

use event_schema::Timestamp;
use event_schema::id::{PersonId, UserId};
use projection_service::query::InteractionView;
use uuid::Uuid;

use super::account_figures::Completeness;
use super::body;
use super::values::ExternalRef;

body! {
    /// A call, a visit, a mail or a meeting.
    Interaction {
        /// Its id.
        id: Uuid,
        /// How many events it has.
        revision: u64,
        /// Its number, given in log order: `GZ`, year and month, and a count.
        number: String,
        /// With which account.
        account_id: Option<Uuid>,
        /// With which contact.
        contact_id: Option<Uuid>,
        /// About which opportunity.
        opportunity_id: Option<Uuid>,
        /// With which lead.
        lead_id: Option<Uuid>,
        /// By which way.
        channel: String,
        /// inbound or outbound.
        direction: Option<String>,
        /// What came of it.
        outcome: Option<String>,
        /// negative, neutral or positive.
        sentiment: Option<String>,
        /// When it was.
        at: Timestamp,
        /// How long it took, in seconds.
        duration_seconds: Option<u32>,
        /// When the next step is due.
        next_at: Option<Timestamp>,
        /// True if there is a next step and no later interaction with the same customer.
        next_open: bool,
        /// high, medium or low.
        priority: Option<String>,
        /// The users who took part.
        attendees: Vec<UserId>,
        /// Whose words they are, without saying who; null where nothing was noted.
        person_id: Option<PersonId>,
        /// True if the words are withheld or their person was erased; they are null then.
        sealed: bool,
        /// What was said.
        note: Option<String>,
        /// What the customer said of it.
        feedback: Option<String>,
        /// What is to be done next.
        next_action: Option<String>,
        /// The same interaction in another system.
        external_id: Option<ExternalRef>,
        /// Who recorded it.
        actor: String,
        /// For whom.
        on_behalf_of: Option<UserId>,
        /// When it was recorded.
        recorded_at: Timestamp,
        /// True if it was recorded later than the setting asks for.
        entered_late: bool,
        /// How complete it is, by the key fields of interactions.
        completeness: Completeness,
    }
}

impl From<InteractionView> for Interaction {
    fn from(interaction: InteractionView) -> Self {
        let person_id = interaction.words.as_ref().map(|words| words.person_id);
        let sealed = interaction.words.as_ref().is_some_and(|words| words.sealed);
        let (note, feedback, next_action) = interaction
            .words
            .map_or((None, None, None), |words| (words.note, words.feedback, words.next_action));
        Self {
            id: interaction.id,
            revision: interaction.revision,
            number: interaction.number,
            account_id: interaction.account_id,
            contact_id: interaction.contact_id,
            opportunity_id: interaction.opportunity_id,
            lead_id: interaction.lead_id,
            channel: interaction.channel,
            direction: interaction.direction,
            outcome: interaction.outcome,
            sentiment: interaction.sentiment,
            at: interaction.at,
            duration_seconds: interaction.duration_seconds,
            next_at: interaction.next_at,
            next_open: interaction.next_open,
            priority: interaction.priority,
            attendees: interaction.attendees,
            person_id,
            sealed,
            note,
            feedback,
            next_action,
            external_id: interaction.external_id.map(Into::into),
            actor: interaction.actor,
            on_behalf_of: interaction.on_behalf_of,
            recorded_at: interaction.recorded_at,
            entered_late: interaction.entered_late,
            completeness: interaction.completeness.into(),
        }
    }
}
