//! Streams of bad manners, and requests too large for a datagram.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::engine::{Engine, Folder, Phone, request};

const LISTEN: &str = "listen = ['udp:127.0.0.1:0', 'tcp:127.0.0.1:0']";

/// Everything that is said to `text` until the end of the stream.
fn said(addr: SocketAddr, text: &str) -> String {
    let mut stream = TcpStream::connect(addr).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    let mut all = Vec::new();
    // What was not read when it was closed may reset the stream behind the answer.
    let _ = stream.read_to_end(&mut all);
    String::from_utf8_lossy(&all).into_owned()
}

#[test]
fn s5_s8_a_stream_that_cannot_be_cut_gets_400_or_513_and_the_end() {
    let engine = Engine::start("framing", "<Response/>", "");
    let options = request("TCP", engine.tcp, "OPTIONS", "framed");
    let length = "Content-Length: 0\r\n";
    for (instead, status) in [
        ("Content-Length: -1\r\n".to_owned(), "400"),
        ("Content-Length: 0\r\nl: 0\r\n".to_owned(), "400"),
        (String::new(), "400"),
        (format!("{length}X-Long: {}\r\n", "a".repeat(17_000)), "513"),
        ("Content-Length: 70000\r\n".to_owned(), "513"),
    ] {
        let answer = said(engine.tcp, &options.replace(length, &instead));
        assert!(answer.starts_with(&format!("SIP/2.0 {status} ")), "{}: {answer}", &instead[..instead.len().min(40)]);
    }
    engine.terminate();
    assert_eq!(engine.ended(), Some(0));
}

/// Lets this process have so many files open, which an ordinary shell does not.
fn open_files(wanted: u64) {
    let limit = getrlimit(Resource::Nofile);
    let may = limit.maximum.unwrap_or(u64::MAX);
    assert!(may >= wanted, "this test opens {wanted} sockets, and `ulimit -Hn` says {may}: raise it to play the test");
    setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), ..limit }).expect("below the maximum");
}

/// The answer to an OPTIONS over a connection of its own; nothing where the engine takes no more.
fn asked(engine: &Engine, call: &str) -> Option<[u8; 12]> {
    let mut stream = TcpStream::connect(engine.tcp).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    stream.write_all(request("TCP", engine.tcp, "OPTIONS", call).as_bytes()).ok()?;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).ok().map(|()| answer)
}

/// Whether the other side has closed, without a word, within a time.
fn is_cut(mut stream: TcpStream, within: Duration) -> bool {
    stream.set_read_timeout(Some(within)).unwrap();
    match stream.read(&mut [0; 8]) {
        Ok(read) => read == 0,
        Err(why) => why.kind() == ErrorKind::ConnectionReset,
    }
}

/// How long a connection lasts that says its header byte by byte, at most `longest`.
#[expect(clippy::disallowed_methods, reason = "ten seconds of a clock are what is asked")]
fn trickle(addr: SocketAddr, pause: Duration, longest: Duration) -> Duration {
    let began = Instant::now();
    let mut stream = TcpStream::connect(addr).unwrap();
    stream.set_read_timeout(Some(pause)).unwrap();
    for byte in request("TCP", addr, "OPTIONS", "trickle").bytes() {
        let is_closed = stream.write_all(&[byte]).is_err()
            || match stream.read(&mut [0; 8]) {
                Ok(read) => {
                    assert_eq!(read, 0, "a word");
                    true
                }
                Err(why) => !matches!(why.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
            };
        if is_closed || began.elapsed() > longest {
            break;
        }
    }
    began.elapsed()
}

#[test]
fn s29_ten_thousand_trickling_connections_are_cut_and_calls_are_served_meanwhile() {
    const MANY: usize = 10_000;
    const LIMIT: Duration = Duration::from_secs(10);
    open_files(MANY as u64 + 200);
    let sip = format!("{LISTEN}\nconnections = {}\nmessage_seconds = 10", MANY + 1);
    let engine = Engine::with_sip(Folder::new("trickle"), "<Response><Reject reason='busy'/></Response>", &sip, "");
    // Half of them say one byte and no more, the others nothing at all.
    let mut slow = Vec::with_capacity(MANY);
    for n in 0..MANY {
        let mut stream = TcpStream::connect(engine.tcp).expect("within the limits of both sides");
        if n % 2 == 0 {
            stream.write_all(b"O").expect("connected");
        }
        slow.push(stream);
    }
    // By datagram and by the last connection that there is room for.
    let phone = Phone::new(engine.udp);
    for call in ["first", "second", "third"] {
        phone.send("INVITE", call);
        let end = phone.last(call);
        assert!(end.starts_with("SIP/2.0 486"), "{end}");
        phone.send("ACK", call);
        assert_eq!(asked(&engine, &format!("{call}-stream")).as_ref(), Some(b"SIP/2.0 200 "));
    }
    // One that says a byte of its header now and then has no more time than the others.
    let trickled = trickle(engine.tcp, Duration::from_millis(500), 3 * LIMIT);
    assert!((LIMIT..LIMIT * 3 / 2).contains(&trickled), "cut after {trickled:?}");
    // And the others have had theirs by now.
    for stream in slow {
        assert!(is_cut(stream, Duration::from_secs(1)), "still there after {trickled:?}");
    }
    assert_eq!(asked(&engine, "after").as_ref(), Some(b"SIP/2.0 200 "));
    engine.terminate();
    assert_eq!(engine.ended(), Some(0));
}

#[test]
fn s29_a_connection_above_the_limit_is_not_let_in() {
    const MANY: usize = 300;
    let sip = format!("{LISTEN}\nconnections = {MANY}\nmessage_seconds = 2");
    let engine = Engine::with_sip(Folder::new("full"), "<Response/>", &sip, "");
    let slow: Vec<TcpStream> = (0..MANY).map(|_| TcpStream::connect(engine.tcp).unwrap()).collect();
    assert_eq!(said(engine.tcp, ""), "");
    let phone = Phone::new(engine.udp);
    phone.send("OPTIONS", "meanwhile");
    assert!(phone.last("meanwhile").starts_with("SIP/2.0 200"));
    drop(slow);
    engine.terminate();
    assert_eq!(engine.ended(), Some(0));
}

/// An engine that dials `port` with an INVITE longer than its limit, and the phone that made it do so.
fn large(name: &str, port: u16) -> (Engine, Phone) {
    let document = format!("<Response><Dial><Sip>sip:kate@127.0.0.1:{port}</Sip></Dial></Response>");
    let sip = format!("{LISTEN}\nudp_limit = 400");
    let engine = Engine::with_sip(Folder::new(name), document.leak(), &sip, "");
    let phone = Phone::new(engine.udp);
    phone.send("INVITE", name);
    (engine, phone)
}

#[test]
fn s10_a_large_request_goes_by_tcp_where_the_peer_has_it() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (_engine, _phone) = large("large", listener.local_addr().unwrap().port());
    let mut stream = listener.accept().unwrap().0;
    let mut invite = [0; 2048];
    let length = stream.read(&mut invite).unwrap();
    let invite = String::from_utf8_lossy(&invite[..length]);
    assert!(invite.starts_with("INVITE sip:kate@") && invite.contains("Via: SIP/2.0/TCP "), "{invite}");
}

#[test]
fn s10_and_back_by_udp_once_where_it_has_not() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let (_engine, _phone) = large("back", socket.local_addr().unwrap().port());
    let mut invite = [0; 2048];
    let length = socket.recv(&mut invite).unwrap();
    let invite = String::from_utf8_lossy(&invite[..length]);
    assert!(invite.starts_with("INVITE sip:kate@") && invite.contains("Via: SIP/2.0/UDP "), "{invite}");
}
