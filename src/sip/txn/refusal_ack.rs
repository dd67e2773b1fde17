//! The ACK to a 300–699 response: made by the transaction out of the INVITE as sent (RFC 3261 §17.1.1.3). The ACK to a
//! 2xx is another thing and made in `dialog/ack.rs`.

use bytes::Bytes;

use crate::wire::sip::{CSeq, Message, Method, Name};

/// Request-URI, top Via, From, Call-ID, Route and number of the INVITE, To of the response.
pub(super) fn refusal_ack(invite: &Bytes, response: &Message) -> Option<Bytes> {
    let invite = Message::parse(invite.clone()).ok()?;
    let mut ack = Message::request(Method::Ack, invite.uri()?.clone());
    ack.push(Name::Via, invite.via()?);
    for name in [Name::MaxForwards, Name::Route, Name::From] {
        ack.copy(&invite, name);
    }
    ack.copy(response, Name::To);
    ack.copy(&invite, Name::CallId);
    ack.push(Name::CSeq, CSeq::new(invite.cseq()?.number, Method::Ack));
    Some(ack.to_bytes())
}
