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

impl Play {
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
}
