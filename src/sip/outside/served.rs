//! Their requests outside dialogs, and MESSAGE in one: handed up, and answered when the answer comes down (RFC 3261
//! §8.2). Nothing is decided here but that every one of them is answered in the end.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::base::Time;
use crate::sip::Sip;
use crate::sip::event::Event;
use crate::sip::request::Body;
use crate::sip::response::{Asked, Reply};
use crate::wire::sip::Method;

/// One request of theirs that waits for `Sip::respond`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ServedId(pub u64);

/// The final answer to a request outside a dialog.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// 200–699.
    pub status: u16,
    /// The reason phrase; `None` is the standard one.
    pub phrase: Option<String>,
    /// More headers, in order.
    pub headers: Vec<(String, String)>,
    /// The media type of the body and the body, when there is one.
    pub body: Option<(String, Bytes)>,
}

impl Response {
    /// One that says no more than its status.
    pub fn new(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// With more headers.
    pub fn with_headers(mut self, headers: Vec<(String, String)>) -> Self {
        self.headers.extend(headers);
        self
    }
}

/// Whether requests of this method outside a dialog are handed up.
pub(in crate::sip) const fn is_served(method: &Method) -> bool {
    use Method as M;
    matches!(method, M::Register | M::Message | M::Subscribe | M::Publish | M::Refer | M::Info)
}

impl Sip {
    /// Answers a request that was handed up. One that has been answered already is left alone.
    pub fn respond(&mut self, now: Time, id: ServedId, response: Response) {
        let Some(asked) = self.close_served(id) else { return };
        let passing = self.minter.dialog();
        let tag = self.minter.tag(passing);
        let reply = Reply {
            status: response.status.clamp(200, 699),
            phrase: response.phrase.as_deref(),
            tag: Some(&tag),
            headers: &response.headers,
            body: response.body.map(|(media, bytes)| Body { media, bytes }),
            ..Reply::default()
        };
        self.reply(now, &asked, &reply);
    }

    /// Drops a request without a word; its repetitions are not heard either.
    pub fn ignore_request(&mut self, now: Time, id: ServedId) {
        if let Some(asked) = self.close_served(id) {
            self.txns.mute(now, asked.txn);
        }
    }

    /// A request in order that belongs to no dialog.
    pub(in crate::sip) fn on_served(&mut self, now: Time, asked: Asked) {
        let (message, flow) = (asked.message.clone(), asked.flow);
        let request = self.serve(now, asked);
        self.tell(Event::Requested { request, message, flow });
    }

    /// A request that `respond` will answer.
    pub(in crate::sip) fn serve(&mut self, now: Time, asked: Asked) -> ServedId {
        self.outside.minted += 1;
        let request = ServedId(self.outside.minted);
        // A little before their 64·T1 are over (§17.1.2.2), so that they hear it.
        self.outside.overdue.set(request, now + self.config.t1 * 60);
        self.outside.served.insert(request, asked);
        request
    }

    /// How many of them have this Call-ID.
    pub(in crate::sip) fn open_in(&self, call_id: &str) -> usize {
        self.outside.served.values().filter(|asked| asked.message.call_id() == call_id).count()
    }

    /// Nobody answered.
    pub(in crate::sip) fn on_served_overdue(&mut self, now: Time, id: ServedId) {
        self.respond(now, id, Response::new(500));
    }

    fn close_served(&mut self, id: ServedId) -> Option<Asked> {
        self.outside.overdue.stop(&id);
        self.outside.served.remove(&id)
    }
}
