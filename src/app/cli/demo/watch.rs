//! Looks at what passes between the loop and the engine, and tells it as scenes of a ladder.

use tokio::sync::mpsc::UnboundedSender;

use crate::app::cli::scenes::{Cast, Scenes, Side};
use crate::base::Time;
use crate::edge::run::Seen;
use crate::engine::Cdr;
use crate::sim::{APP, ENGINE, Entry};
use crate::wire::sip::{Flow, Transport};

/// The columns.
pub(super) const COLUMNS: [&str; 4] = [ALICE, ENGINE, KATE, APP];
/// Who calls, over UDP.
pub(super) const ALICE: &str = "alice";
/// Who is called, over TCP.
pub(super) const KATE: &str = "kate";

/// Stands beside the loop.
#[derive(Debug)]
pub(super) struct Watch {
    entries: UnboundedSender<Entry>,
    scenes: Scenes<Two>,
}

/// Alice and Kate.
#[derive(Debug)]
struct Two;

impl Watch {
    /// Tells `entries`.
    pub(super) const fn new(entries: UnboundedSender<Entry>) -> Self {
        Self { entries, scenes: Scenes::new(Two) }
    }

    /// Something passes.
    pub(super) fn see(&mut self, now: Time, seen: Seen<'_>) {
        if let Some(scene) = self.scenes.scene(seen) {
            // Nobody listens any more when the demo is interrupted.
            let _ = self.entries.send(Entry { at: now, scene });
        }
    }
}

impl Cast for Two {
    /// Alice speaks SIP over UDP, Kate over TCP: ports of connections are nobody's for long.
    fn peer(&mut self, flow: &Flow, _: Side) -> String {
        match flow.transport {
            Transport::Udp => ALICE.into(),
            _ => KATE.into(),
        }
    }

    fn whose(&self, cdr: &Cdr) -> Option<String> {
        Some(if cdr.parent.is_none() { ALICE } else { KATE }.into())
    }
}
