//! How accounts are looked after: their grades, and hand-overs with a process.

use serde_json::{Value as Json, json};

use super::{Judged, NOW, Record, Refused, Sent, World, done, fields, listed, refused};

const VISIT: &str = "joint_visit_interaction_id";

/// Shown of a hand-over.
const SHOWN: [&str; 5] = ["state", "to", "reason", "effective_on", "joint_visit_planned_on"];

/// The day of a time; the present is after every day that the game plays on.
fn day(at: &Json) -> String {
    let at = at.as_str().unwrap_or_default();
    if at == NOW { NOW.into() } else { at[..10].to_owned() }
}

impl World {
    pub fn look_after(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let id = sent.text("account_id").unwrap_or_default().to_owned();
        let account = self.find("account", &id).ok_or(refused("unknown-target"))?.clone();
        let under_way = account.fields["handover"]["state"] == "started";
        let begins = sent.command == "HandOverAccount";
        if sent.command != "ReviewAccountGrade" && under_way == begins {
            return Err(refused("wrong-state"));
        }
        match sent.command {
            "ReviewAccountGrade" => self.review_grade(sent, account),
            "HandOverAccount" => self.begin_handover(sent, account),
            "UpdateAccountHandover" => self.update_handover(sent, account),
            "CompleteAccountHandover" => self.complete_handover(sent, &account, answer),
            _ => {
                let account = self.find_mut("account", &id);
                account.fields["handover"]["state"] = json!("cancelled");
                account.revision += 1;
                done("account", &id, vec!["AccountHandoverCancelled"])
            }
        }
    }

    fn review_grade(&mut self, sent: &Sent, mut account: Record) -> Judged {
        listed("grade", sent.text("grade"), &self.codes("grade", sent))?;
        if sent.text("grade").is_none() && !account.has("grade") {
            return Err(fields("invalid", &["grade"]));
        }
        if let Some(grade) = sent.text("grade") {
            account.fields["grade"] = json!(grade);
        }
        account.fields["grade_reviewed_at"] = sent.when();
        self.keep_account(account, "AccountGradeReviewed")
    }

    fn keep_account(&mut self, mut account: Record, event: &'static str) -> Judged {
        let id = account.id.clone();
        account.revision += 1;
        *self.find_mut("account", &id) = account;
        done("account", &id, vec![event])
    }

    fn check_visit(&self, sent: &Sent, account: &Record) -> Result<(), Refused> {
        let Some(visit) = sent.text(VISIT) else { return Ok(()) };
        let visit = self.find("interaction", visit);
        let theirs = visit.is_some_and(|visit| visit.is("account_id", &account.id));
        if theirs { Ok(()) } else { Err(fields("unknown-reference", &[VISIT])) }
    }

    fn begin_handover(&mut self, sent: &Sent, mut account: Record) -> Judged {
        self.check_visit(sent, &account)?;
        if account.fields["owner_id"] == sent.data["to"] {
            return done("account", &account.id, vec![]);
        }
        let list = |field: &str| json!(sent.data[field].as_array().cloned().unwrap_or_default());
        let visits: Vec<&str> = sent.text(VISIT).into_iter().collect();
        account.fields["handover"] = json!({"state": "started", "to": sent.data["to"],
            "reason": sent.data["reason"], "effective_on": sent.data["effective_on"],
            "joint_visit_planned_on": sent.data["joint_visit_planned_on"], "visits": visits,
            "documents": list("documents"), "background": sent.text("background").is_some(),
            "include": list("include"), "started_on": day(&sent.when())});
        self.keep_account(account, "AccountHandoverStarted")
    }

    fn update_handover(&mut self, sent: &Sent, mut account: Record) -> Judged {
        self.check_visit(sent, &account)?;
        let before = account.fields["handover"].clone();
        let handover = &mut account.fields["handover"];
        if sent.text("effective_on").is_some() {
            handover["effective_on"] = sent.data["effective_on"].clone();
        }
        if let Some(planned) = sent.data.get("joint_visit_planned_on") {
            handover["joint_visit_planned_on"] = planned.clone();
        }
        if let Some(documents) = sent.data.get("documents") {
            handover["documents"] = json!(documents.as_array().cloned().unwrap_or_default());
        }
        let visit = sent.text(VISIT).map(|visit| json!(visit));
        let visits = handover["visits"].as_array_mut().expect("a list");
        visits.extend(visit.filter(|visit| !visits.contains(visit)));
        let told = sent.text("background").is_some();
        handover["background"] = json!(told || before["background"] == true);
        if before == *handover && !told {
            return done("account", &account.id, vec![]);
        }
        self.keep_account(account, "AccountHandoverUpdated")
    }

    /// What a hand-over lacks, but for its day.
    fn handover_lacks(&self, handover: &Json, at: &Json) -> Vec<&'static str> {
        let rules = self.account_rules(at)["handover"].clone();
        let channels = rules["visit_channels"].as_array().expect("a list");
        let visited = |visit: &Json| {
            let visit = self.find("interaction", visit.as_str().unwrap_or_default());
            visit.is_some_and(|visit| {
                (channels.is_empty() || channels.contains(&visit.fields["channel"]))
                    && day(&visit.fields["at"]) >= day(&handover["started_on"])
            })
        };
        let list = |field: &str| handover[field].as_array().cloned().unwrap_or_default();
        let least = |field: &str| rules[field].as_u64().unwrap_or(0) as usize;
        let visits = list("visits").iter().filter(|visit| visited(visit)).count();
        let lacks = [
            ("documents", list("documents").len() < least("documents_min")),
            (VISIT, visits < least("joint_visits_min")),
            ("background", rules["background"] == true && handover["background"] != true),
        ];
        lacks.into_iter().filter(|(_, lacks)| *lacks).map(|(field, _)| field).collect()
    }

    fn complete_handover(&mut self, sent: &Sent, account: &Record, answer: &Json) -> Judged {
        let handover = account.fields["handover"].clone();
        let mut lacks = self.handover_lacks(&handover, &sent.when());
        if day(&sent.when()).as_str() < handover["effective_on"].as_str().unwrap_or_default() {
            lacks.push("effective_on");
        }
        if !lacks.is_empty() {
            return Err(fields("unmet-criteria", &lacks));
        }
        let completed = self.find_mut("account", &account.id);
        completed.fields["handover"]["state"] = json!("completed");
        completed.revision += 1;
        let mut events = vec!["AccountHandoverCompleted"];
        let data = json!({"account_id": account.id, "owner_id": handover["to"],
            "reason": handover["reason"], "include": handover["include"]});
        let changed = self.change_account_owner(&Sent { data, ..sent.clone() }, answer)?;
        events.extend(changed.events);
        done("account", &account.id, events)
    }

    /// The hand-over of an account and the grade that its orders propose, as they are shown.
    pub fn care_of(&self, account: &Record, orders: &[&Record]) -> Json {
        let handover = &account.fields["handover"];
        let mut shown = json!(null);
        if !handover.is_null() {
            shown = json!({"joint_visit_ids": handover["visits"],
                           "documents": handover["documents"]});
            for field in SHOWN {
                shown[field] = handover[field].clone();
            }
            // Every day that the game names has come.
            let under_way = handover["state"] == "started";
            let lacks = if under_way { self.handover_lacks(handover, &json!(NOW)) } else { vec![] };
            shown["missing"] = json!(lacks);
        }
        // Ten years reach back to 2024, and any few days only to today.
        let rules = self.account_rules(&json!(NOW));
        let far = rules["window_days"].as_u64() > Some(3_000);
        let orders = orders.iter().filter(|order| far || order.is("ordered_at", NOW));
        let orders: Vec<_> = orders.collect();
        let in_yuan = orders.iter().filter(|order| order.fields["amount"]["currency"] == "CNY");
        let amounts = in_yuan.filter_map(|order| order.fields["amount"]["amount"].as_str());
        let sum: f64 = amounts.filter_map(|amount| amount.parse::<f64>().ok()).sum();
        let number = |value: &Json| value.as_f64().or_else(|| value.as_str()?.parse().ok());
        let fits = |line: &&Json| {
            number(&line["amount_min"]).is_none_or(|least| sum >= least)
                && number(&line["orders_min"]).is_none_or(|least| orders.len() as f64 >= least)
        };
        let line = rules["grades"].as_array().into_iter().flatten().find(fits);
        let grade = line.map(|line| line["grade"].clone());
        json!({"handover": shown, "proposed_grade": {"grade": grade,
               "because": {"orders": orders.len(), "window_days": rules["window_days"]}}})
    }
}
