//! `pitch` and `volume` of `<prosody>` (SSML 1.1 §3.2.4) in the numbers of espeak-ng, which reads past most units: it
//! has a scale of its own for pitch, and none of decibels. Words, rates and what else it reads right are left as they are.

use std::borrow::Cow;

/// Steps of its scale of pitch in an octave, measured with espeak-ng 1.51: 25 of them are a major third.
const OCTAVE: f64 = 80.0;
/// Where its voices stand on that scale.
const MIDDLE: f64 = 50.0;
/// What it can do in either direction.
const STEPS: f64 = 50.0;
/// About what its voices speak at, in Hz.
const MAN: f64 = 110.0;
const WOMAN: f64 = 220.0;
/// More than this many decibels it does not get louder.
const LOUDEST: f64 = 20.0;

/// The value of an attribute of `prosody` as espeak-ng is given it.
pub(super) fn value<'v>(attribute: &str, written: &'v str, is_man: bool) -> Cow<'v, str> {
    let made = match attribute {
        "volume" => decibels(written).map(louder),
        "pitch" => pitch(written, if is_man { MAN } else { WOMAN }),
        _ => None,
    };
    made.map_or(Cow::Borrowed(written), Cow::Owned)
}

/// Its volume is linear: 6 dB are the double of it.
fn louder(decibels: f64) -> String {
    let factor = 10_f64.powf(decibels.min(LOUDEST) / 20.0);
    format!("{:+}%", ((factor - 1.0) * 100.0).round() as i32)
}

fn decibels(written: &str) -> Option<f64> {
    Number::read(written).filter(|number| number.unit.eq_ignore_ascii_case("dB")).map(|number| number.value)
}

/// `200Hz` is a place on its scale, all else a way up or down; `80%` is 80 hundredths of what it was.
fn pitch(written: &str, own: f64) -> Option<String> {
    let Number { value, is_change, unit } = Number::read(written)?;
    let factor = match unit.to_ascii_lowercase().as_str() {
        "hz" if !is_change => return Some(format!("{}", (MIDDLE + steps(value / own)?).round().max(0.0) as i32)),
        "hz" => (own + value) / own,
        "st" => (value / 12.0).exp2(),
        "%" if is_change => 1.0 + value / 100.0,
        "%" => value / 100.0,
        _ => return None,
    };
    Some(format!("{:+}", steps(factor)?.round() as i32))
}

/// How far up its scale that many times the pitch is.
fn steps(factor: f64) -> Option<f64> {
    let steps = factor.max(f64::MIN_POSITIVE).log2() * OCTAVE;
    steps.is_finite().then(|| steps.clamp(-STEPS, STEPS))
}

/// A number, whether a sign says that it is a change, and what follows it.
struct Number<'w> {
    value: f64,
    is_change: bool,
    unit: &'w str,
}

impl<'w> Number<'w> {
    fn read(written: &'w str) -> Option<Self> {
        let written = written.trim();
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.');
        let (number, unit) = written.split_at(written.find(|c| !is_part(c)).unwrap_or(written.len()));
        let value = number.parse::<f64>().ok()?;
        Some(Self { value, is_change: number.starts_with(['+', '-']), unit: unit.trim() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decibels_and_pitches_become_what_espeak_reads_and_the_rest_stays() {
        for (attribute, written, given) in [
            ("volume", "-6dB", "-50%"),
            ("volume", "+6dB", "+100%"),
            ("volume", " +6.0 db", "+100%"),
            ("volume", "-12dB", "-75%"),
            ("volume", "-200dB", "-100%"),
            ("volume", "+200dB", "+900%"),
            ("volume", "+0.0dB", "+0%"),
            ("volume", "loud", "loud"),
            ("volume", "50", "50"),
            ("volume", "+20%", "+20%"),
            ("volume", "dB", "dB"),
            ("pitch", "+2st", "+13"),
            ("pitch", "-12st", "-50"),
            ("pitch", "+25%", "+26"),
            ("pitch", "-20%", "-26"),
            ("pitch", "80%", "-26"),
            ("pitch", "100%", "+0"),
            ("pitch", "0%", "-50"),
            ("pitch", "110Hz", "50"),
            ("pitch", "140Hz", "78"),
            ("pitch", "20Hz", "0"),
            ("pitch", "+30Hz", "+28"),
            ("pitch", "-200Hz", "-50"),
            ("pitch", "x-high", "x-high"),
            ("pitch", "1-2st", "1-2st"),
            ("rate", "80%", "80%"),
            ("rate", "+20%", "+20%"),
        ] {
            assert_eq!(value(attribute, written, true), given, "{attribute}=\"{written}\"");
        }
        // A woman speaks an octave higher: as many Hz are fewer steps for her, as much of her pitch is as many.
        for (written, given) in [("220Hz", "50"), ("280Hz", "78"), ("+30Hz", "+15"), ("-20%", "-26"), ("+2st", "+13")] {
            assert_eq!(value("pitch", written, false), given, "pitch=\"{written}\" of a woman");
        }
    }
}
