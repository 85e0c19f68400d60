//! Interactions, orders and contracts.

use serde_json::{Value as Json, json};

use super::lead::is_ahead;
use super::{Judged, Record, Refused, Sent, World, done, fields, made, none_of, refused};

impl World {
    /// The id or the reference is taken.
    fn none_like(&self, kind: &'static str, sent: &Sent) -> Result<(), Refused> {
        let given = sent.text(&format!("{kind}_id"));
        let reference = &sent.data["external_id"];
        let by_id = given.filter(|id| self.find(kind, id).is_some());
        none_of(kind, by_id.map(|id| vec![(id.into(), "id")]).unwrap_or_default())?;
        let held = self.all(kind).iter();
        let held =
            held.filter(|held| !reference.is_null() && held.fields["external_id"] == *reference);
        none_of(kind, held.map(|held| (held.id.clone(), "external_id")).collect())
    }

    fn keep(&mut self, kind: &'static str, sent: &Sent, answer: &Json, mut kept: Json) -> Judged {
        kept["external_id"] = sent.data["external_id"].clone();
        let id = self.id(sent.text(&format!("{kind}_id")), kind, answer);
        let record = Record::new(&id, kept);
        let (all, event) = match kind {
            "interaction" => (&mut self.interactions, "InteractionLogged"),
            "order" => (&mut self.orders, "OrderRecorded"),
            _ => (&mut self.contracts, "ContractRecorded"),
        };
        all.push(record);
        made(kind, &id, vec![event])
    }

    pub fn log_interaction(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let named = ["account_id", "contact_id", "opportunity_id", "lead_id", "ticket_id"];
        if named.iter().all(|field| sent.data[*field].is_null()) {
            return Err(fields("invalid", &["account_id"]));
        }
        if is_ahead(&sent.data["at"]) {
            return Err(fields("invalid", &["at"]));
        }
        let mut wrong: Vec<&str> = Vec::new();
        let mut account = sent.data["account_id"].clone();
        for field in named {
            let Some(id) = sent.text(field) else { continue };
            let kind = field.trim_end_matches("_id");
            let found = self.find(kind, &self.survivor(id)).filter(|_| kind != "ticket");
            let Some(found) = found else {
                wrong.push(field);
                continue;
            };
            if kind != "contact" && kind != "opportunity" {
                continue;
            }
            if account.is_null() {
                account = found.fields["account_id"].clone();
            } else if account != found.fields["account_id"] {
                wrong.push(field);
            }
        }
        if !wrong.is_empty() {
            return Err(fields("unknown-reference", &wrong));
        }
        self.none_like("interaction", sent)?;
        let mut kept = json!({"account_id": account, "at": sent.time("at"),
            "attendees": sent.data["attendees"].as_array().cloned().unwrap_or_default()});
        for field in [
            "contact_id",
            "opportunity_id",
            "lead_id",
            "channel",
            "direction",
            "outcome",
            "sentiment",
            "note",
            "feedback",
            "duration_seconds",
            "next_action",
            "next_at",
            "priority",
        ] {
            kept[field] = sent.data[field].clone();
        }
        kept["lead_id"] = json!(sent.text("lead_id").map(|id| self.survivor(id)));
        self.keep("interaction", sent, answer, kept)
    }

    pub fn record_order(&mut self, sent: &Sent, answer: &Json) -> Judged {
        not_negative(&sent.data["amount"])?;
        if is_ahead(&sent.data["ordered_at"]) {
            return Err(fields("invalid", &["ordered_at"]));
        }
        self.account_is_there(sent)?;
        self.none_like("order", sent)?;
        let kept = json!({"account_id": sent.data["account_id"], "amount": sent.data["amount"],
            "product": sent.data["product"], "ordered_at": sent.time("ordered_at")});
        self.keep("order", sent, answer, kept)
    }

    pub fn cancel_order(&mut self, sent: &Sent) -> Judged {
        let id = sent.text("order_id").unwrap_or_default();
        let order = self.find("order", id).ok_or(refused("unknown-target"))?;
        if order.has("cancelled_at") {
            return done("order", id, vec![]);
        }
        let order = self.find_mut("order", id);
        order.fields["cancelled_at"] = sent.when();
        order.fields["cancel_reason"] = sent.data["reason"].clone();
        order.revision += 1;
        done("order", id, vec!["OrderCancelled"])
    }

    pub fn record_contract(&mut self, sent: &Sent, answer: &Json) -> Judged {
        if sent.text("ends_on") < sent.text("starts_on") {
            return Err(fields("invalid", &["ends_on"]));
        }
        not_negative(&sent.data["amount"])?;
        self.account_is_there(sent)?;
        self.none_like("contract", sent)?;
        let kept = json!({"account_id": sent.data["account_id"], "amount": sent.data["amount"],
            "starts_on": sent.data["starts_on"], "ends_on": sent.data["ends_on"]});
        self.keep("contract", sent, answer, kept)
    }

    fn account_is_there(&self, sent: &Sent) -> Result<(), Refused> {
        let account = self.find("account", sent.text("account_id").unwrap_or_default());
        account.map(|_| ()).ok_or_else(|| fields("unknown-reference", &["account_id"]))
    }
}

fn not_negative(amount: &Json) -> Result<(), Refused> {
    let negative = amount["amount"].as_str().is_some_and(|amount| amount.starts_with('-'));
    if negative { Err(fields("invalid", &["amount"])) } else { Ok(()) }
}
