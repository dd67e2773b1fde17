//! The virtual web server of the customer: serves the documents beside the story, replies by the story's `web` lines,
//! writes down everything it is asked, and checks every signature.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use url::Url;

use super::acoustics::wav;
use super::loader::Download;
use super::story::{Body, Page, PageReply, Story, Turn, whole_url};
use crate::base::{CallSid, Time};
use crate::call::ask::verifier::{self, Verifier};
use crate::call::source::LoadFault;
use crate::wire::http::stamp::Received;
use crate::wire::http::{Exchange, Fault, Method, Reply, Signer, form};

/// How long an answer with a sound may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// So many requests may be needed for one sound.
const REDIRECTS: usize = 6;

/// One request as the server saw it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// When it came.
    pub at: Time,
    /// On behalf of which call.
    pub call: CallSid,
    /// The URL as asked.
    pub url: String,
    /// The method.
    pub method: Method,
    /// The parameters of query and body, decoded, in order.
    pub params: Vec<(String, String)>,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// Whether all signatures are right, and it is no old request and none that came before.
    pub signed: bool,
}

impl Asked {
    /// The value of a parameter, else of a header; else `Method`, or the `Query` of the URL.
    pub fn value(&self, name: &str) -> Option<&str> {
        let param = self.params.iter().find(|(key, _)| key == name);
        let header = || self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        let found = param.or_else(header).map(|(_, value)| value.as_str());
        found.or_else(|| match name {
            "Method" => Some(self.method.as_str()),
            "Query" => self.url.split_once('?').map(|(_, query)| query),
            _ => None,
        })
    }

    /// Whether it is a status callback: told, not asked.
    pub fn is_callback(&self) -> bool {
        self.value("CallbackSource").is_some()
    }

    /// The path, or the whole URL without query on another host than the story's own.
    pub fn place(&self) -> String {
        place(&self.url)
    }
}

/// The server.
#[derive(Debug)]
pub(super) struct Web {
    folder: PathBuf,
    signer: Signer,
    verifier: Verifier,
    pages: BTreeMap<String, Script>,
    silently: Vec<String>,
    files: BTreeMap<String, Option<Bytes>>,
    /// Everything it was asked, in order.
    pub asked: Vec<Asked>,
    /// What was asked for and is not there, each once.
    pub missing: Vec<String>,
}

/// The replies of one path, and how far they have come.
#[derive(Debug)]
struct Script {
    turns: Vec<Turn>,
    next: usize,
    first: Option<Time>,
}

impl Web {
    /// The server of a story. Paths of `told` lines that nothing serves answer 204.
    pub(super) fn new(story: &Story) -> Self {
        let script =
            |page: &Page| (place(&whole_url(&page.path)), Script { turns: page.turns.clone(), next: 0, first: None });
        let signer = Signer::new(story.settings.account.auth_token.clone());
        Self {
            folder: story.folder.clone(),
            verifier: Verifier::new(signer.clone(), verifier::TOLERANCE),
            signer,
            pages: story.pages.iter().map(script).collect(),
            silently: story.told_paths().map(|path| place(&whole_url(path))).collect(),
            files: BTreeMap::new(),
            asked: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// Takes a request; returns what comes of it and how long that takes beside the way there and back.
    pub(super) fn receive(
        &mut self,
        now: Time,
        call: CallSid,
        exchange: &Exchange,
    ) -> (Duration, Result<Reply, Fault>) {
        let asked = self.read(now, call, exchange);
        let place = asked.place();
        let turn = self.turn(now, &place);
        if turn.reply != PageReply::Refused {
            self.asked.push(asked);
        }
        let limits = [exchange.first_byte_timeout, exchange.total_timeout];
        let patience = limits.into_iter().min().unwrap_or_default();
        match turn.reply {
            _ if turn.after > patience => (patience, Err(Fault::Timeout(patience))),
            PageReply::Silent => (patience, Err(Fault::Timeout(patience))),
            PageReply::Refused => (turn.after, Err(Fault::Connect("connection refused".into()))),
            PageReply::Cut => (turn.after, Err(Fault::Protocol("the answer broke off".into()))),
            PageReply::Answer { status, headers, body } => {
                let result = self.answer(status, headers, (&place, &body), exchange.max_body);
                (turn.after, result)
            }
        }
    }

    /// Takes a request for a sound, which nobody signs; redirects are followed.
    pub(super) fn sound(&mut self, now: Time, call: CallSid, url: &str) -> (Duration, Result<Download, LoadFault>) {
        let (mut url, mut took) = (url.to_owned(), Duration::ZERO);
        for _ in 0..REDIRECTS {
            let place = place(&url);
            let turn = self.turn(now, &place);
            if turn.reply != PageReply::Refused {
                self.asked.push(plainly(now, call, &url));
            }
            if turn.after > PATIENCE || turn.reply == PageReply::Silent {
                return (took + PATIENCE, Err(unreachable("it said nothing in time")));
            }
            took += turn.after;
            match turn.reply {
                PageReply::Answer { status: 300..=399, headers, .. } => {
                    let to = headers.iter().find(|(name, _)| name == "location").map(|(_, to)| to.as_str());
                    let next = to.and_then(|to| Url::parse(&url).ok()?.join(to).ok());
                    let Some(next) = next else { return (took, Err(unreachable("a redirect to nowhere"))) };
                    url = next.into();
                }
                PageReply::Answer { status, headers, body } => {
                    return (took, self.serve(&place, status, &headers, &body));
                }
                PageReply::Refused => return (took, Err(unreachable("connection refused"))),
                PageReply::Cut | PageReply::Silent => return (took, Err(unreachable("the answer broke off"))),
            }
        }
        (took, Err(unreachable("redirects without end")))
    }

    fn serve(
        &mut self,
        place: &str,
        status: u16,
        headers: &[(String, String)],
        body: &Body,
    ) -> Result<Download, LoadFault> {
        if !(200..300).contains(&status) {
            return Err(LoadFault::Status(status));
        }
        let said = headers.iter().find(|(name, _)| name == "content-type").map(|(_, value)| value.as_str());
        let kind = said.unwrap_or_else(|| content_type(body));
        if !kind.starts_with("audio/") && kind != "application/octet-stream" {
            return Err(LoadFault::Unreadable(format!("its type is {kind}")));
        }
        if let Body::Sound(file) = body {
            return file.download(place);
        }
        let bytes = match body {
            Body::File(name) => self.file(name).ok_or(LoadFault::Status(404))?,
            Body::Text(text) => Bytes::copy_from_slice(text.as_bytes()),
            Body::Empty | Body::Sound(_) => Bytes::new(),
        };
        let samples = wav::read(&bytes).map_err(LoadFault::Unreadable)?;
        Ok(Download { samples, arriving: Duration::ZERO, result: Ok(()) })
    }

    fn read(&mut self, at: Time, call: CallSid, exchange: &Exchange) -> Asked {
        let url = Url::parse(&exchange.url).ok();
        let query = url.as_ref().and_then(Url::query).unwrap_or_default();
        let body = exchange.body.as_deref().unwrap_or_default().as_bytes();
        let posted = form::parse(body);
        let received = Received { method: exchange.method, url: &exchange.url, headers: &exchange.headers, body };
        let right = |name: &str| {
            received.header(name).is_some_and(|signature| self.signer.verify(&exchange.url, &posted, signature))
        };
        let both = right("X-Twilio-Signature") && right("X-RestComm-Signature");
        let signed = self.verifier.receive(at, &received).is_ok() && both;
        let params = form::parse(query.as_bytes()).into_iter().chain(posted.clone()).collect();
        let (url, headers) = (exchange.url.clone(), exchange.headers.clone());
        Asked { at, call, url, method: exchange.method, params, headers, signed }
    }

    /// What the story says about this path now; files and `told` paths speak for themselves.
    fn turn(&mut self, now: Time, place: &str) -> Turn {
        match self.pages.get_mut(place) {
            Some(script) => script.turn(now),
            None => {
                let body = Body::File(place.trim_start_matches('/').to_owned());
                let found = self.file(place.trim_start_matches('/')).is_some();
                let quiet = !found && self.silently.iter().any(|path| path == place);
                let (status, body) = match (found, quiet) {
                    (true, _) => (200, body),
                    (_, true) => (204, Body::Empty),
                    _ => (404, Body::Empty),
                };
                if status == 404 && !self.missing.iter().any(|known| known == place) {
                    self.missing.push(place.to_owned());
                }
                let reply = PageReply::Answer { status, headers: Vec::new(), body };
                Turn { reply, after: Duration::ZERO, stands_for: None }
            }
        }
    }

    fn answer(
        &mut self,
        status: u16,
        mut headers: Vec<(String, String)>,
        (place, body): (&str, &Body),
        limit: usize,
    ) -> Result<Reply, Fault> {
        let kind = content_type(body);
        let body = match body {
            Body::Empty => Bytes::new(),
            Body::Text(text) => Bytes::copy_from_slice(text.as_bytes()),
            Body::Sound(file) => file.bytes(place),
            Body::File(name) => match self.file(name) {
                Some(bytes) => bytes,
                None => return Ok(Reply { status: 404, headers, body: Bytes::new() }),
            },
        };
        if body.len() > limit {
            return Err(Fault::TooLarge(limit));
        }
        if !body.is_empty() && !headers.iter().any(|(name, _)| name == "content-type") {
            headers.push(("content-type".into(), kind.into()));
        }
        Ok(Reply { status, headers, body })
    }

    /// A file beside the story, read once; nothing outside the folder.
    fn file(&mut self, name: &str) -> Option<Bytes> {
        if name.is_empty() || name.split('/').any(|part| part == "..") {
            return None;
        }
        let path = self.folder.join(name);
        let read = || std::fs::read(path).ok().map(Bytes::from);
        self.files.entry(name.to_owned()).or_insert_with(read).clone()
    }
}

impl Script {
    fn turn(&mut self, now: Time) -> Turn {
        let first = *self.first.get_or_insert(now);
        let last = self.turns.len().saturating_sub(1);
        let over = |turn: &Turn| turn.stands_for.is_some_and(|span| now >= first + span);
        while self.next < last && self.turns.get(self.next).is_some_and(over) {
            self.next += 1;
        }
        let turn = self.turns.get(self.next).cloned();
        if turn.as_ref().is_some_and(|turn| turn.stands_for.is_none()) {
            self.next = (self.next + 1).min(last);
        }
        turn.unwrap_or(Turn { reply: PageReply::Silent, after: Duration::ZERO, stands_for: None })
    }
}

/// The path of a URL, or the whole of it without query on another host.
pub(super) fn place(url: &str) -> String {
    let bare = url.split(['?', '#']).next().unwrap_or(url);
    bare.strip_prefix(super::story::APP).unwrap_or(bare).to_owned()
}

/// What a body is when the story does not say.
fn content_type(body: &Body) -> &'static str {
    match body {
        Body::Sound(_) => "audio/wav",
        Body::File(name) if name.to_ascii_lowercase().ends_with(".wav") => "audio/wav",
        Body::File(name) if name.to_ascii_lowercase().ends_with(".txt") => "text/plain",
        _ => "text/xml; charset=utf-8",
    }
}

/// The answer with what nobody knows who writes a story: `{sid of bob}` is the SID of that phone's latest call.
pub(super) fn filled_in(mut reply: Reply, latest: &BTreeMap<String, String>) -> Reply {
    const MARK: &str = "{sid of ";
    if let Ok(text) = std::str::from_utf8(&reply.body)
        && text.contains(MARK)
    {
        let fill = |text: String, (name, sid): (&String, &String)| text.replace(&format!("{MARK}{name}}}"), sid);
        reply.body = latest.iter().fold(text.to_owned(), fill).into();
    }
    reply
}

/// A request without parameters in its body and without signature.
fn plainly(at: Time, call: CallSid, url: &str) -> Asked {
    let query = Url::parse(url).ok().and_then(|url| url.query().map(str::to_owned)).unwrap_or_default();
    let params = form::parse(query.as_bytes());
    Asked { at, call, url: url.to_owned(), method: Method::Get, params, headers: Vec::new(), signed: true }
}

fn unreachable(why: &str) -> LoadFault {
    LoadFault::Unreachable(why.to_owned())
}
