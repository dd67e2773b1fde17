//! A recording under way: 20 ms of what is said and heard on one line for each beat, put into a file by others.
//!
//! Both channels take one frame of the same beat each, so they stay aligned however long it is. The newest second is
//! held back, because a command may cut it off. With trimming, silence waits in a `Hush` for the sound behind it.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::command::{Ended, Event, GroupId, LineId, Of, Recording};
use super::desk::{Desk, Output, Writing};
use super::fit::Fit;
use crate::audio::mix::{Limiter, Sum};
use crate::audio::silence::Detector;
use crate::audio::{Pcm, Rate};
use crate::base::RecordingSid;

/// Frames in a second, and milliseconds of one.
const SECOND: usize = 50;
const FRAME: u64 = 20;
/// What is handed out at once: 200 ms.
const CHUNK: usize = 10;
/// Frames of silence that trimming leaves before and behind the sound.
const BREATH: usize = 5;
/// Of a longer silence the rest is counted and not held: memory has an end.
const PATIENCE: usize = 60 * SECOND;

/// One recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Recorder {
    name: RecordingSid,
    group: GroupId,
    plan: Recording,
    rate: Rate,
    said: Fit,
    heard: Fit,
    /// How far the sum of both is turned down.
    #[serde(default)]
    limiter: Limiter,
    loudness: Detector,
    /// A second that may still be cut off.
    newest: VecDeque<Held>,
    hush: Hush,
    /// What goes out with the next chunk.
    ready: Vec<Held>,
    /// Frames since the beginning.
    taken: usize,
    /// Frames in a row without sound, up to now.
    quiet: usize,
    written: Written,
}

/// Silence that is part of the recording only if sound follows: its beginning, how much more it was, its end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Hush {
    first: Vec<Held>,
    more: usize,
    last: VecDeque<Held>,
}

/// A frame that is not handed out yet: one channel after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Held {
    frames: [Pcm; 2],
    sounds: bool,
}

/// Frames handed out so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Written {
    frames: usize,
    sounding: usize,
}

impl Recorder {
    /// Begins; `rate` is the widest of its lines.
    pub(super) fn begin(name: RecordingSid, group: GroupId, plan: Recording, rate: Rate, desk: &mut Desk) -> Self {
        let channels = 1 + u8::from(plan.is_dual);
        write(desk, group, name, Writing::Begin { rate, channels });
        Self {
            name,
            group,
            plan,
            rate,
            said: Fit::default(),
            heard: Fit::default(),
            limiter: Limiter::default(),
            loudness: Detector::default(),
            newest: VecDeque::with_capacity(SECOND + 1),
            hush: Hush::default(),
            ready: Vec::new(),
            taken: 0,
            quiet: 0,
            written: Written::default(),
        }
    }

    pub(super) fn name(&self) -> RecordingSid {
        self.name
    }

    /// Whose peer it is about; of a room it is about none.
    pub(super) fn line(&self) -> Option<LineId> {
        self.plan.of.line()
    }

    /// It goes on with another line, in the same file.
    pub(super) fn follow(&mut self, line: LineId) {
        self.plan.of = self.plan.of.on(line);
    }

    /// Whether what the peer hears is in it.
    pub(super) fn hears(&self) -> bool {
        !matches!(self.plan.of, Of::Said(_))
    }

    /// Whether what the peer says is in it.
    pub(super) fn says(&self) -> bool {
        matches!(self.plan.of, Of::Said(_) | Of::Both(_))
    }

    /// Takes the 20 ms of one beat; answers what has ended the recording with it.
    pub(super) fn take(&mut self, said: Option<&Pcm>, heard: Option<&Pcm>, desk: &mut Desk) -> Option<Ended> {
        let said = said.filter(|_| self.says()).map(|frame| self.said.fit(*frame, self.rate));
        let heard = heard.filter(|_| self.hears()).map(|frame| self.heard.fit(*frame, self.rate));
        let sum = self.sum(said.as_ref(), heard.as_ref());
        let sounds = self.loudness.feed(&sum);
        let silence = Pcm::silence(self.rate);
        let frames =
            if self.plan.is_dual { [said.unwrap_or(silence), heard.unwrap_or(silence)] } else { [sum, silence] };
        self.newest.push_back(Held { frames, sounds });
        self.quiet = if sounds { 0 } else { self.quiet + 1 };
        self.taken += 1;
        if self.newest.len() > SECOND {
            self.newest.pop_front().into_iter().for_each(|held| self.settle(held, desk));
        }
        self.ended()
    }

    /// Hands out the rest, without the newest `cut` of it, and tells how it was.
    pub(super) fn end(mut self, ended: Ended, cut: Duration, desk: &mut Desk) {
        let cut = cut.as_millis().div_ceil(u128::from(FRAME)).min(self.newest.len() as u128) as usize;
        self.newest.truncate(self.newest.len() - cut);
        for held in std::mem::take(&mut self.newest) {
            self.settle(held, desk);
        }
        if self.has_begun() {
            self.hush.breath().for_each(|held| self.put(held, desk));
        }
        self.hand_out(desk);
        write(desk, self.group, self.name, Writing::End);
        let Written { frames, sounding } = self.written;
        desk.tell(Event::Recorded {
            group: self.group,
            recording: self.name,
            ended,
            length: span(frames),
            sounding: span(sounding),
        });
    }

    /// The sum of both, which the two channels would be in one. Two at once may be too loud for it, and are turned down
    /// as in a room; one side alone stays as it is.
    fn sum(&mut self, said: Option<&Pcm>, heard: Option<&Pcm>) -> Pcm {
        if !(self.says() && self.hears()) {
            return said.or(heard).copied().unwrap_or_else(|| Pcm::silence(self.rate));
        }
        let mut sum = Sum::new(self.rate);
        said.into_iter().chain(heard).for_each(|frame| sum.add(frame));
        sum.whole(&mut self.limiter)
    }

    fn ended(&self) -> Option<Ended> {
        if self.plan.silence.is_some_and(|limit| span(self.quiet) >= limit) {
            return Some(Ended::Silence);
        }
        (span(self.taken) >= self.plan.longest).then_some(Ended::Longest)
    }

    /// Whether anything of it is for the file.
    fn has_begun(&self) -> bool {
        self.written.frames > 0
    }

    /// Nothing cuts it off any more.
    fn settle(&mut self, held: Held, desk: &mut Desk) {
        if self.plan.is_trimmed && !held.sounds {
            let patience = if self.has_begun() { PATIENCE } else { 0 };
            return self.hush.add(held, patience);
        }
        let Hush { first, more, last } = std::mem::take(&mut self.hush);
        first.into_iter().for_each(|held| self.put(held, desk));
        if more > 0 && self.has_begun() {
            self.hand_out(desk);
            self.written.frames += more;
            write(desk, self.group, self.name, Writing::Silence(more * self.width()));
        }
        last.into_iter().for_each(|held| self.put(held, desk));
        self.put(held, desk);
    }

    fn put(&mut self, held: Held, desk: &mut Desk) {
        self.written.frames += 1;
        self.written.sounding += usize::from(held.sounds);
        self.ready.push(held);
        if self.ready.len() >= CHUNK {
            self.hand_out(desk);
        }
    }

    /// Samples of a frame, those of all channels.
    fn width(&self) -> usize {
        self.rate.samples() * (1 + usize::from(self.plan.is_dual))
    }

    /// Hands out what is ready, the channels in turn.
    fn hand_out(&mut self, desk: &mut Desk) {
        if self.ready.is_empty() {
            return;
        }
        let mut samples = Vec::with_capacity(self.ready.len() * self.width());
        for Held { frames: [one, other], .. } in self.ready.drain(..) {
            if self.plan.is_dual {
                samples.extend(one.as_slice().iter().zip(other.as_slice()).flat_map(|(one, other)| [*one, *other]));
            } else {
                samples.extend_from_slice(one.as_slice());
            }
        }
        write(desk, self.group, self.name, Writing::Samples(samples));
    }
}

impl Hush {
    /// One more frame; beyond `patience` only the newest are held.
    fn add(&mut self, held: Held, patience: usize) {
        if self.first.len() < patience {
            return self.first.push(held);
        }
        self.last.push_back(held);
        if self.last.len() > BREATH {
            self.last.pop_front();
            self.more += 1;
        }
    }

    /// What stays of it behind the last sound.
    fn breath(&mut self) -> impl Iterator<Item = Held> + use<> {
        std::mem::take(&mut self.first).into_iter().take(BREATH)
    }
}

fn write(desk: &mut Desk, group: GroupId, recording: RecordingSid, what: Writing) {
    desk.outputs.push_back(Output::Write { group, recording, what });
}

fn span(frames: usize) -> Duration {
    Duration::from_millis(FRAME) * frames.min(u32::MAX as usize) as u32
}
