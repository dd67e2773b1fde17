//! WebSockets that we open, over our own TCP and TLS: to the places that hooks may reach and to no others (H8), within
//! a time, with a limit on messages. What is said over them is `edge/stream`'s and others'.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Error};
use url::Url;

use super::hooks::Guard;
use crate::wire::http::Fault;

/// What a socket runs over.
pub trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Wire for S {}

/// An open socket.
pub type Socket = WebSocketStream<Box<dyn Wire>>;

/// Opens sockets.
#[derive(Clone)]
pub struct Dialer {
    guard: Guard,
    tls: TlsConnector,
}

/// Where to, and what it may take.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// `ws` or `wss`, absolute.
    pub url: &'a str,
    /// More headers of the upgrade request.
    pub headers: &'a [(String, String)],
    /// For connection, TLS and handshake together.
    pub within: Duration,
    /// Bytes of the largest message that may come.
    pub largest: usize,
}

/// Why there is no socket.
#[derive(Debug, thiserror::Error)]
pub enum DialFault {
    /// The URL or a header cannot be sent, or leads where nobody may go.
    #[error(transparent)]
    Url(#[from] Fault),
    /// No connection.
    #[error("no connection: {0}")]
    Connect(io::Error),
    /// No TLS.
    #[error("no TLS: {0}")]
    Tls(io::Error),
    /// The server answered the upgrade with something else than 101.
    #[error("the server answered the upgrade with {0}")]
    Refused(u16),
    /// It does not speak WebSocket.
    #[error("no WebSocket: {0}")]
    Protocol(String),
    /// It took too long.
    #[error("not open within {0:?}")]
    Timeout(Duration),
}

impl DialFault {
    /// Whether it may be otherwise a moment later.
    pub const fn may_pass(&self) -> bool {
        matches!(self, Self::Connect(_) | Self::Timeout(_) | Self::Refused(500..=599))
    }
}

impl std::fmt::Debug for Dialer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dialer").field("guard", &self.guard).finish_non_exhaustive()
    }
}

impl Dialer {
    /// Reaches public addresses, and with `allow_private` loopback and private ones too;
    /// believes the authorities of the system, as hooks do.
    pub fn new(allow_private: bool) -> Self {
        Self::trusting(allow_private, authorities())
    }

    /// The same, which believes these authorities in PEM too.
    pub fn believing(allow_private: bool, pem: &str) -> Result<Self, io::Error> {
        let mut roots = authorities();
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            roots.add(certificate.map_err(io::Error::other)?).map_err(io::Error::other)?;
        }
        Ok(Self::trusting(allow_private, roots))
    }

    /// The same, believing these authorities.
    pub fn trusting(allow_private: bool, roots: RootCertStore) -> Self {
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let config = config.with_safe_default_protocol_versions().expect("the provider has TLS 1.2 and 1.3");
        let config = config.with_root_certificates(roots).with_no_client_auth();
        Self { guard: Guard::new(allow_private), tls: TlsConnector::from(Arc::new(config)) }
    }

    /// Opens a socket.
    pub async fn open(&self, wanted: Wanted<'_>) -> Result<Socket, DialFault> {
        #[expect(clippy::disallowed_methods, reason = "the edge keeps the limit of a handshake in real time")]
        let opened = tokio::time::timeout(wanted.within, self.shake(wanted)).await;
        opened.unwrap_or(Err(DialFault::Timeout(wanted.within)))
    }

    async fn shake(&self, wanted: Wanted<'_>) -> Result<Socket, DialFault> {
        let url = Url::parse(wanted.url).map_err(|error| Fault::BadUrl(error.to_string()))?;
        let request = request(wanted)?;
        let stream = self.connect(&url).await?;
        let config = WebSocketConfig::default()
            .max_message_size(Some(wanted.largest))
            .max_frame_size(Some(wanted.largest))
            .write_buffer_size(0);
        let shaken = tokio_tungstenite::client_async_with_config(request, stream, Some(config)).await;
        shaken.map(|(socket, _)| socket).map_err(|error| match error {
            Error::Http(response) => DialFault::Refused(response.status().as_u16()),
            Error::Io(why) => DialFault::Connect(why),
            other => DialFault::Protocol(other.to_string()),
        })
    }

    /// The first of its addresses that answers, all of them checked before.
    async fn connect(&self, url: &Url) -> Result<Box<dyn Wire>, DialFault> {
        let addresses = self.guard.addresses(url).await?;
        let stream = first(&addresses).await.map_err(DialFault::Connect)?;
        stream.set_nodelay(true).map_err(DialFault::Connect)?;
        if url.scheme() != "wss" {
            return Ok(Box::new(stream));
        }
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let name = ServerName::try_from(host).map_err(|why| DialFault::Tls(io::Error::other(why)))?;
        Ok(Box::new(self.tls.connect(name, stream).await.map_err(DialFault::Tls)?))
    }
}

/// Whether nothing more can be said because the other side has said farewell (RFC 6455 §5.5.1), which is no fault.
pub fn is_farewell(error: &Error) -> bool {
    let is_late = |why: &ProtocolError| matches!(why, ProtocolError::SendAfterClosing);
    matches!(error, Error::ConnectionClosed | Error::AlreadyClosed)
        || matches!(error, Error::Protocol(why) if is_late(why))
}

/// Those that the system believes.
fn authorities() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

async fn first(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    let mut why = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => why = error,
        }
    }
    Err(why)
}

fn request(wanted: Wanted<'_>) -> Result<Request, DialFault> {
    let bad = |why: tungstenite::Error| DialFault::Url(Fault::BadUrl(why.to_string()));
    let mut request = wanted.url.into_client_request().map_err(bad)?;
    for (name, value) in wanted.headers {
        let refused = || Fault::BadUrl(format!("header {name} cannot be sent"));
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
        let mut value = HeaderValue::from_str(value).map_err(|_| refused())?;
        value.set_sensitive(true);
        request.headers_mut().append(key, value);
    }
    Ok(request)
}
