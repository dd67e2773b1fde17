//! URIs: `sip:`, `sips:`, `tel:` and any other, kept byte for byte as read (RFC 3261 §19.1, RFC 3966). What is asked
//! for is a slice of the text; a change makes a new text. Comparison by meaning is in `same_uri.rs`.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::grammar::{percent_decode, percent_encode};

/// A URI. `Display` gives back what was read; `==` compares that text, [`Uri::equivalent`] the meaning.
#[derive(Clone)]
pub struct Uri {
    text: String,
    parts: Parts,
}

/// Where the parts stand in the text. For a scheme that is not SIP only `scheme` and `user` (the rest) are set.
#[derive(Clone, Default)]
struct Parts {
    scheme: usize,
    user: Option<Range<usize>>,
    host: Range<usize>,
    port: Option<u16>,
    /// From behind the host and port; the text begins with `;` unless it is empty.
    params: Range<usize>,
    headers: Option<usize>,
}

/// The text is not a URI that can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UriFault {
    /// There is no scheme before the first colon.
    #[error("a URI begins with a scheme, such as sip:")]
    Scheme,
    /// Blanks, controls, quotes or angle brackets, which a URI has only escaped.
    #[error("a URI has no blanks, controls, quotes or angle brackets; escape them")]
    Character,
    /// The host of a SIP URI is missing or cannot be one.
    #[error("the host of the URI is missing or malformed")]
    Host,
    /// The port is not a number up to 65535.
    #[error("the port of the URI is not a number from 0 to 65535")]
    Port,
}

impl Uri {
    /// `sip:user@host:port`. What the user part may not hold is escaped; an IPv6 address gets its brackets; what cannot
    /// be in a host is left out, so that no text from outside can reach behind it.
    pub fn sip(user: Option<&str>, host: &str, port: Option<u16>) -> Self {
        let user = user.map_or(String::new(), |user| percent_encode(user, is_user_byte) + "@");
        let mut host: String = host.chars().filter(|c| is_host_char(*c) || *c == ':').collect();
        if host.contains(':') {
            host = format!("[{host}]");
        }
        let host = if host.is_empty() { "invalid" } else { &host };
        Self::composed(format!("sip:{user}{host}{}", port.map_or(String::new(), |port| format!(":{port}"))))
    }

    /// With this parameter set: replaced where it stands, or added behind the others. An empty value is none.
    pub fn with_param(&self, name: &str, value: &str) -> Self {
        let name = percent_encode(name, is_param_byte);
        let value = percent_encode(value, is_param_byte);
        let added = if value.is_empty() { format!(";{name}") } else { format!(";{name}={value}") };
        let mut kept = String::new();
        let mut placed = false;
        for (known, text) in self.param_texts() {
            if !known.eq_ignore_ascii_case(&name) {
                kept.push_str(text);
            } else if !placed {
                kept.push_str(&added);
                placed = true;
            }
        }
        if !placed {
            kept.push_str(&added);
        }
        self.with_params(&kept)
    }

    /// Without this parameter.
    pub fn without_param(&self, name: &str) -> Self {
        let kept = self.param_texts().filter(|(known, _)| !known.eq_ignore_ascii_case(name));
        let kept: String = kept.map(|(_, text)| text).collect();
        self.with_params(&kept)
    }

    /// The same address with the scheme `sips:`; of another scheme than `sip:` nothing changes.
    pub fn with_sips(&self) -> Self {
        match self.scheme().eq_ignore_ascii_case("sip") {
            true => Self::composed(format!("sips{}", &self.text[self.parts.scheme..])),
            false => self.clone(),
        }
    }

    /// Without what follows the `?`.
    pub fn without_headers(&self) -> Self {
        let end = self.parts.headers.unwrap_or(self.text.len());
        Self::composed(self.text[..end].to_owned())
    }

    /// Without the port.
    pub fn without_port(&self) -> Self {
        let (host, params) = (&self.parts.host, &self.parts.params);
        Self::composed(format!("{}{}", &self.text[..host.end], &self.text[params.start.max(host.end)..]))
    }

    /// As written: `sip`, `SIPS`, `tel`, …; compare without case, or ask [`Uri::is_sip`].
    pub fn scheme(&self) -> &str {
        &self.text[..self.parts.scheme]
    }

    /// Whether the scheme is `sip` or `sips`.
    pub fn is_sip(&self) -> bool {
        is_sip(self.scheme())
    }

    /// Whether the scheme is `sips`.
    pub fn is_sips(&self) -> bool {
        self.scheme().eq_ignore_ascii_case("sips")
    }

    /// Who is meant, escapes resolved: the user part without password; of a telephone number also without its own
    /// parameters (`+1555;ext=5` is `+1555`); of a `tel:` URI the number.
    pub fn user(&self) -> Option<Cow<'_, str>> {
        let raw = self.user_raw()?;
        let number = raw.split(';').next().unwrap_or(raw);
        let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b"+-.()*#%".contains(&b));
        Some(percent_decode(if is_number { number } else { raw }))
    }

    /// The user part as written, without password but with parameters such as `;ext=5`.
    pub fn user_raw(&self) -> Option<&str> {
        let user = &self.text[self.parts.user.clone()?];
        Some(if self.is_sip() { user.split(':').next().unwrap_or(user) } else { user })
    }

    /// User part and password as written.
    pub(super) fn userinfo(&self) -> Option<&str> {
        self.parts.user.clone().map(|user| &self.text[user])
    }

    /// The host without the brackets of an IPv6 address; empty when the scheme has none.
    pub fn host(&self) -> &str {
        let host = self.host_raw();
        host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
    }

    /// The host as written.
    pub fn host_raw(&self) -> &str {
        &self.text[self.parts.host.clone()]
    }

    /// The port, when one is written.
    pub fn port(&self) -> Option<u16> {
        self.parts.port
    }

    /// The value of a parameter as written; empty for one without value.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.unwrap_or(""))
    }

    /// All parameters in order.
    pub fn params(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.param_texts().map(|(name, text)| (name, text.split_once('=').map(|(_, value)| value)))
    }

    /// What follows the `?`.
    pub fn headers(&self) -> Option<&str> {
        self.parts.headers.map(|at| &self.text[at + 1..])
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether `text` would be read.
    pub(super) fn check(text: &str) -> Result<(), UriFault> {
        split(text).map(|_| ())
    }

    /// Parameters as (name, text with its `;`).
    fn param_texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut rest = &self.text[self.parts.params.clone()];
        std::iter::from_fn(move || {
            let text = rest.strip_prefix(';')?;
            let end = 1 + text.find(';').unwrap_or(text.len());
            let (param, tail) = rest.split_at(end);
            rest = tail;
            Some((param[1..].split('=').next().unwrap_or(""), param))
        })
        .filter(|(name, _)| !name.is_empty())
    }

    fn with_params(&self, params: &str) -> Self {
        let span = &self.parts.params;
        Self::composed(format!("{}{params}{}", &self.text[..span.start], &self.text[span.end..]))
    }

    /// A text made of parts that were checked before.
    pub(super) fn composed(text: String) -> Self {
        let parts = split(&text).unwrap_or_else(|_| Parts { scheme: text.find(':').unwrap_or(0), ..Parts::default() });
        Self { text, parts }
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for Uri {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Uri {}

impl PartialOrd for Uri {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Uri {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

impl std::hash::Hash for Uri {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl FromStr for Uri {
    type Err = UriFault;

    fn from_str(text: &str) -> Result<Self, UriFault> {
        Ok(Self { parts: split(text)?, text: text.to_owned() })
    }
}

impl Serialize for Uri {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Uri {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

fn split(text: &str) -> Result<Parts, UriFault> {
    let scheme = text.find(':').filter(|at| is_scheme(&text[..*at])).ok_or(UriFault::Scheme)?;
    if text.chars().any(|c| c <= ' ' || c == '\u{7f}' || matches!(c, '<' | '>' | '"')) {
        return Err(UriFault::Character);
    }
    if !is_sip(&text[..scheme]) {
        return Ok(opaque(text, scheme));
    }
    // Neither user nor host, neither parameters nor headers may hold an unescaped @: the first one ends the user.
    let user = text[scheme + 1..].find('@').map(|len| scheme + 1..scheme + 1 + len);
    let start = user.as_ref().map_or(scheme + 1, |user| user.end + 1);
    let (host, port, end) = hostport(text, start)?;
    let headers = text[end..].find('?').map(|len| end + len);
    Ok(Parts { scheme, user, host, port, params: end..headers.unwrap_or(text.len()), headers })
}

/// `tel:+1555;ext=5` and the rest: what follows the scheme, with parameters and headers where they would be.
fn opaque(text: &str, scheme: usize) -> Parts {
    let headers = text.find('?');
    let end = headers.unwrap_or(text.len());
    let params = text[..end].find(';').unwrap_or(end);
    Parts { scheme, user: Some(scheme + 1..params), host: params..params, port: None, params: params..end, headers }
}

/// Host, port, and where they end.
fn hostport(text: &str, start: usize) -> Result<(Range<usize>, Option<u16>, usize), UriFault> {
    let rest = &text[start..];
    let end = start + rest.find([';', '?']).unwrap_or(rest.len());
    let both = &text[start..end];
    let host_len = match both.starts_with('[') {
        true => both.find(']').ok_or(UriFault::Host)? + 1,
        false => both.find(':').unwrap_or(both.len()),
    };
    let (host, port) = both.split_at(host_len);
    if !is_host(host) {
        return Err(UriFault::Host);
    }
    let port = match port.strip_prefix(':') {
        None if port.is_empty() => None,
        Some(digits) => Some(read_port(digits).ok_or(UriFault::Port)?),
        None => return Err(UriFault::Host),
    };
    Ok((start..start + host_len, port, end))
}

/// A port is digits alone: no sign, no blank.
pub(super) fn read_port(digits: &str) -> Option<u16> {
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

/// A host name or address, an IPv6 one in brackets.
pub(super) fn is_host(host: &str) -> bool {
    match host.strip_prefix('[') {
        Some(v6) => v6.strip_suffix(']').is_some_and(is_v6),
        None => !host.is_empty() && host.chars().all(is_host_char),
    }
}

/// The grammar of RFC 3261 lets a third colon stand before an IPv4 address; it must be tolerated (RFC 5118 §4.10).
fn is_v6(text: &str) -> bool {
    let is_address = |text: &str| text.parse::<std::net::Ipv6Addr>().is_ok();
    is_address(text) || (text.contains('.') && is_address(&text.replacen(":::", "::", 1)))
}

fn is_host_char(c: char) -> bool {
    // The underscore is no host name character, but names of containers and of Windows machines have it.
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')
}

fn is_sip(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("sip") || scheme.eq_ignore_ascii_case("sips")
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

fn is_unreserved(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&b)
}

fn is_user_byte(b: u8) -> bool {
    is_unreserved(b) || b"&=+$,;?/".contains(&b)
}

fn is_param_byte(b: u8) -> bool {
    is_unreserved(b) || b"[]/:&+$%".contains(&b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(text: &str) -> Uri {
        text.parse().unwrap_or_else(|fault| panic!("{text}: {fault}"))
    }

    #[test]
    fn parts_of_the_shapes_that_break_others() {
        // text, user, user as written, host, port, headers
        let table = [
            ("sip:alice.smith@example.com", Some("alice.smith"), Some("alice.smith"), "example.com", None, None),
            ("sip:+1555;ext=5@h", Some("+1555"), Some("+1555;ext=5"), "h", None, None),
            ("sip:+1;rn=+12;npdi@h;user=phone", Some("+1"), Some("+1;rn=+12;npdi"), "h", None, None),
            ("sip:user;par=u%40x.net@h", Some("user;par=u@x.net"), Some("user;par=u%40x.net"), "h", None, None),
            ("sip:[2001:db8::1]:5070;lr", None, None, "2001:db8::1", Some(5070), None),
            ("sip:b@[::1]", Some("b"), Some("b"), "::1", None, None),
            ("tel:+1-555;phone-context=x", Some("+1-555"), Some("+1-555"), "", None, None),
            ("sip:b@h?Replaces=a%40b", Some("b"), Some("b"), "h", None, Some("Replaces=a%40b")),
            ("sip:b:secret@h:5060;x=y?z=1", Some("b"), Some("b"), "h", Some(5060), Some("z=1")),
            ("SIPS:*72%23@h", Some("*72#"), Some("*72%23"), "h", None, None),
            ("urn:service:sos", Some("service:sos"), Some("service:sos"), "", None, None),
            ("sip:h", None, None, "h", None, None),
            ("sip:@h", Some(""), Some(""), "h", None, None),
        ];
        for (text, user, raw, host, port, headers) in table {
            let read = uri(text);
            let found = (read.user(), read.user_raw(), read.host(), read.port(), read.headers());
            assert_eq!(found, (user.map(Cow::Borrowed), raw, host, port, headers), "{text}");
            assert_eq!(read.to_string(), text);
        }
    }

    #[test]
    fn parameters() {
        let read = uri("sip:a@h;transport=TCP;lr;maddr=[::1]?x=1;y");
        assert_eq!(read.param("Transport"), Some("TCP"));
        assert_eq!(read.param("lr"), Some(""));
        assert_eq!(read.param("y"), None);
        assert_eq!(read.params().count(), 3);
        assert_eq!(read.with_param("lr", "on").to_string(), "sip:a@h;transport=TCP;lr=on;maddr=[::1]?x=1;y");
        assert_eq!(read.without_param("TRANSPORT").to_string(), "sip:a@h;lr;maddr=[::1]?x=1;y");
        assert_eq!(read.with_param("ob", "").without_headers().to_string(), "sip:a@h;transport=TCP;lr;maddr=[::1];ob");
        assert_eq!(uri("tel:1;isub=2").with_param("ext", "3").to_string(), "tel:1;isub=2;ext=3");
        assert_eq!(uri("sip:a@h:5060;lr").without_port().to_string(), "sip:a@h;lr");
        assert_eq!(uri("sip:h").with_param("a", "b;c?d").to_string(), "sip:h;a=b%3Bc%3Fd");
    }

    #[test]
    fn building_escapes_what_comes_from_outside() {
        assert_eq!(Uri::sip(Some("a b@c"), "h", Some(1)).to_string(), "sip:a%20b%40c@h:1");
        assert_eq!(Uri::sip(None, "::1", None).to_string(), "sip:[::1]");
        assert_eq!(Uri::sip(Some("x\r\nEvil: 1"), "h\r\n;x", None).to_string(), "sip:x%0D%0AEvil%3A%201@hx");
    }

    #[test]
    fn refusals() {
        let table = [
            ("", UriFault::Scheme),
            ("alice@h", UriFault::Scheme),
            (":h", UriFault::Scheme),
            ("<sip:a@h>", UriFault::Scheme),
            ("sip:a b@h", UriFault::Character),
            ("sip:a@h;x=\r\n", UriFault::Character),
            ("sip:", UriFault::Host),
            ("sip:a@", UriFault::Host),
            ("sip:a@[::1", UriFault::Host),
            ("sip:a@[::zz]", UriFault::Host),
            ("sip:a@[::1]x", UriFault::Host),
            ("sip:a@h:", UriFault::Port),
            ("sip:a@h:x", UriFault::Port),
            ("sip:a@h:+5", UriFault::Port),
            ("sip:a@h:65536", UriFault::Port),
        ];
        for (text, fault) in table {
            assert_eq!(text.parse::<Uri>(), Err(fault), "{text:?}");
        }
    }
}
