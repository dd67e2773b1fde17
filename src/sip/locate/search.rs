//! Requests that wait until it is known where they go. Nobody waits longer than two seconds for a name (O6): then what
//! is known has to do, an old answer included.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Hop;
use super::plan::{Plan, outlook};
use super::record::{Answer, Question};
use crate::base::Time;
use crate::sip::Sip;
use crate::sip::event::{Output, ResolveId};
use crate::sip::obstacle::Obstacle;
use crate::sip::peering::Peering;
use crate::sip::route::Target;
use crate::sip::sending::{Errand, Job};
use crate::wire::sip::Transport;

/// Nobody waits longer for a name.
const LIMIT: Duration = Duration::from_secs(2);

/// One request that waits for its addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(in crate::sip) struct SearchId(u64);

/// What it is and where it wants to go.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Search {
    hop: Hop,
    job: Job,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(in crate::sip) enum Wait {
    /// An answer of the name service.
    Answer(ResolveId),
    /// All that a request needs.
    Search(SearchId),
}

impl Sip {
    /// Looks for the addresses of a hop; the request goes on when they are known.
    pub(in crate::sip) fn search(&mut self, now: Time, hop: Hop, mut job: Job) {
        job.haste = job.haste.since(now);
        self.locator.minted += 1;
        let id = SearchId(self.locator.minted);
        if let Errand::Invite(dialog) = job.errand {
            self.on_asking(dialog, id);
        }
        let spoken = self.spoken_with(&job.draft.peering);
        let (_, missing) = self.plan(now, &hop, &spoken);
        let outlook = if missing.is_empty() { missing } else { outlook(&hop, &spoken) };
        self.locator.searches.insert(id, Search { hop, job });
        self.locator.waits.set(Wait::Search(id), now + LIMIT);
        for question in outlook {
            self.ask(now, question);
        }
        self.go_on_searching(now, id);
    }

    /// The name service answered.
    pub(in crate::sip) fn on_answer(&mut self, now: Time, id: ResolveId, answer: Answer) {
        let Some(question) = self.locator.asked.remove(&id) else { return };
        self.locator.waits.stop(&Wait::Answer(id));
        self.locator.book.learn(now, &question, answer);
        let waiting: Vec<SearchId> = self.locator.searches.keys().copied().collect();
        for search in waiting {
            self.go_on_searching(now, search);
        }
    }

    /// Nobody waits any longer.
    pub(in crate::sip) fn on_search_due(&mut self, now: Time, wait: Wait) {
        match wait {
            Wait::Answer(id) => self.on_answer(now, id, Answer::Failed),
            Wait::Search(id) => self.give_up_asking(now, id),
        }
    }

    /// The request is not wanted any more.
    pub(in crate::sip) fn give_up_search(&mut self, id: SearchId) {
        self.locator.waits.stop(&Wait::Search(id));
        self.locator.searches.remove(&id);
    }

    fn go_on_searching(&mut self, now: Time, id: SearchId) {
        let Some(search) = self.locator.searches.get(&id) else { return };
        let (hop, spoken) = (search.hop.clone(), self.spoken_with(&search.job.draft.peering));
        let (targets, missing) = self.plan(now, &hop, &spoken);
        if !missing.is_empty() {
            return missing.into_iter().for_each(|question| self.ask(now, question));
        }
        self.locator.waits.stop(&Wait::Search(id));
        let Some(Search { mut job, .. }) = self.locator.searches.remove(&id) else { return };
        if targets.is_empty() {
            job.obstacle = Some(self.unfound(now, hop, &spoken));
            return self.fail(now, job, 408);
        }
        job.path.extend(self.dead.sift(now, targets));
        self.attempt(now, job);
    }

    /// Why a name leads nowhere: it is unknown only where all was answered that its addresses hang on, those of the
    /// servers that its records name included.
    fn unfound(&self, now: Time, hop: Hop, spoken: &[Transport]) -> Obstacle {
        let mut plan = Plan::new(&self.locator.book, now, spoken);
        // In which order equal servers come is all the same here.
        plan.targets(&hop, &mut self.minter.rng.clone());
        match plan.consulted.iter().any(|question| self.locator.book.has_failed(question)) {
            true => Obstacle::NameService(hop.host),
            false => Obstacle::UnknownHost(hop.host),
        }
    }

    /// Nobody waits any longer: what is missing has failed, for others too. A late answer is welcome all the same.
    fn give_up_asking(&mut self, now: Time, id: SearchId) {
        // NAPTR leads to SRV, SRV to addresses: no more steps than these.
        for _ in 0..3 {
            let Some(search) = self.locator.searches.get(&id) else { return };
            let (hop, spoken) = (search.hop.clone(), self.spoken_with(&search.job.draft.peering));
            let (_, missing) = self.plan(now, &hop, &spoken);
            for question in missing {
                self.locator.book.learn(now, &question, Answer::Failed);
            }
        }
        self.go_on_searching(now, id);
    }

    fn plan(&mut self, now: Time, hop: &Hop, spoken: &[Transport]) -> (Vec<Target>, Vec<Question>) {
        let mut plan = Plan::new(&self.locator.book, now, spoken);
        // What is drawn while something is missing is drawn again, so the draw must not be taken from anybody.
        let mut rng = self.minter.rng.clone();
        let targets = plan.targets(hop, &mut rng);
        let missing = plan.missing;
        if missing.is_empty() {
            self.minter.rng = rng;
        }
        (targets, missing)
    }

    /// Asks the name service, unless that is being asked already or known.
    fn ask(&mut self, now: Time, question: Question) {
        let locator = &mut self.locator;
        if locator.book.fresh(now, &question).is_some() || locator.asked.values().any(|asked| *asked == question) {
            return;
        }
        self.asked += 1;
        let id = ResolveId(self.asked);
        locator.asked.insert(id, question.clone());
        locator.waits.set(Wait::Answer(id), now + LIMIT);
        self.out.push_back(Output::Resolve { id, question });
    }

    /// The transports that we listen on and speak with that peer.
    fn spoken_with(&self, peering: &Peering) -> Vec<Transport> {
        let all = self.config.locals.iter().map(|local| local.transport);
        let mut spoken: Vec<Transport> = all.filter(|transport| peering.allows(*transport)).collect();
        spoken.dedup();
        spoken
    }
}
