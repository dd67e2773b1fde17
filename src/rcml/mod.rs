//! Floor 1: text → elements and faults (spec §1.1, §1.2).
//!
//! A document becomes a tree of elements in which every name and value knows where it stands. What a name means is not
//! known here: the names that may be a root of their own are an argument, the attributes of a verb are a table above.
//! Everything that is wrong is a [`Fault`] with a code of spec §13, a place and, where one is near, a suggestion.

pub mod attr;
mod charset;
mod content;
mod element;
mod fault;
mod place;
mod read;
mod reference;

#[cfg(test)]
mod tests;

pub use charset::decode;
pub use content::{Content, charset_of};
pub use element::{Attribute, Document, Element, Node, Text};
pub use fault::{Fault, Severity, code, suggest};
pub use place::{Lines, Span};
pub use read::{Limits, read};

/// A document as it came.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// What to call it in a diagnostic: a URL or a path.
    pub name: &'a str,
    /// The body.
    pub bytes: &'a [u8],
    /// The `charset` parameter of its Content-Type.
    pub charset_hint: Option<&'a str>,
}
