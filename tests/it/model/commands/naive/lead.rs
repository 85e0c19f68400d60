//! Leads: captured, changed, worked on.

use serde_json::{Value as Json, json};

use super::lead_facts::{KNOWN, derive, kept};
use super::{Judged, Record, Refused, Sent, World, done, fields, listed, made, refused, score};

/// The stages in their order.
pub const STAGES: [&str; 7] =
    ["new", "verified", "contacted", "nurturing", "mql", "meeting_booked", "sql"];
const DISQUALIFY: [&str; 6] =
    ["no_budget", "no_project", "bad_timing", "not_icp", "unreachable", "invalid_data"];
const DECLINE: [&str; 6] =
    ["overload", "wrong_skill", "wrong_queue", "wrong_territory", "missing_rights", "absent"];
const RECYCLE: [&str; 5] = ["no_budget", "no_project", "bad_timing", "unreachable", "idle"];
pub const QUESTIONS: [&str; 5] =
    ["need", "decision_maker", "budget", "timeframe", "contact_verified"];

/// How far a stage is.
pub fn place(state: &Json) -> Option<usize> {
    STAGES.iter().position(|stage| state == stage)
}

/// Somebody to speak of, and a way to reach them.
fn reachable(lead: &Json) -> Result<(), Refused> {
    let mut missing = Vec::new();
    if lead["company"].is_null() && lead["person_name"].is_null() {
        missing.push("company");
    }
    if lead["email"].is_null() && lead["phone"].is_null() {
        missing.push("email");
    }
    if missing.is_empty() { Ok(()) } else { Err(fields("invalid", &missing)) }
}

impl World {
    pub fn create_lead(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let body = kept(&sent.data, &sent.when());
        reachable(&body)?;
        if let Some(follows) = body["follows_lead_id"].as_str()
            && self.find("lead", follows).is_none()
        {
            return Err(fields("unknown-reference", &["follows_lead_id"]));
        }
        if let Some(taken) = sent.text("lead_id").filter(|id| self.find("lead", id).is_some()) {
            return Err(Refused {
                conflicts: vec![(taken.into(), "id")],
                ..refused("duplicate-lead")
            });
        }
        let mut lead = Record::new(
            "",
            json!({"state": "new", "did": {}, "identities": [],
            "behaviour": 0, "fit": 0, "accepted": false, "contacts": 0, "merged_ids": []}),
        );
        lead.put(&body, &KNOWN);
        lead.put(&body, &["owner_id", "follows_lead_id"]);
        lead.fields["created_at"] = sent.when();
        derive(&mut lead.fields);
        let same = self.same_leads("", &lead.fields);
        if sent.data["on_duplicate"] == "merge"
            && let Some(judged) = self.put_on(sent, &body, &same, answer)
        {
            return judged;
        }
        super::none_of("lead", same)?;
        lead.id = self.id(sent.text("lead_id"), "lead", answer);
        let mut events = vec!["LeadCreated"];
        lead.fields["matched"] = json!([null, false, null]);
        if lead.refit() {
            events.push("LeadScored");
        }
        lead.revision = events.len() as u64;
        let id = lead.id.clone();
        self.leads.push(lead);
        made("lead", &id, events)
    }

    /// A lead that may be changed, under the id that it goes by now.
    pub fn changeable(&self, id: &str) -> Result<String, Refused> {
        let id = self.survivor(id);
        let lead = self.find("lead", &id).ok_or(refused("unknown-target"))?;
        if !lead.is("state", "converted") {
            return Ok(id);
        }
        let became = ["account_id", "opportunity_id"].into_iter();
        let became = became.filter_map(|field| lead.fields[field].as_str());
        let conflicts = became.map(|id| (id.into(), "converted_into")).collect();
        Err(Refused { conflicts, ..refused("already-converted") })
    }

    pub fn update_lead(&mut self, sent: &Sent) -> Judged {
        let id = self.changeable(sent.text("lead_id").unwrap_or_default())?;
        let before = self.find("lead", &id).expect("it is there").clone();
        let mut after = before.clone();
        let changed = after.put(&kept(&sent.data, &sent.when()), &KNOWN);
        let mut missing = reachable(&after.fields).err().map_or(vec![], |refused| refused.fields);
        if !after.has("source") {
            missing.push("source".into());
        }
        if !missing.is_empty() {
            return Err(Refused { fields: missing, ..refused("invalid") });
        }
        if !changed {
            return done("lead", &id, vec![]);
        }
        derive(&mut after.fields);
        let named = ["email", "phone", "company", "external_id"];
        if named.iter().any(|field| sent.data.get(field).is_some()) {
            self.no_same_lead(&id, &after.fields)?;
        }
        let mut events = vec!["LeadUpdated"];
        after.rescore(&mut events);
        after.revision += events.len() as u64;
        *self.find_mut("lead", &id) = after;
        done("lead", &id, events)
    }

    /// Commands on one lead that touch nothing else.
    pub fn work_on_lead(&mut self, command: &str, sent: &Sent) -> Judged {
        let id = self.changeable(sent.text("lead_id").unwrap_or_default())?;
        let owner = self.find("lead", &id).expect("it is there").fields["owner_id"].clone();
        let lead = self.find_mut("lead", &id);
        let events = match command {
            "AssignLead" | "AcceptLead" | "DeclineLead" => lead.owned(command, sent)?,
            "LogLeadContact" => lead.contacted(sent)?,
            "RecordLeadBehavior" => lead.behaved(sent)?,
            _ => lead.moved(command, sent)?,
        };
        lead.revision += events.len() as u64;
        let after = lead.fields["owner_id"].clone();
        if owner != after {
            self.hand(sent, ("lead", &id), &owner, &after, &sent.data["reason"]);
        }
        done("lead", &id, events)
    }

    /// A row of the list of changes of owner.
    pub fn hand(
        &mut self,
        sent: &Sent,
        (kind, id): (&str, &str),
        before: &Json,
        after: &Json,
        reason: &Json,
    ) {
        self.handed.push(json!({"stream": {"type": kind, "id": id}, "before": before,
            "after": after, "reason": reason, "command": sent.command,
            "occurred_at": sent.when()}));
    }
}

impl Record {
    /// The fit again, and the qualification that may follow.
    pub fn rescore(&mut self, events: &mut Vec<&'static str>) {
        if self.refit() {
            events.push("LeadScored");
            self.qualify_by_rule(events);
        }
    }

    pub fn qualify_by_rule(&mut self, events: &mut Vec<&'static str>) {
        if self.crosses() && self.before_mql() {
            events.push("LeadQualified");
            self.fields["state"] = json!("mql");
        }
    }

    fn owned(&mut self, command: &str, sent: &Sent) -> Result<Vec<&'static str>, Refused> {
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
                listed("reason", sent.text("reason"), &DECLINE)?;
                if !self.has("owner_id") || self.fields["accepted"] == true {
                    return Err(refused("wrong-state"));
                }
                self.fields["owner_id"] = Json::Null;
                Ok(vec!["LeadDeclined"])
            }
        }
    }

    fn contacted(&mut self, sent: &Sent) -> Result<Vec<&'static str>, Refused> {
        if is_ahead(&sent.data["at"]) {
            return Err(fields("invalid", &["at"]));
        }
        self.fields["contacts"] = json!(self.fields["contacts"].as_u64().unwrap_or(0) + 1);
        if self.is("state", "new") || self.is("state", "verified") {
            self.fields["state"] = json!("contacted");
        }
        Ok(vec!["LeadContacted"])
    }

    fn behaved(&mut self, sent: &Sent) -> Result<Vec<&'static str>, Refused> {
        if is_ahead(&sent.data["at"]) {
            return Err(fields("invalid", &["at"]));
        }
        let behavior = sent.text("behavior").unwrap_or_default().to_owned();
        let (before, points) = (self.priority(), score::behavior_points(&behavior));
        self.fields["did"][&behavior] = json!(self.did(&behavior) + 1);
        self.fields["behaviour"] = json!(self.fields["behaviour"].as_i64().unwrap_or(0) + points);
        if behavior == "meeting_booked" && self.is("state", "mql") {
            self.fields["state"] = json!("meeting_booked");
        }
        let mut events = vec!["LeadBehaviorRecorded"];
        if points != 0 || self.priority() != before {
            events.push("LeadScored");
        }
        let back = self.is_out() && score::is_key(&behavior);
        if self.crosses() && (self.before_mql() || back) {
            events.push("LeadQualified");
            self.fields["state"] = json!("mql");
        } else if back {
            events.push("LeadNurtured");
            self.fields["state"] = json!("nurturing");
        }
        Ok(events)
    }

    fn moved(&mut self, command: &str, sent: &Sent) -> Result<Vec<&'static str>, Refused> {
        let reason = sent.text("reason");
        let stage = place(&self.fields["state"]);
        let (state, event) = match command {
            "DisqualifyLead" => {
                listed("reason", reason, &DISQUALIFY)?;
                if self.is("state", "recycled") {
                    return Err(refused("wrong-state"));
                }
                ("disqualified", "LeadDisqualified")
            }
            "RecycleLead" => {
                listed("reason", reason, &RECYCLE)?;
                ("recycled", "LeadRecycled")
            }
            _ if stage.is_none() => return Err(refused("wrong-state")),
            "NurtureLead" => {
                listed("reason", reason, &RECYCLE)?;
                ("nurturing", "LeadNurtured")
            }
            "VerifyLead" if stage > Some(0) => return Ok(vec![]),
            "VerifyLead" => ("verified", "LeadVerified"),
            _ => {
                let level = sent.text("level").unwrap_or_default();
                if stage >= place(&json!(level)) {
                    return Ok(vec![]);
                }
                let no: Vec<String> = QUESTIONS
                    .iter()
                    .filter(|question| sent.data["checklist"][**question] != true)
                    .map(|question| format!("checklist.{question}"))
                    .collect();
                if level == "sql" && !no.is_empty() {
                    return Err(Refused { fields: no, ..refused("unmet-criteria") });
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

/// Whether an instant lies ahead: the game writes none but of a year long past, or far ahead.
pub fn is_ahead(at: &Json) -> bool {
    at.as_str().is_some_and(|at| at.starts_with("29"))
}
