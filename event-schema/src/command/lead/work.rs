//! Working on a lead: whose it is, what was done, and putting it aside.

use crate::event::InterestLevel;
use crate::field::{Instant, shape};
use crate::id::{LeadId, UserId};
use crate::personal::NOTE_LEN_MAX;
use crate::value::{Code, Text};

shape! {
    /// Says that a new lead's data are good. One that is verified or further stays as it is.
    VerifyLead {
        /// Which lead.
        lead_id: LeadId,
    }
}

shape! {
    /// Gives a lead to somebody, who has yet to accept it (C43, C47).
    AssignLead {
        /// Which lead.
        lead_id: LeadId,
        /// To whom.
        owner_id: UserId,
        /// Why.
        reason: Option<Text<100>>,
    }
}

shape! {
    /// Takes a lead on for its owner (C47).
    AcceptLead {
        /// Which lead.
        lead_id: LeadId,
    }
}

shape! {
    /// Gives back a lead that its owner has not accepted; nobody owns it afterwards (C47).
    DeclineLead {
        /// Which lead.
        lead_id: LeadId,
        /// Why: a code of the list `decline`, or `other`.
        reason: Code,
        /// A note, at most 200 characters.
        note: Option<Text<NOTE_LEN_MAX>>,
    }
}

shape! {
    /// Records that somebody spoke or wrote to a lead, or tried to (C60, C61). A new or verified
    /// lead counts as contacted from then on, whatever came of it.
    LogLeadContact {
        /// Which lead.
        lead_id: LeadId,
        /// By which way, such as call or mail; normalised by the dictionary.
        channel: Text<100>,
        /// What came of it; normalised by the dictionary.
        outcome: Text<100>,
        /// What was said, at most 200 characters.
        note: Option<Text<NOTE_LEN_MAX>>,
        /// What is to be done next, at most 200 characters.
        next_action: Option<Text<NOTE_LEN_MAX>>,
        /// When that is due.
        next_at: Option<Instant>,
        /// When it was; else the business time of the command.
        at: Option<Instant>,
        /// What they hold against it, at most 200 characters.
        objections: Option<Text<NOTE_LEN_MAX>>,
        /// How much they want it.
        interest: Option<InterestLevel>,
    }
}

shape! {
    /// Puts an open lead to be nurtured, whatever its stage.
    NurtureLead {
        /// Which lead.
        lead_id: LeadId,
        /// Why: a code of the list `recycle`, or `other`.
        reason: Option<Code>,
        /// A note, at most 200 characters.
        note: Option<Text<NOTE_LEN_MAX>>,
    }
}

shape! {
    /// Takes an open or disqualified lead out of the sales queue, to be taken up again later (C66).
    /// A later key behaviour brings it back.
    RecycleLead {
        /// Which lead.
        lead_id: LeadId,
        /// Why: a code of the list `recycle`, or `other`.
        reason: Option<Code>,
        /// A note, at most 200 characters.
        note: Option<Text<NOTE_LEN_MAX>>,
    }
}
