//! Recordings of a family, from the first sample to the closed file, and the texts of them (spec §3.4, §6.10). They may
//! outlive the verb that asked for them and the call itself: the family lives until their files are closed.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Alarm, Family, Means};
use crate::base::{RecordingSid, Time, TranscriptionSid};
use crate::call::RequestId;
use crate::call::call::CallId;
use crate::call::cue::Cue;
use crate::call::effect::{Effect, Letter, Level};
use crate::call::hook::{Param, param};
use crate::call::recording::{Callback, Entry, Status, Track, Wish, account_url, is_empty};
use crate::media::{Command, Ended, Of, Recording};

/// How long the last samples and the closing of the file are waited for; a disk that is slower has failed.
const PATIENCE: Duration = Duration::from_secs(15);

/// A recording of a call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Tape {
    /// Whose script hears of it.
    call: CallId,
    beside: Option<CallId>,
    entry: Entry,
    told: Option<Callback>,
    transcript: Option<Callback>,
    /// Its file is closed already.
    is_filed: bool,
}

/// A text that is being made of a recording.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Transcription {
    call: CallId,
    entry: Entry,
    told: Callback,
}

impl Family {
    /// Begins a recording; none where the call has no line any more.
    pub(in crate::call) fn record(&mut self, means: &mut Means<'_>, id: CallId, wish: Wish) -> Option<RecordingSid> {
        let line = self.call(id).line()?;
        let recording = RecordingSid::mint(means.mint.rng());
        let of = match wish.track {
            Track::Inbound => Of::Said(line),
            Track::Outbound => Of::Heard(line),
            Track::Both => Of::Both(line),
        };
        // A single track has a single channel (spec §4.1).
        let is_dual = wish.is_dual && wish.track == Track::Both;
        let (silence, longest, is_trimmed) = (wish.silence, wish.longest, wish.is_trimmed);
        let entry = Entry {
            sid: recording,
            call: self.call(id).sid,
            account: means.rules.account.clone(),
            source: wish.source,
            channels: if is_dual { 2 } else { 1 },
            began: means.now,
            duration: Duration::ZERO,
            status: Status::InProgress,
        };
        self.want(Effect::Recording(entry.clone()));
        let plan = Recording { of, is_dual, silence, longest, is_trimmed };
        self.want(Effect::Media(Command::Record { group: self.group, recording, plan }));
        let Wish { beside, told, transcript, .. } = wish;
        let tape = Tape { call: id, beside, entry, told, transcript, is_filed: false };
        self.report_recording(means, &tape);
        self.tapes.insert(recording, tape);
        Some(recording)
    }

    /// The child whose last callback tells of the recording.
    pub(in crate::call) fn record_beside(&mut self, recording: RecordingSid, child: CallId) {
        if let Some(tape) = self.tapes.get_mut(&recording) {
            tape.beside = Some(child);
        }
    }

    /// Ends a recording; so much of its end is left out. `Cue::Filed` tells when its file is closed.
    pub(in crate::call) fn stop_recording(&mut self, means: &Means<'_>, recording: RecordingSid, cut: Duration) {
        if self.tapes.contains_key(&recording) {
            self.set_alarm(Alarm::Filing(recording), means.now + PATIENCE);
            self.want(Effect::Media(Command::StopRecording { group: self.group, recording, cut }));
        }
    }

    /// Another call goes on with the recordings of this one, which keep the name of the call that they began with.
    pub(super) fn pass_tapes(&mut self, from: CallId, to: CallId) {
        self.tapes.values_mut().filter(|tape| tape.call == from).for_each(|tape| tape.call = to);
    }

    /// The line of the call is closed, and with it its recordings have ended.
    pub(super) fn tapes_end(&mut self, id: CallId, now: Time) {
        let mine: Vec<_> = self.tapes.iter().filter(|(_, tape)| tape.call == id).map(|(sid, _)| *sid).collect();
        for recording in mine {
            self.set_alarm(Alarm::Filing(recording), now + PATIENCE);
        }
    }

    /// A recording has come to its end.
    pub fn on_recorded(
        &mut self,
        means: &mut Means<'_>,
        recording: RecordingSid,
        ended: Ended,
        length: Duration,
        sounding: Duration,
    ) {
        let Some(tape) = self.tapes.get_mut(&recording) else { return };
        tape.entry.duration = length;
        tape.entry.status = if is_empty(ended, length, sounding) { Status::Absent } else { Status::Completed };
        let (call, is_filed) = (tape.call, tape.is_filed);
        self.set_alarm(Alarm::Filing(recording), means.now + PATIENCE);
        self.cue(call, Cue::Recorded { recording, ended, length, sounding });
        // The verb looks at it before it is gone.
        self.settle(means);
        if is_filed {
            self.put_away(means, recording, Ok(()));
            self.settle(means);
        }
    }

    /// The file of a recording is closed, or there will be none.
    pub fn on_filed(&mut self, means: &mut Means<'_>, recording: RecordingSid, result: Result<u64, String>) {
        let Some(tape) = self.tapes.get_mut(&recording) else { return };
        let runs = tape.entry.status == Status::InProgress;
        match result {
            // The word of the disk has overtaken that of the media thread.
            Ok(_) if runs => tape.is_filed = true,
            Ok(_) => self.put_away(means, recording, Ok(())),
            Err(why) => {
                if runs {
                    self.stop_recording(means, recording, Duration::ZERO);
                }
                self.put_away(means, recording, Err(why));
            }
        }
        self.settle(means);
    }

    /// Nothing more will be heard of a recording.
    fn put_away(&mut self, means: &mut Means<'_>, recording: RecordingSid, result: Result<(), String>) {
        let Some(mut tape) = self.tapes.remove(&recording) else { return };
        self.stop_alarm(Alarm::Filing(recording));
        if let Err(why) = result {
            self.note(tape.call, Level::Error, 0, "recording_failed", format!("a recording is lost: {why}"));
            tape.entry.status = Status::Absent;
        }
        let is_whole = tape.entry.status == Status::Completed;
        self.want(Effect::Recording(tape.entry.clone()));
        self.report_recording(means, &tape);
        self.transcribe(means, &tape, is_whole);
        self.cue(tape.call, Cue::Filed { recording, is_whole });
    }

    /// The disk has had its time.
    pub(super) fn on_filing_late(&mut self, means: &mut Means<'_>, recording: RecordingSid) {
        self.on_filed(means, recording, Err("its file was not closed in time".to_owned()));
    }

    /// What is known of a recording that is not filed yet.
    pub(in crate::call) fn entry(&self, recording: RecordingSid) -> Option<&Entry> {
        self.tapes.get(&recording).map(|tape| &tape.entry)
    }

    /// What the last callback of a child tells of the recording of its bridge (spec §6.7): as long as it is by now.
    pub(super) fn recorded_with(&self, means: &Means<'_>, child: CallId) -> Vec<Param> {
        let tape = self.tapes.values().find(|tape| tape.beside == Some(child));
        let told = |tape: &Tape| {
            let duration =
                if tape.entry.duration.is_zero() { means.now - tape.entry.began } else { tape.entry.duration };
            Entry { duration, ..tape.entry.clone() }.told_to_verbs(means.rules)
        };
        tape.map(told).unwrap_or_default()
    }

    /// A text of a recording came, or cannot be had.
    pub fn on_transcribed(&mut self, means: &mut Means<'_>, request: RequestId, result: Result<String, String>) {
        if let Some(transcription) = self.transcriptions.remove(&request) {
            self.report_transcription(means, &transcription, result);
        }
    }

    fn transcribe(&mut self, means: &mut Means<'_>, tape: &Tape, is_whole: bool) {
        let Some(told) = tape.transcript.clone().filter(|_| is_whole) else { return };
        let transcription = Transcription { call: tape.call, entry: tape.entry.clone(), told };
        if !means.rules.recognises {
            let why = "no [recogniser] is configured".to_owned();
            return self.report_transcription(means, &transcription, Err(why));
        }
        let id = means.mint.request();
        self.want(Effect::Transcribe { id, call: tape.entry.call, recording: tape.entry.sid });
        self.transcriptions.insert(id, transcription);
    }

    fn report_recording(&mut self, means: &mut Means<'_>, tape: &Tape) {
        let Some(told) = tape.told.clone().filter(|told| told.events.contains(&tape.entry.status)) else { return };
        let kind = if tape.entry.status == Status::InProgress { Letter::Progress } else { Letter::Last };
        let mut params = tape.entry.told(means.rules);
        params.push(param("Timestamp", means.now.rfc2822()));
        self.write(means, tape.call, told.url, told.method, params, kind);
    }

    fn report_transcription(&mut self, means: &mut Means<'_>, of: &Transcription, result: Result<String, String>) {
        let sid = TranscriptionSid::mint(means.mint.rng());
        let mut params = self.standard(means, of.call, self.call(of.call).status().name());
        params.push(param("TranscriptionSid", sid));
        params.push(param("TranscriptionStatus", if result.is_ok() { "completed" } else { "failed" }));
        params.push(param("TranscriptionUrl", format!("{}/Transcriptions/{sid}", account_url(means.rules))));
        params.push(param("RecordingSid", of.entry.sid));
        params.push(param("RecordingUrl", of.entry.url(means.rules)));
        match result {
            Ok(text) => params.push(param("TranscriptionText", text)),
            Err(why) => self.note(of.call, Level::Warning, 0, "transcription_failed", why),
        }
        self.write(means, of.call, of.told.url.clone(), of.told.method, params, Letter::Last);
    }
}
