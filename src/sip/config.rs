//! What the SIP machines are set up with, and which methods they take.

use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::policy::{Reliability, TimerPolicy};
use crate::wire::sip::{Limits, Method, Transport};

/// Where we listen, and what we call that place in messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Local {
    /// The transport.
    pub transport: Transport,
    /// The socket's address.
    pub addr: SocketAddr,
    /// Host and port for Via and Contact: the public address when there is one.
    pub advertised: String,
}

/// What the SIP machines are set up with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// Everything we listen on.
    pub locals: Vec<Local>,
    /// Several engines on one machine are told apart by this, minted into every tag, branch and Call-ID.
    pub instance: String,
    /// `User-Agent` and `Server`.
    pub product: String,
    /// T1, T2, T4 (RFC 3261 §17): 0.5 s, 4 s, 5 s unless the network is a strange one.
    pub t1: Duration,
    /// See `t1`.
    pub t2: Duration,
    /// See `t1`.
    pub t4: Duration,
    /// Requests over UDP longer than this many bytes go by TCP where the peer has it (RFC 3261 §18.1.1).
    pub udp_limit: usize,
    /// Whether provisional responses are made reliable (RFC 3262).
    pub reliable_provisional: Reliability,
    /// How long sessions live without a refresh; for ever without this (RFC 4028).
    pub session_timer: Option<TimerPolicy>,
    /// A request with several servers to try has reached the last of them after this time, however many say nothing.
    pub failover: Duration,
    /// How large a message of theirs may be.
    #[serde(default)]
    pub limits: Limits,
}

/// The last of several servers is asked in time to answer inside four seconds.
const FAILOVER: Duration = Duration::from_millis(3500);

impl Config {
    /// The timers and limits of the RFC, on these addresses. `instance` tells this engine from others.
    pub fn new(locals: Vec<Local>, instance: impl Into<String>) -> Self {
        Self {
            locals,
            instance: instance.into(),
            product: concat!("Callwright/", env!("CARGO_PKG_VERSION")).into(),
            t1: Duration::from_millis(500),
            t2: Duration::from_secs(4),
            t4: Duration::from_secs(5),
            udp_limit: 1300,
            reliable_provisional: Reliability::default(),
            session_timer: Some(TimerPolicy::default()),
            failover: FAILOVER,
            limits: Limits::default(),
        }
    }
}

/// The methods that we take in a dialog.
pub(super) const ALLOWED: [Method; 12] = [
    Method::Invite,
    Method::Ack,
    Method::Cancel,
    Method::Bye,
    Method::Options,
    Method::Info,
    Method::Refer,
    Method::Notify,
    Method::Subscribe,
    Method::Update,
    Method::Prack,
    Method::Message,
];
