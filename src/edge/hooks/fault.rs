//! Names what went wrong, by looking through the chain of causes. The distinction that matters is whether any byte of
//! an answer came: before it the request may be repeated (spec §6.4).

use std::error::Error;
use std::io;

use super::guard::Refusal;
use super::phase::ConnectTimedOut;
use crate::wire::http::Fault;

/// An error before the head of the answer was read.
pub(super) fn before_headers(error: &reqwest::Error) -> Fault {
    let text = innermost(error);
    for cause in causes(error) {
        if let Some(refusal) = cause.downcast_ref::<Refusal>() {
            return match refusal {
                Refusal::Unknown(host) => Fault::Host(host.clone()),
                Refusal::Forbidden(host) => Fault::Forbidden(host.clone()),
            };
        }
        if let Some(timed_out) = cause.downcast_ref::<ConnectTimedOut>() {
            return Fault::Connect(timed_out.to_string());
        }
        if cause.is::<rustls::Error>() {
            return Fault::Tls(cause.to_string());
        }
    }
    let closed = causes(error).any(|cause| cause.is::<io::Error>() || is_early_close(cause));
    match error.is_connect() || closed {
        true => Fault::Connect(text),
        false if error.is_builder() => Fault::BadUrl(text),
        false => Fault::Protocol(text),
    }
}

/// An error after it: the answer broke off.
pub(super) fn in_body(error: &reqwest::Error) -> Fault {
    Fault::Protocol(innermost(error))
}

/// The client's HTTP library does not show its error type; the text is pinned by a test with a real socket.
fn is_early_close(cause: &(dyn Error + 'static)) -> bool {
    cause.to_string().starts_with("connection closed before message completed")
}

fn innermost(error: &reqwest::Error) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

/// The causes of an error, without itself, whose text holds the URL and with it parameters. An `io::Error` hides the
/// error it wraps from `source`, so that one is looked for too.
fn causes<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(error.source(), |cause: &&'a (dyn Error + 'static)| {
        let cause: &'a (dyn Error + 'static) = *cause;
        let wrapped = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        wrapped.map(|inner| inner as &(dyn Error + 'static)).or_else(|| cause.source())
    })
}
