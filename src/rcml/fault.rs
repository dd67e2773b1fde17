//! What can be wrong with a document: a code, a place, a sentence, and a suggestion where a known name is near.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Span;

/// Codes of spec §13 that belong to the document as such; a verb's own codes stand in its table.
pub mod code {
    /// A URL that cannot be asked.
    pub const BAD_URL: u32 = 11100;
    /// The body is larger than allowed.
    pub const TOO_LARGE: u32 = 11750;
    /// The text is not a document.
    pub const MALFORMED: u32 = 12100;
    /// Unknown verb or attribute, wrong nesting.
    pub const SCHEMA: u32 = 12200;
    /// The Content-Type is not one of a document.
    pub const CONTENT_TYPE: u32 = 12300;
}

/// How bad a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The document means what it says; something in it has no effect.
    Warning,
    /// A call goes on as with a warning, but the author cannot have meant it: `check` counts it as an error
    /// (threats-and-faults X4, X5).
    Mistake,
    /// A verb, a branch or the document fails.
    Error,
}

impl Severity {
    /// The level of a stored notification: 0 error, 1 warning (spec §13).
    pub const fn level(self) -> u8 {
        match self {
            Self::Error => 0,
            Self::Warning | Self::Mistake => 1,
        }
    }

    /// Whether `check` must fail because of it.
    pub const fn fails_check(self) -> bool {
        !matches!(self, Self::Warning)
    }
}

/// One thing that is wrong, and where. The message never quotes what may be personal: a number, an address, a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub struct Fault {
    /// The notification code (spec §13).
    pub code: u32,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence without a full stop.
    pub message: String,
    /// The place in the decoded text.
    pub span: Span,
    /// What to do about it.
    pub help: Option<String>,
}

impl Fault {
    /// A verb, a branch or the document fails.
    pub fn error(code: u32, span: Span, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, message: message.into(), span, help: None }
    }

    /// Surely not meant; the call goes on.
    pub fn mistake(code: u32, span: Span, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Mistake, message: message.into(), span, help: None }
    }

    /// Without effect; the call goes on.
    pub fn warning(code: u32, span: Span, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Warning, message: message.into(), span, help: None }
    }

    /// With what to do about it.
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// With what to do about it, if anything is known.
    pub fn maybe_help(self, help: Option<String>) -> Self {
        Self { help, ..self }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.span, self.code, self.message)?;
        self.help.iter().try_for_each(|help| write!(f, " ({help})"))
    }
}

/// The candidate that `name` was probably meant to be: the same but for case, else the nearest by typing slips.
pub fn suggest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let typed = name.to_lowercase();
    // A third of the letters may be wrong, but a long name does not become another word altogether.
    let length = typed.chars().count();
    let allowed = (length / 3).clamp(1, 3);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name && candidate.chars().count().abs_diff(length) <= allowed)
        .map(|candidate| (slips(&typed, &candidate.to_lowercase()), candidate))
        .filter(|(slips, candidate)| *slips <= allowed && *slips < candidate.chars().count())
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

/// Letters missing, added, wrong, or swapped with their neighbour (optimal string alignment).
fn slips(a: &str, b: &str) -> usize {
    const FAR: usize = 64;
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len() > FAR || b.len() > FAR {
        return FAR;
    }
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let wrong = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + wrong);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 8] = ["Say", "Play", "Dial", "Record", "Sip", "timeLimit", "timeout", "action"];

    #[test]
    fn suggests_what_was_probably_meant() {
        for (typed, meant) in [
            ("dial", Some("Dial")),
            ("Dail", Some("Dial")),
            ("RECORD", Some("Record")),
            ("Recrod", Some("Record")),
            ("timelimit", Some("timeLimit")),
            ("timeOut", Some("timeout")),
            ("acton", Some("action")),
            ("Sipp", Some("Sip")),
            ("Dial", None),
            ("Transmogrify", None),
            ("x", None),
            ("", None),
            ("é☎", None),
        ] {
            assert_eq!(suggest(typed, NAMES), meant, "{typed}");
        }
    }

    #[test]
    fn a_very_long_name_costs_nothing() {
        assert_eq!(suggest(&"D".repeat(100_000), NAMES), None);
    }

    #[test]
    fn prints_place_code_sentence_and_help() {
        let span = Span { start: 3, end: 5, line: 2, column: 7 };
        let fault = Fault::mistake(code::SCHEMA, span, "unknown verb Dail").help("did you mean Dial?");
        assert_eq!(fault.to_string(), "2:7 12200: unknown verb Dail (did you mean Dial?)");
        assert!(fault.severity.fails_check());
        assert_eq!(fault.severity.level(), 1);
    }
}
