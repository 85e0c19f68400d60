//! Lists of codes, each with its versions.

use serde_json::{Value as Json, json};

use super::{Judged, Refused, Sent, World, fields, refused};

/// The lists as shipped, but for two that say nothing of sales.
const SHIPPED: [(&str, &[&str]); 11] = [
    (
        "disqualify",
        &["no_budget", "no_project", "bad_timing", "not_icp", "unreachable", "invalid_data"],
    ),
    (
        "decline",
        &["overload", "wrong_skill", "wrong_queue", "wrong_territory", "missing_rights", "absent"],
    ),
    ("recycle", &["no_budget", "no_project", "bad_timing", "unreachable", "idle"]),
    ("decision_role", &["decision_maker", "influencer", "user", "finance_approver"]),
    (
        "risk",
        &["budget", "competitor", "decision_maker_left", "delay", "legal", "price", "technical"],
    ),
    ("grade", &["A", "B", "C", "D"]),
    ("life_cycle", &["prospect", "active", "at_risk", "lost"]),
    ("relation", &["parent", "partner", "supplier", "competitor"]),
    (
        "not_duplicate",
        &["colleagues", "same_name", "other_site", "shared_address", "group_company"],
    ),
    ("loss", &["price", "competitor", "no_decision", "no_budget", "timing", "product_gap"]),
    (
        "win_reason",
        &["price", "product_fit", "service", "relationship", "reference", "delivery_time"],
    ),
];

pub fn shipped() -> impl Iterator<Item = (&'static str, Json)> {
    SHIPPED.into_iter().map(|(list, codes)| (list, json!({"codes": codes})))
}

impl World {
    pub fn define_codes(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let key = sent.text("key").unwrap_or_default().to_owned();
        let codes = sent.data["codes"].as_array().cloned().unwrap_or_default();
        let known = SHIPPED.iter().any(|(list, _)| *list == key);
        let mut wrong: Vec<String> = (!known).then(|| "key".to_owned()).into_iter().collect();
        let twice = codes.iter().enumerate().filter(|(nth, code)| codes[..*nth].contains(code));
        wrong.extend(twice.map(|(nth, _)| format!("codes[{nth}]")));
        if !wrong.is_empty() {
            return Err(Refused { fields: wrong, ..refused("invalid") });
        }
        self.publish(("codes", &key), json!({"codes": codes}), sent, answer)
    }

    /// The codes of a list at the time of a command.
    pub fn codes(&self, list: &str, sent: &Sent) -> Vec<String> {
        let version = self.in_force("codes", list, &sent.when());
        let codes = version.and_then(|version| version["codes"].as_array()).expect("it is shipped");
        codes.iter().map(|code| code.as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// A code that must be on its list, or `other`.
pub fn listed(field: &str, value: Option<&str>, list: &[String]) -> Result<(), Refused> {
    match value {
        Some(code) if code != "other" && !list.iter().any(|known| known == code) => {
            Err(fields("invalid", &[field]))
        }
        Some(_) | None => Ok(()),
    }
}
