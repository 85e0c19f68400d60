//! What is noted beside a deal: risks, milestones, who decides.

use serde_json::json;

use super::deal_work::Events;
use super::lead::is_ahead;
use super::{Record, Sent, fields, listed};

impl Record {
    pub fn marked(&mut self, sent: &Sent, codes: &[String]) -> Events {
        let risk = sent.text("risk").unwrap_or_default();
        listed("risk", Some(risk), codes)?;
        let before = self.fields["risks"][risk].as_str().map(str::to_owned);
        let after = sent.text("level").or(before.as_deref()).unwrap_or("medium");
        if before.as_deref() == Some(after) && sent.data["note"].is_null() {
            return Ok(vec![]);
        }
        self.fields["risks"][risk] = json!(after);
        Ok(vec!["OpportunityRiskMarked"])
    }

    pub fn cleared(&mut self, sent: &Sent, codes: &[String]) -> Events {
        let risk = sent.text("risk").unwrap_or_default();
        let risks = self.fields["risks"].as_object_mut().expect("an object");
        if risks.remove(risk).is_some() {
            return Ok(vec!["OpportunityRiskCleared"]);
        }
        listed("risk", Some(risk), codes).map(|()| vec![])
    }

    pub fn milestone(&mut self, sent: &Sent) -> Events {
        let key = sent.text("milestone").unwrap_or_default();
        let known = self.fields["milestones"].get(key).cloned();
        let none = json!({"name": null, "due_on": null, "done_on": null});
        let mut after = known.clone().unwrap_or(none);
        for field in ["name", "due_on"] {
            if let Some(value) = sent.data.get(field) {
                after[field] = value.clone();
            }
        }
        if known.as_ref() == Some(&after) {
            return Ok(vec![]);
        }
        self.fields["milestones"][key] = after;
        Ok(vec!["MilestoneSet"])
    }

    pub fn completed(&mut self, sent: &Sent) -> Events {
        let key = sent.text("milestone").unwrap_or_default();
        let Some(known) = self.fields["milestones"].get_mut(key) else {
            return Err(fields("unknown-reference", &["milestone"]));
        };
        if is_ahead(&sent.data["done_on"]) {
            return Err(fields("invalid", &["done_on"]));
        }
        let today = json!(sent.at.as_deref().map_or(super::NOW, |at| &at[..10]));
        let given = Some(&sent.data["done_on"]).filter(|day| !day.is_null());
        let before = Some(&known["done_on"]).filter(|day| !day.is_null());
        let done_on = given.or(before).unwrap_or(&today).clone();
        if known["done_on"] == done_on {
            return Ok(vec![]);
        }
        known["done_on"] = done_on;
        Ok(vec!["MilestoneCompleted"])
    }

    pub fn role(&mut self, sent: &Sent, codes: &[String]) -> Events {
        let contact = sent.text("contact_id").unwrap_or_default();
        let roles = self.fields["roles"].as_object_mut().expect("an object");
        let Some(role) = sent.text("role") else {
            let had = roles.remove(contact).is_some();
            return Ok(if had { vec!["BuyingRoleRemoved"] } else { vec![] });
        };
        listed("role", Some(role), codes)?;
        if roles.get(contact).is_some_and(|known| known == role) {
            return Ok(vec![]);
        }
        roles.insert(contact.into(), json!(role));
        Ok(vec!["BuyingRoleSet"])
    }
}
