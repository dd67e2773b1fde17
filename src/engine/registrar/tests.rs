//! REGISTER at the door of the engine: proofs, refusals that tell nothing, and what is on disk before the 200 leaves.

use std::time::Duration;

use bytes::Bytes;

use crate::base::{Rng, Time};
use crate::engine::{Engine, Input, Output, Settings, User};
use crate::sip::registrar::Change;
use crate::sip::{Config, Local};
use crate::wire::sip::digest_work;
use crate::wire::sip::{Challenge, Credentials, Flow, Message, Method, Name, Transport};

const URI: &str = "sip:127.0.0.1";

struct Door {
    engine: Engine,
    now: Time,
    sent: u32,
}

impl Door {
    fn new() -> Self {
        let mut settings = Settings::default();
        settings.users.insert("kate".into(), User { password: "a good secret".into(), ..User::default() });
        let addr = "127.0.0.1:5060".parse().unwrap();
        let local = Local { transport: Transport::Udp, addr, advertised: "127.0.0.1:5060".into() };
        let engine = Engine::new(settings, Config::new(vec![local], "t"), Rng::seeded(7)).unwrap();
        Self { engine, now: Time::from_secs(1_709_633_730), sent: 0 }
    }

    fn register(&mut self, login: &str, proof: Option<&str>) -> Vec<Output> {
        self.sent += 1;
        let proof = proof.map_or(String::new(), |proof| format!("Authorization: {proof}\r\n"));
        let text = format!(
            "REGISTER {URI} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:7000;branch=z9hG4bK{n};rport\r\nMax-Forwards: 70\r\n\
             From: <sip:{login}@127.0.0.1>;tag=a\r\nTo: <sip:{login}@127.0.0.1>\r\nCall-ID: c\r\nCSeq: {n} REGISTER\r\n\
             Contact: <sip:{login}@127.0.0.1:7000>\r\n{proof}Content-Length: 0\r\n\r\n",
            n = self.sent,
        );
        let flow = Flow {
            transport: Transport::Udp,
            local: "127.0.0.1:5060".parse().unwrap(),
            peer: ([127, 0, 0, 1], 7000).into(),
        };
        self.engine.handle(self.now, Input::Message { flow, bytes: Bytes::from(text) });
        std::iter::from_fn(|| self.engine.poll()).collect()
    }

    fn challenge(&mut self, login: &str) -> Challenge {
        challenge_of(&answer(&self.register(login, None)))
    }
}

fn answer(outputs: &[Output]) -> Message {
    let sent = outputs.iter().find_map(|output| match output {
        Output::Send { bytes, .. } => Message::parse(bytes.clone()).ok(),
        _ => None,
    });
    sent.expect("an answer")
}

fn challenge_of(answer: &Message) -> Challenge {
    assert_eq!(answer.status(), Some(401));
    Challenge::list(&answer.header(Name::WwwAuthenticate).unwrap()).remove(0)
}

fn proof(challenge: &Challenge, login: &str, password: &str, uri: &str, nc: u32) -> String {
    Credentials::new(login, password).answer(challenge, &Method::Register, uri, "abc", nc).unwrap().to_string()
}

#[test]
fn a_contact_that_is_lost_is_told_with_its_user_its_address_and_why() {
    let mut door = Door::new();
    let challenge = door.challenge("kate");
    door.register("kate", Some(&proof(&challenge, "kate", "a good secret", URI, 1)));
    let mut told = Vec::new();
    for _ in 0..150 {
        door.now += Duration::from_secs(1);
        door.engine.handle(door.now, Input::Tick);
        told.extend(std::iter::from_fn(|| door.engine.poll()).filter_map(|output| match output {
            Output::Note(note) if note.name == "contact_lost" => Some(note.text),
            _ => None,
        }));
    }
    let text = "contact 1 was forgotten and its calls ended: OPTIONS was not answered: nothing came from 127.0.0.1:7000 by \
                udp; user=kate organization=default peer=127.0.0.1:7000";
    assert_eq!(told, [text]);
}

#[test]
fn a_contact_is_on_its_way_to_the_disk_before_its_telephone_hears_of_it() {
    let mut door = Door::new();
    let challenge = door.challenge("kate");
    let outputs = door.register("kate", Some(&proof(&challenge, "kate", "a good secret", URI, 1)));
    let [Output::Bindings(Change::Keep(binding)), Output::Send { .. }] = outputs.as_slice() else {
        panic!("{outputs:?}")
    };
    assert_eq!((binding.aor.login.as_str(), answer(&outputs).status()), ("kate", Some(200)));
    assert_eq!(door.engine.contacts(), 1);
}

#[test]
fn a2_a_wrong_password_and_an_unknown_user_get_the_same_bytes() {
    let refusals = |login: &str| {
        let mut door = Door::new();
        let challenged = answer(&door.register(login, None));
        let proof = proof(&challenge_of(&challenged), login, "wrong", URI, 1);
        // Looked at alone: the proof above is hashed too.
        let (hashes, outputs) = digest_work::of(|| door.register(login, Some(&proof)));
        let told = [challenged, answer(&outputs)]
            .map(|message| String::from_utf8_lossy(&message.to_bytes()).replace(login, "user"));
        (told, hashes, outputs.len())
    };
    let (told, hashes, steps) = refusals("noel");
    assert!(told[1].starts_with("SIP/2.0 403 "));
    assert!(hashes >= 3, "both halves and the whole of a digest, for nobody too");
    assert_eq!(refusals("kate"), (told, hashes, steps));
}

#[test]
fn a4_a_replayed_or_old_nonce_is_stale_and_an_altered_uri_is_wrong() {
    let mut door = Door::new();
    let challenge = door.challenge("kate");
    let first = proof(&challenge, "kate", "a good secret", URI, 2);
    assert_eq!(answer(&door.register("kate", Some(&first))).status(), Some(200));
    let lower = proof(&challenge, "kate", "a good secret", URI, 1);
    for (what, again) in [("replay", &first), ("wrong nc", &lower)] {
        let refused = answer(&door.register("kate", Some(again)));
        assert!(challenge_of(&refused).stale, "{what}");
    }
    let altered = proof(&challenge, "kate", "a good secret", "sip:elsewhere", 3);
    assert_eq!(answer(&door.register("kate", Some(&altered))).status(), Some(403));
    let late = proof(&challenge, "kate", "a good secret", URI, 4);
    door.now += Duration::from_secs(301);
    assert!(challenge_of(&answer(&door.register("kate", Some(&late)))).stale, "old");
    assert_eq!(door.engine.contacts(), 1);
}

#[test]
fn a_refused_register_is_noted_with_the_address_it_came_from_and_its_user() {
    let noted = |outputs: &[Output]| {
        let text = outputs.iter().find_map(|output| match output {
            Output::Note(note) => Some(format!("{}: {}", note.name, note.text)),
            _ => None,
        });
        text.expect("a note")
    };
    let mut door = Door::new();
    let challenged = door.register("kate", None);
    assert_eq!(
        noted(&challenged),
        "login_required: a REGISTER was refused with 401: the caller has to log in; user=kate organization=default \
         peer=127.0.0.1:7000"
    );
    let wrong = proof(&challenge_of(&answer(&challenged)), "kate", "wrong", URI, 1);
    assert_eq!(
        noted(&door.register("kate", Some(&wrong))),
        "wrong_login: a REGISTER was refused with 403: the caller's login is wrong; user=kate organization=default \
         peer=127.0.0.1:7000"
    );
    let unknown = noted(&door.register("noel", None));
    assert!(unknown.ends_with("; it names no user, and it comes from no address of a trunk; peer=127.0.0.1:7000"));
}
