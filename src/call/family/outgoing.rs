//! Calls that a Dial makes: the child, its offer, its INVITE (spec §4.3, §4.4).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{Family, Forwarding, Means};
use crate::base::CallSid;
use crate::call::call::{Call, CallId, Detour, Party, Phase, Plan, Response, Side};
use crate::call::destination::{Destination, Unreachable};
use crate::call::effect::{Effect, Level, Signal};
use crate::call::hook::Subscription;
use crate::call::rules::Rules;
use crate::call::trunk::{Caller, Offering, Trunk};
use crate::call::verb::dial::StatusEvent;
use crate::call::verdict::{Cause, Verdict};
use crate::media::offer::{Manner, Security};
use crate::sip::Invite;
use crate::wire::sip::{Name, NameAddr, Transport, Uri};

/// Refusals of a description: 415, 488, 606 (RFC 3261 §21.4.13, §21.4.26, §21.6.4).
const UNACCEPTABLE: [u16; 3] = [415, 488, 606];

impl Family {
    /// Makes a child of `parent` and sends its INVITE. It is there even if that fails: then it is over at once, and its
    /// `completed` callback has said so (spec §6.7).
    pub(in crate::call) fn dial(
        &mut self,
        means: &mut Means<'_>,
        parent: CallId,
        wish: Result<Destination, Unreachable>,
        caller_id: Option<&str>,
        subscription: Option<Subscription>,
    ) -> CallId {
        let called = wish.as_ref().map_or_else(|nobody| nobody.name.clone(), |wish| wish.called.clone());
        let id = self.conceive(means, parent, called, caller_id, subscription);
        match wish {
            Ok(destination) => self.place(means, id, parent, destination, caller_id),
            Err(nobody) => self.gone(means, id, nobody.verdict()),
        }
        id
    }

    /// Encryption was offered and the offer refused as a description: plain RTP is offered in its place, in the same
    /// call.
    pub(super) fn offer_plainly(&mut self, id: CallId, status: u16) -> bool {
        let call = self.call_mut(id);
        let Side::Outbound { plan: Some(plan), .. } = &mut call.side else { return false };
        let was_offer = UNACCEPTABLE.contains(&status) && !plan.invite.offer.is_empty();
        let Some(sound) = call.sound.as_mut().filter(|_| was_offer) else { return false };
        if !sound.session.fall_back() {
            return false;
        }
        plan.invite.offer = sound.session.offer();
        let invite = plan.invite.clone();
        self.note(id, Level::Info, 0, "srtp_refused", format!("encryption was refused with {status}: RTP is offered"));
        self.want(Effect::Signal(id, Signal::Invite(Box::new(invite))));
        true
    }

    /// The callee's name led to the other version of IP than was thought: another line of that version is offered,
    /// where we have addresses of it.
    pub fn on_offer_wanted(&mut self, means: &mut Means<'_>, id: CallId, peer: IpAddr) {
        let Some(sound) = self.call(id).sound.as_ref().filter(|_| !self.call(id).is_over()) else { return };
        let (codecs, has_offered) = (sound.session.codecs().to_vec(), sound.session.has_offered());
        let manner = sound.session.manner();
        if !means.ports.serve(peer.to_canonical()) {
            return self.want(Effect::Signal(id, Signal::OfferAnew(None)));
        }
        self.close_line(means, id);
        if !self.place_line(means, id, peer.to_canonical(), codecs, &manner) {
            self.note(id, Level::Error, 0, "no_port", "no free RTP port for the branch");
            self.hang_up(means, id, Verdict::failed(Some(503), Cause::NoMedia), None);
            return self.settle(means);
        }
        let call = self.call_mut(id);
        let Some(sound) = call.sound.as_mut() else { return };
        let media = sound.local.ip();
        let offer = has_offered.then(|| sound.session.offer());
        if let Side::Outbound { plan: Some(plan), .. } = &mut call.side {
            (plan.invite.offer, plan.invite.media) = (offer.clone().unwrap_or_default(), Some(media));
        }
        self.want(Effect::Signal(id, Signal::OfferAnew(offer)));
    }

    /// An address of the version of IP by which the callee is reached: that of the first hop where it is written. A
    /// name most probably leads to IPv4, whatever its caller uses, where we have any; see `on_offer_wanted`.
    fn family_towards(&self, means: &Means<'_>, parent: CallId, to: &Destination) -> IpAddr {
        let host = first_hop(means, to).host();
        let usual = Some(IpAddr::from(Ipv4Addr::LOCALHOST)).filter(|v4| means.ports.serve(*v4));
        let parents = || self.call(parent).sound.as_ref().map(|sound| sound.local.ip());
        let flow = to.way.as_ref().map(|way| way.flow.peer.ip().to_canonical());
        flow.or(host.parse().ok()).or(usual).or_else(parents).unwrap_or(Ipv6Addr::LOCALHOST.into())
    }

    fn conceive(
        &mut self,
        means: &mut Means<'_>,
        parent: CallId,
        called: String,
        caller_id: Option<&str>,
        subscription: Option<Subscription>,
    ) -> CallId {
        let id = CallId(self.calls.len() as u32);
        self.want(Effect::Conceived);
        let from = caller_id.map_or_else(|| self.call(parent).far_party().to_owned(), user_of);
        self.calls.push(Call {
            sid: CallSid::mint(means.mint.rng()),
            side: Side::Outbound { parent, response: Response::default(), plan: None, taken_back: None },
            phase: Phase::Queued,
            party: Party { from, to: called, ..Party::default() },
            started: means.now,
            rang: None,
            answered: None,
            dialog: None,
            sound: None,
            script: None,
            subscription,
            jar: self.call(parent).jar.heir(),
            last_key: None,
            contact: None,
            holder: Some(parent),
            transfer: None,
            owed: None,
            referring: None,
            toll: None,
            signalled_from: None,
            trunk: None,
            detection: None,
            public: None,
            detour: None,
            forwarding: None,
            parting: None,
        });
        id
    }

    fn place(&mut self, means: &mut Means<'_>, id: CallId, parent: CallId, to: Destination, caller_id: Option<&str>) {
        let hops = self.hops_left(parent);
        if hops == 0 {
            return self.gone(means, id, Verdict::failed(Some(483), Cause::Refused));
        }
        if means.rules.follow_redirects {
            self.call_mut(id).forwarding = Some(Box::new(Forwarding::of(&to, caller_id)));
        }
        if let Some(invite) = self.depart(means, id, parent, to, caller_id, hops) {
            self.tell(means, id, StatusEvent::Initiated);
            self.want(Effect::Signal(id, Signal::Invite(Box::new(invite))));
        }
    }

    /// The INVITE to somebody new. Which trunk takes a number is known when it leaves, for the active one may have no
    /// room; an address that a trunk itself has given is nothing for another.
    pub(super) fn depart(
        &mut self,
        means: &mut Means<'_>,
        id: CallId,
        parent: CallId,
        to: Destination,
        caller_id: Option<&str>,
        hops: u8,
    ) -> Option<Invite> {
        let trunk = means.rules.trunk(to.trunk.as_deref()).filter(|_| to.is_number && to.trunk == means.rules.outbound);
        let by_choice = trunk.is_some_and(|trunk| trunk.number(&to.called).equivalent(&to.uri));
        self.call_mut(id).detour =
            by_choice.then(|| Box::new(Detour { to: to.clone(), caller_id: caller_id.map(str::to_owned) }));
        self.set_out(means, id, parent, to, caller_id, hops)
    }

    /// The trunk of the call has no room, or no server that took it: its number by this one, if nobody said by which.
    /// False when it stays.
    pub fn detour(&mut self, means: &mut Means<'_>, id: CallId, trunk: &str) -> bool {
        if self.call(id).is_over() || self.call(id).taken_back().is_some() {
            return false;
        }
        let Some(detour) = self.call_mut(id).detour.take() else { return false };
        let (Some(trunk), Some(parent)) = (means.rules.trunk(Some(trunk)), self.call(id).parent()) else {
            return false;
        };
        let Detour { mut to, caller_id } = *detour;
        (to.uri, to.credentials) = (trunk.number(&to.called), trunk.credentials.clone());
        to.trunk = Some(trunk.name.clone());
        self.close_line(means, id);
        let hops = self.hops_left(parent);
        if let Some(invite) = self.set_out(means, id, parent, to, caller_id.as_deref(), hops) {
            self.want(Effect::Signal(id, Signal::Invite(Box::new(invite))));
        }
        self.settle(means);
        true
    }

    /// The INVITE to a destination, and the line that it offers; nothing when there is no port for one.
    pub(super) fn set_out(
        &mut self,
        means: &mut Means<'_>,
        id: CallId,
        parent: CallId,
        to: Destination,
        caller_id: Option<&str>,
        hops: u8,
    ) -> Option<Invite> {
        let call = self.call_mut(id);
        call.contact = to.way.as_ref().map(|way| way.binding);
        call.trunk.clone_from(&to.trunk);
        call.public = means.rules.trunk(to.trunk.as_deref()).and_then(|trunk| trunk.peering.public);
        if let Side::Outbound { response, .. } = &mut self.call_mut(id).side {
            response.heard = false;
        }
        let manner = manner_towards(means, &to);
        let own = means.rules.own_codecs_of(to.trunk.as_deref());
        let codecs = self.codecs_towards(parent, if to.codecs.is_empty() { own } else { &to.codecs }, &manner.codecs);
        let like = self.family_towards(means, parent, &to);
        if !self.place_line(means, id, like, codecs, &manner) {
            self.note(id, Level::Error, 0, "no_port", "no free RTP port for the branch");
            self.gone(means, id, Verdict::failed(Some(503), Cause::NoMedia));
            return None;
        }
        self.call_mut(id).toll = to.trunk.as_ref().map(|_| to.called.clone());
        let invite = self.invite(means, id, parent, to, caller_id, hops);
        if manner.security == Security::Offered
            && let Side::Outbound { plan, .. } = &mut self.call_mut(id).side
        {
            *plan = Some(Box::new(Plan { invite: invite.clone() }));
        }
        Some(invite)
    }

    /// The parent's Max-Forwards less one (spec §4.4), so that a loop through ourselves ends.
    pub(super) fn hops_left(&self, parent: CallId) -> u8 {
        match self.call(parent).side {
            Side::Inbound { max_forwards, .. } => max_forwards.saturating_sub(1),
            Side::Outbound { parent, .. } => self.hops_left(parent).saturating_sub(1),
        }
    }

    fn invite(
        &mut self,
        means: &Means<'_>,
        id: CallId,
        parent: CallId,
        to: Destination,
        caller_id: Option<&str>,
        hops: u8,
    ) -> Invite {
        let rules = means.rules;
        let peering = rules.trunk(to.trunk.as_deref()).map(|trunk| trunk.peering.clone()).unwrap_or_default();
        let trunk = rules.trunk(to.trunk.as_deref()).filter(|_| to.is_number);
        let (from, identity) = self.caller(rules, trunk, id, parent, caller_id);
        let contact_user = caller_id.map_or_else(|| self.call(parent).far_party().to_owned(), user_of);
        let mut headers = self.own_headers(means, id);
        headers.extend(self.passed_on(parent));
        // What the document says about the caller stands.
        let own: Vec<_> = to.headers.into_iter().map(|header| asserted(rules, header)).collect();
        headers.extend(identity.into_iter().filter(|(name, _)| !has(&own, name)));
        headers.extend(own);
        let way = to.way.as_deref();
        let route: Vec<_> = match way {
            Some(way) => way.route.clone(),
            None => trunk.and_then(|trunk| trunk.route.clone()).into_iter().collect(),
        };
        // RFC 3892 §2.3: whoever is called because of a transfer learns who asked for it.
        let referred_by = self.call(parent).transfer.as_ref().and_then(|transfer| transfer.referred_by.as_ref());
        headers.extend(referred_by.map(|by| (Name::ReferredBy.as_str().to_owned(), by.to_string())));
        let first_hop = route.first().map_or(&to.uri, |route| &route.uri);
        let is_ours = rules.trunk(to.trunk.as_deref()).is_none_or(|trunk| trunk.offer == Offering::Early);
        let sound = self.call_mut(id).sound.as_mut().filter(|_| is_ours);
        let offer = sound.map(|sound| sound.session.offer()).unwrap_or_default();
        let is_home = rules.is_home(&to.uri);
        Invite {
            transport: Transport::of(first_hop).or(way.map(|way| way.flow.transport)).unwrap_or(peering.usual()),
            from,
            to: NameAddr::new(match way {
                // Whom the caller meant, and not which of the phones this is.
                Some(_) => Uri::sip(Some(&to.called), self.host(rules), None),
                None => to.uri.without_param("transport"),
            }),
            contact_display: Some(contact_user.clone()),
            contact_user,
            // Behind a proxy of its own the phone is reached through that proxy (RFC 3327 §5.4).
            flow: way.filter(|way| way.route.is_empty()).map(|way| way.flow),
            spare: way.map(|way| way.spare.clone()).unwrap_or_default(),
            route,
            target: rules.own_address.filter(|_| way.is_none() && is_home),
            peering,
            max_forwards: trunk.map_or(hops, |trunk| hops.min(trunk.max_forwards)),
            headers,
            offer,
            media: self.call(id).sound.as_ref().map(|sound| sound.local.ip()),
            credentials: to.credentials,
            in_haste: false,
            uri: to.uri,
        }
    }

    /// Who calls: From, and what a trunk is told beside it (spec §4.4).
    fn caller(
        &self,
        rules: &Rules,
        trunk: Option<&Trunk>,
        id: CallId,
        parent: CallId,
        caller_id: Option<&str>,
    ) -> (NameAddr, Vec<(String, String)>) {
        let (party, far) = (&self.call(parent).party, self.call(parent).far_party());
        let user = caller_id.map_or_else(|| far.to_owned(), user_of);
        let display = match caller_id {
            Some(_) => user.clone(),
            None => party.display.clone().unwrap_or_else(|| user.clone()),
        };
        let whole = caller_id.filter(|whole| whole.contains('@')).and_then(whole_uri);
        let Some(trunk) = trunk else {
            let uri = whole.unwrap_or_else(|| Uri::sip(Some(&user), self.host(rules), None));
            return (NameAddr::new(uri).with_display(&display), Vec::new());
        };
        trunk.present(&Caller {
            user: &user,
            display: &display,
            whole,
            is_private: caller_id.is_none() && party.is_private,
            diversions: self.diversions(id, parent, caller_id),
        })
    }

    /// The host that its callers are of.
    pub fn host<'s>(&'s self, rules: &'s Rules) -> &'s str {
        self.host.as_deref().unwrap_or(&rules.host)
    }
}

/// A header of a noun under the name that it goes out by: a document says who calls only where it is trusted to
/// (spec §5.2).
fn asserted(rules: &Rules, (name, value): (String, String)) -> (String, String) {
    match name.strip_prefix("X-").filter(|name| name.eq_ignore_ascii_case("P-Asserted-Identity")) {
        Some(_) if rules.asserted_identity => ("P-Asserted-Identity".to_owned(), value),
        _ => (name, value),
    }
}

fn has(headers: &[(String, String)], name: &str) -> bool {
    headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
}

/// How a destination is spoken with: as whoever is called wants it; encryption is required behind `sips:`.
fn manner_towards(means: &Means<'_>, to: &Destination) -> Manner {
    let trunk = means.rules.trunk(to.trunk.as_deref());
    let own = to.security.or(trunk.and_then(|trunk| trunk.security));
    let by_hop = || if first_hop(means, to).is_sips() { Security::Required } else { means.rules.security };
    Manner {
        codecs: means.rules.codecs_of(to.trunk.as_deref()).to_vec(),
        security: own.unwrap_or_else(by_hop),
        dtmf: to.dtmf.or(trunk.map(|trunk| trunk.dtmf)).unwrap_or_default(),
    }
}

/// Where an INVITE goes first.
fn first_hop<'t>(means: &Means<'t>, to: &'t Destination) -> &'t Uri {
    let route = means.rules.trunk(to.trunk.as_deref()).and_then(|trunk| trunk.route.as_ref());
    route.filter(|_| to.is_number).map_or(&to.uri, |route| &route.uri)
}

/// A callerId with `@` is the whole URI (spec §4.4).
fn whole_uri(text: &str) -> Option<Uri> {
    let text = if text.contains(':') { text.to_owned() } else { format!("sip:{text}") };
    text.parse().ok()
}

/// The user that a callerId amounts to: a number, `client:bob`, or the user of a URI.
fn user_of(caller_id: &str) -> String {
    match whole_uri(caller_id)
        .filter(|_| caller_id.contains('@'))
        .and_then(|uri| uri.user().map(|user| user.into_owned()))
    {
        Some(user) => user,
        None => caller_id.strip_prefix("client:").unwrap_or(caller_id).to_owned(),
    }
}
