//! `kith schema`: what commands and events are made of, as one JSON document.

use std::process::ExitCode;

use event_schema::EventType;
use event_schema::command::Command;
use serde_json::{Map, Value as Json, json};

use crate::say::{self, Failure};

/// The dialect of every schema in it.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Prints the schemas.
pub fn run() -> Result<ExitCode, Failure> {
    let document = json!({"$schema": DIALECT, "commands": commands(), "events": events()});
    say::line(format!("{document:#}"));
    Ok(ExitCode::SUCCESS)
}

/// Schemas of the commands' bodies, by name.
fn commands() -> Map<String, Json> {
    let schema = |name: &&'static str| Some(((*name).to_owned(), own(Command::schema(name)?)));
    Command::NAMES.iter().filter_map(schema).collect()
}

/// Schemas of the events' data as they are in the log and the feed, by name and version.
fn events() -> Map<String, Json> {
    let schema = |kind: &EventType| {
        let version = kind.version().to_string();
        Some((kind.name().to_owned(), json!({version: kind.schema()?})))
    };
    EventType::ALL.iter().filter_map(schema).collect()
}

/// A schema that stands alone.
fn own(mut schema: Json) -> Json {
    schema["$schema"] = DIALECT.into();
    schema
}
