//! A telephone of the matrix: SIP machines of its own that answer what must be answered
//! by chance, and otherwise do what they are told.

use std::net::SocketAddr;

use bytes::Bytes;
use callwright::base::{Rng, Time};
use callwright::sip::{
    Config, DialogId, Event, Invite, Local, Output, Refer, ReferId, Refusal, Request, Response, Sip,
};
use callwright::wire::sip::{Credentials, Flow, Method, NameAddr, ReferTo, Replaces, Transport};

use super::house::address;

/// A telephone and the calls it believes to be in.
pub(crate) struct Telephone {
    pub(crate) sip: Sip,
    pub(crate) addr: SocketAddr,
    pub(crate) ringing: Vec<DialogId>,
    pub(crate) calling: Vec<DialogId>,
    pub(crate) up: Vec<DialogId>,
    /// Nothing comes to it or from it any more.
    pub(crate) gone: bool,
    /// The number of its latest REGISTER; digest takes the next ones.
    registered: u32,
}

impl Telephone {
    pub(crate) fn new(index: u8, rng: Rng) -> Self {
        let addr = SocketAddr::from(([192, 0, 2, 10 + index], 5060));
        let local = |transport| Local { transport, addr, advertised: addr.to_string() };
        let config = Config::new(vec![local(Transport::Udp), local(Transport::Tcp)], format!("t{index}"));
        let (ringing, calling, up) = (Vec::new(), Vec::new(), Vec::new());
        Self { sip: Sip::new(config, rng), addr, ringing, calling, up, gone: false, registered: 0 }
    }

    /// Calls the engine, perhaps in the place of somebody who is in a call with it.
    pub(crate) fn call(&mut self, now: Time, whom: &str, offer: &'static str, instead: Option<Replaces>) {
        let uri = format!("sip:{whom}@{}", address());
        let invite = Invite {
            uri: uri.parse().expect("a good URI"),
            from: named(&format!("<sip:alice@{}>", self.addr.ip())),
            to: named(&format!("<{uri}>")),
            contact_user: "alice".into(),
            contact_display: None,
            route: Vec::new(),
            transport: Transport::Udp,
            target: Some(address()),
            flow: None,
            spare: Vec::new(),
            peering: callwright::sip::Peering::default(),
            media: None,
            max_forwards: 70,
            headers: instead.map(|instead| ("Replaces".to_owned(), instead.to_string())).into_iter().collect(),
            offer: Bytes::from_static(offer.as_bytes()),
            credentials: None,
            in_haste: false,
        };
        let dialog = self.sip.invite(now, invite);
        self.calling.push(dialog);
    }

    pub(crate) fn ring(&mut self, now: Time, status: u16, sdp: Option<&'static str>) {
        if let Some(dialog) = self.ringing.last() {
            self.sip.ring(now, *dialog, status, &[], sdp.map(|sdp| Bytes::from_static(sdp.as_bytes())));
        }
    }

    pub(crate) fn answer(&mut self, now: Time, sdp: &'static str) {
        if let Some(dialog) = self.ringing.pop() {
            self.up.push(dialog);
            self.sip.answer(now, dialog, &[], Bytes::from_static(sdp.as_bytes()));
        }
    }

    pub(crate) fn refuse(&mut self, now: Time, status: u16) {
        self.refuse_saying(now, status, Vec::new());
    }

    /// Sends the call on to these contacts.
    pub(crate) fn redirect(&mut self, now: Time, contacts: &str) {
        self.refuse_saying(now, 302, vec![("Contact".to_owned(), contacts.to_owned())]);
    }

    fn refuse_saying(&mut self, now: Time, status: u16, headers: Vec<(String, String)>) {
        if let Some(dialog) = self.ringing.pop() {
            self.sip.refuse(now, dialog, Refusal { status, phrase: None, headers });
        }
    }

    pub(crate) fn hang_up(&mut self, now: Time) {
        if let Some(dialog) = self.up.pop() {
            self.sip.bye(now, dialog, None);
        } else if let Some(dialog) = self.calling.pop() {
            self.sip.cancel(now, dialog, None);
        } else {
            self.refuse(now, 480);
        }
    }

    pub(crate) fn reoffer(&mut self, now: Time, sdp: &'static str) {
        if let Some(dialog) = self.up.last() {
            self.sip.reinvite(now, *dialog, Bytes::from_static(sdp.as_bytes()));
        }
    }

    pub(crate) fn update(&mut self, now: Time, sdp: &'static str) {
        let early = self.ringing.last().or(self.calling.last());
        if let Some(dialog) = self.up.last().or(early) {
            self.sip.update(now, *dialog, Bytes::from_static(sdp.as_bytes()));
        }
    }

    /// An INFO in a call.
    pub(crate) fn inform(&mut self, now: Time, kind: &str, body: &'static str) {
        if let Some(dialog) = self.up.last() {
            self.sip.info(now, *dialog, kind, Bytes::from_static(body.as_bytes()));
        }
    }

    /// Words in a call.
    pub(crate) fn write(&mut self, now: Time) {
        if let Some(dialog) = self.up.last() {
            self.sip.message(now, *dialog, "text/plain", Bytes::from_static(b"good day"));
        }
    }

    /// Asks the engine to call somebody in its place; with `attended` the other party of its other call, if it has one.
    pub(crate) fn refer(&mut self, now: Time, to: &str, attended: bool) {
        let (Some(dialog), other) = (self.up.last(), self.up.first()) else { return };
        let name = other.filter(|other| attended && *other != dialog).and_then(|other| self.sip.replaces(*other));
        let name = name.map(|name| name.to_string().replace(';', "%3B").replace('=', "%3D").replace('@', "%40"));
        let to = named(&format!("<{to}{}>", name.map(|name| format!("?Replaces={name}")).unwrap_or_default()));
        let refer = Refer { to: ReferTo(to), referred_by: None, wants_notify: true };
        self.sip.refer(now, *dialog, &refer);
    }

    /// How its latest call is named to whoever shall take its place.
    pub(crate) fn name(&self) -> Option<Replaces> {
        self.up.last().and_then(|dialog| self.sip.replaces(*dialog))
    }

    /// Registers as kate for so many seconds; 0 is no longer.
    pub(crate) fn register(&mut self, now: Time, seconds: u32, transport: Transport) {
        let kate = named(&format!("<sip:kate@{}>", address()));
        let home = format!("sip:{}", address()).parse().expect("a good URI");
        self.registered += 10;
        let request = Request {
            transport,
            target: Some(address()),
            credentials: Some(Credentials::new("kate", "secret")),
            call_id: Some(format!("kate-{}", self.addr)),
            cseq: Some(self.registered),
            contact: Some("kate".into()),
            headers: vec![("Expires".into(), seconds.to_string())],
            ..Request::new(Method::Register, home, kate.clone(), kate)
        };
        self.sip.request(now, request);
    }

    pub(crate) fn receive(&mut self, now: Time, flow: Flow, bytes: Bytes) {
        if !self.gone {
            self.sip.receive(now, flow, bytes);
        }
    }

    /// What leaves; events are taken up on the way.
    pub(crate) fn poll(&mut self, now: Time, rng: &mut Rng) -> Option<(Flow, Bytes)> {
        while let Some(output) = self.sip.poll() {
            match output {
                Output::Send { flow, bytes } if !self.gone => return Some((flow, bytes)),
                Output::Event(event) => self.on_event(now, event, rng),
                _ => {}
            }
        }
        None
    }

    fn on_event(&mut self, now: Time, event: Event, rng: &mut Rng) {
        match event {
            Event::Incoming { dialog, .. } => self.ringing.push(dialog),
            Event::Answered { dialog, .. } if self.calling.contains(&dialog) => {
                self.calling.retain(|other| *other != dialog);
                self.up.push(dialog);
            }
            Event::Reoffered { dialog, .. } if rng.chance(0.2) => self.sip.decline(now, dialog, 488),
            Event::Reoffered { dialog, .. } => {
                self.sip.accept(now, dialog, Bytes::from_static(super::deeds::SOUND.as_bytes()));
            }
            Event::Requested { request, .. } => {
                let status = [200, 200, 200, 403, 503][rng.below(5) as usize];
                self.sip.respond(now, request, Response::new(status));
            }
            Event::Messaged { request, .. } => self.sip.respond(now, request, Response::new(200)),
            Event::RefreshDue { dialog } => {
                self.sip.reinvite(now, dialog, Bytes::from_static(super::deeds::SOUND.as_bytes()));
            }
            Event::Offered { dialog, .. } => {
                self.sip.acknowledge(now, dialog, Bytes::from_static(super::deeds::SOUND.as_bytes()));
            }
            Event::Referred { dialog, id, .. } => self.on_referred(now, dialog, id, rng),
            Event::Canceled { dialog, .. }
            | Event::Expired { dialog }
            | Event::PrackTimeout { dialog }
            | Event::AckTimeout { dialog }
            | Event::Refused { dialog, .. }
            | Event::Ended { dialog, .. } => {
                for list in [&mut self.ringing, &mut self.calling, &mut self.up] {
                    list.retain(|other| *other != dialog);
                }
            }
            _ => {}
        }
    }

    /// The engine asks it to call somebody: it tells how that went, without doing it.
    fn on_referred(&mut self, now: Time, dialog: DialogId, id: ReferId, rng: &mut Rng) {
        if rng.chance(0.3) {
            return self.sip.refuse_refer(now, dialog, id, 603, &[]);
        }
        self.sip.accept_refer(now, dialog, id, true);
        if rng.chance(0.8) {
            let status = [200, 486][rng.below(2) as usize];
            self.sip.notify_refer(now, dialog, id, status, true);
        }
    }
}

fn named(text: &str) -> NameAddr {
    text.parse().expect("a good address")
}
