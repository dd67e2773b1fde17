//! Questions to the name service, each for one kind of record of one name, and what comes back.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// One lookup.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Question {
    /// What is wanted.
    pub kind: Kind,
    /// Of which name; small letters, no dot at the end.
    pub name: String,
}

/// Kinds of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// NAPTR (RFC 3403).
    Naptr,
    /// SRV (RFC 2782).
    Srv,
    /// A and AAAA.
    Address,
}

/// What the name service said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// These records, to be kept for so many seconds.
    Found {
        /// Of the kind that was asked for; others are passed over.
        records: Vec<Record>,
        /// The least of their times to live.
        ttl: u32,
    },
    /// There is no such name, or it has no such record.
    NotFound,
    /// It did not answer, or not sensibly.
    Failed,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Record {
    /// Which service stands under which name.
    Naptr(Naptr),
    /// Which server carries a service.
    Srv(Srv),
    /// Where a server is.
    Address(IpAddr),
}

/// A NAPTR record without its regular expression, which SIP does not use (RFC 3263 §4.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Naptr {
    /// Lower ones are worked off first.
    pub order: u16,
    /// Lower ones are preferred where the order is the same.
    pub preference: u16,
    /// `s`: the replacement has SRV records; `a`: it has addresses.
    pub flags: String,
    /// `SIP+D2U`, `SIPS+D2T`, …
    pub service: String,
    /// The next name.
    pub replacement: String,
}

/// An SRV record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Srv {
    /// Lower ones are tried first.
    pub priority: u16,
    /// Its share among those of the same priority.
    pub weight: u16,
    /// The port of the server.
    pub port: u16,
    /// Its name; empty or `.` when the service is decidedly not offered.
    pub target: String,
}

impl Question {
    /// Names are the same in any case, with and without the dot at the end.
    pub fn new(kind: Kind, name: &str) -> Self {
        Self { kind, name: name.trim_end_matches('.').to_ascii_lowercase() }
    }
}

impl std::fmt::Display for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self.kind {
            Kind::Naptr => "NAPTR",
            Kind::Srv => "SRV",
            Kind::Address => "A/AAAA",
        };
        write!(f, "{kind} {}", self.name)
    }
}
