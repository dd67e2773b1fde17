//! The torture messages of RFC 4475, each with its verdict. What the dialog layer has to say to a message that can be
//! read (405, 415, 416, 420, 483, …) is tested there; here it is shown that it can know.

use bytes::Bytes;
use callwright::wire::sip::{Limits, Message, Name, ParseFault};

const MESSAGES: &str = include_str!("torture/messages.txt");

/// One message of the file.
struct Case {
    name: String,
    verdict: String,
    bytes: Vec<u8>,
}

impl Case {
    fn parse(&self) -> Result<Message, ParseFault> {
        Message::parse_within(Bytes::copy_from_slice(&self.bytes), &limits())
    }
}

/// 3.1.1.7 (longreq) has 34 Vias, two more than we allow by default.
fn limits() -> Limits {
    Limits { vias: 34, ..Limits::default() }
}

fn cases() -> Vec<Case> {
    let sections = MESSAGES.split("=== ").skip(1);
    sections
        .map(|section| {
            let (title, text) = section.split_once('\n').expect("a title line");
            let words: Vec<_> = title.split(' ').collect();
            Case { name: words[0].into(), verdict: words[2].into(), bytes: expand(text) }
        })
        .collect()
}

fn case(name: &str) -> Message {
    let case = cases().into_iter().find(|case| case.name == name).expect("in the file");
    case.parse().unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

/// Resolves the notation of the file.
fn expand(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        out.extend(before.replace('\n', "\r\n").bytes());
        rest = match tag {
            tag if tag.starts_with("hex>") => {
                let (digits, after) = tag[4..].split_once("</hex>").expect("an end");
                let digit = |at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hex");
                out.extend((0..digits.len()).step_by(2).map(digit));
                after
            }
            tag if tag.starts_with("repeat count=") => {
                let (count, after) = tag[13..].split_once('>').expect("a count");
                let (what, after) = after.split_once("</repeat>").expect("an end");
                out.extend(what.repeat(count.parse().expect("a number")).bytes());
                after
            }
            tag if tag.starts_with("sdp ") => {
                let (hosts, after) = tag[4..].split_once('>').expect("an end");
                let (origin, connection) = hosts.split_once(' ').expect("two hosts");
                out.extend(sdp(origin, connection).bytes());
                after.strip_prefix('\n').unwrap_or(after)
            }
            plain => {
                out.push(b'<');
                plain
            }
        };
    }
    out.extend(rest.replace('\n', "\r\n").bytes());
    out
}

fn sdp(origin: &str, connection: &str) -> String {
    format!(
        "v=0\r\no=mhandley 29739 7272939 IN IP4 {origin}\r\ns=-\r\nc=IN IP4 {connection}\r\nt=0 0\r\n\
         m=audio 49217 RTP/AVP 0 12\r\nm=video 3227 RTP/AVP 31\r\na=rtpmap:31 LPC\r\n"
    )
}

#[test]
fn every_message_gets_its_verdict() {
    let cases = cases();
    assert_eq!(cases.len(), 48);
    for case in cases {
        let found = match case.parse() {
            Ok(_) => "ok".to_owned(),
            Err(fault) => match fault.reply() {
                Some(reply) => reply.status().expect("a response").to_string(),
                None => "drop".to_owned(),
            },
        };
        assert_eq!(found, case.verdict, "{}: {:?}", case.name, case.parse());
    }
}

#[test]
fn every_valid_message_is_the_same_after_printing() {
    for case in cases().into_iter().filter(|case| case.verdict == "ok") {
        let message = case.parse().expect("read before");
        assert_eq!(Message::parse_within(message.to_bytes(), &limits()), Ok(message), "{}", case.name);
    }
}

#[test]
fn the_only_valid_message_refused_by_default_is_the_one_with_34_vias() {
    let refused =
        cases().into_iter().filter(|case| case.verdict == "ok" && Message::parse(case.bytes.clone().into()).is_err());
    assert_eq!(refused.map(|case| case.name).collect::<Vec<_>>(), ["longreq"]);
}

#[test]
fn the_tortuous_invite_means_what_the_rfc_says() {
    let message = case("wsinv");
    let (to, from) = (message.to().unwrap(), message.from().unwrap());
    assert_eq!((to.uri.as_str(), to.tag()), ("sip:vivekg@chair-dnrc.example.com", Some("1918181833n")));
    assert_eq!((from.display.as_deref(), from.tag()), (Some(r#"J Rosenberg \""#), Some("98asjd8")));
    assert_eq!((message.max_forwards(), message.cseq().unwrap().number), (Some(68), 9));
    let sent_by: Vec<_> = message.vias().iter().map(|via| format!("{} {}", via.transport, via.sent_by())).collect();
    assert_eq!(sent_by, ["UDP 192.0.2.2", "TCP spindle.example.com", "UDP 192.168.255.111"]);
    assert_eq!(message.vias()[2].branch(), Some("z9hG4bK30239"));
    assert_eq!(message.header(Name::Subject).as_deref(), Some(""));
    assert_eq!(message.header("newfangledheader").as_deref(), Some("newfangled value continued newfangled value"));
    assert_eq!(message.routes()[0].uri.param("lr"), Some(""));
    let contact = message.contact().unwrap();
    assert_eq!((contact.display.as_deref(), contact.param("q")), (Some(r#"Quoted string """#), Some("0.33")));
    assert_eq!(message.body.len(), 150);
}

#[test]
fn strange_characters_stay_what_they_are() {
    let message = case("intmeth");
    assert_eq!(message.method().unwrap().as_str(), "!interesting-Method0123456789_*+`.%indeed'~");
    let uri = message.uri().unwrap();
    assert_eq!((uri.host(), uri.user_raw()), ("example.com", Some("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*")));
    assert_eq!(message.to().unwrap().display.as_deref(), Some("BEL:\u{7} NUL:\0 DEL:\u{7f}"));
    assert_eq!(message.from().unwrap().tag(), Some("_token~1'+`*%!-."));
    assert_eq!(case("esc01").uri().unwrap().user().as_deref(), Some("sips:user@example.com"));
    assert_eq!(case("escnull").contacts()[1].uri.user().as_deref(), Some("\0\0"));
    assert_eq!(case("semiuri").uri().unwrap().user().as_deref(), Some("user;par=u@example.net"));
    assert!(case("unreason").reason_phrase().ends_with("девяносто девять - простое"));
    assert_eq!(case("noreason").reason_phrase(), "");
}

#[test]
fn escapes_in_names_are_no_escapes() {
    let message = case("esc02");
    assert_eq!(message.method().unwrap().as_str(), "RE%47IST%45R");
    assert_eq!(message.contacts().len(), 2);
    assert_eq!(message.to().unwrap().display.as_deref(), Some("%Z%45"));
}

#[test]
fn parameters_belong_where_the_brackets_say() {
    assert_eq!(case("cparam01").contact().unwrap().param("unknownparam"), Some(""));
    assert_eq!(case("cparam02").contact().unwrap().uri.param("unknownparam"), Some(""));
    assert_eq!(case("regescrt").contact().unwrap().uri.headers(), Some("Route=%3Csip:sip.example.com%3E"));
    assert_eq!(case("regbadct").contact(), None);
    assert_eq!(case("escruri").uri().unwrap().headers(), Some("Route=%3Csip:example.com%3E"));
}

#[test]
fn the_dialog_layer_can_know_what_to_refuse() {
    assert_eq!(case("unkscm").uri().unwrap().scheme(), "nobodyKnowsThisScheme");
    assert_eq!(case("novelsc").uri().unwrap().scheme(), "soap.beep");
    assert_eq!(case("unksm2").to().unwrap().uri.scheme(), "isbn");
    assert_eq!(case("bext01").words(Name::Require), ["nothingSupportsThis", "nothingSupportsThisEither"]);
    assert!(case("invut").content_type().unwrap().is("application/unknownformat"));
    assert!(case("sdp01").has_word(Name::Accept, "text/nobodyknowsthis"));
    assert_eq!(case("zeromf").max_forwards(), Some(0));
    assert!(case("regaut01").authorizations(Name::Authorization).is_empty());
    assert!(!case("badbranch").via().unwrap().has_magic_cookie());
    assert_eq!(case("inv2543").from().unwrap().tag(), None);
    assert_eq!(case("bcast").vias()[1].host, "255.255.255.255");
    assert_eq!(case("dblreq").body.len(), 0);
}
