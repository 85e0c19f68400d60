//! Single commands: how many a second over 64 connections beside the bare handler, and over one
//! beside a loop of `fdatasync`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

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

/// How many turns a round of one connection has.
const TURNS_OF_ONE: usize = 5;
/// How long to wait for the models at most.
const WAIT_MAX: Duration = Duration::from_secs(60);
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
    let loads = [&bare, &kith.child].map(|child| (child, load(child, CONNECTIONS)));
    many(bench, store, loads).await?;
    // What the models still write would slow the first syncs down and not the last ones.
    kith.caught_up(WAIT_MAX).await?;
    let mut one = load(&kith.child, 1);
    one.number = Arc::new(AtomicU64::new(lead::LEADS_MAX / 2));
    one_by_one(bench, store, one, SyncLoop::new(home.path())?).await
}

/// A load that took turns with another.
#[derive(Default)]
struct Turns {
    done: Vec<Done>,
    /// Processor time of the child, in seconds.
    processor: f64,
}

impl Turns {
    async fn take(&mut self, (child, load): &(&Child, Load), span: Duration) -> Result<()> {
        let before = child.processor_seconds()?;
        self.done.push(load.run(span).await?);
        self.processor += child.processor_seconds()? - before;
        Ok(())
    }

    fn rate(&self) -> f64 {
        median(self.done.iter().map(|d| d.rate).collect())
    }

    fn quantile_ms(&self, quantile: f64) -> f64 {
        median(self.done.iter().map(|d| d.quantile_ms(quantile)).collect())
    }

    /// Processor time of child and generator for one answer, in microseconds.
    fn each(&self, load: &Load) -> (f64, f64) {
        let sent = load.number.load(Ordering::Relaxed) as f64;
        let counted: f64 = self.done.iter().map(|d| d.rate * d.seconds).sum();
        let own: f64 = self.done.iter().map(|d| d.own_processor).sum();
        (self.processor * 1e6 / sent, own * 1e6 / counted)
    }
}

async fn many(
    bench: &mut Bench<'_>,
    store: ReadStore,
    [bare, kith]: [(&Child, Load); 2],
) -> Result<()> {
    let (mut bares, mut kiths) = (Turns::default(), Turns::default());
    for _ in 0..bench.args.rounds() {
        bares.take(&bare, bench.args.span()).await?;
        kiths.take(&kith, bench.args.span()).await?;
    }
    let (rate, of) = (kiths.rate(), bares.rate());
    let ((there, here), (bare_there, bare_here)) = (kiths.each(&kith.1), bares.each(&bare.1));
    let note = format!(
        "bare {of:.0}/s, share {:.2}; processor there and here {there:.0} + {here:.0} us, \
         bare {bare_there:.0} + {bare_here:.0} us",
        rate / of,
    );
    let floor = Floor::AtLeast(of * BARE_SHARE);
    bench.row("single, 64 connections", store, (rate, "/s"), floor, note);
    let (middle, rare) = (kiths.quantile_ms(0.5), kiths.quantile_ms(0.999));
    let note = format!("median {middle:.2} ms, 99.9 of 100: {rare:.2} ms");
    let p99 = kiths.quantile_ms(0.99);
    bench.row("single, p99", store, (p99, "ms"), Floor::AtMost(P99_MS), note);
    Ok(())
}

async fn one_by_one(
    bench: &mut Bench<'_>,
    store: ReadStore,
    load: Load,
    mut syncs: SyncLoop,
) -> Result<()> {
    // Short turns: how fast the disk syncs changes from one second to the next.
    let (mut bare, mut kith, mut p99) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..bench.args.rounds() * TURNS_OF_ONE {
        bare.push(syncs.run(bench.args.span() / TURNS_OF_ONE as u32)?);
        let done = load.run(bench.args.span() / TURNS_OF_ONE as u32).await?;
        kith.push(done.rate);
        p99.push(done.quantile_ms(0.99));
    }
    let (bare, kith) = (median(bare), median(kith));
    let note = format!("fdatasync {bare:.0}/s, p99 {:.2} ms", median(p99));
    let floor = Floor::AtLeast(bare * SYNC_SHARE);
    bench.row("single, one connection", store, (kith, "/s"), floor, note);
    Ok(())
}
