//! Bodies of commands about deals.

use serde_json::{Value as Json, json};

use super::Play;
use crate::model::commands::naive::World;

const STAGES: [&str; 10] = [
    "first_contact",
    "need_confirmed",
    "proposal",
    "negotiation",
    "commit",
    "interested",
    "solution",
    "won",
    "after_sales",
    "nowhere",
];
const CRITERIA: [&str; 6] = [
    "talk_done",
    "scenario_confirmed",
    "decision_maker_known",
    "rough_budget",
    "need_clear",
    "budget_confirmed",
];
const RISKS: [&str; 4] = ["budget", "legal", "other", "weather"];
const MILESTONES: [&str; 3] = ["pilot", "contract", "start"];

impl Play {
    pub fn about_deal(&mut self, command: &str, world: &World) -> Json {
        let mut body = json!({"opportunity_id": self.some("opportunity", world)});
        match command {
            "OpenOpportunity" => return self.new_deal(world),
            "UpdateOpportunity" => {
                self.deal_facts(&mut body);
                self.change_fields(&mut body, world);
            }
            "ChangeOpportunityStage" => {
                body["stage"] = self.next_stage(&body, world);
                let mut met = json!({});
                for criterion in CRITERIA {
                    met[criterion] = json!(!self.one_in(15));
                }
                self.perhaps(&mut body, 1, "criteria", |_| met);
                self.perhaps(&mut body, 4, "reason", |_| json!("as agreed"));
            }
            "ChangeOpportunityAmount" => body["amount"] = self.money(),
            "ChangeExpectedClose" => body["expected_close"] = json!(self.date()),
            "ChangeOpportunityOwner" => {
                body["owner_id"] = self.owner();
                body["reason"] = json!("territory");
            }
            "OverrideProbability" => {
                body["reason"] = json!("a hunch");
                body["probability"] = match self.dice.below(5) {
                    0 => Json::Null,
                    1 => json!("25"),
                    2 => json!("60.5"),
                    n => json!(n * 20),
                };
            }
            "RequestStageApproval" => body["stage"] = self.asked_stage(),
            "ApproveStage" => {
                body["opportunity_id"] = self.with("approvals", world);
                body["stage"] = self.asked_stage();
                body["price"] = json!(!self.one_in(10));
                body["feasibility"] = json!(!self.one_in(10));
            }
            "RejectStage" => {
                body["opportunity_id"] = self.with("approvals", world);
                body["stage"] = self.asked_stage();
                body["reason"] = json!("too cheap");
            }
            "WinOpportunity" => {
                self.perhaps(&mut body, 3, "amount", Play::money);
                self.perhaps(&mut body, 3, "won_at", Play::past);
                let reasons = ["service", "price", "other", "weather"];
                self.perhaps(&mut body, 3, "reason", |play| json!(play.one_of(&reasons)));
            }
            "LoseOpportunity" => {
                body["reason"] = json!(self.one_of(&["price", "other", "weather"]))
            }
            "ReopenOpportunity" => {
                body["reason"] = json!("they called");
                body["opportunity_id"] = self.closed(world);
                self.perhaps(&mut body, 4, "stage", |play| json!(play.one_of(&STAGES)));
            }
            note => self.about_notes(note, &mut body, world),
        }
        body
    }

    /// Risks, milestones, and who decides.
    fn about_notes(&mut self, command: &str, body: &mut Json, world: &World) {
        match command {
            "MarkOpportunityRisk" => {
                body["risk"] = json!(self.one_of(&RISKS));
                self.perhaps(body, 2, "level", |play| json!(play.one_of(&["high", "low"])));
                self.perhaps(body, 4, "note", |_| json!("heard of it"));
            }
            "ClearOpportunityRisk" => {
                body["opportunity_id"] = self.with("risks", world);
                body["risk"] = json!(self.one_of(&RISKS));
            }
            "SetMilestone" => {
                body["milestone"] = json!(self.one_of(&MILESTONES));
                self.change(body, 2, "name", |play| json!(play.one_of(&["First", "Last"])));
                self.change(body, 2, "due_on", |play| json!(play.date()));
            }
            "CompleteMilestone" => {
                body["opportunity_id"] = self.with("milestones", world);
                body["milestone"] = json!(self.one_of(&MILESTONES));
                self.perhaps(body, 2, "done_on", |play| {
                    if play.one_in(8) { json!("2999-01-01") } else { json!(play.date()) }
                });
            }
            _ => {
                body["contact_id"] = self.some("contact", world);
                body["role"] = match self.dice.below(5) {
                    0 => Json::Null,
                    1 => json!("boss"),
                    _ => json!(self.one_of(&["user", "influencer"])),
                };
            }
        }
    }

    fn asked_stage(&mut self) -> Json {
        let stage = self.one_of(&STAGES);
        json!(if self.one_in(6) { stage } else { "negotiation" })
    }

    /// Mostly the stage after the one that the deal is in.
    fn next_stage(&mut self, body: &Json, world: &World) -> Json {
        let deal = world.deals.iter().find(|deal| body["opportunity_id"] == deal.id.as_str());
        let stage = deal.and_then(|deal| deal.fields["stage"].as_str()).unwrap_or_default();
        let next = match stage {
            "first_contact" => "need_confirmed",
            "need_confirmed" => "proposal",
            "proposal" | "solution" => "negotiation",
            "lead" => "interested",
            "interested" => "solution",
            "won" => "after_sales",
            _ => "commit",
        };
        json!(if self.one_in(3) { self.one_of(&STAGES) } else { next })
    }

    /// Mostly an open deal that has something.
    fn with(&mut self, field: &str, world: &World) -> Json {
        let deals = world.deals.iter().filter(|deal| deal.is("state", "open"));
        let deals = deals.filter(|deal| deal.fields[field] != json!({}));
        let deals: Vec<&str> = deals.map(|deal| deal.id.as_str()).collect();
        match self.one_in(3) || deals.is_empty() {
            true => self.some("opportunity", world),
            false => json!(self.one_of(&deals)),
        }
    }

    /// Mostly a deal that is closed.
    fn closed(&mut self, world: &World) -> Json {
        let closed = world.deals.iter().filter(|deal| !deal.is("state", "open"));
        let closed: Vec<&str> = closed.map(|deal| deal.id.as_str()).collect();
        match self.one_in(3) || closed.is_empty() {
            true => self.some("opportunity", world),
            false => json!(self.one_of(&closed)),
        }
    }

    fn new_deal(&mut self, world: &World) -> Json {
        let mut body = json!({"account_id": self.some("account", world), "name": "Deal",
                              "amount": self.money(), "expected_close": self.date()});
        self.perhaps(&mut body, 2, "opportunity_id", |play| play.pooled("opportunity"));
        self.perhaps(&mut body, 2, "pipeline", |play| {
            json!(play.one_of(&["standard", "template", "template", "nowhere"]))
        });
        self.perhaps(&mut body, 4, "stage", |play| json!(play.one_of(&STAGES)));
        self.perhaps(&mut body, 2, "owner_id", Play::owner);
        self.perhaps(&mut body, 6, "external_id", Play::reference);
        self.give_fields(&mut body, "opportunity", world);
        let mut facts = json!({});
        self.deal_facts(&mut facts);
        for (field, value) in facts.as_object().expect("an object") {
            if field != "name" && field != "driver_id" {
                body[field] = value.clone();
            }
        }
        body
    }

    fn deal_facts(&mut self, body: &mut Json) {
        self.change(body, 5, "name", |play| json!(play.one_of(&["Looms", "Labels"])));
        self.change(body, 5, "product", |play| json!(play.one_of(&["Loom", "Spindle"])));
        self.change(body, 5, "region", Play::region);
        self.change(body, 5, "kind", |play| json!(play.one_of(&["new", "renewal"])));
        self.change(body, 5, "competitors", |play| match play.dice.below(3) {
            0 => json!([]),
            n => json!(["Weavers", "Knitters"][..n as usize]),
        });
        self.change(body, 5, "use_case", |play| json!(play.one_of(&["looms", "dyes"])));
        self.change(body, 5, "buying_motives", |_| json!(["price"]));
        self.change(body, 5, "next_step", |_| json!("send the offer"));
        self.change(body, 5, "next_step_on", |play| json!(play.date()));
        self.change(body, 5, "in_pipeline", |play| json!(play.one_in(2)));
        self.change(body, 5, "driver_id", Play::owner);
    }
}
