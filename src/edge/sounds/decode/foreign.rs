//! Formats that symphonia reads: MP3, Ogg/Vorbis, FLAC, AIFF, and ADPCM in WAV.

use std::io::Read;

use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint as Probed;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSourceStream, ReadOnlySource};
use symphonia::core::meta::MetadataOptions;

use super::{DecodeFault, Sink, down_mix};
use crate::edge::sounds::body::Hint;

/// Packets in a row that cannot be decoded end a file; single ones are left out.
const BROKEN: u32 = 50;

/// Decodes a file from its first byte on.
pub(super) fn decode(from: impl Read + Send + Sync, hint: &Hint, sink: &mut Sink<'_>) -> Result<(), DecodeFault> {
    let stream = MediaSourceStream::new(Box::new(ReadOnlySource::new(from)), Default::default());
    let mut probed = Probed::new();
    probed.with_extension(&hint.extension).mime_type(&hint.kind);
    let options = (FormatOptions::default(), MetadataOptions::default());
    let reader = symphonia::default::get_probe().probe(&probed, stream, options.0, options.1).map_err(unreadable)?;
    packets(reader, sink)
}

fn packets(mut reader: Box<dyn FormatReader + '_>, sink: &mut Sink<'_>) -> Result<(), DecodeFault> {
    let nothing = || DecodeFault::new("there is no sound in it");
    let track = reader.default_track(TrackType::Audio).ok_or_else(nothing)?;
    let (id, parameters) = (track.id, track.codec_params.as_ref().and_then(|own| own.audio()).ok_or_else(nothing)?);
    let decoders = symphonia::default::get_codecs();
    let mut decoder = decoders.make_audio_decoder(parameters, &AudioDecoderOptions::default()).map_err(unreadable)?;
    let (mut samples, mut mono, mut broken): (Vec<i16>, Vec<i16>, u32) = (Vec::new(), Vec::new(), 0);
    loop {
        let packet = match reader.next_packet() {
            Ok(Some(packet)) => packet,
            // A second stream behind the first is another sound.
            Ok(None) | Err(Error::ResetRequired) => return Ok(()),
            Err(error) => return Err(unreadable(error)),
        };
        if packet.track_id != id {
            continue;
        }
        match decoder.decode(&packet) {
            Ok(buffer) => {
                broken = 0;
                let (hz, channels) = (buffer.spec().rate(), buffer.spec().channels().count());
                buffer.copy_to_vec_interleaved(&mut samples);
                down_mix(&samples, channels, &mut mono);
                if sink(hz, &mono).is_break() {
                    return Ok(());
                }
            }
            Err(Error::DecodeError(why)) => {
                broken += 1;
                if broken == BROKEN {
                    return Err(DecodeFault::new(why));
                }
            }
            Err(error) => return Err(unreadable(error)),
        }
    }
}

fn unreadable(error: Error) -> DecodeFault {
    match error {
        Error::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            DecodeFault::new("it ends in the middle")
        }
        Error::IoError(error) => DecodeFault::Io(error),
        other => DecodeFault::new(other.to_string()),
    }
}
