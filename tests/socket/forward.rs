//! A telephone sends a call on to a number of ours, at the name by which it knows us. No name service knows that name, and
//! the engine listens on some port of its own.

use std::io::Read;
use std::net::TcpListener;
use std::time::Duration;

use crate::engine::{Engine, Phone};
use crate::telephone::Telephone;

#[test]
fn a_mailbox_is_reached_by_the_name_that_a_telephone_is_registered_at() {
    let mailbox = TcpListener::bind("127.0.0.1:0").unwrap();
    let settings = format!(
        "follow_redirects = true\n[users.kate]\npassword = 'a good secret'\n\
         [numbers.'+15550109']\nvoice_url = 'http://{}/mailbox'\n",
        mailbox.local_addr().unwrap()
    );
    let document = "<Response><Dial><Client>kate</Client></Dial></Response>";
    let engine = Engine::start("forward", document, &settings);
    let nowhere = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut kate = Telephone::register(&engine, "office.invalid", nowhere);

    let caller = Phone::new(engine.udp);
    caller.send("INVITE", "sent-on");
    let invite = kate.next();
    kate.respond(&invite, "302 Moved Temporarily", "Contact: <sip:+15550109@office.invalid>\r\n");
    let mut asked = mailbox.accept().unwrap().0;
    asked.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut text = [0; 8192];
    let length = asked.read(&mut text).unwrap();
    let text = String::from_utf8_lossy(&text[..length]);
    assert!(text.starts_with("POST /mailbox"), "{text}");
    for part in ["To=%2B15550109", "ForwardedFrom=kate", "From=alice"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}
