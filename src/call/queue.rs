//! What a call wants of a queue, and what it hears of it (spec §3.12, §5.7). The queues themselves are the engine's:
//! families share them and own none. Whoever stands first lends its line to the bridge of whoever takes it, and goes on
//! with a document of its own afterwards.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::{CallSid, QueueSid};
use crate::wire::http::Method;

/// What a call asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// To stand in the queue of this name, behind all others.
    Enter(String),
    /// To be told how it stands, by `News::Standing`.
    Look,
    /// It has heard what it was to hear before the bridge.
    Ready,
    /// To be connected with whoever stands first, now or as soon as somebody does.
    Take(Box<Taking>),
    /// Nothing more: it leaves the queue, or waits for nobody, or ends the bridge. It hears nothing of that.
    Leave,
}

/// Who is to be taken, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taking {
    /// The queue.
    pub name: String,
    /// The document that whoever is taken hears before the bridge; absolute.
    pub greeting: Option<(String, Method)>,
}

/// What a call hears of its queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    /// It stands in the queue, or again where it stood: whoever had taken it is gone.
    Entered(QueueSid),
    /// It may not stand there.
    Refused(Refused),
    /// How it stands.
    Standing(Standing),
    /// It was taken and is to hear this first; then it is `Request::Ready`.
    Called(Box<Greeting>),
    /// There is no such queue.
    Unknown,
    /// Nobody stands in the queue, or not any more: it waits for the next.
    Empty(QueueSid),
    /// Somebody was taken, and hears something first.
    Coming(QueueSid),
    /// The two are connected.
    Bridged(Bridge),
    /// The other one is gone, or has left.
    Parted,
}

/// Why a call may not stand in a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refused {
    /// The queue is full.
    Full,
    /// There are too many queues.
    System,
}

/// How somebody stands in a queue (spec §3.12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// From 1.
    pub position: usize,
    /// Since it came.
    pub waited: Duration,
    /// How long those who wait have waited, on the average.
    pub average: Duration,
    /// How many wait.
    pub size: usize,
    /// How many may.
    pub most: usize,
}

/// What somebody who was taken hears first (spec §5.7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Greeting {
    /// Absolute.
    pub url: String,
    /// How.
    pub method: Method,
    /// Whose document says so.
    pub by: CallSid,
    /// How long it has waited.
    pub waited: Duration,
}

/// Two calls of which one stood in a queue and one has taken it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bridge {
    /// The queue.
    pub queue: QueueSid,
    /// The other one.
    pub with: CallSid,
    /// How long the one that was taken has waited.
    pub waited: Duration,
}
