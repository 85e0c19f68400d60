//! Pages of fifty out of all leads, by filters that find few, none and all of them, and by text.

use std::time::Instant;

use super::Bench;
use crate::Result;
use crate::args::ReadStore;
use crate::http::Connection;
use crate::lead::spread;
use crate::measure::quantile;
use crate::platform::Platform;
use crate::report::Floor;

/// How often each list is asked for.
const QUESTIONS: u64 = 200;
/// Longest time for a page by any filter, in milliseconds.
const PAGE_MS: f64 = 10.0;
/// Longest time for a page by text, in milliseconds.
const TEXT_MS: f64 = 30.0;

/// The query of the nth question.
type Question = fn(u64) -> String;

/// What is asked, and how long it may take.
const LISTS: [(&str, f64, Question); 8] = [
    ("newest", PAGE_MS, |_| "leads".into()),
    ("a few of all", PAGE_MS, |dice| {
        let size = format!(r#"{{"field":"company_size","is":{}}}"#, 10 + dice % 2_000);
        let region = r#"{"field":"region","is":"overseas"}"#;
        let source = r#"{"field":"source","in":["partner","email"]}"#;
        leads(&format!(r#"{{"all":[{region},{source},{size}]}}"#))
    }),
    ("none", PAGE_MS, |dice| {
        leads(&format!(r#"{{"field":"company_size","from":{}}}"#, 5_000 + dice % 1_000))
    }),
    ("all, by a number", PAGE_MS, |dice| {
        let all = leads(&format!(r#"{{"not":{{"field":"score","from":{}}}}}"#, 900 + dice % 100));
        format!("{all}&sort=-company_size")
    }),
    ("one of several, by time", PAGE_MS, |dice| {
        let like = r#"{"field":"industry","like":"*ti*"}"#;
        let range = format!(r#"{{"field":"score","from":{},"to":60}}"#, dice % 40);
        let either = format!(r#"{{"any":[{like},{range}]}}"#);
        format!("{}&sort=updated_at", leads(&either))
    }),
    ("accounts with a deal that was won", PAGE_MS, |dice| {
        let such = format!(r#"{{"field":"pushes","to":{}}}"#, 1 + dice % 9);
        let won = r#"{"field":"state","is":"won"}"#;
        let such = format!(r#"{{"all":[{won},{such}]}}"#);
        filtered("accounts", &format!(r#"{{"has":"opportunities","such":{such}}}"#))
    }),
    ("text that is in all", TEXT_MS, |dice| {
        format!("leads?text=comp%20ltd&limit={}", 1 + dice % 50)
    }),
    ("text that is in few", TEXT_MS, |dice| format!("leads?text=company%20{}", dice % 1_000_000)),
];

fn leads(filter: &str) -> String {
    filtered("leads", filter)
}

fn filtered(list: &str, filter: &str) -> String {
    let encoded: String = filter
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).into() } else { format!("%{b:02X}") })
        .collect();
    format!("{list}?filter={encoded}")
}

pub async fn run(bench: &mut Bench<'_>, store: ReadStore, kith: &Platform) -> Result<()> {
    let mut on = Connection::open(kith.address()).await?;
    for (name, longest_ms, question) in LISTS {
        let mut took = Vec::new();
        for n in 0..QUESTIONS {
            let path = format!("/v1/{}", question(spread(n)));
            let request = kith.get(&path, "");
            let from = Instant::now();
            let head = on.ask(&request).await?;
            took.push(u32::try_from(from.elapsed().as_micros())?);
            if head.status != 200 {
                return Err(format!("{path} was answered with {}", head.status).into());
            }
        }
        took.sort_unstable();
        let ms = |at| (quantile(&took, at) / 1_000.0, "ms");
        let note = format!("{} leads, {QUESTIONS} questions", bench.args.leads());
        let floor = || Floor::AtMost(longest_ms);
        bench.row(format!("page: {name}, median"), store, ms(0.5), floor(), note);
        bench.row(format!("page: {name}, p99"), store, ms(0.99), floor(), "");
    }
    Ok(())
}
