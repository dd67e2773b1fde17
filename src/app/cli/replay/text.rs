//! What a person reads: the ladder, the callbacks, what failed and on which line, one line of verdict.

use std::io::{Result, Write};
use std::time::Duration;

use super::{Played, Shown};
use crate::sim::{Asked, Failure, Style, Transcript, draw};

/// Columns that still fit on a ladder.
const MOST_COLUMNS: usize = 8;

/// Parameters of a callback that say what it is about, in this order.
const TOLD: &[&str] =
    &["StatusCallbackEvent", "CallStatus", "SequenceNumber", "CallDuration", "SipResponseCode", "To", "Timestamp"];

/// Shows one flow.
pub(super) fn flow(out: &mut dyn Write, played: &Played, ladder: bool, quiet: bool, style: Style) -> Result<()> {
    let shown = match &played.outcome {
        Ok(shown) => shown,
        Err(fault) => return writeln!(out, "{} {fault}", paint(style, "31", "✗")),
    };
    let failed = !shown.failures.is_empty();
    if (ladder || (failed && !quiet))
        && let Some(performance) = &shown.performance
    {
        writeln!(out, "\n{}\n", paint(style, "1", &format!("{} ({})", played.title, played.name)))?;
        write!(out, "{}", draw(&performance.transcript, style))?;
        callbacks(out, &performance.evidence.asked, style)?;
        writeln!(out)?;
    }
    if let Some(transcript) = &shown.transcript {
        journal(out, transcript, style)?;
    }
    verdict(out, played, shown, style)?;
    missing(out, shown)?;
    for failure in &shown.failures {
        self::failure(out, &played.name, failure, style)?;
    }
    Ok(())
}

/// The ladder of a journal: the neighbours are named by their addresses.
fn journal(out: &mut dyn Write, transcript: &Transcript, style: Style) -> Result<()> {
    let columns = transcript.columns.len();
    if columns > MOST_COLUMNS {
        return writeln!(out, "\n{columns} took part in this journal: too many for a ladder\n");
    }
    writeln!(out, "\n{}", draw(transcript, style))
}

/// The last lines, where there was more than one flow.
pub(super) fn summary(out: &mut dyn Write, played: &[Played]) -> Result<()> {
    let shown = played.iter().filter_map(|one| one.outcome.as_ref().ok());
    let passed = shown.clone().filter(|shown| shown.failures.is_empty()).count();
    let runs: u64 = shown.clone().map(|shown| shown.runs).sum();
    let virtual_time: Duration = shown.map(|shown| shown.virtual_time).sum();
    let real: Duration = played.iter().map(|one| one.real).sum();
    writeln!(
        out,
        "\n{passed} of {} flows passed; {runs} replays, {} of virtual time in {}",
        played.len(),
        long(virtual_time),
        long(real)
    )
}

fn verdict(out: &mut dyn Write, played: &Played, shown: &Shown, style: Style) -> Result<()> {
    let mark = match shown.failures.is_empty() {
        true => paint(style, "32", "✓"),
        false => paint(style, "31", "✗"),
    };
    let times = if shown.runs > 1 { format!("{} replays, ", shown.runs) } else { String::new() };
    let (took, real) = (long(shown.virtual_time), long(played.real));
    writeln!(out, "{mark} {}: {} ({times}{took} in {real})", played.name, played.title)
}

/// What a document without a story of its own has asked for in vain: nothing else says so, since nothing was expected.
fn missing(out: &mut dyn Write, shown: &Shown) -> Result<()> {
    let expects = shown.story.as_ref().is_some_and(|story| !story.expects.is_empty());
    let missing = shown.performance.as_ref().map_or(&[][..], |performance| &performance.evidence.missing);
    if expects || missing.is_empty() {
        return Ok(());
    }
    writeln!(out, "  answered with 404, since neither a file nor a story has it: {}", missing.join(", "))
}

fn failure(out: &mut dyn Write, file: &str, failure: &Failure, style: Style) -> Result<()> {
    let place = if failure.line > 0 { format!("{file}:{}", failure.line) } else { file.to_owned() };
    writeln!(out, "  {} {place}: {}", paint(style, "31", "expected"), failure.expected)?;
    writeln!(out, "  {} {}", paint(style, "31", " instead"), failure.instead)
}

fn callbacks(out: &mut dyn Write, asked: &[Asked], style: Style) -> Result<()> {
    let told: Vec<&Asked> = asked.iter().filter(|asked| asked.is_callback()).collect();
    if told.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", paint(style, "1", "callbacks as posted"))?;
    for asked in told {
        let shown = TOLD.iter().filter_map(|name| Some(format!("{name}={}", asked.value(name)?)));
        writeln!(out, "  {} {}", asked.place(), shown.collect::<Vec<_>>().join(" "))?;
    }
    Ok(())
}

fn paint(style: Style, colour: &str, text: &str) -> String {
    if style.colour { format!("\x1b[{colour}m{text}\x1b[0m") } else { text.to_owned() }
}

/// A span as people say it.
fn long(span: Duration) -> String {
    let secs = span.as_secs();
    match secs {
        0 => format!("{:.1} ms", span.as_secs_f64() * 1000.0),
        1..=119 => format!("{:.1} s", span.as_secs_f64()),
        120..=7199 => format!("{} min {} s", secs / 60, secs % 60),
        _ => format!("{} h {} min", secs / 3600, secs % 3600 / 60),
    }
}
