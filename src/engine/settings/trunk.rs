//! `[trunks]`: carriers and exchanges: who calls us from there, and how we call them. Secrets never print.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::base::Pii;
use crate::call::trunk::{Identity, Offering};
use crate::media::offer::{Dtmf, Security};
use crate::sip::Peering;
use crate::wire::sip::Transport;

/// A peer known by its addresses, by the address of its own, or by both.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Trunk {
    /// Where its calls come from: addresses, single or as `10.0.0.0/8`.
    pub sources: Vec<String>,
    /// Where calls to it go: `host[:port][;transport=tcp]`, with or without `sip:`.
    pub uri: Option<String>,
    /// A proxy that everything to it passes: a loose Route.
    pub outbound_proxy: Option<String>,
    /// Digest towards it.
    pub username: Option<String>,
    /// Its secret. Never logged.
    pub password: Option<String>,
    /// The only realm that the secret is for; any that the trunk names where this is not set.
    pub realm: Option<String>,
    /// The user of From, whoever calls; the caller's where this is not set.
    pub from_user: Option<String>,
    /// The host of From; the trunk's own where this is not set.
    pub from_domain: Option<String>,
    /// The user of our Contact in a registration, and so of calls that come by it.
    pub contact_user: Option<String>,
    /// Registers there, with the user of the digest.
    pub register: bool,
    /// For how many seconds a registration is asked for.
    pub register_expires: u64,
    /// How the trunk is told who calls (RFC 3325).
    pub identity: Identity,
    /// P-Asserted-Identity of its calls is believed and taken for their From.
    pub trust_identity: bool,
    /// Calls that keep their caller's number say which number of ours was called, and calls that telephones have sent
    /// on whose these were (RFC 5806).
    pub diversion: bool,
    /// Names of the codecs that are spoken with it, whoever calls, the preferred first; those of `[media]` where there are
    /// none.
    pub codecs: Vec<String>,
    /// Who makes the offer in calls to it: `early` is ours in the INVITE, `late` the trunk's in its answer.
    pub offer: Offering,
    /// Our address as the trunk sees it: what SDP, Via and Contact say to it.
    pub public_address: Option<IpAddr>,
    /// The transports that its calls come by and calls to it go by, the
    /// usual one first; every one where there are none.
    pub transports: Vec<Transport>,
    /// Whether the sound of its calls is encrypted; `media.srtp` unless set.
    pub srtp: Option<Security>,
    /// How keys are sent to it: `auto`, `rfc4733`, `info`, or `inband`.
    pub dtmf: Dtmf,
    /// Calls at once, both ways; 0 is no limit.
    pub calls: usize,
    /// New calls in a second, both ways; 0 is no limit.
    pub calls_per_second: u32,
    /// Seconds between two OPTIONS that ask whether it is there; 0 asks nothing.
    pub options_every: u64,
    /// OPTIONS without an answer, in a row, that make it dead.
    pub options_failures: u32,
    /// Its calls have to log in as a user all the same: for a network where addresses can be forged.
    pub challenge: bool,
    /// Hops that a call to it may take at most.
    pub max_forwards: u8,
    /// Calls from it that no number, user or domain takes go to the trunk of this name (spec §9.2 step 2c).
    pub relay: Option<String>,
}

impl Default for Trunk {
    fn default() -> Self {
        Self {
            sources: Vec::new(),
            uri: None,
            outbound_proxy: None,
            username: None,
            password: None,
            realm: None,
            from_user: None,
            from_domain: None,
            contact_user: None,
            register: false,
            register_expires: 3600,
            identity: Identity::None,
            trust_identity: false,
            diversion: false,
            codecs: Vec::new(),
            offer: Offering::Early,
            public_address: None,
            transports: Vec::new(),
            srtp: None,
            dtmf: Dtmf::Auto,
            calls: 0,
            calls_per_second: 0,
            options_every: 0,
            options_failures: 3,
            challenge: false,
            max_forwards: 70,
            relay: None,
        }
    }
}

impl Trunk {
    /// The user that a registration asks calls to be sent to.
    pub fn contact(&self) -> Option<&str> {
        [&self.contact_user, &self.from_user, &self.username].into_iter().find_map(|user| user.as_deref())
    }

    /// What holds with it on the way.
    pub fn peering(&self) -> Peering {
        Peering { public: self.public_address, transports: self.transports.clone() }
    }

    /// Its transports in words: `tls alone`, `tls or tcp`; nothing where all are.
    pub fn spoken(&self) -> Option<String> {
        let labels: Vec<&str> = self.transports.iter().map(|transport| transport.label()).collect();
        match labels.as_slice() {
            [] => None,
            [only] => Some(format!("{only} alone")),
            several => Some(several.join(" or ")),
        }
    }
}

impl fmt::Debug for Trunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (username, password) = (self.username.as_ref().map(Pii), self.password.as_ref().map(Pii));
        f.debug_struct("Trunk")
            .field("uri", &self.uri)
            .field("sources", &self.sources)
            .field("username", &username)
            .field("password", &password)
            .finish_non_exhaustive()
    }
}
