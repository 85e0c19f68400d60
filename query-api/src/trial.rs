//! `POST /v1/conversion-rules/try`: what conversion rules would have done before they are published
//! (C87). It reads; nothing is stored.

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use chrono::NaiveDate;
use event_schema::Timestamp;
use event_schema::command::{Basis, TryConversionRules};
use event_schema::event::{SettingDefined, SettingKind};
use event_schema::field::{Change, Faults, Locale, Shape};
use event_schema::problem::{FieldError, Problem, Slug};
use event_schema::value::phone::BadPhone;
use event_schema::value::{Key, Phone};
use projection_service::query::{
    Answer, AsOf, Ask, AtLeast, Query, Range, Reply, SettingFilter, SettingRow, Sight,
};
use rules::presets::presets;
use rules::rights::{self, Principal};
use rules::settings::{Book, ConversionRules, DEFAULT_KEY, check};
use rules::zone::Zone;
use serde_json::Value as Json;

use crate::body::{RulesTrial, one};
use crate::params::{Params, Place, shared};
use crate::posted::{self, POSTED_BYTES_MAX};
use crate::problem::Refusal;
use crate::read::answered;
use crate::router::Shared;

/// Its address.
pub const PATH: &str = "/v1/conversion-rules/try";
/// How many refused conversions are shown unless told.
const EXAMPLES_PRESET: u32 = 50;
/// How many are shown at most.
const EXAMPLES_MAX: u32 = 500;

/// Tries rules.
pub async fn try_rules(
    State(api): State<Shared>,
    Extension(who): Extension<Principal>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    rights::may_try_rules(&who)?;
    let body = posted::read(&headers, body, POSTED_BYTES_MAX).await?;
    let now = api.platform.now();
    let at_least = waiting(&api, &who, &uri).await?;
    let zone = api.reads.zone(who.tenant, now, at_least).await?;
    let read = TryConversionRules::from_body(posted::object(&body)?, &Dates(zone));
    let asked = read.map_err(Faults::problem)?;
    let (range, as_of, examples) = checked(&asked, now)?;
    let tenant = who.tenant;
    let ask = |query, as_of| Ask { tenant, query, as_of, now, sight: Sight::Sealed, at_least };
    let filter = SettingFilter {
        kind: Some(SettingKind::ConversionRules),
        key: None,
        all: true,
        subject: who.subject,
    };
    let known = api.reads.ask(ask(Query::Settings { filter }, AsOf::Now)).await?;
    let Answer::Settings(known) = known.answer else { return Err(another_question()) };
    let rules = proposed(&asked, &known.items)?;
    if let Change::Set(key) = asked.rules.questionnaire {
        let filter = SettingFilter {
            kind: Some(SettingKind::Questionnaire),
            key: Some(key.to_string()),
            all: true,
            subject: who.subject,
        };
        let there = api.reads.ask(ask(Query::Settings { filter }, AsOf::Now)).await?;
        let Answer::Settings(there) = there.answer else { return Err(another_question()) };
        if !is_there(key, &there.items, known.items.is_empty()) {
            let message = format!("names no questionnaire: {key}");
            return Err(unknown("rules.questionnaire", message));
        }
    }
    let query = Query::TryConversionRules { rules: rules.to_string(), range, examples };
    let Reply { answer, position } = api.reads.ask(ask(query, as_of)).await?;
    match answer {
        Answer::RulesTrial(trial) => Ok(answered(one(&RulesTrial::from(trial)), position)),
        _ => Err(another_question()),
    }
}

/// How far the models must be: all that the query string may say.
async fn waiting(api: &Shared, who: &Principal, uri: &Uri) -> Result<Option<AtLeast>, Refusal> {
    let place = Place { path: PATH, legal: &[shared::WAIT], id: None };
    let mut params = Params::read(api, who, uri, place).await?;
    let at_least = params.waiting();
    params.finish()?;
    Ok(at_least)
}

/// Dates as the tenant's people mean them. No field of the body is a phone number.
struct Dates(Zone);

impl Locale for Dates {
    fn phone(&self, text: &str) -> Result<Phone, BadPhone> {
        text.parse()
    }

    fn day_start(&self, date: NaiveDate) -> Timestamp {
        self.0.day_start(date)
    }
}

/// What of the question only its whole can be wrong about; all of it at once.
fn checked(asked: &TryConversionRules, now: Timestamp) -> Result<(Range, AsOf, u16), Refusal> {
    let mut faults = Faults::default();
    let range = Range { from: asked.from.map(|at| at.0), to: asked.to.map(|at| at.0) };
    if let (Some(from), Some(to)) = (range.from, range.to)
        && from > to
    {
        faults.invalid("to", "before-from", "must not be before from");
    }
    let at = asked.as_of.map(|at| at.0);
    if at.is_some_and(|at| at > now) {
        faults.invalid("as_of", "after-now", format!("is after now, which is {now}"));
    }
    if at.is_none() && asked.basis.is_some() {
        faults.invalid("basis", "without-as-of", "means something only with as_of");
    }
    let limit = asked.limit.unwrap_or(EXAMPLES_PRESET);
    if !(1..=EXAMPLES_MAX).contains(&limit) {
        faults.invalid("limit", "out-of-range", format!("must be 1 to {EXAMPLES_MAX}"));
    }
    if !faults.is_empty() {
        return Err(faults.problem().into());
    }
    let as_of = match (at, asked.basis) {
        (None, _) => AsOf::Now,
        (Some(at), None | Some(Basis::Occurred)) => AsOf::Occurred(at),
        (Some(at), Some(Basis::Recorded)) => AsOf::Recorded(at),
    };
    Ok((range, as_of, u16::try_from(limit).unwrap_or(u16::MAX)))
}

/// The rules that the command would publish, refused for what it would be refused for.
fn proposed(asked: &TryConversionRules, known: &[SettingRow]) -> Result<Json, Refusal> {
    let default = DEFAULT_KEY.parse().expect("the default key is a key");
    let base = asked.rules.based_on.unwrap_or(default);
    let latest = known.iter().filter(|row| row.key == base.as_str()).max_by_key(|row| row.version);
    // A tenant without a commit has no settings yet, and would begin with these.
    let shipped = |known: &[SettingRow]| {
        let preset = presets().into_iter();
        let mut preset = preset.filter(|p| p.kind == SettingKind::ConversionRules && p.key == base);
        preset.next().filter(|_| known.is_empty()).map(|preset| preset.body)
    };
    let latest = latest.and_then(|row| serde_json::from_str(&row.body).ok());
    let Some(latest): Option<Json> = latest.or_else(|| shipped(known)) else {
        let message = format!("names no rule set: {base}");
        return Err(unknown("rules.based_on", message));
    };
    let rules = ConversionRules::proposed(&latest, &asked.rules);
    let inside =
        |fault: FieldError| FieldError { field: format!("rules.{}", fault.field), ..fault };
    match check(&Book::default(), SettingKind::ConversionRules, default, &rules) {
        Ok(()) => Ok(rules),
        Err(faults) => {
            let invalid = faults.into_iter().map(inside).collect();
            Err(Faults { malformed: Vec::new(), invalid }.problem().into())
        }
    }
}

/// Whether a questionnaire was published, or will be with the first commit of a tenant without one.
fn is_there(key: Key, published: &[SettingRow], is_new: bool) -> bool {
    let shipped = |p: &SettingDefined| p.kind == SettingKind::Questionnaire && p.key == key;
    !published.is_empty() || is_new && presets().iter().any(shipped)
}

fn unknown(field: &str, message: String) -> Refusal {
    let detail = format!("{field} {message}");
    let error = FieldError { field: field.into(), code: "unknown".into(), message };
    Problem::new(Slug::UnknownReference, detail).with_errors(vec![error]).into()
}

fn another_question() -> Refusal {
    tracing::error!("the answer to tried rules belongs to another question");
    Refusal::new(Slug::Internal, "the platform failed on this request; it is logged")
}
