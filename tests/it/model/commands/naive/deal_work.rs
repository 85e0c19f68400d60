//! What is done to a deal.

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::deal::{APPROVED, chance, place, placed, stages};
use super::lead::is_ahead;
use super::wrongs::Wrongs;
use super::{Judged, Record, Refused, Sent, World, done, fields, listed, refused};

/// The stages that count as won.
const WON: [&str; 2] = ["won", "after_sales"];

pub type Events = Result<Vec<&'static str>, Refused>;

impl World {
    pub fn work_on_deal(&mut self, command: &str, sent: &Sent) -> Judged {
        let id = sent.text("opportunity_id").unwrap_or_default().to_owned();
        let deal = self.find("opportunity", &id).ok_or(refused("unknown-target"))?;
        let open = deal.is("state", "open");
        let owner = deal.fields["owner_id"].clone();
        let legal = match command {
            "UpdateOpportunity" => true,
            "ReopenOpportunity" => !open,
            // A won deal moves among the stages that count as won.
            "ChangeOpportunityStage" => !deal.is("state", "lost"),
            _ => open,
        };
        if !legal {
            return Err(refused("wrong-state"));
        }
        if command == "SetBuyingRole"
            && self.find("contact", sent.text("contact_id").unwrap_or_default()).is_none()
        {
            return Err(fields("unknown-reference", &["contact_id"]));
        }
        let list = match command {
            "WinOpportunity" => "win_reason",
            "LoseOpportunity" => "loss",
            "SetBuyingRole" => "decision_role",
            _ => "risk",
        };
        let (threshold, codes) = (self.large_above, self.codes(list, sent));
        let mut deal = deal.clone();
        let custom = (command == "UpdateOpportunity").then(|| {
            let had = &deal.fields["custom"];
            self.custom_changed("opportunity", &sent.data["custom"], had, sent)
        });
        let events = match custom {
            Some(custom) => deal.updated(sent, custom)?,
            None => deal.worked(command, sent, (threshold, &codes))?,
        };
        deal.revision += events.len() as u64;
        let after = deal.fields["owner_id"].clone();
        *self.find_mut("opportunity", &id) = deal;
        if owner != after {
            self.hand(sent, ("opportunity", &id), &owner, &after, &sent.data["reason"]);
        }
        done("opportunity", &id, events)
    }
}

impl Record {
    fn worked(
        &mut self,
        command: &str,
        sent: &Sent,
        (large_above, codes): (Option<f64>, &[String]),
    ) -> Events {
        match command {
            "ReopenOpportunity" => self.reopened(sent),
            "ChangeOpportunityStage" => self.staged(sent, large_above),
            "ChangeOpportunityAmount" => self.set("amount", sent, "OpportunityAmountChanged"),
            "ChangeOpportunityOwner" => self.set("owner_id", sent, "OpportunityOwnerChanged"),
            "ChangeExpectedClose" => self.put_off(sent),
            "OverrideProbability" => self.overridden(sent, large_above),
            "RequestStageApproval" => self.requested(sent),
            "ApproveStage" | "RejectStage" => self.approved(command == "ApproveStage", sent),
            "WinOpportunity" => self.won(sent, codes),
            "LoseOpportunity" => self.lost(sent, codes),
            "MarkOpportunityRisk" => self.marked(sent, codes),
            "ClearOpportunityRisk" => self.cleared(sent, codes),
            "SetMilestone" => self.milestone(sent),
            "CompleteMilestone" => self.completed(sent),
            _ => self.role(sent, codes),
        }
    }

    pub fn text(&self, field: &str) -> &str {
        self.fields[field].as_str().unwrap_or_default()
    }

    fn is_large(&self, above: Option<f64>) -> bool {
        let amount = &self.fields["amount"];
        let standard = self.is("pipeline", "standard") && amount["currency"] == "CNY";
        standard && above.is_some_and(|above| number(amount) > above)
    }

    fn set(&mut self, field: &str, sent: &Sent, event: &'static str) -> Events {
        if self.fields[field] == sent.data[field] {
            return Ok(vec![]);
        }
        self.fields[field] = sent.data[field].clone();
        Ok(vec![event])
    }

    fn updated(&mut self, sent: &Sent, custom: Result<Json, Refused>) -> Events {
        let mut wrong = Wrongs::default();
        let emptied = |field: &str| sent.data.get(field).is_some_and(Json::is_null);
        let emptied: Vec<&str> = ["name", "kind"].iter().filter(|f| emptied(f)).copied().collect();
        if !emptied.is_empty() {
            wrong.note::<()>(Err(fields("invalid", &emptied)));
        }
        let custom = wrong.note(custom);
        wrong.finish()?;
        let mut body = sent.data.clone();
        for (field, cleared) in [
            ("competitors", json!([])),
            ("buying_motives", json!([])),
            ("in_pipeline", json!(true)),
        ] {
            if body.get(field).is_some_and(Json::is_null) {
                body[field] = cleared;
            }
        }
        let known = [
            "name",
            "product",
            "region",
            "kind",
            "use_case",
            "competitors",
            "buying_motives",
            "next_step",
            "next_step_on",
            "in_pipeline",
            "driver_id",
        ];
        let mut changed = self.put(&body, &known);
        let custom = custom.unwrap_or_default();
        changed |= self.fields["custom"] != custom;
        self.fields["custom"] = custom;
        Ok(if changed { vec!["OpportunityUpdated"] } else { vec![] })
    }

    fn enter(&mut self, stage: &str) {
        self.fields["stage"] = json!(stage);
        self.fields["probability"] = chance(self.text("pipeline"), stage);
        self.fields["overridden"] = json!(false);
    }

    fn staged(&mut self, sent: &Sent, large_above: Option<f64>) -> Events {
        let stage = sent.text("stage").unwrap_or_default();
        if self.is("stage", stage) {
            return Ok(vec![]);
        }
        let pipeline = self.text("pipeline").to_owned();
        if self.is("state", "won") {
            return self.moved_on(&pipeline, stage);
        }
        placed(&pipeline, Some(stage), "")?;
        let (from, to) = (place(&pipeline, self.text("stage")), place(&pipeline, stage));
        let (from, to) = (from.unwrap_or(0), to.unwrap_or(0));
        let mut missing = Vec::new();
        if to > from + 1 {
            missing.push("stage".to_owned());
        }
        if to > from {
            let criteria = stages(&pipeline).expect("it is known")[to].2.iter();
            let unmet = criteria.filter(|key| sent.data["criteria"][**key] != true);
            missing.extend(unmet.map(|key| format!("criteria.{key}")));
            if stage == APPROVED && self.is_large(large_above) && !self.covered(stage) {
                missing.push("approval".into());
            }
        }
        if !missing.is_empty() {
            return Err(Refused { fields: missing, ..refused("unmet-criteria") });
        }
        self.enter(stage);
        Ok(vec!["OpportunityStageChanged"])
    }

    /// What the pipeline `template` has after the win.
    fn moved_on(&mut self, pipeline: &str, stage: &str) -> Events {
        let known = stage == "won" || stage == "lost" || place(pipeline, stage).is_some();
        let after = pipeline == "template" && stage == "after_sales";
        if !known && !after {
            return Err(fields("unknown-reference", &["stage"]));
        }
        if !WON.contains(&stage) {
            return Err(refused("wrong-state"));
        }
        self.fields["stage"] = json!(stage);
        Ok(vec!["OpportunityStageChanged"])
    }

    fn put_off(&mut self, sent: &Sent) -> Events {
        let day = |value: &Json| value.as_str().and_then(|day| day.parse::<NaiveDate>().ok());
        let days = day(&sent.data["expected_close"])
            .zip(day(&self.fields["expected_close"]))
            .map_or(0, |(after, before)| (after - before).num_days());
        if days > 0 {
            let count = |value: &Json| value.as_i64().unwrap_or(0);
            self.fields["pushes"] = json!(count(&self.fields["pushes"]) + 1);
            self.fields["pushed_days"] = json!(count(&self.fields["pushed_days"]) + days);
        }
        self.set("expected_close", sent, "ExpectedCloseChanged")
    }

    fn overridden(&mut self, sent: &Sent, large_above: Option<f64>) -> Events {
        let given = match &sent.data["probability"] {
            Json::String(text) => text.parse::<f64>().ok(),
            number => number.as_f64(),
        };
        let stage = chance(self.text("pipeline"), self.text("stage"));
        let after = json!(given.or(stage.as_f64()));
        let over = json!(given.is_some());
        if self.fields["probability"] == after && self.fields["overridden"] == over {
            return Ok(vec![]);
        }
        let limited = large_above.is_some() && self.is("pipeline", "standard");
        if given.is_some() && limited && !self.is_large(large_above) {
            return Err(fields("unmet-criteria", &["probability"]));
        }
        self.fields["probability"] = after;
        self.fields["overridden"] = over;
        Ok(vec!["ProbabilityOverridden"])
    }

    fn won(&mut self, sent: &Sent, codes: &[String]) -> Events {
        let mut wrong = Vec::new();
        if listed("reason", sent.text("reason"), codes).is_err() {
            wrong.push("reason");
        }
        if is_ahead(&sent.data["won_at"]) {
            wrong.push("won_at");
        }
        if !wrong.is_empty() {
            return Err(fields("invalid", &wrong));
        }
        self.fields["win_reason"] = sent.data["reason"].clone();
        if !sent.data["amount"].is_null() {
            self.fields["amount"] = sent.data["amount"].clone();
        }
        self.fields["won_at"] = sent.time("won_at");
        self.close("won");
        Ok(vec!["OpportunityWon"])
    }

    fn lost(&mut self, sent: &Sent, codes: &[String]) -> Events {
        listed("reason", sent.text("reason"), codes)?;
        self.fields["loss_reason"] = sent.data["reason"].clone();
        self.fields["lost_at"] = sent.when();
        self.close("lost");
        Ok(vec!["OpportunityLost"])
    }

    fn close(&mut self, state: &str) {
        self.fields["closed_in"] = self.fields["stage"].clone();
        self.fields["stage"] = json!(state);
        self.fields["state"] = json!(state);
        self.fields["probability"] = json!(if state == "won" { 100 } else { 0 });
        self.fields["overridden"] = json!(false);
    }

    fn reopened(&mut self, sent: &Sent) -> Events {
        let wanted = sent.text("stage").unwrap_or(self.text("closed_in")).to_owned();
        let stage = placed(self.text("pipeline"), Some(&wanted), "")?;
        for field in ["won_at", "lost_at", "win_reason", "loss_reason"] {
            self.fields[field] = Json::Null;
        }
        self.fields["state"] = json!("open");
        self.enter(&stage);
        Ok(vec!["OpportunityReopened"])
    }
}

pub fn number(amount: &Json) -> f64 {
    amount["amount"].as_str().and_then(|amount| amount.parse().ok()).unwrap_or(0.0)
}
