//! Keys for commands that have none, so that the same file again changes nothing, renamed or
//! shuffled. A key is the UUIDv5 of what the command says; a command that says the same as earlier
//! ones of the file (three opened mails without a time) is told apart by how many those are.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value as Json;
use serde_json::value::RawValue;
use uuid::Uuid;

/// The source that row keys belong to. Never change it: keys that were given would change.
const SOURCE: Uuid = Uuid::from_u128(0x6b69_7468_2d69_5d70_8f72_742d_636f_6d6d);

/// Commands that make a record, and the field with its id. Without one, an import that is repeated
/// after the platform has forgotten its keys would make the record again.
pub const CREATING: [(&str, &str); 2] =
    [("CreateLead", "lead_id"), ("OpenOpportunity", "opportunity_id")];

type Raw = BTreeMap<String, Box<RawValue>>;

/// Gives keys to the lines of one file.
#[derive(Default)]
pub struct Keys {
    said: HashMap<Uuid, u32>,
}

impl Keys {
    /// The line with a key. A line that has one, or is no command, goes as it is: the platform
    /// judges it.
    pub fn keyed(&mut self, line: Vec<u8>) -> Vec<u8> {
        self.rewrite(&line).unwrap_or(line)
    }

    fn rewrite(&mut self, line: &[u8]) -> Option<Vec<u8>> {
        let mut command: Raw = serde_json::from_slice(line).ok()?;
        if command.contains_key("idempotency_key") {
            return None;
        }
        let content =
            Uuid::new_v5(&SOURCE, canonical(&serde_json::from_slice(line).ok()?).as_bytes());
        let before = self.said.entry(content).or_default();
        let key = Uuid::new_v5(&content, before.to_string().as_bytes());
        *before += 1;
        name_record(&mut command, key);
        command.insert("idempotency_key".into(), raw(&key.to_string())?);
        serde_json::to_vec(&command).ok()
    }
}

/// Gives a command that makes a record without saying its id that id.
fn name_record(command: &mut Raw, key: Uuid) -> Option<()> {
    let name: String = serde_json::from_str(command.get("command")?.get()).ok()?;
    let (_, field) = CREATING.iter().find(|(creating, _)| *creating == name)?;
    let mut data: Raw = serde_json::from_str(command.get("data")?.get()).ok()?;
    if data.contains_key(*field) {
        return None;
    }
    data.insert((*field).into(), raw(&Uuid::new_v5(&key, field.as_bytes()).to_string())?);
    let data = RawValue::from_string(serde_json::to_string(&data).ok()?).ok()?;
    command.insert("data".into(), data);
    Some(())
}

fn raw(text: &str) -> Option<Box<RawValue>> {
    RawValue::from_string(Json::from(text).to_string()).ok()
}

/// The value as text, its fields sorted: the same however it was written.
fn canonical(value: &Json) -> String {
    match value {
        Json::Object(fields) => {
            let sorted: BTreeMap<&String, &Json> = fields.iter().collect();
            let fields = sorted
                .into_iter()
                .map(|(name, value)| format!("{}:{}", Json::from(name.as_str()), canonical(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
        }
        Json::Array(items) => {
            format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(","))
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests;
