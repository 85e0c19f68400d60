//! Dictionaries: the name that a text of a field is recorded under, by versions.

use serde_json::{Value as Json, json};

use super::words::plain;
use super::{Judged, Refused, Sent, World, refused};

/// The fields that have one, but for job titles, which only say how much somebody has to say.
const FIELDS: [&str; 7] =
    ["source", "region", "industry", "product", "channel", "outcome", "title"];

/// The dictionary of regions as shipped.
pub fn shipped() -> Json {
    let entry = |name: &str, aliases: &[&str]| json!({"name": name, "aliases": aliases});
    json!({"values": [
        entry("north", &["north china", "华北", "华北地区", "北方"]),
        entry("east", &["east china", "华东", "华东地区"]),
        entry("south", &["south china", "华南", "华南地区", "南方"]),
        entry("west", &["west china", "西部", "西部地区"]),
    ]})
}

/// The name of an entry and its aliases.
fn words(entry: &Json) -> Vec<Json> {
    let aliases = entry["aliases"].as_array().cloned().unwrap_or_default();
    [vec![entry["name"].clone()], aliases].concat()
}

fn folded(word: &Json) -> String {
    plain(word.as_str().unwrap_or_default())
}

impl World {
    pub fn define_dictionary(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let key = sent.text("key").unwrap_or_default().to_owned();
        let values = sent.data["values"].as_array().cloned().unwrap_or_default();
        let mut wrong: Vec<String> = Vec::new();
        if !FIELDS.contains(&&*key) {
            wrong.push("key".into());
        }
        let mut seen = Vec::new();
        for (nth, entry) in values.iter().enumerate() {
            for (place, word) in words(entry).iter().enumerate() {
                let path = match place {
                    0 => format!("values[{nth}].name"),
                    alias => format!("values[{nth}].aliases[{}]", alias - 1),
                };
                wrong.extend(seen.contains(&folded(word)).then_some(path));
                seen.push(folded(word));
            }
        }
        if !wrong.is_empty() {
            return Err(Refused { fields: wrong, ..refused("invalid") });
        }
        self.publish(("dictionary", &key), json!({"values": values}), sent, answer)
    }

    /// A text as the dictionary of its field names it at the time of a command; as it was written
    /// where that has none.
    pub fn named(&self, field: &str, written: &Json, sent: &Sent) -> Json {
        let version = self.in_force("dictionary", field, &sent.when());
        let values = version.and_then(|version| version["values"].as_array());
        let means = |entry: &&Json| {
            words(entry).iter().any(|word| written.is_string() && folded(word) == folded(written))
        };
        let entry = values.into_iter().flatten().find(means);
        entry.map_or_else(|| written.clone(), |entry| entry["name"].clone())
    }

    /// A command with the texts of its own fields as they are recorded.
    pub fn worded(&self, mut sent: Sent) -> Sent {
        for field in &FIELDS[..6] {
            if let Some(written) = sent.data.get(field).filter(|written| written.is_string()) {
                let named = self.named(field, written, &sent);
                sent.data[*field] = named;
            }
        }
        sent
    }
}
