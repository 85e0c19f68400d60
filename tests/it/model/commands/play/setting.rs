//! Bodies of commands that define settings.

use serde_json::{Value as Json, json};

use super::Play;

/// Lists of codes, and what the game says of what they are lists of.
const LISTS: [(&str, &[&str]); 12] = [
    ("disqualify", &["no_budget", "not_icp", "unreachable", "weather"]),
    ("decline", &["overload", "absent", "weather"]),
    ("recycle", &["idle", "unreachable", "weather"]),
    ("decision_role", &["decision_maker", "mid_level", "influencer", "user", "boss"]),
    ("risk", &["budget", "legal", "weather"]),
    ("grade", &["A", "B", "C", "Z"]),
    ("life_cycle", &["active", "lost", "asleep"]),
    ("relation", &["parent", "partner", "supplier", "cousin"]),
    ("not_duplicate", &["colleagues", "same_name", "because"]),
    ("loss", &["price", "competitor", "weather"]),
    ("win_reason", &["service", "price", "weather"]),
    ("nothing", &["price"]),
];
const KEY_FIELDS: [(&str, &[&str]); 5] = [
    ("lead", &["company", "email", "phone", "seniority", "region", "product", "consent", "owner"]),
    ("account", &["name", "industry", "tags", "address", "phone", "contact", "owner", "grade"]),
    ("contact", &["person_name", "email", "phone", "title", "decision_role", "influence"]),
    ("interaction", &["direction", "outcome", "sentiment", "duration", "next_step"]),
    ("order", &["amount"]),
];

/// What the game writes into fields that have a dictionary.
const WRITTEN: [(&str, &[&str]); 7] = [
    ("region", &["north", "华北", "East China", "south", "somewhere", "华南地区"]),
    ("source", &["web", "fair", "partner", "Call", "internet"]),
    ("industry", &["optics", "textiles", "Fabrics"]),
    ("product", &["Loom", "Spindle", "looms"]),
    ("channel", &["call", "visit", "mail", "phone"]),
    ("outcome", &["reached", "busy", "spoken"]),
    ("colour", &["red"]),
];

impl Play {
    /// Some of the words, each in one of three entries; the first of an entry is its name.
    pub fn other_dictionary(&mut self) -> Json {
        let often = if self.one_in(15) { 7 } else { 6 };
        let nth = if self.one_in(2) { 0 } else { self.dice.below(often) };
        let (key, known) = WRITTEN[nth as usize];
        let mut entries: [Vec<&str>; 3] = Default::default();
        for word in known {
            if !self.one_in(4) {
                entries[self.dice.below(3) as usize].push(word);
            }
        }
        if self.one_in(12) {
            entries[0].push(known[0]);
        }
        let entries = entries.iter().filter_map(|words| words.split_first());
        let values: Json =
            entries.map(|(name, aliases)| json!({"name": name, "aliases": aliases})).collect();
        let mut body = json!({"key": key, "values": values});
        self.since_when(&mut body);
        body
    }

    pub fn other_codes(&mut self) -> Json {
        let (key, known) = LISTS[self.dice.below(12) as usize];
        let mut codes: Vec<&str> = known.to_vec();
        codes.retain(|_| !self.one_in(3));
        if self.one_in(15) {
            codes.extend(known);
        }
        let mut body = json!({"key": key, "codes": codes});
        self.since_when(&mut body);
        body
    }

    pub fn other_key_fields(&mut self) -> Json {
        let often = if self.one_in(12) { 5 } else { 4 };
        let (key, known) = KEY_FIELDS[self.dice.below(often) as usize];
        let mut body = json!({"key": key});
        self.perhaps(&mut body, 2, "goal", |play| {
            json!(play.one_of(&["0.5", "0.75", "0.8", "1", "1.5"]))
        });
        let mut fields: Vec<&str> = known.to_vec();
        fields.retain(|_| !self.one_in(3));
        if self.one_in(12) {
            fields.push("colour");
        }
        self.perhaps(&mut body, 2, "key_fields", |_| json!(fields));
        self.since_when(&mut body);
        body
    }

    pub fn other_questionnaire(&mut self) -> Json {
        let mut questions = Vec::new();
        for key in ["budget", "authority", "need", "timetable", "next_step", "colour"] {
            if !self.one_in(4) {
                questions.push(json!({"key": key, "label": "What?", "kind": "text",
                                      "required": !self.one_in(3)}));
            }
        }
        if self.one_in(12) {
            questions.extend(questions.first().cloned());
        }
        if let Some(first) = questions.first_mut().filter(|_| self.one_in(12)) {
            first["codes"] = json!(["red"]);
        }
        let key = if self.one_in(4) { self.one_of(&["champ", "own"]) } else { "bant" };
        let mut body = json!({"key": key, "questions": questions});
        self.since_when(&mut body);
        body
    }

    /// Rules of conversions, which always say from when they hold.
    pub fn other_conversion_rules(&mut self) -> Json {
        let mut body = json!({"effective_from": self.past()});
        let some = |play: &mut Self, of: &[&str], often: u64| -> Json {
            of.iter().filter(|_| play.one_in(often)).map(|word| json!(word)).collect()
        };
        // Mostly they ask for little, or nothing would ever be converted.
        body["based_on"] = json!("default");
        self.perhaps(&mut body, 4, "based_on", |_| json!("strict"));
        self.perhaps(&mut body, 20, "based_on", |_| json!("lax"));
        body["required_fields"] = some(self, &["title", "consent", "product", "use_case"], 8);
        body["contact_required"] = json!(self.one_in(6));
        body["qualification"] = json!({"mql": some(self, &["industry", "region"], 6),
                                       "sql": some(self, &["title", "email"], 6)});
        body["score_min"] = if self.one_in(4) { json!(self.dice.below(60)) } else { json!(null) };
        self.perhaps(&mut body, 4, "required_state", |play| {
            json!(play.one_of(&["mql", "sql", "contacted", "lost"]))
        });
        let five = ["need", "decision_maker", "budget", "timeframe", "contact_verified"];
        self.perhaps(&mut body, 2, "checklist", |play| some(play, &five, 2));
        self.perhaps(&mut body, 3, "account_match", |play| {
            [json!(["name", "domain"]), json!(["name"]), json!([]), json!(["domain", "email"])]
                [play.dice.below(4) as usize]
                .clone()
        });
        self.perhaps(&mut body, 3, "contact_match", |play| {
            [json!(["phone", "email"]), json!(["phone"]), json!([])][play.dice.below(3) as usize]
                .clone()
        });
        self.perhaps(&mut body, 3, "owner_from", |play| {
            [json!(["account", "lead"]), json!(["account"]), json!([])][play.dice.below(3) as usize]
                .clone()
        });
        self.perhaps(&mut body, 3, "mapping", Play::mapping);
        self.perhaps(&mut body, 2, "opportunity", Play::deal_rule);
        body["questionnaire"] = json!(null);
        self.perhaps(&mut body, 8, "questionnaire", |play| {
            json!(play.one_of(&["bant", "bant", "spin"]))
        });
        body
    }

    fn mapping(&mut self) -> Json {
        let whole = [
            ("account.name", "company"),
            ("account.industry", "industry"),
            ("account.size", "company_size"),
            ("account.region", "region"),
            ("account.need", "interest"),
            ("contact.decision_role", "seniority"),
            ("opportunity.product", "product"),
            ("opportunity.region", "region"),
            ("opportunity.source", "source"),
            ("opportunity.use_case", "use_case"),
        ];
        let mut mapping = json!({});
        for (to, from) in whole {
            if !self.one_in(5) {
                mapping[to] = json!(from);
            }
        }
        self.perhaps(&mut mapping, 3, "account.need", |_| json!("product"));
        self.perhaps(&mut mapping, 3, "opportunity.product", |_| json!("interest"));
        mapping
    }

    fn deal_rule(&mut self) -> Json {
        let policy = self.one_of(&["if_given", "required", "never", "by_default", "by_default"]);
        let mut rule = json!({"policy": policy});
        let often = if policy == "by_default" && !self.one_in(8) { 1 } else { 3 };
        self.perhaps(&mut rule, often, "name", |_| json!("Start"));
        self.perhaps(
            &mut rule,
            often,
            "amount",
            |_| json!({"amount": "700.00", "currency": "CNY"}),
        );
        self.perhaps(&mut rule, often, "close_days", |play| json!(play.dice.below(60)));
        self.perhaps(&mut rule, 3, "pipeline", |play| {
            json!(play.one_of(&["standard", "template"]))
        });
        self.perhaps(&mut rule, 4, "stage", |_| json!("negotiation"));
        self.perhaps(&mut rule, 5, "required_fields", |_| json!(["product", "region"]));
        rule
    }
}
