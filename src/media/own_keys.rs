//! The keys that a peer was let hear as tones, pressed by us, played, or said by whoever else it hears. One that comes
//! back a moment later and quieter is an echo of the line and no key of the peer.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::audio::digits::{Detector, Press};
use crate::audio::resample::Halver;
use crate::audio::{Pcm, level};
use crate::base::Time;

/// So late something may come back, as in `echo`.
const DELAY: Duration = Duration::from_millis(400);
/// At least so much quieter it is, in dB: what hybrids promise (ITU-T G.168). The key of a peer is about as loud as
/// ours.
const LOSS: i32 = 6;
/// After so long a silence of ours what was heard before has nothing to do with what follows.
const PAUSE: Duration = Duration::from_millis(100);
/// Keys that are remembered: more than can be pressed while one may come back.
const MOST: usize = 8;

/// The keys that one peer has heard of late.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OwnKeys {
    halver: Halver,
    detector: Detector,
    /// When we said something last.
    said: Option<Time>,
    heard: VecDeque<Heard>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Heard {
    key: char,
    /// In dBm0.
    loudness: i32,
    /// Until when it may come back.
    until: Time,
}

impl OwnKeys {
    /// The peer hears this now, coded by us.
    pub(super) fn on_said(&mut self, now: Time, frame: &Pcm) {
        if self.said.replace(now).is_some_and(|said| now - said > PAUSE) {
            self.detector = Detector::default();
        }
        let narrow = self.halver.frame(frame);
        for press in self.detector.feed(narrow.as_slice()) {
            if let Press::Began { digit, .. } = press {
                self.on_key(now, digit, loudness(&narrow));
            }
        }
        if self.detector.is_down()
            && let Some(last) = self.heard.back_mut()
        {
            *last = Heard { loudness: last.loudness.max(loudness(&narrow)), until: now + DELAY, ..*last };
        }
    }

    /// The peer hears this key now.
    pub(super) fn on_key(&mut self, now: Time, key: char, loudness: i32) {
        self.heard.retain(|heard| now <= heard.until && heard.key != key);
        if self.heard.len() == MOST {
            self.heard.pop_front();
        }
        self.heard.push_back(Heard { key, loudness, until: now + DELAY });
    }

    /// Whether a key that comes now, so loud, is one of them that comes back.
    pub(super) fn are_echoed_by(&self, now: Time, key: char, loudness: i32) -> bool {
        let is_it = |heard: &Heard| heard.key == key && now <= heard.until && loudness <= heard.loudness - LOSS;
        self.heard.iter().any(is_it)
    }
}

/// How loud a frame is, in dBm0.
pub(super) fn loudness(frame: &Pcm) -> i32 {
    level::dbm0(frame.as_slice()).round() as i32
}
