//! Random conditions on customers, and the naive way to say what they hold for. It shares no code with
//! the platform.

use event_log::dice::Dice;
use serde_json::{Value as Json, json};

use super::naive::Customers;
use crate::model::history::instant;
use crate::model::naive::text;

/// What belongs to the records of a list, and by which of its fields.
const RELATIONS: [(&str, &str, &str, &str); 4] = [
    ("account", "contacts", "contact", "account_id"),
    ("account", "interactions", "interaction", "account_id"),
    ("account", "orders", "order", "account_id"),
    ("contact", "interactions", "interaction", "contact_id"),
];

/// Some condition on records of a kind.
pub fn condition(dice: &mut Dice, kind: &str, depth: u32) -> Json {
    let several = |dice: &mut Dice| -> Vec<Json> {
        (0..dice.below(3)).map(|_| condition(dice, kind, depth + 1)).collect()
    };
    match dice.below(if depth < 3 { 9 } else { 4 }) {
        0..=3 => field(dice, kind),
        4 => json!({"all": several(dice)}),
        5 => json!({"any": several(dice)}),
        6 => json!({"not": condition(dice, kind, depth + 1)}),
        _ => related(dice, kind, depth),
    }
}

fn related(dice: &mut Dice, kind: &str, depth: u32) -> Json {
    let own: Vec<_> = RELATIONS.iter().filter(|(of, ..)| *of == kind).collect();
    if own.is_empty() || (kind == "contact" && dice.below(2) == 0) {
        return match kind {
            "contact" => json!({"has": "account", "such": condition(dice, "account", depth + 1)}),
            _ => field(dice, kind),
        };
    }
    let (_, name, of, _) = own[dice.below(own.len() as u64) as usize];
    match dice.below(3) {
        0 => json!({"has": name}),
        1 => json!({"has": name, "such": condition(dice, of, depth + 1)}),
        _ => json!({"has": name, "such": condition(dice, of, depth + 1), "min": 2}),
    }
}

fn field(dice: &mut Dice, kind: &str) -> Json {
    let fields: &[&str] = match kind {
        "account" => &[
            "region",
            "tags",
            "contacts",
            "orders",
            "last_interaction_at",
            "first_contact_at",
            "revenue",
            "parent",
            "custom.beds",
            "custom.vip",
        ],
        "contact" => &["decision_role", "main", "reports_to", "custom.beds", "custom.vip"],
        "record" => &["custom.beds", "custom.vip"],
        "interaction" => &["channel", "at", "next_at"],
        _ => &["currency", "amount", "cancelled", "ordered_at"],
    };
    let name = fields[dice.below(fields.len() as u64) as usize];
    if dice.below(5) == 0 && name != "contacts" && name != "orders" {
        return json!({"field": name, "absent": true});
    }
    let region = ["north", "华东", "east"][dice.below(3) as usize];
    let pattern = ["V*", "*port", "*a*"][dice.below(3) as usize];
    match name {
        "region" => {
            json!({"field": name, "in": [region]})
        }
        "tags" => json!({"field": name, "like": pattern}),
        "contacts" | "orders" => json!({"field": name, "from": dice.below(4)}),
        "amount" | "revenue" => json!({"field": name, "to": dice.below(5_000).to_string()}),
        "parent" | "reports_to" => json!({"field": name, "absent": false}),
        "custom.beds" if dice.below(2) == 0 => json!({"field": name, "is": dice.below(4)}),
        "custom.beds" => json!({"field": name, "from": dice.below(4), "to": dice.below(6)}),
        "main" | "cancelled" | "custom.vip" => json!({"field": name, "is": dice.below(2) == 0}),
        "decision_role" => json!({"field": name, "is": "user"}),
        "channel" => json!({"field": name, "is": "call"}),
        "currency" => json!({"field": name, "is": "EUR"}),
        _ => json!({"field": name, "from": instant(dice)}),
    }
}

/// Whether a condition holds for a record.
pub fn holds(all: &Customers, kind: &str, record: &Json, condition: &Json) -> bool {
    let each = |conditions: &Json| conditions.as_array().unwrap().clone();
    if let Some(name) = condition["field"].as_str() {
        return meets(&values(all, kind, record, name), condition);
    }
    if let Some(name) = condition["has"].as_str() {
        let none = json!({"all": []});
        let such = condition.get("such").unwrap_or(&none);
        let found = if name == "account" {
            let is = |account: &&Json| account["id"] == record["account_id"];
            let accounts = all.all("account").iter().filter(is);
            accounts.filter(|account| holds(all, "account", account, such)).count()
        } else {
            let is =
                |(of, relation, ..): &&(&str, &str, &str, &str)| *of == kind && *relation == name;
            let (_, _, of, by) = RELATIONS.iter().find(is).unwrap();
            let own = all.all(of).iter().filter(|child| child[by] == record["id"]);
            own.filter(|child| holds(all, of, child, such)).count()
        };
        return found as u64 >= condition["min"].as_u64().unwrap_or(1);
    }
    match (&condition["all"], &condition["any"], &condition["not"]) {
        (Json::Array(_), ..) => {
            each(&condition["all"]).iter().all(|one| holds(all, kind, record, one))
        }
        (_, Json::Array(_), _) => {
            each(&condition["any"]).iter().any(|one| holds(all, kind, record, one))
        }
        (.., not) => !holds(all, kind, record, not),
    }
}

/// The values of a field, as text that sorts as they do; numbers with zeros before them.
fn values(all: &Customers, kind: &str, record: &Json, name: &str) -> Vec<String> {
    let shown = if kind == "account" { all.account(record) } else { record.clone() };
    let count =
        |of: &str| all.all(of).iter().filter(|one| one["account_id"] == record["id"]).count();
    let value = match (kind, name) {
        ("account", "tags") => {
            return shown["tags"].as_array().unwrap().iter().map(text).collect();
        }
        ("account", "contacts") => json!(padded(count("contact") as u64)),
        ("account", "orders") => json!(padded(shown["orders"]["count"].as_u64().unwrap())),
        ("account", "parent") => shown["parent_id"].clone(),
        ("account", "revenue") => match record["revenue"]["amount"].as_str() {
            Some(amount) => json!(padded(amount.parse().unwrap())),
            None => Json::Null,
        },
        ("order", "amount") => json!(padded(text(&record["amount"]["amount"]).parse().unwrap())),
        ("order", "currency") => record["amount"]["currency"].clone(),
        ("order", "cancelled") => json!((!record["cancelled_at"].is_null()).to_string()),
        (_, "custom.beds") => match record["custom"]["beds"].as_u64() {
            Some(beds) => json!(padded(beds)),
            None => Json::Null,
        },
        (_, "custom.vip") => match record["custom"]["vip"].as_bool() {
            Some(vip) => json!(vip.to_string()),
            None => Json::Null,
        },
        ("contact", "main") => json!((record["main"] == true).to_string()),
        _ => shown[name].clone(),
    };
    // Without its zone a time sorts as text, however many digits it has.
    let plain = |value: &str| value.trim_end_matches('Z').to_owned();
    value.as_str().map(plain).into_iter().collect()
}

fn padded(number: u64) -> String {
    format!("{number:08}")
}

fn meets(values: &[String], test: &Json) -> bool {
    let bound = |json: &Json| match json {
        Json::Number(number) => Some(padded(number.as_u64().unwrap())),
        Json::String(amount) if ["amount", "revenue"].contains(&&*text(&test["field"])) => {
            Some(padded(amount.parse().unwrap()))
        }
        Json::String(text) => Some(text.trim_end_matches('Z').to_owned()),
        Json::Bool(flag) => Some(flag.to_string()),
        _ => None,
    };
    if let Some(absent) = test["absent"].as_bool() {
        return values.is_empty() == absent;
    }
    if let Some(pattern) = test["like"].as_str() {
        let pattern = pattern.to_lowercase();
        let part = pattern.trim_matches('*');
        return values.iter().any(|value| {
            match (pattern.starts_with('*'), pattern.ends_with('*')) {
                (true, true) => value.contains(part),
                (true, false) => value.ends_with(part),
                (false, _) => value.starts_with(part),
            }
        });
    }
    if let Some(listed) = test["in"].as_array() {
        return values.iter().any(|value| listed.iter().any(|one| one == value));
    }
    values.iter().any(|value| {
        bound(&test["is"]).is_none_or(|is| *value == is)
            && bound(&test["from"]).is_none_or(|from| *value >= from)
            && bound(&test["to"]).is_none_or(|to| *value < to)
    })
}
