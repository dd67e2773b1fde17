//! Identity: who vouches for the caller's number (RFC 8224 §4). The token inside is read by whoever checks it.

use std::str::FromStr;

use crate::wire::sip::Params;
use crate::wire::sip::grammar::{Malformed, cut, is_blank, malformed};

/// `Identity: eyJ….eyJ….sig;info=<https://cert.example.org/p.cer>;alg=ES256;ppt="shaken"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The signed token, three parts divided by dots.
    pub token: String,
    /// Where the certificate is.
    pub info: String,
    /// The kind of token: `shaken`.
    pub ppt: Option<String>,
}

impl FromStr for Identity {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (token, rest) = cut(text, b';').ok_or_else(|| malformed("Identity", "it has no parameters"))?;
        // A URI in angle brackets may hold semicolons, which parameters may not.
        let opened = rest.find('<').ok_or_else(|| malformed("Identity", "info has no address in angle brackets"))?;
        let (before, inside) = rest.split_at(opened);
        let (info, after) =
            inside[1..].split_once('>').ok_or_else(|| malformed("Identity", "the address of info is not closed"))?;
        if !before.trim_matches(is_blank).to_ascii_lowercase().ends_with("info=") {
            return Err(malformed("Identity", "an address stands where info is expected"));
        }
        let head = before.rsplit_once(';').map_or("", |(head, _)| head);
        let params = Params::parse(&format!("{head}{}", after.trim_matches(is_blank)))?;
        Ok(Self {
            token: token.trim_matches(is_blank).to_owned(),
            info: info.to_owned(),
            ppt: params.unquoted("ppt").map(|ppt| ppt.into_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_come_in_any_order_and_the_address_may_hold_semicolons() {
        let table = [
            r#"a.b.c;info=<https://c.example/x;y?z>;alg=ES256;ppt="shaken""#,
            r#"a.b.c;alg=ES256;ppt=shaken;info=<https://c.example/x;y?z>"#,
            r#" a.b.c ; ppt=shaken ; info=<https://c.example/x;y?z> "#,
        ];
        for text in table {
            let read: Identity = text.parse().unwrap();
            assert_eq!((read.token.as_str(), read.info.as_str()), ("a.b.c", "https://c.example/x;y?z"), "{text}");
            assert_eq!(read.ppt.as_deref(), Some("shaken"), "{text}");
        }
        for text in ["a.b.c", "a.b.c;info=https://c.example", "a.b.c;info=<https://c", "a.b.c;x=<https://c>"] {
            assert!(text.parse::<Identity>().is_err(), "{text}");
        }
    }
}
