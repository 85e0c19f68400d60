//! The command line.

mod export;
mod import;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use export::{Export, Format, ListArgs, ListFormat};
pub use import::{Import, TableArgs};

/// A customer platform that remembers: commands in, facts kept, answers as of any day.
#[derive(Debug, Parser)]
#[command(name = "kith", version, propagate_version = true)]
pub struct Cli {
    /// Where everything is kept [preset: ./kith-data]
    #[arg(long, global = true, env = "KITH_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// A file of settings [preset: ./kith.toml, if there is one]
    #[arg(long, global = true, env = "KITH_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(subcommand)]
    pub verb: Verb,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Runs the whole platform in this process
    Serve(ServeArgs),
    /// Brings data in
    Import {
        #[command(subcommand)]
        what: Import,
    },
    /// Takes data out
    Export {
        #[command(subcommand)]
        what: Export,
    },
    /// Checks the log's chains, rebuilds every read model and compares; exit code 1 on any difference
    Verify(ServerArgs),
    /// Prints the JSON Schemas of every command and event
    Schema,
    /// Access tokens
    Token {
        #[command(subcommand)]
        what: Token,
    },
}

impl Verb {
    /// Which platform it speaks to; nothing for a verb that speaks to none.
    pub fn server(&self) -> ServerArgs {
        match self {
            Self::Serve(_) | Self::Schema => ServerArgs::default(),
            Self::Import { what } => what.server().clone(),
            Self::Export { what } => what.server().clone(),
            Self::Token { what: Token::Create { server, .. } } | Self::Verify(server) => {
                server.clone()
            }
        }
    }
}

/// How to serve.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address to listen on; port 0 takes a free one [preset: 127.0.0.1:7400]
    #[arg(long, env = "KITH_LISTEN", value_name = "ADDR")]
    pub listen: Option<String>,
    /// Where read models are stored [preset: sled]
    #[arg(long, env = "KITH_READ_STORE", value_name = "STORE")]
    pub read_store: Option<ReadStore>,
}

/// A store of read models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReadStore {
    /// The preset.
    Sled,
    /// The other.
    Fjall,
}

/// Which platform to speak to.
#[derive(Debug, Clone, Default, Args)]
pub struct ServerArgs {
    /// A running platform [preset: the one on the data directory, else one in this process]
    #[arg(long, env = "KITH_SERVER", value_name = "URL")]
    pub server: Option<String>,
    /// The access token [preset: admin.token in the data directory]
    #[arg(long, env = "KITH_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub token: Option<String>,
    /// Act for this tenant; needs the platform's own token
    #[arg(long = "as-tenant", env = "KITH_TENANT", value_name = "TENANT")]
    pub as_tenant: Option<String>,
}

/// What to do with tokens.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Makes a token and prints it; it is shown once
    Create {
        /// Its role, such as admin, analyst or service
        #[arg(long)]
        role: String,
        /// Who it is: a user's id or another opaque id, never a name
        #[arg(long, value_name = "USER_ID")]
        subject: Option<String>,
        /// For which tenant [preset: that of the token used]
        #[arg(long)]
        tenant: Option<String>,
        /// The only commands it may send, separated by commas
        #[arg(long, value_delimiter = ',', value_name = "COMMANDS")]
        allow: Vec<String>,
        /// For how long it holds, such as 30d, 12h or 15m [preset: for ever]
        #[arg(long, value_name = "TIME")]
        expires: Option<String>,
        #[command(flatten)]
        server: ServerArgs,
    },
}
