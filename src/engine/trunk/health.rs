//! Whether a trunk is there: OPTIONS now and then (RFC 3261 §11). Down after some failures in a row, up after one
//! answer; any answer will do but silence and 503, for a peer that says 404 to OPTIONS is there.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::setup::Setup;
use crate::base::Rng;
use crate::engine::settings::Trunk;
use crate::sip::Request;
use crate::wire::sip::Method;

/// The health of one trunk.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Health {
    /// Seconds between questions; 0 asks nothing.
    every: u64,
    /// Failures in a row that make it dead.
    most: u32,
    failures: u32,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    /// Nobody knows yet.
    Unknown,
    Alive,
    Dead,
}

impl Health {
    /// Before the first question.
    pub(super) fn new(own: &Trunk) -> Self {
        let every = if own.uri.is_some() { own.options_every } else { 0 };
        Self { every, most: own.options_failures.max(1), failures: 0, state: State::Unknown }
    }

    /// Whether it is asked at all.
    pub(super) const fn is_wanted(&self) -> bool {
        self.every > 0
    }

    /// Whether it is known not to be there.
    pub(super) fn is_dead(&self) -> bool {
        self.state == State::Dead
    }

    /// The next question.
    pub(super) fn request(&self, setup: &Setup) -> Option<Request> {
        setup.request(Method::Options)
    }

    /// Until the next question: a little less than the setting, so that many trunks are not asked at once.
    pub(super) fn pause(&self, rng: &mut Rng) -> Duration {
        let whole = Duration::from_secs(self.every);
        rng.span(whole - whole / 10, whole)
    }

    /// The end of one: whether it is alive, when that is new.
    pub(super) fn on_reply(&mut self, status: u16) -> Option<bool> {
        let before = self.state;
        if matches!(status, 408 | 503) {
            self.failures = self.failures.saturating_add(1);
            if self.failures >= self.most {
                self.state = State::Dead;
            }
        } else {
            self.failures = 0;
            self.state = State::Alive;
        }
        (self.state != before).then_some(self.state == State::Alive)
    }
}
