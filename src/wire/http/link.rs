//! A URL out of a document or a setting, made ready to be asked: resolved against its base (RFC 3986 §5), http or https
//! only, at most 4000 characters (spec §6.5), white space encoded, userinfo turned into Basic credentials and the
//! fragment into overrides (spec §6.1), since neither is ever part of a request.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Overrides, form};

/// The longest URL that is asked (spec §6.5), without our own parameters.
pub const LONGEST: usize = 4000;

/// Where to ask.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    url: Url,
    /// The value of the Authorization header that the userinfo stood for.
    pub authorization: Option<String>,
    /// What the fragment says about time-outs and retries.
    pub overrides: Overrides,
}

impl Link {
    /// Reads `text`, against `base` when it is relative.
    pub fn resolve(text: &str, base: Option<&str>) -> Result<Self, LinkError> {
        let text = encode_white_space(text.trim());
        let base = base.map(|base| parse(base, None)).transpose()?;
        let mut url = parse(&text, base.as_ref())?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(LinkError::Scheme(url.scheme().to_owned()));
        }
        let overrides = url.fragment().map(Overrides::parse).unwrap_or_default();
        let authorization = basic(&url);
        url.set_fragment(None);
        // Both can only fail for URLs without a host, and http URLs have one.
        let _ = (url.set_username(""), url.set_password(None));
        match url.as_str().len() {
            ..=LONGEST => Ok(Self { url, authorization, overrides }),
            length => Err(LinkError::TooLong(length)),
        }
    }

    /// Reads the address of a WebSocket, `ws` or `wss` (RFC 6455 §3); [`Link::as_socket`] gives it back.
    pub fn socket(text: &str) -> Result<Self, LinkError> {
        let text = text.trim();
        match text.split_once(':') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("ws") => Self::resolve(&format!("http:{rest}"), None),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("wss") => Self::resolve(&format!("https:{rest}"), None),
            Some((scheme, _)) => Err(LinkError::NoSocket(scheme.to_owned())),
            None => Err(LinkError::NoBase),
        }
    }

    /// The URL as that of a WebSocket, without userinfo, query and fragment.
    pub fn as_socket(&self) -> String {
        let (url, _) = self.without_query(&[]);
        url.replacen("http", "ws", 1)
    }

    /// `text` made absolute, userinfo and fragment kept: for a request that is written later.
    ///
    /// # Errors
    ///
    /// As [`Link::resolve`].
    pub fn absolute(text: &str, base: Option<&str>) -> Result<String, LinkError> {
        Self::resolve(text, base)?;
        let base = base.map(|base| parse(base, None)).transpose()?;
        Ok(parse(&encode_white_space(text.trim()), base.as_ref())?.into())
    }

    /// The URL without userinfo and fragment.
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// The URL with `params` merged into its query.
    pub fn with_query(&self, params: &[(String, String)]) -> String {
        let mut url = self.url.clone();
        let query = form::merge(url.query(), params);
        url.set_query((!query.is_empty()).then_some(query.as_str()));
        url.into()
    }

    /// The URL without its query, which goes before `params`; where a name is in both, `params` has it.
    pub fn without_query(&self, params: &[(String, String)]) -> (String, Vec<(String, String)>) {
        let mut url = self.url.clone();
        url.set_query(None);
        (url.into(), form::parse(form::merge(self.url.query(), params).as_bytes()))
    }

    /// The host in lower case.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The path, from its first slash.
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// Whether it is asked over TLS.
    pub fn is_secure(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Scheme, host and port: the reach of credentials.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Link({}{})", self.origin(), self.path())
    }
}

/// Why a text cannot be asked; spec code 11100.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Not a URL.
    #[error("not a URL: {0}")]
    Syntax(String),
    /// A relative reference in a document that has no URL of its own.
    #[error("a relative URL, but the document it stands in has no URL; write it in full")]
    NoBase,
    /// Neither http nor https.
    #[error("scheme {0}: only http and https are asked")]
    Scheme(String),
    /// Neither ws nor wss.
    #[error("scheme {0}: only ws and wss are opened")]
    NoSocket(String),
    /// Longer than 4000 characters.
    #[error("{0} characters long, at most 4000 are allowed")]
    TooLong(usize),
}

fn parse(text: &str, base: Option<&Url>) -> Result<Url, LinkError> {
    Url::options().base_url(base).parse(text).map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => LinkError::NoBase,
        other => LinkError::Syntax(other.to_string()),
    })
}

/// The URL parser would drop tabs and line ends silently; spec §1.2 wants them kept and encoded.
fn encode_white_space(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' => encoded.push_str("%20"),
            '\t' => encoded.push_str("%09"),
            '\n' => encoded.push_str("%0A"),
            '\r' => encoded.push_str("%0D"),
            other => encoded.push(other),
        }
    }
    encoded
}

/// Basic credentials out of the userinfo (RFC 7617 §2), percent-decoded.
fn basic(url: &Url) -> Option<String> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let mut login = percent_decode(url.username());
    login.push(b':');
    login.extend(percent_decode(url.password().unwrap_or_default()));
    Some(format!("Basic {}", STANDARD.encode(login)))
}

fn percent_decode(text: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                decoded.push(*first);
                rest = tail;
            }
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_websockets_lose_what_a_request_never_has() {
        for (text, socket, authorization) in [
            (" wss://x.example/a b?c=d#e ", "wss://x.example/a%20b", None),
            ("WS://u:p@x.example:8080", "ws://x.example:8080/", Some("Basic dTpw")),
            ("wss://x.example:443/", "wss://x.example/", None),
        ] {
            let link = Link::socket(text).unwrap();
            assert_eq!((link.as_socket().as_str(), link.authorization.as_deref()), (socket, authorization), "{text}");
        }
        for wrong in ["https://x.example/", "/relative", "", "wss://"] {
            assert!(Link::socket(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn resolves_by_rfc_3986() {
        let base = Some("http://app.example:8080/a/b/voice.xml?x=1#rc=3");
        let table = [
            ("next.xml", "http://app.example:8080/a/b/next.xml"),
            ("../up.xml?q=1", "http://app.example:8080/a/up.xml?q=1"),
            ("/root", "http://app.example:8080/root"),
            ("?only=query", "http://app.example:8080/a/b/voice.xml?only=query"),
            ("", "http://app.example:8080/a/b/voice.xml?x=1"),
            ("//other.example/p", "http://other.example/p"),
            ("HTTPS://Other.Example:443/p", "https://other.example/p"),
            ("  /with space\tand\nline  ", "http://app.example:8080/with%20space%09and%0Aline"),
            ("/zoë?q=a b", "http://app.example:8080/zo%C3%AB?q=a%20b"),
            ("http://2130706433/", "http://127.0.0.1/"),
        ];
        for (text, url) in table {
            assert_eq!(Link::resolve(text, base).unwrap().as_str(), url, "{text}");
        }
    }

    #[test]
    fn refuses_what_cannot_be_asked() {
        let long = format!("http://a.example/{}", "x".repeat(4000));
        assert_eq!(Link::resolve("a.xml", None).unwrap_err(), LinkError::NoBase);
        assert_eq!(Link::resolve("file:///etc/passwd", None).unwrap_err(), LinkError::Scheme("file".into()));
        assert_eq!(Link::resolve(&long, None).unwrap_err(), LinkError::TooLong(4017));
        for wrong in ["http://", "http://a b/", "http://[::1", "http://h:99999/"] {
            assert!(matches!(Link::resolve(wrong, None), Err(LinkError::Syntax(_))), "{wrong}");
        }
    }

    #[test]
    fn userinfo_becomes_basic_credentials() {
        let link = Link::resolve("https://al%40ice:pa%20ss@h.example/p#top", None).unwrap();
        assert_eq!(link.as_str(), "https://h.example/p");
        assert_eq!(link.authorization.as_deref(), Some("Basic YWxAaWNlOnBhIHNz"));
        assert!(!format!("{link:?}").contains("pa"));
        assert_eq!(Link::resolve("http://h.example/", None).unwrap().authorization, None);
    }
}
