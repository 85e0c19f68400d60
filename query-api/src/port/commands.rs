//! The command side as the API sees it: it hands commands over and is told what came of each.

use event_schema::command::Command;
use event_schema::commit::CorrelationId;
use event_schema::id::UserId;
use event_schema::problem::Problem;
use event_schema::stream::Revision;
use event_schema::{Actor, Position, TenantId};
use futures::future::BoxFuture;

/// Takes commands.
pub trait Commands: Send + Sync + 'static {
    /// Has commands judged in their order, behind all that clients send singly; what came of each,
    /// in the same order. Whether their sender may send them was settled before. An error if they
    /// could not be handed over; some may have been judged even so, and the same keys make it safe
    /// to hand them over again.
    fn submit(
        &self,
        tenant: TenantId,
        orders: Vec<Order>,
    ) -> BoxFuture<'_, Result<Vec<Outcome>, Box<Problem>>>;
}

/// A command with what its headers would say.
#[derive(Debug, Clone)]
pub struct Order {
    /// What is asked.
    pub command: Command,
    /// Who asks.
    pub actor: Actor,
    /// For whom they ask.
    pub on_behalf_of: Option<UserId>,
    /// What it belongs to.
    pub correlation_id: Option<CorrelationId>,
    /// Makes it happen once; whoever gives the same key gives the same command.
    pub key: Option<String>,
    /// Nothing is done to any other revision of the command's own stream.
    pub if_match: Option<Revision>,
    /// Decide and answer, append nothing.
    pub dry_run: bool,
}

/// What an accepted command did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// How many events it left, now or when it was handed over first; none if there was nothing to
    /// do.
    pub events: usize,
    /// The tenant's last position that it appended, or its head.
    pub position: Position,
}

/// How a command ended.
pub type Outcome = Result<Done, Box<Problem>>;
