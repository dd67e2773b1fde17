//! linphone as a registered telephone: `linphonec` is worked by its standard input, shows what happens on its output,
//! and has files for microphone and loudspeaker.

use std::io::Write;
use std::net::SocketAddr;
use std::process::ChildStdin;
use std::sync::Arc;

use crate::desk::{Desk, Manner};
use crate::program::{Folder, Program, ports, until};
use crate::wave;

/// A running linphonec.
pub(crate) struct Linphone {
    program: Program,
    input: ChildStdin,
    folder: Folder,
    /// How much of its output has been seen already.
    seen: usize,
    /// What it says once a call is up.
    pub(crate) voice: Arc<[i16]>,
}

impl Linphone {
    /// A telephone that has registered `user` with `registrar`.
    pub(crate) fn registered(user: &str, password: &str, registrar: SocketAddr, manner: Manner) -> Self {
        let mut own = Self::start(user, password, registrar, manner);
        let mut looks = 0;
        until("linphone is registered", || {
            if looks % 50 == 0 {
                own.command("status register");
            }
            looks += 1;
            own.program.is_over() || own.program.said().contains("registered, identity=")
        });
        own.seen = own.program.said().len();
        own
    }

    fn start(user: &str, password: &str, registrar: SocketAddr, manner: Manner) -> Self {
        let folder = Folder::new();
        let voice = wave::voice_of(user);
        folder.write("voice.wav", wave::write(&voice));
        folder.write("music.wav", wave::write(&wave::voice_of("music")));
        std::fs::create_dir_all(folder.path(".local/share/linphone")).expect("the temporary folder is writable");
        let config = folder.write("linphonerc", config(&folder, user, password, registrar, manner));
        let args = ["-a".into(), "-c".into(), config, "-d".into(), "6".into(), "-l".into(), folder.path("log")];
        let (program, input) = Program::worked("linphonec", args, &folder, folder.path("out"));
        let mut own = Self { program, input, folder, seen: 0, voice };
        own.command("soundcard use files");
        own.plays("voice.wav");
        let heard = own.folder.path("heard.wav").display().to_string();
        own.command(&format!("record {heard}"));
        own
    }

    /// Does as the user would: `call`, `answer`, `pause`, `resume`, `transfer`, `terminate`.
    pub(crate) fn command(&mut self, command: &str) {
        writeln!(self.input, "{command}").unwrap_or_else(|why| panic!("{why}:\n{}", self.program.said()));
    }

    /// Says this from now on instead of its voice.
    pub(crate) fn says(&mut self, samples: &[i16]) {
        self.folder.write("more.wav", wave::write(samples));
        self.plays("more.wav");
    }

    fn plays(&mut self, name: &str) {
        let file = self.folder.path(name).display().to_string();
        self.command(&format!("play {file}"));
    }

    /// Waits until it shows this text, behind all that was waited for before.
    pub(crate) fn shows(&mut self, text: &str) {
        let (program, seen) = (&self.program, self.seen);
        let mut found = None;
        until(&format!("linphone never shows {text:?}"), || {
            let said = program.said();
            found = said.get(seen..).and_then(|rest| rest.find(text)).map(|at| seen + at + text.len());
            found.is_some()
        });
        self.seen = found.expect("waited for");
    }
}

impl Desk for Linphone {
    fn dial(&mut self, uri: &str) {
        self.command(&format!("call {uri}"));
    }

    fn talks(&mut self) {
        self.shows("Media streams established");
    }

    fn hold(&mut self) {
        // With files for a soundcard, what it plays is also the music of the one on hold.
        self.plays("music.wav");
        self.command("pause");
        self.shows("is now paused");
    }

    fn resume(&mut self) {
        self.plays("voice.wav");
        self.command("resume");
        self.talks();
    }

    fn transfer(&mut self, uri: &str) {
        self.command(&format!("transfer {uri}"));
    }

    fn join(&mut self) {
        self.command("transfer 1 --to-call 2");
        self.plays("voice.wav");
    }

    fn hang_up(&mut self) {
        self.command("terminate");
    }

    fn ends(&mut self) {
        self.shows("ended (No error)");
    }

    fn voice(&self) -> &[i16] {
        &self.voice
    }

    fn heard(&self) -> Vec<i16> {
        wave::read(&self.folder.path("heard.wav"))
    }
}

/// Nothing but SIP and RTP on loopback: no server of the maker is asked for versions, keys or presence.
fn config(folder: &Folder, user: &str, password: &str, registrar: SocketAddr, manner: Manner) -> String {
    let Manner { transport, encrypts, informs } = manner;
    let (events, informs) = (u8::from(!informs), u8::from(informs));
    let (encryption, must) = if encrypts { ("srtp", 1) } else { ("none", 0) };
    // SIP and RTP with RTCP, with room for the second call of a transfer.
    let port = ports(12);
    let (host, rtp) = (registrar.ip(), port + 2);
    let [udp, tcp, tls] = ["udp", "tcp", "tls"].map(|own| if own == transport { port } else { 0 });
    format!(
        "[sip]\nsip_port={udp}\nsip_tcp_port={tcp}\nsip_tls_port={tls}\nguess_hostname=0\nipv6_enabled=0\n\
         contact=\"{user}\" <sip:{user}@{host}>\nregister_only_when_network_is_up=0\nverify_server_certs=0\n\
         verify_server_cn=0\nmedia_encryption={encryption}\nmedia_encryption_mandatory={must}\ndefault_proxy=0\n\
         use_info={informs}\nuse_rfc2833={events}\n\
         [sound]\nechocancellation=0\n[rtp]\naudio_rtp_port={rtp}-{}\n\
         [proxy_0]\nreg_proxy=<sip:{registrar};transport={transport}>\nreg_identity=sip:{user}@{host}\n\
         reg_expires=600\nreg_sendregister=1\npublish=0\n\
         [auth_info_0]\nusername={user}\npasswd={password}\ndomain={host}\n\
         [storage]\nuri={}\n[misc]\nversion_check_url_root=\n[lime]\nenabled=0\n",
        rtp + 9,
        folder.path("linphone.db").display(),
    )
}
