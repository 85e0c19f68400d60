//! `kill -9` in the middle of writing, and the start after it.

use std::time::{Duration, Instant};

use super::Bench;
use super::ndjson::creates;
use crate::Result;
use crate::args::ReadStore;
use crate::http::Connection;
use crate::lead::{self, OwnId};
use crate::ndjson::post;
use crate::platform::{Home, JSON, Platform, post as request};
use crate::report::Floor;

/// Longest time until a command is accepted, in seconds.
const COMMAND_SECONDS: f64 = 2.0;
/// Longest time until every model answers, in seconds.
const MODELS_SECONDS: f64 = 10.0;
/// How long to wait for either at most.
const WAIT_MAX: Duration = Duration::from_secs(300);
/// Leads written just before the kill: about as many as the writer keeps in memory, all of which it
/// has to read from the log again.
const LEADS: u64 = 40_000;
/// How long to wait before a refused command is sent again.
const AGAIN: Duration = Duration::from_millis(10);

pub async fn run(
    bench: &mut Bench<'_>,
    store: ReadStore,
    home: &Home,
    mut kith: Platform,
) -> Result<()> {
    // Numbers that no lead of the year has, nor one of a run before: the head has passed them.
    let mut on = Connection::open(kith.address()).await?;
    let first = lead::LEADS_MAX / 2 + kith.positions(&mut on).await?.head;
    let batch = creates(&mut first.clone(), LEADS);
    post(kith.address(), &kith.token, &batch, None).await?.all(batch.lines())?;
    kith.child.kill();
    drop(kith);
    let kith = home.serve(store)?;
    let listening = kith.child.started.elapsed().as_secs_f64();
    let accepted = accepted(&kith, first + LEADS).await?;
    let note = format!("first line on standard output after {listening:.2} s");
    let floor = Floor::AtMost(COMMAND_SECONDS);
    bench.row("kill -9, a command accepted", store, (accepted, "s"), floor, note);
    let (_, caught_up) = kith.caught_up(WAIT_MAX).await?;
    let seconds = caught_up.duration_since(kith.child.started).as_secs_f64();
    let floor = Floor::AtMost(MODELS_SECONDS);
    bench.row("kill -9, models ready", store, (seconds, "s"), floor, "");
    kith.child.stop()
}

/// Sends a command until it is accepted; seconds since the start.
async fn accepted(kith: &Platform, n: u64) -> Result<f64> {
    let (mut body, mut bytes) = (Vec::new(), Vec::new());
    lead::write(&mut body, n, OwnId::Made);
    request(&mut bytes, &kith.token, "/v1/commands/CreateLead", JSON, &body);
    let until = Instant::now() + WAIT_MAX;
    let mut on = Connection::open(kith.address()).await?;
    loop {
        let status = on.ask(&bytes).await?.status;
        match status {
            201 => return Ok(kith.child.started.elapsed().as_secs_f64()),
            503 if Instant::now() < until => tokio::time::sleep(AGAIN).await,
            other => return Err(format!("the first command was answered with {other}").into()),
        }
    }
}
