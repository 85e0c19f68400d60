//! Pages of lists: `{"items": […], "next": "…", "count": 3}`.

use projection_service::query::Page;
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::{Definitions, Described};
use crate::params::CursorSeal;

#[derive(Serialize)]
struct List<B> {
    items: Vec<B>,
    next: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
}

/// Writes a page.
pub fn list<T, B: From<T> + Serialize>(page: Page<T>, seal: &CursorSeal) -> Vec<u8> {
    let next = page.next.map(|place| seal.seal(place));
    let items = page.items.into_iter().map(B::from).collect();
    let list: List<B> = List { items, next, count: page.count };
    serde_json::to_vec(&list).expect("a body is plain data")
}

/// Describes a page.
pub fn list_schema<B: Described>(definitions: &mut Definitions) -> Json {
    json!({
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": B::schema(definitions)},
            "next": {
                "type": ["string", "null"],
                "description": "Give it as `cursor` to get the next page; null on the last one",
            },
            "count": {
                "type": "integer", "minimum": 0,
                "description": "How many match, if `count=true`",
            },
        },
        "required": ["items", "next"],
        "additionalProperties": false,
    })
}
