//! A text message that an application reads: its document is asked, and what that says is sent (spec §3.9, §9.7; RFC
//! 3428). A machine without a call: of a document only messages and Redirect have an effect, the rest is warning 14110
//! (spec §13). How messages travel is `engine/reading` and `engine/texting`.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::base::{EventSid, MessageSid};
use crate::call::ask::{self, Answer, Ask, Failure, Jar, Question, Step};
use crate::call::effect::Level;
use crate::call::family::Means;
use crate::call::hook::{Param, param, sip_headers};
use crate::call::message::Told;
use crate::call::rules::Rules;
use crate::call::verb::{self, redirect, sms};
use crate::rcml::{self, Document, Element, Fault, Severity};
use crate::wire::http::{self, Exchange, Method, Reply};

/// What has an effect in the answer to a message.
const VERBS: [&str; 3] = ["Sms", "Message", "Redirect"];
/// A verb that has none there (spec §13).
const NOT_VALID: u32 = 14110;
/// The documents lead nowhere (spec §1.5).
const ENDLESS: u32 = 12901;

/// A message that came for an application.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arrived {
    /// Its name.
    pub sid: MessageSid,
    /// Who sends it.
    pub from: String,
    /// The number that it was sent to.
    pub to: String,
    /// What it says.
    pub text: String,
    /// Its `X-` headers.
    pub headers: Vec<(String, String)>,
    /// Where it came from.
    pub source_ip: String,
}

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Its name.
    pub sid: MessageSid,
    /// As whom.
    pub from: String,
    /// To whom.
    pub to: String,
    /// What it says.
    pub text: String,
    /// Who is told what became of it, if anybody.
    pub told: Option<String>,
    /// It cannot be sent, which is told.
    pub is_refused: bool,
}

/// The URLs of an application that reads messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hooks {
    /// The document.
    pub url: String,
    /// How it is asked.
    pub method: Method,
    /// Asked once where a document cannot be had (spec §6.6).
    pub fallback: Option<(String, Method)>,
}

/// A message that is read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reading {
    arrived: Arrived,
    fallback: Option<(String, Method)>,
    jar: Jar,
    state: State,
    /// What is still to be done of the document.
    acts: VecDeque<Act>,
    /// The URL of the document: the base of relative ones.
    url: Option<String>,
    documents: u32,
    wants: VecDeque<Want>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum State {
    Asking { ask: Box<Ask>, params: Vec<Param>, attempt: Attempt },
    Sending { text: Box<Text>, action: Option<(String, Method)> },
    Over,
}

/// Which of the two chances this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Attempt {
    First,
    Fallback,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Act {
    Send(Box<sms::Order>),
    Ask(String, Method),
}

/// What it wants done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Want {
    /// Carry this out; answer with `on_fetched`.
    Ask(Exchange),
    /// Send this; answer with `on_sent`.
    Send(Box<Text>),
    /// Something a developer should know (spec §13).
    Note {
        /// How bad it is.
        level: Level,
        /// Its code.
        code: u32,
        /// For counters.
        name: String,
        /// One sentence.
        text: String,
    },
}

impl Arrived {
    /// What the application is told: names as in SMS webhooks, the old ones of RestComm among them.
    fn params(&self, rules: &Rules) -> Vec<Param> {
        let mut params = vec![
            param("MessageSid", self.sid),
            param("SmsSid", self.sid),
            param("SmsMessageSid", self.sid),
            param("AccountSid", &rules.account),
            param("From", &self.from),
            param("To", &self.to),
            param("Body", &self.text),
            param("NumMedia", 0),
            param("SmsStatus", "received"),
            param("ApiVersion", "2012-04-24"),
            param("InstanceId", &rules.instance),
            param("SipSourceIp", &self.source_ip),
        ];
        params.extend(sip_headers("SipHeader_", &self.headers));
        params
    }
}

impl Reading {
    /// Asks the application about a message that came.
    pub fn start(means: &mut Means<'_>, arrived: Arrived, hooks: Hooks) -> Self {
        let question =
            Question { url: hooks.url, base: None, method: hooks.method, params: arrived.params(means.rules) };
        let mut reading = Self {
            arrived,
            fallback: hooks.fallback,
            jar: Jar::default(),
            state: State::Over,
            acts: VecDeque::new(),
            url: None,
            documents: 0,
            wants: VecDeque::new(),
        };
        reading.ask(means, question, Attempt::First);
        reading
    }

    /// An exchange came to its end.
    pub fn on_fetched(&mut self, means: &mut Means<'_>, result: Result<Reply, http::Fault>) {
        let State::Asking { mut ask, params, attempt } = std::mem::replace(&mut self.state, State::Over) else {
            return;
        };
        let rules = means.rules;
        match ask.on_fetched(means.now, result, &rules.http, &rules.signer, &mut self.jar) {
            Step::Again(exchange) => {
                self.state = State::Asking { ask, params, attempt };
                self.wants.push_back(Want::Ask(exchange));
            }
            Step::Done(answer) => match self.read(&answer) {
                Ok(()) => self.advance(means),
                Err(failure) => self.fail(means, params, attempt, failure),
            },
            Step::Failed(failure) => self.fail(means, params, attempt, failure),
        }
    }

    /// The message that was to be sent is on its way, or cannot go anywhere.
    pub fn on_sent(&mut self, means: &mut Means<'_>, is_sent: bool) {
        let State::Sending { text, action } = std::mem::replace(&mut self.state, State::Over) else { return };
        match action {
            Some((url, method)) => self.turn(means, url, method, outcome(means.rules, &text, is_sent)),
            None => self.advance(means),
        }
    }

    /// What must be done next.
    pub fn poll(&mut self) -> Option<Want> {
        self.wants.pop_front()
    }

    /// Whether nothing more will come of it.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Over) && self.wants.is_empty()
    }

    /// The message.
    pub const fn arrived(&self) -> &Arrived {
        &self.arrived
    }

    /// Goes on with the document.
    fn advance(&mut self, means: &mut Means<'_>) {
        match self.acts.pop_front() {
            None => self.state = State::Over,
            Some(Act::Ask(url, method)) => self.turn(means, url, method, Vec::new()),
            Some(Act::Send(order)) => {
                let sms::Order { to, from, action, method, status_callback, text, is_refused } = *order;
                let text = Box::new(Text {
                    sid: MessageSid::mint(means.mint.rng()),
                    from: from.unwrap_or_else(|| self.arrived.to.clone()),
                    to: to.unwrap_or_else(|| self.arrived.from.clone()),
                    text: text.unwrap_or_default(),
                    told: status_callback,
                    is_refused,
                });
                self.wants.push_back(Want::Send(text.clone()));
                self.state = State::Sending { text, action: action.map(|url| (url, method)) };
            }
        }
    }

    /// The callbacks of either end of a message, where somebody wants to know. A URL that cannot be told is noted.
    pub fn promise(&mut self, means: &mut Means<'_>, text: &Text) -> Option<Told> {
        let url = text.told.as_ref()?;
        let event = EventSid::mint(means.mint.rng());
        let rules = means.rules;
        let tell = |is_sent: bool| {
            let params = outcome(rules, text, is_sent);
            let question = Question { url: url.clone(), base: self.url.clone(), method: Method::Post, params };
            ask::callback(means.now, &question, &rules.http, &rules.signer, &self.jar, event)
        };
        match (tell(true), tell(false)) {
            (Ok(sent), Ok(failed)) => Some(Told { event, sent, failed }),
            (Err(failure), _) | (_, Err(failure)) => {
                self.note(Level::Error, failure.code, "callback_url", failure.text);
                None
            }
        }
    }

    /// Another document goes on instead of this one.
    fn turn(&mut self, means: &mut Means<'_>, url: String, method: Method, more: Vec<Param>) {
        self.acts.clear();
        self.documents += 1;
        if self.documents > means.rules.documents_at_once {
            self.note(
                Level::Error,
                ENDLESS,
                "documents",
                "the documents of a message lead round in circles".to_owned(),
            );
            return;
        }
        let mut params = self.arrived.params(means.rules);
        for (name, value) in more {
            params.retain(|(known, _)| *known != name);
            params.push((name, value));
        }
        self.ask(means, Question { url, base: self.url.clone(), method, params }, Attempt::First);
    }

    fn ask(&mut self, means: &mut Means<'_>, question: Question, attempt: Attempt) {
        let params = question.params.clone();
        let id = EventSid::mint(means.mint.rng()).to_string();
        let rules = means.rules;
        match Ask::start(means.now, question, &rules.http, &rules.signer, &mut self.jar, id) {
            Ok((ask, exchange)) => {
                self.state = State::Asking { ask: Box::new(ask), params, attempt };
                self.wants.push_back(Want::Ask(exchange));
            }
            Err(failure) => self.fail(means, params, attempt, failure),
        }
    }

    /// The fallback has one chance; without it the message has been read in vain.
    fn fail(&mut self, means: &mut Means<'_>, mut params: Vec<Param>, attempt: Attempt, failure: Failure) {
        self.note(Level::Error, failure.code, "document_failed", failure.text.clone());
        if let (Attempt::First, Some((url, method))) = (attempt, self.fallback.clone()) {
            params.push(param("ErrorCode", failure.code));
            params.push(param("ErrorUrl", &failure.url));
            self.ask(means, Question { url, base: None, method, params }, Attempt::Fallback);
        }
    }

    /// Reads what came. Plain text is the answer itself.
    fn read(&mut self, answer: &Answer) -> Result<(), Failure> {
        let content_type = answer.content_type.as_deref();
        let mut document = verb::answer(&answer.url, content_type, &answer.body, rcml::Limits::DEFAULT)
            .map_err(|fault| unreadable(&fault, answer))?;
        if rcml::Content::of(content_type, &answer.body) == rcml::Content::Text {
            let text = document.root.deep_text();
            document = rcml::Document::of_one("Message", &text);
        }
        self.url = Some(answer.url.clone());
        self.complain(&document.faults);
        for element in document.root.elements() {
            let (act, faults) = read(element);
            self.acts.extend(act);
            self.complain(&faults);
        }
        Ok(())
    }

    fn complain(&mut self, faults: &[Fault]) {
        for fault in faults {
            let level = if fault.severity == Severity::Error { Level::Error } else { Level::Warning };
            self.note(level, fault.code, "document", fault.to_string());
        }
    }

    fn note(&mut self, level: Level, code: u32, name: &str, text: String) {
        self.wants.push_back(Want::Note { level, code, name: name.to_owned(), text });
    }
}

/// All that is wrong with a document that answers a text message, in the order of the text.
pub fn lint(document: &Document) -> Vec<Fault> {
    let mut faults = document.faults.clone();
    faults.extend(document.root.elements().flat_map(|element| read(element).1));
    faults.sort_by_key(|fault| (fault.span.start, fault.span.end));
    faults
}

/// What an element of the document does.
fn read(element: &Element) -> (Option<Act>, Vec<Fault>) {
    match element.name.as_str() {
        "Sms" => send(sms::read(&sms::ENTRY, element)),
        "Message" => send(sms::read(&sms::MESSAGE, element)),
        "Redirect" => {
            let (order, faults) = redirect::read(element);
            (order.url.map(|url| Act::Ask(url, order.method)), faults)
        }
        name => {
            let message = format!("{name} has no effect in the answer to a text message: it is skipped");
            let help = format!("{} do", VERBS.join(", "));
            (None, vec![Fault::warning(NOT_VALID, element.span, message).help(help)])
        }
    }
}

/// What has no text was told of and is not sent.
fn send((order, faults): (sms::Order, Vec<Fault>)) -> (Option<Act>, Vec<Fault>) {
    (order.text.is_some().then(|| Act::Send(Box::new(order))), faults)
}

/// What action and statusCallback are told of a message: `sent` or `failed` (spec §3.9).
fn outcome(rules: &Rules, text: &Text, is_sent: bool) -> Vec<Param> {
    let status = if is_sent { "sent" } else { "failed" };
    vec![
        param("MessageSid", text.sid),
        param("SmsSid", text.sid),
        param("AccountSid", &rules.account),
        param("From", &text.from),
        param("To", &text.to),
        param("MessageStatus", status),
        param("SmsStatus", status),
        param("ApiVersion", "2012-04-24"),
    ]
}

/// A document that cannot be read at all.
fn unreadable(fault: &Fault, answer: &Answer) -> Failure {
    Failure { code: fault.code, status: None, text: fault.to_string(), url: answer.url.clone(), attempts: Vec::new() }
}
