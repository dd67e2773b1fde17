//! Floor 0: time, timers, ids, seeded randomness, back-off, `Pii`. Knows nothing of ours.

mod backoff;
mod id;
mod pii;
mod rng;
mod time;
mod timers;

pub use backoff::Backoff;
pub use id::{
    CallSid, ConferenceSid, EventSid, FaxSid, MessageSid, ParseSidError, QueueSid, RecordingSid, Sid, StreamSid,
    TranscriptionSid,
};
pub use pii::Pii;
pub use rng::Rng;
pub use time::Time;
pub use timers::Timers;
