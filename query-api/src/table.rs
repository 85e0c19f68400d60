//! Records as a table. The columns are those that the platform's own description of the list names,
//! so a column is there also where no record has a value. They are in the order of their names.

mod cell;

use std::collections::BTreeSet;
use std::io::{self, Write};

use csv::Writer;
use serde_json::Value as Json;
use serde_json::value::RawValue;

pub use cell::{harmless, unharmed};

/// What stands between the items of a list in one cell.
const LIST_SEPARATOR: &str = ";";
/// Most fields in fields: a description that refers to itself ends here.
const DEPTH_MAX: usize = 8;

/// The field that has those that the tenant defined: each of them is a column.
const CUSTOM: &str = "custom";

/// A list as a table.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// Its path in the API.
    pub path: &'a str,
    /// The keys of the fields that the tenant defined for its records.
    pub custom: &'a BTreeSet<String>,
}

/// The keys of custom fields by the settings that define them, as `/v1/settings` has their bodies: of
/// every version, since records keep what one of before took.
pub fn custom_keys<'a>(bodies: impl Iterator<Item = &'a Json>) -> BTreeSet<String> {
    let fields = bodies.filter_map(|body| body["fields"].as_array()).flatten();
    fields.filter_map(|field| field["key"].as_str()).map(str::to_owned).collect()
}

/// Whether the fields of the setting with this key are those of a list's records: of records of
/// objects, any object's.
pub fn is_fielded(path: &str, key: &str) -> bool {
    let list = path.rsplit('/').next().unwrap_or_default();
    let known = |one: &&(&str, &str)| one.1 == key;
    match FIELDED.iter().find(known) {
        Some((fielded, _)) => *fielded == list,
        None => list == "records",
    }
}

/// The lists whose records have custom fields, and the keys of their definitions.
const FIELDED: [(&str, &str); 4] = [
    ("leads", "lead"),
    ("accounts", "account"),
    ("contacts", "contact"),
    ("opportunities", "opportunity"),
];

/// A table in the making.
pub struct Table<W: Write> {
    /// Paths of the columns, such as `/score/total`.
    columns: Vec<String>,
    raw: bool,
    writer: Writer<W>,
}

impl<W: Write> Table<W> {
    /// Writes the header line of a list.
    pub fn begin(description: &Json, list: Listed<'_>, raw: bool, to: W) -> io::Result<Self> {
        let Listed { path, custom } = list;
        let operation = &description["paths"][path]["get"]["responses"]["200"];
        let page = &operation["content"]["application/json"]["schema"];
        let mut columns = Vec::new();
        let item = &page["properties"]["items"]["items"];
        collect(description, item, String::new(), 0, &mut columns);
        let keys = |column: String| match column.strip_prefix('/') == Some(CUSTOM) {
            true => custom.iter().map(|key| format!("{column}/{key}")).collect(),
            false => vec![column],
        };
        let columns: Vec<String> = columns.into_iter().flat_map(keys).collect();
        if columns.iter().all(String::is_empty) {
            let said = format!("the platform describes no columns of {path}");
            return Err(io::Error::other(said));
        }
        let mut writer = Writer::from_writer(to);
        let names = columns.iter().map(|column| column[1..].replace('/', "."));
        writer.write_record(names)?;
        Ok(Self { columns, raw, writer })
    }

    /// Writes a record.
    pub fn row(&mut self, item: &RawValue) -> io::Result<()> {
        let item: Json = serde_json::from_str(item.get())?;
        for column in &self.columns {
            let text = item.pointer(column).map(cell).unwrap_or_default();
            let is_text = item.pointer(column).is_some_and(|v| v.is_string() || v.is_array());
            let made = if is_text && !self.raw { harmless(&text) } else { text.as_str().into() };
            self.writer.write_field(made.as_bytes())?;
        }
        self.writer.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Writes what is left.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// The columns of a schema: its fields, and theirs.
fn collect(whole: &Json, schema: &Json, path: String, depth: usize, columns: &mut Vec<String>) {
    let schema = resolved(whole, schema);
    match schema["properties"].as_object().filter(|_| depth < DEPTH_MAX) {
        Some(properties) => {
            for (name, part) in properties {
                collect(whole, part, format!("{path}/{name}"), depth + 1, columns);
            }
        }
        None => columns.push(path),
    }
}

/// The schema that is meant: references followed, and null left out.
fn resolved<'a>(whole: &'a Json, schema: &'a Json) -> &'a Json {
    let mut schema = schema;
    for _ in 0..DEPTH_MAX {
        if let Some(name) = schema["$ref"].as_str() {
            schema = whole.pointer(name.trim_start_matches('#')).unwrap_or(&Json::Null);
            continue;
        }
        let choices = schema["anyOf"].as_array().map(Vec::as_slice).unwrap_or_default();
        let mut real = choices.iter().filter(|choice| choice["type"] != "null");
        match (real.next(), real.next()) {
            (Some(only), None) => schema = only,
            _ => break,
        }
    }
    schema
}

fn cell(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            items.iter().map(cell).collect::<Vec<_>>().join(LIST_SEPARATOR)
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(item: &Json, raw: bool) -> String {
        let item_schema = json!({"type": "object", "properties": {
            "id": {"type": "string"},
            "score": {"$ref": "#/components/schemas/Score"},
            "reference": {"anyOf": [{"$ref": "#/components/schemas/Score"}, {"type": "null"}]},
            "tags": {"type": "array", "items": {"type": "string"}},
            "changes": {"type": "array", "items": {"type": "object"}},
            "custom": {"type": "object", "additionalProperties": {"type": "string"}},
        }});
        let score = json!({"type": "object", "properties": {"fit": {"type": "integer"}}});
        let page = json!({"properties": {"items": {"type": "array", "items": item_schema}}});
        let content = json!({"application/json": {"schema": page}});
        let description = json!({
            "paths": {"/v1/x": {"get": {"responses": {"200": {"content": content}}}}},
            "components": {"schemas": {"Score": score}},
        });
        let mut out = Vec::new();
        let bodies = [json!({"fields": [{"key": "vip"}, {"key": "beds"}]}), json!({})];
        let list = Listed { path: "/v1/x", custom: &custom_keys(bodies.iter()) };
        let mut table = Table::begin(&description, list, raw, &mut out).unwrap();
        table.row(&RawValue::from_string(item.to_string()).unwrap()).unwrap();
        table.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_list_has_the_fields_of_its_kind_and_records_those_of_all_objects() {
        assert!(is_fielded("/v1/leads", "lead") && is_fielded("/v1/records", "machine"));
        assert!(!is_fielded("/v1/leads", "machine") && !is_fielded("/v1/records", "lead"));
        assert!(!is_fielded("/v1/orders", "lead") && !is_fielded("/v1/orders", "machine"));
    }

    #[test]
    fn parts_are_columns_and_lists_are_joined() {
        let item = json!({"id": "a,b", "score": {"fit": -3}, "reference": null, "tags": ["x", "y"],
                          "changes": [{"field": "f"}], "custom": {"beds": 7}});
        let expected = "changes,custom.beds,custom.vip,id,reference.fit,score.fit,tags\n\
                        \"[{\"\"field\"\":\"\"f\"\"}]\",7,,\"a,b\",,-3,x;y\n";
        assert_eq!(check(&item, false), expected);
    }

    #[test]
    fn a_formula_is_made_harmless_unless_asked_otherwise() {
        let item = json!({"id": "=1+1", "score": {"fit": 1}, "tags": ["@x"]});
        assert!(check(&item, false).ends_with("\n,,,'=1+1,,1,'@x\n"));
        assert!(check(&item, true).ends_with("\n,,,=1+1,,1,@x\n"));
    }
}
