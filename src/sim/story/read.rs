//! The whole file: its head, the play, the expectations.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Told;
use super::act::{Act, script};
use super::card::{Habit, PhoneCard};
use super::expect::{Expect, Scores, expect};
use super::fault::Fault;
use super::heard::Heard;
use super::line::Cursor;
use super::mishap::{Disk, Post, Speaker};
use super::page::{Page, page};
use super::recogniser::Recogniser;
use super::record::record;
use super::socket::{self, StreamServer};
use super::step::{Step, steps};
use super::weather::Weather;
use super::{settings, sketch, weather};
use crate::engine::Settings;
use crate::sip::{Question, Record};

/// What a line of the head can begin with.
pub(super) const HEADS: &[&str] = &[
    "story",
    "seed",
    "net",
    "config",
    "dns",
    "number",
    "domain",
    "user",
    "proxy",
    "web",
    "phone",
    "disk",
    "speech",
    "stream",
    "mail",
    "recogniser",
];

/// What begins a section; the lines of a section are indented.
pub(super) const SECTIONS: &[&str] = &["play", "expect"];

/// Where the town's recogniser would be.
const RECOGNISER: &str = "wss://speech.example/listen";

/// A story, read and checked.
#[derive(Clone, Debug)]
pub struct Story {
    /// The file as the user named it.
    pub file: String,
    /// Where its documents lie.
    pub folder: PathBuf,
    /// Its text as written.
    pub text: String,
    /// Its title.
    pub title: String,
    /// Decides what the net does.
    pub seed: u64,
    /// The net.
    pub weather: Weather,
    /// What the name service knows beside the hosts of the phones.
    pub records: Vec<(Question, Record)>,
    /// The engine's settings.
    pub settings: Settings,
    /// What becomes of recordings on the disk.
    pub disk: Disk,
    /// What becomes of mails.
    pub post: Post,
    /// How texts are spoken.
    pub speaker: Speaker,
    /// Who recognises speech; nobody does unless said.
    pub recogniser: Option<Recogniser>,
    /// The phones, in the order of their columns.
    pub phones: Vec<PhoneCard>,
    /// The scripted replies of the web server.
    pub pages: Vec<Page>,
    /// The stream servers.
    pub servers: Vec<StreamServer>,
    /// The play.
    pub steps: Vec<Told<Step>>,
    /// What must have happened.
    pub expects: Vec<Told<Expect>>,
}

impl Story {
    /// Reads a story file, or makes a story up for an RCML document.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| Fault::whole(&file, error.to_string()))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        match path.extension().is_some_and(|ending| ending == "xml" || ending == "rcml") {
            true => Self::parse(&file, folder, &sketch::story(path, &text)),
            false => Self::parse(&file, folder, &text),
        }
    }

    /// Reads the text of a story whose documents lie in `folder`.
    pub fn parse(file: &str, folder: PathBuf, text: &str) -> Result<Self, Fault> {
        let mut reader = Reader::new();
        for (index, text) in text.lines().enumerate() {
            let mut line = Cursor::new(file, index + 1, text)?;
            if !line.is_at_end() {
                reader.line(&mut line, text)?;
            }
        }
        if reader.steps.is_empty() {
            return Err(Fault::whole(file, "the story has no `play` section: nobody does anything"));
        }
        Ok(Self {
            file: file.into(),
            folder,
            text: text.to_owned(),
            title: reader.title,
            seed: reader.seed,
            weather: reader.weather,
            records: reader.records,
            settings: reader.settings,
            disk: reader.disk,
            post: reader.post,
            speaker: reader.speaker,
            recogniser: reader.recogniser,
            phones: reader.phones,
            pages: reader.pages,
            servers: reader.servers,
            steps: reader.steps,
            expects: reader.expects,
        })
    }

    /// Everything that a phone does in the story, with its name: in its script, and in the play.
    pub fn acts(&self) -> impl Iterator<Item = (&str, &Act)> + Clone {
        let scripts = self.phones.iter().flat_map(|card| card.script.iter().map(|act| (card.name.as_str(), act)));
        let steps = self.steps.iter().filter_map(|told| match &told.what {
            Step::Does { phone, act } => Some((phone.as_str(), act)),
            _ => None,
        });
        scripts.chain(steps)
    }

    /// Whether what this phone hears must be kept: something is asked of it that packets alone may not tell.
    pub fn listens_closely(&self, name: &str) -> bool {
        let in_steps = self.steps.iter().any(|told| match &told.what {
            Step::Hears { phone, what, .. } => {
                phone == name && (what.needs_sound() || matches!(what.what, Heard::Voice(_)))
            }
            Step::HasNotHeard { phone, .. } => phone == name,
            _ => false,
        });
        let in_expects = self.expects.iter().any(|told| match &told.what {
            Expect::Hears { phone, .. } | Expect::NeverHears { phone, .. } => phone == name,
            _ => false,
        });
        in_steps || in_expects
    }

    /// Whether some line is about this sound.
    pub fn asks_for(&self, what: &Heard) -> bool {
        let in_steps = self.steps.iter().any(|told| match &told.what {
            Step::Hears { what: hearing, .. } => hearing.what == *what,
            Step::HasNotHeard { what: other, .. } => other == what,
            _ => false,
        });
        in_steps || self.expects.iter().any(|told| told.what.is_about(what))
    }

    /// The sounds that must not be heard, with their lines and how those are written.
    pub fn denied(&self) -> impl Iterator<Item = (usize, &str, &Heard)> {
        let steps = self.steps.iter().filter_map(|told| match &told.what {
            Step::HasNotHeard { what, .. } => Some((told.line, told.text.as_str(), what)),
            _ => None,
        });
        let expects = self.expects.iter();
        steps.chain(expects.filter_map(|told| Some((told.line, told.text.as_str(), told.what.denies()?))))
    }

    /// Whether this phone calls in the play.
    pub fn calls(&self, name: &str) -> bool {
        let is_call = |step: &Step| matches!(step, Step::Does { phone, act: Act::Call { .. } } if phone == name);
        self.steps.iter().any(|told| is_call(&told.what))
    }

    /// The paths that its expectations are told about.
    pub fn told_paths(&self) -> impl Iterator<Item = &str> {
        let status = self.settings.numbers.values().filter_map(|number| number.status_callback.as_deref());
        let told = self.expects.iter().filter(|told| told.text.starts_with("told"));
        let paths = told.filter_map(|told| match &told.what {
            Expect::Asked { path, .. } | Expect::Times { path, .. } => Some(path.as_str()),
            _ => None,
        });
        status.chain(paths)
    }
}

/// Where an indented line belongs.
enum Place {
    Nowhere,
    Phone,
    Web,
    Stream,
    Play,
    Expect,
}

struct Reader {
    place: Place,
    title: String,
    seed: u64,
    weather: Weather,
    table: toml::Table,
    records: Vec<(Question, Record)>,
    settings: Settings,
    disk: Disk,
    post: Post,
    speaker: Speaker,
    recogniser: Option<Recogniser>,
    phones: Vec<PhoneCard>,
    pages: Vec<Page>,
    servers: Vec<StreamServer>,
    steps: Vec<Told<Step>>,
    expects: Vec<Told<Expect>>,
}

impl Reader {
    fn new() -> Self {
        Self {
            place: Place::Nowhere,
            title: "a call".into(),
            seed: 1,
            weather: Weather::default(),
            table: town_settings(),
            records: Vec::new(),
            settings: Settings::default(),
            disk: Disk::default(),
            post: Post::default(),
            speaker: Speaker::default(),
            recogniser: None,
            phones: Vec::new(),
            pages: Vec::new(),
            servers: Vec::new(),
            steps: Vec::new(),
            expects: Vec::new(),
        }
    }

    fn line(&mut self, line: &mut Cursor, text: &str) -> Result<(), Fault> {
        if !line.is_indented() {
            return self.head(line);
        }
        let (number, text) = (line.number(), text.trim().to_owned());
        let phones: Vec<&str> = self.phones.iter().map(|phone| phone.name.as_str()).collect();
        match self.place {
            Place::Nowhere => {
                Err(line.fault("an indented line belongs to `play`, `expect`, `phone …:`, `web …:` or `stream …:`"))
            }
            Place::Phone => {
                let more = script(line)?;
                self.phones.last_mut().map(|phone| phone.script.extend(more)).ok_or_else(|| line.fault("no phone"))
            }
            Place::Web => {
                let path = self.pages.last().map_or_else(String::new, |page| page.path.clone());
                let more = super::page::turns(line)?;
                self.pages.iter_mut().filter(|page| page.path == path).for_each(|page| page.turns.extend(more.clone()));
                Ok(())
            }
            Place::Stream => {
                let more = socket::acts(line)?;
                self.servers.last_mut().map(|own| own.acts.extend(more)).ok_or_else(|| line.fault("no stream server"))
            }
            Place::Play => {
                let found = steps(line, &phones)?.into_iter();
                self.steps.extend(found.map(|what| Told { line: number, text: text.clone(), what }));
                Ok(())
            }
            Place::Expect => {
                let what = expect(line, &phones)?;
                let is_told =
                    |name: &str| self.phones.iter().any(|card| card.name == name && card.is(Habit::Reporting));
                if let Expect::Scores(Scores { phone, from: false, .. }) = &what
                    && !is_told(phone)
                {
                    return Err(line.fault(format!(
                        "only a phone that is `reporting` tells how it hears: `phone {phone} reporting`"
                    )));
                }
                self.expects.push(Told { line: number, text, what });
                Ok(())
            }
        }
    }

    fn head(&mut self, line: &mut Cursor) -> Result<(), Fault> {
        let keyword = line.peek().to_owned();
        let known: Vec<&str> = HEADS.iter().chain(SECTIONS).copied().collect();
        if !known.contains(&keyword.as_str()) {
            return Err(line.unknown("a line of a story", &known));
        }
        let whole = line.clone();
        line.take(&keyword);
        self.place = Place::Nowhere;
        match keyword.as_str() {
            "story" => self.title = line.word("a title in quotes")?,
            "seed" => self.seed = line.count()?,
            "net" => weather::weather(line, &mut self.weather)?,
            "dns" => self.records.push(record(line)?),
            "disk" => self.disk = Disk::read(line)?,
            "mail" => self.post = Post::read(line)?,
            "speech" => self.speaker = Speaker::read(line)?,
            "recogniser" => {
                self.recogniser = Some(Recogniser::read(line)?);
                return self.lay(settings::nested(&["recogniser", "url"], RECOGNISER.into()), &whole);
            }
            "config" => return settings::config(line).and_then(|table| self.lay(table, &whole)),
            "number" => return settings::application(line, "numbers").and_then(|table| self.lay(table, &whole)),
            "domain" => return settings::application(line, "domains").and_then(|table| self.lay(table, &whole)),
            "user" => return settings::user(line).and_then(|table| self.lay(table, &whole)),
            "proxy" => return settings::proxy(line).and_then(|table| self.lay(table, &whole)),
            "web" => {
                self.pages.push(page(line)?);
                self.place = Place::Web;
            }
            "stream" => {
                self.servers.push(StreamServer::read(line)?);
                self.place = Place::Stream;
            }
            "phone" => return self.phone(line),
            "play" => self.place = Place::Play,
            // "expect": the list above holds no other
            _ => self.place = Place::Expect,
        }
        line.end()
    }

    fn phone(&mut self, line: &mut Cursor) -> Result<(), Fault> {
        let whole = line.clone();
        let card = PhoneCard::read(line)?;
        let host = |card: &PhoneCard| card.uri.rsplit('@').next().map(str::to_owned);
        if self.phones.iter().any(|other| other.name == card.name) {
            return Err(whole.fault(format!("there is a phone `{}` already", card.name)));
        }
        if let Some(other) = self.phones.iter().find(|other| host(other) == host(&card)) {
            return Err(whole.fault(format!("`{}` lives at the same host; every phone needs its own", other.name)));
        }
        self.phones.push(card);
        self.place = Place::Phone;
        Ok(())
    }

    /// Lays a table over the settings; the engine's own reader says what is wrong with it.
    fn lay(&mut self, table: toml::Table, line: &Cursor) -> Result<(), Fault> {
        settings::merge(&mut self.table, table);
        let read = Settings::deserialize(self.table.clone());
        self.settings = read.map_err(|error| line.fault(format!("the engine refuses this: {}", error.message())))?;
        Ok(())
    }
}

/// What every town sets: an account whose signatures can be checked, trust in the town's own network.
fn town_settings() -> toml::Table {
    toml::toml! {
        [account]
        sid = "AC00000000000000000000000000000001"
        auth_token = "a token of the virtual town"
        [trunks.town]
        sources = ["192.0.2.0/24", "2001:db8:200::/48"]
        [media]
        addresses = ["198.51.100.1", "2001:db8:100::1"]
        // Phones that are not talkative are silent most of the time.
        dead_air = 0
    }
}

#[cfg(test)]
mod tests;
