//! `GET /problems/{slug}`: what each kind of problem means and what to do about it.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::{Html, IntoResponse, Response};
use event_schema::choice::Choice;
use event_schema::problem::Slug;

use super::{escape, html};
use crate::problem::Refusal;

/// The page of one kind of problem.
pub async fn problem(path: Result<Path<String>, PathRejection>) -> Response {
    let Some(slug) = path.ok().and_then(|Path(slug)| Slug::named(&slug)) else {
        let names: Vec<&str> = Slug::NAMES.iter().map(|(name, _)| *name).collect();
        let detail = format!("there is no such problem; there are: {}", names.join(", "));
        return Refusal::new(Slug::UnknownTarget, detail).into_response();
    };
    let (name, title) = (slug.name(), escape(slug.title()));
    let (status, help) = (slug.status(), escape(what_to_do(slug)));
    let body = format!(
        "<p><a href=/docs>Kith API</a></p><h1>{title}</h1>\
        <p><code>{name}</code>, status {status}</p><p>{help}</p>"
    );
    Html(html(slug.title(), &body)).into_response()
}

/// What to do about a duplicate of any kind.
const DUPLICATE: &str = "Another record holds the same address, domain, id or reference; \
    conflicts_with names it. Use that record, or merge.";

/// What to do where the log doesn't take a command.
const LOG_UNAVAILABLE: &str = "The log can't be written or read now. With outcome none nothing was \
    done, with unknown it may have been; either way the same idempotency key may be sent again after \
    Retry-After seconds.";

/// What it means and what to do.
fn what_to_do(slug: Slug) -> &'static str {
    match slug {
        Slug::Malformed => {
            "The request is not JSON, has a field or parameter that isn't known here, or a value of \
            another JSON type. The document names every one in errors; nothing was done."
        }
        Slug::Unauthenticated => {
            "Send the header Authorization: Bearer with a token that holds. `kith token create` \
            makes one; the first start left one in admin.token in the data directory."
        }
        Slug::MissingRight => {
            "The token is good, but its role, its list of commands or its tenant doesn't cover this. \
            The detail says which. Ask an admin for a token that does."
        }
        Slug::UnknownCommand => "No command has this name; names are spelt as in /docs.",
        Slug::UnknownTarget => {
            "Nothing is at this address, or the record doesn't exist, didn't exist at as_of, or \
            belongs to another tenant."
        }
        Slug::MethodNotAllowed => "Reads are GET and commands are POST; see /docs.",
        Slug::WrongState => {
            "Read the record: its state doesn't allow this command any more or yet."
        }
        Slug::AlreadyConverted => "A lead is converted once. A new one may name it.",
        Slug::DuplicateLead
        | Slug::DuplicateAccount
        | Slug::DuplicateContact
        | Slug::DuplicateOpportunity
        | Slug::DuplicateInteraction
        | Slug::DuplicateOrder
        | Slug::DuplicateContract
        | Slug::DuplicateRecord => DUPLICATE,
        Slug::LostRace => "Another change came first. Read the record and decide again.",
        Slug::RevisionMismatch => {
            "If-Match names another revision than the record has. Read it again, look at what has \
            changed, and send the command with the new revision."
        }
        Slug::TooLarge => {
            "A command takes at most 128 KiB, and so do an order for a token and a trial of rules; a \
            bulk action takes 1 MiB, a batch 64 MiB. Send smaller parts."
        }
        Slug::WrongContentType => {
            "Commands are application/json; batches are application/x-ndjson."
        }
        Slug::Invalid => {
            "A field is missing or its value is not legal. Every one is named in errors; nothing was \
            done."
        }
        Slug::UnknownReference => "A field names a record that doesn't exist in this tenant.",
        Slug::KeyReused => {
            "The idempotency key was used for another body. Use a new key for a new command, and the \
            same body for a repetition."
        }
        Slug::UnmetCriteria => "The rules of the tenant ask for more first; the detail says what.",
        Slug::TooMany => "Too many requests wait. Try again after Retry-After seconds.",
        Slug::LogUnavailable => LOG_UNAVAILABLE,
        Slug::NotCaughtUp => {
            "The read model doesn't cover the position yet, or can't answer now. Try again after \
            Retry-After seconds; /readyz says whether something is wrong."
        }
        Slug::DiskFull => "The disk is nearly full: reads go on, commands are refused. Make room.",
        Slug::UpgradeNeeded => {
            "The record has events that a newer Kith wrote. Send the command to an instance of that \
            version, or upgrade this one."
        }
        Slug::Internal => {
            "A fault of the platform; its log says which. The request may be repeated."
        }
    }
}
