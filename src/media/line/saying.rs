//! What a line says in one beat of its group: a key goes before sound.

use super::super::clip::Clips;
use super::super::command::Event;
use super::super::desk::{Channel, Desk, Output};
use super::super::mouth::{Beat, Said};
use super::super::offer::{Dtmf, EventFormat};
use super::super::stream::Numbers;
use super::Line;
use crate::audio::{Pcm, Rate};
use crate::wire::rtp::{self, Header};

impl Line {
    /// Whether it needs the beats of the group to say something of its own.
    pub(in crate::media) fn is_busy(&self) -> bool {
        self.mouth.is_busy() || self.pressing.is_busy()
    }

    /// Whether packets of the other side go out now.
    pub(in crate::media) fn passes_on(&self) -> bool {
        !self.mouth.is_busy() && !self.pressing.is_down() && self.target().is_some()
    }

    /// Whether the peer takes keys otherwise than as tones.
    pub(in crate::media) fn takes_events(&self) -> bool {
        self.dtmf == Dtmf::Info || self.terms.as_ref().is_some_and(|terms| terms.formats.events.is_some())
    }

    /// Says 20 ms; `other` is what it would pass on where it has nothing of its own. Answers what the peer hears of it.
    pub(in crate::media) fn speak(
        &mut self,
        beat: Beat,
        other: Option<&Pcm>,
        clips: &Clips,
        desk: &mut Desk,
    ) -> Option<Pcm> {
        self.pass_marks(desk);
        // A key of the other side may still be down: a prompt waits for its end, or its own beginning would be lost.
        let waits = self.mouth.plays_sound() && self.pressing.is_down() && self.target().is_some();
        let Said { frame, over } = match waits {
            true => Said::default(),
            false => self.mouth.next(self.rate(), clips, &mut self.pressing, other),
        };
        if self.dtmf == Dtmf::Info
            && let Some((key, lasting)) = self.pressing.tell()
        {
            desk.tell(Event::Press { group: self.name.group, line: self.name.line, key, lasting });
        }
        let heard = self.say(beat, frame, desk);
        if let Some(play) = over {
            desk.tell(Event::Played { group: self.name.group, line: self.name.line, play });
        }
        heard
    }

    /// The rate of the sound that it sends.
    pub(in crate::media) fn rate(&self) -> Rate {
        let format = self.terms.as_ref().and_then(|terms| terms.formats.sending());
        format.map(|format| format.codec.rate()).unwrap_or_default()
    }

    fn say(&mut self, beat: Beat, frame: Option<Pcm>, desk: &mut Desk) -> Option<Pcm> {
        let (to, terms) = self.target().zip(self.terms.as_ref())?;
        let clock = |events: &EventFormat| terms.formats.clock().unwrap_or(events.clock);
        let (numbers, payload_type, payload, heard) = if let Some(format) = terms.formats.events
            && let Some((numbers, event)) = self.pressing.tick(beat.now, &mut self.stream, &format, clock(&format))
        {
            (numbers, format.send, &event.write()[..], Pcm::default())
        } else {
            let format = terms.formats.sending()?;
            let sounds = terms.formats.events.is_none() && self.dtmf != Dtmf::Info;
            let key = if sounds { self.pressing.sound(format.codec.rate()) } else { None };
            let frame = key.or(frame)?;
            let (numbers, payload) = self.mouth.code(beat, frame, (format, desk.opus_bit_rate), &mut self.stream);
            (numbers, format.send, payload, frame)
        };
        let Numbers { ssrc, seq: sequence, timestamp, begins: marker } = numbers;
        let mut bytes = rtp::write(&Header { marker, payload_type, sequence, timestamp, ssrc }, payload);
        let octets = payload.len();
        if !self.guard.seal_rtp(&mut bytes, sequence) {
            return None;
        }
        self.stream.count(octets);
        self.hearing.on_said(beat.now, &heard);
        desk.outputs.push_back(Output::Send { seat: self.name.seat, channel: Channel::Rtp, to, bytes });
        Some(heard)
    }
}
