//! `[mail]`: the server that sends the mails of `Email` (spec §3.11). Secrets never print.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::Pii;

/// A mail server that takes mails for anybody (RFC 5321, RFC 6409).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// Its name or address; without it no mail is sent.
    pub server: Option<String>,
    /// Its port; 587 with `starttls`, 465 with `tls`, 25 with `none` unless set.
    pub port: Option<u16>,
    /// How the connection is encrypted: `starttls`, `tls` from its beginning, or `none`.
    pub tls: MailTls,
    /// Who logs in there; nobody unless set.
    pub username: Option<String>,
    /// The secret of that login. Never logged.
    pub password: String,
    /// From whom mails are where a document does not say.
    pub from: Option<String>,
    /// Seconds for each step of the conversation.
    pub timeout: u64,
    /// Mails that may wait; more are not sent.
    pub queue: usize,
}

/// How the connection to a mail server is encrypted. Where it is to be, it is, or no mail leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    /// From STARTTLS on (RFC 3207).
    #[default]
    Starttls,
    /// From its beginning (RFC 8314).
    Tls,
    /// Not at all: for a server on this machine.
    None,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            server: None,
            port: None,
            tls: MailTls::default(),
            username: None,
            password: String::new(),
            from: None,
            timeout: 20,
            queue: 1000,
        }
    }
}

impl Mail {
    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.tls {
            MailTls::Starttls => 587,
            MailTls::Tls => 465,
            MailTls::None => 25,
        })
    }
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail")
            .field("server", &self.server)
            .field("port", &self.port())
            .field("tls", &self.tls)
            .field("username", &self.username.as_ref().map(Pii))
            .finish_non_exhaustive()
    }
}
