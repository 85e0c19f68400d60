//! Values that repeat, such as sources and regions, as small numbers.

use hashbrown::HashMap;

/// Values in the order in which they were first met. Number 0 is "none".
#[derive(Default)]
pub struct Dictionary {
    values: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
}

impl Dictionary {
    /// The number of none.
    pub const NONE: u32 = 0;

    /// The number of a value, and whether it is new.
    pub fn number_or_add(&mut self, value: &str) -> (u32, bool) {
        if let Some(number) = self.numbers.get(value) {
            return (*number, false);
        }
        self.values.push(value.into());
        let number = super::next_place(self.values.len());
        self.numbers.insert(value.into(), number);
        (number, true)
    }

    /// The number of an optional value.
    pub fn number_or_none(&mut self, value: Option<&str>) -> u32 {
        value.map_or(Self::NONE, |value| self.number_or_add(value).0)
    }

    /// The number of a value that was met before.
    pub fn number(&self, value: &str) -> Option<u32> {
        self.numbers.get(value).copied()
    }

    /// The value with this number; `None` for none.
    pub fn value(&self, number: u32) -> Option<&str> {
        let index = (number as usize).checked_sub(1)?;
        self.values.get(index).map(AsRef::as_ref)
    }

    /// How many values there are, none not counted.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        let text: usize = self.values.iter().map(|value| value.len()).sum();
        2 * text + self.values.len() * 64
    }
}
