//! `callwright serve` from its first line to its exit code.

use std::io::{Read, Write};
use std::net::TcpStream;

use callwright::engine::journal::Player;

use crate::engine::{Engine, Folder, Phone, callwright, outcome, request};

#[test]
fn a_call_is_answered_by_its_document_and_shows_up_in_the_metrics() {
    let engine = Engine::start("reject", "<Response><Reject reason='busy'/></Response>", "");
    let phone = Phone::new(engine.udp);
    phone.send("OPTIONS", "one");
    assert!(phone.last("one").starts_with("SIP/2.0 200"));
    phone.send("INVITE", "two");
    assert!(phone.last("two").starts_with("SIP/2.0 486"));
    phone.send("ACK", "two");

    let mut stream = TcpStream::connect(engine.tcp).unwrap();
    let from = stream.local_addr().unwrap();
    stream.write_all(format!("\r\n\r\n{}", request("TCP", from, "OPTIONS", "three")).as_bytes()).unwrap();
    let mut answer = [0; 14];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"\r\nSIP/2.0 200 ");

    assert!(engine.admin("/health").starts_with("HTTP/1.1 200"));
    assert!(engine.admin("/ready").starts_with("HTTP/1.1 200"));
    let metrics = engine.admin("/metrics");
    for line in [
        "callwright_calls_total{direction=\"inbound\",status=\"busy\"} 1",
        "callwright_sip_messages_total{direction=\"in\",transport=\"tcp\",kind=\"OPTIONS\"} 1",
        "callwright_http_seconds_count{kind=\"document\",outcome=\"2xx\"} 1",
    ] {
        assert!(metrics.contains(line), "{line}\nin\n{metrics}");
    }
    engine.terminate();
    assert_eq!(engine.ended(), Some(0));
}

#[test]
fn draining_refuses_new_calls_ends_old_ones_and_leaves_with_zero() {
    let document = "<Response><Pause length='600'/></Response>";
    let mut engine = Engine::start("drain", document, "[run]\ndrain_seconds = 1");
    let phone = Phone::new(engine.udp);
    phone.send("INVITE", "held");
    while !engine.admin("/metrics").contains("callwright_calls 1") {}
    engine.terminate();
    let line = engine.logged("draining: new calls are refused");
    assert_eq!(line["calls"], 1);
    assert!(engine.admin("/ready").ends_with("draining\n"));
    phone.send("INVITE", "late");
    assert!(phone.last("late").starts_with("SIP/2.0 503"));
    let end = phone.last("held");
    assert!(end.starts_with("SIP/2.0 "), "{end}");
    assert_eq!(engine.ended(), Some(0));
}

#[test]
fn the_journal_of_a_call_plays_again_with_the_same_outputs() {
    let document = "<Response><Reject/></Response>";
    let engine = Engine::start("journal", document, "[journal]\npath = '{folder}/journal.jsonl'");
    let phone = Phone::new(engine.udp);
    for call in ["one", "two"] {
        phone.send("INVITE", call);
        let end = phone.last(call);
        assert!(end.starts_with("SIP/2.0 603"), "{end}");
        phone.send("ACK", call);
    }
    while !engine.admin("/metrics").contains("kind=\"ACK\"} 2") {}
    let journal = engine.file("journal.jsonl");
    let mut lines = journal.lines();
    let mut player = Player::open(lines.next().unwrap()).unwrap();
    let played: Vec<_> = lines.map(|line| player.play(line).unwrap()).collect();
    assert!(played.len() >= 7, "{played:#?}");
    assert!(played.iter().all(|played| played.same), "{played:#?}");
    assert_eq!(player.engine().calls(), 0);
    engine.terminate();
    assert_eq!(engine.ended(), Some(0));
}

#[test]
fn a_second_signal_ends_at_once() {
    let document = "<Response><Pause length='600'/></Response>";
    let mut engine = Engine::start("twice", document, "[run]\ndrain_seconds = 3600");
    let phone = Phone::new(engine.udp);
    phone.send("INVITE", "held");
    while !engine.admin("/metrics").contains("callwright_calls 1") {}
    engine.terminate();
    engine.logged("draining: new calls are refused");
    engine.terminate();
    assert_eq!(engine.ended(), Some(0));
}

#[test]
fn a_wrong_configuration_is_drawn_and_leaves_with_two() {
    let folder = Folder::new("wrong");
    let path = folder.write("c.toml", "[limits]\ncals = 5\n");
    let (code, _, said) = outcome(&mut callwright(&["serve", "--config", &path]));
    assert_eq!(code, Some(2));
    assert!(
        said.contains("unknown key `cals`") && said.contains("c.toml:2:1]") && said.contains("did you mean `calls`?"),
        "{said}"
    );

    let (code, _, said) = outcome(&mut callwright(&["serve", "--config", "no/such.toml"]));
    assert_eq!(code, Some(2));
    assert!(said.starts_with("no/such.toml cannot be read: ") && said.contains("[numbers.\"+15551234\"]"), "{said}");
}

#[test]
fn a_configuration_is_checked_without_starting_and_the_environment_is_part_of_it() {
    let folder = Folder::new("checked");
    let path = folder.write("c.toml", "[account]\nauth_token = 't'\n");
    let check = |name: &str, value: &str| {
        outcome(callwright(&["serve", "--check-config"]).env("CALLWRIGHT_CONFIG", &path).env(name, value))
    };
    let (code, said, _) = check("CALLWRIGHT_LIMITS__CALLS", "5");
    assert_eq!((code, said), (Some(0), format!("{path}: good\n")));
    let (code, _, said) = check("CALLWRIGHT_LIMITS__CALLS", "few");
    assert_eq!(code, Some(2));
    assert!(said.contains("CALLWRIGHT_LIMITS__CALLS: invalid type"), "{said}");
    let (code, _, said) = check("CALLWRIGHT_TRUNKS", "{ a = { sources = ['127.0.0.9'], relay = 'nowhere' } }");
    assert_eq!((code, said.as_str()), (Some(2), "trunks.a.relay: there is no [trunks.nowhere] with a uri\n"));
}

#[test]
fn a_trunk_that_can_never_work_is_found_by_the_check() {
    let folder = Folder::new("unworkable");
    let path = folder.write("c.toml", "[trunks.a]\nuri = 'sip:carrier.example'\n[outbound]\ntrunk = 'a'\n");
    let check = |variables: &[(&str, &str)]| {
        outcome(callwright(&["serve", "--check-config", "--config", &path]).envs(variables.iter().copied()))
    };
    let login = [("CALLWRIGHT_TRUNKS__A__REGISTER", "true"), ("CALLWRIGHT_TRUNKS__A__USERNAME", "us")];
    for (variables, fault) in [
        (&[("CALLWRIGHT_TRUNKS__A__URI", "carrier.example;transport=tls")][..], "trunks.a.uri: it is reached by tls"),
        (
            &[("CALLWRIGHT_TRUNKS__A__OUTBOUND_PROXY", "p;transport=tls")],
            "trunks.a.outbound_proxy: it is reached by tls",
        ),
        (&login, "trunks.a.password: a registration needs a password"),
        (&[("CALLWRIGHT_OUTBOUND__FALLBACK", "a")], "outbound.fallback: it is outbound.trunk itself"),
    ] {
        let (code, _, said) = check(variables);
        assert!(code == Some(2) && said.contains(fault), "{said}");
        let (code, _, said) = outcome(callwright(&["doctor", "--config", &path]).envs(variables.iter().copied()));
        assert!(code == Some(2) && said.contains(fault), "{said}");
    }
    let (code, _, said) = check(&[&login[..], &[("CALLWRIGHT_TRUNKS__A__PASSWORD", "secret")]].concat());
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn a_port_that_is_taken_is_named_and_leaves_with_three() {
    let taken = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let folder = Folder::new("taken");
    let addr = taken.local_addr().unwrap();
    let path = folder.write("c.toml", &format!("[sip]\nlisten = ['udp:{addr}']\n"));
    let (code, _, said) = outcome(&mut callwright(&["serve", "--config", &path]));
    assert_eq!(code, Some(3));
    assert!(said.contains(&format!("SIP over UDP cannot listen on {addr}: ")), "{said}");
}
