//! Live: commands at a steady rate, and how far behind the models fall meanwhile.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::Bench;
use super::ndjson::creates;
use crate::Result;
use crate::args::ReadStore;
use crate::http::Connection;
use crate::ndjson::{Batch, post};
use crate::platform::{Home, Platform};
use crate::report::Floor;

/// Furthest that a model may be behind, meanwhile and in the end, in seconds.
const LAG_SECONDS: f64 = 2.0;
/// The share of the rate that must really have been taken.
const TAKEN_SHARE: f64 = 0.98;
/// Seconds of one batch: so short that it stays below the platform's limit for one.
const BATCH_SECONDS: u64 = 2;
/// How long it lasts, in seconds.
const SECONDS: u64 = 20;
const QUICK_SECONDS: u64 = 6;
/// How often the models are asked how far they are.
const POLL_EVERY: Duration = Duration::from_millis(100);
/// How long to wait for the models at most.
const WAIT_MAX: Duration = Duration::from_secs(120);

/// Commands a second that the models must keep up with.
fn rate(store: ReadStore) -> u64 {
    match store {
        ReadStore::Sled => 10_000,
        ReadStore::Fjall => 20_000,
    }
}

/// How far behind the models were.
#[derive(Default)]
struct Lag {
    seconds: Cell<f64>,
    events: Cell<u64>,
}

pub async fn run(bench: &mut Bench<'_>, store: ReadStore) -> Result<()> {
    let home = Home::new(bench.args)?;
    let kith = home.serve(store)?;
    let seconds = if bench.args.quick { QUICK_SECONDS } else { SECONDS };
    let (rate, mut next) = (rate(store), 0);
    let size = rate * BATCH_SECONDS;
    let batches = (0..seconds / BATCH_SECONDS).map(|_| creates(&mut next, size));
    let batches: Vec<Batch> = batches.collect();
    let (lag, before) = (Lag::default(), kith.child.processor_seconds()?);
    let from = Instant::now();
    tokio::select! {
        sent = send(&kith, &batches, rate as f64) => sent?,
        failed = watch(&kith, &lag) => failed?,
    }
    let ended = Instant::now();
    let took = ended.duration_since(from).as_secs_f64();
    let cores = (kith.child.processor_seconds()? - before) / took;
    let (_, caught_up) = kith.caught_up(WAIT_MAX).await?;
    let wait = caught_up.duration_since(ended).as_secs_f64();
    let name = |what: &str| format!("live at {rate}/s, {what}");
    let note = format!("{cores:.2} cores busy there");
    let floor = Floor::AtLeast(rate as f64 * TAKEN_SHARE);
    bench.row(name("taken"), store, (next as f64 / took, "/s"), floor, note);
    let note = format!("{} events", lag.events.get());
    let floor = Floor::AtMost(LAG_SECONDS);
    bench.row(name("largest lag"), store, (lag.seconds.get(), "s"), floor, note);
    bench.row(name("caught up after"), store, (wait, "s"), floor, "");
    Ok(())
}

async fn send(kith: &Platform, batches: &[Batch], rate: f64) -> Result<()> {
    for batch in batches {
        let answered = post(kith.address(), &kith.token, batch, Some(rate)).await?;
        answered.all(batch.lines())?;
    }
    Ok(())
}

/// Asks how far the models are, until it is dropped.
async fn watch(kith: &Platform, lag: &Lag) -> Result<()> {
    let mut on = Connection::open(kith.address()).await?;
    loop {
        let positions = kith.positions(&mut on).await?;
        lag.seconds.set(lag.seconds.get().max(positions.lag_seconds()));
        lag.events.set(lag.events.get().max(positions.lag_events()));
        tokio::time::sleep(POLL_EVERY).await;
    }
}
