//! Which platform a verb speaks to.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::runtime::Runtime;

use super::Client;
use crate::config::Config;
use crate::platform::{OperatorToken, has_log, is_in_use};
use crate::say::Failure;
use crate::server::{Endpoint, Running};

/// Whether a verb can do with an empty data directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It brings something in: where nothing is, a platform is made.
    Nothing,
    /// It takes something out or checks it.
    Log,
}

/// A platform to speak to.
pub struct Target<'a> {
    /// Speaks to it.
    pub client: Client,
    runtime: &'a Runtime,
    own: Option<Running>,
}

impl<'a> Target<'a> {
    /// The named one, else the one that runs on the data directory, else one in this process.
    pub fn find(runtime: &'a Runtime, config: &Config, need: Need) -> Result<Self, Failure> {
        let running = running(config);
        if let Some(base) = config.server.clone().or(running) {
            let client = client(config, &base, None)?;
            return Ok(Self { client, runtime, own: None });
        }
        if need == Need::Log && !has_log(&config.data_dir) {
            let dir = config.data_dir.display();
            return Err(Failure::new(format!("there is no log in {dir}; --data-dir says where")));
        }
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let config = Config { listen, ..config.clone() };
        let own = runtime.block_on(Running::start(&config))?;
        let client = client(&config, &own.url(), Some(own.platform().operator()))?;
        Ok(Self { client, runtime, own: Some(own) })
    }

    /// Ends the platform, if it was started for this.
    pub fn leave(self) {
        if let Some(own) = self.own {
            self.runtime.block_on(own.stop());
        }
    }
}

/// The platform that runs on the data directory. A directory that was copied has the endpoint of the
/// original in it, so the file counts only while somebody holds this directory's lock.
fn running(config: &Config) -> Option<String> {
    let base = Endpoint::read(&config.data_dir)?;
    (is_in_use(&config.data_dir) && Client::is_alive(&base)).then_some(base)
}

fn client(config: &Config, base: &str, own: Option<&OperatorToken>) -> Result<Client, Failure> {
    let named = config.token.clone().or_else(|| own.map(|token| token.secret.clone()));
    let named = named.or_else(|| config.admin_token.clone());
    let token = match named {
        Some(token) => Some(token),
        None => OperatorToken::stored(&config.data_dir)?,
    };
    let token = token.ok_or_else(|| {
        Failure::new("no token: give one with --token, KITH_TOKEN or KITH_ADMIN_TOKEN")
    })?;
    Ok(Client::new(base, &token, config.as_tenant.as_deref()))
}
