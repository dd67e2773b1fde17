//! What a verb or noun says of itself: name, attributes, children, where it may stand, whether it runs.
//!
//! One table drives the reading at run time, `check`, and the manual, so that they cannot differ
//! (threats-and-faults X6). Reading an element by its table is `form`.

use crate::rcml::Element;
use crate::rcml::Fault;
use crate::rcml::attr::Kind;

use super::{Context, Verb};

/// A verb or a noun.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The element's name.
    pub name: &'static str,
    /// One sentence for lists and help.
    pub about: &'static str,
    /// Where the specification has it.
    pub section: &'static str,
    /// Whether and how it runs.
    pub run: Run,
    /// The kinds of documents in which it may stand as a verb; none for what stands inside a verb (spec §1.4).
    pub contexts: &'static [Context],
    /// The attributes, in the order of the specification.
    pub attributes: &'static [Attr],
    /// The elements that may stand inside (spec §1.3).
    pub children: &'static [&'static str],
    /// What the text inside means; empty where text has no effect.
    pub text: &'static str,
}

/// Whether and how an entry runs.
#[derive(Clone, Copy, Debug)]
pub enum Run {
    /// It runs, and this reads it.
    Reads(fn(&Element) -> (Verb, Vec<Fault>)),
    /// It is part of a verb that runs, read by that verb.
    Part,
    /// It is checked and skipped: this release does not run it.
    Later,
    /// It is recognised and skipped for good (spec §3.16).
    OutOfScope,
}

impl Entry {
    /// The attribute of that name.
    pub fn attribute(&self, name: &str) -> Option<&'static Attr> {
        self.attributes.iter().find(|attr| attr.name == name)
    }

    /// Whether it may stand directly under `Response`.
    pub const fn is_verb(&self) -> bool {
        !self.contexts.is_empty()
    }
}

/// An attribute of an entry.
#[derive(Clone, Copy, Debug)]
pub struct Attr {
    /// Its name.
    pub name: &'static str,
    /// What its value may be.
    pub kind: Kind,
    /// What counts where it is absent, empty or illegal; empty for nothing.
    pub default: &'static str,
    /// What an illegal value leads to, where that is not the default.
    pub illegal: &'static str,
    /// The notification code of an illegal value (spec §13).
    pub code: u32,
    /// Where the specification has it.
    pub section: &'static str,
    /// Who says so (spec §0).
    pub origin: &'static [Origin],
    /// Whether present but empty is a value of its own (spec §1.2).
    pub empty: Empty,
}

/// What an attribute that is present but empty means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// The same as if it were not there.
    Absent,
    /// A value: none, silence.
    Value,
}

/// Which source an attribute comes from (spec §0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The seed document of the `Sip` noun.
    Seed,
    /// RestComm.
    Restcomm,
    /// The TwiML reference.
    Twilio,
    /// Ours.
    Extension,
}

impl Attr {
    /// An attribute without default whose illegal values are schema warnings.
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            default: "",
            illegal: "",
            code: 12200,
            section: "",
            origin: &[Origin::Twilio],
            empty: Empty::Absent,
        }
    }

    /// A URL: what cannot be asked is 11100.
    pub const fn url(name: &'static str) -> Self {
        Self::new(name, Kind::Url).code(11100)
    }

    /// GET or POST, POST where nothing else is said.
    pub const fn method(name: &'static str) -> Self {
        Self::new(name, Kind::Method).default("POST")
    }

    /// With a default.
    pub const fn default(self, default: &'static str) -> Self {
        Self { default, ..self }
    }

    /// With what an illegal value leads to, instead of the default: what was meant for somebody is for nobody else.
    pub const fn illegal(self, illegal: &'static str) -> Self {
        Self { illegal, ..self }
    }

    /// With the code of an illegal value.
    pub const fn code(self, code: u32) -> Self {
        Self { code, ..self }
    }

    /// With its place in the specification and its sources.
    pub const fn by(self, section: &'static str, origin: &'static [Origin]) -> Self {
        Self { section, origin, ..self }
    }

    /// Present but empty is a value.
    pub const fn empty_counts(self) -> Self {
        Self { empty: Empty::Value, ..self }
    }
}
