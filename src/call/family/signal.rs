//! What SIP and media report about a call, turned into phases and cues (spec §2.1, §4.6, §4.8).

use std::time::Duration;

use bytes::Bytes;

use super::{Family, Forward, Means, Provisional};
use crate::call::call::{CallId, Carrier, Phase, ROOT, Side};
use crate::call::compat::ReinviteFailure;
use crate::call::cue::Cue;
use crate::call::effect::{Effect, Level, Signal};
use crate::call::verdict::{Cause, Verdict};
use crate::sip::{DialogId, Obstacle, Proof};
use crate::wire::sip::Uri;

/// Within this span the same key by another means is the same press (spec §2.1 step 13).
const SAME_PRESS: Duration = Duration::from_millis(100);

/// A final response to an INVITE of ours, as far as calls care.
#[derive(Clone, Debug, Default)]
pub struct Final {
    /// The SIP status.
    pub status: u16,
    /// It came from outside; otherwise the status stands for what did not.
    pub received: bool,
    /// The SDP body; empty without one.
    pub sdp: Bytes,
    /// `X-` headers.
    pub x_headers: Vec<(String, String)>,
    /// Contacts of a 3xx, the preferred first.
    pub contacts: Vec<Uri>,
    /// Why it sends the call on, in a word of RFC 5806.
    pub diverted: Option<String>,
    /// Where the call goes instead: one of the contacts that were given, as a call of whoever gave it is routed.
    pub forward: Option<Box<Forward>>,
    /// Why, where it says more than its status and others may be told (RFC 6432).
    pub reason: Option<String>,
    /// What became of our login.
    pub proof: Proof,
    /// Why nothing was received.
    pub obstacle: Option<Obstacle>,
}

impl Family {
    /// The INVITE of a call has got its dialog.
    pub fn placed(&mut self, id: CallId, dialog: DialogId, call_id: Option<String>) {
        let call = self.call_mut(id);
        call.dialog = Some(dialog);
        call.party.sip_call_id.clone_from(&call_id);
        if let Side::Outbound { response, .. } = &mut call.side {
            response.call_id = call_id;
        }
    }

    /// Somebody is there to answer an INVITE of ours: 100, or whatever follows.
    pub fn on_heard(&mut self, id: CallId) {
        if let Side::Outbound { response, .. } = &mut self.call_mut(id).side {
            response.heard = true;
        }
    }

    /// 18x to an INVITE of ours.
    pub fn on_progress(&mut self, means: &mut Means<'_>, id: CallId, said: Provisional, sdp: &Bytes) {
        if self.call(id).is_over() || self.call(id).taken_back().is_some() {
            return;
        }
        self.on_heard(id);
        // Somebody is called there, and would be called twice.
        self.call_mut(id).detour = None;
        let has_sound = if sdp.is_empty() { self.has_answered(id) } else { self.take_early(id, sdp) };
        let early = has_sound && means.rules.early_media;
        let first = self.turn(means, id, Phase::Ringing);
        let is_relayed = self.remember_provisional(id, said);
        if let (Some(parent), true) = (self.call(id).holder, first || early || is_relayed) {
            self.cue(parent, Cue::Ringing { child: id, early });
        }
        self.settle(means);
    }

    /// 2xx to an INVITE of ours.
    pub fn on_answered(&mut self, means: &mut Means<'_>, id: CallId, response: Final) {
        // An answer that crossed our CANCEL is ended by the machines; `Refused` says so.
        if self.call(id).is_over() || self.call(id).taken_back().is_some() {
            return;
        }
        self.remember(id, &response);
        self.turn(means, id, Phase::Up { since: means.now });
        // Nothing is said again that a provisional response has settled.
        let settled = response.sdp.is_empty() && self.has_agreed(id);
        match if settled { Ok(()) } else { self.take_answer(id, &response.sdp) } {
            Ok(()) => {
                if let (false, Some(parent)) = (self.take_place(means, id), self.call(id).holder) {
                    self.cue(parent, Cue::Answered { child: id });
                }
            }
            Err(fault) => {
                self.note(id, Level::Error, 0, "unusable_answer", fault.to_string());
                let reason = Some("SIP;cause=488;text=\"Not Acceptable Here\"".to_owned());
                self.hang_up(means, id, Verdict::failed(Some(488), Cause::NoMedia), reason);
            }
        }
        self.settle(means);
    }

    /// A final refusal of an INVITE of ours, received or made up by the machines.
    pub fn on_refused(&mut self, means: &mut Means<'_>, id: CallId, response: Final) {
        if self.call(id).is_over() {
            return;
        }
        self.remember(id, &response);
        self.call_mut(id).detour = None;
        if let Some(verdict) = self.call(id).taken_back() {
            let sip = if response.received { Some(response.status) } else { verdict.sip };
            self.gone(means, id, Verdict { sip, ..verdict });
            return self.settle(means);
        }
        let was_late = self.was_late(id);
        let goes_on = !was_late && self.offer_plainly(id, response.status)
            || response.forward.is_some_and(|forward| self.follow(means, id, *forward));
        if !goes_on {
            let verdict = Verdict::refused(response.status, &means.rules.status_map);
            let cause = self.doubted(id, &response.proof).or_else(|| self.unreached(id, response.obstacle.as_ref()?));
            let cause = cause.unwrap_or(verdict.cause);
            // A 487 is our own doing, and silence is no word.
            let is_ours = was_late && (response.status == 487 || !response.received);
            let silent = Verdict::no_answer(self.call(id).was_heard());
            self.gone(means, id, if is_ours { silent } else { Verdict { cause, ..verdict } });
        }
        self.settle(means);
    }

    /// The caller took its INVITE back (spec §2.1 step 9).
    pub fn on_canceled(&mut self, means: &mut Means<'_>, id: CallId, reason: Option<String>) {
        self.call_mut(id).parting = reason;
        self.gone(means, id, Verdict::canceled(Cause::Canceled));
        self.settle(means);
    }

    /// ACK to our 200, or PRACK; it carries the answer when we made the offer (threats-and-faults S20).
    pub fn on_acked(&mut self, means: &mut Means<'_>, id: CallId, body: &Bytes) {
        let waiting = self.call(id).sound.as_ref().is_some_and(|sound| sound.answer_owed);
        if self.call(id).is_over() || !waiting {
            return;
        }
        match self.take_answer(id, body) {
            Ok(()) => self.pass_answer(id),
            Err(fault) => {
                self.note(id, Level::Error, 0, "no_answer_sdp", fault.to_string());
                let status = if self.call(id).is_up() { 200 } else { 488 };
                self.hang_up(means, id, Verdict::failed(Some(status), Cause::NoAnswerSdp), None);
            }
        }
        self.settle(means);
    }

    /// No PRACK to a provisional response of ours; the INVITE was refused already.
    pub fn on_prack_timeout(&mut self, means: &mut Means<'_>, id: CallId) {
        self.gone(means, id, Verdict::failed(Some(504), Cause::PrackTimeout));
        self.settle(means);
    }

    /// Nobody refreshed the session (RFC 4028); BYE has left already.
    pub fn on_expired(&mut self, means: &mut Means<'_>, id: CallId) {
        self.gone(means, id, Verdict::completed(Cause::SessionExpired));
        self.settle(means);
    }

    /// No ACK to our 200 (spec §2.1 step 11); BYE has left already.
    pub fn on_ack_timeout(&mut self, means: &mut Means<'_>, id: CallId) {
        self.gone(means, id, Verdict::failed(Some(200), Cause::AckTimeout));
        self.settle(means);
    }

    /// The far party hung up.
    pub fn on_ended(&mut self, means: &mut Means<'_>, id: CallId, reason: Option<String>) {
        self.call_mut(id).parting = reason;
        let verdict = match self.call(id).is_up() {
            true => Verdict::completed(Cause::Hangup),
            false => Verdict::canceled(Cause::Hangup),
        };
        self.gone(means, id, verdict);
        self.settle(means);
    }

    /// A re-INVITE: this leg alone is negotiated anew; what cannot be answered leaves everything as it was (spec §2.1
    /// step 12).
    pub fn on_reoffered(&mut self, means: &mut Means<'_>, id: CallId, offer: &Bytes) {
        if self.call(id).sound.is_none() {
            return self.want(Effect::Signal(id, Signal::Decline(488)));
        }
        if offer.is_empty() {
            return self.on_offer_asked(means, id);
        }
        let before = self.spoken(id);
        match self.answer_anew(id, offer) {
            Ok(sdp) => {
                self.want(Effect::Signal(id, Signal::Accept(sdp)));
                // Hold, another address, a refresh: none of that concerns the other side (spec §4.8).
                if self.spoken(id) != before {
                    self.let_peer_follow(id);
                }
            }
            Err(fault) => {
                self.note(id, Level::Warning, 0, "unusable_reoffer", fault.to_string());
                self.want(Effect::Signal(id, Signal::Decline(488)));
                if means.rules.compat.reinvite_failure() == ReinviteFailure::Drop {
                    self.fail_all(means, id);
                }
            }
        }
    }

    /// A session that cannot go on takes the whole call with it, where that is wanted (spec §2.1 step 12).
    fn fail_all(&mut self, means: &mut Means<'_>, id: CallId) {
        for call in [id, ROOT] {
            self.hang_up(means, call, Verdict::failed(Some(200), Cause::NoMedia), None);
        }
        self.settle(means);
    }

    /// The session must be kept alive by an INVITE that changes nothing (RFC 4028 §7.4).
    pub fn on_refresh_due(&mut self, id: CallId) {
        if let Some(sdp) = self.call_mut(id).sound.as_mut().and_then(|sound| sound.session.repeat()) {
            self.want(Effect::Signal(id, Signal::Reinvite(sdp)));
        }
    }

    /// The peer answered a re-INVITE of ours; a refusal leaves the session as it was.
    pub fn on_reanswered(&mut self, id: CallId, result: Result<Bytes, u16>) {
        if self.on_nothing_offered(id) {
            return;
        }
        let fault = match result {
            Ok(answer) => self.take_answer(id, &answer).err().map(|fault| fault.to_string()),
            Err(status) => Some(format!("the re-INVITE was refused with {status}")),
        };
        if let Some(fault) = fault {
            self.note(id, Level::Warning, 0, "reinvite_failed", fault);
            self.keep_codec(id);
        }
    }

    /// A key by SIP INFO: counted like any other, and passed on to the bridge, since no packet carries it.
    pub fn on_info_key(&mut self, means: &mut Means<'_>, id: CallId, key: char, lasting: Duration) -> bool {
        if !self.is_new_press(means, id, key, Carrier::Info) {
            return false;
        }
        let kept = self.call(id).script.as_ref().is_some_and(|script| script.keeps(key));
        if let Some(peer) = self.peer(id).filter(|_| !kept) {
            self.press(peer, key, lasting);
        }
        self.stream_key(id, key);
        self.cue(id, Cue::Key(key));
        self.settle(means);
        true
    }

    /// A key goes out to a far party that gets its keys by INFO.
    pub fn on_press_due(&mut self, id: CallId, key: char, lasting: Duration) {
        if self.call(id).is_up() {
            self.want(Effect::Signal(id, Signal::Press { key, lasting }));
        }
    }

    /// A key by RFC 4733.
    pub fn on_media_key(&mut self, means: &mut Means<'_>, id: CallId, key: char) {
        if self.is_new_press(means, id, key, Carrier::Event) {
            self.stream_key(id, key);
            self.cue(id, Cue::Key(key));
            self.settle(means);
        }
    }

    /// All that came for long failed to authenticate. The call stays: whoever sends such packets need not be its peer,
    /// and the watch over silence ends a call that nothing else reaches (threats-and-faults M6).
    pub fn on_srtp_failed(&mut self, id: CallId) {
        let text = "no packet authenticated under the key agreed on for 30 s: the peer uses another key or none";
        self.note(id, Level::Warning, 0, "srtp_failed", text);
    }

    /// The line's socket cannot be had or broke.
    pub fn on_line_failed(&mut self, means: &mut Means<'_>, id: CallId, why: &str) {
        self.note(id, Level::Error, 0, "media_failed", why);
        if self.replace_line(means, id) {
            return;
        }
        let status = means.rules.media_failure_code;
        self.hang_up(means, id, Verdict::failed(Some(status), Cause::NoMedia), None);
        self.settle(means);
    }

    /// The operator ends this call.
    pub fn kill(&mut self, means: &mut Means<'_>, id: CallId) {
        let verdict = match self.call(id).is_up() {
            true => Verdict::completed(Cause::Killed),
            false => Verdict::canceled(Cause::Killed),
        };
        self.hang_up(means, id, verdict, None);
        self.settle(means);
    }

    /// The telephone of this call gives no sign of life (spec §9.4).
    pub fn lose(&mut self, means: &mut Means<'_>, id: CallId) {
        let verdict = match self.call(id).is_up() {
            true => Verdict::completed(Cause::PhoneLost),
            false => Verdict::failed(Some(480), Cause::PhoneLost),
        };
        self.hang_up(means, id, verdict, None);
        self.settle(means);
    }

    /// Why a challenge has ended the call although there was a login for it.
    fn doubted(&mut self, id: CallId, proof: &Proof) -> Option<Cause> {
        let cause = match proof {
            Proof::Unasked => return None,
            Proof::Disbelieved => Cause::AuthLoop,
            Proof::OtherRealm(_) => Cause::AuthRealm,
            Proof::Unanswerable => Cause::AuthUnknown,
        };
        let text = self.by_trunk(id, &proof.why().unwrap_or_default());
        self.note(id, Level::Warning, 0, cause.name(), text);
        Some(cause)
    }

    /// Why nobody has answered the INVITE.
    fn unreached(&mut self, id: CallId, obstacle: &Obstacle) -> Option<Cause> {
        let cause = Cause::of(obstacle)?;
        let text = self.by_trunk(id, &format!("its INVITE was not answered: {obstacle}"));
        self.note(id, Level::Warning, 0, cause.name(), text);
        Some(cause)
    }

    /// The time for an answer is over, and nothing at all has come.
    pub(super) fn note_silence(&mut self, id: CallId) {
        let text = self.by_trunk(id, "its INVITE was not answered: nothing came in the time that it had");
        self.note(id, Level::Warning, 0, Cause::Unanswered.name(), text);
    }

    /// A text about a call, with the trunk it goes by.
    fn by_trunk(&self, id: CallId, text: &str) -> String {
        match &self.call(id).trunk {
            Some(trunk) => format!("trunk {trunk}: {text}"),
            None => text.to_owned(),
        }
    }

    fn remember(&mut self, id: CallId, received: &Final) {
        if let Side::Outbound { response, .. } = &mut self.call_mut(id).side {
            response.x_headers.clone_from(&received.x_headers);
        }
        self.call_mut(id).parting.clone_from(&received.reason);
    }

    fn is_new_press(&mut self, means: &Means<'_>, id: CallId, key: char, by: Carrier) -> bool {
        let call = self.call_mut(id);
        let again =
            call.last_key.is_some_and(|(last, other, at)| last == key && other != by && means.now - at < SAME_PRESS);
        call.last_key = Some((key, by, means.now));
        !again && !call.is_over()
    }
}
