//! The rules by which accounts are looked after, and templates of new ones.

use serde_json::{Value as Json, json};

use super::account::distinct;
use super::{Judged, Refused, Sent, World, fields, listed, refused};

/// What a template says of an account that says it not.
const FILLED: [&str; 7] = ["industry", "size", "region", "grade", "tags", "need", "life_cycle"];
/// What a rule about tags may ask for, of what the game asks for.
const ASKED: [&str; 8] =
    ["name", "industry", "size", "region", "grade", "life_cycle", "tags", "source"];

/// The rules as shipped.
pub fn shipped() -> Json {
    json!({
        "tags": [],
        "grades": [
            {"grade": "A", "amount_min": "1000000", "orders_min": 4},
            {"grade": "B", "amount_min": "200000", "orders_min": 2},
            {"grade": "C", "orders_min": 1},
            {"grade": "D"},
        ],
        "window_days": 365, "review_days": 90, "dedicated": ["A"],
        "rhythm": [{"grade": "A", "days": 7}, {"grade": "B", "days": 30}],
        "handover": {"documents_min": 1, "joint_visits_min": 1,
            "visit_channels": ["visit", "meeting"], "both_attend": true, "background": true},
        "naming": {"abbreviation_letters_max": 5, "branch_words": ["branch", "分公司"],
                   "branch_joint": " - "},
    })
}

/// The rules that a history begins with: whatever is said in 2024 counts still.
pub fn first() -> Json {
    json!({"window_days": 3_660, "effective_from": "2000-01-01T00:00:00Z",
        "grades": [{"grade": "A", "amount_min": "9000", "orders_min": 3},
            {"grade": "B", "amount_min": "4000", "orders_min": 2},
            {"grade": "C", "orders_min": 1}, {"grade": "D"}],
        "handover": {"both_attend": false, "visit_channels": ["visit"]}})
}

/// The templates as shipped.
pub fn templates() -> [(&'static str, Json); 3] {
    let of = |values: Json| json!({"for": "account", "values": values});
    [
        (
            "government",
            of(json!({"industry": "government", "grade": "B", "tags": ["government", "tender"],
                      "life_cycle": "prospect"})),
        ),
        (
            "education",
            of(json!({"industry": "education", "grade": "C", "tags": ["education"],
                      "life_cycle": "prospect"})),
        ),
        ("enterprise", of(json!({"grade": "B", "tags": ["enterprise"], "life_cycle": "prospect"}))),
    ]
}

impl World {
    pub fn define_account_rules(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let mut wrong = Vec::new();
        for (list, part) in [("grades", ".grade"), ("rhythm", ".grade"), ("dedicated", "")] {
            for (nth, line) in sent.data[list].as_array().into_iter().flatten().enumerate() {
                let grade = line.as_str().or(line["grade"].as_str());
                let known = listed("grade", grade, &self.codes("grade", sent));
                wrong.extend(known.is_err().then(|| format!("{list}[{nth}]{part}")));
            }
        }
        if !wrong.is_empty() {
            return Err(Refused { fields: wrong, ..refused("invalid") });
        }
        let mut body = self.latest("account_rules", "default").cloned().unwrap_or_default();
        for (field, value) in sent.data.as_object().expect("a body is an object") {
            match value {
                _ if field == "effective_from" => {}
                Json::Null if field == "review_days" => {
                    drop(body.as_object_mut().expect("one").remove(field));
                }
                Json::Null => {}
                Json::Object(parts) => {
                    for (name, part) in parts.iter().filter(|(_, part)| !part.is_null()) {
                        body[field][name] = part.clone();
                    }
                }
                value => body[field] = value.clone(),
            }
        }
        for (nth, rule) in body["tags"].as_array().into_iter().flatten().enumerate() {
            let field = rule["when"]["field"].as_str();
            let unknown = field.is_some_and(|field| !ASKED.contains(&field));
            wrong.extend(unknown.then(|| format!("tags[{nth}].when.field")));
        }
        let grades = body["grades"].as_array().cloned().unwrap_or_default();
        for (nth, line) in grades.iter().enumerate() {
            let twice = grades[..nth].iter().any(|before| before["grade"] == line["grade"]);
            wrong.extend(twice.then(|| format!("grades[{nth}].grade")));
        }
        let days = body["window_days"].as_u64().unwrap_or(0);
        wrong.extend((!(1..=3_660).contains(&days)).then(|| "window_days".to_owned()));
        wrong.extend((body["review_days"] == 0).then(|| "review_days".to_owned()));
        if !wrong.is_empty() {
            return Err(Refused { fields: wrong, ..refused("invalid") });
        }
        self.publish(("account_rules", "default"), body, sent, answer)
    }

    pub fn account_rules(&self, at: &Json) -> Json {
        self.in_force("account_rules", "default", at).cloned().expect("it is shipped")
    }

    /// The tags of a new account: its own, and those that the rules give it.
    pub fn tagged(&self, account: &Json, source: &Json, sent: &Sent) -> Json {
        let rules = self.account_rules(&sent.when());
        let own = account["tags"].as_array().cloned().unwrap_or_default();
        let rules = rules["tags"].as_array().cloned().unwrap_or_default();
        let given = rules.iter().filter(|rule| meets(account, source, &rule["when"]));
        distinct(own.into_iter().chain(given.map(|rule| rule["tag"].clone())))
    }

    pub fn define_template(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let key = sent.text("key").unwrap_or_default().to_owned();
        let mut values = sent.data["values"].clone();
        let wrong = ["grade", "life_cycle"].into_iter().filter(|field| {
            listed(field, values[*field].as_str(), &self.codes(field, sent)).is_err()
        });
        let wrong: Vec<String> = wrong.map(|field| format!("values.{field}")).collect();
        if !wrong.is_empty() {
            return Err(Refused { fields: wrong, ..refused("invalid") });
        }
        values.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
        if values == json!({}) {
            return Err(fields("invalid", &["values"]));
        }
        let body = json!({"for": "account", "values": values});
        self.publish(("template", &key), body, sent, answer)
    }

    /// What a command makes, with what a template says of it.
    pub fn templated(&self, mut sent: Sent) -> Result<Sent, Refused> {
        let Some(key) = sent.text("template") else { return Ok(sent) };
        let Some(template) = self.in_force("template", key, &sent.when()) else {
            return Err(fields("unknown-reference", &["template"]));
        };
        for field in FILLED {
            if sent.data[field].is_null() {
                sent.data[field] = template["values"][field].clone();
            }
        }
        Ok(self.worded(sent))
    }
}

fn meets(account: &Json, source: &Json, condition: &Json) -> bool {
    let list = |name: &str| condition[name].as_array().cloned();
    if let Some(all) = list("all") {
        return all.iter().all(|part| meets(account, source, part));
    }
    if let Some(any) = list("any") {
        return any.iter().any(|part| meets(account, source, part));
    }
    if let Some(not) = condition.get("not") {
        return !meets(account, source, not);
    }
    let value = match condition["field"].as_str().unwrap_or_default() {
        "source" => source,
        field => &account[field],
    };
    if let Some(absent) = condition["absent"].as_bool() {
        return (value.is_null() || *value == json!([])) == absent;
    }
    if let Some(from) = condition["from"].as_u64() {
        return value.as_u64().is_some_and(|value| value >= from);
    }
    match value.as_array() {
        Some(words) => words.contains(&condition["is"]),
        None => *value == condition["is"],
    }
}
