//! The API description: OpenAPI 3.1, one for commands and reads, made of the same values that read
//! the requests and write the answers.

mod answers;
mod bulk;
mod commands;
mod examples;
mod parts;
mod platform;
mod reads;

use std::sync::OnceLock;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use event_schema::choice::Choice;
use event_schema::problem::Slug;
use serde_json::{Map, Value as Json, json};

use crate::body::Definitions;

/// The description. Made once.
pub fn document() -> &'static Json {
    static DOCUMENT: OnceLock<Json> = OnceLock::new();
    DOCUMENT.get_or_init(describe)
}

/// `GET /openapi.json`.
pub async fn serve() -> Response {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    let bytes = BYTES.get_or_init(|| document().to_string().into_bytes());
    let kind = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, kind)], bytes.as_slice()).into_response()
}

fn describe() -> Json {
    let mut definitions = Definitions::new();
    let mut paths = Map::new();
    commands::describe(&mut paths, &mut definitions);
    reads::describe(&mut paths, &mut definitions);
    bulk::describe(&mut paths, &mut definitions);
    platform::describe(&mut paths, &mut definitions);
    answers::describe(&mut paths);
    paths.values_mut().for_each(parts::refuse_other_methods);
    definitions.insert("Problem".into(), parts::problem_schema());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Kith",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Customer platform: commands in, facts kept, answers as of any day",
            "description": ABOUT,
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "tags": [
            {"name": "commands", "description": "Ask for something to happen"},
            {"name": "reads", "description": "See what is, or what was at any past instant"},
            {"name": "log", "description": "Follow the facts themselves"},
            {"name": "platform", "description": "How the platform is"},
        ],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "parameters": parts::parameters(),
            "headers": parts::headers(),
            "responses": problem_responses(),
            "securitySchemes": {"token": {
                "type": "http", "scheme": "bearer",
                "description": "A token made by `kith token create`. It names the tenant, the role \
                    and, if wanted, the only commands it may send.",
            }},
        },
    })
}

const ABOUT: &str = "Every answer of a read has `Kith-Position`, the tenant's position that it \
reflects, and a strong `ETag`; give the position of a command's answer to a read as `at_least` to \
see the effect. Instants are RFC 3339 with an offset; a bare date is its first instant in the \
tenant's zone. Money is a decimal as text with its currency. Unknown fields and parameters are \
refused. Errors are problem documents (RFC 9457); `errors` lists everything that is wrong at once. \
Lists are sorted newest first.";

/// One response for each status that problems have, with every slug that it may carry.
fn problem_responses() -> Json {
    let mut by_status: Map<String, Json> = Map::new();
    for (name, slug) in Slug::NAMES {
        let response = by_status.entry(parts::response_name(slug.status())).or_insert_with(|| {
            json!({
                "description": "",
                "content": {"application/problem+json": {
                    "schema": {"$ref": "#/components/schemas/Problem"}, "examples": {},
                }},
            })
        });
        let known = response["description"].as_str().unwrap_or_default();
        let joint = if known.is_empty() { "" } else { "; " };
        response["description"] = format!("{known}{joint}`{name}`: {}", slug.title()).into();
        response["content"]["application/problem+json"]["examples"][*name] =
            parts::problem_example(*slug);
        if let Some(headers) = parts::problem_headers(slug.status()) {
            response["headers"] = headers;
        }
    }
    Json::Object(by_status)
}
