//! CSV files: read twice, row by row. The first time everything is checked that would stop an
//! import half way; the second time rows are sent.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord};
use encoding_rs::Encoding;

use super::decode::{self, Utf8};
use super::lines::Lines;
use super::{From, Table, is_blank};
use crate::say::Failure;
use crate::verb::import::table::map::Map;

/// What may stand between cells unless told; the header line says which it is.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
/// Bytes in which the end of the header line is looked for.
const HEADER_BYTES: usize = 64 * 1024;

/// A CSV file, and how it is written.
pub struct Delimited {
    path: PathBuf,
    encoding: Option<&'static Encoding>,
    delimiter: u8,
}

/// Its rows.
pub struct Records {
    path: PathBuf,
    reader: Reader<Lines<BufReader<Utf8>>>,
    headers: Vec<String>,
    /// How many rows came before the next one.
    before: u64,
}

impl Delimited {
    /// Checks a file to its end.
    pub fn open(path: &Path, map: &Map) -> Result<Table, Failure> {
        let encoding = map.encoding.as_deref().map(decode::named).transpose()?;
        let mut text = open(path, encoding)?;
        let delimiter = match map.delimiter.as_deref() {
            Some(given) => delimiter(given)?,
            None => most_frequent(text.fill_buf().map_err(unreadable(path))?),
        };
        let file = Self { path: path.into(), encoding, delimiter };
        let mut records = Records::new(&file, text)?;
        let headers = records.headers.clone();
        for record in records.by_ref() {
            record?;
        }
        Ok(Table { headers, rows: records.before, from: From::Delimited(file) })
    }

    /// Its rows, from the first.
    pub fn records(&self) -> Result<Records, Failure> {
        Records::new(self, open(&self.path, self.encoding)?)
    }
}

impl Records {
    fn new(file: &Delimited, text: BufReader<Utf8>) -> Result<Self, Failure> {
        let reader = ReaderBuilder::new()
            .has_headers(false)
            // A row with too many or too few cells is for the report, and doesn't end the reading.
            .flexible(true)
            .delimiter(file.delimiter)
            .from_reader(Lines::new(text, file.delimiter));
        let path = file.path.clone();
        let mut records = Self { path, reader, headers: Vec::new(), before: 0 };
        let headers = records.read().transpose()?;
        let headers = headers.map(|(_, cells)| cells.iter().map(|c| c.trim().into()).collect());
        let shown = records.path.display();
        records.headers =
            headers.ok_or_else(|| Failure::new(format!("{shown} has no header line")))?;
        Ok(records)
    }

    fn read(&mut self) -> Option<Result<(u64, StringRecord), Failure>> {
        let mut cells = ByteRecord::new();
        loop {
            match self.reader.read_byte_record(&mut cells) {
                Err(e) => return Some(Err(self.unreadable(e))),
                Ok(false) => return None,
                Ok(true) if is_blank(cells.iter()) => {}
                Ok(true) => {
                    let line = self.first_line(&cells);
                    let text = StringRecord::from_byte_record(cells);
                    return Some(match text {
                        Ok(cells) => Ok((line, cells)),
                        Err(e) => Err(self.wrong_byte(line, e.utf8_error().field())),
                    });
                }
            }
        }
    }

    /// The line on which the row that was read last begins. The reader's own place of a row is that
    /// of the empty lines before it.
    fn first_line(&self, cells: &ByteRecord) -> u64 {
        let inside = cells.iter().flatten().filter(|byte| **byte == b'\n').count() as u64;
        self.reader.position().line() - 1 - inside
    }

    fn unreadable(&self, error: csv::Error) -> Failure {
        let path = self.path.display();
        let row = match self.headers.is_empty() {
            true => "the header line".into(),
            false => format!("row {}", self.before + 1),
        };
        match error.into_kind() {
            csv::ErrorKind::Io(e) => {
                Failure::because(format!("{path} can't be read past {row}"))(e)
            }
            kind => Failure::new(format!("{path} can't be read past {row}: {kind:?}")),
        }
    }

    fn wrong_byte(&self, line: u64, column: usize) -> Failure {
        let path = self.path.display();
        let header = self.headers.get(column).map(|header| format!(" (“{header}”)"));
        let header = header.unwrap_or_default();
        let row = match self.headers.is_empty() {
            true => "the header line".into(),
            false => format!("row {} (line {line})", self.before + 1),
        };
        let column = column + 1;
        Failure::new(format!(
            "{path} is not UTF-8: {row}, column {column}{header}; say what it is written in, such \
             as --encoding gb18030 or --encoding windows-1252"
        ))
    }
}

impl Iterator for Records {
    type Item = Result<(u64, StringRecord), Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.read();
        self.before += u64::from(matches!(read, Some(Ok(_))));
        read
    }
}

fn open(path: &Path, encoding: Option<&'static Encoding>) -> Result<BufReader<Utf8>, Failure> {
    let text = Utf8::open(path, encoding).map_err(unreadable(path))?;
    Ok(BufReader::with_capacity(HEADER_BYTES, text))
}

fn unreadable(path: &Path) -> impl FnOnce(std::io::Error) -> Failure {
    Failure::because(format!("{} can't be read", path.display()))
}

fn delimiter(given: &str) -> Result<u8, Failure> {
    match given.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [one] if one.is_ascii() && !matches!(one, b'"' | b'\n' | b'\r') => Ok(*one),
        _ => {
            Err(Failure::new(format!("{given:?} can't separate cells: give a character or `tab`")))
        }
    }
}

/// Which of the usual delimiters the header line has most of, outside quotes.
fn most_frequent(start: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [0; DELIMITERS.len()];
    for byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                let found = DELIMITERS.iter().zip(&mut counts).find(|(known, _)| *known == byte);
                if let Some((_, count)) = found {
                    *count += 1;
                }
            }
        }
    }
    // The earlier one where two are as frequent: `max_by_key` takes the last.
    let most = (0..DELIMITERS.len()).rev().max_by_key(|at| counts[*at]).unwrap_or(0);
    DELIMITERS[most]
}

#[cfg(test)]
mod tests;
