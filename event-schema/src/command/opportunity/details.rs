//! Commands that change what is known of a deal.

use chrono::NaiveDate;

use crate::event::{Document, OpportunityKind};
use crate::field::{AtMost, Change, CustomGiven, PartnerShape, shape};
use crate::id::{OpportunityId, UserId};
use crate::value::{Money, Text, Url};

/// Most competitors of a deal.
pub const COMPETITORS_MAX: usize = 20;
/// Most buying motives of a deal.
pub const BUYING_MOTIVES_MAX: usize = 20;
/// Most documents of a deal.
pub const DOCUMENTS_MAX: usize = 50;

/// Who else wants a deal.
pub type Competitors = AtMost<Text<100>, COMPETITORS_MAX>;
/// Why the customer buys.
pub type BuyingMotives = AtMost<Text<200>, BUYING_MOTIVES_MAX>;

shape! {
    /// A document of a deal.
    DocumentShape {
        /// What it is called.
        name: Text<100>,
        /// Where it lies: an http or https address.
        url: Url,
    }
}

impl From<DocumentShape> for Document {
    fn from(shape: DocumentShape) -> Self {
        Self { name: shape.name, url: shape.url }
    }
}

shape! {
    /// Changes what is known of a deal, open or closed (C123, C137, C139). Absent is unchanged, null
    /// is cleared.
    UpdateOpportunity {
        /// Which deal.
        opportunity_id: OpportunityId,
        /// What it is called; can't be cleared.
        name: Change<Text<100>>,
        /// Product; the dictionary may give it another name.
        product: Change<Text<100>>,
        /// Region; the dictionary may give it another name.
        region: Change<Text<100>>,
        /// New business, renewal or expansion; can't be cleared.
        kind: Change<OpportunityKind>,
        /// What the customer would use it for, at most 200 characters.
        use_case: Change<Text<200>>,
        /// The partner that referred it, and the commission that was agreed, whole (C15).
        partner: Change<PartnerShape>,
        /// Who else wants it; the list takes the place of the one before.
        competitors: Change<Competitors>,
        /// Why the customer buys; the list takes the place of the one before.
        buying_motives: Change<BuyingMotives>,
        /// What is to be done next.
        next_step: Change<Text<100>>,
        /// By when.
        next_step_on: Change<NaiveDate>,
        /// Its documents; the list takes the place of the one before.
        documents: Change<AtMost<DocumentShape, DOCUMENTS_MAX>>,
        /// False leaves it out of the pipeline's figures, for low intent; null is true.
        in_pipeline: Change<bool>,
        /// Who drives it.
        driver_id: Change<UserId>,
        /// Fields that the tenant defined for opportunities, by key: `/v1/settings?kind=fields` has them. Null
        /// clears one, those that aren't named stay.
        custom: Option<CustomGiven>,
    }
}

shape! {
    /// Changes what an open deal would bring; the currency may change.
    ChangeOpportunityAmount {
        /// Which deal.
        opportunity_id: OpportunityId,
        /// What it would bring.
        amount: Money,
        /// Why.
        reason: Option<Text<100>>,
    }
}

shape! {
    /// Changes when an open deal should close. A later date is a push and counted (C134).
    ChangeExpectedClose {
        /// Which deal.
        opportunity_id: OpportunityId,
        /// When it should close; a date in the past is accepted and flagged.
        expected_close: NaiveDate,
        /// Why.
        reason: Option<Text<100>>,
    }
}

shape! {
    /// Hands an open deal to another owner.
    ChangeOpportunityOwner {
        /// Which deal.
        opportunity_id: OpportunityId,
        /// To whom.
        owner_id: UserId,
        /// Why.
        reason: Text<100>,
    }
}
