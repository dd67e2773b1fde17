//! The customer's application: a web server that writes down what it is asked and told, and answers by a table.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;

use crate::board::Board;

/// One request as it came.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) params: BTreeMap<String, String>,
    /// Header `X-Request-Id`.
    pub(crate) id: String,
}

impl Request {
    /// A parameter; empty when it is missing.
    pub(crate) fn param(&self, name: &str) -> &str {
        self.params.get(name).map_or("", String::as_str)
    }

    /// The place of a callback among those of its call.
    pub(crate) fn sequence(&self) -> usize {
        self.param("SequenceNumber").parse().unwrap_or_else(|why| panic!("no SequenceNumber ({why}) in {self:?}"))
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path, self.id)?;
        const TOLD: [&str; 6] =
            ["CallSid", "CallStatus", "StatusCallbackEvent", "SequenceNumber", "DialCallStatus", "DialSipResponseCode"];
        TOLD.iter()
            .filter_map(|name| Some((name, self.params.get(*name)?)))
            .try_for_each(|(k, v)| write!(f, " {k}={v}"))
    }
}

/// A running server.
pub(crate) struct App {
    pub(crate) addr: SocketAddr,
    pub(crate) asked: Board<Request>,
}

impl App {
    /// Answers with the document of the path; without one, with an empty document.
    pub(crate) fn start(documents: &[(&'static str, String)]) -> Self {
        let documents: BTreeMap<_, _> = documents.iter().cloned().collect();
        Self::answering(move |request| documents.get(request.path.as_str()).cloned().unwrap_or_default())
    }

    /// Answers with what `answer` says, which may take its time.
    pub(crate) fn answering(answer: impl Fn(&Request) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let (addr, asked) = (listener.local_addr().expect("bound"), Board::default());
        let (board, answer) = (asked.clone(), Arc::new(answer));
        spawn(move || {
            for stream in listener.incoming().flatten() {
                let (board, answer) = (board.clone(), Arc::clone(&answer));
                spawn(move || serve(stream, &board, &*answer));
            }
        });
        Self { addr, asked }
    }

    /// The callbacks of one path, by call, in order of arrival: `event/status` each.
    pub(crate) fn told(&self, path: &str) -> BTreeMap<String, Vec<String>> {
        let mut calls: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for request in self.asked.all().iter().filter(|request| request.path == path) {
            let told = calls.entry(request.param("CallSid").to_owned()).or_default();
            assert_eq!(request.sequence(), told.len(), "callbacks of a call come in order: {request:?}");
            assert_eq!(request.param("CallbackSource"), "call-progress-events", "{request:?}");
            assert!(!request.param("Timestamp").is_empty(), "{request:?}");
            assert_eq!(request.params.contains_key("CallDuration"), request.is_last(), "{request:?}");
            told.push(format!("{}/{}", request.param("StatusCallbackEvent"), request.param("CallStatus")));
        }
        calls
    }

    /// Waits for so many requests to the path.
    pub(crate) fn wait(&self, path: &str, count: usize) -> Vec<Request> {
        self.asked.until(&format!("{count} × {path}"), |all| {
            let own: Vec<_> = all.iter().filter(|request| request.path == path).cloned().collect();
            (own.len() >= count).then_some(own)
        })
    }
}

impl Request {
    /// Nothing more is told about this call.
    pub(crate) fn is_last(&self) -> bool {
        self.param("StatusCallbackEvent") == "completed"
    }
}

#[expect(clippy::disallowed_methods, reason = "the application runs beside the test")]
pub(crate) fn spawn(work: impl FnOnce() + Send + 'static) {
    std::thread::spawn(work);
}

fn serve(stream: TcpStream, board: &Board<Request>, answer: &dyn Fn(&Request) -> String) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader) {
        // Written down on arrival: the answer may be slow, or never reach its asker.
        board.add(request.clone());
        let answered = answer(&request);
        let document = if answered.is_empty() { "<Response/>" } else { &answered };
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n", document.len());
        // The engine may have been killed meanwhile.
        if write!(reader.get_mut(), "{head}{document}").is_err() {
            return;
        }
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let header = |name: &str| {
        head.lines().filter_map(|line| line.split_once(':')).find(|(own, _)| own.eq_ignore_ascii_case(name))
    };
    let length = header("Content-Length").map_or(0, |(_, value)| value.trim().parse().expect("a length"));
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let path = head.split(' ').nth(1)?.split('?').next()?.to_owned();
    let id = header("X-Request-Id").map_or(String::new(), |(_, value)| value.trim().to_owned());
    let params = url::form_urlencoded::parse(&body).into_owned().collect();
    Some(Request { path, params, id })
}
