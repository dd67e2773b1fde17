//! A WebSocket of ours at somebody's server (RFC 6455 §4.1). The handshake is an exchange like any other, so trust, time-outs
//! and the guard of addresses are those of hooks; behind it the connection is no hook's any more.

use std::time::Duration;

use reqwest::{StatusCode, Upgraded, Url};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::phase::Phase;
use super::{Guard, Hooks, HooksError, builder, fault};
use crate::wire::http::{Exchange, Fault, Method};

/// A WebSocket whose handshake is done.
pub type Socket = WebSocketStream<Upgraded>;

impl Hooks {
    /// Hooks for WebSockets: HTTP/2 has no Upgrade (RFC 9113 §8.6), so it is not offered.
    pub fn for_sockets(allow_private: bool) -> Result<Self, HooksError> {
        let guard = Guard::new(allow_private);
        let client = builder(guard).http1_only().build().or_else(|error| {
            tracing::warn!(%error, "the system's certificates cannot be read: no wss address can be reached");
            builder(guard).http1_only().tls_certs_only([]).build()
        })?;
        Ok(Self { client, guard })
    }

    /// Opens a WebSocket at `url`, of scheme `ws` or `wss`, that takes messages of `longest` bytes at most.
    pub async fn socket(
        &self,
        url: &str,
        mut headers: Vec<(String, String)>,
        timeout: Duration,
        longest: usize,
    ) -> Result<Socket, Fault> {
        let key = generate_key();
        for (name, value) in [
            ("Connection", "Upgrade"),
            ("Upgrade", "websocket"),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", &key),
        ] {
            headers.push((name.to_owned(), value.to_owned()));
        }
        let exchange = Exchange {
            method: Method::Get,
            url: address(url)?,
            headers,
            body: None,
            connect_timeout: timeout,
            first_byte_timeout: timeout,
            total_timeout: timeout,
            max_body: 0,
        };
        let request = self.request(exchange)?;
        let asked = Phase::new(timeout, timeout).run(self.client.execute(request)).await?;
        let response = asked.map_err(|error| fault::before_headers(&error))?;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Err(Fault::Protocol(format!("no WebSocket: it answered {}", response.status().as_u16())));
        }
        let accepted = response.headers().get("Sec-WebSocket-Accept").map(|value| value.as_bytes());
        if accepted != Some(derive_accept_key(key.as_bytes()).as_bytes()) {
            return Err(Fault::Protocol("no WebSocket: its handshake is not the answer to ours".into()));
        }
        let stream = response.upgrade().await.map_err(|error| fault::before_headers(&error))?;
        let config = WebSocketConfig::default().max_message_size(Some(longest)).max_frame_size(Some(longest));
        Ok(WebSocketStream::from_raw_socket(stream, Role::Client, Some(config)).await)
    }
}

/// The same place as HTTP names it.
fn address(url: &str) -> Result<String, Fault> {
    let mut url = Url::parse(url).map_err(|error| Fault::BadUrl(error.to_string()))?;
    let scheme = match url.scheme() {
        "ws" => "http",
        "wss" => "https",
        other => return Err(Fault::BadUrl(format!("scheme `{other}` is no WebSocket's"))),
    };
    match url.set_scheme(scheme) {
        Ok(()) => Ok(url.into()),
        Err(()) => Err(Fault::BadUrl("it cannot be asked over HTTP".into())),
    }
}
