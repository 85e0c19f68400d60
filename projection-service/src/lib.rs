//! Folds the log into read models and answers typed queries over them.
//!
//! A projection is deterministic and total; what it keeps can be thrown away and rebuilt, or
//! computed as it was at any past instant. Whoever asks, asks through [`query`].

pub mod query;

pub mod projection;
pub mod store;

pub mod model;

pub mod models;

mod column;
mod days;
mod quantile;

#[cfg(test)]
mod testing;
