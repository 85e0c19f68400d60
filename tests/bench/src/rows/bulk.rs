//! A bulk action: many leads given to somebody by one request, as one audited act.

use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use super::Bench;
use super::ndjson::creates;
use crate::Result;
use crate::args::ReadStore;
use crate::http::Connection;
use crate::measure::median;
use crate::ndjson;
use crate::platform::{Home, JSON, post};
use crate::report::Floor;

/// Leads of the act.
const RECORDS: u64 = 10_000;
/// Longest time until its report, in seconds.
const SECONDS: f64 = 2.0;
/// Longest wait until the models have seen the leads.
const WAIT_MAX: Duration = Duration::from_secs(120);
/// The new owner of round 0; those of the next rounds follow.
const OWNER: u128 = 0x0197_a000_0000_7000_8000_0000_0000_0000;

pub async fn run(bench: &mut Bench<'_>, store: ReadStore) -> Result<()> {
    let home = Home::new(bench.args)?;
    let kith = home.serve(store)?;
    let batch = creates(&mut 0, RECORDS);
    ndjson::post(kith.address(), &kith.token, &batch, None).await?.all(batch.lines())?;
    kith.caught_up(WAIT_MAX).await?;
    let mut on = Connection::open(kith.address()).await?;
    let mut seconds = Vec::new();
    for round in 0..bench.args.rounds() {
        let owner = OWNER + round as u128 + 1;
        let owner = format!("{owner:032x}");
        let act = json!({"on": "leads", "filter": {"all": []}, "assign": {"owner_id": owner}});
        let mut request = Vec::new();
        let body = act.to_string();
        post(&mut request, &kith.token, "/v1/bulk-actions", JSON, body.as_bytes());
        let from = Instant::now();
        let (head, answer) = on.fetch(&request).await?;
        seconds.push(from.elapsed().as_secs_f64());
        let answer: Json = serde_json::from_slice(&answer)?;
        if head.status != 200 || answer["report"]["changed"] != RECORDS {
            return Err(format!("the act was answered with {}: {answer}", head.status).into());
        }
    }
    let taken = median(seconds);
    let note = format!("{:.0} records/s", RECORDS as f64 / taken);
    let floor = Floor::AtMost(SECONDS);
    bench.row("bulk assignment of 10,000 leads", store, (taken, "s"), floor, note);
    Ok(())
}
