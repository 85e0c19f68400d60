//! What the tests of this crate share: dice that fall the same way every time, histories, and a
//! service over a log in memory.

mod dice;
mod history;
mod world;

pub use dice::Dice;
pub use history::History;
pub use world::{NoBoxes, World, fold};
