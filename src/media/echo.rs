//! How loud our own sound may come back from a peer. Telephones with a loudspeaker echo, and the echo of a prompt is
//! speech to whoever listens for speech. How much quieter it is than what we said differs from one telephone to the
//! next, and is learned while a prompt is heard.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::audio::{Pcm, level};

/// Beats in which what we said may come back: 400 ms.
const DELAY: usize = 20;
/// As long as nothing is known of it, and at most, an echo is so much quieter than what we said, in dB; telephones
/// promise 20 and more.
const LOSS: i32 = 18;
/// Who speaks is this much louder than what came back until now, in dB.
const MARGIN: i32 = 6;
/// What we say more quietly than this, in dBm0, teaches nothing: what comes is the noise of the line.
const LOUD: i32 = -35;
/// Packets that make a lesson: 200 ms.
const LESSON: u32 = 10;
/// Lessons that are remembered, and those of them that must have been learned before any counts: a second.
const LESSONS: usize = 12;
const FIRST: usize = 5;
/// The newest ones do not count yet, for somebody may have begun to speak in them.
const TOO_NEW: usize = 2;
/// As quiet as nothing, in dBm0.
const NOTHING: i32 = -100;

/// What is known of the echo of one peer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Echo {
    /// How loud we were in the last beats, in dBm0.
    ours: VecDeque<i32>,
    lesson: Lesson,
    /// The least loss of each of the last lessons, in dB.
    learned: VecDeque<i32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Lesson {
    packets: u32,
    loss: i32,
}

impl Default for Lesson {
    fn default() -> Self {
        Self { packets: 0, loss: i32::MAX }
    }
}

impl Echo {
    /// A beat begins, in which we say nothing as far as is known.
    pub(super) fn on_beat(&mut self) {
        keep(&mut self.ours, NOTHING, DELAY);
    }

    /// We say this in the beat.
    pub(super) fn on_said(&mut self, frame: &Pcm) {
        if let Some(last) = self.ours.back_mut() {
            *last = loudness(frame);
        }
    }

    /// This has come while nobody spoke.
    pub(super) fn on_heard(&mut self, frame: &Pcm) {
        let ours = self.loudest();
        if ours < LOUD {
            return;
        }
        let Lesson { packets, loss } = &mut self.lesson;
        (*packets, *loss) = (*packets + 1, (*loss).min(ours - loudness(frame)));
        if *packets == LESSON {
            keep(&mut self.learned, *loss, LESSONS);
            self.lesson = Lesson::default();
        }
    }

    /// What is as loud as this, in dBm0, may be our echo.
    pub(super) fn loudness(&self) -> f64 {
        let lessons = self.learned.iter().rev().skip(TOO_NEW);
        let least = if lessons.len() < FIRST { None } else { lessons.min() };
        f64::from(self.loudest() - least.map_or(LOSS, |least| (least - MARGIN).max(LOSS)))
    }

    fn loudest(&self) -> i32 {
        self.ours.iter().copied().max().unwrap_or(NOTHING)
    }
}

fn keep(last: &mut VecDeque<i32>, next: i32, most: usize) {
    if last.len() == most {
        last.pop_front();
    }
    last.push_back(next);
}

fn loudness(frame: &Pcm) -> i32 {
    (level::dbm0(frame.as_slice()) as i32).max(NOTHING)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{Rate, voice};

    /// What is known after so many packets of a prompt that comes back so much quieter.
    fn after(packets: usize, parts: i16) -> Echo {
        let prompt = voice::start(1, packets * 160);
        let mut echo = Echo::default();
        for frame in prompt.chunks(160) {
            echo.on_beat();
            echo.on_said(&Pcm::from_slice(Rate::Narrow, frame));
            let back: Vec<i16> = frame.iter().map(|sample| sample.checked_div(parts).unwrap_or(0)).collect();
            echo.on_heard(&Pcm::from_slice(Rate::Narrow, &back));
        }
        echo
    }

    #[test]
    fn an_echo_is_as_loud_as_telephones_promise_until_it_is_known() {
        let echo = after(0, 0);
        assert!(echo.loudness() < -100.0, "nothing was said");
        let echo = after(40, 0);
        assert_eq!(echo.loudness(), f64::from(echo.loudest() - LOSS));
    }

    #[test]
    fn who_has_no_echo_may_speak_as_quietly_as_on_any_line() {
        let echo = after(150, 0);
        assert!(echo.loudness() < -60.0, "{}", echo.loudness());
    }

    #[test]
    fn what_comes_back_is_never_taken_for_somebody() {
        for parts in [8, 10, 20, 40] {
            let echo = after(150, parts);
            let back = f64::from(echo.loudest()) - 20.0 * f64::from(parts).log10();
            assert!(echo.loudness() > back, "{parts}: {} {back}", echo.loudness());
            assert!(echo.loudness() <= f64::from(echo.loudest() - LOSS));
        }
    }

    #[test]
    fn who_begins_to_speak_is_no_echo() {
        let mut echo = after(150, 0);
        for frame in voice::start(9, 2400).chunks(160) {
            echo.on_heard(&Pcm::from_slice(Rate::Narrow, frame));
            assert!(echo.loudness() < -60.0, "{}", echo.loudness());
        }
    }

    #[test]
    fn an_echo_that_begins_later_is_learned_and_one_that_ends_is_forgotten() {
        let mut echo = after(150, 0);
        let hear = |echo: &mut Echo, parts: i16| {
            for frame in voice::start(1, 24_000).chunks(160) {
                echo.on_beat();
                echo.on_said(&Pcm::from_slice(Rate::Narrow, frame));
                let back: Vec<i16> = frame.iter().map(|sample| sample.checked_div(parts).unwrap_or(0)).collect();
                echo.on_heard(&Pcm::from_slice(Rate::Narrow, &back));
            }
            echo.loudest() - echo.loudness() as i32
        };
        assert_eq!(hear(&mut echo, 10), LOSS);
        assert!(hear(&mut echo, 0) > 2 * LOSS);
    }
}
