//! PASSporT: the signed token about one call (RFC 8225, RFC 8588): its reading, and whether it speaks of this call now.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::{Attest, Why};
use crate::base::Time;
use crate::wire::sip::{Identity, Message, Name, NameAddr, Uri};

/// A token as read; nothing in it is believed before its signature is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Passport {
    /// What was signed: head and claims as they came.
    pub(super) signed: String,
    /// 64 bytes: r and s (RFC 7518 §3.4).
    pub(super) signature: Vec<u8>,
    /// Where the certificate is.
    pub(super) x5u: String,
    /// How well the signer knows the caller.
    pub(super) attest: Attest,
    origin: String,
    destinations: Vec<String>,
    issued: i64,
}

#[derive(Deserialize)]
struct Head {
    alg: String,
    ppt: Option<String>,
    x5u: String,
}

#[derive(Deserialize)]
struct Claims {
    attest: Attest,
    orig: Origin,
    dest: Destinations,
    iat: i64,
}

#[derive(Deserialize)]
struct Origin {
    #[serde(default)]
    tn: String,
}

#[derive(Deserialize)]
struct Destinations {
    #[serde(default)]
    tn: Vec<String>,
}

impl Passport {
    /// Reads the token of an Identity header.
    pub(super) fn read(identity: &Identity) -> Result<Self, Why> {
        let parts: Vec<_> = identity.token.split('.').collect();
        let [head, claims, signature] = parts[..] else { return Err(Why::Malformed) };
        let unpack = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| Why::Malformed);
        let head_read: Head = serde_json::from_slice(&unpack(head)?).map_err(|_| Why::Malformed)?;
        let claims_read: Claims = serde_json::from_slice(&unpack(claims)?).map_err(|_| Why::Malformed)?;
        // RFC 8588 §4: SHAKEN is signed with ES256; whoever lets the token choose believes "none".
        if head_read.alg != "ES256" || head_read.ppt.as_deref() != Some("shaken") {
            return Err(Why::Kind);
        }
        // RFC 8224 §5.2: the certificate that is named outside must be the one that was signed.
        if head_read.x5u != identity.info {
            return Err(Why::Malformed);
        }
        Ok(Self {
            signed: format!("{head}.{claims}"),
            signature: unpack(signature)?,
            x5u: head_read.x5u,
            attest: claims_read.attest,
            origin: claims_read.orig.tn,
            destinations: claims_read.dest.tn,
            issued: claims_read.iat,
        })
    }

    /// Whether it speaks of this call, now (RFC 8224 §6.2 steps 3 and 4).
    pub(super) fn fits(&self, now: Time, fresh: Duration, request: &Message) -> Result<(), Why> {
        let issued = Time::from_secs(self.issued.clamp(0, i64::MAX / 2_000_000));
        if now - issued > fresh || issued - now > fresh {
            return Err(Why::Stale);
        }
        let caller = asserted(request).or_else(|| request.from().and_then(|from| number(&from.uri)));
        if caller.is_none_or(|caller| caller != canonical(&self.origin)) {
            return Err(Why::Number);
        }
        let called = request.to().and_then(|to| number(&to.uri)).or_else(|| request.uri().and_then(number));
        if called.is_none_or(|called| !self.destinations.iter().any(|tn| canonical(tn) == called)) {
            return Err(Why::Number);
        }
        Ok(())
    }
}

/// The number that the trunk asserts (RFC 8224 §6.1).
fn asserted(request: &Message) -> Option<String> {
    let values = request.header(Name::PAssertedIdentity)?;
    NameAddr::list(&values).find_map(|identity| number(&identity.uri))
}

fn number(uri: &Uri) -> Option<String> {
    let text = if uri.is_sip() { uri.user()?.into_owned() } else { uri.as_str().split_once(':')?.1.to_owned() };
    let digits = canonical(text.split(';').next().unwrap_or_default());
    (!digits.is_empty()).then_some(digits)
}

/// Digits alone, a national number of North America with its country in front (RFC 8224 §8.3).
fn canonical(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 10 && !number.starts_with('+') { format!("1{digits}") } else { digits }
}
