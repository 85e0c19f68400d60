//! Parts that many operations share.

use event_schema::problem::{Problem, Slug};
use serde_json::{Map, Value as Json, json};

use crate::params::Param;

/// The name of the shared response for a status.
pub fn response_name(status: u16) -> String {
    format!("Problem{status}")
}

/// References to the shared responses for these statuses.
pub fn problems(statuses: &[u16]) -> Map<String, Json> {
    let refer = |status: &u16| {
        let name = response_name(*status);
        (status.to_string(), json!({"$ref": format!("#/components/responses/{name}")}))
    };
    statuses.iter().map(refer).collect()
}

/// Adds to each operation of an address what its other methods are answered with: OpenAPI has no
/// place for a method that isn't there.
pub fn refuse_other_methods(address: &mut Json) {
    for operation in address.as_object_mut().into_iter().flat_map(Map::values_mut) {
        let responses = operation["responses"].as_object_mut();
        responses.into_iter().for_each(|all| all.extend(problems(&[405])));
    }
}

/// The headers of a refusal.
pub fn problem_headers(status: u16) -> Option<Json> {
    let refer = |name: &str| json!({"$ref": format!("#/components/headers/{name}")});
    match status {
        405 => Some(json!({"Allow": refer("Allow")})),
        429 | 503 => Some(json!({"Retry-After": refer("RetryAfter")})),
        _ => None,
    }
}

/// What the HTTP server answers, without a body, before it knows what the address is of.
pub fn too_long() -> Json {
    json!({"description": "The address has more than 65,534 bytes; there is no body"})
}

/// What the description says of a body that has a limit.
pub fn at_most(bytes: usize) -> String {
    format!("At most {} KiB; a larger body is refused", bytes / 1024)
}

/// A parameter of a query string.
pub fn query_parameter(param: &Param) -> Json {
    json!({
        "name": param.name, "in": "query", "description": param.about, "schema": (param.schema)(),
    })
}

/// A reference to a shared parameter.
pub fn parameter(name: &str) -> Json {
    json!({"$ref": format!("#/components/parameters/{name}")})
}

fn header(name: &str, about: &str, schema: Json) -> Json {
    json!({"name": name, "in": "header", "description": about, "schema": schema})
}

/// The shared parameters: headers, mostly.
pub fn parameters() -> Json {
    let text = || json!({"type": "string"});
    json!({
        "KithTenant": header("Kith-Tenant", "Which tenant the request is for, for the platform's own \
            token; `default` if absent. Any other token may only name its own tenant",
            json!({"type": "string", "pattern": "^[a-z0-9-]{1,32}$"})),
        "IfNoneMatch": header("If-None-Match", "The `ETag` of an answer that the client holds", text()),
        "IdempotencyKey": header("Idempotency-Key", "Makes the command happen once within 30 days, \
            however often it is sent; the first answer is given again with `replayed: true`",
            json!({"type": "string", "pattern": "^[!-~]([ -~]{0,126}[!-~])?$"})),
        "IfMatch": header("If-Match", "The revision that the command's own stream must have, in \
            quotes", json!({"type": "string", "examples": ["\"7\""]})),
        "OccurredAt": header("Kith-Occurred-At", "When it happened in business, for the roles admin \
            and service; not more than 60 s ahead", json!({"type": "string", "format": "date-time"})),
        "OnBehalfOf": header("Kith-On-Behalf-Of", "The user it is done for, for the roles admin and \
            service", json!({"type": "string", "format": "uuid"})),
        "CorrelationId": header("Kith-Correlation-Id", "Carried to every event that follows",
            json!({"type": "string", "pattern": "^[A-Za-z0-9_.:-]{1,64}$"})),
        "DryRun": header("Kith-Dry-Run", "Decide and answer, append nothing",
            json!({"type": "boolean"})),
        "LastEventId": header("Last-Event-ID", "Follow after this position",
            json!({"type": "integer", "minimum": 0})),
    })
}

/// The shared headers of answers.
pub fn headers() -> Json {
    json!({
        "KithPosition": {
            "description": "The tenant's position that the answer reflects",
            "schema": {"type": "integer", "minimum": 0},
        },
        "ETag": {
            "description": "Changes whenever the answer does",
            "schema": {"type": "string"},
        },
        "Allow": {
            "description": "The methods that the address has, with commas between them",
            "schema": {"type": "string", "examples": ["GET,HEAD"]},
        },
        "RetryAfter": {
            "description": "Seconds after which to try again",
            "schema": {"type": "integer", "minimum": 0},
        },
    })
}

/// The headers of an answer of a read.
pub fn read_headers() -> Json {
    json!({
        "Kith-Position": {"$ref": "#/components/headers/KithPosition"},
        "ETag": {"$ref": "#/components/headers/ETag"},
    })
}

/// A problem document.
pub fn problem_schema() -> Json {
    let text = |about: &str| json!({"type": "string", "description": about});
    json!({
        "type": "object",
        "description": "What was refused and why (RFC 9457)",
        "properties": {
            "type": text("/problems/ and the kind of problem; a page that explains it"),
            "title": text("The same for every problem of this kind"),
            "status": {"type": "integer", "description": "The HTTP status"},
            "detail": text("What is wrong here and what to do"),
            "errors": {"type": "array", "description": "Everything that breaks a rule", "items": {
                "type": "object",
                "properties": {
                    "field": text("Path of the field, or name of the parameter"),
                    "code": text("The rule in one word"),
                    "message": text("The rule in a sentence"),
                },
                "required": ["field", "code", "message"], "additionalProperties": false,
            }},
            "conflicts_with": {"type": "array", "description": "Records that stand in the way",
                "items": {
                    "type": "object",
                    "properties": {
                        "type": text("Kind of record"),
                        "id": {"type": "string", "format": "uuid"},
                        "key": text("Which kind of key it holds, such as email"),
                    },
                    "required": ["type", "id", "key"], "additionalProperties": false,
                }},
            "outcome": {"type": "string", "enum": ["none", "unknown"],
                "description": "For log-unavailable: whether anything may have been appended"},
            "retry_after": {"type": "integer", "minimum": 0, "description": "Seconds"},
        },
        "required": ["type", "title", "status", "detail"],
        "additionalProperties": false,
    })
}

/// An example of a kind of problem.
pub fn problem_example(slug: Slug) -> Json {
    let detail = match slug {
        Slug::Malformed => "asof is no parameter of this address; legal are: as_of, basis",
        Slug::NotCaughtUp => {
            "the read model is at position 41 and has not reached the one asked for"
        }
        _ => slug.title(),
    };
    json!({"value": serde_json::to_value(Problem::new(slug, detail)).expect("plain data")})
}
