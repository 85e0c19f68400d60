//! The book of settings: which version is in force when, and what a body must fulfil.

mod bodies;
mod care;
mod force;
mod views;
