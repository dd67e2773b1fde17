//! Files made by hand: what is read of each form, and that no lie of a head costs more than the file.

use super::*;
use crate::audio::level;
use crate::wire::wav::{self, Format};

/// Everything that comes out of a file: rate, samples, and how it ended.
fn read(bytes: Vec<u8>, hint: &Hint) -> (u32, Vec<i16>, Result<(), String>) {
    let (mut rate, mut all) = (0, Vec::new());
    let result = decode(Cursor::new(bytes), hint, &mut |hz, samples| {
        rate = hz;
        all.extend_from_slice(samples);
        ControlFlow::Continue(())
    });
    (rate, all, result.map_err(|fault| fault.to_string()))
}

fn hint(kind: &str, extension: &str) -> Hint {
    Hint { kind: kind.into(), extension: extension.into() }
}

/// A WAV file with any head.
fn file(tag: u16, channels: u16, rate: u32, bits: u16, data: &[u8], told: u32) -> Vec<u8> {
    let block = channels.wrapping_mul(bits / 8);
    let mut bytes = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0".to_vec();
    bytes.extend(tag.to_le_bytes());
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate.to_le_bytes());
    bytes.extend((rate.wrapping_mul(u32::from(block))).to_le_bytes());
    bytes.extend(block.to_le_bytes());
    bytes.extend(bits.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend(told.to_le_bytes());
    bytes.extend(data);
    bytes
}

fn samples() -> Vec<i16> {
    (0..400).map(|n| ((n * n * 7) % 20_011 - 10_000) as i16).collect()
}

fn little(samples: &[i16]) -> Vec<u8> {
    samples.iter().flat_map(|sample| sample.to_le_bytes()).collect()
}

#[test]
fn pcm_of_every_width_is_the_same_sound() {
    let own = samples();
    let float: Vec<u8> = own.iter().flat_map(|s| (f32::from(*s) / 32_768.0).to_le_bytes()).collect();
    let double: Vec<u8> = own.iter().flat_map(|s| (f64::from(*s) / 32_768.0).to_le_bytes()).collect();
    let wide: Vec<u8> = own.iter().flat_map(|s| [&[7], s.to_le_bytes().as_slice()].concat()).collect();
    for (tag, bits, data) in [(1, 16, little(&own)), (3, 32, float), (3, 64, double), (1, 24, wide)] {
        let length = data.len() as u32;
        let (rate, heard, end) = read(file(tag, 1, 16_000, bits, &data, length), &Hint::default());
        assert_eq!((rate, heard == own, end), (16_000, true, Ok(())), "{tag} {bits}");
    }
    let narrow: Vec<u8> = own.iter().map(|s| ((s >> 8) + 128) as u8).collect();
    let (_, heard, _) = read(file(1, 1, 8000, 8, &narrow, 400), &Hint::default());
    assert!(level::likeness(&own, &heard).unwrap() > 0.999);
}

#[test]
fn laws_are_read_with_a_head_and_without() {
    let own = samples();
    for (law, tag, format) in [(Law::Mu, 7, Format::MuLaw), (Law::A, 6, Format::ALaw)] {
        let coded = law.encode_all(&own);
        let bare = if law == Law::Mu { hint("audio/basic", "") } else { hint("", "al") };
        let headed = [wav::header(format, 1, 8000, 400).as_slice(), &coded].concat();
        for (bytes, hint) in
            [(file(tag, 1, 8000, 8, &coded, 400), &Hint::default()), (headed, &bare), (coded.clone(), &bare)]
        {
            let (rate, heard, end) = read(bytes, hint);
            assert_eq!((rate, end), (8000, Ok(())));
            assert_eq!(heard, law.decode_all(&coded));
        }
    }
}

#[test]
fn au_files_are_read() {
    let own = samples();
    let mut bytes = b".snd".to_vec();
    for word in [32u32, u32::MAX, 3, 11_025, 1] {
        bytes.extend(word.to_be_bytes());
    }
    bytes.extend(b"comment!");
    bytes.extend(own.iter().flat_map(|sample| sample.to_be_bytes()));
    assert_eq!(read(bytes, &hint("audio/basic", "au")), (11_025, own, Ok(())));
}

#[test]
fn stereo_is_mixed_down_and_so_are_eight_channels() {
    let both: Vec<i16> = samples().iter().flat_map(|s| [*s, 100]).collect();
    let (_, heard, _) = read(file(1, 2, 8000, 16, &little(&both), 1600), &Hint::default());
    assert_eq!(heard[..2], [(-10_000 + 100) / 2, (-9993 + 100) / 2]);
    let loud = vec![i16::MIN; 8 * 100];
    let (_, heard, end) = read(file(1, 8, 8000, 16, &little(&loud), 1600), &Hint::default());
    assert_eq!((heard, end), (vec![i16::MIN; 100], Ok(())));
}

#[test]
fn m22_files_that_lie_are_refused_or_played_up_to_the_fault() {
    let own = samples();
    let (data, none) = (little(&own), Hint::default());
    let cases: [(&str, Vec<u8>, usize, &str); 9] = [
        ("nothing", vec![], 0, "it is empty"),
        ("HTML", b"<html><body>404".to_vec(), 0, "begins like no sound"),
        ("cut off", file(1, 1, 8000, 16, &data, 4000), 400, "3200 of 4000 bytes early"),
        ("no samples", file(1, 1, 8000, 16, &[], 0)[..36].to_vec(), 0, "without samples"),
        ("no channel", file(1, 0, 8000, 16, &data, 800), 0, "0 channels"),
        ("a crowd", file(1, 60_000, 8000, 16, &data, 800), 0, "60000 channels"),
        ("half a head", file(1, 1, 8000, 16, &data, 800)[..30].to_vec(), 0, "half a format chunk"),
        ("unknown", file(0x9999, 1, 8000, 16, &data, 800), 0, "unsupported"),
        ("half an MP3", [b"ID3\x04\0\0\0\0\x0f\x7f".to_vec(), vec![0; 100]].concat(), 0, ""),
    ];
    for (name, bytes, heard, why) in cases {
        let (_, samples, end) = read(bytes, &none);
        let fault = end.expect_err(name);
        assert!(fault.contains(why) && samples.len() == heard, "{name}: {fault}, {} samples", samples.len());
    }
    // Lengths that a program writes when it does not know them.
    for told in [0, 0x7fff_f000, u32::MAX] {
        assert_eq!(read(file(1, 1, 8000, 16, &data, told), &none), (8000, own.clone(), Ok(())), "{told}");
    }
    // A chunk that claims gigabytes costs nothing but its file.
    let mut liar = b"RIFF\0\0\0\0WAVEJUNK\xf0\xff\xff\xff".to_vec();
    liar.extend([0; 1000]);
    assert!(read(liar, &none).2.unwrap_err().contains("megabytes"));
}

#[test]
fn no_bytes_make_a_decoder_panic() {
    let mut rng = crate::base::Rng::seeded(7);
    let heads: [&[u8]; 6] = [
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0",
        b".snd",
        b"ID3\x03\0\0",
        b"OggS\0\x02",
        b"fLaC\0\0\0\x22",
        b"\xff\xfb\x90\x00",
    ];
    for round in 0..600 {
        let noise: Vec<u8> = (0..round * 3).map(|_| rng.below(256) as u8).collect();
        let bytes = [heads[round % heads.len()], &noise].concat();
        for hint in [Hint::default(), hint("audio/x-gsm", ""), hint("audio/mpeg", "mp3")] {
            let (_, samples, _) = read(bytes.clone(), &hint);
            assert!(samples.len() < 1_000_000);
        }
    }
}

#[test]
fn gsm_silence_is_silent_and_frames_of_both_packings_are_alike() {
    // A frame of zeros but for its mark: the smallest pulses.
    let mut frame = [0; 33];
    frame[0] = 0xd0;
    let (rate, heard, end) = read(frame.repeat(10), &hint("audio/x-gsm", ""));
    assert_eq!((rate, heard.len(), end), (8000, 1600, Ok(())));
    let (rate, heard, end) = read(file(0x31, 1, 8000, 0, &[0; 65 * 5], 325), &Hint::default());
    assert_eq!((rate, heard.len(), end), (8000, 1600, Ok(())));
}

#[test]
fn aiff_is_the_same_sound() {
    let own = samples();
    let data: Vec<u8> = own.iter().flat_map(|sample| sample.to_be_bytes()).collect();
    let mut file = b"FORM\0\0\0\0AIFFCOMM\0\0\0\x12\0\x01".to_vec();
    file.extend((own.len() as u32).to_be_bytes());
    // 16 bits, 8000 samples a second as an 80-bit float: 0x400b is 2^12, the rest 1.953125.
    file.extend([0, 16, 0x40, 0x0b, 0xfa, 0, 0, 0, 0, 0, 0, 0]);
    file.extend(b"SSND");
    file.extend((data.len() as u32 + 8).to_be_bytes());
    file.extend([0; 8]);
    file.extend(data);
    let length = (file.len() as u32 - 8).to_be_bytes();
    file[4..8].copy_from_slice(&length);
    for hint in [Hint::default(), hint("audio/aiff", "aiff"), hint("text/plain", "")] {
        let (rate, heard, end) = read(file.clone(), &hint);
        assert_eq!((rate, heard == own, end), (8000, true, Ok(())));
    }
}
