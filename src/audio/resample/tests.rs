//! Levels, mirrors and delays of both ways, measured with tones.

use super::*;
use crate::audio::{Pcm, Rate, goertzel, level, voice};

fn tone(hz: u32, frequency: f64, samples: usize) -> Vec<i16> {
    let turn = std::f64::consts::TAU * frequency / f64::from(hz);
    (0..samples).map(|n| (10_000.0 * (turn * n as f64).sin()).round() as i16).collect()
}

fn decibels(power: f64) -> f64 {
    10.0 * (power / 50_000_000.0).max(1e-12).log10()
}

/// The power of a frequency at a rate: `goertzel` counts in samples of 8 kHz.
fn power(samples: &[i16], frequency: f64, hz: u32) -> f64 {
    goertzel::power(samples, frequency * 8000.0 / f64::from(hz))
}

fn doubled(narrow: &[i16]) -> Vec<i16> {
    let mut wide = Vec::new();
    Doubler::default().double(narrow, &mut wide);
    wide
}

fn halved(wide: &[i16]) -> Vec<i16> {
    let mut narrow = Vec::new();
    Halver::default().halve(wide, &mut narrow);
    narrow
}

#[test]
fn doubling_keeps_the_band_and_leaves_no_mirror() {
    for frequency in [100.0, 300.0, 1000.0, 2000.0, 3000.0, 3400.0] {
        let wide = doubled(&tone(8000, frequency, 8160)).split_off(320);
        let (own, mirror) = (power(&wide, frequency, 16_000), power(&wide, 8000.0 - frequency, 16_000));
        assert!(decibels(own).abs() < 0.1, "{frequency} Hz: {}", decibels(own));
        assert!(decibels(mirror) < -60.0, "{frequency} Hz: {}", decibels(mirror));
    }
}

#[test]
fn halving_keeps_the_band_and_what_is_above_it_does_not_come_down() {
    for frequency in [100.0, 1000.0, 3000.0, 3400.0] {
        let narrow = halved(&tone(16_000, frequency, 16_320)).split_off(160);
        assert!(decibels(power(&narrow, frequency, 8000)).abs() < 0.1, "{frequency} Hz");
    }
    for frequency in [4600.0, 5000.0, 6000.0, 7900.0] {
        let narrow = halved(&tone(16_000, frequency, 16_320)).split_off(160);
        let alias = decibels(level::rms(&narrow).powi(2));
        assert!(alias < -60.0, "{frequency} Hz comes down at {alias} dB");
    }
}

#[test]
fn there_and_back_is_the_same_sound_less_than_four_milliseconds_later() {
    let said = voice::start(5, 8000);
    let back = halved(&doubled(&said));
    assert_eq!(back.len(), said.len());
    let found = level::find(&said, &back, 100).unwrap();
    assert!(found.lag <= 32 && found.lag > 0, "{found:?}");
    assert!(found.likeness > 0.98, "{found:?}");
}

#[test]
fn frames_are_the_same_as_one_piece_also_over_being_written_out() {
    let said = voice::start(6, 1600);
    let (mut doubler, mut halver) = (Doubler::default(), Halver::default());
    let (mut wide, mut narrow) = (Vec::new(), Vec::new());
    for frame in said.chunks(160) {
        doubler = serde_json::from_str(&serde_json::to_string(&doubler).unwrap()).unwrap();
        halver = serde_json::from_str(&serde_json::to_string(&halver).unwrap()).unwrap();
        let up = doubler.frame(&Pcm::from_slice(Rate::Narrow, frame));
        assert_eq!(doubler.frame(&up), up);
        wide.extend_from_slice(up.as_slice());
        narrow.extend_from_slice(halver.frame(&up).as_slice());
    }
    assert_eq!(wide, doubled(&said));
    assert_eq!(narrow, halved(&wide));
    assert_eq!(halved(&[1, 2, 3]).len(), 1);
}

#[test]
fn a_loud_square_wave_does_not_wrap_around() {
    let square: Vec<i16> = (0..1600).map(|n| if n % 16 < 8 { i16::MAX } else { i16::MIN }).collect();
    let wide = doubled(&square);
    assert!(wide[400..].windows(8).all(|w| w.iter().map(|s| s.unsigned_abs()).max().unwrap() > 25_000));
    assert!(level::likeness(&square[100..1500], &halved(&wide)[131..]).unwrap() > 0.9);
}

#[test]
fn a_file_of_any_rate_keeps_its_length_its_level_and_its_place() {
    for from in [8000u32, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000] {
        for to in [Rate::Narrow, Rate::Wide] {
            let said = tone(from, 1000.0, from as usize);
            let whole = convert(&said, from, to).unwrap();
            assert_eq!(whole.len(), to.hz() as usize, "{from}");
            let inner = &whole[to.in_ms(50)..to.in_ms(950)];
            assert!(decibels(power(inner, 1000.0, to.hz())).abs() < 0.1, "{from} {to:?}");
            // The phase tells the place, to half a sample: the tone crosses zero upward at every millisecond.
            let likeness = level::likeness(inner, &tone(to.hz(), 1000.0, inner.len())).unwrap();
            assert!(likeness > 0.92, "{from} {to:?} {likeness}");
            let mut pieces = Vec::new();
            let mut converter = Converter::new(from, to).unwrap();
            said.chunks(777).for_each(|piece| converter.feed(piece, &mut pieces).unwrap());
            converter.finish(&mut pieces).unwrap();
            assert_eq!(pieces, whole);
        }
    }
}

#[test]
fn a_file_above_the_band_does_not_come_down() {
    let whole = convert(&tone(44_100, 5000.0, 44_100), 44_100, Rate::Narrow).unwrap();
    let alias = decibels(level::rms(&whole[800..7200]).powi(2));
    assert!(alias < -60.0, "{alias}");
}

#[test]
fn m22_a_rate_that_no_sound_has_is_refused() {
    for rate in [0, 1, 3999, 192_001, u32::MAX] {
        assert_eq!(convert(&[0; 100], rate, Rate::Narrow), Err(RateFault::Unusual(rate)));
    }
    assert_eq!(convert(&[], 44_100, Rate::Wide), Ok(Vec::new()));
    assert!(convert(&[0; 1000], 191_999, Rate::Narrow).unwrap().len() < 100);
}
