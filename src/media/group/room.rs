//! A room: lines of one group that hear all others of it. In each beat what all of them say is added up once, and each
//! hears the sum without itself, within 16 bits (`audio::mix`). The work grows with the lines and not with their pairs.
//!
//! Who says nothing hears what all others like that hear, mixed once. A coach is in nobody's sum but that of the line
//! it coaches. Who may come in, and what is announced, is the engine's business.

use serde::{Deserialize, Serialize};

use super::super::command::{ClipId, Event, LineId, PlayId, Sounding};
use super::super::desk::Desk;
use super::super::fit::Fit;
use super::super::line::Line;
use super::super::play::Playing;
use super::super::press::Pressing;
use super::{Group, Place, Sounds};
use crate::audio::mix::{Limiter, Sum};
use crate::audio::{Pcm, Rate};

/// How a line is in the room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entered {
    muted: bool,
    coach: Option<LineId>,
    fit: Fit,
    limiter: Limiter,
}

/// What the room itself has to say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Room {
    limiter: Limiter,
    announcing: Vec<Announcing>,
    /// What coaches say in this beat, and to whom.
    #[serde(skip)]
    coaching: Vec<(LineId, Pcm)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Announcing {
    playing: Playing,
    fit: Fit,
    but: Option<LineId>,
    /// This beat has the last of it.
    is_over: bool,
    /// Its 20 ms of this beat.
    #[serde(skip)]
    frame: Option<Pcm>,
}

impl Entered {
    /// Whether anybody hears it.
    pub(super) fn speaks(&self) -> bool {
        !self.muted
    }

    /// Whether everybody hears it.
    fn speaks_to_all(&self) -> bool {
        !self.muted && self.coach.is_none()
    }
}

impl Room {
    /// Announces a clip no more.
    pub(super) fn hush_clip(&mut self, clip: ClipId) {
        self.announcing.retain(|announcing| !announcing.playing.is_clip(clip));
    }

    /// Plays something to all but one.
    pub(super) fn announce(&mut self, play: PlayId, what: Sounding, times: u32, but: Option<LineId>) {
        let playing = Playing::new(play, what, times);
        self.announcing.push(Announcing { playing, fit: Fit::default(), but, is_over: false, frame: None });
    }
}

impl Group {
    /// Brings a line into the room, or changes how it is in.
    pub(super) fn enter(&mut self, place: u32, muted: bool, coach: Option<LineId>) {
        self.part(place);
        let Some(Some(Place { line, entered, .. })) = self.places.get_mut(place as usize) else { return };
        match entered {
            Some(entered) => (entered.muted, entered.coach) = (muted, coach),
            None => {
                *entered = Some(Entered { muted, coach, ..Entered::default() });
                line.sound(None);
                line.hush();
            }
        }
    }

    /// Takes a line out of the room.
    pub(super) fn leave(&mut self, place: u32) {
        if let Some(Some(place)) = self.places.get_mut(place as usize) {
            place.entered = None;
            place.line.turn();
        }
    }

    /// The rate at which the room is mixed: that of the best line in it.
    pub(super) fn widest(&self) -> Rate {
        let inside = self.places.iter().flatten().filter(|place| place.entered.is_some());
        inside.map(|place| place.line.rate()).max().unwrap_or_default()
    }

    /// Lays down for each line in the room what it hears of the others; answers what is said in it altogether.
    pub(super) fn mix(&mut self, sounds: &mut [Sounds], desk: &mut Desk) -> Option<Pcm> {
        let has_lines = self.places.iter().flatten().any(|place| place.entered.is_some());
        let has_room = has_lines || self.recorders.iter().any(|recorder| recorder.line().is_none());
        if !has_room {
            self.room.announcing.clear();
            return None;
        }
        let mut sum = Sum::new(self.widest());
        self.gather(&mut sum, sounds);
        self.announce(&mut sum, desk);
        let whole = sum.whole(&mut self.room.limiter);
        let Self { places, room, .. } = self;
        for (place, sounds) in places.iter_mut().zip(sounds) {
            if let Some(Place { line, entered: Some(entered), .. }) = place {
                sounds.heard = Some(room.heard_by(line, entered, sounds.said.as_ref(), &sum, &whole));
            }
        }
        Some(whole)
    }

    /// Adds up what is said; what a line says is at the rate of the room afterwards.
    fn gather(&mut self, sum: &mut Sum, sounds: &mut [Sounds]) {
        self.room.coaching.clear();
        for (place, sounds) in self.places.iter_mut().zip(sounds) {
            let Some(Place { entered: Some(entered), .. }) = place else { continue };
            let Some(said) = sounds.said.filter(|_| entered.speaks()) else { continue };
            let said = entered.fit.fit(said, sum.rate());
            sounds.said = Some(said);
            match entered.coach {
                Some(coached) => self.room.coaching.push((coached, said)),
                None => sum.add(&said),
            }
        }
    }

    /// Adds what is announced.
    fn announce(&mut self, sum: &mut Sum, desk: &mut Desk) {
        let (group, clips) = (self.id, &self.clips);
        let mut keys = Pressing::default();
        self.room.announcing.retain(|announcing| !announcing.is_over);
        for announcing in &mut self.room.announcing {
            let step = announcing.playing.step(clips, &mut keys);
            announcing.is_over = step.is_over;
            announcing.frame = step.frame.map(|frame| announcing.fit.fit(frame, sum.rate()));
            announcing.frame.iter().for_each(|frame| sum.add(frame));
            if step.is_over {
                desk.tell(Event::Announced { group, play: announcing.playing.name() });
            }
        }
    }
}

impl Room {
    fn heard_by(&self, line: &Line, entered: &mut Entered, said: Option<&Pcm>, sum: &Sum, whole: &Pcm) -> Pcm {
        let name = line.name().line;
        let own = said.filter(|_| entered.speaks_to_all());
        let kept = self.announcing.iter().filter(|it| it.but == Some(name)).filter_map(|it| it.frame.as_ref());
        let mut less = own.into_iter().chain(kept).peekable();
        let mut more = self.coaching.iter().filter(|(to, _)| *to == name).peekable();
        if less.peek().is_none() && more.peek().is_none() {
            // When it speaks, its own limiter goes on where that of all stands.
            entered.limiter.clone_from(&self.limiter);
            return *whole;
        }
        let mut rest = *sum;
        less.for_each(|frame| rest.remove(frame));
        more.for_each(|(_, frame)| rest.add(frame));
        rest.whole(&mut entered.limiter)
    }
}
