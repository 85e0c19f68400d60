//! Rows: what was measured beside the floor that it must not fall below.

use std::path::Path;

use serde::Serialize;

use crate::Result;

/// What a figure must be.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Floor {
    /// No less than this.
    AtLeast(f64),
    /// No more than this.
    AtMost(f64),
    /// It is told for information.
    None,
}

/// One figure.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    pub name: String,
    /// The read store that models were kept in.
    pub store: &'static str,
    pub measured: f64,
    pub unit: &'static str,
    pub floor: Floor,
    /// What helps to judge it.
    pub note: String,
}

/// All figures.
#[derive(Debug, Default)]
pub struct Report {
    rows: Vec<Row>,
    failed: Vec<String>,
}

#[derive(Serialize)]
struct Machine {
    cores: usize,
    kernel: String,
    processor: String,
}

impl Row {
    /// How far above the floor it is: 1 is on the floor, more is better.
    fn ratio(&self) -> Option<f64> {
        match self.floor {
            Floor::AtLeast(floor) if floor > 0.0 => Some(self.measured / floor),
            Floor::AtMost(floor) => Some(floor / self.measured.max(1e-9)),
            Floor::AtLeast(_) | Floor::None => None,
        }
    }

    fn ok(&self) -> Option<bool> {
        self.ratio().map(|ratio| ratio >= 1.0)
    }

    fn line(&self) -> String {
        let floor = match self.floor {
            Floor::AtLeast(floor) => format!(">= {}", number(floor)),
            Floor::AtMost(floor) => format!("<= {}", number(floor)),
            Floor::None => "-".into(),
        };
        let ratio = self.ratio().map_or("-".into(), |ratio| number(ratio.min(999.0)));
        let ok = self.ok().map_or("-", |ok| if ok { "ok" } else { "BELOW" });
        let measured = format!("{} {}", number(self.measured), self.unit);
        let name = format!("{} ({})", self.name, self.store);
        format!("{name:<44} | {measured:>18} | {floor:>11} | {ratio:>6} | {ok:<5} | {}", self.note)
    }
}

impl Report {
    pub fn heading() -> String {
        let (name, measured, floor) = ("row (read store)", "measured", "floor");
        format!("{name:<44} | {measured:>18} | {floor:>11} | {:>6} | ok    | note", "ratio")
    }

    /// Takes a row and prints it at once.
    pub fn push(&mut self, row: Row) {
        println!("{}", row.line());
        self.rows.push(row);
    }

    /// Takes note of rows that could not be measured.
    pub fn fail(&mut self, rows: &str, error: &crate::Error) {
        eprintln!("{rows}: {error}");
        self.failed.push(format!("{rows}: {error}"));
    }

    /// How many rows are below their floor or could not be measured.
    pub fn faults(&self) -> usize {
        self.rows.iter().filter(|row| row.ok() == Some(false)).count() + self.failed.len()
    }

    pub fn write(&self, to: &Path) -> Result<()> {
        #[derive(Serialize)]
        struct Out<'a> {
            machine: Machine,
            rows: Vec<RowOut<'a>>,
            failed: &'a [String],
        }
        #[derive(Serialize)]
        struct RowOut<'a> {
            #[serde(flatten)]
            row: &'a Row,
            ratio: Option<f64>,
            ok: Option<bool>,
        }
        let rows = self.rows.iter();
        let rows = rows.map(|row| RowOut { row, ratio: row.ratio(), ok: row.ok() }).collect();
        let out = Out { machine: machine()?, rows, failed: &self.failed };
        Ok(std::fs::write(to, serde_json::to_string_pretty(&out)?)?)
    }
}

fn machine() -> Result<Machine> {
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease")?.trim().to_owned();
    let about = std::fs::read_to_string("/proc/cpuinfo")?;
    let name = about.lines().find_map(|line| line.strip_prefix("model name"));
    let processor = name.unwrap_or_default().trim_start_matches(['\t', ':', ' ']).to_owned();
    Ok(Machine { cores: std::thread::available_parallelism()?.get(), kernel, processor })
}

/// A number as a person reads it: three digits that count, thousands apart.
fn number(value: f64) -> String {
    if value >= 1_000.0 {
        let digits = format!("{value:.0}");
        let mut out = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        return out;
    }
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}
