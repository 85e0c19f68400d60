//! Single commands: how many a second over 64 connections beside the bare handler, and over one
//! beside a loop of `fdatasync`.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::{Bench, start_bare};
use crate::Result;
use crate::args::ReadStore;
use crate::child::Child;
use crate::lead::{self, OwnId};
use crate::load::{Done, Load, Make};
use crate::measure::median;
use crate::platform::{Home, JSON, post};
use crate::report::Floor;
use crate::sync_loop::SyncLoop;

/// Connections of a load.
const CONNECTIONS: usize = 64;
/// The share of the bare handler's rate that must be reached.
const BARE_SHARE: f64 = 0.25;
/// Longest time of 99 of 100 commands, in milliseconds.
const P99_MS: f64 = 25.0;
/// The share of the rate of syncs that one client must reach.
const SYNC_SHARE: f64 = 0.5;

/// Bodies that the server has not seen; the token says whose they are.
pub fn create_lead(token: &str) -> Make {
    let token = token.to_owned();
    Arc::new(move |n, to| {
        let mut body = Vec::with_capacity(512);
        lead::write(&mut body, n, OwnId::Made);
        post(to, &token, "/v1/commands/CreateLead", JSON, &body);
    })
}

pub async fn run(bench: &mut Bench<'_>, store: ReadStore) -> Result<()> {
    let home = Home::new(bench.args)?;
    let kith = home.serve(store)?;
    let bare = start_bare(bench.args)?;
    let load = |child: &Child, connections| Load {
        to: child.address,
        connections,
        make: create_lead(&kith.token),
        number: Arc::new(AtomicU64::new(0)),
        expect: 201,
    };
    many(bench, store, (&kith.child, load(&kith.child, CONNECTIONS)), load(&bare, CONNECTIONS))
        .await?;
    let mut one = load(&kith.child, 1);
    one.number = Arc::new(AtomicU64::new(lead::LEADS_MAX / 2));
    one_by_one(bench, store, one, SyncLoop::new(home.path())?).await
}

async fn many(
    bench: &mut Bench<'_>,
    store: ReadStore,
    (child, kith): (&Child, Load),
    bare: Load,
) -> Result<()> {
    let (mut bares, mut kiths): (Vec<Done>, Vec<Done>) = (Vec::new(), Vec::new());
    let mut processor = 0.0;
    for _ in 0..bench.args.rounds() {
        bares.push(bare.run(bench.args.span()).await?);
        let before = child.processor_seconds()?;
        kiths.push(kith.run(bench.args.span()).await?);
        processor += child.processor_seconds()? - before;
    }
    let rate = |done: &[Done]| median(done.iter().map(|d| d.rate).collect());
    let bare = rate(&bares);
    let commands = kith.number.load(std::sync::atomic::Ordering::Relaxed) as f64;
    let own = kiths.iter().map(|d| d.own_processor).sum::<f64>();
    let counted = kiths.iter().map(|d| d.rate * d.seconds).sum::<f64>();
    let note = format!(
        "bare {bare:.0}/s, share {:.2}; processor a command: {:.1} us there, {:.1} us here",
        rate(&kiths) / bare,
        processor * 1e6 / commands,
        own * 1e6 / counted,
    );
    let floor = Floor::AtLeast(bare * BARE_SHARE);
    bench.row("single, 64 connections", store, (rate(&kiths), "/s"), floor, note);
    let at = |quantile| median(kiths.iter().map(|d| d.quantile_ms(quantile)).collect());
    let note = format!("median {:.2} ms, 99.9 of 100: {:.2} ms", at(0.5), at(0.999));
    bench.row("single, p99", store, (at(0.99), "ms"), Floor::AtMost(P99_MS), note);
    Ok(())
}

async fn one_by_one(
    bench: &mut Bench<'_>,
    store: ReadStore,
    load: Load,
    mut syncs: SyncLoop,
) -> Result<()> {
    let (mut bare, mut kith, mut p99) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..bench.args.rounds() {
        bare.push(syncs.run(bench.args.span() / 2)?);
        let done = load.run(bench.args.span() / 2).await?;
        kith.push(done.rate);
        p99.push(done.quantile_ms(0.99));
    }
    let (bare, kith) = (median(bare), median(kith));
    let note = format!("fdatasync {bare:.0}/s, p99 {:.2} ms", median(p99));
    let floor = Floor::AtLeast(bare * SYNC_SHARE);
    bench.row("single, one connection", store, (kith, "/s"), floor, note);
    Ok(())
}
