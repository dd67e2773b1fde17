//! What is wrong with a configuration, where, what to do; and its picture.

use std::fmt;
use std::ops::Range;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Whether the engine can start all the same.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// Whether the engine can start all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// It can, but the operator should know.
    Warning,
    /// It cannot.
    Error,
}

/// Where a fault is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// These bytes of the file.
    File(Range<usize>),
    /// This variable of the environment.
    Variable(String),
    /// A default.
    Nowhere,
}

/// A file and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Report {
    name: String,
    /// Without the secrets, for it is printed.
    text: String,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

impl Report {
    pub(super) fn new(name: &str, text: &str, faults: Vec<Fault>) -> Self {
        Self { name: name.to_owned(), text: without_secrets(text), faults }
    }

    /// Whether any fault keeps the engine from starting.
    pub fn is_fatal(&self) -> bool {
        self.faults.iter().any(|fault| fault.severity == Severity::Error)
    }

    /// With a picture of the place, in colour on request.
    pub fn render(&self, colour: bool) -> String {
        let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme).with_width(120).with_context_lines(1);
        let mut out = String::new();
        for fault in &self.faults {
            let picture = Picture { fault, source: NamedSource::new(&self.name, self.text.clone()) };
            // Writing to a string fails only if a picture cannot be drawn; the line is then better than nothing.
            if handler.render_report(&mut out, &picture).is_err() {
                out.push_str(&self.line(fault));
            }
        }
        out
    }

    /// One line each, for logs: `callwright.toml:3:1: error: …`.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.faults.iter().map(|fault| self.line(fault))
    }

    fn line(&self, fault: &Fault) -> String {
        let severity = if fault.severity == Severity::Error { "error" } else { "warning" };
        let place = match &fault.place {
            Place::File(span) => {
                let before = self.text.get(..span.start).unwrap_or(&self.text);
                let row = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().unwrap_or(before).chars().count() + 1;
                format!("{}:{row}:{column}", self.name)
            }
            Place::Variable(name) => name.clone(),
            Place::Nowhere => self.name.clone(),
        };
        let help = fault.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{place}: {severity}: {}{help}", fault.message)
    }
}

/// Values of `password`, `auth_token` and `key` become stars: a fault beside them must not carry them into a log.
fn without_secrets(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for name in ["password", "auth_token", "key"] {
        for (at, _) in text.match_indices(name) {
            let rest = &text[at + name.len()..];
            let value = rest.trim_start_matches(['"', '\'', ' ', '\t']);
            let Some(value) = value.strip_prefix('=').map(str::trim_start) else { continue };
            let at = text.len() - value.len();
            let (start, ends) = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => (at + 1, [quote, '\n', '\n']),
                _ => (at, [',', '}', '\n']),
            };
            let end = text[start..].find(ends).map_or(text.len(), |length| start + length);
            bytes[start..end].fill(b'*');
        }
    }
    // A run of whole characters was replaced by as many bytes of ASCII.
    String::from_utf8(bytes).unwrap_or_default()
}

/// A fault as miette draws it.
#[derive(Debug)]
struct Picture<'f> {
    fault: &'f Fault,
    source: NamedSource<String>,
}

impl fmt::Display for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault.place {
            Place::Variable(name) => write!(f, "{name}: {}", self.fault.message),
            _ => f.write_str(&self.fault.message),
        }
    }
}

impl std::error::Error for Picture<'_> {}

impl Diagnostic for Picture<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.fault.severity {
            Severity::Warning => miette::Severity::Warning,
            Severity::Error => miette::Severity::Error,
        })
    }

    fn help(&self) -> Option<Box<dyn fmt::Display + '_>> {
        self.fault.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let Place::File(span) = &self.fault.place else { return None };
        Some(Box::new(std::iter::once(LabeledSpan::new(None, span.start, span.len()))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_never_reach_a_picture() {
        let text = "password = \"hunter2\"\na = { auth_token='x', \"password\" = \"é\" }\npassword_file = 'p'\nb = { password = 12, c = 3 }";
        let shown = without_secrets(text);
        assert_eq!(
            shown,
            "password = \"*******\"\na = { auth_token='*', \"password\" = \"**\" }\npassword_file = 'p'\nb = { password = **, c = 3 }"
        );
    }
}
