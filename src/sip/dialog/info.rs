//! INFO in a dialog: keys pressed, both ways, as before there were packages (RFC 6086 §2). Packages we have none.

use bytes::Bytes;

use crate::base::Time;
use crate::sip::Sip;
use crate::sip::event::{DialogId, Event};
use crate::sip::request::Body;
use crate::sip::response::{Asked, Reply};
use crate::sip::sending::{Errand, Job};
use crate::wire::sip::Method;

impl Sip {
    /// Sends an INFO; only a peer that does not know the dialog is heard of again.
    pub fn info(&mut self, now: Time, dialog: DialogId, content_type: &str, body: Bytes) {
        let Some(up) = self.up(dialog) else { return };
        let mut draft = up.legs.request(Method::Info);
        draft.body = Some(Body { media: content_type.to_owned(), bytes: body });
        let (next, auth) = (up.legs.next(), up.auth.clone());
        self.dispatch(now, Job::new(draft, Errand::Info(dialog)).with_auth(auth), next);
    }

    /// Their INFO, before or after the answer.
    pub(in crate::sip) fn on_info(&mut self, now: Time, dialog: DialogId, asked: Asked) {
        if asked.message.header("Info-Package").is_some() {
            // RFC 6086 §4.2.2: 469, and the list of what we would take, which is empty.
            return self.reply_bare(now, &asked, 469, &[("Recv-Info".to_owned(), String::new())]);
        }
        self.reply(now, &asked, &Reply::new(200));
        let content_type = asked.message.content_type().map(|kind| kind.media).unwrap_or_default();
        self.tell(Event::Info { dialog, content_type, body: asked.message.body });
    }

    /// Our INFO is over (§12.2.1.2: 408, 481 and no answer at all end the dialog).
    pub(in crate::sip) fn on_info_over(&mut self, now: Time, dialog: DialogId, status: u16) {
        if matches!(status, 408 | 481) && self.up(dialog).is_some() {
            self.end(now, dialog, None);
        }
    }
}
