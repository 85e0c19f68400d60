//! The report: a line for each row of the table, and the sums.

use std::fmt;
use std::path::{Path, PathBuf};

use csv::Writer;
use uuid::Uuid;

use super::verdict::{Outcome, Verdict};
use crate::say::Failure;
use crate::verb::output::Output;
use query_api::table::harmless;

/// Columns of the report.
const COLUMNS: [&str; 7] = ["row", "line", "outcome", "id", "conflicts_with", "fields", "message"];
/// Most ignored columns that one row names.
const LEFT_OUT_MAX: usize = 5;

/// A report in the making.
pub struct Report {
    writer: Writer<Output>,
    path: PathBuf,
    counts: Counts,
}

/// How many rows became what.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    created: u64,
    unchanged: u64,
    /// Of those unchanged.
    differing: u64,
    duplicates: u64,
    /// Rows that break a rule.
    pub refused: u64,
}

/// A row as the report names it.
#[derive(Debug)]
pub struct Reported {
    /// Its number.
    pub number: u64,
    /// Its line.
    pub line: u64,
    /// Its record.
    pub id: Option<Uuid>,
    /// What no field took of it.
    pub left_out: String,
}

impl Report {
    /// Begins to write a report.
    pub fn begin(path: &Path) -> Result<Self, Failure> {
        let mut writer = Writer::from_writer(Output::begin(Some(path))?);
        writer.write_record(COLUMNS).map_err(unwritable(path))?;
        Ok(Self { writer, path: path.into(), counts: Counts::default() })
    }

    /// Tells what became of a row.
    pub fn take(&mut self, row: &Reported, verdict: &Verdict) -> Result<(), Failure> {
        let counts = &mut self.counts;
        match verdict.outcome {
            Outcome::Created => counts.created += 1,
            Outcome::Unchanged => counts.unchanged += 1,
            Outcome::Duplicate => counts.duplicates += 1,
            Outcome::Refused => counts.refused += 1,
        }
        counts.differing += u64::from(verdict.differs);
        let said = [verdict.message.as_str(), row.left_out.as_str()];
        let said: Vec<&str> = said.into_iter().filter(|part| !part.is_empty()).collect();
        let texts = [verdict.conflicts.join(";"), verdict.fields.join(";"), said.join("; ")];
        let [conflicts, fields, message] = texts.each_ref().map(|text| harmless(text));
        let cells = [
            &row.number.to_string(),
            &row.line.to_string(),
            verdict.outcome.name(),
            &row.id.map(|id| id.to_string()).unwrap_or_default(),
            &conflicts,
            &fields,
            &message,
        ];
        self.writer.write_record(cells).map_err(unwritable(&self.path))
    }

    /// Gives the report its name; the sums.
    pub fn finish(self) -> Result<Counts, Failure> {
        let Self { writer, path, counts } = self;
        let output = writer.into_inner().map_err(|e| unwritable(&path)(e.into_error()))?;
        output.finish()?;
        Ok(counts)
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { created, unchanged, differing, duplicates, refused } = self;
        let rows = created + unchanged + duplicates + refused;
        write!(
            f,
            "{rows} rows: {created} created, {unchanged} unchanged, {duplicates} duplicates, \
             {refused} refused"
        )?;
        match differing {
            0 => Ok(()),
            some => write!(f, " ({some} of the unchanged say something else now)"),
        }
    }
}

/// Names the columns with content that no field took.
pub fn left_out(headers: &[&str]) -> String {
    if headers.is_empty() {
        return String::new();
    }
    let named = headers[..headers.len().min(LEFT_OUT_MAX)].join(", ");
    match headers.len().saturating_sub(LEFT_OUT_MAX) {
        0 => format!("not taken: {named}"),
        more => format!("not taken: {named} and {more} more"),
    }
}

fn unwritable<E: Into<Box<dyn std::error::Error + Send + Sync>>>(
    path: &Path,
) -> impl FnOnce(E) -> Failure {
    Failure::because(format!("the report {} can't be written", path.display()))
}
