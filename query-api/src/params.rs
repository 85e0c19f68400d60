//! Reading a query string parameter by parameter: everything that is wrong is found in one go, and
//! what no endpoint knows is refused, so that a misspelt `as_of` never answers live.

pub mod cursor;
mod legal;
mod sifting;
mod time;
mod values;
mod world;

use axum::http::Uri;
use event_schema::field::Faults;
use event_schema::problem::FieldError;
use event_schema::{Actor, Timestamp};
use rules::rights::{self, MissingRight, Principal};
use rules::views::CustomColumns;
use rules::zone::Zone;
use uuid::Uuid;

use crate::port::Ports;
use crate::problem::Refusal;

pub use cursor::CursorSeal;
use cursor::List;
pub use legal::{Param, shared};
pub use sifting::{SIFTING, SIFTING_ALONE};
pub use values::Word;
pub use world::World;

/// Most parameters of one request.
const PARAMS_MAX: usize = 32;
/// Most characters of a client's own words that a refusal repeats.
const SHOWN_CHARS_MAX: usize = 64;

/// The parameters of one request.
pub struct Params {
    given: Vec<(String, String)>,
    legal: &'static [&'static [Param]],
    id: Option<Uuid>,
    seal: CursorSeal,
    subject: Actor,
    zone: Zone,
    custom: CustomColumns,
    now: Timestamp,
    faults: Faults,
    /// Whether persons may be looked for.
    persons: Result<(), MissingRight>,
    missing: Option<MissingRight>,
}

/// The address whose query string is read.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The address, as its route is written.
    pub path: &'a str,
    /// Its legal parameters.
    pub legal: &'static [&'static [Param]],
    /// The record that the address names.
    pub id: Option<Uuid>,
}

impl Params {
    /// Splits the query string of a request by `who`.
    pub async fn read(
        ports: &Ports,
        who: &Principal,
        uri: &Uri,
        place: Place<'_>,
    ) -> Result<Self, Refusal> {
        let Place { path, legal, id } = place;
        let now = ports.platform.now();
        let query = uri.query().unwrap_or_default();
        let mut given: Vec<(String, String)> = Vec::new();
        let mut faults = Faults::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()).take(PARAMS_MAX) {
            if given.iter().any(|(known, _)| *known == name) {
                malformed(&mut faults, &shown(&name), "repeated", "is given more than once".into());
            } else {
                given.push((name.into_owned(), value.into_owned()));
            }
        }
        let at_least = world::at_least(&given, legal);
        let zone = time::zone(ports, who.tenant, now, &given, at_least).await?;
        let custom = sifting::custom(ports, who.tenant, &given, at_least).await?;
        let list = List { tenant: who.tenant, path, id, key: &ports.cursor_key };
        let seal = CursorSeal::new(list, &given);
        let (subject, persons) = (who.subject, rights::may_find_persons(who));
        let missing = None;
        Ok(Self { given, legal, id, seal, subject, zone, custom, now, faults, persons, missing })
    }

    /// Who asks.
    pub fn subject(&self) -> Actor {
        self.subject
    }

    /// The record that the path names.
    pub fn id(&self) -> Uuid {
        self.id.expect("an endpoint that asks for an id has one in its path")
    }

    /// Takes a parameter out; what is left in the end is unknown.
    fn take(&mut self, name: &str) -> Option<String> {
        debug_assert!(
            self.legal.iter().copied().flatten().any(|param| param.name == name),
            "{name} is read but not described"
        );
        let at = self.given.iter().position(|(known, _)| known == name)?;
        Some(self.given.swap_remove(at).1)
    }

    fn malformed(&mut self, field: &str, code: &str, message: String) {
        malformed(&mut self.faults, field, code, message);
    }

    /// Refuses the request if a parameter asks for a right that is missing, or if anything about them
    /// is wrong.
    pub fn finish(mut self) -> Result<(), Refusal> {
        if let Some(missing) = self.missing.take() {
            return Err(missing.into());
        }
        for (name, _) in std::mem::take(&mut self.given) {
            let legal = self.legal_names();
            let message = format!("is no parameter of this address; legal are: {legal}");
            self.malformed(&shown(&name), "unknown-parameter", message);
        }
        if self.faults.is_empty() { Ok(()) } else { Err(self.faults.problem().into()) }
    }

    fn legal_names(&self) -> String {
        let names = self.legal.iter().copied().flatten().map(|param| param.name);
        let names: Vec<&str> = names.collect();
        if names.is_empty() { "none".into() } else { names.join(", ") }
    }
}

fn malformed(faults: &mut Faults, field: &str, code: &str, message: String) {
    faults.malformed.push(FieldError { field: field.into(), code: code.into(), message });
}

/// A client's own words, cut to what is safe to repeat in an answer.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(SHOWN_CHARS_MAX).collect()
}
