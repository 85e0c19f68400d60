//! `kith-bench`: starts the built `kith`, loads it over loopback, and prints every figure beside
//! the floor that it must not fall below. What each row means: README.md.

mod args;
mod bare;
mod child;
mod history;
mod http;
mod lead;
mod load;
mod measure;
mod ndjson;
mod platform;
mod report;
mod rows;
mod sync_loop;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Verb};

/// What can go wrong is told to a person and handled nowhere.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
pub type Result<T> = std::result::Result<T, Error>;

fn main() -> ExitCode {
    let args = Args::parse();
    let done = match args.verb {
        Some(Verb::Bare) => bare::serve(),
        None => run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kith-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

/// One thread makes the load: the other core is the platform's.
fn run(args: &Args) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(rows::run(args))
}
