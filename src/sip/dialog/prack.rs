//! Reliable provisional responses and PRACK (RFC 3262), as the callee: which responses are made reliable, their
//! repetition, and what waits for the PRACK. As the caller: `prack_caller.rs`.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::accord::Accord;
use super::incoming::Ringing;
use super::{Dialog, Wait};
use crate::base::Time;
use crate::sip::draft::Refusal;
use crate::sip::event::{DialogId, Event};
use crate::sip::policy::Reliability;
use crate::sip::request::Body;
use crate::sip::response::{Asked, Reply};
use crate::sip::{Sip, route};
use crate::wire::sip::{Flow, Message, Method, Name};

/// The reliable responses to one INVITE.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Reliable {
    /// The number of the last one; zero before the first.
    last: u32,
    unpracked: Option<Unpracked>,
    /// What must not leave before the PRACK, in order.
    later: VecDeque<Later>,
}

/// A reliable response without its PRACK.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Unpracked {
    bytes: Bytes,
    flow: Flow,
    interval: Duration,
    has_sdp: bool,
}

/// A response that waits.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Later {
    Ring { status: u16, headers: Vec<(String, String)>, sdp: Option<Bytes> },
    Answer { headers: Vec<(String, String)>, sdp: Bytes },
}

impl Reliable {
    /// The number that a PRACK may still come for once the INVITE is answered (§3).
    pub(super) fn outstanding(&self) -> Option<u32> {
        self.unpracked.as_ref().map(|_| self.last)
    }
}

impl Sip {
    /// Callers who cannot do what we demand are told so (§3: 421).
    pub(super) fn lacks_reliability(&self, invite: &Message) -> bool {
        self.config.reliable_provisional == Reliability::Required && !can(invite)
    }

    /// A provisional response that must be reliable: it leaves, or waits for the PRACK of the one before.
    pub(super) fn ring_reliably(
        &mut self,
        now: Time,
        dialog: DialogId,
        status: u16,
        headers: &[(String, String)],
        sdp: Option<Bytes>,
    ) {
        let Some(Dialog::Ringing(ringing)) = self.dialogs.get_mut(&dialog) else { return };
        if ringing.reliable.unpracked.is_some() {
            ringing.reliable.later.push_back(Later::Ring { status, headers: headers.to_vec(), sdp });
            return;
        }
        let first = 1 + self.minter.rng.below(1 << 20) as u32;
        let last = ringing.reliable.last;
        ringing.reliable.last = if last == 0 { first } else { last.wrapping_add(1) };
        let number = ringing.reliable.last;
        let asked = ringing.asked.clone();
        let mut all = vec![("Require".to_owned(), "100rel".to_owned()), ("RSeq".to_owned(), number.to_string())];
        all.extend_from_slice(headers);
        let has_sdp = sdp.is_some();
        let body = sdp.and_then(Body::sdp);
        let bytes = self.reply_dialog(now, dialog, &asked, Reply::new(status).headers(&all).body(body));
        let flow = asked.message.via().map_or(asked.flow, |via| route::way_back(asked.flow, &via));
        let interval = self.config.t1;
        if let Some(Dialog::Ringing(ringing)) = self.dialogs.get_mut(&dialog) {
            ringing.reliable.unpracked = Some(Unpracked { bytes, flow, interval, has_sdp });
            // §5: SDP in the first reliable response answers their offer, or is ours where they made none.
            ringing.accord = match std::mem::replace(&mut ringing.accord, Accord::Blank) {
                Accord::Theirs if has_sdp => Accord::Settled(Bytes::new()),
                Accord::Blank if has_sdp => Accord::Ours,
                before => before,
            };
        }
        self.waits.set((dialog, Wait::Provisional), now + interval);
        self.waits.set((dialog, Wait::Prack), now + self.config.t1 * 64);
    }

    /// Whether a provisional response to this INVITE goes reliably.
    pub(super) fn is_reliable(&self, ringing: &Ringing, has_sdp: bool) -> bool {
        let invite = &ringing.asked.message;
        match self.config.reliable_provisional {
            Reliability::Off => false,
            // §5: the first reliable response to an INVITE without offer must make one.
            Reliability::Required => has_sdp || insists(invite) || !matches!(ringing.accord, Accord::Blank),
            Reliability::Supported => insists(invite) || (has_sdp && can(invite)),
        }
    }

    /// §3: no 2xx while a reliable response with SDP has no PRACK. `false` when it may leave now.
    pub(super) fn holds_back(&mut self, dialog: DialogId, headers: &[(String, String)], sdp: &Bytes) -> bool {
        let Some(Dialog::Ringing(ringing)) = self.dialogs.get_mut(&dialog) else { return false };
        let unsettled = ringing.reliable.unpracked.as_ref().is_some_and(|unpracked| unpracked.has_sdp);
        let must_wait = unsettled || matches!(ringing.accord, Accord::Asked(_)) || !ringing.reliable.later.is_empty();
        if must_wait {
            let answer = Later::Answer { headers: headers.to_vec(), sdp: sdp.clone() };
            ringing.reliable.later.push_back(answer);
        }
        must_wait
    }

    /// Whether our 2xx was given and waits.
    pub(super) fn is_answer_held(&self, dialog: DialogId) -> bool {
        let Some(Dialog::Ringing(ringing)) = self.dialogs.get(&dialog) else { return false };
        ringing.reliable.later.iter().any(|later| matches!(later, Later::Answer { .. }))
    }

    /// Their PRACK (§3).
    pub(in crate::sip) fn on_prack(&mut self, now: Time, dialog: DialogId, asked: Asked) {
        let Some(rack) = asked.message.rack() else { return self.reply_bare(now, &asked, 400, &[]) };
        let of_invite = |invite: u32| rack.cseq.method == Method::Invite && rack.cseq.number == invite;
        match self.dialogs.get_mut(&dialog) {
            Some(Dialog::Ringing(ringing)) => {
                let invite = ringing.asked.message.cseq().map_or(0, |cseq| cseq.number);
                if ringing.reliable.outstanding() != Some(rack.rseq) || !of_invite(invite) {
                    return self.reply_bare(now, &asked, 481, &[]);
                }
                ringing.reliable.unpracked = None;
                self.on_pracked(now, dialog, asked);
            }
            // The 2xx went first; one that carries an offer now is like any later offer.
            Some(Dialog::Up(up)) if up.late == Some(rack.rseq) => {
                up.late = None;
                if asked.message.sdp().is_empty() {
                    self.reply(now, &asked, &Reply::new(200));
                } else {
                    self.on_reoffer(now, dialog, asked);
                }
            }
            _ => self.reply_bare(now, &asked, 481, &[]),
        }
    }

    /// The response that was repeated has its PRACK; SDP in it answers our offer or is a further one of theirs (§5).
    fn on_pracked(&mut self, now: Time, dialog: DialogId, asked: Asked) {
        self.waits.stop(&(dialog, Wait::Provisional));
        self.waits.stop(&(dialog, Wait::Prack));
        let Some(Dialog::Ringing(ringing)) = self.dialogs.get_mut(&dialog) else { return };
        let sdp = asked.message.sdp();
        if matches!(ringing.accord, Accord::Ours) {
            ringing.accord = Accord::Settled(Bytes::new());
            self.reply(now, &asked, &Reply::new(200));
            self.tell(Event::Pracked { dialog, answer: sdp });
        } else if sdp.is_empty() {
            self.reply(now, &asked, &Reply::new(200));
        } else {
            return self.on_early_offer(now, dialog, asked);
        }
        self.go_on_ringing(now, dialog);
    }

    /// What waited for the PRACK, or for our answer to a later offer, goes on.
    pub(super) fn go_on_ringing(&mut self, now: Time, dialog: DialogId) {
        loop {
            let Some(Dialog::Ringing(ringing)) = self.dialogs.get_mut(&dialog) else { return };
            if ringing.reliable.unpracked.is_some() || matches!(ringing.accord, Accord::Asked(_)) {
                return;
            }
            match ringing.reliable.later.pop_front() {
                Some(Later::Ring { status, headers, sdp }) => self.ring_reliably(now, dialog, status, &headers, sdp),
                Some(Later::Answer { headers, sdp }) => return self.answer(now, dialog, &headers, sdp),
                None => return,
            }
        }
    }

    /// §3: doubling from T1, without T2 as its limit, over streams too.
    pub(super) fn on_provisional_due(&mut self, now: Time, dialog: DialogId) {
        let Some(Dialog::Ringing(ringing)) = self.dialogs.get_mut(&dialog) else { return };
        let Some(unpracked) = ringing.reliable.unpracked.as_mut() else { return };
        unpracked.interval *= 2;
        let (flow, bytes, interval) = (unpracked.flow, unpracked.bytes.clone(), unpracked.interval);
        self.txns.send(flow, bytes);
        self.waits.set((dialog, Wait::Provisional), now + interval);
    }

    /// §3: 64·T1 without PRACK, so the INVITE is refused with a 5xx.
    pub(super) fn on_prack_overdue(&mut self, now: Time, dialog: DialogId) {
        if matches!(self.dialogs.get(&dialog), Some(Dialog::Ringing(_))) {
            self.refuse(now, dialog, Refusal { status: 504, phrase: None, headers: Vec::new() });
            self.tell(Event::PrackTimeout { dialog });
        }
    }
}

/// Whether the caller understands PRACK.
fn can(invite: &Message) -> bool {
    insists(invite) || invite.has_word(Name::Supported, "100rel")
}

fn insists(invite: &Message) -> bool {
    invite.has_word(Name::Require, "100rel")
}
