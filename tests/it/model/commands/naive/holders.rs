//! Conversions where several accounts hold the same key: the oldest holder is meant, which is not
//! always the oldest account, and a refusal doesn't name it. Whatever is refused must be what one of
//! them is refused for.

use serde_json::Value as Json;

use super::{Judged, Sent, World};

/// Accounts of one key that are looked at.
const HOLDERS_MAX: usize = 4;

impl World {
    pub fn convert_by_any(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let problem = answer.get("problem").unwrap_or(answer);
        let Some(told) = problem["type"].as_str() else { return self.convert_lead(sent, answer) };
        let mut first = None;
        for holder in 0..HOLDERS_MAX {
            let mut world = Self { holder, ..self.clone() };
            let judged = world.convert_lead(sent, answer);
            let is = |slug: &str| told.ends_with(&format!("/{slug}"));
            if judged.as_ref().is_err_and(|refused| is(&refused.slug)) {
                return judged;
            }
            first.get_or_insert(judged);
        }
        first.expect("some are looked at")
    }
}
