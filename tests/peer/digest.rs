//! Logins: ours towards a callee who wants one, in MD5 and SHA-256, from the callee (401) and from a proxy (407), and a
//! user's towards us. The digest is computed here once more, by the book (RFC 7616 §3.4), or by sipp.

use std::collections::BTreeMap;

use md5::Md5;
use sha2::{Digest, Sha256};

use crate::house::{ANSWERED, House, brief_callee, brief_caller, document};
use crate::sipp::{Part, Sipp};

const REALM: &str = "door";
const NONCE: &str = "b7c9036dbf3054aea9404c15";

#[test]
fn the_callee_asks_in_md5() {
    let wire = called("callee_challenges", "401 Unauthorized", "WWW-Authenticate", "MD5");
    assert_login::<Md5>(&wire, "Authorization", "MD5");
}

#[test]
fn a_proxy_asks_in_md5() {
    let wire = called("callee_challenges", "407 Proxy Authentication Required", "Proxy-Authenticate", "MD5");
    assert_login::<Md5>(&wire, "Proxy-Authorization", "MD5");
}

#[test]
fn the_callee_asks_in_sha_256() {
    let wire = called("callee_challenges", "401 Unauthorized", "WWW-Authenticate", "SHA-256");
    assert_login::<Sha256>(&wire, "Authorization", "SHA-256");
}

#[test]
fn a_proxy_asks_in_sha_256() {
    let wire = called("callee_challenges", "407 Proxy Authentication Required", "Proxy-Authenticate", "SHA-256");
    assert_login::<Sha256>(&wire, "Proxy-Authorization", "SHA-256");
}

#[test]
fn sipp_finds_the_digest_right() {
    called("callee_proves_the_login", "401 Unauthorized", "WWW-Authenticate", "MD5");
}

#[test]
fn a_user_of_ours_logs_in() {
    let callee = Sipp::callee(brief_callee());
    let users = "[users.alice]\npassword = 'wonderland'\n";
    let house = House::at("127.0.0.1", &document(&[&callee], "", ""), users);
    let alice = Part::new("caller_logs_in", "alice").with("linger", 0);
    let uri = format!("100@{}", house.engine.udp);
    let login = ["-au", "alice", "-ap", "wonderland", "-auth_uri", &uri];
    let wire = Sipp::caller(alice.args(&login), house.engine.udp).succeeds();
    callee.succeeds();

    assert_eq!(wire.lines().filter(|line| line.starts_with("SIP/2.0 407 ")).count(), 1, "{wire}");
    let done = house.outcome();
    assert_eq!((done.param("DialCallStatus"), done.param("SipUsername")), ("completed", "alice"));
    assert_eq!(house.told_of_callees(), [ANSWERED]);
}

/// A call to a callee with this challenge; what was said on the callee's wire.
fn called(scenario: &'static str, status: &str, header: &str, algorithm: &str) -> String {
    let challenge = format!(
        "{header}: Digest realm=\"{REALM}\", nonce=\"{NONCE}\", algorithm={algorithm}, qop=\"auth\", opaque=\"o1\""
    );
    let part = Part::new(scenario, "desk").with("linger", 0).saying("STATUS", status).saying("CHALLENGE", challenge);
    let callee = Sipp::callee(part.args(&["-key", "secret", "open sesame"]));
    let document = document(&[&callee], "answerOnBridge='true'", "username='desk' password='open sesame'");
    let house = House::at("127.0.0.1", &document, "");
    Sipp::caller(brief_caller(), house.engine.udp).succeeds();
    let wire = callee.succeeds();

    let done = house.outcome();
    assert_eq!((done.param("DialCallStatus"), done.param("DialSipResponseCode")), ("completed", "200"));
    let told: Vec<_> = house.told_of_callees().concat();
    assert_eq!(told, ["initiated/initiated", "answered/in-progress", "completed/completed"]);
    wire
}

fn assert_login<D: Digest>(wire: &str, header: &str, algorithm: &str) {
    let prefix = format!("{header}: Digest ");
    let answers: Vec<_> = wire.lines().filter_map(|line| line.strip_prefix(&prefix)).collect();
    // RFC 3261 §22.1: the ACK carries those of the INVITE; the BYE carries none.
    assert!(answers.len() == 2 && answers[0] == answers[1], "{answers:#?}\n{wire}");
    let params: BTreeMap<_, _> = answers[0]
        .split(',')
        .filter_map(|param| param.trim().split_once('='))
        .map(|(name, value)| (name, value.trim_matches('"')))
        .collect();
    for (name, value) in [("realm", REALM), ("nonce", NONCE), ("username", "desk"), ("opaque", "o1"), ("qop", "auth")] {
        assert_eq!(params[name], value, "{params:?}");
    }
    assert_eq!((params["algorithm"], params["nc"]), (algorithm, "00000001"));
    let uri = params["uri"];
    assert!(wire.contains(&format!("INVITE {uri} SIP/2.0")), "{uri} is not what was asked for:\n{wire}");
    let secret = hex::<D>(&format!("desk:{REALM}:open sesame"));
    let request = hex::<D>(&format!("INVITE:{uri}"));
    let expected = hex::<D>(&format!("{secret}:{NONCE}:00000001:{}:auth:{request}", params["cnonce"]));
    assert_eq!(params["response"], expected);
}

fn hex<D: Digest>(text: &str) -> String {
    D::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
