//! What the demo proves: each finding is one sentence with what was measured, good or not.

use std::time::Duration;

use super::application::{Asked, DOCUMENTS, EVENTS};
use super::sound::Hearing;
use crate::engine::{Cdr, Census};
use crate::sim::Received;
use crate::sim::story::Mark;

/// Sounds less alike are not the same voice: µ-law there and back costs far less.
const ALIKE: f64 = 0.9;
/// A voice later than this is no conversation.
const LATE: Duration = Duration::from_millis(400);
/// One packet in so many may be lost on a busy machine.
const LOST: usize = 20;
/// The events of the child, in order, as sequence number, event and status (spec §6.7).
const IN_ORDER: [[&str; 3]; 4] = [
    ["0", "initiated", "initiated"],
    ["1", "ringing", "ringing"],
    ["2", "answered", "in-progress"],
    ["3", "completed", "completed"],
];

/// Everything there is to judge by.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// Seconds of sound that were wanted.
    pub(super) seconds: u64,
    /// What the caller and the callee heard of each other.
    pub(super) heard: [Option<Hearing>; 2],
    /// What the web server was asked, in order.
    pub(super) asked: Vec<Asked>,
    /// What reached the callee.
    pub(super) received: Vec<Received>,
    /// How many BYEs were answered.
    pub(super) goodbyes: usize,
    /// The records of calls that are over.
    pub(super) records: Vec<Cdr>,
    /// What was alive when the engine ended.
    pub(super) left: Option<Census>,
}

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    /// Whether it is as it should be.
    pub(super) good: bool,
    /// What was found.
    pub(super) text: String,
}

impl Evidence {
    /// Every finding, in the order of the call.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let [alice, kate] = self.heard;
        vec![
            self.documents(),
            self.dialled(),
            self.sound("alice", "kate", alice),
            self.sound("kate", "alice", kate),
            self.callbacks(),
            self.signatures(),
            self.ending(),
        ]
    }

    /// Whether both calls are over, the farewells said, and the last callback has come.
    pub(super) fn is_complete(&self) -> bool {
        let is_over = self.records.len() >= 2 && self.goodbyes >= 2;
        is_over && self.events().any(|asked| asked.value("StatusCallbackEvent") == "completed")
    }

    /// The call of the caller.
    pub(super) fn call(&self) -> Option<&Cdr> {
        self.records.iter().find(|record| record.parent.is_none())
    }

    /// The callbacks in the order in which they came.
    pub(super) fn events(&self) -> impl Iterator<Item = &Asked> {
        self.asked.iter().filter(|asked| asked.path == EVENTS)
    }

    fn documents(&self) -> Finding {
        let asked: Vec<&str> = self.asked.iter().map(|asked| &*asked.path).filter(|path| *path != EVENTS).collect();
        let wanted = DOCUMENTS.map(|(path, _)| path);
        let text = match asked.is_empty() {
            true => "no document was asked for".to_owned(),
            false => format!("documents asked for: {}", asked.join(", ")),
        };
        Finding { good: asked == wanted, text }
    }

    /// The INVITE that was let in must carry what the document says; the one before it was challenged.
    fn dialled(&self) -> Finding {
        let invites: Vec<String> = self.received.iter().filter(|one| is_invite(one)).map(text).collect();
        let Some(last) = invites.last() else { return Finding { good: false, text: "kate was never called".into() } };
        let has = |piece: &str| last.to_ascii_lowercase().contains(piece);
        let facts = [
            ("over TCP", has("via: sip/2.0/tcp")),
            ("with X-a: 1 and X-b: 2", has("\r\nx-a: 1\r\n") && has("\r\nx-b: 2\r\n")),
            ("with credentials after 407", has("\r\nproxy-authorization: digest") && invites.len() == 2),
        ];
        let missing: Vec<&str> = facts.iter().filter(|(_, true_)| !true_).map(|(fact, _)| *fact).collect();
        match missing.is_empty() {
            true => Finding { good: true, text: format!("kate was called {}", facts.map(|(fact, _)| fact).join(", ")) },
            false => Finding { good: false, text: format!("kate was called, but not {}", missing.join(", nor ")) },
        }
    }

    fn sound(&self, listener: &str, speaker: &str, hearing: Option<Hearing>) -> Finding {
        let Some(Hearing { alike, late, packets, lost }) = hearing else {
            return Finding { good: false, text: format!("{listener} heard nothing of {speaker}") };
        };
        let wanted = usize::try_from(self.seconds * 50).unwrap_or(usize::MAX);
        let all = packets + lost;
        let text = format!(
            "{listener} heard {speaker}: {:.1} % alike, {:.1} ms late, {lost} of {all} packets lost",
            alike * 100.0,
            late.as_secs_f64() * 1000.0,
        );
        let good = alike > ALIKE && late < LATE && lost * LOST <= all && all >= wanted;
        let text = if all < wanted { format!("{text}, where {wanted} were to come") } else { text };
        Finding { good, text }
    }

    fn callbacks(&self) -> Finding {
        let names = ["SequenceNumber", "StatusCallbackEvent", "CallStatus"];
        let came: Vec<[&str; 3]> = self.events().map(|asked| names.map(|name| asked.value(name))).collect();
        let list: Vec<String> = came.iter().map(|[number, event, _]| format!("{number} {event}")).collect();
        match came == IN_ORDER {
            true => Finding { good: true, text: format!("{} callbacks in order: {}", came.len(), list.join(", ")) },
            false if came.is_empty() => Finding { good: false, text: "no callback came".into() },
            false => {
                Finding { good: false, text: format!("the callbacks are not 0 to 3 in order: {}", list.join(", ")) }
            }
        }
    }

    fn signatures(&self) -> Finding {
        let wrong: Vec<&str> = self.asked.iter().filter(|asked| !asked.signed).map(|asked| &*asked.path).collect();
        match (self.asked.len(), wrong.is_empty()) {
            (0, _) => Finding { good: false, text: "there was no request to carry a signature".into() },
            (all, true) => Finding { good: true, text: format!("all {all} requests bear a valid X-Twilio-Signature") },
            (_, false) => Finding { good: false, text: format!("wrong signatures on {}", wrong.join(", ")) },
        }
    }

    fn ending(&self) -> Finding {
        let completed = self.records.iter().filter(|record| record.status == "completed").count();
        if (self.records.len(), completed) != (2, 2) {
            let ended: Vec<&str> = self.records.iter().map(|record| &*record.status).collect();
            let text = format!("two calls were to be completed, but they ended: {}", ended.join(", "));
            return Finding { good: false, text };
        }
        match self.left.map(|census| (census.calls, census.letters)) {
            Some((0, 0)) => Finding { good: true, text: "both calls completed, nothing is left in the engine".into() },
            Some((calls, letters)) => {
                Finding { good: false, text: format!("left in the engine: {calls} calls, {letters} callbacks") }
            }
            None => Finding { good: false, text: "the engine did not end".into() },
        }
    }
}

/// An INVITE that begins a call.
fn is_invite(one: &Received) -> bool {
    one.mark == Mark::Method("INVITE".into())
        && !text(one).lines().any(|line| line.starts_with("To:") && line.contains(";tag="))
}

fn text(one: &Received) -> String {
    String::from_utf8_lossy(&one.bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Rng, Sid, Time};

    fn asked(path: &str, params: [&str; 3]) -> Asked {
        let names = ["SequenceNumber", "StatusCallbackEvent", "CallStatus"];
        let params = names.iter().zip(params).map(|(name, value)| ((*name).to_owned(), value.to_owned())).collect();
        Asked { at: Time::from_secs(1), path: path.into(), params, signed: true }
    }

    fn invite(more: &str) -> Received {
        let text = format!(
            "INVITE sip:kate@h SIP/2.0\r\nVia: SIP/2.0/TCP h\r\nTo: <sip:kate@h>\r\nX-a: 1\r\nX-b: 2\r\n{more}\r\n"
        );
        Received { at: Time::from_secs(1), mark: Mark::Method("INVITE".into()), bytes: text.into() }
    }

    fn record(parent: Option<Sid<{ u16::from_be_bytes(*b"CA") }>>) -> Cdr {
        Cdr {
            call: Sid::mint(&mut Rng::seeded(1)),
            parent,
            direction: "inbound".into(),
            from: String::new(),
            to: String::new(),
            start: Time::from_secs(1),
            answered: Some(Time::from_secs(2)),
            end: Time::from_secs(8),
            ring: Duration::from_secs(1),
            status: "completed".into(),
            sip_status: Some(200),
            cause: "hangup".into(),
        }
    }

    fn good() -> Evidence {
        let hearing = Hearing { alike: 0.998, late: Duration::from_micros(400), packets: 250, lost: 0 };
        let documents = DOCUMENTS.iter().map(|(path, _)| asked(path, [""; 3]));
        Evidence {
            seconds: 5,
            heard: [Some(hearing); 2],
            asked: documents.chain(IN_ORDER.map(|params| asked(EVENTS, params))).collect(),
            goodbyes: 2,
            received: vec![invite(""), invite("Proxy-Authorization: Digest username=\"u\"\r\n")],
            records: vec![record(None), record(Some(Sid::mint(&mut Rng::seeded(2))))],
            left: Some(Census::default()),
        }
    }

    /// The sentences that are not good.
    fn faults(evidence: &Evidence) -> Vec<String> {
        evidence.findings().into_iter().filter(|finding| !finding.good).map(|finding| finding.text).collect()
    }

    #[test]
    fn a_call_as_it_should_be_has_no_fault_and_says_what_was_measured() {
        assert_eq!(faults(&good()), [""; 0]);
        assert!(good().is_complete());
        let said: Vec<String> = good().findings().into_iter().map(|finding| finding.text).collect();
        assert!(
            said.contains(&"alice heard kate: 99.8 % alike, 0.4 ms late, 0 of 250 packets lost".to_owned()),
            "{said:?}"
        );
    }

    #[test]
    fn silence_is_a_fault_in_either_direction() {
        for (deaf, sentence) in [(0, "alice heard nothing of kate"), (1, "kate heard nothing of alice")] {
            let mut evidence = good();
            evidence.heard[deaf] = None;
            assert_eq!(faults(&evidence), [sentence]);
        }
    }

    #[test]
    fn another_voice_a_late_one_a_short_one_and_one_with_holes_are_faults() {
        let sound = Hearing { alike: 0.998, late: Duration::ZERO, packets: 250, lost: 0 };
        for wrong in [
            Hearing { alike: 0.5, ..sound },
            Hearing { late: Duration::from_secs(1), ..sound },
            Hearing { packets: 100, ..sound },
            Hearing { packets: 230, lost: 20, ..sound },
        ] {
            let evidence = Evidence { heard: [Some(wrong), Some(sound)], ..good() };
            let faults = faults(&evidence);
            assert!(faults.len() == 1 && faults[0].starts_with("alice heard kate: "), "{wrong:?}: {faults:?}");
        }
    }

    #[test]
    fn callbacks_out_of_order_missing_or_unsigned_are_faults() {
        let mut swapped = good();
        swapped.asked.swap(4, 5);
        assert!(faults(&swapped)[0].contains("0 initiated, 2 answered, 1 ringing, 3 completed"));
        let mut short = good();
        short.asked.truncate(6);
        assert!(!short.is_complete() && faults(&short).len() == 1);
        let mut unsigned = good();
        unsigned.asked[0].signed = false;
        assert_eq!(faults(&unsigned), ["wrong signatures on /everything.xml"]);
    }

    #[test]
    fn a_call_that_never_was_is_a_fault_in_every_sentence() {
        assert_eq!(faults(&Evidence { seconds: 5, ..Evidence::default() }).len(), 7);
    }

    #[test]
    fn a_dial_without_its_headers_or_credentials_is_named() {
        let plain = Evidence { received: vec![invite("")], ..good() };
        assert_eq!(faults(&plain), ["kate was called, but not with credentials after 407"]);
    }
}
