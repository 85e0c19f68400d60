//! Reads as the description has them, over 64 connections, beside the bare handler that answers the
//! same JSON.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use super::{Bench, start_bare};
use crate::Result;
use crate::args::ReadStore;
use crate::bare::{TELL, Told};
use crate::child::Child;
use crate::history::History;
use crate::http::Connection;
use crate::load::Load;
use crate::measure::median;
use crate::ndjson::post;
use crate::platform::{self, Home, JSON, Platform};
use crate::report::Floor;

const CONNECTIONS: usize = 64;
/// The share of the bare handler's rate that must be reached.
const BARE_SHARE: f64 = 0.5;
/// Leads of the platform that is read.
const LEADS: u64 = 2_000;
const WAIT_MAX: Duration = Duration::from_secs(30);

pub async fn run(bench: &mut Bench<'_>, store: ReadStore) -> Result<()> {
    let home = Home::new(bench.args)?;
    let kith = home.serve(store)?;
    let bare = start_bare(bench.args)?;
    let mut history = History::new(LEADS);
    while let Some(batch) = history.batch() {
        post(kith.address(), &kith.token, &batch, None).await?.all(batch.lines())?;
    }
    kith.caught_up(WAIT_MAX).await?;
    for (name, path) in paths(&kith).await? {
        let bytes = tell(&kith, &bare, &path).await?;
        compare(bench, store, (&kith, &bare), (name, &path, bytes)).await?;
    }
    Ok(())
}

/// What is read.
async fn paths(kith: &Platform) -> Result<[(&'static str, String); 3]> {
    let mut on = Connection::open(kith.address()).await?;
    let mut first = async |list: &str| -> Result<String> {
        let page = kith.json(&mut on, list).await?;
        let id = page["items"][0]["id"].as_str().ok_or("a list is empty")?;
        Ok(id.to_owned())
    };
    let lead = first("/v1/leads?state=converted&limit=1").await?;
    let account = first("/v1/accounts?limit=1").await?;
    Ok([
        ("read, one lead", format!("/v1/leads/{lead}")),
        ("read, one account", format!("/v1/accounts/{account}")),
        ("read, a page of 50 leads", "/v1/leads?limit=50".to_owned()),
    ])
}

/// Tells the bare handler what the platform answers; its length.
async fn tell(kith: &Platform, bare: &Child, path: &str) -> Result<usize> {
    let mut on = Connection::open(kith.address()).await?;
    let told = Told { path: path.to_owned(), body: kith.json(&mut on, path).await? };
    let bytes = serde_json::to_string(&told.body)?.len();
    let mut request = Vec::new();
    platform::post(&mut request, &kith.token, TELL, JSON, &serde_json::to_vec(&told)?);
    match Connection::open(bare.address).await?.ask(&request).await?.status {
        204 => Ok(bytes),
        other => Err(format!("the bare handler answered {other} when it was told").into()),
    }
}

/// The same request to both, in turns.
async fn compare(
    bench: &mut Bench<'_>,
    store: ReadStore,
    (kith, bare): (&Platform, &Child),
    (name, path, bytes): (&str, &str, usize),
) -> Result<()> {
    let request = kith.get(path, "");
    let load = |to| Load {
        to,
        connections: CONNECTIONS,
        make: Arc::new({
            let request = request.clone();
            move |_, to: &mut Vec<u8>| to.extend_from_slice(&request)
        }),
        number: Arc::new(AtomicU64::new(0)),
        expect: 200,
    };
    let (kiths, bares) = (load(kith.address()), load(bare.address));
    let (mut rates, mut of, mut p99) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..bench.args.rounds() {
        of.push(bares.run(bench.args.span()).await?.rate);
        let done = kiths.run(bench.args.span()).await?;
        rates.push(done.rate);
        p99.push(done.quantile_ms(0.99));
    }
    let (rate, of) = (median(rates), median(of));
    let share = rate / of;
    let note =
        format!("bare {of:.0}/s, share {share:.2}; {bytes} bytes; p99 {:.2} ms", median(p99));
    bench.row(name, store, (rate, "/s"), Floor::AtLeast(of * BARE_SHARE), note);
    Ok(())
}
