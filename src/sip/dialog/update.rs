//! UPDATE (RFC 3311): theirs only. With an offer it is handled as a re-INVITE is; without one it refreshes the target.

use crate::base::Time;
use crate::sip::Sip;
use crate::sip::event::DialogId;
use crate::sip::response::{Asked, Reply};

impl Sip {
    /// Their UPDATE in a confirmed dialog.
    pub(in crate::sip) fn on_update(&mut self, now: Time, dialog: DialogId, asked: Asked) {
        if !asked.message.body.is_empty() {
            return self.on_reoffer(now, dialog, asked);
        }
        if let Some(up) = self.up(dialog) {
            up.legs.refresh(&asked.message, asked.flow);
        }
        self.reply_dialog(now, dialog, &asked, Reply::new(200));
    }
}
