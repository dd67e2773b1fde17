//! `callwright demo`: one call on real loopback sockets, with nothing to install. The loop is that of `serve`; the
//! phones are those of the virtual town with sockets of their own; the documents are compiled in.
//!
//! Who does what is `street`, what is proved is `judge`, what is printed is `show`.

mod application;
mod judge;
mod show;
mod sound;
mod street;
mod telephone;
mod watch;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::builder::FalseyValueParser;

use super::Exit;
use crate::base::Time;
use crate::edge::clock::Clock;
use crate::edge::run::StartError;
use crate::sim::Style;

use show::Show;
use street::Street;

const EXAMPLES: &str = "\
Examples:
  callwright demo
  callwright demo --seconds 20
  callwright demo --port 5060 --no-color > demo.txt

Two phones, a web server and the engine run in this process, on loopback ports. Nothing stays behind.

Exit codes:
  0  every sound, callback and message arrived
  1  something did not; the line with the cross says what
  3  it cannot start: a port is taken";

/// Columns where the output is no terminal.
const WIDTH: usize = 100;
/// The narrowest ladder that can be read.
const NARROWEST: usize = 72;
/// The widest one that the eye can follow.
const WIDEST: usize = 120;

/// Place a real call on loopback sockets and watch it
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The engine's SIP port, for UDP and TCP; 0 takes free ones
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Seconds of sound both ways
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=60))]
    seconds: u64,
    /// Columns of the ladder; those of the terminal by default
    #[arg(long, env = "COLUMNS", hide_env_values = true)]
    width: Option<usize>,
    /// No colours; they are also off where the output is not a terminal
    #[arg(long, env = "NO_COLOR", hide_env_values = true, value_parser = FalseyValueParser::new())]
    no_color: bool,
}

/// What the call shall be like.
#[derive(Clone, Copy, Debug)]
struct Wishes {
    port: u16,
    seconds: u64,
}

/// Why there was no call to judge.
#[derive(Debug, thiserror::Error)]
enum DemoError {
    /// The engine.
    #[error("the engine cannot start: {0}")]
    Start(#[from] StartError),
    /// Somebody else's socket.
    #[error("{what} has no working socket on loopback: {why}")]
    Socket {
        /// Whose.
        what: &'static str,
        /// What the system said.
        why: io::Error,
    },
    /// The temporary folder.
    #[error("{path} cannot be made: {why}; TMPDIR names another place")]
    Folder {
        /// Where.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// The output.
    #[error("the output cannot be written: {0}")]
    Output(#[from] io::Error),
    /// Something that runs for ever did not.
    #[error("{0} ended before the call")]
    Ended(&'static str),
    /// Control-C.
    #[error("interrupted")]
    Interrupted,
}

pub(super) fn run(args: &Args) -> Exit {
    let mut out = io::stdout();
    let colour = !args.no_color && out.is_terminal();
    let width = args.width.or_else(|| width(&out)).unwrap_or(WIDTH).clamp(NARROWEST, WIDEST);
    let style = Style { width, colour, every_message: false };
    let wishes = Wishes { port: args.port, seconds: args.seconds };
    match play(wishes, style, &mut out) {
        Ok(true) => Exit::Good,
        Ok(false) => Exit::Wrong,
        // A reader that has gone (`| head`) has seen what it wanted.
        Err(DemoError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Wrong,
        Err(error) => {
            eprintln!("demo: {error}");
            if matches!(error, DemoError::Interrupted | DemoError::Ended(_)) { Exit::Wrong } else { Exit::Start }
        }
    }
}

/// The columns of the terminal behind `out`, if there is one.
fn width(out: &io::Stdout) -> Option<usize> {
    rustix::termios::tcgetwinsize(out).ok().map(|size| usize::from(size.ws_col)).filter(|columns| *columns > 0)
}

/// Plays the call and prints it; whether everything arrived.
fn play(wishes: Wishes, style: Style, out: &mut dyn Write) -> Result<bool, DemoError> {
    let system = |why: io::Error| StartError::System { what: "a runtime", why: why.to_string() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(system)?;
    let folder = Folder::new()?;
    runtime.block_on(async {
        let clock = Clock::start();
        let mut show = Show::new(out, style, clock.now());
        let (street, beside) = Street::open(wishes, &folder.0, &mut show, clock.clone()).await?;
        let start = street.start();
        let evidence = street.play(beside, &mut show).await?;
        let findings = evidence.findings();
        show.callbacks(&evidence, start)?;
        show.end(&evidence, &findings)?;
        Ok(findings.iter().all(|finding| finding.good))
    })
}

/// Waits until `deadline`; without one, for ever.
#[expect(clippy::disallowed_methods, reason = "the phones' deadlines, and the demo's own patience, on real sockets")]
async fn until(clock: &Clock, deadline: Option<Time>) {
    match deadline {
        Some(deadline) => tokio::time::sleep(deadline.since(clock.now())).await,
        None => std::future::pending().await,
    }
}

/// A temporary folder that goes when it is dropped.
#[derive(Debug)]
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self, DemoError> {
        let path = std::env::temp_dir().join(format!("callwright-demo-{}", std::process::id()));
        let made = std::fs::create_dir(&path);
        made.map_err(|why| DemoError::Folder { path: path.clone(), why })?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

fn remove(path: &Path) {
    if let Err(error) = std::fs::remove_dir_all(path) {
        eprintln!("demo: {} stays behind: {error}", path.display());
    }
}
