//! Compares what happened with what the story expects. What must hold in every story is in `laws`.
//!
//! On a rough net a provisional response may be lost for ever (RFC 3261 §17.1.1.1 repeats none), and repeats take time:
//! there, messages and callbacks that hang on a 1xx may be missing, ACKs too, messages may overtake each other,
//! sequence numbers need only grow, and durations are not compared. Everything else must hold as on a quiet one.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::acoustics::{Repertoire, Stretch};
use super::phone::Phone;
use super::shelf::Record;
use super::sockets::Stream;
use super::story::{Bound, Condition, Expect, Heard, Mark, Relation, Scores, Story, Told, whole_url};
use super::web::Asked;
use super::{glimpse, laws, listener};
use crate::base::{CallSid, Time};
use crate::call::mail::Mail;
use crate::call::recogniser::Wish;
use crate::engine::{Cdr, Note};
use crate::media::Stats;

/// What the judge is shown.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Every message that reached a phone, repeats left out.
    pub received: BTreeMap<String, Vec<Received>>,
    /// Every request that reached the web server.
    pub asked: Vec<Asked>,
    /// What was asked for and is not there: neither a file nor a line of the story.
    pub missing: Vec<String>,
    /// Every record, with the phone whose call it was.
    pub over: Vec<(Option<String>, Cdr)>,
    /// Everything the engine noted.
    pub notes: Vec<Note>,
    /// What recognisers were asked.
    pub wishes: Vec<Wish>,
    /// Every mail.
    pub mails: Vec<Mail>,
    /// Every line that was closed, with the phone whose call had it.
    pub lines: Vec<(Option<String>, Stats)>,
}

/// A message that reached a phone.
#[derive(Clone, Debug)]
pub struct Received {
    /// When.
    pub at: Time,
    /// Its first line.
    pub mark: Mark,
    /// All of it.
    pub bytes: Bytes,
}

/// An expectation that was not met.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Failure {
    /// The line of the story; 0 for what must hold in every story.
    pub line: usize,
    /// The text of the line, or the rule.
    pub expected: String,
    /// What happened instead.
    pub instead: String,
}

/// What the judge can listen to.
pub(super) struct Hall<'a> {
    /// When the story was over.
    pub now: Time,
    /// The phones, with what they have heard.
    pub phones: &'a mut [Phone],
    /// Every sound by name.
    pub repertoire: &'a Repertoire,
    /// The recordings.
    pub records: &'a [Record],
    /// The streams.
    pub streams: &'a [Stream],
}

/// Everything that is not as it should be.
pub(super) fn judge(story: &Story, evidence: &Evidence, hall: &mut Hall<'_>, rough: bool) -> Vec<Failure> {
    let mut bench = Bench { evidence, hall, rough, taken: Vec::new(), opened: Vec::new(), ended: BTreeMap::new() };
    let told = story.expects.iter().filter_map(|told| bench.line(told).err().map(|instead| failure(told, instead)));
    let mut failures: Vec<Failure> = told.collect();
    failures.extend(laws::broken(evidence, hall.streams));
    failures
}

fn failure<T>(told: &Told<T>, instead: String) -> Failure {
    Failure { line: told.line, expected: told.text.clone(), instead }
}

struct Bench<'a, 'h> {
    evidence: &'a Evidence,
    hall: &'a mut Hall<'h>,
    rough: bool,
    taken: Vec<usize>,
    /// Mails that lines have claimed, by whom each was got.
    opened: Vec<(usize, String)>,
    ended: BTreeMap<&'a str, usize>,
}

impl<'a> Bench<'a, '_> {
    fn line(&mut self, told: &'a Told<Expect>) -> Result<(), String> {
        match &told.what {
            Expect::Gets { phone, marks, with } => self.gets(phone, marks, with),
            Expect::GetsTimes { phone, mark, count } => self.gets_times(phone, mark, *count),
            Expect::NeverGets { phone, mark } => match self.received(phone).iter().any(|found| found.mark == *mark) {
                true => Err(format!("{phone} got it: {}", self.list(phone))),
                false => Ok(()),
            },
            Expect::Asked { path, with } => self.asked(path, with, told.text.starts_with("told")),
            Expect::Times { path, count } => self.times(path, *count, told.text.starts_with("told")),
            Expect::Mailed { to, with } => self.mailed(to, with.as_deref()),
            Expect::Ends { phone, status, sip_status, cause } => {
                self.ends(phone, status, *sip_status, cause.as_deref())
            }
            Expect::EndsNever { phone } => match self.ends(phone, "", None, None) {
                Err(none) if none.starts_with(&format!("{phone} had ")) => Ok(()),
                _ => Err("there is a record".to_owned()),
            },
            Expect::Notes { code, never } => self.notes(code, *never),
            Expect::Scores(scores) => self.scores(scores),
            Expect::Recognised { with } => self.recognised(with),
            Expect::Hears { phone, sounds } => listener::in_order(sounds, self.rough, |what| self.heard(phone, what))
                .map_err(|instead| format!("{instead} by {phone}")),
            Expect::NeverHears { phone, what } => match self.heard(phone, what) {
                // Of a phone that could hear nothing it would be true whatever the engine does.
                none if none.is_empty() && !self.could_hear(phone) => Err(format!("{phone} had no call with sound")),
                none if none.is_empty() => Ok(()),
                found => Err(format!("{what} was {} by {phone}", listener::told(&found))),
            },
            Expect::Stream(of) => listener::stream(of, self.hall, self.rough),
            Expect::Recording(of) => listener::recording(of, self.hall, self.rough),
        }
    }

    fn gets(&self, phone: &str, marks: &[Mark], with: &[Condition]) -> Result<(), String> {
        let received = self.received(phone);
        let mut next = 0;
        for (index, mark) in marks.iter().enumerate() {
            // Nothing repeats a 1xx, nor an ACK when the 2xx it answers is not repeated.
            if self.rough && (matches!(mark, Mark::Status(100..=199)) || is_ack(mark)) {
                continue;
            }
            let with = if index + 1 == marks.len() { with } else { &[] };
            let fits =
                |found: &Received| found.mark == *mark && with.iter().all(|condition| in_message(found, condition));
            let Some(at) = received.iter().skip(next).position(fits) else {
                return Err(match received.iter().rfind(|found| found.mark == *mark) {
                    Some(found) if !with.is_empty() => format!("{mark} had {}", of_message(found, with)),
                    _ => format!("{phone} got {}", self.list(phone)),
                });
            };
            // Datagrams overtake each other on a rough net.
            next = if self.rough { 0 } else { next + at + 1 };
        }
        Ok(())
    }

    fn gets_times(&self, phone: &str, mark: &Mark, count: u64) -> Result<(), String> {
        let found = self.received(phone).iter().filter(|found| found.mark == *mark).count() as u64;
        match found == count || (self.rough && found < count) {
            true => Ok(()),
            false => Err(format!("{phone} got it {found} times: {}", self.list(phone))),
        }
    }

    fn asked(&mut self, path: &str, with: &[Condition], told: bool) -> Result<(), String> {
        let place = bare(path);
        let here = |asked: &Asked| asked.place() == place;
        let all = &self.evidence.asked;
        let found = (0..all.len()).find(|index| {
            let Some(asked) = all.get(*index).filter(|asked| here(asked)) else { return false };
            let free = !self.taken.contains(index) && !self.overtaken(*index, asked.call, &place);
            free && with.iter().all(|condition| self.holds(condition, asked))
        });
        if let Some(index) = found {
            self.taken.push(index);
            return Ok(());
        }
        if self.rough && told && with.iter().any(hangs_on_ringing) {
            return Ok(());
        }
        let others: Vec<String> = all.iter().filter(|asked| here(asked)).map(|asked| of_request(asked, with)).collect();
        Err(match others.is_empty() {
            true => format!("nobody asked {place}; asked were {}", places(all)),
            false => format!("{place} was asked with {}", others.join("; ")),
        })
    }

    /// Whether a later request of the same call and path has been taken already.
    fn overtaken(&self, index: usize, call: CallSid, place: &str) -> bool {
        let same = |later: &&usize| {
            let asked = self.evidence.asked.get(**later);
            asked.is_some_and(|asked| asked.call == call && asked.place() == place)
        };
        self.taken.iter().filter(same).any(|taken| *taken > index)
    }

    fn holds(&self, condition: &Condition, asked: &Asked) -> bool {
        let loose = condition.name == "SequenceNumber" || condition.name.ends_with("Duration");
        let value = asked.value(&condition.name);
        match (&condition.is, self.rough && loose) {
            (Relation::Equal(_), true) => value.is_some(),
            _ => condition.holds(value),
        }
    }

    fn mailed(&mut self, to: &str, with: Option<&[Condition]>) -> Result<(), String> {
        let is_for =
            |mail: &Mail| [std::slice::from_ref(&mail.to), &mail.cc, &mail.bcc].concat().iter().any(|own| own == to);
        let mine: Vec<(usize, &Mail)> =
            self.evidence.mails.iter().enumerate().filter(|(_, mail)| is_for(mail)).collect();
        let Some(with) = with else {
            return if mine.is_empty() { Ok(()) } else { Err(format!("{} mails went there", mine.len())) };
        };
        let fits = |mail: &Mail| with.iter().all(|condition| condition.holds(head(mail, &condition.name).as_deref()));
        match mine
            .iter()
            .find(|(at, mail)| !self.opened.iter().any(|(other, who)| other == at && who == to) && fits(mail))
        {
            Some((at, _)) => self.opened.push((*at, to.to_owned())),
            None => {
                let of = |mail: &Mail| {
                    with.iter().map(|c| shown(&c.name, head(mail, &c.name).as_deref())).collect::<Vec<_>>()
                };
                let found: Vec<String> = mine.iter().map(|(_, mail)| list(&of(mail))).collect();
                return Err(format!(
                    "mails there had {}",
                    if found.is_empty() { "nobody".into() } else { found.join("; ") }
                ));
            }
        }
        Ok(())
    }

    fn times(&self, path: &str, count: u64, told: bool) -> Result<(), String> {
        let place = bare(path);
        let found = self.evidence.asked.iter().filter(|asked| asked.place() == place).count() as u64;
        match found == count || (self.rough && told && found < count) {
            true => Ok(()),
            false => Err(format!("{place} was asked {found} times")),
        }
    }

    fn ends(&mut self, phone: &'a str, status: &str, sip: Option<u16>, cause: Option<&str>) -> Result<(), String> {
        let nth = self.ended.entry(phone).or_default();
        let mut of_phone = self.evidence.over.iter().filter(|(whose, _)| whose.as_deref() == Some(phone));
        let Some((_, cdr)) = of_phone.nth(*nth) else {
            return Err(format!("{phone} had {nth} calls that ended"));
        };
        *nth += 1;
        let right = cdr.status == status
            && sip.is_none_or(|sip| cdr.sip_status == Some(sip))
            && cause.is_none_or(|cause| cdr.cause == cause);
        match right {
            true => Ok(()),
            false => {
                let sip = cdr.sip_status.map_or_else(|| "no SIP status".into(), |status| status.to_string());
                Err(format!("it ended {} {sip} because {}", cdr.status, cdr.cause))
            }
        }
    }

    fn notes(&self, code: &str, never: bool) -> Result<(), String> {
        let notes = &self.evidence.notes;
        let found = notes.iter().any(|note| note.name == code || (note.code != 0 && note.code.to_string() == code));
        if found != never {
            return Ok(());
        }
        let all: Vec<String> = notes.iter().map(|note| format!("{} {}", note.code, note.name)).collect();
        Err(format!("noted were: {}", list(&all)))
    }

    /// How the last line of a phone sounded; a rough net is another one.
    fn scores(&self, Scores { phone, from, bound }: &Scores) -> Result<(), String> {
        let of_phone = |(whose, _): &&(Option<String>, Stats)| whose.as_ref() == Some(phone);
        let stats = self.evidence.lines.iter().rfind(of_phone).map(|(_, stats)| stats);
        let stats = stats.ok_or_else(|| format!("no line of {phone} was closed"))?;
        let score = if *from { stats.from_peer } else { stats.to_peer };
        let score = score.ok_or("too little is known of it")?;
        let mos = score.mos.value();
        let holds = match *bound {
            Bound::Least(least) => mos >= least,
            Bound::Most(most) => mos <= most,
        };
        if holds || self.rough { Ok(()) } else { Err(format!("it was {score}")) }
    }

    fn recognised(&mut self, with: &[Condition]) -> Result<(), String> {
        let all: Vec<Vec<(&str, String)>> = self.evidence.wishes.iter().map(of_wish).collect();
        let holds = |wish: &Vec<(&str, String)>, condition: &Condition| {
            let value = wish.iter().find(|(name, _)| *name == condition.name).map(|(_, value)| value.as_str());
            condition.holds(value)
        };
        match all.iter().any(|wish| with.iter().all(|condition| holds(wish, condition))) {
            true => Ok(()),
            false => Err(format!("it was asked: {all:?}")),
        }
    }

    fn heard(&mut self, name: &str, what: &Heard) -> Vec<Stretch> {
        let Hall { now, phones, repertoire, .. } = &mut *self.hall;
        let phone = phones.iter_mut().find(|phone| phone.name() == name);
        phone.map(|phone| listener::stretches(*now, phone, repertoire, what)).unwrap_or_default()
    }

    fn could_hear(&self, name: &str) -> bool {
        self.hall.phones.iter().any(|phone| phone.name() == name && phone.could_hear())
    }

    fn received(&self, phone: &str) -> &'a [Received] {
        self.evidence.received.get(phone).map_or(&[], Vec::as_slice)
    }

    fn list(&self, phone: &str) -> String {
        let marks: Vec<String> = self.received(phone).iter().map(|found| found.mark.to_string()).collect();
        list(&marks)
    }
}

/// What a recogniser is asked, as a story names it.
fn of_wish(wish: &Wish) -> Vec<(&str, String)> {
    let mut all = vec![("language", wish.language.clone())];
    all.extend(wish.model.clone().map(|model| ("model", model)));
    if !wish.hints.is_empty() {
        all.push(("hints", wish.hints.join(",")));
    }
    all
}

/// A head of a mail, or its text as `Body`.
fn head(mail: &Mail, name: &str) -> Option<String> {
    let list = |list: &[String]| (!list.is_empty()).then(|| list.join(", "));
    match name {
        "From" => Some(mail.from.clone()),
        "To" => Some(mail.to.clone()),
        "Cc" => list(&mail.cc),
        "Bcc" => list(&mail.bcc),
        "Subject" => Some(mail.subject.clone()),
        "Body" => Some(mail.text.clone()),
        _ => None,
    }
}

fn is_ack(mark: &Mark) -> bool {
    *mark == Mark::Method("ACK".into())
}

pub(super) fn in_message(found: &Received, condition: &Condition) -> bool {
    condition.holds(glimpse::field(&found.bytes, &condition.name).as_deref())
}

fn hangs_on_ringing(condition: &Condition) -> bool {
    condition.is == Relation::Equal("ringing".into())
}

fn bare(path: &str) -> String {
    let url = whole_url(path);
    url.strip_prefix(super::story::APP).unwrap_or(&url).to_owned()
}

pub(super) fn of_message(found: &Received, with: &[Condition]) -> String {
    let value =
        |condition: &Condition| shown(&condition.name, glimpse::field(&found.bytes, &condition.name).as_deref());
    with.iter().map(value).collect::<Vec<_>>().join(", ")
}

fn of_request(asked: &Asked, with: &[Condition]) -> String {
    let value = |condition: &Condition| shown(&condition.name, asked.value(&condition.name));
    with.iter().map(value).collect::<Vec<_>>().join(", ")
}

fn shown(name: &str, value: Option<&str>) -> String {
    value.map_or_else(|| format!("no {name}"), |value| format!("{name}={value}"))
}

fn places(all: &[Asked]) -> String {
    list(&all.iter().map(Asked::place).collect::<Vec<_>>())
}

fn list(items: &[String]) -> String {
    if items.is_empty() { "nothing".into() } else { items.join(", ") }
}
