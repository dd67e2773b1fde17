//! The door of a room with a PIN: a beep asks for it, `#` or silence ends it, and some wrong ones end the call
//! (threats-and-faults A17). Whether it is right the engine says, who knows the caller from other calls.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::call::cue::Cue;
use crate::call::effect::Level;
use crate::call::family::VerbAlarm;
use crate::call::room::{Key, Pin, Wish};
use crate::call::stage::Stage;
use crate::media::Sounding;

/// From the beep to the first digit.
const FIRST: Duration = Duration::from_secs(10);
/// From one digit to the next.
const NEXT: Duration = Duration::from_secs(5);
/// Digits that are kept: more than any PIN has, so that a wrong one stays wrong.
const DIGITS: usize = 20;

/// Somebody before the door.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Door {
    pin: Pin,
    said: Pin,
    wrong: u32,
    wish: Wish,
}

impl Door {
    /// Asks for the PIN; the wish is what its owner wants inside.
    pub(super) fn knock(pin: Pin, wish: Wish, stage: &mut Stage<'_, '_>) -> Self {
        let door = Self { pin, said: Pin::default(), wrong: 0, wish };
        door.ask(stage);
        door
    }

    /// Takes a key or the end of its patience. The wish with what was entered, once that is whole: it never ends by
    /// itself at the length of the PIN, which would tell how long it is.
    pub(super) fn on(&mut self, cue: &Cue, stage: &mut Stage<'_, '_>) -> Option<Wish> {
        match cue {
            Cue::Key('#') | Cue::Alarm(VerbAlarm::Input) => {
                stage.stop_alarm(VerbAlarm::Input);
                let said = std::mem::take(&mut self.said);
                Some(Wish { key: Some(Key { wanted: self.pin.clone(), said }), ..self.wish.clone() })
            }
            Cue::Key(key) => {
                if self.said.0.len() < DIGITS {
                    self.said.0.push(*key);
                }
                stage.set_alarm(VerbAlarm::Input, stage.now() + NEXT);
                None
            }
            _ => None,
        }
    }

    /// The PIN was wrong: whether it may be tried again.
    pub(super) fn on_wrong(&mut self, stage: &mut Stage<'_, '_>) -> bool {
        self.wrong += 1;
        if self.wrong < stage.rules().pin_failures {
            self.ask(stage);
            return true;
        }
        let text = format!("{} wrong PINs for a conference: the call is ended", self.wrong);
        stage.note(Level::Warning, 0, "conference_pin", text);
        false
    }

    /// It is open.
    pub(super) fn open(&self, stage: &mut Stage<'_, '_>) {
        stage.hush();
    }

    fn ask(&self, stage: &mut Stage<'_, '_>) {
        stage.play(Sounding::Beep, 1);
        stage.set_alarm(VerbAlarm::Input, stage.now() + FIRST);
    }
}
