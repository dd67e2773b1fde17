//! How an ending is named everywhere: SIP status, call status, cause. The one file that maps failure to names
//! (spec §4.5, §4.6, §7.1, §7.2).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::sip::Obstacle;
use crate::wire::sip::Reason;

/// The status of a call as applications see it (spec §7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallStatus {
    /// Created, nothing sent yet.
    Queued,
    /// The INVITE is leaving; seen in callbacks only.
    Initiated,
    /// 18x sent or received.
    Ringing,
    /// Answered.
    InProgress,
    /// Answered and over.
    Completed,
    /// Refused with 486, 600 or 603, or by `Reject`.
    Busy,
    /// Could not be set up, or broke.
    Failed,
    /// Nobody answered in time.
    NoAnswer,
    /// Taken back before the answer.
    Canceled,
}

impl CallStatus {
    /// As parameters carry it: `no-answer`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Initiated => "initiated",
            Self::Ringing => "ringing",
            Self::InProgress => "in-progress",
            Self::Completed => "completed",
            Self::Busy => "busy",
            Self::Failed => "failed",
            Self::NoAnswer => "no-answer",
            Self::Canceled => "canceled",
        }
    }

    /// The final status of that name.
    pub fn final_named(name: &str) -> Option<Self> {
        [Self::Completed, Self::Busy, Self::Failed, Self::NoAnswer, Self::Canceled]
            .into_iter()
            .find(|status| status.name() == name)
    }

    /// Which of several failed branches speaks for the Dial: busy, then no-answer, failed, canceled (spec §4.6).
    pub const fn weight(self) -> u8 {
        match self {
            Self::Busy => 4,
            Self::NoAnswer => 3,
            Self::Failed => 2,
            Self::Canceled => 1,
            _ => 0,
        }
    }
}

/// Why a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A party hung up.
    Hangup,
    /// The document ended or said `Hangup`.
    Document,
    /// The document said `Reject`.
    Rejected,
    /// The called side refused.
    Refused,
    /// Taken back by the caller.
    Canceled,
    /// Nobody answered within the Dial's `timeout`.
    NoAnswer,
    /// Another branch answered first.
    AnsweredElsewhere,
    /// The call that dialled it is gone.
    CallerGone,
    /// `timeLimit` or the cap on every call.
    TimeLimit,
    /// `hangupOnStar`.
    Star,
    /// The callee did not accept in the screening document.
    Declined,
    /// No ACK to our 200.
    AckTimeout,
    /// No PRACK to a reliable provisional response of ours.
    PrackTimeout,
    /// The session was not refreshed in time (RFC 4028).
    SessionExpired,
    /// No RTP for `rtp_timeout`.
    MediaTimeout,
    /// No RTP for `media.dead_air`, where that ends calls.
    DeadAir,
    /// No port, no common codec, no usable SDP.
    NoMedia,
    /// No ACK with an SDP answer to the offer in our 200.
    NoAnswerSdp,
    /// The document could not be had or read.
    DocumentFault,
    /// Documents replaced each other without end.
    DocumentLoop,
    /// The target of the noun cannot be called.
    BadTarget,
    /// The registered telephone gives no sign of life any more.
    PhoneLost,
    /// The client is registered nowhere.
    NotRegistered,
    /// It asked for a transfer, or gave its place to another call.
    Transferred,
    /// The callee did not believe who we are, however often we proved it.
    AuthLoop,
    /// The callee wanted a login of another realm than ours is for.
    AuthRealm,
    /// The callee wanted a login in a way that we do not know.
    AuthUnknown,
    /// The name service knows no server of that name.
    UnknownHost,
    /// The name service said nothing of use.
    NameService,
    /// No listener, or no transport spoken with the peer, leads there.
    NoTransport,
    /// No connection to the callee could be had.
    NoConnection,
    /// No TLS with the callee.
    NoTls,
    /// Nothing at all came from the callee.
    Unanswered,
    /// Ended by the operator.
    Killed,
}

impl Cause {
    /// The name for records and counters: `media_timeout`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hangup => "hangup",
            Self::Document => "document",
            Self::Rejected => "rejected",
            Self::Refused => "refused",
            Self::Canceled => "canceled",
            Self::NoAnswer => "no_answer",
            Self::AnsweredElsewhere => "answered_elsewhere",
            Self::CallerGone => "caller_gone",
            Self::TimeLimit => "time_limit",
            Self::Star => "star",
            Self::Declined => "declined",
            Self::AckTimeout => "ack_timeout",
            Self::PrackTimeout => "prack_timeout",
            Self::SessionExpired => "session_expired",
            Self::MediaTimeout => "media_timeout",
            Self::DeadAir => "dead_air",
            Self::NoMedia => "no_media",
            Self::NoAnswerSdp => "no_answer_sdp",
            Self::DocumentFault => "document_fault",
            Self::DocumentLoop => "document_loop",
            Self::BadTarget => "bad_target",
            Self::PhoneLost => "phone_lost",
            Self::NotRegistered => "not_registered",
            Self::Transferred => "transferred",
            Self::AuthLoop => "auth_loop",
            Self::AuthRealm => "auth_realm",
            Self::AuthUnknown => "auth_unknown",
            Self::UnknownHost => "unknown_host",
            Self::NameService => "name_service",
            Self::NoTransport => "no_transport",
            Self::NoConnection => "no_connection",
            Self::NoTls => "no_tls",
            Self::Unanswered => "unanswered",
            Self::Killed => "killed",
        }
    }
}

impl Cause {
    /// Why nobody answered our INVITE; nothing where somebody on the way has said it by a status.
    pub const fn of(obstacle: &Obstacle) -> Option<Self> {
        Some(match obstacle {
            Obstacle::UnknownHost(_) => Self::UnknownHost,
            Obstacle::NameService(_) => Self::NameService,
            Obstacle::NoListener(..) | Obstacle::NotSpoken(_) => Self::NoTransport,
            Obstacle::NoConnection(..) => Self::NoConnection,
            Obstacle::NoTls { .. } => Self::NoTls,
            Obstacle::Silent(..) => Self::Unanswered,
            Obstacle::OutOfOrder(..) | Obstacle::NoHops => return None,
        })
    }

    /// Whether it is one of those.
    pub const fn is_unreached(self) -> bool {
        use Cause::{NameService, NoConnection, NoTls, NoTransport, Unanswered, UnknownHost};
        matches!(self, UnknownHost | NameService | NoTransport | NoConnection | NoTls | Unanswered)
    }
}

/// The end of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The final status.
    pub status: CallStatus,
    /// The final SIP status of its INVITE, received or sent.
    pub sip: Option<u16>,
    /// Why.
    pub cause: Cause,
}

impl Verdict {
    /// An answered call that ended in an orderly way.
    pub const fn completed(cause: Cause) -> Self {
        Self { status: CallStatus::Completed, sip: Some(200), cause }
    }

    /// What the far party is told of it by Reason, where that is more than nothing (RFC 3326 §3.1).
    pub fn reason(&self) -> Option<String> {
        let elsewhere = || Reason::sip(200, "Call completed elsewhere").to_string();
        (self.cause == Cause::AnsweredElsewhere).then(elsewhere)
    }

    /// A call that broke or never came to be.
    pub const fn failed(sip: Option<u16>, cause: Cause) -> Self {
        Self { status: CallStatus::Failed, sip, cause }
    }

    /// A branch of ours that was taken back; the far side says 487 to that (spec §4.9).
    pub const fn canceled(cause: Cause) -> Self {
        Self { status: CallStatus::Canceled, sip: Some(487), cause }
    }

    /// A branch that nobody answered in time: 487 will come where anybody is there at all, else there is no response
    /// but the 408 that stands for none (spec §4.9).
    pub const fn no_answer(heard: bool) -> Self {
        let (sip, cause) = if heard { (487, Cause::NoAnswer) } else { (408, Cause::Unanswered) };
        Self { status: CallStatus::NoAnswer, sip: Some(sip), cause }
    }

    /// An outgoing call refused with `status` (spec §7.2); `map` is the operator's own reading of single codes.
    pub fn refused(status: u16, map: &BTreeMap<String, String>) -> Self {
        let mapped = map.get(&status.to_string()).and_then(|name| CallStatus::final_named(name));
        let natural = match status {
            486 | 600 | 603 => CallStatus::Busy,
            487 => CallStatus::Canceled,
            _ => CallStatus::Failed,
        };
        Self { status: mapped.unwrap_or(natural), sip: Some(status), cause: Cause::Refused }
    }

    /// An incoming call turned away by `Reject`, for either reason (spec §7.1).
    pub const fn rejected(status: u16) -> Self {
        Self { status: CallStatus::Busy, sip: Some(status), cause: Cause::Rejected }
    }

    /// An incoming call that we refuse with `status` (spec §7.1: the real outcome).
    pub const fn turned_away(status: u16, cause: Cause) -> Self {
        let named = match status {
            486 | 600 | 603 => CallStatus::Busy,
            408 => CallStatus::NoAnswer,
            487 => CallStatus::Canceled,
            _ => CallStatus::Failed,
        };
        Self { status: named, sip: Some(status), cause }
    }
}

/// The final response to a caller still ringing when all branches of its Dial failed (spec §4.5, RFC 3261 §16.7): a 6xx
/// first, then the lowest class. 401 and 407 never leak. Nor do the contacts of a 3xx, which may be telephones of ours:
/// whoever is called is somewhere else, and we do not go there (§21.4.18).
pub fn best_refusal(codes: &[u16]) -> Option<u16> {
    let presentable = |code: u16| match code {
        300..=399 => 480,
        401 | 407 => 500,
        _ => code,
    };
    let rank = |code: u16| if code >= 600 { 0 } else { code / 100 };
    codes.iter().map(|&code| presentable(code)).min_by_key(|&code| rank(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_get_the_status_of_the_table() {
        let none = BTreeMap::new();
        for (code, status) in [
            (486, CallStatus::Busy),
            (600, CallStatus::Busy),
            (603, CallStatus::Busy),
            (487, CallStatus::Canceled),
            (302, CallStatus::Failed),
            (404, CallStatus::Failed),
            (408, CallStatus::Failed),
            (480, CallStatus::Failed),
            (503, CallStatus::Failed),
            (604, CallStatus::Failed),
        ] {
            assert_eq!(Verdict::refused(code, &none).status, status, "{code}");
        }
    }

    #[test]
    fn the_operator_may_read_a_code_differently() {
        let map = BTreeMap::from([("480".to_owned(), "no-answer".to_owned())]);
        assert_eq!(Verdict::refused(480, &map).status, CallStatus::NoAnswer);
        assert_eq!(Verdict::refused(481, &map).status, CallStatus::Failed);
    }

    #[test]
    fn the_best_refusal_is_a_6xx_then_the_lowest_class_and_leaks_no_challenge() {
        for (codes, best) in [
            (vec![], None),
            (vec![486], Some(486)),
            (vec![503, 486], Some(486)),
            (vec![486, 603], Some(603)),
            (vec![407], Some(500)),
            (vec![302], Some(480)),
            (vec![302, 603], Some(603)),
            (vec![404, 486], Some(404)),
        ] {
            assert_eq!(best_refusal(&codes), best, "{codes:?}");
        }
    }
}
