//! The loader with a real web server on loopback: what is fed, how often the server is asked, what comes of faults.
//! Texts that are spoken are in `speech`.
#![expect(clippy::disallowed_methods, reason = "servers beside the loader under test are tasks")]

mod speech;

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::*;
use crate::audio::voice as sound_of;
use crate::wire::wav::{self, Format};

/// What the loader said.
#[derive(Clone, Debug, PartialEq)]
enum Said {
    Fed(Vec<i16>),
    Last,
    Told(u64, Result<(), LoadFault>),
}

/// A loader with a folder of its own.
struct Loader {
    sounds: Sounds,
    said: mpsc::UnboundedReceiver<Said>,
    folder: PathBuf,
    asked: u64,
}

impl Loader {
    fn new(name: &str, settings: Settings, voice: voice::Settings) -> Self {
        Self::at(empty_folder(name), settings, voice)
    }

    fn at(folder: PathBuf, settings: Settings, voice: voice::Settings) -> Self {
        let (say, said) = mpsc::unbounded_channel();
        let means = Means { settings, voice, data: folder.clone(), allow_private: true, clock: Clock::start() };
        let fed = say.clone();
        let feed = move |command| {
            let Command::Feed { piece, .. } = command else { return };
            let said = if piece.is_last { Said::Last } else { Said::Fed(piece.samples.to_vec()) };
            fed.send(said).unwrap();
        };
        let told = move |id: RequestId, result| drop(say.send(Said::Told(id.0, result)));
        Self { sounds: Sounds::start(means, feed, told).unwrap(), said, folder, asked: 0 }
    }

    fn ask(&mut self, source: Source) -> u64 {
        self.asked += 1;
        let (id, clip) = (RequestId(self.asked), ClipId(self.asked));
        self.sounds.load(Wanted { id, group: GroupId(1), clip, rate: Rate::Narrow, source });
        self.asked
    }

    async fn said(&mut self) -> Said {
        tokio::time::timeout(Duration::from_secs(20), self.said.recv()).await.expect("in time").unwrap()
    }

    /// All samples of one sound, and how it ended.
    async fn load(&mut self, url: String) -> (Vec<i16>, Result<(), LoadFault>) {
        self.hear(Source::Url(url)).await
    }

    /// How many samples come until so many sounds have ended, all of them well.
    async fn all_of(&mut self, sounds: usize) -> usize {
        let (mut heard, mut ended) = (0, 0);
        while ended < sounds {
            match self.said().await {
                Said::Fed(samples) => heard += samples.len(),
                Said::Last => {}
                Said::Told(_, result) => {
                    assert_eq!(result, Ok(()));
                    ended += 1;
                }
            }
        }
        heard
    }

    async fn hear(&mut self, source: Source) -> (Vec<i16>, Result<(), LoadFault>) {
        let own = self.ask(source);
        let mut all = Vec::new();
        loop {
            match self.said().await {
                Said::Fed(samples) => all.extend(samples),
                Said::Last => {}
                Said::Told(id, result) => {
                    assert_eq!(id, own);
                    return (all, result);
                }
            }
        }
    }
}

impl Drop for Loader {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn empty_folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("callwright-sounds-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

/// A server that answers the n-th request with the n-th answer, the last again and again, and keeps what it was asked.
struct Server {
    addr: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn new(answers: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (seen, at) = (Arc::clone(&asked), AtomicUsize::new(0));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = vec![0; 8192];
                let read = stream.read(&mut request).await.unwrap_or(0);
                seen.lock().unwrap().push(String::from_utf8_lossy(&request[..read]).into_owned());
                let turn = at.fetch_add(1, Ordering::Relaxed).min(answers.len() - 1);
                let _ = stream.write_all(&answers[turn]).await;
            }
        });
        Self { addr, asked }
    }

    fn url(&self) -> String {
        format!("http://{}/a.wav", self.addr)
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn voice(samples: usize) -> (Vec<i16>, Vec<u8>) {
    let own = sound_of::start(3, samples);
    let data: Vec<u8> = own.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    (own, [wav::header(Format::Pcm16, 1, 8000, data.len() as u32).as_slice(), &data].concat())
}

#[tokio::test]
async fn a_sound_is_played_before_its_download_has_ended() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut loader = Loader::new("early", Settings::default(), voice::Settings::default());
    loader.ask(Source::Url(format!("http://{}/a.wav", listener.local_addr().unwrap())));
    let (own, file) = voice(16_000);
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", file.len());
    let (mut stream, _): (TcpStream, _) = listener.accept().await.unwrap();
    assert_ne!(stream.read(&mut [0; 4096]).await.unwrap(), 0, "it asks");
    stream.write_all(head.as_bytes()).await.unwrap();
    // Half of it, and no more until what came of it was heard.
    stream.write_all(&file[..16_044]).await.unwrap();
    let Said::Fed(first) = loader.said().await else { panic!("samples first") };
    assert_eq!(first, own[..800], "a tenth of a second at once");
    stream.write_all(&file[16_044..]).await.unwrap();
    let mut heard = first;
    let end = loop {
        match loader.said().await {
            Said::Fed(samples) => heard.extend(samples),
            Said::Last => assert_eq!(heard, own),
            Said::Told(_, end) => break end,
        }
    };
    assert_eq!(end, Ok(()));
}

#[tokio::test]
async fn what_is_fresh_is_not_asked_again_what_is_stale_is_asked_with_its_etag_and_a_changed_one_is_taken() {
    let ((own, file), (_, other)) = (voice(4000), voice(2000));
    let fresh = Server::new(vec![answer("200 OK", "Cache-Control: max-age=60\r\n", &file)]).await;
    let mut loader = Loader::new("fresh", Settings::default(), voice::Settings::default());
    for _ in 0..3 {
        assert_eq!(loader.load(fresh.url()).await, (own.clone(), Ok(())));
    }
    assert_eq!(fresh.asked().len(), 1);

    let stale = "Cache-Control: max-age=0\r\nETag: \"one\"\r\n";
    let server = Server::new(vec![
        answer("200 OK", stale, &file),
        answer("304 Not Modified", stale, b""),
        answer("200 OK", "Cache-Control: max-age=60\r\nETag: \"two\"\r\n", &other),
    ])
    .await;
    for samples in [4000, 4000, 2000, 2000] {
        let (heard, end) = loader.load(server.url()).await;
        assert_eq!((heard.len(), end), (samples, Ok(())));
    }
    let asked = server.asked();
    assert_eq!(asked.len(), 3);
    assert!(!asked[0].contains("if-none-match"), "{}", asked[0]);
    assert!(asked[1].contains("if-none-match: \"one\"") && asked[2].contains("if-none-match: \"one\""), "{}", asked[1]);
}

#[tokio::test]
async fn the_cache_outlives_the_process_but_no_store_is_obeyed() {
    let (own, file) = voice(4000);
    let kept = Server::new(vec![answer("200 OK", "Cache-Control: max-age=60\r\n", &file)]).await;
    let secret = Server::new(vec![answer("200 OK", "Cache-Control: no-store\r\n", &file)]).await;
    let mut loader = Loader::new("restart", Settings::default(), voice::Settings::default());
    for _ in 0..2 {
        for server in [&kept, &secret] {
            assert_eq!(loader.load(server.url()).await, (own.clone(), Ok(())));
        }
        let folder = std::mem::take(&mut loader.folder);
        drop(loader);
        loader = Loader::at(folder, Settings::default(), voice::Settings::default());
    }
    assert_eq!((kept.asked().len(), secret.asked().len()), (1, 2));
}

#[tokio::test]
async fn many_who_ask_at_once_share_one_download() {
    let (own, file) = voice(4000);
    let server = Server::new(vec![answer("200 OK", "Cache-Control: max-age=60\r\n", &file)]).await;
    let mut loader = Loader::new("share", Settings::default(), voice::Settings::default());
    let number = 50;
    for _ in 0..number {
        loader.ask(Source::Url(server.url()));
    }
    let heard = loader.all_of(number).await;
    assert_eq!((heard, server.asked().len()), (number * own.len(), 1));
}

#[tokio::test]
async fn the_longest_unused_leave_the_disk() {
    let (_, file) = voice(4000);
    let server = Server::new(vec![answer("200 OK", "Cache-Control: max-age=60\r\n", &file)]).await;
    let settings = Settings { cache_bytes: 20_000, memory_bytes: 0, ..Settings::default() };
    let mut loader = Loader::new("evict", settings, voice::Settings::default());
    for (name, asked) in [("1", 1), ("2", 2), ("1", 2), ("3", 3), ("1", 3), ("2", 4)] {
        let (heard, _) = loader.load(format!("http://{}/{name}.wav", server.addr)).await;
        assert_eq!((heard.len(), server.asked().len()), (4000, asked), "{name}");
    }
}

#[tokio::test]
async fn redirects_are_followed_and_credentials_sent() {
    let (own, file) = voice(4000);
    let server = Server::new(vec![
        answer("302 Found", "Location: /b.wav\r\n", b""),
        answer("200 OK", "", &file),
        answer("302 Found", "Location: /b.wav\r\n", b""),
    ])
    .await;
    let mut loader = Loader::new("redirect", Settings::default(), voice::Settings::default());
    let url = format!("http://kate:secret@{}/a.wav", server.addr);
    assert_eq!(loader.load(url.clone()).await, (own, Ok(())));
    let asked = server.asked();
    assert!(asked.iter().all(|asked| asked.contains("authorization: Basic a2F0ZTpzZWNyZXQ=")), "{asked:?}");
    assert!(asked[1].starts_with("GET /b.wav"), "{asked:?}");
    let (heard, end) = loader.load(url).await;
    assert!(heard.is_empty());
    assert_eq!(end, Err(LoadFault::Unreachable("it is redirected more than 10 times".into())));
}

#[tokio::test]
async fn m22_every_fault_has_its_name_and_memory_stays_small() {
    let (own, file) = voice(4000);
    let settings = || Settings { max_bytes: 10_000, timeout: 1, ..Settings::default() };
    let mut loader = Loader::new("faults", settings(), voice::Settings::default());
    let endless = [b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &wav::header(Format::Pcm16, 1, 8000, u32::MAX), &[1; 20_000]];
    let one_hertz = [wav::header(Format::Pcm16, 1, 1, 8000).as_slice(), &[0; 8000]].concat();
    let cut = [b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n".as_slice(), &file[..4044]].concat();
    let huge = b"HTTP/1.1 200 OK\r\nContent-Length: 2147483648\r\n\r\nRIFF".to_vec();
    let unreadable = |text: &str| LoadFault::Unreadable(text.into());
    let cases = [
        (answer("404 Not Found", "", b"no"), 0, LoadFault::Status(404)),
        (answer("206 Partial", "", &file), 0, LoadFault::Status(206)),
        (answer("200 OK", "", b""), 0, unreadable("it is empty")),
        (
            answer("200 OK", "Content-Type: text/html; charset=x\r\n", b"<html>not found</html>"),
            0,
            unreadable("its type is text/html, and it begins like no sound"),
        ),
        (huge, 0, LoadFault::TooLarge(10_000)),
        (endless.concat(), 0, LoadFault::TooLarge(10_000)),
        (
            answer("200 OK", "", &one_hertz),
            0,
            unreadable("a sound of 1 samples in a second cannot be played: resample it to 8000, 16000, 44100 or 48000"),
        ),
        (cut, 2000, LoadFault::Unreachable("protocol: ".into())),
    ];
    for (bytes, least, fault) in cases {
        let server = Server::new(vec![bytes]).await;
        let (heard, end) = loader.load(server.url()).await;
        let end = end.expect_err(&fault.to_string());
        let alike = matches!((&end, &fault), (LoadFault::Unreachable(_), LoadFault::Unreachable(_)));
        assert!(end == fault || alike, "{end} instead of {fault}");
        assert!(heard.len() >= least && heard.len() <= 10_000, "{fault}: {}", heard.len());
    }
    let (heard, end) = loader.load("http://127.0.0.1:1/a.wav".into()).await;
    assert!(heard.is_empty() && matches!(end, Err(LoadFault::Unreachable(_))));
    // After all of that a good one is heard.
    let good = Server::new(vec![answer("200 OK", "", &file)]).await;
    assert_eq!(loader.load(good.url()).await, (own, Ok(())));
}

#[tokio::test]
async fn what_nobody_waits_for_is_not_fed() {
    let (_, file) = voice(4000);
    let server = Server::new(vec![answer("200 OK", "", &file)]).await;
    let mut loader = Loader::new("abandon", Settings::default(), voice::Settings::default());
    let first = loader.ask(Source::Url(server.url()));
    loader.sounds.abandon(RequestId(first));
    let (heard, end) = loader.load(server.url()).await;
    assert_eq!((heard.len(), end), (4000, Ok(())), "the second alone is told");
}
