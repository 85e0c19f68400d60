//! `kith` in one process: the command line, the wiring of the services over the embedded log, and
//! the verbs that speak to a running platform. No rule of the business is here.

mod cli;

mod config;

mod server;

mod platform;

mod verb;

mod progress;
mod say;

use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Verb};
use config::Config;
use say::Failure;

/// A command makes and drops hundreds of small values, on more threads than one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs one command line to its end.
pub fn main_with(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(refused) => {
            // Writes to the terminal that a help text or a refusal is for; a closed one is no fault.
            drop(refused.print());
            return ExitCode::from(u8::try_from(refused.exit_code()).unwrap_or(2));
        }
    };
    trace(&cli.verb);
    match run(cli) {
        Ok(code) => code,
        Err(failure) => {
            say::error(&failure);
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode, Failure> {
    let config = Config::resolve(&cli)?;
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::because("no runtime"))?;
    match cli.verb {
        Verb::Serve(_) => runtime.block_on(server::serve(config)),
        Verb::Import { what } => verb::import::run(&runtime, &config, what),
        Verb::Export { what } => verb::export::run(&runtime, &config, what),
        Verb::Verify(_) => verb::verify::run(&runtime, &config),
        Verb::Token { what } => verb::token::run(&runtime, &config, what),
        Verb::Schema => verb::schema::run(),
    }
}

/// The log of the process goes to standard error; `KITH_LOG` filters it. A verb that ends says only
/// what went wrong.
fn trace(verb: &Verb) {
    let preset = match verb {
        Verb::Serve(_) => "info",
        Verb::Import { .. }
        | Verb::Export { .. }
        | Verb::Verify(_)
        | Verb::Token { .. }
        | Verb::Schema => "warn",
    };
    let filter = tracing_subscriber::EnvFilter::try_from_env("KITH_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(preset));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // Colours are for people; a file or a collector gets plain text.
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // A second call in one process keeps the first subscriber.
    drop(subscriber.try_init());
}
