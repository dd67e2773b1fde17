//! WebSockets over loopback, as a browser or an enemy opens them (S31).

use std::net::SocketAddr;

use tokio::net::TcpStream;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;

use super::*;
use crate::edge::sip_stream::tests::House;
use crate::edge::sip_stream::{Limits, Means, News};
use crate::wire::sip::Transport;

const HEAD: &str = "OPTIONS sip:a@h SIP/2.0\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\n\
                    To: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n";

fn house(rules: Rules, limits: Limits) -> House {
    House::of(Transport::Ws, Means { limits, keys: None, web: rules.into() })
}

/// What `work` comes to, while messages go nowhere.
async fn during<T>(house: &mut House, work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            _ = house.news() => {}
        }
    }
}

async fn open(addr: SocketAddr, headers: &[(&'static str, &str)]) -> Result<WebSocketStream<TcpStream>, Error> {
    let mut request = format!("ws://{addr}/").into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().append(*name, HeaderValue::from_str(value).unwrap());
    }
    let stream = TcpStream::connect(addr).await.unwrap();
    client_async(request, stream).await.map(|(socket, _)| socket)
}

async fn phone(house: &mut House) -> WebSocketStream<TcpStream> {
    let addr = house.addr();
    during(house, open(addr, &[("Sec-WebSocket-Protocol", "sip")])).await.unwrap()
}

async fn end(socket: &mut WebSocketStream<TcpStream>) -> Option<CloseCode> {
    while let Some(frame) = socket.next().await {
        match frame {
            Ok(Message::Close(frame)) => return frame.map(|frame| frame.code),
            Ok(_) => {}
            Err(_) => return None,
        }
    }
    None
}

async fn text(socket: &mut WebSocketStream<TcpStream>) -> String {
    socket.next().await.unwrap().unwrap().into_text().unwrap().to_string()
}

#[tokio::test]
async fn messages_come_and_go_in_frames_of_text_and_bytes() {
    let mut house = house(Rules::default(), Limits::default());
    let mut socket = phone(&mut house).await;
    let options = format!("{HEAD}Content-Length: 0\r\n\r\n");
    socket.send(Message::text(options.clone())).await.unwrap();
    let (flow, bytes) = house.message().await;
    assert_eq!((flow.transport, bytes), (Transport::Ws, Bytes::from(options.clone())));
    socket.send(Message::binary(options.clone())).await.unwrap();
    assert_eq!(house.message().await.1, options);
    assert_eq!(house.streams.send(flow, Bytes::from("answer \u{e4}")), []);
    assert_eq!(during(&mut house, text(&mut socket)).await, "answer \u{e4}");
    socket.send(Message::text("\r\n\r\n")).await.unwrap();
    assert_eq!(during(&mut house, text(&mut socket)).await, "\r\n");
    socket.close(None).await.unwrap();
    assert_eq!(house.news().await, News::Closed(flow));
    // Nobody can be called back on a WebSocket that is gone.
    house.streams.send(flow, Bytes::from(options));
    assert_eq!(house.news().await, News::Closed(flow));
}

#[tokio::test]
async fn s5_a_differing_content_length_is_put_right() {
    let mut house = house(Rules::default(), Limits::default());
    let mut socket = phone(&mut house).await;
    socket.send(Message::text(format!("{HEAD}Content-Length: 99\r\n\r\nbody"))).await.unwrap();
    assert_eq!(house.message().await.1, format!("{HEAD}Content-Length: 4\r\n\r\nbody"));
}

#[tokio::test]
async fn s31_two_messages_and_half_of_one_get_400_and_the_socket_stays() {
    let mut house = house(Rules::default(), Limits::default());
    let mut socket = phone(&mut house).await;
    let options = format!("{HEAD}Content-Length: 0\r\n\r\n");
    for wrong in [format!("{options}{options}"), HEAD.to_owned()] {
        socket.send(Message::text(wrong)).await.unwrap();
        let answer = during(&mut house, text(&mut socket)).await;
        assert!(answer.starts_with("SIP/2.0 400 "), "{answer}");
    }
    socket.send(Message::text(options.clone())).await.unwrap();
    assert_eq!(house.message().await.1, options);
}

#[tokio::test]
async fn s31_a_frame_over_64_kib_is_closed_with_1009() {
    let mut house = house(Rules::default(), Limits::default());
    for length in [LONGEST + 1, 10 << 20] {
        let mut socket = phone(&mut house).await;
        let code = during(&mut house, async {
            // Whoever is still talking is heard out, or would never know why.
            socket.send(Message::binary(vec![b'a'; length])).await.unwrap();
            end(&mut socket).await
        });
        assert_eq!(code.await, Some(CloseCode::Size), "{length}");
    }
}

#[tokio::test]
async fn s31_a_flood_of_pings_is_closed() {
    let mut house = house(Rules::default(), Limits::default());
    let mut socket = phone(&mut house).await;
    let code = during(&mut house, async {
        for _ in 0..=PINGS * 2 {
            let _ = socket.send(Message::Ping(Bytes::new())).await;
        }
        end(&mut socket).await
    });
    assert_eq!(code.await, Some(CloseCode::Policy));
}

#[tokio::test]
async fn s31_a_foreign_origin_and_a_wrong_sub_protocol_are_refused() {
    let listed = Rules { origins: vec!["https://phone.example.com".to_owned()] };
    let own = |addr: SocketAddr| format!("http://{addr}");
    for (rules, protocol, origin, status) in [
        (Rules::default(), "sip", None, 101),
        (Rules::default(), "chat, SIP", Some(None), 101),
        (Rules::default(), "sip", Some(Some("https://evil.example")), 403),
        (listed.clone(), "sip", Some(Some("https://phone.example.com")), 101),
        (listed.clone(), "sip", Some(None), 403),
        (listed, "chat", None, 400),
    ] {
        let mut house = house(rules, Limits::default());
        let addr = house.addr();
        let origin: Option<String> = origin.map(|origin| origin.map_or_else(|| own(addr), str::to_owned));
        let mut headers = vec![("Sec-WebSocket-Protocol", protocol)];
        headers.extend(origin.as_deref().map(|origin| ("Origin", origin)));
        let got = match during(&mut house, open(addr, &headers)).await {
            Ok(_) => 101,
            Err(Error::Http(response)) => response.status().as_u16(),
            // The library does not like the answer's choice among several.
            Err(Error::Protocol(_)) if protocol.contains(',') => 101,
            Err(other) => panic!("{other}"),
        };
        assert_eq!(got, status, "{protocol} {origin:?}");
    }
}

#[tokio::test]
async fn s29_a_stranger_who_says_nothing_is_cut() {
    let mut house = house(Rules::default(), Limits { message: Duration::from_millis(30), ..Limits::default() });
    let silent = TcpStream::connect(house.addr()).await.unwrap();
    let News::Closed(flow) = house.news().await else { panic!("a message") };
    assert_eq!(flow.peer, silent.local_addr().unwrap());
    let socket = phone(&mut house).await;
    assert!(matches!(house.news().await, News::Closed(_)));
    drop(socket);
}
