//! Sound files of the town: what `replay --wav` writes, and what lies beside a story.

use super::rate::halve;
use crate::audio::Rate;
use crate::audio::codec::Law;
use crate::audio::resample::convert;
use crate::wire::wav::{self, Format};

/// A WAV file of 16 bits.
pub fn write(rate: Rate, channels: u16, samples: &[i16]) -> Vec<u8> {
    let bytes = samples.iter().flat_map(|sample| sample.to_le_bytes());
    let length = u32::try_from(2 * samples.len()).unwrap_or(u32::MAX);
    wav::header(Format::Pcm16, channels, rate.hz(), length).into_iter().chain(bytes).collect()
}

/// The samples of a WAV file at 8 kHz; two channels become one.
///
/// # Errors
///
/// What is wrong with it.
pub fn read(file: &[u8]) -> Result<Vec<i16>, String> {
    let file = wav::read(file).map_err(|fault| fault.to_string())?;
    let all: Vec<i16> = match file.format {
        Format::Pcm8 => file.data.iter().map(|sample| (i16::from(*sample) - 128) << 8).collect(),
        Format::Pcm16 => file.data.as_chunks().0.iter().map(|sample| i16::from_le_bytes(*sample)).collect(),
        Format::ALaw => Law::A.decode_all(file.data),
        Format::MuLaw => Law::Mu.decode_all(file.data),
    };
    let channels = i32::from(file.channels.max(1));
    let mean = |frame: &[i16]| (frame.iter().map(|sample| i32::from(*sample)).sum::<i32>() / channels) as i16;
    let mono: Vec<i16> = all.chunks_exact(usize::from(file.channels.max(1))).map(mean).collect();
    match file.rate {
        8000 => Ok(mono),
        16_000 => Ok(halve(&mono)),
        hz => convert(&mono, hz, Rate::Narrow).map_err(|fault| fault.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::synth;
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let sound = synth::own_voice(0, 4000);
        assert_eq!(read(&write(Rate::Narrow, 1, &sound)).unwrap(), sound);
        let both: Vec<i16> = sound.iter().flat_map(|sample| [*sample, *sample]).collect();
        assert_eq!(read(&write(Rate::Narrow, 2, &both)).unwrap(), sound);
        assert!(read(b"no sound").is_err());
    }
}
