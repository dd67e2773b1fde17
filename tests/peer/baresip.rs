//! baresip as a telephone: it says a voice of ours from a file, writes down what it hears, and is worked by its control
//! port.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;

use callwright::audio::{RATE, voice};
use serde_json::Value;

use crate::app::spawn;
use crate::board::Board;
use crate::program::{Folder, Program, is_listened_on, ports, until};
use crate::wave;

/// Seconds of voice that a telephone can say.
const SPEECH: usize = 20;

/// A running baresip that answers by itself.
pub(crate) struct Phone {
    program: Program,
    folder: Folder,
    user: &'static str,
    host: &'static str,
    /// Where its SIP listens.
    pub(crate) port: u16,
    control: TcpStream,
    events: Board<Value>,
    /// What it says once a call is up.
    pub(crate) voice: Vec<i16>,
}

/// What a telephone is like.
#[derive(Clone)]
pub(crate) struct Model {
    pub(crate) user: &'static str,
    /// The one codec that it knows.
    pub(crate) codec: String,
    pub(crate) password: Option<String>,
    /// Where it listens.
    pub(crate) host: &'static str,
    /// Its way of encrypting, as baresip calls it.
    pub(crate) mediaenc: Option<&'static str>,
}

impl Model {
    pub(crate) fn new(user: &'static str, codec: &str) -> Self {
        Self { user, codec: codec.to_owned(), password: None, host: "127.0.0.1", mediaenc: None }
    }
}

impl Phone {
    /// A telephone that knows one codec, and a password if there is one.
    pub(crate) fn new(user: &'static str, codec: &str, password: Option<&str>) -> Self {
        Self::set_up(&Model { password: password.map(str::to_owned), ..Model::new(user, codec) })
    }

    /// A telephone of this model.
    pub(crate) fn set_up(model: &Model) -> Self {
        let Model { user, codec, password, host, mediaenc } = model.clone();
        let login = password.map_or(String::new(), |password| format!(";auth_user={user};auth_pass={password}"));
        let seal = mediaenc.map_or(String::new(), |way| format!(";mediaenc={way}"));
        let account =
            format!("<sip:{user}@{host}>;regint=0;answermode=auto;audio_codecs={codec}/8000/1{login}{seal}\n");
        Self::with_account(user, host, account)
    }

    /// A telephone that registers with `engine` for an hour.
    pub(crate) fn registered(user: &'static str, password: &str, engine: SocketAddr, transport: &str) -> Self {
        let account = format!(
            "<sip:{user}@{engine};transport={transport}>;regint=3600;answermode=auto;audio_codecs=PCMU/8000/1;\
             auth_user={user};auth_pass={password}\n"
        );
        Self::with_account(user, "127.0.0.1", account)
    }

    fn with_account(user: &'static str, host: &'static str, account: String) -> Self {
        let folder = Folder::new();
        let seed = user.bytes().map(u64::from).sum();
        let voice = voice::start(seed, SPEECH * RATE as usize);
        folder.write("voice.wav", wave::write(&voice));
        folder.write("accounts", account);
        // SIP, its TLS beside it, control, and RTP.
        let port = ports(12);
        folder.write("config", config(&folder, host, port));
        let mut program = Program::start("baresip", ["-f".into(), folder.path("")], folder.path("out"));
        until("baresip listens", || program.is_over() || is_listened_on(port) && is_listened_on(port + 2));
        assert!(!program.is_over(), "baresip ends at once:\n{}", program.said());
        let control = TcpStream::connect(("127.0.0.1", port + 2)).expect("it listens");
        let (events, reader) = (Board::default(), control.try_clone().expect("an open socket"));
        let board = events.clone();
        spawn(move || listen(BufReader::new(reader), &board));
        Self { program, folder, user, host, port, control, events, voice }
    }

    /// What it wrote to its terminal.
    pub(crate) fn said(&self) -> String {
        self.program.said()
    }

    /// Its place in a document.
    pub(crate) fn uri(&self) -> String {
        format!("sip:{}@{}:{}", self.user, self.host, self.port)
    }

    /// Does as the user would: `dial`, `sndcode`, `hangup`.
    pub(crate) fn command(&mut self, command: &str, params: &str) {
        let text = serde_json::json!({ "command": command, "params": params }).to_string();
        write!(self.control, "{}:{text},", text.len()).expect("baresip runs");
    }

    /// Waits for an event of the call, such as `CALL_ESTABLISHED`.
    pub(crate) fn sees(&self, event: &str) {
        self.events.until(event, |all| all.iter().any(|one| one["type"] == event).then_some(()));
    }

    /// Waits until it has heard so many samples, and gives them.
    pub(crate) fn hears(&self, samples: usize) -> Vec<i16> {
        until("sound arrives", || self.heard().len() >= samples);
        self.heard()
    }

    /// Puts an end to it; what it heard.
    pub(crate) fn quit(mut self) -> Vec<i16> {
        self.command("quit", "");
        self.program.wait();
        self.heard()
    }

    /// What its decoder put out so far.
    fn heard(&self) -> Vec<i16> {
        let files = std::fs::read_dir(self.folder.path("")).expect("our folder");
        let mut paths = files.flatten().map(|file| file.path());
        let Some(path) = paths.find(|path| path.to_string_lossy().ends_with("-dec.wav")) else { return Vec::new() };
        wave::read(&path)
    }
}

fn config(folder: &Folder, host: &str, port: u16) -> String {
    let here = |name: &str| -> PathBuf { folder.path(name) };
    let modules = ["/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules"];
    let modules = modules.iter().find(|path| std::path::Path::new(path).is_dir()).expect("the modules of baresip");
    format!(
        "sip_listen {host}:{port}\nctrl_tcp_listen 127.0.0.1:{}\nrtp_ports {}-{}\n\
         audio_source aufile,{}\naudio_player aubridge,silent\naudio_alert aubridge,silent\nsnd_path {}\n\
         ausrc_srate 8000\nauplay_srate 8000\naudio_channels 1\nausrc_channels 1\nauplay_channels 1\n\
         jitter_buffer_delay 2-10\nmodule_path {modules}\nmodule g711.so\nmodule aufile.so\nmodule aubridge.so\n\
         module sndfile.so\nmodule srtp.so\nmodule_tmp account.so\nmodule_app menu.so\nmodule_app ctrl_tcp.so\n",
        port + 2,
        port + 4,
        port + 11,
        here("voice.wav").display(),
        here("").display(),
    )
}

/// Events come as netstrings of JSON.
fn listen(mut reader: BufReader<TcpStream>, board: &Board<Value>) {
    loop {
        let mut length = Vec::new();
        if reader.read_until(b':', &mut length).unwrap_or(0) == 0 {
            return;
        }
        let text = String::from_utf8_lossy(&length);
        let length: usize = text.trim_end_matches(':').parse().expect("the length of a netstring");
        let mut body = vec![0; length + 1];
        if reader.read_exact(&mut body).is_err() {
            return;
        }
        board.add(serde_json::from_slice(&body[..length]).expect("an event in JSON"));
    }
}
