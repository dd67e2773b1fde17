//! Connections over real loopback sockets. A limit on slowness is made short and seen to cut: nothing here sleeps.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::edge::sip_tls::tests::{Authority, Folder, settings};
use crate::edge::sip_tls::{Demand, Keys, Settings};

const OPTIONS: &str = "OPTIONS sip:a@h SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\n\
                       To: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";

/// Streams that listen on loopback, and what comes of them; `sip_ws` is tested through it as well.
pub(in crate::edge) struct House {
    pub(in crate::edge) streams: Streams,
    inbox: mpsc::Receiver<Event>,
}

impl House {
    fn new(limits: Limits) -> Self {
        Self::of(Transport::Tcp, Means { limits, ..Means::default() })
    }

    fn secure(settings: &Settings) -> Self {
        Self::of(Transport::Tls, Means { keys: Some(Keys::load(settings).unwrap()), ..Means::default() })
    }

    pub(in crate::edge) fn of(transport: Transport, means: Means) -> Self {
        let (streams, inbox) = Streams::bind([(transport, SocketAddr::from(([127, 0, 0, 1], 0)))], means).unwrap();
        Self { streams, inbox }
    }

    pub(in crate::edge) fn addr(&self) -> SocketAddr {
        self.streams.locals().next().unwrap().1
    }

    fn flow(&self, peer: SocketAddr) -> Flow {
        let (transport, local) = self.streams.locals().next().unwrap();
        Flow { transport, local, peer }
    }

    pub(in crate::edge) async fn news(&mut self) -> News {
        loop {
            let event = self.inbox.recv().await.unwrap();
            if let Some(news) = self.streams.receive(event).into_iter().next() {
                return news;
            }
        }
    }

    pub(in crate::edge) async fn message(&mut self) -> (Flow, Bytes) {
        match self.news().await {
            News::Message(flow, bytes) => (flow, bytes),
            News::Closed(flow) | News::Failed(flow, _) => panic!("closed: {flow}"),
        }
    }

    async fn closed(&mut self) -> Flow {
        match self.news().await {
            News::Closed(flow) | News::Failed(flow, _) => flow,
            News::Message(flow, _) => panic!("a message on {flow}"),
        }
    }
}

#[tokio::test]
async fn messages_are_cut_out_of_the_stream_and_answered_on_it() {
    let mut house = House::new(Limits::default());
    let mut peer = TcpStream::connect(house.addr()).await.unwrap();
    peer.write_all(format!("\r\n{OPTIONS}{OPTIONS}{}", &OPTIONS[..40]).as_bytes()).await.unwrap();
    let (flow, first) = house.message().await;
    assert_eq!(flow, Flow { transport: Transport::Tcp, local: house.addr(), peer: peer.local_addr().unwrap() });
    assert_eq!((first, house.message().await.1), (Bytes::from(OPTIONS), Bytes::from(OPTIONS)));
    peer.write_all(&OPTIONS.as_bytes()[40..]).await.unwrap();
    assert_eq!(house.message().await.1, OPTIONS);

    assert_eq!(house.streams.send(flow, Bytes::from_static(b"answer")), []);
    let mut answer = [0; 6];
    peer.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"answer");
    drop(peer);
    assert_eq!(house.closed().await, flow);
    assert!(house.streams.is_empty());
}

#[tokio::test]
async fn a_ping_is_answered_with_a_pong() {
    let mut house = House::new(Limits::default());
    let mut peer = TcpStream::connect(house.addr()).await.unwrap();
    let work = async {
        peer.write_all(b"\r\n\r\n").await.unwrap();
        let mut pong = [0; 2];
        peer.read_exact(&mut pong).await.unwrap();
        pong
    };
    let pong = tokio::select! {
        pong = work => pong,
        news = house.news() => panic!("{news:?}"),
    };
    assert_eq!(&pong, b"\r\n");
}

#[tokio::test]
async fn a_message_that_cannot_be_framed_gets_400_and_the_end() {
    let mut house = House::new(Limits::default());
    let mut peer = TcpStream::connect(house.addr()).await.unwrap();
    peer.write_all(OPTIONS.replace("Content-Length: 0", "Content-Length: -3").as_bytes()).await.unwrap();
    house.closed().await;
    let mut said = String::new();
    peer.read_to_string(&mut said).await.unwrap();
    assert!(said.starts_with("SIP/2.0 400 Bad Request"), "{said}");
    assert!(said.contains("branch=z9hG4bK1"), "{said}");
}

#[tokio::test]
async fn a_connection_is_opened_for_a_flow_that_has_none_and_used_both_ways() {
    let mut house = House::new(Limits::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let flow = Flow { transport: Transport::Tcp, local: house.addr(), peer: listener.local_addr().unwrap() };
    assert_eq!(house.streams.send(flow, Bytes::from(OPTIONS)), []);
    let (mut peer, _) = listener.accept().await.unwrap();
    let mut got = vec![0; OPTIONS.len()];
    peer.read_exact(&mut got).await.unwrap();
    assert_eq!(got, OPTIONS.as_bytes());
    peer.write_all(OPTIONS.as_bytes()).await.unwrap();
    assert_eq!(house.message().await, (flow, Bytes::from(OPTIONS)));
    assert_eq!(house.streams.len(), 1);
}

#[tokio::test]
async fn a_peer_that_refuses_closes_the_flow() {
    let mut house = House::new(Limits::default());
    let refused = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let flow = Flow { transport: Transport::Tcp, local: house.addr(), peer: refused };
    assert_eq!(house.streams.send(flow, Bytes::from(OPTIONS)), []);
    let News::Failed(failed, Breach::Connection(why)) = house.news().await else { panic!("it was opened") };
    assert_eq!((failed, why.contains("refused")), (flow, true), "{why}");
}

#[tokio::test]
async fn a_peer_that_does_not_read_is_cut_off() {
    let mut house = House::new(Limits::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let flow = Flow { transport: Transport::Tcp, local: house.addr(), peer: listener.local_addr().unwrap() };
    let news = (0..=QUEUE).find_map(|_| house.streams.send(flow, Bytes::from(OPTIONS)).pop());
    assert_eq!(news, Some(News::Closed(flow)));
    assert!(house.streams.is_empty());
}

#[tokio::test]
async fn half_a_message_or_none_at_all_is_cut_at_the_limit() {
    for said in ["", &OPTIONS[..OPTIONS.len() - 5], "\r\n", "\r\n\r\n"] {
        let mut house = House::new(Limits { message: Duration::from_millis(30), ..Limits::default() });
        let mut peer = TcpStream::connect(house.addr()).await.unwrap();
        peer.write_all(said.as_bytes()).await.unwrap();
        assert_eq!(house.closed().await.peer, peer.local_addr().unwrap());
        let mut rest = Vec::new();
        peer.read_to_end(&mut rest).await.unwrap();
        assert!(rest.is_empty() || rest == b"\r\n", "{said:?}");
    }
}

#[tokio::test]
async fn above_the_limit_nobody_is_let_in_and_a_free_place_is_used_again() {
    let mut house = House::new(Limits { connections: 1, ..Limits::default() });
    let mut first = TcpStream::connect(house.addr()).await.unwrap();
    first.write_all(OPTIONS.as_bytes()).await.unwrap();
    let (flow, _) = house.message().await;
    let mut second = TcpStream::connect(house.addr()).await.unwrap();
    let event = house.inbox.recv().await.unwrap();
    assert_eq!(house.streams.receive(event), []);
    assert_eq!(second.read(&mut [0; 8]).await.unwrap(), 0);
    drop(first);
    assert_eq!(house.closed().await, flow);
    let mut third = TcpStream::connect(house.addr()).await.unwrap();
    third.write_all(OPTIONS.as_bytes()).await.unwrap();
    house.message().await;
}

/// Cut at the limit with a message that never ends (S29), and a peer beside them that is not touched.
#[tokio::test]
async fn s29_trickling_connections_are_cut_and_others_served() {
    const MANY: usize = 200;
    let mut house = House::new(Limits { message: Duration::from_millis(300), ..Limits::default() });
    let addr = house.addr();
    let mut slow = Vec::new();
    for _ in 0..MANY {
        let mut stream = TcpStream::connect(addr).await.unwrap();
        stream.write_all(b"O").await.unwrap();
        slow.push(stream);
    }
    let mut good = TcpStream::connect(addr).await.unwrap();
    good.write_all(OPTIONS.as_bytes()).await.unwrap();
    let mut closed = 0;
    let mut served = false;
    while closed < MANY {
        match house.news().await {
            News::Closed(_) | News::Failed(..) => closed += 1,
            News::Message(..) => served = true,
        }
    }
    assert!(served);
    assert_eq!(house.streams.len(), 1);
}

#[tokio::test]
async fn connections_that_we_opened_are_pinged_and_the_answer_is_no_message() {
    let limits = Limits { keep_alive: Some(Duration::from_millis(20)), ..Limits::default() };
    let mut house = House::new(Limits { pong: Duration::from_millis(50), ..limits });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let flow = house.flow(listener.local_addr().unwrap());
    house.streams.send(flow, Bytes::from_static(b"x"));
    let (mut peer, _) = listener.accept().await.unwrap();
    let mut got = [0; 5];
    peer.read_exact(&mut got).await.unwrap();
    assert_eq!(&got, b"x\r\n\r\n");
    peer.write_all(b"\r\n").await.unwrap();
    peer.read_exact(&mut got[..4]).await.unwrap();
    // Whoever answered once and is silent now is gone.
    assert_eq!(house.closed().await, flow);
}

#[tokio::test]
async fn a_response_whose_connection_is_gone_goes_to_the_port_of_its_via() {
    let mut house = House::new(Limits::default());
    let home = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = home.local_addr().unwrap().port();
    let request = OPTIONS.replace("TCP h;", &format!("TCP h:{port};"));
    let mut peer = TcpStream::connect(house.addr()).await.unwrap();
    peer.write_all(request.as_bytes()).await.unwrap();
    let (flow, _) = house.message().await;
    drop(peer);
    house.closed().await;
    let answer = request.replace("OPTIONS sip:a@h SIP/2.0", "SIP/2.0 200 OK");
    assert_eq!(house.streams.send(flow, Bytes::from(answer.clone())), []);
    let (mut peer, _) = home.accept().await.unwrap();
    let mut got = vec![0; answer.len()];
    peer.read_exact(&mut got).await.unwrap();
    assert_eq!(got, answer.as_bytes());
}

#[tokio::test]
async fn a_connection_with_an_alias_is_used_for_requests_and_told_closed_by_both_names() {
    let mut house = House::new(Limits::default());
    let mut peer = TcpStream::connect(house.addr()).await.unwrap();
    let request = OPTIONS.replace("TCP h;", "TCP 127.0.0.1:5999;alias;");
    peer.write_all(request.as_bytes()).await.unwrap();
    let (actual, _) = house.message().await;
    let named = house.flow("127.0.0.1:5999".parse().unwrap());
    assert_eq!(house.streams.send(named, Bytes::from_static(b"request")), []);
    let mut got = [0; 7];
    peer.read_exact(&mut got).await.unwrap();
    assert_eq!((&got, house.streams.len()), (b"request", 1));
    drop(peer);
    let event = house.inbox.recv().await.unwrap();
    assert_eq!(house.streams.receive(event), [News::Closed(actual), News::Closed(named)]);
}

#[tokio::test]
async fn two_engines_speak_over_tls_and_reuse_the_connection_by_proven_name() {
    let (authority, folder) = (Authority::new(), Folder::new());
    let here = authority.issue(&["127.0.0.1", "left.example"]);
    let one = settings(&folder, &authority, &[&here]);
    let one = Settings {
        outgoing: one.certificates.first().cloned(),
        client_ca: one.ca.clone(),
        client_certificate: Demand::Optional,
        ..one
    };
    let (mut left, mut right) = (House::secure(&one), House::secure(&one));
    let there = left.flow(right.addr());
    let request = OPTIONS.replace("sip:a@h", "sips:a@127.0.0.1").replace("TCP h;", "TLS left.example:5061;alias;");
    assert_eq!(left.streams.send(there, Bytes::from(request.clone())), []);
    let (back, got) = tokio::select! {
        got = right.message() => got,
        news = left.news() => panic!("{news:?}"),
    };
    assert_eq!(got, request);
    let named = right.flow("127.0.0.1:5061".parse().unwrap());
    assert_eq!(right.streams.send(named, Bytes::from(request.clone())), []);
    assert_eq!(right.streams.send(back, Bytes::from(request.clone())), []);
    for _ in 0..2 {
        assert_eq!(left.message().await, (there, Bytes::from(request.clone())));
    }
    assert_eq!((left.streams.len(), right.streams.len()), (1, 1));
}

#[tokio::test]
async fn s30_a_server_that_proves_another_name_gets_no_request() {
    let (authority, folder) = (Authority::new(), Folder::new());
    let one = settings(&folder, &authority, &[&authority.issue(&["pbx.example"])]);
    let (mut left, mut right) = (House::secure(&one), House::secure(&one));
    let there = left.flow(right.addr());
    left.streams.send(there, Bytes::from(OPTIONS.replace("sip:a@h", "sips:a@bank.example")));
    let closed = tokio::select! {
        closed = left.closed() => closed,
        (_, bytes) = right.message() => panic!("{bytes:?}"),
    };
    assert_eq!(closed, there);
}
