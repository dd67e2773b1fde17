//! The port for applications: the files of recordings (here, spec §8.7), and `conferences` that go on.
//!
//! Who asks shows the account's SID and token by HTTP Basic; what belongs to somebody else is not
//! there (H18). A name is a SID or nothing, so that no path leads out of the folder. What the
//! engine alone knows the loop is asked ([`Ask`]).

mod answer;
mod conferences;
mod page;
mod range;

use std::io::{self, SeekFrom};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
use futures_util::stream;
use metrics::counter;
use subtle::ConstantTimeEq;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

use self::answer::Refused;
use self::range::{Range, Wanted};
use super::recordings::{self, Format};
use crate::base::{ConferenceSid, RecordingSid};
use crate::engine::{Account, Conference, Order, OrderFault};

/// Bytes that are read from a file at once.
const CHUNK: usize = 64 << 10;

/// The beginnings of paths: that of the older API and that of the one which most libraries speak.
const VERSIONS: [&str; 2] = ["/restcomm/2012-04-24", "/2010-04-01"];

/// A loop that does not answer within this does not turn.
const PATIENCE: Duration = Duration::from_secs(2);

/// What whoever shows no login is told.
const CHALLENGE: HeaderValue = HeaderValue::from_static("Basic realm=\"callwright\", charset=\"UTF-8\"");

/// A question to the loop, or something that it shall do, with where the answer goes.
#[derive(Debug)]
pub enum Ask {
    /// All conferences.
    Conferences(oneshot::Sender<Vec<Conference>>),
    /// One of them.
    Conference(ConferenceSid, oneshot::Sender<Option<Conference>>),
    /// Something of a conference; the answer is how it is then.
    Order {
        /// Which.
        room: ConferenceSid,
        /// What.
        order: Order,
        /// Where the answer goes.
        answer: oneshot::Sender<Result<Option<Conference>, OrderFault>>,
    },
}

/// What the port knows.
#[derive(Clone, Debug)]
pub struct Shop {
    /// Whose recordings these are, and who may have them.
    pub account: Account,
    /// Whether files are given without login.
    pub is_public: bool,
    /// The folder of recordings.
    pub folder: PathBuf,
    /// Bytes of a body; larger ones are refused (spec §8.1).
    pub max_body: usize,
    /// Fields have the names of the legacy profile too.
    pub has_slips: bool,
    /// Asks the loop.
    pub asks: mpsc::Sender<Ask>,
}

/// Which of the two APIs is spoken: they name some things differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Base {
    Restcomm,
    Twilio,
}

/// The query of a request.
#[derive(Clone, Debug, Default)]
struct Query(Vec<(String, String)>);

/// Listens; [`serve`] answers.
pub async fn bind(addr: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(addr).await
}

/// Answers until the task is dropped.
pub async fn serve(listener: TcpListener, shop: Shop) {
    if let Err(error) = axum::serve(listener, router(shop)).await {
        tracing::error!(%error, "the API port is closed");
    }
}

fn router(shop: Shop) -> Router {
    let route = |router: Router<Arc<Shop>>, version: &str| {
        router.route(&format!("{version}/Accounts/{{account}}/Recordings/{{name}}"), get(recording))
    };
    let files = VERSIONS.into_iter().fold(Router::new(), route);
    let all = VERSIONS.into_iter().fold(files, |router, version| router.merge(conferences::routes(version)));
    all.layer(DefaultBodyLimit::max(shop.max_body)).with_state(Arc::new(shop))
}

async fn recording(
    State(shop): State<Arc<Shop>>,
    Path((account, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let response = shop.give(&account, &name, &headers).await;
    let status = response.status().as_str().to_owned();
    counter!("callwright_recordings_served_total", "status" => status).increment(1);
    response
}

impl Shop {
    async fn give(&self, account: &str, name: &str, headers: &HeaderMap) -> Response {
        if !self.is_public && !self.knows(headers) {
            let challenge = [(header::WWW_AUTHENTICATE, CHALLENGE)];
            return (StatusCode::UNAUTHORIZED, challenge, "account SID and auth token are needed\n").into_response();
        }
        let found = read_name(name).filter(|_| account == self.account.sid);
        let found = found.and_then(|(sid, formats)| recordings::find(&self.folder, sid, formats));
        let Some((path, format)) = found else { return not_found() };
        match File::open(path).await {
            Ok(file) => send(file, format, headers).await.unwrap_or_else(|error| broken(&error)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => not_found(),
            Err(error) => broken(&error),
        }
    }

    /// What the loop says.
    #[expect(clippy::disallowed_methods, reason = "a limit on our own loop, which cannot keep one on itself")]
    async fn ask<T>(&self, ask: impl FnOnce(oneshot::Sender<T>) -> Ask) -> Result<T, Refused> {
        let (answer, answered) = oneshot::channel();
        let asked = async {
            self.asks.send(ask(answer)).await.ok()?;
            answered.await.ok()
        };
        tokio::time::timeout(PATIENCE, asked).await.ok().flatten().ok_or_else(Refused::busy)
    }

    /// Whether the login is the account's. Without a token nobody's is.
    fn knows(&self, headers: &HeaderMap) -> bool {
        let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let coded =
            shown.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"));
        let Some(shown) = coded.and_then(|(_, coded)| STANDARD.decode(coded.trim()).ok()) else { return false };
        let own = format!("{}:{}", self.account.sid, self.account.auth_token);
        !self.account.auth_token.is_empty() && bool::from(own.as_bytes().ct_eq(&shown))
    }
}

impl Base {
    fn of(path: &str) -> Self {
        if path.starts_with(VERSIONS[0]) { Self::Restcomm } else { Self::Twilio }
    }

    const fn version(self) -> &'static str {
        match self {
            Self::Restcomm => VERSIONS[0],
            Self::Twilio => VERSIONS[1],
        }
    }

    /// What resources call the version.
    const fn number(self) -> &'static str {
        match self {
            Self::Restcomm => "2012-04-24",
            Self::Twilio => "2010-04-01",
        }
    }
}

impl Query {
    fn read(query: &[u8]) -> Self {
        Self(crate::wire::http::form::parse(query))
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

/// A SID, and the forms that its ending allows.
fn read_name(name: &str) -> Option<(RecordingSid, &'static [Format])> {
    let (stem, formats) = match name.rsplit_once('.') {
        Some((stem, "wav")) => (stem, &Format::ALL[..1]),
        Some((stem, "opus")) => (stem, &Format::ALL[1..]),
        Some(_) => return None,
        None => (name, &Format::ALL[..]),
    };
    Some((stem.parse().ok()?, formats))
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "no such recording\n").into_response()
}

fn broken(error: &io::Error) -> Response {
    tracing::warn!(%error, "a recording cannot be read");
    (StatusCode::INTERNAL_SERVER_ERROR, "the recording cannot be read\n").into_response()
}

/// The file, or the part of it that was asked for (RFC 9110 §14).
async fn send(mut file: File, format: Format, headers: &HeaderMap) -> io::Result<Response> {
    let length = file.metadata().await?.len();
    let wanted = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let (status, range) = match Wanted::read(wanted, length) {
        Wanted::All => (StatusCode::OK, Range { from: 0, length }),
        Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Wanted::Nothing => {
            let none = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, none).into_response());
        }
    };
    file.seek(SeekFrom::Start(range.from)).await?;
    let body = Body::from_stream(stream::try_unfold((file, range.length), next));
    let mut response = (status, body).into_response();
    let own = response.headers_mut();
    own.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.content_type()));
    own.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    own.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    own.insert(header::CONTENT_LENGTH, HeaderValue::from(range.length));
    if status == StatusCode::PARTIAL_CONTENT {
        let told = format!("bytes {}-{}/{length}", range.from, range.from + range.length - 1);
        own.extend(HeaderValue::from_str(&told).map(|told| (header::CONTENT_RANGE, told)));
    }
    Ok(response)
}

/// The next bytes of so many that are left.
async fn next((mut file, left): (File, u64)) -> io::Result<Option<(Bytes, (File, u64))>> {
    if left == 0 {
        return Ok(None);
    }
    let mut chunk = BytesMut::with_capacity(CHUNK);
    let room = u64::min(left, CHUNK as u64);
    let read = (&mut file).take(room).read_buf(&mut chunk).await? as u64;
    Ok((read > 0).then(|| (chunk.freeze(), (file, left - read))))
}

#[cfg(test)]
mod tests;
