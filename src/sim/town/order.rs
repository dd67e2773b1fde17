//! The end of a story: whether all is at rest, what the judge is shown, and what must hold at the end of every story.

use super::{Town, Track};
use crate::sim::judge::{Evidence, Failure};
use crate::sim::phone::{Phone, Tapes};

impl Town {
    /// Whether nothing is left to happen: no call, no port, no timer, nothing on its way.
    pub(super) fn is_at_rest(&self) -> bool {
        let idle = |phone: &Phone| phone.is_gone() || (phone.calls() == 0 && !phone.is_acting());
        self.agenda.is_empty() && self.phones.iter().all(idle) && self.house.left_over().is_empty()
    }

    pub(super) fn evidence(&self) -> Evidence {
        let received = self.phones.iter().map(|phone| (phone.name().to_owned(), phone.received.clone()));
        let (asked, missing) = (self.web.asked.clone(), self.web.missing.clone());
        Evidence { received: received.collect(), asked, missing, ..self.evidence.clone() }
    }

    /// The sound of all calls.
    pub(super) fn tracks(&mut self) -> Vec<Track> {
        let of_phone = |phone: &mut Phone| {
            let name = phone.name().to_owned();
            let track = |tapes: &mut Tapes| Track {
                phone: name.clone(),
                began: tapes.heard.began(),
                heard: tapes.heard.samples(),
                said: tapes.said.samples(),
            };
            phone.tapes_mut().map(track).collect::<Vec<_>>()
        };
        let mut all: Vec<Track> = self.phones.iter_mut().flat_map(of_phone).collect();
        all.sort_by_key(|track| track.began);
        all
    }

    /// What must hold at the end of every story: the house is empty, the phones know it, the disk told nothing new.
    pub(super) fn order(&mut self) -> Vec<Failure> {
        let left = self.house.left_over();
        if !left.is_empty() {
            self.fail("the house is empty when all is over", format!("left are {}", left.join(", ")));
        }
        let stuck: Vec<String> = self
            .phones
            .iter()
            .filter(|phone| !phone.is_gone() && phone.calls() > 0)
            .map(|phone| phone.name().to_owned())
            .collect();
        for name in stuck {
            self.fail("no phone is left in a call", format!("{name} still is"));
        }
        if self.shelf.open() > 0 {
            self.fail("every recording comes to its end", format!("{} did not", self.shelf.open()));
        }
        if self.sockets.open() > 0 {
            self.fail("every stream comes to its end", format!("{} did not", self.sockets.open()));
        }
        for difference in std::mem::take(&mut self.house.differences).into_iter().take(3) {
            self.fail("an engine that was written out and read back goes on alike", difference);
        }
        std::mem::take(&mut self.failures)
    }

    pub(super) fn fail(&mut self, expected: &str, instead: String) {
        self.failures.push(Failure { line: 0, expected: expected.into(), instead });
    }
}
