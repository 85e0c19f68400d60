//! The past: the funnel as it was, worked out in memory from the log.

use std::time::Instant;

use super::Bench;
use crate::Result;
use crate::args::ReadStore;
use crate::http::Connection;
use crate::platform::Platform;
use crate::report::Floor;

/// Events a second that are read and folded.
const RATE: f64 = 500_000.0;
/// The end of the imported year, so that every event counts.
const END: &str = "2025-12-31T23:59:59Z";
/// A day in the middle of it.
const MIDDLE: &str = "2025-07-15";

pub async fn run(bench: &mut Bench<'_>, store: ReadStore, kith: &Platform) -> Result<()> {
    let mut on = Connection::open(kith.address()).await?;
    let head = kith.positions(&mut on).await?.head as f64;
    let cold = ask(kith, &mut on, END).await?;
    let note = format!("the first question, as of {END}: {cold:.2} s for {head} events");
    let (rate, floor) = (head / cold, Floor::AtLeast(RATE));
    bench.row("as_of in memory", store, (rate, "events/s"), floor, note);
    let warm = ask(kith, &mut on, MIDDLE).await?;
    let note = format!("the second question, as of {MIDDLE}");
    bench.row("as_of again", store, (warm, "s"), Floor::None, note);
    Ok(())
}

async fn ask(kith: &Platform, on: &mut Connection, then: &str) -> Result<f64> {
    let from = Instant::now();
    kith.json(on, &format!("/v1/funnel?as_of={then}")).await?;
    Ok(from.elapsed().as_secs_f64())
}
