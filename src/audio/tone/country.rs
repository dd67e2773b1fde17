//! Which ringing and which busy tone a country's callers know: the values of `ringTone` (spec §4.1).
//!
//! ITU-T E.180 Supplement 2 (various tones used in national networks). A tone that a network modulates is given as the
//! carrier with its side frequencies.

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use super::{Cadence, cadence};

/// The tones of one country.
#[derive(Debug, PartialEq, Eq)]
pub struct Country {
    /// Two letters of ISO 3166, but `uk`; `us-old` is what North America heard before 1950.
    pub code: &'static str,
    /// The called telephone rings.
    pub ringback: Cadence,
    /// The called line is engaged.
    pub busy: Cadence,
}

/// Half a second on and off.
const HALF: &[u32] = &[500, 500];
/// One second on, four off.
const ONE_FOUR: &[u32] = &[1000, 4000];
/// Rings in pairs.
const DOUBLE: &[u32] = &[400, 200, 400, 2000];

/// Every country whose tones are known, by code.
pub const COUNTRIES: &[Country] = &[
    country("ar", cadence(&[425], ONE_FOUR), cadence(&[425], &[300, 200])),
    country("at", cadence(&[420], &[1000, 5000]), cadence(&[420], &[400, 400])),
    country("au", cadence(&[413, 438], DOUBLE), cadence(&[425], &[375, 375])),
    country("be", cadence(&[425], &[1000, 3000]), cadence(&[425], HALF)),
    country("bg", cadence(&[425], ONE_FOUR), cadence(&[425], HALF)),
    country("br", cadence(&[425], ONE_FOUR), cadence(&[425], &[250, 250])),
    country("ca", cadence(&[440, 480], &[2000, 4000]), cadence(&[480, 620], HALF)),
    country("ch", cadence(&[425], ONE_FOUR), cadence(&[425], HALF)),
    country("cl", cadence(&[400], &[1000, 3000]), cadence(&[400], HALF)),
    country("cn", cadence(&[450], ONE_FOUR), cadence(&[450], &[350, 350])),
    country("cz", cadence(&[425], ONE_FOUR), cadence(&[425], &[330, 330])),
    country("de", cadence(&[425], ONE_FOUR), cadence(&[425], &[480, 480])),
    country("dk", cadence(&[425], ONE_FOUR), cadence(&[425], HALF)),
    country("ee", cadence(&[425], ONE_FOUR), cadence(&[425], &[300, 300])),
    country("es", cadence(&[425], &[1500, 3000]), cadence(&[425], &[200, 200])),
    country("fi", cadence(&[425], ONE_FOUR), cadence(&[425], &[300, 300])),
    country("fr", cadence(&[440], &[1500, 3500]), cadence(&[440], HALF)),
    country("gr", cadence(&[425], ONE_FOUR), cadence(&[425], &[300, 300])),
    country("hk", cadence(&[440, 480], &[400, 200, 400, 3000]), cadence(&[480, 620], HALF)),
    country("hu", cadence(&[425], &[1250, 3750]), cadence(&[425], &[300, 300])),
    country("id", cadence(&[425], ONE_FOUR), cadence(&[425], HALF)),
    country("ie", cadence(&[400, 450], DOUBLE), cadence(&[425], HALF)),
    country("il", cadence(&[400], &[1000, 3000]), cadence(&[400], HALF)),
    country("in", cadence(&[375, 400, 425], DOUBLE), cadence(&[400], &[750, 750])),
    country("it", cadence(&[425], ONE_FOUR), cadence(&[425], HALF)),
    country("jp", cadence(&[384, 400, 416], &[1000, 2000]), cadence(&[400], HALF)),
    country("kr", cadence(&[440, 480], &[1000, 2000]), cadence(&[480, 620], HALF)),
    country("lt", cadence(&[425], ONE_FOUR), cadence(&[425], &[350, 350])),
    country("mx", cadence(&[425], ONE_FOUR), cadence(&[425], &[250, 250])),
    country("my", cadence(&[425], DOUBLE), cadence(&[425], HALF)),
    country("nl", cadence(&[425], ONE_FOUR), cadence(&[425], HALF)),
    country("no", cadence(&[425], ONE_FOUR), cadence(&[425], HALF)),
    country("nz", cadence(&[400, 450], DOUBLE), cadence(&[400], HALF)),
    country("ph", cadence(&[425, 480], ONE_FOUR), cadence(&[480, 620], HALF)),
    country("pl", cadence(&[425], ONE_FOUR), cadence(&[425], HALF)),
    country("pt", cadence(&[425], &[1000, 5000]), cadence(&[425], HALF)),
    country("ru", cadence(&[425], ONE_FOUR), cadence(&[425], &[350, 350])),
    country("se", cadence(&[425], &[1000, 5000]), cadence(&[425], &[250, 250])),
    country("sg", cadence(&[401, 425, 449], DOUBLE), cadence(&[425], &[750, 750])),
    country("th", cadence(&[400], ONE_FOUR), cadence(&[400], HALF)),
    country("tr", cadence(&[450], &[2000, 4000]), cadence(&[450], HALF)),
    country("tw", cadence(&[440, 480], &[1000, 2000]), cadence(&[480, 620], HALF)),
    country("uk", cadence(&[400, 450], DOUBLE), cadence(&[400], &[375, 375])),
    country("us", cadence(&[440, 480], &[2000, 4000]), cadence(&[480, 620], HALF)),
    country("us-old", cadence(&[420], &[2000, 4000]), cadence(&[600], HALF)),
    country("ve", cadence(&[425], ONE_FOUR), cadence(&[425], HALF)),
    country("vn", cadence(&[425], ONE_FOUR), cadence(&[425], HALF)),
    country("za", cadence(&[400, 433], DOUBLE), cadence(&[400], HALF)),
];

const fn country(code: &'static str, ringback: Cadence, busy: Cadence) -> Country {
    Country { code, ringback, busy }
}

impl Country {
    /// The country of a code, in any case; `gb` is `uk`.
    pub fn of(code: &str) -> Option<&'static Self> {
        let code = if code.eq_ignore_ascii_case("gb") { "uk" } else { code };
        COUNTRIES.iter().find(|country| country.code.eq_ignore_ascii_case(code))
    }
}

/// By its code: the table is the same for whoever reads it back.
impl Serialize for Country {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code)
    }
}

impl<'de> Deserialize<'de> for &'static Country {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = String::deserialize(from)?;
        Country::of(&code).ok_or_else(|| D::Error::custom(format!("no country is called {code}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{FRAME, goertzel, level};

    #[test]
    fn every_code_is_there_once_and_in_order() {
        assert!(COUNTRIES.windows(2).all(|pair| pair[0].code < pair[1].code));
        assert!(COUNTRIES.len() >= 30);
        assert_eq!(Country::of("GB"), Country::of("uk"));
        assert_eq!(Country::of("xx"), None);
        for country in COUNTRIES {
            let text = serde_json::to_string(country).unwrap();
            assert_eq!(text, format!("\"{}\"", country.code));
            assert_eq!(serde_json::from_str::<&Country>(&text).unwrap(), country);
        }
        assert!(serde_json::from_str::<&Country>("\"xx\"").is_err());
        assert_eq!(Country::of("us").unwrap().ringback, crate::audio::tone::RINGBACK_US);
        assert_eq!(Country::of("uk").unwrap().ringback, crate::audio::tone::RINGBACK_UK);
    }

    #[test]
    fn every_tone_is_as_loud_as_a_tone_should_be_and_pauses() {
        for tone in COUNTRIES.iter().flat_map(|country| [&country.ringback, &country.busy]) {
            let period: u32 = tone.pattern.iter().sum();
            let frames = u64::from(period).div_ceil(20);
            let first: Vec<i16> = (0..10).flat_map(|n| tone.frame(n * FRAME as u64)).collect();
            let loudness = level::dbm0(&first);
            assert!((-21.0..-9.0).contains(&loudness), "{tone:?}: {loudness}");
            let own: f64 = tone.frequencies.iter().map(|f| goertzel::power(&first, f64::from(*f))).sum();
            assert!(own > 0.5 * level::rms(&first).powi(2), "{tone:?}");
            assert!((0..frames).any(|n| tone.frame(n * FRAME as u64) == [0; FRAME]), "{tone:?}");
        }
    }
}
