//! The funnel over all leads, of ranges that were not asked for before.

use std::time::Instant;

use super::Bench;
use crate::Result;
use crate::args::ReadStore;
use crate::history::date;
use crate::http::Connection;
use crate::lead::spread;
use crate::measure::quantile;
use crate::platform::Platform;
use crate::report::Floor;

/// How many ranges are asked for.
const QUESTIONS: u64 = 200;
/// Days of the year that a range can begin or end on.
const DAYS: u64 = 364;
/// Longest time for a range of whole days, in milliseconds.
const DAYS_MS: f64 = 5.0;
/// Longest time for any other range, in milliseconds.
const INSTANTS_MS: f64 = 60.0;

pub async fn run(bench: &mut Bench<'_>, store: ReadStore, kith: &Platform) -> Result<()> {
    let days = |from: u64, to: u64, _| format!("from={}&to={}", date(from), date(to));
    ask(bench, store, kith, "funnel, whole days", DAYS_MS, days).await?;
    let instants = |from: u64, to: u64, dice: u64| {
        let (hour, minute, second) = (dice % 24, dice / 24 % 60, dice / 1_440 % 60);
        let time = format!("T{hour:02}:{minute:02}:{second:02}Z");
        format!("from={}{time}&to={}{time}", date(from), date(to))
    };
    ask(bench, store, kith, "funnel, other ranges", INSTANTS_MS, instants).await?;
    let by = |from: u64, to: u64, dice| format!("{}&by=source", days(from, to, dice));
    ask(bench, store, kith, "funnel by source, whole days", f64::INFINITY, by).await
}

/// Asks for many ranges, one after the other; rows for the middle and the slow end.
async fn ask(
    bench: &mut Bench<'_>,
    store: ReadStore,
    kith: &Platform,
    name: &str,
    longest_ms: f64,
    range: impl Fn(u64, u64, u64) -> String,
) -> Result<()> {
    let mut on = Connection::open(kith.address()).await?;
    let mut took = Vec::new();
    for n in 0..QUESTIONS {
        let dice = spread(n);
        let (a, b) = (dice % DAYS, (dice >> 20) % DAYS);
        let query = range(a.min(b), a.max(b) + 1, dice >> 40);
        let request = kith.get(&format!("/v1/funnel?{query}"), "");
        let from = Instant::now();
        let head = on.ask(&request).await?;
        took.push(u32::try_from(from.elapsed().as_micros())?);
        if head.status != 200 {
            return Err(format!("/v1/funnel?{query} was answered with {}", head.status).into());
        }
    }
    took.sort_unstable();
    let floor = match longest_ms {
        ms if ms.is_finite() => Floor::AtMost(ms),
        _ => Floor::None,
    };
    let ms = |at| (quantile(&took, at) / 1_000.0, "ms");
    let note = format!("{} leads, {QUESTIONS} ranges", bench.args.leads());
    bench.row(format!("{name}, median"), store, ms(0.5), floor, note);
    bench.row(format!("{name}, p99"), store, ms(0.99), floor, "");
    Ok(())
}
