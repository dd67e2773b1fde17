//! What telephones notice of an engine that is killed and started again (spec §9.4).

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use callwright::wire::sip::{Challenge, Credentials, Message, Method, Name};

use crate::engine::{Engine, Folder, Phone, request};

/// A port that nobody has now: the engine must come back to where it was.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The next message on the stream.
fn message(stream: &mut TcpStream) -> Message {
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let (mut text, mut byte) = (Vec::new(), [0]);
    while !text.ends_with(b"\r\n\r\n") {
        assert_eq!(stream.read(&mut byte).unwrap(), 1, "{}", String::from_utf8_lossy(&text));
        text.push(byte[0]);
    }
    let head = String::from_utf8(text.clone()).unwrap().to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).unwrap();
    text.extend(body);
    Message::parse(text.into()).unwrap()
}

/// Registers kate over TCP with a contact at `listens`.
fn register(engine: &Engine, listens: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(engine.tcp).unwrap();
    let text = |branch: &str, number: u32, proof: &str| {
        let contact = format!("Contact: <sip:kate@{listens};transport=tcp>\r\n{proof}");
        request("TCP", listens, "REGISTER", branch)
            .replace("sip:100@127.0.0.1 SIP", "sip:127.0.0.1 SIP")
            .replace("<sip:100@", "<sip:kate@")
            .replace("<sip:alice@127.0.0.1>", "<sip:kate@127.0.0.1>")
            .replace("CSeq: 1 ", &format!("CSeq: {number} "))
            .replace(&format!("Contact: <sip:alice@{listens}>\r\n"), &contact)
    };
    stream.write_all(text("first", 1, "").as_bytes()).unwrap();
    let challenge = message(&mut stream);
    let challenge = Challenge::list(&challenge.header(Name::WwwAuthenticate).unwrap()).remove(0);
    let credentials = Credentials::new("kate", "a good secret");
    let proof = credentials.answer(&challenge, &Method::Register, "sip:127.0.0.1", "abc", 1).unwrap();
    stream.write_all(text("second", 2, &format!("Authorization: {proof}\r\n")).as_bytes()).unwrap();
    assert_eq!(message(&mut stream).status(), Some(200));
    stream
}

#[test]
fn a_telephone_that_listens_is_called_by_a_new_connection_after_a_crash() {
    let port = free_port();
    let sip = format!("listen = ['udp:127.0.0.1:{port}', 'tcp:127.0.0.1:{port}']");
    let document = "<Response><Dial><Client>kate</Client></Dial></Response>";
    let users = "[users.kate]\npassword = 'a good secret'\n";
    let engine = Engine::with_sip(Folder::new("restart"), document, &sip, users);
    let telephone = TcpListener::bind("127.0.0.1:0").unwrap();
    let connection = register(&engine, telephone.local_addr().unwrap());

    let engine = engine.again();
    drop(connection);
    let caller = Phone::new(engine.udp);
    caller.send("INVITE", "after-the-crash");
    let invite = message(&mut telephone.accept().unwrap().0);
    assert_eq!(invite.method(), Some(&Method::Invite));
    assert_eq!(invite.uri().and_then(|uri| uri.user().map(|user| user.into_owned())).as_deref(), Some("kate"));
}

#[test]
fn o2_the_end_of_a_conference_is_told_after_a_crash() {
    let app = TcpListener::bind("127.0.0.1:0").unwrap();
    let told = format!("statusCallback='http://{}/events' statusCallbackEvent='end'", app.local_addr().unwrap());
    let document = format!("<Response><Dial><Conference {told}>Board</Conference></Dial></Response>");
    let engine = Engine::start("will", document.leak(), "");
    let caller = Phone::new(engine.udp);
    caller.send("INVITE", "in-the-room");
    assert!(caller.last("in-the-room").starts_with("SIP/2.0 200"));

    let _engine = engine.again();
    let mut letter = app.accept().unwrap().0;
    letter.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut text = [0; 8192];
    let length = letter.read(&mut text).unwrap();
    let text = String::from_utf8_lossy(&text[..length]);
    assert!(text.starts_with("POST /events"), "{text}");
    for part in
        ["StatusCallbackEvent=conference-end", "ReasonConferenceEnded=conference-ended-via-api", "SequenceNumber=1"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
}
