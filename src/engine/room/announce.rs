//! Announcements to a room or to one in it (spec §8.6), one after the other: what is said and played is heard in the
//! group of the room, and how it ends is told as `announcement-end` or `announcement-fail` (spec §6.9).

use serde::{Deserialize, Serialize};

use super::order::Notice;
use super::{Due, Room, RoomMeans, RoomOutput, Rooms};
use crate::audio::Rate;
use crate::base::{CallSid, ConferenceSid};
use crate::call::RequestId;
use crate::call::announcement::{Act, Announcement, Next};
use crate::call::hook::{Param, param};
use crate::call::room::Subject;
use crate::call::source::{LoadFault, Source};
use crate::media::{ClipId, Command, LineId, Piece, PlayId, Sounding};
use crate::wire::http::{Fault, Reply};

/// Announcements that wait in one room.
const WAITING: usize = 10;

/// One announcement, under way or waiting for the one before it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Announcing {
    to: Option<(LineId, CallSid)>,
    notice: Notice,
    state: State,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum State {
    /// Another one is heard.
    Waiting,
    /// It is asked for, read, or silent for a while.
    Asking(Box<Announcement>, Option<RequestId>),
    /// It is heard.
    Sounding(Box<Announcement>, Sound),
}

/// A sound that is heard.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Sound {
    clip: ClipId,
    play: PlayId,
    loading: Option<RequestId>,
    /// Why it is not heard to its end.
    fault: Option<String>,
}

impl Rooms {
    /// An operator wants something to be heard; by all, unless it is for one.
    pub(super) fn announce_to(
        &mut self,
        means: &mut RoomMeans<'_>,
        room: &mut Room,
        to: Option<LineId>,
        notice: Notice,
    ) {
        let person = to.and_then(|line| room.person(line));
        let to = person.map(|person| (person.guest.line, person.guest.sid));
        room.announcing.push_back(Announcing { to, notice, state: State::Waiting });
        if room.announcing.len() > WAITING
            && let Some(last) = room.announcing.pop_back()
        {
            return self.tell_announced(means, room, &last, Some("too many announcements wait"));
        }
        self.next_announcement(means, room);
    }

    /// What was asked for has come, or has not.
    pub(in crate::engine) fn on_fetched(
        &mut self,
        means: &mut RoomMeans<'_>,
        sid: ConferenceSid,
        id: RequestId,
        result: Result<Reply, Fault>,
    ) {
        self.with_room(sid, |rooms, room| {
            let Some(Announcing { state: State::Asking(own, asked), .. }) = room.announcing.front_mut() else { return };
            if *asked == Some(id) {
                *asked = None;
                let next = own.on_fetched(means.now, result, means.rules, means.mint);
                rooms.go_on(means, room, next);
            }
        });
    }

    /// A sound is loaded, or cannot be: what was fed is all there is.
    pub(in crate::engine) fn on_loaded(&mut self, sid: ConferenceSid, id: RequestId, result: Result<(), LoadFault>) {
        self.with_room(sid, |rooms, room| {
            let Some(Announcing { state: State::Sounding(_, sound), .. }) = room.announcing.front_mut() else { return };
            if sound.loading != Some(id) {
                return;
            }
            sound.loading = None;
            if let Err(fault) = result {
                sound.fault = Some(fault.to_string());
                let piece = Piece { rate: Rate::Narrow, samples: [].into(), is_last: true };
                let clip = sound.clip;
                rooms.command(Command::Feed { group: room.group, clip, piece });
            }
        });
    }

    /// A play has come to its end, to a room or to one line of one.
    pub(in crate::engine) fn on_announced(&mut self, means: &mut RoomMeans<'_>, play: PlayId) {
        let Some(sid) = self.rooms.values().find(|room| room.plays(play)).map(|room| room.sid) else { return };
        self.with_room(sid, |rooms, room| {
            let Some(announcing) = room.announcing.front_mut() else { return };
            let State::Sounding(mut own, sound) = std::mem::replace(&mut announcing.state, State::Waiting) else {
                return;
            };
            rooms.command(Command::Drop { group: room.group, clip: sound.clip });
            if let Some(fault) = sound.fault {
                return rooms.end_announcement(means, room, Some(&fault));
            }
            let next = own.next(means.now, means.rules, means.mint);
            announcing.state = State::Asking(own, None);
            rooms.go_on(means, room, next);
        });
    }

    /// A pause of an announcement is over.
    pub(super) fn on_pause(&mut self, means: &mut RoomMeans<'_>, sid: ConferenceSid) {
        self.with_room(sid, |rooms, room| {
            let Some(Announcing { state: State::Asking(own, _), .. }) = room.announcing.front_mut() else { return };
            let next = own.next(means.now, means.rules, means.mint);
            rooms.go_on(means, room, next);
        });
    }

    /// Whoever is on this line hears no more of what is announced to it alone.
    pub(super) fn stop_announcing(&mut self, means: &mut RoomMeans<'_>, room: &mut Room, line: LineId) {
        let is_for = |announcing: &Announcing| announcing.to.is_some_and(|(own, _)| own == line);
        while let Some(at) = room.announcing.iter().skip(1).position(is_for) {
            let gone = room.announcing.remove(at + 1);
            gone.iter().for_each(|gone| self.tell_announced(means, room, gone, Some(NOT_THERE)));
        }
        if room.announcing.front().is_some_and(is_for) {
            self.break_off(room);
            self.end_announcement(means, room, Some(NOT_THERE));
        }
    }

    /// What is for all goes on as long as somebody hears it.
    pub(super) fn look_who_hears(&mut self, means: &mut RoomMeans<'_>, room: &mut Room) {
        let is_for_all = room.announcing.front().is_some_and(|front| front.to.is_none());
        if is_for_all && !room.people.iter().any(|person| room.hears(person)) {
            self.break_off(room);
            self.end_announcement(means, room, Some(NOT_THERE));
        }
    }

    /// The conference is over, and nothing more is announced in it.
    pub(super) fn stop_all_announcing(&mut self, means: &mut RoomMeans<'_>, room: &mut Room) {
        self.break_off(room);
        while let Some(announcing) = room.announcing.pop_front() {
            self.tell_announced(means, room, &announcing, Some("the conference is over"));
        }
    }

    /// The first one begins, if it has not.
    fn next_announcement(&mut self, means: &mut RoomMeans<'_>, room: &mut Room) {
        let Some(front) = room.announcing.front().filter(|front| matches!(front.state, State::Waiting)) else { return };
        let (to, notice) = (front.to.map(|(line, _)| line), front.notice.clone());
        if !room.people.iter().any(|person| room.hears(person) && to.is_none_or(|line| line == person.guest.line)) {
            return self.end_announcement(means, room, Some(NOT_THERE));
        }
        let params = room.asked(means);
        let (own, next) = Announcement::start(means.now, (notice.url, notice.method), params, means.rules, means.mint);
        if let Some(front) = room.announcing.front_mut() {
            front.state = State::Asking(Box::new(own), None);
        }
        self.go_on(means, room, next);
    }

    fn go_on(&mut self, means: &mut RoomMeans<'_>, room: &mut Room, next: Next) {
        match next {
            Next::Ask(exchange) => {
                let id = means.mint.request();
                if let Some(Announcing { state: State::Asking(_, asked), .. }) = room.announcing.front_mut() {
                    *asked = Some(id);
                }
                self.want(RoomOutput::Fetch { room: room.sid, id, call: room.first, exchange: *exchange });
            }
            Next::Do(Act::Sound(source, times)) => self.sound(means, room, source, times),
            Next::Do(Act::Pause(length)) => self.dues.set(Due::Pause(room.sid), means.now + length),
            Next::Do(Act::Turn(..)) | Next::Over => self.end_announcement(means, room, None),
            Next::Failed(failure) => self.end_announcement(means, room, Some(&failure.text)),
        }
    }

    /// A sound is heard while it is loaded.
    fn sound(&mut self, means: &mut RoomMeans<'_>, room: &mut Room, source: Source, times: u32) {
        let rate = room.rate();
        let (loading, clip, play) = (means.mint.request(), means.mint.clip(), means.mint.play());
        let Some(front) = room.announcing.front_mut() else { return };
        let State::Asking(own, _) = std::mem::replace(&mut front.state, State::Waiting) else { return };
        front.state = State::Sounding(own, Sound { clip, play, loading: Some(loading), fault: None });
        let (group, call, what) = (room.group, room.first, Sounding::Clip(clip));
        let command = match front.to {
            Some((line, _)) => Command::Play { group, line, play, what, times },
            None => Command::Announce { group, play, what, times, but: None },
        };
        self.want(RoomOutput::Load { room: room.sid, id: loading, call, group, clip, rate, source });
        self.command(command);
    }

    /// The first one is over; the next one begins.
    fn end_announcement(&mut self, means: &mut RoomMeans<'_>, room: &mut Room, why: Option<&str>) {
        if let Some(announcing) = room.announcing.pop_front() {
            self.tell_announced(means, room, &announcing, why);
        }
        self.next_announcement(means, room);
    }

    /// What the first one waits for is waited for no more, and what is heard of it is not heard any longer.
    fn break_off(&mut self, room: &Room) {
        self.dues.stop(&Due::Pause(room.sid));
        match room.announcing.front() {
            Some(Announcing { state: State::Asking(_, asked), .. }) => {
                asked.iter().for_each(|id| self.want(RoomOutput::Abandon(*id)));
            }
            Some(Announcing { state: State::Sounding(_, sound), to, .. }) => {
                if let Some((line, _)) = to {
                    self.command(Command::Hush { group: room.group, line: *line });
                }
                sound.loading.iter().for_each(|id| self.want(RoomOutput::Abandon(*id)));
                self.command(Command::Drop { group: room.group, clip: sound.clip });
            }
            _ => {}
        }
    }

    fn tell_announced(&mut self, means: &RoomMeans<'_>, room: &mut Room, announcing: &Announcing, why: Option<&str>) {
        let event = if why.is_some() { "announcement-fail" } else { "announcement-end" };
        let mut more = vec![param("AnnounceUrl", &announcing.notice.url)];
        more.extend(why.map(|why| param("ReasonAnnouncementFailed", why)));
        more.extend(announcing.to.map(|(_, sid)| param("CallSid", means.rules.call_sid(sid))));
        self.tell(means, room, Subject::Announcement, event, more);
    }
}

const NOT_THERE: &str = "nobody whom it is for is in the sound of the conference";

impl Room {
    fn plays(&self, play: PlayId) -> bool {
        let front = self.announcing.front();
        front.is_some_and(|front| matches!(&front.state, State::Sounding(_, sound) if sound.play == play))
    }

    /// What is told to whoever has the document.
    fn asked(&self, means: &RoomMeans<'_>) -> Vec<Param> {
        vec![
            param("ConferenceSid", self.sid),
            param("FriendlyName", &self.name),
            param("AccountSid", &means.rules.account),
        ]
    }

    /// The best that anybody in it can hear.
    fn rate(&self) -> Rate {
        self.people.iter().map(|person| person.guest.rate).max().unwrap_or_default()
    }
}
