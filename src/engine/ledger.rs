//! Whose is what: dialogs, requests and the count of calls. Ids only; the things themselves have other owners.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::outside::Relay;
use super::texting::Texting;
use crate::base::{CallSid, ConferenceSid, EventSid, MessageSid};
use crate::call::RequestId;
use crate::call::call::CallId;
use crate::media::{GroupId, LineId};
use crate::sip::registrar::{Aor, BindingId};
use crate::sip::{DialogId, SentId, ServedId};

/// The books of the engine.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Ledger {
    dialogs: BTreeMap<DialogId, (GroupId, CallId)>,
    requests: BTreeMap<RequestId, Owner>,
    /// Dialogs with registered telephones.
    phones: BTreeMap<DialogId, BindingId>,
    /// SIP requests of ours outside dialogs.
    sent: BTreeMap<SentId, Purpose>,
    relays: BTreeMap<ServedId, Relay>,
    texts: BTreeMap<MessageSid, Texting>,
    /// Users that families wait for until they register.
    awaited: Vec<(Aor, GroupId)>,
    /// Lines that are being closed, and whose they were.
    closing: BTreeMap<LineId, CallSid>,
    calls: usize,
}

/// What a SIP request of ours outside dialogs is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Purpose {
    /// A sign of life of a contact.
    Ping(BindingId),
    /// A MESSAGE of somebody else.
    Relay(ServedId),
    /// A text message of a document, by one of its ways.
    Text(MessageSid, usize),
}

/// Who waits for an HTTP answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Owner {
    /// A family: a document.
    Family(GroupId),
    /// The courier: a callback.
    Letter(EventSid),
    /// An INVITE whose signature is checked: a certificate.
    Stir,
    /// A text message that came: a document.
    Reading(MessageSid),
    /// A conference: what is announced in it.
    Room(ConferenceSid),
    /// A mail: only the log.
    Mail(CallSid),
}

impl Ledger {
    /// A call has got a dialog.
    pub(super) fn open(&mut self, dialog: DialogId, family: GroupId, call: CallId) {
        self.dialogs.insert(dialog, (family, call));
    }

    /// What happens in the dialog is of no interest any more.
    pub(super) fn close(&mut self, dialog: DialogId) {
        self.dialogs.remove(&dialog);
        self.phones.remove(&dialog);
    }

    /// The far end of a dialog is this contact.
    pub(super) fn note_phone(&mut self, dialog: DialogId, contact: BindingId) {
        self.phones.insert(dialog, contact);
    }

    /// The dialogs with a contact are with another one of the same telephone.
    pub(super) fn move_phone(&mut self, from: BindingId, to: BindingId) {
        self.phones.values_mut().filter(|contact| **contact == from).for_each(|contact| *contact = to);
    }

    /// The dialogs with a contact.
    pub(super) fn dialogs_of(&self, contact: BindingId) -> Vec<DialogId> {
        self.phones.iter().filter(|(_, other)| **other == contact).map(|(dialog, _)| *dialog).collect()
    }

    /// A family waits for a user to register.
    pub(super) fn await_phone(&mut self, aor: Aor, family: GroupId) {
        self.awaited.push((aor, family));
    }

    /// The user has registered: the families that waited for it, once.
    pub(super) fn arrived(&mut self, aor: &Aor) -> BTreeSet<GroupId> {
        self.awaited.extract_if(.., |(other, _)| other == aor).map(|(_, family)| family).collect()
    }

    /// The family is over.
    pub(super) fn forget_family(&mut self, family: GroupId) {
        self.awaited.retain(|(_, other)| *other != family);
    }

    /// A line is being closed.
    pub(super) fn close_line(&mut self, line: LineId, call: CallSid) {
        self.closing.insert(line, call);
    }

    /// It is closed: whose it was.
    pub(super) fn closed_line(&mut self, line: LineId) -> Option<CallSid> {
        self.closing.remove(&line)
    }

    /// A request was sent.
    pub(super) fn send(&mut self, id: SentId, purpose: Purpose) {
        self.sent.insert(id, purpose);
    }

    /// A request came to its end.
    pub(super) fn sent(&mut self, id: SentId) -> Option<Purpose> {
        self.sent.remove(&id)
    }

    /// A MESSAGE waits for its addressee.
    pub(super) fn relay(&mut self, id: ServedId, relay: Relay) {
        self.relays.insert(id, relay);
    }

    /// See `relay`.
    pub(super) fn relayed(&mut self, id: ServedId) -> Option<Relay> {
        self.relays.remove(&id)
    }

    /// A text message waits for its answers.
    pub(super) fn text(&mut self, sid: MessageSid, texting: Texting) {
        self.texts.insert(sid, texting);
    }

    /// See `text`.
    pub(super) fn texted(&mut self, sid: MessageSid) -> Option<Texting> {
        self.texts.remove(&sid)
    }

    /// Whose dialog it is.
    pub(super) fn owner(&self, dialog: DialogId) -> Option<(GroupId, CallId)> {
        self.dialogs.get(&dialog).copied()
    }

    /// An answer is waited for.
    pub(super) fn expect(&mut self, id: RequestId, owner: Owner) {
        self.requests.insert(id, owner);
    }

    /// Who waits for it.
    pub(super) fn waiting(&self, id: RequestId) -> Option<Owner> {
        self.requests.get(&id).copied()
    }

    /// It came, or is not waited for any more.
    pub(super) fn settle(&mut self, id: RequestId) -> Option<Owner> {
        self.requests.remove(&id)
    }

    /// A call came to be.
    pub(super) fn count_in(&mut self) {
        self.calls += 1;
    }

    /// A call is over.
    pub(super) fn count_out(&mut self) {
        self.calls = self.calls.saturating_sub(1);
    }

    /// Calls that are not over.
    pub(super) const fn calls(&self) -> usize {
        self.calls
    }

    /// Mails that are not sent yet.
    pub(super) fn mails(&self) -> usize {
        self.requests.values().filter(|owner| matches!(owner, Owner::Mail(_))).count()
    }

    /// Answers waited for.
    pub(super) fn requests(&self) -> usize {
        self.requests.len()
    }
}
