//! What the headers of a command say.

use axum::http::HeaderMap;
use event_schema::Revision;
use event_schema::command::IDEMPOTENCY_KEY_LEN_MAX;
use event_schema::commit::CorrelationId;
use event_schema::field::Faults;
use event_schema::id::UserId;
use event_schema::problem::{FieldError, Problem, Slug};
use event_schema::{Timestamp, time::BadTimestamp};
use rules::rights::{MissingRight, Principal, may_act_for_others, may_set_occurred_at};
use uuid::Uuid;

/// What a command says about itself beside its body, as text that is checked later: a line of a
/// batch says the same in its fields.
#[derive(Debug, Clone, Copy, Default)]
pub struct Said<'a> {
    pub idempotency_key: Option<&'a str>,
    pub if_match: Option<&'a str>,
    pub occurred_at: Option<&'a str>,
    pub on_behalf_of: Option<&'a str>,
    pub correlation_id: Option<&'a str>,
    pub dry_run: Option<&'a str>,
}

/// The same, checked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Meant<'a> {
    pub idempotency_key: Option<&'a str>,
    pub if_match: Option<Revision>,
    pub occurred_at: Option<Timestamp>,
    pub on_behalf_of: Option<UserId>,
    pub correlation_id: Option<CorrelationId>,
    pub dry_run: bool,
}

impl<'a> Said<'a> {
    /// From HTTP headers. A value that is no text reads as one that no rule accepts.
    pub fn from_headers(headers: &'a HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("\u{fffd}"));
        Self {
            idempotency_key: text("idempotency-key"),
            if_match: text("if-match"),
            occurred_at: text("kith-occurred-at"),
            on_behalf_of: text("kith-on-behalf-of"),
            correlation_id: text("kith-correlation-id"),
            dry_run: text("kith-dry-run"),
        }
    }

    /// Checks the rights that the headers need.
    pub fn check_rights(&self, who: &Principal) -> Result<(), Box<Problem>> {
        let missing =
            |right: MissingRight| Box::new(Problem::new(Slug::MissingRight, right.to_string()));
        if self.occurred_at.is_some() {
            may_set_occurred_at(who).map_err(missing)?;
        }
        if self.on_behalf_of.is_some() {
            may_act_for_others(who).map_err(missing)?;
        }
        Ok(())
    }

    /// Reads every one, noting each that breaks its rule.
    pub fn read(&self, faults: &mut Faults) -> Meant<'a> {
        Meant {
            idempotency_key: self.idempotency_key(faults),
            if_match: self.if_match(faults),
            occurred_at: self.occurred_at(faults),
            on_behalf_of: self.on_behalf_of.and_then(|text| {
                let id = Uuid::try_parse(text).ok().map(UserId);
                noted(id, "Kith-On-Behalf-Of", "bad-uuid", "is no UUID", faults)
            }),
            correlation_id: self.correlation_id.and_then(|text| {
                let message = "must be 1 to 64 characters of A-Z, a-z, 0-9, _, ., : and -";
                let id = CorrelationId::new(text);
                noted(id, "Kith-Correlation-Id", "bad-correlation-id", message, faults)
            }),
            dry_run: self.dry_run.is_some_and(|text| {
                let value = text.to_ascii_lowercase().parse::<bool>().ok();
                noted(value, "Kith-Dry-Run", "bad-flag", "must be true or false", faults)
                    .unwrap_or(false)
            }),
        }
    }

    fn idempotency_key(&self, faults: &mut Faults) -> Option<&'a str> {
        let key = self.idempotency_key?;
        let legal = !key.is_empty()
            && key.chars().count() <= IDEMPOTENCY_KEY_LEN_MAX
            && !key.chars().any(|c| c.is_control() || c == '\u{fffd}');
        let message = "must be 1 to 128 printable characters";
        noted(legal.then_some(key), "Idempotency-Key", "bad-key", message, faults)
    }

    fn if_match(&self, faults: &mut Faults) -> Option<Revision> {
        let text = self.if_match?.trim();
        let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        let revision = quoted.and_then(|digits| digits.parse().ok());
        if revision.is_none() {
            let message = "must be one revision in quotes, such as \"7\"".into();
            let (field, code) = ("If-Match".into(), "bad-revision".into());
            faults.malformed.push(FieldError { field, code, message });
        }
        revision
    }

    fn occurred_at(&self, faults: &mut Faults) -> Option<Timestamp> {
        match self.occurred_at?.trim().parse::<Timestamp>() {
            Ok(at) => Some(at),
            Err(error) => {
                let code = match error {
                    BadTimestamp::WithoutOffset => "no-offset",
                    BadTimestamp::Malformed => "bad-time",
                };
                faults.invalid("Kith-Occurred-At", code, error.to_string());
                None
            }
        }
    }
}

fn noted<T>(
    value: Option<T>,
    field: &str,
    code: &str,
    message: &str,
    faults: &mut Faults,
) -> Option<T> {
    if value.is_none() {
        faults.invalid(field, code, message);
    }
    value
}
