//! A `kith` under load: its data directory, its tokens, and what it says of itself.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde::Deserialize;
use tempfile::TempDir;

use crate::Result;
use crate::args::{Args, ReadStore};
use crate::child::Child;
use crate::http::Connection;

/// How often a platform is asked how far its models are.
const POLL_EVERY: Duration = Duration::from_millis(20);

/// A data directory that outlives the processes that use it.
pub struct Home {
    binary: PathBuf,
    place: Place,
    memory_max_mib: u64,
}

enum Place {
    Made(TempDir),
    Kept(PathBuf),
}

/// A running platform.
pub struct Platform {
    pub child: Child,
    pub token: String,
}

/// How far a tenant's models are.
#[derive(Debug, Deserialize)]
pub struct Positions {
    pub head: u64,
    pub models: Vec<Model>,
}

/// How far one model is.
#[derive(Debug, Deserialize)]
pub struct Model {
    pub name: String,
    pub position: u64,
    pub lag_events: u64,
    pub lag_seconds: f64,
    pub state: String,
}

impl Home {
    /// An empty one, removed in the end.
    pub fn new(args: &Args) -> Result<Self> {
        let dir = args.dir.clone().unwrap_or_else(std::env::temp_dir);
        let dir = tempfile::Builder::new().prefix("kith-bench-").tempdir_in(dir)?;
        Self::at(args, Place::Made(dir))
    }

    /// The one that is to be kept, if any is; else an empty one.
    pub fn kept(args: &Args) -> Result<Self> {
        let Some(dir) = &args.keep else { return Self::new(args) };
        std::fs::create_dir_all(dir)?;
        Self::at(args, Place::Kept(dir.canonicalize()?))
    }

    fn at(args: &Args, place: Place) -> Result<Self> {
        Ok(Self { binary: args.binary()?, place, memory_max_mib: args.memory_max_mib })
    }

    pub fn path(&self) -> &Path {
        match &self.place {
            Place::Made(dir) => dir.path(),
            Place::Kept(dir) => dir,
        }
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Serves on a free port, without any variable, setting or working directory of who runs this.
    pub fn serve(&self, store: ReadStore) -> Result<Platform> {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.args(["--read-store", store.name()]);
        let errors = self.path().join("stderr");
        let child = Child::start(command, &errors, self.memory_max_mib)?;
        let token = std::fs::read_to_string(self.data().join("admin.token"))?.trim().to_owned();
        Ok(Platform { child, token })
    }

    /// The program on this data directory.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("KITH_") {
                command.env_remove(name);
            }
        }
        command.current_dir(self.path()).args(args).arg("--data-dir").arg(self.data());
        command
    }

    /// Removes everything that can be rebuilt from the log for readers.
    pub fn remove_models(&self) -> Result<()> {
        match std::fs::remove_dir_all(self.data().join("models")) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e.into()),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

impl Platform {
    pub fn address(&self) -> SocketAddr {
        self.child.address
    }

    /// The bytes of a request without a body.
    pub fn get(&self, path: &str, more: &str) -> Vec<u8> {
        get(&self.token, path, more)
    }

    /// Asks for JSON, which must be answered with 200.
    pub async fn json(&self, on: &mut Connection, path: &str) -> Result<serde_json::Value> {
        let (head, body) = on.fetch(&self.get(path, "")).await?;
        match head.status {
            200 => Ok(serde_json::from_slice(&body)?),
            other => Err(refused(path, other, &body)),
        }
    }

    /// An admin's token of another tenant.
    pub async fn token_of(&self, tenant: &str) -> Result<String> {
        let mut on = Connection::open(self.address()).await?;
        let body = format!(r#"{{"role":"admin","tenant":"{tenant}","subject":"bench"}}"#);
        let mut request = Vec::new();
        post(&mut request, &self.token, "/v1/tokens", JSON, body.as_bytes());
        let (head, body) = on.fetch(&request).await?;
        let made: serde_json::Value = serde_json::from_slice(&body)?;
        let token = made["token"].as_str().filter(|_| head.status == 201);
        Ok(token.ok_or_else(|| refused("/v1/tokens", head.status, &body))?.to_owned())
    }

    pub async fn positions(&self, on: &mut Connection) -> Result<Positions> {
        let (head, body) = on.fetch(&self.get("/v1/positions", "")).await?;
        match head.status {
            200 => Ok(serde_json::from_slice(&body)?),
            other => Err(refused("/v1/positions", other, &body)),
        }
    }

    /// Waits until every model covers the head; the head, and when it was so.
    pub async fn caught_up(&self, longest: Duration) -> Result<(u64, Instant)> {
        let until = Instant::now() + longest;
        let mut on = Connection::open(self.address()).await?;
        loop {
            let positions = self.positions(&mut on).await?;
            let behind = positions.behind();
            let Some(behind) = behind else { return Ok((positions.head, Instant::now())) };
            if behind.state == "quarantined" || Instant::now() > until {
                let Model { name, position, state, .. } = behind;
                let head = positions.head;
                let said = format!("the model {name} is {state} at {position} of {head}");
                return Err(said.into());
            }
            tokio::time::sleep(POLL_EVERY).await;
        }
    }
}

impl Positions {
    /// A model that doesn't cover the head.
    fn behind(&self) -> Option<&Model> {
        let behind = |model: &&Model| model.position < self.head || model.state != "live";
        self.models.iter().find(behind)
    }

    /// The most events that any model has to go.
    pub fn lag_events(&self) -> u64 {
        self.models.iter().map(|model| model.lag_events).max().unwrap_or_default()
    }

    /// The age of the oldest event that any model has not seen.
    pub fn lag_seconds(&self) -> f64 {
        self.models.iter().map(|model| model.lag_seconds).fold(0.0, f64::max)
    }
}

pub const JSON: &str = "application/json";
pub const NDJSON: &str = "application/x-ndjson";

/// Writes a request with a body.
pub fn post(to: &mut Vec<u8>, token: &str, path: &str, content_type: &str, body: &[u8]) {
    post_head(to, token, path, content_type, body.len());
    to.extend_from_slice(body);
}

/// Writes the head of a request with a body of this length.
pub fn post_head(to: &mut Vec<u8>, token: &str, path: &str, content_type: &str, length: usize) {
    let head = [
        "POST ",
        path,
        " HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ",
        token,
        "\r\ncontent-type: ",
        content_type,
        "\r\ncontent-length: ",
        &length.to_string(),
        "\r\n\r\n",
    ];
    head.iter().for_each(|part| to.extend_from_slice(part.as_bytes()));
}

/// A request without a body; further headers each end in CRLF.
pub fn get(token: &str, path: &str, more: &str) -> Vec<u8> {
    let head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}");
    format!("{head}\r\n{more}\r\n").into_bytes()
}

fn refused(path: &str, status: u16, body: &[u8]) -> crate::Error {
    let body: String = String::from_utf8_lossy(body).chars().take(300).collect();
    format!("{path} was answered with {status}: {body}").into()
}
