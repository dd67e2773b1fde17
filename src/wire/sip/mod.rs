//! SIP messages: parse, print, URIs, headers, digest (RFC 3261, RFC 8760).

mod flow;

pub use flow::{Flow, Transport};
