//! The time an exchange may take to connect and to bring the first byte. A client has one connect time-out for all
//! requests and counts it into the wait for the answer; ours differ by URL (spec §6.1) and are counted one after the
//! other. So a layer around the connector marks for the exchange that caused it when connecting begins and ends.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::Instant;
use tower::{Layer, Service};

use crate::wire::http::Fault;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

tokio::task_local! {
    static CURRENT: Phase;
}

/// Where one exchange stands.
#[derive(Clone, Debug)]
pub(super) struct Phase {
    connect_timeout: Duration,
    first_byte_timeout: Duration,
    due: Arc<Mutex<Instant>>,
}

/// No connection in time.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("not connected within {0:?}")]
pub(super) struct ConnectTimedOut(pub(super) Duration);

impl Phase {
    pub(super) fn new(connect_timeout: Duration, first_byte_timeout: Duration) -> Self {
        let due = Arc::new(Mutex::new(now() + first_byte_timeout));
        Self { connect_timeout, first_byte_timeout, due }
    }

    /// Runs `exchange` to the head of its answer. On a connection from the pool only the first byte is waited for.
    pub(super) async fn run<F: Future>(self, exchange: F) -> Result<F::Output, Fault> {
        let mut exchange = pin!(CURRENT.scope(self.clone(), exchange));
        #[expect(clippy::disallowed_methods, reason = "the edge keeps the limits of an exchange in real time")]
        let mut alarm = pin!(tokio::time::sleep_until(self.due()));
        poll_fn(|context| {
            if let Poll::Ready(output) = exchange.as_mut().poll(context) {
                return Poll::Ready(Ok(output));
            }
            let due = self.due();
            if alarm.deadline() != due {
                alarm.as_mut().reset(due);
            }
            alarm.as_mut().poll(context).map(|()| Err(Fault::Timeout(self.first_byte_timeout)))
        })
        .await
    }

    fn due(&self) -> Instant {
        *self.due.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_due(&self, from_now: Duration) {
        *self.due.lock().unwrap_or_else(PoisonError::into_inner) = now() + from_now;
    }
}

/// The layer around the connector.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phases;

impl<S> Layer<S> for Phases {
    type Service = Phased<S>;

    fn layer(&self, connector: S) -> Phased<S> {
        Phased { connector }
    }
}

/// A connector that marks the phases.
#[derive(Clone, Debug)]
pub(super) struct Phased<S> {
    connector: S,
}

impl<S, R> Service<R> for Phased<S>
where
    S: Service<R, Error = BoxError>,
    S::Response: Send,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.connector.poll_ready(context)
    }

    fn call(&mut self, target: R) -> Self::Future {
        let connecting = self.connector.call(target);
        let Ok(phase) = CURRENT.try_with(Phase::clone) else { return Box::pin(connecting) };
        // While connecting, the layer's own limit rules.
        phase.set_due(phase.connect_timeout + phase.first_byte_timeout);
        Box::pin(async move {
            #[expect(clippy::disallowed_methods, reason = "the edge keeps the limits of an exchange in real time")]
            let connected = tokio::time::timeout(phase.connect_timeout, connecting).await;
            phase.set_due(phase.first_byte_timeout);
            connected.unwrap_or_else(|_| Err(Box::new(ConnectTimedOut(phase.connect_timeout))))
        })
    }
}

#[expect(clippy::disallowed_methods, reason = "the edge keeps the limits of an exchange in real time")]
fn now() -> Instant {
    Instant::now()
}
