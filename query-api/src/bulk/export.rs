//! Exports: who took which records out is written down first, then they are the answer, piece by
//! piece. The records are those that were chosen, each as it is when its piece is written.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::io;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use event_schema::event::{BulkAct, BulkList, ExportFormat, SettingKind};
use event_schema::problem::{Problem, Slug};
use futures::stream;
use projection_service::query::{Answer, Query, SettingFilter, Sight};
use rules::rights::Principal;
use serde::Serialize;
use serde_json::Value as Json;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::choose::{choose, start, write_down};
use super::drive::would;
use super::request::{Wanted, list};
use super::tally::Tally;
use super::{ask, failed};
use crate::access;
use crate::body::{Account, Contact, LeadItem, Opportunity};
use crate::openapi;
use crate::port::Done;
use crate::problem::Refusal;
use crate::router::Shared;
use crate::table::{Listed, Table, custom_keys, is_fielded};

/// Records of one piece.
const PIECE_RECORDS: usize = 500;
/// The header that names the act.
const KITH_BULK_ID: HeaderName = HeaderName::from_static("kith-bulk-id");

/// Writes the act down and answers with the records.
pub async fn run(api: Shared, who: Principal, wanted: Wanted) -> Result<Response, Refusal> {
    let BulkAct::Export { format } = wanted.action else { return Err(failed()) };
    let _turn = api.turns.take(who.tenant, wanted.id).await;
    let chosen = choose(&api, who.tenant, &wanted).await?;
    let mut tally = Tally::default();
    let there = there(&api, &who, &wanted, &chosen.records, &mut tally).await?;
    if wanted.dry_run {
        return Ok(axum::Json(would(&chosen, tally.report())).into_response());
    }
    let report = tally.report();
    let begun = start(&wanted, &chosen, Vec::new(), Some(report));
    if write_down(&api, &who, &wanted, begun).await? == 0 {
        let detail = format!("the export {} was made: an export takes a new id", wanted.id);
        return Err(Refusal::new(Slug::WrongState, detail));
    }
    let pieces = there.chunks(PIECE_RECORDS).map(<[Uuid]>::to_vec).collect();
    let custom = custom(&api, &who, wanted.on).await?;
    let rest = Rest { api, who, on: wanted.on, format, custom, pieces };
    let (head, kind) = match format {
        ExportFormat::Ndjson => (Vec::new(), "application/x-ndjson"),
        ExportFormat::Csv => (rest.heading().map_err(|_| failed())?, "text/csv; charset=utf-8"),
    };
    let body = stream::try_unfold((rest, Some(head)), |(mut rest, head)| async move {
        let bytes = match head.filter(|head| !head.is_empty()) {
            Some(head) => head,
            None => match rest.piece().await? {
                Some(bytes) => bytes,
                None => return Ok::<_, io::Error>(None),
            },
        };
        Ok(Some((Bytes::from(bytes), (rest, None))))
    });
    let mut response = Response::new(Body::from_stream(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let id = HeaderValue::from_str(&wanted.id.to_string()).expect("a UUID is a header");
    headers.insert(KITH_BULK_ID, id);
    Ok(response)
}

/// Those of the records that there are, counted. What a condition has found is there; of those that
/// were named, some may not be.
async fn there(
    api: &Shared,
    who: &Principal,
    wanted: &Wanted,
    records: &[Uuid],
    tally: &mut Tally,
) -> Result<Vec<Uuid>, Refusal> {
    let list = list(wanted.on);
    let mut there = Vec::with_capacity(records.len());
    for ids in records.chunks(PIECE_RECORDS) {
        let mut found: HashSet<Uuid> = ids.iter().copied().collect();
        if wanted.condition.is_none() {
            let query = Query::Named { list, ids: ids.to_vec() };
            found = ids_of(ask(api, who.tenant, query, Sight::Sealed).await?.0);
        }
        for id in ids {
            // One that was merged is shown as the record that it turned out to be.
            let query = || Query::Named { list, ids: vec![*id] };
            let known = found.contains(id)
                || !ids_of(ask(api, who.tenant, query(), Sight::Sealed).await?.0).is_empty();
            if known {
                let (events, position) = (0, 0);
                tally.count(*id, Ok(Done { events, position })).map_err(Refusal)?;
                there.push(*id);
            } else {
                let detail = format!("{} has no record {id}", list.name());
                tally.refuse(*id, Problem::new(Slug::UnknownTarget, detail));
            }
        }
    }
    Ok(there)
}

fn ids_of(answer: Answer) -> HashSet<Uuid> {
    match answer {
        Answer::Leads(page) => page.items.into_iter().map(|lead| lead.id).collect(),
        Answer::Accounts(page) => page.items.into_iter().map(|account| account.id).collect(),
        Answer::Contacts(page) => page.items.into_iter().map(|contact| contact.id).collect(),
        Answer::Opportunities(page) => page.items.into_iter().map(|deal| deal.id).collect(),
        _ => HashSet::new(),
    }
}

/// The keys of the custom fields of a list's records, in whatever version of their definition.
async fn custom(api: &Shared, who: &Principal, on: BulkList) -> Result<BTreeSet<String>, Refusal> {
    let kind = Some(SettingKind::Fields);
    let filter = SettingFilter { kind, key: None, all: true, subject: who.subject };
    let (answer, _) = ask(api, who.tenant, Query::Settings { filter }, Sight::Sealed).await?;
    let Answer::Settings(page) = answer else { return Err(failed()) };
    let rows = page.items.iter().filter(|row| is_fielded(on.name(), &row.key));
    let bodies: Vec<Json> = rows.filter_map(|row| serde_json::from_str(&row.body).ok()).collect();
    Ok(custom_keys(bodies.iter()))
}

/// What is still to be written.
struct Rest {
    api: Shared,
    who: Principal,
    on: BulkList,
    format: ExportFormat,
    /// The keys of the custom fields of its records.
    custom: BTreeSet<String>,
    pieces: VecDeque<Vec<Uuid>>,
}

impl Rest {
    fn table(&self, to: &mut Vec<u8>) -> io::Result<()> {
        let list = Listed { path: &self.path(), custom: &self.custom };
        Table::begin(openapi::document(), list, false, to)?.finish()
    }

    fn path(&self) -> String {
        format!("/v1/{}", self.on.name())
    }

    /// The line that names the columns.
    fn heading(&self) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        self.table(&mut head)?;
        Ok(head)
    }

    /// The next records; `None` at the end.
    async fn piece(&mut self) -> io::Result<Option<Vec<u8>>> {
        let Some(ids) = self.pieces.pop_front() else { return Ok(None) };
        let query = Query::Named { list: list(self.on), ids };
        let sight = access::sight(&self.who);
        let answer = ask(&self.api, self.who.tenant, query, sight).await;
        let (answer, _) = answer.map_err(|refusal| io::Error::other(refusal.0.detail.clone()))?;
        let items = match answer {
            Answer::Leads(page) => written::<_, LeadItem>(page.items),
            Answer::Accounts(page) => written::<_, Account>(page.items),
            Answer::Contacts(page) => written::<_, Contact>(page.items),
            Answer::Opportunities(page) => written::<_, Opportunity>(page.items),
            _ => return Err(io::Error::other("the answer belongs to another question")),
        }?;
        let mut bytes = Vec::new();
        match self.format {
            ExportFormat::Ndjson => {
                for item in items {
                    bytes.extend_from_slice(item.get().as_bytes());
                    bytes.push(b'\n');
                }
            }
            ExportFormat::Csv => {
                let heading = self.heading()?.len();
                let path = self.path();
                let list = Listed { path: &path, custom: &self.custom };
                let mut table = Table::begin(openapi::document(), list, false, &mut bytes)?;
                items.iter().try_for_each(|item| table.row(item))?;
                table.finish()?;
                // Every piece is a table of its own; only the first shows its heading.
                bytes.drain(..heading);
            }
        }
        Ok(Some(bytes))
    }
}

fn written<T, B: From<T> + Serialize>(items: Vec<T>) -> io::Result<Vec<Box<RawValue>>> {
    let item = |item| serde_json::value::to_raw_value(&B::from(item)).map_err(io::Error::other);
    items.into_iter().map(item).collect()
}
