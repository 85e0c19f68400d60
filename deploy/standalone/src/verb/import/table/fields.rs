//! The fields that a command takes, as a table can name them: those inside others with a dot, and
//! what a cell of each has to become. All of it comes from the command's JSON Schema.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

/// What a cell's text becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// It stays a text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A list, its items separated by [`LIST_SEPARATOR`].
    List(Box<Cell>),
}

/// What stands between the items of a list in one cell.
pub const LIST_SEPARATOR: char = ';';

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name, such as `company` or `utm.source`.
    pub path: String,
    /// What its cells become.
    pub cell: Cell,
    /// The optional field that it is a part of; empty where there is none.
    pub within: String,
    /// Whether it must be there wherever `within` is.
    pub required: bool,
}

/// The fields of one command.
#[derive(Debug)]
pub struct Fields {
    all: Vec<Field>,
    /// Fields that are sums of money.
    money: BTreeSet<String>,
    /// Whether it takes fields that the tenant defined.
    custom: bool,
}

/// The field that has those that the tenant defined: `custom.beds` is one of them.
pub const CUSTOM: &str = "custom.";

impl Field {
    /// Whether it must be there in every row.
    pub fn is_always_needed(&self) -> bool {
        self.required && self.within.is_empty()
    }
}

impl Fields {
    /// Reads them from a command's schema.
    pub fn of(schema: &Json) -> Self {
        let custom = schema["properties"]["custom"].is_object();
        let mut fields = Self { all: Vec::new(), money: BTreeSet::new(), custom };
        fields.walk(schema, "", "", true);
        fields
    }

    fn walk(&mut self, schema: &Json, path: &str, within: &str, required: bool) {
        let shape = without_null(schema);
        let Some(properties) = shape.get("properties").and_then(Json::as_object) else {
            if let Some(cell) = cell(shape) {
                let (path, within) = (path.into(), within.into());
                self.all.push(Field { path, cell, within, required });
            }
            return;
        };
        if is_money(properties) {
            self.money.insert(path.into());
        }
        let needs = shape["required"].as_array().map(Vec::as_slice).unwrap_or_default();
        let within = if required { within } else { path };
        for (name, part) in properties {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            self.walk(part, &path, within, needs.iter().any(|need| need == name.as_str()));
        }
    }

    /// Knows those of these names that are a tenant's own field: which there are, the platform says when
    /// it gets a row. Their cells stay text, which the platform reads by the type of the field.
    pub fn with_custom<'a>(mut self, names: impl Iterator<Item = &'a str>) -> Self {
        let key = |name: &&str| name.strip_prefix(CUSTOM).is_some_and(|key| !key.is_empty());
        for name in names.map(str::trim).filter(key).filter(|_| self.custom) {
            if self.get(name).is_none() {
                let (path, within) = (name.to_owned(), String::new());
                self.all.push(Field { path, cell: Cell::Text, within, required: false });
            }
        }
        self
    }

    /// Every field.
    pub fn each(&self) -> impl Iterator<Item = &Field> {
        self.all.iter()
    }

    /// The field with exactly this name.
    pub fn get(&self, path: &str) -> Option<&Field> {
        self.all.iter().find(|field| field.path == path)
    }

    /// The field that a header means, by its name or an alias. A sum of money is meant by its
    /// amount, and `currency` alone is that of the only sum there is.
    pub fn meant(&self, header: &str, aliases: &[(&str, &str)]) -> Option<&Field> {
        let (written, header) = (header.trim(), plain(header));
        let same = |text: &str| plain(text) == header;
        let sum = self.money.iter().find(|sum| same(sum)).map(|sum| format!("{sum}.amount"));
        let only = self.money.first().filter(|_| self.money.len() == 1 && header == "currency");
        let currency = only.map(|sum| format!("{sum}.currency"));
        let alias = || aliases.iter().find(|(name, _)| same(name)).map(|(_, path)| *path);
        // A tenant's own fields have the keys that it gave them.
        let own = |field: &&Field| same(&field.path) && !field.path.starts_with(CUSTOM);
        self.get(written)
            .or_else(|| self.all.iter().find(own))
            .or_else(|| self.get(&sum.or(currency)?))
            .or_else(|| self.get(alias()?))
    }

    /// Every name, for a message.
    pub fn names(&self) -> String {
        let names: Vec<&str> = self.all.iter().map(|field| field.path.as_str()).collect();
        names.join(", ")
    }

    /// The names of fields that must be there if these are.
    pub fn missing(&self, taken: &BTreeSet<&str>) -> Vec<&str> {
        let is_used = |within: &str| {
            let inside =
                |path: &&str| path.strip_prefix(within).is_some_and(|p| p.starts_with('.'));
            within.is_empty() || taken.iter().any(inside)
        };
        let missing = |f: &&Field| f.required && is_used(&f.within) && !taken.contains(&*f.path);
        self.all.iter().filter(missing).map(|field| field.path.as_str()).collect()
    }
}

/// What is left of a name when case, spaces and punctuation don't count.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The schema of a value where it may be null, too.
fn without_null(schema: &Json) -> &Json {
    let choices = schema["anyOf"].as_array().map(Vec::as_slice).unwrap_or_default();
    let real: Vec<&Json> = choices.iter().filter(|choice| choice["type"] != "null").collect();
    match real.as_slice() {
        [only] => without_null(only),
        _ => schema,
    }
}

/// What a cell of this schema has to be; `None` if no cell can be.
fn cell(schema: &Json) -> Option<Cell> {
    let types = match &schema["type"] {
        Json::Array(types) => types.iter().filter_map(Json::as_str).collect(),
        Json::String(only) => vec![only.as_str()],
        _ => {
            let choices = schema["anyOf"].as_array()?.iter().map(without_null);
            // Where a text will do, it is sent as it is written.
            let cells: Vec<Cell> = choices.filter_map(cell).collect();
            return cells.iter().find(|cell| **cell == Cell::Text).or(cells.first()).cloned();
        }
    };
    types.into_iter().find_map(|kind| match kind {
        "string" => Some(Cell::Text),
        "integer" | "number" => Some(Cell::Number),
        "boolean" => Some(Cell::Boolean),
        "array" => cell(without_null(&schema["items"])).map(|item| Cell::List(Box::new(item))),
        _ => None,
    })
}

fn is_money(properties: &Map<String, Json>) -> bool {
    properties.len() == 2
        && ["amount", "currency"].iter().all(|name| properties.contains_key(*name))
}

#[cfg(test)]
mod tests;
