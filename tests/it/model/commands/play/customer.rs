//! Bodies of commands about accounts, contacts and what happens with them.

use serde_json::{Value as Json, json};

use super::Play;
use crate::model::commands::naive::World;

const RELATIONS: [&str; 6] = ["parent", "parent", "partner", "supplier", "other", "cousin"];
const TAGS: [&str; 4] = ["vip", "export", "annual", "new"];
const LEVELS: [&str; 3] = ["high", "medium", "low"];
const ROLES: [&str; 4] = ["user", "influencer", "other", "boss"];

impl Play {
    pub fn about_customer(&mut self, command: &str, world: &World) -> Json {
        let account = self.some("account", world);
        match command {
            "CreateAccount" => self.new_account(world),
            "UpdateAccount" => {
                let mut body = json!({"account_id": account});
                self.change(&mut body, 6, "name", |play| json!(play.company(150)));
                self.account_facts(&mut body, 6, world);
                self.perhaps(&mut body, 6, "add_tags", Play::tags);
                self.perhaps(&mut body, 6, "remove_tags", Play::tags);
                self.change_fields(&mut body, world);
                body
            }
            "ChangeAccountOwner" => {
                let mut body =
                    json!({"account_id": account, "owner_id": self.owner(), "reason": "territory"});
                self.perhaps(&mut body, 2, "include", |_| json!(["open_opportunities"]));
                body
            }
            "LinkAccounts" => {
                json!({"account_id": account, "other_id": self.some("account", world),
                                     "relation": self.one_of(&RELATIONS)})
            }
            "UnlinkAccounts" => self.unlink(account, world),
            "MergeAccounts" | "MergeContacts" => {
                let kind = if command == "MergeAccounts" { "account" } else { "contact" };
                let mut body = json!({"survivor_id": self.some(kind, world),
                                      "duplicate_id": self.some(kind, world)});
                self.perhaps(&mut body, 3, "reason", |_| json!("the same"));
                body
            }
            "CreateContact" => self.new_contact(world),
            "UpdateContact" => self.other_contact(world),
            "LogInteraction" => self.interaction(world),
            "RecordOrder" => {
                let mut body = json!({"account_id": account, "amount": self.money()});
                self.perhaps(&mut body, 2, "order_id", |play| play.pooled("order"));
                self.perhaps(&mut body, 2, "ordered_at", Play::past);
                self.perhaps(&mut body, 3, "product", |_| json!("Loom"));
                self.perhaps(&mut body, 4, "external_id", Play::reference);
                body
            }
            "CancelOrder" => {
                let mut body = json!({"order_id": self.some("order", world)});
                self.perhaps(&mut body, 2, "reason", |_| json!("ordered twice"));
                body
            }
            _ => {
                let mut body = json!({"account_id": account, "starts_on": self.date(),
                                      "ends_on": self.date()});
                self.perhaps(&mut body, 2, "contract_id", |play| play.pooled("contract"));
                self.perhaps(&mut body, 2, "amount", Play::money);
                self.perhaps(&mut body, 3, "external_id", Play::reference);
                body
            }
        }
    }

    fn tags(&mut self) -> Json {
        json!([self.one_of(&TAGS), self.one_of(&TAGS)])
    }

    /// Mostly a link that is there.
    fn unlink(&mut self, account: Json, world: &World) -> Json {
        let linked = world.accounts.iter().filter(|account| account.has("parent_id"));
        let mut linked: Vec<Json> = linked
            .map(|a| json!({"account_id": a.id, "other_id": a.fields["parent_id"], "relation": "parent"}))
            .collect();
        for account in &world.accounts {
            let links = account.fields["links"].as_array().cloned().unwrap_or_default();
            linked.extend(links.iter().map(
                |link| json!({"account_id": account.id, "other_id": link[0], "relation": link[1]}),
            ));
        }
        if linked.is_empty() || self.one_in(3) {
            return json!({"account_id": account, "other_id": self.some("account", world),
                          "relation": self.one_of(&RELATIONS)});
        }
        linked.swap_remove(self.dice.below(linked.len() as u64) as usize)
    }

    fn new_account(&mut self, world: &World) -> Json {
        let mut body = json!({"name": self.company(150)});
        self.perhaps(&mut body, 2, "account_id", |play| play.pooled("account"));
        self.perhaps(&mut body, 2, "owner_id", Play::owner);
        self.account_facts(&mut body, 4, world);
        self.perhaps(&mut body, 4, "template", |play| {
            json!(play.one_of(&["government", "enterprise", "own", "own", "nothing"]))
        });
        self.give_fields(&mut body, "account", world);
        body
    }

    fn account_facts(&mut self, body: &mut Json, times: u64, world: &World) {
        let domain = |play: &mut Self| match play.dice.below(10) {
            0 => json!("gmail.com"),
            _ => json!(format!("www.firm{}.example", play.dice.below(60))),
        };
        let site =
            |play: &mut Self| json!(format!("https://www.firm{}.example/en", play.dice.below(60)));
        self.change(body, times, "industry", |play| json!(play.one_of(&["optics", "textiles"])));
        self.change(body, times, "size", |play| json!(play.dice.below(900)));
        self.change(body, times, "region", Play::region);
        self.change(body, times, "grade", |play| json!(play.one_of(&["A", "B", "other", "Z"])));
        self.change(body, times, "tags", Play::tags);
        self.change(body, times * 2, "domain", domain);
        self.change(body, times * 2, "website", site);
        self.change(body, times, "phone", |play| json!(play.phone()));
        self.change(body, times, "address", |_| json!("1 Quay Road"));
        self.change(body, times, "need", |_| json!("sensors"));
        self.change(body, times, "parent_id", |play| play.some("account", world));
        self.change(body, times, "life_cycle", |play| {
            json!(play.one_of(&["active", "lost", "asleep"]))
        });
        self.change(body, times * 2, "external_id", Play::reference);
    }

    fn new_contact(&mut self, world: &World) -> Json {
        let mut body = json!({"account_id": self.some("account", world),
                              "person_name": format!("Cleo {}", self.dice.below(90))});
        self.perhaps(&mut body, 2, "contact_id", |play| play.pooled("contact"));
        self.contact_facts(&mut body, 2, world);
        self.give_fields(&mut body, "contact", world);
        body
    }

    /// Mostly of people of the account, since only they may be reported to.
    fn other_contact(&mut self, world: &World) -> Json {
        let mut body = json!({"contact_id": self.some("contact", world)});
        self.contact_facts(&mut body, 5, world);
        self.change(&mut body, 5, "account_id", |play| play.some("account", world));
        self.change(&mut body, 6, "person_name", |play| {
            json!(format!("Dan {}", play.dice.below(9)))
        });
        self.change_fields(&mut body, world);
        body
    }

    fn contact_facts(&mut self, body: &mut Json, times: u64, world: &World) {
        self.change(body, times, "email", |play| json!(play.email()));
        self.change(body, times, "phone", |play| json!(play.phone()));
        self.change(body, times, "title", |play| json!(play.one_of(&["Head", "Buyer"])));
        self.change(body, times, "decision_role", |play| json!(play.one_of(&ROLES)));
        self.change(body, times, "influence", |play| json!(play.one_of(&LEVELS)));
        self.change(body, times, "main", |play| json!(!play.one_in(3)));
        self.change(body, times * 2, "style", |_| json!("brief"));
        self.change(body, times * 2, "preferences", |_| json!("mail"));
        self.change(body, times * 2, "decision_factors", |_| json!("price"));
        self.change(body, times * 2, "external_id", Play::reference);
        let account = body["account_id"].clone();
        let own = body["contact_id"].clone();
        let theirs = world.contacts.iter();
        let account = theirs
            .clone()
            .find(|c| own == c.id.as_str())
            .map_or(account, |c| c.fields["account_id"].clone());
        let colleagues: Vec<&str> =
            theirs.filter(|c| c.fields["account_id"] == account).map(|c| c.id.as_str()).collect();
        self.change(body, times, "reports_to", |play| {
            match play.one_in(4) || colleagues.is_empty() {
                true => play.some("contact", world),
                false => json!(play.one_of(&colleagues)),
            }
        });
    }

    fn interaction(&mut self, world: &World) -> Json {
        let mut body = json!({"channel": self.one_of(&["call", "visit", "mail"])});
        self.perhaps(&mut body, 2, "interaction_id", |play| play.pooled("interaction"));
        match self.dice.below(12) {
            0..=3 => body["account_id"] = self.some("account", world),
            4..=6 => body["contact_id"] = self.some("contact", world),
            7 | 8 => body["opportunity_id"] = self.some("opportunity", world),
            9 => body["lead_id"] = self.some("lead", world),
            10 => {
                body["contact_id"] = self.some("contact", world);
                body["opportunity_id"] = self.some("opportunity", world);
                self.perhaps(&mut body, 2, "account_id", |play| play.some("account", world));
                self.perhaps(&mut body, 4, "ticket_id", |play| play.pooled("order"));
            }
            _ => {}
        }
        self.perhaps(&mut body, 2, "at", Play::past);
        self.perhaps(&mut body, 3, "next_at", |play| json!(play.instant()));
        self.perhaps(&mut body, 3, "note", |_| json!("wants samples"));
        self.perhaps(&mut body, 3, "feedback", |_| json!("likes them"));
        self.perhaps(&mut body, 3, "direction", |play| {
            json!(play.one_of(&["inbound", "outbound"]))
        });
        self.perhaps(&mut body, 3, "outcome", |_| json!("reached"));
        self.perhaps(&mut body, 3, "sentiment", |play| {
            json!(play.one_of(&["neutral", "positive"]))
        });
        self.perhaps(&mut body, 3, "priority", |play| json!(play.one_of(&LEVELS)));
        self.perhaps(&mut body, 4, "attendees", |play| json!([play.owner()]));
        self.perhaps(&mut body, 4, "external_id", Play::reference);
        body
    }
}
