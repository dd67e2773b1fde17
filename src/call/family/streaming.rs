//! Streams of the calls of a family (spec §3.15): from the wish to the closed socket, and who is told. A stream belongs
//! to its call and ends with it; its sound is copied by a fork, which begins when the socket is open.

use serde::{Deserialize, Serialize};

use super::{Family, Means};
use crate::audio::Rate;
use crate::base::{StreamSid, Time};
use crate::call::RequestId;
use crate::call::call::CallId;
use crate::call::cue::Cue;
use crate::call::effect::{Effect, Letter, Level};
use crate::call::hook::{Param, param};
use crate::call::rules::Rules;
use crate::call::stream::{News, Opening, Request, Wish};
use crate::media::{Command, ForkId, LineId, Tracks};
use crate::rcml::code;
use crate::wire::http::{Link, Method};

/// A stream of a call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Streaming {
    call: CallId,
    sid: StreamSid,
    name: Option<String>,
    line: LineId,
    fork: ForkId,
    tracks: Tracks,
    /// It runs beside the document, and Stop may end it.
    is_beside: bool,
    is_open: bool,
    told: Option<(String, Method)>,
}

/// How a stream stands, as it is told.
enum Standing<'a> {
    Started,
    Stopped,
    Error(&'a str),
}

impl Family {
    /// Opens a stream of what the call says or hears; none where that cannot be, of which there is a note.
    pub(in crate::call) fn open_stream(&mut self, means: &mut Means<'_>, id: CallId, wish: Wish) -> Option<RequestId> {
        let line = self.call(id).line()?;
        if let Some(why) = self.stream_fault(means.rules, id, &wish) {
            self.note(id, Level::Warning, code::SCHEMA, "stream_refused", format!("Stream: {why}"));
            return None;
        }
        let link = match Link::socket(&wish.url) {
            Ok(link) => link,
            Err(fault) => {
                self.note(id, Level::Error, 11100, "stream_url", format!("Stream: {fault}"));
                return None;
            }
        };
        let (sid, fork) = (StreamSid::mint(means.mint.rng()), means.mint.fork());
        let Wish { name, tracks, is_duplex, parameters, told, .. } = wish;
        let (url, headers) = signed(&link, means.rules);
        let call = self.call(id).sid;
        let opening = Opening {
            call,
            group: self.group,
            line,
            fork,
            tracks,
            is_duplex,
            sid,
            url,
            headers,
            account: means.rules.account.clone(),
            call_name: means.rules.call_sid(call),
            parameters,
        };
        let request = means.mint.request();
        self.want(Effect::Stream { id: request, request: Request::Open(Box::new(opening)) });
        let is_beside = !is_duplex;
        let streaming = Streaming { call: id, sid, name, line, fork, tracks, is_beside, is_open: false, told };
        self.streams.insert(request, streaming);
        Some(request)
    }

    /// Ends a stream that runs beside the document; false where there is none of that name.
    pub(in crate::call) fn stop_stream(&mut self, means: &mut Means<'_>, id: CallId, name: &str) -> bool {
        let is_it = |stream: &Streaming| stream.call == id && stream.is_beside && stream.name.as_deref() == Some(name);
        let found = self.streams.iter().find(|(_, stream)| is_it(stream)).map(|(request, _)| *request);
        found.is_some_and(|request| self.close_stream(means, request))
    }

    /// Another call goes on with the streams of this one, by its own line.
    pub(super) fn pass_streams(&mut self, from: CallId, to: (CallId, LineId)) {
        self.streams.values_mut().filter(|one| one.call == from).for_each(|one| (one.call, one.line) = to);
    }

    /// The call is over, and its streams with it.
    pub(super) fn end_streams(&mut self, means: &mut Means<'_>, id: CallId) {
        let mine: Vec<_> = self.streams.iter().filter(|(_, one)| one.call == id).map(|(request, _)| *request).collect();
        for request in mine {
            self.close_stream(means, request);
        }
    }

    /// The far party has pressed a key.
    pub(super) fn stream_key(&mut self, id: CallId, key: char) {
        let heard = self.streams.iter().filter(|(_, one)| one.call == id && one.is_open);
        let heard: Vec<_> = heard.map(|(request, _)| *request).collect();
        for id in heard {
            self.want(Effect::Stream { id, request: Request::Press(key) });
        }
    }

    /// What became of a stream; what comes late falls on the floor.
    pub fn on_stream(&mut self, means: &mut Means<'_>, request: RequestId, news: News) {
        match news {
            News::Opened => self.on_stream_open(means, request),
            News::Closed => self.on_stream_over(means, request, None),
            News::Failed(why) => self.on_stream_over(means, request, Some(&why)),
        }
        self.settle(means);
    }

    fn on_stream_open(&mut self, means: &mut Means<'_>, request: RequestId) {
        let Some(stream) = self.streams.get_mut(&request) else { return };
        stream.is_open = true;
        let stream = stream.clone();
        let (group, line, fork, tracks) = (self.group, stream.line, stream.fork, stream.tracks);
        self.want(Effect::Media(Command::Fork { group, line, fork, tracks, rate: Rate::Narrow }));
        self.report_stream(means, &stream, &Standing::Started);
    }

    fn on_stream_over(&mut self, means: &mut Means<'_>, request: RequestId, why: Option<&str>) {
        let Some(stream) = self.streams.remove(&request) else { return };
        self.end_fork(&stream);
        let standing = why.map_or(Standing::Stopped, Standing::Error);
        if let Some(why) = why {
            self.note(stream.call, Level::Warning, 0, "stream_failed", format!("a stream is over: {why}"));
        }
        self.report_stream(means, &stream, &standing);
        let params = stream.about(&standing);
        self.cue(stream.call, Cue::StreamOver { stream: request, params });
    }

    /// Ends a stream from our side.
    fn close_stream(&mut self, means: &mut Means<'_>, request: RequestId) -> bool {
        let Some(stream) = self.streams.remove(&request) else { return false };
        self.want(Effect::Stream { id: request, request: Request::Close });
        self.end_fork(&stream);
        self.report_stream(means, &stream, &Standing::Stopped);
        true
    }

    fn end_fork(&mut self, stream: &Streaming) {
        if stream.is_open {
            let (group, line, fork) = (self.group, stream.line, stream.fork);
            self.want(Effect::Media(Command::Unfork { group, line, fork }));
        }
    }

    fn report_stream(&mut self, means: &mut Means<'_>, stream: &Streaming, standing: &Standing<'_>) {
        let Some((url, method)) = stream.told.clone() else { return };
        let kind = if matches!(standing, Standing::Started) { Letter::Progress } else { Letter::Last };
        let call = means.rules.call_sid(self.call(stream.call).sid);
        let mut params = vec![param("AccountSid", &means.rules.account), param("CallSid", call)];
        params.extend(stream.about(standing));
        params.push(param("Timestamp", iso(means.now)));
        self.write(means, stream.call, url, method, params, kind);
    }

    /// Why there can be no such stream.
    fn stream_fault(&self, rules: &Rules, id: CallId, wish: &Wish) -> Option<String> {
        let mut mine = self.streams.values().filter(|stream| stream.call == id);
        if wish.name.is_some() && mine.clone().any(|stream| stream.name == wish.name) {
            return Some("another stream of the call has its name; it is skipped".to_owned());
        }
        let most = rules.streams;
        mine.nth(most.saturating_sub(1)).map(|_| format!("the call has {most} streams already; it is skipped"))
    }
}

impl Streaming {
    /// What is told of it.
    fn about(&self, standing: &Standing<'_>) -> Vec<Param> {
        let sid = self.sid.to_string();
        let (event, error) = match standing {
            Standing::Started => ("stream-started", None),
            Standing::Stopped => ("stream-stopped", None),
            Standing::Error(why) => ("stream-error", Some(*why)),
        };
        let mut params = vec![
            param("StreamSid", &sid),
            param("StreamName", self.name.as_ref().unwrap_or(&sid)),
            param("StreamEvent", event),
        ];
        params.extend(error.map(|why| param("StreamError", why)));
        params
    }
}

/// The URL without its query, and the headers of the upgrade request: whoever is asked can prove who asks (spec §6.11).
fn signed(link: &Link, rules: &Rules) -> (String, Vec<(String, String)>) {
    let url = link.as_socket();
    let signature = rules.signer.sign(&url, &[]);
    let names = ["X-Twilio-Signature", "X-RestComm-Signature"];
    let mut headers: Vec<_> = names.into_iter().map(|name| (name.to_owned(), signature.clone())).collect();
    headers.extend(link.authorization.iter().map(|value| ("Authorization".to_owned(), value.clone())));
    (url, headers)
}

/// ISO 8601 to the millisecond (spec §3.15).
fn iso(now: Time) -> String {
    let text = now.to_string();
    match text.split_once('.') {
        Some((secs, rest)) => format!("{secs}.{}Z", rest.get(..3).unwrap_or("000")),
        None => text,
    }
}
