//! A packet on its way from line to line: what of it goes on, and as what. It is rewritten in place.

use std::net::SocketAddr;
use std::ops::Range;
use std::time::Duration;

use super::super::command::Terms;
use super::super::lane::{self, Way};
use super::super::stream::{Clock, Numbers};
use super::Line;
use crate::base::Time;
use crate::wire::dtmf;
use crate::wire::rtp::{self, Header};

/// How long a key is pressed anew where nothing more is known: its length is not when it begins.
const ANEW: Duration = Duration::from_millis(100);
/// So much longer than it was held so far it is taken to be held: its next packet may be late.
const AHEAD: Duration = Duration::from_millis(60);

/// A packet that may go on to the other line.
#[derive(Clone, Debug)]
pub(in crate::media) struct Passing {
    pub(super) header: Header,
    pub(super) payload: Range<usize>,
    pub(super) clock: u32,
    /// First packet of a stream: its numbers have nothing to do with those before.
    pub(super) begins: bool,
    pub(super) what: What,
}

impl Passing {
    /// Whether it goes on by ear and mouth.
    pub(in crate::media) fn is_through(&self) -> bool {
        matches!(self.what, What::Sound { way: Way::Through, .. })
    }

    /// The key that begins in it as a tone.
    pub(in crate::media) fn tone(&self) -> Option<char> {
        match self.what {
            What::Sound { tone, .. } => tone,
            What::Keys { .. } | What::Nothing => None,
        }
    }

    /// The same packet, of which nothing goes on.
    pub(in crate::media) fn withheld(self) -> Self {
        Self { what: What::Nothing, ..self }
    }
}

/// What is in it, and how it goes on.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    /// Sound, perhaps with a key that begins in it as a tone.
    Sound { way: Way, tone: Option<char> },
    /// An event of RFC 4733, and how long it has lasted in all its segments, in ticks.
    Keys { way: Way, begins: bool, event: dtmf::Event, held: u32 },
    /// It has a number in the stream, which closes up behind it.
    Nothing,
}

impl Line {
    /// Sends on a packet of the other line, rewritten in place; answers to whom.
    pub(in crate::media) fn pass(&mut self, now: Time, passing: &Passing, packet: &mut Vec<u8>) -> Option<SocketAddr> {
        let Some((to, way, begins)) = self.way_out(passing) else {
            self.stream.cut();
            return None;
        };
        let payload_type = match way {
            Way::As(payload) | Way::Sewn(payload) | Way::Recoded { payload, .. } => payload,
            Way::Through => return None,
            Way::Nowhere | Way::Anew => {
                self.stream.cut();
                self.press_again(passing);
                return None;
            }
        };
        if passing.begins {
            self.stream.cut();
        }
        let Header { sequence, timestamp, marker, .. } = passing.header;
        let Numbers { ssrc, seq, timestamp, begins: splice } =
            self.stream.relay(now, sequence, timestamp, self.clock_of(passing))?;
        let marker = begins.unwrap_or(marker || splice);
        rtp::rewrite(packet, &Header { marker, payload_type, sequence: seq, timestamp, ssrc });
        let payload = packet.get_mut(passing.payload.clone())?;
        match way {
            Way::Recoded { from, .. } => lane::law(from).into_iter().for_each(|law| law.convert(payload)),
            Way::Sewn(_) => self.mouth.sew(splice, payload),
            _ => {}
        }
        let octets = payload.len();
        if !self.guard.seal_rtp(packet, seq) {
            return None;
        }
        self.stream.count(octets);
        Some(to)
    }

    /// Lays the payload numbers beside those of the line that hears this one.
    pub(in crate::media) fn lay(&mut self, other: Option<&Terms>) {
        let other = other.map(|terms| &terms.formats);
        self.passes_through = false;
        self.lanes = self.terms.as_ref().map_or_else(Vec::new, |terms| lane::lanes(&terms.formats, other));
    }

    /// To whom, how, and with which marker of its own a packet goes out; `None` when it must not.
    fn way_out(&self, passing: &Passing) -> Option<(SocketAddr, Way, Option<bool>)> {
        // What is pressed anew waits until the key before it is up.
        let waits = matches!(passing.what, What::Keys { way: Way::Anew, .. });
        if self.mouth.is_busy() || (self.pressing.is_down() && !waits) {
            return None;
        }
        let to = self.target()?;
        match passing.what {
            What::Sound { way, .. } => Some((to, way, None)),
            What::Keys { way, begins, .. } => Some((to, way, Some(begins))),
            What::Nothing => None,
        }
    }

    fn clock_of(&self, passing: &Passing) -> Clock {
        let sound = self.terms.as_ref().and_then(|terms| terms.formats.clock());
        match (&passing.what, sound) {
            (What::Keys { .. }, Some(sound)) if sound != passing.clock => Clock::Beside(sound),
            _ => Clock::Own(passing.clock),
        }
    }

    fn press_again(&mut self, passing: &Passing) {
        let What::Keys { way: Way::Anew, begins, event, held } = passing.what else { return };
        if begins {
            self.press_event(event.code, ANEW);
        }
        let held = Duration::from_secs(held.into()).checked_div(passing.clock).unwrap_or_default();
        self.pressing.hold(event.code, if event.end { held } else { ANEW.max(held + AHEAD) });
    }
}
