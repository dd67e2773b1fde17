//! What is announced in a conference (spec §8.6): a sound or a document under a URL, read down to sounds and pauses,
//! one after the other. A machine without a call: of a document Say, Play, Pause and Redirect have an effect, as in
//! what is heard by those who wait. Who hears it, and how it is played, is `engine/room`'s business.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::{EventSid, Time};
use crate::call::ask::{Answer, Ask, Failure, Jar, Question, Step};
use crate::call::family::Mint;
use crate::call::hook::Param;
use crate::call::rules::Rules;
use crate::call::source::Source;
use crate::call::verb::{self, Context, Verb};
use crate::rcml;
use crate::wire::http::{self, Exchange, Method, Reply};

/// The documents lead nowhere (spec §1.5).
const ENDLESS: u32 = 12901;

/// An announcement whose document is asked for, and read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Announcement {
    params: Vec<Param>,
    jar: Jar,
    ask: Option<Ask>,
    /// Where the document came from: the base of relative URLs.
    base: Option<String>,
    acts: VecDeque<Act>,
    documents: u32,
}

/// What comes next of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// This sound, so often.
    Sound(Source, u32),
    /// Nothing for a while.
    Pause(Duration),
    /// Another document.
    Turn(String, Method),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Carry this out; answer with [`Announcement::on_fetched`].
    Ask(Box<Exchange>),
    /// Let it be heard, then ask for what comes next.
    Do(Act),
    /// That was all.
    Over,
    /// It cannot be had.
    Failed(Failure),
}

impl Announcement {
    /// Asks for what is under the URL, which is told these parameters.
    pub fn start(
        now: Time,
        (url, method): (String, Method),
        params: Vec<Param>,
        rules: &Rules,
        mint: &mut Mint,
    ) -> (Self, Next) {
        let mut own = Self { params, jar: Jar::default(), ask: None, base: None, acts: VecDeque::new(), documents: 0 };
        let next = own.turn(now, url, method, rules, mint);
        (own, next)
    }

    /// An exchange came to its end.
    pub fn on_fetched(
        &mut self,
        now: Time,
        result: Result<Reply, http::Fault>,
        rules: &Rules,
        mint: &mut Mint,
    ) -> Next {
        let Some(mut ask) = self.ask.take() else { return Next::Over };
        match ask.on_fetched(now, result, &rules.http, &rules.signer, &mut self.jar) {
            Step::Again(exchange) => {
                self.ask = Some(ask);
                Next::Ask(Box::new(exchange))
            }
            Step::Done(answer) => match self.read(answer) {
                Ok(()) => self.next(now, rules, mint),
                Err(failure) => Next::Failed(failure),
            },
            Step::Failed(failure) => Next::Failed(failure),
        }
    }

    /// What comes after what was heard.
    pub fn next(&mut self, now: Time, rules: &Rules, mint: &mut Mint) -> Next {
        match self.acts.pop_front() {
            None => Next::Over,
            Some(Act::Turn(url, method)) => self.turn(now, url, method, rules, mint),
            Some(act) => Next::Do(act),
        }
    }

    /// Documents that lead to each other without end are as good as none.
    fn turn(&mut self, now: Time, url: String, method: Method, rules: &Rules, mint: &mut Mint) -> Next {
        self.acts.clear();
        self.documents += 1;
        if self.documents > rules.documents_at_once {
            let text = "the documents of an announcement lead round in circles".to_owned();
            return Next::Failed(Failure { code: ENDLESS, status: None, text, url, attempts: Vec::new() });
        }
        let question = Question { url, base: self.base.clone(), method, params: self.params.clone() };
        let id = EventSid::mint(mint.rng()).to_string();
        match Ask::start(now, question, &rules.http, &rules.signer, &mut self.jar, id) {
            Ok((ask, exchange)) => {
                self.ask = Some(ask);
                Next::Ask(Box::new(exchange))
            }
            Err(failure) => Next::Failed(failure),
        }
    }

    fn read(&mut self, answer: Answer) -> Result<(), Failure> {
        let Answer { url, content_type, body } = answer;
        let fault = |fault: rcml::Fault| {
            let (code, text) = (fault.code, fault.to_string());
            Failure { code, status: None, text, url: url.clone(), attempts: Vec::new() }
        };
        let document = verb::answer(&url, content_type.as_deref(), &body, rcml::Limits::DEFAULT).map_err(fault)?;
        let verbs = document.root.elements().map(|element| verb::read(element, Context::ConferenceWait).0);
        self.acts = verbs.filter_map(|verb| act(verb, &url)).collect();
        self.base = Some(url);
        Ok(())
    }
}

/// What of a verb is heard. An announcement comes to its end, so that what is to be heard
/// without end is heard once; keys are no sound.
fn act(verb: Verb, base: &str) -> Option<Act> {
    match verb {
        Verb::Say(say) => Some(Act::Sound(Source::Speech(say.speech?), say.times.max(1))),
        Verb::Play(play) => {
            let url = http::Link::absolute(&play.url?, Some(base)).ok()?;
            Some(Act::Sound(Source::Url(url), play.times.max(1)))
        }
        Verb::Pause(pause) => Some(Act::Pause(Duration::from_secs(pause.length.into()))),
        Verb::Redirect(redirect) => redirect.url.map(|url| Act::Turn(url, redirect.method)),
        _ => None,
    }
}
