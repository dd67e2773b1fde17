//! The virtual town: one house with the engine, phones, a web server and the net between them, on
//! a clock that jumps from deadline to deadline. Nothing here reads a clock; the same story and
//! seed give the same transcript, byte for byte.

mod happen;
mod leave;
mod operator;
mod order;
mod place;
mod socket;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::time::Duration;

use bytes::Bytes;

use self::happen::Happening;
use self::place::{engine_addrs, host, phone_addr};
use super::acoustics::Repertoire;
use super::director::{Cue, Director};
use super::house::House;
use super::judge::{Evidence, Failure, Hall, judge};
use super::loader::Loader;
use super::names::Names;
use super::net::Net;
use super::phone::Phone;
use super::recogniser::Recogniser;
use super::shelf::{Record, Shelf};
use super::sockets::Sockets;
use super::stock::vain;
use super::story::{Post, Story, Weather};
use super::transcript::Transcript;
use super::web::Web;
use crate::audio::Rate;
use crate::base::{Rng, Time};
use crate::engine::{Command, Input, SettingsFault};

/// 2024-03-05T10:15:00Z: every story begins then.
const START: Time = Time::from_secs(1_709_633_700);
/// How long after its last step a story may take to come to rest: callbacks are repeated for a day.
const REST: Duration = Duration::from_secs(30 * 3600);
/// Events that one story may take; more is a loop.
const EVENTS: usize = 20_000_000;
/// After a change of the way of the sound everybody says something this much later.
const AFTER_CHANGE: Duration = Duration::from_millis(100);

/// How a story is played, whatever it says itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Instead of the story's seed.
    pub seed: Option<u64>,
    /// Instead of the story's net.
    pub weather: Option<Weather>,
    /// Write the engine out and read it back before every input, and compare.
    pub through_disk: bool,
    /// Keep what every phone hears and says, for files and pictures of it.
    pub keep_sound: bool,
}

/// What came of a story.
#[derive(Debug)]
pub struct Performance {
    /// What happened.
    pub transcript: Transcript,
    /// What the judge was shown.
    pub evidence: Evidence,
    /// What is not as it should be; nothing is a success.
    pub failures: Vec<Failure>,
    /// How long it took on the virtual clock.
    pub took: Duration,
    /// The sound of every call of every phone, if it was to be kept.
    pub tracks: Vec<Track>,
    /// Every recording.
    pub recordings: Vec<Record>,
}

/// The sound of one call of a phone.
#[derive(Clone, Debug)]
pub struct Track {
    /// Whose.
    pub phone: String,
    /// When the call began, and with it both sounds.
    pub began: Time,
    /// What it heard.
    pub heard: (Rate, Vec<i16>),
    /// What it said.
    pub said: (Rate, Vec<i16>),
}

/// Plays a story.
pub fn play(story: &Story, options: &Options) -> Result<Performance, SettingsFault> {
    let mut town = Town::new(story, options)?;
    let mut failures = town.run();
    let rough = options.weather.unwrap_or(story.weather).is_rough();
    let evidence = town.evidence();
    if failures.is_empty() {
        let mut hall = Hall {
            now: town.now,
            phones: &mut town.phones,
            repertoire: &town.repertoire,
            records: town.shelf.records(),
            streams: town.sockets.streams(),
        };
        failures = judge(story, &evidence, &mut hall, rough);
        failures.extend(vain(story, &town.repertoire));
    }
    failures.extend(town.order());
    let took = town.now - START;
    let tracks = if options.keep_sound { town.tracks() } else { Vec::new() };
    let recordings = town.shelf.records().to_vec();
    Ok(Performance { evidence, transcript: town.transcript, failures, took, tracks, recordings })
}

struct Town {
    now: Time,
    house: House,
    phones: Vec<Phone>,
    addresses: BTreeMap<IpAddr, usize>,
    /// What the engine is called outside.
    publics: BTreeSet<IpAddr>,
    names: Names,
    web: Web,
    net: Net,
    loader: Loader,
    recogniser: Recogniser,
    shelf: Shelf,
    sockets: Sockets,
    post: Post,
    repertoire: Repertoire,
    director: Director,
    agenda: BTreeMap<(Time, u64), Happening>,
    queued: u64,
    say_due: Option<Time>,
    transcript: Transcript,
    sent: BTreeSet<(usize, Bytes)>,
    owners: BTreeMap<String, String>,
    /// Phone → the SID of its latest call.
    latest: BTreeMap<String, String>,
    evidence: Evidence,
    failures: Vec<Failure>,
}

impl Town {
    fn new(story: &Story, options: &Options) -> Result<Self, SettingsFault> {
        let mut rng = Rng::seeded(options.seed.unwrap_or(story.seed));
        let homes = engine_addrs();
        let names: Vec<String> = story.phones.iter().map(|phone| phone.name.clone()).collect();
        let house = House::new(story.settings.clone(), &homes, rng.fork(), options.through_disk)?;
        let weather = options.weather.unwrap_or(story.weather);
        let net = Net::new(weather, rng.fork());
        let mut phones = Vec::new();
        let (mut addresses, mut service) = (BTreeMap::new(), Names::new(story.records.iter().cloned()));
        for (index, card) in story.phones.iter().enumerate() {
            let at = phone_addr(card, index);
            addresses.insert(at.ip(), index);
            service.add_host(&host(card), at.ip());
            let phone = Phone::new(card, index, &names, at, homes[usize::from(card.ipv6)], rng.fork());
            phones.push(phone.keeping_sound(options.keep_sound || story.listens_closely(&card.name)));
        }
        let repertoire = Repertoire::new(story);
        Ok(Self {
            now: START,
            house,
            phones,
            addresses,
            publics: story.settings.public_addresses().collect(),
            names: service,
            web: Web::new(story),
            net,
            loader: Loader::new(story.speaker),
            shelf: Shelf::new(story.disk),
            sockets: Sockets::new(story),
            post: story.post,
            recogniser: Recogniser::new(story.recogniser.clone().unwrap_or_default(), &repertoire),
            repertoire,
            director: Director::new(START, story.steps.clone(), weather.is_rough()),
            agenda: BTreeMap::new(),
            queued: 0,
            say_due: None,
            transcript: Transcript::new(START, story),
            sent: BTreeSet::new(),
            owners: BTreeMap::new(),
            latest: BTreeMap::new(),
            evidence: Evidence::default(),
            failures: Vec::new(),
        })
    }

    /// Plays the steps, then lets everything come to rest.
    fn run(&mut self) -> Vec<Failure> {
        let mut end = None;
        for _ in 0..EVENTS {
            let wake = if end.is_none() { self.direct() } else { None };
            if wake.is_none() {
                end.get_or_insert(self.now + REST);
            }
            let next = self.next().into_iter().chain(wake).min();
            let over = end.is_some_and(|end| self.is_at_rest() || next.is_none_or(|next| next > end));
            let Some(next) = next.filter(|_| !over) else { return std::mem::take(&mut self.failures) };
            self.now = self.now.max(next);
            self.step();
        }
        self.fail("a story comes to an end", format!("it went on for {EVENTS} events"));
        std::mem::take(&mut self.failures)
    }

    /// Lets the director go on; returns when it wants to look again, nothing when the play is over.
    fn direct(&mut self) -> Option<Time> {
        loop {
            let cue = self.director.go_on(self.now, &mut self.phones, &self.repertoire);
            self.drain();
            match cue {
                Cue::Wait(at) => return Some(at),
                Cue::Listen(at) => {
                    self.say_all();
                    return Some(at);
                }
                Cue::Drain => {
                    self.house.handle(self.now, Input::Command(Command::Drain));
                    self.drain();
                }
                Cue::Operator(wanted) => {
                    let result = self.operate(&wanted);
                    match self.director.operated(self.now, result) {
                        Ok(at) if at > self.now => return Some(at),
                        Ok(_) => {}
                        Err(failure) => return self.give_up(failure),
                    }
                }
                Cue::Names { are_down } => self.names.set_down(are_down),
                Cue::Failed(failure) => return self.give_up(failure),
                Cue::Over => return None,
            }
        }
    }

    /// The play is over before its end.
    fn give_up(&mut self, failure: Failure) -> Option<Time> {
        self.failures.push(failure);
        for phone in &mut self.phones {
            phone.hang_up_all(self.now);
        }
        self.drain();
        None
    }

    /// The next moment at which anything happens by itself.
    fn next(&self) -> Option<Time> {
        let agenda = self.agenda.first_key_value().map(|((at, _), _)| *at);
        let phones = self.phones.iter().filter_map(Phone::next_timeout);
        agenda.into_iter().chain(self.house.next_timeout()).chain(phones).min()
    }

    /// Everything that is due now.
    fn step(&mut self) {
        while let Some(entry) = self.agenda.first_entry().filter(|entry| entry.key().0 <= self.now) {
            let happening = entry.remove();
            self.happen(happening);
            self.drain();
        }
        self.house.timeout(self.now);
        for phone in &mut self.phones {
            if phone.next_timeout().is_some_and(|at| at <= self.now) {
                phone.timeout(self.now);
            }
        }
        self.drain();
    }
}
