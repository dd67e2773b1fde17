//! Whether somebody is heard: what arrives in a file is looked for in all that the other side can say.

use std::time::Duration;

use callwright::audio::level;

use crate::desk::Desk;
use crate::program::{lasts, until};

pub(crate) const SECOND: usize = 8000;
/// So much is compared.
pub(crate) const PIECE: usize = 2000;
/// So much is compared first, at every place: the loudest part of the piece.
const BLOCK: usize = 240;
/// How often it is listened: a busy machine drops a packet here and there.
const LISTENS: usize = 8;
/// What is quieter is none, in dBm0.
const SILENT: f64 = -50.0;
/// Less than this is not the same sound.
const ALIKE: f64 = 0.9;

/// At this moment `listener` hears `speaker`.
pub(crate) fn assert_hears(who: &str, listener: &dyn Desk, speaker: &dyn Desk) {
    if listener.receives().is_some() {
        return until(&format!("{who}: packets of sound arrive"), || listener.receives() == Some(true));
    }
    let mut likeness = 0.0;
    for _ in 0..LISTENS {
        let before = listener.heard().len();
        until(&format!("{who}: sound arrives"), || listener.heard().len() >= before + SECOND);
        likeness = self::likeness(speaker.voice(), last(&listener.heard()));
        if likeness > ALIKE {
            return;
        }
    }
    panic!("{who}: what is heard is not the other side: {likeness}");
}

/// While somebody holds, neither hears the other for two seconds: there is nothing to hear, or something else.
pub(crate) fn assert_apart(who: &str, desks: [&dyn Desk; 2]) {
    // What is still on its way.
    lasts(Duration::from_secs(1));
    let before = desks.map(|desk| desk.heard().len());
    lasts(Duration::from_secs(2));
    for (at, (listener, speaker)) in [(desks[0], desks[1]), (desks[1], desks[0])].into_iter().enumerate() {
        let heard = listener.heard();
        let new = &heard[before[at]..];
        if new.len() >= SECOND {
            let likeness = likeness(speaker.voice(), last(new));
            assert!(likeness < 0.5, "{who}, listener {at}: the other side is heard during hold: {likeness}");
        }
    }
}

fn last(heard: &[i16]) -> &[i16] {
    let at = heard.len().saturating_sub(SECOND / 2);
    &heard[at..heard.len().min(at + PIECE / 2)]
}

/// How like the piece is to the place in what was said that it is most like; 0 of silence.
fn likeness(said: &[i16], piece: &[i16]) -> f64 {
    find(said, piece).map_or(0.0, |(likeness, _)| likeness)
}

/// Where the piece is said: how like it is to that place, and the place.
pub(crate) fn find(said: &[i16], piece: &[i16]) -> Option<(f64, usize)> {
    let loudest = (0..piece.len().saturating_sub(BLOCK)).step_by(BLOCK / 2).max_by(|a, b| {
        let [a, b] = [a, b].map(|at| level::rms(&piece[*at..at + BLOCK]));
        a.total_cmp(&b)
    });
    let at = loudest?;
    let alike = places(said, &piece[at..at + BLOCK]).into_iter().filter_map(|place| {
        let place = place.checked_sub(at)?;
        Some((level::likeness(piece, said.get(place..)?)?, place))
    });
    alike.max_by(|a, b| a.0.total_cmp(&b.0))
}

/// One piece of a sound, as it is found in another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    /// Where it begins.
    at: usize,
    /// Where it was found.
    place: usize,
    likeness: f64,
    /// So many decibels louder than what was found.
    louder: f64,
}

/// Each piece of `own`, one behind the other, as it is found in `other`; what is silent is left out.
pub(crate) fn pieces(own: &[i16], other: &[i16]) -> Vec<Piece> {
    let sounds = |piece: &[i16]| level::dbm0(piece) > SILENT;
    let all = own.chunks_exact(PIECE).enumerate().filter(|(_, piece)| sounds(piece));
    all.map(|(number, piece)| {
        let (likeness, place) = find(other, piece).unwrap_or_default();
        let found = &other[place..(place + PIECE).min(other.len())];
        Piece { at: number * PIECE, place, likeness, louder: level::dbm0(piece) - level::dbm0(found) }
    })
    .collect()
}

/// Where the piece that is most alike begins, and where it was found.
pub(crate) fn best(pieces: &[Piece]) -> Option<(usize, usize)> {
    let best = pieces.iter().max_by(|a, b| a.likeness.total_cmp(&b.likeness));
    best.filter(|best| best.likeness > 0.0).map(|best| (best.at, best.place))
}

/// Four of five pieces are found as they are, as loud.
pub(crate) fn assert_most(what: &str, pieces: &[Piece]) {
    let is_good = |piece: &&Piece| piece.likeness > 0.95 && piece.louder.abs() < 1.0;
    let good = pieces.iter().filter(is_good).count();
    assert!(good > 0 && good * 5 >= pieces.len() * 4, "{what}: {good} of {}: {pieces:#?}", pieces.len());
}

/// Where something like the block is said, as every sixth sample tells. Written out by hand, since it goes over
/// millions of samples in a debug build.
fn places(said: &[i16], block: &[i16]) -> Vec<usize> {
    const STRIDE: usize = 6;
    let block: Vec<i64> = block.iter().step_by(STRIDE).map(|sample| i64::from(*sample)).collect();
    let said: Vec<i64> = said.iter().map(|sample| i64::from(*sample)).collect();
    let own: i64 = block.iter().map(|sample| sample * sample).sum();
    let mut found = Vec::new();
    for place in 0..said.len().saturating_sub(block.len() * STRIDE) {
        let (mut product, mut there, mut at) = (0, 0, place);
        for sample in &block {
            let other = said[at];
            product += sample * other;
            there += other * other;
            at += STRIDE;
        }
        if product > 0 && product as f64 > 0.7 * (own as f64 * there as f64).sqrt() {
            found.push(place);
        }
    }
    found
}
