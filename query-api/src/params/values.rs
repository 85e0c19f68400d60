//! Values of parameters other than times.

use chrono::NaiveDate;
use event_schema::EventType;
use event_schema::id::UserId;
use event_schema::value::plain_decimal;
use projection_service::query::{DateRange, PersonSought};
use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use uuid::Uuid;

use super::Params;

/// Longest text of a filter, in characters.
pub(super) const TEXT_CHARS_MAX: usize = 1_000;

/// A closed list of words, such as a lead's states.
pub trait Word: Serialize + DeserializeOwned + Copy + 'static {
    /// Every word, in the order to document them.
    const ALL: &'static [Self];

    /// JSON Schema of the list.
    fn schema() -> Json {
        serde_json::json!({"type": "string", "enum": Self::ALL})
    }
}

impl Params {
    /// A text as it was sent; empty is refused, since it would be no filter.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let text = self.take(name)?;
        let length = text.chars().count();
        if length == 0 || length > TEXT_CHARS_MAX {
            let message = format!("must be 1 to {TEXT_CHARS_MAX} characters");
            self.faults.invalid(name, "bad-length", message);
            return None;
        }
        Some(text)
    }

    /// A UUID.
    pub fn uuid(&mut self, name: &str) -> Option<Uuid> {
        let parsed = Uuid::try_parse(&self.take(name)?);
        if parsed.is_err() {
            self.faults.invalid(name, "bad-uuid", "is no UUID");
        }
        parsed.ok()
    }

    /// A user's id.
    pub fn user(&mut self, name: &str) -> Option<UserId> {
        self.uuid(name).map(UserId)
    }

    /// One of a closed list of words.
    pub fn word<T: Word>(&mut self, name: &str) -> Option<T> {
        let text = self.take(name)?;
        let word = serde_json::from_value(Json::String(text)).ok();
        if word.is_none() {
            let legal = serde_json::to_value(T::ALL).expect("a word is plain data");
            let message = format!("must be one of {}", legal.to_string().replace(',', ", "));
            self.faults.invalid(name, "unknown-value", message);
        }
        word
    }

    /// Some of a closed list of words, separated by commas.
    pub fn words<T: Word>(&mut self, name: &str) -> Vec<T> {
        let Some(text) = self.text(name) else { return Vec::new() };
        let read = |word: &str| serde_json::from_value(Json::from(word.trim())).ok();
        let words: Option<Vec<T>> = text.split(',').map(read).collect();
        words.unwrap_or_else(|| {
            let legal = serde_json::to_value(T::ALL).expect("a word is plain data");
            let message = format!("must be some of {}", legal.to_string().replace(',', ", "));
            self.faults.invalid(name, "unknown-value", message);
            Vec::new()
        })
    }

    /// Texts, separated by commas.
    pub fn texts(&mut self, name: &str) -> Vec<String> {
        let Some(text) = self.text(name) else { return Vec::new() };
        text.split(',').map(|one| one.trim().to_owned()).collect()
    }

    /// `from_position`: a position, from 1.
    pub fn first_position(&mut self) -> Option<u64> {
        self.number("from_position", 1..=u64::MAX)
    }

    /// `types`: names of event types, separated by commas.
    pub fn types(&mut self) -> Vec<String> {
        let Some(text) = self.text("types") else { return Vec::new() };
        let names: Vec<String> = text.split(',').map(|name| name.trim().to_owned()).collect();
        let stray = names.iter().find(|name| EventType::named(name) == EventType::Unknown);
        if let Some(stray) = stray {
            let message = format!("names {}, which is no event type", super::shown(stray));
            self.faults.invalid("types", "unknown-value", message);
        }
        names
    }

    /// `true` or `false`.
    pub fn flag(&mut self, name: &str) -> bool {
        match self.take(name).as_deref() {
            None | Some("false") => false,
            Some("true") => true,
            Some(_) => {
                self.malformed(name, "wrong-type", "must be true or false".into());
                false
            }
        }
    }

    /// `true` or `false`, where absent means neither.
    pub fn choice(&mut self, name: &str) -> Option<bool> {
        self.given.iter().any(|(known, _)| known == name).then(|| self.flag(name))
    }

    /// A decimal number.
    pub fn decimal(&mut self, name: &str) -> Option<Decimal> {
        let parsed = plain_decimal(&self.take(name)?);
        if parsed.is_none() {
            self.malformed(name, "wrong-type", "must be a decimal number, such as 1200.50".into());
        }
        parsed
    }

    /// How likely, from 0 to 1, in ten-thousandths.
    pub fn likelihood(&mut self, name: &str) -> Option<u16> {
        let text = self.take(name)?;
        let share = text.parse::<f64>().ok().filter(|_| is_number(&text));
        let Some(share) = share else {
            self.malformed(name, "wrong-type", "must be a number from 0 to 1".into());
            return None;
        };
        if (0.0..=1.0).contains(&share) {
            return Some((share * 10_000.0).round() as u16);
        }
        self.faults.invalid(name, "out-of-range", "must be 0 to 1");
        None
    }

    /// A number of days.
    pub fn days(&mut self, name: &str) -> Option<u32> {
        let days = self.number(name, 0..=u64::from(u32::MAX))?;
        u32::try_from(days).ok()
    }

    /// `close_from` and `close_to`.
    pub fn close(&mut self) -> DateRange {
        let range = DateRange { from: self.date("close_from"), to: self.date("close_to") };
        if let (Some(from), Some(to)) = (range.from, range.to)
            && from > to
        {
            self.faults.invalid("close_to", "before-from", "must not be before close_from");
        }
        range
    }

    fn date(&mut self, name: &str) -> Option<NaiveDate> {
        let text = self.take(name)?;
        let parsed = text.parse().ok().filter(|_| text.len() == 10);
        if parsed.is_none() {
            let message = "is no date: write it as 2026-03-31";
            self.faults.invalid(name, "bad-date", message);
        }
        parsed
    }

    /// A whole number within a range. As in a body, what is no number is of another type, and what
    /// is one but not whole or beyond the range isn't legal.
    pub fn number(&mut self, name: &str, legal: std::ops::RangeInclusive<u64>) -> Option<u64> {
        let text = self.take(name)?;
        match text.parse::<u64>() {
            Ok(number) if legal.contains(&number) => return Some(number),
            Err(_) if !is_number(&text) => {
                self.malformed(name, "wrong-type", "must be a whole number".into());
            }
            Ok(_) | Err(_) => {
                let message =
                    format!("must be a whole number, {} to {}", legal.start(), legal.end());
                self.faults.invalid(name, "out-of-range", message);
            }
        }
        None
    }

    /// `system:id`, a reference in another system.
    pub fn external_id(&mut self) -> Option<(String, String)> {
        let text = self.text("external_id")?;
        match text.split_once(':') {
            Some((system, id)) if !system.is_empty() && !id.is_empty() => {
                Some((system.to_owned(), id.to_owned()))
            }
            _ => {
                let message = "must be system:id, such as erp:10042";
                self.faults.invalid("external_id", "bad-reference", message);
                None
            }
        }
    }

    /// A person who is looked for by an address, by those who may see it.
    pub fn person(&mut self) -> PersonSought {
        let sought = PersonSought { email: self.text("email"), phone: self.text("phone") };
        if sought != PersonSought::default()
            && let Err(missing) = &self.persons
        {
            self.missing = Some(missing.clone());
        }
        sought
    }
}

/// Whether a text is a number as JSON writes it: no sign but a minus, no word such as `NaN`.
fn is_number(text: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(text).is_ok()
}
