//! `filter`, `sort` and `view`: which records of a list, in which order.

use event_schema::TenantId;
use event_schema::problem::FieldError;
use event_schema::value::Key;
use projection_service::query::{AtLeast, NamedView, Sifting};
use rules::views::{Condition, CustomColumns, FILTER_BYTES_MAX, List, Order, read};
use serde_json::Value as Json;

use super::{Param, Params};
use crate::port::Ports;
use crate::problem::Refusal;

const FILTER: Param = Param::of(
    "filter",
    "A condition as JSON: {\"field\": …} with one of is, in, from and to, like, absent; \
         combined by all, any and not; {\"has\": …, \"such\": …, \"min\": …} for what belongs to a \
         record. Fields of one's own are called custom. and their key. Times are instants, dates, {\"ago\": \"90d\"} or {\"ahead\": \"7d\"}. Such as {\"all\": [{\"field\": \"region\", \"is\": \"east\"}, {\"field\": \
         \"created_at\", \"from\": {\"ago\": \"90d\"}}]}",
    || {
        serde_json::json!({
            "type": "string", "minLength": 1, "maxLength": FILTER_BYTES_MAX,
            "contentMediaType": "application/json",
        })
    },
);

const SORT: Param = Param::text(
    "sort",
    "A field of numbers, amounts or times, with - before it for the largest first; newest \
         first if absent, or as the view says",
);

/// The parameters of lists that can be sifted.
pub const SIFTING: &[Param] = &[
    FILTER,
    SORT,
    Param::of(
        "view",
        "The key of a saved view, one's own or a shared one: its condition holds besides `filter`",
        || serde_json::json!({"type": "string", "pattern": "^[A-Za-z0-9_.-]{1,64}$"}),
    ),
];

/// Those of a list that has no views.
pub const SIFTING_ALONE: &[Param] = &[FILTER, SORT];

/// The fields that the tenant gave its records, where a parameter may name one.
pub async fn custom(
    ports: &Ports,
    tenant: TenantId,
    given: &[(String, String)],
    at_least: Option<AtLeast>,
) -> Result<CustomColumns, Refusal> {
    if !given.iter().any(|(name, _)| matches!(name.as_str(), "filter" | "sort")) {
        return Ok(CustomColumns::default());
    }
    Ok(ports.reads.custom_columns(tenant, at_least).await?)
}

impl Params {
    /// `filter` and `sort` of a list of records, whose fields are those of their object.
    pub fn sifting_of(&mut self, object: Option<&str>) -> Sifting {
        let asked = self.given.iter().find(|(name, _)| matches!(name.as_str(), "filter" | "sort"));
        let asked = asked.map(|(name, _)| name.clone());
        if let (None, Some(name)) = (object, asked) {
            let message = format!("is required with {name}: fields are those of an object");
            self.faults.invalid("object", "missing", message);
            self.take("filter");
            self.take("sort");
            return Sifting::default();
        }
        let object = object.and_then(|object| object.parse::<Key>().ok());
        self.custom = std::mem::take(&mut self.custom).of_object(object);
        let (condition, order) = (self.condition(List::Records), self.order(List::Records));
        Sifting { condition, order, view: None }
    }

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
        match read(list, &json, self.zone, &self.custom) {
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
        match Order::read(list, &text, &self.custom) {
            Ok(order) => Some(order),
            Err(bad) => {
                self.faults.invalid("sort", bad.code(), bad.to_string());
                None
            }
        }
    }
}
