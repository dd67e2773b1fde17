//! Mails of documents on their way (spec §3.11): handed to the edge, which tells how it went. Nobody waits for that but
//! the log and an engine that ends.

use super::ledger::Owner;
use super::{Engine, Level, Note, Output};
use crate::call::RequestId;
use crate::call::mail::Mail;

impl Engine {
    pub(super) fn send_mail(&mut self, mail: Box<Mail>) {
        let id = self.mint.request();
        self.ledger.expect(id, Owner::Mail(mail.call));
        self.outputs.push_back(Output::Mail { id, mail });
    }

    /// The mail server has it, or nobody will ever have it.
    pub(super) fn on_mailed(&mut self, id: RequestId, result: Result<(), String>) {
        let (Some(Owner::Mail(call)), Err(why)) = (self.ledger.settle(id), result) else { return };
        let (name, text) = ("mail_failed".to_owned(), format!("a mail was not sent: {why}"));
        self.outputs.push_back(Output::Note(Note { call: Some(call), level: Level::Warning, code: 0, name, text }));
    }
}
