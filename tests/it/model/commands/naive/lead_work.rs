//! What is done to a lead, and what it does.

use serde_json::{Value as Json, json};

use super::lead::{QUESTIONS, is_ahead, place};
use super::{Record, Refused, Sent, fields, listed, refused};

impl Record {
    /// The fit again, and the qualification that may follow.
    pub fn rescore(&mut self, model: &Json, before: &Json, events: &mut Vec<&'static str>) {
        if self.refit(model, before) {
            self.note_score(model);
            events.push("LeadScored");
            self.qualify_by_rule(model, events);
        }
    }

    pub fn qualify_by_rule(&mut self, model: &Json, events: &mut Vec<&'static str>) {
        if self.crosses(model) && self.before_mql() {
            events.push("LeadQualified");
            self.fields["state"] = json!("mql");
        }
    }

    pub fn owned(
        &mut self,
        command: &str,
        sent: &Sent,
        codes: &[String],
    ) -> Result<Vec<&'static str>, Refused> {
        match command {
            "AssignLead" if self.fields["owner_id"] == sent.data["owner_id"] => Ok(vec![]),
            "AssignLead" => {
                self.fields["owner_id"] = sent.data["owner_id"].clone();
                self.fields["accepted"] = json!(false);
                Ok(vec!["LeadAssigned"])
            }
            "AcceptLead" if !self.has("owner_id") => Err(refused("wrong-state")),
            "AcceptLead" if self.fields["accepted"] == true => Ok(vec![]),
            "AcceptLead" => {
                self.fields["accepted"] = json!(true);
                Ok(vec!["LeadAccepted"])
            }
            _ => {
                listed("reason", sent.text("reason"), codes)?;
                if !self.has("owner_id") || self.fields["accepted"] == true {
                    return Err(refused("wrong-state"));
                }
                self.fields["owner_id"] = Json::Null;
                Ok(vec!["LeadDeclined"])
            }
        }
    }

    pub fn contacted(&mut self, sent: &Sent) -> Result<Vec<&'static str>, Refused> {
        if is_ahead(&sent.data["at"]) {
            return Err(fields("invalid", &["at"]));
        }
        self.fields["contacts"] = json!(self.fields["contacts"].as_u64().unwrap_or(0) + 1);
        if self.is("state", "new") || self.is("state", "verified") {
            self.fields["state"] = json!("contacted");
        }
        Ok(vec!["LeadContacted"])
    }

    pub fn behaved(&mut self, sent: &Sent, model: &Json) -> Result<Vec<&'static str>, Refused> {
        if is_ahead(&sent.data["at"]) {
            return Err(fields("invalid", &["at"]));
        }
        let behavior = sent.text("behavior").unwrap_or_default().to_owned();
        let points = model["behaviour"][&behavior].as_i64().unwrap_or(0);
        let keys = model["key_behaviours"].as_array().expect("a list");
        let is_key = keys.contains(&json!(behavior));
        let count = self.fields["keys"].as_u64().unwrap_or(0);
        self.fields["keys"] = json!(count + u64::from(is_key));
        self.fields["did"][&behavior] = json!(self.did(&behavior) + 1);
        self.fields["behaviour"] = json!(self.fields["behaviour"].as_i64().unwrap_or(0) + points);
        if behavior == "meeting_booked" && self.is("state", "mql") {
            self.fields["state"] = json!("meeting_booked");
        }
        let mut events = vec!["LeadBehaviorRecorded"];
        if points != 0 || self.fields["priority"] != self.priority(model) {
            self.note_score(model);
            events.push("LeadScored");
        }
        let back = self.is_out() && is_key;
        if self.crosses(model) && (self.before_mql() || back) {
            events.push("LeadQualified");
            self.fields["state"] = json!("mql");
        } else if back {
            events.push("LeadNurtured");
            self.fields["state"] = json!("nurturing");
        }
        Ok(events)
    }

    pub fn moved(
        &mut self,
        command: &str,
        sent: &Sent,
        codes: &[String],
        mut lacks: Vec<String>,
    ) -> Result<Vec<&'static str>, Refused> {
        let reason = sent.text("reason");
        let stage = place(&self.fields["state"]);
        let (state, event) = match command {
            "DisqualifyLead" => {
                listed("reason", reason, codes)?;
                if self.is("state", "recycled") {
                    return Err(refused("wrong-state"));
                }
                ("disqualified", "LeadDisqualified")
            }
            "RecycleLead" => {
                listed("reason", reason, codes)?;
                ("recycled", "LeadRecycled")
            }
            _ if stage.is_none() => return Err(refused("wrong-state")),
            "NurtureLead" => {
                listed("reason", reason, codes)?;
                ("nurturing", "LeadNurtured")
            }
            "VerifyLead" if stage > Some(0) => return Ok(vec![]),
            "VerifyLead" => ("verified", "LeadVerified"),
            _ => {
                let level = sent.text("level").unwrap_or_default();
                if stage >= place(&json!(level)) {
                    return Ok(vec![]);
                }
                let no = QUESTIONS
                    .iter()
                    .filter(|question| sent.data["checklist"][**question] != true)
                    .map(|question| format!("checklist.{question}"));
                lacks.extend(no.filter(|_| level == "sql"));
                if !lacks.is_empty() {
                    return Err(Refused { fields: lacks, ..refused("unmet-criteria") });
                }
                if sent.data["checklist"].is_object() {
                    self.fields["checklist"] = sent.data["checklist"].clone();
                }
                (if level == "sql" { "sql" } else { "mql" }, "LeadQualified")
            }
        };
        if self.is("state", state) {
            return Ok(vec![]);
        }
        self.fields["state"] = json!(state);
        match command {
            "DisqualifyLead" => self.fields["disqualified_reason"] = sent.data["reason"].clone(),
            "RecycleLead" => self.fields["recycled_reason"] = sent.data["reason"].clone(),
            _ => {}
        }
        Ok(vec![event])
    }
}
