//! What is wrong with a configuration as far as it was looked at: a list that knows where each setting stands.

use std::fmt::Display;

use super::origin::Origin;
use super::{Fault, Severity};

/// What has been found so far.
pub(super) struct Faults<'a> {
    origin: &'a Origin<'a>,
    found: Vec<Fault>,
}

impl<'a> Faults<'a> {
    /// None yet; `origin` knows which place of the file or which variable a setting comes from.
    pub(super) const fn new(origin: &'a Origin<'a>) -> Self {
        Self { origin, found: Vec::new() }
    }

    /// All of them, in the order they were found in.
    pub(super) fn into_found(self) -> Vec<Fault> {
        self.found
    }

    /// The engine cannot start with this.
    pub(super) fn error(&mut self, path: &[&str], message: impl Display, help: impl Display) {
        self.add(Severity::Error, path, message, help);
    }

    /// It can, but the operator should know.
    pub(super) fn warning(&mut self, path: &[&str], message: impl Display, help: impl Display) {
        self.add(Severity::Warning, path, message, help);
    }

    fn add(&mut self, severity: Severity, path: &[&str], message: impl Display, help: impl Display) {
        let place = self.origin.place(path);
        self.found.push(Fault { severity, place, message: message.to_string(), help: Some(help.to_string()) });
    }
}
