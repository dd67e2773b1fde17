//! OPTIONS (RFC 3261 §11): what we understand, in and out of dialogs.

use crate::base::Time;
use crate::sip::Sip;
use crate::sip::request::Allow;
use crate::sip::response::{Asked, Reply};

impl Sip {
    /// Their OPTIONS: 200, whether or not a call would be taken; the gate above decides who may ask.
    pub(in crate::sip) fn on_options(&mut self, now: Time, asked: &Asked) {
        let passing = self.minter.dialog();
        let tag = self.minter.tag(passing);
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let headers = [
            header("Allow", &Allow::to(&asked.message).to_string()),
            header("Accept", "application/sdp, multipart/mixed, text/plain"),
            header("Accept-Encoding", "identity"),
            header("Allow-Events", "refer"),
            header("Supported", &self.config.supported()),
        ];
        self.reply(now, asked, &Reply::new(200).tag(&tag).headers(&headers));
    }
}
