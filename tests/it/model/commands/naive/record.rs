//! A record of whichever kind.

use serde_json::Value as Json;

/// A record: its fields as a read shows them, and some for the rules.
#[derive(Debug, Clone)]
pub struct Record {
    pub id: String,
    pub revision: u64,
    pub fields: Json,
    /// Whether it reads as another one.
    pub merged_into: Option<String>,
}

impl Record {
    pub fn new(id: &str, fields: Json) -> Self {
        Self { id: id.into(), revision: 1, fields, merged_into: None }
    }

    pub fn has(&self, field: &str) -> bool {
        !self.fields[field].is_null()
    }

    pub fn is(&self, field: &str, value: &str) -> bool {
        self.fields[field] == value
    }

    /// Puts fields of a body over the record's: absent is unchanged. True if something changed.
    pub fn put(&mut self, body: &Json, fields: &[&str]) -> bool {
        let mut changed = false;
        for field in fields {
            let Some(value) = body.get(*field) else { continue };
            changed |= self.fields[*field] != *value;
            self.fields[*field] = value.clone();
        }
        changed
    }
}
