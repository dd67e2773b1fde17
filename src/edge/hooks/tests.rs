//! Exchanges with real servers on loopback.
#![expect(clippy::disallowed_methods, reason = "servers beside the client under test are tasks")]

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::HeaderMap as Headers;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;

const SHORT: Duration = Duration::from_millis(200);
const LONG: Duration = Duration::from_secs(20);

fn exchange(method: Method, url: String) -> Exchange {
    Exchange {
        method,
        url,
        headers: vec![("Accept".into(), "text/xml".into()), ("Content-Type".into(), "text/plain".into())],
        body: (method == Method::Post).then(|| "a=1".into()),
        connect_timeout: LONG,
        first_byte_timeout: LONG,
        total_timeout: LONG,
        max_body: 1000,
        reach: Reach::default(),
    }
}

fn hooks() -> Hooks {
    Hooks::new(true).unwrap()
}

async fn get_from(at: SocketAddr, path: &str) -> Result<Reply, Fault> {
    hooks().fetch(exchange(Method::Get, format!("http://{at}{path}"))).await
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    (listener, at)
}

/// A server of documents.
async fn serve() -> SocketAddr {
    let (listener, at) = listen().await;
    let app = Router::new()
        .route("/echo", post(|headers: Headers, body: String| async move { format!("{headers:?} {body}") }))
        .route("/peer", get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.port().to_string() }))
        .route("/moved", get(|| async { (axum::http::StatusCode::FOUND, [("location", "/peer")], "gone") }))
        .route("/large", get(|| async { "x".repeat(1001) }))
        .route("/exact", get(|| async { "x".repeat(1000) }))
        .route("/bomb", get(|| async { ([("content-encoding", "gzip")], Body::from(bomb())) }));
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    at
}

/// A server that reads a request, writes `answer` and then closes, or holds the connection for ever.
async fn answer_with(answer: &'static [u8], hold: bool) -> SocketAddr {
    let (listener, at) = listen().await;
    tokio::spawn(async move {
        let mut held: Vec<TcpStream> = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(answer).await;
            held.extend(hold.then_some(stream));
        }
    });
    at
}

/// Four million zeros in gzip, by hand: one literal and then matches of 258 bytes at distance 1, in the fixed code of
/// RFC 1951 §3.2.6. The end is never reached.
fn bomb() -> Vec<u8> {
    let mut bits: Vec<bool> = vec![true, true, false];
    bits.extend([false, false, true, true, false, false, false, false]);
    for _ in 0..16_000 {
        bits.extend([true, true, false, false, false, true, false, true]);
        bits.extend([false; 5]);
    }
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    let byte = |bits: &[bool]| bits.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit));
    header.into_iter().chain(bits.chunks(8).map(byte)).collect()
}

#[tokio::test]
async fn sends_exactly_what_it_is_told_and_brings_back_the_answer() {
    let at = serve().await;
    let reply = hooks().fetch(exchange(Method::Post, format!("http://{at}/echo"))).await.unwrap();
    let seen = String::from_utf8(reply.body.to_vec()).unwrap();
    assert_eq!(reply.status, 200);
    assert!(reply.header("content-type").unwrap().starts_with("text/plain"));
    assert!(seen.ends_with(" a=1") && seen.contains("\"accept\": \"text/xml\"") && seen.contains("gzip"), "{seen}");
    assert!(!seen.contains("expect") && !seen.contains("user-agent"), "{seen}");
}

#[tokio::test]
async fn connections_are_reused() {
    let (at, hooks) = (serve().await, hooks());
    let mut ports = std::collections::BTreeSet::new();
    for _ in 0..5 {
        ports.insert(hooks.clone().fetch(exchange(Method::Get, format!("http://{at}/peer"))).await.unwrap().body);
    }
    assert_eq!(ports.len(), 1);
}

#[tokio::test]
async fn redirects_are_answers() {
    let reply = get_from(serve().await, "/moved").await.unwrap();
    assert_eq!((reply.status, reply.header("location")), (302, Some("/peer")));
}

#[tokio::test]
async fn h4_bodies_are_cut_at_their_limit_also_when_endless_or_compressed() {
    let at = serve().await;
    assert_eq!(get_from(at, "/exact").await.unwrap().body.len(), 1000);
    assert_eq!(get_from(at, "/large").await, Err(Fault::TooLarge(1000)));
    assert_eq!(get_from(at, "/bomb").await, Err(Fault::TooLarge(1000)));
    const CHUNKS: &[u8] = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n7d0\r\n";
    static ENDLESS: [u8; CHUNKS.len() + 1000] = {
        let mut bytes = [b'x'; CHUNKS.len() + 1000];
        let mut at = 0;
        while at < CHUNKS.len() {
            bytes[at] = CHUNKS[at];
            at += 1;
        }
        bytes
    };
    assert_eq!(get_from(answer_with(&ENDLESS, true).await, "/").await, Err(Fault::TooLarge(1000)));
}

#[tokio::test]
async fn h4_a_trickle_ends_at_the_total_time() {
    let at = answer_with(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx", true).await;
    let slow = Exchange { total_timeout: SHORT, ..exchange(Method::Get, format!("http://{at}/")) };
    assert_eq!(hooks().fetch(slow).await, Err(Fault::Timeout(SHORT)));
}

#[tokio::test]
async fn h1_silence_is_a_time_out_and_a_stalled_handshake_is_no_connection() {
    let at = answer_with(b"", true).await;
    let silent = Exchange { first_byte_timeout: SHORT, ..exchange(Method::Get, format!("http://{at}/")) };
    assert_eq!(hooks().fetch(silent).await, Err(Fault::Timeout(SHORT)));
    let stalled = Exchange { connect_timeout: SHORT, ..exchange(Method::Get, format!("https://{at}/")) };
    let fault = hooks().fetch(stalled).await.unwrap_err();
    assert!(matches!(&fault, Fault::Connect(text) if text.contains("200ms")), "{fault}");
}

#[tokio::test]
async fn h1_refused_and_closed_before_any_byte_are_no_connection() {
    let (listener, at) = listen().await;
    drop(listener);
    assert!(matches!(get_from(at, "/").await, Err(Fault::Connect(_))));
    let at = answer_with(b"", false).await;
    assert!(matches!(get_from(at, "/").await, Err(Fault::Connect(_))));
}

#[tokio::test]
async fn h1_a_broken_or_foreign_answer_is_a_protocol_fault() {
    for answer in [
        &b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx"[..],
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nxyz",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    ] {
        let fault = get_from(answer_with(answer, false).await, "/").await.unwrap_err();
        assert!(matches!(fault, Fault::Protocol(_)), "{fault}: {}", String::from_utf8_lossy(answer));
    }
}

#[tokio::test]
async fn h1_plain_text_where_tls_is_spoken_is_a_tls_fault() {
    let at = answer_with(b"HTTP/1.1 400 Bad Request\r\n\r\n", true).await;
    let fault = hooks().fetch(exchange(Method::Get, format!("https://{at}/"))).await.unwrap_err();
    assert!(matches!(fault, Fault::Tls(_)), "{fault}");
}

#[tokio::test]
async fn h1_an_unknown_name_is_a_host_fault() {
    let fault = hooks().fetch(exchange(Method::Get, "http://no-such-host.invalid/?From=%2B1555".into())).await;
    assert_eq!(fault, Err(Fault::Host("no-such-host.invalid".into())));
}

#[tokio::test]
async fn h8_loopback_is_refused_by_default_by_address_and_by_name() {
    let (listener, at) = listen().await;
    let hooks = Hooks::new(false).unwrap();
    for host in ["127.0.0.1", "localhost"] {
        let fault = hooks.fetch(exchange(Method::Get, format!("http://{host}:{}/", at.port()))).await;
        assert_eq!(fault, Err(Fault::Forbidden(host.into())));
    }
    let knocked = tokio::time::timeout(Duration::ZERO, listener.accept()).await;
    assert!(knocked.is_err(), "refused before connecting");
}

#[tokio::test]
async fn a16_an_exchange_says_itself_how_far_it_goes_whatever_hooks_may() {
    let port = serve().await.port();
    for (allow_private, reach, status) in [
        (true, Reach::Public, None),
        (true, Reach::Hooks, Some(200)),
        (false, Reach::Hooks, None),
        (false, Reach::PrivateToo, Some(200)),
    ] {
        for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"] {
            let asked = Exchange { reach, ..exchange(Method::Get, format!("http://{host}:{port}/peer")) };
            let got = Hooks::new(allow_private).unwrap().fetch(asked).await;
            match status {
                Some(status) => assert_eq!(got.map(|reply| reply.status).ok(), Some(status), "{host} {reach:?}"),
                None => assert!(matches!(got, Err(Fault::Forbidden(_))), "{host} {reach:?}: {got:?}"),
            }
        }
    }
}
