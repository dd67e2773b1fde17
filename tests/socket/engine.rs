//! A running `callwright serve` with a configuration of its own, an application beside it, and a telephone's socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::Value;

/// Nothing here takes longer, unless it hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// The program with `args` in an environment without settings of the caller's.
pub(crate) fn callwright(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callwright"));
    command.args(args).env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A folder that goes with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("callwright-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("the temporary folder is writable");
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).expect("the temporary folder is writable");
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A running engine.
pub(crate) struct Engine {
    child: Child,
    lines: BufReader<std::process::ChildStderr>,
    pub(crate) udp: SocketAddr,
    pub(crate) tcp: SocketAddr,
    /// Where TLS is spoken; the same as `tcp` without it.
    pub(crate) tls: SocketAddr,
    pub(crate) admin: SocketAddr,
    folder: Folder,
}

impl Engine {
    /// Starts it with `document` for every number and `more` in its configuration, where `{folder}` is the test's.
    pub(crate) fn start(name: &str, document: &'static str, more: &str) -> Self {
        Self::with_sip(Folder::new(name), document, "listen = ['udp:127.0.0.1:0', 'tcp:127.0.0.1:0']", more)
    }

    /// The same with a `[sip]` table of one's own, whose listeners are UDP, TCP and, at most, TLS.
    pub(crate) fn with_sip(folder: Folder, document: &'static str, sip: &str, more: &str) -> Self {
        let app = application(document);
        let more = more.replace("{folder}", &folder.0.display().to_string());
        let ports = ports();
        let config = format!(
            "{more}\n[sip]\n{sip}\n[admin]\nlisten = '127.0.0.1:0'\n\
             [numbers.'*']\nvoice_url = 'http://{app}/'\n[http]\nallow_private = true\n[log]\nformat = 'json'\n\
             [account]\nauth_token = 't'\n[media]\nport_min = {ports}\nport_max = {}\n[data]\ndirectory = '{}'\n",
            ports + 19,
            folder.0.join("data").display()
        );
        folder.write("callwright.toml", &config);
        Self::launch(folder, sip.contains("tls:"))
    }

    /// Starts it with the configuration that lies in its folder.
    fn launch(folder: Folder, is_secure: bool) -> Self {
        let path = folder.0.join("callwright.toml").display().to_string();
        let mut child = callwright(&["serve", "--config", &path]).spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("piped"));
        let mut addr =
            |message: &str| find(&mut lines, message)["addr"].as_str().unwrap_or_default().parse().expect("an address");
        let (udp, tcp) = (addr("SIP over UDP"), addr("SIP over TCP"));
        let tls = if is_secure { addr("SIP over TLS") } else { tcp };
        let admin = addr("admin: /health /ready /metrics");
        Self { child, lines, udp, tcp, tls, admin, folder }
    }

    /// Kills it without a word, and starts it again on what it has left behind.
    pub(crate) fn again(mut self) -> Self {
        self.signal(rustix::process::Signal::KILL);
        self.child.wait().expect("our child");
        let folder = std::mem::replace(&mut self.folder, Folder(PathBuf::new()));
        Self::launch(folder, self.tls != self.tcp)
    }

    /// Waits for the log line with this message.
    pub(crate) fn logged(&mut self, message: &str) -> Value {
        find(&mut self.lines, message)
    }

    /// Waits for the log line of a note of this name.
    pub(crate) fn noted(&mut self, name: &str) -> Value {
        find_where(&mut self.lines, name, |line| line["note"] == name)
    }

    /// The text of a file in the test's folder.
    pub(crate) fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.0.join(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
    }

    /// The answer of the admin port, head and body.
    pub(crate) fn admin(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(self.admin).expect("the admin port listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("not zero");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").expect("connected");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }

    /// Sends SIGTERM.
    pub(crate) fn terminate(&self) {
        self.signal(rustix::process::Signal::TERM);
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).expect("our child");
    }

    /// Puts a file into the test's folder.
    pub(crate) fn write(&self, name: &str, text: &str) {
        self.folder.write(name, text);
    }

    /// What it says from now on to its end.
    pub(crate) fn rest(mut self) -> String {
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).expect("log lines are text");
        self.child.wait().expect("our child");
        rest
    }

    /// Waits for the end; the exit code.
    pub(crate) fn ended(mut self) -> Option<i32> {
        self.logged("ended");
        self.child.wait().expect("our child").code()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // Ended already, unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first of twenty RTP ports that no other engine of these tests uses.
fn ports() -> u32 {
    static STARTED: AtomicU32 = AtomicU32::new(0);
    let own = std::process::id().wrapping_mul(16).wrapping_add(STARTED.fetch_add(1, Ordering::Relaxed));
    10_000 + own % 1000 * 20
}

fn find(lines: &mut impl BufRead, message: &str) -> Value {
    find_where(lines, message, |line| line["message"] == message)
}

fn find_where(lines: &mut impl BufRead, wanted: &str, is_it: impl Fn(&Value) -> bool) -> Value {
    let mut seen = String::new();
    loop {
        let start = seen.len();
        let read = lines.read_line(&mut seen).expect("log lines are text");
        assert!(read > 0, "the program ended without saying {wanted:?}:\n{seen}");
        match serde_json::from_str::<Value>(&seen[start..]) {
            Ok(line) if is_it(&line) => return line,
            _ => {}
        }
    }
}

/// A web server that answers everything with `document`.
#[expect(clippy::disallowed_methods, reason = "the application runs beside the test")]
fn application(document: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let addr = listener.local_addr().expect("bound");
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 8192];
            // One read is enough: the engine writes head and body at once.
            let _ = stream.read(&mut request);
            let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n", document.len());
            let _ = write!(stream, "{head}Connection: close\r\n\r\n{document}");
        }
    });
    addr
}

/// A telephone that knows how to send a request and read responses.
pub(crate) struct Phone {
    socket: UdpSocket,
    to: SocketAddr,
}

impl Phone {
    pub(crate) fn new(to: SocketAddr) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a free port");
        socket.set_read_timeout(Some(PATIENCE)).expect("not zero");
        Self { socket, to }
    }

    pub(crate) fn send(&self, method: &str, call: &str) {
        let text = request("UDP", self.socket.local_addr().expect("bound"), method, call);
        self.socket.send_to(text.as_bytes(), self.to).expect("loopback");
    }

    /// The next response to `call` that is not 1xx.
    pub(crate) fn last(&self, call: &str) -> String {
        let mut buffer = [0; 8192];
        loop {
            let length =
                self.socket.recv(&mut buffer).unwrap_or_else(|why| panic!("no final response to {call}: {why}"));
            let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
            if text.starts_with("SIP/2.0") && !text.starts_with("SIP/2.0 1") && text.contains(call) {
                return text;
            }
        }
    }
}

/// A request with an offer if it is an INVITE.
pub(crate) fn request(transport: &str, from: SocketAddr, method: &str, call: &str) -> String {
    let offer = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n";
    let (kind, body) = if method == "INVITE" { ("Content-Type: application/sdp\r\n", offer) } else { ("", "") };
    format!(
        "{method} sip:100@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/{transport} {from};branch=z9hG4bK{call};rport\r\n\
         Max-Forwards: 70\r\nFrom: <sip:alice@127.0.0.1>;tag=1\r\nTo: <sip:100@127.0.0.1>\r\nCall-ID: {call}\r\n\
         CSeq: 1 {method}\r\nContact: <sip:alice@{from}>\r\n{kind}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// What the program says and leaves with.
pub(crate) fn outcome(command: &mut Command) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = command.output().expect("the program starts");
    (status.code(), String::from_utf8_lossy(&stdout).into_owned(), String::from_utf8_lossy(&stderr).into_owned())
}
