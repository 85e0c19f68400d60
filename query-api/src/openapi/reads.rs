//! Reads of the models, and the log as events.

use event_schema::command::TryConversionRules;
use event_schema::field::Shape;
use serde_json::{Map, Value as Json, json};

use super::parts::{at_most, parameter, problems, query_parameter, read_headers, too_long};
use crate::body::{Definitions, Described, RulesTrial};
use crate::events::{LIST_PARAMS, STREAM_PARAMS};
use crate::params::{Param, shared};
use crate::posted::POSTED_BYTES_MAX;
use crate::read::Read;
use crate::resource::READS;
use crate::trial;

const LIST_REFUSALS: &[u16] = &[400, 401, 403, 422, 500, 503];
const STREAM_REFUSALS: &[u16] = &[400, 401, 403, 422, 429, 500, 503];
const RECORD_REFUSALS: &[u16] = &[400, 401, 403, 404, 422, 500, 503];

/// Describes all of them.
pub fn describe(paths: &mut Map<String, Json>, definitions: &mut Definitions) {
    for read in READS {
        paths.insert(read.path.into(), json!({"get": operation(read, definitions)}));
    }
    paths.insert(trial::PATH.into(), json!({"post": tried(definitions)}));
    definitions.insert("Event".into(), event_schema());
    paths.insert("/v1/events".into(), json!({"get": events()}));
    paths.insert("/v1/events/stream".into(), json!({"get": stream()}));
}

fn operation(read: &Read, definitions: &mut Definitions) -> Json {
    let single = read.of_one();
    let mut parameters = query_parameters(read.params);
    if single {
        parameters.insert(
            0,
            json!({
                "name": "id", "in": "path", "required": true, "description": "Which record",
                "schema": {"type": "string", "format": "uuid"},
            }),
        );
    }
    parameters.push(parameter("IfNoneMatch"));
    parameters.push(parameter("KithTenant"));
    let mut responses = problems(if single { RECORD_REFUSALS } else { LIST_REFUSALS });
    responses.insert(
        "200".into(),
        json!({
            "description": read.about, "headers": read_headers(),
            "content": {"application/json": {"schema": (read.schema)(definitions)}},
        }),
    );
    responses.insert("304".into(), not_modified());
    responses.insert("414".into(), too_long());
    json!({
        "operationId": read.name, "tags": ["reads"], "summary": read.about,
        "parameters": parameters, "responses": responses,
    })
}

fn tried(definitions: &mut Definitions) -> Json {
    let mut parameters = query_parameters(&[shared::WAIT]);
    parameters.push(parameter("KithTenant"));
    let mut responses = problems(&[400, 401, 403, 413, 415, 422, 500, 503]);
    let position = read_headers()["Kith-Position"].clone();
    responses.insert(
        "200".into(),
        json!({
            "description": "Whom the rules would have refused, and for what; nothing is stored",
            "headers": {"Kith-Position": position},
            "content": {"application/json": {"schema": RulesTrial::schema(definitions)}},
        }),
    );
    json!({
        "operationId": "tryConversionRules", "tags": ["reads"], "parameters": parameters,
        "summary": "Tries conversion rules on past conversions and on the leads that wait for theirs",
        "requestBody": {
            "required": true,
            "description": at_most(POSTED_BYTES_MAX),
            "content": {"application/json": {
                "schema": TryConversionRules::schema(),
                "example": {"rules": {"based_on": "strict"}, "from": "2024-01-01", "to": "2024-04-01"},
            }},
        },
        "responses": responses,
    })
}

fn query_parameters(groups: &[&[Param]]) -> Vec<Json> {
    groups.iter().copied().flatten().map(query_parameter).collect()
}

fn not_modified() -> Json {
    json!({"description": "The client holds this answer already", "headers": read_headers()})
}

fn events() -> Json {
    let mut parameters = query_parameters(LIST_PARAMS);
    parameters.push(parameter("IfNoneMatch"));
    parameters.push(parameter("KithTenant"));
    let mut responses = problems(LIST_REFUSALS);
    responses.insert("200".into(), json!({
        "description": "One event a line, in the order of the log, up to the head as it was when \
            the request came", "headers": read_headers(),
        "content": {"application/x-ndjson": {"schema": {"$ref": "#/components/schemas/Event"}}},
    }));
    responses.insert("304".into(), not_modified());
    responses.insert("414".into(), too_long());
    json!({
        "operationId": "listEvents", "tags": ["log"], "summary": "The log as events",
        "parameters": parameters, "responses": responses,
    })
}

fn stream() -> Json {
    let mut parameters = query_parameters(STREAM_PARAMS);
    parameters.push(parameter("LastEventId"));
    parameters.push(parameter("KithTenant"));
    let mut responses = problems(STREAM_REFUSALS);
    responses.insert("414".into(), too_long());
    responses.insert("200".into(), json!({
        "description": "Server-sent events: `id` is the position, `data` the event. Comments keep a \
            silent stream alive",
        "content": {"text/event-stream": {"schema": sse()}},
    }));
    json!({
        "operationId": "followEvents", "tags": ["log"],
        "summary": "The log live, from now on, from `from_position` or after `Last-Event-ID`",
        "parameters": parameters, "responses": responses,
    })
}

/// One event of a stream, by its fields of the event-stream format.
fn sse() -> Json {
    json!({
        "type": "object",
        "properties": {
            "id": {"type": "string", "description": "The event's position"},
            "event": {"type": "string"},
            "retry": {"type": "integer", "minimum": 0},
            "data": {
                "type": "string",
                "contentMediaType": "application/json",
                "contentSchema": {"$ref": "#/components/schemas/Event"},
            },
        },
        "additionalProperties": false,
    })
}

fn event_schema() -> Json {
    let nullable = json!({"type": ["string", "null"]});
    json!({
        "type": "object",
        "description": "One fact of the log, without its personal fields",
        "properties": {
            "position": {"type": "integer", "minimum": 1},
            "type": {"type": "string", "description": "Its public name, such as LeadCreated"},
            "version": {"type": "integer", "minimum": 0, "description": "Of its data's shape"},
            "stream": {"$ref": "#/components/schemas/Stream"},
            "revision": {"type": "integer", "minimum": 1, "description": "In its stream"},
            "occurred_at": {"type": "string", "format": "date-time"},
            "recorded_at": {"type": "string", "format": "date-time"},
            "actor": {"type": "string"},
            "on_behalf_of": nullable,
            "correlation_id": nullable,
            "command": {"type": "string", "description": "The command that it follows from"},
            "person_ids": {"type": "array", "items": {"type": "string", "format": "uuid"},
                "description": "Whose personal fields were left out"},
            "data": {"type": "object"},
        },
        "required": ["position", "type", "version", "stream", "revision", "occurred_at",
            "recorded_at", "actor", "on_behalf_of", "correlation_id", "command", "person_ids",
            "data"],
        "additionalProperties": false,
    })
}
