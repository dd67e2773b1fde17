//! What a media group tells the engine.

use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::super::quality::Score;
use super::{Answerer, Ended, GroupId, LineId, PlayId};
use crate::base::RecordingSid;

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
    /// A key goes out to the peer of `line` now, and not in its sound: it is to be told by SIP INFO.
    Press {
        /// Where the line lives.
        group: GroupId,
        /// Whose peer gets it.
        line: LineId,
        /// One of `0-9 * # A-D`.
        key: char,
        /// How long it lasts.
        lasting: Duration,
    },
    /// What was played has come to its end. Not told of what was hushed or replaced.
    Played {
        /// Where the line lives.
        group: GroupId,
        /// Whose peer heard it.
        line: LineId,
        /// What.
        play: PlayId,
    },
    /// What was announced to a room has come to its end.
    Announced {
        /// Whose room.
        group: GroupId,
        /// What.
        play: PlayId,
    },
    /// The peer of the line begins or ceases to speak.
    Speech {
        /// Where the line lives.
        group: GroupId,
        /// Whose peer.
        line: LineId,
        /// Whether it speaks now.
        speaks: bool,
    },
    /// Who has answered the line (answering machine detection).
    AnsweredBy {
        /// Where the line lives.
        group: GroupId,
        /// Whose peer.
        line: LineId,
        /// Who.
        who: Answerer,
    },
    /// A recording has come to its end; its last samples have been handed out before.
    Recorded {
        /// Where it was made.
        group: GroupId,
        /// Which.
        recording: RecordingSid,
        /// What ended it.
        ended: Ended,
        /// How long it is, after trimming and cutting.
        length: Duration,
        /// How much of that is louder than silence.
        sounding: Duration,
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
    /// The peer of the line may send, and nothing of it has been heard for as long as `Watch` says (M14). Told once,
    /// and again when it has been heard in between.
    DeadAir {
        /// Where the line lives.
        group: GroupId,
        /// Whose peer.
        line: LineId,
        /// How that looks.
        air: DeadAir,
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

/// How it looks when nothing of a peer is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeadAir {
    /// No packet has ever come.
    NeverCame,
    /// Packets come, and none of them could be taken for the peer's: another address, another format, another key.
    NotTaken,
    /// Its sound has stopped; RTCP has, too, or there never was any.
    Stopped,
    /// RTCP goes on to come without any sound.
    OnlyReports,
}

/// Counters of one line, and how it sounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stats {
    /// RTP packets accepted from the peer.
    pub received: u64,
    /// RTP packets sent to the peer.
    pub sent: u64,
    /// Packets dropped: stranger, malformed, wrong payload type, not joined.
    pub dropped: u64,
    /// Packets missing by sequence number.
    pub lost: u64,
    /// Packets that came too late to be heard, while somebody listened.
    pub late: u64,
    /// Frames of 20 ms that were made up for lost or late packets.
    pub concealed: u64,
    /// How much the spacing of the peer's packets scattered on average (RFC 3550 §6.4.1).
    pub jitter: Duration,
    /// To the peer and back, as its reports tell.
    pub round_trip: Option<Duration>,
    /// How the peer sounded here; nothing where less than a second of it came.
    pub from_peer: Option<Score>,
    /// How we sounded at the peer, by its reports; nothing without any.
    pub to_peer: Option<Score>,
}
