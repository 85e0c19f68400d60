//! Bulk actions: the one act that is sent to the API itself.

use event_schema::command::{BULK_BYTES_MAX, BulkRequest};
use event_schema::field::Shape;
use serde_json::{Map, Value as Json, json};

use super::examples;
use super::parts::{at_most, parameter, problems};
use crate::body::{BulkReport, Definitions, Described};
use crate::resource::BULK_ACTIONS;

const REFUSALS: &[u16] = &[400, 401, 403, 409, 413, 415, 422, 429, 500, 503];

/// Describes how one is begun, beside the list of them.
pub fn describe(paths: &mut Map<String, Json>, definitions: &mut Definitions) {
    let operation = operation(definitions);
    let known = paths.entry(BULK_ACTIONS.path).or_insert_with(|| json!({}));
    known["post"] = operation;
}

fn operation(definitions: &mut Definitions) -> Json {
    let schema = <BulkRequest as Shape>::schema();
    let headers = ["IdempotencyKey", "OnBehalfOf", "CorrelationId", "DryRun"];
    let parameters: Vec<Json> = headers.into_iter().chain(["KithTenant"]).map(parameter).collect();
    let mut responses = problems(REFUSALS);
    let about = "The report; or the records of an export, whose act the header Kith-Bulk-Id names";
    responses.insert(
        "200".into(),
        json!({
            "description": about,
            "headers": {"Kith-Bulk-Id": {
                "description": "The id of an export's act",
                "schema": {"type": "string", "format": "uuid"},
            }},
            "content": {
                "application/json": {"schema": BulkReport::schema(definitions)},
                "application/x-ndjson": {"schema": {
                    "type": ["object", "null"],
                    "description": "One record a line; nothing at all where none is left",
                }},
                "text/csv": {"schema": {"type": "string"}},
            },
        }),
    );
    json!({
        "operationId": "doBulkAction", "tags": ["commands"], "parameters": parameters,
        "summary": "One act on many records, with a report",
        "description": ABOUT,
        "requestBody": {
            "required": true,
            "description": at_most(BULK_BYTES_MAX),
            "content": {"application/json": {
                "schema": schema, "example": examples::bulk_action(),
            }},
        },
        "responses": responses,
    })
}

const ABOUT: &str = "The records are chosen once, at one position of the log, and written down; then \
each record's command is judged on its own. Who may send that command may do it in bulk; choosing and \
exporting take the right to read. The answer comes when all is done. Sent again with the same \
`bulk_id`, or with the same `Idempotency-Key` and no `bulk_id`, it goes on where it stopped, does \
nothing twice, and gives the same report; another request with that id is refused. An export is made \
once for an id. All events carry the act's id as their correlation id unless the request names \
another: `/v1/audit?correlation_id=` shows the act and everything it did.";
