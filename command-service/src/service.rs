//! The shell around the writers: one thread that feeds every tenant's writer in turn and does what
//! they want done. The writers themselves know nothing of it.

mod desk;
mod evidence;
mod replay;
mod turn;
mod waiting;

use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use std::thread::JoinHandle;

use event_log::EventLog;
use event_schema::TenantId;
use event_schema::problem::{Problem, Slug};
use hashbrown::HashMap;
use tokio::sync::{mpsc, oneshot, watch};

use crate::request::{Outcome, Request};
use crate::store::FjallStore;
use crate::writer::PersonKeys;

pub use desk::{Desk, Permit};
pub use evidence::check;
use waiting::{Sheaf, Waiting};

/// Most messages between the fronts and the writers' thread.
const INBOX_LEN: usize = 8_192;

/// What the writers stand on.
pub struct Config {
    /// The log.
    pub log: Arc<dyn EventLog>,
    /// Keys of persons.
    pub keys: Arc<dyn PersonKeys>,
    /// States and keys.
    pub store: FjallStore,
    /// What must stay free on the disk.
    pub reserve: Reserve,
}

/// Free space below which commands are turned away, so that what was taken in can still be written
/// and everything can be read.
pub struct Reserve {
    /// A directory on the disk.
    pub dir: PathBuf,
    /// How many bytes.
    pub bytes: u64,
}

enum Message {
    Open(TenantId, oneshot::Sender<Result<Arc<Desk>, Box<Problem>>>),
    Submit(TenantId, Arc<Request>, Waiting),
    SubmitAll(TenantId, Vec<Arc<Request>>, Arc<Sheaf>),
    Stop,
}

/// Every open tenant's desk.
type Desks = Arc<RwLock<HashMap<TenantId, Arc<Desk>>>>;

/// Takes commands for all tenants. Clones share it.
#[derive(Clone)]
pub struct CommandService {
    inbox: mpsc::Sender<Message>,
    desks: Desks,
    failure: watch::Receiver<Option<String>>,
}

/// Stops the service and waits for it.
pub struct Handle {
    service: CommandService,
    thread: Option<JoinHandle<()>>,
}

impl CommandService {
    /// Starts the writers' thread.
    pub fn start(config: Config) -> std::io::Result<(Self, Handle)> {
        let (inbox, messages) = mpsc::channel(INBOX_LEN);
        let (failed, failure) = watch::channel(None);
        let desks = Arc::new(RwLock::new(HashMap::new()));
        let service = Self { inbox, desks: desks.clone(), failure };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let thread = std::thread::Builder::new().name("kith-writer".into()).spawn(move || {
            let done = runtime.block_on(turn::Turn::new(config, desks).run(messages));
            if let Err(error) = done {
                tracing::error!(%error, "the writers stopped");
                failed.send_replace(Some(error.to_string()));
            }
        })?;
        Ok((service.clone(), Handle { service, thread: Some(thread) }))
    }

    /// What fronts need to know of a tenant. The first call opens the tenant's writer.
    pub async fn desk(&self, tenant: TenantId) -> Result<Arc<Desk>, Box<Problem>> {
        if let Some(desk) = self.desks.read().expect("nobody panics holding it").get(&tenant) {
            return Ok(desk.clone());
        }
        let (answer, opened) = oneshot::channel();
        let sent = self.inbox.send(Message::Open(tenant, answer)).await;
        sent.map_err(|_| stopped("none"))?;
        opened.await.map_err(|_| stopped("none"))?
    }

    /// Hands a single command to its tenant's writer; the answer comes by the receiver. The permit
    /// says that there is room for it and is given back with the answer, whether anybody takes it or
    /// not.
    pub async fn submit(
        &self,
        tenant: TenantId,
        request: Request,
        permit: Permit,
    ) -> Result<oneshot::Receiver<Outcome>, Box<Problem>> {
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting::alone(answer, permit);
        let message = Message::Submit(tenant, Arc::new(request), waiting);
        self.inbox.send(message).await.map_err(|_| stopped("none"))?;
        Ok(answered)
    }

    /// Hands commands of a batch to their tenant's writer, in their order; they are served when no
    /// single command waits. All answers come by the receiver when the last is there.
    pub async fn submit_all(
        &self,
        tenant: TenantId,
        requests: Vec<Arc<Request>>,
        permit: Permit,
    ) -> Result<oneshot::Receiver<Vec<Outcome>>, Box<Problem>> {
        let (answers, answered) = oneshot::channel();
        let sheaf = Sheaf::new(requests.len(), answers, permit);
        let message = Message::SubmitAll(tenant, requests, sheaf);
        self.inbox.send(message).await.map_err(|_| stopped("none"))?;
        Ok(answered)
    }

    /// Why the writers stopped, once they have: evidence of loss or a failed store.
    pub fn failure(&self) -> watch::Receiver<Option<String>> {
        self.failure.clone()
    }
}

/// The document for a service that has stopped.
pub fn stopped(outcome: &str) -> Box<Problem> {
    let detail = "the command service has stopped; the same command with the same key may be sent \
                  again when it is back";
    let mut problem = Problem::new(Slug::LogUnavailable, detail).retry_after(1);
    problem.outcome = Some(outcome.into());
    Box::new(problem)
}

impl Handle {
    /// Answers what was taken, then ends the thread.
    pub async fn stop(mut self) {
        // A full inbox is drained first; a closed one means that the thread has ended.
        let _ = self.service.inbox.send(Message::Stop).await;
        if let Some(thread) = self.thread.take() {
            let joined = tokio::task::spawn_blocking(move || thread.join()).await;
            if !matches!(joined, Ok(Ok(()))) {
                tracing::error!("the writers' thread ended with a panic");
            }
        }
    }
}
