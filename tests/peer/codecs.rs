//! Two baresip telephones without a codec in common: how loud and how clean each hears the other through the engine.

use callwright::audio::level::{dbm0, likeness};

use crate::baresip::Model;
use crate::ear::{PIECE, SECOND, find};
use crate::program::Folder;
use crate::sound::Talk;
use crate::{sox, wave};

/// What is compared is compared at this rate: codecs and filters are late by parts of a sample of 8 kHz.
const FINE: u32 = 48_000;
const TIMES: usize = FINE as usize / SECOND;

#[test]
fn g722_and_pcmu_hear_each_other_loud_and_clean() {
    talk(["G722/16000/1", "PCMU"], [CLEAN; 2]);
}

#[test]
fn pcmu_and_opus_hear_each_other_as_loud_and_well_enough() {
    talk(["PCMU", "opus/48000/2"], [CLEAN, SPEECH]);
}

/// What a listener must hear at least: so many decibels between the sound and its distortion, and at most so many
/// between what is said and what is heard.
type Quality = (f64, f64);
const CLEAN: Quality = (15.0, 0.5);
/// Opus for speech, with this voice that has as much breath as tone: coding alone leaves 10 dB (`audio::codec`).
const SPEECH: Quality = (8.0, 1.5);

/// Both talk; what each hears is the other one, in this quality.
fn talk(codecs: [&str; 2], qualities: [Quality; 2]) {
    let models = [Model::new("alice", codecs[0]), Model::new("carol", codecs[1])];
    let mut talk = Talk::dialling(models, "", "");
    talk.goes_on();
    talk.carol.command("hangup", "");
    talk.app.wait("/done", 1);
    talk.engine.is_at_rest();
    let (alice, carol) = (talk.alice.voice.clone(), talk.carol.voice.clone());
    let heard = [("alice", carol, talk.alice), ("carol", alice, talk.carol)];
    for ((who, said, phone), (clean, apart)) in heard.into_iter().zip(qualities) {
        let folder = Folder::new();
        let file = folder.write("heard.wav", wave::write_at(&phone.quit_at(FINE), FINE));
        let [coarse, fine] = [8000, FINE].map(|rate| sox::samples(&file, rate));
        let own = folder.write("said.wav", wave::write(&said[..10 * SECOND]));
        let (level, distance) = usual(&said, &sox::samples(&own, FINE), &coarse, &fine);
        assert!(level.abs() < apart, "{codecs:?}: {who} hears {level:+.2} dB");
        assert!(distance > clean, "{codecs:?}: {who} hears only {distance:.1} dB over distortion");
    }
}

/// How much louder the other side is heard, and how far the distortion is below it: what is better than that is heard
/// in three half seconds of four. What is heard may be shifted.
fn usual(said: &[i16], said_fine: &[i16], heard: &[i16], heard_fine: &[i16]) -> (f64, f64) {
    let places = (SECOND..heard.len() - PIECE).step_by(SECOND / 2);
    let measured = places.filter_map(|at| {
        let (_, place) = find(&said[..10 * SECOND], &heard[at..at + PIECE])?;
        let piece = heard_fine.get(at * TIMES..(at + PIECE) * TIMES)?;
        let near = place * TIMES..(place + PIECE) * TIMES;
        let shifts = (0..4 * TIMES).filter_map(|shift| {
            let range = (near.start + shift).checked_sub(2 * TIMES)?..(near.end + shift).checked_sub(2 * TIMES)?;
            let own = said_fine.get(range)?;
            Some((likeness(own, piece)?, dbm0(piece) - dbm0(own)))
        });
        shifts.max_by(|a, b| a.0.total_cmp(&b.0))
    });
    let mut measured: Vec<_> = measured.collect();
    measured.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (likeness, louder) = *measured.get(measured.len() * 3 / 4).expect("the other side is heard");
    (louder, 10.0 * (likeness.powi(2) / (1.0 - likeness.powi(2))).log10())
}
