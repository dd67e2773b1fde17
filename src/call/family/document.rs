//! Questions to the application: documents asked, answered, and what happens when they cannot be had (spec §6.4–§6.6).

use serde::{Deserialize, Serialize};

use super::{Family, Means};
use crate::call::RequestId;
use crate::call::ask::{self, Answer, Ask, Failure, Question};
use crate::call::call::CallId;
use crate::call::cue::{Cue, Missing};
use crate::call::effect::{Effect, Level};
use crate::call::hook::param;
use crate::call::script::Page;
use crate::call::verb;
use crate::rcml;
use crate::wire::http::{Fault, Reply};

/// A question on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asking {
    call: CallId,
    ask: Ask,
    /// The standard and extra parameters, for the fallback.
    params: Vec<(String, String)>,
    attempt: Attempt,
}

/// Which of the two chances this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Attempt {
    First,
    Fallback,
    /// It is asked beside the document at work, for a verb that runs it itself: a wait document. There is no fallback.
    Beside(verb::Context),
}

impl Family {
    /// Asks for the next document of the call's script.
    pub(in crate::call) fn ask(&mut self, means: &mut Means<'_>, id: CallId, question: Question) {
        self.begin_asking(means, id, question, Attempt::First);
    }

    /// Asks for a document that the running verb runs itself; `Cue::Page` brings it.
    pub(in crate::call) fn consult(
        &mut self,
        means: &mut Means<'_>,
        id: CallId,
        question: Question,
        context: verb::Context,
    ) {
        self.begin_asking(means, id, question, Attempt::Beside(context));
    }

    /// A document that was asked for beside is of no use any more.
    pub(in crate::call) fn stop_consulting(&mut self, id: CallId) {
        let is_it = |asking: &Asking| asking.call == id && matches!(asking.attempt, Attempt::Beside(_));
        let mine: Vec<_> = self.asking.iter().filter(|(_, asking)| is_it(asking)).map(|(id, _)| *id).collect();
        for request in mine {
            self.asking.remove(&request);
            self.want(Effect::Abandon(request));
        }
    }

    /// An exchange came to its end; an answer nobody waits for falls on the floor.
    pub fn on_fetched(&mut self, means: &mut Means<'_>, request: RequestId, result: Result<Reply, Fault>) {
        if self.on_pushed(request, &result) {
            return;
        }
        let Some(mut asking) = self.asking.remove(&request) else { return };
        let id = asking.call;
        let rules = means.rules;
        let jar = &mut self.call_mut(id).jar;
        match asking.ask.on_fetched(means.now, result, &rules.http, &rules.signer, jar) {
            ask::Step::Again(exchange) => self.send(means, asking, exchange),
            ask::Step::Done(answer) => self.open_page(means, &asking, answer),
            ask::Step::Failed(failure) => self.fail(means, &asking, failure),
        }
        self.settle(means);
    }

    /// The script's document is of no use any more: nobody waits for the answer.
    pub(in crate::call) fn stop_asking(&mut self, id: CallId) {
        let mine: Vec<_> = self.asking.iter().filter(|(_, asking)| asking.call == id).map(|(id, _)| *id).collect();
        for request in mine {
            self.asking.remove(&request);
            self.want(Effect::Abandon(request));
        }
    }

    fn begin_asking(&mut self, means: &mut Means<'_>, id: CallId, question: Question, attempt: Attempt) {
        let rules = means.rules;
        let params = question.params.clone();
        let request_id = crate::base::EventSid::mint(means.mint.rng()).to_string();
        let jar = &mut self.call_mut(id).jar;
        match Ask::start(means.now, question, &rules.http, &rules.signer, jar, request_id) {
            Ok((ask, exchange)) => self.send(means, Asking { call: id, ask, params, attempt }, exchange),
            Err(failure) => self.try_fallback(means, id, params, attempt, failure),
        }
    }

    fn send(&mut self, means: &mut Means<'_>, asking: Asking, exchange: crate::wire::http::Exchange) {
        let id = means.mint.request();
        let call = self.call(asking.call).sid;
        self.asking.insert(id, asking);
        self.want(Effect::Fetch { id, call, exchange });
    }

    /// Reads what came and hands it to the script.
    fn open_page(&mut self, means: &mut Means<'_>, asking: &Asking, answer: Answer) {
        let id = asking.call;
        match (self.read(id, &answer, asking.attempt), asking.attempt) {
            (Ok(verbs), Attempt::Beside(_)) => {
                self.cue(id, Cue::Page(Some(Box::new(Page { url: answer.url, verbs }))));
            }
            (Ok(verbs), _) => {
                if let Some(script) = &mut self.call_mut(id).script {
                    script.turn_page(Page { url: answer.url, verbs });
                    self.cue(id, Cue::Begin);
                }
            }
            (Err(failure), _) => self.fail(means, asking, failure),
        }
    }

    fn read(&mut self, id: CallId, answer: &Answer, attempt: Attempt) -> Result<Vec<verb::Verb>, Failure> {
        let own = self.call(id).script.as_ref().map_or(verb::Context::Main, |script| script.context());
        let context = if let Attempt::Beside(context) = attempt { context } else { own };
        let document = verb::answer(&answer.url, answer.content_type.as_deref(), &answer.body, rcml::Limits::DEFAULT)
            .map_err(|fault| unreadable(&fault, answer))?;
        for fault in &document.faults {
            self.complain(id, fault);
        }
        let mut verbs = Vec::new();
        for element in document.root.elements() {
            let (verb, faults) = verb::read(element, context);
            verbs.push(verb);
            faults.iter().for_each(|fault| self.complain(id, fault));
        }
        Ok(verbs)
    }

    /// A fault of the document that the call survives.
    fn complain(&mut self, id: CallId, fault: &rcml::Fault) {
        let level = if fault.severity == rcml::Severity::Error { Level::Error } else { Level::Warning };
        self.note(id, level, fault.code, "document", fault.to_string());
    }

    fn fail(&mut self, means: &mut Means<'_>, asking: &Asking, failure: Failure) {
        self.try_fallback(means, asking.call, asking.params.clone(), asking.attempt, failure);
    }

    /// The fallback URL gets one chance for every document request of the caller; after it the script learns that there
    /// is no document. A screening that cannot be fetched declines (spec §4.7): a fallback written for callers would
    /// let the callee through unasked.
    fn try_fallback(
        &mut self,
        means: &mut Means<'_>,
        id: CallId,
        mut params: Vec<(String, String)>,
        attempt: Attempt,
        failure: Failure,
    ) {
        self.note(id, Level::Error, failure.code, "document_failed", &failure.text);
        let screening = self.call(id).holder.is_some();
        match (attempt, self.fallback.clone().filter(|_| !screening)) {
            (Attempt::First, Some((url, method))) => {
                params.push(param("ErrorCode", failure.code));
                params.push(param("ErrorUrl", &failure.url));
                self.begin_asking(means, id, Question { url, base: None, method, params }, Attempt::Fallback);
            }
            (Attempt::Beside(_), _) => self.cue(id, Cue::Page(None)),
            _ => self.cue(id, Cue::NoDocument(missing(&failure))),
        }
    }
}

/// A document that cannot be read at all.
fn unreadable(fault: &rcml::Fault, answer: &Answer) -> Failure {
    Failure { code: fault.code, status: None, text: fault.to_string(), url: answer.url.clone(), attempts: Vec::new() }
}

/// How a caller still ringing is told (spec §2.1 step 7, §1.2).
fn missing(failure: &Failure) -> Missing {
    let status = if failure.status == Some(404) { 404 } else { 500 };
    let text = match failure.code {
        12100 => "Problem_to_parse_downloaded_RCML".to_owned(),
        code => format!("Problem_to_obtain_the_document_{code}"),
    };
    Missing { status, reason: format!("SIP;cause={status};text=\"{text}\"") }
}
