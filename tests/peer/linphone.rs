//! linphone as a registered telephone: `linphonec` is worked by its standard input, shows what happens on its output, and
//! has files for microphone and loudspeaker.

use std::io::Write;
use std::net::SocketAddr;
use std::process::ChildStdin;

use callwright::audio::{RATE, voice};

use crate::program::{Folder, Program, ports, until};
use crate::wave;

/// Seconds of voice that a telephone can say.
const SPEECH: usize = 30;

/// How it registers and talks.
#[derive(Clone, Copy)]
pub(crate) struct Manner {
    /// `udp`, `tcp` or `tls`.
    pub(crate) transport: &'static str,
    /// `none` or `srtp`.
    pub(crate) encryption: &'static str,
}

impl Manner {
    pub(crate) const PLAIN: Self = Self { transport: "udp", encryption: "none" };
}

/// A running linphonec.
pub(crate) struct Linphone {
    program: Program,
    input: ChildStdin,
    folder: Folder,
    /// How much of its output has been seen already.
    seen: usize,
    /// What it says once a call is up.
    pub(crate) voice: Vec<i16>,
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
        let seed = user.bytes().map(u64::from).sum();
        let voice = voice::start(seed, SPEECH * RATE as usize);
        folder.write("voice.wav", wave::write(&voice));
        std::fs::create_dir_all(folder.path(".local/share/linphone")).expect("the temporary folder is writable");
        let config = folder.write("linphonerc", config(&folder, user, password, registrar, manner));
        let args = ["-c".into(), config, "-d".into(), "6".into(), "-l".into(), folder.path("log")];
        let (program, input) = Program::worked("linphonec", args, &folder, folder.path("out"));
        let mut own = Self { program, input, folder, seen: 0, voice };
        own.command("soundcard use files");
        let [voice, heard] = ["voice.wav", "heard.wav"].map(|name| own.folder.path(name).display().to_string());
        own.command(&format!("play {voice}"));
        own.command(&format!("record {heard}"));
        own
    }

    /// Does as the user would: `call`, `answer`, `pause`, `resume`, `transfer`, `terminate`.
    pub(crate) fn command(&mut self, command: &str) {
        writeln!(self.input, "{command}").unwrap_or_else(|why| panic!("{why}:\n{}", self.program.said()));
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

    /// Waits until it has heard so many samples.
    pub(crate) fn hears(&self, samples: usize) {
        let file = self.folder.path("heard.wav");
        until("sound arrives", || std::fs::metadata(&file).is_ok_and(|file| file.len() >= 2 * samples as u64));
    }

    /// What it heard so far.
    pub(crate) fn heard(&self) -> Vec<i16> {
        wave::read(&self.folder.path("heard.wav"))
    }

    /// Puts an end to it, which unregisters; what it heard.
    pub(crate) fn quit(mut self) -> Vec<i16> {
        self.command("quit");
        self.program.wait();
        self.heard()
    }
}

/// Nothing but SIP and RTP on loopback: no server of the maker is asked for versions, keys or presence.
fn config(folder: &Folder, user: &str, password: &str, registrar: SocketAddr, manner: Manner) -> String {
    let Manner { transport, encryption } = manner;
    // SIP and RTP with RTCP, with room for the second call of a transfer.
    let port = ports(12);
    let (host, rtp) = (registrar.ip(), port + 2);
    let [udp, tcp, tls] = ["udp", "tcp", "tls"].map(|own| if own == transport { port } else { 0 });
    format!(
        "[sip]\nsip_port={udp}\nsip_tcp_port={tcp}\nsip_tls_port={tls}\nguess_hostname=0\nipv6_enabled=0\n\
         contact=\"{user}\" <sip:{user}@{host}>\nregister_only_when_network_is_up=0\nverify_server_certs=0\n\
         verify_server_cn=0\nmedia_encryption={encryption}\ndefault_proxy=0\nuse_info=0\n\
         [rtp]\naudio_rtp_port={rtp}-{}\n\
         [proxy_0]\nreg_proxy=<sip:{registrar};transport={transport}>\nreg_identity=sip:{user}@{host}\n\
         reg_expires=600\nreg_sendregister=1\npublish=0\n\
         [auth_info_0]\nusername={user}\npasswd={password}\ndomain={host}\n\
         [storage]\nuri={}\n[misc]\nversion_check_url_root=\n[lime]\nenabled=0\n",
        rtp + 9,
        folder.path("linphone.db").display(),
    )
}
