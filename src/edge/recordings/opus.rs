//! An Ogg file of Opus that grows (RFC 3533, RFC 7845): a tenth of WAV. A page is written each second, so a crash
//! leaves a file that is read up to there without being mended.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use opusic_c::{Application, Bitrate, Channels, Encoder, SampleRate, Signal};

/// Bits in a second of one channel.
const BITS: u32 = 24_000;
/// Packets of 20 ms on one page.
const PACKETS: usize = 50;
/// Segments that a page has room for.
const SEGMENTS: usize = 255;
/// Positions in Ogg are counted at 48 kHz whatever the rate (RFC 7845 §4).
const GRANULES: u64 = 960;
/// Room for one packet (RFC 6716 §3.2.1), twice for two channels.
const PACKET: usize = 2 * 1275;

/// Whether a page is the first or the last of its stream (RFC 3533 §6).
const FIRST: u8 = 2;
const LAST: u8 = 4;

/// A file being written.
pub(super) struct OpusFile {
    file: File,
    encoder: Encoder,
    /// Samples of one frame, all channels.
    frame: usize,
    waiting: Vec<i16>,
    packets: Vec<Vec<u8>>,
    segments: usize,
    page: u32,
    serial: u32,
    /// Of the encoder, at 48 kHz; readers leave so much out at the beginning.
    delay: u16,
    frames: u64,
    /// Samples that were given, all channels.
    length: u64,
    channels: u8,
    /// Samples of 48 kHz for each of ours.
    factor: u64,
}

impl OpusFile {
    /// Begins a file at 8 or 16 kHz; there must be none of its name.
    pub(super) fn create(path: &Path, rate: u32, channels: u8, serial: u32) -> io::Result<Self> {
        let failed = |code: opusic_c::ErrorCode| io::Error::other(format!("libopus: {code:?}"));
        let own = if rate == 16_000 { SampleRate::Hz16000 } else { SampleRate::Hz8000 };
        let both = if channels == 2 { Channels::Stereo } else { Channels::Mono };
        let mut encoder = Encoder::new(both, own, Application::Audio).map_err(failed)?;
        encoder.set_bitrate(Bitrate::Value(BITS * u32::from(channels))).map_err(failed)?;
        encoder.set_complexity(5).map_err(failed)?;
        encoder.set_signal(Signal::Voice).map_err(failed)?;
        let factor = 48_000 / u64::from(rate.max(1));
        let delay = u64::from(encoder.get_look_ahead().map_err(failed)?) * factor;
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        let mut own = Self {
            file,
            encoder,
            frame: rate as usize / 50 * usize::from(channels),
            waiting: Vec::new(),
            packets: Vec::new(),
            segments: 0,
            page: 0,
            serial,
            delay: u16::try_from(delay).unwrap_or(312),
            frames: 0,
            length: 0,
            channels: channels.max(1),
            factor,
        };
        own.heads(rate, channels)?;
        Ok(own)
    }

    /// Appends samples.
    pub(super) fn write(&mut self, samples: &[i16]) -> io::Result<()> {
        self.length += samples.len() as u64;
        self.waiting.extend_from_slice(samples);
        while self.waiting.len() >= self.frame {
            let rest = self.waiting.split_off(self.frame);
            let frame = std::mem::replace(&mut self.waiting, rest);
            self.encode(&frame)?;
        }
        Ok(())
    }

    /// Writes the rest; the last page tells the exact length (RFC 7845 §4.4).
    pub(super) fn finish(mut self) -> io::Result<File> {
        let end = self.length / u64::from(self.channels) * self.factor + u64::from(self.delay);
        // What the encoder still holds comes out behind silence.
        while self.frames * GRANULES < end {
            let lacking = self.frame - self.waiting.len();
            self.write(&vec![0; lacking])?;
        }
        self.flush(LAST, end)?;
        Ok(self.file)
    }

    fn encode(&mut self, frame: &[i16]) -> io::Result<()> {
        // The library takes signed samples under an unsigned type.
        let input: Vec<u16> = frame.iter().map(|sample| sample.cast_unsigned()).collect();
        let mut packet = vec![0; PACKET];
        let written = self.encoder.encode_to_slice(&input, &mut packet);
        packet.truncate(written.map_err(|code| io::Error::other(format!("libopus: {code:?}")))?);
        if self.packets.len() == PACKETS || self.segments + segments(&packet) > SEGMENTS {
            self.flush(0, self.frames * GRANULES)?;
        }
        self.segments += segments(&packet);
        self.packets.push(packet);
        self.frames += 1;
        Ok(())
    }

    /// The two packets that begin a stream, each on a page of its own (RFC 7845 §5).
    fn heads(&mut self, rate: u32, channels: u8) -> io::Result<()> {
        let mut head = b"OpusHead\x01".to_vec();
        head.push(channels);
        head.extend(self.delay.to_le_bytes());
        head.extend(rate.to_le_bytes());
        head.extend([0; 3]);
        self.packets = vec![head];
        self.flush(FIRST, 0)?;
        let mut tags = b"OpusTags".to_vec();
        tags.extend(10u32.to_le_bytes());
        tags.extend(b"callwright");
        tags.extend([0; 4]);
        self.packets = vec![tags];
        self.flush(0, 0)
    }

    /// One page with all packets that wait (RFC 3533 §6).
    fn flush(&mut self, kind: u8, position: u64) -> io::Result<()> {
        let packets = std::mem::take(&mut self.packets);
        self.segments = 0;
        let mut lacing = Vec::new();
        for packet in &packets {
            lacing.extend(std::iter::repeat_n(255, packet.len() / 255));
            lacing.push((packet.len() % 255) as u8);
        }
        let mut page = b"OggS\0".to_vec();
        page.push(kind);
        page.extend(position.to_le_bytes());
        page.extend(self.serial.to_le_bytes());
        page.extend(self.page.to_le_bytes());
        page.extend([0; 4]);
        page.push(u8::try_from(lacing.len()).map_err(|_| io::Error::other("an Ogg page is too full"))?);
        page.extend(lacing);
        page.extend(packets.concat());
        let sum = checksum(&page).to_le_bytes();
        page.splice(22..26, sum);
        self.page += 1;
        self.file.write_all(&page)
    }
}

impl std::fmt::Debug for OpusFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpusFile").field("frames", &self.frames).finish_non_exhaustive()
    }
}

/// Segments of a page that a packet takes.
const fn segments(packet: &[u8]) -> usize {
    packet.len() / 255 + 1
}

/// CRC-32 of Ogg: polynomial 0x04c11db7, the highest bit first, nothing inverted (RFC 3533 §6).
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum: u32, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| sum << 1 ^ if sum >> 31 == 1 { 0x04c1_1db7 } else { 0 })
    })
}
