//! Rows of a table, wherever they come from.

mod decode;
mod delimited;
mod lines;
mod sheet;

use std::io::Read;
use std::path::Path;

use csv::StringRecord;

use super::map::Map;
use crate::say::Failure;

use delimited::{Delimited, Records};

/// What a spreadsheet of today begins with: it is a zip archive.
const ZIP_START: &[u8] = b"PK\x03\x04";
/// What one begins with that has a password, or is of the days before: it is an OLE file.
const OLE_START: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// How files of spreadsheets of today are named.
const SHEET_NAMES: [&str; 2] = ["xlsx", "xlsm"];

/// A table whose every row can be read.
pub struct Table {
    /// Headers, without space around them.
    pub headers: Vec<String>,
    /// How many rows there are below them.
    pub rows: u64,
    from: From,
}

enum From {
    Delimited(Delimited),
    Sheet(Vec<(u64, StringRecord)>),
}

/// One row.
#[derive(Debug)]
pub struct Row {
    /// Which of the rows, from 1; a row without any content is none.
    pub number: u64,
    /// Its first line in the file.
    pub line: u64,
    /// Its cells.
    pub cells: StringRecord,
}

impl Table {
    /// Opens a table and checks all of it that can be checked before anything is sent.
    pub fn open(path: &Path, map: &Map) -> Result<Self, Failure> {
        if is_spreadsheet(path)? { sheet::open(path, map) } else { Delimited::open(path, map) }
    }

    /// Its rows in their order. Of a CSV file one is in memory at a time.
    pub fn rows(self) -> Result<impl Iterator<Item = Result<Row, Failure>>, Failure> {
        let rows = match self.from {
            From::Delimited(file) => Rows::Delimited(Box::new(file.records()?)),
            From::Sheet(rows) => Rows::Sheet(rows.into_iter()),
        };
        let numbered = (1..).zip(rows);
        Ok(numbered.map(|(number, row)| row.map(|(line, cells)| Row { number, line, cells })))
    }
}

/// Lines and cells of rows that have any content.
enum Rows {
    Delimited(Box<Records>),
    Sheet(std::vec::IntoIter<(u64, StringRecord)>),
}

impl Iterator for Rows {
    type Item = Result<(u64, StringRecord), Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Delimited(records) => records.next(),
            Self::Sheet(rows) => rows.next().map(Ok),
        }
    }
}

fn is_spreadsheet(path: &Path) -> Result<bool, Failure> {
    let unreadable = || Failure::because(format!("{} can't be read", path.display()));
    let mut start = Vec::new();
    let file = std::fs::File::open(path).map_err(unreadable())?;
    file.take(OLE_START.len() as u64).read_to_end(&mut start).map_err(unreadable())?;
    let name = path.display();
    if start == OLE_START {
        return Err(Failure::new(format!(
            "{name} has a password or is of the old kind (.xls): save it as .xlsx without a \
             password, or as CSV"
        )));
    }
    let is_one = start.starts_with(ZIP_START);
    let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
    if !is_one && ending.is_some_and(|ending| SHEET_NAMES.iter().any(|known| ending == *known)) {
        return Err(Failure::new(format!(
            "{name} is named like a spreadsheet and isn't one: save it again, or name it .csv if \
             it is text"
        )));
    }
    Ok(is_one)
}

/// True for a row that spreadsheets write where nothing is.
fn is_blank<'a>(mut cells: impl Iterator<Item = &'a [u8]>) -> bool {
    cells.all(|cell| cell.trim_ascii().is_empty())
}
