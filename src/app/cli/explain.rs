//! `callwright explain`: what would become of a call, and which rule says so. It asks the engine's own steps; nothing
//! of the order of decisions is here.

mod draw;
mod question;

#[cfg(test)]
mod tests;

use std::io::{IsTerminal, Write};
use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::FalseyValueParser;

use crate::app::config::{self, Config, Environment, LoadError};
use crate::base::Rng;
use crate::engine::{Engine, Explanation, SettingsFault};
use crate::sip;
use crate::wire::sip::Transport;

use super::Exit;
use question::Question;

const EXAMPLES: &str = "\
Examples:
  callwright explain +15550001 +15551234
  callwright explain alice bob --config /etc/callwright.toml
  callwright explain sip:alice@acme.example sip:100@acme.example --source 198.51.100.7
  callwright explain alice 0049301234567 --json
  callwright explain +15550001 +15551234 --source 192.0.2.9 --transport tls \
      --request-uri sip:account77@198.51.100.1

FROM and TO are SIP URIs, numbers or users; one without a host is at the host of
the other, or at this engine's own. TO is the To header, and the Request-URI
unless --request-uri names another. It reads the configuration only: a login is
taken as right, and neither calls, bans nor registrations are looked at.

Exit codes:
  0  the call leads somewhere
  1  it is refused or dropped
  2  the command line or the configuration is wrong";

/// Say what would become of a call, and which rule decides.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Who calls: a SIP URI, a number or a user
    pub from: String,
    /// Who is called
    pub to: String,
    /// The Request-URI, where it is not TO: carriers call the contact that was registered there
    #[arg(long, value_name = "URI")]
    pub request_uri: Option<String>,
    /// The address the call comes from
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub source: IpAddr,
    /// What it comes by: udp, tcp, tls; the first that is listened on unless set
    #[arg(long, value_name = "NAME", value_parser = transport)]
    pub transport: Option<Transport>,
    /// The configuration file
    #[arg(short, long, value_name = "FILE", env = "CALLWRIGHT_CONFIG", default_value = "callwright.toml")]
    pub config: PathBuf,
    /// One JSON object, for programs
    #[arg(long)]
    pub json: bool,
    /// No colours; they are also off where the output is not a terminal
    #[arg(long, env = "NO_COLOR", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub no_color: bool,
}

fn transport(name: &str) -> Result<Transport, String> {
    let found = Transport::ALL.into_iter().find(|known| known.label().eq_ignore_ascii_case(name));
    found.ok_or_else(|| format!("`{name}` is no transport: write udp, tcp, tls, ws or wss"))
}

/// Explains the call that `args` describe.
pub fn run(args: &Args) -> Exit {
    let config = match config::load(&args.config, &Environment::of_process()) {
        Ok((config, _)) => config,
        Err(LoadError::Faults(report)) => {
            eprintln!("{}", report.render(std::io::stderr().is_terminal()));
            return Exit::Usage;
        }
        Err(error) => return refuse(&error),
    };
    let (question, explanation) = match explain(config, args) {
        Ok(explained) => explained,
        Err(why) => return refuse(&why),
    };
    let mut out = std::io::stdout().lock();
    let colour = !args.no_color && out.is_terminal();
    let written = match args.json {
        true => draw::json(&mut out, &question, &explanation),
        false => draw::text(&mut out, &question, &explanation, colour),
    };
    // A reader that has gone (`| head`) changes nothing about the answer.
    match written.and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Exit::Usage,
        _ if explanation.refusal.is_some() => Exit::Wrong,
        _ => Exit::Good,
    }
}

/// The question as it was understood, and the engine's answer.
fn explain(config: Config, args: &Args) -> Result<(Question, Explanation), String> {
    let locals = locals(&config);
    let question = Question::read(&config.engine, &locals, args)?;
    let engine = trial(config).map_err(|fault| fault.to_string())?;
    let explanation = engine.explain(&question.invite(), &question.flow());
    Ok((question, explanation))
}

/// The engine of a configuration, for questions alone: it is given no call.
///
/// # Errors
///
/// What only the engine finds: a setting that names another one that is not there.
pub(super) fn trial(config: Config) -> Result<Engine, SettingsFault> {
    let locals = locals(&config);
    // No randomness is used: what is asked for is what the settings say.
    Engine::new(config.engine, sip::Config::new(locals, "explain"), Rng::seeded(0))
}

/// What this engine would listen on.
fn locals(config: &Config) -> Vec<sip::Local> {
    let own = &config.process.sip;
    let advertised = |listen: &config::Listen| match &own.public_address {
        Some(public) => format!("{public}:{}", listen.addr.port()),
        None => listen.addr.to_string(),
    };
    let local = |listen: &config::Listen| sip::Local {
        transport: listen.transport,
        addr: listen.addr,
        advertised: advertised(listen),
    };
    own.listen.iter().map(local).collect()
}

fn refuse(why: &dyn std::fmt::Display) -> Exit {
    eprintln!("{why}");
    Exit::Usage
}
