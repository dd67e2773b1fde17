//! A16: signatures that are right and wrong, with authorities and keys made for each test.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair, SigningKey};

use super::*;
use crate::base::{CallSid, Rng};
use crate::sip::DialogId;
use crate::wire::sip::{Flow, Transport};

const ID: RequestId = RequestId(7);
const PLACE: &str = "https://certificates.example.org/shaken.pem";

fn now() -> Time {
    Time::from_secs(1_800_000_000)
}

/// An authority that is believed, and a signer with its certificate.
struct Signer {
    stir: Stir,
    key: KeyPair,
    chain: String,
    roots: String,
}

impl Signer {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = KeyPair::generate().unwrap();
        let authority = params.self_signed(&authority_key).unwrap();
        let issuer = Issuer::new(params, authority_key);
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(Vec::new()).unwrap().signed_by(&key, &issuer).unwrap();
        Self { stir: believing(&authority), key, chain: certificate.pem(), roots: authority.pem() }
    }

    /// The Identity header of a call between the numbers of `invite`.
    fn identity(&self, claims: &str) -> String {
        self.identity_at(PLACE, claims)
    }

    /// The same, with the certificate elsewhere.
    fn identity_at(&self, place: &str, claims: &str) -> String {
        let head = format!(r#"{{"alg":"ES256","ppt":"shaken","typ":"passport","x5u":"{place}"}}"#);
        let [head, claims] = [head.as_str(), claims].map(|part| URL_SAFE_NO_PAD.encode(part));
        let signature = raw(&self.key.sign(format!("{head}.{claims}").as_bytes()).unwrap());
        let signature = URL_SAFE_NO_PAD.encode(signature);
        format!("{head}.{claims}.{signature};info=<{place}>;alg=ES256;ppt=\"shaken\"")
    }

    /// Screens an INVITE whose certificate is to be had.
    fn verdict(&mut self, identity: &str) -> Verstat {
        let chain = self.chain.clone();
        self.verdict_with(identity, answer(200, &chain))
    }

    fn verdict_with(&mut self, identity: &str, answer: Result<Reply, Fault>) -> Verstat {
        match self.stir.screen(now(), ID, incoming(1, identity)) {
            Step::Go(incoming) => incoming.verstat.expect("verification is on"),
            Step::Wait(exchange) => {
                assert_eq!((exchange.url.as_str(), exchange.total_timeout), (PLACE, Duration::from_millis(500)));
                let read_back = serde_json::to_string(&self.stir).unwrap();
                self.stir = serde_json::from_str(&read_back).unwrap();
                let incoming = self.stir.on_fetched(now(), ID, answer).expect("it waits");
                assert_eq!((incoming.dialog, self.stir.next_timeout()), (DialogId(1), None));
                incoming.verstat.expect("verification is on")
            }
        }
    }
}

fn believing(authority: &Certificate) -> Stir {
    Stir::new(&settings::Stir { verify: true, roots: authority.pem(), ..settings::Stir::default() }).unwrap()
}

fn incoming(dialog: u64, identity: &str) -> Incoming {
    let [local, peer] = ["127.0.0.1:5060", "127.0.0.1:5070"].map(|addr| addr.parse().unwrap());
    let sid = CallSid::mint(&mut Rng::seeded(7));
    let flow = Flow { transport: Transport::Udp, local, peer };
    Incoming {
        sid,
        dialog: DialogId(dialog),
        request: invite(identity),
        flow,
        public: None,
        replaces: None,
        verstat: None,
    }
}

fn answer(status: u16, body: &str) -> Result<Reply, Fault> {
    Ok(Reply { status, headers: Vec::new(), body: Bytes::copy_from_slice(body.as_bytes()) })
}

fn claims(attest: &str, origin: &str, destination: &str, issued: i64) -> String {
    format!(
        r#"{{"attest":"{attest}","dest":{{"tn":["{destination}"]}},"iat":{issued},"orig":{{"tn":"{origin}"}},"origid":"x"}}"#
    )
}

fn fitting(attest: &str) -> String {
    claims(attest, "12155550112", "12155550113", 1_800_000_000 - 5)
}

fn invite(identity: &str) -> Message {
    let text = format!(
        "INVITE sip:+12155550113@h SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKa\r\nMax-Forwards: 9\r\n\
         From: <sip:+12155550112@carrier>;tag=1\r\nTo: <sip:+1-215-555-0113@h>\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n\
         Contact: <sip:carrier>\r\n{identity}Content-Length: 0\r\n\r\n",
        identity = if identity.is_empty() { String::new() } else { format!("Identity: {identity}\r\n") },
    );
    Message::parse(Bytes::from(text)).unwrap()
}

/// A signature as JSON has it, out of one as X.509 has it.
fn raw(der: &[u8]) -> Vec<u8> {
    let integer = |at: usize| {
        let length = usize::from(der[at + 1]);
        let digits = &der[at + 2..at + 2 + length];
        let first = digits.iter().position(|byte| *byte != 0).unwrap();
        let digits = &digits[first..];
        ([vec![0; 32 - digits.len()], digits.to_vec()].concat(), at + 2 + length)
    };
    let (r, next) = integer(2);
    [r, integer(next).0].concat()
}

#[test]
fn a16_a_right_signature_passes_with_what_its_signer_attests() {
    let mut signer = Signer::new();
    for (attest, told) in
        [("A", "TN-Validation-Passed-A"), ("B", "TN-Validation-Passed-B"), ("C", "TN-Validation-Passed-C")]
    {
        let identity = signer.identity(&fitting(attest));
        assert_eq!(signer.verdict(&identity).name(), told);
    }
}

#[test]
fn a16_a_certificate_comes_by_https_from_a_public_address_unless_stir_itself_says_otherwise() {
    let mut signer = Signer::new();
    for (place, allow_private, asked) in [
        (PLACE, false, Some(Reach::Public)),
        ("HTTPS://certificates.example.org/shaken.pem", false, Some(Reach::Public)),
        // Where it leads is found out, and refused, by whoever connects.
        ("https://127.0.0.1/shaken.pem", false, Some(Reach::Public)),
        ("http://certificates.example.org/shaken.pem", false, None),
        ("ftp://certificates.example.org/shaken.pem", true, None),
        ("shaken.pem", true, None),
        ("http://127.0.0.1/shaken.pem", true, Some(Reach::PrivateToo)),
    ] {
        let roots = signer.roots.clone();
        let own = settings::Stir { verify: true, roots, allow_private, ..settings::Stir::default() };
        signer.stir = Stir::new(&own).unwrap();
        match (signer.stir.screen(now(), ID, incoming(1, &signer.identity_at(place, &fitting("A")))), asked) {
            (Step::Wait(exchange), Some(reach)) => assert_eq!((exchange.url.as_str(), exchange.reach), (place, reach)),
            (Step::Go(incoming), None) => {
                assert_eq!(incoming.verstat, Some(Verstat::Unverified(Some(Why::Place))), "{place}");
                assert_eq!(incoming.verstat.map(Verstat::name), Some("No-TN-Validation"));
            }
            (step, _) => panic!("{place}: {step:?}"),
        }
    }
    // What is refused there cannot be had.
    signer.stir =
        Stir::new(&settings::Stir { verify: true, roots: signer.roots.clone(), ..settings::Stir::default() }).unwrap();
    let identity = signer.identity(&fitting("A"));
    let refused = signer.verdict_with(&identity, Err(Fault::Forbidden("127.0.0.1".into())));
    assert_eq!(refused, Verstat::Unverified(Some(Why::Fetch)));
}

#[test]
fn a16_a_bad_signature_an_old_one_and_one_about_other_numbers_fail() {
    let mut signer = Signer::new();
    let good = signer.identity(&fitting("A"));
    let forged = {
        let claims = URL_SAFE_NO_PAD.encode(fitting("A"));
        let other = URL_SAFE_NO_PAD.encode(fitting("A").replace("\"x\"", "\"y\""));
        good.replace(&claims, &other)
    };
    let table = [
        (forged, Why::Signature),
        (signer.identity(&claims("A", "12155550112", "12155550113", 1_800_000_000 - 61)), Why::Stale),
        (signer.identity(&claims("A", "12155550112", "12155550113", 1_800_000_000 + 61)), Why::Stale),
        (signer.identity(&claims("A", "19005550199", "12155550113", 1_800_000_000)), Why::Number),
        (signer.identity(&claims("A", "12155550112", "12155550199", 1_800_000_000)), Why::Number),
    ];
    for (identity, why) in table {
        assert_eq!(signer.verdict(&identity), Verstat::Failed(Some(Attest::A), why));
        assert_eq!(Verstat::Failed(Some(Attest::A), why).name(), "TN-Validation-Failed-A");
    }
}

#[test]
fn a16_a_token_that_chooses_its_own_rules_fails() {
    let mut signer = Signer::new();
    let good = signer.identity(&fitting("A"));
    let head = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let own = head(&format!(r#"{{"alg":"ES256","ppt":"shaken","typ":"passport","x5u":"{PLACE}"}}"#));
    let none = head(&format!(r#"{{"alg":"none","ppt":"shaken","typ":"passport","x5u":"{PLACE}"}}"#));
    let table = [
        (good.replace(&own, &none), Why::Kind),
        (good.replace(&format!("<{PLACE}>"), "<https://elsewhere.example>"), Why::Malformed),
        ("not.a.token;info=<https://x>".to_owned(), Why::Malformed),
        ("..;info=<https://x>".to_owned(), Why::Malformed),
        ("nothing".to_owned(), Why::Malformed),
    ];
    for (identity, why) in table {
        assert_eq!(signer.verdict(&identity), Verstat::Failed(None, why), "{identity}");
    }
}

#[test]
fn a16_a_certificate_of_an_authority_that_is_not_believed_fails() {
    let mut signer = Signer::new();
    let stranger = Signer::new();
    signer.key = stranger.key;
    signer.chain = stranger.chain;
    let identity = signer.identity(&fitting("A"));
    assert_eq!(signer.verdict(&identity), Verstat::Failed(Some(Attest::A), Why::Certificate));
}

#[test]
fn a16_without_a_certificate_the_number_is_not_validated() {
    let table = [
        Err(Fault::Forbidden("certificates.example.org".into())),
        Err(Fault::Timeout(Duration::from_millis(500))),
        answer(404, ""),
        answer(200, "<html>no certificate</html>"),
        answer(302, ""),
    ];
    for result in table {
        let mut signer = Signer::new();
        let identity = signer.identity(&fitting("A"));
        let verdict = signer.verdict_with(&identity, result);
        assert_eq!((verdict, verdict.name()), (Verstat::Unverified(Some(Why::Fetch)), "No-TN-Validation"));
    }
}

#[test]
fn a16_a_slow_certificate_host_costs_a_call_half_a_second() {
    let mut signer = Signer::new();
    let identity = signer.identity(&fitting("A"));
    let step = signer.stir.screen(now(), ID, incoming(1, &identity));
    assert!(matches!(step, Step::Wait(_)));
    let due = signer.stir.next_timeout().unwrap();
    assert_eq!(due, now() + Duration::from_millis(500));
    assert!(signer.stir.timeout(now() + Duration::from_millis(499)).is_none());
    let (id, incoming) = signer.stir.timeout(due).unwrap();
    assert_eq!((id, incoming.verstat), (ID, Some(Verstat::Unverified(Some(Why::Late)))));
    let late = answer(200, &signer.chain.clone());
    assert!(signer.stir.on_fetched(due, id, late).is_none(), "the call has gone on");
}

#[test]
fn a_kept_certificate_spares_the_next_call_the_wait_until_it_is_too_old() {
    let mut signer = Signer::new();
    let identity = signer.identity(&fitting("B"));
    assert_eq!(signer.verdict(&identity), Verstat::Passed(Attest::B));
    let next = signer.stir.screen(now(), ID, incoming(2, &identity));
    let Step::Go(next) = next else { panic!("it waits") };
    assert_eq!(next.verstat, Some(Verstat::Passed(Attest::B)));
    let later = now() + Duration::from_secs(3600);
    let fresh = signer.identity(&claims("B", "12155550112", "12155550113", 1_800_003_600));
    assert!(matches!(signer.stir.screen(later, ID, incoming(3, &fresh)), Step::Wait(_)));
}

#[test]
fn a_caller_who_gives_up_is_not_waited_for() {
    let mut signer = Signer::new();
    let identity = signer.identity(&fitting("A"));
    assert!(matches!(signer.stir.screen(now(), ID, incoming(1, &identity)), Step::Wait(_)));
    assert_eq!(signer.stir.on_canceled(DialogId(2)), None);
    assert_eq!(signer.stir.on_canceled(DialogId(1)), Some(RequestId(7)));
    assert_eq!(signer.stir.next_timeout(), None);
}

#[test]
fn a_call_without_signature_is_not_validated_and_nothing_is_said_where_nothing_is_verified() {
    let mut signer = Signer::new();
    assert_eq!(signer.verdict(""), Verstat::Unverified(None));
    let mut off = Stir::new(&settings::Stir::default()).unwrap();
    let identity = signer.identity(&fitting("A"));
    let step = off.screen(now(), ID, incoming(1, &identity));
    assert!(matches!(step, Step::Go(incoming) if incoming.verstat.is_none()));
    let no_roots = settings::Stir { verify: true, ..settings::Stir::default() };
    assert_eq!(Stir::new(&no_roots).unwrap_err().setting, "stir.roots");
}
