//! Whose is what: dialogs, requests and the count of calls. Ids only; the things themselves have other owners.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::EventSid;
use crate::call::RequestId;
use crate::call::call::CallId;
use crate::media::GroupId;
use crate::sip::DialogId;

/// The books of the engine.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Ledger {
    dialogs: BTreeMap<DialogId, (GroupId, CallId)>,
    requests: BTreeMap<RequestId, Owner>,
    calls: usize,
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
}

impl Ledger {
    /// A call has got a dialog.
    pub(super) fn open(&mut self, dialog: DialogId, family: GroupId, call: CallId) {
        self.dialogs.insert(dialog, (family, call));
    }

    /// What happens in the dialog is of no interest any more.
    pub(super) fn close(&mut self, dialog: DialogId) {
        self.dialogs.remove(&dialog);
    }

    /// Whose dialog it is.
    pub(super) fn owner(&self, dialog: DialogId) -> Option<(GroupId, CallId)> {
        self.dialogs.get(&dialog).copied()
    }

    /// An answer is waited for.
    pub(super) fn expect(&mut self, id: RequestId, owner: Owner) {
        self.requests.insert(id, owner);
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

    /// Answers waited for.
    pub(super) fn requests(&self) -> usize {
        self.requests.len()
    }
}
