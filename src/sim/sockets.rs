//! The stream servers of the town, and the engine's side of their sockets: the same sessions that the edge has
//! (`call/stream`), over a net that takes half a round trip.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::acoustics::{Pattern, Repertoire, Stretch, Tape};
use super::story::{Story, StreamAct, StreamServer};
use crate::audio::codec::Law;
use crate::audio::{RATE, Rate};
use crate::base::Time;
use crate::call::RequestId;
use crate::call::stream::{News, Opening, Session};
use crate::engine::Streams as Settings;
use crate::media::{Command, Output};
use crate::wire::http::Signer;

/// Bytes of µ-law in one frame of a server that says something.
const FRAME: usize = 1600;
/// What its tracks are called, in their order here.
const TRACKS: [&str; 2] = ["inbound", "outbound"];

/// All servers and all streams.
#[derive(Debug)]
pub(super) struct Sockets {
    servers: Vec<StreamServer>,
    settings: Settings,
    signer: Signer,
    streams: Vec<Stream>,
}

/// One stream, as its server knows it.
#[derive(Debug)]
pub struct Stream {
    /// Where.
    pub url: String,
    /// The upgrade request had the right signature.
    pub signed: bool,
    /// What came, in order.
    pub got: Vec<Got>,
    id: RequestId,
    /// The engine's side, while it is open.
    session: Option<Session>,
    acts: Vec<StreamAct>,
    next: usize,
    echoes: bool,
    began: Time,
    /// Inbound and outbound, at 8 kHz.
    tracks: [Vec<i16>; 2],
    /// When the server has sent its last frame.
    said: Option<Time>,
}

/// A frame that came to a server; sound only by its first frame.
#[derive(Clone, Debug)]
pub struct Got {
    /// `start`, `mark m1`.
    pub what: String,
    /// All of it.
    pub frame: Value,
    /// How long after the server's last frame.
    pub after: Option<Duration>,
}

/// Something on its way.
#[derive(Debug)]
pub(super) enum Post {
    /// The upgrade is answered.
    Shaken,
    /// The engine hears what became of the stream.
    News(News),
    /// A frame of the engine comes to the server.
    ToServer(String),
    /// A frame of the server comes to the engine.
    ToEngine(String),
    /// The server goes on.
    Go,
}

/// What the town has to do: later, or at once.
pub(super) type Posts = Vec<(Duration, Post)>;

/// What the engine is given of a stream.
#[derive(Debug)]
pub(super) enum Given {
    News(News),
    Command(Command),
}

impl Sockets {
    pub(super) fn new(story: &Story) -> Self {
        let (settings, token) = (story.settings.streams.clone(), story.settings.account.auth_token.clone());
        Self { servers: story.servers.clone(), settings, signer: Signer::new(token), streams: Vec::new() }
    }

    /// All streams there were.
    pub(super) fn streams(&self) -> &[Stream] {
        &self.streams
    }

    /// How many have not come to their end.
    pub(super) fn open(&self) -> usize {
        self.streams.iter().filter(|stream| stream.session.is_some()).count()
    }

    /// The engine wants a stream; `trip` is the way there and back.
    pub(super) fn connect(&mut self, now: Time, id: RequestId, opening: Opening, trip: Duration) -> Posts {
        let failed = |after, why: &str| vec![(after, Post::News(News::Failed(why.to_owned())))];
        let url = opening.url.clone();
        let Some(server) = self.servers.iter().find(|server| server.url == url) else {
            return failed(trip, "no connection: connection refused");
        };
        let acts = server.acts.clone();
        let patience = Duration::from_secs(self.settings.connect_timeout);
        let posts = match acts.first() {
            Some(StreamAct::Silent) => {
                failed(patience * (self.settings.retries + 1), &format!("not open within {patience:?}"))
            }
            Some(StreamAct::Refuse(status)) => failed(trip, &format!("the server answered the upgrade with {status}")),
            _ => vec![(trip, Post::Shaken)],
        };
        let is_right =
            |(name, value): &(String, String)| name == "X-Twilio-Signature" && self.signer.verify(&url, &[], value);
        let signed = opening.headers.iter().any(is_right);
        let session = posts.iter().any(|(_, post)| matches!(post, Post::Shaken));
        let session = session.then(|| Session::new(opening, self.settings.limits()));
        self.streams.push(Stream {
            url,
            signed,
            got: Vec::new(),
            id,
            session,
            acts,
            next: 0,
            echoes: false,
            began: now,
            tracks: [Vec::new(), Vec::new()],
            said: None,
        });
        posts
    }

    /// The far party has pressed a key.
    pub(super) fn press(&mut self, id: RequestId, key: char, way: Duration) -> Posts {
        let session = self.find(id).and_then(|stream| stream.session.as_mut());
        session.and_then(|session| session.on_key(key)).map(|frame| (way, Post::ToServer(frame))).into_iter().collect()
    }

    /// The engine has no more use for a stream.
    pub(super) fn close(&mut self, id: RequestId, way: Duration) -> Posts {
        let session = self.find(id).and_then(|stream| stream.session.take());
        session.map(|mut session| (way, Post::ToServer(session.stop()))).into_iter().collect()
    }

    /// What the media board has of a fork.
    pub(super) fn fork(&mut self, output: &Output, way: Duration) -> Option<(RequestId, Posts)> {
        let (Output::Forked { fork, .. } | Output::Marked { fork, .. }) = output else { return None };
        let of = |stream: &&mut Stream| stream.session.as_ref().is_some_and(|own| own.opening().fork == *fork);
        let stream = self.streams.iter_mut().find(of)?;
        let session = stream.session.as_mut()?;
        let frame = match output {
            Output::Forked { track, at, samples, .. } => session.on_sound(*track, *at, samples),
            Output::Marked { name, .. } => session.on_marked(name),
            _ => return None,
        };
        Some((stream.id, vec![(way, Post::ToServer(frame))]))
    }

    /// Something has arrived: what the engine is given of it, and what follows.
    pub(super) fn arrive(
        &mut self,
        now: Time,
        id: RequestId,
        post: Post,
        (way, repertoire): (Duration, &mut Repertoire),
    ) -> (Vec<Given>, Posts) {
        let Some(stream) = self.find(id) else { return (Vec::new(), Vec::new()) };
        match post {
            Post::Shaken => {
                let Some(session) = &mut stream.session else { return (Vec::new(), Vec::new()) };
                let posts = session.greet().map(|frame| (way, Post::ToServer(frame))).into();
                (vec![Given::News(News::Opened)], posts)
            }
            Post::News(news) => {
                let was_open =
                    stream.session.take().is_some() || matches!(news, News::Failed(_)) && stream.got.is_empty();
                (was_open.then_some(Given::News(news)).into_iter().collect(), Vec::new())
            }
            Post::ToEngine(text) => {
                let command = stream.session.as_mut().and_then(|session| session.receive(&text).ok());
                (command.map(Given::Command).into_iter().collect(), Vec::new())
            }
            Post::ToServer(text) => (Vec::new(), stream.hear(now, &text, (way, repertoire))),
            Post::Go => (Vec::new(), stream.go_on(now, (way, repertoire))),
        }
    }

    fn find(&mut self, id: RequestId) -> Option<&mut Stream> {
        self.streams.iter_mut().find(|stream| stream.id == id)
    }
}

impl Stream {
    /// Whether it has this track, by its first frame.
    pub(super) fn has(&self, track: usize) -> bool {
        let name = TRACKS.get(track).copied();
        let start = self.got.iter().find(|got| got.what == "start");
        let tracks = start.and_then(|start| start.frame["start"]["tracks"].as_array());
        tracks.is_some_and(|tracks| tracks.iter().any(|found| found.as_str() == name))
    }

    /// Where a track has one of the patterns.
    pub(super) fn find(&self, track: usize, patterns: &[Pattern]) -> Vec<Stretch> {
        let samples = self.tracks.get(track).cloned().unwrap_or_default();
        Tape::of(self.began, Rate::Narrow, samples).find(self.began, patterns)
    }

    /// A frame of the engine.
    fn hear(&mut self, now: Time, text: &str, means: (Duration, &mut Repertoire)) -> Posts {
        let frame: Value = serde_json::from_str(text).unwrap_or_default();
        let event = frame["event"].as_str().unwrap_or_default().to_owned();
        let mut posts = Vec::new();
        if event == "media" {
            posts.extend(self.hear_sound(now, &frame, means.0));
        }
        let what = match event.as_str() {
            "mark" => format!("mark {}", frame["mark"]["name"].as_str().unwrap_or_default()),
            "dtmf" => format!("dtmf {}", frame["dtmf"]["digit"].as_str().unwrap_or_default()),
            _ => event,
        };
        if what != "media" || self.got.iter().all(|got| got.what != "media") {
            let after = self.said.map(|said| now - said);
            self.got.push(Got { what: what.clone(), frame, after });
        }
        let awaited = match self.acts.get(self.next) {
            Some(StreamAct::AwaitKey(key)) => what == format!("dtmf {key}"),
            Some(StreamAct::AwaitMark(name)) => what == format!("mark {name}"),
            _ => false,
        };
        self.next += usize::from(awaited);
        if awaited || what == "start" {
            posts.extend(self.go_on(now, means));
        }
        posts
    }

    fn hear_sound(&mut self, now: Time, frame: &Value, way: Duration) -> Option<(Duration, Post)> {
        let media = &frame["media"];
        let payload = media["payload"].as_str().unwrap_or_default();
        let bytes = STANDARD.decode(payload).unwrap_or_default();
        let is_heard = media["track"].as_str() == Some(TRACKS[1]);
        self.tracks[usize::from(is_heard)].extend(Law::Mu.decode_all(&bytes));
        if !self.echoes || is_heard {
            return None;
        }
        Some(self.send(now, way, json!({ "event": "media", "media": { "payload": payload } })))
    }

    /// Does what is next, until there is something to wait for.
    fn go_on(&mut self, now: Time, (way, repertoire): (Duration, &mut Repertoire)) -> Posts {
        let mut posts = Vec::new();
        while let Some(act) = self.acts.get(self.next).cloned() {
            match act {
                StreamAct::AwaitKey(_) | StreamAct::AwaitMark(_) => return posts,
                StreamAct::Wait(span) => {
                    self.next += 1;
                    posts.push((span, Post::Go));
                    return posts;
                }
                StreamAct::Refuse(_) | StreamAct::Silent | StreamAct::Listen => {}
                StreamAct::Echo => self.echoes = true,
                StreamAct::Say(file) => {
                    let samples = file.download(&self.url).map(|download| download.samples).unwrap_or_default();
                    repertoire.learn_file(&self.url, samples.clone());
                    posts.extend(self.say(now, way, &samples, FRAME));
                }
                StreamAct::Flood(span) => {
                    let samples = vec![8000; span.as_secs() as usize * RATE as usize];
                    posts.extend(self.say(now, way, &samples, RATE as usize));
                }
                StreamAct::Mark(name) => {
                    posts.push(self.send(now, way, json!({ "event": "mark", "mark": { "name": name } })))
                }
                StreamAct::Clear => posts.push(self.send(now, way, json!({ "event": "clear" }))),
                StreamAct::Nonsense => posts.extend(self.talk_nonsense(now, way)),
                StreamAct::Close => posts.push((way, Post::News(News::Closed))),
                StreamAct::Break => posts.push((way, Post::News(News::Failed("the connection broke".into())))),
            }
            self.next += 1;
        }
        posts
    }

    fn say(&mut self, now: Time, way: Duration, samples: &[i16], piece: usize) -> Posts {
        let bytes = Law::Mu.encode_all(samples);
        let frame = |piece: &[u8]| json!({ "event": "media", "media": { "payload": STANDARD.encode(piece) } });
        bytes.chunks(piece).map(|piece| self.send(now, way, frame(piece))).collect()
    }

    fn talk_nonsense(&mut self, now: Time, way: Duration) -> Posts {
        let frames = [
            json!({ "event": "media", "media": { "payload": "?" } }),
            json!({ "event": "start" }),
            json!({ "event": "mark", "mark": 7 }),
            json!("hello"),
        ];
        let mut posts: Posts = frames.into_iter().map(|frame| self.send(now, way, frame)).collect();
        posts.push((way, Post::ToEngine("{\"event\":".to_owned())));
        posts
    }

    /// A frame with the name of the stream.
    fn send(&mut self, now: Time, way: Duration, mut frame: Value) -> (Duration, Post) {
        self.said = Some(now);
        let sid = self.got.iter().find_map(|got| got.frame["streamSid"].as_str()).unwrap_or_default();
        if let Some(members) = frame.as_object_mut() {
            members.insert("streamSid".into(), sid.into());
        }
        (way, Post::ToEngine(frame.to_string()))
    }
}

/// A member of a frame by its path: `start.tracks.0`.
pub(super) fn member(frame: &Value, path: &str) -> Option<String> {
    let found = frame.pointer(&format!("/{}", path.replace('.', "/")))?;
    Some(found.as_str().map_or_else(|| found.to_string(), str::to_owned))
}
