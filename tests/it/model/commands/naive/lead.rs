//! Leads: captured, changed, worked on.

use serde_json::{Value as Json, json};

use super::lead_facts::{KNOWN, derive, kept};
use super::wrongs::Wrongs;
use super::{Judged, Record, Refused, Sent, World, done, fields, made, refused};

/// The stages in their order.
pub const STAGES: [&str; 7] =
    ["new", "verified", "contacted", "nurturing", "mql", "meeting_booked", "sql"];
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
        let mut lead = Record::new(
            "",
            json!({"state": "new", "did": {}, "identities": [], "custom": {},
            "behaviour": 0, "fit": 0, "keys": 0, "given": {}, "priority": "low", "band": "cold", "accepted": false, "contacts": 0, "merged_ids": []}),
        );
        lead.put(&body, &KNOWN);
        lead.put(&body, &["owner_id", "follows_lead_id"]);
        lead.fields["created_at"] = sent.when();
        derive(&mut lead.fields);
        let same = self.same_leads("", &lead.fields);
        let merges = sent.data["on_duplicate"] == "merge";
        let onto = if merges { self.holder(&same, answer) } else { None };
        let mut wrong = Wrongs::default();
        wrong.note(reachable(&body));
        let custom = match &onto {
            Some(onto) => {
                // Null says nothing about a new lead, so it takes nothing away from the known one.
                let mut given = body["custom"].clone();
                if let Some(given) = given.as_object_mut() {
                    given.retain(|_, value| !value.is_null());
                }
                let had = &self.find("lead", onto).expect("it is there").fields["custom"];
                self.custom_changed("lead", &given, had, sent)
            }
            None => self.custom_made(("lead", "custom"), &body["custom"], json!({}), sent),
        };
        let custom = wrong.note(custom);
        if let Some(follows) = body["follows_lead_id"].as_str()
            && self.find("lead", follows).is_none()
        {
            wrong.note::<()>(Err(fields("unknown-reference", &["follows_lead_id"])));
        }
        wrong.finish()?;
        lead.fields["custom"] = custom.unwrap_or_default();
        if let Some(taken) = sent.text("lead_id").filter(|id| self.find("lead", id).is_some()) {
            return Err(Refused {
                conflicts: vec![(taken.into(), "id")],
                ..refused("duplicate-lead")
            });
        }
        if let Some(onto) = onto {
            return self.put_on(&onto, sent, (&body, &lead.fields["custom"]), &same, answer);
        }
        super::none_of("lead", same)?;
        lead.id = self.id(sent.text("lead_id"), "lead", answer);
        let mut events = vec!["LeadCreated"];
        let model = self.scoring(sent);
        if lead.refit(&model, &json!({"custom": {}})) {
            lead.note_score(&model);
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
        let mut changed = after.put(&kept(&sent.data, &sent.when()), &KNOWN);
        let had = &before.fields["custom"];
        let custom = self.custom_changed("lead", &sent.data["custom"], had, sent);
        let mut missing = reachable(&after.fields).err().map_or(vec![], |refused| refused.fields);
        if !after.has("source") {
            missing.push("source".into());
        }
        let mut wrong = Wrongs::default();
        if !missing.is_empty() {
            wrong.note::<()>(Err(Refused { fields: missing, ..refused("invalid") }));
        }
        let custom = wrong.note(custom);
        wrong.finish()?;
        let custom = custom.unwrap_or_default();
        changed |= *had != custom;
        after.fields["custom"] = custom;
        if !changed {
            return done("lead", &id, vec![]);
        }
        derive(&mut after.fields);
        let named = ["email", "phone", "company", "external_id"];
        if named.iter().any(|field| sent.data.get(field).is_some()) {
            self.no_same_lead(&id, &after.fields)?;
        }
        let mut events = vec!["LeadUpdated"];
        after.rescore(&self.scoring(sent), &before.fields, &mut events);
        after.revision += events.len() as u64;
        *self.find_mut("lead", &id) = after;
        done("lead", &id, events)
    }

    /// Commands on one lead that touch nothing else.
    pub fn work_on_lead(&mut self, command: &str, sent: &Sent) -> Judged {
        let id = self.changeable(sent.text("lead_id").unwrap_or_default())?;
        let owner = self.find("lead", &id).expect("it is there").fields["owner_id"].clone();
        let list = match command {
            "DeclineLead" => "decline",
            "DisqualifyLead" => "disqualify",
            _ => "recycle",
        };
        let codes = self.codes(list, sent);
        let model = self.scoring(sent);
        let lacks = self.unqualified(self.find("lead", &id).expect("it is there"), sent);
        let lead = self.find_mut("lead", &id);
        let events = match command {
            "AssignLead" | "AcceptLead" | "DeclineLead" => lead.owned(command, sent, &codes)?,
            "LogLeadContact" => lead.contacted(sent)?,
            "RecordLeadBehavior" => lead.behaved(sent, &model)?,
            _ => lead.moved(command, sent, &codes, lacks)?,
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

/// Whether an instant lies ahead: the game writes none but of a year long past, or far ahead.
pub fn is_ahead(at: &Json) -> bool {
    at.as_str().is_some_and(|at| at.starts_with("29"))
}
