//! Deals: opened, and the rules of the two pipelines as shipped.

use serde_json::{Value as Json, json};

use super::wrongs::Wrongs;
use super::{Judged, Record, Refused, Sent, World, fields, made, none_of};

/// A stage: its key, its chance, the criteria to enter it.
type Stage = (&'static str, u32, &'static [&'static str]);

const STANDARD: [Stage; 5] = [
    ("first_contact", 10, &[]),
    (
        "need_confirmed",
        25,
        &["talk_done", "scenario_confirmed", "decision_maker_known", "rough_budget"],
    ),
    ("proposal", 50, &[]),
    ("negotiation", 75, &[]),
    ("commit", 90, &[]),
];
const TEMPLATE: [Stage; 4] = [
    ("lead", 10, &[]),
    ("interested", 25, &["need_clear", "budget_confirmed"]),
    ("solution", 50, &[]),
    ("negotiation", 75, &[]),
];
/// In both pipelines the stage that a large deal enters only with an approval.
pub const APPROVED: &str = "negotiation";

pub fn stages(pipeline: &str) -> Option<&'static [Stage]> {
    match pipeline {
        "standard" => Some(&STANDARD),
        "template" => Some(&TEMPLATE),
        _ => None,
    }
}

pub fn place(pipeline: &str, stage: &str) -> Option<usize> {
    stages(pipeline)?.iter().position(|(key, ..)| *key == stage)
}

pub fn chance(pipeline: &str, stage: &str) -> Json {
    let place = place(pipeline, stage);
    json!(place.and_then(|place| Some(f64::from(stages(pipeline)?[place].1))))
}

/// The open stage that is meant, else the first.
pub fn placed(pipeline: &str, stage: Option<&str>, at: &str) -> Result<String, Refused> {
    let field = |name: &str| format!("{at}{name}");
    let Some(stages) = stages(pipeline) else {
        return Err(fields("unknown-reference", &[&field("pipeline")]));
    };
    let Some(stage) = stage else { return Ok(stages[0].0.into()) };
    let closed =
        ["won", "lost"].contains(&stage) || (pipeline, stage) == ("template", "after_sales");
    if closed {
        return Err(fields("invalid", &[&field("stage")]));
    }
    match place(pipeline, stage) {
        Some(_) => Ok(stage.into()),
        None => Err(fields("unknown-reference", &[&field("stage")])),
    }
}

/// A deal as it is opened.
pub fn opened(sent: &Json, pipeline: &str, stage: &str, when: Json) -> Json {
    let list = |field: &str| json!(sent[field].as_array().cloned().unwrap_or_default());
    let mut deal = json!({
        "state": "open", "pipeline": pipeline, "stage": stage,
        "probability": chance(pipeline, stage), "overridden": false, "pushes": 0, "pushed_days": 0,
        "competitors": list("competitors"), "buying_motives": list("buying_motives"),
        "in_pipeline": sent["in_pipeline"] != false,
        "kind": sent["kind"].as_str().unwrap_or("new"), "opened_at": when,
        "approvals": {}, "risks": {}, "milestones": {}, "roles": {},
    });
    for field in [
        "name",
        "amount",
        "expected_close",
        "product",
        "use_case",
        "owner_id",
        "next_step",
        "next_step_on",
        "external_id",
    ] {
        deal[field] = sent[field].clone();
    }
    deal
}

impl World {
    pub fn open_deal(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let given = sent.text("opportunity_id");
        let mut wrong = Wrongs::default();
        let account = self.find("account", sent.text("account_id").unwrap_or_default());
        if account.is_none() {
            wrong.note::<()>(Err(fields("unknown-reference", &["account_id"])));
        }
        let pipeline = sent.text("pipeline").unwrap_or("standard");
        let stage = wrong.note(placed(pipeline, sent.text("stage"), ""));
        wrong.note(self.no_such_deal(given, &sent.data["external_id"]));
        let of = ("opportunity", "custom");
        let custom = wrong.note(self.custom_made(of, &sent.data["custom"], json!({}), sent));
        wrong.finish()?;
        let account = account.expect("it is known");
        let stage = stage.expect("it is known");
        let mut deal = opened(&sent.data, pipeline, &stage, sent.when());
        deal["account_id"] = sent.data["account_id"].clone();
        deal["custom"] = custom.unwrap_or_default();
        let given_region = sent.text("region").map(|region| json!(region));
        deal["region"] = given_region.unwrap_or(account.fields["region"].clone());
        if deal["owner_id"].is_null() {
            deal["owner_id"] = account.fields["owner_id"].clone();
        }
        let id = self.id(given, "opportunity", answer);
        self.deals.push(Record::new(&id, deal));
        made("opportunity", &id, vec!["OpportunityOpened"])
    }

    pub fn no_such_deal(&self, id: Option<&str>, reference: &Json) -> Result<(), Refused> {
        let by_id = id.filter(|id| self.find("opportunity", id).is_some());
        let held = self.deals.iter();
        let held =
            held.filter(|held| !reference.is_null() && held.fields["external_id"] == *reference);
        let held = held.map(|held| (held.id.clone(), "external_id"));
        none_of("opportunity", by_id.map(|id| (id.into(), "id")).into_iter().chain(held).collect())
    }
}
