//! Digest users (spec §9.2 step 1, RFC 8760): challenges, and whether an answer proves a user. Every user, known or
//! not, is treated alike up to the verdict (threats-and-faults A2).

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::base::{Rng, Time};
use crate::wire::sip::{Algorithm, Authorization, Challenge, Credentials, Method, Name};

/// How long a nonce serves (spec §9.4).
const NONCE_LIFE: Duration = Duration::from_secs(300);
/// Nonces whose counters are remembered; beyond it the oldest are forgotten and answered with `stale`.
const COUNTED: usize = 50_000;

/// What came of looking at a request's credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Login {
    /// It proved this user.
    User(String),
    /// It has to answer these challenges.
    Challenge(Vec<(String, String)>),
    /// It answered, and wrongly.
    Wrong,
}

/// What is asked of whoever sends a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    /// The realm of the login.
    pub(crate) realm: &'a str,
    /// The method of the request.
    pub(crate) method: &'a Method,
    /// Its Request-URI, byte for byte.
    pub(crate) uri: &'a str,
    /// The header that carries the challenge.
    pub(crate) header: Name,
}

/// Nonces: a time and a seal, so that none has to be stored until it is used.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Nonces {
    key: [u8; 32],
    rng: Rng,
    /// What is offered, and accepted, the preferred first.
    algorithms: Vec<Algorithm>,
    /// The highest `nc` seen of each nonce in use; a nonce begins with its time, so the oldest is first.
    counts: BTreeMap<String, u32>,
    /// The youngest nonce whose count was forgotten for want of room. One that is not younger may have been used.
    forgotten: String,
}

impl fmt::Debug for Nonces {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nonces({} in use)", self.counts.len())
    }
}

impl Nonces {
    /// Sealed with a key out of `rng`.
    pub(crate) fn new(mut rng: Rng, algorithms: Vec<Algorithm>) -> Self {
        let mut key = [0; 32];
        for chunk in key.chunks_exact_mut(8) {
            chunk.copy_from_slice(&rng.next_u64().to_be_bytes());
        }
        Self { key, rng, algorithms, counts: BTreeMap::new(), forgotten: String::new() }
    }

    /// Looks at the answers of a request. `secret` knows the password of a user.
    pub(crate) fn check<'s>(
        &mut self,
        now: Time,
        asked: &Asked<'_>,
        answers: &[Authorization],
        secret: impl Fn(&str) -> Option<&'s str>,
    ) -> Login {
        let Some(answer) = answers.iter().find(|answer| answer.realm == asked.realm) else {
            return Login::Challenge(self.challenges(now, asked, false));
        };
        let password = secret(&answer.username);
        let credentials = Credentials::new(&answer.username, password.unwrap_or("no such user"));
        let offered = answer.algorithm().is_some_and(|algorithm| self.algorithms.contains(&algorithm));
        let proved =
            offered && credentials.verify(answer, asked.method) && password.is_some() && answer.uri == asked.uri;
        // Only what is proved is counted: whoever knows no password cannot push out the counts of those who do.
        match (proved, proved && self.is_fresh(now, answer)) {
            (true, true) => Login::User(answer.username.clone()),
            (true, false) => Login::Challenge(self.challenges(now, asked, true)),
            (false, _) => Login::Wrong,
        }
    }

    /// One for each algorithm, in the order of preference (RFC 8760 §2.4).
    fn challenges(&mut self, now: Time, asked: &Asked<'_>, stale: bool) -> Vec<(String, String)> {
        let nonce = self.mint(now);
        self.algorithms
            .iter()
            .map(|&algorithm| {
                let challenge = Challenge { stale, ..Challenge::new(asked.realm, &nonce, algorithm) };
                (asked.header.as_str().to_owned(), challenge.to_string())
            })
            .collect()
    }

    fn mint(&mut self, now: Time) -> String {
        let body = format!("{:016x}{:016x}", now.as_micros(), self.rng.next_u64());
        let seal = self.seal(&body);
        format!("{body}{seal}")
    }

    /// Ours, young enough, and its count higher than any before: a replay is none of it (A4).
    fn is_fresh(&mut self, now: Time, answer: &Authorization) -> bool {
        let Some((body, seal)) = answer.nonce.split_at_checked(32) else { return false };
        let Some(made) = made(body) else { return false };
        // In constant time: how far a guess is right must not show.
        if !bool::from(self.seal(body).as_bytes().ct_eq(seal.as_bytes())) || now - made > NONCE_LIFE {
            return false;
        }
        self.forget_old(now);
        if answer.nonce <= self.forgotten && !self.counts.contains_key(&answer.nonce) {
            return false;
        }
        let count = answer.nonce_count().unwrap_or(1);
        let last = self.counts.entry(answer.nonce.clone()).or_insert(0);
        let higher = count > *last;
        *last = count.max(*last);
        higher
    }

    fn forget_old(&mut self, now: Time) {
        while let Some(first) = self.counts.first_entry() {
            if made(first.key()).is_some_and(|made| now - made <= NONCE_LIFE) {
                break;
            }
            first.remove();
        }
        while self.counts.len() >= COUNTED {
            self.forgotten = self.counts.pop_first().map(|(nonce, _)| nonce).unwrap_or_default();
        }
    }

    fn seal(&self, body: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        mac.update(body.as_bytes());
        mac.finalize().into_bytes().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// When a nonce was made.
fn made(nonce: &str) -> Option<Time> {
    let micros = nonce.get(..16).and_then(|hex| i64::from_str_radix(hex, 16).ok());
    micros.map(Time::from_micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    const URI: &str = "sip:+15550100@example.com";

    const INVITE: Asked<'_> =
        Asked { realm: "here", method: &Method::Invite, uri: URI, header: Name::ProxyAuthenticate };

    fn at(secs: i64) -> Time {
        Time::from_secs(1_700_000_000 + secs)
    }

    fn secret(user: &str) -> Option<&'static str> {
        (user == "kate").then_some("s3cret")
    }

    fn challenge(nonces: &mut Nonces, now: Time) -> Challenge {
        let Login::Challenge(headers) = nonces.check(now, &INVITE, &[], secret) else { panic!("no challenge") };
        assert_eq!(headers.len(), 2);
        Challenge::list(&headers[0].1).remove(0)
    }

    fn answer(challenge: &Challenge, user: &str, password: &str, nc: u32) -> Vec<Authorization> {
        vec![Credentials::new(user, password).answer(challenge, &Method::Invite, URI, "abc", nc).unwrap()]
    }

    #[test]
    fn the_right_password_is_let_in_and_a_wrong_one_or_an_unknown_user_alike_is_not() {
        let mut nonces = Nonces::new(Rng::seeded(1), vec![Algorithm::Sha256, Algorithm::Md5]);
        let challenge = challenge(&mut nonces, at(0));
        let right = answer(&challenge, "kate", "s3cret", 1);
        assert_eq!(nonces.check(at(1), &INVITE, &right, secret), Login::User("kate".into()));
        for (user, password) in [("kate", "wrong"), ("nobody", "s3cret"), ("nobody", "no such user")] {
            let wrong = answer(&challenge, user, password, 2);
            assert_eq!(nonces.check(at(1), &INVITE, &wrong, secret), Login::Wrong, "{user}");
        }
    }

    #[test]
    fn a4_a_replayed_or_old_or_forged_nonce_and_an_altered_uri_do_not_get_in() {
        let mut nonces = Nonces::new(Rng::seeded(1), vec![Algorithm::Sha256, Algorithm::Md5]);
        let challenge = challenge(&mut nonces, at(0));
        let first = answer(&challenge, "kate", "s3cret", 1);
        assert!(matches!(nonces.check(at(1), &INVITE, &first, secret), Login::User(_)));
        assert!(matches!(nonces.check(at(2), &INVITE, &first, secret), Login::Challenge(_)), "replay");
        let late = answer(&challenge, "kate", "s3cret", 2);
        let Login::Challenge(again) = nonces.check(at(301), &INVITE, &late, secret) else { panic!("old nonce") };
        assert!(Challenge::list(&again[0].1)[0].stale);
        let forged = Challenge { nonce: "0".repeat(64), ..challenge.clone() };
        let forged = answer(&forged, "kate", "s3cret", 1);
        assert!(matches!(nonces.check(at(1), &INVITE, &forged, secret), Login::Challenge(_)), "forged");
        let good = answer(&challenge, "kate", "s3cret", 9);
        assert_eq!(nonces.check(at(1), &Asked { uri: "sip:other@example.com", ..INVITE }, &good, secret), Login::Wrong);
    }

    #[test]
    fn an_algorithm_that_is_not_offered_is_not_accepted() {
        let mut nonces = Nonces::new(Rng::seeded(1), vec![Algorithm::Md5]);
        let Login::Challenge(headers) = nonces.check(at(0), &INVITE, &[], secret) else { panic!("no challenge") };
        assert_eq!(headers.len(), 1);
        let offered = Challenge::list(&headers[0].1).remove(0);
        let other = Challenge { algorithm: Some("SHA-256".into()), ..offered.clone() };
        assert_eq!(nonces.check(at(1), &INVITE, &answer(&other, "kate", "s3cret", 1), secret), Login::Wrong);
        let right = answer(&offered, "kate", "s3cret", 2);
        assert_eq!(nonces.check(at(1), &INVITE, &right, secret), Login::User("kate".into()));
    }

    #[test]
    fn a4_a_nonce_whose_count_was_forgotten_is_stale() {
        let mut nonces = Nonces::new(Rng::seeded(1), vec![Algorithm::Sha256, Algorithm::Md5]);
        let (old, young) = (challenge(&mut nonces, at(0)), challenge(&mut nonces, at(9)));
        let first = answer(&old, "kate", "s3cret", 1);
        assert!(matches!(nonces.check(at(9), &INVITE, &first, secret), Login::User(_)));
        let crowd = (1..COUNTED).map(|n| (format!("{:016x}{n:048x}", at(1).as_micros()), 1));
        nonces.counts.extend(crowd);
        let other = answer(&young, "kate", "s3cret", 1);
        assert!(matches!(nonces.check(at(10), &INVITE, &other, secret), Login::User(_)));
        assert!(matches!(nonces.check(at(11), &INVITE, &first, secret), Login::Challenge(_)), "replay");
    }

    #[test]
    fn whoever_knows_no_password_takes_no_room() {
        let mut nonces = Nonces::new(Rng::seeded(1), vec![Algorithm::Sha256, Algorithm::Md5]);
        let challenge = challenge(&mut nonces, at(0));
        let wrong = answer(&challenge, "kate", "wrong", 1);
        assert_eq!(nonces.check(at(1), &INVITE, &wrong, secret), Login::Wrong);
        assert!(nonces.counts.is_empty());
    }
}
