//! The letters of one call: strictly first in, first out, the head alone on its way.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::Letter;
use crate::base::Time;
use crate::wire::http::Exchange;

/// What one call has to tell.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Queue {
    pub(super) letters: VecDeque<Waiting>,
    pub(super) wills: Vec<Letter>,
    pub(super) head: Head,
    /// How often the head failed.
    pub(super) failures: u32,
    /// How often it left, redirects included.
    #[serde(default)]
    pub(super) sendings: u32,
}

/// A letter in line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Waiting {
    /// Its number among all letters.
    pub(super) serial: u64,
    pub(super) letter: Letter,
}

/// Where the first letter is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) enum Head {
    /// Here, and it may leave.
    #[default]
    Ready,
    /// On its way.
    InFlight {
        since: Time,
        redirects: u8,
        /// What was posted instead of the letter itself after a redirect.
        moved: Option<Box<Exchange>>,
    },
    /// Here, waiting for its timer.
    Resting,
}

impl Queue {
    /// The exchange that is on its way.
    pub(super) fn told(&self) -> Option<&Exchange> {
        match &self.head {
            Head::InFlight { moved: Some(moved), .. } => Some(moved),
            Head::InFlight { moved: None, .. } => self.letters.front().map(|head| &head.letter.exchange),
            Head::Ready | Head::Resting => None,
        }
    }

    /// Takes the letter with this number out of the line.
    pub(super) fn take(&mut self, serial: u64) -> Option<Waiting> {
        let at = self.letters.iter().position(|waiting| waiting.serial == serial)?;
        self.letters.remove(at)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.letters.is_empty() && self.wills.is_empty()
    }
}
