//! Opening everything, in the order in which the parts stand on each other.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use command_service::service::Reserve;
use command_service::stamp::{Stamp, SystemStamp};
use command_service::store::FjallStore;
use command_service::{CommandService, Config as CommandConfig};
use event_log::disk::{Disk, RealDisk};
use event_log::embedded::{IfMissing, OpenError, Options, RESERVE_BYTES};
use event_log::keys::KeyStore;
use event_log::tokens::TokenFile;
use event_log::{EmbeddedLog, EventLog};
use event_schema::LogId;
use query_api::port::Ports;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::access::AccessTokens;
use super::commands::CommandDesk;
use super::events::LogEvents;
use super::health::Health;
use super::{Models, OperatorToken, Platform, figures};
use crate::config::Config;
use crate::say::Failure;

/// Only its owner may look into a data directory.
const DIR_MODE: u32 = 0o700;
/// Separates the key of cursors from anything else that may be derived from the log's id. A cursor
/// opens nothing that its bearer's token doesn't, so the key has to be lasting rather than secret.
const CURSOR_KEY_CONTEXT: &str = "kith 2026-01-01 cursors of lists";

/// True if there is a log below a data directory.
pub fn has_log(data_dir: &Path) -> bool {
    data_dir.join("log").is_dir()
}

/// True if a process serves a data directory.
pub fn is_in_use(data_dir: &Path) -> bool {
    RealDisk.is_locked(&data_dir.join("log").join("lock")).unwrap_or(false)
}

impl Platform {
    /// Opens everything below the data directory; with the routes of the public origin. `closing`
    /// turns true when streams have to end.
    pub async fn open(
        config: &Config,
        closing: watch::Receiver<bool>,
    ) -> Result<(Self, Router), Failure> {
        let dir = &config.data_dir;
        let mut stamp = SystemStamp::new();
        // Before anything is made.
        OperatorToken::check(config)?;
        make_dir(dir)?;
        let from = Instant::now();
        let log = open_log(dir, &mut stamp)?;
        tracing::info!(duration_ms = from.elapsed().as_millis(), "the log is open");
        // After the log, whose lock says that nobody else makes a token here at this moment.
        let operator = OperatorToken::settle(config, &mut stamp)?;
        let keys = Arc::new(
            KeyStore::open(RealDisk, dir).map_err(Failure::because("the keys can't be opened"))?,
        );
        let tokens = TokenFile::open(RealDisk, dir)
            .map_err(Failure::because("the access tokens can't be opened"))?;
        let store = FjallStore::open(&dir.join("writer"))
            .map_err(Failure::because("the writer's store can't be opened"))?;
        tracing::info!(duration_ms = from.elapsed().as_millis(), "log, keys and states are open");
        let shared: Arc<dyn EventLog> = log.clone();
        let reserve = Reserve { dir: dir.clone(), bytes: RESERVE_BYTES };
        let commands = CommandConfig { log: shared.clone(), keys: keys.clone(), store, reserve };
        let not_whole = format!("the data directory {} is not whole", dir.display());
        command_service::service::check(&commands).await.map_err(Failure::because(not_whole))?;
        let models = Models::open(config, shared.clone(), keys).await?;
        let (service, writers) = CommandService::start(commands)
            .map_err(Failure::because("the command service can't be started"))?;
        let (log_failed, watcher) = watch_log(&log);
        let faults = [log_failed.clone(), service.failure()];
        let ports = Ports {
            reads: models.reads(),
            events: Arc::new(LogEvents::new(shared.clone(), models.moved())),
            commands: Arc::new(CommandDesk(service.clone())),
            turns: Default::default(),
            tokens: Arc::new(AccessTokens::new(tokens, &operator, stamp)),
            platform: Arc::new(Health {
                commands: service.failure(),
                log: log_failed,
                models: models.troubles(),
            }),
            cursor_key: blake3::derive_key(CURSOR_KEY_CONTEXT, shared.id().0.as_bytes()),
            metrics: figures::install(),
            closing,
        };
        let ports = Arc::new(ports);
        let resuming = tokio::spawn(query_api::resume(ports.clone()));
        let by_the_clock = tokio::spawn(query_api::act_by_the_clock(ports.clone()));
        let router = query_api::router(ports, command_service::http::router(service));
        Ok((
            Self { log, writers, models, operator, faults, watcher, resuming, by_the_clock },
            router,
        ))
    }
}

fn make_dir(dir: &Path) -> Result<(), Failure> {
    let refused = || Failure::because(format!("{} can't be made", dir.display()));
    if !dir.is_dir() {
        std::fs::create_dir_all(dir).map_err(refused())?;
        std::fs::set_permissions(dir, Permissions::from_mode(DIR_MODE)).map_err(refused())?;
    }
    Ok(())
}

/// Opens the log, or makes one where nothing says that there was one: where keys of persons are,
/// there were events about them.
fn open_log(dir: &Path, stamp: &mut dyn Stamp) -> Result<Arc<EmbeddedLog>, Failure> {
    let keys = std::fs::read_dir(dir.join("keys"));
    let if_missing = match keys.map(|mut entries| entries.next().is_some()) {
        Ok(true) => IfMissing::Refuse,
        Ok(false) | Err(_) => IfMissing::Create(LogId(stamp.uuid())),
    };
    EmbeddedLog::open(dir, &Options::new(if_missing)).map(Arc::new).map_err(|refused| {
        let what = match refused {
            OpenError::Locked(_) => "is in use by another process: one process serves a directory",
            OpenError::Missing(_) => "has keys of persons and no log: restore it whole from a copy",
            OpenError::Damaged(_) | OpenError::Short { .. } | OpenError::Unwitnessed(_) => {
                "is not as it was written; nothing was changed, `kith verify` names every place"
            }
            OpenError::DiskFull | OpenError::Options(_) | OpenError::Disk(_) => "can't be opened",
        };
        Failure::because(format!("the data directory {} {what}", dir.display()))(refused)
    })
}

type Fault = watch::Receiver<Option<String>>;

/// Turns the log's failure into something that can be looked at.
fn watch_log(log: &EmbeddedLog) -> (Fault, JoinHandle<()>) {
    let (said, heard) = watch::channel(None);
    let failed = log.failed();
    let task = tokio::spawn(async move {
        said.send_replace(Some(failed.await));
        // The sender stays: a channel that closes would look like a fault of its own.
        std::future::pending::<()>().await;
    });
    (heard, task)
}
