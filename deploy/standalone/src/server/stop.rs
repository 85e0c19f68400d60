//! What stops a server.

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::platform::Platform;
use crate::say::Failure;

/// Why a server stops.
pub enum Why {
    /// SIGTERM or Ctrl-C.
    Asked,
    /// Something that only a new start can judge, such as a failed sync.
    Fault(String),
}

/// SIGTERM and SIGINT, from now on no longer the end of the process.
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Begins to listen for them.
    pub fn listen() -> Result<Self, Failure> {
        let listen = |kind| signal(kind).map_err(Failure::because("signals can't be listened for"));
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }
}

/// Waits for the first reason to stop.
pub async fn wait(mut signals: Signals, platform: &Platform) -> Why {
    tokio::select! {
        _ = signals.terminate.recv() => Why::Asked,
        _ = signals.interrupt.recv() => Why::Asked,
        what = platform.failed() => Why::Fault(what),
    }
}
