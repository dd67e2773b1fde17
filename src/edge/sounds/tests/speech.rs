//! Texts that are spoken: by a service, and by a program of this machine where that gives no sound.

use std::os::unix::fs::PermissionsExt;

use super::*;

/// What a service says of its sound.
const WAV: &str = "Content-Type: audio/wav\r\n";

/// All samples of one sound, and how it ended.
type Heard = (Vec<i16>, Result<(), LoadFault>);

fn speech(text: &str) -> Source {
    use crate::call::source::{Speech, Voice};
    Source::Speech(Speech { voice: Voice::Woman, language: "en".into(), text: text.into(), is_marked_up: false })
}

/// The settings of a service at this address, and of a program that says `own` whatever the text.
fn speakers(addr: SocketAddr, timeout: u64, folder: &Path, own: &[u8]) -> voice::Settings {
    let provider = voice::Provider {
        url: format!("http://{addr}/v1/audio/speech"),
        key: "k3y".into(),
        model: "m".into(),
        voices: [("woman".to_owned(), "nova".to_owned())].into(),
        timeout,
    };
    let (sound, program) = (folder.join("own.wav"), folder.join("speak"));
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(&sound, own).unwrap();
    std::fs::write(&program, format!("#!/bin/sh\ncat > /dev/null\ncat {}\n", sound.display())).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
    // Another test that starts a program in this moment may hold the file open for writing.
    while std::process::Command::new(&program)
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .status()
        .is_err_and(|error| error.kind() == io::ErrorKind::ExecutableFileBusy)
    {}
    voice::Settings { provider: Some(provider), program: program.display().to_string(), ..voice::Settings::default() }
}

/// A loader with such speakers, and what the program says.
fn speaking(name: &str, addr: SocketAddr, timeout: u64) -> (Loader, Vec<i16>) {
    let folder = empty_folder(name);
    let (own, file) = voice(3000);
    let settings = speakers(addr, timeout, &folder, &file);
    (Loader::at(folder, Settings::default(), settings), own)
}

/// What is heard of a text that is wanted twice of a service which answers with `file`, and what that was asked.
async fn twice(name: &str, file: &[u8], text: &str) -> ([Heard; 2], Vec<String>) {
    let server = Server::new(vec![answer("200 OK", WAV, file)]).await;
    let (mut loader, _) = speaking(name, server.addr, 10);
    let heard = [loader.hear(speech(text)).await, loader.hear(speech(text)).await];
    (heard, server.asked())
}

/// What the loader has on disk of sounds, unfinished ones included.
fn kept(loader: &Loader) -> usize {
    let files = std::fs::read_dir(loader.folder.join("sounds")).unwrap().map(|file| file.unwrap().path());
    files.filter(|file| file.extension().is_some_and(|end| end == "body" || end == "part")).count()
}

/// The same once what is thrown away is gone: who has read of it may be at its end a moment later.
async fn left(loader: &Loader) -> usize {
    let alone = async {
        while kept(loader) > 1 {
            tokio::task::yield_now().await;
        }
    };
    let _ = tokio::time::timeout(Duration::from_secs(20), alone).await;
    kept(loader)
}

#[tokio::test]
async fn where_nobody_speaks_the_remedy_is_told() {
    let nobody = voice::Settings { program: "/no/such/program".into(), ..voice::Settings::default() };
    let mut loader = Loader::new("speechless", Settings::default(), nobody);
    let (heard, end) = loader.hear(speech("hello")).await;
    assert!(heard.is_empty());
    let fault = end.unwrap_err().to_string();
    assert!(fault.contains("there is no /no/such/program: install espeak-ng"), "{fault}");
}

#[tokio::test]
async fn a_speech_service_speaks_and_its_sound_is_kept() {
    let (own, file) = voice(4000);
    let (heard, asked) = twice("service", &file, "Hello \"you\"").await;
    assert_eq!(heard, [(own.clone(), Ok(())), (own, Ok(()))], "the second time from the cache");
    assert_eq!(asked.len(), 1);
    assert!(
        asked[0].contains("authorization: Bearer k3y") && asked[0].starts_with("POST /v1/audio/speech"),
        "{asked:?}"
    );
    assert!(
        asked[0].contains(r#""input":"Hello \"you\"","model":"m","response_format":"wav","voice":"nova""#),
        "{asked:?}"
    );
}

#[tokio::test]
async fn where_a_speech_service_gives_no_sound_the_local_voice_is_heard_and_the_service_asked_again() {
    let (_, file) = voice(4000);
    let late = |head: &[u8]| [b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n".as_slice(), head].concat();
    let bad = [
        ("error", answer("500 Oops", "", b"no")),
        ("empty", answer("200 OK", WAV, b"")),
        ("html", answer("200 OK", "Content-Type: text/html\r\n", b"<html>please log in</html>")),
        ("json", answer("200 OK", "Content-Type: application/json\r\n", br#"{"error":"quota exceeded"}"#)),
        ("mp3 in name", answer("200 OK", "Content-Type: audio/mpeg\r\n", br#"{"error":"quota exceeded"}"#)),
        ("head alone", answer("200 OK", WAV, &file[..44])),
        ("cut in its head", late(&file[..20])),
        ("cut after 50 ms", late(&file[..844])),
    ];
    for (name, bad) in bad {
        let server = Server::new(vec![bad, answer("200 OK", WAV, &file)]).await;
        let (mut loader, own) = speaking("hollow", server.addr, 10);
        assert_eq!(loader.hear(speech("again")).await, (own, Ok(())), "{name}: the local voice");
        assert_eq!((server.asked().len(), left(&loader).await), (1, 1), "{name}: the local voice alone is kept");
        let (heard, end) = loader.hear(speech("again")).await;
        assert_eq!((heard.len(), end, server.asked().len()), (4000, Ok(()), 2), "{name}: the service can again");
    }
}

#[tokio::test]
async fn a_speech_service_that_is_silent_is_not_waited_for_longer_than_its_time_out() {
    let after = |hz: u32, samples: usize| {
        let head = wav::header(Format::Pcm16, 1, hz, 900_000);
        [b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &head, &vec![9; 2 * samples]].concat()
    };
    // Not a byte, or a head of WAV and nothing behind it, or less than is given to a call at once: 50 ms, and 100 ms of
    // which some wait for what would make the next sample.
    for head in [Vec::new(), after(8000, 0), after(8000, 400), after(24_000, 2400)] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (mut loader, own) = speaking("silent", listener.local_addr().unwrap(), 1);
        let held = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            assert_ne!(stream.read(&mut [0; 4096]).await.unwrap(), 0, "it asks");
            stream.write_all(&head).await.unwrap();
            std::future::pending::<()>().await;
        });
        let begun = std::time::Instant::now();
        assert_eq!(loader.hear(speech("late")).await, (own, Ok(())));
        assert!((1..4).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
        assert_eq!(left(&loader).await, 1);
        held.abort();
    }
}

#[tokio::test]
async fn a_text_that_takes_less_than_a_tenth_of_a_second_is_heard_from_the_service() {
    let (short, file) = voice(400);
    let (heard, asked) = twice("short", &file, "Oh").await;
    assert_eq!(heard, [(short.clone(), Ok(())), (short, Ok(()))], "the second time from the cache");
    assert_eq!(asked.len(), 1);
}

#[tokio::test]
async fn calls_that_want_the_same_new_text_share_one_question_and_all_hear_it() {
    let (own, file) = voice(16_000);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (mut loader, _) = speaking("same", listener.local_addr().unwrap(), 10);
    let text = || speech("the same for all");
    let number = 20;
    for _ in 0..number / 2 {
        loader.ask(text());
    }
    let (mut stream, _) = listener.accept().await.unwrap();
    assert_ne!(stream.read(&mut [0; 4096]).await.unwrap(), 0);
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", file.len());
    stream.write_all(&[head.as_bytes(), &file[..8044]].concat()).await.unwrap();
    let mut heard = 0;
    // The others come when those hear the beginning already.
    while heard < 800 * number / 2 {
        let Said::Fed(samples) = loader.said().await else { panic!("it has not ended") };
        heard += samples.len();
    }
    for _ in 0..number / 2 {
        loader.ask(text());
    }
    while heard < 800 * number {
        let Said::Fed(samples) = loader.said().await else { panic!("it has not ended") };
        heard += samples.len();
    }
    stream.write_all(&file[8044..]).await.unwrap();
    heard += loader.all_of(number).await;
    assert_eq!(heard, number * own.len());
    let another = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
    assert!(another.is_err(), "it was asked once");
}
