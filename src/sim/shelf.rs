//! Where the recordings of the town are kept: in its memory, on a disk with the moods that the story gives it.

use std::collections::BTreeMap;
use std::time::Duration;

use super::acoustics::{Pattern, Stretch, Tape};
use super::story::{Disk, Recorded};
use crate::audio::Rate;
use crate::base::{RecordingSid, Time};
use crate::media::{GroupId, Writing};

/// How long a good disk takes.
const PROMPT: Duration = Duration::from_millis(5);

/// A recording.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its name.
    pub sid: RecordingSid,
    /// What it is of.
    pub of: Option<Recorded>,
    /// When it began.
    pub began: Time,
    /// Of its samples.
    pub rate: Rate,
    /// 1 or 2.
    pub channels: u8,
    /// Its samples, those of two channels in turn.
    pub samples: Vec<i16>,
    is_open: bool,
}

/// That a recording is a file now, or will never be.
#[derive(Debug)]
pub(super) struct Filed {
    /// How much later.
    pub after: Duration,
    /// Where it was made.
    pub group: GroupId,
    /// Which.
    pub recording: RecordingSid,
    /// How large it is.
    pub result: Result<u64, String>,
}

/// All recordings.
#[derive(Debug)]
pub(super) struct Shelf {
    disk: Disk,
    owners: BTreeMap<RecordingSid, Recorded>,
    records: Vec<Record>,
}

impl Shelf {
    pub(super) const fn new(disk: Disk) -> Self {
        Self { disk, owners: BTreeMap::new(), records: Vec::new() }
    }

    /// What this recording is of; of one that has begun that may become known later.
    pub(super) fn own(&mut self, recording: RecordingSid, of: Recorded) {
        if let Some(record) = self.find(recording) {
            record.of.get_or_insert_with(|| of.clone());
        }
        self.owners.insert(recording, of);
    }

    /// It is none after all: nobody has said anything, or the disk did not take it.
    pub(super) fn remove(&mut self, recording: RecordingSid) {
        self.records.retain(|record| record.sid != recording);
    }

    /// Something for a recording.
    pub(super) fn write(&mut self, now: Time, group: GroupId, recording: RecordingSid, what: Writing) -> Option<Filed> {
        match what {
            Writing::Begin { rate, channels } => {
                let of = self.owners.get(&recording).cloned();
                let (began, samples) = (now, Vec::new());
                self.records.push(Record { sid: recording, of, began, rate, channels, samples, is_open: true });
                None
            }
            Writing::Samples(samples) => {
                if let Some(record) = self.find(recording) {
                    record.samples.extend(samples);
                }
                None
            }
            Writing::Silence(samples) => {
                if let Some(record) = self.find(recording) {
                    record.samples.resize(record.samples.len() + samples, 0);
                }
                None
            }
            Writing::End => {
                let bytes = self.find(recording).map_or(0, |record| {
                    record.is_open = false;
                    44 + 2 * record.samples.len() as u64
                });
                let (after, result) = match self.disk {
                    Disk::Fine => (PROMPT, Ok(bytes)),
                    Disk::Slow(span) => (span, Ok(bytes)),
                    Disk::Full => (PROMPT, Err("no space left on device".to_owned())),
                    Disk::Broken => (PROMPT, Err("input/output error".to_owned())),
                };
                Some(Filed { after, group, recording, result })
            }
        }
    }

    /// How many recordings have no end.
    pub(super) fn open(&self) -> usize {
        self.records.iter().filter(|record| record.is_open).count()
    }

    /// All of them, in the order of their beginnings.
    pub(super) fn records(&self) -> &[Record] {
        &self.records
    }

    fn find(&mut self, recording: RecordingSid) -> Option<&mut Record> {
        self.records.iter_mut().find(|record| record.sid == recording)
    }
}

impl Record {
    /// How long it is.
    pub fn length(&self) -> Duration {
        let frames = self.samples.len() as u64 / u64::from(self.channels.max(1));
        Duration::from_micros(frames * 1_000_000 / u64::from(self.rate.hz()))
    }

    /// One of its channels, from 1; nothing when there are fewer.
    pub fn channel(&self, number: usize) -> Option<Vec<i16>> {
        let channels = usize::from(self.channels.max(1));
        let skip = number.checked_sub(1).filter(|skip| *skip < channels)?;
        Some(self.samples.iter().skip(skip).step_by(channels).copied().collect())
    }

    /// Where in these channels the patterns is.
    pub(super) fn find(&self, channel: Option<usize>, patterns: &[Pattern]) -> Vec<Stretch> {
        let numbers = channel.map_or(1..=usize::from(self.channels), |number| number..=number);
        let mut all = Vec::new();
        for samples in numbers.filter_map(|number| self.channel(number)) {
            all.extend(Tape::of(self.began, self.rate, samples).find(self.began, patterns));
        }
        all.sort_by_key(|stretch: &Stretch| (stretch.begin, stretch.end));
        all
    }
}
