//! Telephones that sleep: their push server is asked to wake them, and they are called when they register (spec §5.5).

use super::{Family, Means};
use crate::base::EventSid;
use crate::call::RequestId;
use crate::call::ask::{Question, callback};
use crate::call::call::CallId;
use crate::call::cue::Cue;
use crate::call::effect::{Effect, Level};
use crate::call::hook::param;
use crate::wire::http::{Fault, Method, Reply};

impl Family {
    /// Has the telephone of a client woken for a call; false where nobody can.
    ///
    /// It is one exchange and no letter: a push that is late is of no use, and a call does not wait behind its
    /// callbacks.
    pub(in crate::call) fn wake(&mut self, means: &mut Means<'_>, id: CallId, login: &str) -> bool {
        let rules = means.rules;
        let wake = rules.push.users.get(self.organization()).and_then(|users| users.get(login));
        let Some(wake) = wake else { return false };
        let mut params = self.standard(means, id, self.call(id).status().name());
        params.push(param("Client", login));
        params.push(param("PushIdentity", &wake.identity));
        let question = Question { url: wake.url.clone(), base: None, method: Method::Post, params };
        let event = EventSid::mint(means.mint.rng());
        // The customer's cookies are none of the push server's business.
        let jar = self.call(id).jar.heir();
        let Ok(exchange) = callback(means.now, &question, &rules.http, &rules.signer, &jar, event) else {
            return false;
        };
        let request = means.mint.request();
        self.pushes.insert(request, id);
        self.awaited.push((id, login.to_owned()));
        self.want(Effect::Fetch { id: request, call: self.call(id).sid, exchange });
        self.want(Effect::Await(login.to_owned()));
        true
    }

    /// A client that one of the calls waits for has registered.
    pub fn on_registered(&mut self, means: &mut Means<'_>, login: &str) {
        let (come, rest) = std::mem::take(&mut self.awaited).into_iter().partition(|(_, other)| other == login);
        self.awaited = rest;
        let come: Vec<(CallId, String)> = come;
        for (id, login) in come {
            self.cue(id, Cue::Registered { login });
        }
        self.settle(means);
    }

    /// What the push server said; false when it was none of it. A telephone may register all the same.
    pub(super) fn on_pushed(&mut self, request: RequestId, result: &Result<Reply, Fault>) -> bool {
        let Some(id) = self.pushes.remove(&request) else { return false };
        let why = match result {
            Ok(reply) if reply.status < 300 => return true,
            Ok(reply) => format!("with {}", reply.status),
            Err(fault) => format!("not at all: {fault}"),
        };
        self.note(id, Level::Warning, 0, "push_failed", format!("the push server answered {why}"));
        true
    }
}
