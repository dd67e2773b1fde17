//! What all lines of a board share: the deadlines, the outputs that wait to be taken, the randomness.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::command::{Event, ForkId, GroupId, Track};
use crate::audio::Rate;
use crate::base::{RecordingSid, Rng, Time, Timers};

/// The place of one line on its board: a small number, used again after its port has rested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Seat(pub u32);

/// Which of the two ports of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Channel {
    /// The even port.
    Rtp,
    /// The port above.
    Rtcp,
}

/// What a board wants done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Output {
    /// Bind RTP on `local` and RTCP on the port above; packets that come are given to `receive` with this seat. If that
    /// fails, call `unbound`.
    Bind {
        /// Whose ports.
        seat: Seat,
        /// The even port.
        local: SocketAddr,
    },
    /// Close both sockets of the seat.
    Unbind {
        /// Whose ports.
        seat: Seat,
    },
    /// Send a packet that the line has made itself.
    Send {
        /// From whose socket.
        seat: Seat,
        /// From which of the two.
        channel: Channel,
        /// To whom.
        to: SocketAddr,
        /// The packet.
        bytes: Vec<u8>,
    },
    /// Something for the file of a recording.
    Write {
        /// Where it is made.
        group: GroupId,
        /// Which.
        recording: RecordingSid,
        /// What.
        what: Writing,
    },
    /// 20 ms of a fork, for whoever carries it; of one track in order and without a gap.
    Forked {
        /// Which.
        fork: ForkId,
        /// Of which track.
        track: Track,
        /// How long after the beginning of the fork this begins.
        at: Duration,
        /// At the rate of the fork.
        samples: Vec<i16>,
    },
    /// What was poured before this mark has been played or cleared; for whoever carries the fork.
    Marked {
        /// By which it was poured.
        fork: ForkId,
        /// Of the mark.
        name: String,
    },
    /// Something that was poured found no room; for whoever carries the fork.
    Spilled {
        /// By which it was poured.
        fork: ForkId,
        /// How much.
        samples: usize,
    },
    /// Tell the engine.
    Event(Event),
}

/// What a recording hands out, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Writing {
    /// Its first sample is to come.
    Begin {
        /// Of its samples.
        rate: Rate,
        /// 1, or 2 with the samples in turn.
        channels: u8,
    },
    /// The next samples, a second of them at most.
    Samples(Vec<i16>),
    /// So many samples of nothing, any number of them.
    Silence(usize),
    /// That was all.
    End,
}

/// What a deadline of a seat is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Alarm {
    /// An RTCP report.
    Report,
    /// A look whether the peer still sends.
    Silence,
    /// The same for dead air.
    Air,
    /// The port may have rested enough.
    Rested,
}

impl Alarm {
    /// Those of a line.
    pub(super) const OF_A_LINE: [Self; 3] = [Self::Report, Self::Silence, Self::Air];
}

/// Whose a deadline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Due {
    /// The line or the rest on this seat.
    Seat(Seat, Alarm),
    /// The group in this slot: its next 20 ms.
    Beat(u32),
}

/// Shared by all lines of a board.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Desk {
    pub(super) timers: Timers<Due>,
    pub(super) outputs: VecDeque<Output>,
    pub(super) rng: Rng,
    /// Bits in a second of what is coded as Opus.
    pub(super) opus_bit_rate: u32,
}

impl Desk {
    pub(super) fn tell(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    /// Sets the deadline of a seat, or takes it away.
    pub(super) fn alarm(&mut self, seat: Seat, alarm: Alarm, at: Option<Time>) {
        self.set(Due::Seat(seat, alarm), at);
    }

    /// Takes the deadline of a seat away, and tells when it would have been.
    pub(super) fn take_alarm(&mut self, seat: Seat, alarm: Alarm) -> Option<Time> {
        let at = self.timers.due(&Due::Seat(seat, alarm));
        self.alarm(seat, alarm, None);
        at
    }

    /// Sets the next 20 ms of a group, or lets it sleep.
    pub(super) fn beat(&mut self, slot: u32, at: Option<Time>) {
        self.set(Due::Beat(slot), at);
    }

    /// Whether the next 20 ms of a group are set.
    pub(super) fn beats(&self, slot: u32) -> bool {
        self.timers.due(&Due::Beat(slot)).is_some()
    }

    fn set(&mut self, due: Due, at: Option<Time>) {
        match at {
            Some(at) => self.timers.set(due, at),
            None => {
                self.timers.stop(&due);
            }
        }
    }
}
