//! sipp with the scenarios of this folder: one call each, its verdict is its exit code.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

use crate::program::{Folder, Program, is_listened_on, ports, until};

/// How a party is played.
#[derive(Clone)]
pub(crate) struct Part {
    scenario: &'static str,
    user: &'static str,
    host: &'static str,
    number: &'static str,
    tcp: bool,
    replaced: BTreeMap<String, String>,
    more: Vec<String>,
}

impl Part {
    pub(crate) fn new(scenario: &'static str, user: &'static str) -> Self {
        Self {
            scenario,
            user,
            host: "127.0.0.1",
            number: "100",
            tcp: false,
            replaced: BTreeMap::new(),
            more: Vec::new(),
        }
    }

    /// Its SIP goes over TCP.
    pub(crate) fn over_tcp(mut self) -> Self {
        self.tcp = true;
        self
    }

    /// Calls this number instead of 100.
    pub(crate) const fn calling(mut self, number: &'static str) -> Self {
        self.number = number;
        self
    }

    /// Lives at this address.
    pub(crate) fn on(mut self, host: &'static str) -> Self {
        self.host = host;
        self
    }

    /// Lives at `::1`.
    pub(crate) fn over_ipv6(mut self) -> Self {
        self.host = "[::1]";
        self
    }

    /// Puts milliseconds into the scenario in place of `name`, which stands there in capitals. The last one counts.
    pub(crate) fn with(self, name: &str, millis: u32) -> Self {
        self.saying(&format!("\"{}\"", name.to_uppercase()), format!("\"{millis}\""))
    }

    /// Puts a text into the scenario, where sipp has no keyword for it.
    pub(crate) fn saying(mut self, place: &str, text: impl Into<String>) -> Self {
        self.replaced.insert(place.to_owned(), text.into());
        self
    }

    /// Adds arguments.
    pub(crate) fn args(mut self, args: &[&str]) -> Self {
        self.more.extend(args.iter().map(|arg| (*arg).to_owned()));
        self
    }
}

/// A running sipp.
pub(crate) struct Sipp {
    program: Program,
    folder: Folder,
    part: Part,
    /// Where it listens.
    pub(crate) port: u16,
}

impl Sipp {
    /// Waits for calls.
    pub(crate) fn callee(part: Part) -> Self {
        let mut own = Self::start(part, None);
        let port = own.port;
        until("sipp listens", || own.program.is_over() || is_listened_on(port));
        assert!(!own.program.is_over(), "sipp ends at once:\n{}{}", own.program.said(), own.folder.read("errors"));
        own
    }

    /// Calls at `there`: the engine, or who leads to it.
    pub(crate) fn caller(part: Part, there: SocketAddr) -> Self {
        let number = part.number;
        Self::start(part.args(&["-s", number]), Some(&there.to_string()))
    }

    fn start(part: Part, remote: Option<&str>) -> Self {
        let folder = Folder::new();
        let source =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peer/scenarios").join(format!("{}.xml", part.scenario));
        let mut text = std::fs::read_to_string(&source).unwrap_or_else(|why| panic!("{}: {why}", source.display()));
        for (place, new) in &part.replaced {
            assert!(text.contains(place), "{place} in {}", part.scenario);
            text = text.replace(place.as_str(), new);
        }
        let scenario = folder.write("scenario.xml", text).display().to_string();
        // SIP, sipp's own control, and two pairs for media that it binds even when none is sent.
        let port = ports(8);
        let [sip, control, media] = [port, port + 1, port + 2].map(|port| port.to_string());
        let [errors, messages] = ["errors", "messages"].map(|name| folder.path(name).display().to_string());
        let local = part.host.trim_matches(['[', ']']);
        let mut args: Vec<&str> = remote.into_iter().collect();
        args.extend(["-sf", &scenario, "-i", local, "-p", &sip, "-cp", &control, "-mp", &media]);
        args.extend(["-m", "1", "-nostdin", "-timeout", "50", "-timeout_error", "-trace_err", "-error_file", &errors]);
        // How late a busy machine wakes sipp up is no error of the call.
        args.extend(["-watchdog_minor_threshold", "50000", "-watchdog_major_threshold", "50000"]);
        args.extend(["-trace_msg", "-message_file", &messages, "-key", "user", part.user]);
        args.extend(if part.tcp { ["-t", "t1"] } else { ["-t", "u1"] });
        args.extend(part.more.iter().map(String::as_str));
        let program = Program::start("sipp", args, folder.path("out"));
        Self { program, folder, part, port }
    }

    /// Its place in a document.
    pub(crate) fn uri(&self) -> String {
        let transport = if self.part.tcp { ";transport=tcp" } else { "" };
        format!("sip:{}@{}:{}{transport}", self.part.user, self.part.host, self.port)
    }

    /// Where the other side wants sound, as its answer says once it has come.
    pub(crate) fn media_port(&self) -> u16 {
        let mut port = None;
        until("the call is answered with SDP", || {
            let said = self.folder.read("messages");
            let answer = said.split("SIP/2.0 200 ").nth(1).and_then(|rest| rest.split("m=audio ").nth(1));
            port = answer.and_then(|rest| rest.split(' ').next()?.parse().ok());
            port.is_some()
        });
        port.expect("just found")
    }

    /// Waits for its end and asserts that all went as the scenario says; what was said on the wire.
    pub(crate) fn succeeds(mut self) -> String {
        let status = self.program.wait();
        let [errors, messages] = ["errors", "messages"].map(|name| self.folder.read(name));
        let name = format!("{} as {}", self.part.scenario, self.part.user);
        assert!(status.success(), "{name}: {status}\n{errors}\n{}\n{messages}", self.program.said());
        assert!(errors.is_empty() || self.part.more.iter().any(|arg| arg == "-lost"), "{name}:\n{errors}\n{messages}");
        messages
    }
}
