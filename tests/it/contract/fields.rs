//! Every field of every command: missing, null, empty, too long, of another type, in hostile
//! Unicode. The commands, their fields and a legal body of each come from the API description.

use kith_tests::{Client, Kith};
use serde_json::{Value as Json, json};

use super::examples::{described, prepare};

/// A field of a body: its path and what the description says of it.
struct Field {
    path: Vec<String>,
    schema: Json,
    required: bool,
}

/// Texts that are legal Unicode and nobody's name.
const HOSTILE: &[&str] = &[
    "\u{202e}gpj.exe",
    "a\u{0}b",
    "a\u{7}b",
    "zero\u{200b}width",
    "\u{feff}",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f466}",
    "\u{fffd}\u{fffe}",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE leads; --",
    "<script>alert(1)</script>",
    "\u{d7ff}\u{e000}\u{10ffff}",
    "   ",
    "\u{a0}\u{2003}",
];

impl Field {
    fn name(&self) -> String {
        self.path.join(".")
    }

    /// The schema without null.
    fn inner(&self) -> &Json {
        let options = self.schema["anyOf"].as_array();
        let given = options.and_then(|all| all.iter().find(|one| one["type"] != "null"));
        given.unwrap_or(&self.schema)
    }

    fn is(&self, kind: &str) -> bool {
        let of = &self.inner()["type"];
        of == kind || of.as_array().is_some_and(|all| all.iter().any(|one| one == kind))
    }

    /// Whether null means something, such as to take away what the field sets.
    fn may_be_null(&self) -> bool {
        let options = [&self.schema["anyOf"], &self.schema["type"]];
        let null = |one: &Json| *one == "null" || one["type"] == "null";
        options.iter().filter_map(|all| all.as_array()).flatten().any(null)
    }

    /// A value of another type.
    fn wrong(&self) -> Json {
        if self.is("object") { json!(7) } else { json!({"a": 1}) }
    }
}

/// The fields of an object, and of the objects in it.
fn fields(schema: &Json, path: &[String], out: &mut Vec<Field>) {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let path = [path, std::slice::from_ref(name)].concat();
        // A field of an absent object is required only within it.
        let required = path.len() == 1 && required.iter().any(|one| one == name);
        let field = Field { path: path.clone(), schema: property.clone(), required };
        let inner = field.inner().clone();
        out.push(field);
        fields(&inner, &path, out);
    }
}

/// The body with a value at a path; `None` takes the field out.
fn with(body: &Json, path: &[String], value: Option<Json>) -> Json {
    let mut body = body.clone();
    let (last, above) = path.split_last().expect("a path has a name");
    let mut object = &mut body;
    for name in above {
        if !object[name].is_object() {
            object[name] = json!({});
        }
        object = &mut object[name];
    }
    match value {
        Some(value) => object[last] = value,
        None => drop(object.as_object_mut().expect("it is one").remove(last)),
    }
    body
}

/// Sends a body without effect; the status and the fields that the answer names.
fn ask(client: &Client, command: &str, body: &Json) -> (u16, Vec<String>) {
    let request = client.request("POST", format!("/v1/commands/{command}"));
    let answer = request.header("Kith-Dry-Run", "true").json(body).send();
    assert!(answer.status < 500, "{command} {body}: {} {}", answer.status, answer.text());
    let json = answer.json();
    let errors = json["errors"].as_array().cloned().unwrap_or_default();
    let named = errors.iter().map(|error| error["field"].as_str().unwrap().to_owned());
    (answer.status, named.collect())
}

/// What is wrong with the answers about a field.
fn faults(client: &Client, command: &str, body: &Json, field: &Field) -> Vec<String> {
    let (name, mut faults) = (field.name(), Vec::new());
    let mut check = |what: &str, value: Option<Json>, legal: &[u16]| {
        let (status, named) = ask(client, command, &with(body, &field.path, value));
        let names_it = named.iter().any(|n| n.starts_with(&name));
        if !legal.contains(&status) || (status >= 400 && !names_it && legal != MAYBE) {
            faults.push(format!("{command}.{name} {what}: {status}, naming {named:?}"));
        }
    };
    if field.required {
        check("missing", None, &[422]);
        check("null", Some(Json::Null), if field.may_be_null() { MAYBE } else { &[422] });
    } else {
        check("null", Some(Json::Null), MAYBE);
    }
    check("of another type", Some(field.wrong()), &[400]);
    if field.is("string") {
        check("empty", Some(json!("")), MAYBE);
        if let Some(most) = field.inner()["maxLength"].as_u64() {
            check("too long", Some(json!("x".repeat(most as usize + 1))), &[422]);
        }
        for text in HOSTILE {
            check("hostile", Some(json!(text)), MAYBE);
        }
    }
    if field.is("object") && field.inner()["additionalProperties"] == json!(false) {
        let path = [&field.path[..], &["colour".to_owned()]].concat();
        let (status, named) = ask(client, command, &with(body, &path, Some(json!("red"))));
        if status != 400 || !named.contains(&format!("{name}.colour")) {
            faults.push(format!("{command}.{name}.colour unknown: {status}, naming {named:?}"));
        }
    }
    faults
}

/// Whether it is legal depends on more than the field: answered by any means but a fault of ours.
const MAYBE: &[u16] = &[200, 201, 400, 404, 409, 422];

#[test]
fn every_field_of_every_command_is_checked_and_named() {
    let (mut wrong, mut tried) = (Vec::new(), 0);
    let home = crate::home();
    let kith: Kith = home.serve();
    for command in described(&kith.admin) {
        let tenant = format!("t-{}", command.name.to_lowercase());
        let client = kith.admin.for_tenant(&tenant);
        prepare(&client, &command);
        let (status, named) = ask(&client, &command.name, &command.example);
        assert!(status < 300, "the example of {}: {status} {named:?}", command.name);
        let mut all = Vec::new();
        fields(&command.schema, &[], &mut all);
        tried += all.len();
        for field in &all {
            wrong.extend(faults(&client, &command.name, &command.example, field));
        }
        let unknown = with(&command.example, &["colour".into()], Some(json!("red")));
        assert_eq!(ask(&client, &command.name, &unknown), (400, vec!["colour".into()]));
    }
    assert!(tried > 100, "the description has fields: {tried}");
    assert!(wrong.is_empty(), "{} of {tried} fields:\n{}", wrong.len(), wrong.join("\n"));
}
