//! Carries out one HTTP exchange with a customer's server: no redirect followed, nothing repeated, no cookie kept. That
//! policy is `call/ask`'s and `engine/courier`'s; here are the sockets, the limits and the names of what went wrong.
//!
//! `incoming` is an answer whose body is taken piece by piece (sounds). `guard` keeps hooks out of places they must not
//! reach (threats-and-faults H8), `phase` gives each exchange its own time to connect and to answer, `fault` names
//! errors. One client for all exchanges that reach equally far, so that connections are reused.

mod fault;
mod guard;
mod incoming;
mod phase;

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, ClientBuilder, Request, Response, Url, redirect, retry};

use crate::wire::http::{Exchange, Fault, Method, Reach, Reply};
pub(crate) use guard::Guard;
pub use incoming::Incoming;
use phase::Phase;

/// Idle connections are kept this long, and this many for each host (spec §6.4).
const IDLE: Duration = Duration::from_secs(30);
const IDLE_PER_HOST: usize = 100;

/// The clients of all hooks; clones share their connections.
#[derive(Clone, Debug)]
pub struct Hooks {
    /// What hooks may reach.
    guard: Guard,
    /// Reaches public addresses.
    public: Client,
    /// Reaches private ones as well.
    private_too: Client,
}

/// The client cannot be made; nothing can be asked then.
#[derive(Debug, thiserror::Error)]
#[error("HTTP client: {0}")]
pub struct HooksError(#[from] reqwest::Error);

impl Hooks {
    /// They reach public addresses, and with `allow_private` loopback and private ones too, where the exchange itself
    /// does not say how far it goes.
    pub fn new(allow_private: bool) -> Result<Self, HooksError> {
        let guard = Guard::new(allow_private);
        Ok(Self { guard, public: client(Guard::Public)?, private_too: client(Guard::PrivateToo)? })
    }

    /// Carries out `exchange` within its limits.
    pub async fn fetch(&self, exchange: Exchange) -> Result<Reply, Fault> {
        self.within(exchange, None).await
    }

    /// The same with a body that is no text.
    pub async fn send(&self, exchange: Exchange, body: Bytes) -> Result<Reply, Fault> {
        self.within(exchange, Some(body)).await
    }

    async fn within(&self, exchange: Exchange, body: Option<Bytes>) -> Result<Reply, Fault> {
        let total = exchange.total_timeout;
        #[expect(clippy::disallowed_methods, reason = "the edge keeps the limits of an exchange in real time")]
        let outcome = tokio::time::timeout(total, self.carry_out(exchange, body)).await;
        outcome.unwrap_or(Err(Fault::Timeout(total)))
    }

    async fn carry_out(&self, exchange: Exchange, body: Option<Bytes>) -> Result<Reply, Fault> {
        let phase = Phase::new(exchange.connect_timeout, exchange.first_byte_timeout);
        let (max_body, guard) = (exchange.max_body, self.guard_of(exchange.reach));
        let mut request = request(exchange, guard)?;
        if let Some(body) = body {
            *request.body_mut() = Some(body.into());
        }
        let sent = phase.run(self.client(guard).execute(request)).await?;
        read(sent.map_err(|error| fault::before_headers(&error))?, max_body).await
    }

    const fn guard_of(&self, reach: Reach) -> Guard {
        match reach {
            Reach::Hooks => self.guard,
            Reach::Public => Guard::Public,
            Reach::PrivateToo => Guard::PrivateToo,
        }
    }

    const fn client(&self, guard: Guard) -> &Client {
        match guard {
            Guard::Public => &self.public,
            Guard::PrivateToo => &self.private_too,
        }
    }
}

fn request(exchange: Exchange, guard: Guard) -> Result<Request, Fault> {
    let url = Url::parse(&exchange.url).map_err(|error| Fault::BadUrl(error.to_string()))?;
    guard.check_literal(&url)?;
    let method = match exchange.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
    };
    let mut request = Request::new(method, url);
    *request.headers_mut() = headers(exchange.headers)?;
    *request.body_mut() = exchange.body.map(Into::into);
    Ok(request)
}

fn client(guard: Guard) -> Result<Client, HooksError> {
    let client = builder(guard).build().or_else(|error| {
        // A bare machine or image has no certificates; plain http shall work there all the same.
        if guard == Guard::Public {
            tracing::warn!(%error, "the system's certificates cannot be read: every https hook will fail; install them (package ca-certificates)");
        }
        builder(guard).tls_certs_only([]).build()
    })?;
    Ok(client)
}

fn builder(guard: Guard) -> ClientBuilder {
    Client::builder()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .no_proxy()
        .dns_resolver(guard)
        .connector_layer(phase::Phases)
        .tcp_nodelay(true)
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(IDLE_PER_HOST)
}

fn headers(pairs: Vec<(String, String)>) -> Result<HeaderMap, Fault> {
    let mut headers = HeaderMap::with_capacity(pairs.len());
    for (name, value) in pairs {
        let refused = |_| Fault::BadUrl(format!("header {name} cannot be sent"));
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused(()))?;
        let mut value = HeaderValue::from_maybe_shared(Bytes::from(value)).map_err(|_| refused(()))?;
        value.set_sensitive(key == AUTHORIZATION || key == COOKIE);
        headers.append(key, value);
    }
    Ok(headers)
}

/// Reads the body, counting what comes out of the inflater, so that a compressed bomb is cut as well (H4).
async fn read(mut response: Response, max_body: usize) -> Result<Reply, Fault> {
    let too_large = || Fault::TooLarge(max_body);
    if response.content_length().is_some_and(|length| length > max_body as u64) {
        return Err(too_large());
    }
    let status = response.status().as_u16();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = response.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| fault::in_body(&error))? {
        if body.len() + chunk.len() > max_body {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Reply { status, headers, body: body.freeze() })
}

#[cfg(test)]
mod tests;
