//! A story: a call flow told in a plain text file. Who calls, what the phones and the web server do, what must be
//! heard, posted and answered. `docs/stories.md` is the manual; this room reads the file into values and knows nothing
//! of how it is played (that is `sim/town`, `sim/director` and `sim/judge`).

mod act;
mod card;
mod expect;
mod fault;
mod heard;
mod line;
mod mishap;
mod operator;
mod page;
mod read;
mod recogniser;
mod record;
mod recording;
mod settings;
mod sketch;
mod socket;
mod sound;
mod step;
mod utter;
mod weather;

pub use act::{Act, HoldBy, Script};
pub use card::{Demand, Habit, PhoneCard, Seal};
pub use expect::{Bound, Condition, Expect, Mark, Relation, Scores};
pub use fault::Fault;
pub use heard::{Heard, Hearing, Pitch, Spoken};
pub use mishap::{Disk, Post, Speaker};
pub use operator::{Wanted, Wish};
pub use page::{Body, Page, PageReply, Turn};
pub use read::Story;
pub use recogniser::{Makes, Recogniser};
pub use recording::{Length, Must, OfRecording, Recorded};
pub use settings::{APP, whole_url};
pub use socket::{OfStream, StreamAct, StreamMust, StreamServer};
pub use sound::{Made, SoundFile};
pub use step::Step;
pub use utter::{PressBy, Utterance};
pub use weather::Weather;

/// Every keyword of the format; the manual must explain each (a test compares).
pub fn keywords() -> impl Iterator<Item = &'static str> {
    let heads = read::HEADS
        .iter()
        .chain(read::SECTIONS)
        .chain(card::PHONE_WORDS)
        .chain(weather::NET_WORDS)
        .chain(record::KINDS)
        .chain(mishap::WORDS)
        .chain(recogniser::WORDS)
        .chain(operator::WORDS)
        .chain(socket::WORDS);
    let sounds = heard::WORDS.iter().chain(utter::WORDS).chain(sound::WORDS).chain(recording::WORDS);
    heads.chain(act::VERBS).chain(step::STEPS).chain(expect::LINES).chain(page::WORDS).chain(sounds).copied()
}

/// Something a story says, with the number of the line that says it.
#[derive(Clone, Debug, PartialEq)]
pub struct Told<T> {
    /// The line, from 1.
    pub line: usize,
    /// The text of the line, trimmed.
    pub text: String,
    /// What it says.
    pub what: T,
}
