//! Tokens, positions, figures and the open pages.

use event_schema::choice::Choice;
use event_schema::command::Command;
use rules::rights::Role;
use serde_json::{Map, Value as Json, json};

use super::parts::{at_most, parameter, problems, read_headers};
use crate::body::{Definitions, Described, Positions, Verification};
use crate::posted::POSTED_BYTES_MAX;

/// Describes all of them.
pub fn describe(paths: &mut Map<String, Json>, definitions: &mut Definitions) {
    paths.insert("/v1/positions".into(), json!({"get": positions(definitions)}));
    paths.insert("/v1/tokens".into(), json!({"post": tokens()}));
    paths.insert("/v1/verify".into(), json!({"post": verify(definitions)}));
    let figures = "Figures of the process in the Prometheus text format; the platform's own token";
    let mut metrics = page("getMetrics", figures, "text/plain");
    metrics["responses"]
        .as_object_mut()
        .into_iter()
        .for_each(|to| to.extend(problems(&[401, 403])));
    metrics.as_object_mut().into_iter().for_each(|operation| {
        operation.remove("security");
    });
    paths.insert("/metrics".into(), json!({"get": metrics}));
    for (path, name, about, kind) in OPEN_PAGES {
        paths.insert((*path).into(), json!({"get": page(name, about, kind)}));
    }
    paths.insert("/readyz".into(), json!({"get": readyz()}));
    let mut explained = page("explainProblem", "What a kind of problem means", "text/html");
    explained["parameters"] = json!([{
        "name": "slug", "in": "path", "required": true, "schema": {"type": "string"},
    }]);
    let refused = explained["responses"].as_object_mut();
    refused.into_iter().for_each(|to| to.extend(problems(&[404])));
    paths.insert("/problems/{slug}".into(), json!({"get": explained}));
}

const OPEN_PAGES: &[(&str, &str, &str, &str)] = &[
    ("/openapi.json", "getDescription", "This description", "application/json"),
    ("/docs", "getDocs", "The API for people", "text/html"),
    ("/healthz", "getHealth", "The process answers", "application/json"),
];

fn page(name: &str, about: &str, kind: &str) -> Json {
    json!({
        "operationId": name, "tags": ["platform"], "summary": about, "security": [],
        "responses": {"200": {"description": about, "content": {(kind): {}}}},
    })
}

fn readyz() -> Json {
    let schema = json!({
        "type": "object",
        "properties": {
            "ready": {"type": "boolean"},
            "reasons": {"type": "array", "items": {
                "type": "object",
                "properties": {"part": {"type": "string"}, "why": {"type": "string"}},
                "required": ["part", "why"], "additionalProperties": false,
            }},
        },
        "required": ["ready", "reasons"], "additionalProperties": false,
    });
    let answer = |about: &str| json!({"description": about, "content": {"application/json": {"schema": schema}}});
    json!({
        "operationId": "getReadiness", "tags": ["platform"], "security": [],
        "summary": "Whether the platform serves as it should, and why not",
        "responses": {"200": answer("It does"), "503": answer("It doesn't")},
    })
}

fn positions(definitions: &mut Definitions) -> Json {
    let mut responses = problems(&[400, 401, 403, 500, 503]);
    responses.insert(
        "200".into(),
        json!({
            "description": "How far each read model is", "headers": read_headers(),
            "content": {"application/json": {"schema": Positions::schema(definitions)}},
        }),
    );
    responses.insert("304".into(), json!({"description": "Nothing has changed"}));
    json!({
        "operationId": "getPositions", "tags": ["platform"], "responses": responses,
        "summary": "How far the read models are behind the log",
        "parameters": [parameter("IfNoneMatch"), parameter("KithTenant")],
    })
}

fn verify(definitions: &mut Definitions) -> Json {
    let mut responses = problems(&[401, 403, 500, 503]);
    responses.insert(
        "200".into(),
        json!({
            "description": "Each read model, and in what it differs from its rebuild",
            "content": {"application/json": {"schema": Verification::schema(definitions)}},
        }),
    );
    json!({
        "operationId": "verifyModels", "tags": ["platform"], "responses": responses,
        "summary": "Rebuilds every read model and compares; the platform's own token",
    })
}

fn tokens() -> Json {
    let roles: Vec<&str> = Role::NAMES.iter().map(|(name, _)| *name).collect();
    let role = json!({"type": "string", "enum": roles});
    let expires = json!({"type": ["string", "null"], "format": "date-time"});
    let mut responses = problems(&[400, 401, 403, 413, 415, 422, 500, 503]);
    responses.insert(
        "201".into(),
        json!({
            "description": "Made. The secret is in this answer and nowhere else",
            "content": {"application/json": {"schema": {
                "type": "object",
                "properties": {
                    "token": {"type": "string", "description": "The secret"},
                    "tenant": {"type": "string"}, "role": role, "subject": {"type": "string"},
                    "expires_at": expires,
                },
                "required": ["token", "tenant", "role", "subject", "expires_at"],
                "additionalProperties": false,
            }}},
        }),
    );
    json!({
        "operationId": "createToken", "tags": ["platform"], "responses": responses,
        "summary": "Makes an access token; for the role admin",
        "requestBody": {"required": true, "description": at_most(POSTED_BYTES_MAX),
            "content": {"application/json": {
            "schema": {
                "type": "object",
                "properties": {
                    "role": role,
                    "subject": {"type": ["string", "null"], "maxLength": 64,
                        "description": "Who it is: a user's id or another opaque id, shown in the \
                            audit; never a name"},
                    "tenant": {"type": ["string", "null"], "pattern": "^[a-z0-9-]{1,32}$",
                        "description": "The caller's if absent"},
                    "allow": {"type": "array", "items": {"type": "string", "enum": Command::NAMES},
                        "description": "The only commands it may send"},
                    "expires_at": expires,
                },
                "required": ["role"], "additionalProperties": false,
            },
            "example": {"role": "service", "subject": "web-forms", "allow": ["CreateLead"]},
        }}},
    })
}
