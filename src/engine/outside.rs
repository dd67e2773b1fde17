//! Requests outside dialogs that are no calls (spec §9.7): who answers REGISTER, MESSAGE, SUBSCRIBE, PUBLISH and REFER.

use super::Engine;
use crate::base::Time;
use crate::sip::{ALLOWED, Response, ServedId};
use crate::wire::sip::{Flow, Message, Method, Name};

impl Engine {
    pub(super) fn on_requested(&mut self, now: Time, id: ServedId, message: &Message, _flow: Flow) {
        self.sip.respond(now, id, refusal(message.method()));
    }
}

/// What a method gets that nobody here serves.
fn refusal(method: Option<&Method>) -> Response {
    match method {
        // No event package is ours (RFC 6665 §4.2.1.1).
        Some(Method::Subscribe) => Response::new(489),
        Some(Method::Refer) => {
            let reason = "SIP;cause=404;text=\"REFER is served inside a bridged call only\"".to_owned();
            Response::new(404).with_headers(vec![("Reason".to_owned(), reason)])
        }
        _ => {
            let allowed: Vec<&str> = ALLOWED.iter().map(Method::as_str).collect();
            Response::new(405).with_headers(vec![(Name::Allow.as_str().to_owned(), allowed.join(", "))])
        }
    }
}
