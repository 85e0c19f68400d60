//! A table of leads: `kith import leads` of a CSV file, as people run it, into a running platform.

use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::Bench;
use crate::Result;
use crate::args::ReadStore;
use crate::lead::spread;
use crate::measure::median;
use crate::platform::Home;
use crate::report::Floor;

/// Rows of the table.
const ROWS: u64 = 100_000;
/// Longest time of the import, in seconds.
const SECONDS: f64 = 6.0;
/// Longest wait until the models have seen all of it.
const WAIT_MAX: Duration = Duration::from_secs(120);
/// Of so many rows one is a duplicate of an earlier one.
const DUPLICATE_EVERY: u64 = 50;

pub async fn run(bench: &mut Bench<'_>, store: ReadStore) -> Result<()> {
    let (mut seconds, mut waits) = (Vec::new(), Vec::new());
    for _ in 0..bench.args.rounds() {
        let home = Home::new(bench.args)?;
        let table = home.path().join("leads.csv");
        write(&table)?;
        let kith = home.serve(store)?;
        let table = table.to_str().ok_or("a temporary path is text")?;
        let mut import = home.command(&["import", "leads", table]);
        import.stdin(Stdio::null()).stderr(Stdio::inherit());
        let from = Instant::now();
        let done = import.output()?;
        seconds.push(from.elapsed().as_secs_f64());
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        let twins = ROWS / DUPLICATE_EVERY;
        let sums = format!("{} created, 0 unchanged, {twins} duplicates, 0 refused", ROWS - twins);
        if !said.contains(&sums) {
            return Err(format!("the import did not come to {sums}: {said}").into());
        }
        let ended = Instant::now();
        let (_, caught_up) = kith.caught_up(WAIT_MAX).await?;
        waits.push(caught_up.duration_since(ended).as_secs_f64());
    }
    let taken = median(seconds);
    let rate = ROWS as f64 / taken;
    let note = format!("{rate:.0} rows/s; models {:.1} s after it", median(waits));
    let floor = Floor::AtMost(SECONDS);
    bench.row("100,000 leads from CSV", store, (taken, "s"), floor, note);
    Ok(())
}

/// Leads as marketing has them: some are there twice, and each scores something.
fn write(path: &Path) -> Result<()> {
    let mut to = BufWriter::new(std::fs::File::create(path)?);
    writeln!(
        to,
        "Company,Full name,E-mail,Mobile,Job title,Seniority,Industry,Company size,Region,Source,\
         Product,utm_source,utm_campaign,Remarks"
    )?;
    for n in 0..ROWS {
        let twin = n % DUPLICATE_EVERY == DUPLICATE_EVERY - 1;
        let who = if twin { n - 1 } else { n };
        let size = 10 + spread(n) % 2_000;
        writeln!(
            to,
            "\"Company {who}, Ltd\",Person {n},person{who}@company{who}.example,+86138{n:08},\
             Head of purchasing,decision_maker,textiles,{size},north,trade_show,Loom 3,\
             newsletter,spring,\"said \"\"call me\"\"\""
        )?;
    }
    Ok(to.flush()?)
}
