//! What tshark thinks of the packets of a test. Every engine of these tests is listened to from before its first packet
//! to its end, and no message may be malformed or an error to tshark's experts: what goes by its ports, and by
//! connections that it opened to telephones from whichever port. What goes by TLS is read where the other side tells
//! its keys (`tls_keys`); elsewhere only the records are. RTP and RTCP are not looked at where SDP has named keys for
//! their ports, and nowhere where that SDP may be inside TLS, unless the engine never encrypts sound.
//!
//! This needs the right to capture. CALLWRIGHT_SKIP_CAPTURE leaves it out, which the test says.

use std::net::SocketAddr;
use std::sync::Arc;

use rustix::process::Signal;

use crate::program::{Folder, Program, ports_of_all, until};
use crate::seen::{ERROR, FIELDS, Seen};
use crate::tls_keys::Keys;

/// A running capture of an engine's SIP and RTP.
pub(crate) struct Capture {
    program: Program,
    folder: Folder,
    /// SIP over UDP and TCP.
    sip: SocketAddr,
    /// First and last port of RTP.
    media: (u16, u16),
    /// What opens TLS to tshark.
    keys: Option<Arc<Keys>>,
    /// No call of it is encrypted.
    plain: bool,
}

impl Capture {
    /// Begins, and waits until it has begun: of `sip`, the port above for TLS, all from the first to the last `media`,
    /// and every connection to a telephone of these tests. `plain` where the engine encrypts no sound; `secure` where
    /// it speaks TLS. `None` where it is to be left out.
    pub(crate) fn start(sip: SocketAddr, media: (u16, u16), plain: bool, secure: bool) -> Option<Self> {
        #[expect(clippy::disallowed_methods, reason = "the variable says so and nothing else can")]
        if std::env::var_os("CALLWRIGHT_SKIP_CAPTURE").is_some() {
            eprintln!("not looked at by tshark: CALLWRIGHT_SKIP_CAPTURE is set");
            return None;
        }
        let folder = Folder::new();
        let (port, (first, last), (low, high)) = (sip.port(), media, ports_of_all());
        let filter = format!("(udp and (port {port} or portrange {first}-{last})) or (tcp and portrange {low}-{high})");
        let interface = if sip.ip().is_loopback() { "lo" } else { "any" };
        let file = folder.path("packets").display().to_string();
        let mut program =
            Program::start("dumpcap", ["-q", "-i", interface, "-f", &filter, "-w", &file], folder.path("out"));
        until("dumpcap captures", || program.said().contains("File: ") || program.is_over());
        assert!(
            !program.is_over(),
            "dumpcap does not capture: give it the right to, or set CALLWRIGHT_SKIP_CAPTURE to leave this out\n{}",
            program.said()
        );
        let keys = secure.then(Keys::shared);
        Some(Self { program, folder, sip, media, keys, plain })
    }

    /// Ends, and reads what passed; where there must have been packets, not before the first of them.
    pub(crate) fn end(mut self, must_have: bool) -> Seen {
        self.is_written(must_have);
        self.program.signal(Signal::INT);
        self.program.wait();
        let file = self.folder.path("packets").display().to_string();
        let port = self.sip.port();
        let (secure, keys) = (port + 1, self.keys.as_ref().map(|keys| keys.file().display().to_string()));
        let ways = [
            format!("udp.port=={port},sip"),
            format!("tcp.port=={port},sip"),
            format!("tcp.port=={secure},tls"),
            format!("tls.port=={secure},sip"),
        ];
        let keys = format!("tls.keylog_file:{}", keys.unwrap_or_default());
        let filter = format!("sip or tls or rtp or _ws.malformed or _ws.expert.severity == {ERROR}");
        let mut args = vec!["-n", "-r", &file, "-Y", &filter, "-T", "fields", "-o", &keys];
        args.extend(ways.iter().flat_map(|way| ["-d", way]));
        // Sound that comes from elsewhere than SDP says is found by its looks, and before its port is asked: many of
        // the ports of these tests belong to some protocol that nobody speaks here.
        args.extend(["--enable-heuristic", "rtp_udp", "--enable-heuristic", "rtcp_udp"]);
        args.extend(["-o", "udp.try_heuristic_first:TRUE"]);
        args.extend(FIELDS.iter().flat_map(|field| ["-e", field]));
        let mut program = Program::start("tshark", args, self.folder.path("read"));
        assert!(program.wait().success(), "{}", program.said());
        Seen::read(&program.said(), port, self.media, self.plain)
    }

    /// Waits until the packets on their way have come: what dumpcap has not seen when it is told to end is lost.
    fn is_written(&self, must_have: bool) {
        // It writes twice a second, what other tests say to their telephones too. A file
        // without packets has a head of this length at most.
        const STILL: u32 = 30;
        const ENOUGH: u32 = 100;
        const HEAD: u64 = 500;
        let (mut length, mut looks, mut all) = (0, 0, 0);
        until("the packets are written", || {
            let now = std::fs::metadata(self.folder.path("packets")).map_or(0, |file| file.len());
            looks = if now == length { looks + 1 } else { 0 };
            (length, all) = (now, all + 1);
            (looks >= STILL || all >= ENOUGH) && (!must_have || length > HEAD)
        });
    }
}
