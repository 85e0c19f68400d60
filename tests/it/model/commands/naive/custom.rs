//! Fields that the tenant defines: which values they take, and what becomes of them.

use serde_json::{Map, Value as Json, json};

use super::{Judged, Refused, Sent, World, fields, refused};

/// The kinds of record that have them beside the tenant's own objects.
const KINDS: [&str; 4] = ["lead", "account", "contact", "opportunity"];

impl World {
    pub fn define_fields(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let key = sent.text("key").unwrap_or_default().to_owned();
        if !KINDS.contains(&&*key) && self.latest("object", &key).is_none() {
            return Err(fields("invalid", &["key"]));
        }
        let given = sent.data["fields"].as_array().cloned().unwrap_or_default();
        let given: Vec<Json> = given.iter().map(kept).collect();
        let known = self.latest("fields", &key).map(|known| known["fields"].clone());
        let known = known.unwrap_or_default().as_array().cloned().unwrap_or_default();
        let mut wrong = Vec::new();
        for (nth, field) in given.iter().enumerate() {
            let mut note = |name: &str, is: bool| {
                wrong.extend(is.then(|| format!("fields[{nth}].{name}")));
            };
            note("key", given[..nth].iter().any(|other| other["key"] == field["key"]));
            note("personal", field["personal"] == true && !["lead", "contact"].contains(&&*key));
            note("codes", (field["type"] == "code") == field["codes"].is_null());
            note("of", (field["type"] == "record") == field["of"].is_null());
            note("max_length", field["type"] != "text" && !field["max_length"].is_null());
            let counts = field["type"] == "number" || field["type"] == "decimal";
            note("min", !counts && !field["min"].is_null());
            note("max", !counts && !field["max"].is_null());
            note("max", number(&field["min"]) > number(&field["max"]) && !field["max"].is_null());
            if let Some(before) = known.iter().find(|before| before["key"] == field["key"]) {
                for name in ["type", "of", "personal"] {
                    note(name, before[name] != field[name]);
                }
            }
        }
        if !wrong.is_empty() {
            return Err(Refused { fields: wrong, ..refused("invalid") });
        }
        let is_given = |old: &&Json| given.iter().any(|new| new["key"] == old["key"]);
        let all = match known.iter().all(|old| is_given(&old)) {
            true => given,
            false => {
                let newer = |old: &Json| given.iter().find(|new| new["key"] == old["key"]).cloned();
                let is_new = |new: &&Json| known.iter().all(|old| old["key"] != new["key"]);
                let stay = known.iter().map(|old| newer(old).unwrap_or(old.clone()));
                stay.chain(given.iter().filter(is_new).cloned()).collect()
            }
        };
        self.publish(("fields", &key), json!({"fields": all}), sent, answer)
    }

    /// The fields of a kind at a time, those that are out of use, too.
    pub fn fields_of(&self, kind: &str, at: &Json) -> Vec<Json> {
        let version = self.in_force("fields", kind, at);
        version.and_then(|version| version["fields"].as_array()).cloned().unwrap_or_default()
    }

    /// The fields of a new record, which must have those that are required.
    pub fn custom_made(
        &self,
        (kind, path): (&str, &str),
        given: &Json,
        carried: Json,
        sent: &Sent,
    ) -> Result<Json, Refused> {
        let (custom, mut read) = self.custom_put((kind, path), given, carried, sent);
        for field in self.fields_of(kind, &sent.when()).iter().filter(|f| f["removed"] != true) {
            let key = field["key"].as_str().unwrap_or_default();
            if field["required"] == true && custom[key].is_null() && given[key].is_null() {
                read.invalid.push(format!("{path}.{key}"));
            }
        }
        read.told(custom)
    }

    /// The fields of a record from now on.
    pub fn custom_changed(
        &self,
        kind: &str,
        given: &Json,
        had: &Json,
        sent: &Sent,
    ) -> Result<Json, Refused> {
        let (custom, mut read) = self.custom_put((kind, "custom"), given, had.clone(), sent);
        for field in self.fields_of(kind, &sent.when()).iter().filter(|f| f["removed"] != true) {
            let key = field["key"].as_str().unwrap_or_default();
            if field["required"] == true && given.get(key).is_some_and(Json::is_null) {
                read.invalid.push(format!("custom.{key}"));
            }
        }
        read.told(custom)
    }

    fn custom_put(
        &self,
        (kind, path): (&str, &str),
        given: &Json,
        mut custom: Json,
        sent: &Sent,
    ) -> (Json, Wrong) {
        let (known, mut wrong) = (self.fields_of(kind, &sent.when()), Wrong::default());
        for (key, value) in given.as_object().unwrap_or(&Map::new()) {
            let named = known.iter().find(|field| field["key"] == **key);
            let taken = match named.filter(|field| field["removed"] != true) {
                None => None,
                Some(_) if value.is_null() => Some(Json::Null),
                Some(field) => taken(field, value),
            };
            let Some(taken) = taken else {
                wrong.invalid.push(format!("{path}.{key}"));
                continue;
            };
            let of = named.and_then(|field| field["of"].as_str());
            custom[key] = match (of, taken.as_str()) {
                (Some(of), Some(id)) => {
                    if self.find(of, id).is_none() {
                        wrong.unknown.push(format!("{path}.{key}"));
                    }
                    json!(self.meant(of, id))
                }
                (Some(_) | None, _) => taken,
            };
        }
        (without_nulls(custom), wrong)
    }

    /// What of a lead's fields a new record of another kind takes over.
    pub fn carried(&self, lead: &Json, to: &str, sent: &Sent) -> Json {
        let (theirs, own) =
            (self.fields_of("lead", &sent.when()), self.fields_of(to, &sent.when()));
        let mut carried = json!({});
        for field in own.iter().filter(|field| field["removed"] != true) {
            let key = field["key"].as_str().unwrap_or_default();
            let Some(source) = theirs.iter().find(|source| source["key"] == key) else { continue };
            let same = ["type", "of", "personal"].iter().all(|name| source[*name] == field[*name]);
            let value = taken(field, &lead[key]).filter(|_| same && !lead[key].is_null());
            carried[key] = value.unwrap_or_default();
        }
        without_nulls(carried)
    }
}

/// The survivor's values, and in its blanks those of the other one.
pub fn custom_filled(own: &Json, theirs: &Json) -> Json {
    let mut both = theirs.clone();
    for (key, value) in own.as_object().expect("an object") {
        both[key] = value.clone();
    }
    both
}

#[derive(Default)]
struct Wrong {
    invalid: Vec<String>,
    unknown: Vec<String>,
}

impl Wrong {
    fn told(self, custom: Json) -> Result<Json, Refused> {
        let slug = if self.invalid.is_empty() { "unknown-reference" } else { "invalid" };
        let fields = [self.invalid, self.unknown].concat();
        if fields.is_empty() { Ok(custom) } else { Err(Refused { fields, ..refused(slug) }) }
    }
}

fn without_nulls(mut custom: Json) -> Json {
    if let Some(fields) = custom.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    custom
}

/// A field as it is kept: nothing that says what holds without it.
fn kept(field: &Json) -> Json {
    let mut kept = field.clone();
    let fields = kept.as_object_mut().expect("a field is an object");
    fields.retain(|_, value| !value.is_null() && *value != json!(false) && *value != json!([]));
    kept
}

fn number(value: &Json) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// A value in the way it is kept; none if the field doesn't take it.
pub fn taken(field: &Json, value: &Json) -> Option<Json> {
    let text = || value.as_str().map(str::trim);
    let in_range = |found: f64| {
        number(&field["min"]).is_none_or(|min| min <= found)
            && number(&field["max"]).is_none_or(|max| found <= max)
    };
    match field["type"].as_str().unwrap_or_default() {
        "text" => {
            let most = field["max_length"].as_u64().unwrap_or(200);
            let length = |text: &&str| (1..=most).contains(&(text.chars().count() as u64));
            text().filter(length).map(|text| json!(text))
        }
        "number" => {
            let whole = value.as_i64().or_else(|| text()?.parse().ok())?;
            in_range(whole as f64).then(|| json!(whole))
        }
        "decimal" => number(value).filter(|found| in_range(*found)).map(|n| json!(n.to_string())),
        "date" => {
            let day = |text: &&str| text.parse::<chrono::NaiveDate>().is_ok() && text.len() == 10;
            text().filter(day).map(|day| json!(day))
        }
        "flag" => value.as_bool().or_else(|| text()?.parse().ok()).map(|flag| json!(flag)),
        "code" => {
            let codes = field["codes"].as_array().cloned().unwrap_or_default();
            let known = |code: &&str| *code == "other" || codes.contains(&json!(code));
            text().filter(known).map(|code| json!(code))
        }
        _ => text().filter(|id| id.len() == 36).map(|id| json!(id)),
    }
}
