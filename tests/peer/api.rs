//! The port for applications, asked by hand.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::Url;

use crate::board::PATIENCE;
use crate::program::ports;

/// Where it may listen.
pub(crate) fn port() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, ports(2)))
}

/// What a configuration says to have it there, and to keep recordings in these forms.
pub(crate) fn table(addr: SocketAddr, formats: &str) -> String {
    format!("[api]\nlisten = '{addr}'\n[recordings]\nformats = [{formats}]\n")
}

/// The status and the body of what is at `url`, for this account with this token.
pub(crate) fn fetch(url: &str, account: &str, token: &str) -> (u16, Vec<u8>) {
    let url = Url::parse(url).unwrap_or_else(|why| panic!("{url}: {why}"));
    let addr = url.socket_addrs(|| None).expect("an address")[0];
    let login = STANDARD.encode(format!("{account}:{token}"));
    let mut stream = TcpStream::connect(addr).expect("the API port listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("not zero");
    let path = url.path();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nAuthorization: Basic {login}\r\n\r\n")
        .expect("connected");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("a head") + 4;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, answer.split_off(end))
}
