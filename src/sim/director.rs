//! The play: takes the steps of a story one after the other, waits for what must come true, and says what did not.

use std::collections::BTreeMap;
use std::time::Duration;

use super::acoustics::Repertoire;
use super::judge::{Failure, Received, in_message, of_message};
use super::phone::Phone;
use super::story::{Act, Condition, Heard, Hearing, Mark, Step, Told, Wanted};
use super::{glimpse, listener};
use crate::base::Time;

/// While a step waits to hear something, everybody says something this often.
const NUDGE: Duration = Duration::from_secs(1);
/// So long nothing must be heard to call it silence.
const SILENCE: Duration = Duration::from_secs(5);
/// How long an act waits for its call.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the operator cannot do now is tried again after so long.
const AGAIN: Duration = Duration::from_millis(100);

/// Where the play stands.
#[derive(Debug)]
pub(super) struct Director {
    steps: Vec<Told<Step>>,
    next: usize,
    since: Time,
    /// When voices are looked for on tape next.
    look: Time,
    gets: BTreeMap<String, usize>,
    called: BTreeMap<String, usize>,
    rough: bool,
}

/// What the director wants.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// Look again then, at the latest.
    Wait(Time),
    /// Look again then, and let everybody say something now.
    Listen(Time),
    /// The operator drains the engine.
    Drain,
    /// The operator wants this; [`Director::operated`] tells what came of it.
    Operator(Wanted),
    /// The name service falls silent, or speaks again.
    Names {
        /// Whether it is silent.
        are_down: bool,
    },
    /// The step did not come true.
    Failed(Failure),
    /// The play is over.
    Over,
}

/// How a step fares.
enum Progress {
    Done,
    Until(Time),
    Listen(Time),
    Drain,
    Operator(Wanted),
    Names { are_down: bool },
    Failed(String),
}

impl Director {
    /// Before the first step.
    pub(super) fn new(now: Time, steps: Vec<Told<Step>>, rough: bool) -> Self {
        Self { steps, next: 0, since: now, look: now + NUDGE, gets: BTreeMap::new(), called: BTreeMap::new(), rough }
    }

    /// Goes on as far as the steps come true.
    pub(super) fn go_on(&mut self, now: Time, phones: &mut [Phone], repertoire: &Repertoire) -> Cue {
        loop {
            let Some(told) = self.steps.get(self.next).cloned() else { return Cue::Over };
            match self.step(now, &told.what, phones, repertoire) {
                Progress::Done => self.proceed(now),
                Progress::Until(at) => return Cue::Wait(at),
                Progress::Listen(at) => return Cue::Listen(at),
                Progress::Drain => {
                    self.proceed(now);
                    return Cue::Drain;
                }
                Progress::Operator(wanted) => return Cue::Operator(wanted),
                Progress::Names { are_down } => {
                    self.proceed(now);
                    return Cue::Names { are_down };
                }
                Progress::Failed(instead) => {
                    self.next = self.steps.len();
                    return Cue::Failed(Failure { line: told.line, expected: told.text, instead });
                }
            }
        }
    }

    /// What the operator wanted is done, or cannot be done now. When to look again; nothing when that was the last try.
    pub(super) fn operated(&mut self, now: Time, result: Result<(), String>) -> Result<Time, Failure> {
        match result {
            Ok(()) => self.proceed(now),
            Err(instead) if now >= self.since + PATIENCE => {
                let told = self.steps.get(self.next).cloned();
                self.next = self.steps.len();
                let (line, expected) = told.map(|told| (told.line, told.text)).unwrap_or_default();
                return Err(Failure { line, expected, instead });
            }
            Err(_) => return Ok(now + AGAIN),
        }
        Ok(now)
    }

    fn proceed(&mut self, now: Time) {
        self.next += 1;
        self.since = now;
        self.look = now + NUDGE;
    }

    fn step(&mut self, now: Time, step: &Step, phones: &mut [Phone], repertoire: &Repertoire) -> Progress {
        match step {
            Step::After(span) if now >= self.since + *span => Progress::Done,
            Step::After(span) => Progress::Until(self.since + *span),
            Step::Drain => Progress::Drain,
            Step::Operator(wanted) => Progress::Operator(wanted.clone()),
            Step::Names { are_down } => Progress::Names { are_down: *are_down },
            Step::Does { phone, act } => {
                let act = match replacing(phones, act) {
                    Ok(act) => act,
                    Err(other) => {
                        return self.patience(now, PATIENCE, || format!("{other} has no call to be replaced"));
                    }
                };
                let acted = named(phones, phone).is_some_and(|phone| phone.is_gone() || phone.act(now, &act));
                match acted {
                    true => Progress::Done,
                    false => self.patience(now, PATIENCE, || format!("{phone} has no call to do that with")),
                }
            }
            Step::Called { phone, with, within } => self.called(now, phones, phone, with, *within),
            Step::Gets { phone, mark, with, within } => self.gets(now, phones, phone, (mark, with), *within),
            Step::HasNot { phone, mark } => match named(phones, phone) {
                Some(found) if found.received.iter().any(|received| received.mark == *mark) => {
                    Progress::Failed(format!("{phone} has got {mark} already"))
                }
                _ => Progress::Done,
            },
            Step::Hears { phone, what, within } => {
                let Some(found) = named(phones, phone) else { return Progress::Failed("nobody of that name".into()) };
                self.hears(now, found, repertoire, what, *within)
            }
            Step::HasNotHeard { phone, what } => {
                let Some(found) = named(phones, phone) else { return Progress::Failed("nobody of that name".into()) };
                if found.calls() == 0 && !found.could_hear() {
                    return Progress::Failed(format!("{phone} has had no call"));
                }
                match listener::stretches(now, found, repertoire, what).is_empty() {
                    true => Progress::Done,
                    false => Progress::Failed(format!("{phone} has heard {what} already")),
                }
            }
        }
    }

    fn called(
        &mut self,
        now: Time,
        phones: &mut [Phone],
        name: &str,
        with: &[Condition],
        within: Duration,
    ) -> Progress {
        let Some(phone) = named(phones, name) else { return Progress::Failed("nobody of that name".into()) };
        let before = self.called.entry(name.to_owned()).or_default();
        if phone.called <= *before {
            return self.patience(now, within, || format!("{name} was not called"));
        }
        *before += 1;
        let invite = phone.received.iter().rfind(|received| received.mark == Mark::Method("INVITE".into()));
        let value = |condition: &Condition| invite.and_then(|invite| glimpse::field(&invite.bytes, &condition.name));
        match with.iter().find(|condition| !condition.holds(value(condition).as_deref())) {
            None => Progress::Done,
            Some(wrong) => {
                let value = value(wrong).unwrap_or_else(|| "nothing".into());
                Progress::Failed(format!("{name} was called with {}: {value}", wrong.name))
            }
        }
    }

    fn gets(
        &mut self,
        now: Time,
        phones: &mut [Phone],
        name: &str,
        (mark, with): (&Mark, &[Condition]),
        within: Duration,
    ) -> Progress {
        let Some(phone) = named(phones, name) else { return Progress::Failed("nobody of that name".into()) };
        let seen = self.gets.entry(name.to_owned()).or_default();
        let fits = |found: &Received| found.mark == *mark && with.iter().all(|condition| in_message(found, condition));
        let found = phone.received.iter().skip(*seen).position(fits);
        match found {
            Some(at) => {
                *seen += at + 1;
                Progress::Done
            }
            None => {
                let got: Vec<String> = phone.received.iter().map(|received| received.mark.to_string()).collect();
                let nearest = phone.received.iter().rfind(|received| received.mark == *mark && !with.is_empty());
                let had = nearest.map(|found| format!("{mark} had {}", of_message(found, with)));
                self.patience(now, within, || had.clone().unwrap_or_else(|| format!("{name} got {}", got.join(", "))))
            }
        }
    }

    fn hears(
        &mut self,
        now: Time,
        phone: &mut Phone,
        repertoire: &Repertoire,
        hearing: &Hearing,
        within: Duration,
    ) -> Progress {
        let what = &hearing.what;
        let mut instead = "did not hear".to_owned();
        let heard = match what {
            // What is on its way when the step begins does not count.
            Heard::Silence => {
                let last = phone.last_sound().unwrap_or(self.since).max(self.since);
                now - last >= hearing.lasting.unwrap_or(SILENCE)
            }
            Heard::Key(_) => phone.last_heard(what).is_some_and(|at| at >= self.since),
            _ if !hearing.needs_sound() && phone.last_heard(what).is_some_and(|at| at > self.since) => true,
            // By its packets a voice is known where it is the only one: what is mixed, or lost in a rough net, is
            // looked for on tape, not with every packet but when everybody has had the time to say a phrase.
            _ if !hearing.needs_sound() && !repertoire.goes_on(what) && !self.may_look(now, within) => false,
            _ => {
                let mut found = listener::stretches(now, phone, repertoire, what);
                found.retain(|stretch| stretch.end > self.since);
                if !found.is_empty() {
                    instead = listener::told(&found);
                }
                listener::is_heard(hearing, &found, self.rough)
            }
        };
        if heard {
            return Progress::Done;
        }
        match self.patience(now, within, || format!("{} {instead} {hearing}", phone.name())) {
            Progress::Until(at) if what_phones_say(what) => Progress::Listen(at.min(now + NUDGE)),
            other => other,
        }
    }

    /// Whether it is time to look at a tape, which costs more than to listen to packets.
    fn may_look(&mut self, now: Time, within: Duration) -> bool {
        let may = now >= self.look.min(self.since + within);
        if may {
            self.look = now + NUDGE;
        }
        may
    }

    fn patience(&self, now: Time, within: Duration, why: impl Fn() -> String) -> Progress {
        let end = self.since + within;
        match now < end {
            true => Progress::Until(end),
            false => Progress::Failed(format!("{} within {within:?}", why())),
        }
    }
}

/// Whether it may be heard sooner when everybody says something.
const fn what_phones_say(what: &Heard) -> bool {
    matches!(what, Heard::Voice(_) | Heard::Ringback | Heard::Silence | Heard::Key(_))
}

fn named<'a>(phones: &'a mut [Phone], name: &str) -> Option<&'a mut Phone> {
    phones.iter_mut().find(|phone| phone.name() == name)
}

/// A call that wants the place of another phone's says so in its headers.
///
/// # Errors
///
/// The name of a phone that has none.
fn replacing(phones: &mut [Phone], act: &Act) -> Result<Act, String> {
    let mut act = act.clone();
    if let Act::Call { headers, replacing: Some(other), .. } = &mut act {
        let name = named(phones, other).and_then(|phone| phone.latest()).ok_or_else(|| other.clone())?;
        headers.push(("Replaces".to_owned(), name.to_string()));
    }
    Ok(act)
}
