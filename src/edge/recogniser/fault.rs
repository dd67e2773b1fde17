//! Why speech did not become text. No message has a word of what was said in it.

use std::time::Duration;

use crate::edge::web_socket::DialFault;
use crate::wire::http;

/// Why there is no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is none.
    #[error("no recogniser is configured; see recogniser.url")]
    Nobody,
    /// It cannot be asked, or its answer did not come.
    #[error("the recogniser cannot be asked: {0}")]
    Unreachable(http::Fault),
    /// It answers with something else than a text.
    #[error("the recogniser answered {0}{hint}", hint = hint(*.0))]
    Status(u16),
    /// It answers with something that is none of its protocol.
    #[error("the recogniser's answer is not of its protocol (line {line}, column {column}); see recogniser.kind")]
    Unreadable {
        /// Where.
        line: usize,
        /// Where in it.
        column: usize,
    },
    /// Its connection has ended.
    #[error("the recogniser closed the connection before its last word")]
    Closed,
    /// Its connection has broken, or is no WebSocket's.
    #[error("the connection to the recogniser broke: {0}")]
    Broken(String),
    /// It does not say or take anything.
    #[error("the recogniser was silent for {0:?}; see recogniser.timeout")]
    Slow(Duration),
    /// Others are being recognised.
    #[error("{0} recognitions go on already; see recogniser.at_once")]
    Many(usize),
    /// The recording has no file that can be used.
    #[error("the recording cannot be read: {0}")]
    Recording(String),
    /// The recording is too large.
    #[error("the recording has {0} bytes; see recogniser.max_bytes")]
    TooLarge(u64),
}

impl Fault {
    /// What it counts as.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Nobody | Self::Unreachable(_) => "unreachable",
            Self::Status(_) => "status",
            Self::Unreadable { .. } => "unreadable",
            Self::Closed | Self::Broken(_) => "closed",
            Self::Slow(_) => "slow",
            Self::Many(_) => "many",
            Self::Recording(_) | Self::TooLarge(_) => "recording",
        }
    }
}

impl From<http::Fault> for Fault {
    fn from(fault: http::Fault) -> Self {
        match fault {
            http::Fault::Timeout(patience) => Self::Slow(patience),
            fault => Self::Unreachable(fault),
        }
    }
}

impl From<DialFault> for Fault {
    fn from(fault: DialFault) -> Self {
        Self::from(match fault {
            DialFault::Url(fault) => fault,
            DialFault::Connect(why) => http::Fault::Connect(why.to_string()),
            DialFault::Tls(why) => http::Fault::Tls(why.to_string()),
            DialFault::Refused(status) => http::Fault::Protocol(format!("no WebSocket: it answered {status}")),
            DialFault::Protocol(why) => http::Fault::Protocol(why),
            DialFault::Timeout(patience) => http::Fault::Timeout(patience),
        })
    }
}

impl From<serde_json::Error> for Fault {
    /// Only where it is wrong: the error's own words show what was said.
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable { line: error.line(), column: error.column() }
    }
}

const fn hint(status: u16) -> &'static str {
    match status {
        401 | 403 => "; see recogniser.key",
        404 => "; see recogniser.url and recogniser.model",
        _ => "",
    }
}
