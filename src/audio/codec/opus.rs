//! Opus at 16 kHz, mono (RFC 6716, RFC 7587), by libopus.
//!
//! libopus codes at any of its rates whatever the SDP says, so it is opened at the rate of processing and nothing needs
//! to be resampled. A packet tells its own length and bandwidth; the decoder gives 16 kHz of all of them.

use opusic_c::{Application, Bitrate, Channels, InbandFec, SampleRate, Signal};

use super::{Decode, Encode, Unreadable};

/// The most samples that one packet may hold: 120 ms (RFC 6716 §3.2.5).
const LONGEST: usize = 1920;

/// libopus conceals in steps of 2.5 ms.
const STEP: usize = 40;

/// Room for one coded frame (RFC 6716 §3.2.1).
const PACKET: usize = 1275;

/// The bit rate of our sound, per second, unless said otherwise, a third of which goes into the
/// forward correction. With it a voice is 10 dB over its distortion at least, and 20 dB where it has
/// little breath; at 24,000 it would be 4 dB less.
pub(super) const BIT_RATE: u32 = 32_000;

/// The loss in percent that the encoder arms itself against; at none it would leave the forward correction out.
const EXPECTED_LOSS: u8 = 10;

/// The library's encoder; `None` if there was no memory for it, then nothing is coded.
pub(super) struct Encoder(Option<opusic_c::Encoder>);

/// The library's decoder; `None` if there was no memory for it, then everything is unreadable.
pub(super) struct Decoder(Option<opusic_c::Decoder>);

impl Encoder {
    pub(super) fn new(bit_rate: u32) -> Self {
        Self(open(bit_rate).ok())
    }
}

/// An encoder for speech: no DTX, because who listens to a line expects its packets. Not the application for telephony
/// (VOIP): its coding is the same at this rate, but it filters the sound beforehand, which bends the phases of a voice
/// so far that no bit rate brings it nearer to what was said than 7 to 12 dB.
fn open(bit_rate: u32) -> Result<opusic_c::Encoder, opusic_c::ErrorCode> {
    let mut encoder = opusic_c::Encoder::new(Channels::Mono, SampleRate::Hz16000, Application::Audio)?;
    encoder.set_bitrate(Bitrate::Value(bit_rate))?;
    encoder.set_complexity(5)?;
    encoder.set_signal(Signal::Voice)?;
    encoder.set_inband_fec(InbandFec::Mode1)?;
    encoder.set_packet_loss(EXPECTED_LOSS)?;
    encoder.set_dtx(false)?;
    Ok(encoder)
}

impl Decoder {
    pub(super) fn new() -> Self {
        Self(opusic_c::Decoder::new(Channels::Mono, SampleRate::Hz16000).ok())
    }

    /// Appends at most `room` samples of a packet or, `ahead` of it, of what was lost before it.
    fn run(&mut self, payload: &[u8], room: usize, ahead: bool, out: &mut Vec<i16>) -> Result<(), Unreadable> {
        let decoder = self.0.as_mut().ok_or(Unreadable)?;
        let mut samples = [0; LONGEST];
        let written = decoder.decode_to_slice(payload, &mut samples[..room], ahead).map_err(|_| Unreadable)?;
        out.extend(samples[..written.min(room)].iter().map(|sample| sample.cast_signed()));
        Ok(())
    }
}

impl Encode for Encoder {
    fn encode(&mut self, samples: &[i16], out: &mut Vec<u8>) {
        let Some(encoder) = &mut self.0 else { return };
        let mut input = [0; LONGEST];
        let mut packet = [0; PACKET];
        // The library takes signed samples under an unsigned type.
        input.iter_mut().zip(samples).for_each(|(to, from)| *to = from.cast_unsigned());
        let written = encoder.encode_to_slice(&input[..samples.len().min(LONGEST)], &mut packet);
        out.extend_from_slice(&packet[..written.unwrap_or(0).min(PACKET)]);
    }
}

impl Decode for Decoder {
    fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) -> Result<(), Unreadable> {
        // To the library no bytes mean a loss as long as the whole buffer.
        if payload.is_empty() {
            return Err(Unreadable);
        }
        self.run(payload, LONGEST, false, out)
    }

    fn recover(&mut self, next: Option<&[u8]>, samples: usize, out: &mut Vec<i16>) {
        let begin = out.len();
        while out.len() - begin < samples {
            let left = samples - (out.len() - begin);
            let (room, last) = (left.next_multiple_of(STEP).min(LONGEST), left <= LONGEST);
            let told = next.filter(|next| last && !next.is_empty());
            let done = told.is_some_and(|next| self.run(next, room, true, out).is_ok());
            if !done && self.run(&[], room, false, out).is_err() {
                return;
            }
        }
        out.truncate(begin + samples);
    }
}
