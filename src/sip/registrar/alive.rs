//! Signs of life (spec §9.4): every contact is asked by OPTIONS; one that does not answer, or answers that it is out of
//! service, is forgotten and its calls end. A connection that breaks takes its bindings with it.

use super::{BindingId, Output, Reach, Registrar, Wait};
use crate::base::Time;
use crate::wire::sip::Flow;

/// Why a contact counts as gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// It did not answer OPTIONS.
    Silent,
    /// It refused OPTIONS with this status.
    Refused(u16),
}

impl Loss {
    /// What an answer to OPTIONS means. Who is busy, or wants no call, is there.
    const fn of(status: u16) -> Option<Self> {
        match status {
            486 | 600 => None,
            408 => Some(Self::Silent),
            400.. => Some(Self::Refused(status)),
            _ => None,
        }
    }
}

impl Registrar {
    /// The outcome of a `Ping`; 408 when nobody answered, 503 when the way is broken.
    pub fn on_pong(&mut self, now: Time, id: BindingId, status: u16) {
        // Refreshed or forgotten since: the answer is none of the way that is known now.
        if self.asked.remove(&id).is_none() {
            return;
        }
        match Loss::of(status) {
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
    pub fn on_closed(&mut self, flow: Flow) {
        let range = (flow, BindingId(0))..=(flow, BindingId(u64::MAX));
        for id in self.streams.range(range).map(|(_, id)| *id).collect::<Vec<_>>() {
            self.remove(id);
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
