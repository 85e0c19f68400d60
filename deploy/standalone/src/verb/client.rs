//! HTTP as the verbs use it: blocking, one request at a time.

use std::io::Read;

use serde_json::Value as Json;
use ureq::http::{Response, StatusCode};
use ureq::{Agent, Body, RequestBuilder};

use crate::say::Failure;

/// Most bytes of an answer that is read whole: a batch's answers are a few hundred bytes a line.
const ANSWER_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// Speaks to one platform with one token.
pub struct Client {
    agent: Agent,
    base: String,
    token: String,
    tenant: Option<String>,
}

/// An answer, read to its end.
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Seconds after which to try again, if it says so.
    pub retry_after: Option<u64>,
    /// Its body.
    pub body: Vec<u8>,
}

impl Client {
    /// A client of the platform at `base`.
    pub fn new(base: &str, token: &str, tenant: Option<&str>) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).proxy(None).build();
        Self {
            agent: config.new_agent(),
            base: base.trim_end_matches('/').into(),
            token: token.into(),
            tenant: tenant.map(str::to_owned),
        }
    }

    /// True if a platform answers.
    pub fn is_alive(base: &str) -> bool {
        let config = Agent::config_builder().proxy(None);
        let config = config.timeout_global(Some(std::time::Duration::from_secs(2))).build();
        config.new_agent().get(format!("{}/healthz", base.trim_end_matches('/'))).call().is_ok()
    }

    /// Opens an answer to be read as it comes, with the position that it reflects.
    pub fn open(&self, path: &str) -> Result<(u64, impl Read + use<>), Failure> {
        let response = self.request(self.agent.get(self.url(path))).call();
        let response = response.map_err(self.unreachable())?;
        if response.status().is_success() {
            let position = response.headers().get("kith-position");
            let position = position.and_then(|value| value.to_str().ok()?.parse().ok());
            return Ok((position.unwrap_or(0), response.into_body().into_reader()));
        }
        match self.answer(Ok(response))?.json() {
            Err(failure) => Err(failure),
            Ok(_) => Err(Failure::new("the platform redirected, which it never does")),
        }
    }

    /// Asks and reads the answer, whatever its status.
    pub fn get(&self, path: &str) -> Result<Answer, Failure> {
        self.answer(self.request(self.agent.get(self.url(path))).call())
    }

    /// Sends a body and reads the answer, whatever its status.
    pub fn post(&self, path: &str, kind: &str, body: &[u8]) -> Result<Answer, Failure> {
        self.post_with(&[], path, kind, body)
    }

    /// The same, with more headers.
    pub fn post_with(
        &self,
        headers: &[(&str, &str)],
        path: &str,
        kind: &str,
        body: &[u8],
    ) -> Result<Answer, Failure> {
        let request = self.request(self.agent.post(self.url(path))).content_type(kind);
        let with = |request: RequestBuilder<_>, (name, value): &(&str, &str)| {
            request.header(*name, *value)
        };
        self.answer(headers.iter().fold(request, with).send(body))
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn request<B>(&self, request: RequestBuilder<B>) -> RequestBuilder<B> {
        let request = request.header("authorization", format!("Bearer {}", self.token));
        match &self.tenant {
            Some(tenant) => request.header("kith-tenant", tenant),
            None => request,
        }
    }

    fn answer(&self, sent: Result<Response<Body>, ureq::Error>) -> Result<Answer, Failure> {
        let mut response = sent.map_err(self.unreachable())?;
        let retry_after = response.headers().get("retry-after");
        let retry_after = retry_after.and_then(|value| value.to_str().ok()?.parse().ok());
        let status = response.status();
        let body = response.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec();
        Ok(Answer { status, retry_after, body: body.map_err(self.unreachable())? })
    }

    fn unreachable(&self) -> impl FnOnce(ureq::Error) -> Failure {
        Failure::because(format!("the platform at {} doesn't answer", self.base))
    }
}

impl Answer {
    /// True if the platform asks for patience; the same request may succeed later.
    pub fn is_busy(&self) -> bool {
        matches!(self.status.as_u16(), 429 | 503)
    }

    /// The lines of the body, without the empty one after the last.
    pub fn lines(&self) -> impl Iterator<Item = &[u8]> {
        self.body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
    }

    /// The body as JSON; anything but success is a failure in the platform's own words.
    pub fn json(&self) -> Result<Json, Failure> {
        let json: Json = serde_json::from_slice(&self.body)
            .map_err(Failure::because(format!("the answer ({}) is no JSON", self.status)))?;
        if self.status.is_success() {
            return Ok(json);
        }
        let said = json["detail"].as_str().or(json["title"].as_str()).unwrap_or("no reason given");
        Err(Failure::new(format!("the platform refused ({}): {said}", self.status.as_u16())))
    }
}
