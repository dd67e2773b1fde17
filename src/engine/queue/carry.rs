//! Where queues meet the rest of the engine: what calls want of them, and what they want done.

use super::{QueueMeans, QueueOutput, Queues};
use crate::base::Time;
use crate::call::call::CallId;
use crate::call::family::Family;
use crate::call::queue::Request;
use crate::engine::room::Guest;
use crate::engine::word::{Of, Word};
use crate::engine::{Engine, Output};

impl Engine {
    /// A call wants something of a queue.
    pub(in crate::engine) fn on_queue_wish(&mut self, now: Time, family: &Family, call: CallId, request: Request) {
        let Some(guest) = Guest::of(family, call) else { return };
        self.with_queues(now, |queues, means| match request {
            Request::Enter(name) => queues.enter(means, guest, &name),
            Request::Take(taking) => queues.take(means, guest, *taking),
            Request::Look => queues.look(now, guest.line),
            Request::Ready => queues.on_ready(means, guest.line),
            Request::Leave => queues.leave(means, guest.line),
        });
    }

    pub(in crate::engine) fn with_queues(&mut self, now: Time, act: impl FnOnce(&mut Queues, &mut QueueMeans<'_>)) {
        act(&mut self.queues, &mut QueueMeans { now, rng: self.mint.rng(), loans: &mut self.loans });
        while let Some(output) = self.queues.poll() {
            match output {
                QueueOutput::Media(command) => self.outputs.push_back(Output::Media(command)),
                QueueOutput::Word(family, call, news) => {
                    self.words.push_back(Word { family, call, of: Of::Queue(news) });
                }
            }
        }
    }
}
