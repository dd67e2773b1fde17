//! A binding: one contact of one user, and the way to it (RFC 3261 §10, RFC 3327, RFC 5626).

use std::fmt;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::base::{Pii, Time};
use crate::wire::sip::{Flow, NameAddr, Transport, Uri};

/// Whose contacts these are. The same login in two organisations is two users (spec §9.4).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Aor {
    /// The organisation's name; empty for the default one.
    pub organization: String,
    /// The user, percent-decoded.
    pub login: String,
}

/// One binding, for as long as it is refreshed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BindingId(pub u64);

/// A contact of a user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Binding {
    /// Its name.
    pub id: BindingId,
    /// Whose it is.
    pub aor: Aor,
    /// As registered, extra parameters and all: the Request-URI of what is sent there.
    pub contact: Uri,
    /// `+sip.instance` as written (RFC 5626 §4.1).
    pub instance: Option<String>,
    /// `reg-id`, where outbound is used.
    pub reg_id: Option<u32>,
    /// `q` in thousandths, where it was given.
    pub q: Option<u16>,
    /// The way to it.
    pub reach: Reach,
    /// The Path it registered through: the Route of what is sent there (RFC 3327 §5.1).
    pub path: Vec<NameAddr>,
    /// The Call-ID and number of the REGISTER that made or refreshed it last.
    pub call_id: String,
    /// See `call_id`.
    pub cseq: u32,
    /// When it was refreshed last.
    pub refreshed: Time,
    /// When it ends.
    pub expires: Time,
}

/// The way to a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reach {
    /// Back along the way that its REGISTER came, whatever the contact says: through every NAT, and to nobody else's
    /// address (threats-and-faults A14).
    Flow(Flow),
    /// Its connection died with an earlier engine: nothing can be sent until the phone comes back.
    Awaited {
        /// How it came.
        transport: Transport,
        /// From where.
        peer: SocketAddr,
    },
}

impl Binding {
    /// The way to it, when there is one.
    pub const fn flow(&self) -> Option<Flow> {
        match self.reach {
            Reach::Flow(flow) => Some(flow),
            Reach::Awaited { .. } => None,
        }
    }

    /// The connection that it hangs on: behind a proxy of its own it hangs on none.
    pub(super) fn stream(&self) -> Option<Flow> {
        self.flow().filter(|flow| flow.transport.is_reliable() && self.path.is_empty())
    }

    /// Where requests to it go.
    pub fn destination(&self) -> Option<Destination> {
        let flow = self.flow()?;
        Some(Destination { binding: self.id, uri: self.contact.clone(), route: self.path.clone(), flow })
    }

    /// The Contact of a 200, with what is left of its time (RFC 3261 §10.3 step 8).
    pub(super) fn listed(&self, now: Time) -> NameAddr {
        let seconds = (self.expires - now).as_millis().div_ceil(1000);
        let mut contact = NameAddr::new(self.contact.clone()).with_param("expires", &seconds.to_string());
        if let Some(q) = self.q {
            contact = contact.with_param("q", &format!("{}.{:03}", q / 1000, q % 1000));
        }
        if let Some(instance) = &self.instance {
            contact = contact.with_param("+sip.instance", instance);
        }
        match self.reg_id {
            Some(reg_id) => contact.with_param("reg-id", &reg_id.to_string()),
            None => contact,
        }
    }
}

/// Where requests to a binding go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    /// Whose they are.
    pub binding: BindingId,
    /// The Request-URI.
    pub uri: Uri,
    /// The Route set; its first entry is the next hop.
    pub route: Vec<NameAddr>,
    /// The next hop where there is no Route.
    pub flow: Flow,
}

impl fmt::Debug for Aor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Aor({} of {:?})", Pii(&self.login), self.organization)
    }
}
