//! `callwright demo` as a stranger runs it: from its first line to its exit code, on real loopback sockets.

use std::net::UdpSocket;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A folder of its own for the temporary files of one run; it goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("callwright-test-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("the temporary folder is writable");
        Self(path)
    }

    /// Runs the demo here, with nothing of the caller's environment.
    fn demo(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_callwright"));
        command.arg("demo").args(args).env_clear().env("TMPDIR", &self.0).current_dir(&self.0).stdin(Stdio::null());
        command.output().expect("the program starts")
    }

    fn is_empty(&self) -> bool {
        std::fs::read_dir(&self.0).expect("our folder").next().is_none()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left lies in the system's temporary folder.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn one_call_arrives_whole_and_is_shown_as_it_happens() {
    let folder = Folder::new("demo");
    let output = folder.demo(&["--seconds", "1"]);
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!((output.status.code(), &*complained), (Some(0), ""), "{said}");
    let mut rest = &*said;
    for piece in [
        "<Sip url=\"/everything.screen.xml\"",
        "alice",
        "callwright",
        "kate",
        "app",
        " INVITE ",
        "POST /everything.xml",
        " 200 Dial ",
        "407 Proxy",
        "INVITE + credentials",
        "180 Ringing",
        "POST /events ringing, SequenceNumber 1",
        "POST /everything.screen.xml",
        " 200 Pause ",
        "RTP ",
        " BYE ",
        "Posted to /events",
        "SequenceNumber=0",
        "SequenceNumber=1",
        "SequenceNumber=2",
        "SequenceNumber=3",
        "✓ kate was called over TCP, with X-a: 1 and X-b: 2, with credentials after 407",
        "✓ alice heard kate: ",
        "✓ kate heard alice: ",
        "✓ 4 callbacks in order: 0 initiated, 1 ringing, 2 answered, 3 completed",
        "✓ all 7 requests bear a valid X-Twilio-Signature",
        "1 s of sound both ways, 4 callbacks in order.",
    ] {
        let at = rest.find(piece).unwrap_or_else(|| panic!("{piece:?} is missing or out of order in\n{said}"));
        rest = &rest[at + piece.len()..];
    }
    assert!(!said.contains('✗') && !said.contains('\x1b'), "{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 100), "a line is too wide in\n{said}");
    assert!(folder.is_empty(), "something stayed behind");
}

#[test]
fn a_port_that_is_taken_is_named_and_leaves_with_three() {
    let folder = Folder::new("demo-taken");
    let taken = UdpSocket::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("bound").port().to_string();
    let output = folder.demo(&["--port", &port]);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{complained}");
    assert!(
        complained.contains("SIP over UDP cannot listen on 127.0.0.1") && complained.contains(&port),
        "{complained}"
    );
    assert!(folder.is_empty(), "something stayed behind");
}
