//! Offer and answer before the final answer to an INVITE: who has offered, and who owes an answer (RFC 3262 §5, RFC
//! 3311 §5). Afterwards it is `Exchange` in `reinvite.rs`.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Dialog, Legs};
use crate::base::Time;
use crate::sip::Sip;
use crate::sip::event::{DialogId, Event};
use crate::sip::request::Body;
use crate::sip::response::{Asked, Reply};

/// How far offer and answer are in an early dialog.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::sip) enum Accord {
    /// Nobody has offered: the INVITE had no SDP.
    Blank,
    /// Our offer waits for a reliable answer of theirs.
    Ours,
    /// Their offer waits for a reliable answer of ours.
    Theirs,
    /// A later offer of theirs, by UPDATE or PRACK, waits for our answer.
    Asked(Box<Asked>),
    /// Agreed; as the caller with the callee's answer, as long as it is the last word.
    Settled(Bytes),
}

impl Accord {
    /// Before anything was answered.
    pub(super) const fn begin(offered: bool, by_us: bool) -> Self {
        match (offered, by_us) {
            (false, _) => Self::Blank,
            (true, true) => Self::Ours,
            (true, false) => Self::Theirs,
        }
    }
}

impl Sip {
    /// Their later offer in an early dialog: RFC 3311 §5.2 says when it must wait.
    pub(super) fn on_early_offer(&mut self, now: Time, dialog: DialogId, asked: Asked) {
        let Some((accord, _)) = self.early(dialog, &asked) else { return self.reply_bare(now, &asked, 481, &[]) };
        match accord {
            Accord::Ours => return self.reply_bare(now, &asked, 491, &[]),
            Accord::Blank | Accord::Theirs | Accord::Asked(_) => return self.reply_later(now, &asked),
            Accord::Settled(_) => {}
        }
        let offer = asked.message.sdp();
        *accord = Accord::Asked(Box::new(asked));
        self.tell(Event::Reoffered { dialog, offer });
    }

    /// Their later offer is agreed to (with a description) or refused, if one waits.
    pub(super) fn answer_early(&mut self, now: Time, dialog: DialogId, status: u16, sdp: Bytes) {
        let early = match self.dialogs.get_mut(&dialog) {
            Some(Dialog::Ringing(ringing)) => Some((&mut ringing.accord, &mut ringing.legs)),
            Some(Dialog::Calling(calling)) => {
                let mut forks = calling.forks.iter_mut().map(|fork| (&mut fork.accord, &mut fork.legs));
                forks.find(|(accord, _)| matches!(accord, Accord::Asked(_)))
            }
            _ => None,
        };
        let Some((accord, legs)) = early.filter(|(accord, _)| matches!(accord, Accord::Asked(_))) else { return };
        let Accord::Asked(asked) = std::mem::replace(accord, Accord::Settled(Bytes::new())) else { return };
        // RFC 3311 §5.1: only what is agreed to moves the target.
        if status < 300 {
            legs.refresh(&asked.message, asked.flow);
        }
        self.reply_dialog(now, dialog, &asked, Reply::new(status).body(Body::sdp(sdp)));
        self.go_on_ringing(now, dialog);
    }

    /// The early dialog that a request of theirs belongs to: what is agreed in it, and its legs.
    pub(super) fn early(&mut self, dialog: DialogId, asked: &Asked) -> Option<(&mut Accord, &mut Legs)> {
        match self.dialogs.get_mut(&dialog)? {
            Dialog::Ringing(ringing) => Some((&mut ringing.accord, &mut ringing.legs)),
            Dialog::Calling(calling) => {
                let fork = calling.forks.iter_mut().find(|fork| fork.legs.has_sent(&asked.message))?;
                Some((&mut fork.accord, &mut fork.legs))
            }
            Dialog::Up(_) | Dialog::Leaving(_) => None,
        }
    }
}
