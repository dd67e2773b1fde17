//! Offers and answers as real peers write them; `laws` hold for all, `security` has the encrypted ones.

mod laws;
mod security;

use std::net::SocketAddr;

use super::*;
use crate::media::Terms;
use crate::wire::sdp;

fn ours() -> SocketAddr {
    "198.51.100.1:40000".parse().unwrap()
}

fn session() -> Session {
    Session::new(42, ours(), vec![Codec::Pcmu, Codec::Pcma, Codec::G722, Codec::Opus])
}

/// A description with `audio` after the usual head.
fn body(audio: &str) -> String {
    format!("v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\n{}", audio.replace('\n', "\r\n"))
}

fn answered(offer: &str) -> (String, Terms) {
    let (bytes, terms) = session().answer(offer.as_bytes()).unwrap();
    (String::from_utf8(bytes.to_vec()).unwrap(), terms)
}

fn codecs(terms: &Terms) -> Vec<(Codec, u8)> {
    terms.formats.formats.iter().map(|format| (format.codec, format.send)).collect()
}

struct Shape {
    peer: &'static str,
    audio: &'static str,
    takes: &'static [(Codec, u8)],
    events: Option<(u8, u32)>,
}

/// As these phones and trunks offer by default.
const SHAPES: &[Shape] = &[
    Shape {
        peer: "Linphone",
        audio: "m=audio 7078 RTP/AVP 96 97 98 0 8 18 101 99 100\na=rtpmap:96 opus/48000/2\na=fmtp:96 useinbandfec=1\n\
            a=rtpmap:97 speex/16000\na=fmtp:97 vbr=on\na=rtpmap:98 speex/8000\na=fmtp:98 vbr=on\na=fmtp:18 annexb=yes\n\
            a=rtpmap:101 telephone-event/48000\na=rtpmap:99 telephone-event/16000\na=rtpmap:100 telephone-event/8000\n\
            a=rtcp-fb:* trr-int 5000\na=rtcp-fb:* ccm tmmbr\n",
        takes: &[(Codec::Pcmu, 0), (Codec::Pcma, 8)],
        events: Some((100, 8000)),
    },
    Shape {
        peer: "baresip",
        audio: "m=audio 20124 RTP/AVP 96 9 8 0 101\na=rtpmap:96 opus/48000/2\na=fmtp:96 stereo=1;sprop-stereo=1\n\
            a=rtpmap:9 G722/8000\na=rtpmap:8 PCMA/8000\na=rtpmap:0 PCMU/8000\na=rtpmap:101 telephone-event/8000\n\
            a=fmtp:101 0-15\na=rtcp:20125\na=rtcp-mux\na=sendrecv\na=label:1\na=rtcp-rsize\na=ssrc:1 cname:x\na=ptime:20\n",
        takes: &[(Codec::Pcma, 8), (Codec::Pcmu, 0)],
        events: Some((101, 8000)),
    },
    Shape {
        peer: "Asterisk",
        audio: "m=audio 11234 RTP/AVP 8 0 3 101\na=rtpmap:8 PCMA/8000\na=rtpmap:0 PCMU/8000\na=rtpmap:3 GSM/8000\n\
            a=rtpmap:101 telephone-event/8000\na=fmtp:101 0-16\na=ptime:20\na=maxptime:150\na=sendrecv\n",
        takes: &[(Codec::Pcma, 8), (Codec::Pcmu, 0)],
        events: Some((101, 8000)),
    },
    Shape {
        peer: "Cisco, no rtpmap for what is static, upper-case event",
        audio: "m=audio 16384 RTP/AVP 18 0 101 19\na=rtpmap:18 G729/8000\na=fmtp:18 annexb=no\n\
            a=rtpmap:101 TELEPHONE-EVENT/8000\na=fmtp:101 0-16\na=rtpmap:19 CN/8000\na=ptime:20\n",
        takes: &[(Codec::Pcmu, 0)],
        events: Some((101, 8000)),
    },
    Shape {
        peer: "Twilio trunk",
        audio: "m=audio 17592 RTP/AVP 0 101\na=rtpmap:0 PCMU/8000\na=rtpmap:101 telephone-event/8000\na=fmtp:101 0-16\n\
            a=ptime:20\na=maxptime:20\na=sendrecv\n",
        takes: &[(Codec::Pcmu, 0)],
        events: Some((101, 8000)),
    },
    Shape {
        peer: "FreeSWITCH with high definition alone",
        audio: "m=audio 24570 RTP/AVP 102 9 127\na=rtpmap:102 opus/48000/2\na=fmtp:102 useinbandfec=1; maxaveragebitrate=30000\n\
            a=rtpmap:9 G722/8000\na=rtpmap:127 telephone-event/8000\na=fmtp:127 0-16\na=ptime:20\n",
        takes: &[(Codec::G722, 9)],
        events: Some((127, 8000)),
    },
    Shape {
        peer: "a phone with nothing but Opus and its own clock for events",
        audio: "m=audio 4000 RTP/AVP 120 110 111\na=rtpmap:120 OPUS/48000/2\na=rtpmap:110 telephone-event/8000\n\
            a=rtpmap:111 telephone-event/48000\n",
        takes: &[(Codec::Opus, 120)],
        events: Some((111, 48000)),
    },
    Shape {
        peer: "sipp",
        audio: "m=audio 6000 RTP/AVP 0\na=rtpmap:0 PCMU/8000\n",
        takes: &[(Codec::Pcmu, 0)],
        events: None,
    },
    Shape {
        peer: "G.711 with a dynamic number and the same codec twice",
        audio: "m=audio 6000 RTP/AVP 97 8 0\na=rtpmap:97 PCMA/8000/1\na=ptime:10000\n",
        takes: &[(Codec::Pcma, 97), (Codec::Pcmu, 0)],
        events: None,
    },
];

#[test]
fn offers_of_real_peers_are_answered_with_their_own_numbers() {
    for shape in SHAPES {
        let (answer, terms) = answered(&body(shape.audio));
        assert_eq!(codecs(&terms), shape.takes, "{}", shape.peer);
        assert_eq!(terms.formats.events.map(|e| (e.send, e.clock)), shape.events, "{}", shape.peer);
        assert!(terms.formats.formats.iter().all(|format| format.send == format.recv));
        assert_eq!(terms.direction, Direction::SendRecv);
        assert!(answer.contains("a=ptime:20\r\n") && answer.contains("a=sendrecv\r\n"), "{answer}");
        assert_eq!(answer.contains("rtcp-mux"), shape.audio.contains("rtcp-mux"));
    }
}

#[test]
fn an_answer_is_exactly_this() {
    let (answer, terms) = answered(&body(SHAPES[1].audio));
    let wanted = "v=0\r\no=- 42 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\n\
        m=audio 40000 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n\
        a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\na=rtcp-mux\r\na=sendrecv\r\n";
    assert_eq!(answer, wanted);
    assert_eq!(terms.remote, Some("192.0.2.7:20124".parse().unwrap()));
    assert_eq!(terms.remote_rtcp, terms.remote);
}

#[test]
fn an_offer_is_exactly_this_and_the_preferred_codec_is_alone_with_those_it_passes_to() {
    let mut session = session();
    let wanted = "v=0\r\no=- 42 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\n\
        m=audio 40000 RTP/AVP 0 8 9 107 101 102\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:9 G722/8000\r\n\
        a=rtpmap:107 opus/48000/2\r\na=fmtp:107 useinbandfec=1\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n\
        a=rtpmap:102 telephone-event/48000\r\na=fmtp:102 0-16\r\na=ptime:20\r\na=rtcp:40001\r\na=sendrecv\r\n";
    assert_eq!(session.offer(), wanted);
    session.prefer(Codec::Pcma);
    let narrowed = String::from_utf8(session.offer().to_vec()).unwrap();
    assert!(narrowed.contains("o=- 42 2 ") && narrowed.contains("RTP/AVP 8 0 101\r\n"), "{narrowed}");
}

#[test]
fn events_on_a_clock_that_no_sound_has_are_none() {
    for (clock, taken) in
        [(1, false), (7999, false), (8000, true), (48_000, true), (2_000_000, false), (u32::MAX, false)]
    {
        let (answer, terms) =
            answered(&body(&format!("m=audio 4000 RTP/AVP 0 101\na=rtpmap:101 telephone-event/{clock}\n")));
        assert_eq!((terms.formats.events.is_some(), answer.contains("telephone-event")), (taken, taken), "{clock}");
    }
}

#[test]
fn a_refused_change_of_codec_leaves_what_stood_to_be_repeated_and_is_not_asked_for_again() {
    let mut session = session();
    let offer = body("m=audio 4000 RTP/AVP 0 9\n");
    let (stood, _) = session.answer(offer.as_bytes()).unwrap();
    assert!(session.could_take(Codec::G722) && !session.could_take(Codec::Opus));
    session.prefer(Codec::G722);
    let refused = session.offer();
    session.refuse();
    assert!(!session.could_take(Codec::G722) && session.could_take(Codec::Pcma));
    let repeated = String::from_utf8(session.repeat().unwrap().to_vec()).unwrap();
    let streams = |sdp: &[u8]| String::from_utf8_lossy(sdp).split("m=").nth(1).unwrap().to_owned();
    assert_eq!(streams(repeated.as_bytes()), streams(&stood));
    assert_ne!(streams(&refused), streams(&stood));
    session.answer(offer.as_bytes()).unwrap();
    assert!(session.could_take(Codec::G722), "it names the codec itself again");
}

#[test]
fn keys_agree_with_a_phone_that_has_opus_and_only_the_usual_clock_of_keys() {
    let mut session = Session::new(42, ours(), vec![Codec::Opus]);
    let offer = String::from_utf8(session.offer().to_vec()).unwrap();
    assert!(offer.contains("RTP/AVP 107 101 102\r\n"), "{offer}");
    let answer = "m=audio 4000 RTP/AVP 107 101\na=rtpmap:107 opus/48000/2\na=rtpmap:101 telephone-event/8000\n";
    let terms = session.accept(body(answer).as_bytes()).unwrap();
    assert_eq!(terms.formats.events, Some(EventFormat { send: 101, recv: 101, clock: 8000 }));
}

#[test]
fn m11_every_other_line_keeps_its_place_with_port_zero() {
    let offer = body(
        "m=video 5000 RTP/AVP 96\na=rtpmap:96 VP8/90000\nm=audio 4000 RTP/SAVP 0\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\n\
         m=audio 4002 RTP/AVP 0\nm=audio 4004 RTP/AVP 8\nm=image 5004 udptl t38\nm=application 9 TCP/BFCP *\n",
    );
    let (answer, terms) = answered(&offer);
    assert_eq!(terms.remote.unwrap().port(), 4002);
    let lines: Vec<&str> = answer.lines().filter(|line| line.starts_with("m=")).collect();
    let wanted = [
        "m=video 0 RTP/AVP 96",
        "m=audio 0 RTP/SAVP 0",
        "m=audio 40000 RTP/AVP 0",
        "m=audio 0 RTP/AVP 8",
        "m=image 0 udptl t38",
        "m=application 0 TCP/BFCP *",
    ];
    assert_eq!(lines, wanted);
}

#[test]
fn rtcp_goes_where_it_is_wanted() {
    let rows = [
        ("", Some("192.0.2.7:4001")),
        ("a=rtcp:4007\n", Some("192.0.2.7:4007")),
        ("a=rtcp:4007 IN IP4 192.0.2.8\n", Some("192.0.2.8:4007")),
        ("a=rtcp:4007 IN IP6 2001:db8::1\n", None),
        ("a=rtcp:0\n", None),
        ("a=rtcp:rubbish\n", Some("192.0.2.7:4001")),
        ("a=rtcp:4007\na=rtcp-mux\n", Some("192.0.2.7:4000")),
    ];
    for (lines, wanted) in rows {
        let (_, terms) = answered(&body(&format!("m=audio 4000 RTP/AVP 0\n{lines}")));
        assert_eq!(terms.remote_rtcp, wanted.map(|address| address.parse().unwrap()), "{lines}");
    }
    let (_, last) = answered(&body("m=audio 65535 RTP/AVP 0\n"));
    assert_eq!(last.remote_rtcp, None);
}

#[test]
fn hold_in_every_form_is_answered_and_resume_restores_both_ways() {
    let talk = body("m=audio 4000 RTP/AVP 0\n");
    let unaddressed = "v=0\r\nc=IN IP4 0.0.0.0\r\nm=audio 4000 RTP/AVP 0\r\n";
    let rows = [
        (body("m=audio 4000 RTP/AVP 0\na=sendonly\n"), "recvonly", Direction::RecvOnly, true),
        (body("m=audio 4000 RTP/AVP 0\na=inactive\n"), "inactive", Direction::Inactive, true),
        (unaddressed.to_owned(), "recvonly", Direction::RecvOnly, false),
        (format!("{unaddressed}a=inactive\r\n"), "inactive", Direction::Inactive, false),
        (body("m=audio 0 RTP/AVP 0\n"), "m=audio 0 RTP/AVP 0", Direction::Inactive, false),
        (body("m=audio 4000 RTP/AVP 0\na=recvonly\n"), "sendonly", Direction::SendOnly, true),
    ];
    for (hold, said, direction, addressed) in rows {
        let mut session = session();
        let (_, before) = session.answer(talk.as_bytes()).unwrap();
        let (answer, held) = session.answer(hold.as_bytes()).unwrap();
        let answer = String::from_utf8(answer.to_vec()).unwrap();
        assert!(answer.contains(said), "{hold}\n{answer}");
        assert_eq!((held.direction, held.remote.is_some()), (direction, addressed), "{hold}");
        assert_eq!(held.formats, before.formats);
        assert_eq!(session.terms(), Some(&held));
        let (_, after) = session.answer(talk.as_bytes()).unwrap();
        assert_eq!(after, before, "{hold}");
    }
}

#[test]
fn m11_an_impossible_offer_is_refused_with_its_reason_and_changes_nothing() {
    let rows = [
        ("m=video 5000 RTP/AVP 96\n", "no m=audio"),
        ("m=audio 0 RTP/AVP 0\n", "no m=audio"),
        ("m=audio 4000 RTP/SAVP 0\n", "RTP/SAVP"),
        ("m=audio 4000 UDP/TLS/RTP/SAVPF 0\n", "UDP/TLS/RTP/SAVPF"),
        ("m=audio 4000 RTP/AVP 0\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\n", "a=crypto"),
        ("m=audio 4000 RTP/AVP 0\nc=IN IP4 phone.example.com\n", "not an IP address"),
        ("m=audio 4000 RTP/AVP 0\nc=IN IP4 224.2.1.1/127\n", "multicast"),
        ("m=audio 4000 RTP/AVP 0\nc=IN IP6 2001:db8::1\n", "other IP version"),
        ("m=audio 4000 RTP/AVP 18 96\na=rtpmap:96 iLBC/8000\n", "18, 96 iLBC/8000"),
        ("m=audio 70000 RTP/AVP 0\n", "line 6"),
    ];
    for (audio, wanted) in rows {
        let mut fresh = session();
        let fault = fresh.answer(body(audio).as_bytes()).unwrap_err();
        assert!(fault.to_string().contains(wanted), "{audio}: {fault}");
        assert_eq!(fresh, session());
    }
    let unaddressed = session().answer(b"v=0\r\nm=audio 4000 RTP/AVP 0\r\n").unwrap_err();
    assert_eq!(unaddressed, OfferFault::NoAddress);
    let mut standing = session();
    standing.answer(body(SHAPES[2].audio).as_bytes()).unwrap();
    let before = standing.clone();
    standing.answer(body("m=audio 4000 RTP/SAVP 0\n").as_bytes()).unwrap_err();
    assert_eq!(standing, before);
}

#[test]
fn m11_two_hundred_formats_are_answered_with_what_is_known() {
    let numbers: Vec<String> = (0..200).map(|n| n.to_string()).collect();
    let maps: String = (20..128).map(|n| format!("a=rtpmap:{n} x{n}/8000\n")).collect();
    let (answer, terms) = answered(&body(&format!("m=audio 4000 RTP/AVP {}\n{maps}", numbers.join(" "))));
    assert_eq!(codecs(&terms), [(Codec::Pcmu, 0), (Codec::Pcma, 8)]);
    assert!(answer.len() < 400);
}

#[test]
fn m11_whatever_length_of_packets_is_wished_for_ours_is_said() {
    for wish in ["ptime:0", "ptime:1", "ptime:10000", "ptime:-5", "ptime:99999999999", "ptime:x", "maxptime:0"] {
        let (answer, terms) = answered(&body(&format!("m=audio 4000 RTP/AVP 0\na={wish}\n")));
        assert!(answer.contains("a=ptime:20\r\n"), "{wish}: {answer}");
        assert_eq!(codecs(&terms), [(Codec::Pcmu, 0)], "{wish}");
    }
}

#[test]
fn a_re_offer_keeps_codec_and_numbers_and_its_version_rises_only_with_a_change() {
    let mut session = session();
    let offer = body(
        "m=video 5000 RTP/AVP 31\nm=audio 4000 RTP/AVP 101 96\na=rtpmap:101 opus/48000/2\na=rtpmap:96 telephone-event/8000\n",
    );
    let (first, terms) = session.answer(offer.as_bytes()).unwrap();
    assert_eq!(session.answer(offer.as_bytes()).unwrap().0, first);
    let ours = String::from_utf8(session.offer().to_vec()).unwrap();
    assert!(ours.contains("o=- 42 2 ") && ours.contains("m=video 0 RTP/AVP 31\r\n"), "{ours}");
    assert!(ours.contains("a=rtpmap:101 opus/48000/2") && ours.contains("a=rtpmap:96 telephone-event/8000"), "{ours}");
    assert_eq!(session.offer(), ours);
    let moved = body("m=video 0 RTP/AVP 31\nm=audio 4000 RTP/AVP 0 101\na=rtpmap:101 opus/48000/2\n");
    assert_eq!(codecs(&session.answer(moved.as_bytes()).unwrap().1), codecs(&terms));
}

#[test]
fn answers_of_real_peers_are_accepted() {
    let rows = [
        (
            "m=audio 4000 RTP/AVP 8 101\na=rtpmap:8 PCMA/8000\na=rtpmap:101 telephone-event/8000\n",
            Codec::Pcma,
            8,
            8,
            Some((101, 101)),
        ),
        ("m=audio 4000 RTP/AVP 0 101\n", Codec::Pcmu, 0, 0, Some((101, 101))),
        (
            "m=audio 4000 RTP/AVP 96 97\na=rtpmap:96 opus/48000/2\na=rtpmap:97 telephone-event/48000\n",
            Codec::Opus,
            96,
            107,
            Some((97, 102)),
        ),
        ("m=audio 4000 RTP/AVP 0 98\na=rtpmap:98 telephone-event/16000\n", Codec::Pcmu, 0, 0, None),
    ];
    for (answer, codec, send, recv, events) in rows {
        let mut session = session();
        session.offer();
        let terms = session.accept(body(answer).as_bytes()).unwrap();
        assert_eq!(terms.formats.sending(), Some(&Format { codec, send, recv }), "{answer}");
        assert_eq!(terms.formats.events.map(|e| (e.send, e.recv)), events, "{answer}");
        // The 200 after a 183 says it again.
        assert_eq!(session.accept(body(answer).as_bytes()), Ok(terms));
    }
}

#[test]
fn an_answer_that_does_not_fit_is_refused() {
    let mut session = session();
    assert_eq!(session.accept(body("m=audio 1 RTP/AVP 0\n").as_bytes()), Err(OfferFault::NoOffer));
    session.offer();
    let refused = |session: &mut Session, audio: &str| session.accept(body(audio).as_bytes()).unwrap_err();
    assert_eq!(refused(&mut session, ""), OfferFault::Streams { offered: 1, answered: 0 });
    assert_eq!(refused(&mut session, "m=audio 0 RTP/AVP 0\n"), OfferFault::Refused);
    assert!(matches!(refused(&mut session, "m=audio 4 RTP/AVP 3\n"), OfferFault::NoCommonCodec { .. }));
    assert!(matches!(refused(&mut session, "m=audio 4 RTP/SAVP 0\n"), OfferFault::Profile(_)));
    assert_eq!(session.terms(), None);
    session.answer(body("m=audio 4 RTP/AVP 0\n").as_bytes()).unwrap();
    assert_eq!(session.accept(body("m=audio 4 RTP/AVP 0\n").as_bytes()), Err(OfferFault::NoOffer));
}

#[test]
fn a_session_written_out_and_read_back_goes_on_the_same() {
    let mut session = session().with_silence_limit(std::time::Duration::from_secs(300));
    session.answer(body(SHAPES[0].audio).as_bytes()).unwrap();
    let mut back: Session = serde_json::from_str(&serde_json::to_string(&session).unwrap()).unwrap();
    assert_eq!(back.offer(), session.offer());
    let answer = body("m=audio 4000 RTP/AVP 8\n");
    let terms = back.accept(answer.as_bytes()).unwrap();
    assert_eq!(session.accept(answer.as_bytes()), Ok(terms.clone()));
    assert_eq!(terms.silence_limit.as_secs(), 300);
}
