//! Commands, one path each, and batches of them.

use event_schema::command::{COMMAND_BYTES_MAX, Command};
use serde_json::{Map, Value as Json, json};

use super::examples;
use super::parts::{at_most, parameter, problems};
use crate::body::{Definitions, Described};
use event_schema::StreamId;

/// Every status that a command may be refused with.
const REFUSALS: &[u16] = &[400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 500, 503];
const BATCH_REFUSALS: &[u16] = &[400, 401, 403, 413, 415, 429, 500, 503];

/// Describes all of them.
pub fn describe(paths: &mut Map<String, Json>, definitions: &mut Definitions) {
    let answer = answer_schema(definitions);
    definitions.insert("CommandAnswer".into(), answer);
    definitions.insert("BatchLine".into(), batch_line_schema());
    let batch_answer = batch_answer_schema(definitions);
    definitions.insert("BatchAnswerLine".into(), batch_answer);
    for name in Command::NAMES {
        let operation = operation(name);
        paths.insert(format!("/v1/commands/{name}"), json!({"post": operation}));
    }
    paths.insert("/v1/commands".into(), json!({"post": batch()}));
}

fn operation(name: &str) -> Json {
    let schema = Command::schema(name).expect("every name has a command");
    let summary = schema["description"].clone();
    let mut content = json!({"schema": schema});
    if let Some(example) = examples::command(name) {
        content["example"] = example;
    }
    let mut responses = problems(REFUSALS);
    let answer = json!({
        "description": "Done, or nothing to do (`events` is empty)",
        "content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/CommandAnswer"},
        }},
    });
    let mut created = answer.clone();
    created["description"] = "Done; the command's own stream began with it".into();
    responses.insert("200".into(), answer);
    responses.insert("201".into(), created);
    let headers =
        ["IdempotencyKey", "IfMatch", "OccurredAt", "OnBehalfOf", "CorrelationId", "DryRun"];
    let parameters: Vec<Json> = headers.into_iter().chain(["KithTenant"]).map(parameter).collect();
    json!({
        "operationId": name, "tags": ["commands"], "summary": summary, "parameters": parameters,
        "requestBody": {
            "required": true,
            "description": at_most(COMMAND_BYTES_MAX),
            "content": {"application/json": content},
        },
        "responses": responses,
    })
}

fn batch() -> Json {
    let mut responses = problems(BATCH_REFUSALS);
    responses.insert(
        "200".into(),
        json!({
            "description": "One line for each line of the request, in the same order",
            "content": {"application/x-ndjson": {
                "schema": {"$ref": "#/components/schemas/BatchAnswerLine"},
                "example": examples::batch_answer(),
            }},
        }),
    );
    json!({
        "operationId": "sendCommands", "tags": ["commands"],
        "summary": "Commands in order, one a line; a bad line never stops the others",
        "parameters": [parameter("CorrelationId"), parameter("DryRun"), parameter("KithTenant")],
        "requestBody": {
            "required": true,
            "description": "At most 64 MiB, and 129 KiB a line; lines before the limit are done",
            "content": {"application/x-ndjson": {
                "schema": {"$ref": "#/components/schemas/BatchLine"}, "example": examples::batch(),
            }},
        },
        "responses": responses,
    })
}

fn answer_properties(definitions: &mut Definitions) -> Map<String, Json> {
    let stream = StreamId::schema(definitions);
    let properties = json!({
        "stream": stream,
        "streams": {"type": "array", "items": {
            "type": "object",
            "properties": {"type": {"type": "string"}, "id": {"type": "string", "format": "uuid"},
                "revision": {"type": "integer", "minimum": 0}},
            "required": ["type", "id", "revision"], "additionalProperties": false,
        }, "description": "All streams of a command that touches several, its own first"},
        "revision": {"type": "integer", "minimum": 0, "description": "Of the command's own stream"},
        "position": {"type": "integer", "minimum": 0,
            "description": "The tenant's last one appended, or its head if nothing was: give it to a \
                read as `at_least`"},
        "events": {"type": "array", "items": {
            "type": "object",
            "properties": {"type": {"type": "string"}, "stream": stream, "data": {"type": "object"}},
            "required": ["type", "data"], "additionalProperties": false,
        }},
        "replayed": {"type": "boolean",
            "description": "True if this is the first answer to an earlier use of the key"},
        "dry_run": {"type": "boolean", "description": "True if nothing was appended on request"},
    });
    match properties {
        Json::Object(properties) => properties,
        _ => unreachable!("it is an object, as written above"),
    }
}

fn answer_schema(definitions: &mut Definitions) -> Json {
    json!({
        "type": "object",
        "description": "What a command did",
        "properties": answer_properties(definitions),
        "required": ["stream", "revision", "position", "events", "replayed"],
        "additionalProperties": false,
    })
}

fn batch_line_schema() -> Json {
    json!({
        "type": "object",
        "description": "One line of a batch",
        "properties": {
            "command": {"type": "string", "enum": Command::NAMES},
            "idempotency_key": {"type": "string", "minLength": 1, "maxLength": 128},
            "occurred_at": {"type": "string", "format": "date-time"},
            "on_behalf_of": {"type": "string", "format": "uuid"},
            "data": {"type": "object", "description": "The command's fields"},
        },
        "required": ["command", "data"],
        "additionalProperties": false,
    })
}

fn batch_answer_schema(definitions: &mut Definitions) -> Json {
    let mut properties = answer_properties(definitions);
    properties.insert("line".into(), json!({"type": "integer", "minimum": 1}));
    properties.insert("status".into(), json!({"type": "integer"}));
    properties.insert("problem".into(), json!({"$ref": "#/components/schemas/Problem"}));
    json!({
        "type": "object",
        "description": "The single answer with `line` and `status`, or a `problem`",
        "properties": properties,
        "required": ["line", "status"],
        "additionalProperties": false,
    })
}
