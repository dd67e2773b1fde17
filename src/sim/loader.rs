//! The town's loader of sounds: fetches them from the story's web or lets the town's own voice speak, and tells when
//! which piece arrives. It keeps no cache: whatever the engine asks for twice is fetched twice.

use std::collections::BTreeSet;
use std::time::Duration;

use super::acoustics::{Repertoire, double, spoken};
use super::story::Speaker;
use super::web::Web;
use crate::audio::{RATE, Rate};
use crate::base::{CallSid, Time};
use crate::call::RequestId;
use crate::call::source::{LoadFault, Source, Speech};
use crate::media::{ClipId, Command, GroupId, Piece};

/// How much of a sound is fed at once while it is being downloaded.
const CHUNK: Duration = Duration::from_millis(200);

/// What the engine wants loaded.
#[derive(Clone, Debug)]
pub(super) struct Load {
    /// Names the answer.
    pub id: RequestId,
    /// For which call.
    pub call: CallSid,
    /// Where it is heard.
    pub group: GroupId,
    /// What it is called there.
    pub clip: ClipId,
    /// How it is wanted.
    pub rate: Rate,
    /// From where.
    pub source: Source,
}

/// Something that comes of it.
#[derive(Debug)]
pub(super) enum Loading {
    /// A piece for the media board.
    Piece { id: RequestId, command: Command },
    /// The end.
    Over { id: RequestId, result: Result<(), LoadFault> },
}

/// A sound on its way.
#[derive(Debug)]
pub(super) struct Download {
    /// At 8 kHz.
    pub samples: Vec<i16>,
    /// How long it takes from its first byte to its last.
    pub arriving: Duration,
    /// How it ends.
    pub result: Result<(), LoadFault>,
}

/// The loader.
#[derive(Debug)]
pub(super) struct Loader {
    speaker: Speaker,
    /// What the engine still waits for.
    active: BTreeSet<RequestId>,
}

impl Loader {
    pub(super) const fn new(speaker: Speaker) -> Self {
        Self { speaker, active: BTreeSet::new() }
    }

    /// Begins; returns what happens how much later.
    pub(super) fn load(
        &mut self,
        now: Time,
        load: &Load,
        (web, round_trip): (&mut Web, Duration),
        repertoire: &mut Repertoire,
    ) -> Vec<(Duration, Loading)> {
        self.active.insert(load.id);
        let (begins, got) = match &load.source {
            Source::Url(url) => {
                let (thinks, got) = web.sound(now, load.call, url);
                if let Ok(download) = &got {
                    repertoire.learn_file(&super::web::place(url), download.samples.clone());
                }
                (thinks + round_trip, got)
            }
            Source::Speech(speech) => self.speak(speech, repertoire),
        };
        match got {
            Ok(download) => pieces(load, begins, &download),
            Err(fault) => vec![(begins, Loading::Over { id: load.id, result: Err(fault) })],
        }
    }

    /// The engine waits no more.
    pub(super) fn abandon(&mut self, id: RequestId) {
        self.active.remove(&id);
    }

    /// Whether the engine still waits for it.
    pub(super) fn is_awaited(&self, id: RequestId) -> bool {
        self.active.contains(&id)
    }

    fn speak(&self, speech: &Speech, repertoire: &mut Repertoire) -> (Duration, Result<Download, LoadFault>) {
        match self.speaker {
            Speaker::Speechless => (Duration::ZERO, Err(LoadFault::Speechless("nobody speaks in this story".into()))),
            Speaker::After(span) => {
                let samples = spoken(speech);
                repertoire.learn_speech(speech, samples.clone());
                (span, Ok(Download { samples, arriving: Duration::ZERO, result: Ok(()) }))
            }
        }
    }
}

/// A sound that takes its time comes in pieces, one that does not in one.
fn pieces(load: &Load, begins: Duration, download: &Download) -> Vec<(Duration, Loading)> {
    let chunk = match download.arriving {
        Duration::ZERO => download.samples.len().max(1),
        _ => CHUNK.as_millis() as usize * RATE as usize / 1000,
    };
    let count = download.samples.len().div_ceil(chunk).max(1);
    let mut all = Vec::new();
    for number in 0..count {
        let from = (number * chunk).min(download.samples.len());
        let narrow = &download.samples[from..(from + chunk).min(download.samples.len())];
        let samples = if load.rate == Rate::Wide { double(narrow) } else { narrow.to_vec() };
        let piece = Piece { rate: load.rate, samples: samples.into(), is_last: number + 1 == count };
        let at = begins + download.arriving * (number as u32 + 1) / count as u32;
        let command = Command::Feed { group: load.group, clip: load.clip, piece };
        all.push((at, Loading::Piece { id: load.id, command }));
    }
    all.push((begins + download.arriving, Loading::Over { id: load.id, result: download.result.clone() }));
    all
}
