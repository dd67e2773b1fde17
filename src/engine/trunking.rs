//! Trunks and the rest of the engine: their requests leave, their calls are counted, what they say about callers is
//! believed where the settings say so.

use super::arrival::Incoming;
use super::trunk::{Full, TrunkOutput, Trunks};
use super::{Engine, Level, Note, Output, means};
use crate::base::Time;
use crate::call::call::CallId;
use crate::call::family::{Arrival, Family, Final, Means};
use crate::sip::{DialogId, Invite};
use crate::wire::sip::{Flow, Message, Name, NameAddr, Transport};

impl Engine {
    /// Carries out what the trunks want; false when they want nothing.
    pub(super) fn pump_trunks(&mut self, now: Time) -> bool {
        let Some(output) = self.trunks.poll() else { return false };
        match output {
            TrunkOutput::Ask(name, errand, request) => {
                let id = self.sip.request(now, *request);
                self.trunks.sent(name, errand, id);
            }
            TrunkOutput::Trust(name, ip) => self.gate.welcome(&name, ip),
            TrunkOutput::Turned => self.rules.outbound = self.trunks.active().map(str::to_owned),
            TrunkOutput::News(news) => self.outputs.push_back(Output::Trunk(news)),
            TrunkOutput::Note(note) => self.outputs.push_back(Output::Note(note)),
        }
        true
    }

    /// An ACK to the answer of a trunk's call that comes by UDP from where that trunk is not: whoever forged the
    /// address of its INVITE has not seen our answer, and whoever has is not the trunk (threats-and-faults A9). It is
    /// dropped; the answer goes again until the trunk itself confirms it.
    pub(super) fn is_stray_ack(&mut self, flow: &Flow, bytes: &[u8]) -> bool {
        if flow.transport != Transport::Udp || !bytes.starts_with(b"ACK ") {
            return false;
        }
        let asked = self.sip.answered_to(bytes).filter(|asked| asked.peer.ip() != flow.peer.ip());
        let asked = asked.map(|asked| self.gate.trunks(&asked)).unwrap_or_default();
        let here = self.gate.trunks(flow);
        let is_stray = !asked.is_empty() && !asked.iter().any(|trunk| here.contains(trunk));
        if is_stray {
            let trunk = asked.join(", ");
            let text =
                format!("an ACK to a call of trunk {trunk} came from an address that is not the trunk's: dropped");
            let name = "ack_from_elsewhere".to_owned();
            self.outputs.push_back(Output::Note(Note { call: None, level: Level::Warning, code: 0, name, text }));
        }
        is_stray
    }

    /// A dialog is of no interest to any call any more.
    pub(super) fn release(&mut self, dialog: DialogId) {
        self.ledger.close(dialog);
        self.trunks.drop_call(dialog);
    }

    /// Whether the trunk of a call takes one more; if not, the call goes out
    /// anew by the one that stands by, or has failed.
    pub(super) fn may_leave(&mut self, now: Time, family: &mut Family, call: CallId) -> bool {
        let Some(name) = family.call(call).trunk.clone() else { return true };
        let Err(full) = self.trunks.admit(now, &name) else { return true };
        let instead = self.trunks.instead_of(&name).map(str::to_owned);
        let mut means = means!(self, now);
        if let Some(other) = instead.filter(|other| family.detour(&mut means, call, other)) {
            self.outputs.push_back(Output::Note(detour_note(&name, full, &other)));
            return false;
        }
        self.outputs.push_back(Output::Note(full_note(&name, full)));
        let end = self.forward(now, family, call, Final { status: 503, ..Final::default() });
        let mut means = means!(self, now);
        family.on_refused(&mut means, call, end);
        false
    }

    /// An INVITE of ours has failed. Where no server of its trunk took it (503, silence, no connection) its number goes
    /// out anew by the one that stands by; what anybody has said is the answer (spec §9.6).
    pub(super) fn on_refused(&mut self, now: Time, dialog: DialogId, end: Final) {
        let is_trunks = end.status == 503 || end.status == 408 && !end.received;
        // Before it is counted, for that may have the two change places.
        let names = self.trunks.carrier(dialog).filter(|_| is_trunks).map(str::to_owned);
        let names = names.and_then(|name| Some((self.trunks.instead_of(&name)?.to_owned(), name)));
        self.trunks.on_refused(dialog, end.status);
        let status = end.status;
        let why = end.obstacle.as_ref().map_or_else(|| format!("it said {status}"), ToString::to_string);
        let has_detour = names.is_some() && self.has_detour(dialog);
        let end = if has_detour { end } else { self.forward_of(now, dialog, end) };
        let mut gone = None;
        self.last_word(now, dialog, |family, means, call| {
            gone = names.filter(|(other, _)| family.detour(means, call, other));
            if gone.is_none() {
                family.on_refused(means, call, end);
            }
        });
        if let Some((other, name)) = gone {
            let text = format!("trunk {name}: a call went to {other}, for no server of {name} took it: {why}");
            let note = Note { call: None, level: Level::Warning, code: 0, name: "trunk_passed_over".into(), text };
            self.outputs.push_back(Output::Note(note));
        }
    }

    fn has_detour(&self, dialog: DialogId) -> bool {
        let owner = self.ledger.owner(dialog);
        owner.and_then(|(group, call)| Some(self.families.get(&group)?.call(call).has_detour())).unwrap_or(false)
    }

    /// An INVITE by a trunk for which another one stands by does not wait for the whole of its silence.
    pub(super) fn hurried(&self, family: &Family, call: CallId, invite: Invite) -> Invite {
        let call = family.call(call);
        let standby = call.trunk.as_deref().and_then(|name| self.trunks.instead_of(name));
        Invite { in_haste: call.has_detour() && standby.is_some(), ..invite }
    }

    /// Whether the trunk that an INVITE comes from may send one more; the answer when it may not is 503.
    pub(super) fn may_enter(&mut self, now: Time, incoming: &Incoming) -> bool {
        self.enters(incoming, |trunks, name| trunks.admit(now, name))
    }

    /// The same of an INVITE whose call ends the one of another dialog.
    pub(super) fn may_enter_instead(&mut self, now: Time, incoming: &Incoming, of: DialogId) -> bool {
        self.enters(incoming, |trunks, name| trunks.admit_instead(now, name, of))
    }

    fn enters(&mut self, incoming: &Incoming, ask: impl FnOnce(&mut Trunks, &str) -> Result<(), Full>) -> bool {
        let trunk = self.gate.trunk_of(&self.settings, &incoming.request, &incoming.flow);
        let Some(name) = trunk.map(str::to_owned) else { return true };
        match ask(&mut self.trunks, &name) {
            Ok(()) => {
                self.trunks.carry(incoming.dialog, &name);
                true
            }
            Err(full) => {
                self.outputs.push_back(Output::Note(full_note(&name, full)));
                false
            }
        }
    }

    /// Who calls, as far as From is not the whole truth (RFC 3323, RFC 3325).
    pub(super) fn identify(&self, incoming: &Incoming, arrival: &mut Arrival) {
        let request = &incoming.request;
        let party = &mut arrival.party;
        party.is_private = wants_privacy(request);
        let trunk = self.gate.trunk_of(&self.settings, request, &incoming.flow);
        let trunk = trunk.and_then(|name| self.settings.trunks.get(name));
        if let Some(asserted) = trunk.filter(|trunk| trunk.trust_identity).and_then(|_| asserted(request)) {
            party.from = asserted.uri.user().map_or_else(|| asserted.uri.host().to_owned(), |user| user.into_owned());
            party.display = asserted.display.or(party.display.take());
        }
    }
}

/// The caller asked to be unknown: by Privacy (RFC 3323 §4.2, RFC 3325 §9.3), or by a From that says nothing.
fn wants_privacy(request: &Message) -> bool {
    let asked = request.header(Name::Privacy).is_some_and(|wish| {
        wish.split([';', ',']).any(|word| matches!(word.trim().to_ascii_lowercase().as_str(), "id" | "user" | "header"))
    });
    asked || request.from().is_some_and(|from| from.uri.host().eq_ignore_ascii_case("anonymous.invalid"))
}

/// The first identity that the trunk asserts; of several a `tel:` says the same as its `sip:`.
fn asserted(request: &Message) -> Option<NameAddr> {
    let header = request.header(Name::PAssertedIdentity)?;
    NameAddr::list(&header).next()
}

fn detour_note(name: &str, full: Full, other: &str) -> Note {
    let text = format!("trunk {name}: a call went to {other}, for trunks.{name}.{} is reached", full.setting());
    Note { call: None, level: Level::Warning, code: 0, name: "trunk_full".into(), text }
}

fn full_note(name: &str, full: Full) -> Note {
    let text = format!("trunk {name}: a call was refused, for trunks.{name}.{} is reached", full.setting());
    Note { call: None, level: Level::Warning, code: 0, name: "trunk_full".into(), text }
}
