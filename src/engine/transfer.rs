//! REFER as the engine sees it (spec §10): a blind one is the business of the family, an attended one concerns two.

use super::Engine;
use crate::base::Time;
use crate::call::transfer::Wish;
use crate::sip::{DialogId, Refer, ReferId};
use crate::wire::sip::{Reason, Replaces, Uri};

impl Engine {
    /// A party asks us to connect the one it talks to with somebody else.
    pub(super) fn on_referred(&mut self, now: Time, dialog: DialogId, id: ReferId, refer: &Refer, contact: Uri) {
        match refer.to.replaces() {
            Ok(Some(replaces)) => self.on_attended(now, dialog, id, &replaces),
            _ => {
                let (to, referred_by) = (refer.to.uri(), refer.referred_by.clone());
                let wish = Wish { refer: id, to, contact, referred_by };
                self.word(now, dialog, |family, means, call| family.on_referred(means, call, &wish));
            }
        }
    }

    fn on_attended(&mut self, now: Time, dialog: DialogId, id: ReferId, replaces: &Replaces) {
        let _ = replaces;
        self.refuse_refer(now, dialog, id, 404, 501, "Replaces is not served");
    }

    fn refuse_refer(&mut self, now: Time, dialog: DialogId, id: ReferId, status: u16, cause: u16, why: &str) {
        let reason = ("Reason".to_owned(), Reason::sip(cause, why).to_string());
        self.sip.refuse_refer(now, dialog, id, status, &[reason]);
    }
}
