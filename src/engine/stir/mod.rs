//! STIR/SHAKEN (RFC 8224, RFC 8588; threats-and-faults A16): an INVITE from a trunk that carries a signature about its
//! caller's number waits, shortly, until the signer's certificate is here, and then goes on with a verdict. Nothing is
//! refused: the application decides what a verdict is worth.
//!
//! `passport` reads the token, `chain` believes certificates. Here: who waits, for how long, and what is remembered.

mod chain;
mod passport;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use self::passport::Passport;
use super::arrival::Incoming;
use super::settings::{self, SettingsFault};
use crate::base::{Time, Timers};
use crate::call::RequestId;
use crate::sip::DialogId;
use crate::wire::http::{Exchange, Fault, Method, Reach, Reply};
use crate::wire::sip::{Identity, Message, Name};

/// Certificates kept; beyond it the one that is forgotten first goes first.
const KEPT: usize = 1_000;
/// The largest certificate chain in bytes.
const CHAIN_BYTES: usize = 64 << 10;

/// How well the signer knows its caller (RFC 8588 §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Attest {
    /// The caller, and its right to the number.
    A,
    /// The caller, but not its right to the number.
    B,
    /// Where the call came in, no more.
    C,
}

/// What became of a signature; its text is the value of StirVerstat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Verstat {
    /// Right.
    Passed(Attest),
    /// Wrong; with what it claimed, where that could be read.
    Failed(Option<Attest>, Why),
    /// There is none, or it could not be checked in time.
    Unverified(Option<Why>),
}

/// Why a signature is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub(super) enum Why {
    /// It cannot be read.
    #[error("the Identity header cannot be read")]
    Malformed,
    /// Another algorithm or kind of token.
    #[error("the token is not SHAKEN signed with ES256")]
    Kind,
    /// Too old, or from the future.
    #[error("the signature was not made just now: stir.fresh")]
    Stale,
    /// It speaks of another caller or called number.
    #[error("the signature speaks of other numbers")]
    Number,
    /// The certificate leads nowhere, or is out of date.
    #[error("the certificate does not lead to one of stir.roots")]
    Certificate,
    /// The signature does not fit.
    #[error("the signature was made with another key or for another text")]
    Signature,
    /// Its certificate is not where certificates are.
    #[error("the certificate's URL is no https URL")]
    Place,
    /// The certificate could not be had.
    #[error("the certificate cannot be had")]
    Fetch,
    /// The certificate did not come in time.
    #[error("the certificate did not come within stir.wait_ms")]
    Late,
}

impl Verstat {
    /// As the application is told.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Passed(Attest::A) => "TN-Validation-Passed-A",
            Self::Passed(Attest::B) => "TN-Validation-Passed-B",
            Self::Passed(Attest::C) => "TN-Validation-Passed-C",
            Self::Failed(Some(Attest::A), _) => "TN-Validation-Failed-A",
            Self::Failed(Some(Attest::B), _) => "TN-Validation-Failed-B",
            Self::Failed(Some(Attest::C), _) => "TN-Validation-Failed-C",
            Self::Failed(None, _) => "TN-Validation-Failed",
            Self::Unverified(_) => "No-TN-Validation",
        }
    }

    /// Why it is no better.
    pub(super) const fn why(self) -> Option<Why> {
        match self {
            Self::Passed(_) => None,
            Self::Failed(_, why) => Some(why),
            Self::Unverified(why) => why,
        }
    }
}

/// What an INVITE has to do.
#[derive(Debug)]
pub(super) enum Step {
    /// Go on, with its verdict where there is one.
    Go(Incoming),
    /// Wait until `on_fetched` or `timeout` hands it back; this has to be asked.
    Wait(Exchange),
}

/// Who waits, and the certificates that are known.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Stir {
    is_on: bool,
    fresh: Duration,
    wait: Duration,
    cache: Duration,
    reach: Reach,
    roots: Vec<Vec<u8>>,
    waiting: BTreeMap<RequestId, Waiting>,
    chains: BTreeMap<String, Chain>,
    timers: Timers<RequestId>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Waiting {
    incoming: Incoming,
    passport: Passport,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Chain {
    certificates: Vec<Vec<u8>>,
    until: Time,
}

impl Stir {
    /// By the settings.
    ///
    /// # Errors
    ///
    /// Verification is on, and `stir.roots` holds no certificate.
    pub(super) fn new(settings: &settings::Stir) -> Result<Self, SettingsFault> {
        let roots = chain::read(settings.roots.as_bytes());
        if settings.verify && (roots.is_empty() || !chain::are_anchors(&roots)) {
            let text =
                "no certificate in PEM is there: write those of the authorities, or the path of a file with them";
            return Err(SettingsFault { setting: "stir.roots".into(), text: text.into() });
        }
        Ok(Self {
            is_on: settings.verify,
            fresh: settings::secs(settings.fresh),
            wait: Duration::from_millis(settings.wait_ms),
            cache: settings::secs(settings.cache),
            reach: if settings.allow_private { Reach::PrivateToo } else { Reach::Public },
            roots,
            waiting: BTreeMap::new(),
            chains: BTreeMap::new(),
            timers: Timers::new(),
        })
    }

    /// Looks at an INVITE of a trunk. `id` names the question, if there is one.
    pub(super) fn screen(&mut self, now: Time, id: RequestId, incoming: Incoming) -> Step {
        if !self.is_on {
            return Step::Go(incoming);
        }
        let passport = match self.read(now, &incoming.request) {
            Ok(passport) => passport,
            Err(verstat) => return Step::Go(incoming.with(verstat)),
        };
        if let Some(chain) = self.chains.get(&passport.x5u).filter(|chain| now < chain.until) {
            let verstat = self.judge(now, &passport, &chain.certificates);
            return Step::Go(incoming.with(verstat));
        }
        if !self.may_ask(&passport.x5u) {
            return Step::Go(incoming.with(Verstat::Unverified(Some(Why::Place))));
        }
        let exchange = self.question(&passport.x5u);
        self.timers.set(id, now + self.wait);
        self.waiting.insert(id, Waiting { incoming, passport });
        Step::Wait(exchange)
    }

    /// A certificate came, or did not.
    pub(super) fn on_fetched(&mut self, now: Time, id: RequestId, result: Result<Reply, Fault>) -> Option<Incoming> {
        let Waiting { incoming, passport } = self.forget(id)?;
        let certificates = match result {
            Ok(reply) if reply.status == 200 => chain::read(&reply.body),
            _ => Vec::new(),
        };
        if certificates.is_empty() {
            return Some(incoming.with(Verstat::Unverified(Some(Why::Fetch))));
        }
        let verstat = self.judge(now, &passport, &certificates);
        self.keep(now, &passport.x5u, certificates);
        Some(incoming.with(verstat))
    }

    /// Who has waited long enough, one at a time; its question need not be answered any more.
    pub(super) fn timeout(&mut self, now: Time) -> Option<(RequestId, Incoming)> {
        let id = self.timers.expired(now)?;
        let waiting = self.waiting.remove(&id)?;
        Some((id, waiting.incoming.with(Verstat::Unverified(Some(Why::Late)))))
    }

    /// When `timeout` wants to be called.
    pub(super) fn next_timeout(&self) -> Option<Time> {
        self.timers.next().map(|(at, _)| at)
    }

    /// The caller gave up: whose question need not be answered any more.
    pub(super) fn on_canceled(&mut self, dialog: DialogId) -> Option<RequestId> {
        let id = *self.waiting.iter().find(|(_, waiting)| waiting.incoming.dialog == dialog)?.0;
        self.forget(id).map(|_| id)
    }

    /// The token of a request, when it speaks of it; otherwise there is a verdict already.
    fn read(&self, now: Time, request: &Message) -> Result<Passport, Verstat> {
        let header = request.header(Name::Identity).ok_or(Verstat::Unverified(None))?;
        let identity = header.parse::<Identity>().map_err(|_| Verstat::Failed(None, Why::Malformed))?;
        let passport = Passport::read(&identity).map_err(|why| Verstat::Failed(None, why))?;
        match passport.fits(now, self.fresh, request) {
            Ok(()) => Ok(passport),
            Err(why) => Err(Verstat::Failed(Some(passport.attest), why)),
        }
    }

    fn forget(&mut self, id: RequestId) -> Option<Waiting> {
        self.timers.stop(&id);
        self.waiting.remove(&id)
    }

    fn judge(&self, now: Time, passport: &Passport, certificates: &[Vec<u8>]) -> Verstat {
        match chain::verify(certificates, &self.roots, now, passport.signed.as_bytes(), &passport.signature) {
            Ok(()) => Verstat::Passed(passport.attest),
            Err(why) => Verstat::Failed(Some(passport.attest), why),
        }
    }

    fn keep(&mut self, now: Time, url: &str, certificates: Vec<Vec<u8>>) {
        if self.chains.len() >= KEPT
            && let Some(first) = self.chains.iter().min_by_key(|(_, chain)| chain.until).map(|(url, _)| url.clone())
        {
            self.chains.remove(&first);
        }
        self.chains.insert(url.to_owned(), Chain { certificates, until: now + self.cache });
    }

    /// A certificate that comes in the clear may be anybody's (RFC 7515 §4.1.5); development has no other.
    fn may_ask(&self, url: &str) -> bool {
        let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
        let is_plain = scheme.as_deref() == Some("http");
        scheme.as_deref() == Some("https") || is_plain && self.reach == Reach::PrivateToo
    }

    /// A stranger names the URL: no private address whatever hooks may reach, and no redirect (threats-and-faults H8).
    fn question(&self, url: &str) -> Exchange {
        Exchange {
            method: Method::Get,
            url: url.to_owned(),
            headers: vec![("Accept".into(), "application/pem-certificate-chain, application/x-pem-file, */*".into())],
            body: None,
            connect_timeout: self.wait,
            first_byte_timeout: self.wait,
            total_timeout: self.wait,
            max_body: CHAIN_BYTES,
            reach: self.reach,
        }
    }
}
