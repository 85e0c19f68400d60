//! The places of a body where a value can stand: its fields, those of objects in it, items of lists
//! and entries of maps, as the API description has them.

use serde_json::{Value as Json, json};

/// A step on the way to a value.
#[derive(Clone)]
pub enum Step {
    /// A field of an object, or the entry of a map under this key.
    Field(String),
    /// An item of a list.
    Item(usize),
}

/// A place, and a body that has a legal value there as far as the description tells.
pub struct Place {
    pub steps: Vec<Step>,
    pub schema: Json,
    /// Whether the object that it belongs to must have it.
    pub required: bool,
    /// The command's example, with samples where it lacks what the place is part of.
    pub body: Json,
}

/// The key of a map's entry where the example has none.
const KEY: &str = "sample";

impl Place {
    /// The place as problems name it.
    pub fn name(&self) -> String {
        let mut name = String::new();
        for step in &self.steps {
            match step {
                Step::Field(field) if name.is_empty() => name.push_str(field),
                Step::Field(field) => name = format!("{name}.{field}"),
                Step::Item(at) => name = format!("{name}[{at}]"),
            }
        }
        name
    }

    /// The schemas that a value may follow, without null.
    pub fn options(&self) -> Vec<&Json> {
        options(&self.schema)
    }

    /// Whether a value of this JSON type is among them.
    pub fn is(&self, kind: &str) -> bool {
        self.options().into_iter().any(|option| has_type(option, kind))
    }

    /// What the description says under this word.
    pub fn says(&self, word: &str) -> Option<&Json> {
        self.options().into_iter().find_map(|option| option.get(word))
    }

    /// Whether null means something, such as to take away what the field sets.
    pub fn may_be_null(&self) -> bool {
        has_type(&self.schema, "null")
            || self.schema["anyOf"]
                .as_array()
                .is_some_and(|all| all.iter().any(|o| has_type(o, "null")))
    }

    /// What stands there in the body.
    pub fn value(&self) -> Json {
        let find = |at: Option<Json>, step: &Step| match step {
            Step::Field(name) => at?.get(name).cloned(),
            Step::Item(item) => at?.get(item).cloned(),
        };
        self.steps
            .iter()
            .fold(Some(self.body.clone()), find)
            .unwrap_or_else(|| sample(&self.schema))
    }

    /// The body with another value there; `None` takes it out.
    pub fn with(&self, value: Option<Json>) -> Json {
        put(&self.body, &self.steps, value)
    }
}

impl Place {
    /// Another body with this value there; what the place is part of is taken from the example.
    pub fn put_in(&self, body: &Json, value: Json) -> Json {
        let mut body = body.clone();
        let (mut at, mut example) = (&mut body, &self.body);
        for step in &self.steps {
            (at, example) = match step {
                Step::Field(name) => {
                    if at[name].is_null() {
                        at[name] = example[name].clone();
                    }
                    (&mut at[name], &example[name])
                }
                Step::Item(item) => {
                    let items = at.as_array_mut().expect("it is a list");
                    if items.len() <= *item {
                        items.push(example[item].clone());
                    }
                    (&mut items[*item], &example[*item])
                }
            };
        }
        *at = value;
        body
    }

    /// Whether it holds a text that means nothing to the platform, as far as the description tells.
    pub fn is_free_text(&self) -> bool {
        let told = ["pattern", "format", "enum"].iter().any(|word| self.says(word).is_some());
        self.is("string") && self.says("maxLength").is_some() && !told
    }
}

fn has_type(schema: &Json, kind: &str) -> bool {
    let of = &schema["type"];
    of == kind || of.as_array().is_some_and(|all| all.iter().any(|one| one == kind))
}

fn options(schema: &Json) -> Vec<&Json> {
    match schema["anyOf"].as_array() {
        Some(all) => all.iter().filter(|one| one["type"] != "null").flat_map(options).collect(),
        None => vec![schema],
    }
}

/// Every place of a body, in which `body` has an example.
pub fn places(schema: &Json, body: &Json) -> Vec<Place> {
    let mut out = Vec::new();
    within(schema, body, &[], &mut out);
    out
}

/// The places in the value at `steps`.
fn within(schema: &Json, body: &Json, steps: &[Step], out: &mut Vec<Place>) {
    let mut add = |step: Step, schema: &Json, required: bool| {
        let steps = [steps, &[step]].concat();
        let place = Place { steps, schema: schema.clone(), required, body: body.clone() };
        let body = place.with(Some(filled(schema, place.value())));
        let (steps, schema) = (place.steps.clone(), place.schema.clone());
        out.push(place);
        options(&schema).into_iter().for_each(|option| within(option, &body, &steps, out));
    };
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        add(Step::Field(name.clone()), property, required.iter().any(|one| one == name));
    }
    if schema["additionalProperties"].is_object() {
        let at = Place {
            steps: steps.to_vec(),
            schema: schema.clone(),
            required: true,
            body: body.clone(),
        };
        let keys: Vec<_> =
            at.value().as_object().into_iter().flatten().map(|(k, _)| k.clone()).collect();
        let key = keys.first().expect("the body has an entry there").clone();
        add(Step::Field(key), &schema["additionalProperties"], false);
    }
    if schema["items"].is_object() {
        add(Step::Item(0), &schema["items"], false);
    }
}

/// A value with something in it to look at: an entry in a map, an item in a list.
fn filled(schema: &Json, value: Json) -> Json {
    let empty = match &value {
        Json::Null => true,
        Json::Array(items) => items.is_empty(),
        Json::Object(fields) => fields.is_empty(),
        Json::Bool(_) | Json::Number(_) | Json::String(_) => false,
    };
    if empty { sample(schema) } else { value }
}

/// A value that the description allows.
pub fn sample(schema: &Json) -> Json {
    let schema = options(schema)[0];
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    let kinds = ["object", "array", "string", "integer", "number"];
    match kinds.into_iter().find(|kind| has_type(schema, kind)) {
        Some("object") if schema["additionalProperties"].is_object() => {
            json!({KEY: sample(&schema["additionalProperties"])})
        }
        Some("object") => {
            let required = schema["required"].as_array().into_iter().flatten();
            let field = |name: &Json| {
                let name = name.as_str().expect("a name is a text");
                (name.to_owned(), sample(&schema["properties"][name]))
            };
            Json::Object(required.map(field).collect())
        }
        Some("array") => json!([sample(&schema["items"])]),
        Some("string") => json!(sample_text(schema)),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some(_) | None => json!(true),
    }
}

fn sample_text(schema: &Json) -> &str {
    match schema["format"].as_str() {
        Some("uuid") => "0197c0de-0000-7000-8000-00000000aaaa",
        Some("date") => "2024-03-31",
        Some("date-time") => "2024-03-31T12:00:00Z",
        Some("email") => "a@sample.example",
        Some("uri") => "https://docs.example/sample",
        Some(other) => panic!("no sample of a {other}"),
        None => match schema["pattern"].as_str() {
            Some(pattern) if pattern.contains("A-Z]{3}") => "EUR",
            Some(pattern) if pattern.starts_with("^-?[0-9]") => "1",
            Some(_) | None => KEY,
        },
    }
}

/// The body with a value at a place; `None` takes it out.
fn put(body: &Json, steps: &[Step], value: Option<Json>) -> Json {
    let mut body = body.clone();
    let (last, above) = steps.split_last().expect("a place has a step");
    let mut at = &mut body;
    for step in above {
        at = match step {
            Step::Field(name) => &mut at[name],
            Step::Item(item) => &mut at[*item],
        };
    }
    match (last, value) {
        (Step::Field(name), Some(value)) => at[name] = value,
        (Step::Field(name), None) => drop(at.as_object_mut().expect("it is one").remove(name)),
        (Step::Item(item), Some(value)) => at[*item] = value,
        (Step::Item(item), None) => drop(at.as_array_mut().expect("it is one").remove(*item)),
    }
    body
}
