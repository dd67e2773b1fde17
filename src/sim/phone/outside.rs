//! What a phone says outside calls: that it can be reached, and whatever else a story has it ask.

use bytes::Bytes;

use super::Phone;
use crate::base::Time;
use crate::sip::{Request, SentId};
use crate::wire::sip::{Credentials, Message, Method, NameAddr, Uri};

/// Its REGISTERs: one Call-ID, with numbers that rise (RFC 3261 §10.2).
#[derive(Debug, Default)]
pub(super) struct Registration {
    latest: Option<SentId>,
    cseq: u32,
}

impl Registration {
    /// A request of the phone was answered; its digest retries have used up numbers.
    pub(super) fn on_replied(&mut self, request: SentId, cseq: u32) {
        if self.latest == Some(request) {
            self.cseq = self.cseq.max(cseq);
        }
    }
}

impl Phone {
    /// Sends REGISTER.
    pub(super) fn register(
        &mut self,
        now: Time,
        login: Option<&str>,
        seconds: Option<u32>,
        headers: &[(String, String)],
    ) {
        let login = login.unwrap_or(&self.card.number);
        let whole = login.starts_with("sip:").then(|| login.parse::<Uri>().ok()).flatten();
        let aor = whole.unwrap_or_else(|| Uri::sip(Some(login), &self.home(), None));
        let home = Uri::sip(None, aor.host(), None);
        let user = aor.user().map(|user| user.into_owned());
        let aor = NameAddr::new(aor);
        let expires = seconds.map(|seconds| ("Expires".to_owned(), seconds.to_string()));
        let own_contact = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("Contact"));
        self.registration.cseq += 1;
        let request = Request {
            call_id: Some(format!("registration-of-{}", self.card.name)),
            cseq: Some(self.registration.cseq),
            contact: if own_contact { None } else { user },
            headers: expires.into_iter().chain(headers.iter().cloned()).collect(),
            ..self.to_engine(Method::Register, home, aor.clone(), aor)
        };
        self.registration.latest = Some(self.sip.request(now, request));
        self.settle(now);
    }

    /// Sends any other request.
    pub(super) fn ask(&mut self, now: Time, method: &str, to: &str, headers: &[(String, String)], body: &str) {
        let text = if to.contains(':') { to.to_owned() } else { format!("sip:{to}@{}", self.home()) };
        let (Ok(uri), Ok(method)) = (text.parse::<Uri>(), method.parse()) else { return };
        let from = NameAddr::new(Uri::sip(Some(&self.card.number), &self.home(), None));
        let request = Request {
            contact: Some(self.card.number.clone()),
            headers: headers.to_vec(),
            body: (!body.is_empty()).then(|| ("text/plain".to_owned(), Bytes::from(body.to_owned()))),
            ..self.to_engine(method, uri.clone(), from, NameAddr::new(uri))
        };
        self.sip.request(now, request);
        self.settle(now);
    }

    /// What it answers to OPTIONS, where its story says something else than what a phone would.
    pub(super) fn own_answer(&self, bytes: &Bytes) -> Option<Bytes> {
        let status = self.card.options.filter(|_| bytes.starts_with(b"OPTIONS "))?;
        let request = Message::parse(bytes.clone()).ok()?;
        Some(Message::reply_to(&request, status, None).to_bytes())
    }

    fn to_engine(&self, method: Method, uri: Uri, from: NameAddr, to: NameAddr) -> Request {
        Request {
            transport: self.card.transport,
            target: Some(self.target),
            credentials: self.card.login.as_ref().map(|(user, password)| Credentials::new(user, password)),
            ..Request::new(method, uri, from, to)
        }
    }

    /// The host whose user it is: the engine.
    fn home(&self) -> String {
        self.target.ip().to_string()
    }
}
