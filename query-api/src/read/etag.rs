//! Entity tags: a keyless hash of everything that decides an answer, so that "has it changed?" is
//! settled before the question is even read.

use axum::extract::Request;
use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use event_schema::Position;
use projection_service::query::Sight;
use rules::rights::Principal;

use crate::access;

/// Changes whenever the JSON of any answer does.
const SHAPE_VERSION: u8 = 1;
/// Bytes of the hash in a tag: 128 bits don't collide by chance.
const TAG_LEN: usize = 16;

/// A strong entity tag, with its quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ETag(pub String);

/// Everything but the position that decides the answer to one request: tenant, rights, who asks (a
/// view of one's own is nobody else's), model
/// versions and settings in force, and the address with its whole query. Answers have no language
/// yet; when they do, it belongs here.
pub struct Unchanged {
    parts: blake3::Hasher,
    known: Vec<String>,
}

impl Unchanged {
    /// Of this request.
    pub fn of(request: &Request, principal: &Principal, epoch: u64) -> Self {
        let mut parts = blake3::Hasher::new();
        let sight = match access::sight(principal) {
            Sight::Clear => 1,
            Sight::Sealed => 0,
        };
        parts.update(&[SHAPE_VERSION, sight, principal.tenant.as_str().len() as u8]);
        parts.update(principal.tenant.as_str().as_bytes());
        parts.update(principal.role.name().as_bytes()).update(b"\n");
        parts.update(principal.subject.as_str().as_bytes()).update(b"\n");
        parts.update(&epoch.to_be_bytes());
        parts.update(request.uri().path().as_bytes()).update(b"?");
        parts.update(request.uri().query().unwrap_or_default().as_bytes()).update(b"\n");
        Self { parts, known: known_tags(request.headers()) }
    }

    /// The tag of the answer at a position.
    pub fn tag(&self, position: Position) -> ETag {
        let mut hash = self.parts.clone();
        hash.update(&position.to_be_bytes());
        let mut tag = [0; TAG_LEN];
        hash.finalize_xof().fill(&mut tag);
        ETag(format!("\"{}\"", BASE64.encode(tag)))
    }

    /// The tag, if the client holds the answer at this position already.
    ///
    /// This needs none of the parameters: the tag was given with an answer to the same address and
    /// query, so they were legal; and that answer covered its `at_least`, so this position does.
    pub fn holds_at(&self, position: Position) -> Option<ETag> {
        if self.known.is_empty() {
            return None;
        }
        let tag = self.tag(position);
        self.known.contains(&tag.0).then_some(tag)
    }
}

/// The tags in `If-None-Match`. `*` is left out: it asks whether anything is there, which only the
/// answer can tell.
fn known_tags(headers: &HeaderMap) -> Vec<String> {
    let lists = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|v| v.to_str().ok());
    let tags = lists.flat_map(|list| list.split(','));
    tags.map(|tag| tag.trim().trim_start_matches("W/").to_owned()).collect()
}
