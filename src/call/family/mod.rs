//! A family: a call from outside, the calls dialled for it, and the sound between them. The unit of ownership: whatever
//! happens to one of its calls is given to it with the time, and what it wants done are effects.
//!
//! Here: what a family is, its birth and its inbox. `phase` is where a call's standing changes, `signal` what SIP
//! reports, `relay` what passes where no document is, `sound` lines and negotiation, `late` offers that others make,
//! `silence` peers that are not heard, `prompt` what is played, `taping` recordings, `hearing` speech, `streaming`
//! streams, `forward` contacts of a 3xx, `answerer` machines that answer, `document` questions to the application,
//! `wake` telephones that sleep, `transfer`, `substitute`, `replace` and `take_over` parties that leave and come,
//! `alarm` time.

mod alarm;
mod answerer;
mod birth;
mod document;
mod forward;
mod hearing;
mod late;
mod outgoing;
mod phase;
mod prompt;
mod relay;
mod replace;
mod signal;
mod silence;
mod sound;
mod streaming;
mod substitute;
mod take_over;
mod taping;
mod telling;
mod texting;
mod transfer;
mod wake;
mod word;

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::base::{CallSid, RecordingSid, Rng, Time, Timers};
use crate::call::RequestId;
use crate::call::call::{Call, CallId};
use crate::call::cue::Cue;
use crate::call::effect::{Effect, Level, Note};
use crate::call::rules::Rules;
use crate::call::script;
use crate::call::transfer::Report;
use crate::media::{ClipId, ForkId, GroupId, LineId, PlayId, Ports};
use crate::sip::registrar::Registrar;
use crate::wire::http::Method;

pub use alarm::{Alarm, VerbAlarm};
pub use birth::{Arrival, Start};
pub use document::Asking;
pub use forward::{Contact, Forward, Forwarding};
pub use relay::Provisional;
pub use signal::Final;
pub use take_over::Place;

/// What a family may draw on while it is at work.
pub struct Means<'a> {
    /// The time of what is happening.
    pub now: Time,
    /// The settings.
    pub rules: &'a Rules,
    /// RTP ports.
    pub ports: &'a mut Ports,
    /// New names.
    pub mint: &'a mut Mint,
    /// Who can be reached where.
    pub registrar: &'a Registrar,
    /// Whether a text message of a family may go out to a number through a trunk.
    pub may_text: &'a dyn Fn(GroupId, &str) -> bool,
    /// Whether a number is one of an organisation's, which calls to it reach here.
    pub is_hosted: &'a dyn Fn(&str, &str) -> bool,
}

/// Where new names come from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mint {
    rng: Rng,
    lines: u64,
    requests: u64,
    clips: u64,
    plays: u64,
    forks: u64,
}

impl Mint {
    /// Draws from `rng`.
    pub const fn new(rng: Rng) -> Self {
        Self { rng, lines: 0, requests: 0, clips: 0, plays: 0, forks: 0 }
    }

    /// A line that was never named before.
    pub fn line(&mut self) -> LineId {
        self.lines += 1;
        LineId(self.lines)
    }

    /// A request that was never named before.
    pub fn request(&mut self) -> RequestId {
        self.requests += 1;
        RequestId(self.requests)
    }

    /// A clip that was never named before.
    pub fn clip(&mut self) -> ClipId {
        self.clips += 1;
        ClipId(self.clips)
    }

    /// A play that was never named before.
    pub fn play(&mut self) -> PlayId {
        self.plays += 1;
        PlayId(self.plays)
    }

    /// A fork that was never named before.
    pub fn fork(&mut self) -> ForkId {
        self.forks += 1;
        ForkId(self.forks)
    }

    /// The stream for SIDs and session ids.
    pub const fn rng(&mut self) -> &mut Rng {
        &mut self.rng
    }
}

/// What a family is driven by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    /// Documents of an application.
    Application,
    /// One Dial that no document says (spec §9.2).
    Dial,
    /// The same where nothing else stands between the two, and their `X-` headers pass both ways (spec §9.5).
    Direct,
}

/// A call from outside and everything that hangs on it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Family {
    group: GroupId,
    /// Whose call it is: clients of others are nobody to it (spec §5.5).
    organization: String,
    /// The host of that organisation, where it has one of its own (spec §4.4).
    host: Option<String>,
    kind: Kind,
    calls: Vec<Call>,
    joined: Option<(CallId, CallId)>,
    /// Calls that shall take a place in the bridge, and who asked for it.
    substitutes: BTreeMap<CallId, Report>,
    /// A question for an offer on its way from one side of the bridge to the other.
    passing: Option<late::Passing>,
    fallback: Option<(String, Method)>,
    refer_url: Option<(String, Method)>,
    asking: BTreeMap<RequestId, Asking>,
    clips: Vec<prompt::Clip>,
    tapes: BTreeMap<RecordingSid, taping::Tape>,
    transcriptions: BTreeMap<RequestId, taping::Transcription>,
    hearing: BTreeMap<RequestId, hearing::Ear>,
    streams: BTreeMap<RequestId, streaming::Streaming>,
    /// Questions to a push server, and for which call.
    pushes: BTreeMap<RequestId, CallId>,
    /// Clients that calls wait for.
    awaited: Vec<(CallId, String)>,
    timers: Timers<Alarm>,
    inbox: VecDeque<(CallId, Cue)>,
    effects: VecDeque<Effect>,
}

impl Family {
    /// Hands out the next thing to do.
    pub fn poll(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// Whether all is over: no live call, no question on its way, no recording without its file. The family may be
    /// forgotten.
    pub fn is_over(&self) -> bool {
        let at_work = !self.tapes.is_empty() || !self.transcriptions.is_empty() || !self.asking.is_empty();
        self.calls.iter().all(Call::is_over) && !at_work && self.inbox.is_empty()
    }

    /// The group of its lines.
    pub const fn group(&self) -> GroupId {
        self.group
    }

    /// Whose call it is.
    pub fn organization(&self) -> &str {
        &self.organization
    }

    /// A call by its place.
    pub fn call(&self, id: CallId) -> &Call {
        &self.calls[id.0 as usize]
    }

    /// All calls, in order of birth.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// The place of the call with that line.
    pub fn call_of_line(&self, line: LineId) -> Option<CallId> {
        self.ids().find(|&id| self.call(id).line() == Some(line))
    }

    /// How many answers it waits for.
    pub fn questions(&self) -> usize {
        self.asking.len()
    }

    /// How many deadlines it has.
    pub fn deadlines(&self) -> usize {
        self.timers.len()
    }

    /// Reads the inbox until it is empty. Every door of the family ends here, so that no verb is entered twice: a verb
    /// acts through its stage, and what comes of it is a cue that waits its turn.
    fn settle(&mut self, means: &mut Means<'_>) {
        while let Some((id, cue)) = self.inbox.pop_front() {
            script::deliver(self, means, id, cue);
        }
    }

    pub(super) fn call_mut(&mut self, id: CallId) -> &mut Call {
        &mut self.calls[id.0 as usize]
    }

    pub(super) fn want(&mut self, effect: Effect) {
        self.effects.push_back(effect);
    }

    pub(super) fn cue(&mut self, id: CallId, cue: Cue) {
        self.inbox.push_back((id, cue));
    }

    /// A note on behalf of a call.
    pub(super) fn note(&mut self, id: CallId, level: Level, code: u32, name: &str, text: impl Into<String>) {
        let call = Some(self.call(id).sid);
        self.want(Effect::Note(Note { call, level, code, name: name.into(), text: text.into() }));
    }

    /// The places of all calls.
    pub(super) fn ids(&self) -> impl Iterator<Item = CallId> + use<> {
        (0..self.calls.len() as u32).map(CallId)
    }

    /// The calls that the Dial of `holder` holds.
    pub(super) fn children(&self, holder: CallId) -> Vec<CallId> {
        self.ids().filter(|&id| self.call(id).holder == Some(holder)).collect()
    }

    /// The other side of the bridge that `id` is in.
    pub(super) fn peer(&self, id: CallId) -> Option<CallId> {
        match self.joined {
            Some((a, b)) if a == id => Some(b),
            Some((a, b)) if b == id => Some(a),
            _ => None,
        }
    }

    /// The call of that name.
    pub fn find(&self, sid: CallSid) -> Option<CallId> {
        self.ids().find(|&id| self.call(id).sid == sid)
    }
}
