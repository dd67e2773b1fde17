//! What is listened for in the sound of a peer.

use serde::{Deserialize, Serialize};

/// Which detectors are on. Telephone events are always heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listening {
    /// Keys as tones: told as `Event::Key`, once also where the same press comes as an event.
    pub tones: bool,
    /// When the peer speaks: `Event::Speech`.
    pub speech: bool,
    /// Who has answered: `Event::AnsweredBy`, once or twice from now.
    pub answerer: bool,
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
    /// The tones of a fax.
    Fax,
    /// Nothing that could be told within the time.
    Unknown,
}
