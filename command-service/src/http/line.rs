//! Bytes and headers to a request: the same for a single command and a line of a batch.

use event_schema::command::{Command, SettingCommand};
use event_schema::commit::Idempotency;
use event_schema::field::{Faults, Given, Object};
use event_schema::problem::{FieldError, Problem, Slug};
use rules::rights::{Principal, may_command, may_share_views};

use super::headers::Said;
use crate::request::Request;
use crate::service::Desk;

/// Reads JSON that must be an object; says where it stops being JSON.
pub fn object(bytes: &[u8]) -> Result<Object<'_>, Box<Problem>> {
    let malformed = |detail: String, code: &str, message: &str| {
        let error = FieldError { field: "body".into(), code: code.into(), message: message.into() };
        Box::new(Problem::new(Slug::Malformed, detail).with_errors(vec![error]))
    };
    match serde_json::from_slice(bytes) {
        Ok(Given::Object(object)) => Ok(object),
        Ok(_) => {
            Err(malformed("body must be a JSON object".into(), "wrong-type", "must be an object"))
        }
        Err(e) => {
            let (line, column) = (e.line(), e.column());
            let detail = format!("body is not JSON at line {line}, column {column}: {e}");
            Err(malformed(detail, "not-json", "is not JSON"))
        }
    }
}

/// Refuses a command that doesn't exist or that the caller may not send.
pub fn check_command(name: &str, who: &Principal) -> Result<(), Box<Problem>> {
    if !Command::NAMES.contains(&name) {
        let shown: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
        let detail = format!("there is no command {shown}; /openapi.json lists them");
        return Err(Box::new(Problem::new(Slug::UnknownCommand, detail)));
    }
    may_command(who, name)
        .map_err(|right| Box::new(Problem::new(Slug::MissingRight, right.to_string())))
}

/// Reads a command and what is said about it; every fault of either at once.
pub fn request(
    name: &str,
    body: Object<'_>,
    said: &Said<'_>,
    who: &Principal,
    desk: &Desk,
) -> Result<Request, Box<Problem>> {
    check_command(name, who)?;
    said.check_rights(who)?;
    let mut faults = Faults::default();
    let meant = said.read(&mut faults);
    let idempotency = meant.idempotency_key.map(|key| Idempotency {
        id: desk.hasher.idempotency(who.subject.as_str(), name, key),
        fingerprint: desk.hasher.fingerprint(&body),
    });
    let command = match Command::read(name, body, &desk.locale()) {
        Some(Ok(command)) if faults.is_empty() => command,
        Some(Err(more)) => {
            faults.append(more);
            return Err(Box::new(faults.problem()));
        }
        Some(Ok(_)) => return Err(Box::new(faults.problem())),
        None => unreachable!("the command's name was checked"),
    };
    if let Command::Setting(SettingCommand::DefineView(view)) = &command
        && view.shared == Some(true)
    {
        may_share_views(who)
            .map_err(|right| Box::new(Problem::new(Slug::MissingRight, right.to_string())))?;
    }
    Ok(Request {
        command,
        actor: who.subject,
        on_behalf_of: meant.on_behalf_of,
        idempotency,
        if_match: meant.if_match,
        occurred_at: meant.occurred_at,
        correlation_id: meant.correlation_id,
        dry_run: meant.dry_run,
    })
}
