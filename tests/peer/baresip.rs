//! baresip as a telephone: it says a voice of ours from a file, writes down what it hears, and is worked by its control
//! port.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;

use callwright::audio::RATE;
use serde_json::Value;

use crate::app::spawn;
use crate::board::Board;
use crate::desk::{Desk, Manner};
use crate::program::{Folder, Program, is_listened_on, ports, until};
use crate::tls_keys::Keys;
use crate::{sox, wave};

/// A running baresip that answers by itself.
pub(crate) struct Phone {
    program: Program,
    folder: Folder,
    user: &'static str,
    pub(crate) host: &'static str,
    /// Where its SIP listens.
    pub(crate) port: u16,
    control: TcpStream,
    events: Board<Value>,
    /// How many events have been waited for.
    seen: usize,
    /// What it says once a call is up.
    pub(crate) voice: Arc<[i16]>,
    /// How much of its output there was when it came back from hold; from then on it does not write down what it hears.
    resumed: Option<usize>,
    /// What it writes its keys of TLS to.
    _keys: Option<Arc<Keys>>,
}

/// What a telephone is like.
#[derive(Clone)]
pub(crate) struct Model {
    pub(crate) user: &'static str,
    /// The one codec that it knows, of 8000 samples a second and one channel unless it says more: `opus/48000/2`.
    pub(crate) codec: String,
    pub(crate) password: Option<String>,
    /// Where it listens.
    pub(crate) host: &'static str,
    /// Its way of encrypting, as baresip calls it.
    pub(crate) mediaenc: Option<&'static str>,
    /// What it says instead of the voice of its user.
    pub(crate) says: Option<Arc<[i16]>>,
}

impl Model {
    pub(crate) fn new(user: &'static str, codec: &str) -> Self {
        Self { user, codec: codec.to_owned(), password: None, host: "127.0.0.1", mediaenc: None, says: None }
    }
}

impl Phone {
    /// A telephone of this model.
    pub(crate) fn set_up(model: &Model) -> Self {
        let Model { user, codec, password, host, mediaenc, says } = model.clone();
        let login = password.map_or(String::new(), |password| format!(";auth_user={user};auth_pass={password}"));
        let seal = mediaenc.map_or(String::new(), |way| format!(";mediaenc={way}"));
        let codec = if codec.contains('/') { codec } else { format!("{codec}/8000/1") };
        let account = format!("<sip:{user}@{host}>;regint=0;answermode=auto;audio_codecs={codec}{login}{seal}\n");
        // Its own filters between rates are soft, and its sound would be no measure.
        let rate = codec.split('/').nth(1).and_then(|rate| rate.parse().ok()).unwrap_or(RATE);
        Self::with_account(user, host, account, (says.unwrap_or_else(|| wave::voice_of(user)), rate), None)
    }

    /// A telephone at `host` that registers with `engine` for an hour, and has done so.
    pub(crate) fn registered(
        host: &'static str,
        user: &'static str,
        password: &str,
        engine: SocketAddr,
        Manner { transport, encrypts, .. }: Manner,
    ) -> Self {
        let seal = if encrypts { ";mediaenc=srtp-mand" } else { "" };
        let account = format!(
            "<sip:{user}@{engine};transport={transport}>;regint=3600;answermode=auto;audio_codecs=PCMU/8000/1;\
             auth_user={user};auth_pass={password}{seal}\n"
        );
        let keys = (transport == "tls").then(Keys::shared);
        let own = Self::with_account(user, host, account, (wave::voice_of(user), RATE), keys);
        // The event may have come before its control port was listened to.
        until("baresip is registered", || own.said().contains("200 OK"));
        own
    }

    fn with_account(
        user: &'static str,
        host: &'static str,
        account: String,
        (voice, rate): (Arc<[i16]>, u32),
        keys: Option<Arc<Keys>>,
    ) -> Self {
        let folder = Folder::new();
        let own = folder.write("voice.wav", wave::write(&voice));
        if rate != RATE {
            folder.write("voice.wav", wave::write_at(&sox::samples(&own, rate), rate));
        }
        folder.write("accounts", account);
        // SIP, its TLS beside it, control, and RTP.
        let port = ports(12);
        folder.write("config", config(&folder, host, port, rate));
        let environment = keys.iter().flat_map(|keys| keys.environment());
        let args = ["-f".into(), folder.path("")];
        let mut program = Program::start_in(environment, "baresip", args, folder.path("out"));
        until("baresip listens", || program.is_over() || is_listened_on(port) && is_listened_on(port + 2));
        assert!(!program.is_over(), "baresip ends at once:\n{}", program.said());
        let control = TcpStream::connect(("127.0.0.1", port + 2)).expect("it listens");
        let (events, reader) = (Board::default(), control.try_clone().expect("an open socket"));
        let board = events.clone();
        spawn(move || listen(BufReader::new(reader), &board));
        Self { program, folder, user, host, port, control, events, seen: 0, voice, resumed: None, _keys: keys }
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

    /// The same at so many samples a second, whatever the codec has.
    pub(crate) fn quit_at(mut self, rate: u32) -> Vec<i16> {
        self.command("quit", "");
        self.program.wait();
        self.files().iter().flat_map(|file| sox::samples(file, rate)).collect()
    }

    /// Waits for what comes after all that was waited for in this way before.
    fn next(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) {
        let seen = self.seen;
        let found = self.events.until(what, |all| all.iter().skip(seen).position(&is_it));
        self.seen = seen + found + 1;
    }

    /// Does as the user would, and waits until it is done.
    fn does(&mut self, command: &str, params: &str) {
        self.command(command, params);
        self.next(command, |one| one["response"] == true);
    }

    /// What its decoder put out so far.
    fn heard(&self) -> Vec<i16> {
        self.files().iter().flat_map(|path| wave::read(path)).collect()
    }

    /// The files of its decoder, one for each call.
    fn files(&self) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.folder.path("")).expect("our folder");
        let paths = files.flatten().map(|file| file.path());
        let mut paths: Vec<_> = paths.filter(|path| path.to_string_lossy().ends_with("-dec.wav")).collect();
        paths.sort_by_key(|path| path.metadata().and_then(|file| file.modified()).ok());
        paths
    }
}

impl Desk for Phone {
    fn dial(&mut self, uri: &str) {
        self.resumed = None;
        self.does("dial", uri);
    }

    fn talks(&mut self) {
        self.next("CALL_ESTABLISHED", |one| one["type"] == "CALL_ESTABLISHED");
    }

    fn hold(&mut self) {
        self.does("hold", "");
    }

    fn resume(&mut self) {
        self.does("resume", "");
        self.resumed = Some(self.said().len());
    }

    fn receives(&self) -> Option<bool> {
        // It shows ten times a second what arrived in the last three.
        const STALE: usize = 40;
        let said = self.said();
        let shown = said.get(self.resumed?..).unwrap_or_default().split(" (bit/s)").skip(STALE);
        let rates = shown.filter_map(|line| line.rsplit('/').next()?.parse::<u32>().ok());
        Some(rates.last().is_some_and(|rate| rate > 50_000))
    }

    fn transfer(&mut self, uri: &str) {
        self.does("transfer", uri);
    }

    fn join(&mut self) {
        unreachable!("this baresip sends no Replaces");
    }

    fn hang_up(&mut self) {
        self.command("hangup", "");
    }

    fn ends(&mut self) {
        self.next("CALL_CLOSED", |one| one["type"] == "CALL_CLOSED");
    }

    fn voice(&self) -> &[i16] {
        &self.voice
    }

    fn heard(&self) -> Vec<i16> {
        Self::heard(self)
    }
}

fn config(folder: &Folder, host: &str, port: u16, rate: u32) -> String {
    // Its address in SDP would be another one of this machine.
    let interface = host.trim_matches(['[', ']']);
    let here = |name: &str| -> PathBuf { folder.path(name) };
    let modules = ["/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules"];
    let modules = modules.iter().find(|path| std::path::Path::new(path).is_dir()).expect("the modules of baresip");
    format!(
        "net_interface {interface}\nsip_listen {host}:{port}\nctrl_tcp_listen 127.0.0.1:{}\nrtp_ports {}-{}\n\
         audio_source aufile,{}\naudio_player aubridge,silent\naudio_alert aubridge,silent\nsnd_path {}\n\
         ausrc_srate {rate}\nauplay_srate {rate}\naudio_channels 1\nausrc_channels 1\nauplay_channels 1\n\
         jitter_buffer_delay 2-10\nmodule_path {modules}\nmodule g711.so\nmodule g722.so\nmodule opus.so\n\
         module aufile.so\nmodule aubridge.so\n\
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
