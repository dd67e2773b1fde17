//! A story: a call flow told in a plain text file. Who calls, what the phones and the web server do, what must be heard,
//! posted and answered. `docs/stories.md` is the manual; this room reads the file into values and knows nothing of
//! how it is played (that is `sim/town`, `sim/director` and `sim/judge`).

mod act;
mod expect;
mod fault;
mod header;
mod line;
mod page;
mod read;
mod record;
mod sketch;
mod step;

pub use act::{Act, HoldBy, Script};
pub use expect::{Condition, Expect, Mark, Relation};
pub use fault::Fault;
pub use header::{APP, Demand, Habit, PhoneCard, Seal, Weather, whole_url};
pub use page::{Body, Page, PageReply, Turn};
pub use read::Story;
pub use step::{Heard, Step};

/// Every keyword of the format; the manual must explain each (a test compares).
pub fn keywords() -> impl Iterator<Item = &'static str> {
    let heads = read::HEADS
        .iter()
        .chain(read::SECTIONS)
        .chain(header::PHONE_WORDS)
        .chain(header::NET_WORDS)
        .chain(record::KINDS);
    heads.chain(act::VERBS).chain(step::STEPS).chain(expect::LINES).chain(page::WORDS).copied()
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
