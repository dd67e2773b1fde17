//! TLS for SIP: certificates, verification, handshakes (RFC 5246, RFC 8446, RFC 5922). TLS 1.2 and 1.3, nothing older.
//! The streams that it secures are `edge/sip_stream`'s; which name a server must prove is said there.
//!
//! | file | holds |
//! | --- | --- |
//! | `settings` | the `[tls]` table |
//! | `file` | PEM files |
//! | `trust` | names and certificates |
//! | `validity` | our own certificates in the eyes of peers |
//! | `refusal` | named reasons |
//! | `watch` | new certificates without a restart |

mod fault;
mod file;
mod refusal;
mod settings;
mod trust;
mod validity;
mod watch;

#[cfg(test)]
pub(crate) mod tests;

use std::io;
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{NoClientAuth, WebPkiClientVerifier};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, RootCertStore, ServerConfig, SupportedProtocolVersion};
use tokio::net::TcpStream;
use tokio_rustls::rustls;
use tokio_rustls::{TlsAcceptor, TlsConnector, TlsStream};

use crate::base::Time;
use trust::{AnyCertificate, ByName, Own};
use validity::Shown;

pub use fault::TlsFault;
pub use refusal::{Refusal, Side};
pub use settings::{Demand, Pair, Peer, Settings, Version};
pub(crate) use trust::is_for;
pub use validity::{Flaw, Warning};
pub use watch::{Reload, watch};

/// RFC 3261 in the registry of ALPN names; a peer that offers others only is none of ours.
const SIP: &[u8] = b"sip/2";
/// What a WebSocket begins as.
const HTTP: &[u8] = b"http/1.1";

/// Everything handshakes need, read from the files once. A new one takes the old one's place when they change.
pub struct Keys {
    sip: TlsAcceptor,
    web: TlsAcceptor,
    strict: TlsConnector,
    lax: TlsConnector,
    shown: Arc<ByName>,
    own: Option<Arc<CertifiedKey>>,
    settings: Settings,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

impl Keys {
    /// Reads the files.
    pub fn load(settings: &Settings) -> Result<Arc<Self>, TlsFault> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let keys = settings.certificates.iter().map(|pair| file::pair("tls.certificates", pair, &provider));
        let keys = Arc::new(ByName(keys.collect::<Result<_, _>>()?));
        let own = settings.outgoing.as_ref().map(|pair| file::pair("tls.outgoing", pair, &provider)).transpose()?;
        let clients = clients(settings, &provider)?;
        let server = |alpn: &[u8]| {
            let config = ServerConfig::builder_with_provider(Arc::clone(&provider));
            let config = config.with_protocol_versions(&versions(settings)).map_err(unusable)?;
            let config = config.with_client_cert_verifier(Arc::clone(&clients));
            let mut config = config.with_cert_resolver(Arc::clone(&keys) as _);
            config.alpn_protocols = vec![alpn.to_vec()];
            Ok(TlsAcceptor::from(Arc::new(config)))
        };
        let strict = client(settings, &provider, servers(settings)?, own.clone())?;
        let mut lax = strict.clone();
        lax.dangerous().set_certificate_verifier(Arc::new(AnyCertificate(Arc::clone(&provider))));
        Ok(Arc::new(Self {
            sip: server(SIP)?,
            web: server(HTTP)?,
            strict: TlsConnector::from(Arc::new(strict)),
            lax: TlsConnector::from(Arc::new(lax)),
            shown: Arc::clone(&keys),
            own,
            settings: settings.clone(),
        }))
    }

    /// What peers find wrong with our certificates.
    pub fn warnings(&self, now: Time) -> Vec<Warning> {
        let Settings { certificates, outgoing, warn_days, .. } = &self.settings;
        let shown = certificates.iter().zip(&self.shown.0).enumerate();
        let shown =
            shown.map(|(at, (pair, key))| (Shown { setting: "tls.certificates", at, side: Side::Server }, pair, key));
        let own = outgoing.iter().zip(&self.own);
        let own = own.map(|(pair, key)| (Shown { setting: "tls.outgoing", at: 0, side: Side::Client }, pair, key));
        let warnings = shown
            .chain(own)
            .flat_map(|(shown, pair, key)| shown.warnings(&pair.certificate, &key.cert, now, *warn_days));
        warnings.collect()
    }

    /// Says in the log what is wrong with our certificates.
    pub fn warn(&self, now: Time) {
        self.warnings(now).iter().for_each(Warning::log);
    }

    /// Shakes hands with a peer that connected to us; what it proved to be is the certificate, if it showed one.
    pub async fn accept(
        &self,
        stream: TcpStream,
        is_web: bool,
    ) -> Result<(TlsStream<TcpStream>, Option<CertificateDer<'static>>), Refusal> {
        let acceptor = if is_web { &self.web } else { &self.sip };
        let stream = acceptor.accept(stream).await.map_err(|error| refusal(&error))?;
        let shown = stream.get_ref().1.peer_certificates().and_then(|chain| chain.first());
        let shown = shown.map(|certificate| certificate.clone().into_owned());
        Ok((stream.into(), shown))
    }

    /// Shakes hands with a server that must prove to be `host`.
    pub async fn connect(&self, stream: TcpStream, host: &str) -> Result<TlsStream<TcpStream>, Refusal> {
        let name = ServerName::try_from(host.to_owned());
        let name =
            name.map_err(|_| Refusal { reason: "wrong_name", text: "no certificate is for such a host".into() })?;
        let is_lax = self.settings.is_unverified(host);
        let connector = if is_lax { &self.lax } else { &self.strict };
        let stream = connector.connect(name, stream).await.map_err(|error| refusal(&error))?;
        if is_lax {
            tracing::warn!(setting = format!("tls.peers.\"{host}\".verify"), "a certificate was not verified");
        }
        Ok(stream.into())
    }
}

fn refusal(error: &io::Error) -> Refusal {
    Refusal::of(error).unwrap_or_else(|| Refusal::silence(error))
}

fn client(
    settings: &Settings,
    provider: &Arc<CryptoProvider>,
    roots: RootCertStore,
    own: Option<Arc<CertifiedKey>>,
) -> Result<ClientConfig, TlsFault> {
    let config = ClientConfig::builder_with_provider(Arc::clone(provider));
    let config = config.with_protocol_versions(&versions(settings)).map_err(unusable)?.with_root_certificates(roots);
    Ok(match own {
        Some(own) => config.with_client_cert_resolver(Arc::new(Own(own))),
        None => config.with_no_client_auth(),
    })
}

/// Whom we believe as a client: the system's authorities and the file's.
fn servers(settings: &Settings) -> Result<RootCertStore, TlsFault> {
    let mut roots = RootCertStore::empty();
    // A system without authorities is no reason not to start: then those of the file are all there are.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = &settings.ca {
        file::authorities("tls.ca", path, &mut roots)?;
    }
    Ok(roots)
}

/// Whom we believe as a server.
fn clients(settings: &Settings, provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ClientCertVerifier>, TlsFault> {
    let Some(path) = settings.client_ca.as_ref().filter(|_| settings.client_certificate != Demand::None) else {
        return Ok(Arc::new(NoClientAuth));
    };
    let mut roots = RootCertStore::empty();
    file::authorities("tls.client_ca", path, &mut roots)?;
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider));
    let verifier = match settings.client_certificate {
        Demand::Required => verifier,
        Demand::Optional | Demand::None => verifier.allow_unauthenticated(),
    };
    let verifier = verifier.build().map_err(|why| TlsFault::file("tls.client_ca", path, why))?;
    Ok(verifier)
}

fn versions(settings: &Settings) -> Vec<&'static SupportedProtocolVersion> {
    let of = |version: &Version| match version {
        Version::Tls12 => &rustls::version::TLS12,
        Version::Tls13 => &rustls::version::TLS13,
    };
    settings.versions.iter().map(of).collect()
}

fn unusable(why: rustls::Error) -> TlsFault {
    let help = "name \"1.2\", \"1.3\" or both";
    TlsFault { setting: "tls.versions", path: "versions".into(), why: why.to_string(), help }
}
