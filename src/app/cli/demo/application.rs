//! The customer's web server of the demo: documents of `rcml-samples`, compiled in, on a loopback port; it writes down
//! what it is asked and checks every signature (spec §6.11).

use std::io;
use std::net::SocketAddr;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use crate::base::Time;
use crate::edge::clock::Clock;
use crate::wire::http::{Signer, form};

/// The token that the engine signs with.
pub(super) const TOKEN: &str = "the-token-of-the-demo";
/// The document that the number leads to.
pub(super) const FIRST: &str = "/everything.xml";
/// Where callbacks go.
pub(super) const EVENTS: &str = "/events";
/// The callee as the sample names her; the server puts the real address there.
const CALLEE: &str = "sip:kate@ex.example";
/// No request of the engine is longer.
const LONGEST: usize = 1 << 16;

/// Path and text of every document.
pub(super) const DOCUMENTS: [(&str, &str); 3] = [
    (FIRST, include_str!("../../../../rcml-samples/everything.xml")),
    ("/everything.screen.xml", include_str!("../../../../rcml-samples/everything.screen.xml")),
    ("/everything.done.xml", include_str!("../../../../rcml-samples/everything.done.xml")),
];

/// One request as it came.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// When.
    pub(super) at: Time,
    /// The path.
    pub(super) path: String,
    /// The parameters of query and body.
    pub(super) params: Vec<(String, String)>,
    /// Whether `X-Twilio-Signature` is that of this request.
    pub(super) signed: bool,
}

impl Asked {
    /// The value of a parameter; empty when it is missing.
    pub(super) fn value(&self, name: &str) -> &str {
        self.params.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

/// A document that dials `callee` instead of the one in the sample.
pub(super) fn filled(text: &str, callee: SocketAddr) -> String {
    text.replace(CALLEE, &format!("sip:kate@{callee}"))
}

/// The server, bound and not yet serving.
#[derive(Debug)]
pub(super) struct Application {
    listener: TcpListener,
    addr: SocketAddr,
}

/// What every request is answered with.
#[derive(Clone, Debug)]
struct Desk {
    addr: SocketAddr,
    callee: SocketAddr,
    clock: Clock,
    book: UnboundedSender<Asked>,
}

impl Application {
    /// A server on a free port.
    pub(super) async fn bind() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let addr = listener.local_addr()?;
        Ok(Self { listener, addr })
    }

    /// The URL of a path.
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// Serves documents that dial `callee`; the receiver gets what is asked, the future never ends by itself.
    pub(super) fn serve(
        self,
        callee: SocketAddr,
        clock: Clock,
    ) -> (impl Future<Output = io::Result<()>>, UnboundedReceiver<Asked>) {
        let (book, asked) = mpsc::unbounded_channel();
        let desk = Desk { addr: self.addr, callee, clock, book };
        let router = Router::new().fallback(answer).with_state(desk);
        (async move { axum::serve(self.listener, router).await }, asked)
    }
}

async fn answer(State(desk): State<Desk>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LONGEST).await else { return StatusCode::BAD_REQUEST.into_response() };
    let signature = head.headers.get("X-Twilio-Signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let asked = desk.read(&head.uri.to_string(), signature, &body);
    let response = desk.document(&asked.path);
    // The demo is over when this fails, and nobody looks at the book any more.
    let _ = desk.book.send(asked);
    response
}

impl Desk {
    fn read(&self, target: &str, signature: &str, body: &Bytes) -> Asked {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let posted = form::parse(body);
        let url = format!("http://{}{target}", self.addr);
        let signed = Signer::new(TOKEN).verify(&url, &posted, signature);
        let params = form::parse(query.as_bytes()).into_iter().chain(posted).collect();
        Asked { at: self.clock.now(), path: path.to_owned(), params, signed }
    }

    fn document(&self, path: &str) -> Response {
        if path == EVENTS {
            return StatusCode::NO_CONTENT.into_response();
        }
        match DOCUMENTS.iter().find(|(known, _)| *known == path) {
            Some((_, text)) => {
                ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], filled(text, self.callee)).into_response()
            }
            None => StatusCode::NOT_FOUND.into_response(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_document_dials_the_callee_of_the_demo() {
        let (_, text) = DOCUMENTS[0];
        let dialled = filled(text, SocketAddr::from(([127, 0, 0, 1], 5072)));
        assert!(dialled.contains(">sip:kate@127.0.0.1:5072;transport=tcp"), "{dialled}");
        assert!(text.contains(CALLEE) && text.contains(EVENTS), "{text}");
        for name in ["everything.screen.xml", "everything.done.xml"] {
            assert!(text.contains(name), "{name} in {text}");
        }
    }

    #[test]
    fn a_request_is_read_whole_and_its_signature_checked() {
        let addr = SocketAddr::from(([127, 0, 0, 1], 80));
        let (book, _) = mpsc::unbounded_channel();
        let desk = Desk { addr, callee: addr, clock: Clock::start(), book };
        let body = Bytes::from_static(b"CallSid=CA1&To=b");
        let good = Signer::new(TOKEN).sign("http://127.0.0.1:80/a?x=1", &form::parse(&body));
        let asked = desk.read("/a?x=1", &good, &body);
        assert!(asked.signed && asked.path == "/a" && asked.value("x") == "1" && asked.value("To") == "b");
        assert!(!desk.read("/a?x=2", &good, &body).signed);
    }
}
