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

impl Play {
    /// Other rules, whose orders of 2024 count still.
    pub fn other_account_rules(&mut self) -> Json {
        let mut body = json!({});
        self.perhaps(&mut body, 2, "tags", |play| {
            let mut rules = Vec::new();
            for _ in 0..play.dice.below(3) {
                let tag = play.one_of(&["vip", "export", "ruled", "big"]);
                rules.push(json!({"tag": tag, "when": play.tag_condition()}));
            }
            json!(rules)
        });
        self.perhaps(&mut body, 2, "grades", |play| {
            let mut lines = vec![
                json!({"grade": "A", "amount_min": play.one_of(&["5000", "12000"])}),
                json!({"grade": "B", "orders_min": 1 + play.dice.below(3)}),
                json!({"grade": "other"}),
            ];
            let last = if play.one_in(10) { "A" } else { "D" };
            lines.insert(2, json!({"grade": last, "amount_min": "900"}));
            json!(lines)
        });
        self.perhaps(&mut body, 2, "handover", |play| {
            let channels = [json!(["visit"]), json!(["visit", "mail"]), json!([])];
            let nth = play.dice.below(3) as usize;
            json!({"documents_min": play.dice.below(2), "joint_visits_min": play.dice.below(2),
                   "visit_channels": channels[nth], "background": play.one_in(2)})
        });
        self.perhaps(&mut body, 20, "window_days", |_| json!(0));
        self.perhaps(&mut body, 20, "dedicated", |play| json!([play.one_of(&["A", "Z"])]));
        self.perhaps(&mut body, 20, "review_days", |play| {
            [json!(0), json!(30), json!(null)][play.dice.below(3) as usize].clone()
        });
        self.since_when(&mut body);
        body
    }

    fn tag_condition(&mut self) -> Json {
        match self.dice.below(9) {
            0 => json!({"field": "industry", "is": "optics"}),
            1 => json!({"field": "region", "is": self.region()}),
            2 => json!({"field": "grade", "is": "A"}),
            3 => json!({"field": "tags", "is": "export"}),
            4 => json!({"field": "source", "is": "web"}),
            5 => json!({"field": "size", "from": 300}),
            6 => json!({"not": {"field": "tags", "absent": true}}),
            7 => json!({"any": [{"field": "life_cycle", "is": "lost"},
                                {"field": "industry", "absent": true}]}),
            _ if self.one_in(4) => json!({"field": "colour", "is": "red"}),
            _ => json!({"all": [{"field": "grade", "is": "B"}, {"field": "size", "from": 50}]}),
        }
    }

    pub fn other_template(&mut self) -> Json {
        let mut values = json!({});
        self.perhaps(&mut values, 2, "industry", |play| json!(play.one_of(&["optics", "mills"])));
        self.perhaps(&mut values, 2, "size", |play| json!(play.dice.below(900)));
        self.perhaps(&mut values, 2, "region", Play::region);
        self.perhaps(&mut values, 2, "grade", |play| json!(play.one_of(&["A", "B", "Z"])));
        self.perhaps(&mut values, 2, "tags", |_| json!(["templated", "vip"]));
        self.perhaps(&mut values, 2, "need", |_| json!("dyes"));
        self.perhaps(&mut values, 2, "life_cycle", |play| json!(play.one_of(&["lost", "asleep"])));
        let mut body = json!({"key": self.one_of(&["government", "own"]), "values": values});
        self.since_when(&mut body);
        body
    }
}

/// Interactions that may be joint visits.
fn visits(world: &World) -> impl Iterator<Item = &Record> + Clone {
    world.interactions.iter().filter(|call| call.is("channel", "visit"))
}
