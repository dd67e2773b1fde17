//! One call: one far party, one SIP dialog, one media line, at most one script. Data and small questions about it; what
//! changes it is `family`.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::{CallSid, Time};
use crate::call::ask::Jar;
use crate::call::destination::Destination;
use crate::call::detection::Detection;
use crate::call::family::{Forwarding, Provisional};
use crate::call::hook::{Param, Subscription};
use crate::call::script::Script;
use crate::call::transfer::{Owed, Transfer};
use crate::call::verdict::{CallStatus, Verdict};
use crate::media::LineId;
use crate::media::offer::{Codec, Session};
use crate::sip::registrar::BindingId;
use crate::sip::{DialogId, ReferId};

/// A call's place in its family: its calls in order of their birth. The first one is the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CallId(pub u32);

/// The call that brought the family into being.
pub const ROOT: CallId = CallId(0);

/// One call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Call {
    /// Its name to the outside.
    pub sid: CallSid,
    /// Who called whom, and how.
    pub side: Side,
    /// Written in one place only: `family/phase.rs`.
    pub phase: Phase,
    /// Names, headers and addresses for the application.
    pub party: Party,
    /// When the INVITE came or left.
    pub started: Time,
    /// The first 18x sent or received.
    pub rang: Option<Time>,
    /// 2xx sent or received.
    pub answered: Option<Time>,
    /// The dialog, once there is one.
    pub dialog: Option<DialogId>,
    /// The line and what was negotiated for it.
    pub sound: Option<Sound>,
    /// The document at work on this call.
    pub script: Option<Script>,
    /// Who is told about its progress.
    pub subscription: Option<Subscription>,
    /// Cookies of its application; gone with the call.
    pub jar: Jar,
    /// The last key and when it came, so that a key that arrives by two means counts once (spec §2.1 step 13).
    pub last_key: Option<(char, Carrier, Time)>,
    /// The registered telephone at its far end, where we called one.
    pub contact: Option<BindingId>,
    /// The call whose Dial holds this one: it ends with that one and is reported to it. The first call has none, nor
    /// has one that a transfer has set free.
    pub holder: Option<CallId>,
    /// How it came to be transferred, if it was.
    pub transfer: Option<Box<Transfer>>,
    /// Who is told how the transfer ends that its document is about, until told.
    pub owed: Option<Owed>,
    /// The REFER of its verb, the latest.
    pub referring: Option<ReferId>,
    /// The number it goes out to through a trunk, where it may cost something (threats-and-faults A11).
    pub toll: Option<String>,
    /// Where its signalling comes from; media is learned from there first (threats-and-faults M1).
    pub signalled_from: Option<IpAddr>,
    /// The trunk that carries it, where we called one.
    pub trunk: Option<String>,
    /// Who has answered it, where its noun wants that to be known.
    pub detection: Option<Box<Detection>>,
    /// What SDP says to it instead of our address, where its trunk has an address of ours of its own.
    pub public: Option<IpAddr>,
    /// The same number by another trunk, as long as nobody rings.
    pub(in crate::call) detour: Option<Box<Detour>>,
    /// Where else it may go, where 3xx is followed.
    pub(in crate::call) forwarding: Option<Box<Forwarding>>,
    /// Why the far party ended or refused it, as others may be told (RFC 3326).
    pub parting: Option<String>,
}

/// What a number needs that may yet leave by another trunk than by the one first thought of: that
/// has no room, or no server that takes the call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::call) struct Detour {
    /// Where it would go.
    pub(in crate::call) to: Destination,
    /// Who calls, as the document says.
    pub(in crate::call) caller_id: Option<String>,
}

/// Whom an outgoing call has reached, as far as it matters what they may ask for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reached {
    /// The client, whichever of its telephones it is.
    pub client: Option<String>,
    /// The trunk that carries the call.
    pub trunk: Option<String>,
    /// Where it is signalled from.
    pub source: Option<IpAddr>,
}

/// What carried a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Carrier {
    /// SIP INFO.
    Info,
    /// RFC 4733.
    Event,
}

/// Direction as data, not as two implementations.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Side {
    /// They called us.
    Inbound {
        /// The SDP offer of the INVITE; empty when it had none.
        offer: bytes::Bytes,
        /// Hops it may still take.
        max_forwards: u8,
    },
    /// We call them, for `parent`.
    Outbound {
        /// Whose Dial.
        parent: CallId,
        /// What the final response and its `X-` headers were.
        response: Response,
        /// What another offer to the same target would need.
        plan: Option<Box<Plan>>,
        /// CANCEL has left; how the call ends once its INVITE has a final response.
        taken_back: Option<Verdict>,
    },
}

/// The final response to our INVITE, as action parameters need it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Response {
    /// Something came back, if only 100.
    pub heard: bool,
    /// Call-ID of our INVITE.
    pub call_id: Option<String>,
    /// The `X-` headers, as received.
    pub x_headers: Vec<(String, String)>,
    /// The last provisional response but 100.
    pub provisional: Option<Provisional>,
}

/// How an outgoing call was set up, kept while its offer may still change.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Plan {
    /// The INVITE as sent.
    pub invite: crate::sip::Invite,
}

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// An outgoing call whose INVITE has left or is about to.
    Queued,
    /// 18x was sent or received.
    Ringing,
    /// Answered.
    Up {
        /// Since when.
        since: Time,
    },
    /// Over, once and for all.
    Over {
        /// When.
        at: Time,
        /// How.
        verdict: Verdict,
    },
}

/// The line of a call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sound {
    /// Its name.
    pub line: LineId,
    /// The bound RTP address.
    pub local: SocketAddr,
    /// Offer and answer so far.
    pub session: Session,
    /// The description we gave the peer for its INVITE, so that 183 and 200 say the same.
    pub said: Option<bytes::Bytes>,
    /// Ports that another program turned out to have before this one was found.
    pub tries: u8,
    /// We made an offer that the next ACK has to answer.
    pub answer_owed: bool,
    /// The codecs that both sides know; empty before the peer's description is known.
    pub agreed: Vec<Codec>,
}

/// What the application learns about the far party (spec §6.2).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Party {
    /// Caller.
    pub from: String,
    /// Called.
    pub to: String,
    /// What is called is ours, and its application has the call.
    #[serde(default)]
    pub is_ours: bool,
    /// Display name of the caller, where the number wants it.
    pub caller_name: Option<String>,
    /// Display name the caller gave, passed on when a Dial sets no callerId (spec §4.4).
    pub display: Option<String>,
    /// It does not want to be known to whoever is called (RFC 3323).
    pub is_private: bool,
    /// User part of Diversion.
    pub forwarded_from: Option<String>,
    /// `X-` headers of the initial INVITE and the raw Diversion, as received.
    pub headers: Vec<(String, String)>,
    /// Call-ID.
    pub sip_call_id: Option<String>,
    /// Host of the Request-URI.
    pub domain: Option<String>,
    /// The digest user.
    pub username: Option<String>,
    /// What the signature of the caller's number is worth (RFC 8224), where it was checked.
    pub verstat: Option<String>,
    /// The peer's address.
    pub source_ip: Option<String>,
}

impl Call {
    /// The status as the application sees it now (spec §7.1).
    pub fn status(&self) -> CallStatus {
        match self.phase {
            Phase::Queued => CallStatus::Queued,
            Phase::Ringing => CallStatus::Ringing,
            Phase::Up { .. } => CallStatus::InProgress,
            Phase::Over { verdict, .. } => verdict.status,
        }
    }

    /// Whether nothing can happen to it any more.
    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over { .. })
    }

    /// The end that waits for the final response to a CANCELed INVITE.
    pub fn taken_back(&self) -> Option<Verdict> {
        match self.side {
            Side::Outbound { taken_back, .. } => taken_back,
            Side::Inbound { .. } => None,
        }
    }

    /// Whether it is answered and alive.
    pub fn is_up(&self) -> bool {
        matches!(self.phase, Phase::Up { .. })
    }

    /// Whether sound reaches it: it is answered, or has a description for early media.
    pub fn hears(&self) -> bool {
        self.is_up() || self.sound.as_ref().is_some_and(|sound| sound.said.is_some())
    }

    /// The end, once there.
    pub fn verdict(&self) -> Option<Verdict> {
        match self.phase {
            Phase::Over { verdict, .. } => Some(verdict),
            _ => None,
        }
    }

    /// Whose Dial made it.
    pub fn parent(&self) -> Option<CallId> {
        match self.side {
            Side::Inbound { .. } => None,
            Side::Outbound { parent, .. } => Some(parent),
        }
    }

    /// Whom it has reached.
    pub fn reached(&self) -> Reached {
        let is_client = self.parent().is_some() && self.contact.is_some();
        Reached {
            client: is_client.then(|| self.party.to.clone()),
            trunk: self.trunk.clone(),
            source: self.signalled_from,
        }
    }

    /// The clients that it was made for: it is at a telephone of theirs, or was sent on from there.
    pub fn clients(&self) -> Vec<String> {
        let left = self.forwarding.as_ref().map(|forwarding| forwarding.left()).unwrap_or_default();
        self.reached().client.into_iter().chain(left.iter().cloned()).collect()
    }

    /// The callback for the one who takes its place, whose events are counted anew.
    pub(in crate::call) fn successor(&self) -> Option<Subscription> {
        self.subscription.clone().map(|subscription| Subscription { sequence: 0, ..subscription })
    }

    /// Who is at the other end.
    pub fn far_party(&self) -> &str {
        match self.side {
            Side::Inbound { .. } => &self.party.from,
            Side::Outbound { .. } => &self.party.to,
        }
    }

    /// `inbound` or `outbound-dial`.
    pub fn direction(&self) -> &'static str {
        match self.side {
            Side::Inbound { .. } => "inbound",
            Side::Outbound { .. } => "outbound-dial",
        }
    }

    /// Talk time up to `now` or to its end; zero when it was never answered (spec §7.3).
    pub fn talked(&self, now: Time) -> Duration {
        let end = match self.phase {
            Phase::Over { at, .. } => at,
            _ => now,
        };
        self.answered.map_or(Duration::ZERO, |answered| end - answered)
    }

    /// From the first 18x to the final response (spec §7.3).
    pub fn rang_for(&self, now: Time) -> Duration {
        let end = match (self.answered, self.phase) {
            (Some(answered), _) => answered,
            (None, Phase::Over { at, .. }) => at,
            _ => now,
        };
        self.rang.map_or(Duration::ZERO, |rang| end - rang)
    }

    /// Whether the far side of an INVITE of ours has said anything yet.
    pub fn was_heard(&self) -> bool {
        matches!(&self.side, Side::Outbound { response, .. } if response.heard)
    }

    /// Whether another trunk may take it.
    pub const fn has_detour(&self) -> bool {
        self.detour.is_some()
    }

    /// Who has answered, for a request.
    pub fn detected(&self) -> Vec<Param> {
        self.detection.as_ref().map(|detection| detection.params()).unwrap_or_default()
    }

    /// The line, once it has one.
    pub fn line(&self) -> Option<LineId> {
        self.sound.as_ref().map(|sound| sound.line)
    }
}

/// Whole seconds, rounded to the nearest (spec §7.3).
pub fn rounded_secs(span: Duration) -> u64 {
    (span.as_millis() as u64 + 500) / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_rounded_to_the_nearest_second() {
        for (millis, secs) in [(0, 0), (499, 0), (500, 1), (1499, 1), (1500, 2)] {
            assert_eq!(rounded_secs(Duration::from_millis(millis)), secs, "{millis}");
        }
    }
}
