//! `kith export leads` and the other lists: page by page, each record that was there at the start
//! once, whatever is written meanwhile.

use std::collections::BTreeSet;
use std::io::Write;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value as Json;
use serde_json::value::RawValue;
use tokio::runtime::Runtime;

use crate::cli::{ListArgs, ListFormat};
use crate::progress::Progress;
use crate::say::Failure;
use crate::verb::output::Output;
use crate::verb::{Answer, Client};

use query_api::table::{Listed, Table, custom_keys, is_fielded};

/// What is said where the file or the terminal takes no more.
const UNWRITTEN: &str = "the export can't be written";
/// Records of a page: the most that the platform gives.
const PAGE_RECORDS: u64 = 500;
/// How long the platform may wait for its model to catch up, in milliseconds: the most that it does.
const WAIT_MS: u64 = 60_000;
/// How often a page is asked for again that a busy platform put off.
const RETRIES_MAX: u32 = 30;
/// How long to wait where the platform doesn't say, in seconds.
const RETRY_AFTER_PRESET: u64 = 1;

#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow)]
    items: Vec<&'a RawValue>,
    next: Option<String>,
    count: Option<u64>,
}

/// A list on a platform.
struct List<'a> {
    runtime: &'a Runtime,
    client: &'a Client,
    path: String,
    filter: Vec<(&'a str, &'a str)>,
    /// The tenant's position when the export began: what was there by then is in it.
    at_least: u64,
    /// Whether it is answered page by page; settings and views are answered whole.
    paged: bool,
}

/// Writes a list out; how many records, and where they are.
pub fn run(
    runtime: &Runtime,
    client: &Client,
    name: &'static str,
    args: &ListArgs,
) -> Result<(u64, String), Failure> {
    let filter = filter(args)?;
    let path = format!("/v1/{name}");
    let at_least = client.get("/v1/positions")?.json()?["head"].as_u64().unwrap_or(0);
    let description = client.get("/openapi.json")?.json()?;
    let paged = has_pages(&description, &path);
    let list = List { runtime, client, path, filter, at_least, paged };
    let mut output = Output::begin(args.output.as_deref())?;
    let count = match args.format {
        ListFormat::Ndjson => list.each(name, |item| {
            output.write_all(item.get().as_bytes())?;
            output.write_all(b"\n")
        })?,
        ListFormat::Csv => {
            let custom = custom(client, &list.path)?;
            let listed = Listed { path: &list.path, custom: &custom };
            let mut table = Table::begin(&description, listed, args.raw, &mut output)
                .map_err(Failure::because(UNWRITTEN))?;
            let count = list.each(name, |item| table.row(item))?;
            table.finish().map_err(Failure::because(UNWRITTEN))?;
            count
        }
    };
    Ok((count, output.finish()?))
}

/// Whether the platform describes the list as one of pages.
fn has_pages(description: &Json, path: &str) -> bool {
    let parameters = description["paths"][path]["get"]["parameters"].as_array();
    parameters.into_iter().flatten().any(|one| one["name"] == "limit")
}

/// The keys of the fields that the tenant defined for the records of a list.
fn custom(client: &Client, path: &str) -> Result<BTreeSet<String>, Failure> {
    let settings = client.get("/v1/settings?kind=fields&all=true")?.json()?;
    let items = settings["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    let own = |setting: &&Json| is_fielded(path, setting["key"].as_str().unwrap_or_default());
    Ok(custom_keys(items.iter().filter(own).map(|setting| &setting["body"])))
}

impl List<'_> {
    /// Gives every record of the list to `write`, newest first; how many they are.
    fn each(
        &self,
        name: &'static str,
        mut write: impl FnMut(&RawValue) -> std::io::Result<()>,
    ) -> Result<u64, Failure> {
        let mut progress: Option<Progress> = None;
        let (mut written, mut cursor) = (0, None::<String>);
        loop {
            let answer = self.page(cursor.as_deref())?;
            let page: Page<'_> = serde_json::from_slice(&answer.body)
                .map_err(Failure::because("the answer is no page of a list"))?;
            for item in &page.items {
                write(item).map_err(Failure::because(UNWRITTEN))?;
            }
            written += page.items.len() as u64;
            let bar = || Progress::new(name, page.count.unwrap_or(written));
            progress.get_or_insert_with(bar).reached(written);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        if let Some(progress) = progress {
            progress.finish();
        }
        Ok(written)
    }

    fn page(&self, cursor: Option<&str>) -> Result<Answer, Failure> {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.filter);
        for (name, value) in [("at_least", self.at_least), ("wait_ms", WAIT_MS)] {
            query.append_pair(name, &value.to_string());
        }
        if self.paged {
            query.append_pair("limit", &PAGE_RECORDS.to_string());
            match cursor {
                Some(cursor) => query.append_pair("cursor", cursor),
                None => query.append_pair("count", "true"),
            };
        }
        let path = format!("{}?{}", self.path, query.finish());
        let mut tries = 0;
        loop {
            let answer = self.client.get(&path)?;
            if answer.status.is_success() {
                return Ok(answer);
            }
            if !answer.is_busy() || tries == RETRIES_MAX {
                return Err(refusal(&answer));
            }
            tries += 1;
            let pause = Duration::from_secs(answer.retry_after.unwrap_or(RETRY_AFTER_PRESET));
            self.runtime.block_on(tokio::time::sleep(pause));
        }
    }
}

/// The platform's words, with each parameter that is wrong.
fn refusal(answer: &Answer) -> Failure {
    let said = match answer.json() {
        Err(failure) => failure.to_string(),
        Ok(_) => "the platform redirected, which it never does".into(),
    };
    let problem: Json = serde_json::from_slice(&answer.body).unwrap_or_default();
    let errors = problem["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    let faults = errors.iter().map(|error| {
        let text = |name: &str| error[name].as_str().unwrap_or_default();
        format!("; {} {}", text("field"), text("message"))
    });
    Failure::new(said + &faults.collect::<String>())
}

fn filter(args: &ListArgs) -> Result<Vec<(&str, &str)>, Failure> {
    let range = [("from", &args.from), ("to", &args.to)];
    let mut filter: Vec<(&str, &str)> =
        range.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))).collect();
    for given in &args.filter {
        let pair = given.split_once('=').ok_or_else(|| {
            Failure::new(format!("--filter {given} is not NAME=VALUE, such as state=new"))
        })?;
        filter.push(pair);
    }
    Ok(filter)
}
