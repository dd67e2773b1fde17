//! Email over a real SMTP conversation (RFC 5321), with a mail server of the test that speaks it line by line.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::engine::{Engine, Phone};

/// Nothing here takes longer, unless it hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a server was told: the lines of its clients, those of the mail among them.
struct Server {
    addr: SocketAddr,
    conversations: Receiver<Vec<String>>,
}

impl Server {
    /// A server that wants a login if it is told to, and refuses whoever begins with `nobody`.
    #[expect(clippy::disallowed_methods, reason = "the mail server runs beside the test")]
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let addr = listener.local_addr().expect("bound");
        let (told, conversations) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // The test is over when nobody wants to know any more.
                let _ = told.send(converse(stream));
            }
        });
        Self { addr, conversations }
    }

    fn conversation(&self) -> Vec<String> {
        self.conversations.recv_timeout(PATIENCE).expect("somebody talks to the mail server")
    }
}

fn converse(stream: TcpStream) -> Vec<String> {
    stream.set_read_timeout(Some(PATIENCE)).expect("not zero");
    let mut answers = stream.try_clone().expect("a socket");
    let mut say = |text: &str| answers.write_all(format!("{text}\r\n").as_bytes()).expect("the client listens");
    let mut lines = Vec::new();
    let mut in_mail = false;
    say("220 mail.test ESMTP");
    for line in BufReader::new(stream).lines() {
        let Ok(line) = line else { break };
        lines.push(line.clone());
        let word = line.get(..4).unwrap_or(&line).to_ascii_uppercase();
        match word.as_str() {
            _ if in_mail && line != "." => continue,
            _ if in_mail => {
                in_mail = false;
                say("250 taken");
            }
            "EHLO" => say("250-mail.test\r\n250-8BITMIME\r\n250 AUTH PLAIN"),
            "AUTH" => say("235 welcome"),
            "RCPT" if line.contains("<nobody@") => say("550 5.1.1 <nobody@example.com>: no such user"),
            "DATA" => {
                in_mail = true;
                say("354 go on");
            }
            "QUIT" => {
                say("221 bye");
                break;
            }
            _ => say("250 good"),
        }
    }
    lines
}

fn engine(name: &str, document: &'static str, server: SocketAddr, more: &str) -> Engine {
    let mail = format!("[mail]\nserver = '127.0.0.1'\nport = {}\ntls = 'none'\n{more}\n", server.port());
    Engine::start(name, document, &mail)
}

#[test]
fn a_mail_of_a_document_reaches_its_server_with_login_heads_and_text() {
    let server = Server::start();
    let document = "<Response><Email from='Bot &lt;bot@example.com&gt;' to='ops@example.com' cc='kate@example.com' \
                    bcc='boss@example.com' subject='Größe'>Somebody called.</Email><Hangup/></Response>";
    let engine = engine("mail", document, server.addr, "username = 'bot'\npassword = 's3cret'");
    Phone::new(engine.udp).send("INVITE", "mail");
    let lines = server.conversation();
    let says = |start: &str| lines.iter().any(|line| line.starts_with(start));
    // RFC 4616: nothing, the user, the secret, with zeros between.
    assert!(says("AUTH PLAIN AGJvdABzM2NyZXQ="), "{lines:#?}");
    for line in [
        "MAIL FROM:<bot@example.com>",
        "RCPT TO:<ops@example.com>",
        "RCPT TO:<kate@example.com>",
        "RCPT TO:<boss@example.com>",
        "From: Bot <bot@example.com>",
        "To: ops@example.com",
        "Cc: kate@example.com",
        "Subject: =?utf-8?b?R3LDtsOfZQ==?=",
        "Date: ",
        "Somebody called.",
    ] {
        assert!(says(line), "{line} in {lines:#?}");
    }
    assert!(!says("Bcc:"), "{lines:#?}");
    while !engine.admin("/metrics").contains("callwright_mails_total{outcome=\"sent\"} 1") {}
}

#[test]
fn a_refused_mail_is_a_warning_without_the_address_and_the_next_one_leaves() {
    let server = Server::start();
    let document = "<Response><Email to='nobody@example.com'>Hello</Email><Email to='ops@example.com'>Hello</Email>\
                    <Hangup/></Response>";
    let mut engine = engine("mail-refused", document, server.addr, "from = 'bot@example.com'");
    Phone::new(engine.udp).send("INVITE", "mail");
    let line = engine.logged("a mail was not sent: the mail server says 550");
    assert!(line["note"] == "mail_failed" && !line.to_string().contains("nobody"), "{line}");
    let all: Vec<String> = (0..2).flat_map(|_| server.conversation()).collect();
    assert!(all.iter().any(|line| line.starts_with("RCPT TO:<ops@")), "{all:#?}");
}

#[test]
fn a_server_that_is_not_there_and_one_without_the_tls_that_is_wanted_get_no_mail() {
    let document = "<Response><Email from='a@example.com' to='ops@example.com'>Hello</Email><Hangup/></Response>";
    let nobody = TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("bound");
    let gone = engine("mail-nobody", document, nobody, "");
    Phone::new(gone.udp).send("INVITE", "mail");
    while !gone.admin("/metrics").contains("callwright_mails_total{outcome=\"failed\"} 1") {}

    let server = Server::start();
    let mail = format!("[mail]\nserver = '127.0.0.1'\nport = {}\n", server.addr.port());
    let plain = Engine::start("mail-plain", document, &mail);
    Phone::new(plain.udp).send("INVITE", "mail");
    while !plain.admin("/metrics").contains("callwright_mails_total{outcome=\"failed\"} 1") {}
    let lines = server.conversation();
    assert!(!lines.iter().any(|line| line.starts_with("MAIL") || line.starts_with("DATA")), "{lines:#?}");
}
