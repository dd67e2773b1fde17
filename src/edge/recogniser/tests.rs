//! Recognition against services of ours on real sockets: what is sent where, what is told, and every way to fail.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as Frame;

use super::*;
use crate::audio::voice;
use crate::base::Rng;
use crate::edge::recordings::Format;
use crate::engine::RecogniserKind;
use crate::media::{Output, Track};
use crate::wire::wav;

/// Nothing here takes longer, unless it hangs.
const PATIENCE: Duration = Duration::from_secs(20);
const ID: RequestId = RequestId(7);
const FORK: ForkId = ForkId(3);

/// Recognition with a service of ours.
struct Bench {
    recognition: Recognition,
    forks: Forks,
    news: Receiver<News>,
}

impl Bench {
    fn new(settings: Recogniser, recordings: PathBuf) -> Self {
        let (forks, (tell, news)) = (Forks::default(), channel());
        let told = move |one| _ = tell.send(one);
        let recognition = Recognition::start(Means { settings, recordings, forks: forks.clone() }, told).unwrap();
        Self { recognition, forks, news }
    }

    fn at(url: String) -> Self {
        Self::new(settings(url), PathBuf::new())
    }

    fn listens(&self) -> &Self {
        let hints = vec!["yes".into(), "no thanks".into()];
        let wish = Wish { language: "en-GB".into(), hints, model: None, wants_partials: true };
        self.recognition.listen(ID, FORK, wish);
        self
    }

    fn hears(&self, sound: &[i16]) -> &Self {
        for piece in sound.chunks(320) {
            let samples = piece.to_vec();
            self.forks.give(Output::Forked { fork: FORK, track: Track::Said, at: Duration::ZERO, samples });
        }
        self
    }

    fn concludes(&self) -> &Self {
        self.recognition.conclude(ID);
        self
    }

    fn heard(&self) -> Heard {
        match self.news.recv_timeout(PATIENCE) {
            Ok(News::Heard(ID, heard)) => heard,
            other => panic!("{other:?}"),
        }
    }

    fn fails(&self) -> String {
        match self.heard() {
            Heard::Failed(why) => why,
            other => panic!("{other:?}"),
        }
    }

    fn transcribes(&self, recording: RecordingSid) -> Result<String, String> {
        self.recognition.transcribe(ID, recording);
        match self.news.recv_timeout(PATIENCE) {
            Ok(News::Transcribed(ID, result)) => result,
            other => panic!("{other:?}"),
        }
    }
}

fn settings(url: String) -> Recogniser {
    Recogniser { url: Some(url), key: "s3cret".into(), timeout: 1, ..Recogniser::default() }
}

/// A second and a half of a voice at 16 kHz.
fn speech() -> Vec<i16> {
    voice::start(3, 12_000).iter().flat_map(|sample| [*sample; 2]).collect()
}

fn last(text: &str, confidence: u16) -> Heard {
    Heard::Final { text: text.into(), confidence }
}

/// A service in a thread of its own; `serve` gets each connection with a place to tell what it has seen.
fn service<F: Future<Output = ()> + Send>(
    serve: impl Fn(TcpStream, Sender<String>) -> F + Send + 'static,
) -> (String, Receiver<String>) {
    let (tell, told) = channel();
    let (bound, addr) = channel();
    #[expect(clippy::disallowed_methods, reason = "the service runs beside the test")]
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            bound.send(listener.local_addr().unwrap()).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                serve(stream, tell.clone()).await;
            }
        });
    });
    (addr.recv_timeout(PATIENCE).unwrap().to_string(), told)
}

/// A service that takes forms and answers all alike.
fn form_service(answer: &'static str) -> (String, Receiver<String>) {
    let (addr, told) = service(move |mut stream, tell| async move {
        let mut request = Vec::new();
        while !is_whole(&request) {
            if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
                return;
            }
        }
        _ = tell.send(String::from_utf8_lossy(&request).into_owned());
        _ = stream.write_all(answer.as_bytes()).await;
    });
    (format!("http://{addr}/v1/audio/transcriptions"), told)
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let length = text.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse::<usize>().ok());
    let head = request.windows(4).position(|four| four == b"\r\n\r\n");
    head.is_some_and(|head| request.len() >= head + 4 + length.unwrap_or(0))
}

/// A service on a WebSocket: `reply` says what is answered to a message, an empty answer closes.
fn socket_service(reply: fn(&Frame) -> Option<&'static str>) -> (String, Receiver<String>) {
    let (addr, told) = service(move |stream, tell| async move {
        let Ok(mut socket): Result<WebSocketStream<_>, _> = tokio_tungstenite::accept_async(stream).await else {
            return;
        };
        while let Some(Ok(frame)) = socket.next().await {
            _ = tell.send(match &frame {
                Frame::Text(text) => text.to_string(),
                Frame::Binary(bytes) => format!("{} bytes", bytes.len()),
                _ => "end".into(),
            });
            match reply(&frame) {
                Some("") => break,
                Some(text) => _ = socket.send(Frame::text(text)).await,
                None => {}
            }
        }
    });
    (format!("ws://{addr}"), told)
}

const YES: &str = "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"text\":\" Yes\"}";

fn vosk(frame: &Frame) -> Option<&'static str> {
    match frame {
        Frame::Text(text) if text.contains("config") => None,
        Frame::Text(text) if text.as_str() == r#"{"eof" : 1}"# => {
            Some(r#"{"result":[{"conf":0.8,"word":"please"}],"text":"please"}"#)
        }
        Frame::Binary(_) => Some(r#"{"partial" : "yes"}"#),
        _ => Some(""),
    }
}

#[test]
fn an_utterance_is_posted_once_when_it_is_over() {
    let (url, told) = form_service(YES);
    let bench = Bench::at(url);
    bench.listens().hears(&[0; 48_000]).hears(&speech()).hears(&[0; 16_000]).concludes();
    assert_eq!(bench.heard(), last("Yes", 1000));
    let request = told.recv_timeout(PATIENCE).unwrap();
    for part in [
        "POST /v1/audio/transcriptions HTTP/1.1",
        "uthorization: Bearer s3cret",
        "name=\"model\"\r\n\r\nwhisper-1\r\n",
        "name=\"language\"\r\n\r\nen\r\n",
        "name=\"prompt\"\r\n\r\nyes, no thanks\r\n",
        "filename=\"speech.wav\"\r\nContent-Type: audio/wav\r\n\r\nRIFF",
    ] {
        assert!(request.contains(part), "{part:?} in {request}");
    }
    assert!(told.try_recv().is_err(), "once");
}

#[test]
fn silence_is_not_posted() {
    let (url, told) = form_service(YES);
    let bench = Bench::at(url);
    bench.listens().hears(&[0; 48_000]).concludes();
    assert_eq!(bench.heard(), last("", 0));
    assert!(told.try_recv().is_err());
}

#[test]
fn sound_goes_up_a_socket_and_words_come_down() {
    let (url, told) = socket_service(vosk);
    let bench = Bench::at(url);
    bench.listens().hears(&speech());
    assert!(matches!(bench.heard(), Heard::Partial { text, .. } if text == "yes"));
    bench.concludes();
    assert_eq!(bench.heard(), last("please", 800));
    let seen: Vec<String> =
        std::iter::from_fn(|| told.recv_timeout(PATIENCE).ok().filter(|one| !one.contains("eof"))).collect();
    assert_eq!(seen[0], r#"{"config":{"sample_rate":16000,"words":true}}"#);
    let bytes: usize = seen[1..].iter().filter_map(|one| one.split(' ').next()?.parse::<usize>().ok()).sum();
    assert_eq!(bytes, 2 * speech().len(), "all of it, and nothing else");
}

#[test]
fn hints_are_the_only_words_where_the_settings_say_so() {
    let (url, told) = socket_service(vosk);
    let bench = Bench::new(Recogniser { only_hints: true, ..settings(url) }, PathBuf::new());
    bench.listens();
    let config = told.recv_timeout(PATIENCE).unwrap();
    assert!(config.contains(r#""phrase_list":["yes","no thanks","[unk]"]"#), "{config}");
}

#[test]
fn texts_that_end_by_themselves_are_told_at_once() {
    let (url, _told) = socket_service(|frame| match frame {
        Frame::Binary(_) => Some(r#"{"text" : "good morning"}"#),
        _ => None,
    });
    let bench = Bench::at(url);
    bench.listens().hears(&speech()[..1600]);
    assert_eq!(bench.heard(), last("good morning", 1000));
}

#[test]
fn a_service_that_closes_in_mid_utterance_is_told() {
    let (url, _told) = socket_service(|frame| frame.is_binary().then_some(""));
    let bench = Bench::at(url);
    let why = bench.listens().hears(&speech()).fails();
    assert!(why.contains("closed the connection") || why.contains("broke"), "{why}");
}

#[test]
fn services_that_fail_are_told_with_what_to_look_at_and_without_a_word() {
    let secret = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"text\":[\"s3cret!\"]}";
    let form_table = [
        ("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", "answered 401; see recogniser.key"),
        ("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", "answered 404; see recogniser.url and recogniser.model"),
        (secret, "not of its protocol"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"text\"", "cannot be asked"),
        ("garbage\r\n\r\n", "cannot be asked"),
        ("", "cannot be asked"),
    ];
    for (answer, why) in form_table {
        let bench = Bench::at(form_service(answer).0);
        let said = bench.listens().hears(&speech()).concludes().fails();
        assert!(said.contains(why) && !said.contains("s3cret"), "{answer:?}: {said}");
    }
    type Answers = fn(&Frame) -> Option<&'static str>;
    let socket_table: [(Answers, &str); 2] = [
        (|frame| frame.is_binary().then_some("{\"text\": {\"s3cret\":1}}"), "not of its protocol"),
        (|_| None, "silent for 1s; see recogniser.timeout"),
    ];
    for (reply, why) in socket_table {
        let bench = Bench::at(socket_service(reply).0);
        let said = bench.listens().hears(&speech()).concludes().fails();
        assert!(said.contains(why) && !said.contains("s3cret"), "{said}");
    }
    let (addr, _) = form_service(YES);
    let bench = Bench::at(addr.replace("http", "ws"));
    let said = bench.listens().fails();
    assert!(said.contains("no WebSocket: it answered 200") || said.contains("cannot be asked"), "{said}");
}

#[test]
fn a_service_that_is_not_there_is_told() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let bench = Bench::at(format!("ws://{free}"));
    assert!(bench.listens().fails().contains("no connection"));
    let bench = Bench::at(format!("http://{free}/"));
    assert!(bench.listens().hears(&speech()).concludes().fails().contains("no connection"));
}

#[test]
fn h8_the_metadata_of_a_cloud_is_no_recogniser() {
    for url in ["ws://169.254.169.254/", "http://169.254.169.254/"] {
        let bench = Bench::at(url.into());
        assert!(bench.listens().hears(&speech()).concludes().fails().contains("not allowed"), "{url}");
    }
}

#[test]
fn more_recognitions_than_allowed_hear_nothing() {
    let (url, _told) = socket_service(vosk);
    let bench = Bench::new(Recogniser { at_once: 1, ..settings(url) }, PathBuf::new());
    bench.recognition.listen(RequestId(1), ForkId(1), wish());
    assert!(bench.listens().fails().contains("1 recognitions go on already; see recogniser.at_once"));
}

fn wish() -> Wish {
    Wish { language: "en".into(), hints: Vec::new(), model: None, wants_partials: false }
}

#[test]
fn an_abandoned_recognition_says_nothing_and_leaves_its_service() {
    let (url, told) = socket_service(vosk);
    let bench = Bench::at(url);
    bench.listens().hears(&speech());
    bench.heard();
    bench.recognition.abandon(ID);
    while told.recv_timeout(PATIENCE).is_ok_and(|one| one != "end" && one.contains("bytes")) {
        assert!(bench.news.try_iter().all(|news| matches!(news, News::Heard(_, Heard::Partial { .. }))));
    }
}

/// A folder with one recording, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn with(name: &str, recording: RecordingSid, format: Format, bytes: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("callwright-ears-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join(format!("{recording}.{}", format.extension())), bytes).unwrap();
        Self(path)
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.0);
    }
}

fn recording() -> (RecordingSid, Vec<u8>) {
    let samples = voice::start(3, 20_000);
    let head = wav::header(wav::Format::Pcm16, 1, 8000, 40_000);
    let bytes = head.into_iter().chain(samples.iter().flat_map(|sample| sample.to_le_bytes())).collect();
    (RecordingSid::mint(&mut Rng::seeded(1)), bytes)
}

#[test]
fn recordings_become_text_by_services_of_both_kinds() {
    let (sid, bytes) = recording();
    let folder = Folder::with("both", sid, Format::Wav, &bytes);
    let (url, told) = form_service(YES);
    let bench = Bench::new(settings(url), folder.path().into());
    assert_eq!(bench.transcribes(sid), Ok("Yes".into()));
    let request = told.recv_timeout(PATIENCE).unwrap();
    assert!(request.contains("filename=\"recording.wav\"") && !request.contains("\"language\""), "{request}");
    let (url, told) = socket_service(vosk);
    let bench = Bench::new(settings(url), folder.path().into());
    assert_eq!(bench.transcribes(sid), Ok("please".into()));
    assert!(told.recv_timeout(PATIENCE).unwrap().contains("\"sample_rate\":8000"));
}

#[test]
fn recordings_without_a_usable_file_are_told() {
    let (sid, bytes) = recording();
    let folder = Folder::with("opus", sid, Format::Opus, &bytes);
    let (url, told) = form_service(YES);
    let bench = Bench::new(settings(url), folder.path().into());
    assert_eq!(bench.transcribes(sid), Ok("Yes".into()));
    assert!(told.recv_timeout(PATIENCE).unwrap().contains("filename=\"recording.ogg\""));
    let bench = Bench::new(settings(socket_service(vosk).0), folder.path().into());
    assert!(bench.transcribes(sid).unwrap_err().contains("no .wav file of it; see recordings.formats"));
    let folder = Folder::with("large", sid, Format::Wav, &bytes);
    for url in [form_service(YES).0, socket_service(vosk).0] {
        let bench = Bench::new(Recogniser { max_bytes: 40_000, ..settings(url) }, folder.path().into());
        assert!(bench.transcribes(sid).unwrap_err().contains("40044 bytes; see recogniser.max_bytes"));
    }
}

#[test]
fn a_probe_says_whether_the_service_answers() {
    assert!(probe(&settings(form_service(YES).0)).is_ok_and(|said| said.ends_with("transcriptions answers")));
    assert!(probe(&settings(socket_service(vosk).0)).is_ok());
    assert_eq!(
        probe(&Recogniser { timeout: 1, ..settings(socket_service(|_| None).0) }),
        Err(Fault::Slow(Duration::from_secs(1)))
    );
    let kind = Some(RecogniserKind::Websocket);
    assert!(probe(&Recogniser { kind, ..settings(form_service(YES).0) }).is_err());
}
