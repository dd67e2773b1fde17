//! Other people's programs: started with their output in files, waited for, and ended with the test.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::net::{TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::park_timeout;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::app::spawn;
use crate::board::PATIENCE;

/// A folder that goes with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("callwright-peer-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).expect("the temporary folder is writable");
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.path(name), content).expect("the temporary folder is writable");
        self.path(name)
    }

    /// What a file says; empty without it.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read(self.path(name)).map_or(String::new(), |bytes| String::from_utf8_lossy(&bytes).into_owned())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What the programs said and heard, and what was captured, explains a test that failed.
        if std::thread::panicking() {
            return eprintln!("kept: {}", self.0.display());
        }
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A running program.
pub(crate) struct Program {
    name: String,
    pid: Pid,
    ended: Receiver<ExitStatus>,
    is_over: bool,
    output: PathBuf,
}

impl Program {
    /// Starts it with both its outputs in `output`.
    pub(crate) fn start<S: AsRef<OsStr>>(program: &str, args: impl IntoIterator<Item = S>, output: PathBuf) -> Self {
        let mut command = Command::new(program);
        command.args(args).stdin(Stdio::null());
        Self::run(command, output).0
    }

    /// The same with more in its environment.
    pub(crate) fn start_in<S: AsRef<OsStr>>(
        environment: impl IntoIterator<Item = (&'static str, PathBuf)>,
        program: &str,
        args: impl IntoIterator<Item = S>,
        output: PathBuf,
    ) -> Self {
        let mut command = Command::new(program);
        command.args(args).envs(environment).stdin(Stdio::null());
        Self::run(command, output).0
    }

    /// Starts what is worked by its standard input, in a home of its own.
    pub(crate) fn worked<S: AsRef<OsStr>>(
        program: &str,
        args: impl IntoIterator<Item = S>,
        home: &Folder,
        output: PathBuf,
    ) -> (Self, ChildStdin) {
        let mut command = Command::new(program);
        command.args(args).env("HOME", home.path("")).stdin(Stdio::piped());
        let (own, input) = Self::run(command, output);
        (own, input.expect("piped"))
    }

    fn run(mut command: Command, output: PathBuf) -> (Self, Option<ChildStdin>) {
        let file = File::create(&output).expect("the temporary folder is writable");
        let errors = file.try_clone().expect("an open file");
        let name = command.get_program().to_string_lossy().into_owned();
        command.stdout(file).stderr(errors);
        let mut child = command.spawn().unwrap_or_else(|why| panic!("{name}: {why}; scripts/test installs it"));
        let input = child.stdin.take();
        (Self::watch(&name, child, output), input)
    }

    /// Watches a program that runs.
    pub(crate) fn watch(name: &str, mut child: Child, output: PathBuf) -> Self {
        let pid = Pid::from_child(&child);
        let (tell, ended) = channel();
        spawn(move || {
            // The test may be over.
            let _ = tell.send(child.wait().expect("our child"));
        });
        Self { name: name.to_owned(), pid, ended, is_over: false, output }
    }

    /// Waits until it has ended.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let status = self.ended.recv_timeout(PATIENCE);
        self.is_over = status.is_ok();
        status.unwrap_or_else(|_| panic!("{} does not end:\n{}", self.name, self.said()))
    }

    /// Whether it has ended.
    pub(crate) fn is_over(&mut self) -> bool {
        self.is_over = self.is_over || self.ended.try_recv().is_ok();
        self.is_over
    }

    /// What it said so far.
    pub(crate) fn said(&self) -> String {
        fs::read(&self.output).map_or(String::new(), |bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Ends it.
    pub(crate) fn signal(&self, signal: Signal) {
        assert!(!self.is_over, "{} has ended", self.name);
        kill_process(self.pid, signal).expect("our child, not waited for");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Its number is its own until somebody has waited for it, which the channel tells.
        if !self.is_over && self.ended.try_recv().is_err() {
            let _ = kill_process(self.pid, Signal::KILL);
        }
    }
}

/// `count` ports in a row that nobody uses, the first one even, below those the system gives away by itself. None is
/// given twice by this process, nor by another one that runs these tests.
pub(crate) fn ports(count: u16) -> u16 {
    let (next, end, _) = REGION.get_or_init(region);
    let is_free = |port: u16| {
        let hosts = ["127.0.0.1", "::1"];
        hosts.iter().all(|host| UdpSocket::bind((*host, port)).is_ok() && TcpListener::bind((*host, port)).is_ok())
    };
    let mut next = next.lock().unwrap_or_else(PoisonError::into_inner);
    let mut firsts = (*next..end - count).step_by(2);
    let first = firsts.find(|first| (*first..first + count).all(is_free)).expect("free ports");
    *next = first + count.next_multiple_of(2);
    first
}

/// First and last of all that `ports` gives.
pub(crate) fn ports_of_all() -> (u16, u16) {
    let (_, end, _) = REGION.get_or_init(region);
    (end - SIZE, end - 1)
}

/// The next port, the end, and the lock of the ports of this process.
static REGION: OnceLock<(Mutex<u16>, u16, File)> = OnceLock::new();
/// How many ports a process has.
const SIZE: u16 = 10_000;

/// The ports of this process: the first region that no other process has locked.
fn region() -> (Mutex<u16>, u16, File) {
    const FIRST: u16 = 10_000;
    let lock = |number: u16| {
        let file = File::create(std::env::temp_dir().join(format!("callwright-peer-ports-{number}"))).ok()?;
        let first = FIRST + number * SIZE;
        file.try_lock().is_ok().then_some((Mutex::new(first), first + SIZE, file))
    };
    (0..2).find_map(lock).expect("at most two runs of these tests at once")
}

/// Waits until `holds`, looking again fifty times a second: for what cannot be waited for otherwise.
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    const LOOK: Duration = Duration::from_millis(20);
    let looks = PATIENCE.as_millis() / LOOK.as_millis();
    assert!(
        (0..looks).any(|_| holds() || {
            park_timeout(LOOK);
            false
        }),
        "{what}"
    );
}

/// Waits: that nothing happens can only be seen in time.
pub(crate) fn lasts(time: Duration) {
    let looks = time.as_millis() / 20;
    (0..looks).for_each(|_| park_timeout(Duration::from_millis(20)));
}

/// Somebody listens on this port, as the kernel says.
pub(crate) fn is_listened_on(port: u16) -> bool {
    // The states of sockets that wait for whoever comes, not of connections that were there a minute ago.
    const WAITING: [&str; 2] = ["0A", "07"];
    let end = format!(":{port:04X}");
    ["udp", "udp6", "tcp", "tcp6"].iter().any(|table| {
        let table = fs::read_to_string(Path::new("/proc/thread-self/net").join(table)).unwrap_or_default();
        table.lines().any(|line| {
            let columns: Vec<_> = line.split_whitespace().take(4).collect();
            matches!(columns[..], [_, local, _, state] if local.ends_with(&end) && WAITING.contains(&state))
        })
    })
}
