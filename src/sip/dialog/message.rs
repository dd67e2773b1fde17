//! MESSAGE in a dialog (RFC 3428): words that parties of a call send each other beside the sound. Theirs are handed up
//! and answered by `respond`, like those outside dialogs; whom they reach is decided above.

use bytes::Bytes;

use crate::base::Time;
use crate::sip::Sip;
use crate::sip::auth::Proof;
use crate::sip::event::{DialogId, Event};
use crate::sip::outside::SentId;
use crate::sip::request::Body;
use crate::sip::response::Asked;
use crate::sip::sending::{Errand, Job};
use crate::wire::sip::{Message, Method, Name};

/// Messages of one dialog that may wait for their answer at once: somebody who types has one, a flood has more.
const OPEN: usize = 8;

impl Sip {
    /// Sends words in a confirmed dialog; the end is one `Event::Replied`, 481 at once where there is no such dialog.
    pub fn message(&mut self, now: Time, dialog: DialogId, content_type: &str, body: Bytes) -> SentId {
        let sent = self.mint_sent();
        let Some(up) = self.up(dialog) else {
            let (proof, obstacle) = (Proof::Unasked, None);
            let (response, flow) = (None, None);
            self.tell(Event::Replied { request: sent, status: 481, response, cseq: 0, flow, proof, obstacle });
            return sent;
        };
        let mut draft = up.legs.request(Method::Message);
        draft.body = (!body.is_empty()).then(|| Body { media: content_type.to_owned(), bytes: body });
        let (next, auth) = (up.legs.next(), up.auth.clone());
        self.dispatch(now, Job::new(draft, Errand::Message { dialog, sent }).with_auth(auth), next);
        sent
    }

    /// Their MESSAGE, before or after the answer.
    pub(in crate::sip) fn on_message(&mut self, now: Time, dialog: DialogId, asked: Asked) {
        if self.open_in(asked.message.call_id()) >= OPEN {
            return self.reply_later(now, &asked);
        }
        let encodings = asked.message.words(Name::ContentEncoding);
        if encodings.iter().any(|word| !word.eq_ignore_ascii_case("identity")) {
            return self.reply_bare(now, &asked, 415, &[("Accept-Encoding".to_owned(), "identity".to_owned())]);
        }
        let content_type = asked.message.header(Name::ContentType).unwrap_or_default().into_owned();
        let body = asked.message.body.clone();
        let request = self.serve(now, asked);
        self.tell(Event::Messaged { dialog, request, content_type, body });
    }

    /// Our MESSAGE is over (§12.2.1.2: 408, 481 and no answer at all end the dialog).
    pub(in crate::sip) fn on_message_over(&mut self, now: Time, job: &Job, status: u16, response: Option<Message>) {
        let Errand::Message { dialog, sent } = job.errand else { return };
        self.on_replied(sent, job, status, response);
        if matches!(status, 408 | 481) && self.up(dialog).is_some() {
            self.end(now, dialog, None);
        }
    }
}
