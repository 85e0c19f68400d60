//! A platform that listens.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Endpoint, unread};
use crate::config::Config;
use crate::platform::Platform;
use crate::say::Failure;

/// How long requests in flight may take to end. With what closing the stores takes it stays under
/// the ten seconds after which supervisors kill.
const DRAIN_MAX: Duration = Duration::from_secs(6);

/// A platform, its listener and what ends it.
pub struct Running {
    platform: Platform,
    address: SocketAddr,
    closing: watch::Sender<bool>,
    http: JoinHandle<std::io::Result<()>>,
    endpoint: Endpoint,
}

impl Running {
    /// Opens the platform, listens, and publishes where.
    pub async fn start(config: &Config) -> Result<Self, Failure> {
        let (closing, closed) = watch::channel(false);
        let (platform, router) = Platform::open(config, closed.clone()).await?;
        match listen(config.listen, router, closed).await {
            Ok((address, http)) => {
                let endpoint = Endpoint::publish(&config.data_dir, &url(address))?;
                Ok(Self { platform, address, closing, http, endpoint })
            }
            Err(failure) => {
                platform.close().await;
                Err(failure)
            }
        }
    }

    /// Its address.
    pub fn url(&self) -> String {
        url(self.address)
    }

    /// What it serves.
    pub fn platform(&self) -> &Platform {
        &self.platform
    }

    /// Stops accepting, lets what is in flight end, flushes and closes.
    pub async fn stop(self) {
        // Nobody listens if every stream and the listener ended before.
        self.closing.send_replace(true);
        let mut http = self.http;
        if tokio::time::timeout(DRAIN_MAX, &mut http).await.is_err() {
            tracing::warn!("requests that still ran were cut off");
            http.abort();
        }
        self.platform.close().await;
        drop(self.endpoint);
    }
}

async fn listen(
    wanted: SocketAddr,
    router: Router,
    mut closed: watch::Receiver<bool>,
) -> Result<(SocketAddr, JoinHandle<std::io::Result<()>>), Failure> {
    let refused = || Failure::because(format!("{wanted} can't be listened on"));
    let listener = TcpListener::bind(wanted).await.map_err(refused())?;
    let address = listener.local_addr().map_err(refused())?;
    // Answers are small and complete: waiting to fill a packet would only delay them.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let asked = async move { drop(closed.wait_for(|closed| *closed).await) };
    let router = router.layer(axum::middleware::from_fn(unread::answer_after_body));
    let http = axum::serve(listener, router).with_graceful_shutdown(asked);
    Ok((address, tokio::spawn(http.into_future())))
}

fn url(address: SocketAddr) -> String {
    format!("http://{address}")
}
