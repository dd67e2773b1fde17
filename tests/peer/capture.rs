//! What tshark thinks of the packets of a test. Every engine of these tests is listened to from before its first packet to
//! its end, and no message may be malformed or an error to tshark's experts. Of what is encrypted only the records of TLS
//! are looked at: nobody gives tshark the keys, which the engine never writes down. RTP and RTCP are not looked at where
//! SDP has named keys for their ports, and nowhere where that SDP may be inside TLS, unless the engine never encrypts sound.
//!
//! This needs the right to capture. CALLWRIGHT_SKIP_CAPTURE leaves it out, which the test says.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use rustix::process::Signal;

use crate::program::{Folder, Program, until};

/// The severity of an error among tshark's experts, which it prints by number.
const ERROR: &str = "8388608";
/// What is printed of each packet that is looked at.
const FIELDS: [&str; 9] = [
    "frame.number",
    "frame.protocols",
    "_ws.malformed",
    "_ws.expert.severity",
    "_ws.expert.message",
    "sdp.media_attr",
    "sdp.media.port",
    "udp.srcport",
    "udp.dstport",
];

/// A running capture of an engine's SIP and RTP.
pub(crate) struct Capture {
    program: Program,
    folder: Folder,
    /// SIP over UDP and TCP.
    sip: SocketAddr,
    /// No call of it is encrypted.
    plain: bool,
}

/// What passed by.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Messages of SIP that could be read.
    pub(crate) messages: usize,
    /// Packets with records of TLS.
    pub(crate) records: usize,
    /// Packets of RTP or SRTP.
    pub(crate) sound: usize,
    /// Lines about packets that are wrong.
    pub(crate) faults: Vec<String>,
}

impl Capture {
    /// Begins, and waits until it has begun: of `sip`, the port above for TLS, and all from the first to the last `media`.
    /// `plain` where the engine encrypts no sound. `None` where it is to be left out.
    pub(crate) fn start(sip: SocketAddr, media: (u16, u16), plain: bool) -> Option<Self> {
        #[expect(clippy::disallowed_methods, reason = "the variable says so and nothing else can")]
        if std::env::var_os("CALLWRIGHT_SKIP_CAPTURE").is_some() {
            eprintln!("not looked at by tshark: CALLWRIGHT_SKIP_CAPTURE is set");
            return None;
        }
        let folder = Folder::new();
        let (port, (first, last)) = (sip.port(), media);
        let filter = format!("portrange {port}-{} or (udp and portrange {first}-{last})", port + 1);
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
        Some(Self { program, folder, sip, plain })
    }

    /// Ends, and reads what passed; where there must have been packets, not before the first of them.
    pub(crate) fn end(mut self, must_have: bool) -> Seen {
        self.is_written(must_have);
        self.program.signal(Signal::INT);
        self.program.wait();
        let file = self.folder.path("packets").display().to_string();
        let port = self.sip.port();
        let [udp, tcp, tls] =
            [format!("udp.port=={port},sip"), format!("tcp.port=={port},sip"), format!("tcp.port=={},tls", port + 1)];
        let filter = format!("sip or tls or rtp or _ws.malformed or _ws.expert.severity == {ERROR}");
        let mut args = vec!["-n", "-r", &file, "-d", &udp, "-d", &tcp, "-d", &tls, "-Y", &filter, "-T", "fields"];
        // Sound that comes from elsewhere than SDP says is found by its looks.
        args.extend(["--enable-heuristic", "rtp_udp", "--enable-heuristic", "rtcp_udp"]);
        args.extend(FIELDS.iter().flat_map(|field| ["-e", field]));
        let mut program = Program::start("tshark", args, self.folder.path("read"));
        assert!(program.wait().success(), "{}", program.said());
        Seen::read(&program.said(), self.plain)
    }

    /// Waits until the packets on their way have come: what dumpcap has not seen when it is told to end is lost.
    fn is_written(&self, must_have: bool) {
        // It writes twice a second. A file without packets has a head of this length at most.
        const STILL: u32 = 30;
        const HEAD: u64 = 500;
        let (mut length, mut looks) = (0, 0);
        until("the packets are written", || {
            let now = std::fs::metadata(self.folder.path("packets")).map_or(0, |file| file.len());
            looks = if now == length { looks + 1 } else { 0 };
            length = now;
            looks >= STILL && (!must_have || length > HEAD)
        });
    }
}

impl Seen {
    fn read(said: &str, plain: bool) -> Self {
        let (mut own, mut hides) = (Self::default(), false);
        // The ports of lines that may be encrypted, with those of their RTCP.
        let mut sealed: BTreeSet<u16> = BTreeSet::new();
        let mut faults = Vec::new();
        // A warning about running as root is none of the packets.
        for line in said.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())) {
            let columns: Vec<_> = line.split('\t').collect();
            let [_, protocols, malformed, severities, _, session, lines, from, to] = columns[..] else {
                panic!("nine columns: {line}")
            };
            let ports = |column: &str| column.split(',').filter_map(|port| port.parse().ok()).collect::<Vec<u16>>();
            let has = |name: &str| protocols.split(':').any(|protocol| protocol == name);
            own.messages += usize::from(has("sip"));
            own.records += usize::from(has("tls"));
            own.sound += usize::from(has("rtp") || has("srtp"));
            hides |= has("tls") && !plain;
            if session.contains("crypto:") {
                sealed.extend(ports(lines).into_iter().flat_map(|port| [port, port.saturating_add(1)]));
            }
            if !malformed.is_empty() || severities.split(',').any(|severity| severity == ERROR) {
                let is_sound = ["rtp", "rtcp"].iter().any(|name| line.contains(&format!(":udp:{name}")));
                faults.push((line.to_owned(), is_sound, [ports(from), ports(to)].concat()));
            }
        }
        // What SRTP has sealed, its RTCP above all, is no RTCP to whoever lacks the keys.
        let is_sealed = |ports: &[u16]| hides || ports.iter().any(|port| sealed.contains(port));
        faults.retain(|(_, is_sound, ports)| !(*is_sound && is_sealed(ports)));
        own.faults = faults.into_iter().map(|(line, ..)| line).collect();
        own
    }
}

#[test]
fn sound_of_one_sealed_line_excuses_no_other() {
    let sip = "1\teth:ip:udp:sip:sdp\t\t\t\tcrypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\t4000\t5060\t5060";
    let fault = |port: u16| format!("2\teth:ip:udp:rtcp\t\t8388608\tbad\t\t\t{port}\t9001");
    let plain = "3\teth:ip:udp:sip:sdp\t\t\t\tsendrecv\t4100\t5060\t5060";
    let seen = |lines: &[&str]| Seen::read(&lines.join("\n"), false).faults.len();
    assert_eq!(seen(&[sip, plain, &fault(4000), &fault(4001)]), 0);
    assert_eq!(seen(&[sip, plain, &fault(4000), &fault(4101)]), 1);
    let tls = "4\teth:ip:tcp:tls\t\t\t\t\t\t\t";
    assert_eq!(seen(&[tls, &fault(4101)]), 0, "nobody knows what was agreed on there");
}
