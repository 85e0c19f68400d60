//! What is tried at a place of a body, and what the answer must be.

use serde_json::{Value as Json, json};

use super::HOSTILE;
use super::places::Place;

/// What an answer must be.
#[derive(Clone, Copy, PartialEq)]
pub enum Expected {
    /// Refused with one of these statuses, the place being named.
    Refused(&'static [u16]),
    /// Whether it is legal depends on more than the place. If it is refused for a fault of the body,
    /// the place is named.
    Depends,
    /// Anything but a fault of ours.
    Any,
    /// Of itself it is within the limits; another field may say otherwise.
    WithinLimits,
    /// Refused by the place, or the same as without the item that it has twice.
    OnceOrRefused,
}

/// One body to try.
pub struct Trial {
    pub what: String,
    pub body: Json,
    pub expected: Expected,
    /// The place that the answer names.
    pub named: String,
    /// The body that has the item once, which this one has twice.
    pub once: Option<Json>,
}

/// Another JSON type.
const OF_ANOTHER_TYPE: Expected = Expected::Refused(&[400]);
/// The right type and an illegal value.
const ILLEGAL: Expected = Expected::Refused(&[422]);
/// Longer than anything may be, and less than a body.
const FAR_TOO_LONG: usize = 70_000;

struct Trials<'a> {
    place: &'a Place,
    name: String,
    all: Vec<Trial>,
}

impl Trials<'_> {
    fn add(&mut self, what: &str, value: Option<Json>, expected: Expected) {
        let body = self.place.with(value);
        self.all.push(Trial {
            what: what.into(),
            body,
            expected,
            named: self.name.clone(),
            once: None,
        });
    }

    fn value(&mut self, what: &str, value: Json, expected: Expected) {
        self.add(what, Some(value), expected);
    }
}

/// Everything that is tried at a place.
pub fn trials(place: &Place) -> Vec<Trial> {
    let mut trials = Trials { place, name: place.name(), all: Vec::new() };
    if place.required {
        trials.add("missing", None, ILLEGAL);
    }
    let illegal = place.required && !place.may_be_null();
    // Without it another field may be missing.
    trials.value("null", Json::Null, if illegal { ILLEGAL } else { Expected::Any });
    let wrong = if place.is("object") { json!(7) } else { json!({"a": 1}) };
    trials.value("of another type", wrong, OF_ANOTHER_TYPE);
    texts(&mut trials);
    numbers(&mut trials);
    lists(&mut trials);
    maps(&mut trials);
    if place.says("additionalProperties") == Some(&json!(false)) {
        let mut value = place.value();
        value["colour"] = json!("red");
        trials.value("with an unknown field", value, OF_ANOTHER_TYPE);
        trials.all.last_mut().expect("it was added").named.push_str(".colour");
    }
    trials.all
}

/// Whether the description refuses a text for its length alone.
fn limited(option: &Json) -> bool {
    ["maxLength", "pattern", "enum", "format"].iter().any(|word| option.get(word).is_some())
}

fn texts(trials: &mut Trials<'_>) {
    let place = trials.place;
    if !place.is("string") {
        return;
    }
    let texts: Vec<_> =
        place.options().into_iter().filter(|o| o["type"].to_string().contains("string")).collect();
    let free = texts.iter().any(|option| !limited(option));
    trials.value("empty", json!(""), if free { Expected::Depends } else { ILLEGAL });
    if let Some(most) = place.says("maxLength").and_then(Json::as_u64) {
        trials.value("too long by one", json!("x".repeat(most as usize + 1)), ILLEGAL);
    }
    trials.value("far too long", json!("x".repeat(FAR_TOO_LONG)), ILLEGAL);
    for text in HOSTILE {
        trials.value(&format!("hostile {text:?}"), json!(text), Expected::Depends);
    }
}

fn numbers(trials: &mut Trials<'_>) {
    let place = trials.place;
    if !place.is("integer") && !place.is("number") {
        return;
    }
    if place.is("integer") {
        trials.value("a fraction", json!(1.5), ILLEGAL);
        trials.value("beyond any integer", json!(1e30), ILLEGAL);
    }
    if let Some(least) = place.says("minimum").and_then(Json::as_i64) {
        trials.value("below the minimum", json!(least - 1), ILLEGAL);
        trials.value("the minimum", json!(least), Expected::WithinLimits);
    }
    if let Some(most) = place.says("maximum").and_then(Json::as_i64) {
        trials.value("above the maximum", json!(most + 1), ILLEGAL);
        trials.value("the maximum", json!(most), Expected::WithinLimits);
    }
    let text = match (place.is("string"), place.says("pattern")) {
        (true, Some(_)) => ILLEGAL,
        // Any text will do as well.
        (true, None) => return,
        (false, _) => OF_ANOTHER_TYPE,
    };
    for written in ["NaN", "Infinity", "-inf", "1e400", "0x10", "1_000", "١٢"] {
        trials.value(&format!("as the text {written:?}"), json!(written), text);
    }
}

fn lists(trials: &mut Trials<'_>) {
    let place = trials.place;
    if !place.is("array") {
        return;
    }
    let items = place.value().as_array().cloned().unwrap_or_default();
    let item = items
        .first()
        .cloned()
        .unwrap_or_else(|| super::places::sample(place.says("items").expect("a list has items")));
    let most = place.says("maxItems").and_then(Json::as_u64).expect("a list has a limit");
    trials.value("without items", json!([]), Expected::Depends);
    trials.value("with too many items", vec![item.clone(); most as usize + 1].into(), ILLEGAL);
    let more = |last: &Json| Json::Array([&items[..], std::slice::from_ref(last)].concat());
    let name = format!("{}[{}]", trials.name, items.len());
    for (what, last) in
        [("with null at its end", Json::Null), ("with a list at its end", json!([]))]
    {
        trials.value(what, more(&last), Expected::Refused(&[400, 422]));
        trials.all.last_mut().expect("it was added").named = name.clone();
    }
    trials.value(
        "with as many items as it may have",
        vec![item.clone(); most as usize].into(),
        Expected::WithinLimits,
    );
    trials.value("with the same item twice", json!([item, item]), Expected::OnceOrRefused);
    trials.all.last_mut().expect("it was added").once = Some(place.with(Some(json!([item]))));
}

fn maps(trials: &mut Trials<'_>) {
    let place = trials.place;
    let Some(of) = place.says("additionalProperties").filter(|of| of.is_object()) else { return };
    let entry = super::places::sample(of);
    let long = ["x".repeat(65), "x".repeat(FAR_TOO_LONG)];
    let keys =
        HOSTILE.iter().copied().chain(["", "a b", "ключ"]).chain(long.iter().map(String::as_str));
    for key in keys {
        let mut value = place.value();
        value[key] = entry.clone();
        let what = format!("with the key {:?}", key.chars().take(30).collect::<String>());
        trials.value(&what, value, ILLEGAL);
    }
    let most = place.says("maxProperties").and_then(Json::as_u64).unwrap_or_else(|| {
        panic!("{} has no limit", trials.name);
    });
    let many = (0..=most).map(|n| (format!("k{n}"), entry.clone())).collect();
    trials.value("with too many entries", Json::Object(many), ILLEGAL);
}
