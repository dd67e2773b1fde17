//! Which formats flow where: codecs, payload numbers, direction, and the offers and answers that agree on them.
//!
//! Text ⇄ description is in `wire::sdp`; packets are the business of the line. RFC 3264 (offer/answer), RFC 3551
//! (audio profile), RFC 4733 (telephone-event).

mod direction;
mod format;

pub use direction::Direction;
pub use format::{CODECS, Codec, CodecEntry, EventFormat, Format, PayloadMap, UnknownCodec};
