//! One stream as its socket sees it: sound, keys and marks become frames, frames become commands. No socket here: the
//! edge has one, the virtual town pretends to.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Opening;
use crate::audio::codec::Law;
use crate::media::{Command, Track};
use crate::wire::stream::{Asked, INBOUND, OUTBOUND, Start, Stream, Unreadable};

/// What the other side may take up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// So much of its sound may wait to be played.
    pub room: Duration,
    /// So many marks may be pending.
    pub marks: usize,
}

/// One stream at work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    opening: Opening,
    limits: Limits,
    frames: Stream,
    /// Of what the far party says, and of what it hears.
    chunks: [u64; 2],
    pending: usize,
    garbage: u64,
}

impl Session {
    /// A stream whose socket has just been opened.
    pub fn new(opening: Opening, limits: Limits) -> Self {
        let frames = Stream::new(opening.sid.to_string());
        Self { opening, limits, frames, chunks: [0; 2], pending: 0, garbage: 0 }
    }

    /// The first two frames.
    pub fn greet(&mut self) -> [String; 2] {
        let tracks: Vec<&str> = self.opening.tracks.each().iter().map(|track| name(*track)).collect();
        let Opening { account, call_name, parameters, .. } = &self.opening;
        let start = Start { account, call: call_name, tracks: &tracks, parameters };
        [Stream::connected(), self.frames.start(&start)]
    }

    /// 20 ms of sound.
    pub fn on_sound(&mut self, track: Track, at: Duration, samples: &[i16]) -> String {
        let chunk = &mut self.chunks[usize::from(track == Track::Heard)];
        *chunk += 1;
        self.frames.media(name(track), *chunk, at.as_millis(), &Law::Mu.encode_all(samples))
    }

    /// A key of the far party; of nobody's interest where only what it hears is.
    pub fn on_key(&mut self, key: char) -> Option<String> {
        self.opening.tracks.has(Track::Said).then(|| self.frames.dtmf(key))
    }

    /// A mark whose time has come.
    pub fn on_marked(&mut self, name: &str) -> String {
        self.pending = self.pending.saturating_sub(1);
        self.frames.mark(name)
    }

    /// The last frame.
    pub fn stop(&mut self) -> String {
        self.frames.stop(&self.opening.account, &self.opening.call_name)
    }

    /// A frame of the other side; `Err` is garbage, which is counted and otherwise of no effect (H15).
    pub fn receive(&mut self, text: &str) -> Result<Command, Unreadable> {
        let command = self.read(text);
        self.garbage += u64::from(command.is_err());
        command
    }

    /// How many frames meant nothing.
    pub fn garbage(&self) -> u64 {
        self.garbage
    }

    /// What this stream is.
    pub fn opening(&self) -> &Opening {
        &self.opening
    }

    fn read(&mut self, text: &str) -> Result<Command, Unreadable> {
        let asked = Asked::read(text, self.frames.sid())?;
        let Opening { group, line, fork, is_duplex, .. } = self.opening;
        match asked {
            _ if !is_duplex => Err(Unreadable::Event),
            Asked::Media(bytes) => {
                let (samples, room) = (Law::Mu.decode_all(&bytes), self.limits.room);
                Ok(Command::Pour { group, line, fork, samples, room })
            }
            Asked::Mark(_) if self.pending >= self.limits.marks => Err(Unreadable::Event),
            Asked::Mark(name) => {
                self.pending += 1;
                Ok(Command::Mark { group, line, fork, name })
            }
            Asked::Clear => Ok(Command::Clear { group, line, fork }),
        }
    }
}

const fn name(track: Track) -> &'static str {
    match track {
        Track::Said => INBOUND,
        Track::Heard => OUTBOUND,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{CallSid, Rng, StreamSid};
    use crate::media::{ForkId, GroupId, LineId, Tracks};

    fn session(is_duplex: bool) -> Session {
        let mut rng = Rng::seeded(1);
        let opening = Opening {
            call: CallSid::mint(&mut rng),
            group: GroupId(1),
            line: LineId(2),
            fork: ForkId(3),
            tracks: Tracks::Both,
            is_duplex,
            sid: StreamSid::mint(&mut rng),
            url: "wss://x.example/".into(),
            headers: Vec::new(),
            account: "AC1".into(),
            call_name: "CA1".into(),
            parameters: Vec::new(),
        };
        Session::new(opening, Limits { room: Duration::from_secs(1), marks: 2 })
    }

    #[test]
    fn each_track_counts_its_chunks_and_all_frames_are_in_one_row() {
        let mut session = session(false);
        session.greet();
        let said = session.on_sound(Track::Said, Duration::ZERO, &[0; 160]);
        let heard = session.on_sound(Track::Heard, Duration::ZERO, &[0; 160]);
        let next = session.on_sound(Track::Said, Duration::from_millis(20), &[0; 160]);
        let parts = |frame: &str| {
            let frame: serde_json::Value = serde_json::from_str(frame).unwrap();
            let media = &frame["media"];
            [&frame["sequenceNumber"], &media["track"], &media["chunk"], &media["timestamp"]]
                .map(|value| value.as_str().unwrap().to_owned())
        };
        assert_eq!(parts(&said), ["2", "inbound", "1", "0"]);
        assert_eq!(parts(&heard), ["3", "outbound", "1", "0"]);
        assert_eq!(parts(&next), ["4", "inbound", "2", "20"]);
    }

    #[test]
    fn h15_garbage_is_counted_and_a_stream_of_one_way_takes_nothing() {
        let mut both = session(true);
        let mark = r#"{"event":"mark","mark":{"name":"m"}}"#;
        assert!(matches!(both.receive(mark), Ok(Command::Mark { .. })));
        assert!(matches!(both.receive(mark), Ok(Command::Mark { .. })));
        assert!(both.receive(mark).is_err(), "too many are pending");
        both.on_marked("m");
        assert!(both.receive(mark).is_ok());
        assert!(both.receive("garbage").is_err());
        assert_eq!(both.garbage(), 2);
        let mut one = session(false);
        assert!(one.receive(r#"{"event":"clear"}"#).is_err());
        assert_eq!(one.garbage(), 1);
    }
}
