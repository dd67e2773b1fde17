//! A frame of linear sound at one of the two rates that calls are processed at.
//!
//! Converting between the rates is `resample`. The old `Frame` of 160 samples stays where
//! sound is narrow by nature: tones, test voices.

use serde::{Deserialize, Serialize};

use super::{Frame, Rate};

/// Samples of the longest frame.
const WIDEST: usize = 320;

/// 20 ms of linear sound, one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Pcm {
    rate: Rate,
    /// Zero behind the frame, so that equal sounds are equal values.
    samples: [i16; WIDEST],
}

impl Pcm {
    /// A frame without sound.
    pub const fn silence(rate: Rate) -> Self {
        Self { rate, samples: [0; WIDEST] }
    }

    /// The first 20 ms of `samples`; silence follows where they are fewer.
    pub fn from_slice(rate: Rate, samples: &[i16]) -> Self {
        let mut frame = Self::silence(rate);
        frame.as_mut_slice().iter_mut().zip(samples).for_each(|(to, from)| *to = *from);
        frame
    }

    /// The rate of the samples.
    pub const fn rate(&self) -> Rate {
        self.rate
    }

    /// The 160 or 320 samples.
    pub fn as_slice(&self) -> &[i16] {
        &self.samples[..self.rate.samples()]
    }

    /// The 160 or 320 samples, to be changed.
    pub fn as_mut_slice(&mut self) -> &mut [i16] {
        &mut self.samples[..self.rate.samples()]
    }
}

impl Default for Pcm {
    fn default() -> Self {
        Self::silence(Rate::default())
    }
}

impl From<Frame> for Pcm {
    fn from(frame: Frame) -> Self {
        Self::from_slice(Rate::Narrow, &frame)
    }
}

/// How a frame is written down.
#[derive(Serialize, Deserialize)]
struct Written {
    rate: Rate,
    samples: Vec<i16>,
}

impl From<Pcm> for Written {
    fn from(frame: Pcm) -> Self {
        Self { rate: frame.rate, samples: frame.as_slice().to_vec() }
    }
}

impl From<Written> for Pcm {
    fn from(written: Written) -> Self {
        Self::from_slice(written.rate, &written.samples)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_twenty_milliseconds_whatever_it_is_made_from() {
        for rate in [Rate::Narrow, Rate::Wide] {
            assert_eq!(rate.samples() * 50, rate.hz() as usize);
            assert_eq!(rate.in_ms(20), rate.samples());
            let long: Vec<i16> = (1..1000).collect();
            assert_eq!(Pcm::from_slice(rate, &long).as_slice(), &long[..rate.samples()]);
            let short = Pcm::from_slice(rate, &[7, 8]);
            assert_eq!(short.as_slice().len(), rate.samples());
            assert_eq!(short.as_slice()[..3], [7, 8, 0]);
            let text = serde_json::to_string(&short).unwrap();
            assert_eq!(serde_json::from_str::<Pcm>(&text).unwrap(), short);
        }
        assert_eq!(Pcm::default().as_slice(), [0; 160]);
    }
}
