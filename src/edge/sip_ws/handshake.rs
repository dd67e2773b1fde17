//! The beginning of a WebSocket: sub-protocol `sip` (RFC 7118 §4), and which pages may open one (RFC 6455 §10.2).

use std::io;

use metrics::counter;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::header::{HOST, ORIGIN, SEC_WEBSOCKET_PROTOCOL};
use tokio_tungstenite::tungstenite::http::{HeaderValue, StatusCode};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// Who may open a WebSocket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Origins of pages, as `https://phone.example.com`; `*` is any. Without one, pages of our own host only. What is
    /// no browser sends no Origin, and is not asked for one.
    pub origins: Vec<String>,
}

/// Shakes hands; a refusal is answered with its status.
#[expect(clippy::result_large_err, reason = "the callback's type is the library's")]
pub(super) async fn shake<S>(stream: S, rules: &Rules, config: WebSocketConfig) -> io::Result<WebSocketStream<S>>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let answer = |request: &Request, mut response: Response| match rules.fault(request) {
        Some((status, reason)) => {
            counter!("callwright_websocket_refused_total", "reason" => reason).increment(1);
            tracing::info!(reason, "a WebSocket was refused");
            let mut refusal = ErrorResponse::new(Some(format!("{reason}\n")));
            *refusal.status_mut() = status;
            Err(refusal)
        }
        None => {
            response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static("sip"));
            Ok(response)
        }
    };
    tokio_tungstenite::accept_hdr_async_with_config(stream, answer, Some(config)).await.map_err(io::Error::other)
}

impl Rules {
    fn fault(&self, request: &Request) -> Option<(StatusCode, &'static str)> {
        let offered = request.headers().get_all(SEC_WEBSOCKET_PROTOCOL).into_iter();
        let mut offered = offered.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
        if !offered.any(|name| name.trim().eq_ignore_ascii_case("sip")) {
            return Some((StatusCode::BAD_REQUEST, "the sub-protocol is not sip"));
        }
        let text = |name| request.headers().get(name).map(|value| value.to_str().unwrap_or_default());
        let origin = text(ORIGIN)?;
        let is_known = match self.origins.is_empty() {
            true => text(HOST).is_some_and(|host| host_of(origin).eq_ignore_ascii_case(host)),
            false => self.origins.iter().any(|own| own == "*" || own.eq_ignore_ascii_case(origin)),
        };
        (!is_known).then_some((StatusCode::FORBIDDEN, "the origin is not allowed"))
    }
}

/// Host and port of an origin.
fn host_of(origin: &str) -> &str {
    origin.split_once("://").map_or("", |(_, host)| host)
}
