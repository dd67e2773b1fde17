//! The operator's port: `/health` (the loop turns), `/ready` (new calls are welcome), `/metrics` (Prometheus text).
//!
//! It asks nobody who they are and tells nothing personal; by default it listens on loopback.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use std::{future, io};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

use crate::engine::Census;

use super::count;

/// A loop that does not answer within this does not turn.
const PATIENCE: Duration = Duration::from_secs(2);

/// A question to the loop: what is alive?
pub type Question = oneshot::Sender<Census>;

/// What the port knows.
#[derive(Debug)]
pub struct Desk {
    draining: AtomicBool,
    outbox_failing: AtomicBool,
    questions: mpsc::Sender<Question>,
    metrics: PrometheusHandle,
}

impl Desk {
    /// A desk that asks the loop by `questions`.
    pub fn new(questions: mpsc::Sender<Question>, metrics: PrometheusHandle) -> Arc<Self> {
        let (draining, outbox_failing) = (AtomicBool::new(false), AtomicBool::new(false));
        Arc::new(Self { draining, outbox_failing, questions, metrics })
    }

    /// New calls are refused from now on.
    pub fn set_draining(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Whether the last write of the outbox failed.
    pub fn set_outbox_failing(&self, failing: bool) {
        self.outbox_failing.store(failing, Ordering::Relaxed);
    }

    #[expect(clippy::disallowed_methods, reason = "a limit on our own loop, which cannot keep one on itself")]
    async fn census(&self) -> Option<Census> {
        let (answer, answered) = oneshot::channel();
        let asked = async {
            self.questions.send(answer).await.ok()?;
            answered.await.ok()
        };
        tokio::time::timeout(PATIENCE, asked).await.ok().flatten()
    }
}

/// Listens; [`serve`] answers.
pub async fn bind(addr: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(addr).await
}

/// Answers until the task is dropped.
pub async fn serve(listener: TcpListener, desk: Arc<Desk>) {
    let router = Router::new()
        .route("/health", get(health))
        .route("/ready", get(ready))
        .route("/metrics", get(metrics))
        .with_state(desk);
    if let Err(error) = axum::serve(listener, router).await {
        tracing::error!(%error, "the admin port is closed");
        future::pending::<()>().await;
    }
}

async fn health(State(desk): State<Arc<Desk>>) -> Response {
    match desk.census().await {
        Some(census) => (StatusCode::OK, format!("ok, {} calls\n", census.calls)).into_response(),
        None => (StatusCode::SERVICE_UNAVAILABLE, "the loop does not turn\n").into_response(),
    }
}

async fn ready(State(desk): State<Arc<Desk>>) -> Response {
    let refuse = |why| (StatusCode::SERVICE_UNAVAILABLE, why).into_response();
    if desk.draining.load(Ordering::Relaxed) {
        return refuse("draining\n");
    }
    if desk.outbox_failing.load(Ordering::Relaxed) {
        return refuse("the outbox cannot be written\n");
    }
    "ready\n".into_response()
}

async fn metrics(State(desk): State<Arc<Desk>>) -> Response {
    let Some(census) = desk.census().await else {
        return (StatusCode::SERVICE_UNAVAILABLE, "the loop does not turn\n").into_response();
    };
    count::look(&census);
    desk.metrics.run_upkeep();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], desk.metrics.render()).into_response()
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;

    struct Port {
        addr: SocketAddr,
        desk: Arc<Desk>,
        questions: mpsc::Receiver<Question>,
    }

    impl Port {
        async fn new() -> Self {
            let (ask, questions) = mpsc::channel(1);
            let desk = Desk::new(ask, count::recorder().unwrap().handle());
            let listener = bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
            Self { addr: listener.local_addr().unwrap(), desk: Arc::clone(&desk), questions }.listening(listener, desk)
        }

        #[expect(clippy::disallowed_methods, reason = "the port is served beside the test")]
        fn listening(self, listener: TcpListener, desk: Arc<Desk>) -> Self {
            tokio::spawn(serve(listener, desk));
            self
        }

        async fn get(&self, path: &str) -> String {
            let mut stream = TcpStream::connect(self.addr).await.unwrap();
            let request = format!("GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            answer
        }

        async fn get_while_the_loop_turns(&mut self, path: &str) -> String {
            let answer = async {
                let question = self.questions.recv().await.unwrap();
                question.send(Census { calls: 7, ..Census::default() }).unwrap();
                future::pending::<()>().await;
            };
            let port = Self { addr: self.addr, desk: Arc::clone(&self.desk), questions: mpsc::channel(1).1 };
            tokio::select! {
                text = port.get(path) => text,
                () = answer => unreachable!("pending"),
            }
        }
    }

    #[tokio::test]
    async fn health_is_the_loop_answering() {
        let mut port = Port::new().await;
        let text = port.get_while_the_loop_turns("/health").await;
        assert!(text.starts_with("HTTP/1.1 200") && text.ends_with("ok, 7 calls\n"), "{text}");
        port.questions.close();
        assert!(port.get("/health").await.starts_with("HTTP/1.1 503"));
    }

    #[tokio::test]
    async fn ready_goes_off_while_draining_or_without_an_outbox() {
        let port = Port::new().await;
        assert!(port.get("/ready").await.starts_with("HTTP/1.1 200"));
        port.desk.set_outbox_failing(true);
        assert!(port.get("/ready").await.ends_with("the outbox cannot be written\n"));
        port.desk.set_outbox_failing(false);
        assert!(port.get("/ready").await.starts_with("HTTP/1.1 200"));
        port.desk.set_draining();
        let text = port.get("/ready").await;
        assert!(text.starts_with("HTTP/1.1 503") && text.ends_with("draining\n"), "{text}");
    }

    #[tokio::test]
    async fn metrics_are_prometheus_text() {
        let mut port = Port::new().await;
        let text = port.get_while_the_loop_turns("/metrics").await;
        assert!(text.starts_with("HTTP/1.1 200") && text.contains("content-type: text/plain; version=0.0.4"), "{text}");
        assert!(port.get("/else").await.starts_with("HTTP/1.1 404"));
    }
}
