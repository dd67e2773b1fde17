//! The recording of a room: one channel with all that is said in it, from its begin, or from when somebody comes in who
//! wants it, to its end (spec §5.6, §6.10). It outlives its room until its file is closed.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Due, Room, RoomMeans, RoomOutput, Rooms, Telling};
use crate::base::{CallSid, ConferenceSid, RecordingSid};
use crate::call::hook::param;
use crate::call::recording::{Callback, Entry, Source, Status, is_empty};
use crate::call::rules::Rules;
use crate::engine::courier::Kind;
use crate::media::{Command, Ended, Of, Recording};

/// No longer than this: whoever wants more has a room that is older than any may be.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// How long the closing of the file is waited for.
const PATIENCE: Duration = Duration::from_secs(15);

/// A recording that is not filed yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Tape {
    room: ConferenceSid,
    first: CallSid,
    entry: Entry,
    told: Option<Callback>,
}

impl Rooms {
    /// A conference that has begun is recorded, where somebody wants it and it is not yet.
    pub(super) fn begin_tape(&mut self, means: &mut RoomMeans<'_>, room: &mut Room) {
        let Some(wish) = room.tape.clone().filter(|_| room.recording.is_none()) else { return };
        let recording = RecordingSid::mint(means.mint.rng());
        let entry = Entry {
            sid: recording,
            call: room.first,
            account: means.rules.account.clone(),
            source: Source::Conference,
            channels: 1,
            began: means.now,
            duration: Duration::ZERO,
            status: Status::InProgress,
        };
        self.tell_of_tape(means.rules, room.sid, &entry, wish.told.as_ref());
        // It may have gone where the will would go, and would stand for it.
        self.leave_will(means, room);
        let is_trimmed = wish.is_trimmed;
        let plan = Recording { of: Of::Room, is_dual: false, silence: None, longest: LONGEST, is_trimmed };
        self.want(RoomOutput::Recording(entry.clone()));
        self.command(Command::Record { group: room.group, recording, plan });
        room.recording = Some(recording);
        self.tapes.insert(recording, Tape { room: room.sid, first: room.first, entry, told: wish.told });
    }

    pub(super) fn stop_tape(&mut self, means: &RoomMeans<'_>, room: &Room) {
        if let Some(recording) = room.recording {
            self.dues.set(Due::Filing(recording), means.now + PATIENCE);
            self.command(Command::StopRecording { group: room.group, recording, cut: Duration::ZERO });
        }
    }

    /// A recording has come to its end.
    pub(in crate::engine) fn on_recorded(
        &mut self,
        recording: RecordingSid,
        (ended, length, sounding): (Ended, Duration, Duration),
    ) {
        if let Some(tape) = self.tapes.get_mut(&recording) {
            tape.entry.duration = length;
            tape.entry.status = if is_empty(ended, length, sounding) { Status::Absent } else { Status::Completed };
        }
    }

    /// The file of a recording is closed, or there will be none; false when it is none of a room.
    pub(in crate::engine) fn on_filed(
        &mut self,
        rules: &Rules,
        recording: RecordingSid,
        result: &Result<u64, String>,
    ) -> bool {
        let Some(mut tape) = self.tapes.remove(&recording) else { return false };
        self.dues.stop(&Due::Filing(recording));
        if let Err(why) = result {
            self.want(RoomOutput::Lost(tape.first, format!("the recording of a conference is lost: {why}")));
        }
        if result.is_err() || tape.entry.status == Status::InProgress {
            tape.entry.status = Status::Absent;
        }
        self.want(RoomOutput::Recording(tape.entry.clone()));
        self.tell_of_tape(rules, tape.room, &tape.entry, tape.told.as_ref());
        true
    }

    /// A recording of a room belongs to no call (spec §6.10).
    fn tell_of_tape(&mut self, rules: &Rules, room: ConferenceSid, entry: &Entry, told: Option<&Callback>) {
        let Some(told) = told.filter(|told| told.events.contains(&entry.status)) else { return };
        let mut params = entry.told(rules);
        params.retain(|(name, _)| name != "CallSid");
        params.push(param("ConferenceSid", room));
        let (call, url, method, kind) = (entry.call, told.url.clone(), told.method, Kind::Progress);
        self.want(RoomOutput::Tell(Box::new(Telling { room, call, url, method, params, kind })));
    }
}
