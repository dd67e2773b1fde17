//! A question to a customer's server, from the URL in a document to the content that came back: time-outs, one retry,
//! redirects, cookies, signatures (spec §6.1, §6.4, §6.5, §6.11; threats H1–H6, H9). A pure machine: whoever carries
//! out an `Exchange` follows nothing and repeats nothing.
//!
//! What an answer is by its Content-Type is `call/verb`'s business (spec §1.1). `jar` remembers cookies and logins for
//! one call, `request` writes the exchange, `callback` builds what is told instead of asked, `verifier` is the
//! receiver's end of signatures. The fallback URL (spec §6.6) is the script's business.

mod callback;
mod jar;
mod policy;
mod request;
pub mod verifier;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::base::Time;
use crate::wire::http::{Exchange, Fault, Link, LinkError, Method, Overrides, Reply, Signer, Trouble};

pub use callback::{adding, callback, redirect};
pub use jar::Jar;
pub use policy::Policy;
use request::{Request, Spans};

/// What a document or a setting wants to be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// As it stands there: absolute or relative, fragment and userinfo included.
    pub url: String,
    /// The URL of the document it stands in.
    pub base: Option<String>,
    /// How to ask.
    pub method: Method,
    /// Our parameters, in order.
    pub params: Vec<(String, String)>,
}

/// A question on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    link: Link,
    method: Method,
    params: Vec<(String, String)>,
    overrides: Overrides,
    request_id: String,
    deadline: Time,
    redirects: u8,
    repeats: u8,
    attempts: Vec<Attempt>,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Carry this out too: a retry or the next hop.
    Again(Exchange),
    /// There is an answer.
    Done(Answer),
    /// There is none.
    Failed(Failure),
}

/// A successful answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The URL after all redirects, without our parameters: the base of relative URLs (spec §6.5).
    pub url: String,
    /// Its Content-Type, as written.
    pub content_type: Option<String>,
    /// What came; empty for 204, which is a document without verbs like any empty one (spec §1.1).
    pub body: Bytes,
}

/// No answer, or one that is of no use (spec §6.6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{text}")]
pub struct Failure {
    /// Code of spec §13: 11100, 11200, 11205, 11206, 11210, 11750, 12100, 12300, 21402.
    pub code: u32,
    /// The HTTP status, when there was one.
    pub status: Option<u16>,
    /// One sentence for a person.
    pub text: String,
    /// What was asked last, without our parameters.
    pub url: String,
    /// Everything that was tried, in order.
    pub attempts: Vec<Attempt>,
}

/// One exchange and how it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// What was asked, without our parameters.
    pub url: String,
    /// `200`, or why there was no answer.
    pub outcome: String,
}

impl Ask {
    /// Begins to ask. `request_id` stays the same through retries and redirects.
    pub fn start(
        now: Time,
        question: Question,
        policy: &Policy,
        signer: &Signer,
        jar: &mut Jar,
        request_id: String,
    ) -> Result<(Self, Exchange), Failure> {
        let link = Link::resolve(&question.url, question.base.as_deref())
            .map_err(|error| Failure::link(&question.url, &error))?;
        jar.learn(&link);
        let overrides = link.overrides.clone();
        let deadline = now + policy.total(&overrides);
        let Question { method, params, .. } = question;
        let (redirects, repeats, attempts) = (0, 0, Vec::new());
        let ask = Self { link, method, params, overrides, request_id, deadline, redirects, repeats, attempts };
        let exchange = ask.exchange(now, policy, signer, jar);
        Ok((ask, exchange))
    }

    /// The last exchange came to its end.
    pub fn on_fetched(
        &mut self,
        now: Time,
        result: Result<Reply, Fault>,
        policy: &Policy,
        signer: &Signer,
        jar: &mut Jar,
    ) -> Step {
        self.note_attempt(&result);
        let next = match result {
            Ok(reply) => {
                jar.store(now, &self.link, &reply);
                self.on_reply(now, &reply, policy, jar)
            }
            Err(fault) => self.repeat_or_fail(now, trouble(&fault), || Failure::fault(&fault)),
        };
        match next {
            Ok(Next::Ask) if now >= self.deadline => self.failed(Failure::late(policy)),
            Ok(Next::Ask) => Step::Again(self.exchange(now, policy, signer, jar)),
            Ok(Next::Done(answer)) => Step::Done(answer),
            Err(failure) => self.failed(failure),
        }
    }

    fn on_reply(&mut self, now: Time, reply: &Reply, policy: &Policy, jar: &mut Jar) -> Result<Next, Failure> {
        match (reply.status, reply.header("location")) {
            (301 | 302 | 303 | 307 | 308, Some(location)) => self.follow(reply.status, location, policy, jar),
            (200..=299, _) => {
                let content_type = reply.header("content-type").map(str::to_owned);
                let body = if reply.status == 204 { Bytes::new() } else { reply.body.clone() };
                Ok(Next::Done(Answer { url: self.link.as_str().to_owned(), content_type, body }))
            }
            (status, _) => {
                let trouble = match status {
                    400..=499 => Some(Trouble::ClientError),
                    500.. => Some(Trouble::ServerError),
                    _ => None,
                };
                self.repeat_or_fail(now, trouble, || Failure::status(status))
            }
        }
    }

    /// Moves on to where the answer points: same method and parameters, but 303 makes a GET (spec §6.4). What belongs
    /// to the old origin, login and cookies, is the jar's and stays there (H5).
    fn follow(&mut self, status: u16, location: &str, policy: &Policy, jar: &mut Jar) -> Result<Next, Failure> {
        if self.redirects >= policy.redirects {
            return Err(Failure::new(11206, format!("more than {} redirects", policy.redirects)));
        }
        let link = next_hop(&self.link, location)?;
        jar.learn(&link);
        self.link = link;
        self.redirects += 1;
        if status == 303 {
            self.method = Method::Get;
        }
        Ok(Next::Ask)
    }

    /// Asks again when the URL's overrides, or the default of one retry on a failed connection, allow it (spec §6.4).
    fn repeat_or_fail(
        &mut self,
        now: Time,
        trouble: Option<Trouble>,
        failure: impl FnOnce() -> Failure,
    ) -> Result<Next, Failure> {
        let meant = trouble.is_some_and(|trouble| match &self.overrides.retry_after {
            Some(troubles) => troubles.contains(&trouble),
            None => trouble == Trouble::Connect,
        });
        if !meant || self.repeats >= self.overrides.retries.unwrap_or(1) || now >= self.deadline {
            return Err(failure());
        }
        self.repeats += 1;
        Ok(Next::Ask)
    }

    fn failed(&mut self, failure: Failure) -> Step {
        let (url, attempts) = (self.link.as_str().to_owned(), std::mem::take(&mut self.attempts));
        Step::Failed(Failure { url, attempts, ..failure })
    }

    fn note_attempt(&mut self, result: &Result<Reply, Fault>) {
        let outcome = match result {
            Ok(reply) => reply.status.to_string(),
            Err(fault) => fault.to_string(),
        };
        self.attempts.push(Attempt { url: self.link.as_str().to_owned(), outcome });
    }

    fn exchange(&self, now: Time, policy: &Policy, signer: &Signer, jar: &Jar) -> Exchange {
        let request = Request {
            link: &self.link,
            method: self.method,
            params: &self.params,
            id: &self.request_id,
            spans: Spans::new(policy, &self.overrides).within(self.deadline - now),
            max_body: policy.document_bytes,
            moves_query: policy.moves_query(),
        };
        let mut exchange = request.write(now, signer, jar);
        exchange.stamp(now, u32::from(self.redirects) + u32::from(self.repeats), signer);
        exchange
    }
}

enum Next {
    Ask,
    Done(Answer),
}

/// Where a redirect leads; never from https to http (H5).
fn next_hop(from: &Link, location: &str) -> Result<Link, Failure> {
    let link = Link::resolve(location, Some(from.as_str())).map_err(|error| Failure::link(location, &error))?;
    match from.is_secure() && !link.is_secure() {
        true => Err(Failure::new(11206, "a redirect from https to http is not followed".to_owned())),
        false => Ok(link),
    }
}

/// After which overrides a fault may be repeated. A bad certificate or address stays bad.
fn trouble(fault: &Fault) -> Option<Trouble> {
    match fault {
        Fault::Connect(_) | Fault::Host(_) => Some(Trouble::Connect),
        Fault::Timeout(_) => Some(Trouble::Read),
        Fault::BadUrl(_) | Fault::Forbidden(_) | Fault::Tls(_) | Fault::TooLarge(_) | Fault::Protocol(_) => None,
    }
}

impl Failure {
    fn new(code: u32, text: String) -> Self {
        Self { code, status: None, text, url: String::new(), attempts: Vec::new() }
    }

    fn link(url: &str, error: &LinkError) -> Self {
        Self { url: without_userinfo(url), ..Self::new(11100, format!("invalid URL: {error}")) }
    }

    fn status(status: u16) -> Self {
        let code = if status == 404 { 21402 } else { 11200 };
        Self { status: Some(status), ..Self::new(code, format!("the server answered {status}")) }
    }

    fn late(policy: &Policy) -> Self {
        Self::new(11205, format!("no document within {} ms, redirects and retries included", policy.total_ms))
    }

    fn fault(fault: &Fault) -> Self {
        let code = match fault {
            Fault::BadUrl(_) => 11100,
            Fault::Host(_) | Fault::Forbidden(_) => 11210,
            Fault::Connect(_) | Fault::Tls(_) | Fault::Timeout(_) => 11205,
            Fault::TooLarge(_) => 11750,
            Fault::Protocol(_) => 11206,
        };
        Self::new(code, fault.to_string())
    }
}

/// A URL that could not be read may still hold a password before its `@`.
fn without_userinfo(url: &str) -> String {
    match url.split_once('@') {
        Some((before, after)) => format!("{}//…@{after}", before.split("//").next().unwrap_or_default()),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests;
