//! How a command that defines a setting changes the version in force: absent fields stay, null
//! clears, objects are merged, everything else is replaced (RFC 7396, as the contract's bodies).

use serde_json::{Map, Value};

/// The body that `patch` makes of `body`. Without a version in force `body` is null.
pub fn patched(body: &Value, patch: &Value) -> Value {
    let Value::Object(patch) = patch else { return patch.clone() };
    let mut result = match body {
        Value::Object(body) => body.clone(),
        _ => Map::new(),
    };
    for (name, change) in patch {
        if change.is_null() {
            result.remove(name);
        } else {
            let before = result.get(name).unwrap_or(&Value::Null);
            let after = patched(before, change);
            result.insert(name.clone(), after);
        }
    }
    Value::Object(result)
}
