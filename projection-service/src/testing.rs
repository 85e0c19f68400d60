//! What the tests of this crate share: dice that fall the same way every time, and histories.

mod dice;

pub use dice::Dice;
