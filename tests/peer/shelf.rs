//! The web server that has the sounds: it answers with files and their ETags, and with 304 whoever has a file already.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;

use crate::app::spawn;
use crate::board::Board;

/// What was asked, and what was answered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Given {
    pub(crate) path: String,
    pub(crate) status: u16,
}

/// A running server.
pub(crate) struct Shelf {
    addr: SocketAddr,
    pub(crate) given: Board<Given>,
}

impl Shelf {
    /// Has these files; whoever keeps one must ask each time whether it is still the same.
    pub(crate) fn start(files: BTreeMap<String, Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let (addr, given) = (listener.local_addr().expect("bound"), Board::default());
        let (board, files) = (given.clone(), Arc::new(files));
        spawn(move || {
            for stream in listener.incoming().flatten() {
                let (board, files) = (board.clone(), Arc::clone(&files));
                spawn(move || serve(stream, &board, &files));
            }
        });
        Self { addr, given }
    }

    pub(crate) fn url(&self, name: &str) -> String {
        format!("http://{}/{name}", self.addr)
    }
}

fn serve(stream: TcpStream, board: &Board<Given>, files: &BTreeMap<String, Vec<u8>>) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap_or(0) == 0 {
            return;
        }
    }
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let file = files.get(path.trim_start_matches('/'));
    let tag = format!("\"{}\"", file.map_or(0, Vec::len));
    let known = head.lines().filter_map(|line| line.split_once(": "));
    let known = known.into_iter().any(|(name, value)| name.eq_ignore_ascii_case("If-None-Match") && value == tag);
    let (status, body) = match file {
        None => (404, &[][..]),
        Some(_) if known => (304, &[][..]),
        Some(file) => (200, &file[..]),
    };
    board.add(Given { path, status });
    let length = if status == 304 { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    let head = format!(
        "HTTP/1.1 {status} Whatever\r\nETag: {tag}\r\nCache-Control: no-cache\r\nConnection: close\r\n\
         Content-Type: application/octet-stream\r\n{length}\r\n"
    );
    // The engine may have been ended meanwhile.
    let _ = reader.get_mut().write_all(head.as_bytes()).and_then(|()| reader.get_mut().write_all(body));
}
