//! Questions to lists by fields that the tenant defines and by what is missing, and the naive way to
//! answer them.

use std::cmp::Ordering;

use event_log::dice::Dice;
use serde_json::{Value as Json, json};

use super::{Record, World};

/// The lists that are sifted and sorted by such fields.
const LISTS: [(&str, &str); 6] = [
    ("/v1/leads?", "lead"),
    ("/v1/accounts?", "account"),
    ("/v1/contacts?", "contact"),
    ("/v1/opportunities?", "opportunity"),
    ("/v1/records?object=machine&", "machine"),
    ("/v1/records?object=sample&", "sample"),
];
/// Fields that have an order, and can be sorted by.
const ORDERED: [&str; 3] = ["beds", "rate", "since"];

/// A question: the beginning of its path, a condition, a field to sort by.
pub struct Asked {
    pub path: &'static str,
    kind: &'static str,
    pub condition: Json,
    /// Behind a minus for the largest first.
    pub sort: Option<String>,
}

/// Any question.
pub fn asked(dice: &mut Dice) -> Asked {
    let (path, kind) = LISTS[dice.below(6) as usize];
    let sign = if dice.below(2) == 0 { "-" } else { "" };
    let field = ORDERED[dice.below(3) as usize];
    let sort = (dice.below(4) > 0).then(|| format!("{sign}custom.{field}"));
    Asked { path, kind, condition: condition(dice, kind, 0), sort }
}

fn condition(dice: &mut Dice, kind: &str, depth: u32) -> Json {
    let several = |dice: &mut Dice| -> Vec<Json> {
        (0..dice.below(3)).map(|_| condition(dice, kind, depth + 1)).collect()
    };
    match dice.below(if depth < 3 { 7 } else { 4 }) {
        0..=3 => test(dice, kind),
        4 => json!({"all": several(dice)}),
        5 => json!({"any": several(dice)}),
        _ => json!({"not": condition(dice, kind, depth + 1)}),
    }
}

fn test(dice: &mut Dice, kind: &str) -> Json {
    if ["lead", "account", "contact"].contains(&kind) && dice.below(6) == 0 {
        return json!({"field": "incomplete", "is": dice.below(2) == 0});
    }
    let n = dice.below(20);
    let day = |dice: &mut Dice| format!("2024-{:02}-11", 1 + dice.below(12));
    let word = |of: &[&'static str]| of[n as usize % of.len()];
    let mut test = match dice.below(7) {
        0 => json!({"field": "beds", "is": n}),
        1 => json!({"field": "beds", "from": n, "to": n + 7}),
        2 => json!({"field": "rate", "to": format!("{}.5", n / 2)}),
        3 => json!({"field": "level", "is": word(&["low", "mid", "other"])}),
        4 => json!({"field": "since", "from": day(dice), "to": day(dice)}),
        5 => json!({"field": "night", "is": n > 9}),
        _ => json!({"field": word(&["town", "site", "beds"]), "absent": n > 9}),
    };
    test["field"] = json!(format!("custom.{}", test["field"].as_str().unwrap_or_default()));
    test
}

impl World {
    /// The ids that a list must show, in this order.
    pub fn found(&self, asked: &Asked) -> Vec<String> {
        let own = ["machine", "sample"].contains(&asked.kind);
        let all = self.all(if own { "record" } else { asked.kind }).iter().rev();
        let all = all.filter(|record| !own || record.is("object", asked.kind));
        let mut found: Vec<&Record> = all
            .filter(|record| !record.has("removed_at"))
            .filter(|record| record.merged_into.is_none())
            .filter(|record| {
                let mut fields = record.fields.clone();
                if ["lead", "account", "contact"].contains(&asked.kind) {
                    fields["incomplete"] =
                        self.completeness(asked.kind, record)["incomplete"].clone();
                }
                meets(&fields, &asked.condition)
            })
            .collect();
        if let Some(sort) = &asked.sort {
            let field = sort.trim_start_matches('-');
            found.sort_by(|one, other| {
                let (one, other) = (value(&one.fields, field), value(&other.fields, field));
                match (one.is_null(), other.is_null()) {
                    (false, false) if sort.starts_with('-') => order(other, one),
                    (false, false) => order(one, other),
                    (one, other) => one.cmp(&other),
                }
            });
        }
        found.into_iter().map(|record| record.id.clone()).collect()
    }
}

fn value<'a>(record: &'a Json, field: &str) -> &'a Json {
    match field.strip_prefix("custom.") {
        Some(key) => &record["custom"][key],
        None => &record[field],
    }
}

fn meets(record: &Json, condition: &Json) -> bool {
    let list = |name: &str| condition[name].as_array().cloned();
    if let Some(all) = list("all") {
        return all.iter().all(|part| meets(record, part));
    }
    if let Some(any) = list("any") {
        return any.iter().any(|part| meets(record, part));
    }
    if let Some(not) = condition.get("not") {
        return !meets(record, not);
    }
    let value = value(record, condition["field"].as_str().unwrap_or_default());
    if let Some(absent) = condition["absent"].as_bool() {
        return value.is_null() == absent;
    }
    let within = |name: &str, legal: [Ordering; 2]| {
        condition.get(name).is_none_or(|bound| legal.contains(&order(value, bound)))
    };
    !value.is_null()
        && condition.get("is").is_none_or(|is| value == is)
        && within("from", [Ordering::Greater, Ordering::Equal])
        // The end of a range is outside of it.
        && within("to", [Ordering::Less, Ordering::Less])
}

/// Numbers by their size, however they are written, and days by their text.
fn order(one: &Json, other: &Json) -> Ordering {
    let number = |value: &Json| value.as_f64().or_else(|| value.as_str()?.parse().ok());
    match (number(one), number(other)) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        (_, _) => one.as_str().cmp(&other.as_str()),
    }
}
