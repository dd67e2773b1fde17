//! `callwright verify`: which signature of a request that a server got is wrong, and why it may be (spec §6.11). It
//! checks as `call/ask/verifier` does; whether a request came before is not to be seen in one request.

#[cfg(test)]
mod tests;

use std::fs;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use crate::app::config::{self, Environment, LoadError};
use crate::base::Time;
use crate::call::ask::verifier::{TOLERANCE, timely};
use crate::edge::clock::Clock;
use crate::wire::http::stamp::{self, Received, Unstamped};
use crate::wire::http::{Method, Signer, form};

use super::Exit;

const EXAMPLES: &str = "\
Examples:
  callwright verify https://example.com/voice request.txt
  callwright verify https://example.com/voice request.txt --at 1709633730
  nc -l 8080 | callwright verify http://127.0.0.1:8080/voice -

The file has the request as your server got it: headers, an empty line, the
body. A first line like `POST /voice HTTP/1.1` may stand above; without one it
is a POST if there is a body. The token is that of the configuration.

Exit codes:
  0  everything is right
  1  a signature or the time is wrong, or missing
  2  the request or the configuration cannot be read";

/// Say which signature of a request is wrong, and why.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The URL that the engine was given: with https where that is so, and with its query
    pub url: String,
    /// The request, or - for the standard input
    #[arg(value_name = "FILE", default_value = "-")]
    pub request: PathBuf,
    /// When it came, in seconds since 1970; now unless set
    #[arg(long, value_name = "SECONDS")]
    pub at: Option<u32>,
    /// The configuration file
    #[arg(short, long, value_name = "FILE", env = "CALLWRIGHT_CONFIG", default_value = "callwright.toml")]
    pub config: PathBuf,
}

/// Checks the request that `args` name.
pub fn run(args: &Args) -> Exit {
    let signer = match config::load(&args.config, &Environment::of_process()) {
        Ok((config, _)) => Signer::new(config.engine.account.auth_token),
        Err(LoadError::Faults(report)) => {
            eprintln!("{}", report.render(io::stderr().is_terminal()));
            return Exit::Usage;
        }
        Err(error) => {
            eprintln!("{error}");
            return Exit::Usage;
        }
    };
    let bytes = match read(&args.request) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("{}: {error}", args.request.display());
            return Exit::Usage;
        }
    };
    let now = args.at.map_or_else(|| Clock::start().now(), |secs| Time::from_secs(secs.into()));
    let findings = Request::parse(&args.url, &bytes).findings(now, &signer);
    for finding in &findings {
        println!("{}", finding.to_string().trim_end());
    }
    if findings.iter().all(|finding| finding.good) { Exit::Good } else { Exit::Wrong }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    if path != Path::new("-") {
        return fs::read(path);
    }
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What one check found.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    good: bool,
    name: &'static str,
    text: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mark = if self.good { "right" } else { "wrong" };
        write!(f, "{mark}  {:<27}  {}", self.name, self.text)
    }
}

/// A request as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Request {
    method: Method,
    url: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    fn parse(url: &str, bytes: &[u8]) -> Self {
        let (head, body) = head_and_body(bytes);
        let head = String::from_utf8_lossy(head);
        let mut lines = head.lines().peekable();
        let first = lines.next_if(|line| line.contains(" HTTP/"));
        let method = match first.map(|line| line.starts_with("GET ")) {
            Some(true) => Method::Get,
            None if body.is_empty() => Method::Get,
            _ => Method::Post,
        };
        let header = |line: &str| line.split_once(':').map(|(name, value)| (name.trim().into(), value.trim().into()));
        Self { method, url: url.to_owned(), headers: lines.filter_map(header).collect(), body: body.to_vec() }
    }

    fn received(&self) -> Received<'_> {
        Received { method: self.method, url: &self.url, headers: &self.headers, body: &self.body }
    }

    /// What is to be said of it.
    fn findings(&self, now: Time, signer: &Signer) -> Vec<Finding> {
        let first = ["X-Twilio-Signature", "X-RestComm-Signature"].map(|name| self.first(name, signer));
        let (second, time) = match self.received().stamp(signer) {
            Ok(own) => {
                let left = format!("left {} as {}, sending {}", own.time.rfc2822(), own.id, own.sequence);
                let time = match timely(now, &own, TOLERANCE) {
                    Ok(()) => Finding { good: true, name: stamp::TIME, text: left },
                    Err(refusal) => Finding { good: false, name: stamp::TIME, text: format!("{left}: {refusal}") },
                };
                (Finding { good: true, name: stamp::SIGNATURE, text: String::new() }, Some(time))
            }
            Err(why) => {
                let told = |other: &Self| other.received().stamp(signer).is_ok();
                let hint = if why == Unstamped::Altered { self.hint(told) } else { String::new() };
                (Finding { good: false, name: stamp::SIGNATURE, text: format!("{why}{hint}") }, None)
            }
        };
        first.into_iter().chain([second]).chain(time).collect()
    }

    /// A signature over URL and parameters.
    fn first(&self, name: &'static str, signer: &Signer) -> Finding {
        let Some(signature) = self.received().header(name) else {
            return Finding { good: false, name, text: "it is not there".into() };
        };
        let is_right = |own: &Self| signer.verify(&own.url, &form::parse(&own.body), signature);
        if is_right(self) {
            return Finding { good: true, name, text: String::new() };
        }
        let text = format!("it is not that of this URL, these parameters and this token{}", self.hint(is_right));
        Finding { good: false, name, text }
    }

    /// What usually happens on the way: a proxy speaks plain HTTP behind it, an editor ends the last line.
    fn hint(&self, is_right: impl Fn(&Self) -> bool) -> String {
        let schemes = [("http://", "https://"), ("https://", "http://")];
        let turned = schemes.into_iter().find_map(|(from, to)| Some(format!("{to}{}", self.url.strip_prefix(from)?)));
        let bare = self.body.strip_suffix(b"\n").map(|body| body.strip_suffix(b"\r").unwrap_or(body).to_vec());
        let with = |url: Option<&String>, body: Option<&Vec<u8>>| Self {
            url: url.unwrap_or(&self.url).clone(),
            body: body.unwrap_or(&self.body).clone(),
            ..self.clone()
        };
        let cases = [
            (turned.as_ref(), None, "; for the other of http and https it is"),
            (None, bare.as_ref(), "; without the line end behind the body it is"),
            (turned.as_ref(), bare.as_ref(), "; for the other of http and https, without the last line end, it is"),
        ];
        let found = cases.into_iter().find(|(url, body, _)| is_right(&with(*url, *body)));
        found.map(|(.., hint)| hint.to_owned()).unwrap_or_default()
    }
}

/// What stands before the first empty line, and what behind it.
fn head_and_body(bytes: &[u8]) -> (&[u8], &[u8]) {
    let split = |mark: &[u8]| {
        let at = bytes.windows(mark.len()).position(|piece| piece == mark)?;
        Some((bytes.get(..at)?, bytes.get(at + mark.len()..)?))
    };
    let found = [split(b"\r\n\r\n"), split(b"\n\n")].into_iter().flatten().min_by_key(|(head, _)| head.len());
    found.unwrap_or((bytes, &[]))
}
