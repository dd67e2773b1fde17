//! The torture messages of RFC 4475 and RFC 5118 (S1, S2, S3), byte-exact: each goes through the parser with the limits
//! of a default installation, and through the SIP machines, and what comes of it stands beside it in `torture/`.

use std::time::Duration;

use bytes::Bytes;
use callwright::base::{Rng, Time};
use callwright::sip::{Census, Config, Event, Local, Output, Sip};
use callwright::wire::sdp::{self, Address};
use callwright::wire::sip::{Flow, Message, Name, ParseFault, Transport};

const MESSAGES: &str = include_str!("torture/messages.txt");
const IPV6: &str = include_str!("torture/ipv6.txt");

/// One message of the files.
struct Case {
    name: String,
    section: String,
    /// What the RFC says, what the parser says, what the machines do.
    rfc: String,
    parse: String,
    sip: String,
    bytes: Vec<u8>,
}

impl Case {
    fn parse(&self) -> Result<Message, ParseFault> {
        Message::parse(Bytes::copy_from_slice(&self.bytes))
    }

    fn title(&self, parse: &str, sip: &str) -> String {
        format!("=== {} {} {} {parse} {sip}", self.name, self.section, self.rfc)
    }
}

fn cases(file: &str) -> Vec<Case> {
    let sections = file.strip_suffix('\n').expect("a last line end").split("\n=== ").skip(1);
    sections
        .map(|section| {
            let (title, text) = section.split_once('\n').expect("a title line");
            let words: Vec<&str> = title.split(' ').collect();
            let [name, section, rfc, parse, sip] = words[..] else { panic!("five words: {title}") };
            let [name, section, rfc, parse, sip] = [name, section, rfc, parse, sip].map(str::to_owned);
            // The line end in front of the next title was split off.
            Case { name, section, rfc, parse, sip, bytes: expand(&format!("{text}\n")) }
        })
        .collect()
}

fn all() -> Vec<Case> {
    [MESSAGES, IPV6].into_iter().flat_map(cases).collect()
}

fn case(name: &str) -> Message {
    let case = all().into_iter().find(|case| case.name == name).expect("in the files");
    case.parse().unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

fn parsed(case: &Case) -> String {
    match case.parse() {
        Ok(_) => "ok".to_owned(),
        Err(fault) => match fault.reply() {
            Some(reply) => reply.status().expect("a response").to_string(),
            None => "drop".to_owned(),
        },
    }
}

/// What the SIP machines do with a datagram; whatever it is, nothing of it is left in the end.
fn received(case: &Case) -> String {
    let start = Time::from_secs(1_709_633_700);
    let addr = "198.51.100.1:5060".parse().expect("an address");
    let local = Local { transport: Transport::Udp, addr, advertised: addr.to_string() };
    let mut sip = Sip::new(Config::new(vec![local], "t"), Rng::seeded(1));
    let flow = Flow { transport: Transport::Udp, local: addr, peer: "192.0.2.9:5060".parse().expect("an address") };
    sip.receive(start, flow, Bytes::copy_from_slice(&case.bytes));
    let mut done = Vec::new();
    let mut incoming = None;
    while let Some(output) = sip.poll() {
        match output {
            Output::Send { bytes, .. } => {
                // What answers a broken message carries its broken Via, so it is not read as a message here.
                let line = String::from_utf8_lossy(&bytes).into_owned();
                let status = line.split(' ').nth(1).filter(|status| *status != "100");
                done.extend(status.map(str::to_owned));
            }
            Output::Event(Event::Incoming { dialog, .. }) => {
                incoming = Some(dialog);
                done.push("call".to_owned());
            }
            Output::Event(_) => done.push("asked".to_owned()),
            _ => {}
        }
    }
    if let Some(dialog) = incoming {
        sip.ignore(start, dialog);
    }
    for seconds in [33, 66, 400] {
        sip.timeout(start + Duration::from_secs(seconds));
        while sip.poll().is_some() {}
    }
    assert_eq!(sip.census(), Census::default(), "{}: something is left", case.name);
    if done.is_empty() { "drop".to_owned() } else { done.join("+") }
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
    assert_eq!((cases(MESSAGES).len(), cases(IPV6).len()), (49, 12));
    let mut wrong = Vec::new();
    for case in all() {
        let (parse, sip) = (parsed(&case), received(&case));
        if (&parse, &sip) != (&case.parse, &case.sip) {
            wrong.push(case.title(&parse, &sip));
        }
    }
    assert!(wrong.is_empty(), "other verdicts than in the files:\n{}", wrong.join("\n"));
}

#[test]
fn s1_every_valid_message_is_read_and_is_the_same_after_printing() {
    for case in cases(MESSAGES).into_iter().filter(|case| case.rfc == "valid") {
        let message = case.parse().unwrap_or_else(|fault| panic!("{}: {fault}", case.name));
        assert_eq!(Message::parse(message.to_bytes()), Ok(message), "{}", case.name);
        assert!(!["400", "413", "513"].contains(&case.sip.as_str()), "{} is refused as malformed", case.name);
    }
}

#[test]
fn s2_every_invalid_message_is_told_what_its_section_asks_for() {
    for case in cases(MESSAGES) {
        match (case.rfc.as_str(), case.sip.as_str()) {
            ("valid", _) => {}
            (wanted, done) => assert!(wanted == done || wanted.ends_with('?'), "{}: {done}", case.name),
        }
    }
}

#[test]
fn s3_every_ipv6_message_is_taken_or_refused_as_written() {
    for case in cases(IPV6) {
        assert_eq!(case.parse().is_ok(), case.rfc == "valid", "{}", case.name);
        assert_eq!(case.sip == "400", case.rfc == "400", "{}", case.name);
        if let Ok(message) = case.parse() {
            assert_eq!(Message::parse(message.to_bytes()), Ok(message), "{}", case.name);
        }
    }
}

#[test]
fn s3_addresses_mean_what_the_rfc_says() {
    let hop = |name: &str| case(name).uri().map(|uri| (uri.host().to_owned(), uri.port())).expect("a request");
    assert_eq!(hop("port-ambiguous"), ("2001:db8::10:5070".to_owned(), None));
    assert_eq!(hop("port-unambiguous"), ("2001:db8::10".to_owned(), Some(5070)));
    for name in ["via-received-param-with-delim", "via-received-param-no-delim"] {
        assert_eq!(case(name).via().and_then(|via| via.received()), "2001:db8::9:255".parse().ok(), "{name}");
    }
    let streams = |name: &str| -> Vec<Address> {
        let streams = sdp::read(&case(name).body).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        streams.into_iter().map(|stream| stream.address).collect()
    };
    let ip = |text: &str| Address::Ip(text.parse().expect("an address"));
    assert_eq!(streams("ipv6-in-sdp"), [ip("2001:db8::20"), ip("2001:db8::20")]);
    assert_eq!(streams("mult-ip-in-sdp"), [ip("192.0.2.1"), ip("2001:db8::1")]);
    assert_eq!(streams("ipv4-mapped-ipv6"), [ip("::ffff:192.0.2.2"), ip("::ffff:192.0.2.2")]);
    let hosts: Vec<String> = case("mult-ip-in-header").vias().iter().map(|via| via.sent_by()).collect();
    assert_eq!(hosts, ["[2001:db8::9:1]:6050", "192.0.2.1", "[2001:db8::9:255]"]);
}

#[test]
fn the_lengths_that_the_rfc_prints_do_not_fit() {
    for (name, right, printed, fits) in [
        ("ipv6-in-sdp", "251", "268", false),
        ("mult-ip-in-sdp", "189", "181", true),
        ("ipv4-mapped-ipv6", "245", "236", true),
    ] {
        let case = cases(IPV6).into_iter().find(|case| case.name == name).expect("in the file");
        assert_eq!(case.parse().expect("valid").body.len().to_string(), right, "{name}");
        let text = String::from_utf8(case.bytes).expect("text");
        let text = text.replace(&format!("Content-Length: {right}"), &format!("Content-Length: {printed}"));
        assert_eq!(Message::parse(text.into()).is_ok(), fits, "{name}");
    }
}

#[test]
fn the_longest_valid_message_is_within_the_default_limits() {
    assert_eq!(case("longreq").vias().len(), 34);
}

#[test]
fn a_binary_part_is_kept_byte_for_byte() {
    let message = case("mpart01");
    assert_eq!(message.body.len(), 553);
    assert_eq!(message.header(Name::ContentType).as_deref(), Some("multipart/mixed;boundary=7a9cbec02ceef655"));
    let der = memchr::memmem::find(&message.body, &[0x30, 0x82, 0x01, 0x52]).expect("the signature");
    assert_eq!(message.body.get(der + 342..), Some(&b"\r\n--7a9cbec02ceef655--\r\n"[..]));
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
