//! A binding: one contact of one user, and the way to it (RFC 3261 §10, RFC 3327, RFC 5626).

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

use crate::base::{Pii, Time};
use crate::sip::Way;
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
    /// Host of the To that it registered by: what the telephone calls us. Earlier versions did not write it down.
    #[serde(default)]
    pub domain: Option<String>,
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
    /// Its connection died with an earlier engine, and the phone listens at the address
    /// it came from: a connection to it can be opened.
    Listens(Flow),
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
            Reach::Flow(flow) | Reach::Listens(flow) => Some(flow),
            Reach::Awaited { .. } => None,
        }
    }

    /// Where it is, or was when it came.
    pub const fn peer(&self) -> SocketAddr {
        match self.reach {
            Reach::Flow(flow) | Reach::Listens(flow) => flow.peer,
            Reach::Awaited { peer, .. } => peer,
        }
    }

    /// The connection that it hangs on: behind a proxy of its own it hangs on none.
    pub(super) fn stream(&self) -> Option<Flow> {
        let Reach::Flow(flow) = self.reach else { return None };
        Some(flow).filter(|flow| flow.transport.is_reliable() && self.path.is_empty())
    }

    /// The way to it once all connections are gone: datagrams find it as before. A phone is called at its contact where
    /// that is the address it came from, so that no NAT stands between and nobody else's address is called
    /// (threats-and-faults A14); any other is awaited.
    pub(super) fn after_restart(&self) -> Reach {
        let Some(flow) = self.flow().filter(|flow| flow.transport.is_reliable()) else { return self.reach };
        let listens = matches!(flow.transport, Transport::Tcp | Transport::Tls) && self.path.is_empty();
        let transport = Transport::of(&self.contact).filter(|named| listens && *named == flow.transport);
        let host = self.contact.host().trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        match (transport, host) {
            (Some(transport), Ok(ip)) if ip == flow.peer.ip().to_canonical() => {
                let port = self.contact.port().unwrap_or(transport.default_port());
                Reach::Listens(Flow { peer: SocketAddr::new(flow.peer.ip(), port), ..flow })
            }
            _ => Reach::Awaited { transport: flow.transport, peer: flow.peer },
        }
    }

    /// Where requests to it go.
    pub fn destination(&self) -> Option<Destination> {
        let flow = self.flow()?;
        let (uri, route) = (self.contact.clone(), self.path.clone());
        Some(Destination { binding: self.id, uri, route, flow, spare: Vec::new() })
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
    /// Its other flows, tried in turn where that one is broken (RFC 5626 §5.3).
    pub spare: Vec<Way>,
}

impl From<Destination> for Way {
    fn from(way: Destination) -> Self {
        Self { uri: way.uri, route: way.route, flow: way.flow }
    }
}

impl fmt::Debug for Aor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Aor({} of {:?})", Pii(&self.login), self.organization)
    }
}
