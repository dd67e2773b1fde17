//! What is listened for in the sound of a peer.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Which detectors are on. Keys are always heard: as telephone events, or as tones where those were not agreed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listening {
    /// When the peer speaks: `Event::Speech`.
    pub speech: bool,
    /// Who has answered: `Event::AnsweredBy`, once or twice from now. Other measures begin anew.
    pub answerer: Option<Measures>,
}

/// How it is told who has answered (spec §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measures {
    /// After this long nothing is decided any more.
    pub timeout: Duration,
    /// Who speaks longer than this at first is a machine.
    pub speech: Duration,
    /// So much silence ends what was said.
    pub speech_end: Duration,
    /// Who says nothing for so long is nobody that could be told.
    pub silence: Duration,
    /// A machine is listened to until its greeting ends.
    pub to_the_end: bool,
}

impl Default for Measures {
    fn default() -> Self {
        let ms = Duration::from_millis;
        let (timeout, speech, speech_end, silence) = (ms(30_000), ms(2400), ms(1200), ms(5000));
        Self { timeout, speech, speech_end, silence, to_the_end: true }
    }
}

/// Who has answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answerer {
    /// A person: a short greeting, then silence.
    Human,
    /// A machine: it goes on talking.
    Machine,
    /// The beep after the greeting of a machine.
    MachineBeep,
    /// The end of its greeting, without a beep.
    MachineSilence,
    /// A machine that has not come to an end within the time.
    MachineOther,
    /// The tones of a fax.
    Fax,
    /// Nothing that could be told within the time.
    Unknown,
}
