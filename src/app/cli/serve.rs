//! `callwright serve`: the engine from one configuration file, until it is told to end.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};

use crate::app::config::{self, Config, Environment, LoadError, Report};
use crate::app::log;
use crate::edge::journal::Place;
use crate::edge::run::{Handle, Plan, StartError};
use crate::edge::sip_stream::Limits;
use crate::edge::sip_ws::Rules;
use crate::edge::voice;
use crate::wire::sip::{self, Transport};

use super::{Exit, explain};

const EXAMPLES: &str = "\
Examples:
  callwright serve --config /etc/callwright.toml
  callwright serve --check-config
  CALLWRIGHT_LIMITS__CALLS=5 CALLWRIGHT_LOG__LEVEL=debug callwright serve

Every value of the file can be replaced by a variable: CALLWRIGHT_ and the
path of the key in capitals, `__` between its parts. callwright.example.toml
shows every setting.

SIGTERM or SIGINT refuses new calls, lets the others finish for
run.drain_seconds, ends the rest with BYE, delivers callbacks for ten seconds
more and leaves with 0. A second signal ends at once. SIGHUP reads the
certificates of TLS again.";

/// Threads that may wait for the name service at once.
const BLOCKING_THREADS: usize = 16;

/// Run the engine from one configuration file.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The configuration file.
    #[arg(short, long, value_name = "FILE", env = "CALLWRIGHT_CONFIG", default_value = "callwright.toml")]
    pub config: PathBuf,
    /// Say what is wrong with the configuration and start nothing.
    #[arg(long)]
    pub check_config: bool,
}

/// Runs the engine until it is told to end.
pub fn run(args: &Args) -> Exit {
    let (config, report) = match config::load(&args.config, &Environment::of_process()) {
        Ok(loaded) => loaded,
        Err(LoadError::Faults(report)) => return refuse(&picture(&report), Exit::Usage),
        Err(error) => return refuse(&error, Exit::Usage),
    };
    eprint!("{}", picture(&report));
    if args.check_config {
        return match explain::trial(config) {
            Ok(_) => {
                let told = if report.faults.is_empty() { "good" } else { "good, with warnings" };
                println!("{}: {told}", args.config.display());
                Exit::Good
            }
            Err(fault) => refuse(&fault, Exit::Usage),
        };
    }
    if let Err(why) = log::begin(&config.process.log) {
        return refuse(&why, Exit::Usage);
    }
    if let Err(fault) = voice::probe(&config.process.voice) {
        match &config.process.voice.provider {
            Some(_) => tracing::warn!(%fault, "Say is silent where the speech service fails"),
            None => tracing::warn!(%fault, "Say is silent"),
        }
    }
    match serve(config) {
        Ok(()) => Exit::Good,
        Err(error) => refuse(&format!("cannot start: {error}"), Exit::Start),
    }
}

fn refuse(why: &dyn std::fmt::Display, exit: Exit) -> Exit {
    eprintln!("{why}");
    exit
}

pub(super) fn picture(report: &Report) -> String {
    report.render(std::io::stderr().is_terminal())
}

fn serve(config: Config) -> Result<(), StartError> {
    let system = |why: std::io::Error| StartError::System { what: "a runtime", why: why.to_string() };
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_all().max_blocking_threads(BLOCKING_THREADS).build().map_err(system)?;
    let ended = runtime.block_on(async {
        let house = plan(config).start().await?;
        listen_for_signals(&house.handle()).map_err(system)?;
        for (transport, addr) in house.locals() {
            tracing::info!(%addr, "SIP over {}", transport.name());
        }
        if let Some(addr) = house.admin() {
            tracing::info!(%addr, "admin: /health /ready /metrics");
        }
        if let Some(addr) = house.api() {
            tracing::info!(%addr, "API: recordings, conferences");
        }
        let census = house.run().await;
        tracing::info!(calls = census.calls, callbacks = census.letters, "ended");
        Ok(())
    });
    // A thread that still waits for the name service must not hold up the end.
    runtime.shutdown_background();
    ended
}

/// The tables of the file as the loop wants them.
fn plan(config: Config) -> Plan {
    let Config { process, engine } = config;
    let listens = process.sip.listen.iter().map(|listen| (listen.transport, listen.addr));
    let (datagrams, streams): (Vec<_>, Vec<_>) = listens.partition(|(transport, _)| *transport == Transport::Udp);
    Plan {
        settings: engine,
        udp: datagrams.into_iter().map(|(_, addr)| addr).collect(),
        streams,
        limits: Limits {
            message: Duration::from_secs(process.sip.message_seconds),
            idle: Duration::from_secs(process.sip.idle_seconds),
            keep_alive: Some(Duration::from_secs(process.sip.keep_alive_seconds)).filter(|every| !every.is_zero()),
            connections: process.sip.connections,
            ..Limits::default()
        },
        tls: process.tls,
        web: Rules { origins: process.sip.origins },
        public_address: process.sip.public_address.clone(),
        udp_limit: process.sip.udp_limit,
        failover: Duration::from_millis(process.sip.failover_ms),
        name_servers: process.dns.servers.iter().filter_map(|server| crate::app::config::Dns::server(server)).collect(),
        name_timeout: Duration::from_millis(process.dns.timeout_ms),
        messages: sip::Limits {
            headers: process.sip.max_headers,
            vias: process.sip.max_vias,
            ..sip::Limits::default()
        },
        admin: Some(process.admin.listen),
        data: process.data.directory,
        sounds: process.sounds,
        voice: process.voice,
        recordings: process.recordings,
        journal: process.journal.map(|own| Place { path: own.path, max_bytes: own.max_bytes, keep: own.keep }),
        media_threads: process.run.media_threads,
        drain: Duration::from_secs(process.run.drain_seconds),
    }
}

#[expect(clippy::disallowed_methods, reason = "signals are waited for beside the loop")]
fn listen_for_signals(handle: &Handle) -> std::io::Result<()> {
    for kind in [SignalKind::terminate(), SignalKind::interrupt()] {
        let (mut signals, handle) = (signal(kind)?, handle.clone());
        tokio::spawn(async move {
            while signals.recv().await.is_some() {
                handle.stop().await;
            }
        });
    }
    let (mut signals, handle) = (signal(SignalKind::hangup())?, handle.clone());
    tokio::spawn(async move {
        while signals.recv().await.is_some() {
            handle.renew_certificates().await;
        }
    });
    Ok(())
}
