//! An opportunity: a deal that may be won.
//!
//! Open: in one of its pipeline's open stages. Won and lost: closed, with the stage it was in.

use event_schema::event::OpportunityOpened;
use event_schema::id::{AccountId, UserId};
use event_schema::value::{self, LookupKey, Money};
use event_schema::{OpportunityEvent, StreamType};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

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

/// What is known of a deal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Deal {
    pub account_id: AccountId,
    pub pipeline: value::Key,
    pub stage: value::Key,
    pub amount: Money,
    pub owner_id: Option<UserId>,
    pub keys: SmallVec<[LookupKey; 1]>,
}

/// The state after a fact; a fact about a deal that was never opened is passed over, and a closed
/// deal stays as it was closed, but for its owner.
pub fn evolve(opportunity: Option<Opportunity>, event: &OpportunityEvent) -> Option<Opportunity> {
    use Opportunity::{Lost, Open, Won};
    let opportunity = match (event, opportunity) {
        (OpportunityEvent::OpportunityOpened(opened), None) => return Some(Open(born(opened))),
        (_, None) => return None,
        (_, Some(opportunity)) => opportunity,
    };
    Some(match (event, opportunity) {
        (OpportunityEvent::OpportunityOpened(_), opportunity) => opportunity,
        (OpportunityEvent::OpportunityStageChanged(changed), Open(deal)) => {
            Open(Deal { stage: changed.after, ..deal })
        }
        (OpportunityEvent::OpportunityOwnerChanged(changed), opportunity) => {
            let owner_id = Some(changed.after);
            match opportunity {
                Open(deal) => Open(Deal { owner_id, ..deal }),
                Won(deal) => Won(Deal { owner_id, ..deal }),
                Lost(deal) => Lost(Deal { owner_id, ..deal }),
            }
        }
        (OpportunityEvent::OpportunityWon(won), Open(deal)) => {
            Won(Deal { stage: won.stage, amount: won.amount, ..deal })
        }
        (OpportunityEvent::OpportunityLost(lost), Open(deal)) => {
            Lost(Deal { stage: lost.stage, ..deal })
        }
        (
            OpportunityEvent::OpportunityStageChanged(_)
            | OpportunityEvent::OpportunityWon(_)
            | OpportunityEvent::OpportunityLost(_),
            closed @ (Won(_) | Lost(_)),
        ) => closed,
    })
}

fn born(opened: &OpportunityOpened) -> Deal {
    Deal {
        account_id: opened.account_id,
        pipeline: opened.pipeline,
        stage: opened.stage,
        amount: opened.amount,
        owner_id: opened.owner_id,
        keys: opened.keys.iter().copied().collect(),
    }
}

impl Opportunity {
    /// What is known of it.
    pub fn deal(&self) -> &Deal {
        match self {
            Self::Open(deal) | Self::Won(deal) | Self::Lost(deal) => deal,
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
