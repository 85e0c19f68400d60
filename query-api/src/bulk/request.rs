//! What a request for a bulk action says, checked whole before anything is looked up.

use std::collections::HashSet;

use axum::body::Body;
use axum::http::HeaderMap;
use event_schema::command::{BULK_BYTES_MAX, BulkAssign, BulkRequest, BulkTag};
use event_schema::commit::CorrelationId;
use event_schema::event::{BulkAct, BulkList};
use event_schema::field::{Faults, Shape};
use event_schema::id::UserId;
use event_schema::problem::FieldError;
use event_schema::value::LookupHash;
use projection_service::query::{AskError, AtLeast};
use rules::locale::TenantLocale;
use rules::rights::{self, Principal};
use rules::views::{self, Condition, CustomColumns, List};
use rules::zone::Zone;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::CAUGHT_UP_WAIT;
use super::said::Said;
use crate::port::Ports;
use crate::posted;
use crate::problem::Refusal;

/// Ids of acts that follow from an idempotency key.
const NAMESPACE: Uuid = Uuid::from_u128(0x6b69_7468_0000_5000_8000_0062_756c_6b00);

/// A request that makes sense.
pub struct Wanted {
    /// The act's id.
    pub id: Uuid,
    /// Records of which list.
    pub on: BulkList,
    /// The condition, as written and as read.
    pub condition: Option<(Json, Condition)>,
    /// The records that were named, each once, in their order.
    pub records: Vec<Uuid>,
    /// What is done to each.
    pub action: BulkAct,
    /// For whom.
    pub on_behalf_of: Option<UserId>,
    /// What it belongs to; the act's own id unless the client says otherwise.
    pub correlation_id: Option<CorrelationId>,
    /// Tell what would happen, append nothing.
    pub dry_run: bool,
    /// Hash of list, records and action.
    pub fingerprint: LookupHash,
}

impl Wanted {
    /// Whether records are only written out.
    pub fn is_export(&self) -> bool {
        matches!(self.action, BulkAct::Export { .. })
    }
}

/// The list that conditions know.
pub fn list(on: BulkList) -> List {
    match on {
        BulkList::Leads => List::Leads,
        BulkList::Accounts => List::Accounts,
        BulkList::Contacts => List::Contacts,
        BulkList::Opportunities => List::Opportunities,
    }
}

/// Reads headers and body; every fault of either at once. Rights are looked at before anything is
/// chosen: who may do it to one record may do it to many.
pub async fn read(
    api: &Ports,
    who: &Principal,
    headers: &HeaderMap,
    body: Body,
) -> Result<Wanted, Refusal> {
    rights::may_read(who)?;
    let bytes = posted::read(headers, body, BULK_BYTES_MAX).await?;
    let object = posted::object(&bytes)?;
    let zone = api.reads.zone(who.tenant, api.platform.now(), None).await?;
    let custom = custom_columns(api, who, &bytes).await?;
    let mut faults = Faults::default();
    let said = Said::read(headers, &mut faults);
    // No field is a phone number, so the country doesn't matter.
    let country = "CN".parse().expect("it is a country");
    let request = match BulkRequest::from_body(object, &TenantLocale { country, zone }) {
        Ok(request) => request,
        Err(more) => {
            faults.append(more);
            return Err(faults.problem().into());
        }
    };
    let wanted = checked(api, who, request, (zone, &custom, said), &mut faults);
    let wanted = wanted.filter(|_| faults.is_empty()).ok_or_else(|| faults.problem())?;
    if let Some(command) = command(wanted.on, &wanted.action) {
        rights::may_command(who, command)?;
    }
    if wanted.on_behalf_of.is_some() {
        rights::may_act_for_others(who)?;
    }
    Ok(wanted)
}

/// The fields that the tenant gave its records, as they are where the log ends: the records are chosen
/// there, too. Most conditions name none, and wait for nothing.
async fn custom_columns(
    api: &Ports,
    who: &Principal,
    body: &[u8],
) -> Result<CustomColumns, Refusal> {
    let is_named = String::from_utf8_lossy(body).contains("custom.");
    if !is_named {
        return Ok(CustomColumns::default());
    }
    let position = api.events.head(who.tenant).await.map_err(AskError::Log)?;
    let at_least = AtLeast { position, wait: CAUGHT_UP_WAIT };
    Ok(api.reads.custom_columns(who.tenant, Some(at_least)).await?)
}

/// The command that is sent for each record; an export sends none.
pub fn command(on: BulkList, action: &BulkAct) -> Option<&'static str> {
    match (action, on) {
        (BulkAct::Export { .. }, _) | (_, BulkList::Contacts) => None,
        (BulkAct::Assign { .. }, BulkList::Leads) => Some("AssignLead"),
        (BulkAct::Assign { .. }, BulkList::Accounts) => Some("ChangeAccountOwner"),
        (BulkAct::Assign { .. }, BulkList::Opportunities) => Some("ChangeOpportunityOwner"),
        (BulkAct::Tag { .. }, _) => Some("UpdateAccount"),
    }
}

fn checked(
    api: &Ports,
    who: &Principal,
    request: BulkRequest,
    (zone, custom, said): (Zone, &CustomColumns, Said),
    faults: &mut Faults,
) -> Option<Wanted> {
    let BulkRequest { bulk_id, on, filter, records, assign, tag, export } = request;
    let given = [("filter", filter.is_some()), ("records", records.is_some())];
    exactly_one(&given, faults);
    let given =
        [("assign", assign.is_some()), ("tag", tag.is_some()), ("export", export.is_some())];
    exactly_one(&given, faults);
    let action = match (assign, tag, export) {
        (Some(assign), None, None) => assigned(assign, on, faults),
        (None, Some(tag), None) => tagged(tag, on, faults),
        (None, None, Some(export)) => Some(BulkAct::Export { format: export.format }),
        _ => None,
    };
    let condition =
        filter.and_then(|written| match views::read(list(on), &written.0, zone, custom) {
            Ok(condition) => Some((written.0, condition)),
            Err(found) => {
                for FieldError { field, code, message } in found {
                    let path = format!("filter.{field}");
                    faults.invalid(path.trim_end_matches('.'), &code, message);
                }
                None
            }
        });
    let mut seen = HashSet::new();
    let records = records.map(|ids| ids.0).unwrap_or_default();
    let records: Vec<Uuid> = records.into_iter().filter(|id| seen.insert(*id)).collect();
    let action = action?;
    let fingerprint = fingerprint(on, condition.as_ref().map(|(json, _)| json), &records, &action);
    let id = match (bulk_id, &said.key) {
        (Some(id), _) => id.0,
        (None, Some(key)) => {
            let name = format!("{}\n{}\n{key}", who.tenant.as_str(), who.subject.as_str());
            Uuid::new_v5(&NAMESPACE, name.as_bytes())
        }
        (None, None) => api.platform.new_id(),
    };
    let correlation_id = said.correlation_id.or_else(|| CorrelationId::new(&id.to_string()));
    let Said { on_behalf_of, dry_run, .. } = said;
    Some(Wanted {
        id,
        on,
        condition,
        records,
        action,
        on_behalf_of,
        correlation_id,
        dry_run,
        fingerprint,
    })
}

fn exactly_one(given: &[(&str, bool)], faults: &mut Faults) {
    let names: Vec<&str> = given.iter().map(|(name, _)| *name).collect();
    let there: Vec<&str> =
        given.iter().filter(|(_, there)| *there).map(|(name, _)| *name).collect();
    match there.as_slice() {
        [_] => {}
        [] => {
            faults.invalid(names[0], "missing", format!("one of {} is required", names.join(", ")))
        }
        [_, more @ ..] => {
            let message = format!("only one of {} can be given", names.join(", "));
            more.iter().for_each(|name| faults.invalid(*name, "too-many", &message));
        }
    }
}

fn assigned(assign: BulkAssign, on: BulkList, faults: &mut Faults) -> Option<BulkAct> {
    let BulkAssign { owner_id, reason } = assign;
    match on {
        BulkList::Contacts => {
            faults.invalid("assign", "not-offered", "contacts have no owner of their own");
            None
        }
        BulkList::Accounts | BulkList::Opportunities if reason.is_none() => {
            let message = format!("is required for {}", on.name());
            faults.invalid("assign.reason", "missing", message);
            None
        }
        BulkList::Leads | BulkList::Accounts | BulkList::Opportunities => {
            Some(BulkAct::Assign { owner_id, reason })
        }
    }
}

fn tagged(tag: BulkTag, on: BulkList, faults: &mut Faults) -> Option<BulkAct> {
    let (add, remove) = (tag.add.unwrap_or_default(), tag.remove.unwrap_or_default());
    match on {
        BulkList::Accounts if add.is_empty() && remove.is_empty() => {
            faults.invalid("tag", "missing", "must add or remove one tag at least");
            None
        }
        BulkList::Accounts => Some(BulkAct::Tag { add, remove }),
        BulkList::Leads | BulkList::Contacts | BulkList::Opportunities => {
            faults.invalid("tag", "not-offered", "only accounts have tags");
            None
        }
    }
}

/// The same for the same request, whatever the order of its fields and records.
fn fingerprint(
    on: BulkList,
    condition: Option<&Json>,
    records: &[Uuid],
    action: &BulkAct,
) -> LookupHash {
    let mut records = records.to_vec();
    records.sort_unstable();
    let whole = json!({"on": on, "filter": condition, "records": records, "action": action});
    let hash = blake3::hash(whole.to_string().as_bytes());
    LookupHash(*hash.as_bytes().first_chunk().expect("a hash has 32 bytes"))
}
