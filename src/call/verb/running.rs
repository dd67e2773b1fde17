//! The verbs at work: a plain enum made by one table, so that their state stays data. Each machine is in the file of
//! its verb.

use serde::{Deserialize, Serialize};

use super::{Verb, dial, pause, redirect, refer};
use crate::call::cue::Cue;
use crate::call::script::{Ending, Hook, Step};
use crate::call::stage::Stage;
use crate::call::verb::reject::Reason;
use crate::wire::http::Method;

/// A verb that waits for something.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Running {
    /// `Dial`.
    Dial(Box<dial::Dialing>),
    /// `Pause`.
    Pause(pause::Pausing),
    /// `Refer`.
    Refer(refer::Referring),
}

impl Verb {
    /// Sets the verb to work. One that is done at once leaves nothing running.
    pub fn start(self, stage: &mut Stage<'_, '_>) -> (Option<Running>, Step) {
        match self {
            Self::Dial(order) => {
                let (run, step) = dial::Dialing::start(order, stage);
                (Some(Running::Dial(Box::new(run))), step)
            }
            Self::Pause(order) => {
                let step = pause::Pausing::start(&order, stage);
                (Some(Running::Pause(pause::Pausing)), step)
            }
            Self::Refer(order) => {
                let (run, step) = refer::Referring::start(order, stage);
                (run.map(Running::Refer), step)
            }
            Self::Redirect(order) => (None, redirect(order)),
            Self::Hangup => (None, Step::End(Ending::Hangup)),
            Self::Reject(order) => (None, Step::End(Ending::Refuse(status(order.reason)))),
            Self::Skipped { .. } => (None, Step::Next),
            Self::Forbidden { .. } => (None, Step::End(Ending::Hangup)),
        }
    }
}

impl Running {
    /// Reacts to what happened.
    pub fn on(&mut self, cue: Cue, stage: &mut Stage<'_, '_>) -> Step {
        match self {
            Self::Dial(run) => run.on(cue, stage),
            Self::Pause(run) => run.on(&cue),
            Self::Refer(run) => run.on(&cue),
        }
    }

    /// The call is over: cleans up and says which request is owed all the same (spec §4.9).
    pub fn leave(&mut self, stage: &mut Stage<'_, '_>) -> Option<Hook> {
        match self {
            Self::Dial(run) => run.leave(stage),
            Self::Pause(_) => None,
            Self::Refer(run) => run.leave(),
        }
    }

    /// The document that it wants for a transfer (spec §10.3).
    pub fn refer_url(&self) -> Option<(String, Method)> {
        match self {
            Self::Dial(run) => run.refer_url(),
            Self::Pause(_) | Self::Refer(_) => None,
        }
    }

    /// Whether this key is kept from the bridge.
    pub fn keeps(&self, key: char) -> bool {
        match self {
            Self::Dial(run) => run.keeps(key),
            Self::Pause(_) | Self::Refer(_) => false,
        }
    }

    /// What it is doing, in words.
    pub fn describe(&self) -> String {
        match self {
            Self::Dial(run) => run.describe(),
            Self::Pause(_) => "Pause".to_owned(),
            Self::Refer(_) => "Refer".to_owned(),
        }
    }
}

/// An empty Redirect goes to the next verb (spec §3.6).
fn redirect(order: redirect::Order) -> Step {
    match order.url {
        Some(url) => Step::Ask(Hook { url, method: order.method, params: Vec::new() }),
        None => Step::Next,
    }
}

/// The refusal of spec §3.8.
const fn status(reason: Reason) -> u16 {
    match reason {
        Reason::Busy => 486,
        Reason::Rejected => 603,
    }
}
