//! Reading of Dial and its nouns: defaults, targets, headers, limits.

use crate::call::recording::Status;
use crate::call::verb::{Context, Verb, document, read as read_verb};
use crate::rcml::{Fault, Limits, Source, Span};
use crate::wire::http::Method;
use crate::wire::sip::Transport;

use super::target::{self, SipTarget, Target};
use super::*;

fn dial(text: &str) -> (Order, Vec<Fault>) {
    let source = Source { name: "test", bytes: text.as_bytes(), charset_hint: None };
    let document = document(&source, Limits::DEFAULT).unwrap();
    match read_verb(document.root.elements().next().unwrap(), Context::Main) {
        (Verb::Dial(order), faults) => (*order, faults),
        other => panic!("{other:?}"),
    }
}

fn codes(faults: &[Fault]) -> Vec<u32> {
    faults.iter().map(|fault| fault.code).collect()
}

fn sip_leg(order: &Order) -> &Leg {
    match &order.nouns[0] {
        Noun::Sip(leg) => leg,
        other => panic!("{other:?}"),
    }
}

fn target_of(text: &str) -> (SipTarget, Vec<Fault>) {
    match target::sip(text, Span::default()) {
        (Ok(Target::Sip(target)), faults) => (target, faults),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn what_is_not_written_has_its_default() {
    let (order, faults) = dial("<Dial>+1 (555) 123-4567</Dial>");
    assert!(faults.is_empty());
    assert_eq!((order.timeout, order.time_limit, order.method), (30, 14_400, Method::Post));
    assert_eq!((order.action, order.caller_id, order.answer_on_bridge), (None, None, None));
    assert_eq!((order.hangup_on_star, order.sequential, order.record), (false, false, Record::Off));
    let Noun::Number(leg) = &order.nouns[0] else { panic!("not a number") };
    assert_eq!(leg, &Leg::plain(target::number("+15551234567", Span::default()).0));
}

#[test]
fn what_is_written_is_read() {
    let (order, faults) = dial(
        "<Dial action='/done' method='GET' timeout='10' timeLimit='60' callerId='bob' hangupOnStar='true' \
         answerOnBridge='TRUE' sequential='true' ringTone='de' record='record-from-ringing-dual' referUrl='/r' \
         recordingTrack='inbound' trim='trim-silence' recordingStatusCallback='/rec' \
         recordingStatusCallbackEvent='absent in-progress' referMethod='get'><Sip url='/screen' method='GET' statusCallback='/ev' statusCallbackMethod='GET' \
         statusCallbackEvent='initiated, ringing completed' username='u' password='p' timeout='9' codecs='PCMA,G722'>\
         sip:kate@ex.com;transport=tcp?x-a=1&x-b=2</Sip></Dial>",
    );
    assert!(faults.is_empty(), "{faults:?}");
    let told = order.recording_told.as_ref().map(|told| (told.url.as_str(), told.events.as_slice()));
    assert_eq!(told, Some(("/rec", [Status::InProgress, Status::Absent].as_slice())));
    assert_eq!((order.recording_track, order.trim), (Track::Inbound, true));
    assert_eq!(
        (order.action.as_deref(), order.method, order.timeout, order.time_limit),
        (Some("/done"), Method::Get, 10, 60)
    );
    assert_eq!(
        (order.caller_id.as_deref(), order.hangup_on_star, order.answer_on_bridge),
        (Some("bob"), true, Some(true))
    );
    assert_eq!(
        (order.record, order.refer_method, order.sequential),
        (Record::FromRinging(Tracks::Dual), Method::Get, true)
    );
    let leg = sip_leg(&order);
    let Ok(Target::Sip(target)) = &leg.target else { panic!("{leg:?}") };
    assert_eq!((target.uri.as_str(), target.transport), ("sip:kate@ex.com;transport=tcp", Some(Transport::Tcp)));
    assert_eq!(target.headers, [("x-a".to_owned(), "1".to_owned()), ("x-b".to_owned(), "2".to_owned())]);
    assert_eq!((leg.username.as_deref(), leg.password.as_deref(), leg.timeout), (Some("u"), Some("p"), 9));
    assert_eq!(leg.status_callback_event, [StatusEvent::Initiated, StatusEvent::Ringing, StatusEvent::Completed]);
    assert_eq!((leg.url.as_deref(), leg.method, leg.codecs.len()), (Some("/screen"), Method::Get, 2));
    let back: Order = serde_json::from_str(&serde_json::to_string(&order).unwrap()).unwrap();
    assert_eq!(back, order);
    let printed = format!("{order:?}");
    assert!(!printed.contains("kate") && !printed.contains("password"), "{printed}");
}

#[test]
fn events_default_to_completed_even_when_none_of_the_list_exists() {
    for (list, codes_wanted) in [("", vec![]), ("gone", vec![13254])] {
        let text = format!("<Dial><Sip statusCallback='/ev' statusCallbackEvent='{list}'>sip:a@b</Sip></Dial>");
        let (order, faults) = dial(&text);
        assert_eq!(sip_leg(&order).status_callback_event, [StatusEvent::Completed]);
        assert_eq!(codes(&faults), codes_wanted);
    }
}

#[test]
fn half_of_the_credentials_is_completed_by_an_empty_text() {
    let (order, _) = dial("<Dial><Uri username='u'>sip:a@b</Uri></Dial>");
    assert_eq!((sip_leg(&order).username.as_deref(), sip_leg(&order).password.as_deref()), (Some("u"), Some("")));
}

#[test]
fn the_text_of_a_dial_is_a_sip_address_a_client_or_a_number() {
    for (text, kind) in [
        ("kate@ex.com", "sip"),
        ("SIP:kate", "sip"),
        ("client:bob", "client"),
        ("client1", "number"),
        ("+15551234", "number"),
    ] {
        let (order, _) = dial(&format!("<Dial>{text}</Dial>"));
        let found = match order.nouns.as_slice() {
            [Noun::Sip(_)] => "sip",
            [Noun::Number(_)] => "number",
            [Noun::Client(_)] => "client",
            other => panic!("{other:?}"),
        };
        assert_eq!(found, kind, "{text}");
    }
}

#[test]
fn a_client_is_a_login_with_headers_behind_it_and_parameters_inside() {
    let login = |text: &str| {
        let (order, faults) = dial(&format!("<Dial>{text}</Dial>"));
        let found = match order.nouns.as_slice() {
            [Noun::Client(Leg { target: Ok(Target::Client(client)), .. })] => {
                let headers: Vec<_> = client.headers.iter().map(|(name, value)| format!("{name}={value}")).collect();
                format!("{} {}", client.login, headers.join(" ")).trim().to_owned()
            }
            [Noun::Client(Leg { target: Err(fault), .. })] => fault.code.to_string(),
            other => panic!("{other:?}"),
        };
        (found, codes(&faults))
    };
    let long = "x".repeat(257);
    for (text, found, faults) in [
        ("<Client>kate</Client>", "kate", vec![]),
        ("client: kate?a=1", "kate X-a=1", vec![]),
        ("<Client>kate%40home?x-a=1&amp;b=2</Client>", "kate@home x-a=1 X-b=2", vec![]),
        ("<Client name='kate'><Video/></Client>", "kate", vec![]),
        ("<Client><Identity>kate</Identity><Parameter name='a' value='b c'/></Client>", "kate X-a=b c", vec![]),
        ("<Client><Identity>kate</Identity><Parameter name='a b' value='c'/></Client>", "kate", vec![13252]),
        ("<Client></Client>", "13241", vec![13241]),
        (&format!("<Client>{long}</Client>"), "13241", vec![13241]),
        ("<Client>kate%4</Client>", "13241", vec![13241]),
    ] {
        assert_eq!(login(text), (found.to_owned(), faults), "{text}");
    }
}

#[test]
fn a_dial_without_target_is_an_error_and_has_no_nouns() {
    let (order, faults) = dial("<Dial action='/x'> </Dial>");
    assert_eq!((order.nouns.len(), codes(&faults)), (0, vec![13200]));
    let (order, faults) = dial("<Dial><Nmber>1234</Nmber></Dial>");
    assert_eq!((order.nouns.len(), codes(&faults)), (0, vec![12200, 13200]));
}

#[test]
fn nouns_mix_up_to_ten_and_a_room_stands_alone() {
    let (order, faults) = dial(&format!("<Dial>{}</Dial>", "<Number>1234</Number><Sip>sip:a@b</Sip>".repeat(6)));
    assert_eq!((order.nouns.len(), codes(&faults)), (10, vec![12200, 12200]));
    let (order, faults) = dial("<Dial><Sip>sip:a@b</Sip><Conference>r</Conference><Queue>q</Queue></Dial>");
    assert!(matches!(&order.nouns[..], [Noun::Conference(room)] if room.name == "r"));
    assert_eq!(codes(&faults), [12200; 2], "two ignored");
    let (order, faults) = dial("<Dial>1234<Sip>sip:a@b</Sip></Dial>");
    assert_eq!((order.nouns.len(), codes(&faults)), (1, vec![12200]));
}

#[test]
fn a_name_counts_beside_a_video_and_nowhere_else() {
    let (order, faults) = dial("<Dial><Sip name='sip:n@h'>sip:t@h<Video enable='true' mode='x'/></Sip></Dial>");
    assert!(matches!(&sip_leg(&order).target, Ok(Target::Sip(target)) if target.uri == "sip:n@h"));
    assert_eq!(codes(&faults), [15003, 15000]);
    let (order, faults) = dial("<Dial><Sip name='sip:n@h'>sip:t@h</Sip></Dial>");
    assert!(matches!(&sip_leg(&order).target, Ok(Target::Sip(target)) if target.uri == "sip:t@h"));
    assert_eq!(codes(&faults), [12200]);
}

#[test]
fn sip_addresses_are_read() {
    for (text, uri, transport) in [
        ("sip:kate@ex.com", "sip:kate@ex.com", None),
        ("kate@ex.com:5070", "sip:kate@ex.com:5070", None),
        ("SIP:kate@ex.com;transport=UDP;a=b", "sip:kate@ex.com;a=b", Some(Transport::Udp)),
        ("sip:k%61te+1@[::1]:5070;lr;transport=tcp", "sip:k%61te+1@[::1]:5070;lr;transport=tcp", Some(Transport::Tcp)),
        ("sip:ex.com", "sip:ex.com", None),
        ("sip:u:pw@ex.com", "sip:u:pw@ex.com", None),
        ("ex.com:5070", "sip:ex.com:5070", None),
        ("SIPS:a@b", "sips:a@b", Some(Transport::Tls)),
        ("sips:a@b;transport=tcp", "sips:a@b;transport=tcp", Some(Transport::Tls)),
        ("sip:a@b;transport=tls", "sip:a@b;transport=tls", Some(Transport::Tls)),
    ] {
        let (target, faults) = target_of(text);
        assert_eq!((target.uri.as_str(), target.transport), (uri, transport), "{text}");
        assert!(faults.is_empty());
    }
}

#[test]
fn a_target_that_breaks_a_rule_fails_with_its_code() {
    let long = format!("sip:{}@ex.com", "a".repeat(255 - 11));
    let longest = format!("sip:{}@ex.com", "a".repeat(254 - 11));
    assert_eq!((long.len(), longest.len()), (255, 254));
    assert_eq!(target_of(&longest).1, []);
    let headers = |length: usize| format!("sip:a@b?{}", "x".repeat(length));
    assert!(target::sip(&headers(1023), Span::default()).0.is_ok());
    for (text, code) in [
        (long.as_str(), 13241),
        ("", 13241),
        ("sip:", 13241),
        ("sip:a@", 13241),
        ("sip:@b", 13241),
        ("sip:a b@c", 13241),
        ("sip:a@b c", 13241),
        ("sip:a@b:0", 13241),
        ("sip:a@b:99999", 13241),
        ("sip:a%4@b", 13241),
        ("sip:a@[::1", 13241),
        ("sip:a@[::1]x", 13241),
        ("sip:a@[zz]", 13241),
        ("sip:a@b;", 13241),
        ("sip:a@b;x=<", 13241),
        ("sip:a@b\r\nX: y", 13241),
        ("tel:+1555", 13241),
        ("sip:a@b;transport=sctp", 13253),
        ("sips:a@", 13241),
        (headers(1024).as_str(), 21227),
    ] {
        let (target, faults) = target::sip(text, Span::default());
        assert_eq!(target.unwrap_err().code, code, "{text}");
        assert_eq!(codes(&faults), [code], "{text}");
    }
}

#[test]
fn headers_are_split_at_the_first_equals_decoded_once_and_prefixed() {
    let (target, faults) =
        target_of("sip:a@b?mycustomheader=foo&X-b=%3D%26&x-c=a=b&User-to-User=1&d&x-e=%2541&&P-Asserted-Identity=z");
    let headers: Vec<_> = target.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    assert_eq!(
        headers,
        [
            "X-mycustomheader: foo",
            "X-b: =&",
            "x-c: a=b",
            "User-to-User: 1",
            "X-d: ",
            "x-e: %41",
            "X-P-Asserted-Identity: z"
        ]
    );
    assert!(faults.is_empty());
}

#[test]
fn a_header_that_would_break_the_message_is_dropped_and_the_branch_goes_on() {
    for (headers, code) in [
        ("x-a=1%0D%0AVia:%20x", 13252),
        ("x-a=%00", 13252),
        ("x%20a=1", 13252),
        ("=1", 13252),
        ("x-a=%FF", 13252),
        ("x-a=%2", 13252),
        ("X-RestComm-CallSid=CA1", 12200),
    ] {
        let (target, faults) = target_of(&format!("sip:a@b?{headers}&x-ok=1"));
        assert_eq!(target.headers, [("x-ok".to_owned(), "1".to_owned())], "{headers}");
        assert_eq!(codes(&faults), [code], "{headers}");
    }
}

#[test]
fn numbers_lose_their_separators_and_keep_their_plus() {
    for (text, number) in [
        ("+1 (555) 123-4567", Some("+15551234567")),
        ("0800.HELP", Some("0800HELP")),
        ("*21#", Some("*21#")),
        ("123", Some("123")),
        ("12", None),
        ("123456789012345678901", None),
        ("1+23", None),
        ("12/34", None),
        ("", None),
    ] {
        let (found, faults) = target::number(text, Span::default());
        match number {
            Some(number) => assert!(matches!(found, Ok(Target::Number(n)) if n.number == number), "{text}"),
            None => assert_eq!((found.unwrap_err().code, codes(&faults)), (13223, vec![13223]), "{text}"),
        }
    }
    let (with_header, _) = target::number("1234?a=b", Span::default());
    assert!(matches!(with_header, Ok(Target::Number(n)) if n.headers == [("X-a".to_owned(), "b".to_owned())]));
}

#[test]
fn caller_ids_are_numbers_names_tokens_and_addresses() {
    for (id, legal) in [
        ("+15551234567", true),
        ("bob", true),
        ("client:bob", true),
        ("a.b_c-d", true),
        ("sip:bob@ex.com", true),
        ("bob@ex.com", true),
        ("a b", false),
        ("&lt;bob&gt;", false),
        ("bob@", false),
        ("client:", false),
    ] {
        let (order, faults) = dial(&format!("<Dial callerId='{id}'>1234</Dial>"));
        assert_eq!((order.caller_id.is_some(), faults.is_empty()), (legal, legal), "{id}");
        assert!(legal || codes(&faults) == [13214]);
    }
}
