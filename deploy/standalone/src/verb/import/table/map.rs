//! The map file: what the columns of a table mean, where their headers don't say so.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::fields::CUSTOM;
use crate::cli::TableArgs;
use crate::say::Failure;

/// A map as it is written, with what the command line says put over it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// Header to field. Where it is there, no other column is taken.
    pub columns: Option<BTreeMap<String, String>>,
    /// Values that every row has.
    #[serde(default)]
    pub values: toml::Table,
    /// The header of the column that tells rows apart.
    pub key: Option<String>,
    /// Where the rows come from.
    pub source: Option<String>,
    /// Encoding of a CSV file.
    pub encoding: Option<String>,
    /// What stands between cells.
    pub delimiter: Option<String>,
    /// Which sheet of a spreadsheet.
    pub sheet: Option<String>,
}

impl Map {
    /// What the command line and the file that it names say.
    pub fn read(args: &TableArgs) -> Result<Self, Failure> {
        let file = args.map.as_deref().map_or_else(|| Ok(Self::default()), Self::file)?;
        Ok(Self {
            source: args.source.clone().or(file.source),
            encoding: args.encoding.clone().or(file.encoding),
            delimiter: args.delimiter.clone().or(file.delimiter),
            sheet: args.sheet.clone().or(file.sheet),
            ..file
        })
    }

    /// Every name that may be a field's: headers, fields of columns and of values.
    pub fn names(&self, headers: &[String]) -> Vec<String> {
        let own = self.values.get(CUSTOM.trim_end_matches('.')).and_then(toml::Value::as_table);
        let own = own.into_iter().flat_map(|own| own.keys()).map(|key| format!("{CUSTOM}{key}"));
        let columns = self.columns.iter().flat_map(BTreeMap::values).cloned();
        headers.iter().cloned().chain(columns).chain(own).collect()
    }

    fn file(path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        let text = std::fs::read_to_string(path)
            .map_err(Failure::because(format!("the map {shown} can't be read")))?;
        toml::from_str(&text).map_err(Failure::because(format!("the map {shown} isn't understood")))
    }
}
