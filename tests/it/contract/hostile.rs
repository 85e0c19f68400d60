//! Hostile text that is legal is kept: wherever it is shown, it is what was sent, byte for byte, and
//! what is sealed is in no event. What isn't legal is refused by its field and rule.

use std::collections::{BTreeMap, BTreeSet};

use kith_tests::Client;
use serde_json::Value as Json;

use super::examples::{Described, described, prepare};
use super::fields::HOSTILE;
use super::fields::places::{Place, places};

/// What no text may have: control characters, and characters that reorder or hide others.
const ILLEGAL: [char; 4] = ['\u{202e}', '\u{feff}', '\0', '\u{7}'];

/// Fields that take no text but their own kind, and the rule that says so.
const OF_A_KIND: &[(&str, &str)] = &[
    ("country", "too-long"),
    ("branch_joint", "too-long"),
    ("domain", "bad-domain"),
    ("generic_domains", "bad-domain"),
    ("add_generic_domains", "bad-domain"),
    ("key_fields", "unknown-value"),
    ("phone", "bad-phone"),
    ("sort", "unknown-value"),
    ("time_zone", "bad-zone"),
];

/// Fields of persons and what is said of them: sealed, and so in no event.
const SEALED: &[&str] = &[
    "answers",
    "background",
    "decision_factors",
    "feedback",
    "next_action",
    "note",
    "objections",
    "person_name",
    "preferences",
    "style",
    "title",
];

/// Fields that say what isn't there afterwards.
const TAKEN_AWAY: &[&str] = &["remove_generic_domains", "remove_tags"];

/// Words that are compared without case and marks, and kept as they are compared.
const FOLDED: &[&str] = &["sources[0].source"];

/// A text at a place, with a mark by which it is found wherever it went.
struct Sent {
    /// The command and the place.
    place: String,
    mark: String,
    text: String,
}

impl Sent {
    fn is_of(&self, fields: &[&str]) -> bool {
        is_of(&self.place, fields)
    }

    /// Whether it is said of a person; settings are of nobody.
    fn is_sealed(&self) -> bool {
        self.is_of(SEALED) && !self.place.starts_with("Define")
    }
}

/// Whether a place is one of these fields, an item of one or an entry in one.
fn is_of(place: &str, fields: &[&str]) -> bool {
    fields.iter().any(|field| {
        let at = place.rfind(&format!(".{field}")).map(|at| &place[at + 1 + field.len()..]);
        at.is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
    })
}

/// A body with hostile text in every place that takes it.
struct Filled {
    body: Json,
    sent: Vec<Sent>,
    wrong: Vec<String>,
}

/// Puts a hostile text into each of these places that takes it; those that don't must say why.
fn filled(
    client: &Client,
    (command, body): (&Described, &Json),
    all: &[Place],
    hostile: &str,
) -> Filled {
    let mut filled = Filled { body: body.clone(), sent: Vec::new(), wrong: Vec::new() };
    for (n, place) in all.iter().enumerate() {
        let name = format!("{}.{}", command.name, place.name());
        let (mark, illegal) = (format!("q{n}q"), hostile.contains(ILLEGAL));
        let text = format!("{hostile}{mark}");
        let body = place.put_in(&filled.body, Json::from(text.clone()));
        let answer = client.post(&command.name, &body).header("Kith-Dry-Run", "true").send();
        if answer.status < 300 && !illegal {
            filled.body = body;
            filled.sent.push(Sent { place: name, mark, text: text.trim().into() });
            continue;
        }
        let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
        let told = errors.iter().find(|error| error["field"] == place.name().as_str());
        let rule = told.and_then(|error| error["code"].as_str()).unwrap_or("is not named");
        let own = OF_A_KIND.iter().any(|(field, own)| is_of(&name, &[field]) && *own == rule);
        let fine = own || (illegal && rule == "bad-character");
        if !fine {
            filled.wrong.push(format!("{name} {hostile:?}: {} {rule}", answer.status));
        }
    }
    filled
}

/// The free texts of a command.
fn free_texts(command: &Described) -> Vec<Place> {
    let all = places(&command.schema, &command.example).into_iter();
    all.filter(Place::is_free_text).collect()
}

/// A body of a command with a legal text in every place that takes it.
pub fn with_hostile(client: &Client, command: &Described, body: &Json, hostile: &str) -> Json {
    filled(client, (command, body), &free_texts(command), hostile).body
}

/// The hostile texts that are legal.
pub fn legal() -> impl Iterator<Item = &'static str> {
    HOSTILE.iter().copied().filter(|text| !text.contains(ILLEGAL))
}

/// Every text of a JSON value, names of fields too.
fn texts<'a>(value: &'a Json, out: &mut Vec<&'a str>) {
    match value {
        Json::String(text) => out.push(text),
        Json::Array(items) => items.iter().for_each(|item| texts(item, out)),
        Json::Object(fields) => fields.iter().for_each(|(name, field)| {
            out.push(name);
            texts(field, out);
        }),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

/// Where the records of a stream are listed, and whether each has a page of its own.
fn list_of(kind: &str) -> (&'static str, bool) {
    match kind {
        "lead" => ("leads", true),
        "account" => ("accounts", true),
        "contact" => ("contacts", true),
        "opportunity" => ("opportunities", true),
        "interaction" => ("interactions", true),
        "record" => ("records", true),
        "order" => ("orders", false),
        "contract" => ("contracts", false),
        "setting" => ("settings", false),
        "view" => ("views?list=accounts", false),
        other => panic!("where is a {other} read?"),
    }
}

/// What is shown of what a command did, by where it is shown.
fn shown(client: &Client, answer: &Json) -> BTreeMap<&'static str, Vec<Json>> {
    let position = answer["position"].as_u64().expect("it has a position");
    let count = answer["events"].as_array().expect("it lists events").len() as u64;
    let from = position + 1 - count;
    let mut shown = BTreeMap::from([
        ("answer", vec![answer["events"].clone()]),
        ("event", client.get(format!("/v1/events?from_position={from}")).status(200).lines()),
        ("audit", vec![client.read("/v1/audit?limit=500")]),
    ]);
    let one = [answer["stream"].clone()];
    let streams = answer["streams"].as_array().map_or(&one[..], Vec::as_slice);
    let mut add = |place, path: String| {
        shown.entry(place).or_insert_with(Vec::new).push(client.read(path));
    };
    for stream in streams {
        let (kind, id) = (stream["type"].as_str().unwrap(), stream["id"].as_str().unwrap());
        let (list, has_page) = list_of(kind);
        add("list", format!("/v1/{list}"));
        if has_page {
            add("page", format!("/v1/{list}/{id}"));
        }
        if kind == "account" {
            add("timeline", format!("/v1/accounts/{id}/timeline?limit=500"));
        }
    }
    shown
}

/// What is wrong with what is shown of a text.
fn faults(sent: &Sent, shown: &BTreeMap<&'static str, Vec<Json>>) -> Vec<String> {
    let (mut wrong, mut places) = (Vec::new(), BTreeSet::new());
    for (place, values) in shown {
        let mut all = Vec::new();
        values.iter().for_each(|value| texts(value, &mut all));
        for text in all.into_iter().filter(|text| text.contains(&sent.mark)) {
            places.insert(*place);
            if text != sent.text && !sent.is_of(FOLDED) {
                wrong.push(format!("{} {place}: {:?} became {text:?}", sent.place, sent.text));
            }
        }
    }
    let read = ["page", "list", "timeline", "audit"].iter().any(|place| places.contains(place));
    let told = places.contains("event") && places.contains("answer");
    let hidden = !places.contains("event") && !places.contains("answer");
    let fine = match (sent.is_of(TAKEN_AWAY), sent.is_sealed()) {
        (true, _) => places.is_empty(),
        (false, true) => read && hidden,
        (false, false) => read && told,
    };
    if !fine {
        wrong.push(format!("{} is shown in {places:?}", sent.place));
    }
    wrong
}

#[test]
fn hostile_text_that_is_legal_comes_back_byte_for_byte_and_any_other_is_refused_by_its_rule() {
    let home = crate::home();
    let kith = home.serve();
    let (mut wrong, mut sent) = (Vec::new(), 0);
    for command in described(&kith.admin) {
        let all = free_texts(&command);
        for (n, hostile) in HOSTILE.iter().enumerate().filter(|_| !all.is_empty()) {
            let client = kith.admin.for_tenant(&format!("h{n}-{}", command.name.to_lowercase()));
            prepare(&client, &command);
            let made = filled(&client, (&command, &command.example), &all, hostile);
            wrong.extend(made.wrong);
            if made.sent.is_empty() {
                continue;
            }
            let answer = client.command(&command.name, &made.body);
            assert!(answer.status < 300, "{} {}: {}", command.name, made.body, answer.text());
            let shown = shown(&client, &answer.json());
            wrong.extend(made.sent.iter().flat_map(|sent| faults(sent, &shown)));
            sent += made.sent.len();
        }
    }
    assert!(sent > 1_000, "many texts were sent: {sent}");
    assert!(wrong.is_empty(), "{} of {sent}:\n{}", wrong.len(), wrong.join("\n"));
}
