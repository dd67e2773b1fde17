//! Transfers at a phone: asking for one, blind (RFC 3515) or attended (RFC 3891), and letting itself be transferred.

use super::Phone;
use super::call::Stage;
use crate::base::Time;
use crate::sim::story::{Act, Habit};
use crate::sip::{DialogId, Refer, ReferId};
use crate::wire::sip::{Message, NameAddr, ReferTo, ReferredBy, Replaces, Uri};

impl Phone {
    /// Asks in one call for what the play wants.
    pub(super) fn ask_for_transfer(&mut self, now: Time, dialog: DialogId, act: &Act) {
        let (to, wants_notify) = match act {
            Act::Transfer { to, unheard } => (to.parse().ok().or_else(|| self.number(to)), !unheard),
            Act::Join { early_only } => {
                let name = self.joinable().map(|name| Replaces { early_only: *early_only, ..name });
                (name.map(|name| self.target_of(&name)), true)
            }
            _ => return,
        };
        let Some(to) = to else { return };
        let by = Uri::sip(Some(&self.card.number), self.card.uri.rsplit('@').next().unwrap_or_default(), None);
        let referred_by = Some(ReferredBy(NameAddr::new(by)));
        self.sip.refer(now, dialog, &Refer { to: ReferTo(NameAddr::new(to)), referred_by, wants_notify });
    }

    /// The call that an attended transfer is asked for in: the first that is up.
    pub(super) fn first_call(&self) -> Option<DialogId> {
        let is_up = |dialog: &DialogId| self.calls.get(dialog).is_some_and(|call| call.stage == Stage::Up);
        self.known.iter().map(|(dialog, _)| *dialog).find(is_up)
    }

    /// The name of the call that it then wants the place of: the latest that is another, over or not.
    pub(super) fn joinable(&self) -> Option<Replaces> {
        let first = self.first_call()?;
        self.known.iter().rev().find(|(dialog, _)| *dialog != first).map(|(_, name)| name.clone())
    }

    /// How its latest call is named to whoever shall take the engine's place in it.
    pub(in crate::sim) fn latest(&self) -> Option<Replaces> {
        self.known.last().map(|(_, name)| name.clone())
    }

    /// A call has got its name.
    pub(super) fn learn(&mut self, dialog: DialogId, early: Option<&Message>) {
        let name = self.sip.replaces(dialog).or_else(|| early_name(early?));
        let Some(name) = name else { return };
        match self.known.iter_mut().find(|(known, _)| *known == dialog) {
            Some((_, old)) => *old = name,
            None => self.known.push((dialog, name)),
        }
    }

    /// The engine asks it to call somebody: it does, and tells how that goes.
    pub(super) fn on_referred(&mut self, now: Time, dialog: DialogId, id: ReferId, refer: &Refer) {
        if let Some(status) = self.card.declines {
            return self.sip.refuse_refer(now, dialog, id, status, &[]);
        }
        let is_open = !self.card.is(Habit::Secretive);
        self.sip.accept_refer(now, dialog, id, is_open);
        let mut headers = refer.to.0.uri.header_fields();
        headers.extend(refer.referred_by.as_ref().map(|by| ("Referred-By".to_owned(), by.to_string())));
        let made = self.call(now, refer.to.uri().as_str(), &headers, false, false);
        if let Some(call) = made.filter(|_| is_open).and_then(|made| self.calls.get_mut(&made)) {
            call.because = Some((dialog, id));
        }
    }

    /// A call came to its answer or refusal: whoever asked for it hears so.
    pub(super) fn report(&mut self, now: Time, dialog: DialogId, status: u16) {
        let because = self.calls.get_mut(&dialog).and_then(|call| call.because.take());
        if let Some((dialog, id)) = because {
            self.sip.notify_refer(now, dialog, id, status, true);
        }
    }

    fn number(&self, number: &str) -> Option<Uri> {
        Some(Uri::sip(Some(number), &self.target.ip().to_string(), Some(self.target.port())))
    }

    fn target_of(&self, name: &Replaces) -> Uri {
        let uri = Uri::sip(Some("other"), &self.target.ip().to_string(), Some(self.target.port()));
        uri.with_header("Replaces", &name.to_string())
    }
}

/// The name of a call of ours that only rings.
fn early_name(response: &Message) -> Option<Replaces> {
    Some(Replaces {
        call_id: response.call_id().to_owned(),
        to_tag: response.to()?.tag()?.to_owned(),
        from_tag: response.from()?.tag()?.to_owned(),
        early_only: false,
    })
}
