//! A running `callwright serve` with a configuration of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};

use rustix::process::Signal;
use serde_json::Value;

use crate::app::{App, spawn};
use crate::board::{Board, PATIENCE};
use crate::capture::Capture;
use crate::program::{Folder, Program, ports, until};
use crate::seen::Seen;

/// A running engine. When it goes, all its packets are looked at.
pub(crate) struct Engine {
    program: Program,
    capture: Option<Capture>,
    pub(crate) log: Board<Value>,
    pub(crate) udp: SocketAddr,
    pub(crate) tcp: SocketAddr,
    /// The port above; nobody listens there unless the plan says so.
    pub(crate) tls: SocketAddr,
    pub(crate) admin: SocketAddr,
    /// First and last RTP port.
    pub(crate) media: (u16, u16),
}

/// What differs between the engines of tests.
pub(crate) struct Plan<'a> {
    /// Where SIP listens.
    pub(crate) host: &'a str,
    /// Where SIP over UDP listens too, at the same port.
    pub(crate) also: Option<&'a str>,
    /// Calls there is RTP for.
    pub(crate) calls: u16,
    /// Put before all else.
    pub(crate) more: &'a str,
    /// More lines of `[sip]`.
    pub(crate) sip: &'a str,
    /// Lines of `[media]`.
    pub(crate) media: &'a str,
    /// SIP over TLS is spoken too, with a certificate that nobody has signed.
    pub(crate) tls: bool,
}

impl Default for Plan<'_> {
    fn default() -> Self {
        Self {
            host: "127.0.0.1",
            also: None,
            calls: 20,
            more: "",
            sip: "",
            media: "addresses = ['127.0.0.1', '::1']\n",
            tls: false,
        }
    }
}

impl Engine {
    /// Starts it on `host`; every number leads to `/voice` of the application and is told about at `/number`. `more` is
    /// added to the configuration. Data are kept in `folder`. There is RTP for so many calls.
    pub(crate) fn start(folder: &Folder, app: &App, host: &str, calls: u16, more: &str) -> Self {
        Self::set_up(folder, app, &Plan { host, calls, more, ..Plan::default() })
    }

    /// The same by a plan.
    pub(crate) fn set_up(folder: &Folder, app: &App, plan: &Plan<'_>) -> Self {
        let Plan { host, also, calls, more, sip: sip_lines, media: media_lines, tls } = plan;
        let sip = ports(2);
        // RTP and RTCP of each.
        let first = ports(2 * calls);
        let media = (first, first + 2 * calls - 1);
        let (secure, keys) = match tls {
            true => (format!(", 'tls:{host}:{}'", sip + 1), keys(folder)),
            false => (String::new(), String::new()),
        };
        let also = also.map_or(String::new(), |host| format!(", 'udp:{host}:{sip}'"));
        let config = format!(
            "{more}\n{keys}[sip]\nlisten = ['udp:{host}:{sip}', 'tcp:{host}:{sip}'{also}{secure}]\n{sip_lines}[admin]\nlisten = '127.0.0.1:0'\n\
             [numbers.'*']\nvoice_url = 'http://{app}/voice'\nstatus_callback = 'http://{app}/number'\n\
             [http]\nallow_private = true\n[log]\nformat = 'json'\n[account]\nauth_token = 't'\n\
             [media]\n{media_lines}port_min = {}\nport_max = {}\n[data]\ndirectory = '{}'\n",
            media.0,
            media.1,
            folder.path("data").display(),
            app = app.addr,
        );
        folder.write("callwright.toml", config);
        let addr = format!("{host}:{sip}").parse().expect("an address and a port");
        Self::run(folder, addr, media)
    }

    /// Ends it as a crash does and starts it again, at the same addresses and with the same data.
    pub(crate) fn crash(self, folder: &Folder) -> Self {
        let (addr, media) = (self.udp, self.media);
        self.kill();
        Self::run(folder, addr, media)
    }

    fn run(folder: &Folder, addr: SocketAddr, media: (u16, u16)) -> Self {
        let config = folder.path("callwright.toml");
        let text = std::fs::read_to_string(&config).expect("written before");
        let capture = Capture::start(addr, media, text.contains("srtp = 'never'"), text.contains("[tls]"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_callwright"));
        command.arg("serve").arg("--config").arg(config).env_clear().stdin(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let (log, errors) = (Board::default(), child.stderr.take().expect("piped"));
        let board = log.clone();
        spawn(move || {
            for line in BufReader::new(errors).lines().map_while(Result::ok) {
                board.add(serde_json::from_str(&line).unwrap_or(Value::String(line)));
            }
        });
        let program = Program::watch("callwright", child, folder.path("callwright.out"));
        let addr =
            |message: &str| find(&log, message)["addr"].as_str().unwrap_or_default().parse().expect("an address");
        let [udp, tcp, admin]: [SocketAddr; 3] =
            ["SIP over UDP", "SIP over TCP", "admin: /health /ready /metrics"].map(addr);
        let tls = SocketAddr::new(udp.ip(), udp.port() + 1);
        let engine = Self { program, capture, log: log.clone(), udp, tcp, tls, admin, media };
        assert!(engine.admin("/ready").starts_with("HTTP/1.1 200"));
        engine
    }

    /// The answer of the admin port, head and body.
    pub(crate) fn admin(&self, path: &str) -> String {
        admin(self.admin, path)
    }

    /// The records of calls: direction, status and SIP status, waited for until there are `count`, in sorted order.
    pub(crate) fn records(&self, count: usize) -> Vec<String> {
        let mut records = self.log.until(&format!("{count} records of calls"), |log| {
            let own: Vec<_> = log.iter().filter(|line| line["message"] == "call over").map(record).collect();
            (own.len() >= count).then_some(own)
        });
        records.sort();
        records
    }

    /// Waits until no call, no callback and no question is left, and looks for lines that say something went wrong.
    pub(crate) fn is_at_rest(&self) {
        const NONE: [&str; 3] = ["callwright_calls 0", "callwright_callbacks_pending 0", "callwright_http_pending 0"];
        let mut metrics = String::new();
        until("the engine never comes to rest", || {
            metrics = self.admin("/metrics");
            NONE.iter().all(|none| metrics.lines().any(|line| line == *none))
        });
        let bad: Vec<_> =
            self.log.all().into_iter().filter(|line| line.is_string() || line["level"] == "ERROR").collect();
        assert!(bad.is_empty(), "the engine says: {bad:#?}");
    }

    /// Lets tshark judge all packets so far, once; what it saw, where there is a capture.
    pub(crate) fn looked_at(&mut self) -> Option<Seen> {
        let had_calls = self.log.all().iter().any(|line| line["message"] == "call over");
        let seen = self.capture.take()?.end(had_calls);
        assert!(seen.faults.is_empty(), "tshark finds fault with these packets:\n{}", seen.faults.join("\n"));
        assert!(!had_calls || seen.messages + seen.records > 0, "tshark cannot read what it has seen: {seen:?}");
        Some(seen)
    }

    /// Ends it as a crash does.
    pub(crate) fn kill(mut self) {
        self.program.signal(Signal::KILL);
        self.program.wait();
    }
}

/// The answer of an engine's admin port, head and body.
pub(crate) fn admin(addr: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(addr).expect("the admin port listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("not zero");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").expect("connected");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

impl Drop for Engine {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return self.log.all().iter().for_each(|line| eprintln!("the engine: {line}"));
        }
        self.looked_at();
    }
}

/// A certificate of its own for loopback, and the table that names it.
fn keys(folder: &Folder) -> String {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a key");
    let certificate = folder.write("certificate.pem", made.cert.pem());
    let key = folder.write("key.pem", made.signing_key.serialize_pem());
    let [certificate, key] = [certificate, key].map(|path| path.display().to_string());
    format!("[tls]\ncertificates = [{{ certificate = '{certificate}', key = '{key}' }}]\n")
}

fn record(line: &Value) -> String {
    let word = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
    format!("{} {} {}", word("direction"), word("status"), line["sip_status"])
}

fn find(log: &Board<Value>, message: &str) -> Value {
    log.until(message, |log| log.iter().find(|line| line["message"] == message).cloned())
}
