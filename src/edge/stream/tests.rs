//! Streams against a real WebSocket server on loopback, which can do what no library lets one do.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request as Upgrade, Response};

use super::*;
use crate::base::{CallSid, Rng, StreamSid};
use crate::media::{ForkId, GroupId, LineId, Output, Track, Tracks};

const PATIENCE: Duration = Duration::from_secs(10);
const ID: RequestId = RequestId(7);
const FORK: ForkId = ForkId(9);

/// The edge with one stream, and what came of it.
struct Stage {
    streams: Streams,
    forks: Forks,
    news: Receiver<News>,
    poured: Receiver<Command>,
    sink: Sink,
}

impl Stage {
    fn new(settings: Settings) -> Self {
        Self::with(settings, Dialer::new(true))
    }

    fn with(settings: Settings, dialer: Dialer) -> Self {
        let (forks, (told, news), (pour, poured)) = (Forks::default(), channel(), channel());
        let means = Means { settings, dialer, forks: forks.clone() };
        let sink = Sink { sender: pour, waiting: Arc::default(), most: Arc::default() };
        let streams = Streams::start(means, sink.clone(), move |_, news| drop(told.send(news))).unwrap();
        Self { streams, forks, news, poured, sink }
    }

    fn open(&self, url: String, is_duplex: bool) {
        self.open_as(ID, url, is_duplex);
    }

    fn open_as(&self, id: RequestId, url: String, is_duplex: bool) {
        let mut rng = Rng::seeded(1);
        let opening = Opening {
            call: CallSid::mint(&mut rng),
            group: GroupId(1),
            line: LineId(2),
            fork: FORK,
            tracks: Tracks::Said,
            is_duplex,
            sid: StreamSid::mint(&mut rng),
            url,
            headers: vec![("X-Twilio-Signature".into(), "signed".into())],
            account: "AC1".into(),
            call_name: "CA1".into(),
            parameters: vec![("a".into(), "b".into())],
        };
        self.streams.carry_out(id, Request::Open(Box::new(opening)));
    }

    fn sound(&self, number: u64) {
        let at = Duration::from_millis(number * 20);
        self.forks.give(Output::Forked { fork: FORK, track: Track::Said, at, samples: vec![0; 160] });
    }

    fn news(&self) -> News {
        self.news.recv_timeout(PATIENCE).expect("something becomes of the stream")
    }
}

/// A media thread that takes what is poured when the test does.
#[derive(Clone)]
struct Sink {
    sender: Sender<Command>,
    waiting: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl Pour for Sink {
    fn pour(&self, command: Command) {
        let waiting = self.waiting.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(waiting, Ordering::SeqCst);
        drop(self.sender.send(command));
    }

    fn waiting(&self, _: GroupId) -> usize {
        self.waiting.load(Ordering::SeqCst)
    }
}

/// A server that does this with its first connection.
fn server<F: Future<Output = ()> + Send + 'static>(
    serve: impl FnOnce(TcpListener) -> F + Send + 'static,
) -> (String, JoinHandle<()>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}/bot", listener.local_addr().unwrap());
    listener.set_nonblocking(true).unwrap();
    #[expect(clippy::disallowed_methods, reason = "a server beside the test")]
    let thread = std::thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { serve(TcpListener::from_std(listener).unwrap()).await });
    });
    (url, thread)
}

#[expect(clippy::result_large_err, reason = "the callback's type is the library's")]
async fn accept(listener: &TcpListener) -> WebSocketStream<TcpStream> {
    let (stream, _) = listener.accept().await.unwrap();
    let signed = |request: &Upgrade, response: Response| {
        assert_eq!(request.headers()["X-Twilio-Signature"], "signed");
        assert_eq!(request.uri().path(), "/bot");
        Ok(response)
    };
    tokio_tungstenite::accept_hdr_async(stream, signed).await.unwrap()
}

async fn frame(socket: &mut WebSocketStream<TcpStream>) -> Value {
    loop {
        match socket.next().await.unwrap().unwrap() {
            Message::Text(text) => return serde_json::from_str(&text).unwrap(),
            Message::Ping(_) | Message::Pong(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

async fn say(socket: &mut WebSocketStream<TcpStream>, frame: Value) {
    socket.send(Message::text(frame.to_string())).await.unwrap();
}

#[test]
fn a_stream_is_greeted_hears_speaks_and_is_told_of_its_end() {
    let (url, thread) = server(|listener| async move {
        let mut socket = accept(&listener).await;
        assert_eq!(frame(&mut socket).await["event"], "connected");
        let start = frame(&mut socket).await;
        assert_eq!(start["start"]["customParameters"]["a"], "b");
        let media = frame(&mut socket).await;
        assert_eq!((&media["media"]["chunk"], &media["sequenceNumber"]), (&json!("1"), &json!("2")));
        assert_eq!(frame(&mut socket).await["dtmf"]["digit"], "5");
        let sid = start["streamSid"].as_str().unwrap();
        say(&mut socket, json!({ "event": "media", "streamSid": sid, "media": { "payload": "/////w==" } })).await;
        say(&mut socket, json!({ "event": "mark", "streamSid": sid, "mark": { "name": "m" } })).await;
        say(&mut socket, json!("garbage")).await;
        socket.send(Message::binary(vec![1, 2, 3])).await.unwrap();
        say(&mut socket, json!({ "event": "clear", "streamSid": sid })).await;
        assert_eq!(frame(&mut socket).await["mark"]["name"], "m");
        assert_eq!(frame(&mut socket).await["stop"]["callSid"], "CA1");
        assert!(matches!(socket.next().await.unwrap().unwrap(), Message::Close(_)));
    });
    let stage = Stage::new(Settings::default());
    stage.open(url, true);
    assert_eq!(stage.news(), News::Opened);
    stage.sound(0);
    // Sound and keys are said in no order: one after the other.
    while stage.forks.waits() {
        std::thread::yield_now();
    }
    let poured = || stage.poured.recv_timeout(PATIENCE).unwrap();
    stage.streams.carry_out(ID, Request::Press('5'));
    assert!(matches!(poured(), Command::Pour { fork: FORK, samples, .. } if samples == [0; 4]));
    assert!(matches!(poured(), Command::Mark { name, .. } if name == "m"));
    assert!(matches!(poured(), Command::Clear { line: LineId(2), .. }));
    stage.forks.give(Output::Marked { fork: FORK, name: "m".into() });
    // The last word must not overtake the mark.
    while stage.forks.waits() {
        std::thread::yield_now();
    }
    stage.streams.carry_out(ID, Request::Close);
    thread.join().unwrap();
    assert!(stage.news.try_recv().is_err(), "nothing is told of what we close");
}

#[test]
fn h15_servers_that_refuse_are_silent_close_or_break_are_told_by_name() {
    type Serve = fn(TcpListener) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;
    let table: [(&str, Serve, &[News]); 5] = [
        (
            "refuses",
            |listener| {
                Box::pin(async move {
                    let (mut stream, _) = listener.accept().await.unwrap();
                    let mut request = [0; 1024];
                    assert!(stream.read(&mut request).await.unwrap() > 0);
                    stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").await.unwrap();
                })
            },
            &[News::Failed(String::new())],
        ),
        (
            "silent",
            |listener| {
                Box::pin(async move {
                    for _ in 0..2 {
                        let (mut stream, _) = listener.accept().await.unwrap();
                        let mut all = Vec::new();
                        let ended: io::Result<usize> = stream.read_to_end(&mut all).await;
                        assert!(ended.is_ok(), "given up from the other side");
                    }
                })
            },
            &[News::Failed(String::new())],
        ),
        (
            "closes",
            |listener| {
                Box::pin(async move {
                    let mut socket = accept(&listener).await;
                    socket.close(None).await.unwrap();
                    while let Some(Ok(_)) = socket.next().await {}
                })
            },
            &[News::Opened, News::Closed],
        ),
        (
            "breaks",
            |listener| {
                Box::pin(async move {
                    let mut socket = accept(&listener).await;
                    // Whoever breaks off before has never been greeted.
                    for _ in 0..2 {
                        frame(&mut socket).await;
                    }
                })
            },
            &[News::Opened, News::Failed(String::new())],
        ),
        (
            "sends 10 MB",
            |listener| {
                Box::pin(async move {
                    let mut socket = accept(&listener).await;
                    // It is cut off before it has sent all.
                    let _ = socket.send(Message::text("x".repeat(10 << 20))).await;
                    while let Some(Ok(_)) = socket.next().await {}
                })
            },
            &[News::Opened, News::Failed(String::new())],
        ),
    ];
    for (what, serve, expected) in table {
        let (url, thread) = server(serve);
        let stage = Stage::new(Settings { connect_timeout: 1, ..Settings::default() });
        stage.open(url, true);
        for wanted in expected {
            let news = stage.news();
            let alike = std::mem::discriminant(&news) == std::mem::discriminant(wanted);
            assert!(alike, "{what}: {news:?}");
        }
        thread.join().unwrap();
    }
}

#[test]
fn what_is_said_into_the_farewell_of_a_server_makes_no_fault_of_it() {
    let (answered, is_answered) = channel();
    let (spoken, is_spoken) = channel::<()>();
    let (url, thread) = server(|listener| async move {
        let mut socket = accept(&listener).await;
        socket.close(None).await.unwrap();
        while let Some(Ok(message)) = socket.next().await {
            if message.is_close() {
                answered.send(()).unwrap();
            }
        }
        // Its connection stands until we have spoken.
        is_spoken.recv_timeout(PATIENCE).unwrap();
    });
    let stage = Stage::new(Settings::default());
    stage.open(url, false);
    assert_eq!(stage.news(), News::Opened);
    is_answered.recv_timeout(PATIENCE).unwrap();
    stage.sound(0);
    while stage.forks.waits() {
        std::thread::yield_now();
    }
    spoken.send(()).unwrap();
    assert_eq!(stage.news(), News::Closed);
    thread.join().unwrap();
}

#[test]
fn h15_nobody_there_and_places_where_nobody_may_go() {
    let stage = Stage::new(Settings::default());
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    stage.open(format!("ws://{closed}/bot"), true);
    assert!(matches!(stage.news(), News::Failed(why) if why.contains("no connection")));
    for (id, place) in (8..).zip(["ws://169.254.169.254/", "ws://0.0.0.0/", "ws://nobody.invalid/"]) {
        stage.open_as(RequestId(id), place.into(), true);
        assert!(matches!(stage.news(), News::Failed(_)), "{place}");
    }
}

#[test]
fn h15_a_server_that_reads_nothing_loses_the_oldest_sound_and_can_still_be_closed() {
    let (told, closing) = channel::<()>();
    let (url, thread) = server(|listener| async move {
        let socket = accept(&listener).await;
        closing.recv_timeout(PATIENCE).unwrap();
        drop(socket);
    });
    let stage = Stage::new(Settings { backlog_ms: 200, ..Settings::default() });
    stage.open(url, false);
    assert_eq!(stage.news(), News::Opened);
    // More than the buffers of both sides take.
    for number in 0..200_000 {
        stage.sound(number);
    }
    assert!(stage.forks.dropped() > 0);
    stage.streams.carry_out(ID, Request::Close);
    while stage.forks.carried() > 0 {
        std::thread::yield_now();
    }
    told.send(()).unwrap();
    thread.join().unwrap();
    assert!(stage.news.try_recv().is_err());
}

#[test]
fn h15_a_server_that_pours_faster_than_it_is_taken_is_not_read_on() {
    const FRAMES: usize = 200;
    let (url, thread) = server(|listener| async move {
        let mut socket = accept(&listener).await;
        let payload = "/".repeat(4 * 160);
        for _ in 0..FRAMES {
            say(&mut socket, json!({ "event": "media", "media": { "payload": payload } })).await;
        }
        while let Some(Ok(_)) = socket.next().await {}
    });
    // The sink counts one for each command.
    let stage = Stage::new(Settings { pour_bytes: 3, ..Settings::default() });
    stage.open(url, true);
    for _ in 0..FRAMES {
        stage.poured.recv_timeout(PATIENCE).expect("all of it comes in the end");
        stage.sink.waiting.fetch_sub(1, Ordering::SeqCst);
    }
    assert!(stage.sink.most.load(Ordering::SeqCst) <= 4, "{:?}", stage.sink.most);
    drop(stage);
    thread.join().unwrap();
}

/// A certificate of its own for `localhost`, in PEM, and a server with it.
fn secure_server() -> (String, String, JoinHandle<()>) {
    let key = rcgen::KeyPair::generate().unwrap();
    let own = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let secret = rustls::pki_types::PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let config = config.with_no_client_auth().with_single_cert(vec![own.der().clone()], secret).unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let (url, thread) = server(|listener| async move {
        let (stream, _) = listener.accept().await.unwrap();
        let Ok(stream) = acceptor.accept(stream).await else { return };
        let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
        let first = socket.next().await.unwrap().unwrap();
        assert!(first.to_text().unwrap().contains("connected"), "{first}");
        socket.close(None).await.unwrap();
        while let Some(Ok(_)) = socket.next().await {}
    });
    (url.replace("ws://127.0.0.1", "wss://localhost"), own.pem(), thread)
}

#[test]
fn a_stream_over_tls_needs_a_certificate_that_is_believed() {
    let (url, pem, thread) = secure_server();
    let stage = Stage::with(Settings::default(), Dialer::believing(true, &pem).unwrap());
    stage.open(url, false);
    assert_eq!(stage.news(), News::Opened);
    assert_eq!(stage.news(), News::Closed);
    thread.join().unwrap();
    let (url, _, thread) = secure_server();
    let stage = Stage::with(Settings { retries: 0, ..Settings::default() }, Dialer::new(true));
    stage.open(url, false);
    assert!(matches!(stage.news(), News::Failed(why) if why.contains("TLS")));
    thread.join().unwrap();
    assert!(Dialer::believing(true, "-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----").is_err());
}
