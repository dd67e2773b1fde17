//! Clients that sleep, inside `Dial`: their telephones are woken, and dialled when they register or when they have had
//! time enough (spec §5.5). A branch comes into being only then.

use serde::{Deserialize, Serialize};

use super::Noun;
use super::target::Target;
use crate::base::Time;
use crate::call::family::VerbAlarm;
use crate::call::stage::Stage;

/// Nouns whose telephones were woken, each with the end of its time.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Sleepers(Vec<(Time, Noun)>);

impl Sleepers {
    /// Wakes the telephone of a client who is not registered. Gives back every noun
    /// that can be dialled now, or that nobody wakes.
    pub(super) fn wake(&mut self, noun: Noun, stage: &mut Stage<'_, '_>) -> Option<Noun> {
        let sleeps = login(&noun).is_some_and(|login| stage.registrations(login).is_empty() && stage.wake(login));
        if !sleeps {
            return Some(noun);
        }
        self.0.push((stage.now() + stage.rules().push.wait, noun));
        self.set_alarm(stage);
        None
    }

    /// Those who are this client, for it has registered.
    pub(super) fn awake(&mut self, who: &str, stage: &mut Stage<'_, '_>) -> Vec<Noun> {
        self.take(|_, noun| login(noun) == Some(who), stage)
    }

    /// Those whose time is over.
    pub(super) fn late(&mut self, stage: &mut Stage<'_, '_>) -> Vec<Noun> {
        let now = stage.now();
        self.take(|until, _| until <= now, stage)
    }

    /// All of them: there is no more time.
    pub(super) fn all(&mut self, stage: &mut Stage<'_, '_>) -> Vec<Noun> {
        self.take(|_, _| true, stage)
    }

    /// Somebody else has answered.
    pub(super) fn forget(&mut self, stage: &mut Stage<'_, '_>) {
        self.all(stage);
    }

    /// Whether nobody is waited for.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn take(&mut self, which: impl Fn(Time, &Noun) -> bool, stage: &mut Stage<'_, '_>) -> Vec<Noun> {
        let (taken, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.0).into_iter().partition(|(until, noun)| which(*until, noun));
        self.0 = rest;
        self.set_alarm(stage);
        taken.into_iter().map(|(_, noun)| noun).collect()
    }

    fn set_alarm(&self, stage: &mut Stage<'_, '_>) {
        match self.0.iter().map(|(until, _)| *until).min() {
            Some(at) => stage.set_alarm(VerbAlarm::Push, at),
            None => stage.stop_alarm(VerbAlarm::Push),
        }
    }
}

fn login(noun: &Noun) -> Option<&str> {
    let Noun::Client(leg) = noun else { return None };
    match &leg.target {
        Ok(Target::Client(client)) => Some(&client.login),
        _ => None,
    }
}
