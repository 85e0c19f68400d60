//! What decisions need to know of a deal.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use event_schema::OpportunityEvent;
use event_schema::event::custom::take_over;
use event_schema::event::{
    Changed, Document, OpportunityKind, OpportunityUpdated, Partner, RiskLevel,
};
use event_schema::id::{AccountId, ContactId, UserId};
use event_schema::personal::KeySlot;
use event_schema::value::{Code, CustomFields, Key, LookupKey, Money, Text};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// What is known of a deal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Deal {
    pub account_id: AccountId,
    pub pipeline: Key,
    pub stage: Key,
    /// The open stage in which it was closed; `None` while it is open.
    pub closed_in: Option<Key>,
    /// The chance that counts.
    pub probability: Decimal,
    /// The chance of its stage.
    pub stage_probability: Decimal,
    pub overridden: bool,
    pub amount: Money,
    pub expected_close: NaiveDate,
    pub owner_id: Option<UserId>,
    pub details: Details,
    /// What became of the approvals that were asked for, by stage.
    pub approvals: BTreeMap<Key, Approval>,
    pub risks: BTreeMap<Code, RiskLevel>,
    pub milestones: BTreeMap<Key, Milestone>,
    pub roles: BTreeMap<ContactId, Code>,
    pub keys: SmallVec<[LookupKey; 1]>,
    /// Where the key of its notes lies, once it has one.
    pub key_slot: Option<KeySlot>,
}

/// What a deal is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Details {
    pub name: Text<100>,
    pub kind: OpportunityKind,
    pub product: Option<Text<100>>,
    pub region: Option<Text<100>>,
    pub use_case: Option<Text<200>>,
    pub partner: Option<Partner>,
    pub competitors: Vec<Text<100>>,
    pub buying_motives: Vec<Text<200>>,
    pub next_step: Option<Text<100>>,
    pub next_step_on: Option<NaiveDate>,
    pub documents: Vec<Document>,
    pub in_pipeline: bool,
    pub driver_id: Option<UserId>,
    /// Fields that the tenant defined.
    pub custom: CustomFields,
}

/// What became of a request that a deal may enter a stage.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Approval {
    /// Nobody has decided yet.
    Requested,
    /// Up to this amount.
    Approved(Money),
    /// It may not.
    Rejected,
}

impl Approval {
    /// Whether it lets a deal of this amount pass.
    pub fn covers(self, amount: Money) -> bool {
        match self {
            Self::Approved(most) => {
                most.currency == amount.currency && most.amount >= amount.amount
            }
            Self::Requested | Self::Rejected => false,
        }
    }
}

/// A milestone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Milestone {
    pub name: Option<Text<100>>,
    pub due_on: Option<NaiveDate>,
    pub done_on: Option<NaiveDate>,
}

impl Details {
    /// Takes over what changed.
    pub fn update(&mut self, updated: &OpportunityUpdated) {
        let OpportunityUpdated {
            name,
            product,
            region,
            kind,
            use_case,
            partner,
            competitors,
            buying_motives,
            next_step,
            next_step_on,
            documents,
            in_pipeline,
            driver_id,
            custom,
            as_written: _,
        } = updated;
        take_over(&mut self.custom, custom);
        require(&mut self.name, name);
        require(&mut self.kind, kind);
        require(&mut self.in_pipeline, in_pipeline);
        put(&mut self.product, product);
        put(&mut self.region, region);
        put(&mut self.use_case, use_case);
        if let Some(changed) = partner {
            self.partner = changed.after;
        }
        put(&mut self.next_step, next_step);
        put(&mut self.next_step_on, next_step_on);
        put(&mut self.driver_id, driver_id);
        list(&mut self.competitors, competitors);
        list(&mut self.buying_motives, buying_motives);
        list(&mut self.documents, documents);
    }
}

fn put<T: Clone>(field: &mut Option<T>, changed: &Option<Changed<T>>) {
    if let Some(changed) = changed {
        field.clone_from(&changed.after);
    }
}

/// A field that is never empty.
fn require<T: Clone>(field: &mut T, changed: &Option<Changed<T>>) {
    if let Some(after) = changed.as_ref().and_then(|changed| changed.after.as_ref()) {
        field.clone_from(after);
    }
}

fn list<T: Clone>(field: &mut Vec<T>, changed: &Option<Changed<Vec<T>>>) {
    if let Some(changed) = changed {
        *field = changed.after.clone().unwrap_or_default();
    }
}

impl Deal {
    /// Enters an open stage, whose chance counts from then on.
    pub fn enter(&mut self, stage: Key, probability: Decimal) {
        self.stage = stage;
        (self.probability, self.stage_probability) = (probability, probability);
        self.overridden = false;
    }

    /// Enters a closed stage.
    pub fn close(&mut self, stage: Key) {
        self.closed_in = Some(self.stage);
        self.stage = stage;
    }

    /// Takes over a fact about its risks, milestones or buying roles.
    pub fn track(&mut self, event: &OpportunityEvent) {
        match event {
            OpportunityEvent::OpportunityRiskMarked(marked) => {
                keep(&mut self.risks, marked.risk, marked.level.after);
            }
            OpportunityEvent::OpportunityRiskCleared(cleared) => {
                keep(&mut self.risks, cleared.risk, None);
            }
            OpportunityEvent::MilestoneSet(set) => {
                let milestone = self.milestones.entry(set.milestone).or_default();
                put(&mut milestone.name, &set.name);
                put(&mut milestone.due_on, &set.due_on);
            }
            OpportunityEvent::MilestoneCompleted(done) => {
                let milestone = self.milestones.entry(done.milestone).or_default();
                milestone.done_on = done.done_on.after;
            }
            OpportunityEvent::BuyingRoleSet(set) => {
                keep(&mut self.roles, set.contact_id, set.role.after);
            }
            OpportunityEvent::BuyingRoleRemoved(removed) => {
                keep(&mut self.roles, removed.contact_id, None);
            }
            OpportunityEvent::OpportunityOpened(_)
            | OpportunityEvent::OpportunityStageChanged(_)
            | OpportunityEvent::OpportunityOwnerChanged(_)
            | OpportunityEvent::OpportunityWon(_)
            | OpportunityEvent::OpportunityLost(_)
            | OpportunityEvent::OpportunityUpdated(_)
            | OpportunityEvent::OpportunityAmountChanged(_)
            | OpportunityEvent::ExpectedCloseChanged(_)
            | OpportunityEvent::ProbabilityOverridden(_)
            | OpportunityEvent::StageApprovalRequested(_)
            | OpportunityEvent::StageApproved(_)
            | OpportunityEvent::StageRejected(_)
            | OpportunityEvent::OpportunityReopened(_) => {}
        }
    }
}

fn keep<K: Ord, V>(entries: &mut BTreeMap<K, V>, key: K, value: Option<V>) {
    match value {
        Some(value) => drop(entries.insert(key, value)),
        None => drop(entries.remove(&key)),
    }
}
