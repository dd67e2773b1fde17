//! How long a caller of a real engine waits: for the first sound after the
//! answer, and for silence after a key. A minute or so.
//!
//! `cargo bench --bench answer`. The engine is the binary, on loopback, with an application of the bench; espeak-ng
//! speaks. Each line: milliseconds, the median and the longest of the calls. "Cold" texts are never said twice,
//! "cached" ones were said before. Calls come one after another: what is measured is waiting, not load.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use callwright::audio::voice;
use callwright::wire::rtp::{self, Header};
use callwright::wire::wav::{self, Format};

/// Calls of each kind.
const CALLS: usize = 20;
/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(10);
/// The frame of µ-law in which nothing is louder than this is silence (linear, of 32,768).
const SILENT: i16 = 200;

const SIP: &str = "127.0.0.1:25060";
const ADMIN: &str = "127.0.0.1:29090";

fn main() -> std::io::Result<()> {
    let at = serve_beside()?;
    let engine = Engine::start(at)?;
    for (name, number) in [
        ("Say, cold: from the answer to the voice", "100"),
        ("Say, cached: from the answer to the voice", "200"),
        ("Play, cached: from the answer to the sound", "300"),
    ] {
        // The first call fills caches where there are any.
        Call::begin(number)?.first_sound()?;
        let waits = (0..CALLS).map(|_| Call::begin(number)?.first_sound());
        report(name, waits.collect::<std::io::Result<_>>()?);
    }
    let waits = (0..CALLS).map(|_| Call::begin("400")?.silence_after_key());
    report("Gather: from the key to the end of the prompt", waits.collect::<std::io::Result<_>>()?);
    drop(engine);
    Ok(())
}

/// The engine, until dropped.
struct Engine {
    child: Child,
    folder: std::path::PathBuf,
}

impl Engine {
    fn start(app: SocketAddr) -> std::io::Result<Self> {
        let folder = std::env::temp_dir().join(format!("callwright-answer-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let config = folder.join("callwright.toml");
        let text = format!(
            "[sip]\nlisten = [\"udp:{SIP}\"]\n[admin]\nlisten = \"{ADMIN}\"\n[data]\ndirectory = {folder:?}\n\
             [log]\nlevel = \"warn\"\n[account]\nauth_token = \"measure\"\n[http]\nallow_private = true\n\
             [numbers.\"*\"]\nvoice_url = \"http://{app}/voice\"\n"
        );
        std::fs::write(&config, text)?;
        let child = Command::new(env!("CARGO_BIN_EXE_callwright")).arg("serve").arg("--config").arg(&config).spawn()?;
        let engine = Self { child, folder };
        let begun = now();
        while std::net::TcpStream::connect(ADMIN).is_err() {
            assert!(now() - begun < PATIENCE, "the engine listens");
            std::thread::park_timeout(Duration::from_millis(20));
        }
        Ok(engine)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let ended = self.child.kill().and_then(|()| self.child.wait().map(drop));
        let removed = std::fs::remove_dir_all(&self.folder);
        for fault in [ended, removed].into_iter().filter_map(Result::err) {
            eprintln!("left behind: {fault}");
        }
    }
}

/// One call that was answered.
struct Call {
    sip: UdpSocket,
    sound: UdpSocket,
    /// What the engine's answer says of itself.
    answer: String,
    engine: SocketAddr,
    id: String,
    answered: Instant,
}

impl Call {
    fn begin(number: &str) -> std::io::Result<Self> {
        let (sip, sound) = (UdpSocket::bind("127.0.0.1:0")?, UdpSocket::bind("127.0.0.1:0")?);
        sip.connect(SIP)?;
        for socket in [&sip, &sound] {
            socket.set_read_timeout(Some(PATIENCE))?;
        }
        let id = format!("{}-{}", sip.local_addr()?.port(), sound.local_addr()?.port());
        let mut call = Self { sip, sound, answer: String::new(), engine: ([0; 4], 0).into(), id, answered: now() };
        call.send("INVITE", &format!("<sip:{number}@{SIP}>"), 1)?;
        let mut buffer = [0; 4096];
        while !call.answer.starts_with("SIP/2.0 200") {
            let length = call.sip.recv(&mut buffer)?;
            call.answer = String::from_utf8_lossy(&buffer[..length]).into_owned();
        }
        call.answered = now();
        let media = call.answer.split("m=audio ").nth(1).and_then(|rest| rest.split(' ').next());
        call.engine = ([127, 0, 0, 1], media.and_then(|port| port.parse().ok()).expect("a port in the answer")).into();
        call.send("ACK", &call.to(), 1)?;
        Ok(call)
    }

    /// The To of the dialog.
    fn to(&self) -> String {
        let line = self.answer.lines().find_map(|line| line.strip_prefix("To: "));
        line.expect("an answer has a To").to_owned()
    }

    fn send(&self, method: &str, to: &str, sequence: u32) -> std::io::Result<()> {
        let (own, id) = (self.sip.local_addr()?, &self.id);
        let sound = self.sound.local_addr()?.port();
        let body = match method {
            "INVITE" => format!(
                "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {sound} RTP/AVP 0 101\r\n\
                 a=rtpmap:101 telephone-event/8000\r\n"
            ),
            _ => String::new(),
        };
        let content = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
        let contact = self.answer.lines().find_map(|line| line.strip_prefix("Contact: <")?.split('>').next());
        let uri = contact.map_or_else(|| to.trim_matches(['<', '>']).to_owned(), str::to_owned);
        let text = format!(
            "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK{id}{method};rport\r\nMax-Forwards: 70\r\n\
             From: <sip:caller@{own}>;tag={id}\r\nTo: {to}\r\nCall-ID: {id}\r\nCSeq: {sequence} {method}\r\n\
             Contact: <sip:caller@{own}>\r\n{content}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.sip.send(text.as_bytes()).map(drop)
    }

    /// Waits for a frame with or without sound, and says when it came.
    fn wait(&self, is_sound: bool) -> std::io::Result<Instant> {
        let (begun, mut buffer) = (now(), [0; 2048]);
        loop {
            let length = self.sound.recv(&mut buffer)?;
            let came = now();
            assert!(came - begun < PATIENCE, "sound, or its end, in time");
            let is_loud = buffer[12..length].iter().any(|code| linear(*code).abs() > SILENT);
            if is_loud == is_sound {
                return Ok(came);
            }
        }
    }

    fn first_sound(self) -> std::io::Result<Duration> {
        let came = self.wait(true)?;
        self.end()?;
        Ok(came - self.answered)
    }

    /// Presses a key in the middle of a tone without end: the time until it ends.
    fn silence_after_key(self) -> std::io::Result<Duration> {
        self.wait(true)?;
        std::thread::park_timeout(Duration::from_millis(500));
        self.sound.set_nonblocking(true)?;
        while self.sound.recv(&mut [0; 2048]).is_ok() {}
        self.sound.set_nonblocking(false)?;
        let pressed = now();
        for (sequence, (end, length)) in
            [(0, 160_u16), (0, 320), (0x80, 480), (0x80, 480), (0x80, 480)].into_iter().enumerate()
        {
            let header = Header {
                marker: sequence == 0,
                payload_type: 101,
                sequence: sequence as u16,
                timestamp: 1000,
                ssrc: 7,
            };
            let [high, low] = length.to_be_bytes();
            self.sound.send_to(&rtp::write(&header, &[5, end | 10, high, low]), self.engine)?;
        }
        // What is played no more is not sent any more, so that the last packet is the end.
        self.sound.set_read_timeout(Some(Duration::from_millis(300)))?;
        let (mut last, mut buffer) = (pressed, [0; 2048]);
        while let Ok(length) = self.sound.recv(&mut buffer) {
            if buffer[12..length].iter().any(|code| linear(*code).abs() > SILENT) {
                last = now();
            }
        }
        self.end()?;
        Ok(last - pressed)
    }

    fn end(&self) -> std::io::Result<()> {
        self.send("BYE", &self.to(), 2)
    }
}

/// A sample of µ-law (ITU-T G.711).
fn linear(code: u8) -> i16 {
    let code = !code;
    let (exponent, mantissa) = ((code >> 4) & 7, i16::from(code & 15));
    let size = (((mantissa << 3) + 0x84) << exponent) - 0x84;
    if code & 0x80 == 0 { size } else { -size }
}

/// Starts the application; it ends with the bench.
#[expect(clippy::disallowed_methods, reason = "the application beside the engine needs a thread")]
fn serve_beside() -> std::io::Result<SocketAddr> {
    let app = TcpListener::bind("127.0.0.1:0")?;
    let at = app.local_addr()?;
    std::thread::spawn(move || serve(&app));
    Ok(at)
}

/// The application: documents by the number that is called, and the file that one of them plays.
fn serve(listener: &TcpListener) {
    let samples: Vec<u8> = voice::start(1, 80_000).iter().flat_map(|sample| sample.to_le_bytes()).collect();
    let file = [&wav::header(Format::Pcm16, 1, 8000, samples.len() as u32)[..], &samples].concat();
    for (count, stream) in listener.incoming().flatten().enumerate() {
        let mut stream = stream;
        let mut request = vec![0; 8192];
        let length = stream.read(&mut request).unwrap_or(0);
        let request = String::from_utf8_lossy(&request[..length]).into_owned();
        let called = |number: &str| request.contains(&format!("To={number}"));
        let (kind, body) = match () {
            () if request.starts_with("GET /sound.wav") => ("audio/wav\r\nCache-Control: max-age=600", file.clone()),
            () if request.contains("Digits=") => ("text/xml", document("<Pause length='5'/>")),
            () if called("100") => ("text/xml", document(&format!("<Say>Number {count} is being called.</Say>"))),
            () if called("200") => ("text/xml", document("<Say>Good morning.</Say>")),
            () if called("300") => ("text/xml", document("<Play>/sound.wav</Play>")),
            () => ("text/xml", document("<Gather numDigits='1'><Play>/sound.wav</Play></Gather><Pause length='5'/>")),
        };
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        if let Err(fault) = stream.write_all(&[head.into_bytes(), body].concat()) {
            eprintln!("the engine does not take an answer: {fault}");
        }
    }
}

fn document(verbs: &str) -> Vec<u8> {
    format!("<Response>{verbs}</Response>").into_bytes()
}

fn report(name: &str, mut waits: Vec<Duration>) {
    waits.sort();
    let ms = |wait: Duration| wait.as_secs_f64() * 1000.0;
    println!(
        "{name}: {:.0} ms, at most {:.0} ms of {}",
        ms(waits[waits.len() / 2]),
        ms(waits[waits.len() - 1]),
        waits.len()
    );
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures the machine")]
fn now() -> Instant {
    Instant::now()
}
