//! The embedded log over a real directory and over a disk that fails.

mod rig;

mod contract;
mod damage;
mod open;
mod power;
mod recovery;
