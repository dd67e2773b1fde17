//! What is said by order of whoever stands above: an INVITE, a refusal, a REFER, before they are messages.

use std::net::{IpAddr, SocketAddr};

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::peering::Peering;
use crate::wire::sip::{Credentials, Flow, NameAddr, ReferTo, ReferredBy, Transport, Uri};

/// An INVITE to be sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Invite {
    /// The Request-URI as it goes on the wire (no headers part).
    pub uri: Uri,
    /// The From header without tag; the machine mints the tag.
    pub from: NameAddr,
    /// The To header.
    pub to: NameAddr,
    /// The user part of our Contact.
    pub contact_user: String,
    /// The display name of our Contact.
    pub contact_display: Option<String>,
    /// Route headers to preload: an outbound proxy.
    pub route: Vec<NameAddr>,
    /// How to send: the URI's (or first route's) `transport` parameter, UDP without one.
    pub transport: Transport,
    /// Send there whatever URI and route say.
    pub target: Option<SocketAddr>,
    /// Send along this way and no other: the connection or NAT binding that a registered phone came by.
    pub flow: Option<Flow>,
    /// Where else the same telephone is, tried in turn where that way is broken (RFC 5626 §5.3).
    pub spare: Vec<Way>,
    /// What holds with whoever is called.
    pub peering: Peering,
    /// Max-Forwards.
    pub max_forwards: u8,
    /// More headers, in order; they go on digest retries too and never on CANCEL, ACK or BYE (spec §5.2).
    pub headers: Vec<(String, String)>,
    /// The SDP offer; empty to let them make one, see [`super::Event::Offered`].
    pub offer: Bytes,
    /// Where the offer wants its sound. Where the INVITE would leave over the other version of IP,
    /// [`super::Event::OfferWanted`] comes first; `None` never asks.
    pub media: Option<IpAddr>,
    /// What to answer challenges with; `None` answers none (spec §5.3).
    pub credentials: Option<Credentials>,
    /// Somebody else takes the call where no server here does: the last of
    /// them may be silent no longer than the others.
    pub in_haste: bool,
}

/// A way to a registered telephone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// The Request-URI.
    pub uri: Uri,
    /// The Route set; its first entry is the next hop.
    pub route: Vec<NameAddr>,
    /// The next hop where there is no Route.
    pub flow: Flow,
}

/// A REFER, theirs or ours (RFC 3515).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refer {
    /// Whom to call, and what to say there.
    pub to: ReferTo,
    /// Who asks, as the called party shall know.
    pub referred_by: Option<ReferredBy>,
    /// Whoever asks wants to hear how it goes (RFC 4488).
    pub wants_notify: bool,
}

/// A final refusal of an incoming INVITE.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// 300–699.
    pub status: u16,
    /// The reason phrase; `None` is the standard one.
    pub phrase: Option<String>,
    /// More headers: Reason, Retry-After, WWW-Authenticate, `X-RestComm-*`.
    pub headers: Vec<(String, String)>,
}
