//! The narrow view of the family that a verb may see and act through. Nothing here answers at once: what comes of a
//! command is a cue that waits in the inbox. What it may do with calls that it has dialled is in `child`.

mod child;

use std::time::Duration;

use crate::base::{FaxSid, MessageSid, RecordingSid, Time};
use crate::call::RequestId;
use crate::call::call::{Call, CallId, Side};
use crate::call::effect::{Effect, Letter, Level, Signal};
use crate::call::family::{Alarm, Family, Means, VerbAlarm};
use crate::call::hook::{Param, sip_headers};
use crate::call::mail::Mail;
use crate::call::message::Way;
use crate::call::rules::Rules;
use crate::call::script::{Hook, Script};
use crate::call::source::Source;
use crate::call::verb::Context;
use crate::call::verdict::{Cause, Verdict};
use crate::call::{queue, recogniser, recording, room, stream};
use crate::media::offer::{Dtmf, Security};
use crate::media::{ClipId, Listening, PlayId, Sounding, Tone};
use crate::sip::Refer;
use crate::sip::registrar;
use crate::wire::http::{Link, LinkError, Method};
use crate::wire::sip::Uri;

/// What a verb on one call may do.
pub struct Stage<'a, 'm> {
    family: &'a mut Family,
    means: &'a mut Means<'m>,
    call: CallId,
    base: Option<&'a str>,
    refusal: Option<u16>,
}

impl<'a, 'm> Stage<'a, 'm> {
    /// The stage of the script on `call`, whose document came from `base`.
    pub(super) const fn new(
        family: &'a mut Family,
        means: &'a mut Means<'m>,
        call: CallId,
        base: Option<&'a str>,
        refusal: Option<u16>,
    ) -> Self {
        Self { family, means, call, base, refusal }
    }

    /// Answers the call with 200 if it is not answered; false when it is not up afterwards.
    pub fn answer(&mut self) -> bool {
        self.family.answer(self.means, self.call)
    }

    /// What the call hears until told otherwise.
    pub fn sound(&mut self, tone: Option<Tone>) {
        self.family.sound(self.call, tone);
    }

    /// Asks for a sound, which can be played at once; `Cue::Loaded` tells how it went.
    pub fn load(&mut self, source: Source) -> ClipId {
        self.family.load(self.means, self.call, source)
    }

    /// Plays to the far party in place of what was being played; `Cue::Played` tells the end. 0 times is until hushed.
    pub fn play(&mut self, what: Sounding, times: u32) -> PlayId {
        self.family.play(self.means, self.call, what, times)
    }

    /// The same stage for a document that came from `base`.
    pub fn beside<'b>(&'b mut self, base: Option<&'b str>) -> Stage<'b, 'm> {
        Stage { family: self.family, means: self.means, call: self.call, base, refusal: self.refusal }
    }

    /// Asks for a document that the verb runs itself; `Cue::Page` brings it.
    pub fn consult(&mut self, hook: Hook, context: Context) {
        let mut params = self.standard();
        params.extend(hook.params);
        let base = self.base.map(str::to_owned);
        let question = crate::call::ask::Question { url: hook.url, base, method: hook.method, params };
        self.family.consult(self.means, self.call, question, context);
    }

    /// Such a document is of no use any more.
    pub fn stop_consulting(&mut self) {
        self.family.stop_consulting(self.call);
    }

    /// Wants something of a conference; `Cue::Room` tells what comes of it.
    pub fn ask_room(&mut self, request: room::Request) {
        self.family.want(Effect::Room(self.call, request));
    }

    /// Wants something of a queue; `Cue::Queue` tells what comes of it.
    pub fn ask_queue(&mut self, request: queue::Request) {
        self.family.want(Effect::Queue(self.call, request));
    }

    /// Ends the call itself and keeps the verb, which hears of it as of any hang-up.
    pub fn end_call(&mut self) {
        self.family.hang_up(self.means, self.call, Verdict::completed(Cause::Document), None);
    }

    /// A URL for a callback of the document, made absolute. Where it leads nowhere there is a note, and nobody is told.
    pub fn placed_url(&mut self, name: &str, url: &str) -> Option<String> {
        match self.absolute(url) {
            Ok(url) => Some(url),
            Err(fault) => {
                self.note(Level::Error, 11100, "callback_url", format!("{name}: {fault}"));
                None
            }
        }
    }

    /// Stops what is being played.
    pub fn hush(&mut self) {
        self.family.hush(self.call);
    }

    /// What is listened for in the sound of the far party.
    pub fn listen(&mut self, to: Listening) {
        self.family.listen(self.call, to);
    }

    /// Begins to turn what the far party says into words, which `Cue::Heard` tells; none where nobody can.
    pub fn recognise(&mut self, wish: recogniser::Wish) -> Option<RequestId> {
        self.family.recognise(self.means, self.call, wish)
    }

    /// The last words of a recognition are wanted.
    pub fn conclude(&mut self, recognition: RequestId) {
        self.family.conclude(recognition);
    }

    /// No words are wanted any more.
    pub fn stop_hearing(&mut self) {
        self.family.stop_hearing(self.call);
    }

    /// Opens a stream; `Cue::StreamOver` tells its end. None where that cannot be, of which there is a note.
    pub fn open_stream(&mut self, mut wish: stream::Wish) -> Option<RequestId> {
        wish.told = wish.told.and_then(|(url, method)| Some((self.placed_url("statusCallback", &url)?, method)));
        self.family.open_stream(self.means, self.call, wish)
    }

    /// Ends a stream that runs beside the document; false where there is none of that name.
    pub fn stop_stream(&mut self, name: &str) -> bool {
        self.family.stop_stream(self.means, self.call, name)
    }

    /// Begins a recording; `Cue::Recorded` and `Cue::Filed` tell its end. None where the call has no sound any more.
    /// Where a callback leads nowhere there is a note, and nobody is told.
    pub fn record(&mut self, mut wish: recording::Wish) -> Option<RecordingSid> {
        wish.told = wish.told.and_then(|told| self.placed("recordingStatusCallback", told));
        wish.transcript = wish.transcript.and_then(|told| self.placed("transcribeCallback", told));
        self.family.record(self.means, self.call, wish)
    }

    /// Ends a recording, but for so much of its end.
    pub fn stop_recording(&mut self, recording: RecordingSid, cut: Duration) {
        self.family.stop_recording(self.means, recording, cut);
    }

    /// The child that the bridge is with, whose last callback tells of its recording (spec §6.7).
    pub fn record_beside(&mut self, recording: RecordingSid, child: CallId) {
        self.family.record_beside(recording, child);
    }

    /// What is known of a recording that is not filed yet.
    pub fn recording(&self, recording: RecordingSid) -> Option<&recording::Entry> {
        self.family.entry(recording)
    }

    /// Tells a URL of the document, which nobody waits for.
    pub fn tell(&mut self, url: &str, method: Method, extra: Vec<Param>) {
        match self.absolute(url) {
            Ok(url) => {
                let mut params = self.standard();
                params.extend(extra);
                self.family.write(self.means, self.call, url, method, params, Letter::Progress);
            }
            Err(fault) => self.note(Level::Error, 11100, "callback_url", fault.to_string()),
        }
    }

    /// Whether the call is not over: some verbs run after it (spec §1.5).
    pub fn is_alive(&self) -> bool {
        !self.call().is_over()
    }

    /// The far party of the call, and our side of it.
    pub fn parties(&self) -> (String, String) {
        self.family.parties(self.call)
    }

    /// Every way that a text message can take to somebody; none where nobody can be reached.
    pub fn ways_to(&self, to: &str, from: &str) -> Vec<Way> {
        self.family.ways_to(self.means, to, from)
    }

    /// The address of a number that is hosted here, for the organisation of the call.
    pub fn hosted(&self, number: &str) -> Option<Uri> {
        if !(self.means.is_hosted)(self.family.organization(), number) {
            return None;
        }
        let here: Uri = format!("sip:{}", self.family.host(self.means.rules)).parse().ok()?;
        Some(Uri::sip(Some(number), here.host(), here.port()))
    }

    /// Whether a text message may take one of these ways.
    pub fn may_text(&self, ways: &[Way]) -> bool {
        self.family.may_text(self.means, ways)
    }

    /// Sends a text message; the URL is told what became of it.
    pub fn send_message(&mut self, text: String, ways: Vec<Way>, told: Option<&str>) -> MessageSid {
        let told = told.and_then(|url| match self.absolute(url) {
            Ok(url) => Some(url),
            Err(fault) => {
                self.note(Level::Error, 11100, "callback_url", format!("statusCallback: {fault}"));
                None
            }
        });
        self.family.send_message(self.means, self.call, text, ways, told)
    }

    /// Sends a mail, of which nothing is heard again.
    pub fn send_mail(&mut self, mail: Mail) {
        self.family.want(Effect::Mail(Box::new(mail)));
    }

    /// The name of a fax.
    pub fn fax_sid(&mut self) -> FaxSid {
        FaxSid::mint(self.means.mint.rng())
    }

    /// The URL of the current document, where it has one.
    pub fn document(&self) -> Option<String> {
        self.base.filter(|base| !base.is_empty()).map(str::to_owned)
    }

    /// A callback of the document, made absolute in the same way.
    pub(in crate::call) fn placed(&mut self, name: &str, told: recording::Callback) -> Option<recording::Callback> {
        let url = self.placed_url(name, &told.url)?;
        Some(recording::Callback { url, ..told })
    }

    /// The sounds that the verb has asked for are of no use any more.
    pub fn drop_clips(&mut self) {
        self.family.drop_clips(self.call);
    }

    /// Asks the far party to call somebody; cues tell how it goes.
    pub fn refer(&mut self, refer: Refer) {
        self.family.want(Effect::Signal(self.call, Signal::Refer(Box::new(refer))));
    }

    /// Whether the call is one side of a bridge.
    pub fn is_bridged(&self) -> bool {
        self.family.peer(self.call).is_some()
    }

    /// The transfer that this document is about has come to its end; only the first word counts (spec §10.1).
    pub fn report_transfer(&mut self, status: u16) {
        self.family.report_transfer(self.means, self.call, status);
    }

    /// Keys of the call that are reported and not passed on.
    pub fn keep_keys(&mut self, keys: &str) {
        self.family.keep_keys(self.call, keys);
    }

    /// Sets or moves a deadline of the verb.
    pub fn set_alarm(&mut self, alarm: VerbAlarm, at: Time) {
        self.family.set_alarm(Alarm::Verb(self.call, alarm), at);
    }

    /// Takes a deadline of the verb away.
    pub fn stop_alarm(&mut self, alarm: VerbAlarm) {
        self.family.stop_alarm(Alarm::Verb(self.call, alarm));
    }

    /// Takes all deadlines of a wait document away; those of the verb itself stay.
    pub fn stop_wait_alarms(&mut self) {
        for alarm in [VerbAlarm::Wait, VerbAlarm::Pause, VerbAlarm::Input, VerbAlarm::Speech, VerbAlarm::Recogniser] {
            self.stop_alarm(alarm);
        }
    }

    /// A warning or error about the document (spec §13).
    pub fn note(&mut self, level: Level, code: u32, name: &str, text: impl Into<String>) {
        self.family.note(self.call, level, code, name, text);
    }

    /// What a caller still ringing is told if the document ends here (spec §4.5).
    pub const fn set_refusal(&mut self, status: Option<u16>) {
        self.refusal = status;
    }

    /// See `set_refusal`.
    pub const fn refusal(&self) -> Option<u16> {
        self.refusal
    }

    /// The time of what is happening.
    pub const fn now(&self) -> Time {
        self.means.now
    }

    /// The settings.
    pub const fn rules(&self) -> &'m Rules {
        self.means.rules
    }

    /// The script's own call.
    pub fn call(&self) -> &Call {
        self.family.call(self.call)
    }

    /// The ways to a client, where it is registered in the organisation of the call.
    pub fn registrations(&self, login: &str) -> Vec<registrar::Destination> {
        let aor = registrar::Aor { organization: self.family.organization().to_owned(), login: login.to_owned() };
        self.means.registrar.destinations(&aor)
    }

    /// What a client of the organisation of the call wants of encryption, if it says so.
    pub fn security_of(&self, login: &str) -> Option<Security> {
        self.rules().user_security.get(self.family.organization())?.get(login).copied()
    }

    /// How a client of the organisation of the call gets its keys, if it says so.
    pub fn dtmf_of(&self, login: &str) -> Option<Dtmf> {
        self.rules().user_dtmf.get(self.family.organization())?.get(login).copied()
    }

    /// The standard parameters of the call.
    pub fn standard(&self) -> Vec<Param> {
        self.family.standard(self.means, self.call, self.call().status().name())
    }

    /// A URL of the document, made absolute (spec §6.5).
    pub fn absolute(&self, url: &str) -> Result<String, LinkError> {
        Link::absolute(url, self.base)
    }
}

impl Family {
    /// Puts a screening document on a child.
    fn screen(&mut self, means: &mut Means<'_>, child: CallId, hook: Hook, base: Option<&str>) {
        let mut params = self.standard(means, child, self.call(child).status().name());
        if let Side::Outbound { response, .. } = &self.call(child).side {
            params.extend(sip_headers("SipHeader_", &response.x_headers));
        }
        params.extend(self.call(child).detected());
        params.extend(hook.params);
        self.call_mut(child).script = Some(Script::screening());
        let question =
            crate::call::ask::Question { url: hook.url, base: base.map(str::to_owned), method: hook.method, params };
        self.ask(means, child, question);
    }
}
