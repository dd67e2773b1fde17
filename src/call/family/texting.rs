//! Text messages of documents: whom they are between, which way they go, and their callbacks, written before they leave
//! because the call may be over when they arrive (spec §3.9).

use super::{Family, Means};
use crate::base::{EventSid, MessageSid};
use crate::call::ask::{self, Question};
use crate::call::call::{CallId, Side};
use crate::call::effect::{Effect, Level};
use crate::call::hook::param;
use crate::call::message::{By, Message, Told, Way};
use crate::call::verb::dial::target::{self, Target};
use crate::rcml::Span;
use crate::sip::registrar::Aor;
use crate::wire::http::{Exchange, Method};
use crate::wire::sip::{NameAddr, Uri};

impl Family {
    /// The far party of a call and our side of it, by direction (spec §3.9).
    pub(in crate::call) fn parties(&self, id: CallId) -> (String, String) {
        let party = &self.call(id).party;
        match self.call(id).side {
            Side::Inbound { .. } => (party.from.clone(), party.to.clone()),
            Side::Outbound { .. } => (party.to.clone(), party.from.clone()),
        }
    }

    /// Every way to whom a message is for: a client wherever it is registered, else a SIP address, else a number
    /// through the trunk; none where nobody can be reached.
    pub(in crate::call) fn ways_to(&self, means: &Means<'_>, to: &str, from: &str) -> Vec<Way> {
        let rules = means.rules;
        let host: Option<Uri> = format!("sip:{}", self.host(rules)).parse().ok();
        let Some(host) = host else { return Vec::new() };
        let ours = |user: &str| NameAddr::new(Uri::sip(Some(user), host.host(), host.port()));
        let named = to.strip_prefix("client:").map(str::trim);
        let address = to.parse::<Uri>().ok().filter(|_| to.contains('@'));
        let own = address.as_ref().filter(|uri| rules.domains.iter().any(|own| own.eq_ignore_ascii_case(uri.host())));
        let login = named.map(str::to_owned).or_else(|| own.and_then(|uri| uri.user().map(|user| user.into_owned())));
        let aor =
            Aor { organization: self.organization().to_owned(), login: login.clone().unwrap_or_else(|| to.to_owned()) };
        let registered = means.registrar.destinations(&aor);
        if login.is_some() || !registered.is_empty() {
            let way = |way| Way { from: ours(from), to: ours(&aor.login), by: By::Client(Box::new(way)) };
            return registered.into_iter().map(way).collect();
        }
        if let Some(uri) = address {
            let by = By::address(uri.clone());
            return vec![Way { from: ours(from), to: NameAddr::new(uri), by }];
        }
        self.way_by_trunk(means, to, from).into_iter().collect()
    }

    /// Whether a message may take one of these ways at all; those by a trunk the guard may keep it from.
    pub(in crate::call) fn may_text(&self, means: &Means<'_>, ways: &[Way]) -> bool {
        ways.iter().any(|way| match way.number(means.rules) {
            Some(number) => (means.may_text)(self.group, &number),
            None => true,
        })
    }

    fn way_by_trunk(&self, means: &Means<'_>, to: &str, from: &str) -> Option<Way> {
        let trunk = means.rules.trunk(means.rules.outbound.as_deref())?;
        let (Ok(Target::Number(to)), _) = target::number(to, Span::default()) else { return None };
        Some(trunk.way(from, &to.number))
    }

    /// Sends a message and names it.
    pub(in crate::call) fn send_message(
        &mut self,
        means: &mut Means<'_>,
        id: CallId,
        text: String,
        ways: Vec<Way>,
        told: Option<String>,
    ) -> MessageSid {
        let sid = MessageSid::mint(means.mint.rng());
        let told = told.and_then(|url| self.promise(means, id, &url, sid));
        let message = Message { sid, call: self.call(id).sid, text, ways, told };
        self.want(Effect::Message(Box::new(message)));
        sid
    }

    fn promise(&mut self, means: &mut Means<'_>, id: CallId, url: &str, sid: MessageSid) -> Option<Told> {
        let event = EventSid::mint(means.mint.rng());
        let sent = self.word(means, id, url, event, sid, "sent")?;
        let failed = self.word(means, id, url, event, sid, "failed")?;
        Some(Told { event, sent, failed })
    }

    fn word(
        &mut self,
        means: &Means<'_>,
        id: CallId,
        url: &str,
        event: EventSid,
        sid: MessageSid,
        status: &str,
    ) -> Option<Exchange> {
        let mut params = self.standard(means, id, self.call(id).status().name());
        params.extend([param("SmsSid", sid), param("SmsStatus", status)]);
        let question = Question { url: url.to_owned(), base: None, method: Method::Post, params };
        let rules = means.rules;
        let made = ask::callback(means.now, &question, &rules.http, &rules.signer, &self.call(id).jar, event);
        made.map_err(|failure| self.note(id, Level::Error, failure.code, "callback_url", failure.text)).ok()
    }
}
