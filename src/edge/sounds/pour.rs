//! Where the bytes of a sound come from while they come: a web server or the program that speaks.

use std::time::Duration;

use bytes::Bytes;

use crate::call::source::LoadFault;
use crate::edge::hooks::Incoming;
use crate::edge::voice::Speaking;
use crate::wire::http::Fault;

/// Bytes on their way.
#[derive(Debug)]
pub(super) enum Pour {
    /// An answer, perhaps with a piece that was read already, and how long its server may say nothing.
    Answer(Incoming, Option<Bytes>, Duration),
    /// A program.
    Program(Speaking),
}

impl Pour {
    /// What comes next; `None` after the end.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, LoadFault> {
        match self {
            Self::Answer(_, first @ Some(_), _) => Ok(first.take()),
            Self::Answer(incoming, None, patience) => incoming.chunk(*patience).await.map_err(unreachable),
            Self::Program(speaking) => speaking.chunk().await.map_err(LoadFault::from),
        }
    }
}

/// What the loader says of an exchange that failed.
pub(super) fn unreachable(fault: Fault) -> LoadFault {
    match fault {
        Fault::TooLarge(limit) => LoadFault::TooLarge(limit as u64),
        other => LoadFault::Unreachable(other.to_string()),
    }
}
