//! How a family comes into being: an INVITE that was let in and found its application (spec §2.1).

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;

use bytes::Bytes;

use super::{Family, Kind, Means, Provisional};
use crate::base::{CallSid, Timers};
use crate::call::ask::{Jar, Question};
use crate::call::call::{Call, CallId, Party, Phase, ROOT, Side};
use crate::call::cue::Cue;
use crate::call::effect::Level;
use crate::call::hook::Subscription;
use crate::call::script::{Page, Script};
use crate::call::verb::{Verb, dial};
use crate::call::verdict::{Cause, Verdict};
use crate::media::GroupId;
use crate::media::offer::{self, Manner};
use crate::sip::DialogId;
use crate::wire::http::Method;

/// An INVITE from outside with the application that shall have it.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The name of the call.
    pub sid: CallSid,
    /// The group its lines will live in.
    pub group: GroupId,
    /// Its dialog.
    pub dialog: DialogId,
    /// Who is calling whom.
    pub party: Party,
    /// The SDP offer; empty when there was none.
    pub offer: Bytes,
    /// Where the signalling came from.
    pub source: IpAddr,
    /// What SDP says to it instead of our address.
    pub public: Option<IpAddr>,
    /// Hops left.
    pub max_forwards: u8,
    /// Provisional responses must be reliable.
    pub insists: bool,
    /// Whose number or client was called.
    pub organization: String,
    /// The host it calls from; the one of the house unless it has its own.
    pub host: Option<String>,
    /// What the call begins with.
    pub start: Start,
    /// How it is spoken with.
    pub manner: Manner,
    /// Asked once when a document request fails (spec §6.6).
    pub fallback: Option<(String, Method)>,
    /// The document of a party that was transferred (spec §10.1).
    pub refer_url: Option<(String, Method)>,
    /// The number's status callback.
    pub subscription: Option<Subscription>,
}

/// What a call begins with.
#[derive(Clone, Debug)]
pub enum Start {
    /// A document of the application.
    Ask {
        /// The document.
        url: String,
        /// How it is asked.
        method: Method,
    },
    /// A Dial that no document says (spec §9.2 step 2a).
    Dial(Box<dial::Order>),
    /// The same between clients: the answer of the callee is the answer to the caller, and `X-` headers pass
    /// (spec §9.5).
    Direct(Box<dial::Order>),
}

impl Arrival {
    /// An address of the version of IP that its sound needs: that of its offer, which need not be that of its
    /// signalling, where there are ports of it.
    pub(super) fn heard_at(&self, means: &Means<'_>) -> IpAddr {
        offer::address_in(&self.offer).filter(|ip| means.ports.serve(*ip)).unwrap_or(self.source)
    }
}

impl Family {
    /// The caller hears 180, where it does not wait for that of whoever is called, and the application is asked. An
    /// offer that can never be answered, or no port to answer it with, ends the call here.
    pub fn born(means: &mut Means<'_>, arrival: Arrival) -> Self {
        let mut family = Self {
            group: arrival.group,
            organization: arrival.organization.clone(),
            host: arrival.host.clone(),
            kind: match arrival.start {
                Start::Ask { .. } => Kind::Application,
                Start::Dial(_) => Kind::Dial,
                Start::Direct(_) => Kind::Direct,
            },
            calls: vec![root(means, &arrival)],
            joined: None,
            substitutes: BTreeMap::new(),
            passing: None,
            fallback: arrival.fallback.clone(),
            refer_url: arrival.refer_url.clone(),
            asking: BTreeMap::new(),
            clips: Vec::new(),
            tapes: BTreeMap::new(),
            transcriptions: BTreeMap::new(),
            hearing: BTreeMap::new(),
            streams: BTreeMap::new(),
            pushes: BTreeMap::new(),
            awaited: Vec::new(),
            timers: Timers::new(),
            inbox: VecDeque::new(),
            effects: VecDeque::new(),
        };
        if let Some((status, why)) = family.unacceptable(means, &arrival) {
            family.note(ROOT, Level::Warning, 0, "refused_at_birth", why);
            family.call_mut(ROOT).script = None;
            family.hang_up(means, ROOT, Verdict::turned_away(status, Cause::NoMedia), None);
        } else {
            // RFC 3262 §5: the first reliable response makes the offer, and this one is ours alone.
            let must_offer = arrival.insists && arrival.offer.is_empty();
            if must_offer || arrival.start.rings_at_once(means.rules) {
                let offer = if must_offer { family.describe(ROOT).ok() } else { None };
                family.ring(means, Provisional { status: 180, x_headers: Vec::new() }, offer);
            }
            family.begin(means, arrival.start);
        }
        family.settle(means);
        family
    }

    /// `X-RestComm-*`, on every response but 100 and on every INVITE (spec §2.1 step 4, §4.4).
    pub(super) fn own_headers(&self, means: &Means<'_>, id: CallId) -> Vec<(String, String)> {
        vec![
            ("X-RestComm-ApiVersion".to_owned(), "2012-04-24".to_owned()),
            ("X-RestComm-AccountSid".to_owned(), means.rules.account.clone()),
            ("X-RestComm-CallSid".to_owned(), means.rules.call_sid(self.call(id).sid)),
        ]
    }

    fn unacceptable(&mut self, means: &mut Means<'_>, arrival: &Arrival) -> Option<(u16, String)> {
        if arrival.offer.is_empty() && !means.rules.allow_delayed_offer {
            return Some((400, "the INVITE has no SDP, and allow_delayed_offer is off".into()));
        }
        if !self.place_line(means, ROOT, arrival.heard_at(means), arrival.manner.codecs.clone(), &arrival.manner) {
            return Some((means.rules.media_failure_code, "no free RTP port of that address family".into()));
        }
        let fault = self.try_offer(ROOT, &arrival.offer)?;
        Some((488, format!("the SDP offer cannot be answered: {fault}")))
    }

    fn begin(&mut self, means: &mut Means<'_>, start: Start) {
        match start {
            Start::Ask { url, method } => {
                let params = self.standard(means, ROOT, self.call(ROOT).status().name());
                self.ask(means, ROOT, Question { url, base: None, method, params });
            }
            Start::Dial(order) | Start::Direct(order) => self.begin_dial(ROOT, *order),
        }
    }

    /// A Dial that no document says.
    pub(super) fn begin_dial(&mut self, id: CallId, order: dial::Order) {
        if let Some(script) = &mut self.call_mut(id).script {
            script.turn_page(Page { url: String::new(), verbs: vec![Verb::Dial(Box::new(order))] });
            self.cue(id, Cue::Begin);
        }
    }
}

pub(super) fn root(means: &mut Means<'_>, arrival: &Arrival) -> Call {
    Call {
        sid: arrival.sid,
        side: Side::Inbound { offer: arrival.offer.clone(), max_forwards: arrival.max_forwards },
        phase: Phase::Queued,
        party: arrival.party.clone(),
        started: means.now,
        rang: None,
        answered: None,
        dialog: Some(arrival.dialog),
        sound: None,
        script: Some(Script::main()),
        subscription: arrival.subscription.clone(),
        jar: Jar::default(),
        last_key: None,
        contact: None,
        holder: None,
        transfer: None,
        owed: None,
        referring: None,
        toll: None,
        signalled_from: Some(arrival.source),
        trunk: None,
        detection: None,
        public: arrival.public,
        detour: None,
        forwarding: None,
        parting: None,
    }
}
