//! What telephones notice of an engine that is killed and started again (spec §9.4).

use std::io::Read;
use std::net::TcpListener;
use std::time::Duration;

use callwright::wire::sip::Method;

use crate::engine::{Engine, Folder, Phone};
use crate::telephone::{Telephone, message};

/// A port that nobody has now: the engine must come back to where it was.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn a_telephone_that_listens_is_called_by_a_new_connection_after_a_crash() {
    let port = free_port();
    let sip = format!("listen = ['udp:127.0.0.1:{port}', 'tcp:127.0.0.1:{port}']");
    let document = "<Response><Dial><Client>kate</Client></Dial></Response>";
    let users = "[users.kate]\npassword = 'a good secret'\n";
    let engine = Engine::with_sip(Folder::new("restart"), document, &sip, users);
    let telephone = TcpListener::bind("127.0.0.1:0").unwrap();
    let connection = Telephone::register(&engine, "127.0.0.1", telephone.local_addr().unwrap());

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
