//! The town's recogniser: it hears the sound that the engine's media let out, knows the texts that phones say in it as
//! the judge does, and says so after its time. Nobody tells it what was said.

use std::collections::BTreeMap;
use std::time::Duration;

use super::acoustics::{Pattern, Repertoire, Stretch, Tape, is_quiet, spoken_length};
use super::shelf::Record;
use super::story::{Makes, Recogniser as Habits};
use crate::audio::{FRAME, Rate};
use crate::base::Time;
use crate::call::RequestId;
use crate::call::recogniser::{Heard, Wish};
use crate::media::ForkId;

/// Pieces of 20 ms from one look at the sound to the next.
const LOOK: usize = 10;
/// How little a guess will change, in thousandths.
const STABILITY: u16 = 800;
/// So much of a text is all of it.
const WHOLE: f64 = 0.9;
/// When one that says nothing about a recording is given up.
const PATIENCE: Duration = Duration::from_secs(300);

/// The recogniser.
#[derive(Debug)]
pub(super) struct Recogniser {
    habits: Habits,
    texts: Vec<(String, Pattern)>,
    listening: BTreeMap<RequestId, Listening>,
}

/// One recognition.
#[derive(Debug)]
struct Listening {
    fork: ForkId,
    wants_partials: bool,
    tape: Tape,
    pieces: usize,
    /// Texts that were told as final, and the last guess.
    told: usize,
    guess: String,
    is_over: bool,
}

impl Recogniser {
    pub(super) fn new(habits: Habits, repertoire: &Repertoire) -> Self {
        Self { habits, texts: repertoire.said(), listening: BTreeMap::new() }
    }

    /// Begins to listen; it may fail before it has heard anything.
    pub(super) fn listen(
        &mut self,
        now: Time,
        (id, fork): (RequestId, ForkId),
        wish: &Wish,
    ) -> Option<(Duration, Heard)> {
        let (tape, guess) = (Tape::new(now), String::new());
        let wants_partials = wish.wants_partials;
        self.listening.insert(id, Listening { fork, wants_partials, tape, pieces: 0, told: 0, guess, is_over: false });
        let fails = self.habits.makes == Makes::Failure;
        fails.then(|| (self.habits.after, Heard::Failed("the recogniser of this story fails".into())))
    }

    /// A piece of sound; it may make a guess, or know that a text is over.
    pub(super) fn hear(&mut self, fork: ForkId, rate: Rate, samples: &[i16]) -> Option<(RequestId, Heard)> {
        let habits = &self.habits;
        let (id, own) = self.listening.iter_mut().find(|(_, own)| own.fork == fork && !own.is_over)?;
        own.tape.append(rate, samples);
        own.pieces += 1;
        if own.pieces % LOOK != 0 || !(own.wants_partials || habits.ends) || habits.makes != Makes::Texts {
            return None;
        }
        let found = own.find(&self.texts);
        let closed = found.iter().skip(own.told).take_while(|(_, stretch)| !stretch.is_open).count();
        if habits.ends && closed > 0 {
            let text = words(&found[own.told..own.told + closed]);
            own.told += closed;
            own.guess.clear();
            return Some((*id, Heard::Final { text, confidence: habits.confidence }));
        }
        let guess = words(found.get(own.told..).unwrap_or_default());
        let is_new = own.wants_partials && !guess.is_empty() && guess != own.guess;
        own.guess.clone_from(&guess);
        is_new.then_some((*id, Heard::Partial { text: guess, stability: STABILITY }))
    }

    /// The last word is wanted.
    pub(super) fn conclude(&mut self, id: RequestId) -> Option<(Duration, Heard)> {
        let own = self.listening.get_mut(&id)?;
        own.is_over = true;
        let text = match &self.habits.makes {
            Makes::Texts => words(own.find(&self.texts).get(own.told..).unwrap_or_default()),
            Makes::Text(text) if is_loud(own.tape.narrow()) => text.clone(),
            Makes::Text(_) => String::new(),
            Makes::Failure | Makes::Nothing => return None,
        };
        Some((self.habits.after, Heard::Final { text, confidence: self.habits.confidence }))
    }

    /// The engine waits no more.
    pub(super) fn abandon(&mut self, id: RequestId) {
        self.listening.remove(&id);
    }

    /// Whether the engine still waits for it.
    pub(super) fn is_awaited(&self, id: RequestId) -> bool {
        self.listening.contains_key(&id)
    }

    /// What is said in a recording, and when that is known.
    pub(super) fn transcribe(&self, record: Option<&Record>) -> (Duration, Result<String, String>) {
        let Some(record) = record else { return (self.habits.after, Err("there is no such recording".into())) };
        let result = match &self.habits.makes {
            Makes::Texts => Ok(words(&record.texts(&self.texts))),
            Makes::Text(text) if is_loud(&record.samples) => Ok(text.clone()),
            Makes::Text(_) => Ok(String::new()),
            Makes::Failure => Err("the recogniser of this story fails".into()),
            Makes::Nothing => return (PATIENCE, Err("the recogniser of this story is silent".into())),
        };
        (self.habits.after, result)
    }
}

impl Listening {
    fn find(&mut self, texts: &[(String, Pattern)]) -> Vec<(String, Stretch)> {
        let now = self.tape.began();
        known(texts, |pattern| self.tape.find(now, std::slice::from_ref(pattern)))
    }
}

impl Record {
    fn texts(&self, texts: &[(String, Pattern)]) -> Vec<(String, Stretch)> {
        known(texts, |pattern| self.find(None, std::slice::from_ref(pattern)))
    }
}

/// What was said, in its order.
fn known(texts: &[(String, Pattern)], mut find: impl FnMut(&Pattern) -> Vec<Stretch>) -> Vec<(String, Stretch)> {
    let of_text = |(text, pattern): &(String, Pattern)| {
        find(pattern).into_iter().map(|stretch| (text.clone(), stretch)).collect::<Vec<_>>()
    };
    let mut all: Vec<_> = texts.iter().flat_map(of_text).collect();
    all.sort_by_key(|(_, stretch)| stretch.begin);
    all
}

/// As many words of each text as were heard of it.
fn words(found: &[(String, Stretch)]) -> String {
    let heard = |(text, stretch): &(String, Stretch)| {
        let share = stretch.sounding.as_secs_f64() / spoken_length(text).as_secs_f64();
        let all: Vec<&str> = text.split(' ').collect();
        let count = if share >= WHOLE { all.len() } else { (share * all.len() as f64) as usize };
        all[..count.min(all.len())].join(" ")
    };
    found.iter().map(heard).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_loud(samples: &[i16]) -> bool {
    samples.chunks_exact(FRAME).any(|frame| !is_quiet(frame))
}
