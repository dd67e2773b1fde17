//! Who has answered a dialled call: a person, a machine, a fax (`machineDetection`, spec §5.1).
//! Here: what is wanted, and what is known and how it is told. How it is found in the sound is
//! `media`'s business, when it is waited for is `Dial`'s.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::Time;
use crate::call::hook::{Param, param};
use crate::media::{Answerer, Measures};
use crate::wire::http::Method;

/// What a noun wants to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// How it is told.
    pub measures: Measures,
    /// Who is told when it is known; then nobody waits for it.
    pub told: Option<(String, Method)>,
}

/// What is known of one call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detection {
    wish: Wish,
    since: Time,
    found: Option<(AnsweredBy, Duration)>,
}

/// Who has answered, in the words of applications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AnsweredBy {
    /// A person.
    Human,
    /// A machine, whose greeting goes on.
    MachineStart,
    /// A machine, which has beeped.
    MachineEndBeep,
    /// A machine, which is silent.
    MachineEndSilence,
    /// A machine, whose greeting has no end.
    MachineEndOther,
    /// A fax.
    Fax,
    /// Nobody knows.
    Unknown,
}

impl Wish {
    /// What a detector has found, in the words of applications; nothing while the end of a greeting is waited for.
    fn read(&self, who: Answerer) -> Option<AnsweredBy> {
        let end = self.measures.to_the_end;
        Some(match who {
            Answerer::Human => AnsweredBy::Human,
            Answerer::Machine if end => return None,
            Answerer::MachineBeep if end => AnsweredBy::MachineEndBeep,
            Answerer::MachineSilence if end => AnsweredBy::MachineEndSilence,
            Answerer::MachineOther if end => AnsweredBy::MachineEndOther,
            Answerer::Machine | Answerer::MachineBeep | Answerer::MachineSilence | Answerer::MachineOther => {
                AnsweredBy::MachineStart
            }
            Answerer::Fax => AnsweredBy::Fax,
            Answerer::Unknown => AnsweredBy::Unknown,
        })
    }
}

impl Detection {
    /// Begins with the answer.
    pub const fn new(wish: Wish, now: Time) -> Self {
        Self { wish, since: now, found: None }
    }

    /// How it is found out, as long as it is.
    pub fn measures(&self) -> Option<Measures> {
        self.found.is_none().then_some(self.wish.measures)
    }

    /// Whether somebody waits for it.
    pub const fn is_awaited(&self) -> bool {
        self.found.is_none() && self.wish.told.is_none()
    }

    /// Takes in what was found; true when that is the end of it.
    pub fn on_found(&mut self, now: Time, who: Answerer) -> bool {
        let Some(who) = self.wish.read(who).filter(|_| self.found.is_none()) else { return false };
        self.found = Some((who, now - self.since));
        true
    }

    /// Who is told.
    pub const fn told(&self) -> Option<&(String, Method)> {
        self.wish.told.as_ref()
    }

    /// What a request says of it: nothing before it is known.
    pub fn params(&self) -> Vec<Param> {
        let Some((who, after)) = self.found else { return Vec::new() };
        vec![param("AnsweredBy", who.name()), param("MachineDetectionDuration", after.as_millis())]
    }
}

impl AnsweredBy {
    /// As applications are told.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::MachineStart => "machine_start",
            Self::MachineEndBeep => "machine_end_beep",
            Self::MachineEndSilence => "machine_end_silence",
            Self::MachineEndOther => "machine_end_other",
            Self::Fax => "fax",
            Self::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_told_at_its_beginning_or_at_its_end_and_once() {
        for (to_the_end, heard, expected) in [
            (false, &[Answerer::Machine][..], "machine_start"),
            (false, &[Answerer::MachineBeep], "machine_start"),
            (true, &[Answerer::Machine, Answerer::MachineBeep, Answerer::Human], "machine_end_beep"),
            (true, &[Answerer::Machine, Answerer::MachineSilence], "machine_end_silence"),
            (true, &[Answerer::Machine, Answerer::MachineOther], "machine_end_other"),
            (true, &[Answerer::Human], "human"),
            (false, &[Answerer::Unknown, Answerer::Machine], "unknown"),
        ] {
            let measures = Measures { to_the_end, ..Measures::default() };
            let mut detection = Detection::new(Wish { measures, told: None }, Time::from_micros(0));
            let ends = heard.iter().filter(|who| detection.on_found(Time::from_micros(2_000_400), **who)).count();
            assert_eq!(ends, 1, "{heard:?}");
            let params = [("AnsweredBy", expected), ("MachineDetectionDuration", "2000")];
            assert_eq!(detection.params(), params.map(|(name, value)| param(name, value)), "{heard:?}");
        }
    }
}
