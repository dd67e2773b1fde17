//! What one call remembers about the servers it asks: cookies (RFC 6265 §5.3, §5.4; spec §6.4) and the logins that
//! stood in URLs. Dropped with the call; never shared between calls.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::Time;
use crate::wire::http::{Link, Reply, SetCookie};

/// The most cookies one call keeps, and the longest it keeps (RFC 6265 §6.1).
const COOKIES: usize = 50;
const COOKIE_BYTES: usize = 4096;

/// The memory of one call. `Debug` shows only how much there is.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jar {
    cookies: Vec<Cookie>,
    /// Origin → value of the Authorization header, so that a relative URL is asked with the login of its base.
    logins: BTreeMap<String, String>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Cookie {
    name: String,
    value: String,
    domain: String,
    reach: Reach,
    path: String,
    secure: bool,
    expires: Option<Time>,
}

/// Whether a cookie without a Domain attribute stays with the host that set it.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Reach {
    Host,
    Subdomains,
}

impl Jar {
    /// Remembers the login that stood in a URL.
    pub fn learn(&mut self, link: &Link) {
        if let Some(authorization) = &link.authorization {
            self.logins.insert(link.origin(), authorization.clone());
        }
    }

    /// The jar of a call that this one makes: its documents and callbacks are relative to ours and need the same
    /// logins; cookies stay with the call (spec §6.4).
    pub fn heir(&self) -> Self {
        Self { cookies: Vec::new(), logins: self.logins.clone() }
    }

    /// Takes the cookies of an answer that `link` gave.
    pub fn store(&mut self, now: Time, link: &Link, reply: &Reply) {
        for (_, value) in reply.headers.iter().filter(|(name, _)| name == "set-cookie") {
            if let Some(cookie) = SetCookie::parse(value).filter(|_| value.len() <= COOKIE_BYTES) {
                self.put(now, link, cookie);
            }
        }
    }

    /// The login for the origin of `link`; no other origin ever sees it (H5).
    pub fn authorization(&self, link: &Link) -> Option<&str> {
        // Most calls have no login at all, and the origin is not worth computing then.
        if self.logins.is_empty() {
            return None;
        }
        self.logins.get(&link.origin()).map(String::as_str)
    }

    /// The Cookie header for a request to `link`: longer paths first, then older cookies (RFC 6265 §5.4).
    pub fn cookies(&self, now: Time, link: &Link) -> Option<String> {
        let mut fitting: Vec<_> = self.cookies.iter().filter(|cookie| cookie.fits(now, link)).collect();
        fitting.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        let pairs: Vec<_> = fitting.iter().map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    fn put(&mut self, now: Time, link: &Link, set: SetCookie) {
        let expires = expiry(now, &set);
        let Some((domain, reach)) = scope(link.host(), set.domain) else { return };
        let path = set.path.unwrap_or_else(|| default_path(link.path()));
        let cookie = Cookie { name: set.name, value: set.value, domain, reach, path, secure: set.secure, expires };
        let same = |old: &Cookie| (&old.name, &old.domain, &old.path) == (&cookie.name, &cookie.domain, &cookie.path);
        self.cookies.retain(|old| old.lives(now) || same(old));
        match self.cookies.iter().position(same) {
            // An update keeps the place, which stands for the age (RFC 6265 §5.3 step 11).
            Some(at) if cookie.lives(now) => self.cookies[at] = cookie,
            Some(at) => drop(self.cookies.remove(at)),
            None if cookie.lives(now) && self.cookies.len() < COOKIES => self.cookies.push(cookie),
            None => {}
        }
    }
}

impl fmt::Debug for Jar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Jar({} cookies, {} logins)", self.cookies.len(), self.logins.len())
    }
}

impl Cookie {
    fn lives(&self, now: Time) -> bool {
        self.expires.is_none_or(|expires| expires > now)
    }

    fn fits(&self, now: Time, link: &Link) -> bool {
        let host_fits = match self.reach {
            Reach::Host => link.host() == self.domain,
            Reach::Subdomains => is_within(link.host(), &self.domain),
        };
        host_fits && self.lives(now) && (link.is_secure() || !self.secure) && path_fits(link.path(), &self.path)
    }
}

fn expiry(now: Time, set: &SetCookie) -> Option<Time> {
    match (set.max_age, set.expires) {
        (Some(secs @ 1..), _) => Some(now + Duration::from_secs(secs.unsigned_abs())),
        (Some(_), _) => Some(Time::default()),
        (None, Some(secs)) => Some(Time::from_micros(secs.saturating_mul(1_000_000))),
        (None, None) => None,
    }
}

/// Where a cookie may go; `None` when the host may not set it for that domain. Without a list of public suffixes a
/// domain must at least have a dot within.
fn scope(host: &str, domain: Option<String>) -> Option<(String, Reach)> {
    match domain {
        None => Some((host.to_owned(), Reach::Host)),
        Some(domain) if domain == host => {
            Some((domain, if is_address(host) { Reach::Host } else { Reach::Subdomains }))
        }
        Some(domain) => (domain.contains('.') && is_within(host, &domain)).then_some((domain, Reach::Subdomains)),
    }
}

/// RFC 6265 §5.1.3: the host is the domain or a name below it; addresses have no names below them.
fn is_within(host: &str, domain: &str) -> bool {
    let below = host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    host == domain || (below && !is_address(host))
}

fn is_address(host: &str) -> bool {
    host.starts_with('[') || host.parse::<IpAddr>().is_ok()
}

/// RFC 6265 §5.1.4: the directory of the request's path.
fn default_path(path: &str) -> String {
    match path.rfind('/') {
        Some(at @ 1..) => path[..at].to_owned(),
        _ => "/".to_owned(),
    }
}

fn path_fits(path: &str, cookie: &str) -> bool {
    path.strip_prefix(cookie).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || cookie.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(url: &str) -> Link {
        Link::resolve(url, None).unwrap()
    }

    fn jar(set: &[(&str, &str)]) -> Jar {
        let mut jar = Jar::default();
        for (url, cookie) in set {
            let headers = vec![("set-cookie".to_owned(), (*cookie).to_owned())];
            let reply = Reply { status: 200, headers, body: bytes::Bytes::new() };
            jar.store(Time::from_secs(1000), &link(url), &reply);
        }
        jar
    }

    #[test]
    fn cookies_go_where_domain_path_scheme_and_time_allow() {
        let table = [
            ("a=1", "http://app.example/x/other", Some("a=1")),
            ("a=1", "http://app.example/y", None),
            ("a=1", "http://sub.app.example/x/", None),
            ("a=1; Path=/", "http://app.example:99/y", Some("a=1")),
            ("a=1; Path=/x", "http://app.example/xy", None),
            ("a=1; Domain=app.example; Path=/", "http://sub.app.example/", Some("a=1")),
            ("a=1; Domain=app.example; Path=/", "http://notapp.example/", None),
            ("a=1; Domain=other.example; Path=/", "http://other.example/", None),
            ("a=1; Domain=example; Path=/", "http://app.example/", None),
            ("a=1; Secure; Path=/", "http://app.example/", None),
            ("a=1; Secure; Path=/", "https://app.example/", Some("a=1")),
            ("a=1; Max-Age=0; Path=/", "http://app.example/", None),
            ("a=1; Max-Age=10; Path=/", "http://app.example/", Some("a=1")),
            ("a=1; Expires=Thu, 01 Jan 1970 00:16:00 GMT; Path=/", "http://app.example/", None),
        ];
        for (cookie, to, sent) in table {
            let jar = jar(&[("http://app.example/x/voice.xml", cookie)]);
            assert_eq!(jar.cookies(Time::from_secs(1005), &link(to)).as_deref(), sent, "{cookie} to {to}");
        }
    }

    #[test]
    fn a_cookie_ends_at_its_time() {
        let jar = jar(&[("http://a.example/", "a=1; Max-Age=10")]);
        assert_eq!(jar.cookies(Time::from_secs(1010), &link("http://a.example/")), None);
    }

    #[test]
    fn updates_keep_their_place_and_longer_paths_come_first() {
        let from = "http://a.example/x/y";
        let jar = jar(&[(from, "a=1; Path=/"), (from, "b=2; Path=/x"), (from, "c=3; Path=/"), (from, "a=9; Path=/")]);
        assert_eq!(jar.cookies(Time::from_secs(1000), &link(from)).as_deref(), Some("b=2; a=9; c=3"));
    }

    #[test]
    fn the_number_of_cookies_is_bounded() {
        let cookies: Vec<String> = (0..200).map(|n| format!("c{n}=1")).collect();
        let set: Vec<_> = cookies.iter().map(|cookie| ("http://a.example/", cookie.as_str())).collect();
        let sent = jar(&set).cookies(Time::from_secs(1000), &link("http://a.example/")).unwrap();
        assert_eq!(sent.split("; ").count(), COOKIES);
    }

    #[test]
    fn a_login_stays_with_its_origin() {
        let mut jar = Jar::default();
        jar.learn(&link("https://u:p@a.example/x"));
        assert!(jar.authorization(&link("https://a.example/other")).is_some());
        for other in ["http://a.example/", "https://a.example:8443/", "https://b.example/"] {
            assert_eq!(jar.authorization(&link(other)), None, "{other}");
        }
    }
}
