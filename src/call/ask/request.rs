//! Writes one exchange: parameters where the method wants them, signatures
//! over exactly what is sent (spec §6.1, §6.11).

use std::time::Duration;

use super::{Jar, Policy};
use crate::base::Time;
use crate::wire::http::{Exchange, Link, Method, Overrides, Reach, Signer, form, stamp};

const USER_AGENT: &str = concat!("callwright/", env!("CARGO_PKG_VERSION"));
const ACCEPT: &str = "text/xml, application/xml, text/html, audio/*, text/plain";
const FORM: &str = "application/x-www-form-urlencoded; charset=UTF-8";

/// What one exchange is made of.
pub(super) struct Request<'a> {
    pub(super) link: &'a Link,
    pub(super) method: Method,
    pub(super) params: &'a [(String, String)],
    pub(super) id: &'a str,
    pub(super) spans: Spans,
    pub(super) max_body: usize,
    /// A POST has the query of its URL in the body.
    pub(super) moves_query: bool,
}

/// How long its parts may take.
pub(super) struct Spans {
    pub(super) connect: Duration,
    pub(super) first_byte: Duration,
    pub(super) total: Duration,
}

impl Request<'_> {
    /// The exchange, with what the jar has for its URL.
    pub(super) fn write(&self, now: Time, signer: &Signer, jar: &Jar) -> Exchange {
        let authorization = self.link.authorization.as_deref().or_else(|| jar.authorization(self.link));
        self.write_with(signer, authorization, jar.cookies(now, self.link).as_deref())
    }

    /// The exchange, with the given credentials.
    pub(super) fn write_with(&self, signer: &Signer, authorization: Option<&str>, cookies: Option<&str>) -> Exchange {
        let (url, posted) = match self.method {
            Method::Get => (self.link.with_query(self.params), None),
            Method::Post if self.moves_query => {
                let (url, params) = self.link.without_query(self.params);
                (url, Some(params))
            }
            Method::Post => (self.link.as_str().to_owned(), Some(self.params.to_vec())),
        };
        let signature = signer.sign(&url, posted.as_deref().unwrap_or_default());
        let body = posted.map(|params| form::encode(&params));
        let lines = [
            ("User-Agent", Some(USER_AGENT)),
            ("Accept", Some(ACCEPT)),
            (stamp::ID, Some(self.id)),
            ("X-Twilio-Signature", Some(signature.as_str())),
            ("X-RestComm-Signature", Some(signature.as_str())),
            ("Authorization", authorization),
            ("Cookie", cookies),
            ("Content-Type", body.is_some().then_some(FORM)),
        ];
        let present = lines.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
        Exchange {
            method: self.method,
            url,
            headers: present.collect(),
            body,
            connect_timeout: self.spans.connect,
            first_byte_timeout: self.spans.first_byte,
            total_timeout: self.spans.total,
            max_body: self.max_body,
            reach: Reach::default(),
        }
    }
}

impl Spans {
    /// Those of the policy, or of the URL where it says so.
    pub(super) fn new(policy: &Policy, overrides: &Overrides) -> Self {
        Self {
            connect: overrides.connect.unwrap_or(Duration::from_millis(policy.connect_ms)),
            first_byte: overrides.first_byte.unwrap_or(Duration::from_millis(policy.first_byte_ms)),
            total: policy.total(overrides),
        }
    }

    /// None of them longer than what is left.
    pub(super) fn within(self, left: Duration) -> Self {
        Self { connect: self.connect.min(left), first_byte: self.first_byte.min(left), total: self.total.min(left) }
    }
}
