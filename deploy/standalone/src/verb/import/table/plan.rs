//! What becomes of each column: which field takes it, what no field takes, and everything about
//! that which is wrong, before anything is sent.

use std::collections::{BTreeMap, BTreeSet};

use csv::StringRecord;
use serde_json::{Map as JsonMap, Value as Json};

use super::cell::{constant, value};
use super::fields::{CUSTOM, Cell, Field, Fields};
use super::kind::Kind;
use super::map::Map;
use crate::say::Failure;
use query_api::table::unharmed;

/// What a table's columns become.
#[derive(Debug)]
pub struct Plan {
    /// Columns that a field takes, by field.
    pub columns: Vec<Column>,
    /// Values that every row has, with the optional field that each is a part of.
    constants: Vec<(String, String, Json)>,
    /// The column that tells rows apart.
    pub key: Option<usize>,
    /// Columns that no field takes.
    ignored: Vec<(usize, String)>,
    /// How many cells a row has.
    pub width: usize,
}

/// A column that a field takes.
#[derive(Debug)]
pub struct Column {
    /// Its place in a row, from 0.
    pub at: usize,
    /// The field.
    pub path: String,
    cell: Cell,
}

impl Plan {
    /// The plan for a table with these headers.
    pub fn new(
        kind: &Kind,
        fields: &Fields,
        headers: &[String],
        map: &Map,
    ) -> Result<Self, Failure> {
        let taken = match &map.columns {
            Some(named) => named_columns(fields, headers, named)?,
            None => meant_columns(kind, fields, headers),
        };
        let constants = constants(fields, &map.values)?;
        refuse_collisions(headers, &taken, &constants)?;
        let paths: BTreeSet<&str> = taken.iter().map(|(_, field)| field.path.as_str()).collect();
        let paths = paths.into_iter().chain(constants.iter().map(|(field, _)| &*field.path));
        refuse_missing(kind, fields, headers, &paths.collect())?;
        let key = map.key.as_deref().map(|key| only_column(headers, key)).transpose()?;
        let is_taken = |at: usize| key == Some(at) || taken.iter().any(|(taken, _)| *taken == at);
        let ignored = (0..headers.len()).filter(|at| !is_taken(*at));
        let ignored = ignored.map(|at| (at, shown(headers, at))).collect();
        let mut columns: Vec<Column> = taken
            .into_iter()
            .map(|(at, field)| Column { at, path: field.path.clone(), cell: field.cell.clone() })
            .collect();
        // By field, so that the order of columns says nothing about what a row is.
        columns.sort_by(|a, b| a.path.cmp(&b.path));
        let constants = constants.into_iter();
        let constants =
            constants.map(|(field, value)| (field.path.clone(), field.within.clone(), value));
        Ok(Self { columns, constants: constants.collect(), key, ignored, width: headers.len() })
    }

    /// The body of the command that a row becomes. An empty cell is no value.
    pub fn body(&self, cells: &StringRecord) -> JsonMap<String, Json> {
        let mut body = JsonMap::new();
        for Column { path, cell, at } in &self.columns {
            if let Some(text) = content(cells, *at) {
                put(&mut body, path, value(cell, text));
            }
        }
        for (path, within, value) in &self.constants {
            // A currency without an amount is no sum: where cells fill a field, it is there only
            // where they do.
            let inside = |column: &&Column| {
                !within.is_empty()
                    && column.path.strip_prefix(within).is_some_and(|p| p.starts_with('.'))
            };
            let mut beside = self.columns.iter().filter(inside).peekable();
            let is_there =
                beside.peek().is_none() || beside.any(|column| content(cells, column.at).is_some());
            if is_there {
                put(&mut body, path, value.clone());
            }
        }
        body
    }

    /// Headers that no field takes.
    pub fn ignored(&self) -> impl Iterator<Item = &str> {
        self.ignored.iter().map(|(_, header)| header.as_str())
    }

    /// Those of them where this row has something.
    pub fn left_out(&self, cells: &StringRecord) -> Vec<&str> {
        let full = self.ignored.iter().filter(|(at, _)| content(cells, *at).is_some());
        full.map(|(_, header)| header.as_str()).collect()
    }
}

/// What a cell says; `None` if it is empty.
pub fn content(cells: &StringRecord, at: usize) -> Option<&str> {
    cells.get(at).map(|cell| unharmed(cell.trim())).filter(|text| !text.is_empty())
}

fn named_columns<'f>(
    fields: &'f Fields,
    headers: &[String],
    named: &BTreeMap<String, String>,
) -> Result<Vec<(usize, &'f Field)>, Failure> {
    let column = |(header, path): (&String, &String)| {
        let field = fields.get(path).ok_or_else(|| {
            let names = fields.names();
            Failure::new(format!("the map names the field {path}, which isn't one of {names}"))
        })?;
        Ok((only_column(headers, header)?, field))
    };
    named.iter().map(column).collect()
}

fn meant_columns<'f>(
    kind: &Kind,
    fields: &'f Fields,
    headers: &[String],
) -> Vec<(usize, &'f Field)> {
    let meant = |header: &String| fields.meant(header, kind.aliases);
    let meant = headers.iter().enumerate().map(|(at, header)| Some((at, meant(header)?)));
    meant.flatten().collect()
}

/// The place of the column with this header, which must be there once.
fn only_column(headers: &[String], header: &str) -> Result<usize, Failure> {
    let mut found = (0..headers.len()).filter(|at| headers[*at] == header.trim());
    match (found.next(), found.next()) {
        (Some(at), None) => Ok(at),
        (Some(one), Some(other)) => Err(Failure::new(format!(
            "the map names “{header}”, but {} and {} are both called that",
            place(one),
            place(other)
        ))),
        (None, _) => Err(Failure::new(format!(
            "the map names the column “{header}”, but the table has only {}",
            headers.join(", ")
        ))),
    }
}

fn constants<'f>(
    fields: &'f Fields,
    values: &toml::Table,
) -> Result<Vec<(&'f Field, Json)>, Failure> {
    let mut found = Vec::new();
    let mut rest: Vec<(String, &toml::Value)> =
        values.iter().map(|(name, value)| (name.clone(), value)).collect();
    while let Some((path, value)) = rest.pop() {
        match (fields.get(&path), value) {
            (Some(field), value) => found.push((field, constant(&field.cell, value))),
            (None, toml::Value::Table(parts)) => {
                rest.extend(parts.iter().map(|(name, part)| (format!("{path}.{name}"), part)));
            }
            (None, _) => {
                let names = fields.names();
                let said = format!("the map gives {path} a value, which isn't one of {names}");
                return Err(Failure::new(said));
            }
        }
    }
    Ok(found)
}

/// Two columns, or a column and a constant, that go onto one field.
fn refuse_collisions(
    headers: &[String],
    taken: &[(usize, &Field)],
    constants: &[(&Field, Json)],
) -> Result<(), Failure> {
    for (i, (at, field)) in taken.iter().enumerate() {
        if let Some((earlier, _)) = taken[..i].iter().find(|(_, known)| known.path == field.path) {
            let (one, other) = (named(headers, *earlier), named(headers, *at));
            let said = format!("{one} and {other} both go onto {}", field.path);
            return Err(Failure::new(format!("{said}; a map with [columns] says which is meant")));
        }
        if constants.iter().any(|(known, _)| known.path == field.path) {
            let (one, path) = (named(headers, *at), &field.path);
            return Err(Failure::new(format!(
                "{one} goes onto {path}, which the map gives a value"
            )));
        }
    }
    let twice = taken.iter().enumerate().find_map(|(i, (at, field))| {
        let earlier = taken[..i].iter().find(|(known, _)| known == at)?;
        Some((named(headers, *at), &earlier.1.path, &field.path))
    });
    match twice {
        Some((column, one, other)) => {
            Err(Failure::new(format!("{column} goes onto both {one} and {other}")))
        }
        None => Ok(()),
    }
}

fn refuse_missing(
    kind: &Kind,
    fields: &Fields,
    headers: &[String],
    taken: &BTreeSet<&str>,
) -> Result<(), Failure> {
    let mut missing: Vec<String> = fields.missing(taken).into_iter().map(str::to_owned).collect();
    let lacking = kind.needs_one.iter().filter(|any| !any.iter().any(|path| taken.contains(path)));
    missing.extend(lacking.map(|any| any.join(" or ")));
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{} needs {}: no column goes onto it and the map gives no value; the columns are {}",
        kind.command,
        missing.join(", "),
        headers.join(", ")
    )))
}

/// Puts a value at a path into a body.
fn put(body: &mut JsonMap<String, Json>, path: &str, value: Json) {
    // The key of a tenant's own field may have dots in it.
    let in_custom = path.strip_prefix(CUSTOM).map(|key| (CUSTOM.trim_end_matches('.'), key));
    match in_custom.or_else(|| path.split_once('.')) {
        None => drop(body.insert(path.into(), value)),
        Some((first, rest)) => {
            let part = body.entry(first).or_insert_with(|| JsonMap::new().into());
            let part = part.as_object_mut().expect("a field with parts is an object");
            match in_custom {
                Some(_) => drop(part.insert(rest.into(), value)),
                None => put(part, rest, value),
            }
        }
    }
}

fn place(at: usize) -> String {
    format!("column {}", at + 1)
}

fn named(headers: &[String], at: usize) -> String {
    format!("{} (“{}”)", place(at), headers[at])
}

/// A header for people; a column without one is named by its place.
fn shown(headers: &[String], at: usize) -> String {
    if headers[at].is_empty() { place(at) } else { headers[at].clone() }
}

#[cfg(test)]
mod tests;
