//! One million leads over a year of business time: what they take on disk and in memory, and the
//! rows that are measured on them.

use std::time::{Duration, Instant};

use super::{Bench, as_of, customer, funnel, lists, restart};
use crate::Result;
use crate::args::{Name, ReadStore};
use crate::history::History;
use crate::http::Connection;
use crate::measure::{boxes_bytes, used_bytes};
use crate::ndjson::post;
use crate::platform::{Home, Platform};
use crate::report::Floor;

/// Most resident memory, in MiB.
const RESIDENT_MIB: f64 = 1_536.0;
/// How long to wait for the models at most.
const WAIT_MAX: Duration = Duration::from_secs(600);
/// How long a platform is left alone before its memory is read.
const SETTLE: Duration = Duration::from_secs(3);

/// Events a second of a rebuild of all models.
fn rebuild_rate(store: ReadStore) -> f64 {
    match store {
        ReadStore::Sled => 50_000.0,
        ReadStore::Fjall => 120_000.0,
    }
}

pub async fn run(bench: &mut Bench<'_>) -> Result<()> {
    let home = Home::kept(bench.args)?;
    let imported = home.path().join("imported");
    for store in bench.args.stores.clone() {
        if imported.exists() {
            rebuild(bench, store, &home).await?;
        } else {
            import(bench, store, &home).await?;
            std::fs::write(&imported, bench.args.leads().to_string())?;
            size(bench, store, &home).await?;
            if bench.args.wants(Name::Rebuild) {
                rebuild(bench, store, &home).await?;
            }
        }
        let kith = home.serve(store)?;
        kith.caught_up(WAIT_MAX).await?;
        if bench.args.wants(Name::Funnel) {
            funnel::run(bench, store, &kith).await?;
        }
        if bench.args.wants(Name::Lists) {
            lists::run(bench, store, &kith).await?;
        }
        if bench.args.wants(Name::Customer) {
            customer::run(bench, store, &kith).await?;
        }
        if bench.args.wants(Name::AsOf) {
            as_of::run(bench, store, &kith).await?;
        }
        resident(bench, store, &kith, "resident after questions").await?;
        if bench.args.wants(Name::Restart) {
            restart::run(bench, store, &home, kith).await?;
        }
    }
    Ok(())
}

/// Takes the year in; leaves the platform stopped.
async fn import(bench: &mut Bench<'_>, store: ReadStore, home: &Home) -> Result<()> {
    let kith = home.serve(store)?;
    let (mut lines, mut seconds) = (0, 0.0);
    let mut history = History::new(bench.args.leads());
    while let Some(batch) = history.batch() {
        let answered = post(kith.address(), &kith.token, &batch, None).await?;
        seconds += answered.seconds;
        answered.all(batch.lines())?;
        lines += batch.lines();
    }
    let ended = Instant::now();
    let (head, caught_up) = kith.caught_up(WAIT_MAX).await?;
    let wait = caught_up.duration_since(ended).as_secs_f64();
    let each = kith.child.processor_seconds()? * 1e6 / lines as f64;
    let note = format!(
        "{lines} commands, {head} events; models after {wait:.1} s; \
         processor a command, models included: {each:.1} us"
    );
    let rate = lines as f64 / seconds;
    bench.row("import of a year", store, (rate, "commands/s"), Floor::None, note);
    resident(bench, store, &kith, "resident after the import").await?;
    kith.child.stop()
}

/// Memory, once the platform has come to rest.
async fn resident(
    bench: &mut Bench<'_>,
    store: ReadStore,
    kith: &Platform,
    name: &str,
) -> Result<()> {
    if !bench.args.wants(Name::Million) {
        return Ok(());
    }
    tokio::time::sleep(SETTLE).await;
    let mib = |bytes: u64| bytes as f64 / 1_048_576.0;
    let (now, highest) = kith.child.resident()?;
    let note = format!("{} leads; at its highest {:.0} MiB", bench.args.leads(), mib(highest));
    bench.row(name, store, (mib(now), "MiB"), Floor::AtMost(RESIDENT_MIB), note);
    Ok(())
}

/// The log on disk beside the same events as JSON lines, with the boxes that the export leaves out.
async fn size(bench: &mut Bench<'_>, store: ReadStore, home: &Home) -> Result<()> {
    if !bench.args.wants(Name::Million) {
        return Ok(());
    }
    let kith = home.serve(store)?;
    let mut on = Connection::open(kith.address()).await?;
    let from = Instant::now();
    tokio::io::AsyncWriteExt::write_all(&mut on.write, &kith.get("/v1/events", "")).await?;
    let head = on.read.head().await?;
    let mut exported = 0;
    while let Some(piece) = on.read.piece().await? {
        exported += piece.len();
    }
    if head.status != 200 {
        return Err(format!("the export was answered with {}", head.status).into());
    }
    let seconds = from.elapsed().as_secs_f64();
    kith.child.stop()?;
    let used = used_bytes(&home.data().join("log"))?;
    let mib = |bytes: f64| bytes / 1_048_576.0;
    let boxes = boxes_bytes(&home.data().join("log"))? as f64;
    let exported = exported as f64;
    let note = format!(
        "floor: the export, {:.0} MiB at {:.0} MiB/s, and {:.0} MiB of sealed boxes",
        mib(exported),
        mib(exported) / seconds,
        mib(boxes),
    );
    let floor = Floor::AtMost(mib(exported + boxes));
    bench.row("log on disk", store, (mib(used as f64), "MiB"), floor, note);
    Ok(())
}

/// Makes all models again; leaves the platform stopped.
async fn rebuild(bench: &mut Bench<'_>, store: ReadStore, home: &Home) -> Result<()> {
    home.remove_models()?;
    let kith = home.serve(store)?;
    let (head, caught_up) = kith.caught_up(WAIT_MAX).await?;
    let seconds = caught_up.duration_since(kith.child.started).as_secs_f64();
    let each = kith.child.processor_seconds()? * 1e6 / head as f64;
    if bench.args.wants(Name::Rebuild) {
        let note = format!("{head} events in {seconds:.1} s from start; {each:.1} us an event");
        let floor = Floor::AtLeast(rebuild_rate(store));
        let rate = head as f64 / seconds;
        bench.row("rebuild of all models", store, (rate, "events/s"), floor, note);
        resident(bench, store, &kith, "resident after a rebuild").await?;
    }
    kith.child.stop()
}
