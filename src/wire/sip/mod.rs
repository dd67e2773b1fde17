//! SIP messages: parse, print, URIs, headers, digest (RFC 3261, RFC 3581, RFC 8760).
//!
//! What was received is kept byte for byte; a header is read when somebody asks for it. What is composed cannot hold a
//! line end. No time, no state: transactions and dialogs are in `sip`.

mod digest;
mod fault;
mod flow;
mod frame;
mod grammar;
mod header;
mod limits;
mod message;
mod method;
mod params;
mod parse;
mod print;
mod read;
mod same_uri;
mod sipfrag;
mod status;
mod uri;
mod uri_headers;
mod web;

#[cfg(test)]
pub(crate) use digest::work as digest_work;
pub use digest::{Credentials, ha1};
pub use fault::{FaultKind, ParseFault};
pub use flow::{Flow, Transport};
pub use frame::{Frame, Framer};
pub use grammar::Malformed;
pub use header::{
    Algorithm, Authorization, CSeq, Challenge, ContentType, Header, Identity, Key, MaxForwards, MinSe, Name, NameAddr,
    Package, RAck, RSeq, Reason, ReferSub, ReferTo, ReferredBy, RefresherRole, Replaces, RetryAfter, SessionExpires,
    SubscriptionState, Via,
};
pub use limits::Limits;
pub use message::{Message, Start};
pub use method::{Method, MethodFault};
pub use params::Params;
pub use parse::is_keep_alive;
pub use sipfrag::{SIPFRAG, read_sipfrag, sipfrag};
pub use status::phrase;
pub use uri::{Uri, UriFault};
pub use web::Whole;
