//! An answer whose body is taken as it comes: sounds, which are played before they have come whole.

use std::time::Duration;

use bytes::Bytes;
use reqwest::Response;
use reqwest::header::HeaderMap;

use super::phase::Phase;
use super::{Hooks, fault};
use crate::wire::http::{Exchange, Fault};

/// An answer, its body still to come.
#[derive(Debug)]
pub struct Incoming {
    response: Response,
}

impl Hooks {
    /// Asks, and waits for the head of the answer. `total_timeout` and `max_body` are left to whoever reads the body.
    pub async fn open(&self, exchange: Exchange) -> Result<Incoming, Fault> {
        let phase = Phase::new(exchange.connect_timeout, exchange.first_byte_timeout);
        let guard = self.guard_of(exchange.reach);
        let sent = phase.run(self.client(guard).execute(super::request(exchange, guard)?)).await?;
        Ok(Incoming { response: sent.map_err(|error| fault::before_headers(&error))? })
    }
}

impl Incoming {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// A header that is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().get(name)?.to_str().ok()
    }

    /// How long the body will be, where the server says so.
    pub fn length(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// What comes next of the body, inflated; `None` after its end. Silence for longer than `patience` is a fault.
    pub async fn chunk(&mut self, patience: Duration) -> Result<Option<Bytes>, Fault> {
        #[expect(clippy::disallowed_methods, reason = "the edge keeps the limits of an exchange in real time")]
        let next = tokio::time::timeout(patience, self.response.chunk()).await;
        next.map_err(|_| Fault::Timeout(patience))?.map_err(|error| fault::in_body(&error))
    }
}
