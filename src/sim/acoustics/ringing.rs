//! The ringing tones of all countries, known from bursts as a whole: 20 ms of music or speech may look like one.

use super::measure::is_quiet;
use crate::audio::goertzel::power;
use crate::audio::level::rms;
use crate::audio::tone::Cadence;
use crate::audio::tone::country::COUNTRIES;

/// What parts two bursts of a country is longer (200 ms); what a net loses is shorter. In samples, as all here.
pub(super) const GAP: usize = 800;
/// A burst that an answer cuts off may be shorter than any country's, but not as short as what is heard of a plucked
/// note before others join it: 340 ms.
const SHORTEST: usize = 2720;
/// A codec, or what is lost at an edge, makes a burst so much longer: 60 ms.
const SLACK: usize = 480;
/// No country has a longer one.
const LONGEST: usize = 16_000 + SLACK;
/// In 20 ms, tones of these frequencies take nothing from each other and have the most of every ringing tone.
const BAND: [f64; 4] = [350.0, 400.0, 450.0, 500.0];
/// So much of 20 ms is in the band.
const IN_BAND: f64 = 0.7;
/// So much of a burst is on the frequencies of the country, also where a codec has lost packets. A dial tone has half.
const SHARE: f64 = 0.55;
/// Two periods of the lowest frequency and more: what is quiet for so long was lost on the way.
const LOST: usize = 40;

/// Whether 20 ms may be part of a ringing tone.
pub(super) fn may_ring(frame: &[i16]) -> bool {
    let in_band = || BAND.iter().map(|hz| power(frame, *hz)).sum::<f64>() > IN_BAND * rms(frame).powi(2);
    !is_quiet(frame) && in_band()
}

/// Whether it is a burst of the ringing tone of some country, or what an answer has left of one: its frequencies, all of
/// them and no others, and no longer than there.
pub(super) fn is_burst(sound: &[i16]) -> bool {
    if !(SHORTEST..=LONGEST).contains(&sound.len()) {
        return false;
    }
    let sounding = sound.chunks(LOST).filter(|piece| !is_quiet(piece)).map(<[i16]>::len).sum::<usize>();
    // Of what has holes, `power` finds less by the square.
    let energy = rms(sound).powi(2) * sounding as f64 / sound.len() as f64;
    COUNTRIES.iter().any(|country| is_of(&country.ringback, sound, energy))
}

fn is_of(tone: &Cadence, sound: &[i16], energy: f64) -> bool {
    let burst = tone.pattern.iter().step_by(2).max().map_or(0, |ms| *ms as usize * 8);
    let fair = energy / tone.frequencies.len() as f64;
    let powers = || tone.frequencies.iter().map(|hz| power(sound, f64::from(*hz)));
    sound.len() <= burst + SLACK && powers().all(|own| own > fair / 2.0) && powers().sum::<f64>() > SHARE * energy
}

/// Ringing tones as packets bring them, in whatever order: told from when enough of a burst is there, so it cannot be
/// known yet how long it will be.
#[derive(Debug, Default)]
pub struct Ringing {
    /// From the first frame that may ring.
    sound: Vec<i16>,
    /// The place of its first sample.
    begin: i64,
    /// Behind the last frame that may ring, in it.
    end: usize,
    /// So much must be there before it is looked at again.
    next: usize,
    rings: bool,
}

impl Ringing {
    /// Takes a frame by the place of its first sample. Whether it rings.
    pub fn hear(&mut self, at: i64, frame: &[i16]) -> bool {
        let may = may_ring(frame);
        let place = usize::try_from(at - self.begin).ok().filter(|place| self.end > 0 && *place <= self.end + GAP);
        if place.is_none() {
            *self = Self { begin: at, next: SHORTEST, ..Self::default() };
        }
        if may || self.end > 0 {
            self.lay(place.unwrap_or(0), frame, may);
        }
        if !self.rings && self.end >= self.next {
            self.rings = self.sound.get(..self.end).is_some_and(is_burst);
            self.next = self.end + GAP;
        }
        may && self.rings && self.end <= LONGEST
    }

    /// What is longer than any burst is remembered by its end alone.
    fn lay(&mut self, place: usize, frame: &[i16], may: bool) {
        let end = place + frame.len();
        if end <= LONGEST + GAP {
            self.sound.resize(self.sound.len().max(end), 0);
            self.sound[place..end].copy_from_slice(frame);
        }
        if may {
            self.end = self.end.max(end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::found::{Frames, Pattern};
    use super::super::tape::Tape;
    use super::super::{double, halve, synth};
    use super::*;
    use crate::audio::codec::{Codec, Decoder, Encoder};
    use crate::audio::tone::{country::Country, music};
    use crate::audio::{Pcm, Rate};
    use crate::base::Time;

    const CODECS: [Codec; 4] = [Codec::Pcmu, Codec::Pcma, Codec::G722, Codec::Opus];

    /// What comes out of a codec, where some packets never arrive.
    fn through(codec: Codec, sound: &[i16], is_lost: impl Fn(usize) -> bool) -> Vec<i16> {
        let (mut encoder, mut decoder) = (Encoder::new(codec), Decoder::new(codec));
        let sound = if codec.rate() == Rate::Wide { double(sound) } else { sound.to_vec() };
        let mut heard = Vec::new();
        for (n, frame) in sound.chunks_exact(codec.rate().samples()).enumerate() {
            let mut payload = Vec::new();
            encoder.encode(&Pcm::from_slice(codec.rate(), frame), &mut payload);
            match is_lost(n) {
                true => heard.resize(heard.len() + frame.len(), 0),
                false => decoder.decode(&payload, &mut heard),
            }
        }
        if codec.rate() == Rate::Wide { halve(&heard) } else { heard }
    }

    /// How many bursts are found on tape, and whether any is as packets come.
    fn bursts(heard: &[i16]) -> (usize, bool) {
        let mut tape = Tape::of(Time::from_secs(1), Rate::Narrow, heard.to_vec());
        let found = tape.find(Time::from_secs(1), &[Pattern::Frames(Frames::Ringback)]);
        let mut ringing = Ringing::default();
        let rings = (0..).zip(heard.chunks(160)).filter(|(n, frame)| ringing.hear(160 * n, frame)).count();
        (found.len(), rings >= 2)
    }

    fn ringing(country: &Country, shift: usize) -> (usize, Vec<i16>) {
        let pattern = country.ringback.pattern;
        let frames = u64::from(pattern.iter().sum::<u32>() / 20);
        let sound = (0..frames).flat_map(|n| country.ringback.frame(160 * n)).collect();
        (pattern.len() / 2, [vec![0; 800 + shift], sound].concat())
    }

    #[test]
    fn the_ringing_of_every_country_is_known_in_every_codec_and_where_packets_are_lost() {
        for country in COUNTRIES {
            for (codec, shift) in CODECS.into_iter().zip([0, 31, 80, 159]) {
                let (times, sound) = ringing(country, shift);
                let heard = through(codec, &sound, |_| false);
                assert_eq!(bursts(&heard), (times, true), "{} in {codec:?}", country.code);
                let heard = through(codec, &sound, |n| n % 9 == 4 || n % 31 == 14);
                // What is decoded behind a loss is coarse for a while, in Opus for the most of a short burst.
                let (on_tape, by_packets) = bursts(&heard);
                let is_heard = (1..=times).contains(&on_tape) && by_packets;
                assert!(is_heard, "{} in {codec:?} on a rough net: {on_tape} {by_packets}", country.code);
            }
        }
    }

    #[test]
    fn a_burst_that_an_answer_cuts_off_is_known() {
        for country in COUNTRIES {
            let (_, sound) = ringing(country, 0);
            let heard = [&sound[..800 + 2880], &synth::own_voice(3, 1600)].concat();
            assert_eq!(bursts(&heard), (1, true), "{}", country.code);
        }
    }

    #[test]
    fn music_voices_keys_and_tones_are_no_ringing() {
        let tone = |hz: u16, samples| [vec![0; 800], synth::tone(hz, samples), vec![0; 1600]].concat();
        let mut sounds = vec![
            ("music", [vec![0; 1600], music::samples(Rate::Narrow).repeat(2), vec![0; 1600]].concat()),
            (
                "keys",
                "159D0*".chars().flat_map(|key| (0..30).flat_map(move |n| synth::digit_frame(key, 160 * n))).collect(),
            ),
        ];
        let dial_tone = synth::tone(350, 8000).iter().zip(synth::tone(440, 8000)).map(|(a, b)| a / 2 + b / 2).collect();
        sounds.push(("dial tone", dial_tone));
        sounds.extend([400, 420, 425, 440, 450].map(|hz| ("long tone", tone(hz, 24_000))));
        sounds.extend([300, 330, 350, 380, 410, 460, 480, 500, 1000].map(|hz| ("tone", tone(hz, 8000))));
        sounds.extend((0..16).map(|phone| ("voice", synth::own_voice(phone, 80_000))));
        for (what, sound) in &sounds {
            for codec in CODECS {
                let (on_tape, by_packets) = bursts(&through(codec, sound, |_| false));
                // That a tone goes on is known when it has.
                assert!(on_tape == 0 && by_packets == (*what == "long tone"), "{what} in {codec:?}");
            }
            assert_eq!(bursts(&through(Codec::Pcma, sound, |n| n % 9 == 4)).0, 0, "{what} on a rough net");
        }
        // Wherever somebody comes in.
        for from in (0..160_000).step_by(4000) {
            let heard = [&[0; 800], &music::samples(Rate::Narrow)[from..]].concat();
            assert_eq!(bursts(&heard), (0, false), "music from {from}");
        }
    }
}
