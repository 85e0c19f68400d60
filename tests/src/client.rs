//! A small blocking HTTP client: any status is an answer, nothing is retried or followed.

use std::io::{BufRead, BufReader};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::Value as Json;
use ureq::http::{HeaderMap, Request as HttpRequest, Response};
use ureq::{Agent, Body};

/// Longest time for one request with its answer.
const REQUEST_MAX: Duration = Duration::from_secs(120);

/// Speaks to one server with one token.
#[derive(Clone)]
pub struct Client {
    agent: Agent,
    base: String,
    token: Option<String>,
    tenant: Option<String>,
    /// The tenant's position after the last command that was answered.
    seen: Arc<AtomicU64>,
}

/// A request in the making.
pub struct Request<'a> {
    client: &'a Client,
    method: &'a str,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Vec<u8>,
    asked: String,
}

impl Client {
    /// A client of the server at `base`.
    pub fn new(base: &str, token: Option<&str>) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(REQUEST_MAX))
            .build();
        Self {
            agent: config.new_agent(),
            base: base.into(),
            token: token.map(str::to_owned),
            tenant: None,
            seen: Arc::default(),
        }
    }

    /// The same server, another token of the same tenant.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.into()), ..self.clone() }
    }

    /// The same server, a token of another tenant.
    pub fn elsewhere(&self, token: &str) -> Self {
        Self { seen: Arc::default(), ..self.with_token(token) }
    }

    /// The same server and token, for another tenant: the platform's own token may name any.
    pub fn for_tenant(&self, tenant: &str) -> Self {
        Self { tenant: Some(tenant.into()), seen: Arc::default(), ..self.clone() }
    }

    /// The same server, no token.
    pub fn anonymous(&self) -> Self {
        Self { token: None, ..self.clone() }
    }

    /// A request to a path such as `/v1/leads?limit=2`.
    pub fn request<'a>(&'a self, method: &'a str, path: impl Into<String>) -> Request<'a> {
        let tenant = self.tenant.iter().map(|tenant| ("Kith-Tenant".into(), tenant.clone()));
        Request { client: self, method, path: path.into(), headers: tenant.collect(), body: None }
    }

    /// GET.
    pub fn get(&self, path: impl Into<String>) -> Answer {
        self.request("GET", path).send()
    }

    /// GET that must be answered with 200; its JSON. It waits for what this client's commands did.
    #[track_caller]
    pub fn read(&self, path: impl Into<String>) -> Json {
        self.get(self.in_step(path.into())).status(200).json()
    }

    /// The path of a read that reflects every command this client was answered.
    pub fn in_step(&self, path: String) -> String {
        let seen = self.seen.load(Ordering::SeqCst);
        if seen == 0
            || ["at_least=", "/v1/events", "/v1/positions", "/openapi"]
                .iter()
                .any(|own| path.contains(own))
        {
            return path;
        }
        let mark = if path.contains('?') { '&' } else { '?' };
        format!("{path}{mark}at_least={seen}&wait_ms=20000")
    }

    /// A command in the making.
    pub fn post(&self, command: &str, body: &Json) -> Request<'_> {
        self.request("POST", format!("/v1/commands/{command}")).json(body)
    }

    /// A command.
    pub fn command(&self, command: &str, body: &Json) -> Answer {
        self.post(command, body).send()
    }

    /// Commands as NDJSON, one value a line; the lines of the answer.
    pub fn batch(&self, lines: &[Json]) -> Vec<Json> {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let request = self.request("POST", "/v1/commands");
        request.body("application/x-ndjson", text).send().status(200).lines()
    }
}

impl Request<'_> {
    /// With a header.
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// With an idempotency key.
    pub fn key(self, key: &str) -> Self {
        self.header("Idempotency-Key", key)
    }

    /// With business time.
    pub fn at(self, occurred_at: &str) -> Self {
        self.header("Kith-Occurred-At", occurred_at)
    }

    /// With a JSON body.
    pub fn json(self, body: &Json) -> Self {
        self.body("application/json", body.to_string())
    }

    /// With any body.
    pub fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self.header("Content-Type", content_type)
    }

    /// Sends it; panics if no answer comes.
    pub fn send(self) -> Answer {
        let asked = format!("{} {}", self.method, self.path);
        self.try_send().unwrap_or_else(|e| panic!("{asked}: no answer: {e}"))
    }

    /// Sends it; an error if no answer comes, such as when the server is killed meanwhile.
    pub fn try_send(self) -> Result<Answer, ureq::Error> {
        let asked = format!("{} {}", self.method, self.path);
        let seen = Arc::clone(&self.client.seen);
        let mut response = self.run()?;
        let body = response.body_mut().with_config().limit(u64::MAX).read_to_vec()?;
        let status = response.status().as_u16();
        let answer = Answer { status, headers: response.headers().clone(), body, asked };
        seen.fetch_max(answer.after().unwrap_or_default(), Ordering::SeqCst);
        Ok(answer)
    }

    /// Sends it; the whole lines of an answer with 200 that came before it ended or broke off.
    pub fn lines_that_come(self) -> Vec<Json> {
        let Ok(response) = self.run() else { return Vec::new() };
        assert_eq!(response.status(), 200);
        let mut lines = BufReader::new(response.into_body().into_reader());
        let mut whole = Vec::new();
        let mut line = String::new();
        while lines.read_line(&mut line).is_ok() && line.ends_with('\n') {
            whole.push(serde_json::from_str(&line).expect("each line is JSON"));
            line.clear();
        }
        whole
    }

    /// Sends it; the lines of an answer with 200 as they come, such as those of a live stream.
    pub fn follow(self) -> impl Iterator<Item = String> {
        let response = self.run().expect("an answer begins");
        assert_eq!(response.status(), 200);
        BufReader::new(response.into_body().into_reader()).lines().map_while(Result::ok)
    }

    fn run(self) -> Result<Response<Body>, ureq::Error> {
        let mut request = HttpRequest::builder()
            .method(self.method)
            .uri(format!("{}{}", self.client.base, self.path));
        if let Some(token) = &self.client.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let agent = &self.client.agent;
        match self.body {
            Some(body) => agent.run(request.body(body)?),
            None => agent.run(request.body(())?),
        }
    }
}

impl Answer {
    /// Panics with the whole answer unless it has this status.
    #[track_caller]
    pub fn status(self, expected: u16) -> Self {
        let Self { status, asked, .. } = &self;
        assert_eq!(*status, expected, "{asked} answered {status}: {}", self.text());
        self
    }

    /// Panics unless it is this problem; its document.
    #[track_caller]
    pub fn problem(self, status: u16, slug: &str) -> Json {
        let answer = self.status(status);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{answer:?}");
        let problem = answer.json();
        assert_eq!(problem["type"], format!("/problems/{slug}"), "{problem}");
        assert_eq!(problem["status"], status, "{problem}");
        for field in ["title", "detail"] {
            let text = problem[field].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "the problem has no {field}: {problem}");
        }
        problem
    }

    /// The tenant's position after the last command of this answer.
    fn after(&self) -> Option<u64> {
        if !self.asked.starts_with("POST /v1/commands") {
            return None;
        }
        let read = |line: &[u8]| serde_json::from_slice(line).ok();
        let lines = self.body.split(|byte| *byte == b'\n').filter_map(read);
        lines.filter_map(|answer: Json| answer["position"].as_u64()).max()
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The tenant's position that a read reflects.
    #[track_caller]
    pub fn position(&self) -> u64 {
        let header = self.header("kith-position").expect("every read has Kith-Position");
        header.parse().expect("Kith-Position is a number")
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{}: no JSON ({e}): {}", self.asked, self.text()))
    }

    /// The body as one JSON value a line.
    #[track_caller]
    pub fn lines(&self) -> Vec<Json> {
        let text = self.text();
        let read = |line: &str| serde_json::from_str(line).expect("each line is JSON");
        text.lines().filter(|line| !line.is_empty()).map(read).collect()
    }
}
