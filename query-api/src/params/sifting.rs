//! `filter` and `sort`: which records of a list, in which order.

use event_schema::problem::FieldError;
use projection_service::query::{Order, Sifting};
use rules::views::{Condition, Kind, List, read};
use serde_json::Value as Json;

use super::{Param, Params};

/// Longest filter, in bytes; a longer one doesn't fit into an address anyway.
const FILTER_BYTES_MAX: usize = 8_192;

/// The parameters of lists that can be sifted.
pub const SIFTING: &[Param] = &[
    Param::of(
        "filter",
        "A condition as JSON: {\"field\": …} with one of is, in, from and to, like, absent; \
         combined by all, any and not; {\"has\": …, \"such\": …, \"min\": …} for what belongs to a \
         record. Such as {\"all\": [{\"field\": \"region\", \"is\": \"east\"}, {\"field\": \
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
         first if absent",
    ),
];

impl Params {
    /// `filter` and `sort` of a list.
    pub fn sifting(&mut self, list: List) -> Sifting {
        Sifting { condition: self.condition(list), order: self.order(list) }
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
        let (name, descending) =
            text.strip_prefix('-').map_or((text.as_str(), false), |name| (name, true));
        let sortable = |kind| match kind {
            Kind::Number | Kind::Decimal | Kind::Time | Kind::Date => true,
            Kind::Word | Kind::Words | Kind::Id | Kind::Flag => false,
        };
        let mut fields = list.fields().iter().filter(|field| sortable(field.kind));
        if fields.clone().any(|field| field.name == name) {
            return Some(Order { field: name.into(), descending });
        }
        let known = fields.next().map(|first| {
            fields.fold(first.name.to_owned(), |all, field| format!("{all}, {}", field.name))
        });
        let message =
            format!("must be one of {}, with - before it or not", known.unwrap_or_default());
        self.faults.invalid("sort", "unknown-value", message);
        None
    }
}
