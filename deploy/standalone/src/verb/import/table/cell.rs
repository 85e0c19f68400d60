//! A cell's text as JSON. What doesn't read as the type that the field has is sent as text, so that
//! the platform refuses that row in its own words.

use serde_json::Value as Json;

use super::fields::{Cell, LIST_SEPARATOR};

/// The value of a cell that isn't empty.
pub fn value(cell: &Cell, text: &str) -> Json {
    match cell {
        Cell::Text => text.into(),
        Cell::Number => number(text).unwrap_or_else(|| text.into()),
        Cell::Boolean => boolean(text).map_or_else(|| text.into(), Into::into),
        Cell::List(item) => {
            let items = text.split(LIST_SEPARATOR).map(str::trim).filter(|item| !item.is_empty());
            items.map(|text| value(item, text)).collect()
        }
    }
}

/// A value of the map file. A text is read as a cell is.
pub fn constant(cell: &Cell, given: &toml::Value) -> Json {
    match given {
        toml::Value::String(text) => value(cell, text),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(flag) => (*flag).into(),
        toml::Value::Datetime(time) => time.to_string().into(),
        toml::Value::Array(items) => {
            let item = if let Cell::List(item) = cell { item } else { cell };
            items.iter().map(|given| constant(item, given)).collect()
        }
        // The platform says what is wrong with it.
        toml::Value::Table(_) => Json::Object(serde_json::Map::new()),
    }
}

/// JSON's own numbers only: what else people write (`1,200`) means different things to them.
fn number(text: &str) -> Option<Json> {
    let number: serde_json::Number = text.parse().ok()?;
    Some(number.into())
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Some(true),
        "false" | "no" | "0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cell_becomes_what_its_field_has() {
        let list = Cell::List(Box::new(Cell::Number));
        for (cell, text, expected) in [
            (&Cell::Text, "007", json!("007")),
            (&Cell::Text, "=1+1", json!("=1+1")),
            (&Cell::Number, "120", json!(120)),
            (&Cell::Number, "-1.5", json!(-1.5)),
            (&Cell::Number, "1,200", json!("1,200")),
            (&Cell::Number, "many", json!("many")),
            (&Cell::Boolean, "Yes", json!(true)),
            (&Cell::Boolean, "FALSE", json!(false)),
            (&Cell::Boolean, "perhaps", json!("perhaps")),
            (&list, "1; 2;;x", json!([1, 2, "x"])),
        ] {
            assert_eq!(value(cell, text), expected, "{cell:?} {text}");
        }
    }
}
