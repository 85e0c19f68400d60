//! Whether the body of a setting makes sense: asked before it is recorded, so that what is in force
//! never surprises a decision.

use event_schema::StreamType;
use event_schema::event::SettingKind;
use event_schema::problem::FieldError;
use event_schema::value::Key;
use serde_json::Value;

use super::{Body, Book, Completeness, DEFAULT_KEY, DICTIONARIES, codes, tenant};
use crate::views::CustomColumns;

/// Checks the key and the whole body of a new version beside those of a book. Every broken rule is listed at once; of
/// wrong types and unknown fields only the first, since nothing can be said of the rest.
pub fn check(
    book: &Book,
    kind: SettingKind,
    key: Key,
    body: &Value,
) -> Result<(), Vec<FieldError>> {
    let mut faults = key_fault(kind, key);
    match Body::read(kind, body) {
        Ok(body) => faults.extend(body_faults(book, &body, key)),
        // What there can't be has no fields that could be missing.
        Err(_) if !faults.is_empty() => {}
        Err(fault) => {
            // A tenant's bad zone or country is a bad value of its type, and is told in words.
            if kind == SettingKind::Tenant {
                faults.extend(tenant::value_faults(body));
            }
            if faults.iter().all(|known| known.field != fault.field) {
                faults.push(fault);
            }
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn body_faults(book: &Book, body: &Body, key: Key) -> Vec<FieldError> {
    match body {
        Body::Tenant(body) => body.faults(),
        Body::ScoringModel(body) => body.faults(),
        Body::Pipeline(body) => body.faults(),
        Body::ConversionRules(body) => body.faults(),
        Body::Codes(body) => body.faults(),
        Body::Duplicates(body) => body.faults(),
        Body::Dictionary(body) => body.faults(key.as_str()),
        Body::Completeness(body) => body.faults(key.as_str()),
        Body::View(body) => body.faults(&CustomColumns::of(book)),
        Body::Timeline(body) => body.faults(),
        Body::Questionnaire(body) => body.faults(),
        Body::AccountRules(body) => body.faults(),
        Body::Template(body) => body.faults(),
        Body::Fields(body) => body.faults(key.as_str()),
        Body::Object(_) => Vec::new(),
        Body::ContactPlan(body) => body.faults(),
    }
}

/// Keys that no decision would ever look up are typing errors.
fn key_fault(kind: SettingKind, key: Key) -> Vec<FieldError> {
    let kinds = Completeness::kinds();
    let known: &[&str] = match kind {
        // Whether there is an object of that key, the book knows.
        SettingKind::Pipeline
        | SettingKind::View
        | SettingKind::Questionnaire
        | SettingKind::Template
        | SettingKind::ContactPlan
        | SettingKind::Fields => return Vec::new(),
        SettingKind::Object => return reserved(key),
        SettingKind::Codes => &codes::LISTS,
        SettingKind::ConversionRules => &[DEFAULT_KEY, STRICT_KEY],
        SettingKind::Dictionary => &DICTIONARIES,
        SettingKind::Completeness => &kinds,
        SettingKind::Tenant
        | SettingKind::ScoringModel
        | SettingKind::Duplicates
        | SettingKind::Timeline
        | SettingKind::AccountRules => &[DEFAULT_KEY],
    };
    if known.contains(&key.as_str()) {
        return Vec::new();
    }
    vec![fault("key", "unknown-value", format!("must be one of {}", known.join(", ")))]
}

/// An object isn't called like a kind of record that everybody has.
fn reserved(key: Key) -> Vec<FieldError> {
    match StreamType::named(key.as_str()) {
        Some(StreamType::Unknown(_)) | None => Vec::new(),
        Some(_) => vec![fault("key", "reserved", "is the name of a kind of record already")],
    }
}

/// The shipped conversion rules that require more, to be taken over as the default by whoever
/// wants them.
const STRICT_KEY: &str = "strict";

/// One field and the rule it breaks.
pub(super) fn fault(
    field: impl Into<String>,
    code: &str,
    message: impl Into<String>,
) -> FieldError {
    FieldError { field: field.into(), code: code.into(), message: message.into() }
}
