//! What the tests stand on: the real `kith` program started in a directory of its own, and a small
//! HTTP client to talk to it.
//!
//! Nothing here knows a rule of the platform. A test that ends, for whatever reason, leaves no
//! process and no file behind.

pub mod home;
pub mod kith;

pub mod client;

pub mod datasets;

pub mod samples;

pub mod knob;

pub mod python;

pub use client::{Answer, Client, Request};
pub use home::{Home, Verb};
pub use kith::{Exit, Kith};
pub use knob::knob;
