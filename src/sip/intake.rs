//! What comes in: bytes to messages, messages to transactions, and the checks of RFC 3261 §8.2 in their order before a
//! request reaches its procedure in `dialog/`. What nobody waits for is dropped (S14).

use bytes::Bytes;
use memchr::memmem;

use super::Sip;
use super::config::Config;
use super::dialog::Dialog;
use super::event::{DialogId, Output, Stray};
use super::outside::is_served;
use super::request::Allow;
use super::response::Asked;
use super::route;
use super::sending::{Errand, Job};
use super::txn::{Arrival, TxnId};
use crate::base::Time;
use crate::wire::sip::{Flow, Message, Method, Name, ParseFault, Reason, is_keep_alive};

/// Extensions that a REGISTER may require of us (RFC 3327, RFC 5626).
const REGISTER_EXTENSIONS: [&str; 2] = ["path", "outbound"];

impl Sip {
    /// A datagram or one framed message came.
    pub fn receive(&mut self, now: Time, flow: Flow, bytes: Bytes) {
        if is_keep_alive(&bytes) {
            return;
        }
        match Message::parse_within(bytes, &self.config.limits) {
            Ok(message) if message.is_request() => self.on_request(now, flow, message),
            Ok(message) => self.on_response(now, flow, message),
            Err(fault) => self.on_fault(flow, &fault),
        }
    }

    /// Whether a message belongs to something of ours, whoever sends it: a response to a request of ours, or a request
    /// inside a dialog of ours. Both carry names that nobody can guess.
    pub fn is_expected(&self, bytes: &[u8]) -> bool {
        if bytes.starts_with(b"SIP/2.0 ") {
            return true;
        }
        self.named_in(bytes).next().is_some()
    }

    /// Dialogs of ours whose tags stand in a message.
    pub(super) fn named_in<'m>(&'m self, bytes: &'m [u8]) -> impl Iterator<Item = DialogId> + 'm {
        let instance = self.minter.instance();
        let tags = memmem::find_iter(bytes, instance.as_bytes()).filter_map(|at| {
            let tag = bytes.get(at..).and_then(|rest| rest.get(..instance.len() + 17))?;
            self.minter.dialog_of(std::str::from_utf8(tag).ok()?)
        });
        tags.filter(|dialog| self.dialogs.contains_key(dialog))
    }

    /// A request that cannot be used is answered without a transaction where it can be answered at all (§8.2.7).
    fn on_fault(&mut self, flow: Flow, fault: &ParseFault) {
        let Some(mut reply) = fault.reply() else { return };
        let Some(via) = reply.via() else { return };
        reply.note_source(flow.peer);
        // A header that was there twice must not be there twice in what we say about it.
        for name in [Name::From, Name::To, Name::CallId, Name::CSeq] {
            if let Some(first) = reply.header(name).map(|value| value.into_owned()) {
                reply.set(name, first);
            }
        }
        if let Some(to) = reply.to().filter(|to| to.tag().is_none()) {
            let passing = self.minter.dialog();
            reply.set(Name::To, to.with_tag(&self.minter.tag(passing)));
        }
        reply.push(Name::Server, &self.config.product);
        self.txns.send(route::way_back(flow, &via), reply.to_bytes());
    }

    fn on_request(&mut self, now: Time, flow: Flow, message: Message) {
        let Some(via) = message.via() else { return };
        match self.txns.on_request(now, route::way_back(flow, &via), &message) {
            Some(Arrival::New(txn)) => self.on_new_request(now, Asked { txn, message, flow }),
            Some(Arrival::Ack) => match self.dialog_of(&message) {
                Some(dialog) => self.on_ack(now, dialog, message),
                None => self.out.push_back(Output::Stray(Stray::Ack)),
            },
            Some(Arrival::Absorbed) | None => {}
        }
    }

    fn on_new_request(&mut self, now: Time, asked: Asked) {
        if asked.message.method() == Some(&Method::Cancel) {
            return self.on_cancel(now, &asked);
        }
        if let Some((status, headers)) = fault_of(&asked.message, &self.config) {
            return self.reply_bare(now, &asked, status, &headers);
        }
        if asked.message.to().is_some_and(|to| to.tag().is_some()) {
            return self.on_inner_request(now, asked);
        }
        // §8.2.2.2: a copy of a request that came another way.
        if self.txns.is_merged(asked.txn, &asked.message) {
            return self.reply_bare(now, &asked, 482, &[]);
        }
        self.on_outer_request(now, asked);
    }

    /// A request that belongs to no dialog.
    fn on_outer_request(&mut self, now: Time, asked: Asked) {
        match asked.message.method() {
            // §11: OPTIONS may be answered here whatever Max-Forwards says; nothing else goes on (§16.3).
            Some(Method::Options) => self.on_options(now, &asked),
            _ if asked.message.max_forwards() == Some(0) => self.reply_bare(now, &asked, 483, &[]),
            Some(Method::Invite) => self.on_invite(now, asked),
            Some(method) if is_served(method) => self.on_served(now, asked),
            _ => self.reply_bare(now, &asked, 481, &[]),
        }
    }

    /// A request inside a dialog (§12.2.2).
    fn on_inner_request(&mut self, now: Time, asked: Asked) {
        let Some(dialog) = self.dialog_of(&asked.message) else { return self.reply_bare(now, &asked, 481, &[]) };
        let number = asked.message.cseq().map_or(0, |cseq| cseq.number);
        if !self.take_seq(dialog, number) {
            return self.reply_bare(now, &asked, 500, &[]);
        }
        match (asked.message.method(), self.dialogs.get(&dialog)) {
            (Some(Method::Bye), _) => self.on_bye(now, dialog, &asked),
            (Some(Method::Options), _) => self.on_options(now, &asked),
            (Some(Method::Invite), Some(Dialog::Up(_))) => self.on_reoffer(now, dialog, asked),
            (Some(Method::Update), Some(Dialog::Up(_) | Dialog::Ringing(_) | Dialog::Calling(_))) => {
                self.on_update(now, dialog, asked);
            }
            (Some(Method::Prack), _) => self.on_prack(now, dialog, asked),
            (Some(Method::Info), Some(Dialog::Up(_) | Dialog::Ringing(_) | Dialog::Calling(_))) => {
                self.on_info(now, dialog, asked);
            }
            (Some(Method::Message), Some(Dialog::Up(_) | Dialog::Ringing(_) | Dialog::Calling(_))) => {
                self.on_message(now, dialog, asked);
            }
            (Some(Method::Refer), Some(Dialog::Up(_))) => self.on_refer(now, dialog, asked),
            // RFC 5057 §5.1: a 481 would end the subscription that the dialog is kept for.
            (Some(Method::Refer), Some(Dialog::Leaving(_))) => {
                let reason = Reason::sip(603, "the call is over").to_string();
                self.reply_bare(now, &asked, 603, &[(Name::Reason.as_str().to_owned(), reason)]);
            }
            (Some(Method::Refer), Some(Dialog::Ringing(_) | Dialog::Calling(_))) => {
                self.reply_bare(now, &asked, 404, &[stray_refer()]);
            }
            (Some(Method::Notify), Some(Dialog::Up(_) | Dialog::Leaving(_))) => self.on_notify(now, dialog, &asked),
            (Some(Method::Subscribe), Some(Dialog::Up(_) | Dialog::Leaving(_))) => {
                self.on_subscribe(now, dialog, &asked)
            }
            // The first INVITE has no answer yet (§14.2).
            (Some(Method::Invite), Some(Dialog::Ringing(_))) => self.reply_later(now, &asked),
            (Some(Method::Invite), Some(Dialog::Calling(_))) => self.reply_bare(now, &asked, 491, &[]),
            _ => self.reply_bare(now, &asked, 481, &[]),
        }
    }

    fn on_response(&mut self, now: Time, flow: Flow, response: Message) {
        // §8.1.3.3: more than one Via means that it was not meant for us.
        if response.vias().len() != 1 || !self.txns.has_asked(&response) {
            return self.out.push_back(Output::Stray(Stray::Response));
        }
        let Some(txn) = self.txns.on_response(now, &response) else { return };
        self.on_sign_of_life(txn);
        if self.forks.contains_key(&txn) {
            return self.on_more_2xx(now, txn, flow, &response);
        }
        if response.status().is_some_and(|status| status < 200) {
            return self.on_provisional(now, txn, flow, response);
        }
        if let Some(job) = self.take_job(txn) {
            self.on_final(now, txn, job, flow, response);
        }
    }

    fn on_final(&mut self, now: Time, txn: TxnId, job: Job, flow: Flow, response: Message) {
        let status = response.status().unwrap_or(0);
        match job.errand {
            Errand::Invite(_) => self.on_invite_final(now, txn, job, flow, response),
            Errand::Reinvite { .. } => self.on_reinvite_final(now, txn, job, flow, response),
            Errand::Request(_) => self.on_request_final(now, job, flow, response),
            Errand::Refer { .. } => self.on_refer_final(now, job, flow, &response),
            Errand::Bye(_)
            | Errand::Info(_)
            | Errand::Message { .. }
            | Errand::Notify { .. }
            | Errand::Prack(_)
            | Errand::Update { .. }
                if matches!(status, 401 | 407) =>
            {
                self.on_inner_challenge(now, job, flow, &response);
            }
            Errand::Bye(dialog) => self.on_bye_over(now, dialog, status),
            Errand::Message { .. } => self.on_message_over(now, &job, status, Some(response)),
            Errand::Info(dialog) => self.on_info_over(now, dialog, status),
            Errand::Notify { dialog, id } => self.on_notify_over(dialog, id, status),
            Errand::Update { .. } => self.on_update_over(now, job, status, Some((flow, response))),
            Errand::Late => self.on_late_final(now, txn, job, flow, &response),
            Errand::Ack(_) | Errand::Prack(_) | Errand::Silent => {}
        }
    }

    /// A request inside a dialog was challenged: again with proofs of the realm that the INVITE was authenticated for,
    /// or failed (A7).
    pub(super) fn on_inner_challenge(&mut self, now: Time, mut job: Job, flow: Flow, response: &Message) {
        let rng = &mut self.minter.rng;
        if !job.auth.as_mut().is_some_and(|auth| auth.answer(response, &mut job.draft, rng)) {
            return self.fail(now, job, response.status().unwrap_or(401));
        }
        if let Some(dialog) = job.errand.dialog() {
            self.on_retried(dialog, job.draft.cseq);
        }
        if let Errand::Refer { dialog, id } = job.errand {
            self.on_refer_retried(dialog, id, job.draft.cseq);
        }
        let flow = job.flow().unwrap_or(flow);
        self.resend(now, job, flow);
    }

    fn take_seq(&mut self, dialog: DialogId, number: u32) -> bool {
        match self.dialogs.get_mut(&dialog) {
            Some(dialog) => dialog.take_seq(number),
            None => false,
        }
    }
}

/// Why a REFER outside a confirmed dialog is refused.
fn stray_refer() -> (String, String) {
    (Name::Reason.as_str().to_owned(), Reason::sip(404, "REFER outside a call").to_string())
}

/// What is wrong with a request whatever it belongs to, in the order of §8.2: method, Request-URI, extensions, body.
fn fault_of(request: &Message, config: &Config) -> Option<(u16, Vec<(String, String)>)> {
    let header = |name: Name, value: String| vec![(name.as_str().to_owned(), value)];
    match request.method()? {
        Method::Invite | Method::Bye | Method::Options | Method::Info | Method::Update | Method::Prack => {}
        // What a server above answers, in no dialog of ours.
        method if is_served(method) && request.to().is_some_and(|to| to.tag().is_none()) => {}
        Method::Refer | Method::Notify | Method::Subscribe | Method::Message => {}
        Method::Other(_) => return Some((501, header(Name::Allow, Allow::to(request).to_string()))),
        _ => return Some((405, header(Name::Allow, Allow::to(request).to_string()))),
    }
    let uri = request.uri()?;
    if !uri.is_sip() && !uri.scheme().eq_ignore_ascii_case("tel") {
        return Some((416, Vec::new()));
    }
    let mut required = request.words(Name::Require);
    required.retain(|tag| !config.understands(tag));
    if request.method() == Some(&Method::Register) {
        required.retain(|word| !REGISTER_EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(word)));
    }
    if !required.is_empty() {
        return Some((420, header(Name::Unsupported, required.join(", "))));
    }
    let carries_offer =
        matches!(request.method()?, Method::Invite | Method::Update | Method::Prack) && !request.body.is_empty();
    // §8.2.3: what nobody need understand is passed over.
    let needs_reading = carries_offer && !request.is_body_optional();
    if needs_reading && request.is_body_encoded() {
        return Some((415, vec![("Accept-Encoding".to_owned(), "identity".to_owned())]));
    }
    if needs_reading && request.sdp().is_empty() {
        return Some((415, header(Name::Accept, "application/sdp, multipart/mixed".to_owned())));
    }
    refuses_sdp(request).then(|| (406, Vec::new()))
}

/// Whether an INVITE takes no answer that we could give: it names the types it takes, and SDP is none of them (RFC 4475
/// §3.3.15).
fn refuses_sdp(request: &Message) -> bool {
    let accepted = request.words(Name::Accept);
    let is_sdp = |word: &String| {
        let media = word.split(';').next().unwrap_or_default().trim();
        ["application/sdp", "application/*", "*/*"].iter().any(|known| known.eq_ignore_ascii_case(media))
    };
    request.method() == Some(&Method::Invite) && !accepted.is_empty() && !accepted.iter().any(is_sdp)
}
