//! Targets for what is text: SIP messages and their parts, streams of them, session descriptions, documents.

use std::time::Duration;

use bytes::Bytes;
use callwright::call::verb::{self, Context};
use callwright::media::offer::{Codec, Session};
use callwright::rcml;
use callwright::wire::sdp::{find_in_body, read as read_sdp};
use callwright::wire::sip::{
    Authorization, Challenge, Credentials, Frame, Framer, Limits, Message, Method, Name, NameAddr, Uri, Via,
};

/// A SIP message: what was read is the same after printing, and a fault can be told.
pub fn sip(data: &[u8]) {
    match Message::parse(Bytes::copy_from_slice(data)) {
        Ok(message) => {
            walk(&message);
            let again = Message::parse(message.to_bytes());
            assert_eq!(again.as_ref(), Ok(&message), "printed, it is another message");
            if message.is_request() {
                walk(&Message::reply_to(&message, 200, None));
            }
        }
        Err(fault) => {
            let _text = fault.to_string();
            if let Some(reply) = fault.reply() {
                walk(&reply);
                let _bytes = reply.to_bytes();
            }
        }
    }
}

/// Asks a message everything.
fn walk(message: &Message) {
    let _debug = format!("{message:?}");
    let _reads = (message.method(), message.status(), message.reason_phrase(), message.via(), message.vias());
    let _reads = (message.from(), message.to(), message.call_id(), message.cseq(), message.contacts());
    let _reads = (message.routes(), message.record_routes(), message.max_forwards(), message.sdp());
    let _reads = (message.content_type(), message.expires(), message.retry_after(), message.reasons());
    let _reads = (message.allow(), message.challenges(), message.x_headers().count());
    for name in [Name::Require, Name::Supported, Name::Accept, Name::ContentEncoding] {
        let _words = message.words(name);
    }
    for name in [Name::Authorization, Name::ProxyAuthorization] {
        let _answers = message.authorizations(name);
    }
}

/// A URI, a name with an address, a Via: printed, each is the same; a URI is equivalent to itself.
pub fn uri(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(uri) = text.parse::<Uri>() {
        let _reads = (uri.user(), uri.host(), uri.host_raw(), uri.port(), uri.headers(), uri.params().count());
        assert_eq!(uri.as_str().parse().as_ref(), Ok(&uri));
        assert!(uri.equivalent(&uri), "{uri} is not equivalent to itself");
        for other in [uri.without_headers(), uri.without_port(), uri.without_param("transport")] {
            assert_eq!(other.as_str().parse().as_ref(), Ok(&other), "of {uri}");
        }
        let tcp = uri.with_param("transport", "tcp");
        if uri.is_sip() {
            assert_eq!(tcp.as_str().parse::<Uri>().ok().and_then(|uri| uri.param("transport").map(str::len)), Some(3));
        }
    }
    if let Ok(named) = text.parse::<NameAddr>() {
        let printed = named.to_string();
        // A control character in a name is not composed again (it could begin a line), so it is not the same then.
        assert!(text.contains(char::is_control) || printed.parse().as_ref() == Ok(&named), "{printed}");
        assert_eq!(named.with_tag("t").tag(), Some("t"));
    }
    let _all = NameAddr::list(text).count();
    if let Ok(via) = text.parse::<Via>() {
        let printed = via.to_string();
        assert_eq!(printed.parse().as_ref(), Ok(&via), "{printed}");
        let _reads = (via.sent_by(), via.address(), via.rport(), via.received(), via.branch());
    }
}

/// Digest headers: whatever challenge is answered, the answer printed and read proves what it must, and no other
/// password does.
pub fn digest(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(answer) = text.parse::<Authorization>() {
        let _printed = answer.to_string();
        assert!(!Credentials::new("kate", "s3cret").verify(&answer, &Method::Invite), "a guess was right");
    }
    let challenges = Challenge::list(text);
    let _strongest = Challenge::strongest(&challenges);
    for challenge in &challenges {
        // Neither is lawful, and we refuse answers without them.
        if challenge.realm.is_empty() || challenge.nonce.is_empty() {
            continue;
        }
        let credentials = Credentials::new("kate", "s3cret");
        let Some(answer) = credentials.answer(challenge, &Method::Invite, "sip:a@b", "c", 1) else { continue };
        let read = answer.to_string().parse::<Authorization>().expect("our answer can be read");
        assert!(credentials.verify(&read, &Method::Invite), "{read}");
        assert!(!Credentials::new("kate", "other").verify(&read, &Method::Invite));
    }
}

/// A stream: cut into pieces anyhow, it gives the same frames as in one piece. The first byte says how long pieces are.
pub fn stream(data: &[u8]) {
    let Some((piece, data)) = data.split_first() else { return };
    let whole = frames(data, data.len().max(1));
    assert_eq!(whole, frames(data, usize::from(*piece).max(1)), "the same bytes in pieces");
}

fn frames(data: &[u8], piece: usize) -> (Vec<Frame>, bool) {
    let mut framer = Framer::new(Limits::default());
    let mut found = Vec::new();
    for piece in data.chunks(piece) {
        framer.push(piece);
        loop {
            match framer.next() {
                Ok(Some(frame)) => found.push(frame),
                Ok(None) => break,
                Err(fault) => {
                    let _reply = fault.reply();
                    return (found, true);
                }
            }
        }
    }
    (found, false)
}

/// A session description: found in a body, read, answered as an offer, accepted as an answer.
pub fn sdp(data: &[u8]) {
    let _found = find_in_body("multipart/mixed;boundary=b", data);
    if let Ok(streams) = read_sdp(data) {
        for stream in &streams {
            let _reads: Vec<_> = stream.payloads().map(|n| (stream.mapping(n), stream.parameters(n))).collect();
            let _rtcp = stream.rtcp();
        }
    }
    let codecs = vec![Codec::Pcmu, Codec::Pcma, Codec::G722, Codec::Opus];
    let local = std::net::SocketAddr::from(([198, 51, 100, 1], 10_000));
    let mut called = Session::new(1, local, codecs.clone()).with_silence_limit(Duration::from_secs(30));
    if let Ok((answer, _)) = called.answer(data) {
        let streams = read_sdp(&answer).expect("our answer can be read");
        assert_eq!(streams.len(), read_sdp(data).map_or(0, |streams| streams.len()), "as many streams as offered");
        read_sdp(&called.offer()).expect("our next offer can be read");
    }
    let mut caller = Session::new(2, local, codecs);
    let _offer = caller.offer();
    let _terms = caller.accept(data);
}

/// A document: read, checked, and read as orders in every place it may stand.
pub fn rcml(data: &[u8]) {
    let source = rcml::Source { name: "fuzz", bytes: data, charset_hint: None };
    let Ok(document) = verb::document(&source, rcml::Limits::DEFAULT) else { return };
    for context in Context::ALL {
        let _faults = verb::lint::lint(&document, context);
        for element in document.root.elements() {
            let _order = verb::read(element, context);
        }
    }
}
