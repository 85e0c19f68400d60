//! `kith import leads TABLE`: makes a record of each row of a table, by the command that makes one.
//!
//! The table is read twice. Whatever would stop an import half way (a wrong encoding, a quote that is
//! never closed, a column that is missing) is found before anything is sent; what is wrong with one
//! row stops no other and is told in the report.

mod kind;

mod fields;
mod map;
mod plan;
mod rows;

mod cell;
mod identity;

mod batch;
mod begun;
mod twins;
mod verdict;

mod report;
mod template;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use event_schema::command::Command;
use tokio::runtime::Runtime;

use super::send::{DryRun, Sender};
use crate::cli::TableArgs;
use crate::config::Config;
use crate::progress::Progress;
use crate::say::{self, Failure};
use crate::verb::output::beside;
use crate::verb::{Need, Target};

use batch::Batch;
use begun::Begun;
use fields::Fields;
use identity::{Identity, Named};
use kind::Kind;
use map::Map;
use plan::Plan;
use report::{Counts, Report, Reported, left_out};
use rows::{Row, Table};
use twins::Twins;
use verdict::{Outcome, Verdict};

pub use kind::{ACCOUNTS, CONTACTS, LEADS};

/// Imports a table. Exit code 1 if any row was refused.
pub fn run(
    runtime: &Runtime,
    config: &Config,
    kind: &'static Kind,
    args: &TableArgs,
) -> Result<ExitCode, Failure> {
    let Some(file) = args.file.as_deref().filter(|_| !args.template) else {
        return template::write(kind);
    };
    let map = Map::read(args)?;
    let source = map.source.clone().unwrap_or_else(|| name_of(file));
    let table = Table::open(file, &map)?;
    let schema = Command::schema(kind.command).expect("the kind was checked");
    let fields = Fields::of(&schema).with_custom(map.names(&table.headers).iter().map(|n| &**n));
    let plan = Plan::new(kind, &fields, &table.headers, &map)?;
    let target = Target::find(runtime, config, Need::Nothing)?;
    let dry_run = if args.dry_run { DryRun::Yes } else { DryRun::No };
    let sender = Sender::new(&target.client, runtime, dry_run);
    let report = args.report.clone().unwrap_or_else(|| beside(file, ".report.csv"));
    let import = Import { kind, source: &source, plan: &plan, sender: &sender, report: &report };
    let done = match dry_run {
        DryRun::Yes => {
            Twins::new(&target.client).and_then(|twins| import.run(table, Batch::trial(twins)))
        }
        DryRun::No => Begun::find(&target.client, kind, &source, &report).and_then(|begun| {
            let counts = import.run(table, Batch::since(begun.at))?;
            begun.end()?;
            Ok(counts)
        }),
    };
    target.leave();
    let counts = done?;
    say::line(format!("{}: {counts}", file.display()));
    summary(args, &plan, &report);
    Ok(if counts.refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn summary(args: &TableArgs, plan: &Plan, report: &Path) {
    if args.dry_run {
        say::line("dry run: nothing was kept");
    }
    let ignored: Vec<&str> = plan.ignored().collect();
    if !ignored.is_empty() {
        say::line(format!("ignored columns: {}", ignored.join(", ")));
    }
    say::line(format!("report: {}", report.display()));
}

/// The name of a file without its directory: what its rows come from unless told.
fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

/// An import of one table.
struct Import<'a> {
    kind: &'static Kind,
    source: &'a str,
    plan: &'a Plan,
    sender: &'a Sender<'a>,
    report: &'a PathBuf,
}

impl Import<'_> {
    fn run(&self, table: Table, mut batch: Batch) -> Result<Counts, Failure> {
        let mut report = Report::begin(self.report)?;
        let mut identity = Identity::new(self.kind, self.source);
        let mut progress = Progress::new("rows", table.rows);
        for row in table.rows()? {
            let row = row?;
            self.take(&row, &mut identity, &mut batch);
            if batch.is_full() {
                batch.send(self.sender, &mut report)?;
                progress.reached(row.number);
            }
        }
        batch.send(self.sender, &mut report)?;
        progress.finish();
        report.finish()
    }

    fn take(&self, row: &Row, identity: &mut Identity, batch: &mut Batch) {
        let Row { number, line, cells } = row;
        let left_out = left_out(&self.plan.left_out(cells));
        let mut reported = Reported { number: *number, line: *line, id: None, left_out };
        if cells.len() != self.plan.width {
            let (has, width) = (cells.len(), self.plan.width);
            let said = format!("has {has} cells where the header line has {width}");
            return batch.known(reported, Verdict::of(Outcome::Refused, said));
        }
        let mut body = self.plan.body(cells);
        match identity.name(*number, cells, self.plan, &mut body) {
            Named::Twin { id, first } => {
                reported.id = Some(id);
                batch.known(reported, twins::duplicate(first.into(), id, "row key"));
            }
            Named::New(id) => {
                reported.id = Some(id);
                batch.add(reported, self.kind.command, id, &body);
            }
        }
    }
}
