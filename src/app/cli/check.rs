//! `callwright check`: reads documents as a call would and tells what is wrong with them, before a call finds out.
//!
//! Where documents come from is `load`, how faults are shown is `draw`.

mod draw;
mod load;

#[cfg(test)]
mod tests;

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::builder::FalseyValueParser;
use clap::{Parser, ValueEnum};

use crate::call::reading;
use crate::call::verb::{self, Context};
use crate::rcml::{self, Document, Fault, Severity};

use load::{Loaded, Unreadable};

/// Check RCML documents: names, attributes, values, nesting, targets.
#[derive(Clone, Debug, Parser)]
#[command(after_help = HELP)]
pub struct Args {
    /// Files, folders (all *.xml below them), http(s) URLs, or - for the standard input
    #[arg(required = true, value_name = "FILE|DIR|URL")]
    pub sources: Vec<String>,

    /// How the faults are shown
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,

    /// Warnings fail the check too
    #[arg(long)]
    pub deny_warnings: bool,

    /// What kind of document it is: decides which verbs may stand in it
    #[arg(long, value_enum, default_value_t = Kind::Main)]
    pub context: Kind,

    /// No colours; they are also off where the output is not a terminal
    #[arg(long, env = "NO_COLOR", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub no_color: bool,
}

const HELP: &str = "\
Examples:
  callwright check welcome.xml
  callwright check rcml-samples --deny-warnings
  callwright check https://example.com/voice --format json
  callwright check --context screening whisper.xml
  callwright check --context message answer-to-a-text.xml
  curl -s https://example.com/voice | callwright check -

Exit codes:
  0  nothing is wrong, or only warnings without --deny-warnings
  1  at least one error, or a warning with --deny-warnings
  2  a document could not be read, or the command line is wrong";

/// How the faults are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With a picture of the place
    Text,
    /// One JSON object
    Json,
}

/// What kind of document it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// The document of a call, of an action, of a Redirect
    Main,
    /// url of Sip, Number, Client
    Screening,
    /// waitUrl of Conference
    ConferenceWait,
    /// waitUrl of Enqueue
    QueueWait,
    /// url of Queue
    Dequeued,
    /// The answer to a text message: sms_url
    Message,
}

impl Kind {
    /// All that is wrong with a document of this kind.
    fn lint(self, document: &Document) -> Vec<Fault> {
        let context = match self {
            Self::Message => return reading::lint(document),
            Self::Main => Context::Main,
            Self::Screening => Context::Screening,
            Self::ConferenceWait => Context::ConferenceWait,
            Self::QueueWait => Context::QueueWait,
            Self::Dequeued => Context::Dequeued,
        };
        verb::lint::lint(document, context)
    }
}

/// Checks what `args` names and prints the result.
pub fn run(args: &Args) -> ExitCode {
    let (loaded, unreadable) = load::load(&args.sources);
    let checked = loaded.iter().map(|loaded| check(loaded, args.context)).collect();
    let report = Report { checked, unreadable };
    let mut out = std::io::stdout().lock();
    let colour = !args.no_color && out.is_terminal();
    let written = match args.format {
        Format::Text => draw::text(&mut out, &report, colour),
        Format::Json => draw::json(&mut out, &report),
    };
    // A reader that has gone (`| head`) is no failure of the check.
    let flushed = written.and_then(|()| out.flush());
    match flushed {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => ExitCode::from(2),
        _ => ExitCode::from(report.exit_code(args.deny_warnings)),
    }
}

/// A document and what is wrong with it.
#[derive(Debug)]
struct Checked {
    name: String,
    /// Empty where nothing could be decoded.
    text: String,
    faults: Vec<Fault>,
}

/// All documents.
#[derive(Debug)]
struct Report {
    checked: Vec<Checked>,
    unreadable: Vec<Unreadable>,
}

impl Report {
    fn count(&self, fails: bool) -> usize {
        let faults = self.checked.iter().flat_map(|checked| &checked.faults);
        faults.filter(|fault| fault.severity.fails_check() == fails).count()
    }

    fn errors(&self) -> usize {
        self.count(true)
    }

    fn warnings(&self) -> usize {
        self.count(false)
    }

    fn exit_code(&self, deny_warnings: bool) -> u8 {
        match (self.unreadable.is_empty(), self.errors(), self.warnings()) {
            (false, _, _) => 2,
            (true, 0, 0) => 0,
            (true, 0, _) => u8::from(deny_warnings),
            (true, _, _) => 1,
        }
    }
}

/// The same reading a call does, then the lint.
fn check(loaded: &Loaded, kind: Kind) -> Checked {
    let name = loaded.name.clone();
    match verb::answer(&loaded.name, loaded.content_type.as_deref(), &loaded.bytes, rcml::Limits::DEFAULT) {
        Ok(document) => {
            let faults = kind.lint(&document);
            Checked { name, faults, text: document.text }
        }
        Err(fault) => Checked { name, faults: vec![fault], text: readable(&loaded.bytes) },
    }
}

/// What can be shown of a document that was refused: its places are those of the text as far as it could be decoded.
fn readable(bytes: &[u8]) -> String {
    let wide = bytes.starts_with(&[0xFE, 0xFF]) || bytes.starts_with(&[0xFF, 0xFE]);
    match wide || bytes.len() > rcml::Limits::DEFAULT.document {
        true => String::new(),
        false => String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)).into_owned(),
    }
}

/// How `check` calls a severity: a mistake is an error here.
fn severity(fault: &Fault) -> &'static str {
    match fault.severity {
        Severity::Warning => "warning",
        Severity::Mistake | Severity::Error => "error",
    }
}
