//! The other end of a question: whoever receives our requests finds out that one comes from us, as we sent it, now, and
//! for the first time (spec §6.11; threats-and-faults H7). Applications in Rust can use it as it is; it is what the
//! virtual web server of the stories checks every request with. Elsewhere `docs/signatures.md` shows the same in short.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::Time;
use crate::wire::http::Signer;
use crate::wire::http::stamp::{Received, Stamp, Unstamped};

/// How old a request may be, and how far ahead of the receiver's clock, unless its receiver knows better.
pub const TOLERANCE: Duration = Duration::from_secs(300);

/// Checks requests, and remembers the ones it let in for as long as they could come again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Verifier {
    signer: Signer,
    tolerance: Duration,
    /// Only what we signed gets here, so nobody else can make it grow.
    seen: BTreeSet<Stamp>,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is not what was signed.
    #[error(transparent)]
    Unstamped(#[from] Unstamped),
    /// It left too long ago.
    #[error("it left {} s ago, at most {} s are let pass", .age.as_secs(), .most.as_secs())]
    Old {
        /// Since it left.
        age: Duration,
        /// What would have been let pass.
        most: Duration,
    },
    /// It says that it leaves later: one of the two clocks is wrong.
    #[error("it leaves in {} s from now: a clock is wrong", .ahead.as_secs())]
    Early {
        /// Until then.
        ahead: Duration,
    },
    /// This very sending was let in before. What we send again has another number, and the id alone says that it is
    /// the same request.
    #[error("it came before")]
    Replayed,
}

impl Verifier {
    /// A verifier for what is signed with this token, of requests that are at most `tolerance` off its clock.
    pub const fn new(signer: Signer, tolerance: Duration) -> Self {
        Self { signer, tolerance, seen: BTreeSet::new() }
    }

    /// Lets a request in, or says why not.
    pub fn receive(&mut self, now: Time, request: &Received<'_>) -> Result<Stamp, Refusal> {
        let stamp = request.stamp(&self.signer)?;
        timely(now, &stamp, self.tolerance)?;
        while self.seen.first().is_some_and(|oldest| now - oldest.time > self.tolerance) {
            self.seen.pop_first();
        }
        match self.seen.insert(stamp.clone()) {
            true => Ok(stamp),
            false => Err(Refusal::Replayed),
        }
    }
}

/// Whether a stamp is of this moment.
pub fn timely(now: Time, stamp: &Stamp, tolerance: Duration) -> Result<(), Refusal> {
    let (age, ahead) = (now - stamp.time, stamp.time - now);
    match (age > tolerance, ahead > tolerance) {
        (true, _) => Err(Refusal::Old { age, most: tolerance }),
        (_, true) => Err(Refusal::Early { ahead }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{EventSid, Rng};
    use crate::call::ask::{Jar, Policy, Question, callback};
    use crate::wire::http::{Exchange, Method};

    const NOW: Time = Time::from_secs(1_709_633_730);

    fn signer() -> Signer {
        Signer::new("12345")
    }

    /// A callback as it leaves the engine.
    fn told(method: Method) -> Exchange {
        let params = [("CallSid", "CA1"), ("CallStatus", "ringing")];
        let params = params.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let url = "https://app.example/status?shop=7".to_owned();
        let question = Question { url, base: None, method, params: params.to_vec() };
        let event = EventSid::mint(&mut Rng::seeded(1));
        callback(NOW, &question, &Policy::default(), &signer(), &Jar::default(), event).unwrap()
    }

    fn receive(verifier: &mut Verifier, now: Time, told: &Exchange) -> Result<Stamp, Refusal> {
        let body = told.body.as_deref().unwrap_or_default().as_bytes();
        verifier.receive(now, &Received { method: told.method, url: &told.url, headers: &told.headers, body })
    }

    fn verdict(now: Time, told: &Exchange) -> Result<Stamp, Refusal> {
        receive(&mut Verifier::new(signer(), TOLERANCE), now, told)
    }

    fn set(told: &mut Exchange, name: &str, value: &str) {
        let header = told.headers.iter_mut().find(|(own, _)| own == name).expect("a header of the stamp");
        header.1 = value.to_owned();
    }

    const ALTERED: Result<Stamp, Refusal> = Err(Refusal::Unstamped(Unstamped::Altered));

    #[test]
    fn h7_what_we_send_is_let_in_with_its_time_id_and_sequence() {
        for method in [Method::Get, Method::Post] {
            let told = told(method);
            let stamp = verdict(NOW + Duration::from_secs(2), &told).unwrap();
            assert_eq!((stamp.time, stamp.sequence), (NOW, 0));
            assert!(told.headers.contains(&("X-Request-Id".to_owned(), stamp.id)));
        }
    }

    #[test]
    fn h7_an_altered_field_is_refused() {
        let original = told(Method::Post);
        let body = original.body.clone().unwrap();
        // The last one has the same text for a signature that joins names and values without marks between them.
        let other_bodies = [
            body.replace("ringing", "completed"),
            format!("{body}&CallDuration=60"),
            body.replace("CallStatus=ringing", "CallStatusr=inging"),
        ];
        for other in other_bodies {
            assert_ne!(other, body);
            assert_eq!(verdict(NOW, &Exchange { body: Some(other), ..original.clone() }), ALTERED);
        }
        assert_eq!(verdict(NOW, &Exchange { method: Method::Get, ..original }), ALTERED);
    }

    #[test]
    fn h7_an_altered_url_is_refused() {
        for method in [Method::Get, Method::Post] {
            let original = told(method);
            for (from, to) in [("https:", "http:"), ("app.", "apps."), ("/status", "/status/"), ("shop=7", "shop=8")] {
                let url = original.url.replace(from, to);
                assert_ne!(url, original.url);
                assert_eq!(verdict(NOW, &Exchange { url, ..original.clone() }), ALTERED);
            }
        }
    }

    #[test]
    fn h7_an_old_timestamp_is_refused_and_one_made_younger_is_no_better() {
        let mut old = told(Method::Post);
        let late = NOW + TOLERANCE + Duration::from_secs(1);
        assert!(verdict(NOW + TOLERANCE, &old).is_ok());
        assert_eq!(verdict(late, &old), Err(Refusal::Old { age: late - NOW, most: TOLERANCE }));
        let ahead = TOLERANCE + Duration::from_secs(1);
        let before = Time::from_secs(1_709_633_730 - 301);
        assert_eq!(verdict(before, &old), Err(Refusal::Early { ahead }));
        set(&mut old, "X-Request-Time", "1709634031");
        assert_eq!(verdict(late, &old), ALTERED);
    }

    #[test]
    fn h7_a_replay_is_refused_and_a_repeat_of_ours_is_not() {
        let (mut verifier, first) = (Verifier::new(signer(), TOLERANCE), told(Method::Post));
        let seen = receive(&mut verifier, NOW, &first).unwrap();
        assert_eq!(receive(&mut verifier, NOW + TOLERANCE, &first), Err(Refusal::Replayed));
        let mut again = first.clone();
        again.stamp(NOW, 1, &signer());
        let repeat = receive(&mut verifier, NOW, &again).unwrap();
        assert_eq!((&repeat.id, repeat.sequence), (&seen.id, 1));
        set(&mut again, "X-Request-Sequence", "2");
        assert_eq!(receive(&mut verifier, NOW, &again), ALTERED);
    }

    #[test]
    fn what_is_too_old_to_come_again_is_forgotten() {
        let mut verifier = Verifier::new(signer(), TOLERANCE);
        for secs in (0..10_000).step_by(10) {
            let (mut told, now) = (told(Method::Post), NOW + Duration::from_secs(secs));
            told.stamp(now, 0, &signer());
            receive(&mut verifier, now, &told).unwrap();
            assert!(verifier.seen.len() <= 31);
        }
    }

    #[test]
    fn a_request_without_a_stamp_or_of_another_token_is_refused_by_name() {
        let whole = told(Method::Post);
        for name in ["X-Request-Time", "X-Request-Id", "X-Request-Sequence", "X-RestComm-Signature-SHA256"] {
            let mut less = whole.clone();
            less.headers.retain(|(own, _)| own != name);
            assert_eq!(verdict(NOW, &less), Err(Refusal::Unstamped(Unstamped::Missing(name))));
            let mut odd = whole.clone();
            set(&mut odd, name, "soon");
            assert!(matches!(verdict(NOW, &odd), Err(Refusal::Unstamped(_))), "{name}");
        }
        let mut verifier = Verifier::new(Signer::new("12346"), TOLERANCE);
        assert_eq!(receive(&mut verifier, NOW, &whole), ALTERED);
    }

    #[test]
    fn the_signature_is_that_of_the_documentation() {
        let mut told = told(Method::Post);
        told.headers = vec![("X-Request-Id".into(), "EV00000000000000000000000000000001".into())];
        told.stamp(NOW, 0, &signer());
        let (_, signature) = told.headers.last().expect("the signature stands last");
        let page = include_str!("../../../docs/signatures.md");
        let shown = ["1709633730", "EV00000000000000000000000000000001", told.url.as_str(), signature.as_str()];
        assert!(shown.iter().all(|part| page.contains(part)), "docs/signatures.md does not show {shown:?}");
    }
}
