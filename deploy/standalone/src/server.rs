//! `kith serve`: the platform behind an address, until somebody or something stops it.

mod endpoint;
mod running;
mod stop;
mod unread;

use std::process::ExitCode;

use crate::config::Config;
use crate::say::{self, Failure};

pub use endpoint::Endpoint;
pub use running::Running;
use stop::Why;

/// Serves until SIGTERM, Ctrl-C or a fault that only a new start can judge.
pub async fn serve(config: Config) -> Result<ExitCode, Failure> {
    // Listened for before anything is opened: a signal that comes early stops cleanly, too.
    let signals = stop::Signals::listen()?;
    let running = Running::start(&config).await?;
    say::line(format!("listening on {}", running.url()));
    let why = stop::wait(signals, running.platform()).await;
    if let Why::Fault(what) = &why {
        tracing::error!(error = %what, "the platform stops");
    }
    running.stop().await;
    match why {
        Why::Asked => Ok(ExitCode::SUCCESS),
        Why::Fault(what) => Err(Failure::new(format!("stopped: {what}"))),
    }
}
