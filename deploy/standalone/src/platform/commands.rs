//! The command side for the API: commands go to their tenant's writer behind those that clients send
//! singly.

use std::sync::Arc;

use command_service::service::stopped;
use command_service::{CommandService, Reply, Request};
use event_schema::TenantId;
use event_schema::commit::Idempotency;
use event_schema::field::Object;
use event_schema::problem::Problem;
use futures::future::BoxFuture;
use query_api::port::{Commands, Done, Order, Outcome};
use serde_json::Map;

/// About how many bytes a command takes while it waits.
const COMMAND_BYTES: usize = 512;

/// Hands commands over.
pub struct CommandDesk(pub CommandService);

impl Commands for CommandDesk {
    fn submit(
        &self,
        tenant: TenantId,
        orders: Vec<Order>,
    ) -> BoxFuture<'_, Result<Vec<Outcome>, Box<Problem>>> {
        Box::pin(async move {
            let desk = self.0.desk(tenant).await?;
            let permit = desk.room(orders.len(), orders.len() * COMMAND_BYTES).await?;
            let requests = orders.into_iter().map(|order| {
                let idempotency = order.key.as_deref().map(|key| {
                    let name = order.command.name();
                    // The key decides the command, so it stands for the body, too.
                    let body = Map::from_iter([("key".to_owned(), key.into())]);
                    Idempotency {
                        id: desk.hasher.idempotency(order.actor.as_str(), name, key),
                        fingerprint: desk.hasher.fingerprint(&Object::from(body)),
                    }
                });
                Arc::new(Request {
                    command: order.command,
                    actor: order.actor,
                    on_behalf_of: order.on_behalf_of,
                    idempotency,
                    if_match: order.if_match,
                    occurred_at: None,
                    correlation_id: order.correlation_id,
                    dry_run: order.dry_run,
                })
            });
            let answered = self.0.submit_all(tenant, requests.collect(), permit).await?;
            let outcomes = answered.await.map_err(|_| stopped("unknown"))?;
            Ok(outcomes.into_iter().map(|outcome| outcome.map(|reply| done(&reply))).collect())
        })
    }
}

fn done(reply: &Reply) -> Done {
    Done { events: reply.facts().len(), position: reply.position }
}
