//! What codecs are called in settings and documents. Their names in SDP are `media::offer`'s.

use std::str::FromStr;

use super::{Codec, ROWS};

/// A name that no codec has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown codec {0:?}; known are PCMU, PCMA, G722, opus, L16/8000 and L16/16000")]
pub struct UnknownCodec(pub String);

impl FromStr for Codec {
    type Err = UnknownCodec;

    fn from_str(name: &str) -> Result<Self, UnknownCodec> {
        let row = ROWS.iter().find(|row| row.label.eq_ignore_ascii_case(name));
        row.map(|row| row.codec).ok_or_else(|| UnknownCodec(name.to_owned()))
    }
}

impl TryFrom<String> for Codec {
    type Error = UnknownCodec;

    fn try_from(name: String) -> Result<Self, UnknownCodec> {
        name.parse()
    }
}

impl From<Codec> for String {
    fn from(codec: Codec) -> Self {
        codec.row().label.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_codec_has_a_name_and_other_names_are_told_those_that_are() {
        for row in &ROWS {
            assert_eq!(row.label.to_lowercase().parse(), Ok(row.codec));
            let written = serde_json::to_string(&row.codec).unwrap();
            assert_eq!(serde_json::from_str::<Codec>(&written).unwrap(), row.codec);
        }
        let fault = "g729".parse::<Codec>().unwrap_err();
        assert_eq!(fault, UnknownCodec("g729".into()));
        assert!(ROWS.iter().all(|row| fault.to_string().contains(row.label)), "{fault}");
    }
}
