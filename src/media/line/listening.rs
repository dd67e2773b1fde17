//! The ear of a line and what listens with it. Without anybody who needs it there is none, and packets only pass.

use super::super::command::{Event, Listening};
use super::super::desk::Desk;
use super::super::ear::Ear;
use super::super::lane::Way;
use super::super::offer::{Codec, Dtmf};
use super::{Line, Name};
use crate::audio::Pcm;
use crate::base::Time;

impl Line {
    /// What of the peer is reported from now on.
    pub(in crate::media) fn listen(&mut self, to: Listening) {
        self.hearing.listen(to);
    }

    /// Opens an ear, or closes it; `wanted` is what others need it for.
    pub(in crate::media) fn attend(&mut self, wanted: bool) {
        if !(wanted || self.passes_through || self.hearing.needs_ear()) {
            let heard = self.ear.take().map(|ear| ear.heard()).unwrap_or_default();
            self.stats.late += heard.late;
            self.stats.concealed += heard.concealed;
        } else if self.ear.is_none() {
            self.ear = Some(Box::new(Ear::new()));
        }
    }

    /// Keys are listened for as tones, whatever else goes on, as long as no events are agreed on; of a peer that has
    /// those a tone is sound. This is the only place that says so.
    pub(super) fn expect_tones(&mut self) {
        let has_events = self.terms.as_ref().is_none_or(|terms| terms.formats.events.is_some());
        self.hearing.expect_tones(!has_events);
    }

    /// The key that is down as a tone in the packet that came last.
    #[inline]
    pub(in crate::media) fn tone(&self) -> Option<char> {
        self.hearing.tone()
    }

    /// The same for what the ear yields now.
    pub(in crate::media) fn tone_in_ear(&self, now: Time) -> Option<char> {
        self.hearing.tone_in_ear(now)
    }

    /// How loud that key is, in dBm0.
    pub(in crate::media) fn loudness_of_tone(&self) -> i32 {
        self.hearing.loudness_of_tone()
    }

    /// A packet in which the other line has a key down goes on to the peer.
    pub(in crate::media) fn on_passed_tone(&mut self, now: Time, key: char, loudness: i32) {
        self.hearing.on_passed_tone(now, key, loudness);
    }

    pub(in crate::media) fn has_ear(&self) -> bool {
        self.ear.is_some()
    }

    /// Whether a tone of the peer is pressed anew at the other side: it has no events, and whoever gets keys by INFO
    /// sends them so, too, which is not ours to see.
    pub(in crate::media) fn presses_tones(&self) -> bool {
        self.dtmf != Dtmf::Info && self.terms.as_ref().is_some_and(|terms| terms.formats.events.is_none())
    }

    /// Whether what the peer sends now goes to the other side by ear and mouth.
    pub(in crate::media) fn passes_through(&self) -> bool {
        self.passes_through && self.ear.as_ref().is_some_and(|ear| !ear.is_dry())
    }

    /// Hears 20 ms: what the peer says, if anything has come.
    pub(in crate::media) fn hear(&mut self, now: Time, desk: &mut Desk) -> Option<Pcm> {
        let changed = self.hearing.on_beat();
        self.tell_speech(changed, desk);
        let frame = self.ear.as_mut().and_then(|ear| ear.take(now));
        let Name { group, line, .. } = self.name;
        let answerer = self.hearing.hear(frame.as_ref());
        answerer.into_iter().for_each(|who| desk.tell(Event::AnsweredBy { group, line, who }));
        frame
    }

    /// A packet of sound has come; the key that begins in it as a tone.
    #[inline]
    pub(super) fn on_sound(
        &mut self,
        now: Time,
        timestamp: u32,
        (codec, way): (Codec, Way),
        payload: &[u8],
        desk: &mut Desk,
    ) -> Option<char> {
        self.passes_through = way == Way::Through;
        self.spoken = Some(codec);
        if self.passes_through && self.ear.is_none() {
            self.attend(true);
        }
        self.ear.iter_mut().for_each(|ear| ear.push(now, timestamp, codec, payload));
        if !self.hearing.hears_packets() {
            return None;
        }
        let (key, changed) = self.hearing.on_packet(now, (codec, timestamp), payload);
        self.tell_keys(key, desk);
        self.tell_speech(changed, desk);
        key
    }

    fn tell_speech(&self, changed: Option<bool>, desk: &mut Desk) {
        let Name { group, line, .. } = self.name;
        changed.into_iter().for_each(|speaks| desk.tell(Event::Speech { group, line, speaks }));
    }
}
