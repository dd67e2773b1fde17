//! Policies of encryption against each other, and keys that stay, change and are refused (M7, M10; RFC 4568).

use super::*;
use crate::base::Rng;
use crate::wire::sdp::{Crypto, Unfit};
use crate::wire::srtp::Suite;

const POLICIES: [Security; 4] = [Security::Never, Security::Accepted, Security::Offered, Security::Required];

fn with(security: Security, seed: u64) -> Session {
    let local = SocketAddr::from(([192, 0, 2, seed as u8], 40_000));
    Session::new(seed, local, vec![Codec::Pcmu]).with_security(security, &mut Rng::seeded(seed))
}

fn text(bytes: bytes::Bytes) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Offer and answer as the caller makes them, a second offer after a refusal included: `None` when there is no call.
fn call(caller: &mut Session, callee: &mut Session) -> Option<bool> {
    let mut answered = callee.answer(&caller.offer());
    if answered.is_err() && caller.fall_back() {
        answered = callee.answer(&caller.offer());
    }
    let (answer, theirs) = answered.ok()?;
    let ours = caller.accept(&answer).unwrap();
    let keys = |keys: Option<Keys>| keys.map(|keys| (keys.send, keys.receive));
    let turned = |keys: Option<Keys>| keys.map(|keys| (keys.receive, keys.send));
    assert_eq!(keys(ours.keys.clone()), turned(theirs.keys));
    Some(ours.keys.is_some())
}

#[test]
fn m10_every_policy_meets_every_other() {
    const NONE: Option<bool> = None;
    const PLAIN: Option<bool> = Some(false);
    const SEALED: Option<bool> = Some(true);
    let wanted = [
        [PLAIN, PLAIN, PLAIN, NONE],
        [PLAIN, PLAIN, PLAIN, NONE],
        [PLAIN, SEALED, SEALED, SEALED],
        [NONE, SEALED, SEALED, SEALED],
    ];
    for (caller, row) in POLICIES.into_iter().zip(wanted) {
        for (callee, wanted) in POLICIES.into_iter().zip(row) {
            assert_eq!(call(&mut with(caller, 1), &mut with(callee, 2)), wanted, "{caller:?} calls {callee:?}");
        }
    }
}

#[test]
fn m10_plain_rtp_where_encryption_is_required_and_keys_under_a_plain_profile_are_refused() {
    let plain = body("m=audio 4000 RTP/AVP 0\n");
    assert_eq!(with(Security::Required, 1).answer(plain.as_bytes()), Err(OfferFault::Unencrypted));
    let line = Crypto { tag: 1, key: with(Security::Offered, 9).purse_key(Suite::Cm80) };
    let hybrid = body(&format!("m=audio 4000 RTP/AVP 0\na=crypto:{line}\n"));
    for (policy, fault) in [
        (Security::Never, OfferFault::Crypto),
        (Security::Accepted, OfferFault::Crypto),
        (Security::Required, OfferFault::Unencrypted),
    ] {
        assert_eq!(with(policy, 1).answer(hybrid.as_bytes()), Err(fault), "{policy:?}");
    }
    let (answer, terms) = with(Security::Offered, 1).answer(hybrid.as_bytes()).unwrap();
    let answer = text(answer);
    assert!(answer.contains("RTP/AVP 0") && answer.contains("a=crypto:1 ") && terms.keys.is_some(), "{answer}");
    let unfit = body("m=audio 4000 RTP/AVP 0\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\n");
    assert_eq!(with(Security::Offered, 1).answer(unfit.as_bytes()), Err(OfferFault::NoFittingKey(Unfit::Key)));
    let dtls = body("m=audio 4000 RTP/AVP 0\na=fingerprint:sha-256 00\n");
    assert_eq!(with(Security::Offered, 1).answer(dtls.as_bytes()), Err(OfferFault::Crypto));
}

#[test]
fn an_offer_has_a_key_for_each_suite_and_no_key_is_printed() {
    let mut session = with(Security::Required, 1);
    let offer = text(session.offer());
    let stream = &sdp::read(offer.as_bytes()).unwrap()[0];
    let lines: Vec<_> = Crypto::all(stream).into_iter().map(Result::unwrap).collect();
    let suites: Vec<_> = lines.iter().map(|line| (line.tag, line.key.suite())).collect();
    assert_eq!(suites, [(1, Suite::Cm80), (2, Suite::Gcm256), (3, Suite::Gcm128)]);
    assert_eq!(stream.profile, "RTP/SAVP");
    let other = text(with(Security::Required, 2).offer());
    let printed = format!("{session:?}");
    for line in stream.values("crypto") {
        let (_, key) = line.split_once("inline:").unwrap();
        assert!(!printed.contains(key) && !other.contains(key));
    }
}

#[test]
fn the_first_line_that_fits_is_answered_and_short_tags_only_when_alone() {
    let key = |suite| with(Security::Required, 9).purse_key(suite);
    let line = |tag, suite| format!("a=crypto:{}\n", Crypto { tag, key: key(suite) });
    for (offered, taken) in [
        (
            vec!["a=crypto:4 F8_128_HMAC_SHA1_80 inline:x\n".to_owned(), line(5, Suite::Gcm128), line(6, Suite::Cm80)],
            (5, Suite::Gcm128),
        ),
        (vec![line(1, Suite::Cm32), line(2, Suite::Cm80)], (2, Suite::Cm80)),
        (vec![line(1, Suite::Cm32)], (1, Suite::Cm32)),
    ] {
        let offer = body(&format!("m=audio 4000 RTP/SAVPF 0\n{}", offered.concat()));
        let (answer, terms) = with(Security::Accepted, 1).answer(offer.as_bytes()).unwrap();
        let stream = sdp::read(&answer).unwrap().remove(0);
        let lines = Crypto::all(&stream);
        let [Ok(line)] = &lines[..] else { panic!("{lines:?}") };
        let keys = terms.keys.unwrap();
        assert_eq!((line.tag, line.key.suite(), &line.key), (taken.0, taken.1, &keys.send));
        assert_eq!((keys.receive, stream.profile.as_str()), (key(taken.1), "RTP/SAVPF"));
    }
}

#[test]
fn an_offer_of_both_kinds_is_answered_by_the_best_the_policy_allows() {
    let line = Crypto { tag: 1, key: with(Security::Required, 9).purse_key(Suite::Cm80) };
    let offer = body(&format!("m=audio 4000 RTP/AVP 0\nm=audio 4002 RTP/SAVP 0\na=crypto:{line}\n"));
    for (policy, plain) in [(Security::Never, true), (Security::Accepted, false), (Security::Required, false)] {
        let (answer, terms) = with(policy, 1).answer(offer.as_bytes()).unwrap();
        assert_eq!(terms.keys.is_none(), plain, "{policy:?}");
        let refused = if plain { "m=audio 0 RTP/SAVP" } else { "m=audio 0 RTP/AVP" };
        assert!(text(answer).contains(refused), "{policy:?}");
    }
}

#[test]
fn answers_that_take_what_was_not_offered_are_refused() {
    let other = with(Security::Required, 9);
    let line = |tag, suite| format!("a=crypto:{}\n", Crypto { tag, key: other.purse_key(suite) });
    let mut session = with(Security::Required, 1);
    let own = format!("a=crypto:{}\n", Crypto { tag: 1, key: session.purse_key(Suite::Cm80) });
    session.offer();
    for (profile, lines, fault) in [
        ("RTP/AVP", String::new(), OfferFault::Unencrypted),
        ("RTP/AVP", line(1, Suite::Cm80), OfferFault::Unencrypted),
        ("RTP/SAVP", String::new(), OfferFault::Keys(0)),
        ("RTP/SAVP", line(1, Suite::Cm80) + &line(2, Suite::Gcm256), OfferFault::Keys(2)),
        ("RTP/SAVP", line(4, Suite::Cm80), OfferFault::OtherKey),
        ("RTP/SAVP", line(1, Suite::Gcm128), OfferFault::OtherKey),
        ("RTP/SAVP", own, OfferFault::OtherKey),
        ("RTP/SAVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\n".into(), OfferFault::NoFittingKey(Unfit::Key)),
        ("UDP/TLS/RTP/SAVP", String::new(), OfferFault::Profile("UDP/TLS/RTP/SAVP".into())),
    ] {
        let answer = body(&format!("m=audio 4000 {profile} 0\n{lines}"));
        assert_eq!(session.accept(answer.as_bytes()).unwrap_err(), fault, "{profile} {lines}");
    }
    let mut plain = with(Security::Accepted, 1);
    plain.offer();
    let answer = body(&format!("m=audio 4000 RTP/AVP 0\n{}", line(1, Suite::Cm80)));
    assert_eq!(plain.accept(answer.as_bytes()).unwrap_err(), OfferFault::Crypto);
}

#[test]
fn m7_a_new_offer_without_cause_keeps_keys_and_version() {
    let (mut caller, mut callee) = (with(Security::Required, 1), with(Security::Accepted, 2));
    assert_eq!(call(&mut caller, &mut callee), Some(true));
    let before = (caller.terms().unwrap().keys.clone(), callee.terms().unwrap().keys.clone());
    // A re-INVITE without SDP: each side offers in its turn.
    let offer = callee.offer();
    assert!(text(offer.clone()).contains("o=- 2 1 "), "nothing changed, so the version stays");
    let (answer, _) = caller.answer(&offer).unwrap();
    callee.accept(&answer).unwrap();
    let offer = caller.offer();
    assert_eq!(text(offer.clone()).matches("a=crypto:1 ").count(), 1);
    let (answer, _) = callee.answer(&offer).unwrap();
    caller.accept(&answer).unwrap();
    assert_eq!((caller.terms().unwrap().keys.clone(), callee.terms().unwrap().keys.clone()), before);
}

#[test]
fn m7_a_new_key_of_the_peer_changes_its_direction_alone() {
    let (mut caller, mut callee) = (with(Security::Required, 1), with(Security::Accepted, 2));
    call(&mut caller, &mut callee);
    let before = callee.terms().unwrap().keys.clone().unwrap();
    let line = Crypto { tag: 1, key: with(Security::Required, 9).purse_key(Suite::Cm80) };
    let offer = body(&format!("m=audio 4000 RTP/SAVP 0\na=crypto:{line}\n"));
    let (_, terms) = callee.answer(offer.as_bytes()).unwrap();
    assert_eq!(terms.keys, Some(Keys { send: before.send, receive: line.key }));
}

#[test]
fn m10_what_is_encrypted_stays_so() {
    for policy in [Security::Accepted, Security::Offered] {
        let mut session = with(policy, 2);
        call(&mut with(Security::Required, 1), &mut session);
        let before = session.clone();
        let fault = session.answer(body("m=audio 4000 RTP/AVP 0\n").as_bytes()).unwrap_err();
        assert_eq!((fault, &session), (OfferFault::Unencrypted, &before));
        assert!(!session.fall_back());
        // Held by port zero and back, it is the same key.
        session.answer(body("m=audio 0 RTP/SAVP 0\n").as_bytes()).unwrap();
        assert!(session.is_encrypted() && text(session.offer()).contains("RTP/SAVP"));
    }
}
