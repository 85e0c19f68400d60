//! Lines of the audit trail, read from the log.

use event_log::{EventLog, StoredEntry};
use event_schema::codec::{CommitView, EntryView, EventView};
use event_schema::commit::CommitHead;
use event_schema::event::is_change;
use event_schema::{Position, TenantId};
use serde_json::{Map, Value};

use crate::query::{AskError, AuditRow, FieldChange};

/// Fields of events that are the platform's own: keyed hashes mean nothing to a reader.
const INTERNAL: [&str; 5] = ["keys", "normaliser", "company_hash", "identities", "fingerprint"];

/// Under which events have the fields that the tenant defined; each is told on its own.
const CUSTOM: &str = "custom";

/// The lines at these positions.
pub type Trail = Vec<AuditRow>;

/// Reads the lines at `positions`, which descend.
pub async fn trail(
    log: &dyn EventLog,
    tenant: TenantId,
    positions: &[Position],
) -> Result<Trail, AskError> {
    let mut rows = Vec::with_capacity(positions.len());
    let mut held: Option<StoredEntry> = None;
    for position in positions {
        if held.as_ref().is_none_or(|entry| entry.head.first > *position) {
            let read = log.read(tenant, *position, 1).await;
            let entries = read.map_err(|e| AskError::Log(e.to_string()))?;
            held = entries.into_iter().next();
        }
        let entry = held.as_ref().ok_or_else(|| missing(*position))?;
        rows.push(line(&entry.bytes, *position)?);
    }
    Ok(rows)
}

fn missing(position: Position) -> AskError {
    AskError::Log(format!("it has nothing at position {position}"))
}

fn line(entry: &[u8], position: Position) -> Result<AuditRow, AskError> {
    let damage = |e: event_schema::codec::Damage| AskError::Log(e.to_string());
    for commit in EntryView::parse(entry).map_err(damage)?.commits() {
        let CommitView { head, first, events } = commit.map_err(damage)?;
        let place = position.checked_sub(first).ok_or_else(|| missing(position))?;
        if let Some(event) = events.get(place as usize) {
            return row(position, &head, event);
        }
    }
    Err(missing(position))
}

fn row(position: Position, head: &CommitHead, event: &EventView<'_>) -> Result<AuditRow, AskError> {
    let data: Map<String, Value> = serde_json::from_str(event.data.get())
        .map_err(|e| AskError::Log(format!("the event at position {position}: {e}")))?;
    let used = head.settings.iter();
    Ok(AuditRow {
        position,
        recorded_at: head.recorded_at,
        occurred_at: head.occurred_at,
        actor: head.actor.to_string(),
        on_behalf_of: head.on_behalf_of,
        command: head.command.to_string(),
        event: event.name.to_string(),
        stream: event.stream,
        reason: data.get("reason").and_then(Value::as_str).map(str::to_owned),
        changes: changes(&event.name, data),
        setting_versions: used
            .map(|used| (format!("{}/{}", used.kind.name(), used.key), used.version))
            .collect(),
        correlation_id: head.correlation_id.as_ref().map(|id| id.as_str().to_owned()),
    })
}

/// What an event of change changed, as the trail tells it; empty for any other event.
pub fn changed(event: &str, data: &str) -> Vec<FieldChange> {
    let Ok(data) = serde_json::from_str::<Map<String, Value>>(data) else { return Vec::new() };
    let change = |value: &Value| value.as_object().is_some_and(is_change);
    let custom = data.get(CUSTOM).and_then(Value::as_object);
    if custom.is_some_and(|custom| custom.values().any(change)) {
        return changes(event, data);
    }
    if data.contains_key("before") || data.values().any(change) {
        changes(event, data)
    } else {
        Vec::new()
    }
}

/// What changed: events of change carry before and after, every other field is new with its event.
fn changes(event: &str, mut data: Map<String, Value>) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    if let Some(before) = data.remove("before") {
        let (field, after) = match event {
            "AccountOwnerChanged" | "OpportunityOwnerChanged" | "LeadAssigned" | "LeadDeclined" => {
                ("owner_id", "after")
            }
            "OpportunityStageChanged" => ("stage", "after"),
            "OpportunityAmountChanged" => ("amount", "after"),
            "ExpectedCloseChanged" => ("expected_close", "after"),
            "ProbabilityOverridden" => ("probability", "after"),
            "OpportunityReopened" => ("state", "after"),
            _ => ("stage", "stage"),
        };
        // A deal that is taken up again is open, which its event need not say.
        let reopened = (event == "OpportunityReopened").then(|| Value::from("open"));
        let after = data.remove(after).or(reopened);
        changes.push(FieldChange {
            field: field.to_owned(),
            before: shown(Some(before)),
            after: shown(after),
        });
    }
    for (field, value) in data {
        if field == "reason" || INTERNAL.contains(&field.as_str()) {
            continue;
        }
        match value {
            Value::Object(custom) if field == CUSTOM => {
                let named = |(key, value)| told(format!("{CUSTOM}.{key}"), value);
                changes.extend(custom.into_iter().map(named));
            }
            value => changes.push(told(field, value)),
        }
    }
    changes
}

/// What became of a field: a change says before and after, any other value is new.
fn told(field: String, value: Value) -> FieldChange {
    let (before, after) = match value {
        Value::Object(mut change) if is_change(&change) => {
            (change.remove("before"), change.remove("after"))
        }
        value => (None, Some(value)),
    };
    FieldChange { field, before: shown(before), after: shown(after) }
}

/// A value as JSON; null is none.
fn shown(value: Option<Value>) -> Option<String> {
    value.filter(|value| !value.is_null()).map(|value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(event: &str, data: Value, expected: &[(&str, Option<&str>, Option<&str>)]) {
        let Value::Object(data) = data else { panic!("an event's data is an object") };
        let found = changes(event, data);
        let found: Vec<_> = found
            .iter()
            .map(|c| (c.field.as_str(), c.before.as_deref(), c.after.as_deref()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_change_shows_before_and_after_and_a_creation_every_field() {
        let data = serde_json::json!({"before": null, "after": "b", "reason": "x"});
        check("AccountOwnerChanged", data, &[("owner_id", None, Some("\"b\""))]);
        let data = serde_json::json!({"before": "a", "reason": "overload"});
        check("LeadDeclined", data, &[("owner_id", Some("\"a\""), None)]);
        let data = serde_json::json!({"before": "proposal", "stage": "won", "won_at": "t"});
        let expected =
            [("stage", Some("\"proposal\""), Some("\"won\"")), ("won_at", None, Some("\"t\""))];
        check("OpportunityWon", data, &expected);
        let data = serde_json::json!({"before": "won", "stage": "proposal", "reason": "x"});
        let expected =
            [("state", Some("\"won\""), Some("\"open\"")), ("stage", None, Some("\"proposal\""))];
        check("OpportunityReopened", data, &expected);
        for (event, field) in [
            ("OpportunityAmountChanged", "amount"),
            ("ExpectedCloseChanged", "expected_close"),
            ("ProbabilityOverridden", "probability"),
        ] {
            let data = serde_json::json!({"before": 1, "after": 2, "reason": "x"});
            check(event, data, &[(field, Some("1"), Some("2"))]);
        }
        let data = serde_json::json!({"region": {"before": null, "after": "east"},
            "size": {"before": 7, "after": null}, "personal": ["email"]});
        let expected = [
            ("personal", None, Some("[\"email\"]")),
            ("region", None, Some("\"east\"")),
            ("size", Some("7"), None),
        ];
        check("LeadUpdated", data, &expected);
        let data =
            serde_json::json!({"custom": {"beds": {"before": 7, "after": null}, "vip": true}});
        assert_eq!(changed("AccountUpdated", &data.to_string()).len(), 2);
        check(
            "AccountUpdated",
            data,
            &[("custom.beds", Some("7"), None), ("custom.vip", None, Some("true"))],
        );
        let data = serde_json::json!({"name": "Acme", "size": 7, "keys": []});
        let expected = [("name", None, Some("\"Acme\"")), ("size", None, Some("7"))];
        check("AccountCreated", data, &expected);
    }
}
