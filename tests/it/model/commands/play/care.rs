//! Bodies of commands about how accounts are looked after.

use serde_json::{Value as Json, json};

use super::Play;
use crate::model::commands::naive::{Record, World};

impl Play {
    pub fn about_care(&mut self, command: &str, world: &World) -> Json {
        let account = match command {
            "ReviewAccountGrade" => self.some("account", world),
            "HandOverAccount" => self.visited(world),
            _ => self.handed_over(world),
        };
        let mut body = json!({"account_id": account});
        match command {
            "ReviewAccountGrade" => {
                self.perhaps(&mut body, 2, "grade", |play| {
                    json!(play.one_of(&["A", "B", "C", "other", "Z"]))
                });
                self.perhaps(&mut body, 3, "note", |_| json!("as last year"));
            }
            "HandOverAccount" => {
                body["to"] = self.owner();
                body["reason"] = json!("territory");
                body["effective_on"] = json!(self.date());
                self.perhaps(&mut body, 2, "include", |_| json!(["open_opportunities"]));
                self.handover_facts(&mut body, world);
            }
            "UpdateAccountHandover" => {
                self.change(&mut body, 5, "effective_on", |play| json!(play.date()));
                self.handover_facts(&mut body, world);
            }
            "CancelAccountHandover" => body["reason"] = json!("stays"),
            _ => {}
        }
        body
    }

    fn handover_facts(&mut self, body: &mut Json, world: &World) {
        let account = body["account_id"].clone();
        let plan = json!([{"name": "Plan", "url": "https://docs.example/plan"}]);
        self.change(body, 2, "documents", |_| plan);
        self.change(body, 4, "joint_visit_planned_on", |play| json!(play.date()));
        self.perhaps(body, 2, "background", |_| json!("since 2019"));
        let known = account.as_str().and_then(|id| world.find("account", id));
        let since = known.map_or("", |account| {
            account.fields["handover"]["started_on"].as_str().unwrap_or_default()
        });
        let calls = visits(world).filter(|call| call.fields["account_id"] == account);
        let after = |call: &&Record| call.fields["at"].as_str() >= Some(since);
        let late: Vec<&str> = calls.clone().filter(after).map(|call| call.id.as_str()).collect();
        let theirs: Vec<&str> = match late.is_empty() || self.one_in(4) {
            true => calls.map(|call| call.id.as_str()).collect(),
            false => late,
        };
        self.perhaps(body, 2, "joint_visit_interaction_id", |play| {
            match theirs.is_empty() || play.one_in(6) {
                true => play.some("interaction", world),
                false => json!(play.one_of(&theirs)),
            }
        });
    }

    /// An account, mostly one that somebody has visited.
    fn visited(&mut self, world: &World) -> Json {
        let visited = visits(world).filter_map(|visit| visit.fields["account_id"].as_str());
        let visited: Vec<&str> = visited.collect();
        if visited.is_empty() || self.one_in(4) {
            return self.some("account", world);
        }
        json!(self.one_of(&visited))
    }

    /// An account, mostly one that is being handed over.
    fn handed_over(&mut self, world: &World) -> Json {
        let started = world.accounts.iter();
        let started = started.filter(|account| account.fields["handover"]["state"] == "started");
        let started: Vec<&str> = started.map(|account| account.id.as_str()).collect();
        if started.is_empty() || self.one_in(5) {
            return self.some("account", world);
        }
        json!(self.one_of(&started))
    }
}

/// Interactions that may be joint visits.
fn visits(world: &World) -> impl Iterator<Item = &Record> + Clone {
    world.interactions.iter().filter(|call| call.is("channel", "visit"))
}
