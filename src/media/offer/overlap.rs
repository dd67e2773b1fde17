//! What an offer and its answer have in common: codecs, numbers, telephone-events (RFC 3264 §6.1, RFC 4733).

use super::numbers::Meaning;
use super::peer::{self, Events, Peer};
use super::{Codec, EventFormat, Format, PayloadMap};
use crate::wire::sdp::{self, Stream};

/// What an answer took of our offer, with the numbers of both; they need not be equal (RFC 3264 §6.1).
pub(super) fn shared(peer: &Peer, mine: &Stream) -> Option<PayloadMap> {
    let (codecs, events) = (peer::codecs(mine), peer::events(mine));
    let both = |(send, codec): &(u8, Codec)| {
        let (recv, _) = codecs.iter().find(|(_, known)| known == codec)?;
        Some(Format { codec: *codec, send: *send, recv: *recv })
    };
    let formats: Vec<Format> = peer.codecs.iter().filter_map(both).collect();
    let known: Vec<Events> =
        peer.events.iter().filter(|e| events.iter().any(|m| m.clock == e.clock)).copied().collect();
    let events = fitting(formats.first()?.codec, &known).and_then(|theirs| {
        let mine = events.iter().find(|mine| mine.clock == theirs.clock)?;
        Some(EventFormat { send: theirs.payload, recv: mine.payload, clock: theirs.clock })
    });
    Some(PayloadMap { formats, events })
}

/// The telephone-events on the clock of the codec (RFC 4733 §2.1), or on the usual one, or any.
pub(super) fn fitting(codec: Codec, events: &[Events]) -> Option<Events> {
    let clocked = |clock| events.iter().find(move |event| event.clock == clock);
    clocked(codec.entry().clock).or_else(|| clocked(8000)).or(events.first()).copied()
}

/// What the numbers of these formats mean.
pub(super) fn meanings(formats: &PayloadMap) -> Vec<(u8, Meaning)> {
    let codecs = formats.formats.iter().map(|format| (format.recv, Meaning::Codec(format.codec)));
    codecs.chain(formats.events.map(|events| (events.recv, Meaning::Events(events.clock)))).collect()
}

/// An answer in which our numbers mean what we said where it does not say: some peers leave `a=rtpmap` out.
pub(super) fn with_mappings_of(answer: &Stream, mine: &Stream) -> Stream {
    let mut answer = answer.clone();
    let silent: Vec<u8> = answer.payloads().filter(|payload| answer.mapping(*payload).is_none()).collect();
    for mapping in silent.into_iter().filter_map(|payload| mine.mapping(payload)) {
        let channels = mapping.channels.map(|channels| format!("/{channels}")).unwrap_or_default();
        let value = format!("{} {}/{}{channels}", mapping.payload, mapping.name, mapping.clock);
        answer.attributes.push(sdp::Attribute::new("rtpmap", value));
    }
    answer
}
