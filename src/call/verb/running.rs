//! The verbs at work: a plain enum made by one table, so that their state stays data. Each machine is in the file of
//! its verb.

use serde::{Deserialize, Serialize};

use super::{
    Verb, connect, dial, email, enqueue, fax, gather, pause, play, record, redirect, refer, say, sms, start, stop,
};
use crate::call::call::CallId;
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
    /// `Dial` of a `Conference`.
    Conference(Box<dial::conference::Conferencing>),
    /// `Dial` of a `Queue`.
    Dequeue(Box<dial::queue::Dequeuing>),
    /// `Enqueue`.
    Enqueue(Box<enqueue::Queuing>),
    /// `Pause`.
    Pause(pause::Pausing),
    /// `Refer`.
    Refer(refer::Referring),
    /// `Say`.
    Say(say::Saying),
    /// `Play`.
    Play(play::Playing),
    /// `Gather`.
    Gather(Box<gather::Gathering>),
    /// `Record`.
    Record(Box<record::Taking>),
    /// `Connect`.
    Connect(connect::Connecting),
}

impl Verb {
    /// Sets the verb to work. One that is done at once leaves nothing running.
    pub fn start(self, stage: &mut Stage<'_, '_>) -> (Option<Running>, Step) {
        match self {
            Self::Dial(mut order) => {
                let lone = order.take_lone();
                dial(*order, lone, stage)
            }
            Self::Enqueue(order) => {
                let (run, step) = enqueue::Queuing::start(*order, stage);
                (Some(Running::Enqueue(Box::new(run))), step)
            }
            Self::Pause(order) => {
                let step = pause::Pausing::start(&order, stage);
                (Some(Running::Pause(pause::Pausing)), step)
            }
            Self::Refer(order) => {
                let (run, step) = refer::Referring::start(order, stage);
                (run.map(Running::Refer), step)
            }
            Self::Say(order) => {
                let (run, step) = say::Saying::start(order, stage);
                (Some(Running::Say(run)), step)
            }
            Self::Play(order) => {
                let (run, step) = play::Playing::start(order, stage);
                (Some(Running::Play(run)), step)
            }
            Self::Gather(order) => {
                let (run, step) = gather::Gathering::start(*order, stage);
                (Some(Running::Gather(Box::new(run))), step)
            }
            Self::Record(order) => {
                let (run, step) = record::Taking::start(order, stage);
                (run.map(|run| Running::Record(Box::new(run))), step)
            }
            Self::Connect(order) => {
                let (run, step) = connect::Connecting::start(*order, stage);
                (run.map(Running::Connect), step)
            }
            Self::Start(order) => (None, start::begin(order, stage)),
            Self::Stop(order) => (None, stop::end(&order, stage)),
            Self::Sms(order) => (None, sms::send(*order, stage)),
            Self::Email(order) => (None, email::send(*order, stage)),
            Self::Fax(order) => (None, fax::send(order, stage)),
            Self::Redirect(order) => (None, redirect(order)),
            Self::Hangup => (None, Step::End(Ending::Hangup)),
            Self::Reject(order) => (None, Step::End(Ending::Refuse(status(order.reason)))),
            // A wait document sees to it (`wait`); elsewhere it has no effect.
            Self::Leave | Self::Skipped { .. } => (None, Step::Next),
            Self::Forbidden { .. } => (None, Step::End(Ending::Hangup)),
        }
    }
}

impl Running {
    /// Reacts to what happened.
    pub fn on(&mut self, cue: Cue, stage: &mut Stage<'_, '_>) -> Step {
        match self {
            Self::Dial(run) => run.on(cue, stage),
            Self::Conference(run) => run.on(cue, stage),
            Self::Dequeue(run) => run.on(cue, stage),
            Self::Enqueue(run) => run.on(cue, stage),
            Self::Pause(run) => run.on(&cue),
            Self::Refer(run) => run.on(&cue),
            Self::Say(run) => run.on(&cue, stage),
            Self::Play(run) => run.on(&cue, stage),
            Self::Gather(run) => run.on(cue, stage),
            Self::Record(run) => run.on(&cue, stage),
            Self::Connect(run) => run.on(cue),
        }
    }

    /// The call is over: says which request is owed all the same (spec §4.9), or stays for the file of a recording.
    pub fn leave(&mut self, stage: &mut Stage<'_, '_>) -> Step {
        match self {
            Self::Dial(run) => run.leave(stage),
            Self::Conference(run) => run.leave(stage),
            Self::Dequeue(run) => run.leave(stage),
            Self::Enqueue(run) => run.leave(stage),
            Self::Refer(run) => run.leave(),
            Self::Record(run) => run.leave(),
            Self::Pause(_) | Self::Say(_) | Self::Play(_) | Self::Gather(_) | Self::Connect(_) => Step::Next,
        }
    }

    /// Whether keys mean nothing to it, so that they may be for a Gather after it.
    pub const fn passes_over_keys(&self) -> bool {
        matches!(self, Self::Pause(_) | Self::Say(_) | Self::Play(_))
    }

    /// Whether it collects keys.
    pub const fn collects_keys(&self) -> bool {
        matches!(self, Self::Gather(_))
    }

    /// The document that it wants for a transfer (spec §10.3).
    pub fn refer_url(&self) -> Option<(String, Method)> {
        match self {
            Self::Dial(run) => run.refer_url(),
            Self::Dequeue(run) => run.refer_url(),
            _ => None,
        }
    }

    /// The calls that a Dial has dialled.
    pub fn branches(&self) -> Vec<CallId> {
        match self {
            Self::Dial(run) => run.branches(),
            _ => Vec::new(),
        }
    }

    /// Whether this key is kept from the bridge.
    pub fn keeps(&self, key: char) -> bool {
        match self {
            Self::Dial(run) => run.keeps(key),
            _ => false,
        }
    }

    /// What it is doing, in words.
    pub fn describe(&self) -> String {
        match self {
            Self::Dial(run) => run.describe(),
            Self::Conference(run) => run.describe(),
            Self::Dequeue(run) => run.describe(),
            Self::Enqueue(run) => run.describe(),
            Self::Pause(_) => "Pause".to_owned(),
            Self::Refer(_) => "Refer".to_owned(),
            Self::Say(run) => run.describe(),
            Self::Play(run) => run.describe(),
            Self::Gather(run) => run.describe(),
            Self::Record(run) => run.describe(),
            Self::Connect(_) => "Connect".to_owned(),
        }
    }
}

/// A Dial of what is never one of several, or of whom it has.
fn dial(order: dial::Order, lone: Option<dial::Noun>, stage: &mut Stage<'_, '_>) -> (Option<Running>, Step) {
    match lone {
        Some(dial::Noun::Conference(room)) => {
            let (run, step) = dial::conference::Conferencing::start(order, *room, stage);
            (Some(Running::Conference(Box::new(run))), step)
        }
        Some(dial::Noun::Queue(queue)) => {
            let (run, step) = dial::queue::Dequeuing::start(order, queue, stage);
            (Some(Running::Dequeue(Box::new(run))), step)
        }
        _ => {
            let (run, step) = dial::Dialing::start(order, stage);
            (Some(Running::Dial(Box::new(run))), step)
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
