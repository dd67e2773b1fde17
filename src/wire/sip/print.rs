//! Message to bytes: on the wire, in a journal, in a log (RFC 3261 §7). What was received leaves byte for byte.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::message::{Message, Start};
use super::{Limits, parse};

impl Message {
    /// The message as it goes on the wire, with its Content-Length as the last header.
    pub fn to_bytes(&self) -> Bytes {
        let lines: usize = self.headers.iter().map(|line| line.raw_label().len() + line.raw_value().len() + 4).sum();
        let mut out = Vec::with_capacity(lines + self.body.len() + 128);
        self.print_start(&mut out);
        for header in &self.headers {
            out.extend_from_slice(header.raw_label());
            out.extend_from_slice(b": ");
            out.extend_from_slice(header.raw_value());
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(format!("Content-Length: {}\r\n\r\n", self.body.len()).as_bytes());
        out.extend_from_slice(&self.body);
        out.into()
    }

    fn print_start(&self, out: &mut Vec<u8>) {
        match &self.start {
            Start::Request { method, uri } => {
                out.extend_from_slice(format!("{method} {uri} SIP/2.0\r\n").as_bytes());
            }
            Start::Response { status, reason } => {
                out.extend_from_slice(format!("SIP/2.0 {status:03} ").as_bytes());
                out.extend_from_slice(reason);
                out.extend_from_slice(b"\r\n");
            }
        }
    }
}

impl fmt::Debug for Message {
    /// The message without what proves who somebody is, and the length of the body instead of the body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.start {
            Start::Request { method, uri } => write!(f, "{method} {uri}")?,
            Start::Response { status, .. } => write!(f, "{status} {}", self.reason_phrase())?,
        }
        f.write_str(" ")?;
        f.debug_list().entries(&self.headers).finish()?;
        write!(f, " +{} bytes", self.body.len())
    }
}

/// A message in a journal: text where it is text.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Binary { base64: String },
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = String::from_utf8(self.to_bytes().into())
            .map_or_else(|no| Written::Binary { base64: BASE64_STANDARD.encode(no.as_bytes()) }, Written::Text);
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes: Bytes = match Written::deserialize(deserializer)? {
            Written::Text(text) => text.into(),
            Written::Binary { base64 } => BASE64_STANDARD.decode(base64).map_err(serde::de::Error::custom)?.into(),
        };
        parse::read(&bytes, &Limits::NONE).map_err(serde::de::Error::custom)
    }
}
