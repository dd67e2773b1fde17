//! Reason: why a request is sent or a call is ended (RFC 3326).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::number;
use crate::wire::sip::Params;
use crate::wire::sip::grammar::{Malformed, cut, is_blank, is_token, malformed, quote};

/// `Reason: SIP;cause=200;text="Call completed elsewhere"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// `SIP` or `Q.850`.
    pub protocol: String,
    /// The status or cause code.
    pub cause: Option<u16>,
    /// Text for people.
    pub text: Option<String>,
}

impl Reason {
    /// One of ours in SIP's own codes.
    pub fn sip(cause: u16, text: &str) -> Self {
        Self { protocol: "SIP".into(), cause: Some(cause), text: Some(text.to_owned()) }
    }
}

impl Reason {
    /// Whether it may be told to whoever is at the other end of a call: a code that one of the two protocols has. A
    /// response has none of SIP, which says that in its status (RFC 6432).
    fn is_passable(&self, in_response: bool) -> bool {
        let is = |name: &str| self.protocol.eq_ignore_ascii_case(name);
        match self.cause {
            Some(1..=127) => is("Q.850"),
            Some(200..=699) => is("SIP") && !in_response,
            _ => false,
        }
    }

    /// Of the reasons that one party gave, those that the other may hear, as one header value: the first of each
    /// protocol (RFC 3326 §2), its text cut and without controls.
    pub(in crate::wire::sip) fn passed_on(given: Vec<Self>, in_response: bool) -> Option<String> {
        let mut passed: Vec<Self> = Vec::new();
        for mut reason in given.into_iter().filter(|reason| reason.is_passable(in_response)) {
            reason.protocol.make_ascii_uppercase();
            if passed.iter().all(|known| known.protocol != reason.protocol) {
                let clean = |text: String| text.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
                passed.push(Self { text: reason.text.map(clean), ..reason });
            }
        }
        let values: Vec<String> = passed.iter().map(Self::to_string).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }
}

/// Of a text, what is passed on at most.
const LONGEST: usize = 128;

impl FromStr for Reason {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (protocol, params) = cut(text, b';').unwrap_or((text, ""));
        let protocol = protocol.trim_matches(is_blank);
        if !is_token(protocol.as_bytes()) {
            return Err(malformed("Reason", "it does not begin with a protocol"));
        }
        let params = Params::parse(params)?;
        let cause = params.get("cause").filter(|cause| !cause.is_empty()).and_then(number::read);
        let text = params.unquoted("text").map(|text| text.into_owned());
        Ok(Self { protocol: protocol.to_owned(), cause, text })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.protocol)?;
        if let Some(cause) = self.cause {
            write!(f, ";cause={cause}")?;
        }
        self.text.as_deref().map_or(Ok(()), |text| write!(f, ";text={}", quote(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints() {
        let text = r#"SIP;cause=200;text="Call completed; elsewhere""#;
        let reason: Reason = text.parse().unwrap();
        assert_eq!(reason, Reason::sip(200, "Call completed; elsewhere"));
        assert_eq!(reason.to_string(), text);
        assert_eq!("Q.850 ; cause = 16".parse::<Reason>().unwrap().cause, Some(16));
        assert!(";cause=1".parse::<Reason>().is_err());
    }

    #[test]
    fn one_of_each_protocol_is_passed_on_with_a_code_that_it_has() {
        for (given, in_request, in_response) in [
            (&["Q.850;cause=16"][..], Some("Q.850;cause=16"), Some("Q.850;cause=16")),
            (
                &["q.850;cause=17;text=\"busy\";x=y"],
                Some("Q.850;cause=17;text=\"busy\""),
                Some("Q.850;cause=17;text=\"busy\""),
            ),
            (&["SIP;cause=486", "Q.850;cause=17"], Some("SIP;cause=486, Q.850;cause=17"), Some("Q.850;cause=17")),
            (&["SIP;cause=486", "sip;cause=487"], Some("SIP;cause=486"), None),
            (&["Q.850;cause=128", "Q.850;cause=0", "SIP;cause=16", "SIP", "ISUP;cause=16"], None, None),
        ] {
            let read = || given.iter().map(|text| text.parse().unwrap()).collect();
            assert_eq!(Reason::passed_on(read(), false).as_deref(), in_request, "{given:?}");
            assert_eq!(Reason::passed_on(read(), true).as_deref(), in_response, "{given:?}");
        }
        let long = Reason { text: Some(format!("a\tb{}", "x".repeat(400))), ..Reason::sip(480, "") };
        let passed = Reason::passed_on(vec![long], false).unwrap();
        assert!(passed.len() < 160 && passed.contains("\"abxx"), "{passed}");
    }
}
