//! Offer and answer for one call's audio stream, as a value. RFC 3264.
//!
//! Exactly one audio stream is used; every other `m=` line keeps its place with port 0. Which messages carry offers and
//! answers is the dialog's business.

use std::iter;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::numbers::{Meaning, Numbers};
use super::ours::{Ours, refusal};
use super::overlap::{fitting, meanings, shared, with_mappings_of};
use super::peer::{self, Peer};
use super::reach::Reach;
use super::security::Purse;
use super::{Codec, Direction, Dtmf, EventFormat, Format, Keys, Manner, OfferFault, PayloadMap, Security};
use crate::base::Rng;
use crate::media::Terms;
use crate::wire::sdp::{self, Crypto, Origin, Stream};

/// What one call has offered, answered and agreed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    id: u64,
    /// Of our last description; zero before the first.
    version: u64,
    advertised: SocketAddr,
    /// What is offered and taken now, best first.
    codecs: Vec<Codec>,
    /// What may be.
    all: Vec<Codec>,
    silence_limit: Duration,
    security: Security,
    dtmf: Dtmf,
    purse: Option<Purse>,
    numbers: Numbers,
    said: Option<Said>,
    /// What stood said before an offer of ours that has no answer yet.
    stood: Option<Said>,
    agreed: Option<Terms>,
    reach: Reach,
}

/// Our last description.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Said {
    streams: Vec<Stream>,
    /// Which stream is the call's.
    audio: usize,
    /// It was an offer. It stays open to further answers until the peer offers: a 200 repeats the answer of its 183,
    /// and forks answer each for themselves (RFC 3261 §13.2.1).
    offered: bool,
}

impl Session {
    /// A session that has agreed on nothing yet. `id` is that of `o=`; `advertised` is where we listen, as the peer
    /// reaches it; `codecs` are what we know, best first.
    pub fn new(id: u64, advertised: SocketAddr, codecs: Vec<Codec>) -> Self {
        Self {
            id,
            version: 0,
            advertised,
            all: codecs.clone(),
            codecs,
            silence_limit: Duration::ZERO,
            security: Security::Never,
            dtmf: Dtmf::default(),
            purse: None,
            numbers: Numbers::default(),
            said: None,
            stood: None,
            agreed: None,
            reach: Reach::default(),
        }
    }

    /// The same that may speak others of these, too, when it is widened.
    pub fn with_all(self, all: &[Codec]) -> Self {
        Self { all: all.to_vec(), ..self }
    }

    /// The same with a limit for the silence watch of its terms.
    pub fn with_silence_limit(self, silence_limit: Duration) -> Self {
        Self { silence_limit, ..self }
    }

    /// The same with a policy of encryption; without one it is plain RTP. The keys are drawn here.
    pub fn with_security(self, security: Security, rng: &mut Rng) -> Self {
        Self { security, purse: (security != Security::Never).then(|| Purse::new(rng)), ..self }
    }

    /// The same with a way for keys; without one they go as the peer can take them.
    pub fn with_dtmf(self, dtmf: Dtmf) -> Self {
        Self { dtmf, ..self }
    }

    /// What it was begun with.
    pub fn manner(&self) -> Manner {
        Manner { codecs: self.all.clone(), security: self.security, dtmf: self.dtmf }
    }

    /// What it offers and takes now, best first.
    pub fn codecs(&self) -> &[Codec] {
        &self.codecs
    }

    /// Gives up encryption that was offered and refused, or cannot be asked for twice; false when there is nothing to
    /// give up: it was not offered, is required, or stands agreed.
    pub fn fall_back(&mut self) -> bool {
        let may = self.security == Security::Offered && self.agreed.is_none();
        if may {
            self.security = Security::Accepted;
        }
        may
    }

    /// Whether what stands agreed is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.standing_keys().is_some()
    }

    /// Leaves of our codecs only those whose packets pass to a peer that speaks `codec`, itself first: for a call that
    /// is about to be bridged, so that nothing needs to be coded anew. False where none does, and all are left.
    pub fn prefer(&mut self, codec: Codec) -> bool {
        let is_ours = self.all.contains(&codec);
        let passes = |known: &Codec| *known != codec && known.passes_to(codec);
        if !is_ours && !self.codecs.iter().any(passes) {
            return false;
        }
        self.codecs.retain(passes);
        if is_ours {
            self.codecs.insert(0, codec);
        }
        true
    }

    /// Takes codecs in again that `prefer` has left out, behind the others.
    pub fn widen(&mut self) {
        let left_out = self.all.iter().filter(|codec| !self.codecs.contains(codec));
        self.codecs.extend(left_out.copied().collect::<Vec<_>>());
    }

    /// Whether there is reason to think that the peer could change to a codec that passes to this one.
    pub fn could_take(&self, codec: Codec) -> bool {
        self.reach.has(codec)
    }

    /// The peer has refused our offer. A codec that was asked for alone is not asked for again, and what stood before is
    /// what will be repeated (RFC 3261 §14.1).
    pub fn refuse(&mut self) {
        let stood = self.stood.take();
        let is_agreed = |codec: Codec| self.agreed.as_ref().is_some_and(|terms| terms.formats.of(codec).is_some());
        let alone = |codec: &Codec| self.codecs.iter().all(|other| other.passes_to(*codec));
        let Some(codec) = self.codecs.first().copied().filter(|codec| alone(codec) && !is_agreed(*codec)) else {
            return;
        };
        self.reach.refuse(codec);
        self.said = stood.or(self.said.take());
    }

    /// Puts codecs that we know before the others, in this order.
    pub fn put_first(&mut self, codecs: &[Codec]) {
        self.codecs.sort_by_key(|known| codecs.iter().position(|codec| codec == known).unwrap_or(codecs.len()));
    }

    /// Whether our last description was an offer.
    pub fn has_offered(&self) -> bool {
        self.said.as_ref().is_some_and(|said| said.offered)
    }

    /// Our last description as an offer that changes nothing, its version included (RFC 4028 §7.4).
    pub fn repeat(&mut self) -> Option<Bytes> {
        let said = self.said.clone()?;
        Some(self.say(Said { offered: true, ..said }))
    }

    /// Our offer: fresh, or anew in a session that stands.
    pub fn offer(&mut self) -> Bytes {
        let formats = self.offered_formats();
        let (profile, keys) = self.offered_keys();
        let ours = Ours {
            advertised: self.advertised,
            profile: &profile,
            formats: &formats,
            keys: &keys,
            direction: Direction::SendRecv,
            mux: self.agreed.as_ref().is_some_and(|terms| terms.remote.is_some() && terms.remote == terms.remote_rtcp),
        };
        let stream = ours.stream();
        // RFC 3264 §8: streams keep their places for ever, those that are over too.
        let (mut streams, audio) = match &self.said {
            Some(said) => (said.streams.clone(), said.audio),
            None => (vec![stream.clone()], 0),
        };
        if let Some(place) = streams.get_mut(audio) {
            *place = stream;
        }
        if self.agreed.is_some() && self.stood.is_none() {
            self.stood = self.said.clone();
        }
        self.say(Said { streams, audio, offered: true })
    }

    /// Our answer to the peer's offer, its first or a new one, and what is agreed by it. A fault leaves the session as
    /// it was and is answered with 488.
    pub fn answer(&mut self, offer: &[u8]) -> Result<(Bytes, Terms), OfferFault> {
        let offered = sdp::read(offer)?;
        let audio = self.choose(&offered)?;
        let stream = &offered[audio];
        let mut streams: Vec<Stream> = offered.iter().map(refusal).collect();
        let terms = if stream.port == 0 { self.switched_off() } else { self.take_up(stream, &mut streams[audio])? };
        let bytes = self.say(Said { streams, audio, offered: false });
        (self.agreed, self.stood) = (Some(terms.clone()), None);
        peer::codecs(stream).into_iter().for_each(|(_, codec)| self.reach.name(codec));
        Ok((bytes, terms))
    }

    /// The codecs of an offer, in its order, where it can be answered with what we know; nothing is promised by it.
    pub fn codecs_in(&self, offer: &[u8]) -> Result<Vec<Codec>, OfferFault> {
        self.clone().answer(offer)?;
        let offered = sdp::read(offer)?;
        let stream = offered.get(self.choose(&offered)?).ok_or(OfferFault::NoAudio)?;
        Ok(peer::codecs(stream).into_iter().map(|(_, codec)| codec).collect())
    }

    /// Refuses every stream of an offer (RFC 3264 §6); what stood agreed is switched off.
    pub fn turn_down(&mut self, offer: &[u8]) -> Result<Bytes, OfferFault> {
        let streams: Vec<Stream> = sdp::read(offer)?.iter().map(refusal).collect();
        let audio = self.said.as_ref().map_or(0, |said| said.audio);
        if self.agreed.is_some() {
            self.agreed = Some(self.switched_off());
        }
        Ok(self.say(Said { streams, audio, offered: false }))
    }

    /// The peer's answer to our offer, and what is agreed by it.
    pub fn accept(&mut self, answer: &[u8]) -> Result<Terms, OfferFault> {
        let said = self.said.as_ref().filter(|said| said.offered).ok_or(OfferFault::NoOffer)?;
        let answered = sdp::read(answer)?;
        let fault = OfferFault::Streams { offered: said.streams.len(), answered: answered.len() };
        let (Some(mine), Some(theirs)) = (said.streams.get(said.audio), answered.get(said.audio)) else {
            return Err(fault);
        };
        let terms = if theirs.port == 0 {
            // In a session that stands it is hold in the old way; at the start there would be no call.
            self.agreed.as_ref().ok_or(OfferFault::Refused)?;
            self.switched_off()
        } else {
            let keys = Keys::agreed(mine, theirs)?;
            let theirs = with_mappings_of(theirs, mine);
            let peer = peer::read(&theirs, self.advertised)?;
            let formats = shared(&peer, mine).ok_or_else(|| self.nothing_common(&theirs))?;
            Terms { keys, ..self.terms_of(&peer, formats, mine.has("rtcp-mux")) }
        };
        (self.agreed, self.stood) = (Some(terms.clone()), None);
        Ok(terms)
    }

    /// What stands agreed, if anything.
    pub fn terms(&self) -> Option<&Terms> {
        self.agreed.as_ref()
    }

    /// Which stream of an offer is the call's: the one it has been, else the first that can be spoken, else the first
    /// that is on, so that its fault is told. In a session that stands its stream may also be off.
    fn choose(&self, offered: &[Stream]) -> Result<usize, OfferFault> {
        let standing = self.said.as_ref().map(|said| said.audio);
        let is_audio = |at: &usize| offered.get(*at).is_some_and(|stream| stream.kind == "audio");
        let is_on = |at: &usize| offered.get(*at).is_some_and(|stream| stream.port != 0);
        let on: Vec<usize> = (0..offered.len()).filter(is_audio).filter(is_on).collect();
        let spoken =
            |at: &usize| offered.get(*at).is_some_and(|s| self.security.judge(s, self.standing_keys()).is_ok());
        // Who offers a stream twice, with keys and without, would rather have it encrypted.
        let rank = |at: &usize| (Some(*at) != standing, !offered.get(*at).is_some_and(|stream| stream.has("crypto")));
        let best = on.iter().copied().filter(spoken).min_by_key(rank).or(on.first().copied());
        let off = standing.filter(|_| self.agreed.is_some()).filter(is_audio);
        best.or(off).ok_or(OfferFault::NoAudio)
    }

    /// Agrees to an offered stream and writes our side of it into `place`.
    fn take_up(&mut self, stream: &Stream, place: &mut Stream) -> Result<Terms, OfferFault> {
        let theirs = self.security.judge(stream, self.standing_keys())?;
        let mine = self.answering(theirs.as_ref());
        let peer = peer::read(stream, self.advertised)?;
        let formats = self.intersect(&peer).ok_or_else(|| self.nothing_common(stream))?;
        let meanings = meanings(&formats);
        for (payload, meaning) in &meanings {
            self.numbers.adopt(*payload, *meaning);
        }
        let keys = theirs.zip(mine.clone()).map(|(theirs, mine)| Keys { send: mine.key, receive: theirs.key });
        let terms = Terms { keys, ..self.terms_of(&peer, formats, true) };
        let ours = Ours {
            advertised: self.advertised,
            profile: &stream.profile,
            formats: &meanings,
            keys: mine.as_slice(),
            direction: terms.direction,
            mux: peer.mux,
        };
        *place = ours.stream();
        Ok(terms)
    }

    /// What of an offer we take: the codecs that pass to each other, in the offerer's order (RFC 3264 §6.1). Which of
    /// those that do not is decided by what is in use, then by our order; answering both would let the peer change to
    /// one that has to be coded anew.
    fn intersect(&self, peer: &Peer) -> Option<PayloadMap> {
        let offers = |codec: &Codec| peer.codecs.iter().any(|(_, offered)| offered == codec);
        let in_use = self.agreed.as_ref().and_then(|terms| terms.formats.sending()).map(|format| format.codec);
        let known = |codec: &Codec| self.codecs.contains(codec);
        let best = in_use.filter(known).into_iter().chain(self.codecs.iter().copied()).find(offers)?;
        let taken = peer.codecs.iter().filter(|(_, codec)| known(codec) && codec.passes_to(best));
        let formats = taken.map(|(payload, codec)| Format { codec: *codec, send: *payload, recv: *payload }).collect();
        let events = fitting(best, &peer.events).filter(|_| self.dtmf.agrees_on_events());
        let events = events.map(|e| EventFormat { send: e.payload, recv: e.payload, clock: e.clock });
        Some(PayloadMap { formats, events })
    }

    /// Every codec of ours with its number, and telephone-events for each of their clocks. That of 8000 is always
    /// there: many phones know no other, even beside Opus.
    fn offered_formats(&mut self) -> Vec<(u8, Meaning)> {
        let codecs = self.codecs.iter().map(|codec| (Meaning::Codec(*codec), codec.entry().payload));
        let mut clocks: Vec<u32> =
            iter::once(8000).chain(self.codecs.iter().map(|codec| codec.entry().clock)).collect();
        clocks.sort_unstable();
        clocks.dedup();
        let events = clocks.into_iter().zip(101..).map(|(clock, usual)| (Meaning::Events(clock), usual));
        let events = events.filter(|_| self.dtmf.agrees_on_events());
        let wanted: Vec<(Meaning, u8)> = codecs.chain(events).collect();
        let mut number = |(meaning, usual)| self.numbers.give(meaning, usual).map(|payload| (payload, meaning));
        wanted.into_iter().filter_map(&mut number).collect()
    }

    fn standing_keys(&self) -> Option<&Keys> {
        self.agreed.as_ref().and_then(|terms| terms.keys.as_ref())
    }

    /// Our line in answer to the peer's: its tag and suite, our key.
    fn answering(&self, theirs: Option<&Crypto>) -> Option<Crypto> {
        let (theirs, purse) = theirs.zip(self.purse.as_ref())?;
        Some(Crypto { tag: theirs.tag, key: purse.key(theirs.key.suite()) })
    }

    /// The profile of our offer and the keys in it: what stands agreed stays, with the same key (RFC 4568 §7.1.4), and
    /// only the first offer is free.
    fn offered_keys(&self) -> (String, Vec<Crypto>) {
        let standing = self.said.as_ref().and_then(|said| said.streams.get(said.audio));
        match (self.standing_keys(), &self.purse) {
            (Some(keys), _) => {
                let tag = standing.into_iter().flat_map(Crypto::all).flatten().find(|line| line.key == keys.send);
                let profile = standing.map_or("RTP/SAVP", |stream| &stream.profile);
                let line = Crypto { tag: tag.map_or(1, |line| line.tag), key: keys.send.clone() };
                (profile.to_owned(), vec![line])
            }
            (None, Some(purse)) if self.agreed.is_none() && self.security >= Security::Offered => {
                ("RTP/SAVP".to_owned(), purse.lines())
            }
            _ => ("RTP/AVP".to_owned(), Vec::new()),
        }
    }

    fn terms_of(&self, peer: &Peer, formats: PayloadMap, we_mux: bool) -> Terms {
        Terms {
            remote: peer.remote,
            remote_rtcp: if peer.mux && we_mux { peer.remote } else { peer.rtcp },
            formats,
            direction: peer.direction.reversed(),
            keys: None,
            silence_limit: self.silence_limit,
        }
    }

    /// The terms of a stream that is off: formats stay for when it comes back.
    fn switched_off(&self) -> Terms {
        Terms {
            remote: None,
            remote_rtcp: None,
            formats: self.agreed.as_ref().map(|terms| terms.formats.clone()).unwrap_or_default(),
            direction: Direction::Inactive,
            keys: self.standing_keys().cloned(),
            silence_limit: self.silence_limit,
        }
    }

    /// Writes our description; the version rises only when something changed (RFC 3264 §8).
    fn say(&mut self, said: Said) -> Bytes {
        if self.said.as_ref().is_none_or(|before| before.streams != said.streams) {
            self.version += 1;
        }
        let origin = Origin { id: self.id, version: self.version, address: self.advertised.ip() };
        let bytes = sdp::write(&origin, &said.streams);
        self.said = Some(said);
        bytes
    }

    #[cfg(test)]
    pub(super) fn purse_key(&self, suite: crate::wire::srtp::Suite) -> crate::wire::srtp::MasterKey {
        self.purse.as_ref().unwrap().key(suite)
    }

    fn nothing_common(&self, stream: &Stream) -> OfferFault {
        let names: Vec<&str> = self.codecs.iter().map(|codec| codec.entry().name).collect();
        OfferFault::NoCommonCodec { ours: names.join(", "), theirs: peer::described(stream) }
    }
}
