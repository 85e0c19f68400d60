//! The API over fakes: what a client sends, what it gets.

mod bad_requests;
mod bodies;
mod description;
mod etags;
mod fakes;
mod log;
mod problems;
mod walls;
