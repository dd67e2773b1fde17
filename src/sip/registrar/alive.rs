//! Signs of life (spec §9.4): every contact is asked by OPTIONS; one that does not answer, or answers that it is out of
//! service, is forgotten and its calls end. A connection that breaks takes its bindings with it.

use std::fmt;

use super::{BindingId, Output, Reach, Registrar, Wait};
use crate::base::Time;
use crate::sip::obstacle::{Breach, Obstacle};
use crate::wire::sip::Flow;

/// Why a contact counts as gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loss {
    /// It did not answer OPTIONS, and this is why.
    Unanswered(Obstacle),
    /// It refused OPTIONS with this status.
    Refused(u16),
    /// Its connection is gone; why, where that is known.
    Closed(Option<Breach>),
}

impl Loss {
    /// What an answer to OPTIONS means. Who is busy, or wants no call, is there.
    fn of(status: u16, obstacle: Option<Obstacle>) -> Option<Self> {
        match (status, obstacle) {
            (486 | 600 | ..400, _) => None,
            (_, Some(obstacle)) => Some(Self::Unanswered(obstacle)),
            (_, None) => Some(Self::Refused(status)),
        }
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unanswered(obstacle) => write!(f, "OPTIONS was not answered: {obstacle}"),
            Self::Refused(status) => write!(f, "OPTIONS was answered with {status}"),
            Self::Closed(None) => f.write_str("its connection was closed"),
            Self::Closed(Some(Breach::Connection(why))) => write!(f, "its connection is lost: {why}"),
            Self::Closed(Some(Breach::Tls { reason, text })) => {
                write!(f, "its connection is lost: TLS ended it: {reason} ({text})")
            }
        }
    }
}

impl Registrar {
    /// The outcome of a `Ping`: its status, or what stood in the way of an answer beside the status that we make of it.
    pub fn on_pong(&mut self, now: Time, id: BindingId, status: u16, obstacle: Option<Obstacle>) {
        // Refreshed or forgotten since: the answer is none of the way that is known now.
        if self.asked.remove(&id).is_none() {
            return;
        }
        match Loss::of(status, obstacle) {
            None => self.ask_later(now, id),
            Some(_) if self.does_not_listen(now, id) => {}
            Some(loss) => {
                if let Some(binding) = self.remove(id) {
                    self.out.push_back(Output::Lost { binding: Box::new(binding), loss });
                }
            }
        }
    }

    /// A phone that a connection was to be opened to after a restart is not there: it is awaited as before.
    fn does_not_listen(&mut self, now: Time, id: BindingId) -> bool {
        let Some(binding) = self.bindings.get_mut(&id) else { return false };
        let Reach::Listens(flow) = binding.reach else { return false };
        binding.reach = Reach::Awaited { transport: flow.transport, peer: flow.peer };
        self.ask_later(now, id);
        true
    }

    /// A connection is lost, and with it whoever can be reached through it alone.
    pub fn on_closed(&mut self, flow: Flow, why: Option<&Breach>) {
        let range = (flow, BindingId(0))..=(flow, BindingId(u64::MAX));
        for id in self.streams.range(range).map(|(_, id)| *id).collect::<Vec<_>>() {
            if let Some(binding) = self.remove(id) {
                self.out.push_back(Output::Lost { binding: Box::new(binding), loss: Loss::Closed(why.cloned()) });
            }
        }
    }

    pub(super) fn on_ping_due(&mut self, now: Time, id: BindingId) {
        match self.bindings.get(&id).and_then(|binding| binding.destination()) {
            Some(destination) => {
                self.asked.insert(id, now);
                self.out.push_back(Output::Ping(Box::new(destination)));
            }
            None => self.ask_later(now, id),
        }
    }

    fn ask_later(&mut self, now: Time, id: BindingId) {
        if let Some(every) = self.rules.options_every {
            self.waits.set((id, Wait::Ping), now + every);
        }
    }
}
