//! The page of a customer: the account with its contacts and opportunities, and the first page of its
//! timeline, of accounts with much of everything and of those that conversions made.

use std::io::Write;
use std::time::{Duration, Instant};

use super::Bench;
use crate::Result;
use crate::args::ReadStore;
use crate::http::Connection;
use crate::lead::{Id, id, spread};
use crate::measure::quantile;
use crate::ndjson::{Batch, post};
use crate::platform::Platform;
use crate::report::Floor;

/// Accounts with much of everything.
const BUSY: u64 = 20;
/// What each of them has.
const CONTACTS: u64 = 20;
const OPPORTUNITIES: u64 = 30;
const INTERACTIONS: u64 = 450;
/// How often each kind of page is asked for.
const QUESTIONS: u64 = 200;
/// Longest time for a page, in milliseconds.
const PAGE_MS: f64 = 5.0;
/// Longest wait until the models have seen the accounts.
const WAIT_MAX: Duration = Duration::from_secs(120);
/// The kinds of record, by which ids differ.
const ACCOUNT: u64 = 11;
const CONTACT: u64 = 12;
const DEAL: u64 = 13;
const INTERACTION: u64 = 14;

pub async fn run(bench: &mut Bench<'_>, store: ReadStore, kith: &Platform) -> Result<()> {
    // Sent again to accounts that were kept, it is answered as it was.
    let batch = busy();
    post(kith.address(), &kith.token, &batch, None).await?.all(batch.lines())?;
    kith.caught_up(WAIT_MAX).await?;
    let busy: Vec<String> = (0..BUSY).map(|n| account(n).to_string()).collect();
    let note = format!(
        "{CONTACTS} contacts, {OPPORTUNITIES} opportunities, {INTERACTIONS} interactions each"
    );
    pages(bench, store, (kith, "with much", note), &busy).await?;
    let mut on = Connection::open(kith.address()).await?;
    let page = kith.json(&mut on, "/v1/accounts?limit=200").await?;
    let ids = page["items"].as_array().into_iter().flatten().filter_map(|item| item["id"].as_str());
    let converted: Vec<String> = ids.map(str::to_owned).filter(|id| !busy.contains(id)).collect();
    if converted.is_empty() {
        return Err("no lead became an account".into());
    }
    pages(bench, store, (kith, "converted", String::new()), &converted).await
}

async fn pages(
    bench: &mut Bench<'_>,
    store: ReadStore,
    (kith, name, note): (&Platform, &str, String),
    accounts: &[String],
) -> Result<()> {
    let mut on = Connection::open(kith.address()).await?;
    let mut took = Vec::new();
    for n in 0..QUESTIONS {
        let account = &accounts[usize::try_from(spread(n) % accounts.len() as u64)?];
        let from = Instant::now();
        for path in [format!("/v1/accounts/{account}"), format!("/v1/accounts/{account}/timeline")]
        {
            let head = on.ask(&kith.get(&path, "")).await?;
            if head.status != 200 {
                return Err(format!("{path} was answered with {}", head.status).into());
            }
        }
        took.push(u32::try_from(from.elapsed().as_micros())?);
    }
    let first = f64::from(took[0]) / 1_000.0;
    took.sort_unstable();
    let ms = |at| (quantile(&took, at) / 1_000.0, "ms");
    let floor = || Floor::AtMost(PAGE_MS);
    bench.row(format!("customer page, {name}, median"), store, ms(0.5), floor(), note);
    let note = format!("the first {first:.1} ms");
    bench.row(format!("customer page, {name}, p99"), store, ms(0.99), floor(), note);
    Ok(())
}

fn account(n: u64) -> Id {
    id(ACCOUNT, n)
}

/// Everything that the busy accounts have, what happens with them in turns.
fn busy() -> Batch {
    let mut batch = Batch::default();
    let mut add = |command: &str, n: u64, data: String| {
        let head = format!(r#"{{"command":"{command}","idempotency_key":"bench:busy:{n}""#);
        batch.push(|to| {
            write!(to, r#"{head},"data":{data}}}"#).expect("a vector takes everything");
        });
    };
    for n in 0..BUSY {
        let data = format!(r#"{{"account_id":"{}","name":"Busy {n} Ltd"}}"#, account(n));
        add("CreateAccount", n, data);
    }
    for n in 0..BUSY * CONTACTS {
        let (own, of) = (id(CONTACT, n), account(n % BUSY));
        let person = format!(r#""person_name":"Person {n}","email":"busy{n}@busy.example""#);
        let data = format!(r#"{{"contact_id":"{own}","account_id":"{of}",{person}}}"#);
        add("CreateContact", n, data);
    }
    for n in 0..BUSY * OPPORTUNITIES {
        let (own, of) = (id(DEAL, n), account(n % BUSY));
        let amount = format!(r#"{{"amount":"{}.00","currency":"CNY"}}"#, 1_000 + n);
        let more = format!(r#""name":"Deal {n}","amount":{amount},"expected_close":"2027-06-30""#);
        let data = format!(r#"{{"opportunity_id":"{own}","account_id":"{of}",{more}}}"#);
        add("OpenOpportunity", n, data);
    }
    for n in 0..BUSY * INTERACTIONS {
        let (own, of) = (id(INTERACTION, n), id(CONTACT, n % (BUSY * CONTACTS)));
        let said = r#""channel":"call","outcome":"reached","note":"Asked for the new list""#;
        let data = format!(r#"{{"interaction_id":"{own}","contact_id":"{of}",{said}}}"#);
        add("LogInteraction", n, data);
    }
    batch
}
