//! Two baresip telephones register with an account each and call each other through the engine: over UDP with a crash
//! of the engine in between, and over TCP.

use std::net::SocketAddr;

use crate::app::App;
use crate::baresip::Phone;
use crate::desk::{HOME, Manner};
use crate::ear::SECOND;
use crate::engine::{Engine, Plan};
use crate::program::{Folder, until};
use crate::sound::assert_heard;

const USERS: &str = "[users.alice]\npassword = 'wonderland'\n[users.carol]\npassword = 'christmas'\n";

#[test]
fn registered_telephones_call_each_other_and_a_crash_forgets_nobody() {
    let (app, folder) = (App::start(&[]), Folder::new());
    let engine = Engine::start(&folder, &app, "127.0.0.1", 20, USERS);
    let [alice, carol] = both(engine.udp, "udp");
    until("both are registered", || has_both(&engine));

    let mut engine = engine.crash(&folder);
    assert!(has_both(&engine), "nobody has registered again");
    talk(&mut engine, alice, carol, "udp");
}

#[test]
fn registered_telephones_call_each_other_over_tcp() {
    let (app, folder) = (App::start(&[]), Folder::new());
    let mut engine = Engine::start(&folder, &app, "127.0.0.1", 20, USERS);
    let [alice, carol] = both(engine.tcp, "tcp");
    until("both are registered", || has_both(&engine));
    talk(&mut engine, alice, carol, "tcp");
}

#[test]
fn registered_telephones_call_each_other_over_tls() {
    let (app, folder) = (App::start(&[]), Folder::new());
    let mut engine = Engine::set_up(&folder, &app, &Plan { more: USERS, tls: true, ..Plan::default() });
    let [alice, carol] = both(engine.tls, "tls");
    until("both are registered", || has_both(&engine));
    talk(&mut engine, alice, carol, "tls");
}

fn both(registrar: SocketAddr, transport: &'static str) -> [Phone; 2] {
    let manner = Manner { transport, ..Manner::PLAIN };
    [("alice", "wonderland"), ("carol", "christmas")]
        .map(|(user, password)| Phone::registered(HOME, user, password, registrar, manner))
}

fn has_both(engine: &Engine) -> bool {
    engine.admin("/metrics").lines().any(|line| line == "callwright_contacts 2")
}

/// Alice calls Carol, who answers by herself; each hears the other; Alice hangs up.
fn talk(engine: &mut Engine, mut alice: Phone, carol: Phone, transport: &str) {
    let there = if transport == "tls" { engine.tls } else { engine.udp };
    alice.command("dial", &format!("sip:carol@{there};transport={transport}"));
    for phone in [&alice, &carol] {
        phone.sees("CALL_ESTABLISHED");
    }
    carol.hears(4 * SECOND);
    alice.hears(4 * SECOND);
    alice.command("hangup", "");
    carol.sees("CALL_CLOSED");
    assert_eq!(engine.records(2), ["inbound completed 200", "outbound-dial completed 200"]);
    engine.is_at_rest();
    if let Some(seen) = engine.looked_at() {
        let expected = if transport == "udp" { 0 } else { 2 };
        assert_eq!(seen.connections, expected, "{seen:?}");
        assert_eq!(seen.unsealed == seen.messages, transport == "tls", "{seen:?}");
    }
    let (of_alice, of_carol) = (alice.voice.clone(), carol.voice.clone());
    let (to_alice, to_carol) = (alice.quit(), carol.quit());
    assert_heard("carol", &of_carol, &to_alice);
    assert_heard("alice", &of_alice, &to_carol);
}
