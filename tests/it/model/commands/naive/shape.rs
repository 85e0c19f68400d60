//! Which body each command has, as the API's description says it, and what is wrong with one.

use serde_json::Value as Json;

use super::words::{is_email, phone};

/// What a field holds.
pub enum Kind {
    Id,
    Text(usize),
    Code,
    Email,
    Phone,
    Choice(&'static [&'static str]),
    Count,
    Flag,
    Instant,
    Date,
    Money,
    Percent,
    Marks,
    Answers,
    Share,
    /// A whole number, also a negative one.
    Number,
    /// Of each key one of these.
    Mapping(&'static [&'static str]),
    Codes,
    /// Of each key a whole number.
    Numbers,
    /// Of each key lines of points, right as the game writes them.
    Lines,
    /// A condition on records, of which the rules know what it may ask.
    Condition,
    /// Fields that the tenant defines: of each a single value.
    Custom,
    Objects(&'static [Field]),
    Texts(usize, usize),
    Ids,
    Choices(&'static [&'static str]),
    Object(&'static [Field]),
    /// Of what is legal, or of nothing.
    List,
}

/// Whether a field must be there.
#[derive(Clone, Copy, PartialEq)]
pub enum Must {
    May,
    Needs,
    /// It must be said, but null says something.
    Says,
}

pub struct Field(pub &'static str, pub Kind, pub Must);

pub const fn may(name: &'static str, kind: Kind) -> Field {
    Field(name, kind, Must::May)
}

pub const fn needs(name: &'static str, kind: Kind) -> Field {
    Field(name, kind, Must::Needs)
}

/// Fields that can't be read, and fields that break a rule.
#[derive(Default, Debug)]
pub struct Faults {
    pub malformed: Vec<String>,
    pub invalid: Vec<String>,
}

/// Everything that is wrong with an object.
pub fn faults(shape: &[Field], body: &Json, at: &str, found: &mut Faults) {
    let body = body.as_object().expect("a body is an object");
    for name in body.keys().filter(|name| shape.iter().all(|Field(known, ..)| known != name)) {
        found.malformed.push(format!("{at}{name}"));
    }
    for Field(name, kind, must) in shape {
        let path = format!("{at}{name}");
        match body.get(*name) {
            None if *must != Must::May => found.invalid.push(path),
            Some(Json::Null) if *must == Must::Needs => found.invalid.push(path),
            None | Some(Json::Null) => {}
            Some(value) => judge(kind, value, &path, found),
        }
    }
}

fn judge(kind: &Kind, value: &Json, path: &str, found: &mut Faults) {
    let text = |legal: &dyn Fn(&str) -> bool, found: &mut Faults| match value.as_str() {
        None => found.malformed.push(path.into()),
        Some(text) if legal(text) => {}
        Some(_) => found.invalid.push(path.into()),
    };
    match kind {
        Kind::Id => text(&|text| text.len() == 36, found),
        Kind::Text(most) => text(&|text| length(text, *most), found),
        Kind::Code => text(&is_code, found),
        Kind::Email => text(&is_email, found),
        Kind::Phone => text(&|text| phone(text).is_some(), found),
        Kind::Choice(these) => text(&|text| these.contains(&text), found),
        Kind::Instant => text(&|text| text.len() >= 10 && text.starts_with('2'), found),
        Kind::Date => text(&|text| text.len() == 10 && text.starts_with('2'), found),
        Kind::Count => match value {
            Json::Number(n) if n.is_u64() => {}
            // A number, but none that counts.
            Json::Number(_) => found.invalid.push(path.into()),
            _ => found.malformed.push(path.into()),
        },
        Kind::Flag if value.is_boolean() => {}
        Kind::Flag => found.malformed.push(path.into()),
        Kind::Percent => percent(value, path, found),
        Kind::Money => object(MONEY, value, path, found),
        Kind::Object(shape) => object(shape, value, path, found),
        Kind::Answers => answers(value, path, found),
        Kind::Marks => match value.as_object() {
            None => found.malformed.push(path.into()),
            Some(marks) => {
                for (name, _) in marks.iter().filter(|(_, mark)| !mark.is_boolean()) {
                    found.malformed.push(format!("{path}.{name}"));
                }
            }
        },
        Kind::Custom => customs(value, path, found),
        Kind::Share => match value {
            Json::Number(_) => {}
            Json::String(text) if text.parse::<f64>().is_ok() => {}
            Json::String(_) => found.invalid.push(path.into()),
            _ => found.malformed.push(path.into()),
        },
        Kind::Number if value.is_i64() => {}
        Kind::Number if value.is_number() => found.invalid.push(path.into()),
        Kind::Number => found.malformed.push(path.into()),
        Kind::Mapping(these) => match value.as_object() {
            None => found.malformed.push(path.into()),
            Some(mapping) => {
                for (name, from) in mapping {
                    judge(&Kind::Choice(these), from, &format!("{path}.{name}"), found);
                }
            }
        },
        Kind::Condition if value.is_object() => {}
        Kind::Condition => found.malformed.push(path.into()),
        Kind::Numbers | Kind::Lines => numbers(kind, value, path, found),
        Kind::Codes => list(&Kind::Code, 1_000, value, path, found),
        Kind::Objects(shape) => list(&Kind::Object(shape), 50, value, path, found),
        Kind::List if value.is_array() => {}
        Kind::List => found.malformed.push(path.into()),
        Kind::Texts(items, most) => list(&Kind::Text(*most), *items, value, path, found),
        Kind::Ids => list(&Kind::Id, 1_000, value, path, found),
        Kind::Choices(these) => list(&Kind::Choice(these), 1_000, value, path, found),
    }
}

/// Answers to questions: short texts, numbers, yes or no.
fn answers(value: &Json, path: &str, found: &mut Faults) {
    match value.as_object() {
        None => found.malformed.push(path.into()),
        Some(answers) => {
            for (name, answer) in answers {
                match answer {
                    Json::String(text) if !length(text, 200) => {
                        found.invalid.push(format!("{path}.{name}"));
                    }
                    Json::Array(_) | Json::Object(_) => {
                        found.malformed.push(format!("{path}.{name}"));
                    }
                    _ => {}
                }
            }
        }
    }
}

/// Fields that the tenant defines, of each a single value.
fn customs(value: &Json, path: &str, found: &mut Faults) {
    match value.as_object() {
        None => found.malformed.push(path.into()),
        Some(custom) => {
            let many = |value: &Json| value.is_array() || value.is_object();
            for (name, _) in custom.iter().filter(|(_, value)| many(value)) {
                found.malformed.push(format!("{path}.{name}"));
            }
        }
    }
}

/// A map whose values are whole numbers, or lists.
fn numbers(kind: &Kind, value: &Json, path: &str, found: &mut Faults) {
    let Some(map) = value.as_object() else { return found.malformed.push(path.into()) };
    for (name, value) in map {
        let path = format!("{path}.{name}");
        match kind {
            Kind::Lines if value.is_array() => {}
            Kind::Lines => found.malformed.push(path),
            _ => judge(&Kind::Number, value, &path, found),
        }
    }
}

const MONEY: &[Field] = &[needs("amount", Kind::Text(19)), needs("currency", Kind::Text(3))];

fn object(shape: &[Field], value: &Json, path: &str, found: &mut Faults) {
    match value.is_object() {
        true => faults(shape, value, &format!("{path}."), found),
        false => found.malformed.push(path.into()),
    }
}

fn list(of: &Kind, most: usize, value: &Json, path: &str, found: &mut Faults) {
    let Some(items) = value.as_array() else { return found.malformed.push(path.into()) };
    if items.len() > most {
        found.invalid.push(path.into());
    }
    for (nth, item) in items.iter().enumerate() {
        judge(of, item, &format!("{path}[{nth}]"), found);
    }
}

fn percent(value: &Json, path: &str, found: &mut Faults) {
    let number = match value {
        Json::Number(number) => number.as_f64(),
        Json::String(text) => text.parse().ok(),
        _ => return found.malformed.push(path.into()),
    };
    if !number.is_some_and(|number| (0.0..=100.0).contains(&number)) {
        found.invalid.push(path.into());
    }
}

fn length(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.chars().count())
}

fn is_code(text: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    length(text, 64) && text.chars().all(legal)
}
