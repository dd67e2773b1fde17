//! `callwright doctor`: what this machine lacks to run the engine with its configuration. It looks and mends nothing;
//! one check is one function that says what is good or what to do.

use std::fs;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};

use rustix::process::{Resource, getrlimit};

use crate::app::config::{self, Config, Environment};
use crate::edge::clock::Clock;
use crate::edge::sip_tls::{Keys, Warning};
use crate::edge::{recogniser, sounds, voice};
use crate::wire::sip::Transport;

use super::{Exit, explain, serve};

const EXAMPLES: &str = "\
Examples:
  callwright doctor
  callwright doctor --config /etc/callwright.toml

A running engine has its ports, so they are told as taken then.

Exit codes:
  0  nothing is missing
  1  something is missing
  2  the configuration is wrong";

/// Files that a thousand calls open, with room.
const FILES: u64 = 8192;

/// Say what this machine lacks.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The configuration file.
    #[arg(short, long, value_name = "FILE", env = "CALLWRIGHT_CONFIG", default_value = "callwright.toml")]
    pub config: PathBuf,
}

/// What a check found: what is good, or what is missing and what to do.
type Finding = Result<String, String>;

/// A check and its name.
type Check = (&'static str, fn(&Config) -> Finding);

/// Every check.
const CHECKS: [Check; 10] = [
    ("voice", spoken),
    ("recogniser", understood),
    ("data", data),
    ("sounds", sounds_folder),
    ("recordings", recordings),
    ("sip ports", sip),
    ("http ports", http),
    ("rtp ports", rtp),
    ("certificates", certificates),
    ("open files", files),
];

/// Looks at everything and prints a line for each.
pub fn run(args: &Args) -> Exit {
    let config = match config::load(&args.config, &Environment::of_process()) {
        Ok((config, report)) => {
            eprint!("{}", serve::picture(&report));
            config
        }
        Err(error) => {
            eprintln!("{error}");
            return Exit::Usage;
        }
    };
    if let Err(fault) = explain::trial(config.clone()) {
        eprintln!("{fault}");
        return Exit::Usage;
    }
    let mut exit = Exit::Good;
    for (name, check) in CHECKS {
        match check(&config) {
            Ok(good) => println!("ok       {name:<13} {good}"),
            Err(missing) => {
                exit = Exit::Wrong;
                println!("missing  {name:<13} {missing}");
            }
        }
    }
    exit
}

fn spoken(config: &Config) -> Finding {
    let own = &config.process.voice;
    match (voice::probe(own), &own.provider) {
        (Ok(version), None) => Ok(version),
        (Ok(version), Some(provider)) => Ok(format!("{} first, then {version}", provider.url)),
        (Err(fault), None) => Err(format!("Say is silent: {fault}")),
        (Err(fault), Some(provider)) => Err(format!("Say is silent where {} fails: {fault}", provider.url)),
    }
}

fn understood(config: &Config) -> Finding {
    let own = &config.engine.recogniser;
    match &own.url {
        None => Ok("none: speech in Gather counts as silence; see docs/speech.md".into()),
        Some(url) => recogniser::probe(own).map_err(|fault| format!("{url}: {fault}")),
    }
}

fn data(config: &Config) -> Finding {
    writable(&config.process.data.directory, "data.directory")
}

fn sounds_folder(config: &Config) -> Finding {
    writable(&sounds::folder(&config.process.sounds, &config.process.data.directory), "sounds.directory")
}

fn recordings(config: &Config) -> Finding {
    let folder = writable(&config.process.recordings.folder(&config.process.data.directory), "recordings.directory")?;
    match (config.engine.api.listen, &config.engine.api.public_url) {
        (None, None) => Ok(format!("{folder}; applications cannot get them without [api] listen")),
        _ => Ok(folder),
    }
}

/// The folder itself where it is there, else the nearest one in which it would be made.
fn writable(folder: &Path, setting: &str) -> Finding {
    let there = folder.ancestors().map(|own| if own.as_os_str().is_empty() { Path::new(".") } else { own });
    let there = there.into_iter().find(|own| own.is_dir()).unwrap_or(Path::new("/"));
    let probe = there.join(format!(".callwright-doctor-{}", std::process::id()));
    let tried = fs::write(&probe, b"").and_then(|()| fs::remove_file(&probe));
    match tried {
        Ok(()) => Ok(format!("{} can be written", folder.display())),
        Err(why) => Err(format!("{} cannot be written: {why}; make it writable, or set {setting}", folder.display())),
    }
}

fn sip(config: &Config) -> Finding {
    let listens = &config.process.sip.listen;
    for listen in listens {
        let bound = match listen.transport {
            Transport::Udp => UdpSocket::bind(listen.addr).map(drop),
            _ => TcpListener::bind(listen.addr).map(drop),
        };
        bound.map_err(|why| unbound(&listen.to_string(), "sip.listen", &why))?;
    }
    Ok(listens.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}

fn http(config: &Config) -> Finding {
    let admin = ("admin.listen", Some(config.process.admin.listen));
    let ports = [admin, ("api.listen", config.engine.api.listen)];
    let ports: Vec<_> = ports.into_iter().filter_map(|(setting, addr)| Some((setting, addr?))).collect();
    for (setting, addr) in &ports {
        TcpListener::bind(addr).map_err(|why| unbound(&addr.to_string(), setting, &why))?;
    }
    Ok(ports.iter().map(|(setting, addr)| format!("{addr} ({setting})")).collect::<Vec<_>>().join(", "))
}

fn rtp(config: &Config) -> Finding {
    let media = &config.engine.media;
    let bind = |addr: &IpAddr| {
        let free = |port: &u16| UdpSocket::bind(SocketAddr::new(*addr, *port)).is_ok();
        let all = (media.port_min..=media.port_max).take(20);
        match all.clone().filter(free).count() {
            0 => Err(format!("none of the first ports on {addr} is free; see media.addresses and media.port_min")),
            _ => Ok(()),
        }
    };
    media.addresses.iter().try_for_each(bind)?;
    Ok(format!("{} to {}", media.port_min, media.port_max))
}

fn unbound(addr: &str, setting: &str, why: &io::Error) -> String {
    match why.kind() {
        io::ErrorKind::AddrInUse => format!("{addr} is taken: an engine that runs already, or another program"),
        _ => format!("{addr} cannot be listened on: {why}; see {setting}"),
    }
}

fn certificates(config: &Config) -> Finding {
    if !config.process.sip.listen.iter().any(|listen| listen.transport.is_secure()) {
        return Ok("not needed: nothing listens for TLS".into());
    }
    match Keys::load(&config.process.tls) {
        Ok(keys) => valid(&keys.warnings(Clock::start().now())),
        Err(fault) => Err(format!("{fault}; {}", fault.help)),
    }
}

/// One that peers refuse is as good as missing; one that they soon will is still there.
fn valid(warnings: &[Warning]) -> Finding {
    let told: Vec<String> = warnings.iter().map(|own| format!("{own}; {}", own.flaw.help())).collect();
    match warnings.iter().any(|own| own.flaw.is_refused()) {
        true => Err(told.join("; ")),
        false => Ok([vec!["can be used".to_owned()], told].concat().join("; but ")),
    }
}

fn files(_: &Config) -> Finding {
    match getrlimit(Resource::Nofile).maximum {
        Some(most) if most < FILES => {
            Err(format!("{most} at most: a call has four sockets; raise the limit (LimitNOFILE=, ulimit -Hn)"))
        }
        Some(most) => Ok(format!("{most} at most")),
        None => Ok("without limit".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_with_what_to_do() {
        let mut config = Config::default();
        config.process.voice.program = "/no/such/voice".into();
        config.process.data.directory = "/proc/none".into();
        let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
        config.process.sip.listen = vec![config::Listen::udp(taken.local_addr().unwrap())];
        let api = TcpListener::bind("127.0.0.1:0").unwrap();
        config.engine.api.listen = Some(api.local_addr().unwrap());
        config.process.admin.listen = "127.0.0.1:0".parse().unwrap();
        for (check, words) in [
            (spoken as fn(&Config) -> Finding, "install espeak-ng"),
            (data, "set data.directory"),
            (recordings, "set recordings.directory"),
            (sip, "is taken: an engine that runs already"),
            (http, "is taken: an engine that runs already"),
        ] {
            let missing = check(&config).unwrap_err();
            assert!(missing.contains(words), "{missing}");
        }
        assert_eq!(certificates(&config).unwrap(), "not needed: nothing listens for TLS");
    }
}
