//! The API over fakes.
