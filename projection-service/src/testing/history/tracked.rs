//! What people note about deals, and deals that are taken up again.

use chrono::{Days, NaiveDate};
use event_schema::Event;
use event_schema::event::{
    BuyingRoleRemoved, BuyingRoleSet, Changed, ExpectedCloseChanged, MilestoneCompleted,
    MilestoneSet, OpportunityAmountChanged, OpportunityReopened, OpportunityRiskCleared,
    OpportunityRiskMarked, OpportunityUpdated, Outcome, ProbabilityOverridden, RiskLevel,
    StageApprovalRequested, StageApproved, StageRejected,
};
use event_schema::id::ContactId;
use event_schema::value::Key;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::History;
use super::make::{Draft, money, text};

fn key(text: &str) -> Key {
    text.parse().expect("a key")
}

fn now<T>(after: T) -> Option<Changed<T>> {
    Some(Changed { before: None, after: Some(after) })
}

impl History {
    /// A note about any deal, open or not: a fold takes whatever it is given.
    pub fn track_deal(&mut self, draft: &mut Draft) {
        let at = self.dice.below(self.deals.len() as u64) as usize;
        let Some((deal, _, open)) = self.deals.get(at).copied() else { return };
        if !open {
            self.deals[at].2 = true;
            let reopened = OpportunityReopened {
                before: Outcome::Lost,
                stage: key("proposal"),
                probability: Decimal::from(50),
                reason: text("again"),
            };
            self.put(draft, deal, reopened);
            return;
        }
        let event = match self.dice.below(4) {
            0 => self.figure(),
            1 => self.detail(),
            2 => self.approval(),
            _ => self.risk(),
        };
        self.put(draft, deal, event);
    }

    fn day(&mut self) -> NaiveDate {
        let first = NaiveDate::from_ymd_opt(2026, 4, 1).expect("a date");
        first + Days::new(self.dice.below(200))
    }

    fn figure(&mut self) -> Event {
        match self.dice.below(3) {
            0 => {
                let (before, after) = (money(1), money(self.dice.below(9_000)));
                OpportunityAmountChanged { before, after, reason: None }.into()
            }
            1 => {
                let (before, after) = (self.day(), self.day());
                let close_in_past = false;
                ExpectedCloseChanged { before, after, close_in_past, reason: None }.into()
            }
            _ => {
                let (before, after) = (Decimal::TEN, Decimal::from(self.dice.below(100)));
                let ended = self.dice.chance(30);
                ProbabilityOverridden { before, after, ended, reason: text("known") }.into()
            }
        }
    }

    fn detail(&mut self) -> Event {
        let in_pipeline = now(self.dice.chance(60));
        let next_step_on = now(self.day());
        OpportunityUpdated {
            region: now(text(self.dice.pick(&["north", "south"]))),
            competitors: now(vec![text("Nordwind")]),
            in_pipeline,
            next_step_on,
            ..OpportunityUpdated::default()
        }
        .into()
    }

    fn approval(&mut self) -> Event {
        let (stage, amount) = (key("negotiation"), money(self.dice.below(100)));
        match self.dice.below(3) {
            0 => StageApprovalRequested { stage, amount }.into(),
            1 => StageApproved { stage, amount }.into(),
            _ => StageRejected { stage, reason: text("below cost") }.into(),
        }
    }

    fn risk(&mut self) -> Event {
        let risk = key(self.dice.pick(&["budget", "price"]));
        let contact_id = ContactId(Uuid::from_u128(self.dice.below(3).into()));
        let (milestone, user) = (key("pilot"), key("user"));
        let level = |after| Changed { before: None, after };
        let role = |after| Changed { before: None, after };
        match self.dice.below(6) {
            0 | 1 => OpportunityRiskMarked { risk, level: level(Some(RiskLevel::High)) }.into(),
            2 => OpportunityRiskCleared { risk, level: level(None) }.into(),
            3 => MilestoneSet { milestone, name: None, due_on: now(self.day()) }.into(),
            4 => {
                let done_on = Changed { before: None, after: Some(self.day()) };
                MilestoneCompleted { milestone, done_on }.into()
            }
            _ if self.dice.chance(70) => {
                BuyingRoleSet { contact_id, role: role(Some(user)) }.into()
            }
            _ => BuyingRoleRemoved { contact_id, role: role(None) }.into(),
        }
    }
}
