//! Who has sent a call on before it reaches whoever is called now (RFC 5806): what a trunk is told of it, and an
//! application of ours that the call comes to.

use serde::{Deserialize, Serialize};

use crate::wire::sip::{NameAddr, Uri};

/// Reasons that RFC 5806 §4 names; any other says nothing to whoever reads it.
const REASONS: [&str; 11] = [
    "deflection",
    "unconditional",
    "user-busy",
    "no-answer",
    "unavailable",
    "time-of-day",
    "do-not-disturb",
    "follow-me",
    "out-of-service",
    "away",
    "unknown",
];

/// The largest count that can be written (RFC 5806 §4).
const MOST: u32 = 99;

/// One who has sent a call on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::call) struct Diversion {
    /// Its name here.
    name: String,
    /// Its number, where it has one: a carrier knows no other name.
    number: Option<String>,
    reason: String,
    /// How often the call had been sent on when it left here.
    counter: u32,
}

/// The user of ours whose telephone sends a call on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diverter {
    /// Its login.
    pub login: String,
    /// The first of its identities.
    pub number: Option<String>,
}

impl Diversion {
    /// By a telephone, for the reason that it gave. A 302 says no more than that its user did not want the call
    /// (RFC 5806 §7: deflection).
    pub(in crate::call) fn by_telephone(by: &Diverter, reason: Option<&str>) -> Self {
        let reason = reason.unwrap_or("deflection").to_owned();
        Self { name: by.login.clone(), number: by.number.clone(), reason, counter: 1 }
    }

    /// By the application of a number of ours, which calls somebody else.
    pub(in crate::call) fn by_application(called: &str) -> Self {
        Self { name: called.to_owned(), number: None, reason: "unconditional".to_owned(), counter: 1 }
    }

    /// The same of a call that had been sent on so often before it came to us.
    pub(in crate::call) fn after(self, times: u32) -> Self {
        Self { counter: self.counter.saturating_add(times).min(MOST), ..self }
    }

    /// Whether that is who has sent it on.
    pub(in crate::call) fn is_by(&self, name: &str) -> bool {
        self.name == name
    }

    /// The header for a trunk, whose address `of` a user is.
    pub(in crate::call) fn for_trunk(&self, of: impl FnOnce(&str) -> Uri) -> (String, String) {
        self.header(of(self.number.as_deref().unwrap_or(&self.name)))
    }

    /// The header for ourselves.
    pub(in crate::call) fn for_us(&self, host: &str) -> (String, String) {
        self.header(Uri::sip(Some(&self.name), host, None))
    }

    fn header(&self, address: Uri) -> (String, String) {
        let address = NameAddr::new(address);
        ("Diversion".to_owned(), format!("{address};reason={};counter={}", self.reason, self.counter))
    }
}

/// The reason of the topmost entry, where it is one that others know.
pub fn reason_of(header: &str) -> Option<String> {
    let first = NameAddr::list(header).next()?;
    let said = first.param("reason")?.trim_matches('"');
    REASONS.iter().find(|known| known.eq_ignore_ascii_case(said)).map(|known| (*known).to_owned())
}

/// How often a call has been sent on: all entries together, each once where it does not count (RFC 5806 §4).
pub(in crate::call) fn count_of(header: &str) -> u32 {
    let counter = |entry: NameAddr| entry.param("counter").and_then(|text| text.parse().ok()).unwrap_or(1);
    NameAddr::list(header).map(counter).fold(0_u32, u32::saturating_add).min(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_of_the_rfc_is_taken_and_any_other_is_not() {
        for (header, reason) in [
            ("<sip:kate@x>;reason=no-answer;counter=1", Some("no-answer")),
            ("<sip:kate@x>;reason=\"User-Busy\", <sip:bob@x>;reason=away", Some("user-busy")),
            ("<sip:kate@x>;reason=because", None),
            ("<sip:kate@x>", None),
            ("", None),
        ] {
            assert_eq!(reason_of(header).as_deref(), reason, "{header}");
        }
    }

    #[test]
    fn all_entries_count_and_the_sum_stays_writable() {
        for (header, count) in [
            ("", 0),
            ("<sip:kate@x>", 1),
            ("<sip:kate@x>;counter=3, <sip:bob@x>;reason=away", 4),
            ("<sip:kate@x>;counter=4294967295, <sip:bob@x>;counter=7", 99),
        ] {
            assert_eq!(count_of(header), count, "{header}");
        }
        let number = Diversion::by_application("+15550100").after(99);
        assert_eq!(number.for_us("pbx.example").1, "<sip:+15550100@pbx.example>;reason=unconditional;counter=99");
    }

    #[test]
    fn a_trunk_is_told_the_number_of_a_user_and_we_are_told_the_login() {
        let kate = Diverter { login: "kate".into(), number: Some("+15550009".into()) };
        let diversion = Diversion::by_telephone(&kate, None);
        let at_trunk = |user: &str| Uri::sip(Some(user), "us.example", None);
        assert_eq!(diversion.for_trunk(at_trunk).1, "<sip:+15550009@us.example>;reason=deflection;counter=1");
        assert_eq!(diversion.for_us("pbx.example").1, "<sip:kate@pbx.example>;reason=deflection;counter=1");
    }
}
