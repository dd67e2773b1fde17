//! What a line says of its own: what is played, else what is poured, else a tone, else what the other side says in a
//! codec that the peer does not know. Coded in the format that we send, in the one outgoing stream.

use serde::{Deserialize, Serialize};

use super::clip::Clips;
use super::command::{ClipId, ForkId, PlayId, Tone};
use super::fit::Fit;
use super::offer::Format;
use super::play::{Playing, Step};
use super::pouring::Pouring;
use super::press::Pressing;
use super::stream::{Numbers, Stream};
use crate::audio::codec::{Codec, Encoder, Seam};
use crate::audio::{Pcm, Rate, tone};
use crate::base::Time;

/// The 20 ms of a group that pass now: their number, and when. Numbers of beats that follow each other do so too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Beat {
    pub(super) number: u64,
    pub(super) now: Time,
}

/// The mouth of one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mouth {
    playing: Option<Playing>,
    pouring: Option<Box<Pouring>>,
    tone: Option<Ringing>,
    voice: Option<Box<Voice>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Ringing {
    tone: Tone,
    /// Frames since the start.
    frames: u64,
}

/// What coding remembers; there is none on a line that has never said anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Voice {
    encoder: Encoder,
    #[serde(default)]
    seam: Seam,
    fit: Fit,
    /// The beat and the timestamp of a frame that follows without a gap.
    follows: Option<(u64, u32)>,
    #[serde(skip)]
    payload: Vec<u8>,
}

/// What is to be said in one beat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The sound, at its own rate.
    pub(super) frame: Option<Pcm>,
    /// This has come to its end.
    pub(super) over: Option<PlayId>,
}

impl Mouth {
    /// Plays something from now on, in place of what was being played.
    pub(super) fn play(&mut self, playing: Playing) {
        self.playing = Some(playing);
    }

    /// Stops playing.
    pub(super) fn hush(&mut self) {
        self.playing = None;
    }

    /// Stops playing this clip.
    pub(super) fn drop(&mut self, clip: ClipId) {
        self.playing.take_if(|playing| playing.is_clip(clip));
    }

    /// Sounds a tone under what is played, or none.
    pub(super) fn sound(&mut self, tone: Option<Tone>) {
        self.tone = tone.map(|tone| Ringing { tone, frames: 0 });
    }

    /// What is poured by this fork from now on; what another has poured is over.
    pub(super) fn pouring(&mut self, fork: ForkId) -> &mut Pouring {
        self.pouring.take_if(|pouring| pouring.fork() != fork);
        self.pouring.get_or_insert_with(|| Box::new(Pouring::new(fork)))
    }

    /// Nothing of what this fork has poured is heard any more.
    pub(super) fn stop_pouring(&mut self, fork: ForkId) {
        self.pouring.take_if(|pouring| pouring.fork() == fork);
    }

    /// The marks whose time has come, and by which fork they were set.
    pub(super) fn passed_marks(&mut self) -> Option<(ForkId, Vec<String>)> {
        self.pouring.as_mut().map(|pouring| (pouring.fork(), pouring.passed()))
    }

    /// Nothing of what was played to it goes on: its line is in another group, whose beats have other numbers.
    pub(super) fn uproot(&mut self) {
        (self.playing, self.tone) = (None, None);
        self.voice.iter_mut().for_each(|voice| voice.follows = None);
    }

    /// Coding is of a stream: it goes with that to another line. What is played stays.
    pub(super) fn exchange(&mut self, other: &mut Self) {
        std::mem::swap(&mut self.voice, &mut other.voice);
        for mouth in [self, other] {
            mouth.voice.iter_mut().for_each(|voice| voice.follows = None);
        }
    }

    /// Whether it has something of its own to say, so that the other side must wait.
    pub(super) fn is_busy(&self) -> bool {
        self.playing.is_some() || self.tone.is_some() || self.pours()
    }

    /// Whether a sound is played, which would not be heard while a key is down.
    pub(super) fn plays_sound(&self) -> bool {
        self.playing.as_ref().is_some_and(Playing::sounds)
    }

    /// The sound of this beat: time passes also where nobody can hear it.
    pub(super) fn next(&mut self, rate: Rate, clips: &Clips, pressing: &mut Pressing, other: Option<&Pcm>) -> Said {
        let below = self.tone.as_mut().map(|tone| tone.next(rate));
        let poured = self.pouring.as_mut().filter(|_| self.playing.is_none()).and_then(|pouring| pouring.next());
        let below = poured.or(below);
        let Some(playing) = &mut self.playing else { return Said { frame: below.or(other.copied()), over: None } };
        let Step { frame, is_over } = playing.step(clips, pressing);
        let over = is_over.then(|| playing.name());
        if is_over {
            self.playing = None;
        }
        Said { frame: frame.or(below).or(other.copied()), over }
    }

    fn pours(&self) -> bool {
        self.pouring.as_ref().is_some_and(|pouring| pouring.is_busy())
    }

    /// Codes a frame, Opus at this bit rate: its numbers and its payload.
    pub(super) fn code(
        &mut self,
        beat: Beat,
        frame: Pcm,
        (format, bit_rate): (&Format, u32),
        stream: &mut Stream,
    ) -> (Numbers, &[u8]) {
        let codec = format.codec;
        let clock = format.codec.entry().clock;
        let voice = self.voice_in(Encoder::at(codec, bit_rate));
        let following =
            voice.follows.take_if(|(number, timestamp)| *number == beat.number && stream.has_yet_to_come(*timestamp));
        let timestamp = following.map_or_else(|| stream.timestamp_now(beat.now, clock), |(_, timestamp)| timestamp);
        voice.follows = Some((beat.number + 1, timestamp.wrapping_add(clock / 50)));
        voice.payload.clear();
        let mut frame = voice.fit.fit(frame, codec.rate());
        voice.seam.speak(&mut voice.encoder, &mut frame);
        voice.encoder.encode(&frame, &mut voice.payload);
        (Numbers { begins: following.is_none(), ..stream.originate(beat.now, timestamp, clock) }, &voice.payload)
    }
}

impl Mouth {
    /// A packet of G.722 goes on that the other side has coded; `begins` says that something else went before it.
    pub(super) fn sew(&mut self, begins: bool, payload: &mut [u8]) {
        let voice = self.voice_in(Encoder::new(Codec::G722));
        voice.seam.pass(&mut voice.encoder, begins, payload);
    }

    /// What coding remembers, as long as it is in the same codec.
    fn voice_in(&mut self, encoder: Encoder) -> &mut Voice {
        self.voice.take_if(|voice| voice.encoder.codec() != encoder.codec());
        self.voice.get_or_insert_with(|| Box::new(Voice::new(encoder)))
    }
}

impl Ringing {
    fn next(&mut self, rate: Rate) -> Pcm {
        let position = self.frames * rate.samples() as u64;
        self.frames += 1;
        let cadence = match self.tone {
            Tone::Ringback => &tone::RINGBACK,
            Tone::RingbackOf(country) => &country.ringback,
            Tone::Music => return tone::music::frame(rate, position),
        };
        cadence.pcm(rate, position)
    }
}

impl Voice {
    fn new(encoder: Encoder) -> Self {
        Self { encoder, seam: Seam::default(), fit: Fit::default(), follows: None, payload: Vec::new() }
    }
}
