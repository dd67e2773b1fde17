//! `Dial` of a `Conference` at work: the caller is answered, comes into the room, waits until the conference begins,
//! and is in it until it leaves or the conference ends (spec §5.6). What the room is, the engine knows.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Order;
use super::door::Door;
use crate::base::ConferenceSid;
use crate::call::compat::DialEnd;
use crate::call::cue::Cue;
use crate::call::effect::Level;
use crate::call::family::VerbAlarm;
use crate::call::hook::param;
use crate::call::room::{Hold, News, Refused, Request, Tape, Told, Wish};
use crate::call::script::{Ending, Hook, Step};
use crate::call::stage::Stage;
use crate::call::verb::wait::{Progress, Source, Waiting};
use crate::call::verb::{Context, dial};
use crate::wire::http::Method;

/// `DialCallStatus` of a caller that has hung up, of one that the conference has left on the line, of one that did not
/// come in (spec §4.9, §5.6).
const COMPLETED: &str = "completed";
const ANSWERED: &str = "answered";
const FAILED: &str = "failed";

/// The machine of one participant.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Conferencing {
    action: Option<(String, Method)>,
    hangup_on_star: bool,
    name: String,
    /// What it hears until the conference begins.
    wait: Source,
    /// The longest it may be in the room.
    limit: Duration,
    /// The room, once it has let the call in.
    room: Option<ConferenceSid>,
    state: State,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum State {
    /// It has asked to come in, or stands before the door that wants a PIN.
    Knocking(Option<Box<Door>>),
    /// The conference has not begun.
    Waiting(Waiting),
    /// It is in.
    Inside,
    /// Somebody has put it on hold.
    Held(Waiting),
}

impl Conferencing {
    /// Answers the call and asks the room to let it in.
    pub fn start(dial: dial::Order, order: Order, stage: &mut Stage<'_, '_>) -> (Self, Step) {
        let mut run = Self {
            action: dial.action.clone().map(|url| (url, dial.method)),
            hangup_on_star: dial.hangup_on_star,
            name: order.name.clone(),
            wait: order.wait.clone(),
            limit: Duration::from_secs(dial.time_limit.into()),
            room: None,
            state: State::Knocking(None),
        };
        stage.set_refusal(None);
        if stage.answer() {
            let pin = order.pin.clone();
            let wish = wish(order, stage);
            match (pin, &mut run.state) {
                (Some(pin), State::Knocking(door)) => *door = Some(Box::new(Door::knock(pin, wish, stage))),
                _ => stage.ask_room(Request::Join(Box::new(wish))),
            }
        }
        (run, Step::Stay)
    }

    /// Reacts to what happens to the caller and in the room.
    pub fn on(&mut self, cue: Cue, stage: &mut Stage<'_, '_>) -> Step {
        match cue {
            Cue::Room(news) => self.on_news(news, stage),
            Cue::Alarm(VerbAlarm::DialLimit) => self.leave_room(stage),
            Cue::Key('*') if self.hangup_on_star && self.room.is_some() => self.leave_room(stage),
            cue => match &mut self.state {
                State::Waiting(waiting) | State::Held(waiting) => {
                    let progress = waiting.on(cue, stage);
                    self.go_on(progress, stage)
                }
                State::Knocking(Some(door)) => {
                    if let Some(wish) = door.on(&cue, stage) {
                        stage.ask_room(Request::Join(Box::new(wish)));
                    }
                    Step::Stay
                }
                State::Knocking(None) | State::Inside => Step::Stay,
            },
        }
    }

    /// The caller is gone, and the room has seen that; the action is owed all the same (spec §4.9).
    pub fn leave(&mut self, stage: &mut Stage<'_, '_>) -> Step {
        stage.stop_consulting();
        self.action(COMPLETED).map_or(Step::Next, Step::Ask)
    }

    /// In words.
    pub fn describe(&self) -> String {
        match &self.state {
            State::Knocking(Some(_)) => "Dial, entering the PIN of a conference".to_owned(),
            State::Knocking(None) => "Dial, coming into a conference".to_owned(),
            State::Waiting(waiting) => format!("Dial, waiting for a conference, {}", waiting.describe()),
            State::Inside => "Dial, in a conference".to_owned(),
            State::Held(waiting) => format!("Dial, on hold in a conference, {}", waiting.describe()),
        }
    }

    fn on_news(&mut self, news: News, stage: &mut Stage<'_, '_>) -> Step {
        if let State::Knocking(Some(door)) = &mut self.state {
            match news {
                News::Refused(Refused::Pin) if door.on_wrong(stage) => return Step::Stay,
                News::Refused(Refused::Pin) => return Step::End(Ending::Hangup),
                _ => door.open(stage),
            }
        }
        match news {
            News::Waiting(room) => {
                self.come_in(room, stage);
                let (progress, waiting) = self.hear(self.wait.clone(), stage);
                self.state = State::Waiting(waiting);
                self.go_on(progress, stage)
            }
            News::Begun(room) => {
                self.come_in(room, stage);
                self.hear_no_more(stage);
                self.state = State::Inside;
                stage.report_transfer(200);
                Step::Stay
            }
            News::Held(hold) => {
                let (progress, waiting) = self.hear(held(hold), stage);
                self.state = State::Held(waiting);
                self.go_on(progress, stage)
            }
            News::Refused(why) => self.refused(why, stage),
            News::Ended => self.finish(ANSWERED, stage),
        }
    }

    /// The time in the room counts from here (spec §4.1), and not from a door that wanted a PIN.
    fn come_in(&mut self, room: ConferenceSid, stage: &mut Stage<'_, '_>) {
        if self.room.replace(room).is_none() {
            stage.set_alarm(VerbAlarm::DialLimit, stage.now() + self.limit);
        }
    }

    /// Something else is heard than before.
    fn hear(&mut self, source: Source, stage: &mut Stage<'_, '_>) -> (Progress, Waiting) {
        self.hear_no_more(stage);
        let mut waiting = Waiting::new(source);
        (waiting.start(stage), waiting)
    }

    fn hear_no_more(&mut self, stage: &mut Stage<'_, '_>) {
        if let State::Waiting(waiting) | State::Held(waiting) = &mut self.state {
            waiting.stop(stage);
        }
    }

    /// Each wait document is asked for with the name of the room (spec §6.3).
    fn go_on(&self, progress: Progress, stage: &mut Stage<'_, '_>) -> Step {
        if let Progress::Ask(hook, base) = progress {
            let mut params = vec![param("FriendlyName", &self.name)];
            params.extend(self.room.map(|room| param("ConferenceSid", room)));
            let base = base.or_else(|| stage.document());
            stage.beside(base.as_deref()).consult(Hook { params, ..hook }, Context::ConferenceWait);
        }
        Step::Stay
    }

    fn refused(&mut self, why: Refused, stage: &mut Stage<'_, '_>) -> Step {
        match why {
            Refused::Full => stage.note(Level::Warning, 0, "conference_full", "the conference is full"),
            Refused::Label => {
                let text = "participantLabel: somebody in the conference has it already";
                stage.note(Level::Error, 16025, "duplicate_label", text);
                stage.report_transfer(603);
                return Step::Next;
            }
            // Before a door without a PIN nobody is asked for one.
            Refused::Pin => {}
            Refused::Coach => {
                stage.note(Level::Error, 13240, "coach_unknown", "coach: no such call is in the conference");
            }
        }
        self.finish(FAILED, stage)
    }

    fn leave_room(&mut self, stage: &mut Stage<'_, '_>) -> Step {
        stage.ask_room(Request::Leave);
        self.finish(ANSWERED, stage)
    }

    fn finish(&mut self, status: &str, stage: &mut Stage<'_, '_>) -> Step {
        self.hear_no_more(stage);
        let failed = status == FAILED;
        stage.report_transfer(if failed { 486 } else { 200 });
        let hangs_up = !failed && stage.rules().compat.dial_end() == DialEnd::Hangup;
        let next = if hangs_up { Step::End(Ending::Hangup) } else { Step::Next };
        self.action(status).map_or(next, Step::Ask)
    }

    /// There is no child to tell of (spec §5.6).
    fn action(&self, status: &str) -> Option<Hook> {
        let (url, method) = self.action.clone()?;
        let inside = matches!(self.state, State::Inside | State::Held(_));
        let mut params = vec![param("DialCallStatus", status), param("DialBridged", inside)];
        params.extend(self.room.map(|room| param("ConferenceSid", room)));
        Some(Hook { url, method, params })
    }
}

/// What somebody on hold hears.
fn held(hold: Hold) -> Source {
    hold.url.map_or(Source::Music, |(url, method)| Source::Url(url, method))
}

/// What the room is told, with URLs that are absolute.
fn wish(order: Order, stage: &mut Stage<'_, '_>) -> Wish {
    let told = order.told.and_then(|(url, method, events)| {
        Some(Told { url: stage.placed_url("statusCallback", &url)?, method, events })
    });
    let tape = order.record.map(|is_trimmed| {
        let told = order.recording_told.and_then(|told| stage.placed("recordingStatusCallback", told));
        Tape { is_trimmed, told }
    });
    let Order { name, muted, coach, label, starts, ends, chimes, most, .. } = order;
    Wish { name, muted, coach, label, starts, ends, chimes, most, tape, told, key: None }
}
