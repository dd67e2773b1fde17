//! WAV files: the header that a recording is written with, and a reader for those that telephony writes.
//!
//! Only what a line can be recorded as: PCM of 8 and 16 bits and the two laws of G.711. Sounds of strangers are read by
//! the loader of the edge, which knows more formats. Sizes in a file are believed as far as the file goes (M22): a
//! recorder that died leaves them behind, and others lie.

use thiserror::Error;

/// How samples are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// 8 bits, unsigned.
    Pcm8,
    /// 16 bits, signed, little end first.
    Pcm16,
    /// G.711 A-law.
    ALaw,
    /// G.711 µ-law.
    MuLaw,
}

/// A file that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wav<'a> {
    /// How samples are written.
    pub format: Format,
    /// Channels, whose samples take turns.
    pub channels: u16,
    /// Samples of each channel in a second.
    pub rate: u32,
    /// The coded samples.
    pub data: &'a [u8],
}

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WavFault {
    /// It does not begin as one.
    #[error("this is no WAV file: it does not begin with RIFF and WAVE")]
    NotWav,
    /// It ends before its samples begin.
    #[error("the WAV file ends before its {0}: it was cut off on its way")]
    Truncated(&'static str),
    /// GSM 06.10.
    #[error("the WAV file is GSM 06.10: convert it to 16-bit PCM")]
    Gsm,
    /// A coding that is not read here.
    #[error("the WAV file is of format {tag:#06x} with {bits} bits: convert it to 16-bit PCM")]
    Unknown {
        /// The format tag.
        tag: u16,
        /// Bits of a sample.
        bits: u16,
    },
    /// No or too many channels.
    #[error("the WAV file has {0} channels: one or two can be used")]
    Channels(u16),
    /// A rate that no sound has.
    #[error("the WAV file has {0} samples in a second: 4000 to 192000 can be used")]
    Rate(u32),
}

/// The length of the header written here; samples follow.
pub const HEADER: usize = 44;

const GSM: u16 = 0x31;
/// The real tag is in the first two bytes of the sub-format.
const EXTENSIBLE: u16 = 0xfffe;

/// The row of a format: its tag and the bits of a sample.
const FORMATS: [(Format, u16, u16); 4] =
    [(Format::Pcm8, 1, 8), (Format::Pcm16, 1, 16), (Format::ALaw, 6, 8), (Format::MuLaw, 7, 8)];

/// The header of a file with so many bytes of samples. Written again from time to time while the file grows, so that a
/// crash leaves a file that is read up to there.
pub fn header(format: Format, channels: u16, rate: u32, data: u32) -> [u8; HEADER] {
    let (tag, bits) = FORMATS.iter().find(|row| row.0 == format).map_or((1, 16), |row| (row.1, row.2));
    let block = channels.saturating_mul(bits / 8);
    let mut header = [0; HEADER];
    let fields: [&[u8]; 13] = [
        b"RIFF",
        &data.saturating_add(HEADER as u32 - 8).to_le_bytes(),
        b"WAVE",
        b"fmt ",
        &16u32.to_le_bytes(),
        &tag.to_le_bytes(),
        &channels.to_le_bytes(),
        &rate.to_le_bytes(),
        &rate.saturating_mul(u32::from(block)).to_le_bytes(),
        &block.to_le_bytes(),
        &bits.to_le_bytes(),
        b"data",
        &data.to_le_bytes(),
    ];
    header.iter_mut().zip(fields.into_iter().flatten()).for_each(|(to, from)| *to = *from);
    header
}

/// Reads a file.
pub fn read(file: &[u8]) -> Result<Wav<'_>, WavFault> {
    let is_wav = file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WAVE");
    let mut rest = file.get(12..).filter(|_| is_wav).ok_or(WavFault::NotWav)?;
    let mut form = None;
    while let Some((name, size, body)) = chunk(rest) {
        // A chunk that claims more than there is ends where the file ends.
        let own = &body[..body.len().min(size)];
        match (name, form) {
            (b"fmt ", _) => form = Some(read_format(own)?),
            (b"data", Some((format, channels, rate))) => return Ok(Wav { format, channels, rate, data: own }),
            (b"data", None) => return Err(WavFault::Truncated("format")),
            _ => {}
        }
        // Chunks begin at even places.
        rest = body.get(size.saturating_add(size % 2)..).unwrap_or_default();
    }
    Err(WavFault::Truncated(if form.is_none() { "format" } else { "samples" }))
}

/// The name, the claimed size, and everything behind them.
fn chunk(rest: &[u8]) -> Option<(&[u8; 4], usize, &[u8])> {
    let (name, rest) = rest.split_first_chunk()?;
    let (size, body) = rest.split_first_chunk()?;
    Some((name, u32::from_le_bytes(*size) as usize, body))
}

fn read_format(chunk: &[u8]) -> Result<(Format, u16, u32), WavFault> {
    let number = |at: usize| chunk.get(at..at + 2).map(|b| u16::from_le_bytes([b[0], b[1]]));
    let field = |at| number(at).ok_or(WavFault::Truncated("format"));
    let tag = match field(0)? {
        EXTENSIBLE => field(24)?,
        tag => tag,
    };
    let (channels, bits) = (field(2)?, field(14)?);
    let rate = u32::from(field(4)?) | u32::from(field(6)?) << 16;
    let format = match FORMATS.iter().find(|row| row.1 == tag && row.2 == bits) {
        Some((format, ..)) => *format,
        None if tag == GSM => return Err(WavFault::Gsm),
        None => return Err(WavFault::Unknown { tag, bits }),
    };
    if !(1..=2).contains(&channels) {
        return Err(WavFault::Channels(channels));
    }
    if !(4000..=192_000).contains(&rate) {
        return Err(WavFault::Rate(rate));
    }
    Ok((format, channels, rate))
}

impl Wav<'_> {
    /// The samples of all channels in turns, as 16-bit linear sound; half a sample at the end is left out.
    pub fn samples(&self) -> Vec<i16> {
        let bytes = self.data.iter().copied();
        match self.format {
            Format::Pcm8 => bytes.map(|byte| (i16::from(byte) - 128) * 256).collect(),
            Format::Pcm16 => self.data.as_chunks().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect(),
            Format::ALaw => bytes.map(audio_codec_algorithms::decode_alaw).collect(),
            Format::MuLaw => bytes.map(audio_codec_algorithms::decode_ulaw).collect(),
        }
    }

    /// The samples of one channel, the first being 0.
    pub fn channel(&self, channel: u16) -> Vec<i16> {
        let step = usize::from(self.channels.max(1));
        self.samples().into_iter().skip(usize::from(channel)).step_by(step).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Format; 4] = [Format::Pcm8, Format::Pcm16, Format::ALaw, Format::MuLaw];

    fn file(format: Format, channels: u16, data: &[u8]) -> Vec<u8> {
        [&header(format, channels, 8000, data.len() as u32)[..], data].concat()
    }

    #[test]
    fn what_is_written_is_read() {
        for format in ALL {
            let data: Vec<u8> = (0..=255).collect();
            let file = file(format, 2, &data);
            let wav = read(&file).unwrap();
            assert_eq!(wav, Wav { format, channels: 2, rate: 8000, data: &data });
            assert_eq!(wav.channel(1).len() * 2, wav.samples().len());
        }
        let linear = file(Format::Pcm16, 1, &[0x34, 0x12, 0xff, 0xff, 7]);
        assert_eq!(read(&linear).unwrap().samples(), [0x1234, -1]);
        assert_eq!(read(&file(Format::Pcm8, 1, &[0, 128, 255])).unwrap().samples(), [-32_768, 0, 32_512]);
        assert_eq!(read(&file(Format::MuLaw, 1, &[0xff])).unwrap().samples(), [0]);
    }

    #[test]
    fn the_independent_reader_agrees_on_the_header() {
        let file = file(Format::Pcm16, 2, &[1, 0, 2, 0, 3, 0, 4, 0]);
        let mut reader = hound::WavReader::new(&file[..]).unwrap();
        assert_eq!((reader.spec().channels, reader.spec().sample_rate, reader.spec().bits_per_sample), (2, 8000, 16));
        assert_eq!(reader.samples::<i16>().map(Result::unwrap).collect::<Vec<_>>(), [1, 2, 3, 4]);
    }

    #[test]
    fn m22_sizes_that_lie_are_believed_as_far_as_the_file_goes() {
        let mut lying = file(Format::Pcm16, 1, &[1, 0, 2, 0]);
        lying[40..44].copy_from_slice(&u32::MAX.to_le_bytes());
        lying[4..8].copy_from_slice(&0u32.to_le_bytes());
        assert_eq!(read(&lying).unwrap().samples(), [1, 2]);
        let mut lost = file(Format::Pcm16, 1, &[1, 0]);
        lost[16..20].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(read(&lost), Err(WavFault::Truncated("samples")));
    }

    #[test]
    fn m22_what_cannot_be_used_is_refused_by_name() {
        let bent = |at: usize, value: u16| {
            let mut file = file(Format::Pcm16, 1, &[0; 4]);
            file[at..at + 2].copy_from_slice(&value.to_le_bytes());
            read(&file).unwrap_err()
        };
        assert_eq!(bent(20, GSM), WavFault::Gsm);
        assert_eq!(bent(20, 3), WavFault::Unknown { tag: 3, bits: 16 });
        assert_eq!(bent(22, 8), WavFault::Channels(8));
        assert_eq!(bent(22, 0), WavFault::Channels(0));
        assert_eq!(bent(24, 1), WavFault::Rate(1));
        assert_eq!(read(b""), Err(WavFault::NotWav));
        assert_eq!(read(b"ID3 this is an mp3 file"), Err(WavFault::NotWav));
        let whole = file(Format::Pcm16, 1, &[]);
        assert_eq!(read(&whole[..30]), Err(WavFault::Truncated("format")));
        assert_eq!(read(&whole[..36]), Err(WavFault::Truncated("samples")));
    }

    #[test]
    fn other_chunks_are_skipped_with_their_padding() {
        let whole = file(Format::ALaw, 1, &[0xd5; 3]);
        let odd = [&whole[..36], b"LIST\x03\0\0\0abc\0", &whole[36..]].concat();
        assert_eq!(read(&odd).unwrap().data, [0xd5; 3]);
    }

    proptest! {
        #[test]
        fn hostile_files_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0usize..60) {
            let _ = read(&bytes);
            let mut file = file(Format::Pcm16, 1, &[0; 64]);
            file.splice(at..(at + bytes.len()).min(108), bytes);
            if let Ok(wav) = read(&file) {
                prop_assert!(wav.samples().len() <= file.len());
            }
        }
    }
}
