//! Connections over real loopback sockets. A limit on slowness is made short and seen to cut: nothing here sleeps.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

const OPTIONS: &str = "OPTIONS sip:a@h SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\n\
                       To: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";

struct House {
    streams: Streams,
    inbox: mpsc::Receiver<Event>,
}

impl House {
    fn new(limits: Limits) -> Self {
        let (streams, inbox) = Streams::bind([SocketAddr::from(([127, 0, 0, 1], 0))], limits).unwrap();
        Self { streams, inbox }
    }

    fn addr(&self) -> SocketAddr {
        self.streams.locals().next().unwrap()
    }

    async fn news(&mut self) -> News {
        loop {
            let event = self.inbox.recv().await.unwrap();
            if let Some(news) = self.streams.receive(event) {
                return news;
            }
        }
    }

    async fn message(&mut self) -> (Flow, Bytes) {
        match self.news().await {
            News::Message(flow, bytes) => (flow, bytes),
            News::Closed(flow) => panic!("closed: {flow}"),
        }
    }

    async fn closed(&mut self) -> Flow {
        match self.news().await {
            News::Closed(flow) => flow,
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

    assert_eq!(house.streams.send(flow, Bytes::from_static(b"answer")), None);
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
    assert_eq!(house.streams.send(flow, Bytes::from(OPTIONS)), None);
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
    assert_eq!(house.streams.send(flow, Bytes::from(OPTIONS)), None);
    assert_eq!(house.closed().await, flow);
}

#[tokio::test]
async fn a_peer_that_does_not_read_is_cut_off() {
    let mut house = House::new(Limits::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let flow = Flow { transport: Transport::Tcp, local: house.addr(), peer: listener.local_addr().unwrap() };
    let news = (0..=QUEUE).find_map(|_| house.streams.send(flow, Bytes::from(OPTIONS)));
    assert_eq!(news, Some(News::Closed(flow)));
    assert!(house.streams.is_empty());
}

#[tokio::test]
async fn half_a_message_or_none_at_all_is_cut_at_the_limit() {
    for said in ["", &OPTIONS[..OPTIONS.len() - 5], "\r\n"] {
        let mut house = House::new(Limits { message: Duration::from_millis(30), ..Limits::default() });
        let mut peer = TcpStream::connect(house.addr()).await.unwrap();
        peer.write_all(said.as_bytes()).await.unwrap();
        assert_eq!(house.closed().await.peer, peer.local_addr().unwrap());
        assert_eq!(peer.read(&mut [0; 8]).await.unwrap(), 0, "{said:?}");
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
    assert_eq!(house.streams.receive(event), None);
    assert_eq!(second.read(&mut [0; 8]).await.unwrap(), 0);
    drop(first);
    assert_eq!(house.closed().await, flow);
    let mut third = TcpStream::connect(house.addr()).await.unwrap();
    third.write_all(OPTIONS.as_bytes()).await.unwrap();
    house.message().await;
}
