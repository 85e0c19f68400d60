//! Commands that follow an open deal: risks, milestones (C139), and who decides (C117).

use chrono::NaiveDate;

use crate::event::RiskLevel;
use crate::field::{Change, OrNull, shape};
use crate::id::{ContactId, OpportunityId};
use crate::personal::NOTE_LEN_MAX;
use crate::value::{Code, Key, Text};

shape! {
    /// Marks a risk of an open deal, or says how much it weighs now.
    MarkOpportunityRisk {
        /// Which deal.
        opportunity_id: OpportunityId,
        /// Which risk: a code of the list `risk`, or `other`.
        risk: Code,
        /// How much it weighs; as before if absent, `medium` if it is new.
        level: Option<RiskLevel>,
        /// A note, at most 200 characters.
        note: Option<Text<NOTE_LEN_MAX>>,
    }
}

shape! {
    /// Takes back that an open deal has a risk.
    ClearOpportunityRisk {
        /// Which deal.
        opportunity_id: OpportunityId,
        /// Which risk: a code of the list `risk`, or `other`.
        risk: Code,
    }
}

shape! {
    /// Sets a milestone of an open deal, or changes one. Absent is unchanged, null is cleared.
    SetMilestone {
        /// Which deal.
        opportunity_id: OpportunityId,
        /// Which milestone: a key of your own, such as `pilot`.
        milestone: Key,
        /// What it is called.
        name: Change<Text<100>>,
        /// By when.
        due_on: Change<NaiveDate>,
    }
}

shape! {
    /// Says that a milestone of an open deal was reached.
    CompleteMilestone {
        /// Which deal.
        opportunity_id: OpportunityId,
        /// Which milestone.
        milestone: Key,
        /// When; else the day of the command in the tenant's zone. Not in the future.
        done_on: Option<NaiveDate>,
    }
}

shape! {
    /// Says what part a contact has in the decision about an open deal (C117).
    SetBuyingRole {
        /// Which deal.
        opportunity_id: OpportunityId,
        /// Who.
        contact_id: ContactId,
        /// Which part: a code of the list `decision_role`, or `other`; null takes it away.
        role: OrNull<Code>,
    }
}
