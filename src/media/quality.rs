//! How a path sounds, by the E-model: ITU-T G.107, for wideband codecs G.107.1, with what G.113 has of each codec.
//!
//! An estimate of what most people would say of it, from codec, losses and delay. What no packet tells (noise,
//! loudness, echo) is taken to be as it should be. Where the numbers come from is the business of lines
//! (`line/judging`).

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::offer::Codec;

/// What people would say of a path, in hundredths, from 1.00 (bad) to 4.50.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mos(u16);

/// On which scale a score is. The two cannot be compared: 4.4 is as good as a telephone of old can be, or a little less
/// than the best of wideband.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// 300 to 3400 Hz (G.107).
    Narrow,
    /// 50 to 7000 Hz (G.107.1).
    Wide,
}

/// How one direction of a line sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// The mean opinion.
    pub mos: Mos,
    /// What it may be compared with.
    pub scale: Scale,
}

/// What is known of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Path {
    pub(super) codec: Codec,
    /// The share of packets that could not be heard, from 0 to 1.
    pub(super) lost: f64,
    /// How much longer losses last than if they were independent of each other; 1 or more.
    pub(super) burst: f64,
    /// From one end to the other.
    pub(super) delay: Duration,
}

/// How a codec impairs: Ie by itself, Bpl is how well it stands losses.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Equipment {
    scale: Scale,
    ie: f64,
    bpl: f64,
}

/// What a codec cannot sound worse than, whatever is lost.
const WORST: f64 = 95.0;

impl Path {
    /// What people would say of it.
    pub(super) fn score(&self) -> Score {
        let equipment = equipment(self.codec);
        let rating = equipment.scale.best() - self.delayed() - equipment.impairment(self.lost, self.burst);
        Score { mos: Mos::of(rating / equipment.scale.stretch()), scale: equipment.scale }
    }

    /// Idd: what a delay costs, nothing up to 100 ms (G.107 §7.4, with the usual sensitivity).
    fn delayed(&self) -> f64 {
        let ms = self.delay.as_secs_f64() * 1000.0;
        if ms <= 100.0 {
            return 0.0;
        }
        let x = (ms / 100.0).log2();
        25.0 * ((1.0 + x.powi(6)).powf(1.0 / 6.0) - 3.0 * (1.0 + (x / 3.0).powi(6)).powf(1.0 / 6.0) + 2.0)
    }
}

impl Scale {
    /// The rating of a path that nothing impairs but what all have: Ro less Is and Id with default values.
    const fn best(self) -> f64 {
        match self {
            Self::Narrow => 93.2,
            Self::Wide => 129.0,
        }
    }

    /// A rating of the wide scale is so much higher for the same opinion (G.107.1 Annex A).
    const fn stretch(self) -> f64 {
        match self {
            Self::Narrow => 1.0,
            Self::Wide => 1.29,
        }
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Narrow => "narrow",
            Self::Wide => "wide",
        }
    }
}

impl Equipment {
    /// Ie-eff (G.107 §7.5, G.107.1 §7.5).
    fn impairment(self, lost: f64, burst: f64) -> f64 {
        let percent = 100.0 * lost.clamp(0.0, 1.0);
        if percent == 0.0 {
            return self.ie;
        }
        self.ie + (WORST - self.ie) * percent / (percent / burst.max(1.0) + self.bpl)
    }
}

/// The factors of a codec, for a listener whose ear makes up for losses, as ours does.
fn equipment(codec: Codec) -> Equipment {
    let (scale, ie, bpl) = match codec {
        // G.113 Appendix I: G.711 with the concealment of its own Appendix I.
        Codec::Pcmu | Codec::Pcma | Codec::L16 => (Scale::Narrow, 0.0, 25.1),
        // G.113 Appendix IV. Of wideband codecs it knows only for G.722.2 how they stand losses: 4.3 to 4.9.
        Codec::G722 => (Scale::Wide, 13.0, 4.6),
        Codec::L16Wide => (Scale::Wide, 0.0, 4.6),
        // Not in G.113: as good as the best that it has for the wide scale; and as Alahmadi, Počta and Melvin have
        // measured it with losses (2021).
        Codec::Opus => (Scale::Wide, 1.0, 19.5),
    };
    Equipment { scale, ie, bpl }
}

impl Mos {
    /// Of a rating (G.107 Annex B).
    fn of(rating: f64) -> Self {
        let mos = match rating {
            ..=0.0 => 1.0,
            100.0.. => 4.5,
            rating => 1.0 + 0.035 * rating + rating * (rating - 60.0) * (100.0 - rating) * 7e-6,
        };
        // Just above 0 the curve is a little below 1.
        Self((mos.max(1.0) * 100.0).round() as u16)
    }

    /// As a number.
    pub fn value(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl fmt::Display for Mos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}", self.value())
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.mos, self.scale.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(codec: Codec, percent: f64) -> Path {
        Path { codec, lost: percent / 100.0, burst: 1.0, delay: Duration::ZERO }
    }

    #[test]
    fn m12_the_score_of_g711_falls_with_loss_as_published() {
        let bare = Equipment { scale: Scale::Narrow, ie: 0.0, bpl: 4.3 };
        let concealed = equipment(Codec::Pcmu);
        for (equipment, percent, rating, mos) in [
            (concealed, 0.0, 93.2, 441),
            (bare, 1.0, 75.3, 383),
            (bare, 2.0, 63.0, 326),
            (bare, 5.0, 42.1, 217),
            (concealed, 1.0, 89.6, 433),
            (concealed, 2.0, 86.2, 423),
            (concealed, 5.0, 77.4, 392),
            (concealed, 20.0, 51.1, 263),
        ] {
            let computed = Scale::Narrow.best() - equipment.impairment(percent / 100.0, 1.0);
            assert!((computed - rating).abs() < 0.05, "{percent} %: {computed} instead of {rating}");
            assert_eq!(Mos::of(computed), Mos(mos), "{percent} %, Bpl {}", equipment.bpl);
        }
    }

    #[test]
    fn a_rating_is_the_opinion_that_the_tables_of_g107_have_for_it() {
        let table = [(-5.0, 100), (3.0, 100), (60.0, 310), (70.0, 360), (80.0, 402), (90.0, 434), (110.0, 450)];
        for (rating, mos) in table {
            assert_eq!(Mos::of(rating), Mos(mos), "{rating}");
        }
        assert_eq!((Mos(441).to_string(), Mos(400).value()), ("4.41".to_owned(), 4.0));
    }

    #[test]
    fn wideband_codecs_are_scored_on_their_own_scale() {
        for (codec, percent, mos) in [
            (Codec::L16Wide, 0.0, 450),
            (Codec::Opus, 0.0, 449),
            (Codec::G722, 0.0, 434),
            (Codec::G722, 2.0, 363),
            (Codec::Opus, 2.0, 439),
        ] {
            let score = path(codec, percent).score();
            assert_eq!(score, Score { mos: Mos(mos), scale: Scale::Wide }, "{codec:?} {percent}");
        }
    }

    #[test]
    fn delay_costs_nothing_up_to_a_tenth_of_a_second_and_then_more_and_more() {
        for (ms, cost) in [(0, 0.0), (100, 0.0), (150, 0.2), (200, 3.0), (300, 14.8), (400, 24.1)] {
            let delayed = Path { delay: Duration::from_millis(ms), ..path(Codec::Pcmu, 0.0) }.delayed();
            assert!((delayed - cost).abs() < 0.1, "{ms} ms: {delayed} instead of {cost}");
        }
    }

    #[test]
    fn losses_that_come_together_cost_more_than_those_that_do_not() {
        let score = |burst| Path { burst, ..path(Codec::Pcma, 5.0) }.score().mos;
        assert!(score(3.0) < score(1.0));
        assert_eq!(score(0.3), score(1.0), "nothing is more even than chance");
    }
}
