//! Commands on opportunities.

mod approval;
mod details;
mod tracking;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::event::OpportunityKind;
use crate::field::{CustomGiven, ExternalIdShape, Instant, PartnerShape, shape};
use crate::id::{AccountId, OpportunityId, UserId};
use crate::personal::NOTE_LEN_MAX;
use crate::value::{Code, Key, Money, Text};

pub use approval::{ApproveStage, OverrideProbability, RejectStage, RequestStageApproval};
pub use details::{
    BuyingMotives, ChangeExpectedClose, ChangeOpportunityAmount, ChangeOpportunityOwner,
    Competitors, DocumentShape, UpdateOpportunity,
};
pub use tracking::{
    ClearOpportunityRisk, CompleteMilestone, MarkOpportunityRisk, SetBuyingRole, SetMilestone,
};

shape! {
    /// Opens a deal with a customer (C123).
    OpenOpportunity {
        /// Its id; else the platform makes one.
        opportunity_id: Option<OpportunityId>,
        /// With which account.
        account_id: AccountId,
        /// What it is called.
        name: Text<100>,
        /// What it would bring.
        amount: Money,
        /// When it should close; a date in the past is accepted and flagged.
        expected_close: NaiveDate,
        /// Which pipeline; `standard` if absent.
        pipeline: Option<Key>,
        /// Any open stage; the first if absent.
        stage: Option<Key>,
        /// Product; the dictionary may give it another name.
        product: Option<Text<100>>,
        /// Region; else the account's. The dictionary may give it another name.
        region: Option<Text<100>>,
        /// Who owns it; else the account's owner.
        owner_id: Option<UserId>,
        /// New business, renewal or expansion; `new` if absent.
        kind: Option<OpportunityKind>,
        /// What the customer would use it for, at most 200 characters (C86).
        use_case: Option<Text<200>>,
        /// The partner that referred it, and the commission that was agreed (C15).
        partner: Option<PartnerShape>,
        /// Who else wants it.
        competitors: Option<Competitors>,
        /// Why the customer buys.
        buying_motives: Option<BuyingMotives>,
        /// What is to be done next.
        next_step: Option<Text<100>>,
        /// By when.
        next_step_on: Option<NaiveDate>,
        /// False leaves it out of the pipeline's figures, for low intent; true if absent.
        in_pipeline: Option<bool>,
        /// The same deal in another system.
        external_id: Option<ExternalIdShape>,
        /// Fields that the tenant defined for opportunities, by key: `/v1/settings?kind=fields` has them.
        custom: Option<CustomGiven>,
    }
}

shape! {
    /// Moves an open deal to another open stage, or a won one to another stage of the kind won, such
    /// as `after_sales` (C125). Forward by one stage only, unless the pipeline says otherwise, only
    /// with the criteria met of the stage that it leaves and of the one that it enters (C127), and for
    /// a large deal only with the approval that the stage asks for (C129). The chance of winning is
    /// the new stage's from then on, also where it was overridden. A won deal stays won, at the time
    /// at which it was won.
    ChangeOpportunityStage {
        /// Which deal.
        opportunity_id: OpportunityId,
        /// To which stage.
        stage: Key,
        /// What was checked: criterion to yes or no.
        criteria: Option<BTreeMap<Key, bool>>,
        /// Why.
        reason: Option<Text<100>>,
    }
}

shape! {
    /// Wins a deal, from any open stage (C138).
    WinOpportunity {
        /// Which deal.
        opportunity_id: OpportunityId,
        /// What it brings; else its current amount.
        amount: Option<Money>,
        /// When; else the business time of the command.
        won_at: Option<Instant>,
        /// Why: a code of the list `win_reason`, or `other`.
        reason: Option<Code>,
        /// A note, at most 200 characters.
        note: Option<Text<NOTE_LEN_MAX>>,
    }
}

shape! {
    /// Loses a deal, from any open stage, with a reason (C83).
    LoseOpportunity {
        /// Which deal.
        opportunity_id: OpportunityId,
        /// Why: a code of the list `loss`, or `other`.
        reason: Code,
        /// A note, at most 200 characters.
        note: Option<Text<NOTE_LEN_MAX>>,
    }
}

shape! {
    /// Takes a closed deal up again.
    ReopenOpportunity {
        /// Which deal.
        opportunity_id: OpportunityId,
        /// Why.
        reason: Text<100>,
        /// In which open stage; else the one in which it was closed, or the first if the pipeline
        /// has that one no more.
        stage: Option<Key>,
    }
}
