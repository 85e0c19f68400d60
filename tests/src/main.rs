//! `kith` under test: the same program as the one that ships.

use std::process::ExitCode;

fn main() -> ExitCode {
    kith::main_with(std::env::args_os())
}
