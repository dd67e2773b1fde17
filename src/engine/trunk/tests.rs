//! Trunks in virtual time: registrations that are renewed, refused and
//! taken back, health, two trunks that change places.

use std::collections::BTreeMap;
use std::time::Duration;

use super::*;
use crate::engine::settings::{Outbound, Trunk as Own};
use crate::wire::sip::{Method, Name, Transport, Uri};

const NOW: Time = Time::from_secs(1_000_000);

fn carrier() -> Own {
    Own {
        uri: Some("carrier.example".into()),
        username: Some("alice@home.example".into()),
        password: Some("secret".into()),
        register: true,
        register_expires: 600,
        ..Own::default()
    }
}

fn trunks(all: &[(&str, Own)], outbound: Outbound) -> Trunks {
    let trunks: BTreeMap<String, Own> = all.iter().map(|(name, own)| ((*name).to_owned(), own.clone())).collect();
    let settings = Settings { trunks, outbound, ..Settings::default() };
    Trunks::new(&settings, Rng::seeded(5)).unwrap()
}

/// A house with trunks, and time.
struct Yard {
    trunks: Trunks,
    now: Time,
    sent: u64,
    said: Vec<String>,
    /// The last note.
    text: String,
    /// What became of the login.
    proof: Proof,
}

impl Yard {
    fn new(trunks: Trunks) -> Self {
        Self { trunks, now: NOW, sent: 0, said: Vec::new(), text: String::new(), proof: Proof::Unasked }
    }

    /// What leaves now.
    fn asked(&mut self) -> Option<Request> {
        let text = serde_json::to_string(&self.trunks).unwrap();
        self.trunks = serde_json::from_str(&text).unwrap();
        self.trunks.timeout(self.now);
        let mut asked = None;
        while let Some(output) = self.trunks.poll() {
            match output {
                TrunkOutput::Ask(name, errand, request) => {
                    self.sent += 1;
                    self.trunks.sent(name, errand, SentId(self.sent));
                    assert!(asked.is_none(), "one thing after the other");
                    asked = Some(*request);
                }
                TrunkOutput::Note(note) => {
                    self.said.push(note.name);
                    self.text = note.text;
                }
                TrunkOutput::Trust(_, ip) => self.said.push(format!("trusts {ip}")),
                TrunkOutput::Turned => self.said.push("turned".to_owned()),
                TrunkOutput::News(_) => {}
            }
        }
        asked
    }

    /// The next thing that leaves by itself, and after how many seconds.
    fn next(&mut self) -> (Request, u64) {
        let before = self.now;
        self.now = self.now.max(self.trunks.next_timeout().unwrap().0);
        (self.asked().unwrap(), self.now.since(before).as_secs())
    }

    /// A reply after which nothing leaves at once.
    fn reply(&mut self, request: &Request, status: u16, headers: &[(&str, &str)]) {
        assert!(self.react(request, status, headers).is_none());
    }

    fn react(&mut self, request: &Request, status: u16, headers: &[(&str, &str)]) -> Option<Request> {
        let mut message = Message::response(status, None);
        headers.iter().for_each(|(name, value)| message.push(*name, value));
        let addr = "192.0.2.1:5060".parse().unwrap();
        let flow = Some(Flow { transport: crate::wire::sip::Transport::Udp, local: addr, peer: addr });
        let response = (status != 408).then_some(&message);
        // A challenge took one number more.
        let silent = Obstacle::Silent(crate::wire::sip::Transport::Udp, addr);
        let (proof, obstacle) = (&self.proof.clone(), response.is_none().then_some(&silent));
        let reply = Replied { status, response, cseq: request.cseq.unwrap_or(1) + 1, flow, proof, obstacle };
        assert!(self.trunks.on_replied(self.now, SentId(self.sent), &reply));
        self.asked()
    }
}

fn header(request: &Request, name: Name) -> Option<&str> {
    let found = request.headers.iter().find(|(known, _)| known == name.as_str());
    found.map(|(_, value)| value.as_str())
}

#[test]
fn a_registration_is_one_call_id_with_rising_numbers_and_is_renewed_in_time() {
    let mut yard = Yard::new(trunks(&[("carrier", carrier())], Outbound::default()));
    let first = yard.asked().unwrap();
    assert_eq!((first.method.clone(), first.uri.as_str()), (Method::Register, "sip:carrier.example"));
    assert_eq!(first.from.to_string(), "<sip:alice%40home.example@carrier.example>");
    assert_eq!((first.to.clone(), first.contact.as_deref()), (first.from.clone(), Some("alice@home.example")));
    assert_eq!(header(&first, Name::Expires), Some("600"));
    yard.reply(&first, 200, &[("Contact", "<sip:other@h>;expires=9, <sip:alice%40home.example@us>;expires=300")]);
    assert_eq!(yard.said, ["trusts 192.0.2.1", "trunk_registered"]);
    let (second, after) = yard.next();
    assert_eq!((after, second.call_id == first.call_id), (240, true));
    assert_eq!(second.cseq, Some(first.cseq.unwrap() + 2), "the challenge had a number too");
}

#[test]
fn a_refused_registration_is_tried_ever_more_seldom_and_as_the_trunk_says() {
    let mut yard = Yard::new(trunks(&[("carrier", carrier())], Outbound::default()));
    let mut request = yard.asked().unwrap();
    let mut pauses = Vec::new();
    for _ in 0..8 {
        yard.reply(&request, 408, &[]);
        let (again, after) = yard.next();
        pauses.push(after);
        request = again;
    }
    assert!((30..=60).contains(&pauses[0]), "{pauses:?}");
    assert!((60..=120).contains(&pauses[1]), "{pauses:?}");
    assert!(pauses[5..].iter().all(|pause| (300..=600).contains(pause)), "{pauses:?}");
    yard.reply(&request, 503, &[("Retry-After", "77")]);
    let (request, after) = yard.next();
    assert_eq!(after, 77);
    let again = yard.react(&request, 423, &[("Min-Expires", "1800")]).expect("at once");
    assert_eq!(header(&again, Name::Expires), Some("1800"));
}

#[test]
fn a_registration_that_fails_says_what_has_to_be_mended() {
    for (status, proof, told) in [
        (408, Proof::Unasked, "REGISTER was not answered: nothing came from 192.0.2.1:5060 by udp;"),
        (401, Proof::Disbelieved, "REGISTER was refused with 401: our proof was not believed: username or password"),
        (401, Proof::OtherRealm("pbx".into()), "asked for by the realm \"pbx\", and the login is for another one;"),
        (401, Proof::Unanswerable, "no challenge was Digest with MD5 or SHA-256;"),
        (403, Proof::Unasked, "trunk carrier: REGISTER was refused with 403; the next is due in "),
    ] {
        let mut yard = Yard::new(trunks(&[("carrier", carrier())], Outbound::default()));
        let request = yard.asked().unwrap();
        yard.proof = proof;
        yard.reply(&request, status, &[]);
        assert!(yard.text.contains(told), "{}", yard.text);
    }
}

#[test]
fn a_trunk_that_is_down_is_silent_or_says_that_it_is_out_of_order() {
    for (status, told) in [
        (408, "trunk carrier: OPTIONS was not answered: nothing came from 192.0.2.1:5060 by udp"),
        (503, "trunk carrier: OPTIONS was refused with 503"),
    ] {
        let own = Own { uri: Some("carrier.example".into()), options_every: 60, options_failures: 1, ..Own::default() };
        let mut yard = Yard::new(trunks(&[("carrier", own)], Outbound::default()));
        let request = yard.asked().unwrap();
        yard.reply(&request, status, &[]);
        assert_eq!((yard.said.join(" ").as_str(), yard.text.as_str()), ("trunk_down", told));
    }
}

#[test]
fn a_drain_takes_the_registration_back_and_asks_nothing_more() {
    let mut yard = Yard::new(trunks(&[("carrier", carrier())], Outbound::default()));
    let first = yard.asked().unwrap();
    yard.reply(&first, 200, &[]);
    yard.trunks.drain();
    let last = yard.asked().unwrap();
    assert_eq!((header(&last, Name::Expires), &last.call_id), (Some("0"), &first.call_id));
    assert_eq!(yard.trunks.next_timeout(), None);
}

#[test]
fn a_trunk_is_down_after_some_failures_and_up_after_one_answer() {
    let own = Own { uri: Some("carrier.example".into()), options_every: 60, options_failures: 2, ..Own::default() };
    let mut yard = Yard::new(trunks(&[("carrier", own)], Outbound::default()));
    let mut request = yard.asked().unwrap();
    assert_eq!(request.method, Method::Options);
    for (status, said) in
        [(200, "trunk_up"), (408, ""), (404, ""), (408, ""), (503, "trunk_down"), (408, ""), (405, "trunk_up")]
    {
        yard.said.clear();
        yard.reply(&request, status, &[]);
        assert_eq!(yard.said.join(" "), said, "{status}");
        let (next, after) = yard.next();
        assert!((54..=60).contains(&after), "{after}");
        request = next;
    }
}

fn two(most: u32) -> Trunks {
    let at = |host: &str| Own { uri: Some(host.into()), ..Own::default() };
    let outbound = Outbound { trunk: Some("one".into()), fallback: Some("two".into()), max_failed_calls: most };
    trunks(&[("one", at("one.example")), ("two", at("two.example"))], outbound)
}

#[test]
fn after_so_many_failed_calls_two_trunks_change_places_and_back() {
    let mut trunks = two(3);
    let mut dialog = 0;
    let mut fail = |trunks: &mut Trunks, name: &str, status: u16| {
        dialog += 1;
        trunks.carry(DialogId(dialog), name);
        trunks.on_refused(DialogId(dialog), status);
        trunks.drop_call(DialogId(dialog));
        trunks.active().unwrap().to_owned()
    };
    // Neither challenges nor unknown numbers nor redirections nor what the other one refuses.
    for (name, status) in [("one", 401), ("one", 404), ("one", 407), ("one", 302), ("one", 400), ("two", 503)] {
        assert_eq!(fail(&mut trunks, name, status), "one");
    }
    assert_eq!(fail(&mut trunks, "one", 480), "one");
    assert_eq!(fail(&mut trunks, "one", 486), "one");
    assert_eq!(fail(&mut trunks, "one", 503), "two");
    assert_eq!(fail(&mut trunks, "one", 503), "two", "one that is not active counts for nothing");
    assert_eq!(fail(&mut trunks, "two", 403), "two");
    assert_eq!(fail(&mut trunks, "two", 408), "two");
    assert_eq!(fail(&mut trunks, "two", 603), "one");
}

#[test]
fn limits_hold_for_calls_at_once_and_for_calls_in_a_second() {
    let own = Own { uri: Some("h".into()), calls: 2, ..Own::default() };
    let mut trunks = trunks(&[("t", own), ("quick", Own { calls_per_second: 3, ..carrier() })], Outbound::default());
    for dialog in 1..=2 {
        assert_eq!(trunks.admit(NOW, "t"), Ok(()));
        trunks.carry(DialogId(dialog), "t");
    }
    assert_eq!(trunks.admit(NOW, "t"), Err(Full::Calls));
    trunks.drop_call(DialogId(1));
    assert_eq!(trunks.admit(NOW, "t"), Ok(()));
    let mut admitted = |now: Time| (0..10).filter(|_| trunks.admit(now, "quick").is_ok()).count();
    assert_eq!((admitted(NOW), admitted(NOW)), (3, 0));
    assert_eq!(admitted(NOW + Duration::from_millis(700)), 2);
    assert_eq!(admitted(NOW + Duration::from_secs(60)), 3);
}

#[test]
fn what_cannot_be_called_is_refused_by_its_setting() {
    let fault = |all: &[(&str, Own)], outbound: Outbound| {
        let trunks: BTreeMap<String, Own> = all.iter().map(|(name, own)| ((*name).to_owned(), own.clone())).collect();
        let settings = Settings { trunks, outbound, ..Settings::default() };
        Trunks::new(&settings, Rng::seeded(5)).unwrap_err().setting
    };
    let to = |uri: &str| Own { uri: Some(uri.into()), ..Own::default() };
    assert_eq!(fault(&[("t", to("sip:user@host"))], Outbound::default()), "trunks.t.uri");
    assert_eq!(fault(&[("t", Own { register: true, ..to("h") })], Outbound::default()), "trunks.t.register");
    let outbound = Outbound { trunk: Some("x".into()), ..Outbound::default() };
    assert_eq!(fault(&[("t", to("h"))], outbound), "outbound.trunk");
    let twice = Outbound { trunk: Some("t".into()), fallback: Some("t".into()), ..Outbound::default() };
    assert_eq!(fault(&[("t", to("h"))], twice), "outbound.fallback");
    let setup = Setup::of("t", &to("sips:host:5070;transport=tcp")).unwrap();
    assert_eq!(setup.uri, Some("sips:host:5070;transport=tcp".parse::<Uri>().unwrap()));
    assert_eq!(setup.domain, "host:5070");
}

#[test]
fn a_registration_needs_a_password_which_may_be_empty() {
    let told = Setup::of("t", &Own { password: None, ..carrier() }).unwrap_err();
    assert!(told.setting == "trunks.t.password" && told.text.contains("CALLWRIGHT_TRUNKS__"), "{told:?}");
    assert!(Setup::of("t", &Own { password: Some(String::new()), ..carrier() }).is_ok());
    assert!(Setup::of("t", &Own { password: None, register: false, ..carrier() }).is_ok());
}

#[test]
fn what_can_never_work_is_refused_by_its_setting_with_what_to_do() {
    let own = || Own { register: true, ..carrier() };
    let domain = |domain: &str| Own { from_domain: Some(domain.into()), ..own() };
    let to = |uri: &str| Own { uri: Some(uri.into()), ..own() };
    for (trunk, key, advice) in [
        (domain("sip:carrier.example"), "from_domain", "host[:port]"),
        (domain("us example"), "from_domain", "host[:port]"),
        (domain(" us.example"), "from_domain", "host[:port]"),
        (domain("me@us.example"), "from_domain", "host[:port]"),
        (domain("us.example;transport=tcp"), "from_domain", "host[:port]"),
        (domain("us.example:sip"), "from_domain", "host[:port]"),
        (domain(""), "from_domain", "host[:port]"),
        (Own { max_forwards: 0, ..own() }, "max_forwards", "70"),
        (Own { register_expires: 0, ..own() }, "register_expires", "3600"),
        (Own { relay: Some("t".into()), ..own() }, "relay", "another trunk"),
        (Own { options_every: 30, sources: vec!["192.0.2.1".into()], ..Own::default() }, "options_every", "uri"),
        (to("sip:carrier.example;transport=ws"), "uri", "tls"),
        (Own { outbound_proxy: Some("proxy.example;transport=wss".into()), ..own() }, "outbound_proxy", "tls"),
    ] {
        let told = Setup::of("t", &trunk).err().unwrap_or_else(|| panic!("{key} is taken: {trunk:?}"));
        assert_eq!(told.setting, format!("trunks.t.{key}"), "{told:?}");
        assert!(told.text.contains(advice), "{told:?}");
    }
    for trunk in [
        domain("us.example"),
        domain("us.example:5070"),
        domain("192.0.2.1"),
        domain("[2001:db8::1]"),
        domain("[2001:db8::1]:5070"),
        domain("my_pbx"),
        Own { register: false, register_expires: 0, ..own() },
        Own { relay: Some("other".into()), options_every: 30, ..own() },
    ] {
        assert_eq!(Setup::of("t", &trunk).err(), None, "{trunk:?}");
    }
}

#[test]
fn a_lost_connection_is_registered_over_anew_and_ever_more_seldom_while_it_is_lost_again() {
    let mut yard = Yard::new(trunks(&[("carrier", carrier())], Outbound::default()));
    let first = yard.asked().unwrap();
    yard.reply(&first, 200, &[]);
    let addr = |text: &str| text.parse().unwrap();
    let flow = Flow { transport: Transport::Udp, local: addr("192.0.2.1:5060"), peer: addr("192.0.2.1:5060") };
    yard.trunks.on_closed(yard.now, Flow { transport: Transport::Tcp, ..flow });
    yard.now += Duration::from_secs(60);
    assert!(yard.asked().is_none(), "another connection than its own");
    let mut waits = Vec::new();
    for _ in 0..3 {
        yard.trunks.on_closed(yard.now, flow);
        let (request, after) = yard.next();
        assert_eq!(request.call_id, first.call_id);
        waits.push(after);
        yard.reply(&request, 200, &[]);
    }
    assert!(waits[0] <= 5 && (30..=60).contains(&waits[1]) && (60..=120).contains(&waits[2]), "{waits:?}");
    assert!(yard.trunks.may_know_us(yard.now, "carrier"), "the carrier has not forgotten us");
    // One that has lasted begins anew.
    yard.now += Duration::from_secs(400);
    yard.trunks.on_closed(yard.now, flow);
    assert!(yard.next().1 <= 5);
    // What is lost twice is lost once; how the REGISTER ends that is on its way is heard anyway.
    yard.trunks.on_closed(yard.now, flow);
    assert!(yard.asked().is_none());
}

#[test]
fn transports_that_contradict_the_address_are_refused() {
    let (udp, tls, ws) = (vec![Transport::Udp], vec![Transport::Tls, Transport::Tcp], vec![Transport::Ws]);
    for (transports, uri, proxy, fault) in [
        (&tls, Some("sip:carrier.example"), None, None),
        (&tls, Some("carrier.example;transport=tcp"), None, None),
        (&tls, Some("sips:carrier.example"), None, None),
        (&tls, None, None, None),
        (&tls, Some("carrier.example;transport=udp"), None, Some("uri asks for udp")),
        (&udp, Some("sips:carrier.example"), None, Some("uri asks for tls")),
        (&tls, Some("carrier.example"), Some("proxy.example;transport=udp"), Some("outbound_proxy asks for udp")),
        (&tls, Some("carrier.example;transport=udp"), Some("proxy.example;transport=tcp"), None),
        (&ws, None, None, Some("WebSocket")),
        (&udp, Some("sip:carrier.example;transport=udp"), None, None),
    ] {
        let own = Own {
            transports: transports.clone(),
            uri: uri.map(str::to_owned),
            outbound_proxy: proxy.map(str::to_owned),
            ..Own::default()
        };
        let told = Setup::of("carrier", &own).err();
        assert_eq!(told.is_some(), fault.is_some(), "{uri:?} {proxy:?}: {told:?}");
        if let (Some(told), Some(fault)) = (told, fault) {
            assert!(told.setting == "trunks.carrier.transports" && told.text.contains(fault), "{told:?}");
        }
    }
}

#[test]
fn what_leaves_for_a_trunk_leaves_by_its_transports_and_under_its_name_for_us() {
    let own = Own { transports: vec![Transport::Tls], public_address: Some([203, 0, 113, 7].into()), ..carrier() };
    let mut yard = Yard::new(trunks(&[("carrier", own)], Outbound::default()));
    let request = yard.asked().expect("a registration");
    assert_eq!(request.transport, Transport::Tls);
    assert_eq!(request.peering.public, Some([203, 0, 113, 7].into()));
    assert_eq!(request.peering.transports, [Transport::Tls]);
}
