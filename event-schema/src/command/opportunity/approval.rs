//! Commands of those who answer for a deal: approvals (C129) and chances (C130).

use crate::field::{OrNull, shape};
use crate::id::OpportunityId;
use crate::personal::NOTE_LEN_MAX;
use crate::value::{Key, Percent, Text};

shape! {
    /// Puts another chance in place of the stage's, for an open deal: for managers (C130). Where the
    /// pipeline says which deals are large, only theirs may be. It ends by itself when the stage
    /// changes.
    OverrideProbability {
        /// Which deal.
        opportunity_id: OpportunityId,
        /// Chance of winning, in percent, 0 to 100; null puts the stage's back.
        probability: OrNull<Percent>,
        /// Why.
        reason: Text<100>,
    }
}

shape! {
    /// Asks that an open deal may enter a stage that needs an approval (C129).
    RequestStageApproval {
        /// Which deal.
        opportunity_id: OpportunityId,
        /// Which stage.
        stage: Key,
        /// A note, at most 200 characters.
        note: Option<Text<NOTE_LEN_MAX>>,
    }
}

shape! {
    /// Approves that an open deal enters a stage, up to its present amount: for managers, after a
    /// request (C129).
    ApproveStage {
        /// Which deal.
        opportunity_id: OpportunityId,
        /// Which stage.
        stage: Key,
        /// Whether the price was found good; must be true.
        price: bool,
        /// Whether it can be delivered; must be true.
        feasibility: bool,
        /// A note, at most 200 characters.
        note: Option<Text<NOTE_LEN_MAX>>,
    }
}

shape! {
    /// Refuses that an open deal enters a stage: for managers, after a request (C129).
    RejectStage {
        /// Which deal.
        opportunity_id: OpportunityId,
        /// Which stage.
        stage: Key,
        /// Why.
        reason: Text<100>,
    }
}
