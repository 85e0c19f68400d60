//! `filter`, `sort` and `view`: which records of a list, in which order.

use event_schema::problem::FieldError;
use projection_service::query::{NamedView, Sifting};
use rules::views::{Condition, FILTER_BYTES_MAX, List, Order, read};
use serde_json::Value as Json;

use super::{Param, Params};

/// The parameters of lists that can be sifted.
pub const SIFTING: &[Param] = &[
    Param::of(
        "filter",
        "A condition as JSON: {\"field\": …} with one of is, in, from and to, like, absent; \
         combined by all, any and not; {\"has\": …, \"such\": …, \"min\": …} for what belongs to a \
         record. Times are instants, dates, {\"ago\": \"90d\"} or {\"ahead\": \"7d\"}. Such as {\"all\": [{\"field\": \"region\", \"is\": \"east\"}, {\"field\": \
         \"created_at\", \"from\": {\"ago\": \"90d\"}}]}",
        || {
            serde_json::json!({
                "type": "string", "minLength": 1, "maxLength": FILTER_BYTES_MAX,
                "contentMediaType": "application/json",
            })
        },
    ),
    Param::text(
        "sort",
        "A field of numbers, amounts or times, with - before it for the largest first; newest \
         first if absent, or as the view says",
    ),
    Param::of(
        "view",
        "The key of a saved view, one's own or a shared one: its condition holds besides `filter`",
        || serde_json::json!({"type": "string", "pattern": "^[A-Za-z0-9_.-]{1,64}$"}),
    ),
];

impl Params {
    /// `filter`, `sort` and `view` of a list.
    pub fn sifting(&mut self, list: List) -> Sifting {
        let (condition, order) = (self.condition(list), self.order(list));
        Sifting { condition, order, view: self.view() }
    }

    fn view(&mut self) -> Option<NamedView> {
        let text = self.text("view")?;
        match text.parse() {
            Ok(key) => Some(NamedView { key, subject: self.subject }),
            Err(bad) => {
                let bad: event_schema::value::code::BadKey = bad;
                self.faults.invalid("view", "bad-key", bad.to_string());
                None
            }
        }
    }

    fn condition(&mut self, list: List) -> Option<Condition> {
        let text = self.take("filter")?;
        if text.len() > FILTER_BYTES_MAX {
            let message = format!("must have at most {FILTER_BYTES_MAX} bytes");
            self.faults.invalid("filter", "too-long", message);
            return None;
        }
        let json: Json = match serde_json::from_str(&text) {
            Ok(json) => json,
            Err(e) => {
                self.malformed("filter", "not-json", format!("must be JSON: {e}"));
                return None;
            }
        };
        match read(list, &json, self.zone) {
            Ok(condition) => Some(condition),
            Err(faults) => {
                for FieldError { field, code, message } in faults {
                    let path = format!("filter.{field}");
                    self.faults.invalid(path.trim_end_matches('.'), &code, message);
                }
                None
            }
        }
    }

    fn order(&mut self, list: List) -> Option<Order> {
        let text = self.take("sort")?;
        match Order::read(list, &text) {
            Ok(order) => Some(order),
            Err(bad) => {
                self.faults.invalid("sort", "unknown-value", bad.to_string());
                None
            }
        }
    }
}
