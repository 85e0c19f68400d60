//! Names, addresses and numbers, in the ways in which people write them.

use serde_json::{Value as Json, json};

use super::Play;

impl Play {
    pub fn region(&mut self) -> Json {
        json!(self.one_of(&["north", "华北", "East China", "south", "somewhere", "华南地区"]))
    }

    /// A company's name, in one of the ways to write it.
    pub fn company(&mut self, of: u64) -> String {
        let n = self.dice.below(of);
        let name = format!("{} Works {n}", ["Nord", "Ost", "Süd", "West"][n as usize % 4]);
        match self.dice.below(7) {
            0 => name.to_uppercase(),
            1 => format!("{name} GmbH"),
            2 => format!("{name} Co., Ltd."),
            3 => name.replace(' ', "  "),
            4 => format!("{name} 有限公司"),
            _ => name,
        }
    }

    pub fn email(&mut self) -> String {
        let (person, company) = (self.dice.below(6), self.dice.below(60));
        match self.dice.below(8) {
            0 | 1 => format!("p{person}.{company}@gmail.com"),
            2 => format!("p{}@163.com", self.dice.below(60)),
            3 => format!("P{person}@Mail.Firm{company}.example"),
            4 => format!("p{person}@mail.firm{company}.example"),
            _ => format!("p{person}@firm{company}.example"),
        }
    }

    pub fn phone(&mut self) -> String {
        let n = 10 + self.dice.below(80);
        match self.dice.below(5) {
            0 => format!("010 6552 99{n}"),
            1 => format!("+86-10-655299{n}"),
            2 => format!("0086 10 6552 99{n}"),
            _ => format!("+861065 5299{n}"),
        }
    }
}
