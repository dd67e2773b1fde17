//! Lines and what is negotiated for them: ports, offers, answers, joining and parting. RTP itself never comes here.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;

use super::{Family, Means};
use crate::call::call::{CallId, Phase, Side, Sound};
use crate::call::effect::{Effect, Level, Signal};
use crate::call::verdict::{Cause, Verdict};
use crate::media::offer::{Codec, Dtmf, Manner, OfferFault, Session};
use crate::media::{Command, Terms, Tone};

/// Ports tried for one call when others turn out to be taken.
const PORT_TRIES: u8 = 8;

impl Family {
    /// Takes a port of the address family of `like` and begins the session; false when the pool has none.
    pub(super) fn place_line(
        &mut self,
        means: &mut Means<'_>,
        id: CallId,
        like: IpAddr,
        codecs: Vec<Codec>,
        manner: &Manner,
    ) -> bool {
        let Some(local) = means.ports.take(like) else { return false };
        let session = self.session(means, id, local, codecs, manner);
        let line = means.mint.line();
        let (group, signalled_from) = (self.group, self.call(id).signalled_from);
        self.call_mut(id).sound =
            Some(Sound { line, local, session, said: None, tries: 0, answer_owed: false, agreed: Vec::new() });
        self.want(Effect::Media(Command::Open { group, line, local, signalled_from }));
        if manner.dtmf != Dtmf::Auto {
            self.want(Effect::Media(Command::PressBy { group, line, dtmf: manner.dtmf }));
        }
        true
    }

    /// The negotiation of a call whose sound we have at this address.
    pub(super) fn session(
        &self,
        means: &mut Means<'_>,
        id: CallId,
        local: SocketAddr,
        codecs: Vec<Codec>,
        manner: &Manner,
    ) -> Session {
        let advertised = self.advertised(means, id, local);
        let session = Session::new(means.mint.rng().next_u64() >> 2, advertised, codecs).with_all(&manner.codecs);
        let session = session.with_silence_limit(means.rules.rtp_timeout);
        session.with_security(manner.security, means.mint.rng()).with_dtmf(manner.dtmf)
    }

    /// An address of ours as the far party of the call reaches it.
    pub(super) fn advertised(&self, means: &Means<'_>, id: CallId, mut local: SocketAddr) -> SocketAddr {
        let public = [self.call(id).public, means.rules.public_media].into_iter().flatten();
        if let Some(public) = public.into_iter().find(|public| public.is_ipv6() == local.is_ipv6()) {
            local.set_ip(public);
        }
        local
    }

    /// Takes another port in place of one that could not be bound, as long as nobody has been told of it.
    pub(super) fn replace_line(&mut self, means: &mut Means<'_>, id: CallId) -> bool {
        let Some(sound) = &self.call(id).sound else { return false };
        let told = sound.said.is_some() || self.call(id).parent().is_some();
        let (tries, like) = (sound.tries + 1, sound.local.ip());
        let manner = sound.session.manner();
        let Side::Inbound { offer, .. } = &self.call(id).side else { return false };
        let offer = offer.clone();
        if told || tries > PORT_TRIES {
            return false;
        }
        self.close_line(means, id);
        let placed = self.place_line(means, id, like, manner.codecs.clone(), &manner);
        if !placed || self.try_offer(id, &offer).is_some() {
            return false;
        }
        if let Some(sound) = &mut self.call_mut(id).sound {
            sound.tries = tries;
        }
        true
    }

    /// Whether the offer could be answered; learns which codecs it leaves. Nothing is promised yet.
    pub(super) fn try_offer(&mut self, id: CallId, offer: &[u8]) -> Option<OfferFault> {
        let sound = self.call_mut(id).sound.as_mut()?;
        if offer.is_empty() {
            return None;
        }
        match sound.session.clone().answer(offer) {
            Ok((_, terms)) => {
                sound.agreed = codecs_of(&terms);
                None
            }
            Err(fault) => Some(fault),
        }
    }

    /// What a child is offered: first what the parent has, so that packets can pass as they are, then the server's
    /// others, which would be coded anew; PCMU and PCMA stand for each other.
    ///
    /// `wanted` are those of the noun or of its trunk, in their order; all that may be spoken where none of these may
    /// (spec §5.1).
    pub(super) fn codecs_towards(&self, parent: CallId, wanted: &[Codec], all: &[Codec]) -> Vec<Codec> {
        let agreed = self.call(parent).sound.as_ref().map_or(&[][..], |sound| &sound.agreed);
        let known = |codec: &Codec| all.contains(codec);
        let chosen: Vec<_> = wanted.iter().copied().filter(known).collect();
        if !chosen.is_empty() {
            return chosen;
        }
        let mut codecs = all.to_vec();
        codecs.sort_by_key(|codec| {
            let same = agreed.iter().position(|own| own == codec);
            let passes = agreed.iter().any(|own| own.passes_to(*codec));
            (same.unwrap_or(agreed.len()), !passes)
        });
        codecs
    }

    /// Our description for the caller's INVITE, made once: an answer, or an offer when the INVITE had none.
    pub(super) fn describe(&mut self, id: CallId) -> Result<Bytes, OfferFault> {
        let Side::Inbound { offer, .. } = &self.call(id).side else { return Ok(Bytes::new()) };
        let offer = offer.clone();
        let Some(sound) = self.call_mut(id).sound.as_mut() else { return Ok(Bytes::new()) };
        if let Some(said) = &sound.said {
            return Ok(said.clone());
        }
        if offer.is_empty() {
            // The answer comes with the ACK: nobody could refuse encryption and keep the call.
            sound.session.fall_back();
            let sdp = sound.session.offer();
            sound.said = Some(sdp.clone());
            sound.answer_owed = true;
            return Ok(sdp);
        }
        let (sdp, terms) = sound.session.answer(&offer)?;
        sound.said = Some(sdp.clone());
        self.shape(id, terms);
        Ok(sdp)
    }

    /// Answers the caller with 200 if that has not happened; false when the call is not up afterwards.
    pub(in crate::call) fn answer(&mut self, means: &mut Means<'_>, id: CallId) -> bool {
        let call = self.call(id);
        if call.is_up() || call.is_over() {
            return call.is_up();
        }
        match self.describe(id) {
            Ok(sdp) => {
                let mut headers = self.own_headers(means, id);
                headers.extend(self.passed_back(id));
                self.want(Effect::Signal(id, Signal::Answer { headers, sdp }));
                self.turn(means, id, Phase::Up { since: means.now })
            }
            Err(fault) => {
                self.note(id, Level::Error, 0, "unusable_offer", fault.to_string());
                self.hang_up(means, id, Verdict::turned_away(488, Cause::NoMedia), None);
                false
            }
        }
    }

    /// The peer's answer to our offer. `Err` leaves the session as it was.
    pub(super) fn take_answer(&mut self, id: CallId, answer: &[u8]) -> Result<(), OfferFault> {
        let Some(sound) = self.call_mut(id).sound.as_mut() else { return Ok(()) };
        let terms = sound.session.accept(answer)?;
        sound.answer_owed = false;
        self.shape(id, terms);
        Ok(())
    }

    /// The answer in a 183: good for early media, and open to be repeated or changed by the 200 (RFC 3261 §13.2.1).
    pub(super) fn take_early(&mut self, id: CallId, answer: &[u8]) -> bool {
        match self.take_answer(id, answer) {
            Ok(()) => true,
            Err(fault) => {
                self.note(id, Level::Info, 0, "unusable_early_media", fault.to_string());
                false
            }
        }
    }

    /// New terms for a line.
    pub(super) fn shape(&mut self, id: CallId, terms: Terms) {
        let group = self.group;
        let Some(sound) = self.call_mut(id).sound.as_mut() else { return };
        sound.agreed = codecs_of(&terms);
        let line = sound.line;
        self.want(Effect::Media(Command::Shape { group, line, terms }));
    }

    /// Answers `caller` so that what it sends passes to `callee` as it is, if they have a codec in common. Whoever is
    /// answered already keeps its codec. False when it is not up afterwards.
    pub(in crate::call) fn answer_for(&mut self, means: &mut Means<'_>, caller: CallId, callee: CallId) -> bool {
        self.prefer_common(caller, callee);
        self.answer(means, caller)
    }

    /// Answers a later offer. A codec that was left out for the sake of the bridge is taken where nothing else is left;
    /// then the other side is asked to follow.
    pub(super) fn answer_anew(&mut self, id: CallId, offer: &[u8]) -> Result<Bytes, OfferFault> {
        let Some(sound) = self.call_mut(id).sound.as_mut() else { return Err(OfferFault::NoAudio) };
        let (sdp, terms) = match sound.session.answer(offer) {
            Err(OfferFault::NoCommonCodec { .. }) => {
                let mut wider = sound.session.clone();
                wider.widen();
                let answered = wider.answer(offer)?;
                sound.session = wider;
                answered
            }
            answered => answered?,
        };
        self.shape(id, terms);
        Ok(sdp)
    }

    /// After one side of a bridge has changed its codec the other is asked to change, too, so that packets go on
    /// passing; where it cannot, or would not before, they are coded anew.
    pub(super) fn let_peer_follow(&mut self, id: CallId) {
        if let Some(peer) = self.peer(id) {
            self.narrow(peer, id);
        }
    }

    /// A call would not follow its peer to another codec: it goes on with what it has, which is what it is offered and
    /// answered with from now on, and the sound between the two is coded anew.
    pub(super) fn keep_codec(&mut self, id: CallId) {
        let Some(sound) = self.call_mut(id).sound.as_mut() else { return };
        sound.session.refuse();
        if let Some(codec) = sound.agreed.first().copied() {
            sound.session.widen();
            sound.session.prefer(codec);
        }
    }

    /// Leaves `id`, which is not answered yet, only codecs that pass to what `other` speaks, if it has offered any:
    /// coding anew costs more than anything else in a call.
    fn prefer_common(&mut self, id: CallId, other: CallId) {
        let is_up = self.call(id).is_up();
        let (Some(codec), Some(sound)) = (self.spoken(other), self.call_mut(id).sound.as_mut()) else { return };
        if !is_up && sound.agreed.iter().any(|own| own.passes_to(codec)) {
            // What an earlier child has left out may be what is needed now.
            sound.session.widen();
            sound.session.prefer(codec);
        }
    }

    /// Leaves `id` only codecs that pass to what `other` speaks, and asks for that by re-INVITE once it is up.
    fn narrow(&mut self, id: CallId, other: CallId) {
        let up = self.call(id).is_up();
        let (Some(codec), Some(sound)) = (self.spoken(other), self.call_mut(id).sound.as_mut()) else { return };
        if sound.agreed.iter().all(|own| own.passes_to(codec)) || !sound.session.could_take(codec) {
            return;
        }
        // What an earlier change has left out may be what is needed now.
        sound.session.widen();
        if sound.session.prefer(codec) && up && !sound.answer_owed {
            let offer = sound.session.offer();
            self.want(Effect::Signal(id, Signal::Reinvite(offer)));
        }
    }

    /// The codec that a call is sent.
    pub(super) fn spoken(&self, id: CallId) -> Option<Codec> {
        self.call(id).sound.as_ref().and_then(|sound| sound.agreed.first().copied())
    }

    /// Whether offer and answer have been exchanged.
    pub(super) fn has_agreed(&self, id: CallId) -> bool {
        self.call(id).sound.as_ref().is_some_and(|sound| sound.session.terms().is_some())
    }

    /// Whether a callee has made the offer, in a provisional response, and has our answer.
    pub(super) fn has_answered(&self, id: CallId) -> bool {
        let sound = self.call(id).sound.as_ref();
        sound.is_some_and(|sound| sound.session.terms().is_some() && !sound.session.has_offered())
    }

    /// Refuses the sound of an offer that cannot be used.
    pub(super) fn turn_down(&mut self, id: CallId, offer: &[u8]) -> Bytes {
        let Some(sound) = self.call_mut(id).sound.as_mut() else { return Bytes::new() };
        let Ok(sdp) = sound.session.turn_down(offer) else { return Bytes::new() };
        if let Some(terms) = sound.session.terms().cloned() {
            self.shape(id, terms);
        }
        sdp
    }

    /// Passes sound between two calls from now on.
    pub(in crate::call) fn join(&mut self, a: CallId, b: CallId) {
        let (Some(line_a), Some(line_b)) = (self.call(a).line(), self.call(b).line()) else { return };
        self.joined = Some((a, b));
        self.want(Effect::Media(Command::Join { group: self.group, a: line_a, b: line_b }));
    }

    /// Passes the early media of `callee` to `caller`, who gets a 183 for it if not answered yet (spec §4.5). A caller
    /// who made no offer cannot have any before its ACK.
    pub(in crate::call) fn join_early(&mut self, means: &mut Means<'_>, caller: CallId, callee: CallId) -> bool {
        if !self.call(caller).is_up() {
            if matches!(&self.call(caller).side, Side::Inbound { offer, .. } if offer.is_empty()) {
                return false;
            }
            match self.describe(caller) {
                Ok(sdp) => {
                    let said = self.said_by(callee);
                    self.ring(means, said, Some(sdp));
                }
                Err(_) => return false,
            }
        }
        self.join(caller, callee);
        true
    }

    /// Ends the bridge that the call is in.
    pub(in crate::call) fn part(&mut self, id: CallId) {
        if self.peer(id).is_none() {
            return;
        }
        self.joined = None;
        if let Some(line) = self.call(id).line() {
            self.want(Effect::Media(Command::Part { group: self.group, line }));
        }
    }

    /// What the call hears while it is in no bridge.
    pub(in crate::call) fn sound(&mut self, id: CallId, tone: Option<Tone>) {
        if let Some(line) = self.call(id).line() {
            self.want(Effect::Media(Command::Sound { group: self.group, line, tone }));
        }
    }

    /// Sends a key to the call in the way that it gets its keys.
    pub(in crate::call) fn press(&mut self, id: CallId, key: char, lasting: Duration) {
        if let Some(line) = self.call(id).line() {
            self.want(Effect::Media(Command::Press { group: self.group, line, key, lasting }));
        }
    }

    /// Keys of the call that are reported and not passed on.
    pub(in crate::call) fn keep_keys(&mut self, id: CallId, keys: &str) {
        if let Some(line) = self.call(id).line() {
            self.want(Effect::Media(Command::Keep { group: self.group, line, keys: keys.to_owned() }));
        }
    }

    /// The line goes with the call; the media side gives the port back when it is quiet.
    pub(super) fn close_line(&mut self, means: &mut Means<'_>, id: CallId) {
        if let Some(sound) = self.call_mut(id).sound.take() {
            self.dispose(means, id, &sound);
        }
    }

    /// The line is of no use any more; the call had it.
    pub(super) fn dispose(&mut self, means: &mut Means<'_>, id: CallId, sound: &Sound) {
        means.ports.rest(sound.local);
        self.want(Effect::CloseLine { call: self.call(id).sid, line: sound.line });
    }
}

fn codecs_of(terms: &Terms) -> Vec<Codec> {
    terms.formats.formats.iter().map(|format| format.codec).collect()
}
