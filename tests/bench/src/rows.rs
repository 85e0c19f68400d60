//! The rows, in the order in which they are measured.

mod as_of;
mod bulk;
mod customer;
mod funnel;
mod lists;
mod live;
mod million;
mod ndjson;
mod reads;
mod restart;
mod single;
mod table;
mod unchanged;

use std::process::Command;

use crate::Result;
use crate::args::{Args, Name, ReadStore};
use crate::child::Child;
use crate::report::{Floor, Report, Row};

/// What every row is given.
pub struct Bench<'a> {
    pub args: &'a Args,
    pub report: Report,
}

/// Type of a file system in memory, as `statfs` tells it.
const TMPFS: i64 = 0x0102_1994;

/// Measures what is asked for; an error if a figure is below its floor.
pub async fn run(args: &Args) -> Result<()> {
    let binary = args.binary()?;
    let dir = args.dir.clone().unwrap_or_else(std::env::temp_dir);
    if rustix::fs::statfs(&dir)?.f_type == TMPFS {
        return Err("data directories would be in memory: name one on a disk by --dir".into());
    }
    eprintln!("measures {}", binary.display());
    let mut bench = Bench { args, report: Report::default() };
    println!("{}", Report::heading());
    for store in &args.stores {
        bench.small(*store).await;
    }
    let large = [
        Name::Million,
        Name::Funnel,
        Name::Lists,
        Name::Customer,
        Name::Restart,
        Name::Rebuild,
        Name::AsOf,
    ];
    if large.iter().any(|name| args.wants(*name)) {
        let done = million::run(&mut bench).await;
        bench.note("million", done);
    }
    if let Some(path) = &args.json {
        bench.report.write(path)?;
    }
    match bench.report.faults() {
        0 => Ok(()),
        faults => Err(format!("{faults} rows are below their floor or not measured").into()),
    }
}

impl Bench<'_> {
    /// The rows that begin with an empty platform.
    async fn small(&mut self, store: ReadStore) {
        if self.args.wants(Name::Single) {
            let done = single::run(self, store).await;
            self.note("single", done);
        }
        if self.args.wants(Name::Ndjson) {
            let done = ndjson::run(self, store).await;
            self.note("ndjson", done);
        }
        if self.args.wants(Name::Live) {
            let done = live::run(self, store).await;
            self.note("live", done);
        }
        if self.args.wants(Name::Unchanged) {
            let done = unchanged::run(self, store).await;
            self.note("unchanged", done);
        }
        if self.args.wants(Name::Reads) {
            let done = reads::run(self, store).await;
            self.note("reads", done);
        }
        if self.args.wants(Name::Table) {
            let done = table::run(self, store).await;
            self.note("table", done);
        }
        if self.args.wants(Name::Bulk) {
            let done = bulk::run(self, store).await;
            self.note("bulk", done);
        }
    }

    /// What fails is told, and the next row is measured.
    fn note(&mut self, rows: &str, done: Result<()>) {
        if let Err(error) = done {
            self.report.fail(rows, &error);
        }
    }

    pub fn row(
        &mut self,
        name: impl Into<String>,
        store: ReadStore,
        (measured, unit): (f64, &'static str),
        floor: Floor,
        note: impl Into<String>,
    ) {
        let (name, store, note) = (name.into(), store.name(), note.into());
        self.report.push(Row { name, store, measured, unit, floor, note });
    }
}

/// Starts the bare handler as a process of its own, as the platform is one.
pub fn start_bare(args: &Args) -> Result<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("bare");
    let errors = tempfile::NamedTempFile::new()?;
    Child::start(command, errors.path(), args.memory_max_mib)
}
