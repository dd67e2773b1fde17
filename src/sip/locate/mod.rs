//! Locating servers (RFC 3263): from the host of a URI to the addresses that may be tried, best first.
//!
//! | file | holds |
//! | --- | --- |
//! | `record` | questions to the name service and their answers |
//! | `book` | answers, as long as they hold, and longer while the name service is silent (O6) |
//! | `plan` | the procedure: NAPTR, SRV, addresses |
//! | `search` | requests that wait for it |
//! | `dead` | servers that did not answer and are passed over for a while (S25) |
//!
//! The lookups themselves are single records, carried out by the edge. Everything that may be needed is asked at once,
//! for each question after another would be a delay that the caller hears.

mod book;
mod dead;
mod plan;
mod record;
mod search;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::book::Book;
pub(super) use self::dead::Dead;
use self::search::Search;
use super::event::ResolveId;
use crate::base::{Time, Timers};
use crate::wire::sip::Transport;

pub use self::record::{Answer, Kind, Naptr, Question, Record, Srv};
pub(super) use self::search::{SearchId, Wait};

/// A host name that a request has to reach, with what its URI says about the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hop {
    /// Never an IP literal.
    pub(super) host: String,
    /// The port, when one is written: then the name has addresses and nothing else is asked (§4.2).
    pub(super) port: Option<u16>,
    /// The transport, when one is written.
    pub(super) transport: Option<Transport>,
    /// The transport where neither the URI nor the name service says one.
    pub(super) otherwise: Transport,
    /// `sips:`: nothing but TLS will do.
    pub(super) secure: bool,
}

impl Hop {
    /// The transport to use where the name service has no say.
    fn fallback(&self) -> Transport {
        let transport = self.transport.unwrap_or(self.otherwise);
        if self.secure { transport.secured() } else { transport }
    }
}

/// The state of it all.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Locator {
    book: Book,
    /// Questions without an answer.
    asked: BTreeMap<ResolveId, Question>,
    searches: BTreeMap<SearchId, Search>,
    minted: u64,
    waits: Timers<Wait>,
}

impl Locator {
    /// Requests that wait for an address.
    pub(super) fn len(&self) -> usize {
        self.searches.len()
    }

    /// The earliest deadline that is due, taken out.
    pub(super) fn expired(&mut self, now: Time) -> Option<Wait> {
        self.waits.expired(now)
    }

    /// The deadlines of searches and questions.
    pub(super) const fn waits(&self) -> &Timers<Wait> {
        &self.waits
    }
}
