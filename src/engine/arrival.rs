//! From SIP messages to what calls need to know of them.

use serde::{Deserialize, Serialize};

use super::route::UserId;
use super::settings::Application;
use super::stir::Verstat;
use crate::base::CallSid;
use crate::call::call::Party;
use crate::call::family::{Arrival, Final, Start};
use crate::call::hook::Subscription;
use crate::call::verb::dial::StatusEvent;
use crate::media::GroupId;
use crate::media::offer::Security;
use crate::sip::DialogId;
use crate::wire::sip::{Flow, Message, Name, NameAddr, Uri};

/// Hops of a request that does not say (RFC 3261 §8.1.1.6).
const MAX_FORWARDS: u8 = 70;

/// What an INVITE has found.
pub(super) struct Lead {
    /// What the call begins with.
    pub(super) start: Start,
    /// The application of the number; an empty one where a client is called straight.
    pub(super) application: Application,
    /// Whose number or client was called.
    pub(super) organization: String,
    /// The host it calls from, where that is not the one of the house.
    pub(super) host: Option<String>,
    /// The digest user.
    pub(super) user: Option<UserId>,
}

impl Lead {
    /// To an application.
    pub(super) fn to_application(application: Application, organization: String, user: Option<UserId>) -> Self {
        let start = Start::Ask { url: application.voice_url.clone(), method: application.voice_method };
        Self { start, application, organization, host: None, user }
    }
}

/// An INVITE from outside on its way to an application.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Incoming {
    /// The name of the call to be.
    pub(super) sid: CallSid,
    pub(super) dialog: DialogId,
    pub(super) request: Message,
    pub(super) flow: Flow,
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
    pub(super) fn read(&self, group: GroupId, called: String, lead: Lead, security: Security) -> Arrival {
        let application = &lead.application;
        let fallback = application.voice_fallback_url.clone();
        Arrival {
            sid: self.sid,
            group,
            dialog: self.dialog,
            party: Party {
                verstat: self.verstat.map(|verstat| verstat.name().to_owned()),
                ..party(&self.request, &self.flow, application, called, lead.user.map(|id| id.login))
            },
            offer: self.request.sdp(),
            source: self.flow.peer.ip().to_canonical(),
            security,
            max_forwards: self.request.max_forwards().unwrap_or(MAX_FORWARDS),
            insists: self.request.has_word(Name::Require, "100rel"),
            organization: lead.organization,
            host: lead.host,
            start: lead.start,
            fallback: fallback.map(|url| (url, application.voice_fallback_method)),
            refer_url: application.refer_url.clone().map(|url| (url, application.refer_method)),
            subscription: subscription(application),
        }
    }
}

/// A final response to an INVITE of ours.
pub(super) fn final_response(status: u16, response: Option<&Message>) -> Final {
    let Some(response) = response else { return Final { status, ..Final::default() } };
    Final {
        status,
        received: true,
        sdp: response.sdp(),
        x_headers: x_headers(response),
        contacts: response.contacts().into_iter().map(|contact| contact.uri).collect(),
    }
}

fn party(request: &Message, flow: &Flow, application: &Application, called: String, username: Option<String>) -> Party {
    let from = request.from();
    let display = from.as_ref().and_then(|from| from.display.clone());
    let mut headers = x_headers(request);
    headers.extend(request.header("Diversion").map(|raw| ("Diversion".to_owned(), raw.into_owned())));
    Party {
        from: from.as_ref().map(|from| name_of(&from.uri)).unwrap_or_default(),
        to: called,
        caller_name: display.clone().filter(|_| application.voice_caller_id_lookup),
        display,
        is_private: false,
        forwarded_from: forwarded_from(request),
        headers,
        sip_call_id: Some(request.call_id().to_owned()),
        domain: request.uri().map(|uri| uri.host().to_owned()),
        username,
        verstat: None,
        source_ip: Some(flow.peer.ip().to_canonical().to_string()),
    }
}

fn x_headers(message: &Message) -> Vec<(String, String)> {
    message.x_headers().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// The user part of Diversion (RFC 5806).
fn forwarded_from(request: &Message) -> Option<String> {
    let diversion = request.header("Diversion")?;
    NameAddr::list(&diversion).next().map(|from| name_of(&from.uri))
}

/// The user, or the host of a URI that has none.
fn name_of(uri: &Uri) -> String {
    uri.user().map_or_else(|| uri.host().to_owned(), |user| user.into_owned())
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
    })
}
