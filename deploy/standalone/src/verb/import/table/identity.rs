//! Which record a row is: the same row of the same source is the same record, however often and
//! wherever in the file it comes.
//!
//! Ids are UUIDv5 of kind, source and row key. The row key is the first of these that a row has: the
//! cell of the column that the map names as key; its reference in another system (`external_id`);
//! what its columns say, with the number of earlier rows that say the same. A row that brings its
//! record's id itself keeps it. Never change any of this: files that were imported would be
//! imported again.

use std::collections::HashMap;

use csv::StringRecord;
use serde_json::{Map as JsonMap, Value as Json};
use uuid::Uuid;

use super::kind::Kind;
use super::plan::{Plan, content};

/// What sources of rows are named in. Never change it.
const ROWS: Uuid = Uuid::from_u128(0x6b69_7468_2d69_5d70_8f72_742d_7461_626c);

/// Names the rows of one table. Remembers some forty bytes of each.
pub struct Identity {
    source: Uuid,
    id_field: &'static str,
    /// Rows with an id, and the first of each.
    first: HashMap<Uuid, u32>,
    /// Rows that are known by what they say, and how many of each there were.
    said: HashMap<Uuid, u32>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A record of its own.
    New(Uuid),
    /// The record that an earlier row is.
    Twin {
        /// Its id.
        id: Uuid,
        /// The number of that row.
        first: u32,
    },
}

impl Identity {
    /// Names rows of this kind from this source.
    pub fn new(kind: &Kind, source: &str) -> Self {
        let source = Uuid::new_v5(&ROWS, format!("{}\0{source}", kind.name).as_bytes());
        Self { source, id_field: kind.id, first: HashMap::new(), said: HashMap::new() }
    }

    /// Names a row, and writes its id into the body of its command.
    pub fn name(
        &mut self,
        number: u64,
        cells: &StringRecord,
        plan: &Plan,
        body: &mut JsonMap<String, Json>,
    ) -> Named {
        let own = body.get(self.id_field).and_then(Json::as_str);
        // What is no UUID is left for the platform to refuse.
        let own = own.and_then(|id| Uuid::try_parse(id).ok());
        let keyed = || self.key(cells, plan, body).map(|key| self.id(&key));
        let Some(id) = own.or_else(keyed) else {
            let id = self.counted(cells, plan);
            body.entry(self.id_field).or_insert_with(|| id.to_string().into());
            return Named::New(id);
        };
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let first = *self.first.entry(id).or_insert(number);
        if first != number {
            return Named::Twin { id, first };
        }
        body.entry(self.id_field).or_insert_with(|| id.to_string().into());
        Named::New(id)
    }

    fn id(&self, key: &str) -> Uuid {
        Uuid::new_v5(&self.source, key.as_bytes())
    }

    fn key(
        &self,
        cells: &StringRecord,
        plan: &Plan,
        body: &JsonMap<String, Json>,
    ) -> Option<String> {
        if let Some(key) = plan.key.and_then(|at| content(cells, at)) {
            return Some(format!("key\0{key}"));
        }
        let reference = body.get("external_id")?;
        let system = reference["system"].as_str().unwrap_or_default();
        Some(format!("external\0{system}\0{}", reference["id"].as_str()?))
    }

    fn counted(&mut self, cells: &StringRecord, plan: &Plan) -> Uuid {
        let mut said = String::from("content");
        for column in &plan.columns {
            if let Some(text) = content(cells, column.at) {
                said.extend(["\0", &column.path, "\0", text]);
            }
        }
        let said = self.id(&said);
        let before = self.said.entry(said).or_default();
        let id = Uuid::new_v5(&said, before.to_string().as_bytes());
        *before += 1;
        id
    }
}

#[cfg(test)]
mod tests {
    use event_schema::command::Command;

    use super::super::fields::Fields;
    use super::super::kind::LEADS;
    use super::super::map::Map;
    use super::*;

    /// What each row of a table is.
    fn named(source: &str, map: &str, table: &[&[&str]]) -> Vec<Named> {
        let headers: Vec<String> = table[0].iter().map(|header| (*header).into()).collect();
        let map: Map = toml::from_str(map).unwrap();
        let fields = Fields::of(&Command::schema(LEADS.command).unwrap());
        let plan = Plan::new(&LEADS, &fields, &headers, &map).unwrap();
        let mut identity = Identity::new(&LEADS, source);
        let rows = (1..).zip(&table[1..]).map(|(number, row)| {
            let cells: StringRecord = row.iter().collect();
            identity.name(number, &cells, &plan, &mut plan.body(&cells))
        });
        rows.collect()
    }

    const HEADERS: &[&str] = &["company", "email", "source", "No"];
    const ANN: &[&str] = &["A", "ann@a.example", "web", "1"];
    const BOB: &[&str] = &["B", "bob@b.example", "web", "2"];

    #[test]
    fn a_row_is_what_it_says_wherever_it_stands() {
        let before = named("f", "", &[HEADERS, ANN, BOB]);
        let after = named("f", "", &[HEADERS, BOB, &["C", "c@c.example", "web", "3"], ANN]);
        assert_eq!((before[0], before[1]), (after[2], after[0]));
        assert_ne!(before[0], named("g", "", &[HEADERS, ANN])[0], "another source");
        let columns: &[&str] = &["source", "E-Mail", "Company"];
        let turned = named("f", "", &[columns, &["web", " ann@a.example", "A"]]);
        assert_eq!(turned[0], before[0], "neither the order nor the names of columns count");
    }

    #[test]
    fn rows_that_say_the_same_are_counted() {
        let twice = named("f", "", &[HEADERS, ANN, BOB, ANN]);
        assert_ne!(twice[0], twice[2]);
        assert_eq!(twice, named("f", "", &[HEADERS, ANN, BOB, ANN]));
    }

    #[test]
    fn a_key_is_the_row_and_a_second_one_its_twin() {
        let changed: &[&str] = &["A Ltd", "ann@a.example", "web", "1"];
        let rows = named("f", "key = \"No\"", &[HEADERS, ANN, BOB, changed]);
        let Named::New(ann) = rows[0] else { panic!("{rows:?}") };
        assert_eq!(rows[2], Named::Twin { id: ann, first: 1 });
        let unkeyed = named("f", "", &[HEADERS, ANN]);
        assert_ne!(rows[0], unkeyed[0]);
        let map = "key = \"No\"";
        let empty: &[&str] = &["A", "ann@a.example", "web", ""];
        assert_eq!(named("f", map, &[HEADERS, empty])[0], unkeyed[0], "no key: what it says");
    }

    #[test]
    fn a_reference_to_another_system_is_the_row() {
        let headers: &[&str] = &["company", "email", "source", "external_id.id"];
        let map = "[values.external_id]\nsystem = \"erp\"";
        let rows = named("f", map, &[headers, ANN, BOB, &["B Ltd", "b@b.example", "web", "2"]]);
        assert!(matches!(rows[2], Named::Twin { first: 2, .. }), "{rows:?}");
    }

    #[test]
    fn a_row_that_brings_its_id_keeps_it() {
        let headers: &[&str] = &["company", "email", "source", "lead_id"];
        let id = "0197a000-0000-7000-8000-000000000001";
        let rows = named("f", "", &[headers, &["A", "a@a.example", "web", id]]);
        assert_eq!(rows, [Named::New(id.parse().unwrap())]);
    }
}
