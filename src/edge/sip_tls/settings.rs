//! The `[tls]` table: which certificates we show, whom we believe, how strict we are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Certificates and trust of SIP over TLS and secure WebSockets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// What `tls:` and `wss:` listeners show: the first that is valid for the name a peer asks for, else the first.
    pub certificates: Vec<Pair>,
    /// Authorities of client certificates, a PEM file.
    pub client_ca: Option<PathBuf>,
    /// Whether peers that connect to us must show a certificate.
    pub client_certificate: Demand,
    /// Authorities of servers besides those of the system, a PEM file.
    pub ca: Option<PathBuf>,
    /// Shown to servers that ask us for a certificate.
    pub outgoing: Option<Pair>,
    /// Versions of TLS that are spoken.
    pub versions: Vec<Version>,
    /// Seconds between looks at whether the files have changed; 0 never looks, and waits for SIGHUP.
    pub watch_seconds: u64,
    /// Days before the end of a certificate of ours from which on that is warned of.
    pub warn_days: u64,
    /// Exceptions for single peers, by host name or address as their URI has it.
    pub peers: BTreeMap<String, Peer>,
}

/// A certificate and its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// A PEM file, the own certificate first, then those that lead to its authority.
    pub certificate: PathBuf,
    /// A PEM file.
    pub key: PathBuf,
}

/// An exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Peer {
    /// Without it any certificate is taken for the peer's; each connection is then logged with a warning.
    pub verify: bool,
}

/// Whether a client must show a certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Demand {
    /// None is asked for.
    #[default]
    None,
    /// One is asked for, and must be good when it comes.
    Optional,
    /// Nobody gets in without.
    Required,
}

/// A version of TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Version {
    /// RFC 5246.
    #[serde(rename = "1.2")]
    Tls12,
    /// RFC 8446.
    #[serde(rename = "1.3")]
    Tls13,
}

impl Settings {
    /// Every file that is read.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        let pairs = self.certificates.iter().chain(&self.outgoing);
        let pairs = pairs.flat_map(|pair| [&pair.certificate, &pair.key]);
        pairs.chain(&self.client_ca).chain(&self.ca).map(PathBuf::as_path)
    }

    /// Whether any certificate of this peer will do.
    pub fn is_unverified(&self, host: &str) -> bool {
        self.peers.iter().any(|(name, peer)| !peer.verify && name.eq_ignore_ascii_case(host))
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            certificates: Vec::new(),
            client_ca: None,
            client_certificate: Demand::None,
            ca: None,
            outgoing: None,
            versions: vec![Version::Tls12, Version::Tls13],
            watch_seconds: 30,
            warn_days: 14,
            peers: BTreeMap::new(),
        }
    }
}

impl Default for Peer {
    fn default() -> Self {
        Self { verify: true }
    }
}
