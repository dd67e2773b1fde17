//! The stamp of a request: when it left, what it is called, which sending of it this is, and a signature over all that,
//! the method, the URL and the body (spec §6.11). `X-Twilio-Signature` (`sign`) says who asks and stays right for ever;
//! this one says that it is asked now, once. Who receives requests checks it with `call/ask/verifier`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::{Exchange, Method, Signer};
use crate::base::Time;

/// The header with the name of the request, the same whenever it is sent again.
pub const ID: &str = "X-Request-Id";
/// The header with the second since 1970 in which this sending left.
pub const TIME: &str = "X-Request-Time";
/// The header with the number of this sending, from 0: each retry and each redirect is one more.
pub const SEQUENCE: &str = "X-Request-Sequence";
/// The header with the signature.
pub const SIGNATURE: &str = "X-RestComm-Signature-SHA256";

/// What one sending of a request is told apart by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stamp {
    /// When it left, to the second.
    pub time: Time,
    /// The name of the request.
    pub id: String,
    /// Which sending of it this is.
    pub sequence: u32,
}

/// A request as it came in.
#[derive(Clone, Copy)]
pub struct Received<'a> {
    /// Its method.
    pub method: Method,
    /// The whole URL as it was requested: scheme, host, port where one is written, path and query.
    pub url: &'a str,
    /// Its headers; names in any case.
    pub headers: &'a [(String, String)],
    /// Its body, byte for byte; empty for GET.
    pub body: &'a [u8],
}

/// Why a request has no stamp to believe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unstamped {
    /// A header is not there.
    #[error("it has no {0}")]
    Missing(&'static str),
    /// A header cannot be read.
    #[error("its {0} is not a number")]
    Unreadable(&'static str),
    /// The signature is of another request, or made with another token.
    #[error("it is not that of this method, URL, time, id, sequence and body")]
    Altered,
}

impl Exchange {
    /// Writes the stamp of a sending that leaves `now` into the headers, in place of that of an earlier one.
    pub fn stamp(&mut self, now: Time, sequence: u32, signer: &Signer) {
        let (time, sequence) = (now.as_micros().div_euclid(1_000_000).to_string(), sequence.to_string());
        let body = self.body.as_deref().unwrap_or_default().as_bytes();
        let id = header(&self.headers, ID).unwrap_or_default();
        let mac = mac(signer, self.method, &self.url, [&time, id, &sequence], body);
        let signature = STANDARD.encode(mac.finalize().into_bytes());
        for (name, value) in [(TIME, time), (SEQUENCE, sequence), (SIGNATURE, signature)] {
            match self.headers.iter_mut().find(|(own, _)| own == name) {
                Some((_, old)) => *old = value,
                None => self.headers.push((name.to_owned(), value)),
            }
        }
    }
}

impl<'a> Received<'a> {
    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        header(self.headers, name)
    }

    /// Its stamp, if `signer` made it for exactly this request.
    pub fn stamp(&self, signer: &Signer) -> Result<Stamp, Unstamped> {
        let need = |name| self.header(name).map(str::trim).ok_or(Unstamped::Missing(name));
        let (time, id, sequence, signature) = (need(TIME)?, need(ID)?, need(SEQUENCE)?, need(SIGNATURE)?);
        let secs: u32 = time.parse().map_err(|_| Unstamped::Unreadable(TIME))?;
        let number = sequence.parse().map_err(|_| Unstamped::Unreadable(SEQUENCE))?;
        let signature = STANDARD.decode(signature).map_err(|_| Unstamped::Altered)?;
        let mac = mac(signer, self.method, self.url, [time, id, sequence], self.body);
        mac.verify_slice(&signature).map_err(|_| Unstamped::Altered)?;
        Ok(Stamp { time: Time::from_secs(secs.into()), id: id.to_owned(), sequence: number })
    }
}

/// A line for each part and then the body: no part but the last may hold a line end, so none can be moved into another.
fn mac(signer: &Signer, method: Method, url: &str, parts: [&str; 3], body: &[u8]) -> Hmac<Sha256> {
    let token = signer.auth_token.as_bytes();
    let mut mac = Hmac::<Sha256>::new_from_slice(token).expect("HMAC takes keys of any length");
    for line in [method.as_str(), url].into_iter().chain(parts) {
        mac.update(line.as_bytes());
        mac.update(b"\n");
    }
    mac.update(body);
    mac
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}
