//! Points of leads, by the scoring model as shipped.

use serde_json::{Value as Json, json};

use super::Record;

const MQL: i64 = 70;
const WARM: i64 = 40;
const KEY: [&str; 3] = ["event_attended", "pricing_page_visited", "meeting_booked"];

pub fn is_key(behavior: &str) -> bool {
    KEY.contains(&behavior)
}

pub fn behavior_points(behavior: &str) -> i64 {
    match behavior {
        "email_opened" => 2,
        "email_clicked" => 5,
        "whitepaper_downloaded" => 10,
        "event_attended" => 25,
        "pricing_page_visited" => 20,
        "meeting_booked" => 40,
        "unsubscribed" => -50,
        "soft_bounced" => -10,
        _ => 0,
    }
}

/// What the fit rules give for a lead as it is.
fn fit(lead: &Json) -> i64 {
    let seniority = match lead["seniority"].as_str() {
        Some("decision_maker") => 30,
        Some("mid_level") => 20,
        _ => 0,
    };
    let size = lead["company_size"].as_u64();
    let size = if size.is_some_and(|size| (50..=500).contains(&size)) { 20 } else { 0 };
    let mailbox = match lead["mailbox"].as_str() {
        Some("corporate") => 10,
        Some(_) => -10,
        None => 0,
    };
    seniority + size + mailbox
}

/// Which fit rules match: two leads may have the same points by other rules.
fn matched(lead: &Json) -> Json {
    json!([
        lead["seniority"].as_str().filter(|s| *s != "other"),
        lead["company_size"].as_u64().filter(|size| (50..=500).contains(size)).is_some(),
        lead["mailbox"]
    ])
}

impl Record {
    pub fn total(&self) -> i64 {
        self.fields["fit"].as_i64().unwrap_or(0) + self.fields["behaviour"].as_i64().unwrap_or(0)
    }

    pub fn did(&self, behavior: &str) -> u64 {
        self.fields["did"][behavior].as_u64().unwrap_or(0)
    }

    pub fn priority(&self) -> &'static str {
        let trial = self.did("trial_login") >= 2 && self.did("pricing_page_visited") > 0;
        match self.total() {
            total if trial || total >= MQL => "high",
            total if total >= WARM => "medium",
            _ => "low",
        }
    }

    pub fn band(&self) -> &'static str {
        match self.total() {
            total if total >= MQL => "hot",
            total if total >= WARM => "warm",
            _ => "cold",
        }
    }

    /// The total has reached the line, and a key behaviour was shown.
    pub fn crosses(&self) -> bool {
        self.total() >= MQL && KEY.iter().any(|key| self.did(key) > 0)
    }

    /// Judges the fit again; true if points were given or taken.
    pub fn refit(&mut self) -> bool {
        let (now, rules) = (fit(&self.fields), matched(&self.fields));
        let moved = self.fields["matched"] != rules;
        self.fields["fit"] = json!(now);
        self.fields["matched"] = rules;
        moved
    }
}
