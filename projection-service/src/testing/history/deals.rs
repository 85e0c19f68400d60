//! What happens to accounts, deals and settings.

use event_schema::event::{
    AccountOwnerChanged, IdleDuty, OpportunityLost, OpportunityOwnerChanged,
    OpportunityStageChanged, SettingDefined, SettingKind,
};
use event_schema::id::{AccountId, OpportunityId};
use event_schema::stream::{StreamId, StreamType};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::History;
use super::make::{self, Draft};

impl History {
    pub fn create_account(&mut self, draft: &mut Draft) {
        let account = AccountId(self.dice.id());
        let owner = self.user();
        self.put(draft, account, make::account(owner, None));
        self.accounts.push((account, owner));
        if self.dice.chance(50) {
            let deal = OpportunityId(self.dice.id());
            let amount = self.dice.below(5_000);
            self.put(draft, deal, make::opportunity(account, amount, owner, None));
            self.deals.push((deal, owner, true));
        }
    }

    fn open_deal(&mut self) -> Option<usize> {
        let at = self.dice.below(self.deals.len() as u64) as usize;
        self.deals.get(at).filter(|deal| deal.2).map(|_| at)
    }

    pub fn move_deal(&mut self, draft: &mut Draft) {
        let Some(at) = self.open_deal() else { return };
        let stage: &str = self.dice.pick(&["need_confirmed", "proposal", "negotiation"]);
        let idle = self.dice.chance(20).then(|| self.idle(draft, 30));
        let changed = OpportunityStageChanged {
            before: "first_contact".parse().expect("a key"),
            after: stage.parse().expect("a key"),
            probability: Decimal::from(50),
            criteria: Default::default(),
            reason: None,
            idle,
        };
        self.put(draft, self.deals[at].0, changed);
    }

    /// A duty of a silence that may or may not be the record's own.
    pub fn idle(&mut self, draft: &Draft, days: u32) -> IdleDuty {
        let silent = i64::from(days) * 86_400;
        let since = draft.occurred_at().plus_seconds(-silent - self.dice.below(90) as i64);
        IdleDuty { since, due_at: since.plus_seconds(silent), days }
    }

    pub fn end_deal(&mut self, draft: &mut Draft) {
        let Some(at) = self.open_deal() else { return };
        let deal = self.deals[at].0;
        self.deals[at].2 = false;
        if self.dice.chance(60) {
            let ago = self.dice.below(3 * 86_400) as i64;
            let won_at = draft.occurred_at().plus_seconds(-ago);
            self.put(draft, deal, make::won(won_at));
        } else {
            let lost = OpportunityLost {
                before: "proposal".parse().expect("a key"),
                stage: "lost".parse().expect("a key"),
                reason: "price".parse().expect("a code"),
            };
            self.put(draft, deal, lost);
        }
    }

    pub fn change_owner(&mut self, draft: &mut Draft) {
        let at = self.dice.below(self.accounts.len() as u64) as usize;
        let Some((account, before)) = self.accounts.get(at).copied() else { return };
        let after = self.dice.pick(&self.users);
        let reason = make::text("left");
        self.accounts[at].1 = Some(after);
        self.put(draft, account, AccountOwnerChanged { before, after, reason });
        if let Some(at) = self.open_deal() {
            let (deal, before, _) = self.deals[at];
            self.deals[at].1 = Some(after);
            let reason = make::text("left");
            self.put(draft, deal, OpportunityOwnerChanged { before, after, reason });
        }
    }

    pub fn define_zone(&mut self, draft: &mut Draft) {
        let zone: &str = self.dice.pick(&["Asia/Shanghai", "America/New_York", "UTC"]);
        self.settings += 1;
        let defined = SettingDefined {
            kind: SettingKind::Tenant,
            key: "default".parse().expect("a key"),
            version: self.settings,
            effective_from: None,
            shipped: self.settings == 1,
            body: serde_json::json!({
                "time_zone": zone, "base_currency": "CNY", "country": "CN",
                "fiscal_year_start": 1, "week_start": "monday",
            }),
        };
        self.put(draft, StreamId::new(StreamType::Setting, Uuid::from_u128(1)), defined);
    }
}
