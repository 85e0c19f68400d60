//! Approvals of the stages that a large deal enters only with one.

use serde_json::json;

use super::deal::{APPROVED, placed};
use super::deal_work::{Events, number};
use super::{Record, Sent, fields, refused};

impl Record {
    /// Whether an approval of the stage is good for the present amount.
    pub fn covered(&self, stage: &str) -> bool {
        let (approved, amount) = (&self.fields["approvals"][stage], &self.fields["amount"]);
        let same = approved["amount"]["currency"] == amount["currency"];
        approved["state"] == "approved" && same && number(&approved["amount"]) >= number(amount)
    }

    pub fn requested(&mut self, sent: &Sent) -> Events {
        let stage = sent.text("stage").unwrap_or_default();
        placed(self.text("pipeline"), Some(stage), "")?;
        if stage != APPROVED {
            return Err(fields("invalid", &["stage"]));
        }
        if self.fields["approvals"][stage]["state"] == "requested" || self.covered(stage) {
            return Ok(vec![]);
        }
        self.approval(stage, "requested");
        Ok(vec!["StageApprovalRequested"])
    }

    fn approval(&mut self, stage: &str, state: &str) {
        let amount = self.fields["amount"].clone();
        self.fields["approvals"][stage] = json!({"state": state, "amount": amount});
    }

    pub fn approved(&mut self, good: bool, sent: &Sent) -> Events {
        let stage = sent.text("stage").unwrap_or_default();
        if self.fields["approvals"].get(stage).is_none_or(|asked| asked["state"] != "requested") {
            return Err(refused("wrong-state"));
        }
        if !good {
            self.approval(stage, "rejected");
            return Ok(vec!["StageRejected"]);
        }
        let bad = |field: &&&str| sent.data[**field] != true;
        let bad: Vec<&str> = ["price", "feasibility"].iter().filter(bad).copied().collect();
        if !bad.is_empty() {
            return Err(fields("unmet-criteria", &bad));
        }
        self.approval(stage, "approved");
        Ok(vec!["StageApproved"])
    }
}
