//! What the API stands on. Each trait has its real implementation where its data lives (read models
//! in projection-service, log and tokens in the process that wires them) and a fake in the tests.

mod commands;
mod projections;

use std::sync::Arc;

use event_schema::{Position, TenantId, Timestamp};
use futures::future::BoxFuture;
use metrics_exporter_prometheus::PrometheusHandle;
use projection_service::query::{Ask, AskError, AtLeast, Positions, Reply};
use rules::rights::Role;
use rules::views::CustomColumns;
use rules::zone::Zone;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use uuid::Uuid;

pub use commands::{Commands, Done, Order, Outcome};
pub use projections::ModelReads;

pub use crate::bulk::Turns;

pub use crate::access::{Access, Reach};

/// Everything that a running API needs.
pub struct Ports {
    /// The read models.
    pub reads: Arc<dyn Reads>,
    /// The log, for readers.
    pub events: Arc<dyn Events>,
    /// The command side, for what the API does as several commands.
    pub commands: Arc<dyn Commands>,
    /// The bulk actions that this process is at.
    pub turns: Turns,
    /// The access tokens.
    pub tokens: Arc<dyn Tokens>,
    /// The process around it.
    pub platform: Arc<dyn Platform>,
    /// Key of the cursors' seals; the same on every instance and after every start, else cursors
    /// that clients hold are refused.
    pub cursor_key: [u8; 32],
    /// Prometheus figures.
    pub metrics: PrometheusHandle,
    /// True once the process stops: streams end then.
    pub closing: watch::Receiver<bool>,
}

/// Which model answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// Live: the one with this name.
    Live(&'static str),
    /// As of a past instant: whatever says what had happened or had been recorded by then.
    Past,
}

/// What decides an answer besides the question: as long as it stays, so does the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The tenant's position that the model covers.
    pub position: Position,
    /// Changes with the version of the model, with the tenant's settings, and when time alone puts
    /// another of them into force.
    pub epoch: u64,
}

/// A model held against its rebuild.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelCheck {
    /// Its name.
    pub name: String,
    /// The version that answers.
    pub version: u32,
    /// What differs, a row each; empty if nothing does.
    pub differences: Vec<String>,
}

/// The read models.
pub trait Reads: Send + Sync + 'static {
    /// Answers a question.
    fn ask(&self, ask: Ask) -> BoxFuture<'_, Result<Reply, AskError>>;

    /// How far a tenant's models are.
    fn positions(
        &self,
        tenant: TenantId,
        now: Timestamp,
    ) -> BoxFuture<'_, Result<Positions, AskError>>;

    /// The mark of one model for a tenant, without I/O: it is asked for on every request, before
    /// anything else.
    fn mark(&self, model: Model, tenant: TenantId, now: Timestamp) -> Mark;

    /// The tenant's zone at a position: how bare dates are meant, in reads as in commands.
    fn zone(
        &self,
        tenant: TenantId,
        now: Timestamp,
        at_least: Option<AtLeast>,
    ) -> BoxFuture<'_, Result<Zone, AskError>>;

    /// The tenants that anything is known of.
    fn tenants(&self) -> Vec<TenantId>;

    /// The fields that the tenant gave its records at a position, as conditions name them.
    fn custom_columns(
        &self,
        tenant: TenantId,
        at_least: Option<AtLeast>,
    ) -> BoxFuture<'_, Result<CustomColumns, AskError>>;

    /// The bulk actions that were open where the log ended when the process began, by tenant, once
    /// their model has come so far; of a process that stops, none.
    fn left_open(&self) -> BoxFuture<'_, Vec<(TenantId, Uuid)>>;

    /// Rebuilds every model from the log, for all tenants, and compares. Takes as long as it takes.
    fn verify(&self) -> BoxFuture<'_, Result<Vec<ModelCheck>, AskError>>;
}

/// The log, for readers.
pub trait Events: Send + Sync + 'static {
    /// The tenant's entries from the one that holds `from`, as their bytes; a bounded number of
    /// them, none past the end.
    fn read(
        &self,
        tenant: TenantId,
        from: Position,
    ) -> BoxFuture<'_, Result<Vec<Arc<[u8]>>, String>>;

    /// The tenant's last position.
    fn head(&self, tenant: TenantId) -> BoxFuture<'_, Result<Position, String>>;

    /// Changes whenever something was appended, for whichever tenant.
    fn moved(&self) -> watch::Receiver<u64>;
}

/// The access tokens. Secrets are never kept, only their hashes.
pub trait Tokens: Send + Sync + 'static {
    /// Whom the token with this BLAKE3 hash stands for.
    fn find(&self, hash: &[u8; 32], now: Timestamp) -> Found;

    /// Makes a token and answers its secret, the only time it is seen.
    fn create(&self, order: TokenOrder, now: Timestamp) -> Result<NewToken, TokenRefused>;
}

/// What became of a look-up.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// It holds.
    Valid(Access),
    /// It held until then.
    Expired(Timestamp),
    /// There is no such token.
    Unknown,
}

/// A token to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenOrder {
    /// For which tenant.
    pub tenant: TenantId,
    /// What it is made for.
    pub role: Role,
    /// Who it is: an opaque id that events and audit show.
    pub subject: Option<String>,
    /// The commands it may send; empty: those of its role.
    pub allow: Vec<String>,
    /// Until when it holds.
    pub expires_at: Option<Timestamp>,
}

/// A token that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewToken {
    /// The secret to send as `Authorization: Bearer`.
    pub token: String,
    /// Its tenant.
    pub tenant: TenantId,
    /// Its role.
    pub role: Role,
    /// Who it is.
    pub subject: String,
    /// Until when it holds.
    pub expires_at: Option<Timestamp>,
}

/// Why a token was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefused {
    /// A field is not legal.
    #[error("{field} {message}")]
    Invalid {
        /// Which field.
        field: &'static str,
        /// The rule it breaks.
        message: String,
    },
    /// It could not be stored.
    #[error("the token could not be stored: {0}")]
    Store(String),
}

/// The process around the API.
pub trait Platform: Send + Sync + 'static {
    /// The present.
    fn now(&self) -> Timestamp;

    /// A new id.
    fn new_id(&self) -> Uuid;

    /// Everything that keeps the platform from serving as it should; empty when ready. Open to
    /// everybody, so it names no tenant.
    fn not_ready(&self) -> Vec<Trouble>;
}

/// One thing that is wrong with the platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// Which part, such as `log` or `model:leads`.
    pub part: String,
    /// What is wrong with it.
    pub why: String,
}
