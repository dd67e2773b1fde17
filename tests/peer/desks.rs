//! Telephones of a house that registers them: linphone on every transport, calling each other, holding, transferring.

use crate::app::App;
use crate::capture::Capture;
use crate::engine::{Engine, Plan};
use crate::linphone::{Linphone, Manner};
use crate::program::Folder;
use crate::sound::{SECOND, assert_heard, assert_heard_at_last};

const PASSWORD: &str = "wonderland";
const MEDIA: &str = "addresses = ['127.0.0.1']\n";

struct House {
    engine: Engine,
    _app: App,
    _folder: Folder,
}

impl House {
    fn of(users: &[&str], media: &str) -> Self {
        let (app, folder) = (App::start(&[]), Folder::new());
        let users: String = users.iter().map(|user| format!("[users.{user}]\npassword = '{PASSWORD}'\n")).collect();
        let engine = Engine::set_up(&folder, &app, &Plan { more: &users, media, tls: true, ..Plan::default() });
        Self { engine, _app: app, _folder: folder }
    }

    fn desk(&self, user: &str, manner: Manner) -> Linphone {
        let registrar = match manner.transport {
            "tls" => self.engine.tls,
            "tcp" => self.engine.tcp,
            _ => self.engine.udp,
        };
        Linphone::registered(user, PASSWORD, registrar, manner)
    }

    fn uri(&self, user: &str) -> String {
        format!("sip:{user}@{}", self.engine.udp)
    }
}

/// `caller` calls `user`, who is at `callee` and answers.
fn call(house: &House, caller: &mut Linphone, user: &str, callee: &mut Linphone) {
    caller.command(&format!("call {}", house.uri(user)));
    callee.shows("Receiving new incoming call");
    callee.command("answer");
    for desk in [caller, callee] {
        desk.shows("Media streams established");
    }
}

/// Alice calls Bob, holds him, comes back, and hangs up; then each has heard the other.
fn talk(manner: Manner) {
    let srtp = if manner.encryption == "srtp" { "required" } else { "accepted" };
    let house = House::of(&["alice", "bob"], &format!("addresses = ['127.0.0.1']\nsrtp = '{srtp}'\n"));
    let capture = Capture::start(&house.engine);
    let [mut alice, mut bob] = ["alice", "bob"].map(|user| house.desk(user, manner));
    call(&house, &mut alice, "bob", &mut bob);
    for desk in [&alice, &bob] {
        desk.hears(4 * SECOND);
    }
    alice.command("pause");
    alice.shows("is now paused");
    alice.command("resume");
    alice.shows("Media streams established");
    alice.command("terminate");
    for desk in [&mut alice, &mut bob] {
        desk.shows("ended (No error)");
    }
    house.engine.is_at_rest();
    let (alices, bobs) = (alice.voice.clone(), bob.voice.clone());
    let (to_alice, to_bob) = (alice.quit(), bob.quit());
    assert_heard("bob", &bobs, &to_alice);
    assert_heard("alice", &alices, &to_bob);
    // What is encrypted cannot be looked at.
    if let Some(capture) = capture.filter(|_| manner.transport != "tls") {
        capture.ends_without_fault();
    }
}

#[test]
fn telephones_on_udp_call_each_other_hold_and_resume() {
    talk(Manner::PLAIN);
}

#[test]
fn telephones_on_tcp_call_each_other_hold_and_resume() {
    talk(Manner { transport: "tcp", ..Manner::PLAIN });
}

#[test]
fn telephones_on_tls_call_each_other_hold_and_resume_and_encrypt_their_sound() {
    talk(Manner { transport: "tls", encryption: "srtp" });
}

#[test]
fn a_telephone_transfers_blind() {
    let house = House::of(&["alice", "bob", "carol"], MEDIA);
    let capture = Capture::start(&house.engine);
    let [mut alice, mut bob, mut carol] = ["alice", "bob", "carol"].map(|user| house.desk(user, Manner::PLAIN));
    call(&house, &mut alice, "bob", &mut bob);
    bob.command(&format!("transfer {}", house.uri("carol")));
    carol.shows("Receiving new incoming call");
    carol.command("answer");
    carol.shows("Media streams established");
    bob.shows("ended (No error)");
    carol.hears(4 * SECOND);
    carol.command("terminate");
    alice.shows("ended (No error)");
    house.engine.is_at_rest();
    let (alices, to_carol) = (alice.voice.clone(), carol.quit());
    assert_heard_at_last("alice", &alices, &to_carol);
    if let Some(capture) = capture {
        capture.ends_without_fault();
    }
}

#[test]
fn a_telephone_asks_first_and_then_transfers() {
    let house = House::of(&["alice", "bob", "carol"], MEDIA);
    let capture = Capture::start(&house.engine);
    let [mut alice, mut bob, mut carol] = ["alice", "bob", "carol"].map(|user| house.desk(user, Manner::PLAIN));
    call(&house, &mut alice, "bob", &mut bob);
    bob.command("pause");
    bob.shows("is now paused");
    call(&house, &mut bob, "carol", &mut carol);
    bob.command("transfer 1 --to-call 2");
    for _ in 0..2 {
        bob.shows("ended (No error)");
    }
    let before = carol.heard().len();
    carol.hears(before + 4 * SECOND);
    carol.command("terminate");
    alice.shows("ended (No error)");
    house.engine.is_at_rest();
    let (alices, to_carol) = (alice.voice.clone(), carol.quit());
    assert_heard_at_last("alice", &alices, &to_carol);
    if let Some(capture) = capture {
        capture.ends_without_fault();
    }
}
