//! `GET /docs`: every operation of the API description.

use axum::response::Html;
use serde_json::Value as Json;

use super::{escape, html};
use crate::openapi::document;

/// The page.
pub async fn page() -> Html<String> {
    let description = document();
    let mut body = String::from(
        "<h1>Kith API</h1><p>The same, for programs: <a href=/openapi.json>openapi.json</a>. \
        Every request but to the pages without a lock needs <code>Authorization: Bearer …</code>.",
    );
    let none = serde_json::Map::new();
    for (path, item) in description["paths"].as_object().unwrap_or(&none) {
        for (method, operation) in item.as_object().unwrap_or(&none) {
            body.push_str(&section(description, path, method, operation));
        }
    }
    Html(html("Kith API", &body))
}

fn section(description: &Json, path: &str, method: &str, operation: &Json) -> String {
    let text = |name: &str| escape(operation[name].as_str().unwrap_or_default());
    let id = text("operationId");
    let shown = method.to_uppercase();
    let mut section = format!(
        "<h2 id={id}><b class={method}>{shown}</b> <code>{}</code></h2><p>{}</p>",
        escape(path),
        text("summary")
    );
    section.push_str(&parameters(description, operation));
    if let Some(schema) = body_schema(operation) {
        section.push_str(&fields(schema));
    }
    let statuses: Vec<&str> =
        operation["responses"].as_object().into_iter().flatten().map(|(s, _)| &**s).collect();
    section.push_str(&format!("<p>Answers: {}", statuses.join(", ")));
    section
}

fn parameters(description: &Json, operation: &Json) -> String {
    let Some(list) = operation["parameters"].as_array() else { return String::new() };
    // Those that many operations share are referred to.
    let meant = |one: &'_ Json| {
        let shared = one["$ref"].as_str().and_then(|to| to.strip_prefix('#'));
        shared.and_then(|to| description.pointer(to)).unwrap_or(one).clone()
    };
    let rows = list.iter().map(meant).map(|parameter| {
        let name = parameter["name"].as_str().unwrap_or_default();
        let place = parameter["in"].as_str().unwrap_or_default();
        row(name, place, parameter["description"].as_str().unwrap_or_default())
    });
    format!("<table><tr><th>Parameter<th>In<th>Meaning{}</table>", rows.collect::<String>())
}

fn body_schema(operation: &Json) -> Option<&Json> {
    let schema = operation.pointer("/requestBody/content/application~1json/schema")?;
    schema.get("properties").is_some().then_some(schema)
}

fn fields(schema: &Json) -> String {
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    let rows = schema["properties"].as_object().into_iter().flatten().map(|(name, field)| {
        let must = if required.contains(&name.as_str()) { "required" } else { "" };
        row(name, must, field["description"].as_str().unwrap_or_default())
    });
    format!("<table><tr><th>Field<th><th>Meaning{}</table>", rows.collect::<String>())
}

fn row(name: &str, note: &str, about: &str) -> String {
    format!("<tr><td><code>{}</code><td>{note}<td>{}", escape(name), escape(about))
}
