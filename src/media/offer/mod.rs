//! Which formats flow where: codecs, payload numbers, direction, and the offers and answers that agree on them.
//!
//! Text ⇄ streams is in `wire::sdp`; packets, and what two agreements mean for them, are the business of the line. RFC
//! 3264 (offer/answer), RFC 3551 (audio profile), RFC 4733 (telephone-event), RFC 5761 (rtcp-mux), RFC 4568 (keys).

mod dtmf;
mod fault;
mod format;
mod manner;
mod numbers;
mod ours;
mod overlap;
mod peer;
mod reach;
mod security;
mod session;
#[cfg(test)]
mod tests;

pub use dtmf::Dtmf;
pub use fault::OfferFault;
pub use format::{CODECS, CodecEntry, EventFormat, Format, PayloadMap};
pub use manner::Manner;
pub use peer::address_in;
pub use security::{Keys, Security};
pub use session::Session;

pub use crate::audio::codec::{Codec, UnknownCodec};
pub use crate::wire::sdp::{Direction, find_in_body};
