//! Bodies of commands about leads.

use serde_json::{Value as Json, json};

use super::Play;
use crate::model::commands::naive::World;

const SOURCES: [&str; 4] = ["web", "fair", "partner", "Call"];
const BEHAVIORS: [&str; 9] = [
    "email_opened",
    "email_clicked",
    "whitepaper_downloaded",
    "event_attended",
    "pricing_page_visited",
    "meeting_booked",
    "unsubscribed",
    "soft_bounced",
    "trial_login",
];

impl Play {
    pub fn about_lead(&mut self, command: &str, world: &World) -> Json {
        let mut body = json!({"lead_id": self.some("lead", world)});
        match command {
            "CreateLead" => return self.new_lead(world),
            "UpdateLead" => {
                self.other_facts(&mut body);
                self.change_fields(&mut body, world);
            }
            "MergeLeads" => {
                let (one, other) = (body["lead_id"].clone(), self.some("lead", world));
                let other = if self.one_in(20) { one.clone() } else { other };
                return json!({"survivor_id": one, "duplicate_id": other});
            }
            "ConvertLead" => return self.conversion(world),
            "AnswerQuestionnaire" => {
                body["questionnaire"] = json!(self.one_of(&["bant", "bant", "bant", "spin"]));
                body["answers"] = json!({});
                for _ in 0..=self.dice.below(3) {
                    let question = self.one_of(&["budget", "need", "timetable", "next_step"]);
                    let answer = json!(self.one_of(&["much", "little", "in May"]));
                    let answer = if self.one_in(5) { Json::Null } else { answer };
                    body["answers"][question] = answer;
                }
                self.perhaps(&mut body["answers"], 25, "colour", |_| json!("red"));
                self.perhaps(&mut body["answers"], 25, "need", |_| json!(true));
            }
            "AssignLead" => {
                body["owner_id"] = self.owner();
                self.perhaps(&mut body, 2, "reason", |_| json!("territory"));
            }
            "DeclineLead" => {
                body["reason"] = json!(self.one_of(&["overload", "absent", "other", "weather"]));
            }
            "DisqualifyLead" => {
                body["reason"] = json!(self.one_of(&["no_budget", "not_icp", "other", "weather"]));
                self.perhaps(&mut body, 3, "note", |_| json!("a note"));
            }
            "NurtureLead" | "RecycleLead" => {
                let reasons = ["idle", "unreachable", "other", "weather"];
                self.perhaps(&mut body, 2, "reason", |play| json!(play.one_of(&reasons)));
            }
            "LogLeadContact" => {
                body["channel"] = json!(self.one_of(&["call", "mail"]));
                body["outcome"] = json!(self.one_of(&["reached", "busy"]));
                self.perhaps(&mut body, 2, "next_at", |play| json!(play.instant()));
                self.perhaps(&mut body, 2, "at", Play::past);
            }
            "RecordLeadBehavior" => {
                body["behavior"] = json!(self.one_of(&BEHAVIORS));
                self.perhaps(&mut body, 3, "at", Play::past);
            }
            "QualifyLead" => {
                body["level"] = json!(self.one_of(&["mql", "sql", "sql", "sql"]));
                let mut five = json!({});
                for question in
                    ["need", "decision_maker", "budget", "timeframe", "contact_verified"]
                {
                    five[question] = json!(!self.one_in(20));
                }
                self.perhaps(&mut body, 1, "checklist", |_| five);
            }
            _ => {}
        }
        body
    }

    /// An instant of the past, seldom one far ahead.
    pub fn past(&mut self) -> Json {
        if self.one_in(12) { json!("2999-01-01T00:00:00Z") } else { json!(self.instant()) }
    }

    fn new_lead(&mut self, world: &World) -> Json {
        let mut body = json!({"source": self.one_of(&SOURCES)});
        if !self.one_in(3) {
            body["lead_id"] =
                if self.one_in(30) { self.some("lead", world) } else { self.pooled("lead") };
        }
        if !self.one_in(6) {
            body["company"] = json!(self.company(60));
        }
        if !self.one_in(6) {
            body["person_name"] = json!(format!("Ann {}", self.dice.below(50)));
        }
        if !self.one_in(5) {
            body["email"] = json!(self.email());
        }
        self.perhaps(&mut body, 3, "phone", |play| json!(play.phone()));
        self.perhaps(&mut body, 3, "on_duplicate", |play| {
            json!(play.one_of(&["merge", "merge", "refuse"]))
        });
        self.perhaps(&mut body, 2, "owner_id", Play::owner);
        self.perhaps(&mut body, 12, "follows_lead_id", |play| play.some("lead", world));
        self.facts(&mut body, 3);
        self.give_fields(&mut body, "lead", world);
        body
    }

    /// What of a lead is neither its name nor its address.
    fn facts(&mut self, body: &mut Json, times: u64) {
        let size = |play: &mut Self| json!(play.dice.below(900));
        self.change(body, times, "title", |play| json!(play.one_of(&["Head", "Buyer"])));
        self.change(body, times, "seniority", |play| {
            json!(play.one_of(&["decision_maker", "decision_maker", "mid_level", "other"]))
        });
        self.change(body, times, "industry", |play| json!(play.one_of(&["optics", "textiles"])));
        self.change(body, times, "company_size", size);
        self.change(body, times, "region", Play::region);
        self.change(body, times, "interest", |play| json!(play.one_of(&["labels", "looms"])));
        self.change(body, times * 2, "use_case", |play| json!(play.one_of(&["looms", "dyes"])));
        self.change(body, times, "product", |play| json!(play.one_of(&["Loom", "Spindle"])));
        self.change(body, times * 2, "external_id", Play::reference);
        self.change(
            body,
            times * 3,
            "utm",
            |play| json!({"source": play.one_of(&["mail", "search"]), "medium": "cpc"}),
        );
        self.change(body, times * 3, "consent", |play| {
            let words = ["explicit", "legitimate_interest", "do_not_contact"];
            let mut consent =
                json!({"marketing": play.one_of(&words), "captured_at": play.instant()});
            play.perhaps(&mut consent, 2, "phone", |play| json!(play.one_of(&words)));
            play.perhaps(&mut consent, 2, "text_version", |play| json!(play.one_of(&["1", "2"])));
            consent
        });
    }

    fn other_facts(&mut self, body: &mut Json) {
        self.facts(body, 5);
        self.change(body, 6, "source", |play| json!(play.one_of(&SOURCES)));
        self.change(body, 6, "company", |play| json!(play.company(60)));
        self.change(body, 6, "person_name", |play| json!(format!("Bob {}", play.dice.below(9))));
        self.change(body, 5, "email", |play| json!(play.email()));
        self.change(body, 5, "phone", |play| json!(play.phone()));
    }

    fn conversion(&mut self, world: &World) -> Json {
        let ready: Vec<&str> = world
            .leads
            .iter()
            .filter(|lead| lead.is("state", "sql"))
            .map(|lead| lead.id.as_str())
            .collect();
        let lead = match self.one_in(4) || ready.is_empty() {
            true => self.some("lead", world),
            false => json!(self.one_of(&ready)),
        };
        let mode = self.one_of(&["use", "create", "match", "match"]);
        let mut account = json!({"mode": mode});
        self.perhaps(&mut account, 2, "id", |play| match mode {
            "use" => play.some("account", world),
            _ => play.pooled("account"),
        });
        self.perhaps(&mut account, 4, "on_match", |play| json!(play.one_of(&["use", "refuse"])));
        self.perhaps(&mut account, 4, "fields", |play| {
            let mut fields =
                json!({"name": play.company(60), "region": play.one_of(&["north", "somewhere"])});
            play.give_fields(&mut fields, "account", world);
            fields
        });
        let mut body = json!({"lead_id": lead, "account": account});
        self.perhaps(&mut body, 2, "contact", |play| play.person(world));
        self.perhaps(&mut body, 2, "opportunity", |play| play.prospect(world));
        self.perhaps(&mut body, 4, "owner_id", Play::owner);
        body
    }

    fn person(&mut self, world: &World) -> Json {
        let mode = self.one_of(&["use", "create", "match", "none"]);
        let mut contact = json!({"mode": mode});
        self.perhaps(&mut contact, 3, "id", |play| match mode {
            "use" => play.some("contact", world),
            _ => play.pooled("contact"),
        });
        self.perhaps(&mut contact, 4, "fields", |play| {
            let mut fields = json!({"email": play.email()});
            play.give_fields(&mut fields, "contact", world);
            fields
        });
        contact
    }

    fn prospect(&mut self, world: &World) -> Json {
        let mut deal = json!({"name": "Prospect", "amount": self.money(),
                              "expected_close": self.date()});
        self.perhaps(&mut deal, 2, "opportunity_id", |play| play.pooled("opportunity"));
        self.perhaps(&mut deal, 20, "opportunity_id", |play| play.some("opportunity", world));
        self.perhaps(&mut deal, 2, "pipeline", |play| {
            json!(play.one_of(&["standard", "template", "template", "nowhere"]))
        });
        self.perhaps(&mut deal, 4, "stage", |play| {
            json!(play.one_of(&["negotiation", "proposal", "won", "nowhere"]))
        });
        self.perhaps(&mut deal, 3, "product", |_| json!("Loom"));
        self.give_fields(&mut deal, "opportunity", world);
        deal
    }
}
