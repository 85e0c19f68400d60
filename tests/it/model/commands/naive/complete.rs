//! How complete records are: which of the key fields in force they have.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::{Judged, NOW, Record, Refused, Sent, World, fields, refused};

/// What can be a key field, by the kind of record.
const LEGAL: [(&str, &[&str]); 4] = [
    (
        "lead",
        &[
            "company",
            "person_name",
            "email",
            "phone",
            "title",
            "seniority",
            "industry",
            "company_size",
            "region",
            "interest",
            "product",
            "consent",
            "owner",
        ],
    ),
    (
        "account",
        &[
            "name", "industry", "size", "region", "owner", "grade", "tags", "address", "phone",
            "website", "need", "contact",
        ],
    ),
    ("contact", &["person_name", "email", "phone", "title", "decision_role", "influence"]),
    ("interaction", &["direction", "outcome", "sentiment", "duration", "next_step"]),
];

/// As shipped.
pub fn shipped() -> [(&'static str, Json); 4] {
    let lead = [
        "company",
        "person_name",
        "email",
        "phone",
        "title",
        "industry",
        "company_size",
        "interest",
        "consent",
    ];
    let account = ["name", "industry", "size", "region", "owner", "grade", "need", "contact"];
    let contact = ["person_name", "email", "phone", "title", "decision_role"];
    [
        ("lead", json!({"goal": "0.85", "key_fields": lead})),
        ("account", json!({"goal": "0.85", "key_fields": account, "stale_days": 365})),
        ("contact", json!({"goal": "0.85", "key_fields": contact})),
        (
            "interaction",
            json!({"goal": "0.85", "key_fields": ["direction", "outcome", "sentiment"],
                   "entered_within_hours": 24, "meetings": ["meeting", "会议"]}),
        ),
    ]
}

impl World {
    pub fn define_completeness(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let key = sent.text("key").unwrap_or_default().to_owned();
        let mut body = self.latest("completeness", &key).cloned().unwrap_or(json!({}));
        for field in ["key_fields", "goal", "stale_days", "entered_within_hours", "meetings"] {
            if let Some(value) = sent.data.get(field).filter(|value| !value.is_null()) {
                body[field] = value.clone();
            }
        }
        let legal = LEGAL.iter().find(|(kind, _)| *kind == key).map(|(_, legal)| *legal);
        let mut wrong: Vec<String> = Vec::new();
        if legal.is_none() {
            // What there can't be has no fields that could be missing.
            if body["key_fields"].is_null() || body["goal"].is_null() {
                return Err(fields("invalid", &["key"]));
            }
            wrong.push("key".into());
        }
        let given = body["key_fields"].as_array().cloned().unwrap_or_default();
        for (nth, field) in given.iter().enumerate() {
            let known = legal.unwrap_or_default().iter().any(|known| field == known);
            if !known || given[..nth].contains(field) {
                wrong.push(format!("key_fields[{nth}]"));
            }
        }
        if !(0.0..=1.0).contains(&number(&body["goal"])) {
            wrong.push("goal".into());
        }
        if !wrong.is_empty() {
            return Err(Refused { fields: wrong, ..refused("invalid") });
        }
        self.publish(("completeness", &key), body, sent, answer)
    }

    /// The key fields in force, and the goal.
    fn key_fields(&self, kind: &str) -> (Vec<String>, f64) {
        let setting = self.in_force("completeness", kind, &json!(NOW)).expect("one is shipped");
        let fields = setting["key_fields"].as_array().into_iter().flatten();
        let fields = fields.map(|field| field.as_str().unwrap_or_default().to_owned());
        (fields.collect(), number(&setting["goal"]))
    }

    fn has_key_field(&self, kind: &str, record: &Record, field: &str) -> bool {
        match (kind, field) {
            ("account", "contact") => self.contacts.iter().any(|contact| {
                contact.is("account_id", &record.id) && contact.merged_into.is_none()
            }),
            (_, "duration") => record.has("duration_seconds"),
            (_, "next_step") => record.has("next_at"),
            (_, "owner") => record.has("owner_id"),
            (_, "tags") => record.fields["tags"] != json!([]),
            (_, field) => record.has(field),
        }
    }

    /// What a record shows of it.
    pub fn completeness(&self, kind: &str, record: &Record) -> Json {
        let (fields, goal) = self.key_fields(kind);
        let missing: Vec<&String> =
            fields.iter().filter(|field| !self.has_key_field(kind, record, field)).collect();
        let share = share(fields.len() - missing.len(), fields.len());
        let incomplete = share.is_some_and(|share| share < goal);
        json!({"share": share, "missing": missing, "incomplete": incomplete})
    }

    /// The figures of all records of a kind that lists show, in groups by a field.
    pub fn figures(&self, kind: &str, by: &str) -> Json {
        let all = self.all(kind).iter().filter(|record| record.merged_into.is_none());
        let all: Vec<&Record> = all.collect();
        let mut groups: BTreeMap<(bool, Option<String>), Vec<&Record>> = BTreeMap::new();
        for record in &all {
            let field = if by == "owner" { "owner_id" } else { by };
            let account = record.fields["account_id"].as_str();
            // Contacts and interactions are counted with their account.
            let of = match kind {
                "contact" | "interaction" => self.find("account", account.unwrap_or_default()),
                _ => Some(*record),
            };
            let key = of.and_then(|of| of.fields[field].as_str()).map(str::to_owned);
            groups.entry((key.is_none(), key)).or_default().push(record);
        }
        let mut shown = self.figures_of(kind, &all);
        let (fields, goal) = self.key_fields(kind);
        shown["goal"] = json!(goal);
        shown["key_fields"] = json!(fields);
        let groups = groups.iter().map(|((_, key), records)| {
            let mut group = self.figures_of(kind, records);
            group["key"] = json!(key);
            group
        });
        shown["groups"] = groups.collect();
        shown
    }

    fn figures_of(&self, kind: &str, records: &[&Record]) -> Json {
        let (fields, goal) = self.key_fields(kind);
        let filled = |record: &&&Record| {
            fields.iter().filter(|field| self.has_key_field(kind, record, field)).count()
        };
        let sum: usize = records.iter().map(|record| filled(&record)).sum();
        let at_goal = records.iter().filter(|record| {
            share(filled(record), fields.len()).is_some_and(|share| share >= goal)
        });
        let at_goal = at_goal.count();
        let mean = share(sum, fields.len() * records.len());
        // Halves are rounded up here, and to the even number elsewhere.
        let at = at_goal as f64 / records.len().max(1) as f64;
        let share_at_goal = mean.map(|_| (at * 10_000.0).round() / 10_000.0);
        json!({"records": records.len(), "mean": mean, "at_goal": at_goal,
               "share_at_goal": share_at_goal})
    }
}

/// A share in four places; none of nothing.
fn share(part: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| (part as f64 / of as f64 * 10_000.0).round_ties_even() / 10_000.0)
}

fn number(value: &Json) -> f64 {
    value.as_f64().or_else(|| value.as_str()?.parse().ok()).unwrap_or(-1.0)
}
