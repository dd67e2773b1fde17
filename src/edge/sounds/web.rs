//! Asking a web server for a sound: redirects, credentials of the URL, and what RFC 9111 says of the answer.

use std::time::Duration;

use axum::http::request::Parts;
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_cache_semantics::{CacheOptions, CachePolicy};
use url::Url;

use super::body::Hint;
use super::pour::unreachable;
use crate::call::source::LoadFault;
use crate::edge::hooks::{Hooks, Incoming};
use crate::wire::http::{Exchange, Method, Reach};

/// One host after the other, at most (spec §6.5).
pub(super) const REDIRECTS: usize = 10;

const USER_AGENT: &str = concat!("callwright/", env!("CARGO_PKG_VERSION"));
const ACCEPT: &str = "audio/*, application/ogg, application/octet-stream;q=0.5";

/// The cache is ours alone: keys hold the credentials, so one answer is never another's.
const PRIVATE: CacheOptions = CacheOptions {
    shared: false,
    cache_heuristic: 0.1,
    immutable_min_time_to_live: Duration::from_secs(24 * 3600),
    ignore_cargo_cult: false,
};

/// A place where a sound is, and who we are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    url: Url,
    authorization: Option<String>,
}

impl Place {
    /// A URL, whose user and password become a header.
    pub(super) fn read(text: &str) -> Result<Self, LoadFault> {
        let mut url = Url::parse(text).map_err(|why| LoadFault::Unreachable(format!("invalid URL: {why}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(LoadFault::Unreachable(format!("scheme {} is not http or https", url.scheme())));
        }
        let authorization = credentials(&url);
        // These fail for URLs without a host only, which http and https always have.
        let _ = (url.set_username(""), url.set_password(None));
        url.set_fragment(None);
        Ok(Self { url, authorization })
    }

    /// Everything that makes an answer from here another one.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.authorization.as_deref().unwrap_or("-"), self.url)
    }

    /// Where a redirect leads: never from https to http (H5), and credentials stay with their host.
    pub(super) fn redirected(&self, location: &str) -> Result<Self, LoadFault> {
        let refused = |why: &str| LoadFault::Unreachable(format!("its server redirects {why}"));
        let url = self.url.join(location).map_err(|_| refused("to no URL"))?;
        let mut next = Self::read(url.as_str())?;
        if self.url.scheme() == "https" && next.url.scheme() == "http" {
            return Err(refused("from https to http"));
        }
        if next.authorization.is_none() && next.url.origin() == self.url.origin() {
            next.authorization.clone_from(&self.authorization);
        }
        Ok(next)
    }

    /// The request as the cache sees it: without credentials, which must not come to disk.
    pub(super) fn request(&self) -> Request<()> {
        let request = Request::get(self.url.as_str()).header(header::ACCEPT, ACCEPT).body(());
        // A URL that `Url` prints is one that `Uri` reads, unless it is longer than 64 KiB.
        request.unwrap_or_else(|_| Request::new(()))
    }

    /// Asks; `conditions` are the headers that the cache wants, with those of its own request.
    pub(super) async fn ask(
        &self,
        hooks: &Hooks,
        conditions: Option<&Parts>,
        patience: Duration,
    ) -> Result<Incoming, LoadFault> {
        let mut headers = vec![("User-Agent".to_owned(), USER_AGENT.to_owned())];
        let plain = self.request();
        let cache = conditions.map_or_else(|| plain.headers(), |parts| &parts.headers);
        let texts = cache.iter().filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())));
        headers.extend(texts.filter(|(name, _)| name != "host"));
        headers.extend(self.authorization.clone().map(|value| ("Authorization".to_owned(), value)));
        let exchange = Exchange {
            method: Method::Get,
            url: self.url.to_string(),
            headers,
            body: None,
            connect_timeout: patience,
            first_byte_timeout: patience,
            total_timeout: patience,
            max_body: 0,
            reach: Reach::default(),
        };
        hooks.open(exchange).await.map_err(unreachable)
    }

    /// What the bytes are said to be.
    pub(super) fn hint(&self, incoming: &Incoming) -> Hint {
        let kind = incoming.header("content-type").unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_lowercase();
        let file = self.url.path().rsplit('/').next().unwrap_or_default();
        let extension = file.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default();
        Hint { kind, extension }
    }
}

/// The answer as the cache sees it. What was inflated is stored inflated.
pub(super) fn response(incoming: &Incoming) -> Response<()> {
    let mut response = Response::new(());
    *response.status_mut() = StatusCode::from_u16(incoming.status()).unwrap_or(StatusCode::BAD_GATEWAY);
    let mut headers: HeaderMap = incoming.headers().clone();
    headers.remove(header::SET_COOKIE);
    *response.headers_mut() = headers;
    response
}

/// How an answer may be used again.
pub(super) fn policy(place: &Place, incoming: &Incoming, now: std::time::SystemTime) -> CachePolicy {
    CachePolicy::new_options(&place.request(), &response(incoming), now, PRIVATE)
}

fn credentials(url: &Url) -> Option<String> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let plain = |text: &str| percent_decoded(text);
    let pair = [plain(url.username()), b":".to_vec(), plain(url.password().unwrap_or_default())].concat();
    Some(format!("Basic {}", STANDARD.encode(pair)))
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let mut bytes = text.bytes();
    let mut plain = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        let mut digits = bytes.clone();
        let hex = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        match (byte, hex(digits.next()), hex(digits.next())) {
            (b'%', Some(high), Some(low)) => {
                plain.push((high * 16 + low) as u8);
                bytes = digits;
            }
            _ => plain.push(byte),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_become_a_header_and_stay_with_their_host() {
        let place = Place::read("http://kate:p%40ss@h.example:8080/a/b.wav?x=1#f").unwrap();
        assert_eq!(place.url.as_str(), "http://h.example:8080/a/b.wav?x=1");
        assert_eq!(place.authorization.as_deref(), Some("Basic a2F0ZTpwQHNz"));
        let same = place.redirected("/c.wav").unwrap();
        assert_eq!(
            (same.url.as_str(), same.authorization),
            ("http://h.example:8080/c.wav", place.authorization.clone())
        );
        assert_eq!(place.redirected("http://other.example/c.wav").unwrap().authorization, None);
        assert_eq!(place.redirected("https://h.example:8080/c.wav").unwrap().authorization, None);
    }

    #[test]
    fn h5_a_redirect_never_leads_out_of_tls_or_the_web() {
        let place = Place::read("https://h.example/a").unwrap();
        assert!(place.redirected("http://h.example/a").is_err());
        assert!(place.redirected("file:///etc/passwd").is_err());
        assert!(Place::read("ftp://h/a").is_err());
    }
}
