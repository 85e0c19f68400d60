//! Where a value stands in a body. Written out only where there is a fault to tell.

use std::fmt;

/// A place in a body, by way of what it is part of.
#[derive(Debug, Clone, Copy)]
pub enum Path<'a> {
    /// The body itself.
    Body,
    /// A field of an object.
    Field(&'a Path<'a>, &'a str),
    /// An item of a list, counted from 0.
    Item(&'a Path<'a>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body => Ok(()),
            Self::Field(Self::Body, name) => f.write_str(name),
            Self::Field(object, name) => write!(f, "{object}.{name}"),
            Self::Item(list, at) => write!(f, "{list}[{at}]"),
        }
    }
}
