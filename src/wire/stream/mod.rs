//! The frames of a media stream (spec §3.15), JSON text over a WebSocket: what the engine says (`say`) and what a
//! server says to it (`read`). Numbers are strings on the wire, as the servers of this protocol expect them.

mod read;
mod say;

pub use read::{Asked, Unreadable};
pub use say::{Start, Stream};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The track of what the far party says, as `media` and `start` have it.
pub const INBOUND: &str = "inbound";
/// The track of what the far party hears.
pub const OUTBOUND: &str = "outbound";

fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text.trim()).ok()
}
