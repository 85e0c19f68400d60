//! The bare handler: the same JSON in and out as `CreateLead`, and nothing between; and for reads the
//! JSON that it was told. What the HTTP server and JSON alone allow on this machine at this moment;
//! floors are fractions of it.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use axum::routing::post;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CreateLead {
    company: String,
    person_name: String,
    email: String,
    phone: String,
    title: String,
    seniority: String,
    industry: String,
    company_size: u32,
    region: String,
    source: String,
    product: String,
    utm: Utm,
    owner_id: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Utm {
    source: String,
    campaign: String,
}

#[derive(Serialize)]
struct Answer {
    stream: Stream,
    revision: u64,
    position: u64,
    events: [Event; 2],
    replayed: bool,
}

#[derive(Serialize)]
struct Stream {
    r#type: &'static str,
    id: &'static str,
}

#[derive(Serialize)]
#[serde(tag = "type", content = "data")]
enum Event {
    LeadCreated(Box<LeadCreated>),
    LeadScored(LeadScored),
}

#[derive(Serialize)]
struct LeadCreated {
    person_id: &'static str,
    company: String,
    source: String,
    seniority: String,
    industry: String,
    company_size: u32,
    region: String,
    product: String,
    utm: Utm,
    owner_id: String,
    mailbox: &'static str,
    domain: String,
    company_hash: &'static str,
    keys: [Key; 3],
    normaliser: u32,
}

#[derive(Serialize)]
struct Key {
    kind: &'static str,
    hash: &'static str,
}

#[derive(Serialize)]
struct LeadScored {
    model_version: u32,
    points: [Point; 3],
    fit: i32,
    behaviour: i32,
    total: i32,
    priority: &'static str,
}

#[derive(Serialize)]
struct Point {
    rule: &'static str,
    part: &'static str,
    points: i32,
}

const ID: &str = "0197a000-0000-7000-8000-000000000001";
const HASH: &str = "89abcdef0123456789abcdef01234567";

async fn create_lead(Json(lead): Json<CreateLead>) -> (StatusCode, Json<Answer>) {
    let known = [&lead.person_name, &lead.phone, &lead.title].iter().all(|text| !text.is_empty());
    let point = |rule, points| Point { rule, part: "fit", points };
    let created = LeadCreated {
        person_id: ID,
        domain: lead.email.rsplit('@').next().unwrap_or_default().to_owned(),
        company: lead.company,
        source: lead.source,
        seniority: lead.seniority,
        industry: lead.industry,
        company_size: lead.company_size,
        region: lead.region,
        product: lead.product,
        utm: lead.utm,
        owner_id: lead.owner_id,
        mailbox: if known { "corporate" } else { "unknown" },
        company_hash: HASH,
        keys: ["email", "phone", "domain"].map(|kind| Key { kind, hash: HASH }),
        normaliser: 1,
    };
    let scored = LeadScored {
        model_version: 1,
        points: [point("seniority", 20), point("company_size", 15), point("region", 10)],
        fit: 45,
        behaviour: 0,
        total: 45,
        priority: "normal",
    };
    let events = [Event::LeadCreated(Box::new(created)), Event::LeadScored(scored)];
    let stream = Stream { r#type: "lead", id: ID };
    let answer = Answer { stream, revision: 2, position: 42, events, replayed: false };
    (StatusCode::CREATED, Json(answer))
}

/// Where the bare handler is told what to answer.
pub const TELL: &str = "/tell";

/// What to answer to which path.
#[derive(Serialize, Deserialize)]
pub struct Told {
    pub path: String,
    pub body: Value,
}

/// The answers by path, as values: writing one as JSON is part of the handler's work.
type Answers = Arc<RwLock<HashMap<String, Arc<Value>>>>;

async fn tell(State(answers): State<Answers>, Json(told): Json<Told>) -> StatusCode {
    let mut answers = answers.write().expect("no handler panics");
    answers.insert(told.path, Arc::new(told.body));
    StatusCode::NO_CONTENT
}

async fn read(State(answers): State<Answers>, uri: Uri) -> Result<impl IntoResponse, StatusCode> {
    let asked = uri.path_and_query().map_or(uri.path(), |asked| asked.as_str());
    let told = answers.read().expect("no handler panics").get(asked).cloned();
    let told = told.ok_or(StatusCode::NOT_FOUND)?;
    let body = serde_json::to_vec(&*told).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(([(CONTENT_TYPE, crate::platform::JSON)], body))
}

/// Serves on a free port until it is killed; says where, as `kith` does.
pub fn serve() -> crate::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("listening on http://{}", listener.local_addr()?);
        let router = Router::new()
            .route("/v1/commands/CreateLead", post(create_lead))
            .route(TELL, post(tell))
            .fallback(read)
            .with_state(Answers::default());
        axum::serve(listener, router).await?;
        Ok(())
    })
}
