//! What somebody says, cut out of the silence around it, for recognisers that take whole files: a
//! breath before its first word, a breath behind its last. Where nobody speaks nothing is asked,
//! for models that hear silence make words of it.

use crate::audio::voice_activity::Activity;
use crate::audio::{Pcm, Rate};

/// Milliseconds that are kept before the first word and behind the last.
const BREATH: u32 = 500;

/// Speech being gathered.
#[derive(Debug)]
pub(super) struct Utterance {
    rate: Rate,
    activity: Activity,
    samples: Vec<i16>,
    /// Behind the last sample of speech; none while nobody has spoken.
    spoken: Option<usize>,
    most: usize,
}

impl Utterance {
    /// Gathers at most so many seconds.
    pub(super) fn new(rate: Rate, seconds: u64) -> Self {
        let most = usize::try_from(seconds.saturating_mul(u64::from(rate.hz()))).unwrap_or(usize::MAX);
        Self { rate, activity: Activity::default(), samples: Vec::new(), spoken: None, most }
    }

    /// Takes in what comes next; true when there is no room for more.
    pub(super) fn feed(&mut self, samples: &[i16]) -> bool {
        for frame in samples.chunks(self.rate.samples()) {
            let speaks = self.activity.feed(&Pcm::from_slice(self.rate, frame));
            self.samples.extend_from_slice(frame);
            if speaks {
                self.spoken = Some(self.samples.len());
            } else if self.spoken.is_none() {
                let surplus = self.samples.len().saturating_sub(self.rate.in_ms(BREATH));
                self.samples.drain(..surplus);
            }
        }
        self.samples.len() >= self.most
    }

    /// What was said since the last time, if anything was.
    pub(super) fn take(&mut self) -> Option<Vec<i16>> {
        let mut samples = std::mem::take(&mut self.samples);
        let spoken = self.spoken.take()?;
        samples.truncate(spoken.saturating_add(self.rate.in_ms(BREATH)));
        Some(samples)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::voice;

    #[test]
    fn speech_is_cut_out_of_the_silence_around_it() {
        let mut utterance = Utterance::new(Rate::Narrow, 60);
        utterance.feed(&[0; 24_000]);
        utterance.feed(&voice::start(3, 16_000));
        assert!(!utterance.feed(&[0; 40_000]));
        let said = utterance.take().expect("somebody spoke");
        // Two seconds with half a second on both sides, and what the detector takes to notice an end.
        assert!((22_000..28_000).contains(&said.len()), "{}", said.len());
        assert_eq!(utterance.take(), None, "it is said once");
    }

    #[test]
    fn silence_says_nothing_and_takes_no_room() {
        let mut utterance = Utterance::new(Rate::Narrow, 2);
        assert!(!utterance.feed(&[0; 80_000]));
        assert!(utterance.samples.len() <= 4000);
        assert_eq!(utterance.take(), None);
    }

    #[test]
    fn a_speaker_without_end_is_cut() {
        let mut utterance = Utterance::new(Rate::Narrow, 2);
        let voice = voice::start(3, 24_000);
        assert!(voice.chunks(160).any(|frame| utterance.feed(frame)));
        assert!(utterance.take().is_some_and(|said| said.len() <= 24_000));
    }
}
