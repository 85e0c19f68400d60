//! Answers without what differs from run to run: ids that the platform makes, instants of recording,
//! cursors and secrets stand as fixed values of the same type.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::Value as Json;
use uuid::Uuid;

/// What all ids in the examples of commands begin with.
const WRITTEN: &str = "0197c0de-";
/// Stands for every instant of the run.
const INSTANT: &str = "2026-03-04T09:00:00.000000Z";
/// Stands for the day of the run, unless an example of a command names that day itself.
const DAY: &str = "2026-03-04";
/// Stands for every hash: they differ by the platform's secret.
const HASH: &str = "00000000000000000000000000000000";
/// Stands for the month of the run.
const MONTH: &str = "202603";
/// Around the run, its instants are taken for those of recording.
const AROUND_MINUTES: i64 = 120;

/// Gives the same fixed value for the same made one.
pub struct Still {
    now: DateTime<Utc>,
    /// The examples of commands.
    written: String,
    ids: BTreeMap<String, String>,
}

impl Still {
    /// Nothing was met yet.
    #[allow(clippy::disallowed_methods)] // The run's own instants are what is looked for.
    pub fn new(written: &Json) -> Self {
        Self { now: Utc::now(), written: written.to_string(), ids: BTreeMap::new() }
    }

    /// The value with fixed parts.
    pub fn fixed(&mut self, value: Json) -> Json {
        match value {
            Json::Object(fields) => {
                let fix = |(name, value): (String, Json)| {
                    let value = match (name.as_str(), &value) {
                        ("next", Json::String(_)) => "opaque".into(),
                        ("token", Json::String(_)) => "kith_secret".into(),
                        ("lag_seconds" | "lag_events", Json::Number(_)) => 0.into(),
                        // It follows from when the deal was recorded.
                        ("downgrade_due_at", Json::String(_)) => INSTANT.into(),
                        ("number", Json::String(text)) => self.numbered(text).into(),
                        _ => self.fixed(value),
                    };
                    (name, value)
                };
                Json::Object(fields.into_iter().map(fix).collect())
            }
            Json::Array(items) => items.into_iter().map(|item| self.fixed(item)).collect(),
            Json::String(text) => self.text(text).into(),
            Json::Null | Json::Bool(_) | Json::Number(_) => value,
        }
    }

    /// A number of a customer or an interaction has the month of its making in it.
    fn numbered(&self, number: &str) -> String {
        number.replace(&self.now.format("%Y%m").to_string(), MONTH)
    }

    fn text(&mut self, text: String) -> String {
        if let Ok(instant) = DateTime::parse_from_rfc3339(&text) {
            let near = (instant.to_utc() - self.now).abs() < TimeDelta::minutes(AROUND_MINUTES);
            return if near { INSTANT.into() } else { text };
        }
        if text.len() == HASH.len() && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return HASH.into();
        }
        if let Ok(day) = text.parse::<NaiveDate>() {
            let near = (day - self.now.date_naive()).num_days().abs() <= 1;
            return if near && !self.written.contains(&text) { DAY.into() } else { text };
        }
        let made = Uuid::parse_str(&text).is_ok_and(|id| id.get_version_num() == 7);
        if !made || text.starts_with(WRITTEN) {
            return text;
        }
        let next = self.ids.len() + 1;
        let fixed = || format!("{WRITTEN}0000-7000-9000-{next:012x}");
        self.ids.entry(text).or_insert_with(fixed).clone()
    }
}
