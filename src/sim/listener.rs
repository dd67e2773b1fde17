//! Compares what was heard, by phones and in recordings, with what a story says of it. On a rough net beginnings are
//! lost and repeats come late: there it is compared what was heard, but neither how long nor how often.

use std::time::Duration;

use super::acoustics::{Repertoire, Stretch};
use super::judge::Hall;
use super::phone::Phone;
use super::shelf::Record;
use super::sockets::{self, Stream};
use super::story::{Heard, Hearing, Length, Must, OfRecording, OfStream, StreamMust};
use crate::base::Time;

/// What is exact: one frame more or less.
const FRAME: Duration = Duration::from_millis(20);
/// So much of a sound that goes on is enough to know that it is heard.
const ENOUGH: Duration = Duration::from_millis(100);
/// The end of one sound and the beginning of the next may overlap so much.
const OVERLAP: Duration = Duration::from_millis(60);

/// When a phone heard this, in all its calls.
pub(super) fn stretches(now: Time, phone: &mut Phone, repertoire: &Repertoire, what: &Heard) -> Vec<Stretch> {
    if let Heard::Key(key) = what {
        let at = |at: &Time| Stretch { begin: *at, end: *at, sounding: ENOUGH, is_open: false };
        return phone.keys.iter().filter(|(_, other)| other == key).map(|(time, _)| at(time)).collect();
    }
    phone.heard(now, &repertoire.patterns(what))
}

/// Whether the sound was heard as it should be, while things still happen.
pub(super) fn is_heard(hearing: &Hearing, stretches: &[Stretch], rough: bool) -> bool {
    if rough || (hearing.lasting.is_none() && hearing.times.is_none()) {
        return stretches.iter().any(|stretch| !stretch.is_open || stretch.sounding >= ENOUGH);
    }
    let right = stretches.iter().filter(|stretch| !stretch.is_open && lasts(hearing, stretch)).count() as u64;
    right >= hearing.times.unwrap_or(1)
}

/// Whether these sounds are there in this order.
pub(super) fn in_order(
    sounds: &[Hearing],
    rough: bool,
    mut find: impl FnMut(&Heard) -> Vec<Stretch>,
) -> Result<(), String> {
    let mut after = None;
    for hearing in sounds {
        let all = find(&hearing.what);
        let late = |stretch: &&Stretch| after.is_none_or(|after: Time| stretch.begin + OVERLAP >= after);
        let fit: Vec<&Stretch> = all.iter().filter(late).filter(|stretch| rough || lasts(hearing, stretch)).collect();
        let enough = match hearing.times {
            Some(times) if !rough => fit.len() as u64 == times,
            _ => !fit.is_empty(),
        };
        if !enough {
            return Err(format!("{} was {}", hearing.what, told(&all)));
        }
        let taken = if hearing.times.is_some() { fit.last() } else { fit.first() };
        after = taken.map(|stretch| stretch.end).or(after);
    }
    Ok(())
}

/// What was heard of a sound, in words.
pub(super) fn told(stretches: &[Stretch]) -> String {
    let lengths: Vec<String> =
        stretches.iter().map(|stretch| format!("{:.2} s", stretch.sounding.as_secs_f64())).collect();
    if lengths.is_empty() { "not heard".into() } else { format!("heard for {}", lengths.join(", ")) }
}

/// Whether a recording is as the story says.
pub(super) fn recording(of: &OfRecording, hall: &Hall<'_>, rough: bool) -> Result<(), String> {
    let mine = |record: &&Record| of.of.is_none() || record.of == of.of;
    let Some(record) = hall.records.iter().filter(mine).nth(of.number - 1) else {
        let count = hall.records.iter().filter(mine).count();
        return if of.must == Must::NotBe { Ok(()) } else { Err(format!("there are {count} recordings")) };
    };
    // Of a channel that it has not nothing would ever be heard.
    if of.channel.is_some_and(|channel| channel > usize::from(record.channels)) {
        return Err(format!("it has {} of them", record.channels));
    }
    let find = |what: &Heard| record.find(of.channel, &hall.repertoire.patterns(what));
    match &of.must {
        Must::NotBe => Err(format!("there is one of {:.2} s", record.length().as_secs_f64())),
        Must::HaveChannels(count) if record.channels == *count => Ok(()),
        Must::HaveChannels(_) => Err(format!("it has {}", record.channels)),
        Must::Last(length) if rough || fits(*length, record.length()) => Ok(()),
        Must::Last(_) => Err(format!("it is {:.2} s long", record.length().as_secs_f64())),
        Must::Hold(sounds) => in_order(sounds, rough, find),
        Must::NotHold(what) => match find(what) {
            none if none.is_empty() => Ok(()),
            found => Err(format!("{what} was {}", told(&found))),
        },
    }
}

/// Whether the streams of a server are as the story says: one of them at least, or every one that was opened where it
/// says what they never hear.
pub(super) fn stream(of: &OfStream, hall: &Hall<'_>, rough: bool) -> Result<(), String> {
    let mine: Vec<&Stream> = hall.streams.iter().filter(|stream| stream.url == of.url).collect();
    if let StreamMust::Open(count) = of.must {
        let opened = mine.iter().filter(|stream| !stream.got.is_empty()).count() as u64;
        return if opened == count { Ok(()) } else { Err(format!("it was {opened} times")) };
    }
    if let StreamMust::Sound(track, Must::NotHold(_)) = of.must {
        // Of a stream that never was, or a track that it has not, it would be true whatever the engine does.
        if mine.iter().all(|stream| stream.got.is_empty()) {
            return Err("it was never opened".to_owned());
        }
        let mut having = mine.iter().filter(|stream| stream.has(track)).peekable();
        having.peek().ok_or("it has no such track")?;
        return having.try_for_each(|stream| one_stream(stream, &of.must, hall, rough));
    }
    let mut instead = "there is no such stream".to_owned();
    for stream in mine {
        match one_stream(stream, &of.must, hall, rough) {
            Ok(()) => return Ok(()),
            Err(why) => instead = why,
        }
    }
    Err(instead)
}

fn one_stream(stream: &Stream, must: &StreamMust, hall: &Hall<'_>, rough: bool) -> Result<(), String> {
    let find = |track: usize, what: &Heard| stream.find(track, &hall.repertoire.patterns(what));
    match must {
        StreamMust::Sound(track, Must::Hold(sounds)) => in_order(sounds, rough, |what| find(*track, what)),
        StreamMust::Sound(track, Must::NotHold(what)) => match find(*track, what) {
            none if none.is_empty() => Ok(()),
            found => Err(format!("{what} was {}", told(&found))),
        },
        StreamMust::Get(frames, with, within) => {
            let mut got = stream.got.iter();
            let mut last = None;
            for wanted in frames {
                last = got.find(|got| got.what == *wanted);
                if last.is_none() {
                    let all: Vec<&str> = stream.got.iter().map(|got| got.what.as_str()).collect();
                    return Err(format!("it got {}", all.join(", ")));
                }
            }
            let Some(last) = last else { return Ok(()) };
            if !with.iter().all(|condition| condition.holds(sockets::member(&last.frame, &condition.name).as_deref())) {
                return Err(format!("it was {}", last.frame));
            }
            match (within, last.after) {
                (Some(most), Some(after)) if after > *most && !rough => Err(format!("it came after {after:?}")),
                _ => Ok(()),
            }
        }
        StreamMust::Sound(..) | StreamMust::Open(_) => Ok(()),
    }
}

fn lasts(hearing: &Hearing, stretch: &Stretch) -> bool {
    hearing.lasting.is_none_or(|wanted| stretch.sounding.abs_diff(wanted) <= FRAME)
}

fn fits(length: Length, is: Duration) -> bool {
    match length {
        Length::Exactly(wanted) => is.abs_diff(wanted) <= FRAME,
        Length::AtLeast(least) => is >= least,
        Length::AtMost(most) => is <= most,
    }
}
