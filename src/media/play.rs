//! One thing being played to a peer, frame after frame of 20 ms: a clip, keys, the beep. Sending it is `mouth`.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::clip::{Clips, Cursor};
use super::command::{ClipId, PlayId, Sounding};
use super::press::Pressing;
use crate::audio::tone::chime;
use crate::audio::{Pcm, Rate};

/// A key of `Sounding::Keys`, in frames: so much of it, so much until the next.
const KEY: u32 = 5;
const BETWEEN: u32 = 5;
/// A `w`.
const WAIT: u32 = 25;

/// What is being played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Playing {
    play: PlayId,
    what: What,
    /// How often still, this time included; `None` until hushed.
    left: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum What {
    Clip {
        clip: ClipId,
        cursor: Cursor,
    },
    Keys {
        keys: String,
        waiting: VecDeque<char>,
        rest: u32,
    },
    /// At 16 kHz.
    Made {
        samples: Vec<i16>,
        at: usize,
    },
}

/// 20 ms of something played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// The sound, at its own rate; nothing when it was over before.
    pub(super) frame: Option<Pcm>,
    /// That was all of it.
    pub(super) is_over: bool,
}

impl Playing {
    pub(super) fn new(play: PlayId, what: Sounding, times: u32) -> Self {
        let what = match what {
            Sounding::Clip(clip) => What::Clip { clip, cursor: Cursor::default() },
            Sounding::Keys(keys) => What::Keys { waiting: keys.chars().collect(), keys, rest: 0 },
            Sounding::Beep => What::Made { samples: chime::beep(Rate::Wide), at: 0 },
            Sounding::Coming => What::Made { samples: chime::enter(Rate::Wide), at: 0 },
            Sounding::Leaving => What::Made { samples: chime::leave(Rate::Wide), at: 0 },
        };
        Self { play, what, left: (times > 0).then_some(times) }
    }

    pub(super) fn name(&self) -> PlayId {
        self.play
    }

    /// Whether it is this clip.
    pub(super) fn is_clip(&self, id: ClipId) -> bool {
        matches!(self.what, What::Clip { clip, .. } if clip == id)
    }

    /// Whether it is more than keys.
    pub(super) fn sounds(&self) -> bool {
        !matches!(self.what, What::Keys { .. })
    }

    /// The next 20 ms; keys are pressed by `pressing`, which sounds in place of the frame.
    pub(super) fn step(&mut self, clips: &Clips, pressing: &mut Pressing) -> Step {
        match &mut self.what {
            What::Clip { clip, cursor } => step_clip(clips, *clip, cursor, &mut self.left),
            What::Keys { keys, waiting, rest } => {
                if *rest == 0 && waiting.is_empty() && again(&mut self.left) && !keys.is_empty() {
                    waiting.extend(keys.chars());
                }
                step_keys(waiting, rest, &self.left, pressing)
            }
            What::Made { samples, at } => {
                if *at >= samples.len() && again(&mut self.left) {
                    *at = 0;
                }
                let rest = samples.get(*at..).unwrap_or_default();
                *at += Rate::Wide.samples();
                let is_over = *at >= samples.len() && is_last(&self.left);
                Step { frame: Some(Pcm::from_slice(Rate::Wide, rest)), is_over }
            }
        }
    }
}

fn step_clip(clips: &Clips, id: ClipId, cursor: &mut Cursor, left: &mut Option<u32>) -> Step {
    let Some(clip) = clips.get(id) else { return Step { frame: Some(Pcm::default()), is_over: false } };
    let mut frame = Pcm::silence(clip.rate());
    let room = frame.as_mut_slice();
    let mut filled = clip.read(cursor, room);
    while filled < room.len() && clip.is_whole() && !clip.is_empty() && again(left) {
        *cursor = Cursor::default();
        filled += clip.read(cursor, &mut room[filled..]);
    }
    let is_over = clip.is_whole() && clip.is_read(cursor) && (clip.is_empty() || is_last(left));
    Step { frame: (filled > 0 || !is_over).then_some(frame), is_over }
}

fn step_keys(waiting: &mut VecDeque<char>, rest: &mut u32, left: &Option<u32>, pressing: &mut Pressing) -> Step {
    if *rest == 0 {
        *rest = match waiting.pop_front() {
            Some('w' | 'W') => WAIT,
            Some(key) => {
                pressing.press(key, Duration::from_millis(u64::from(KEY) * 20));
                KEY + BETWEEN
            }
            None => return Step { frame: None, is_over: true },
        };
    }
    *rest -= 1;
    // The pause behind the last key is part of it, so that a second string can follow.
    let is_over = *rest == 0 && waiting.is_empty() && is_last(left);
    Step { frame: Some(Pcm::silence(Rate::Narrow)), is_over }
}

/// Begins once more, if it may.
fn again(left: &mut Option<u32>) -> bool {
    let more = !is_last(left);
    if more && let Some(left) = left {
        *left -= 1;
    }
    more
}

fn is_last(left: &Option<u32>) -> bool {
    left.is_some_and(|left| left <= 1)
}
