//! A sheet of a spreadsheet, in memory as a whole: the format holds a million rows at most. Its
//! cells are read as the text that a CSV file of it would have; of a formula, what was computed last.

use std::path::Path;

use super::Table;
use crate::say::Failure;
use crate::verb::import::table::map::Map;

/// Reads a sheet.
#[cfg(not(feature = "xlsx"))]
pub fn open(path: &Path, _: &Map) -> Result<Table, Failure> {
    let path = path.display();
    Err(Failure::new(format!("{path} is a spreadsheet, and this kith was built without them")))
}

#[cfg(feature = "xlsx")]
pub use xlsx::open;

#[cfg(feature = "xlsx")]
mod xlsx {
    use calamine::{Data, ExcelDateTime, Reader, Xlsx, open_workbook};
    use csv::StringRecord;

    use super::super::{From, is_blank};
    use super::{Failure, Map, Path, Table};

    /// Numbers from here on have no digit after the point anyway.
    const WHOLE_MAX: f64 = 1e15;

    /// Reads a sheet.
    pub fn open(path: &Path, map: &Map) -> Result<Table, Failure> {
        let unreadable = || Failure::because(format!("{} can't be read", path.display()));
        let mut book: Xlsx<_> = open_workbook(path).map_err(unreadable())?;
        let names = book.sheet_names();
        let name = match &map.sheet {
            Some(name) if names.contains(name) => name.clone(),
            Some(name) => {
                let names = names.join(", ");
                return Err(Failure::new(format!("there is no sheet {name}, only {names}")));
            }
            None => names.into_iter().next().ok_or_else(|| Failure::new("there is no sheet"))?,
        };
        let sheet = book.worksheet_range(&name).map_err(unreadable())?;
        let first = u64::from(sheet.start().map_or(0, |(row, _)| row)) + 1;
        let rows = (first..).zip(sheet.rows()).map(|(line, row)| {
            let cells: StringRecord = row.iter().map(text).collect();
            (line, cells)
        });
        let mut rows = rows.filter(|(_, cells)| !is_blank(cells.iter().map(str::as_bytes)));
        let headers = rows.next().ok_or_else(|| {
            Failure::new(format!("the sheet {name} of {} is empty", path.display()))
        })?;
        let headers = headers.1.iter().map(|header| header.trim().to_owned()).collect();
        let rows: Vec<_> = rows.collect();
        Ok(Table { headers, rows: rows.len() as u64, from: From::Sheet(rows) })
    }

    /// A cell as text.
    fn text(cell: &Data) -> String {
        match cell {
            Data::Empty => String::new(),
            Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
            Data::Bool(flag) => flag.to_string(),
            Data::Int(number) => number.to_string(),
            Data::Float(number) => figure(*number),
            Data::DateTime(time) => moment(*time),
            other => other.to_string(),
        }
    }

    fn figure(number: f64) -> String {
        let whole = number.fract() == 0.0 && number.abs() < WHOLE_MAX;
        if whole { format!("{number:.0}") } else { number.to_string() }
    }

    /// A date, or a date with its time; a spreadsheet knows no time zone.
    fn moment(time: ExcelDateTime) -> String {
        if time.is_duration() {
            return figure(time.as_f64());
        }
        match time.to_ymd_hms_milli() {
            (year, month, day, 0, 0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
            (year, month, day, hour, minute, second, _) => {
                format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
            }
        }
    }

    #[cfg(test)]
    mod tests {
        use calamine::ExcelDateTimeType;

        use super::*;

        #[test]
        fn a_cell_reads_as_people_see_it() {
            let date = |value| {
                Data::DateTime(ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false))
            };
            for (cell, expected) in [
                (Data::Empty, ""),
                (Data::Float(120.0), "120"),
                (Data::Float(-1.5), "-1.5"),
                (Data::Int(7), "7"),
                (Data::Bool(true), "true"),
                (Data::String("=1+1".into()), "=1+1"),
                (date(46_112.0), "2026-03-31"),
                (date(46_112.5), "2026-03-31T12:00:00"),
            ] {
                assert_eq!(text(&cell), expected, "{cell:?}");
            }
        }
    }
}
