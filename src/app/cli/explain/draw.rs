//! How an explanation is shown: a table for people, one JSON object for programs.

use std::io::{self, Write};

use serde_json::json;

use crate::engine::{Explanation, Finding, Standing};

use super::question::Question;

/// The table: what is asked, each step with its mark, what becomes of the call, what is left open.
pub(super) fn text(out: &mut impl Write, question: &Question, told: &Explanation, colour: bool) -> io::Result<()> {
    let Question { from, to, request_uri, source, .. } = question;
    let by = if request_uri == to { String::new() } else { format!(" by {request_uri}") };
    writeln!(out, "{from} calls {to}{by} from {source}\n")?;
    let width =
        |text: fn(&Finding) -> &str| told.findings.iter().map(|own| text(own).chars().count()).max().unwrap_or(0);
    let (steps, rules) = (width(|own| own.step), width(|own| own.rule));
    for Finding { step, rule, standing, because } in &told.findings {
        let line = format!("{}  {step:<steps$}  {rule:<rules$}  {because}", mark(*standing));
        writeln!(out, "  {}", painted(line.trim_end(), *standing, colour))?;
    }
    let standing = if told.refusal.is_some() { Standing::Refuses } else { Standing::Takes };
    writeln!(out, "\n{}", painted(&told.outcome, standing, colour))?;
    for open in &told.open {
        writeln!(out, "  not looked at: {open}")?;
    }
    Ok(())
}

/// Everything, for programs.
pub(super) fn json(out: &mut impl Write, question: &Question, told: &Explanation) -> io::Result<()> {
    let whole = json!({
        "from": question.from.as_str(),
        "to": question.to.as_str(),
        "request_uri": question.request_uri.as_str(),
        "source": question.source,
        "steps": told.findings,
        "outcome": told.outcome,
        "refusal": told.refusal,
        "not_looked_at": told.open,
    });
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

const fn mark(standing: Standing) -> char {
    match standing {
        Standing::Passes => '✓',
        Standing::Misses => '·',
        Standing::Takes => '→',
        Standing::Refuses => '✗',
        Standing::Open => '?',
        Standing::NotAsked => ' ',
    }
}

/// Green where it is decided, red where it is refused, grey where nothing came of it.
fn painted(line: &str, standing: Standing, colour: bool) -> String {
    let code = match standing {
        Standing::Passes | Standing::Open => return line.to_owned(),
        Standing::Takes => "1;32",
        Standing::Refuses => "1;31",
        Standing::Misses | Standing::NotAsked => "2",
    };
    if colour { format!("\u{1b}[{code}m{line}\u{1b}[0m") } else { line.to_owned() }
}
