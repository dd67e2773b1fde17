//! The steps of the play: acts of phones, waits, and things that must come true before the play goes on.

use std::time::Duration;

use super::act::{Act, acts};
use super::expect::{Condition, Mark, conditions, mark};
use super::fault::Fault;
use super::heard::{Heard, Hearing, heard};
use super::line::Cursor;
use super::operator::{Wanted, wanted};

/// What a step can begin with, beside the name of a phone, and what can follow a name beside the verbs.
pub(super) const STEPS: &[&str] =
    &["after", "drain", "dns", "fails", "is", "called", "hears", "heard", "gets", "has", "within"];

/// How long a step waits for what must come true, unless it says `within`.
const PATIENCE: Duration = Duration::from_secs(60);

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Nothing for a while.
    After(Duration),
    /// The operator drains the engine.
    Drain,
    /// The operator wants something of a conference.
    Operator(Wanted),
    /// The name service says nothing any more, or something again.
    Names {
        /// Whether it is silent.
        are_down: bool,
    },
    /// A phone does something.
    Does {
        /// Which phone.
        phone: String,
        /// What.
        act: Act,
    },
    /// An INVITE reaches the phone that it has not been asked about yet.
    Called {
        /// Which phone.
        phone: String,
        /// What its headers must be.
        with: Vec<Condition>,
        /// For how long to wait.
        within: Duration,
    },
    /// A message reaches the phone, after the one that the step before waited for.
    Gets {
        /// Which phone.
        phone: String,
        /// The message.
        mark: Mark,
        /// What its headers must be.
        with: Vec<Condition>,
        /// For how long to wait.
        within: Duration,
    },
    /// Such a message has not reached the phone so far.
    HasNot {
        /// Which phone.
        phone: String,
        /// The message.
        mark: Mark,
    },
    /// A phone hears something from now on.
    Hears {
        /// Which phone.
        phone: String,
        /// What, and how much of it.
        what: Hearing,
        /// For how long to wait.
        within: Duration,
    },
    /// A phone has heard nothing of this so far.
    HasNotHeard {
        /// Which phone.
        phone: String,
        /// What.
        what: Heard,
    },
}

/// Reads the line of a step; `phones` are the names it may use.
pub(super) fn steps(line: &mut Cursor, phones: &[&str]) -> Result<Vec<Step>, Fault> {
    let found = match line.peek() {
        "after" => {
            line.take("after");
            vec![Step::After(line.span()?)]
        }
        "drain" => {
            line.take("drain");
            vec![Step::Drain]
        }
        "operator" => {
            line.take("operator");
            vec![Step::Operator(wanted(line, phones)?)]
        }
        "dns" => {
            line.take("dns");
            let are_down = line.take("fails");
            if !are_down && !line.take("answers") {
                return Err(line.unknown("what the name service does", &["fails", "answers"]));
            }
            vec![Step::Names { are_down }]
        }
        _ => {
            let name = phone(line, phones)?;
            phone_steps(line, name, phones)?
        }
    };
    line.end()?;
    Ok(found)
}

/// The next word as the name of a phone.
pub(super) fn phone(line: &mut Cursor, phones: &[&str]) -> Result<String, Fault> {
    if !phones.contains(&line.peek()) {
        return Err(line.unknown("a phone of this story", phones));
    }
    line.word("a phone")
}

fn phone_steps(line: &mut Cursor, phone: String, phones: &[&str]) -> Result<Vec<Step>, Fault> {
    if line.take_all(&["is", "called"]) {
        let with = conditions(line, &["within"])?;
        return Ok(vec![Step::Called { phone, with, within: within(line)? }]);
    }
    if line.take("hears") {
        let what = Hearing::read(line, phones)?;
        return Ok(vec![Step::Hears { phone, what, within: within(line)? }]);
    }
    if line.take("gets") {
        let mark = mark(line)?;
        let with = conditions(line, &["within"])?;
        return Ok(vec![Step::Gets { phone, mark, with, within: within(line)? }]);
    }
    if line.take_all(&["has", "not", "got"]) {
        return Ok(vec![Step::HasNot { phone, mark: mark(line)? }]);
    }
    if line.take_all(&["has", "not", "heard"]) {
        return Ok(vec![Step::HasNotHeard { phone, what: heard(line, phones)? }]);
    }
    let mut steps = Vec::new();
    loop {
        let found = acts(line)?.into_iter();
        steps.extend(found.map(|act| match act {
            Act::Wait(span) => Step::After(span),
            act => Step::Does { phone: phone.clone(), act },
        }));
        if !line.take(",") {
            return Ok(steps);
        }
    }
}

fn within(line: &mut Cursor) -> Result<Duration, Fault> {
    if line.take("within") { line.span() } else { Ok(PATIENCE) }
}
