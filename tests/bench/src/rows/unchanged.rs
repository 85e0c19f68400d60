//! Answers that the client holds already: 304 over 64 connections while another tenant writes.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use tokio::task::JoinHandle;

use super::ndjson::creates;
use super::single::create_lead;
use super::{Bench, start_bare};
use crate::Result;
use crate::args::ReadStore;
use crate::http::Connection;
use crate::load::{Load, Make};
use crate::measure::median;
use crate::ndjson::post;
use crate::platform::{Home, Platform, get};
use crate::report::Floor;

const CONNECTIONS: usize = 64;
/// The share of the bare handler's rate that must be reached.
const BARE_SHARE: f64 = 0.7;
/// Leads that the funnel is of.
const LEADS: u64 = 2_000;
/// Commands a second that the other tenant sends.
const OTHERS_RATE: u64 = 1_000;
const PATH: &str = "/v1/funnel";
const WAIT_MAX: Duration = Duration::from_secs(30);

pub async fn run(bench: &mut Bench<'_>, store: ReadStore) -> Result<()> {
    let home = Home::new(bench.args)?;
    let kith = home.serve(store)?;
    let bare = start_bare(bench.args)?;
    let make = unchanged(&kith).await?;
    let load = |to, make, expect| {
        let number = Arc::new(AtomicU64::new(0));
        Load { to, connections: CONNECTIONS, make, number, expect }
    };
    let bare = load(bare.address, create_lead(&kith.token), 201);
    let held = load(kith.address(), make, 304);
    let (span, rounds) = (bench.args.span(), bench.args.rounds());
    let seconds = (span.as_secs() + 1) * 2 * rounds as u64 + 2;
    let other = write_as_other(&kith, seconds).await?;
    let (mut bares, mut helds) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        bares.push(bare.run(span).await?.rate);
        helds.push(held.run(span).await?.rate);
    }
    if other.is_finished() {
        other.await??;
        return Err("the other tenant ended before the measurement did".into());
    }
    other.abort();
    let (bare, rate) = (median(bares), median(helds));
    let note = format!("bare {bare:.0}/s, share {:.2}", rate / bare);
    let floor = Floor::AtLeast(bare * BARE_SHARE);
    bench.row("304 while another tenant writes", store, (rate, "/s"), floor, note);
    Ok(())
}

/// A request whose answer the client holds.
async fn unchanged(kith: &Platform) -> Result<Make> {
    let batch = creates(&mut 0, LEADS);
    post(kith.address(), &kith.token, &batch, None).await?.all(batch.lines())?;
    kith.caught_up(WAIT_MAX).await?;
    let mut on = Connection::open(kith.address()).await?;
    let etag = on.ask(&kith.get(PATH, "")).await?.etag.ok_or("the funnel has no ETag")?;
    let request = get(&kith.token, PATH, &format!("if-none-match: {etag}\r\n"));
    Ok(Arc::new(move |_, to| to.extend_from_slice(&request)))
}

/// Another tenant that writes steadily for so many seconds.
async fn write_as_other(kith: &Platform, seconds: u64) -> Result<JoinHandle<Result<()>>> {
    let token = kith.token_of("other").await?;
    let batch = creates(&mut 0, OTHERS_RATE * seconds);
    let to = kith.address();
    Ok(tokio::spawn(async move {
        let answered = post(to, &token, &batch, Some(OTHERS_RATE as f64)).await?;
        answered.all(batch.lines())?;
        Ok(())
    }))
}
