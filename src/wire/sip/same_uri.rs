//! Whether two URIs mean the same (RFC 3261 §19.1.4).

use super::Uri;
use super::grammar::percent_decode;

impl Uri {
    /// Compares by meaning: user and password with case, the rest without; `user`, `ttl`, `method`, `maddr` and
    /// `transport` must be in both or in none, other parameters agree when both have them; headers must be the same.
    pub fn equivalent(&self, other: &Self) -> bool {
        if !self.is_sip() || !other.is_sip() {
            return self.as_str().eq_ignore_ascii_case(other.as_str());
        }
        self.scheme().eq_ignore_ascii_case(other.scheme())
            && self.userinfo().map(percent_decode) == other.userinfo().map(percent_decode)
            && self.host().eq_ignore_ascii_case(other.host())
            && self.port() == other.port()
            && params_agree(self, other)
            && params_agree(other, self)
            && sorted_headers(self) == sorted_headers(other)
    }
}

fn params_agree(a: &Uri, b: &Uri) -> bool {
    const IN_BOTH: [&str; 5] = ["user", "ttl", "method", "maddr", "transport"];
    // A name must not be there twice (RFC 3261 §19.1.1); where it is, the first counts, as everywhere else.
    a.params().all(|(name, _)| match b.param(name) {
        Some(other) => percent_decode(a.param(name).unwrap_or("")).eq_ignore_ascii_case(&percent_decode(other)),
        None => !IN_BOTH.iter().any(|needed| needed.eq_ignore_ascii_case(name)),
    })
}

fn sorted_headers(uri: &Uri) -> Vec<(String, String)> {
    let split = |header: &str| {
        let (name, value) = header.split_once('=').unwrap_or((header, ""));
        (percent_decode(name).to_ascii_lowercase(), percent_decode(value).into_owned())
    };
    let mut headers: Vec<_> = uri.headers().map(|all| all.split('&').map(split).collect()).unwrap_or_default();
    headers.sort();
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str) -> bool {
        let (a, b): (Uri, Uri) = (a.parse().unwrap(), b.parse().unwrap());
        assert_eq!(a.equivalent(&b), b.equivalent(&a));
        a.equivalent(&b)
    }

    #[test]
    fn of_a_parameter_that_is_there_twice_the_first_counts() {
        assert!(same("sip:a@example.com;ttl=3;ttl=5", "sip:a@example.com;ttl=3"));
        assert!(!same("sip:a@example.com;ttl=3;ttl=5", "sip:a@example.com;ttl=5"));
    }

    #[test]
    fn the_examples_of_rfc_3261() {
        for (a, b) in [
            ("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"),
            ("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"),
            ("sip:carol@chicago.com", "sip:carol@chicago.com;security=on"),
            (
                "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
                "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
            ),
            (
                "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
                "sip:alice@atlanta.com?priority=urgent&subject=project%20x",
            ),
        ] {
            assert!(same(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"),
            ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"),
            ("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"),
            ("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"),
            ("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"),
            ("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"),
            ("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"),
            ("sip:a@h", "sips:a@h"),
        ] {
            assert!(!same(a, b), "{a} {b}");
        }
    }
}
