//! How faults are shown: pictures for people, one JSON object for programs.

use std::fmt;
use std::io::{self, Write};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use serde_json::json;

use crate::rcml::{Fault, Severity};

use super::{Checked, Report, severity};

/// Longer lines than this are not drawn: a document without line breaks would fill the screen with each fault.
const WIDEST: usize = 240;

/// Every fault with a picture of its place, and a summary.
pub(super) fn text(out: &mut impl Write, report: &Report, colour: bool) -> io::Result<()> {
    for checked in &report.checked {
        for fault in &checked.faults {
            write!(out, "{}", picture(checked, fault, colour))?;
        }
    }
    for unreadable in &report.unreadable {
        writeln!(out, "{}: error: cannot be read: {}", unreadable.name, unreadable.why)?;
    }
    writeln!(out, "{}", summary(report))
}

/// Everything, for programs.
pub(super) fn json(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let unreadable = report.unreadable.iter().map(|u| json!({ "name": u.name, "message": u.why }));
    let whole = json!({
        "documents": report.checked.iter().map(|checked| json!({
            "name": checked.name,
            "faults": checked.faults.iter().map(fault_json).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "unreadable": unreadable.collect::<Vec<_>>(),
        "errors": report.errors(),
        "warnings": report.warnings(),
    });
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

fn fault_json(fault: &Fault) -> serde_json::Value {
    json!({
        "code": fault.code,
        "severity": severity(fault),
        "message": fault.message,
        "help": fault.help,
        "line": fault.span.line,
        "column": fault.span.column,
        "offset": fault.span.start,
        "length": fault.span.end.saturating_sub(fault.span.start),
    })
}

fn summary(report: &Report) -> String {
    let count = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    let documents = count(report.checked.len(), "document");
    let mut parts = vec![count(report.errors(), "error"), count(report.warnings(), "warning")];
    if !report.unreadable.is_empty() {
        parts.push(format!("{} not readable", report.unreadable.len()));
    }
    format!("{documents}: {}", parts.join(", "))
}

fn picture(checked: &Checked, fault: &Fault, colour: bool) -> String {
    let mut out = String::new();
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(120).with_context_lines(1).with_links(false);
    let source = NamedSource::new(printable(&checked.name), printable(&checked.text));
    let drawn = is_drawable(checked, fault) && handler.render_report(&mut out, &Picture { fault, source }).is_ok();
    match drawn {
        true => out + "\n",
        false => line(checked, fault) + "\n",
    }
}

/// `welcome.xml:3:7: error 12200: …`: where there is nothing to draw.
fn line(checked: &Checked, fault: &Fault) -> String {
    let help = fault.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
    let (severity, code) = (severity(fault), fault.code);
    printable(&format!("{}:{}: {severity} {code}: {}{help}", checked.name, fault.span, fault.message))
}

fn is_drawable(checked: &Checked, fault: &Fault) -> bool {
    let near = fault.span.line.saturating_sub(2) as usize;
    let widest = checked.text.lines().skip(near).take(3).map(str::len).max();
    fault.span.end <= checked.text.len() && widest.is_some_and(|widest| widest <= WIDEST)
}

/// The text with its control characters replaced by as many bytes of others, so that no document steers a terminal and
/// every place stays where it is.
fn printable(text: &str) -> String {
    let replaced = |c: char| match c {
        '\n' | '\t' | '\r' => c,
        '\0'..='\x1F' | '\x7F' => '?',
        '\u{80}'..='\u{9F}' => '·',
        _ => c,
    };
    text.chars().map(replaced).collect()
}

/// A fault as miette draws it.
struct Picture<'f> {
    fault: &'f Fault,
    source: NamedSource<String>,
}

impl fmt::Debug for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.fault, f)
    }
}

impl fmt::Display for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.fault.message))
    }
}

impl std::error::Error for Picture<'_> {}

impl Diagnostic for Picture<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("{} {}", severity(self.fault), self.fault.code)))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.fault.severity {
            Severity::Warning => miette::Severity::Warning,
            Severity::Mistake | Severity::Error => miette::Severity::Error,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.fault.help.as_ref().map(|help| Box::new(printable(help)) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.fault.span;
        let label = LabeledSpan::new(None, span.start, span.end.saturating_sub(span.start));
        Some(Box::new(std::iter::once(label)))
    }
}
