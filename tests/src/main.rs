//! `kith` under test: the same program as the one that ships.

fn main() {}
