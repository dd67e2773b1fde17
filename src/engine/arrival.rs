//! From SIP messages to what calls need to know of them.

use serde::{Deserialize, Serialize};

use super::route::{Destination, Route};
use super::settings::{Application, DEFAULT, Settings, User};
use super::stir::Verstat;
use crate::base::CallSid;
use crate::call::call::Party;
use crate::call::diversion;
use crate::call::family::{Arrival, Final, Provisional, Start};
use crate::call::hook::{Subscriber, Subscription};
use crate::call::verb::dial::{Order, StatusEvent};
use crate::media::GroupId;
use crate::media::offer::Manner;
use crate::sip::{DialogId, Proof};
use crate::wire::sip::{Flow, Message, Name, NameAddr, Uri};

/// Hops of a request that does not say (RFC 3261 §8.1.1.6).
const MAX_FORWARDS: u8 = 70;

/// Seconds that somebody rings at most who is dialled straight: what proxies wait (RFC 3261 §16.6 item 11).
const RING: u32 = 180;

/// An INVITE from outside on its way to an application.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Incoming {
    /// The name of the call to be.
    pub(super) sid: CallSid,
    pub(super) dialog: DialogId,
    pub(super) request: Message,
    pub(super) flow: Flow,
    /// Our address as its trunk sees it.
    pub(super) public: Option<std::net::IpAddr>,
    /// The dialog whose place it wants, or why it cannot have it (RFC 3891).
    pub(super) replaces: Option<Result<DialogId, u16>>,
    /// What the signature of its caller's number is worth, once that is known.
    pub(super) verstat: Option<Verstat>,
}

impl Incoming {
    /// The same with a verdict.
    pub(super) fn with(self, verstat: Verstat) -> Self {
        Self { verstat: Some(verstat), ..self }
    }

    /// It has found where it leads.
    pub(super) fn read(&self, group: GroupId, route: &Route, settings: &Settings, manner: Manner) -> Arrival {
        let user = route.user.as_ref().and_then(|id| settings.user(&id.organization, &id.login));
        let other = settings.directory(&route.organization).filter(|directory| directory.name != DEFAULT);
        let host = other.and_then(|directory| directory.hosts().next().map(str::to_owned));
        let application = match &route.to {
            Destination::Application(application) => Some(application),
            _ => None,
        };
        let fallback = application.and_then(|own| Some((own.voice_fallback_url.clone()?, own.voice_fallback_method)));
        Arrival {
            sid: self.sid,
            group,
            dialog: self.dialog,
            party: Party {
                verstat: self.verstat.map(|verstat| verstat.name().to_owned()),
                ..party(&self.request, &self.flow, application, route, user)
            },
            offer: self.request.sdp(),
            source: self.flow.peer.ip().to_canonical(),
            manner,
            public: self.public,
            max_forwards: self.request.max_forwards().unwrap_or(MAX_FORWARDS),
            insists: self.request.has_word(Name::Require, "100rel"),
            organization: route.organization.clone(),
            host,
            start: self::start(settings, route),
            fallback,
            refer_url: application.and_then(|own| settings.transfer_document(own)),
            subscription: application.and_then(subscription),
        }
    }
}

/// A provisional response to an INVITE of ours.
pub(super) fn provisional(response: &Message) -> Provisional {
    Provisional { status: response.status().unwrap_or(183), x_headers: x_headers(response) }
}

/// A final response to an INVITE of ours.
pub(super) fn final_response(status: u16, response: Option<&Message>) -> Final {
    let Some(response) = response else { return Final { status, ..Final::default() } };
    Final {
        status,
        received: true,
        sdp: response.sdp(),
        x_headers: x_headers(response),
        contacts: preferred(response.contacts()),
        diverted: response.header(Name::Diversion).and_then(|raw| diversion::reason_of(&raw)),
        forward: None,
        reason: response.passed_reason(),
        proof: Proof::Unasked,
        obstacle: None,
    }
}

/// The contacts of a 3xx, the preferred first; one that says nothing is as good as any (RFC 3261 §8.1.3.4, §20.10).
fn preferred(mut contacts: Vec<NameAddr>) -> Vec<Uri> {
    let q = |contact: &NameAddr| contact.param("q").and_then(|q| q.parse().ok()).unwrap_or(1.0_f32);
    contacts.sort_by(|one, other| q(other).total_cmp(&q(one)));
    contacts.into_iter().map(|contact| contact.uri).collect()
}

/// What a call begins with: a document of its application, or one `Dial` that no document says. Between clients, and
/// between trunks, the answer of the callee is the answer to the caller (spec §9.2, §9.5).
fn start(settings: &Settings, route: &Route) -> Start {
    match &route.to {
        Destination::Application(own) => Start::Ask { url: own.voice_url.clone(), method: own.voice_method },
        Destination::Client(login) if route.user.is_some() => Start::Direct(Box::new(of_client(settings, login))),
        Destination::Client(login) => Start::Dial(Box::new(Order::of_client(login))),
        Destination::Outbound { number, trunk: None } => Start::Dial(Box::new(of_number(settings, number, None))),
        Destination::Outbound { number, trunk } => {
            Start::Direct(Box::new(of_number(settings, number, trunk.as_deref())))
        }
    }
}

/// The Dial of a user that calls another one straight.
pub(super) fn of_client(settings: &Settings, login: &str) -> Order {
    ringing(Order { time_limit: settings.registrar.call_duration, ..Order::of_client(login) })
}

/// The Dial of a call that goes on by a trunk, the outbound one unless another is named.
pub(super) fn of_number(settings: &Settings, number: &str, trunk: Option<&str>) -> Order {
    let order = Order::of_number(number, trunk);
    let longest = u32::try_from(settings.limits.call_duration).unwrap_or(u32::MAX);
    ringing(Order { time_limit: if trunk.is_none() { longest } else { order.time_limit }, ..order })
}

fn ringing(order: Order) -> Order {
    Order { answer_on_bridge: Some(true), timeout: RING, ..order }
}

fn party(
    request: &Message,
    flow: &Flow,
    application: Option<&Application>,
    route: &Route,
    user: Option<&User>,
) -> Party {
    let from = request.from();
    let login = route.user.as_ref().map(|id| id.login.as_str());
    let identity = Identity { user, login };
    let claimed = from.as_ref().map(|from| name_of(&from.uri)).unwrap_or_default();
    let display = from.as_ref().and_then(|from| from.display.clone()).filter(|_| identity.allows(&claimed));
    let forwarded_from = forwarded_from(request).filter(|from| identity.allows(from));
    let diversions: Vec<_> = request.all(Name::Diversion).filter(|_| forwarded_from.is_some()).collect();
    let mut headers = x_headers(request);
    // Several lines are one list (RFC 3261 §7.3.1).
    headers.extend((!diversions.is_empty()).then(|| ("Diversion".to_owned(), diversions.join(", "))));
    Party {
        from: identity.amend(claimed),
        to: route.called.clone(),
        is_ours: route.is_ours,
        caller_name: display.clone().filter(|_| application.is_some_and(|own| own.voice_caller_id_lookup)),
        display,
        is_private: false,
        forwarded_from,
        headers,
        sip_call_id: Some(request.call_id().to_owned()),
        domain: request.uri().map(|uri| uri.host().to_owned()),
        username: login.map(str::to_owned),
        verstat: None,
        source_ip: Some(flow.peer.ip().to_canonical().to_string()),
    }
}

/// Who a caller may say it is. A user is one of its identities, its login where it has none; anybody else was let in by
/// address and is believed (threats-and-faults A10).
struct Identity<'u> {
    user: Option<&'u User>,
    login: Option<&'u str>,
}

/// The user part of an address that a user claims to be, or what stands for it.
pub(super) fn amended(user: Option<&User>, login: &str, claimed: &Uri) -> String {
    Identity { user, login: Some(login) }.amend(name_of(claimed))
}

impl Identity<'_> {
    fn allows(&self, claimed: &str) -> bool {
        match (self.user, self.login) {
            (Some(user), Some(login)) if user.identities.is_empty() => claimed == login,
            (Some(user), _) => user.identities.iter().any(|own| own == claimed),
            (None, _) => true,
        }
    }

    /// The claim, or what stands for one that is not allowed.
    fn amend(&self, claimed: String) -> String {
        if self.allows(&claimed) {
            return claimed;
        }
        let first = self.user.and_then(|user| user.identities.first().map(String::as_str));
        first.or(self.login).map_or(claimed, str::to_owned)
    }
}

pub(super) fn x_headers(message: &Message) -> Vec<(String, String)> {
    message.x_headers().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// The user part of Diversion, of several the one that has sent the call on last (RFC 5806).
fn forwarded_from(request: &Message) -> Option<String> {
    let diversion = request.header("Diversion")?;
    NameAddr::list(&diversion).next().map(|from| name_of(&from.uri))
}

/// The user, or the host of a URI that has none. Escaped controls mean nothing good (threats-and-faults A12).
pub(super) fn name_of(uri: &Uri) -> String {
    let name = uri.user().map_or_else(|| uri.host().to_owned(), |user| user.into_owned());
    name.chars().filter(|c| !c.is_control()).collect()
}

/// A number's callback speaks of ringing, the answer and the end, unless the setting narrows it (spec §6.8).
fn subscription(application: &Application) -> Option<Subscription> {
    let all = [
        ("ringing", StatusEvent::Ringing),
        ("in-progress", StatusEvent::Answered),
        ("completed", StatusEvent::Completed),
    ];
    let wanted = |name: &str| match &application.status_callback_event {
        Some(names) => names.iter().any(|wanted| wanted == name),
        None => true,
    };
    Some(Subscription {
        url: application.status_callback.clone()?,
        method: application.status_callback_method,
        events: all.into_iter().filter(|(name, _)| wanted(name)).map(|(_, event)| event).collect(),
        sequence: 0,
        of: Subscriber::Number,
    })
}
