//! What the codecs keep of a sound, measured: level, distortion, gaps, hostile bytes.

use proptest::prelude::*;

use super::{Codec, Decoder, Encoder, Seam};
use crate::audio::resample::Doubler;
use crate::audio::{Pcm, Rate, goertzel, level, voice};

/// A tone at the rate of the codec.
fn tone(rate: Rate, frequency: f64, amplitude: f64, frames: usize) -> Vec<i16> {
    let turn = std::f64::consts::TAU * frequency / f64::from(rate.hz());
    (0..frames * rate.samples()).map(|n| (amplitude * (turn * n as f64).sin()).round() as i16).collect()
}

fn packets(coding: Codec, sound: &[i16]) -> Vec<Vec<u8>> {
    let mut encoder = Encoder::new(coding);
    let code = |frame: &[i16]| {
        let mut packet = Vec::new();
        encoder.encode(&Pcm::from_slice(coding.rate(), frame), &mut packet);
        packet
    };
    sound.chunks(coding.rate().samples()).map(code).collect()
}

fn heard(coding: Codec, packets: &[Vec<u8>]) -> Vec<i16> {
    let mut decoder = Decoder::new(coding);
    packets.iter().fold(Vec::new(), |mut out, packet| {
        decoder.decode(packet, &mut out);
        out
    })
}

/// Signal to noise of `heard` against `said` at the best delay and gain, in dB.
fn signal_to_noise(said: &[i16], heard: &[i16]) -> f64 {
    let found = level::find(said, heard, 400).unwrap();
    10.0 * (found.likeness.powi(2) / (1.0 - found.likeness.powi(2))).log10()
}

/// Each codec with the bytes of a frame (none: they vary) and the least signal to noise of a tone of 1 kHz at -10 dBm0.
const FIDELITY: [(Codec, Option<usize>, f64); 6] = [
    (Codec::Pcmu, Some(160), 35.0),
    (Codec::Pcma, Some(160), 35.0),
    (Codec::G722, Some(160), 35.0),
    (Codec::Opus, None, 15.0),
    (Codec::L16, Some(320), 60.0),
    (Codec::L16Wide, Some(640), 60.0),
];

#[test]
fn each_codec_keeps_level_and_likeness_of_a_tone() {
    assert!(Codec::all().eq(FIDELITY.iter().map(|row| row.0)));
    for (coding, bytes, least) in FIDELITY {
        let said = tone(coding.rate(), 1004.0, 7000.0, 50);
        let packets = packets(coding, &said);
        assert!(packets.iter().all(|packet| bytes.is_none_or(|bytes| packet.len() == bytes)), "{coding:?}");
        let heard = heard(coding, &packets);
        assert_eq!(heard.len(), said.len(), "{coding:?}");
        // From 200 ms on, when the predictors have adapted.
        let begin = coding.rate().in_ms(200);
        let (said, heard) = (&said[begin..said.len() - 400], &heard[begin..]);
        let change = level::dbm0(heard) - level::dbm0(said);
        assert!(change.abs() < 0.5, "{coding:?} changes the level by {change}");
        let ratio = signal_to_noise(said, heard);
        assert!(ratio > least, "{coding:?}: {ratio}");
    }
}

#[test]
fn opus_keeps_to_its_bit_rate_and_repairs_a_loss_from_the_next_packet() {
    let said = crate::audio::voice::start(3, 8000).iter().flat_map(|s| [*s, *s]).collect::<Vec<i16>>();
    let packets = packets(Codec::Opus, &said);
    let bytes: usize = packets.iter().map(Vec::len).sum();
    assert!((1500..4500).contains(&bytes), "{bytes} bytes in a second");
    let whole = heard(Codec::Opus, &packets);
    let with_gap = |recover: bool| {
        let (mut decoder, mut out) = (Decoder::new(Codec::Opus), Vec::new());
        for (n, packet) in packets.iter().enumerate() {
            match (n % 10 == 5, recover) {
                (false, _) => decoder.decode(packet, &mut out),
                (true, true) => decoder.recover(&packets[n + 1], &mut out, 320),
                (true, false) => decoder.conceal(&mut out, 320),
            }
        }
        assert_eq!(out.len(), whole.len());
        level::likeness(&whole, &out).unwrap()
    };
    let (recovered, concealed) = (with_gap(true), with_gap(false));
    assert!(recovered > 0.9 && recovered > concealed, "{recovered} {concealed}");
}

#[test]
fn opus_takes_the_bit_rate_it_is_given() {
    let said = crate::audio::voice::start(3, 16_000);
    let bytes = [12_000, 32_000, 96_000].map(|bit_rate| {
        let mut encoder = Encoder::at(Codec::Opus, bit_rate);
        let mut out = Vec::new();
        said.chunks_exact(320).for_each(|frame| encoder.encode(&Pcm::from_slice(Rate::Wide, frame), &mut out));
        out.len()
    });
    assert!(bytes[0] * 2 < bytes[1] && bytes[1] * 2 < bytes[2], "{bytes:?}");
}

/// The test voice has as much breath as tone, which no codec of speech follows well.
#[test]
fn a_voice_is_far_over_its_distortion() {
    let least = [(Codec::Pcmu, 35.0), (Codec::Pcma, 35.0), (Codec::G722, 25.0), (Codec::Opus, 9.0)];
    for (coding, least) in least {
        for seed in 1..3 {
            let narrow = voice::start(seed, 8000);
            let mut doubler = Doubler::default();
            let frames = narrow.chunks(160).map(|frame| Pcm::from_slice(Rate::Narrow, frame));
            let wide: Vec<i16> = frames.flat_map(|frame| doubler.frame(&frame).as_slice().to_vec()).collect();
            let said = if coding.rate() == Rate::Wide { wide } else { narrow };
            let heard = heard(coding, &packets(coding, &said));
            let settled = 10 * coding.rate().samples();
            let ratio = signal_to_noise(&said[settled..], &heard[settled..]);
            assert!(ratio > least, "{coding:?}, voice {seed}: {ratio}");
        }
    }
}

#[test]
fn a_gap_in_a_steady_sound_goes_on_without_a_click_and_a_long_one_falls_silent() {
    for coding in [Codec::Pcmu, Codec::Pcma, Codec::G722, Codec::L16, Codec::L16Wide] {
        let rate = coding.rate();
        let said = tone(rate, 210.0, 8000.0, 40);
        let packets = packets(coding, &said);
        let (mut decoder, mut out) = (Decoder::new(coding), Vec::new());
        packets[..20].iter().for_each(|packet| decoder.decode(packet, &mut out));
        decoder.conceal(&mut out, rate.samples());
        packets[21..30].iter().for_each(|packet| decoder.decode(packet, &mut out));
        let steepest = |sound: &[i16]| sound.windows(2).map(|w| w[0].abs_diff(w[1])).max().unwrap();
        let usual = steepest(&said);
        // A predictor that missed a frame may itself err; the tables of G.711 and L16 must not.
        let allowed = if coding == Codec::G722 { 4 * usual } else { usual + usual / 2 };
        assert!(steepest(&out[rate.samples() * 10..]) <= allowed, "{coding:?} {} {usual}", steepest(&out));
        let filled = &out[20 * rate.samples()..21 * rate.samples()];
        let loss = level::dbm0(filled) - level::dbm0(&said);
        assert!((-6.0..0.5).contains(&loss), "{coding:?} {loss}");
        let mut long = Vec::new();
        decoder.conceal(&mut long, rate.in_ms(200));
        assert_eq!(long.len(), rate.in_ms(200));
        assert!(long[rate.in_ms(60)..].iter().all(|sample| *sample == 0), "{coding:?}");
    }
}

#[test]
fn the_pitch_goes_on_through_a_gap() {
    let said = tone(Rate::Narrow, 210.0, 8000.0, 20);
    let mut decoder = Decoder::new(Codec::L16);
    let mut out = Vec::new();
    packets(Codec::L16, &said).iter().for_each(|packet| decoder.decode(packet, &mut out));
    let mut filled = Vec::new();
    decoder.conceal(&mut filled, 160);
    let own = goertzel::power(&filled, 210.0);
    assert!(own > 0.8 * level::rms(&filled).powi(2), "{own}");
}

#[test]
fn a_packet_of_any_length_is_decoded_and_a_longer_one_cut() {
    let mut decoder = Decoder::new(Codec::Pcmu);
    for ms in [10, 20, 30, 40, 60, 240] {
        let mut out = Vec::new();
        decoder.decode(&vec![0xff; ms * 8], &mut out);
        assert_eq!(out.len(), ms * 8);
    }
    for coding in Codec::all() {
        let mut out = Vec::new();
        Decoder::new(coding).decode(&vec![0x55; 65_000], &mut out);
        assert!(out.len() <= coding.rate().in_ms(240), "{coding:?} {}", out.len());
    }
}

#[test]
fn a_codec_that_is_read_back_goes_on_with_the_codec_anew() {
    for coding in Codec::all() {
        let said = tone(coding.rate(), 1004.0, 7000.0, 30);
        let packets = packets(coding, &said);
        let (mut decoder, mut out) = (Decoder::new(coding), Vec::new());
        packets[..15].iter().for_each(|packet| decoder.decode(packet, &mut out));
        let text = serde_json::to_string(&decoder).unwrap();
        let mut back: Decoder = serde_json::from_str(&text).unwrap();
        assert_eq!(back, decoder);
        packets[15..].iter().for_each(|packet| back.decode(packet, &mut out));
        let tail = &out[out.len() - 10 * coding.rate().samples()..];
        assert!((level::dbm0(tail) - level::dbm0(&said)).abs() < 0.6, "{coding:?}");
        let encoder: Encoder = serde_json::from_str(&serde_json::to_string(&Encoder::new(coding)).unwrap()).unwrap();
        assert_eq!(encoder, Encoder::new(coding));
    }
}

proptest! {
    #[test]
    fn hostile_payloads_never_panic_and_never_swell(
        coding in prop::sample::select(Codec::all().collect::<Vec<_>>()),
        payloads in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..1500), 1..6),
        lost in 0usize..2000,
    ) {
        let mut decoder = Decoder::new(coding);
        for payload in payloads {
            let mut out = Vec::new();
            decoder.decode(&payload, &mut out);
            prop_assert!(out.len() <= coding.rate().in_ms(240));
            out.clear();
            decoder.recover(&payload, &mut out, lost);
            decoder.conceal(&mut out, lost);
            prop_assert_eq!(out.len(), 2 * lost);
        }
    }
}

/// How loud each of three seconds of one stream is to its listener: `ours` by one coder, of another that has coded
/// `theirs` for a second already, and of the first again; sewn or as they are.
fn peaks_of_two_coders(ours: &[i16], theirs: &[i16], is_sewn: bool) -> [u16; 3] {
    let coding = Codec::G722;
    let (mut coder, mut listener, mut seam) = (Encoder::new(coding), Decoder::new(coding), Seam::default());
    let mut passing = packets(coding, &[theirs, theirs].concat()).split_off(50);
    let mut peaks = [0; 3];
    for (second, peak) in peaks.iter_mut().enumerate() {
        let mut heard = Vec::new();
        for (at, frame) in ours.chunks(coding.rate().samples()).enumerate() {
            let mut frame = Pcm::from_slice(coding.rate(), frame);
            let mut packet = Vec::new();
            match (second == 1, is_sewn) {
                (true, true) => seam.pass(&mut coder, at == 0, &mut passing[at]),
                (true, false) => {}
                (false, true) => seam.speak(&mut coder, &mut frame),
                (false, false) => {}
            }
            match second {
                1 => packet.clone_from(&passing[at]),
                _ => coder.encode(&frame, &mut packet),
            }
            listener.decode(&packet, &mut heard);
        }
        // The filters of the decoder still give a little of what was before.
        *peak = peak_of(&heard[32..]);
    }
    peaks
}

fn peak_of(sound: &[i16]) -> u16 {
    sound.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or_default()
}

#[test]
fn a_stream_of_g722_goes_on_from_another_coder_without_a_burst() {
    let tones = |frequencies: &[(f64, f64)]| -> Vec<i16> {
        let all = frequencies.iter().map(|(frequency, amplitude)| tone(Rate::Wide, *frequency, *amplitude, 50));
        all.reduce(|one, other| one.iter().zip(other).map(|(a, b)| a + b).collect()).unwrap()
    };
    let mut spoken = Vec::new();
    Doubler::default().double(&voice::start(7, 8000), &mut spoken);
    let mixed = tones(&[(200.0, 3000.0), (700.0, 2000.0), (2300.0, 1000.0), (5200.0, 500.0)]);
    let sounds = [tones(&[(425.0, 4900.0)]), mixed, vec![0; 16_000], spoken];
    let (mut worst, mut worst_spliced) = (0.0_f64, 0.0_f64);
    for ours in &sounds {
        for theirs in &sounds {
            let own = [peak_of(ours), peak_of(theirs), peak_of(ours)];
            let share = |peaks: [u16; 3]| {
                // Beside silence, what is -44 dBm0 is no burst.
                let shares = peaks.iter().zip(own).map(|(heard, own)| f64::from(*heard) / f64::from(own.max(200)));
                shares.fold(0.0, f64::max)
            };
            worst = worst.max(share(peaks_of_two_coders(ours, theirs, true)));
            worst_spliced = worst_spliced.max(share(peaks_of_two_coders(ours, theirs, false)));
        }
    }
    assert!(worst < 1.5, "{worst} times as loud as what is said");
    assert!(worst_spliced > 3.0, "{worst_spliced}: a test that shows nothing");
}
