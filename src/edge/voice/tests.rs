//! The program that speaks, played by small ones that every system has; and what espeak-ng itself makes of SSML, measured
//! (`scripts/test` installs it).

use super::*;
use crate::audio::level;
use crate::call::source::Voice;

fn voices(program: &str) -> Voices {
    Voices::new(Settings { program: program.into(), timeout: 1, ..Settings::default() }).unwrap()
}

fn speech(voice: Voice, language: &str) -> Speech {
    Speech { voice, language: language.into(), text: "a < b".into(), is_marked_up: false }
}

#[tokio::test]
async fn a_program_that_does_not_speak_is_told_with_its_own_words() {
    let table = [
        ("", "voice.program is empty: set it to"),
        ("/no/such/program", "there is no /no/such/program: install espeak-ng"),
        ("ls", "ls:"),
        ("true", "it said nothing"),
    ];
    for (program, why) in table {
        let fault = voices(program).start(&speech(Voice::Man, "en")).await.unwrap_err().to_string();
        assert!(fault.contains(why), "{program}: {fault}");
    }
}

#[test]
fn who_speaks_is_named_by_language_and_variant() {
    let voices = voices("espeak-ng");
    assert_eq!(voices.program(&speech(Voice::Man, "bf")), "fr-be+m3");
    assert_eq!(voices.program(&speech(Voice::Woman, "de-AT")), "de+f3");
    assert_eq!(voices.program(&speech(Voice::Woman, "en-AU")), "en+f3");
    assert_eq!(voices.program(&speech(Voice::Woman, "fr-CA")), "fr+f3");
    assert_eq!(voices.program(&speech(Voice::Named("Polly".into()), "xx")), "en-us+f3");
    assert_eq!(voices.program(&speech(Voice::Named("Polly.Matthew-Neural".into()), "en")), "en-us+m3");
    assert_eq!(voices.program(&speech(Voice::Named("Polly.Joanna".into()), "en")), "en-us+f3");
}

#[test]
fn the_key_of_a_service_is_not_printed() {
    let provider = Provider {
        url: "https://h/".into(),
        key: "s3cret".into(),
        model: String::new(),
        voices: Default::default(),
        timeout: 1,
    };
    let text = format!("{:?}", Settings { provider: Some(provider), ..Settings::default() });
    assert!(text.contains("https://h/") && !text.contains("s3cret"), "{text}");
}

/// Samples of the WAV that espeak-ng writes.
async fn spoken(attributes: &str) -> Vec<i16> {
    let text = format!("<speak><prosody {attributes}>one two three four five six</prosody></speak>");
    let speech = Speech { voice: Voice::Man, language: "en".into(), text, is_marked_up: true };
    let voices = Voices::new(Settings::default()).unwrap();
    let (mut speaking, mut wav) = (voices.start(&speech).await.expect("espeak-ng is installed"), Vec::new());
    while let Some(chunk) = speaking.chunk().await.unwrap() {
        wav.extend_from_slice(&chunk);
    }
    let samples = wav[44..].chunks_exact(2);
    samples.map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect()
}

#[tokio::test]
async fn prosody_of_volume_is_as_loud_as_it_says() {
    let mut loudness = Vec::new();
    for attributes in [
        "volume=\"medium\"",
        "volume=\"-6dB\"",
        "volume=\"+6dB\"",
        "volume=\"50\"",
        "volume=\"soft\"",
        "volume=\"loud\"",
    ] {
        loudness.push(level::rms(&spoken(attributes).await));
    }
    let [plain, less, more, half, soft, loud] = loudness[..] else { panic!("{loudness:?}") };
    let decibels = |of: f64| 20.0 * (of / plain).log10();
    assert!((decibels(less) + 6.0).abs() < 1.0 && (decibels(half) + 6.0).abs() < 1.0, "{loudness:?}");
    // It compresses what would be too loud.
    assert!((4.0..7.0).contains(&decibels(more)), "{loudness:?}");
    assert!(decibels(soft) < -2.0 && decibels(loud) > 2.0, "{loudness:?}");
}

#[tokio::test]
async fn prosody_of_rate_is_as_long_as_it_says() {
    let plain = spoken("rate=\"medium\"").await.len() as f64;
    for (rate, expected) in [("80%", 0.8), ("-20%", 0.8), ("+20%", 1.2), ("50%", 0.5), ("200%", 2.0), ("slow", 0.8)] {
        let found = plain / spoken(&format!("rate=\"{rate}\"")).await.len() as f64;
        // What is silent at both ends keeps its length.
        assert!((found / expected - 1.0).abs() < 0.2, "{rate}: {found}");
    }
}

/// How often a voice repeats itself in a second: the middle of all pieces that have a pitch.
fn pitch(samples: &[i16]) -> f64 {
    let like = |piece: &[i16], lag: usize| level::likeness(&piece[..500], &piece[lag..lag + 500]).unwrap_or_default();
    let pieces = samples.windows(900).step_by(500).filter(|piece| level::rms(piece) > 1500.0);
    let lag = |piece: &[i16]| (60..400).map(|lag| (lag, like(piece, lag))).max_by(|a, b| a.1.total_cmp(&b.1));
    let found = pieces.filter_map(lag).filter(|(_, like)| *like > 0.9);
    let mut found: Vec<usize> = found.map(|(lag, _)| lag).collect();
    found.sort_unstable();
    22_050.0 / found[found.len() / 2] as f64
}

#[tokio::test]
async fn prosody_of_pitch_is_as_high_as_it_says() {
    let plain = pitch(&spoken("pitch=\"medium\"").await);
    for (written, expected) in [("+25%", 1.25), ("+4st", 1.26), ("-3st", 0.84), ("140Hz", 140.0 / plain)] {
        let found = pitch(&spoken(&format!("pitch=\"{written}\"")).await) / plain;
        assert!((found / expected - 1.0).abs() < 0.12, "{written}: {found} of {plain} Hz");
    }
}
