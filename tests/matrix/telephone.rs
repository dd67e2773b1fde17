//! A telephone of the matrix: SIP machines of its own that answer what must be answered by chance, and otherwise do what
//! they are told.

use std::net::SocketAddr;

use bytes::Bytes;
use callwright::base::{Rng, Time};
use callwright::sip::{Config, DialogId, Event, Invite, Local, Output, Refusal, Sip};
use callwright::wire::sip::{Flow, NameAddr, Transport};

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
}

impl Telephone {
    pub(crate) fn new(index: u8, rng: Rng) -> Self {
        let addr = SocketAddr::from(([192, 0, 2, 10 + index], 5060));
        let local = |transport| Local { transport, addr, advertised: addr.to_string() };
        let config = Config::new(vec![local(Transport::Udp), local(Transport::Tcp)], format!("t{index}"));
        let (ringing, calling, up) = (Vec::new(), Vec::new(), Vec::new());
        Self { sip: Sip::new(config, rng), addr, ringing, calling, up, gone: false }
    }

    pub(crate) fn call(&mut self, now: Time, offer: &'static str) {
        let uri = format!("sip:100@{}", address());
        let named = |text: &str| text.parse::<NameAddr>().expect("a good address");
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
            media: None,
            max_forwards: 70,
            headers: Vec::new(),
            offer: Bytes::from_static(offer.as_bytes()),
            credentials: None,
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
        if let Some(dialog) = self.ringing.pop() {
            self.sip.refuse(now, dialog, Refusal { status, phrase: None, headers: Vec::new() });
        }
    }

    pub(crate) fn hang_up(&mut self, now: Time) {
        if let Some(dialog) = self.up.pop() {
            self.sip.bye(now, dialog, None);
        } else if let Some(dialog) = self.calling.pop() {
            self.sip.cancel(now, dialog);
        } else {
            self.refuse(now, 480);
        }
    }

    pub(crate) fn reoffer(&mut self, now: Time, sdp: &'static str) {
        if let Some(dialog) = self.up.last() {
            self.sip.reinvite(now, *dialog, Bytes::from_static(sdp.as_bytes()));
        }
    }

    pub(crate) fn press(&mut self, now: Time) {
        if let Some(dialog) = self.up.last() {
            let body = Bytes::from_static(b"Signal=*\r\nDuration=100\r\n");
            self.sip.info(now, *dialog, "application/dtmf-relay", body);
        }
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
                self.sip.accept(now, dialog, Bytes::from_static(super::play::SOUND.as_bytes()));
            }
            Event::Canceled { dialog }
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
}
