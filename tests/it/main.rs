//! The tests of the platform as a whole, in one binary: one link, one run.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod tidy;

mod contract;

mod end_to_end;

mod crash;

mod model;

mod simulation;

/// The program that ships, built from the same entry function.
const KITH: &str = env!("CARGO_BIN_EXE_kith-under-test");

/// An empty data directory for it.
fn home() -> kith_tests::Home {
    kith_tests::Home::new(KITH)
}
