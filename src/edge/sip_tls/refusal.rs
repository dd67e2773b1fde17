//! Why there is no TLS between us and a peer: one word for the counter, a sentence for the log (S30).

use std::fmt;
use std::io;

use metrics::counter;
use rustls::{AlertDescription, CertificateError, Error, OtherError, PeerIncompatible, PeerMisbehaved};
use tokio_rustls::rustls;

/// An authority's certificate where one for a name is due: what `openssl req -x509` makes unless told otherwise.
const CA_CERTIFICATE: &str = "ca_certificate";

/// A handshake, or a connection after it, that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// One word: `expired`, `wrong_name`, `unknown_issuer`, `protocol_version`, `no_common_alpn`, …
    pub reason: &'static str,
    /// What was said.
    pub text: String,
}

/// Which side of a handshake we were on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// We connected.
    Client,
    /// The peer connected.
    Server,
}

impl Refusal {
    /// What an error of a TLS stream means; `None` when it is not TLS that failed.
    pub fn of(error: &io::Error) -> Option<Self> {
        let inner = error.get_ref()?.downcast_ref::<Error>()?;
        let reason = reason(inner);
        let text = match reason {
            CA_CERTIFICATE => {
                format!("{inner}; the peer shows an authority's: make one with CA:FALSE, see docs/tls.md")
            }
            _ => inner.to_string(),
        };
        Some(Self { reason, text })
    }

    /// Nothing was refused: the peer was too slow or gone.
    pub(crate) fn silence(error: &io::Error) -> Self {
        let reason = if error.kind() == io::ErrorKind::TimedOut { "too_slow" } else { "closed" };
        Self { reason, text: error.to_string() }
    }

    /// Counts it.
    pub(crate) fn count(&self, side: Side) {
        let side = if side == Side::Client { "client" } else { "server" };
        counter!("callwright_tls_refused_total", "reason" => self.reason, "side" => side).increment(1);
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.reason, self.text)
    }
}

fn reason(error: &Error) -> &'static str {
    match error {
        Error::InvalidCertificate(why) => certificate(why),
        Error::PeerIncompatible(why) => incompatible(why),
        Error::PeerMisbehaved(PeerMisbehaved::TooManyRenegotiationRequests) => "renegotiation",
        Error::AlertReceived(alert) => alert_received(*alert),
        Error::NoApplicationProtocol => "no_common_alpn",
        Error::NoCertificatesPresented => "no_client_certificate",
        Error::InvalidMessage(_) => "not_tls",
        Error::PeerMisbehaved(_) => "misbehaviour",
        _ => "other",
    }
}

fn certificate(why: &CertificateError) -> &'static str {
    match why {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "expired",
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "not_valid_yet",
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => "wrong_name",
        CertificateError::UnknownIssuer => "unknown_issuer",
        // An issuer of a name we know, with another key.
        CertificateError::BadSignature => "bad_signature",
        CertificateError::Revoked => "revoked",
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => "wrong_purpose",
        CertificateError::Other(OtherError(why)) if is_ca(why.downcast_ref()) => CA_CERTIFICATE,
        _ => "bad_certificate",
    }
}

/// The TLS library has no word of its own for it.
fn is_ca(why: Option<&webpki::Error>) -> bool {
    matches!(why, Some(webpki::Error::CaUsedAsEndEntity))
}

fn incompatible(why: &PeerIncompatible) -> &'static str {
    match why {
        PeerIncompatible::ServerDoesNotSupportTls12Or13
        | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
        | PeerIncompatible::SupportedVersionsExtensionRequired
        // Only hellos of before TLS 1.2 lack it (RFC 5246 §7.4.1.4.1).
        | PeerIncompatible::SignatureAlgorithmsExtensionRequired
        | PeerIncompatible::Tls12NotOffered
        | PeerIncompatible::Tls12NotOfferedOrEnabled
        | PeerIncompatible::Tls13RequiredForQuic => "protocol_version",
        _ => "no_common_cipher",
    }
}

/// What the peer refused, in its own word.
fn alert_received(alert: AlertDescription) -> &'static str {
    match alert {
        AlertDescription::ProtocolVersion => "protocol_version",
        AlertDescription::NoApplicationProtocol => "no_common_alpn",
        AlertDescription::HandshakeFailure | AlertDescription::InsufficientSecurity => "no_common_cipher",
        AlertDescription::CertificateExpired => "peer_says_expired",
        AlertDescription::UnknownCA => "peer_says_unknown_issuer",
        AlertDescription::CertificateRequired => "peer_wants_certificate",
        AlertDescription::BadCertificate | AlertDescription::CertificateUnknown => "peer_says_bad_certificate",
        _ => "refused_by_peer",
    }
}
