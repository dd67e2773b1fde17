//! What is told of rooms (spec §6.9): to the callback of the first that came, in one order and numbered from 1.

use super::stage::{Departure, End};
use super::{Room, RoomMeans, RoomOutput, Rooms, Telling};
use crate::call::hook::{Param, param};
use crate::call::room::Subject;
use crate::engine::courier::Kind;
use crate::media::LineId;

impl Room {
    pub(super) fn is_told(&self, subject: Subject) -> bool {
        self.told.as_ref().is_some_and(|told| told.events.contains(&subject))
    }
}

impl Rooms {
    /// Tells of the room, if somebody wants to know.
    pub(super) fn tell(
        &mut self,
        means: &RoomMeans<'_>,
        room: &mut Room,
        subject: Subject,
        event: &str,
        more: Vec<Param>,
    ) {
        if !room.is_told(subject) {
            return;
        }
        room.sequence += 1;
        let kind = if subject == Subject::End { Kind::Last } else { Kind::Progress };
        self.post(means, room, kind, event, more);
        if subject != Subject::End {
            self.leave_will(means, room);
        }
    }

    /// What is said of the room if the engine dies now (threats-and-faults O2): it is over.
    pub(super) fn leave_will(&mut self, means: &RoomMeans<'_>, room: &mut Room) {
        if room.is_told(Subject::End) {
            room.sequence += 1;
            let (reason, text) = ("conference-ended-via-api", "the engine that held the conference is gone");
            let more = vec![param("ReasonConferenceEnded", reason), param("Reason", text)];
            self.post(means, room, Kind::Will, "conference-end", more);
            room.sequence -= 1;
        }
    }

    fn post(&mut self, means: &RoomMeans<'_>, room: &Room, kind: Kind, event: &str, more: Vec<Param>) {
        let Some(told) = room.told.clone() else { return };
        let mut params = vec![
            param("ConferenceSid", room.sid),
            param("FriendlyName", &room.name),
            param("AccountSid", &means.rules.account),
            param("SequenceNumber", room.sequence),
            param("Timestamp", means.now.rfc2822()),
            param("StatusCallbackEvent", event),
        ];
        params.extend(more);
        let (url, method) = (told.url, told.method);
        self.want(RoomOutput::Tell(Box::new(Telling { room: room.sid, call: room.first, url, method, params, kind })));
    }

    /// Tells of somebody in it.
    pub(super) fn tell_of(
        &mut self,
        means: &RoomMeans<'_>,
        room: &mut Room,
        line: LineId,
        subject: Subject,
        event: &str,
        more: Vec<Param>,
    ) {
        let Some(mut params) = room.person(line).map(|person| person.told(means.rules)) else { return };
        params.extend(more);
        self.tell(means, room, subject, event, params);
    }

    pub(super) fn tell_left(&mut self, means: &RoomMeans<'_>, room: &mut Room, line: LineId, departure: Departure) {
        let Departure { reason, status } = departure;
        let more = vec![param("ParticipantCallStatus", status), param("ReasonParticipantLeft", reason.name())];
        self.tell_of(means, room, line, Subject::Leave, "participant-leave", more);
    }

    pub(super) fn tell_speech(&mut self, means: &RoomMeans<'_>, room: &mut Room, line: LineId, speaks: bool) {
        let event = if speaks { "participant-speech-start" } else { "participant-speech-stop" };
        self.tell_of(means, room, line, Subject::Speaker, event, Vec::new());
    }

    pub(super) fn tell_end(&mut self, means: &RoomMeans<'_>, room: &mut Room, end: End) {
        let (reason, by, text) = match end {
            End::Empty { last, is_kicked: false } => {
                ("last-participant-left", Some(last), "the last participant has left")
            }
            End::Empty { last, is_kicked: true } => {
                ("last-participant-kicked", Some(last), "the last participant was taken out")
            }
            End::ByParticipant { who, is_kicked: false } => {
                let text = "a participant with endConferenceOnExit has left";
                ("participant-with-end-conference-on-exit-left", Some(who), text)
            }
            End::ByParticipant { who, is_kicked: true } => {
                let text = "a participant with endConferenceOnExit was taken out";
                ("participant-with-end-conference-on-exit-kicked", Some(who), text)
            }
            End::Age => ("conference-ended-via-api", None, "the conference has reached limits.conference_age"),
            End::ByOperator => ("conference-ended-via-api", None, "somebody has ended the conference by the API"),
        };
        let mut more = vec![param("ReasonConferenceEnded", reason), param("Reason", text)];
        more.extend(by.map(|sid| param("CallSidEndingConference", means.rules.call_sid(sid))));
        self.tell(means, room, Subject::End, "conference-end", more);
    }
}
