//! What is listened for in the sound of a peer: keys as tones, as long as it has agreed on no events; and, where the
//! engine wishes it (`Listening`), speech and who has answered.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::answerer::Detection;
use super::command::{Answerer, Listening};
use super::echo::Echo;
use super::offer::Codec;
use super::own_keys::{OwnKeys, loudness};
use crate::audio::codec::Decoder;
use crate::audio::digits::{Detector, Press};
use crate::audio::resample::Halver;
use crate::audio::voice_activity::Activity;
use crate::audio::{Pcm, Rate};
use crate::base::Time;

/// Beats without a packet after which a peer that spoke is taken to be silent.
const MISSED: u32 = 3;
/// Packets missing in a row that a key survives, in milliseconds; behind more it is another press.
const HOLE: i32 = 60;
/// So long a pause ends a key for sure.
const PAUSE: u32 = 100;
/// A packet that is this late, in milliseconds, is still of the same time line.
const LATE: i32 = -1000;
/// So long a key which is up again may still be on its way through an ear.
const BEHIND: Duration = Duration::from_millis(80);

/// The detectors of one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hearing {
    to: Listening,
    tones: Option<Box<Tones>>,
    speech: Option<Box<Speech>>,
    answerer: Option<Box<Detection>>,
}

/// Keys as tones are found as the packets come, for the same reason as speech, and at 8 kHz. What is lost is concealed,
/// and what comes too late is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Tones {
    decoder: Option<Decoder>,
    /// The timestamp that comes next.
    next: Option<u32>,
    halver: Halver,
    detector: Detector,
    samples: Vec<i16>,
    /// The key that is down, or was a moment ago, and until when it may be heard by an ear. None while an echo is.
    last: Option<(char, Time)>,
    /// How loud it was when it was known, in dBm0.
    #[serde(default)]
    loudness: i32,
    #[serde(default)]
    ours: OwnKeys,
}

/// Speech is listened for as the packets come, ahead of the delay of the ear: who speaks into a prompt wants it to stop
/// now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Speech {
    decoder: Option<Decoder>,
    activity: Activity,
    samples: Vec<i16>,
    speaks: bool,
    missed: u32,
    echo: Echo,
}

impl Hearing {
    /// What is listened for from now on; what goes on goes on where it is.
    pub(super) fn listen(&mut self, to: Listening) {
        if to.answerer != self.to.answerer {
            self.answerer = to.answerer.map(|measures| Box::new(Detection::new(measures)));
        }
        self.to = to;
        if !to.speech {
            self.speech = None;
        } else if self.speech.is_none() {
            self.speech = Some(Box::default());
        }
    }

    /// Whether keys are listened for as tones.
    pub(super) fn expect_tones(&mut self, expected: bool) {
        if !expected {
            self.tones = None;
        } else if self.tones.is_none() {
            self.tones = Some(Box::default());
        }
    }

    /// The stream of the peer is another from now on.
    pub(super) fn forget(&mut self) {
        self.tones.iter_mut().for_each(|tones| tones.next = None);
    }

    /// Whether something listens to each packet as it comes.
    #[inline]
    pub(super) const fn hears_packets(&self) -> bool {
        self.tones.is_some() || self.speech.is_some()
    }

    /// Whether an ear is needed for it. Tones need none: a line on which nothing else is heard has no beats for them.
    pub(super) fn needs_ear(&self) -> bool {
        self.to.speech || self.answerer.as_ref().is_some_and(|detection| !detection.is_over())
    }

    /// The key that is down as a tone in the packet that came last.
    #[inline]
    pub(super) fn tone(&self) -> Option<char> {
        self.tones.as_ref().filter(|tones| tones.detector.is_down()).and_then(|tones| tones.last).map(|(key, _)| key)
    }

    /// The same for what an ear yields, which is later.
    pub(super) fn tone_in_ear(&self, now: Time) -> Option<char> {
        let last = self.tones.as_ref().and_then(|tones| tones.last);
        last.filter(|(_, until)| now <= *until).map(|(key, _)| key)
    }

    /// How loud that key was when it was known, in dBm0.
    pub(super) fn loudness_of_tone(&self) -> i32 {
        self.tones.as_ref().map_or(0, |tones| tones.loudness)
    }

    /// Listens to the 20 ms of an ear for who has answered; who has sent nothing yet is silent.
    pub(super) fn hear(&mut self, frame: Option<&Pcm>) -> Option<Answerer> {
        let silence = Pcm::default();
        self.answerer.as_mut().and_then(|detection| detection.feed(frame.unwrap_or(&silence)))
    }

    /// Listens to a packet that has just come: a key that begins in it; whether the peer speaks, when that has changed.
    pub(super) fn on_packet(
        &mut self,
        now: Time,
        (codec, timestamp): (Codec, u32),
        payload: &[u8],
    ) -> (Option<char>, Option<bool>) {
        let key = self.tones.as_mut().and_then(|tones| tones.on_packet(now, (codec, timestamp), payload));
        let Some(speech) = &mut self.speech else { return (key, None) };
        speech.missed = 0;
        decoder(&mut speech.decoder, codec).decode(payload, &mut speech.samples);
        // A key is half speech to who listens for speech.
        if self.tones.as_ref().is_some_and(|tones| tones.detector.hears_a_key()) {
            speech.samples.fill(0);
        }
        (key, speech.listen(codec.rate()))
    }

    /// 20 ms have passed: who sends nothing says nothing.
    pub(super) fn on_beat(&mut self) -> Option<bool> {
        let speech = self.speech.as_mut()?;
        speech.missed = speech.missed.saturating_add(1);
        speech.echo.on_beat();
        if speech.missed <= MISSED || !speech.speaks {
            return None;
        }
        speech.samples.extend_from_slice(Pcm::silence(Rate::Narrow).as_slice());
        speech.listen(Rate::Narrow)
    }

    /// This goes to the peer in this beat: what comes back of it is not the peer.
    pub(super) fn on_said(&mut self, now: Time, frame: &Pcm) {
        self.speech.iter_mut().for_each(|speech| speech.echo.on_said(frame));
        self.tones.iter_mut().for_each(|tones| tones.ours.on_said(now, frame));
    }

    /// The same of a packet that only passes, with a key in it, so loud in dBm0.
    pub(super) fn on_passed_tone(&mut self, now: Time, key: char, loudness: i32) {
        self.tones.iter_mut().for_each(|tones| tones.ours.on_key(now, key, loudness));
    }
}

impl Tones {
    /// The key that begins in a packet.
    fn on_packet(&mut self, now: Time, (codec, timestamp): (Codec, u32), payload: &[u8]) -> Option<char> {
        let (clock, rate) = (codec.entry().clock, codec.rate());
        let begin = self.samples.len();
        let decoder = decoder(&mut self.decoder, codec);
        if let Some(next) = self.next {
            match timestamp.wrapping_sub(next).cast_signed() / (clock / 1000).cast_signed() {
                LATE..0 => return None,
                0 => {}
                hole @ 1..=HOLE => decoder.recover(payload, &mut self.samples, rate.in_ms(hole.unsigned_abs())),
                _ => self.samples.resize(begin + rate.in_ms(PAUSE), 0),
            }
        }
        let before = self.samples.len();
        decoder.decode(payload, &mut self.samples);
        let ticks = (self.samples.len() - before) as u64 * u64::from(clock) / u64::from(rate.hz());
        self.next = Some(timestamp.wrapping_add(ticks as u32));
        let whole = self.samples.len() - self.samples.len() % rate.samples();
        let mut begun = None;
        for frame in self.samples[..whole].chunks(rate.samples()) {
            let narrow = self.halver.frame(&Pcm::from_slice(rate, frame));
            for press in self.detector.feed(narrow.as_slice()) {
                if let Press::Began { digit, .. } = press {
                    self.loudness = loudness(&narrow);
                    let key = (!self.ours.are_echoed_by(now, digit, self.loudness)).then_some(digit);
                    begun = begun.or(key);
                    self.last = key.map(|key| (key, now));
                }
            }
        }
        self.samples.drain(..whole);
        if self.detector.is_down() {
            self.last.iter_mut().for_each(|(_, until)| *until = now + BEHIND);
        }
        begun
    }
}

/// The decoder of a codec, which may have changed.
fn decoder(own: &mut Option<Decoder>, codec: Codec) -> &mut Decoder {
    own.take_if(|decoder| decoder.codec() != codec);
    own.get_or_insert_with(|| Decoder::new(codec))
}

impl Speech {
    fn listen(&mut self, rate: Rate) -> Option<bool> {
        let before = self.speaks;
        let whole = self.samples.len() - self.samples.len() % rate.samples();
        for frame in self.samples[..whole].chunks(rate.samples()) {
            let frame = Pcm::from_slice(rate, frame);
            self.speaks = self.activity.feed_over(&frame, self.echo.loudness());
            if !self.speaks {
                self.echo.on_heard(&frame);
            }
        }
        self.samples.drain(..whole);
        (self.speaks != before).then_some(self.speaks)
    }
}
