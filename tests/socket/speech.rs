//! Speech of a real call at a recogniser on a real socket, and what `doctor` says of recognisers.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::park_timeout;
use std::time::{Duration, Instant};

use callwright::audio::codec::Law;
use callwright::audio::voice;
use tokio_tungstenite::tungstenite::{Message, accept};

use crate::engine::{Engine, Folder, callwright, outcome, request};

const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn what_a_caller_says_goes_to_the_recogniser_and_its_words_to_the_application() {
    let (app, asked) = application();
    let (recogniser, heard) = recogniser();
    let document =
        format!("<Response><Gather input='speech' speechTimeout='1' action='http://{app}/heard'/></Response>");
    let more = format!("[recogniser]\nurl = 'ws://{recogniser}/'\nkey = 's3cret'");
    let engine = Engine::start("speech", Box::leak(document.into_boxed_str()), &more);
    let caller = Caller::call(&engine);
    caller.says(&voice::start(3, 16_000));
    let request = asked.recv_timeout(PATIENCE).expect("the action is asked");
    assert!(request.starts_with("POST /heard ") && request.contains("SpeechResult=open+sesame"), "{request}");
    assert!(request.contains("Confidence=0.80"), "{request}");
    let (config, loudest) = heard.recv_timeout(PATIENCE).expect("it was asked for its last word");
    assert_eq!(config, r#"{"config":{"sample_rate":16000,"words":true}}"#);
    assert!(loudest > 1000, "the voice of the caller: {loudest}");
    let counted = "callwright_recognitions_total{of=\"call\",outcome=\"text\"} 1";
    assert!(engine.admin("/metrics").contains(counted));
    engine.terminate();
    let log = engine.rest();
    assert!(log.contains("\"ended\"") && !log.contains("sesame") && !log.contains("s3cret"), "{log}");
}

#[test]
fn the_doctor_asks_the_recogniser() {
    let folder = Folder::new("doctor-speech");
    let (there, _heard) = recogniser();
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (addr, line) in
        [(there, format!("ok       recogniser    ws://{there} answers")), (gone, "missing  recogniser".into())]
    {
        let path = folder.write("c.toml", &format!("[recogniser]\nurl = 'ws://{addr}'\n"));
        let (_, said, _) = outcome(&mut callwright(&["doctor", "--config", &path]));
        assert!(said.contains(&line), "{line} in\n{said}");
    }
}

/// A telephone in one call, which speaks.
struct Caller {
    sound: UdpSocket,
    there: SocketAddr,
}

impl Caller {
    fn call(engine: &Engine) -> Self {
        let [signal, sound] = [0; 2].map(|_| UdpSocket::bind("127.0.0.1:0").expect("a free port"));
        signal.set_read_timeout(Some(PATIENCE)).expect("not zero");
        let (from, port) = (signal.local_addr().unwrap(), sound.local_addr().unwrap().port());
        let invite = request("UDP", from, "INVITE", "speech").replace("audio 40000 ", &format!("audio {port:05} "));
        signal.send_to(invite.as_bytes(), engine.udp).unwrap();
        let mut room = [0; 8192];
        let answer = loop {
            let length = signal.recv(&mut room).expect("an answer");
            let text = String::from_utf8_lossy(&room[..length]).into_owned();
            if text.starts_with("SIP/2.0 200") {
                break text;
            }
            assert!(text.starts_with("SIP/2.0 1"), "{text}");
        };
        let line = |name: &str| answer.lines().find(|line| line.starts_with(name)).expect(name).to_owned();
        let ack = request("UDP", from, "ACK", "speech").replace("To: <sip:100@127.0.0.1>", &line("To:"));
        signal.send_to(ack.as_bytes(), engine.udp).unwrap();
        let port = line("m=audio").split(' ').nth(1).and_then(|port| port.parse::<u16>().ok()).expect("a port");
        Self { sound, there: ([127, 0, 0, 1], port).into() }
    }

    /// As long as it takes.
    #[expect(clippy::disallowed_methods, reason = "whoever talks keeps time by a clock")]
    fn says(&self, samples: &[i16]) {
        let begin = Instant::now();
        for (number, frame) in (0u16..).zip(samples.chunks_exact(160)) {
            let due = Duration::from_millis(20) * u32::from(number);
            while let Some(wait) = due.checked_sub(begin.elapsed()).filter(|wait| !wait.is_zero()) {
                park_timeout(wait);
            }
            let mut packet = vec![0x80, 0];
            packet.extend(number.to_be_bytes());
            packet.extend((u32::from(number) * 160).to_be_bytes());
            packet.extend(*b"talk");
            packet.extend(Law::Mu.encode_all(frame));
            self.sound.send_to(&packet, self.there).expect("loopback");
        }
    }
}

/// An application that tells what it is asked, and hangs up.
#[expect(clippy::disallowed_methods, reason = "the application runs beside the test")]
fn application() -> (SocketAddr, Receiver<String>) {
    let (tell, told) = channel();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let addr = listener.local_addr().expect("bound");
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 8192];
            let length = stream.read(&mut request).unwrap_or(0);
            let _ = tell.send(String::from_utf8_lossy(&request[..length]).into_owned());
            let body = "<Response><Hangup/></Response>";
            let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n", body.len());
            let _ = write!(stream, "{head}Connection: close\r\n\r\n{body}");
        }
    });
    (addr, told)
}

/// A recogniser as the server of Vosk; it tells its configuration and the loudest sample of each recognition.
#[expect(clippy::disallowed_methods, reason = "the recogniser runs beside the test")]
fn recogniser() -> (SocketAddr, Receiver<(String, u16)>) {
    let (tell, told) = channel();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let addr = listener.local_addr().expect("bound");
    std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| recognise(stream, &tell)));
    (addr, told)
}

fn recognise(stream: TcpStream, tell: &Sender<(String, u16)>) {
    let Ok(mut socket) = accept(stream) else { return };
    let (mut config, mut loudest) = (String::new(), 0);
    while let Ok(message) = socket.read() {
        let reply = match message {
            Message::Text(text) if text.as_str() == r#"{"eof" : 1}"# => {
                let _ = tell.send((config.clone(), loudest));
                r#"{"result":[{"conf":0.7},{"conf":0.9}],"text":"open sesame"}"#
            }
            Message::Text(text) => {
                config = text.to_string();
                continue;
            }
            Message::Binary(bytes) => {
                let samples = bytes.chunks_exact(2).map(|two| i16::from_le_bytes([two[0], two[1]]).unsigned_abs());
                loudest = samples.chain([loudest]).max().unwrap_or(loudest);
                r#"{"partial" : ""}"#
            }
            _ => continue,
        };
        let _ = socket.send(Message::text(reply));
        if reply.contains("sesame") {
            let _ = socket.close(None);
        }
    }
}
