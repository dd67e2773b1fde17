//! HTTP as values: one exchange with a customer's server and what came of it. The policy around it (retries, redirects,
//! cookies, fallback) is `call/ask`; the sockets are `edge/hooks`.

mod cookie;
pub mod form;
mod link;
mod overrides;
mod sign;
pub mod stamp;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::base::Pii;

pub use cookie::SetCookie;
pub use link::{LONGEST, Link, LinkError};
pub use overrides::{Overrides, Trouble};
pub use sign::Signer;

/// The method of a hook request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Parameters in the query.
    Get,
    /// Parameters in the body.
    #[default]
    Post,
}

impl Method {
    /// As it stands on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// One request on the wire and its limits: no redirect is followed, no retry is made, whoever carries it out.
/// `Debug` shows neither credentials nor parameters.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// The method.
    pub method: Method,
    /// Absolute http or https URL without userinfo and fragment.
    pub url: String,
    /// Header names and values in order, ready to send (Cookie, Authorization, signatures, Content-Type included).
    pub headers: Vec<(String, String)>,
    /// The body, exactly the bytes that were signed.
    pub body: Option<String>,
    /// Name resolution, connection and TLS together.
    pub connect_timeout: Duration,
    /// From the request sent to the first byte of the answer.
    pub first_byte_timeout: Duration,
    /// The whole exchange, body included.
    pub total_timeout: Duration,
    /// The largest body, after inflation, in bytes.
    pub max_body: usize,
    /// Which addresses it may come to.
    #[serde(default)]
    pub reach: Reach,
}

/// Which addresses an exchange may come to (threats-and-faults H8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reach {
    /// Those that hooks may, for the URL is of a customer.
    #[default]
    Hooks,
    /// Public ones, whatever hooks may: the URL is of a stranger.
    Public,
    /// Loopback and private networks as well.
    PrivateToo,
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.url.split('?').next().unwrap_or_default();
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Exchange")
            .field("method", &self.method)
            .field("url", &path)
            .field("headers", &names)
            .field("body", &self.body.as_ref().map(Pii))
            .field("total_timeout", &self.total_timeout)
            .finish_non_exhaustive()
    }
}

/// A whole answer, of any status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Header names (lower case) and values, in order of arrival.
    pub headers: Vec<(String, String)>,
    /// The inflated body.
    pub body: Bytes,
}

impl Reply {
    /// The first value of a header; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Fault {
    /// The URL cannot be asked at all.
    #[error("invalid URL: {0}")]
    BadUrl(String),
    /// The name did not resolve.
    #[error("host {0} not found")]
    Host(String),
    /// The address is one that documents may not reach (threats-and-faults H8).
    #[error("address of {0} is not allowed for hooks; see http.allow_private")]
    Forbidden(String),
    /// No connection: refused, unreachable, connect time-out, or closed before any byte of the answer.
    #[error("no connection: {0}")]
    Connect(String),
    /// The TLS handshake or the certificate failed.
    #[error("TLS: {0}")]
    Tls(String),
    /// Connected, but the answer did not come in time.
    #[error("no answer within {0:?}")]
    Timeout(Duration),
    /// The answer is larger than allowed.
    #[error("answer larger than {0} bytes")]
    TooLarge(usize),
    /// The answer broke off or is not HTTP.
    #[error("protocol: {0}")]
    Protocol(String),
}
