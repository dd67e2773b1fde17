//! Differential test against rsip, the crate a stranger would take: whatever it accepts and we read differently is
//! named here with its reason. It is why the message layer is our own (ARCHITECTURE.md).
//!
//! The corpus is a message in which every place takes every shape, in all pairs of places, and after that thousands
//! more in which all places are drawn at once by a seed, with words, numbers and blanks drawn too.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use callwright::base::Rng;
use callwright::wire::sip::{Message, NameAddr};
use rsip::headers::UntypedHeader;
use rsip::message::{HasHeaders, HeadersExt};
use rsip::prelude::ToTypedHeader;

/// (place, name of the shape, text); the first shape of a place is the plain one.
const SHAPES: &[(&str, &str, &str)] = &[
    ("start", "plain", "INVITE sip:bob@biloxi.com SIP/2.0"),
    ("start", "register", "REGISTER sip:registrar.biloxi.com SIP/2.0"),
    ("start", "uri port and parameter", "INVITE sip:bob@biloxi.com:5070;transport=tcp SIP/2.0"),
    ("start", "uri dotted user", "INVITE sip:bob.smith@biloxi.com SIP/2.0"),
    ("start", "uri number portability", "INVITE sip:+1;rn=+12;npdi@biloxi.com;user=phone SIP/2.0"),
    ("start", "uri escaped", "INVITE sip:*72%23@biloxi.com SIP/2.0"),
    ("start", "uri password", "INVITE sip:bob:secret@biloxi.com SIP/2.0"),
    ("start", "uri headers", "INVITE sip:bob@biloxi.com?Subject=x SIP/2.0"),
    ("start", "uri ipv4", "INVITE sip:bob@192.0.2.4:5060 SIP/2.0"),
    ("start", "uri ipv6", "INVITE sip:bob@[2001:db8::9]:5060 SIP/2.0"),
    ("start", "tel", "INVITE tel:+1-555 SIP/2.0"),
    ("start", "unknown method", "FANCY sip:bob@biloxi.com SIP/2.0"),
    ("start", "response", "SIP/2.0 200 OK"),
    ("start", "response of two words", "SIP/2.0 486 Busy Here"),
    ("start", "response with a phrase of its own", "SIP/2.0 480 Gone fishing"),
    ("via", "plain", "Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK776asdhds"),
    ("via", "tcp and port", "Via: SIP/2.0/TCP 192.0.2.1:5080;branch=z9hG4bK1"),
    ("via", "rport", "Via: SIP/2.0/UDP 192.0.2.1;rport;branch=z9hG4bK1"),
    ("via", "compact", "v: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK776asdhds"),
    ("via", "two on a line", "Via: SIP/2.0/UDP a;branch=z9hG4bK1, SIP/2.0/TCP b;branch=z9hG4bK2"),
    ("via", "blank before the colon", "Via : SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK776asdhds"),
    ("via", "folded", "Via: SIP/2.0/UDP pc33.atlanta.com\r\n ;branch=z9hG4bK776asdhds"),
    ("via", "ipv6", "Via: SIP/2.0/UDP [2001:db8::9]:5060;branch=z9hG4bK1"),
    ("from", "plain", "From: Alice <sip:alice@atlanta.com>;tag=1928301774"),
    ("from", "quoted", "From: \"Alice A.\" <sip:alice@atlanta.com>;tag=1928301774"),
    ("from", "quoted with delimiters", "From: \"Do\\\"e; <x>, J\" <sip:alice@atlanta.com>;tag=7"),
    ("from", "bare", "From: sip:alice@atlanta.com;tag=77"),
    ("from", "bare dotted", "From: sip:alice.a@atlanta.com;tag=77"),
    ("from", "brackets only", "From: <sip:alice@atlanta.com;user=phone>;tag=77"),
    ("from", "compact", "f: <sip:alice@atlanta.com>;tag=77"),
    ("from", "lower case", "from: <sip:alice@atlanta.com>;tag=77"),
    ("to", "plain", "To: Bob <sip:bob@biloxi.com>"),
    ("to", "tag", "To: Bob <sip:bob@biloxi.com>;tag=a6c85cf"),
    ("to", "tel", "To: <tel:+1555>"),
    ("to", "compact", "t: <sip:bob@biloxi.com>"),
    ("contact", "plain", "Contact: <sip:alice@pc33.atlanta.com>"),
    ("contact", "parameters", "Contact: <sip:alice@pc33.atlanta.com;transport=tcp>;expires=60"),
    ("contact", "instance", "Contact: <sip:alice@pc33.atlanta.com>;+sip.instance=\"<urn:uuid:1>\""),
    ("contact", "two on a line", "Contact: <sip:a@h>, <sip:b@h>"),
    ("contact", "compact", "m: <sip:alice@pc33.atlanta.com>"),
    ("length", "right", "Content-Length: 4"),
    ("length", "compact", "l: 4"),
    ("length", "missing", "X-None: 1"),
    ("length", "shorter", "Content-Length: 2"),
    ("length", "longer", "Content-Length: 40"),
    // No lines: what stands around the values of all headers.
    ("blanks", "plain", ": "),
    ("blanks", "none", ":"),
    ("blanks", "many", ": \t  "),
    ("blanks", "behind", ":  \t"),
];

/// What rsip makes of what we read.
#[derive(Clone, Copy)]
enum How {
    /// It takes the message and cannot read this of it.
    Refuses,
    /// This.
    Says(&'static str),
    /// Ours, changed like this.
    Makes(fn(&str) -> String),
}

/// A difference of one shape in one thing, and no other: what rsip makes of it is said
/// exactly, so that nothing else hides behind it.
struct Row {
    shape: &'static str,
    differs: &'static str,
    how: How,
    /// Why ours is right.
    why: &'static str,
}

const fn row(shape: &'static str, differs: &'static str, how: How, why: &'static str) -> Row {
    Row { shape, differs, how, why }
}

impl Row {
    fn explains(&self, shapes: &[String], differs: &str, ours: &str, theirs: &str) -> bool {
        let fits = match self.how {
            How::Refuses => theirs == "refused",
            How::Says(text) => theirs == text,
            How::Makes(change) => theirs == change(ours),
        };
        self.differs == differs && fits && shapes.iter().any(|shape| shape == self.shape)
    }
}

const COMPACT: &str = "rsip does not know the compact form";
const BEHIND: &str = "rsip takes blanks at the end of a line for a part of its value; RFC 3261 §25.1 lets them be";

/// A row that explains nothing any more fails the test.
const EXPLAINED: &[Row] = &[
    row(
        "start: uri port and parameter",
        "start line",
        How::Makes(|ours| ours.replace("transport=tcp", "transport=TCP")),
        "rsip prints the transport in its own spelling; a digest over the Request-URI would fail",
    ),
    row(
        "start: uri dotted user",
        "parts of the Request-URI",
        How::Makes(|ours| ours.replace("Some(\"", "None ").replace("\") ", "@")),
        "rsip takes a user with a dot for a part of the host",
    ),
    row(
        "start: uri headers",
        "parts of the Request-URI",
        How::Makes(|ours| ours.replace(" None", "?Subject=x None")),
        "rsip lets the host swallow the headers",
    ),
    row("start: response of two words", "start line", How::Says("486 BusyHere"), "rsip prints the name of its variant"),
    row(
        "start: response with a phrase of its own",
        "start line",
        How::Says("480 TemporarilyUnavailable"),
        "rsip forgets the phrase",
    ),
    row("via: compact", "Via", How::Refuses, COMPACT),
    row("via: compact", "number of Vias", How::Says("0"), COMPACT),
    row(
        "via: two on a line",
        "number of Vias",
        How::Says("1"),
        "rsip counts lines; RFC 3261 §7.3.1 makes both the same",
    ),
    row("via: ipv6", "Via", How::Refuses, "rsip cannot read an IPv6 sent-by"),
    row(
        "from: quoted",
        "From",
        How::Makes(|ours| ours.replacen("Some(\"", "Some(\"\\\"", 1).replacen(".\")", ".\\\"\")", 1)),
        "rsip leaves the quotes on the display name",
    ),
    row("from: quoted with delimiters", "From", How::Refuses, "rsip ends a quoted string at an escaped quote"),
    row("from: compact", "From", How::Refuses, COMPACT),
    row("to: tel", "To", How::Makes(|ours| ours.replace("tel:+", "tel:")), "rsip loses the + of the number"),
    row("to: compact", "To", How::Refuses, COMPACT),
    row(
        "contact: parameters",
        "Contact",
        How::Makes(|ours| ours.replace("transport=tcp", "transport=TCP")),
        "rsip prints the transport in its own spelling",
    ),
    row(
        "contact: instance",
        "Contact",
        How::Refuses,
        "rsip cannot read a + in the name of a parameter or a quoted value",
    ),
    row("contact: two on a line", "Contact", How::Refuses, "rsip cannot read a list"),
    row(
        "contact: two on a line",
        "number of Contacts",
        How::Says("1"),
        "rsip counts lines; RFC 3261 §7.3.1 makes both the same",
    ),
    row("contact: compact", "Contact", How::Refuses, COMPACT),
    row("contact: compact", "number of Contacts", How::Says("0"), COMPACT),
    row(
        "length: shorter",
        "body",
        How::Says("v=0\n"),
        "rsip ignores Content-Length; RFC 3261 §18.3 ends the body there",
    ),
    row(
        "length: longer",
        "refused by us",
        How::Says("taken"),
        "rsip ignores Content-Length; RFC 3261 §18.3 wants 400 for a datagram that is too short",
    ),
    row("blanks: behind", "From", How::Refuses, BEHIND),
    row("blanks: behind", "To", How::Refuses, BEHIND),
    row("blanks: behind", "Contact", How::Refuses, BEHIND),
    row("blanks: behind", "Call-ID", How::Makes(|ours| format!("{ours} \t")), BEHIND),
    row("blanks: behind", "CSeq", How::Makes(|ours| format!("{ours} \t")), BEHIND),
];

/// (shape, why it should be taken): rsip takes no message that has one of them, and every other.
const REFUSED: &[(&str, &str)] = &[
    ("start: tel", "RFC 3261 §19.1.6: a Request-URI may be of any scheme"),
    ("start: unknown method", "RFC 3261 §8.2.1: it is answered, with 405 or 501"),
    ("start: uri ipv6", "RFC 3261 §25.1: IPv6reference"),
    ("via: blank before the colon", "RFC 3261 §7.3.1: blanks may stand there"),
    ("via: folded", "RFC 3261 §7.3.1: a line may be continued"),
];

const PLACES: [&str; 7] = ["start", "via", "from", "to", "contact", "length", "blanks"];

/// What can be compared: (what, reading). What rsip cannot read of a message it accepted reads `refused`.
type Reading = Vec<(&'static str, String)>;

fn ours(message: &Message) -> Reading {
    let address = |found: Option<NameAddr>| {
        found.map_or("refused".into(), |found| format!("{:?} {} {:?}", found.display, found.uri, found.tag()))
    };
    let via = message.via().map(|via| format!("{} {} {:?}", via.transport, via.sent_by(), via.branch()));
    let start = match message.uri() {
        Some(uri) => format!("{} {uri}", message.method().expect("a request")),
        None => format!("{} {}", message.status().expect("a response"), message.reason_phrase()),
    };
    let parts = message
        .uri()
        .filter(|uri| uri.is_sip())
        .map(|uri| format!("{:?} {} {:?}", uri.user_raw(), uri.host(), uri.port()));
    vec![
        ("start line", start),
        ("parts of the Request-URI", parts.unwrap_or_default()),
        ("Via", via.unwrap_or_default()),
        ("number of Vias", message.vias().len().to_string()),
        ("From", address(message.from())),
        ("To", address(message.to())),
        ("Call-ID", message.call_id().to_owned()),
        ("CSeq", message.cseq().map(|cseq| cseq.to_string()).unwrap_or_default()),
        ("Contact", message.contact().map(|contact| contact.uri.to_string()).unwrap_or_default()),
        ("number of Contacts", message.contacts().len().to_string()),
        ("body", String::from_utf8_lossy(&message.body).into_owned()),
    ]
}

fn theirs(message: &rsip::SipMessage) -> Reading {
    let refused = || "refused".to_owned();
    let (start, parts, body) = match message {
        rsip::SipMessage::Request(request) => {
            let uri = &request.uri;
            let port = uri.port().map(|port| *port.value());
            let parts = format!("{:?} {} {port:?}", uri.user(), uri.host());
            (format!("{} {uri}", request.method), parts, &request.body)
        }
        rsip::SipMessage::Response(response) => (response.status_code.to_string(), String::new(), &response.body),
    };
    let from = message.from_header().ok().and_then(|header| header.typed().ok());
    let to = message.to_header().ok().and_then(|header| header.typed().ok());
    let via = message.via_header().ok().and_then(|header| header.typed().ok());
    let vias = message.headers().iter().filter(|header| matches!(header, rsip::Header::Via(_))).count();
    let contact = message.contact_header().ok().and_then(|header| header.typed().ok());
    vec![
        ("start line", start),
        ("parts of the Request-URI", parts),
        (
            "Via",
            via.map_or_else(refused, |via| {
                format!("{} {} {:?}", via.transport, via.uri.host_with_port, via.branch().map(|branch| branch.value()))
            }),
        ),
        ("number of Vias", vias.to_string()),
        (
            "From",
            from.map_or_else(refused, |from| {
                format!("{:?} {} {:?}", from.display_name, from.uri, from.tag().map(|tag| tag.value()))
            }),
        ),
        (
            "To",
            to.map_or_else(refused, |to| {
                format!("{:?} {} {:?}", to.display_name, to.uri, to.tag().map(|tag| tag.value()))
            }),
        ),
        ("Call-ID", message.call_id_header().map_or_else(|_| refused(), |id| id.value().to_owned())),
        ("CSeq", message.cseq_header().map_or_else(|_| refused(), |cseq| cseq.value().to_owned())),
        ("Contact", contact.map_or_else(refused, |contact| contact.uri.to_string())),
        ("number of Contacts", message.contact_headers().len().to_string()),
        ("body", String::from_utf8_lossy(body).into_owned()),
    ]
}

/// Every pair of shapes in their places, the rest plain: (names of the shapes, text).
fn corpus() -> Vec<(Vec<String>, String)> {
    let mut corpus = Vec::new();
    for (at, one) in SHAPES.iter().enumerate() {
        for other in SHAPES[at + 1..].iter().filter(|other| other.0 != one.0) {
            let chosen = |place: &str| [one, other].into_iter().find(|shape| shape.0 == place);
            let plain = |place: &str| SHAPES.iter().find(|shape| shape.0 == place).expect("a plain one");
            let shapes = PLACES.map(|place| chosen(place).unwrap_or_else(|| plain(place)));
            let text = assemble(shapes.map(|shape| shape.2));
            corpus.push((shapes.map(|shape| format!("{}: {}", shape.0, shape.1)).to_vec(), text));
        }
    }
    corpus
}

/// The message of these lines, one for each place.
fn assemble([start, via, from, to, contact, length, blanks]: [&str; 7]) -> String {
    let method = start.split(' ').next().filter(|word| *word != "SIP/2.0").unwrap_or("INVITE");
    let cseq = format!("CSeq: 314159 {method}");
    let lines = [via, "Max-Forwards: 70", from, to, "Call-ID: a84b4c76e66710", &cseq, contact, length];
    let headers: Vec<String> = lines.iter().map(|line| with_blanks(line, blanks)).collect();
    format!("{start}\r\n{}\r\n\r\nv=0\n", headers.join("\r\n"))
}

/// A header line with other blanks before its value, or behind it where the colon is followed by two.
fn with_blanks(line: &str, blanks: &str) -> String {
    match blanks {
        ":  \t" => format!("{line} \t"),
        _ => line.replacen(": ", blanks, 1),
    }
}

/// How many messages are drawn beside the pairs.
const DRAWN: usize = 24_000;

/// Messages of drawn shapes: (names of the shapes, text). The words, numbers and addresses of the shapes are replaced
/// by others, the same in every place of one message.
fn drawn() -> impl Iterator<Item = (Vec<String>, String)> {
    let mut rng = Rng::seeded(4475);
    (0..DRAWN).map(move |count| {
        let shapes = PLACES.map(|place| {
            let all: Vec<_> = SHAPES.iter().filter(|shape| shape.0 == place).collect();
            // Half of the places are plain, so that whole messages are often taken by both.
            if rng.chance(0.5) { all[0] } else { all[rng.below(all.len() as u64) as usize] }
        });
        let names = shapes.map(|shape| format!("{}: {}", shape.0, shape.1)).to_vec();
        (names, vary(&assemble(shapes.map(|shape| shape.2)), count, &mut rng))
    })
}

/// The same message about other people: what stands for nothing is exchanged.
fn vary(text: &str, count: usize, rng: &mut Rng) -> String {
    let word = |rng: &mut Rng| -> String {
        let length = 1 + rng.below(14);
        (0..length).map(|_| char::from(b'a' + rng.below(26) as u8)).collect()
    };
    let (user, host, tag) = (word(rng), word(rng), word(rng));
    let digits = rng.below(100_000_000).to_string();
    let address = format!("198.51.{}.{}", rng.below(256), rng.below(256));
    text.replace("atlanta", &host)
        .replace("biloxi", &format!("{host}-{count}"))
        .replace("a84b4c76e66710", &format!("{tag}{count}"))
        .replace("1928301774", &digits)
        .replace("776asdhds", &tag)
        .replace("192.0.2.1", &address)
        .replace("bob@", &format!("{user}@"))
        .replace("Alice A.", &format!("{user} A."))
        .replace("314159", &rng.below(1 << 31).to_string())
        .replace("70\r\n", &format!("{}\r\n", rng.below(256)))
}

/// What differs between the readings of a message that rsip takes: (what, ours, theirs).
fn differences(text: &str, theirs_of: &rsip::SipMessage) -> Vec<(&'static str, String, String)> {
    match Message::parse(Bytes::from(text.to_owned())) {
        Err(_) => vec![("refused by us", "refused".to_owned(), "taken".to_owned())],
        Ok(message) => {
            let pairs = ours(&message).into_iter().zip(theirs(theirs_of));
            pairs.filter(|(ours, theirs)| ours.1 != theirs.1).map(|(ours, theirs)| (ours.0, ours.1, theirs.1)).collect()
        }
    }
}

#[test]
fn every_difference_is_explained_by_name() {
    // One example of each difference that nothing explains.
    let mut unexplained = BTreeMap::new();
    let mut used = BTreeSet::new();
    let (mut messages, mut taken) = (0, 0);
    for (shapes, text) in corpus().into_iter().chain(drawn()) {
        messages += 1;
        let is_refusable = REFUSED.iter().any(|(refused, _)| shapes.iter().any(|shape| shape == refused));
        let found = match rsip::SipMessage::try_from(text.as_bytes()) {
            Ok(_) if is_refusable => vec![("taken by rsip after all", String::new(), String::new())],
            Ok(their_message) => differences(&text, &their_message),
            Err(_) if is_refusable => continue,
            Err(fault) => vec![("refused by rsip", String::new(), fault.to_string())],
        };
        taken += 1;
        for (differs, ours, theirs) in found {
            let explains = |row: &&Row| row.explains(&shapes, differs, &ours, &theirs);
            match EXPLAINED.iter().position(|row| explains(&row)) {
                Some(at) => drop(used.insert(at)),
                None => {
                    let odd = shapes.iter().filter(|shape| !shape.ends_with(": plain")).cloned().collect::<Vec<_>>();
                    unexplained.entry((odd.join(" | "), differs)).or_insert((ours, theirs));
                }
            }
        }
    }
    let shortest: Vec<_> = unexplained.iter().take(40).collect();
    assert!(shortest.is_empty(), "{} differences: {shortest:#?}", unexplained.len());
    assert!(messages > 20_000 && taken > messages / 3, "{messages} messages, {taken} of them taken by rsip");
    let stale = EXPLAINED.iter().enumerate().filter(|(at, _)| !used.contains(at));
    let stale: Vec<_> = stale.map(|(_, row)| (row.shape, row.differs, row.why)).collect();
    assert!(stale.is_empty(), "rows that explain nothing: {stale:#?}");
}

#[test]
fn what_rsip_refuses_we_take() {
    for (shape, why) in REFUSED {
        let (place, name) = shape.split_once(": ").expect("place and name");
        let odd = SHAPES.iter().find(|shape| (shape.0, shape.1) == (place, name)).expect("a shape");
        let plain = |place: &str| SHAPES.iter().find(|shape| shape.0 == place).expect("a plain one");
        let text = assemble(PLACES.map(|other| if other == place { odd.2 } else { plain(other).2 }));
        assert!(Message::parse(Bytes::from(text)).is_ok(), "{shape}: {why}");
    }
}
