//! What the engine tells a media group and what the group tells the engine.

use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::offer::{Direction, Keys, PayloadMap};

/// The media machines of one family or room, on one media thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GroupId(pub u64);

/// One stream pair: the RTP and RTCP of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LineId(pub u64);

/// A command to the group of a family. Every line is opened before it is named and closed exactly once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Bind RTP on `local` and RTCP on the port above, and begin to listen.
    Open {
        /// Where the line lives.
        group: GroupId,
        /// Its name, never used before.
        line: LineId,
        /// Our address; the port is even and from the pool.
        local: SocketAddr,
        /// Where the peer's signalling comes from: media is learned from that address first (M1).
        signalled_from: Option<std::net::IpAddr>,
    },
    /// Offer and answer have agreed, for the first time or again: use these terms from now on. Our SSRC, sequence and
    /// time line go on.
    Shape {
        /// Where the line lives.
        group: GroupId,
        /// Which line.
        line: LineId,
        /// What was agreed.
        terms: Terms,
    },
    /// Pass sound, telephone events and nothing else between the two lines, both ways; ends a tone on either.
    Join {
        /// Where the lines live.
        group: GroupId,
        /// One side.
        a: LineId,
        /// The other.
        b: LineId,
    },
    /// End the passing between this line and whichever it was joined to.
    Part {
        /// Where the line lives.
        group: GroupId,
        /// One of the two.
        line: LineId,
    },
    /// Send this tone to the line's peer until told otherwise; `None` is silence.
    Sound {
        /// Where the line lives.
        group: GroupId,
        /// Which line hears it.
        line: LineId,
        /// What it hears.
        tone: Option<Tone>,
    },
    /// Report these keys of the line's peer instead of passing them on: `*` for hangupOnStar (spec §4.8). Other keys
    /// are reported and passed on.
    Keep {
        /// Where the line lives.
        group: GroupId,
        /// Whose keys.
        line: LineId,
        /// The keys, such as `*`.
        keys: String,
    },
    /// Send one key to the line's peer as an RFC 4733 event (or, without that format, not at all): a key that arrived
    /// by SIP INFO on the other side.
    Press {
        /// Where the line lives.
        group: GroupId,
        /// Which line's peer gets the key.
        line: LineId,
        /// One of `0-9 * # A-D`.
        key: char,
        /// How long it lasts.
        lasting: Duration,
    },
    /// Stop listening; the port rests until it is quiet, then `Rested` gives it back (M20).
    Close {
        /// Where the line lives.
        group: GroupId,
        /// Which line.
        line: LineId,
    },
    /// The family is gone, and all its lines are closed: forget the group.
    Forget {
        /// Which group.
        group: GroupId,
    },
}

impl Command {
    /// The group that the command is for.
    pub fn group(&self) -> GroupId {
        match self {
            Self::Open { group, .. }
            | Self::Shape { group, .. }
            | Self::Join { group, .. }
            | Self::Part { group, .. }
            | Self::Sound { group, .. }
            | Self::Keep { group, .. }
            | Self::Press { group, .. }
            | Self::Close { group, .. }
            | Self::Forget { group } => *group,
        }
    }
}

/// What offer and answer agreed on for one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Where the peer said it wants RTP; `None` for 0.0.0.0 or port 0 (old-style hold).
    pub remote: Option<SocketAddr>,
    /// Where the peer wants RTCP: RTP's port plus one unless `a=rtcp` says otherwise; equal to `remote` with rtcp-mux.
    pub remote_rtcp: Option<SocketAddr>,
    /// The formats both sides know, with the payload numbers of each direction; the first is the one we send.
    pub formats: PayloadMap,
    /// Which ways sound may flow, from our point of view.
    pub direction: Direction,
    /// The keys of SRTP; plain RTP without.
    pub keys: Option<Keys>,
    /// No packet for this long (while neither side holds) is `Event::Silent`; zero switches the watch off.
    pub silence_limit: Duration,
}

/// A tone that the group makes itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    /// Ringback as the caller of a European or generic network hears it: 425 Hz, 1 s on, 4 s off (ITU-T E.180).
    Ringback,
    /// North American ringback: 440 + 480 Hz, 2 s on, 4 s off.
    RingbackUs,
    /// British ringback: 400 + 450 Hz, 0.4 s on, 0.2 s off, 0.4 s on, 2 s off.
    RingbackUk,
}

/// What a group tells the engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// The peer of `line` pressed a key (RFC 4733), once per press.
    Key {
        /// Where the line lives.
        group: GroupId,
        /// Whose peer.
        line: LineId,
        /// One of `0-9 * # A-D`.
        key: char,
    },
    /// The port of the line could not be bound, or its socket broke.
    Failed {
        /// Where the line lives.
        group: GroupId,
        /// Which line.
        line: LineId,
        /// The reason, for the log.
        why: String,
    },
    /// The peer of the line has sent nothing for the limit of its terms.
    Silent {
        /// Where the line lives.
        group: GroupId,
        /// Which line.
        line: LineId,
        /// What is silent.
        what: Silence,
    },
    /// Everything that came for half a minute failed to authenticate: a wrong key, or RTP without encryption (M6).
    SrtpFailed {
        /// Where the line lives.
        group: GroupId,
        /// Which line.
        line: LineId,
    },
    /// The line is closed; what passed through it.
    Closed {
        /// Where the line lived.
        group: GroupId,
        /// Which line.
        line: LineId,
        /// Its counters.
        stats: Stats,
    },
    /// The port of a closed line is quiet and may be used again.
    Rested {
        /// The RTP address that `Open` had bound.
        local: SocketAddr,
    },
}

/// Which silence the watch met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Silence {
    /// Nothing ever came.
    FromTheStart,
    /// It stopped.
    Since,
}

/// Counters of one line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// RTP packets accepted from the peer.
    pub received: u64,
    /// RTP packets sent to the peer.
    pub sent: u64,
    /// Packets dropped: stranger, malformed, wrong payload type, not joined.
    pub dropped: u64,
    /// Packets missing by sequence number.
    pub lost: u64,
}
