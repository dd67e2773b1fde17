//! Replaces (RFC 3891): which dialog of ours a new call wants the place of, and how one of ours is named to somebody
//! who shall take it. Whether it may is decided above.

use super::Dialog;
use crate::sip::Sip;
use crate::sip::event::DialogId;
use crate::wire::sip::{Message, Name, Replaces};

/// How many dialogs are remembered after their end, to tell one that is over from one that never was.
const REMEMBERED: usize = 1024;

impl Sip {
    /// The dialog that a Replaces from outside names.
    ///
    /// # Errors
    ///
    /// The refusal of RFC 3891 §3: 481 for one that is not known or is early by their INVITE, 603 for one that is over,
    /// 486 for a confirmed one where only an early one is wanted.
    pub fn find_replaced(&self, replaces: &Replaces) -> Result<DialogId, u16> {
        let dialog = self.minter.dialog_of(&replaces.to_tag).ok_or(481_u16)?;
        match self.dialogs.get(&dialog) {
            Some(Dialog::Up(up)) if !up.legs.is_named_by(replaces) => Err(481),
            Some(Dialog::Up(_)) if replaces.early_only => Err(486),
            Some(Dialog::Up(_)) => Ok(dialog),
            Some(Dialog::Calling(calling)) if calling.is_named_by(replaces) => Ok(dialog),
            Some(Dialog::Calling(_) | Dialog::Ringing(_)) => Err(481),
            Some(Dialog::Leaving(_)) => Err(603),
            None if self.past.contains(&dialog) => Err(603),
            None => Err(481),
        }
    }

    /// The same for a Replaces that the peer itself asks us to fulfil, by a REFER in another dialog: it may name an
    /// INVITE of its own that is not answered yet (RFC 5589 §7.6).
    ///
    /// # Errors
    ///
    /// As above.
    pub fn find_referred(&self, replaces: &Replaces) -> Result<DialogId, u16> {
        let rings = |dialog: &DialogId| match self.dialogs.get(dialog) {
            Some(Dialog::Ringing(ringing)) => ringing.legs.is_named_by(replaces),
            _ => false,
        };
        let early = self.minter.dialog_of(&replaces.to_tag).filter(rings);
        early.map_or_else(|| self.find_replaced(replaces), Ok)
    }

    /// Whether a Replaces names a dialog that this engine has or once had.
    pub fn is_ours(&self, replaces: &Replaces) -> bool {
        self.minter.dialog_of(&replaces.to_tag).is_some()
    }

    /// How a dialog of ours, confirmed or ringing here, is named to whoever shall take our place in it.
    pub fn replaces(&self, dialog: DialogId) -> Option<Replaces> {
        match self.dialogs.get(&dialog)? {
            Dialog::Up(up) => Some(up.legs.replaces(self.minter.tag(dialog))),
            Dialog::Ringing(ringing) => Some(ringing.legs.replaces(self.minter.tag(dialog))),
            _ => None,
        }
    }

    /// What the Replaces of a new INVITE names; nothing without one. More than one, or none that can be read, is 400.
    pub(super) fn replaced_by(&self, invite: &Message) -> Option<Result<DialogId, u16>> {
        let written = invite.all(Name::Replaces).count();
        let replaces = invite.replaces().filter(|_| written == 1);
        (written > 0).then(|| self.find_replaced(&replaces.ok_or(400_u16)?))
    }

    /// A dialog is over.
    pub(super) fn remember_end(&mut self, dialog: DialogId) {
        if self.past.len() >= REMEMBERED {
            self.past.pop_front();
        }
        self.past.push_back(dialog);
    }
}
