//! The town's name service: the hosts of its phones, the records that the story writes down, and days on which it says
//! nothing at all.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::sip::{Answer, Kind, Question, Record};

/// How long an answer of the town holds, in seconds.
const TTL: u32 = 60;

/// The records.
#[derive(Debug, Default)]
pub(super) struct Names {
    records: BTreeMap<Question, Vec<Record>>,
    is_down: bool,
}

impl Names {
    /// With these records of a story.
    pub(super) fn new(records: impl IntoIterator<Item = (Question, Record)>) -> Self {
        let mut names = Self::default();
        for (question, record) in records {
            names.records.entry(question).or_default().push(record);
        }
        names
    }

    /// A host of a phone.
    pub(super) fn add_host(&mut self, host: &str, ip: IpAddr) {
        self.records.entry(Question::new(Kind::Address, host)).or_default().push(Record::Address(ip));
    }

    /// Whether it answers from now on.
    pub(super) const fn set_down(&mut self, is_down: bool) {
        self.is_down = is_down;
    }

    /// Its answer; nothing when it says nothing.
    pub(super) fn answer(&self, question: &Question) -> Option<Answer> {
        if self.is_down {
            return None;
        }
        let found = self.records.get(question);
        Some(found.map_or(Answer::NotFound, |records| Answer::Found { records: records.clone(), ttl: TTL }))
    }
}
