//! The program `kith`. Everything it does is in the library, so that tests run the same.

use std::process::ExitCode;

fn main() -> ExitCode {
    kith::main_with(std::env::args_os())
}
