//! A wrapper that keeps numbers, addresses, digits and bodies out of log lines.

use std::fmt;

/// Prints as `‹4 characters›` instead of the value. The value itself is reached by the field, visibly.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Pii<T>(pub T);

impl<T: AsRef<str>> fmt::Display for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "‹{} characters›", self.0.as_ref().chars().count())
    }
}

impl<T: AsRef<str>> fmt::Debug for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_prints_the_value() {
        let number = Pii("+15551234");
        assert_eq!(format!("{number} {number:?}"), "‹9 characters› ‹9 characters›");
    }
}
