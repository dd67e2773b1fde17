//! What the engine tells a media group (here) and what the group tells the engine (`event`).

mod address;
mod event;
mod fork;
mod listen;
mod play;
mod record;

use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::offer::{Direction, Dtmf, Keys, PayloadMap};
use crate::audio::Rate;
use crate::base::RecordingSid;

pub use event::{DeadAir, Event, Silence, Stats};
pub use fork::{ForkId, Track, Tracks};
pub use listen::{Answerer, Listening, Measures};
pub use play::{ClipId, Piece, PlayId, Sounding, Tone};
pub use record::{Ended, Of, Recording};

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
    /// The two lines change peers: each has the port, the terms, the keys and the streams of the other's peer from now
    /// on, who hears nothing of it. What hangs on the line and not on its peer stays: who hears it, what it is played,
    /// and what is copied of it.
    Exchange {
        /// Where both lines live.
        group: GroupId,
        /// One.
        line: LineId,
        /// The other.
        with: LineId,
    },
    /// Tell by `Event::DeadAir` when the peer, which may send, has been silent for so long; zero switches that off.
    Watch {
        /// Where the line lives.
        group: GroupId,
        /// Whose peer.
        line: LineId,
        /// How long.
        limit: Duration,
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
    /// Play this to the line's peer from now on, in place of what was being played; `Event::Played` tells its end. It
    /// goes before a tone and before what the line is joined to, which is heard again afterwards.
    Play {
        /// Where the line lives.
        group: GroupId,
        /// Which line's peer hears it.
        line: LineId,
        /// Its name, never used before.
        play: PlayId,
        /// What.
        what: Sounding,
        /// How often, one after the other; 0 until hushed.
        times: u32,
    },
    /// Stop what is being played to the line's peer, within one frame; no `Played` follows.
    Hush {
        /// Where the line lives.
        group: GroupId,
        /// Which line.
        line: LineId,
    },
    /// The next piece of a clip, which may be playing already. Comes from the loader of sounds and not from the engine.
    Feed {
        /// Where the clip is heard.
        group: GroupId,
        /// Which clip.
        clip: ClipId,
        /// What follows.
        piece: Piece,
    },
    /// The clip will not be played again.
    Drop {
        /// Where it was heard.
        group: GroupId,
        /// Which clip.
        clip: ClipId,
    },
    /// What of the line's peer is reported from now on, beside telephone events.
    Listen {
        /// Where the line lives.
        group: GroupId,
        /// Whose sound.
        line: LineId,
        /// What for.
        to: Listening,
    },
    /// Begin a recording; `Event::Recorded` tells its end, whatever ends it.
    Record {
        /// Where the lines live.
        group: GroupId,
        /// Its name, never used before.
        recording: RecordingSid,
        /// Of what, and until when.
        plan: Recording,
    },
    /// End a recording.
    StopRecording {
        /// Where it is made.
        group: GroupId,
        /// Which.
        recording: RecordingSid,
        /// So much of its end is left out: a key that ended it.
        cut: Duration,
    },
    /// Hand out copies of what is said or heard on a line, 20 ms at a time, as `Output::Forked`: to whoever carries the
    /// fork, not to the engine. It goes where the line goes and ends with it.
    Fork {
        /// Where the line lives.
        group: GroupId,
        /// Which line.
        line: LineId,
        /// Its name, never used before.
        fork: ForkId,
        /// Of what.
        tracks: Tracks,
        /// Of the samples.
        rate: Rate,
    },
    /// End a fork, and what was poured by it.
    Unfork {
        /// Where the line lives.
        group: GroupId,
        /// Which line.
        line: LineId,
        /// Which fork.
        fork: ForkId,
    },
    /// What is copied of another line of the group, as recordings and forks, is copied of this one from now on.
    Inherit {
        /// Where both lines live.
        group: GroupId,
        /// Of which line it is from now on.
        line: LineId,
        /// Of which it was.
        from: LineId,
    },
    /// Play this to the line's peer behind what was poured before. Comes from whoever carries the fork, and not from
    /// the engine, like the next two.
    Pour {
        /// Where the line lives.
        group: GroupId,
        /// Which line's peer hears it.
        line: LineId,
        /// By which fork; nothing happens without it.
        fork: ForkId,
        /// Any number of them, at 8 kHz.
        samples: Vec<i16>,
        /// So much may wait to be heard; what goes beyond is not played, and told as `Output::Spilled`.
        room: Duration,
    },
    /// Tell with `Output::Marked` when all that was poured so far has been played or cleared.
    Mark {
        /// Where the line lives.
        group: GroupId,
        /// Which line.
        line: LineId,
        /// By which fork.
        fork: ForkId,
        /// Of the mark.
        name: String,
    },
    /// What was poured and is not heard yet will not be; its marks are told at once.
    Clear {
        /// Where the line lives.
        group: GroupId,
        /// Which line.
        line: LineId,
        /// By which fork.
        fork: ForkId,
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
    /// How keys go out to the line's peer, whoever presses them; as the terms have it unless said.
    PressBy {
        /// Where the line lives.
        group: GroupId,
        /// Which line.
        line: LineId,
        /// How.
        dtmf: Dtmf,
    },
    /// Send one key to the line's peer: as an RFC 4733 event, or as a tone where that format was not agreed on, or by
    /// `Event::Press`, as `PressBy` says.
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
    /// Bring a line into the room of its group: it hears all others that are in it and is heard by them; ends a tone,
    /// what is played, and whatever it was joined to. Given again it changes how the line is in.
    Enter {
        /// Where the line lives.
        group: GroupId,
        /// Which line.
        line: LineId,
        /// It hears and is not heard.
        muted: bool,
        /// It is heard by this line alone.
        coach: Option<LineId>,
    },
    /// Take a line out of the room of its group; it stays in the group and hears nothing.
    Leave {
        /// Where the line lives.
        group: GroupId,
        /// Which line.
        line: LineId,
    },
    /// Play to all who are in the room, together with whoever speaks; `Event::Announced` tells its end.
    Announce {
        /// Whose room.
        group: GroupId,
        /// Its name, never used before.
        play: PlayId,
        /// What; keys are no sound and are left out.
        what: Sounding,
        /// How often, one after the other.
        times: u32,
        /// All but this one hear it.
        but: Option<LineId>,
    },
    /// The line lives in another group from now on, on whichever thread that is, and that group is there from now on.
    /// It is joined to nobody and nothing is played to it; its port, its peer, its forks and the numbers of its stream
    /// stay. Recordings of it end.
    Move {
        /// Which line.
        line: LineId,
        /// Where it has lived.
        from: GroupId,
        /// Where it lives from now on.
        to: GroupId,
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
