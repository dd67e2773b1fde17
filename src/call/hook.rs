//! What is said to the customer's URLs: the standard parameters of every request and the callbacks about a call's
//! progress (spec §6.2, §6.7, §6.8). A new callback parameter goes here and nowhere else.

use serde::{Deserialize, Serialize};

use crate::base::Time;
use crate::call::call::{Call, rounded_secs};
use crate::call::rules::Rules;
use crate::call::verb::dial::StatusEvent;
use crate::wire::http::Method;

/// Name and value of one form parameter.
pub type Param = (String, String);

/// SipHeader_ parameters in one request (spec §6.2).
const SIP_HEADERS: usize = 100;
/// Bytes of one SipHeader_ value (spec §6.2).
const SIP_HEADER_BYTES: usize = 8 << 10;

/// Who is told about the progress of one call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Subscription {
    /// Absolute URL.
    pub url: String,
    /// How.
    pub method: Method,
    /// About what.
    pub events: Vec<StatusEvent>,
    /// The next SequenceNumber; from 0, one for each callback fired (spec §6.7).
    pub sequence: u32,
    /// Whose it is: in the words of that a call is spoken of which takes the place of another.
    pub of: Subscriber,
}

/// What a callback is an attribute of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subscriber {
    /// A noun of a Dial (spec §6.7).
    Noun,
    /// A number (spec §6.8).
    Number,
}

impl Subscription {
    /// Whether `event` is wanted.
    pub fn wants(&self, event: StatusEvent) -> bool {
        self.events.contains(&event)
    }
}

/// The parameters of every document request and callback of `call` (spec §6.2). `status` is given apart, since a
/// callback speaks of its own moment.
pub fn standard(call: &Call, parent: Option<&Call>, bridged: Option<&Call>, status: &str, rules: &Rules) -> Vec<Param> {
    let party = &call.party;
    let mut params = vec![
        param("CallSid", rules.call_sid(call.sid)),
        param("AccountSid", &rules.account),
        param("From", &party.from),
        param("To", &party.to),
        param("Caller", &party.from),
        param("Called", &party.to),
        param("CallStatus", status),
        param("ApiVersion", "2012-04-24"),
        param("Direction", call.direction()),
        param("CallTimestamp", call.started.rfc2822()),
        param("InstanceId", &rules.instance),
    ];
    let optional = [
        ("CallerName", rules.compat.or_null(party.caller_name.clone())),
        ("ForwardedFrom", rules.compat.or_null(party.forwarded_from.clone())),
        ("OutboundCallSid", bridged.map(|other| rules.call_sid(other.sid))),
        ("ParentCallSid", parent.map(|parent| rules.call_sid(parent.sid))),
        ("SipCallId", party.sip_call_id.clone()),
        ("SipDomain", party.domain.clone()),
        ("SipUsername", party.username.clone()),
        ("SipSourceIp", party.source_ip.clone()),
        ("StirVerstat", party.verstat.clone()),
    ];
    params.extend(optional.into_iter().filter_map(|(name, value)| Some(param(name, value?))));
    params.extend(sip_headers("SipHeader_", &party.headers));
    if let Some(transfer) = &call.transfer {
        params.push(param("ReferTarget", &transfer.target));
        params.push(param("Transferor", &transfer.transferor));
        params.push(param("Transferee", &transfer.transferee));
    }
    params
}

/// SIP headers as parameters, `SipHeader_X-Account`; what exceeds the limits of spec §6.2 is dropped.
pub fn sip_headers(prefix: &str, headers: &[(String, String)]) -> Vec<Param> {
    headers
        .iter()
        .filter(|(_, value)| value.len() <= SIP_HEADER_BYTES)
        .take(SIP_HEADERS)
        .map(|(name, value)| param(&format!("{prefix}{name}"), value))
        .collect()
}

/// What a callback says besides the standard parameters (spec §6.7).
pub fn progress(call: &Call, of: Subscriber, event: StatusEvent, sequence: u32, now: Time) -> Vec<Param> {
    let mut params = vec![
        param("StatusCallbackEvent", event_name(of, event)),
        param("Timestamp", now.rfc2822()),
        param("CallbackSource", "call-progress-events"),
        param("SequenceNumber", sequence),
    ];
    if event == StatusEvent::Completed {
        params.extend(ending(call, of, now));
    }
    params
}

/// What only the last callback says.
fn ending(call: &Call, of: Subscriber, now: Time) -> Vec<Param> {
    let talked = rounded_secs(call.talked(now));
    let mut params = vec![param("CallDuration", talked), param("RingDuration", rounded_secs(call.rang_for(now)))];
    if of == Subscriber::Number {
        params.push(param("Duration", talked.div_ceil(60)));
    }
    if let Some(sip) = call.verdict().and_then(|verdict| verdict.sip) {
        params.push(param("SipResponseCode", sip));
    }
    params
}

/// A number's callback names the answer `in-progress` (spec §6.8), a leg's `answered` (spec §6.7).
fn event_name(of: Subscriber, event: StatusEvent) -> &'static str {
    match event {
        StatusEvent::Initiated => "initiated",
        StatusEvent::Ringing => "ringing",
        StatusEvent::Answered if of == Subscriber::Number => "in-progress",
        StatusEvent::Answered => "answered",
        StatusEvent::Completed => "completed",
    }
}

/// One parameter.
pub fn param(name: &str, value: impl ToString) -> Param {
    (name.to_owned(), value.to_string())
}
