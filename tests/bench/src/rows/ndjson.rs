//! Batches: how many commands a second one request carries, and how soon after its last answer
//! every model has seen them.

use std::time::{Duration, Instant};

use super::Bench;
use crate::Result;
use crate::args::ReadStore;
use crate::history::create_now;
use crate::measure::median;
use crate::ndjson::{Batch, post};
use crate::platform::Home;
use crate::report::Floor;

const RATE: f64 = 60_000.0;
/// Longest time until the models have caught up, in seconds.
const CAUGHT_UP_SECONDS: f64 = 10.0;
/// How long to wait for that at most.
const WAIT_MAX: Duration = Duration::from_secs(120);
/// Lines of the short batch.
const QUICK_LINES: u64 = 50_000;

pub async fn run(bench: &mut Bench<'_>, store: ReadStore) -> Result<()> {
    let home = Home::new(bench.args)?;
    let kith = home.serve(store)?;
    let most = if bench.args.quick { QUICK_LINES } else { u64::MAX };
    let (mut rates, mut waits, mut next) = (Vec::new(), Vec::new(), 0);
    let (mut lines, mut processor) = (0, 0.0);
    for _ in 0..bench.args.rounds() {
        let batch = creates(&mut next, most);
        let before = kith.child.processor_seconds()?;
        let answered = post(kith.address(), &kith.token, &batch, None).await?;
        let answered = answered.all(batch.lines())?;
        let ended = Instant::now();
        let (_, caught_up) = kith.caught_up(WAIT_MAX).await?;
        processor += kith.child.processor_seconds()? - before;
        lines += batch.lines();
        rates.push(batch.lines() as f64 / answered.seconds);
        waits.push(caught_up.duration_since(ended).as_secs_f64());
    }
    let each = processor * 1e6 / lines as f64;
    let note = format!("{lines} lines; processor a command, models included: {each:.1} us");
    bench.row("ndjson, one stream", store, (median(rates), "/s"), Floor::AtLeast(RATE), note);
    let worst = waits.into_iter().fold(0.0, f64::max);
    let floor = Floor::AtMost(CAUGHT_UP_SECONDS);
    bench.row("ndjson, models caught up after", store, (worst, "s"), floor, "");
    Ok(())
}

/// A batch of new leads: so many, or as many as it has room for.
pub fn creates(next: &mut u64, most: u64) -> Batch {
    let (mut batch, until) = (Batch::default(), next.saturating_add(most));
    while *next < until && batch.push(|to| create_now(to, *next)) {
        *next += 1;
    }
    batch
}
