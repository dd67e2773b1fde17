//! Laws of the message layer: what is printed reads back the same, and no bytes whatever make it panic.

use bytes::Bytes;
use callwright::wire::sip::{
    Authorization, CSeq, Challenge, Frame, Framer, Limits, Message, Method, Name, NameAddr, Params, Reason, Uri, Via,
};
use proptest::prelude::*;

const INVITE: &str = "INVITE sip:bob;x=1@[2001:db8::9]:5060;transport=tcp?a=b SIP/2.0\r\nv: SIP/2.0/UDP h;branch=z9hG4bK1;rport,\r\n \
    SIP / 2.0 / TCP h2:1\r\nMax-Forwards: 70\r\nf: \"A \\\" <B>\" <sip:a@h;lr>;tag=1\r\nTo: sip:b@h;x=\"y\"\r\nCall-ID: c@h\r\n\
    CSeq: 1 INVITE\r\nm: \"x, y\" <sip:1@h>;q=0.1, *\r\nRecord-Route: <sip:p;lr>, <sip:q;lr>\r\nProxy-Authorization: Digest \
    username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:h\", response=\"0\"\r\nReason: SIP;cause=200;text=\"t\"\r\n\
    Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n";

fn word() -> impl Strategy<Value = String> {
    "[A-Za-z0-9][A-Za-z0-9.-]{0,12}"
}

fn uri() -> impl Strategy<Value = Uri> {
    (proptest::option::of(any::<String>()), "[a-z0-9.-]{1,12}|::1", any::<Option<u16>>(), word(), any::<String>())
        .prop_map(|(user, host, port, name, value)| Uri::sip(user.as_deref(), &host, port).with_param(&name, &value))
}

fn name_addr() -> impl Strategy<Value = NameAddr> {
    (any::<String>(), uri(), word()).prop_map(|(display, uri, tag)| {
        let display: String = display.chars().filter(|c| !c.is_control()).collect();
        NameAddr::new(uri).with_display(&display).with_tag(&tag)
    })
}

fn message() -> impl Strategy<Value = Message> {
    let extra = proptest::collection::vec((any::<String>(), any::<String>()), 0..6);
    let body = proptest::collection::vec(any::<u8>(), 0..64);
    (uri(), name_addr(), name_addr(), word(), any::<u32>(), extra, body).prop_map(
        |(uri, from, to, id, seq, extra, body)| {
            let mut message = Message::request(Method::Info, uri);
            message.push(Name::Via, format!("SIP/2.0/UDP {id};branch=z9hG4bK{id}"));
            message.push(Name::From, from);
            message.push(Name::To, to);
            message.push(Name::CallId, &id);
            message.push(Name::CSeq, CSeq::new(seq, Method::Info));
            for (name, value) in extra {
                message.push(format!("X-{name}").as_str(), value);
            }
            message.body = body.into();
            message
        },
    )
}

/// Asks everything that can be asked.
fn ask(message: &Message) {
    let _ = (message.vias(), message.from(), message.to(), message.cseq(), message.contacts(), message.routes());
    let _ = (message.record_routes(), message.max_forwards(), message.content_type(), message.expires());
    let _ = (message.retry_after(), message.reasons(), message.allow(), message.challenges(), message.call_id());
    let _ = (message.authorizations(Name::Authorization), message.authorizations(Name::ProxyAuthorization));
    let _ = (message.words("Supported"), message.x_headers().count(), format!("{message:?}"));
    if let Some(uri) = message.uri() {
        let _ = (
            uri.user(),
            uri.host(),
            uri.params().count(),
            uri.equivalent(uri),
            uri.without_port(),
            uri.without_headers(),
        );
    }
    let mut reply = Message::reply_to(message, 200, None);
    reply.note_source("[::1]:5060".parse().expect("an address"));
    let _ = reply.to_bytes();
}

fn survive(bytes: &[u8]) {
    match Message::parse(Bytes::copy_from_slice(bytes)) {
        Ok(message) => {
            ask(&message);
            let printed = Message::parse_within(
                message.to_bytes(),
                &Limits { message: usize::MAX, section: usize::MAX, ..Limits::default() },
            );
            assert_eq!(printed, Ok(message));
        }
        Err(fault) => {
            let _ = (fault.to_string(), fault.reply().map(|reply| reply.to_bytes()));
        }
    }
    let mut framer = Framer::default();
    framer.push(bytes);
    while let Ok(Some(frame)) = framer.next() {
        assert!(frame == Frame::Ping || matches!(frame, Frame::Message(text) if !text.is_empty()));
    }
}

proptest! {
    #[test]
    fn what_is_composed_reads_back_the_same(message in message()) {
        let printed = message.to_bytes();
        prop_assert_eq!(Message::parse(printed.clone()), Ok(message.clone()));
        let json = serde_json::to_string(&message).expect("serialises");
        prop_assert_eq!(serde_json::from_str::<Message>(&json).expect("reads back"), message);
        let mut framer = Framer::default();
        for part in printed.chunks(7) {
            framer.push(part);
        }
        prop_assert_eq!(framer.next(), Ok(Some(Frame::Message(printed))));
    }

    #[test]
    fn what_is_composed_has_as_many_lines_as_headers(message in message()) {
        let printed = message.to_bytes();
        let head = printed.len() - message.body.len();
        let lines = printed[..head].iter().filter(|b| **b == b'\n').count();
        prop_assert_eq!(lines, message.headers().count() + 3);
    }

    #[test]
    fn values_read_back_the_same(from in name_addr(), text in any::<String>(), cause in any::<u16>()) {
        prop_assert_eq!(from.to_string().parse::<NameAddr>(), Ok(from.clone()));
        prop_assert_eq!(from.uri.to_string().parse::<Uri>(), Ok(from.uri));
        let plain: String = text.chars().filter(|c| !c.is_control()).collect();
        let reason = Reason::sip(cause, &plain);
        prop_assert_eq!(reason.to_string().parse::<Reason>(), Ok(reason));
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        survive(&bytes);
    }

    #[test]
    fn no_text_panics(text in r#"[ -~\r\n"<>;:,?@%=é\\]{0,60}"#) {
        let _ = (text.parse::<Uri>(), text.parse::<NameAddr>(), text.parse::<Via>(), text.parse::<CSeq>());
        let _ = (text.parse::<Authorization>(), text.parse::<Reason>(), Challenge::list(&text), Params::parse(&text));
        let _ = (NameAddr::list(&text).count(), text.parse::<Method>());
    }

    #[test]
    fn no_bent_message_panics(changes in proptest::collection::vec((any::<prop::sample::Index>(), 0..3u8, any::<u8>()), 1..6)) {
        let mut bytes = INVITE.as_bytes().to_vec();
        for (at, how, b) in changes {
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = b,
                1 => bytes.insert(at, [b'\r', b'\n', b'"', b'<', b';', b',', b':', b' '][usize::from(b % 8)]),
                _ => drop(bytes.remove(at)),
            }
        }
        survive(&bytes);
    }
}

#[test]
fn the_message_that_is_bent_is_whole() {
    assert!(Message::parse(INVITE.into()).is_ok());
}

#[test]
fn large_messages_of_one_kind_of_thing_are_survived() {
    for unit in [";a=b", "\"", "<", "\r\n ", ",", "\\", "\"a\",", "SIP/2.0/UDP h,", "%41"] {
        for line in ["From: <sip:a@h>", "v: SIP/2.0/UDP h", "m: <sip:a@h>", "WWW-Authenticate: Digest a=b", "X: "] {
            let text = INVITE.replacen("Max-Forwards: 70", &format!("{line}{}", unit.repeat(15_000 / unit.len())), 1);
            survive(text.as_bytes());
        }
    }
}
