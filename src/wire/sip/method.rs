//! Request methods: the ones we know by name, any other as received (RFC 3261 §7.1; an unknown method is answered by
//! the machine with 405 or 501, so it must be readable).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::grammar::is_token;

/// A request method. Methods are case-sensitive: `invite` is another one than `INVITE`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// RFC 3261 §13.
    Invite,
    /// RFC 3261 §13.2.2.4.
    Ack,
    /// RFC 3261 §9.
    Cancel,
    /// RFC 3261 §15.
    Bye,
    /// RFC 3261 §11.
    Options,
    /// RFC 6086.
    Info,
    /// RFC 3261 §10.
    Register,
    /// RFC 3311.
    Update,
    /// RFC 3262.
    Prack,
    /// RFC 3515.
    Refer,
    /// RFC 6665.
    Notify,
    /// RFC 6665.
    Subscribe,
    /// RFC 3428.
    Message,
    /// RFC 3903.
    Publish,
    /// Any other token.
    Other(String),
}

const KNOWN: [(Method, &str); 14] = [
    (Method::Invite, "INVITE"),
    (Method::Ack, "ACK"),
    (Method::Bye, "BYE"),
    (Method::Cancel, "CANCEL"),
    (Method::Options, "OPTIONS"),
    (Method::Info, "INFO"),
    (Method::Register, "REGISTER"),
    (Method::Update, "UPDATE"),
    (Method::Prack, "PRACK"),
    (Method::Refer, "REFER"),
    (Method::Notify, "NOTIFY"),
    (Method::Subscribe, "SUBSCRIBE"),
    (Method::Message, "MESSAGE"),
    (Method::Publish, "PUBLISH"),
];

impl Method {
    /// As on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Other(text) => text,
            known => KNOWN.iter().find(|(method, _)| method == known).map_or("", |(_, text)| text),
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Method {
    type Err = MethodFault;

    fn from_str(text: &str) -> Result<Self, MethodFault> {
        if let Some((method, _)) = KNOWN.iter().find(|(_, known)| *known == text) {
            return Ok(method.clone());
        }
        if is_token(text.as_bytes()) { Ok(Self::Other(text.to_owned())) } else { Err(MethodFault) }
    }
}

impl Serialize for Method {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Method {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The text cannot be a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a method: expected one token, such as INVITE")]
pub struct MethodFault;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_method_prints_and_reads_back() {
        for (method, text) in KNOWN {
            assert_eq!(method.to_string(), text);
            assert_eq!(text.parse(), Ok(method));
        }
    }

    #[test]
    fn an_unknown_token_is_a_method_and_anything_else_is_not() {
        assert_eq!("invite".parse(), Ok(Method::Other("invite".into())));
        assert_eq!("!interesting-Method0123456789_*+`.%indeed'~".parse::<Method>().unwrap().as_str().len(), 43);
        for wrong in ["", "A B", "A\r\nB", "Ä", "A:B"] {
            assert_eq!(wrong.parse::<Method>(), Err(MethodFault), "{wrong:?}");
        }
    }
}
