//! Floor 1: bytes ⇄ values. No time, no state, no randomness.

pub mod dtmf;
pub mod http;
pub mod rtcp;
pub mod rtp;
pub mod sdp;
pub mod sip;
pub mod srtp;
pub mod stream;
pub mod wav;
