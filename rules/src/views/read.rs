//! Reading a condition from JSON.
//!
//! ```json
//! {"all": [
//!   {"field": "region", "is": "east"},
//!   {"field": "grade", "in": ["A", "B"]},
//!   {"field": "created_at", "from": {"ago": "180d"}},
//!   {"has": "opportunities", "such": {"field": "state", "is": "won"}, "min": 1}
//! ]}
//! ```

use chrono::NaiveDate;
use event_schema::problem::FieldError;
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Condition, CustomColumn, CustomColumns, Kind, List, Operand, Related, Test};
use crate::zone::Zone;

/// Longest condition, in bytes; a longer one doesn't fit into an address anyway.
pub const FILTER_BYTES_MAX: usize = 8_192;
/// Most conditions within one, itself counted.
pub const CONDITIONS_MAX: usize = 100;
/// Deepest nesting.
const DEPTH_MAX: usize = 8;
/// Most values that one field is compared with.
const VALUES_MAX: usize = 1_000;

/// Every fault of a condition, each with its path below the condition.
pub type BadCondition = Vec<FieldError>;

/// Reads a condition on records of a list. Bare dates are first instants in `zone`; `custom` are the
/// fields that the tenant gave its records.
pub fn read(
    list: List,
    json: &Value,
    zone: Zone,
    custom: &CustomColumns,
) -> Result<Condition, BadCondition> {
    let mut reader = Reader { zone, custom, faults: Vec::new(), conditions: 0 };
    let condition = reader.condition(list, json, "", 0);
    match condition {
        Some(condition) if reader.faults.is_empty() => Ok(condition),
        _ => Err(reader.faults),
    }
}

struct Reader<'a> {
    zone: Zone,
    custom: &'a CustomColumns,
    faults: BadCondition,
    conditions: usize,
}

/// What a condition can be, each with the names that belong to it.
const SHAPES: [(&str, &[&str]); 5] = [
    ("all", &[]),
    ("any", &[]),
    ("not", &[]),
    ("field", &["is", "in", "from", "to", "like", "absent"]),
    ("has", &["such", "min"]),
];

/// A field that is tested.
#[derive(Clone, Copy)]
struct Field<'n> {
    name: &'n str,
    kind: Kind,
}

impl Reader<'_> {
    fn fault<T>(&mut self, path: &str, code: &str, message: impl Into<String>) -> Option<T> {
        let field = path.trim_start_matches('.').to_owned();
        self.faults.push(FieldError { field, code: code.into(), message: message.into() });
        None
    }

    fn condition(
        &mut self,
        list: List,
        json: &Value,
        path: &str,
        depth: usize,
    ) -> Option<Condition> {
        self.conditions += 1;
        if self.conditions > CONDITIONS_MAX || depth > DEPTH_MAX {
            // Said once: nothing below it is looked at any more.
            let message = format!("has more than {CONDITIONS_MAX} parts or {DEPTH_MAX} levels");
            return self.fault(path, "too-large", message);
        }
        let Value::Object(object) = json else {
            return self.fault(path, "wrong-type", "must be an object");
        };
        let shape = SHAPES.iter().find(|(name, _)| object.contains_key(*name));
        let Some((shape, more)) = shape else {
            let message = "must have one of all, any, not, field or has";
            return self.fault(path, "missing", message);
        };
        let mut known = true;
        for name in object.keys().filter(|name| name != shape && !more.contains(&name.as_str())) {
            let at = format!("{path}.{name}");
            self.fault::<()>(&at, "unknown", format!("has no place beside {shape}"));
            known = false;
        }
        if !known {
            return None;
        }
        let at = format!("{path}.{shape}");
        let inner = &object[*shape];
        match *shape {
            "all" => self.several(list, inner, &at, depth).map(Condition::All),
            "any" => self.several(list, inner, &at, depth).map(Condition::Any),
            "not" => {
                let inner = self.condition(list, inner, &at, depth + 1)?;
                Some(Condition::Not(Box::new(inner)))
            }
            "field" => self.field(list, object, path),
            _ => self.has(list, object, path, depth),
        }
    }

    fn several(
        &mut self,
        list: List,
        json: &Value,
        path: &str,
        depth: usize,
    ) -> Option<Vec<Condition>> {
        let Value::Array(items) = json else {
            return self.fault(path, "wrong-type", "must be a list of conditions");
        };
        let read = items
            .iter()
            .enumerate()
            .map(|(i, item)| self.condition(list, item, &format!("{path}[{i}]"), depth + 1));
        // All are read before the first is looked at, so that every fault is found.
        read.collect::<Vec<_>>().into_iter().collect()
    }

    fn has(
        &mut self,
        list: List,
        object: &Map<String, Value>,
        path: &str,
        depth: usize,
    ) -> Option<Condition> {
        let relations = list.relations();
        let name = object["has"].as_str().unwrap_or_default();
        let Some(relation) = relations.iter().find(|relation| relation.name == name) else {
            let known: Vec<_> = relations.iter().map(|relation| relation.name).collect();
            let message = match known.as_slice() {
                [] => format!("nothing belongs to {} that could be asked for", list.name()),
                known => format!("must be one of {}", known.join(", ")),
            };
            return self.fault(&format!("{path}.has"), "unknown-value", message);
        };
        let such = match object.get("such") {
            None => None,
            Some(such) => {
                let at = format!("{path}.such");
                Some(Box::new(self.condition(relation.list, such, &at, depth + 1)?))
            }
        };
        let min = object.get("min").map_or(Some(1), Value::as_u64);
        let Some(min) = min.and_then(|min| u32::try_from(min).ok()).filter(|min| *min > 0) else {
            return self.fault(&format!("{path}.min"), "out-of-range", "must be 1 or more");
        };
        Some(Condition::Has(Related { relation: relation.name.into(), such, min }))
    }

    fn field(&mut self, list: List, object: &Map<String, Value>, path: &str) -> Option<Condition> {
        let name = object["field"].as_str().unwrap_or_default();
        let field = self.named(list, name, &format!("{path}.field"))?;
        let tests: Vec<&str> =
            object.keys().map(String::as_str).filter(|name| *name != "field").collect();
        let test = match tests.as_slice() {
            ["is"] => {
                let value = self.operand(field, &object["is"], &format!("{path}.is"))?;
                Test::In(vec![value])
            }
            ["in"] => Test::In(self.operands(field, &object["in"], &format!("{path}.in"))?),
            ["from"] | ["to"] | ["from", "to"] => self.range(field, object, path)?,
            ["like"] => self.like(field, &object["like"], &format!("{path}.like"))?,
            ["absent"] => match object["absent"] {
                Value::Bool(true) => Test::Absent,
                Value::Bool(false) => {
                    let absent = Condition::Field { name: field.name.into(), test: Test::Absent };
                    return Some(Condition::Not(Box::new(absent)));
                }
                _ => {
                    let at = format!("{path}.absent");
                    return self.fault(&at, "wrong-type", "must be true or false");
                }
            },
            _ => {
                let message = "must have exactly one of is, in, like, absent, or from and to";
                return self.fault(path, "missing", message);
            }
        };
        Some(Condition::Field { name: field.name.into(), test })
    }

    /// The field of a list that is meant, its own or one that the tenant gave it.
    fn named<'n>(&mut self, list: List, name: &'n str, path: &str) -> Option<Field<'n>> {
        if let Some(field) = list.field(name) {
            return Some(Field { name, kind: field.kind });
        }
        match self.custom.column(list, name) {
            Some(CustomColumn::Of(kind)) => Some(Field { name, kind }),
            Some(CustomColumn::Sealed) => {
                let message = "is personal, so it is sealed, and no list can be sifted by it";
                self.fault(path, "sealed", format!("{name} {message}"))
            }
            None => {
                let known = list.fields().iter().map(|field| field.name.to_owned());
                let known: Vec<_> =
                    known.chain(self.custom.named(list).map(|(name, _)| name)).collect();
                self.fault(path, "unknown-value", format!("must be one of {}", known.join(", ")))
            }
        }
    }

    fn range(&mut self, field: Field<'_>, object: &Map<String, Value>, path: &str) -> Option<Test> {
        if !field.kind.has_order() {
            let message = format!("{} has no order: use is or in", field.name);
            return self.fault(path, "bad-value", message);
        }
        let mut bound = |name: &str| match object.get(name) {
            None => Some(None),
            Some(value) => self.operand(field, value, &format!("{path}.{name}")).map(Some),
        };
        let (from, to) = (bound("from"), bound("to"));
        Some(Test::Range { from: from?, to: to? })
    }

    fn like(&mut self, field: Field<'_>, json: &Value, path: &str) -> Option<Test> {
        match (field.kind, json) {
            (Kind::Word | Kind::Words, Value::String(pattern)) => Some(Test::Like(pattern.clone())),
            (Kind::Word | Kind::Words, _) => {
                self.fault(path, "wrong-type", "must be a text with * for any letters")
            }
            _ => {
                let message = format!("{} is no text", field.name);
                self.fault(path, "bad-value", message)
            }
        }
    }

    fn operands(&mut self, field: Field<'_>, json: &Value, path: &str) -> Option<Vec<Operand>> {
        let Value::Array(values) = json else {
            return self.fault(path, "wrong-type", "must be a list");
        };
        if values.len() > VALUES_MAX {
            let message = format!("has more than {VALUES_MAX} values");
            return self.fault(path, "too-large", message);
        }
        let read = values.iter().enumerate();
        let read = read.map(|(i, value)| self.operand(field, value, &format!("{path}[{i}]")));
        read.collect::<Vec<_>>().into_iter().collect()
    }

    fn operand(&mut self, field: Field<'_>, json: &Value, path: &str) -> Option<Operand> {
        let text = json.as_str();
        let (operand, expected) = match field.kind {
            Kind::Word | Kind::Words => (text.map(|text| Operand::Word(text.into())), "a text"),
            Kind::Id => {
                let id = text.and_then(|text| Uuid::try_parse(text).ok());
                (id.map(Operand::Id), "a UUID")
            }
            Kind::Number => (json.as_i64().map(Operand::Number), "a whole number"),
            Kind::Decimal => {
                let decimal = text.and_then(|text| text.parse::<Decimal>().ok());
                (decimal.map(Operand::Decimal), "a decimal in quotes, such as \"1200.50\"")
            }
            Kind::Time => {
                let at = text.and_then(|text| self.zone.bound(text).ok());
                let operand = relative(json).or(at.map(Operand::Time));
                (
                    operand,
                    "an instant with an offset, a date, {\"ago\": \"90d\"} or {\"ahead\": \"7d\"}",
                )
            }
            Kind::Date => {
                let date = text.and_then(|text| text.parse::<NaiveDate>().ok());
                let operand = relative(json).or(date.map(Operand::Date));
                (operand, "a date, such as 2026-03-31, {\"ago\": \"90d\"} or {\"ahead\": \"7d\"}")
            }
            Kind::Flag => (json.as_bool().map(Operand::Flag), "true or false"),
        };
        match operand {
            Some(operand) => Some(operand),
            None => self.fault(path, "bad-value", format!("must be {expected}")),
        }
    }
}

/// A time from the present on: `{"ago": "90d"}` or `{"ahead": "7d"}`.
fn relative(json: &Value) -> Option<Operand> {
    let mut fields = json.as_object()?.iter();
    let (Some((name, length)), None) = (fields.next(), fields.next()) else { return None };
    let seconds = seconds(length.as_str()?)?;
    match name.as_str() {
        "ago" => Some(Operand::Ago(seconds)),
        "ahead" => Some(Operand::Ago(-seconds)),
        _ => None,
    }
}

/// Seconds of a time such as `90d`, `12h` or `30m`.
fn seconds(text: &str) -> Option<i64> {
    let unit = match text.chars().next_back()? {
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 604_800,
        _ => return None,
    };
    let number: u32 = text[..text.len() - 1].parse().ok()?;
    i64::from(number).checked_mul(unit)
}
