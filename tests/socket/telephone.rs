//! A telephone over TCP that registers, and is called on its connection.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use callwright::wire::sip::{Challenge, Credentials, Message, Method, Name};

use crate::engine::{Engine, request};

/// The telephone of kate, whose password is `a good secret`.
pub(crate) struct Telephone(TcpStream);

impl Telephone {
    /// Registers at `host`, with a contact at `listens`.
    pub(crate) fn register(engine: &Engine, host: &str, listens: SocketAddr) -> Self {
        let mut own = Self(TcpStream::connect(engine.tcp).unwrap());
        let text = |branch: &str, number: u32, proof: &str| {
            let contact = format!("Contact: <sip:kate@{listens};transport=tcp>\r\n{proof}");
            request("TCP", listens, "REGISTER", branch)
                .replace("sip:100@127.0.0.1 SIP", &format!("sip:{host} SIP"))
                .replace("<sip:100@127.0.0.1>", &format!("<sip:kate@{host}>"))
                .replace("<sip:alice@127.0.0.1>", &format!("<sip:kate@{host}>"))
                .replace("CSeq: 1 ", &format!("CSeq: {number} "))
                .replace(&format!("Contact: <sip:alice@{listens}>\r\n"), &contact)
        };
        own.say(&text("first", 1, ""));
        let challenge = own.next();
        let challenge = Challenge::list(&challenge.header(Name::WwwAuthenticate).unwrap()).remove(0);
        let credentials = Credentials::new("kate", "a good secret");
        let proof = credentials.answer(&challenge, &Method::Register, &format!("sip:{host}"), "abc", 1).unwrap();
        own.say(&text("second", 2, &format!("Authorization: {proof}\r\n")));
        assert_eq!(own.next().status(), Some(200));
        own
    }

    /// Its final response to `request`, with `more` headers.
    pub(crate) fn respond(&mut self, request: &Message, line: &str, more: &str) {
        let kept = [Name::Via, Name::From, Name::CallId, Name::CSeq].map(|name| (name, request.header(name).unwrap()));
        let kept: String = kept.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let to = request.header(Name::To).unwrap();
        self.say(&format!("SIP/2.0 {line}\r\n{kept}To: {to};tag=2\r\n{more}Content-Length: 0\r\n\r\n"));
    }

    /// The next message on its connection.
    pub(crate) fn next(&mut self) -> Message {
        message(&mut self.0)
    }

    fn say(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).unwrap();
    }
}

/// The next message on the stream.
pub(crate) fn message(stream: &mut TcpStream) -> Message {
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
