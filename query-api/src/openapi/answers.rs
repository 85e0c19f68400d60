//! Examples of answers: what a tenant that the examples of the commands filled did answer. A
//! contract test asks for them and keeps the file, so none can be of another day than the code.

use serde_json::{Map, Value as Json};

/// Answers by operation, such as `GET /v1/leads`.
const ANSWERS: &str = include_str!("answers.json");

/// Puts each answer beside the schema that it is an example of.
pub fn describe(paths: &mut Map<String, Json>) {
    let answers: Map<String, Json> = serde_json::from_str(ANSWERS).expect("a test wrote it");
    for (operation, answer) in &answers {
        let Some((method, path)) = operation.split_once(' ') else { continue };
        if let Some(described) = paths.get_mut(path).and_then(|all| all.get_mut(method_key(method)))
        {
            put(described, answer);
        }
    }
}

fn method_key(method: &str) -> &'static str {
    if method == "POST" { "post" } else { "get" }
}

fn put(operation: &mut Json, answer: &Json) {
    let field = |name: &str| answer[name].as_str().unwrap_or_default();
    let status = answer["status"].to_string();
    let response = operation.get_mut("responses").and_then(|all| all.get_mut(status));
    let content = response.and_then(|one| one.get_mut("content"));
    if let Some(content) = content.and_then(|all| all.get_mut(field("type"))) {
        content["example"] = answer["body"].clone();
    }
    let parameters = operation.get_mut("parameters").and_then(Json::as_array_mut);
    let parameters = parameters.into_iter().flatten();
    for parameter in parameters.filter(|one| one["in"] == "path" && !answer["id"].is_null()) {
        parameter["example"] = answer["id"].clone();
    }
}
