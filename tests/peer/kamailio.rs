//! Kamailio as the carrier that `carrier.cfg` describes.

use std::net::SocketAddr;

use rustix::process::Signal;

use crate::program::{Folder, Program, is_listened_on, ports, until};

const CONFIG: &str = include_str!("carrier.cfg");

/// What calls and registrations are paid with.
pub(crate) const LOGIN: &str = "account";
pub(crate) const SECRET: &str = "not for everyone";

/// A running carrier.
pub(crate) struct Carrier {
    program: Program,
    _folder: Folder,
    /// Where its SIP listens.
    pub(crate) addr: SocketAddr,
}

impl Carrier {
    /// A carrier with two lines, given by their ports.
    pub(crate) fn with_lines(first: u16, second: u16) -> Self {
        let (folder, port, dead) = (Folder::new(), ports(2), ports(2));
        let words = [("PORT", port), ("FIRST", first), ("SECOND", second), ("DEAD", dead)];
        let config = CONFIG.replace("@LOGIN@", LOGIN).replace("@SECRET@", SECRET);
        let config =
            words.iter().fold(config, |text, (word, port)| text.replace(&format!("@{word}@"), &port.to_string()));
        let config = folder.write("kamailio.cfg", config).display().to_string();
        // In the foreground, with its log on its output, few processes and little memory.
        let args = ["-f", &config, "-DD", "-E", "-m", "32", "-M", "4"];
        let mut program = Program::start("kamailio", args, folder.path("out"));
        until("kamailio listens", || program.is_over() || is_listened_on(port));
        assert!(!program.is_over(), "kamailio ends at once:\n{}", program.said());
        Self { program, _folder: folder, addr: SocketAddr::from(([127, 0, 0, 1], port)) }
    }

    /// What it saw: `INVITE 100 from bob login=account`, in order.
    pub(crate) fn saw(&self) -> Vec<String> {
        let said = self.program.said();
        said.lines().filter_map(|line| Some(line.split_once("carrier: ")?.1.to_owned())).collect()
    }

    /// Waits until it has seen a line that begins like this.
    pub(crate) fn sees(&self, begins: &str) {
        until(&format!("the carrier never sees {begins}"), || self.saw().iter().any(|line| line.starts_with(begins)));
    }
}

impl Drop for Carrier {
    /// Its processes are ended by the first of them, which must live to do it.
    fn drop(&mut self) {
        if !self.program.is_over() {
            self.program.signal(Signal::TERM);
            if !std::thread::panicking() {
                self.program.wait();
            }
        }
    }
}
