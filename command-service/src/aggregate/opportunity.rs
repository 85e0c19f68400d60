//! An opportunity: a deal that may be won.
//!
//! Open: in one of its pipeline's open stages. Won and lost: closed, with the stage it was in, to
//! which it goes back when it is taken up again; a won one in one of the stages of that kind.

mod deal;

use event_schema::commit::Fact;
use event_schema::event::{OpportunityOpened, Outcome};
use event_schema::value::LookupKey;
use event_schema::{OpportunityEvent, StreamType};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

pub use deal::{Approval, Deal, Details, Milestone};

use super::Key;

/// An opportunity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Opportunity {
    /// It may still be won.
    Open(Deal),
    /// It was won.
    Won(Deal),
    /// It was lost.
    Lost(Deal),
}

/// The state after a fact; a fact about a deal that was never opened is passed over, and a closed
/// deal stays as it was closed until it is reopened, but for its owner and what is known of it.
pub fn evolve(
    opportunity: Option<Opportunity>,
    event: &OpportunityEvent,
    fact: &Fact,
) -> Option<Opportunity> {
    let mut opportunity = match (event, opportunity) {
        (OpportunityEvent::OpportunityOpened(opened), None) => {
            return Some(Opportunity::Open(born(opened)));
        }
        (_, None) => return None,
        (_, Some(opportunity)) => opportunity,
    };
    let deal = opportunity.deal_mut();
    deal.key_slot = deal.key_slot.or(fact.personal.as_ref().map(|sealed| sealed.key));
    Some(match opportunity {
        Opportunity::Open(deal) => open(deal, event),
        closed @ (Opportunity::Won(_) | Opportunity::Lost(_)) => after_close(closed, event),
    })
}

fn open(mut deal: Deal, event: &OpportunityEvent) -> Opportunity {
    match event {
        OpportunityEvent::OpportunityWon(won) => {
            deal.close(won.stage);
            deal.amount = won.amount;
            return Opportunity::Won(deal);
        }
        OpportunityEvent::OpportunityLost(lost) => {
            deal.close(lost.stage);
            return Opportunity::Lost(deal);
        }
        OpportunityEvent::OpportunityStageChanged(changed) => {
            deal.enter(changed.after, changed.probability);
        }
        OpportunityEvent::OpportunityUpdated(updated) => deal.details.update(updated),
        OpportunityEvent::OpportunityAmountChanged(changed) => deal.amount = changed.after,
        OpportunityEvent::ExpectedCloseChanged(changed) => deal.expected_close = changed.after,
        OpportunityEvent::OpportunityOwnerChanged(changed) => deal.owner_id = Some(changed.after),
        OpportunityEvent::ProbabilityOverridden(changed) => {
            deal.probability = changed.after;
            deal.overridden = !changed.ended;
        }
        OpportunityEvent::StageApprovalRequested(asked) => {
            deal.approvals.insert(asked.stage, Approval::Requested);
        }
        OpportunityEvent::StageApproved(approved) => {
            deal.approvals.insert(approved.stage, Approval::Approved(approved.amount));
        }
        OpportunityEvent::StageRejected(rejected) => {
            deal.approvals.insert(rejected.stage, Approval::Rejected);
        }
        OpportunityEvent::OpportunityRiskMarked(_)
        | OpportunityEvent::OpportunityRiskCleared(_)
        | OpportunityEvent::MilestoneSet(_)
        | OpportunityEvent::MilestoneCompleted(_)
        | OpportunityEvent::BuyingRoleSet(_)
        | OpportunityEvent::BuyingRoleRemoved(_) => deal.track(event),
        OpportunityEvent::OpportunityOpened(_) | OpportunityEvent::OpportunityReopened(_) => {}
    }
    Opportunity::Open(deal)
}

fn after_close(mut closed: Opportunity, event: &OpportunityEvent) -> Opportunity {
    match event {
        OpportunityEvent::OpportunityReopened(reopened) => {
            let mut deal = closed.into_deal();
            deal.enter(reopened.stage, reopened.probability);
            deal.closed_in = None;
            return Opportunity::Open(deal);
        }
        OpportunityEvent::OpportunityOwnerChanged(changed) => {
            closed.deal_mut().owner_id = Some(changed.after);
        }
        OpportunityEvent::OpportunityUpdated(updated) => {
            closed.deal_mut().details.update(updated);
        }
        // Only a won deal is ever moved, to another stage that counts as won.
        OpportunityEvent::OpportunityStageChanged(changed) => {
            closed.deal_mut().stage = changed.after;
        }
        OpportunityEvent::OpportunityOpened(_)
        | OpportunityEvent::OpportunityWon(_)
        | OpportunityEvent::OpportunityLost(_)
        | OpportunityEvent::OpportunityAmountChanged(_)
        | OpportunityEvent::ExpectedCloseChanged(_)
        | OpportunityEvent::ProbabilityOverridden(_)
        | OpportunityEvent::StageApprovalRequested(_)
        | OpportunityEvent::StageApproved(_)
        | OpportunityEvent::StageRejected(_)
        | OpportunityEvent::OpportunityRiskMarked(_)
        | OpportunityEvent::OpportunityRiskCleared(_)
        | OpportunityEvent::MilestoneSet(_)
        | OpportunityEvent::MilestoneCompleted(_)
        | OpportunityEvent::BuyingRoleSet(_)
        | OpportunityEvent::BuyingRoleRemoved(_) => {}
    }
    closed
}

fn born(opened: &OpportunityOpened) -> Deal {
    Deal {
        account_id: opened.account_id,
        pipeline: opened.pipeline,
        stage: opened.stage,
        closed_in: None,
        probability: opened.probability,
        stage_probability: opened.probability,
        overridden: false,
        amount: opened.amount,
        expected_close: opened.expected_close,
        owner_id: opened.owner_id,
        details: Details {
            name: opened.name.clone(),
            kind: opened.kind,
            product: opened.product.clone(),
            region: opened.region.clone(),
            use_case: opened.use_case.clone(),
            partner: opened.partner,
            competitors: opened.competitors.clone(),
            buying_motives: opened.buying_motives.clone(),
            next_step: opened.next_step.clone(),
            next_step_on: opened.next_step_on,
            documents: Vec::new(),
            in_pipeline: opened.in_pipeline,
            driver_id: None,
            custom: opened.custom.clone(),
        },
        approvals: Default::default(),
        risks: Default::default(),
        milestones: Default::default(),
        roles: opened.buying_roles.iter().map(|part| (part.contact_id, part.role)).collect(),
        keys: opened.keys.iter().copied().collect(),
        key_slot: None,
    }
}

impl Opportunity {
    /// What is known of it.
    pub fn deal(&self) -> &Deal {
        match self {
            Self::Open(deal) | Self::Won(deal) | Self::Lost(deal) => deal,
        }
    }

    fn deal_mut(&mut self) -> &mut Deal {
        match self {
            Self::Open(deal) | Self::Won(deal) | Self::Lost(deal) => deal,
        }
    }

    fn into_deal(self) -> Deal {
        match self {
            Self::Open(deal) | Self::Won(deal) | Self::Lost(deal) => deal,
        }
    }

    /// How it was closed, if it was.
    pub fn outcome(&self) -> Option<Outcome> {
        match self {
            Self::Open(_) => None,
            Self::Won(_) => Some(Outcome::Won),
            Self::Lost(_) => Some(Outcome::Lost),
        }
    }

    /// The state's public name.
    pub fn state_name(&self) -> &'static str {
        match self {
            Self::Open(_) => "open",
            Self::Won(_) => "won",
            Self::Lost(_) => "lost",
        }
    }

    /// Its reference in another system and, while it is open, its place with its account.
    pub fn keys(&self) -> SmallVec<[Key; 4]> {
        let lookup = |key: &LookupKey| Key::lookup(StreamType::Opportunity, *key);
        let mut keys: SmallVec<[Key; 4]> = self.deal().keys.iter().map(lookup).collect();
        match self {
            Self::Open(deal) => keys.push(Key::OpenOpportunities(deal.account_id)),
            Self::Won(_) | Self::Lost(_) => {}
        }
        keys
    }
}
