//! What the headers of a request for a bulk action say.

use axum::http::HeaderMap;
use event_schema::command::IDEMPOTENCY_KEY_LEN_MAX;
use event_schema::commit::CorrelationId;
use event_schema::field::Faults;
use event_schema::id::UserId;
use uuid::Uuid;

/// What the headers say.
pub struct Said {
    /// The idempotency key.
    pub key: Option<String>,
    /// For whom.
    pub on_behalf_of: Option<UserId>,
    /// What the act belongs to.
    pub correlation_id: Option<CorrelationId>,
    /// Tell what would happen, append nothing.
    pub dry_run: bool,
}

impl Said {
    /// By the rules that commands have for them.
    pub fn read(headers: &HeaderMap, faults: &mut Faults) -> Self {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("\u{fffd}"));
        let key = text("idempotency-key").map(str::to_owned);
        let legal = |key: &String| {
            !key.is_empty()
                && key.chars().count() <= IDEMPOTENCY_KEY_LEN_MAX
                && !key.chars().any(|c| c.is_control() || c == '\u{fffd}')
        };
        if key.as_ref().is_some_and(|key| !legal(key)) {
            let message = "must be 1 to 128 printable characters";
            faults.invalid("Idempotency-Key", "bad-key", message);
        }
        let on_behalf_of = text("kith-on-behalf-of").map(|id| Uuid::try_parse(id).ok().map(UserId));
        if on_behalf_of == Some(None) {
            faults.invalid("Kith-On-Behalf-Of", "bad-uuid", "is no UUID");
        }
        let correlation_id = text("kith-correlation-id").map(CorrelationId::new);
        if correlation_id == Some(None) {
            let message = "must be 1 to 64 characters of A-Z, a-z, 0-9, _, ., : and -";
            faults.invalid("Kith-Correlation-Id", "bad-correlation-id", message);
        }
        let dry_run =
            text("kith-dry-run").map(|flag| flag.to_ascii_lowercase().parse::<bool>().ok());
        if dry_run == Some(None) {
            faults.invalid("Kith-Dry-Run", "bad-flag", "must be true or false");
        }
        for (name, what) in
            [("Kith-Occurred-At", "it is of now"), ("If-Match", "it has many records")]
        {
            if headers.contains_key(name) {
                let message = format!("is not offered for a bulk action: {what}");
                faults.invalid(name, "not-offered", message);
            }
        }
        Self {
            key,
            on_behalf_of: on_behalf_of.flatten(),
            correlation_id: correlation_id.flatten(),
            dry_run: dry_run.flatten().unwrap_or(false),
        }
    }
}
