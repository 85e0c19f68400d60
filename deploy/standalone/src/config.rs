//! Settings of the process: flags, then `KITH_*` variables, then `kith.toml`, then presets.

mod file;

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;

use crate::cli::{Cli, ReadStore, ServerArgs, Verb};
use crate::say::Failure;

use file::File;

/// Where everything is kept unless told.
const DATA_DIR_PRESET: &str = "kith-data";
/// Where to listen unless told.
const LISTEN_PRESET: &str = "127.0.0.1:7400";
/// Fewest characters of a key that somebody configures: shorter ones can be guessed.
const ADMIN_TOKEN_LEN_MIN: usize = 32;
/// The variable that holds the platform's own token.
pub const ADMIN_TOKEN_VARIABLE: &str = "KITH_ADMIN_TOKEN";

/// The settings in force.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where everything is kept.
    pub data_dir: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where read models are stored.
    pub read_store: ReadStore,
    /// The platform's own token, if one is configured.
    pub admin_token: Option<String>,
    /// The platform to speak to, if one is named.
    pub server: Option<String>,
    /// The token to speak with, if one is named.
    pub token: Option<String>,
    /// The tenant to act for, if one is named.
    pub as_tenant: Option<String>,
}

impl Config {
    /// Puts together what the command line (with the environment, which clap reads) and the file
    /// say.
    pub fn resolve(cli: &Cli) -> Result<Self, Failure> {
        let file = File::read(cli.config.as_deref())?;
        let (listen, read_store) = match &cli.verb {
            Verb::Serve(args) => (args.listen.clone(), args.read_store),
            Verb::Import { .. }
            | Verb::Export { .. }
            | Verb::Verify(_)
            | Verb::Token { .. }
            | Verb::Schema => (None, None),
        };
        let ServerArgs { server, token, as_tenant } = cli.verb.server();
        let admin_token = std::env::var(ADMIN_TOKEN_VARIABLE).ok().or(file.admin_token);
        Ok(Self {
            data_dir: cli
                .data_dir
                .clone()
                .or(file.data_dir)
                .unwrap_or_else(|| DATA_DIR_PRESET.into()),
            listen: address(listen.or(file.listen).as_deref().unwrap_or(LISTEN_PRESET))?,
            read_store: read_store.or(file.read_store).unwrap_or(ReadStore::Sled),
            admin_token: admin_token
                .filter(|token| !token.is_empty())
                .map(long_enough)
                .transpose()?,
            server,
            token,
            as_tenant,
        })
    }
}

fn address(text: &str) -> Result<SocketAddr, Failure> {
    let found = text.to_socket_addrs().map_err(Failure::because(format!(
        "--listen {text} is no address; write it as 127.0.0.1:7400"
    )))?;
    found
        .into_iter()
        .next()
        .ok_or_else(|| Failure::new(format!("--listen {text} names no address")))
}

fn long_enough(token: String) -> Result<String, Failure> {
    if token.len() >= ADMIN_TOKEN_LEN_MIN {
        return Ok(token);
    }
    Err(Failure::new(format!(
        "{ADMIN_TOKEN_VARIABLE} must have at least {ADMIN_TOKEN_LEN_MIN} characters; \
         `openssl rand -hex 32` makes a good one"
    )))
}

#[cfg(test)]
mod tests;
