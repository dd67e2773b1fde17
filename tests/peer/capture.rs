//! What tshark thinks of the packets of a call.

use rustix::process::Signal;

use crate::engine::Engine;
use crate::program::{Folder, Program, until};

/// A running capture of the engine's SIP and RTP.
pub(crate) struct Capture {
    program: Program,
    folder: Folder,
    sip: u16,
}

impl Capture {
    /// Begins, and waits until it has begun. `None` where the system does not allow it.
    pub(crate) fn start(engine: &Engine) -> Option<Self> {
        let folder = Folder::new();
        let (sip, (first, last)) = (engine.udp.port(), engine.media);
        let filter = format!("port {sip} or (udp and portrange {first}-{last})");
        let file = folder.write("packets", "").display().to_string();
        let mut program = Program::start("tshark", ["-i", "lo", "-f", &filter, "-w", &file], folder.path("out"));
        until("tshark captures", || program.said().contains("Capture started") || program.is_over());
        if program.is_over() {
            let said = program.said();
            assert!(said.to_lowercase().contains("permi"), "tshark does not capture:\n{said}");
            eprintln!("not looked at by tshark, which may not capture here: {said}");
            return None;
        }
        Some(Self { program, folder, sip })
    }

    /// Ends and asserts that there were requests and sound, and nothing malformed or wrong.
    pub(crate) fn ends_clean(self) {
        let sound = self.ends_without_fault();
        assert!(sound >= 200, "{sound} RTP");
    }

    /// Ends and asserts that there were requests, and nothing malformed or wrong; how many packets of sound there were.
    pub(crate) fn ends_without_fault(mut self) -> usize {
        self.program.signal(Signal::INT);
        self.program.wait();
        let [invites, sound] = ["sip.Method == \"INVITE\"", "rtp"].map(|filter| self.packets(filter).lines().count());
        assert!(invites >= 2, "{invites} INVITE");
        let bad = self.packets("_ws.malformed or _ws.expert.severity == \"Error\"");
        assert!(bad.is_empty(), "{bad}");
        sound
    }

    fn packets(&self, filter: &str) -> String {
        let file = self.folder.path("packets").display().to_string();
        let [udp, tcp] = ["udp", "tcp"].map(|transport| format!("{transport}.port=={},sip", self.sip));
        let args = [
            "-r",
            &file,
            "-d",
            &udp,
            "-d",
            &tcp,
            "-Y",
            filter,
            "-T",
            "fields",
            "-e",
            "frame.number",
            "-e",
            "_ws.expert.message",
        ];
        let mut program = Program::start("tshark", args, self.folder.path("read"));
        assert!(program.wait().success(), "{}", program.said());
        // A warning about running as root is none of the packets.
        let said = program.said();
        said.lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))
            .map(|line| format!("{line}\n"))
            .collect()
    }
}
