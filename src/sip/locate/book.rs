//! What the name service has said: used without asking while it holds, and for an hour longer while asking fails. A
//! name that cannot be asked for is left alone for some seconds, so that a dead name service costs one wait and not one
//! for each call (O6).

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::record::{Answer, Question, Record};
use crate::base::Time;

/// What holds for longer is asked again after a day.
const LONGEST: u32 = 86_400;
/// Answers to be kept for no time at all are kept for this many seconds: one call asks for the same name several times.
const SHORTEST: u32 = 5;
/// How long a name that is not there is known not to be there: RFC 2308 §5 would let its SOA say.
const ABSENCE: Duration = Duration::from_secs(60);
/// How long a failure is not repeated.
const SULK: Duration = Duration::from_secs(5);
/// How much longer than its time an answer is used while asking fails.
const STALE: Duration = Duration::from_secs(3600);
/// Answers remembered.
const NAMES: usize = 2048;
/// Records remembered of one answer.
const RECORDS: usize = 16;

/// The answers, by the text of their question.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Book {
    pages: BTreeMap<String, Page>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Page {
    records: Vec<Record>,
    /// Used without asking until then.
    fresh: Time,
    /// Better than nothing until then.
    stale: Time,
    /// Asking came to nothing.
    #[serde(default)]
    failed: bool,
}

impl Book {
    /// The records, unless they have to be asked for.
    pub(super) fn fresh(&self, now: Time, question: &Question) -> Option<&[Record]> {
        self.pages.get(&question.to_string()).filter(|page| now < page.fresh).map(|page| page.records.as_slice())
    }

    /// Whether the name service was asked last without an answer.
    pub(super) fn has_failed(&self, question: &Question) -> bool {
        self.pages.get(&question.to_string()).is_some_and(|page| page.failed)
    }

    /// Writes an answer down.
    pub(super) fn learn(&mut self, now: Time, question: &Question, answer: Answer) {
        if self.pages.len() >= NAMES {
            self.make_room(now);
        }
        let page = match answer {
            Answer::Found { mut records, ttl } => {
                records.truncate(RECORDS);
                let fresh = now + Duration::from_secs(ttl.clamp(SHORTEST, LONGEST).into());
                Page { records, fresh, stale: fresh + STALE, failed: false }
            }
            Answer::NotFound => Page { records: Vec::new(), fresh: now + ABSENCE, stale: now + ABSENCE, failed: false },
            Answer::Failed => {
                let known = self.pages.remove(&question.to_string()).filter(|page| now < page.stale);
                let (records, stale) = known.map_or((Vec::new(), now + SULK), |page| (page.records, page.stale));
                Page { records, fresh: now + SULK, stale, failed: true }
            }
        };
        self.pages.insert(question.to_string(), page);
    }

    /// What nobody may use any more goes; if that is nothing, everything: all can be asked for again.
    fn make_room(&mut self, now: Time) {
        self.pages.retain(|_, page| now < page.stale);
        if self.pages.len() >= NAMES {
            self.pages.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::super::record::Kind;
    use super::*;

    fn found(last: u8, ttl: u32) -> Answer {
        Answer::Found { records: vec![Record::Address(IpAddr::from([192, 0, 2, last]))], ttl }
    }

    #[test]
    fn an_answer_holds_for_its_time_and_an_hour_longer_while_nobody_answers() {
        let at = Time::from_secs;
        let question = Question::new(Kind::Address, "PBX.example.");
        let mut book = Book::default();
        assert_eq!(book.fresh(at(0), &question), None);
        book.learn(at(0), &question, found(1, 30));
        assert_eq!(book.fresh(at(29), &Question::new(Kind::Address, "pbx.EXAMPLE")).map(<[_]>::len), Some(1));
        assert_eq!(book.fresh(at(30), &question), None);
        book.learn(at(31), &question, Answer::Failed);
        assert_eq!(book.fresh(at(35), &question).map(<[_]>::len), Some(1), "nobody is asked for five seconds");
        assert_eq!(book.fresh(at(36), &question), None);
        for (late, known) in [(3629, 1), (3640, 0)] {
            book.learn(at(late), &question, Answer::Failed);
            assert_eq!(book.fresh(at(late), &question).map(<[_]>::len), Some(known), "{late}");
        }
        book.learn(at(4000), &question, Answer::NotFound);
        assert_eq!((book.fresh(at(4059), &question), book.fresh(at(4060), &question)), (Some(&[][..]), None));
    }

    #[test]
    fn names_without_end_do_not_fill_the_house() {
        let mut book = Book::default();
        for n in 0..3 * NAMES {
            book.learn(Time::from_secs(0), &Question::new(Kind::Address, &n.to_string()), found(1, 30));
        }
        assert!(book.pages.len() <= NAMES);
    }
}
