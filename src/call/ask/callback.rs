//! A status callback as one exchange (spec §6.7): told, not asked. Its delivery is the courier's (`engine/courier`).

use super::request::{Request, Spans};
use super::{Failure, Jar, Policy, Question, next_hop};
use crate::base::{EventSid, Time};
use crate::call::hook::Param;
use crate::wire::http::{Exchange, Link, Method, Signer, form, stamp};

/// The body of an answer to a callback is ignored (H13); this much of it is read so that the connection can be kept.
const ANSWER_BYTES: usize = 64 << 10;

/// The request that tells `question.params` to `question.url`, with what the jar has for it. `event` names it on every
/// repeat, in the header `X-Request-Id`.
pub fn callback(
    now: Time,
    question: &Question,
    policy: &Policy,
    signer: &Signer,
    jar: &Jar,
    event: EventSid,
) -> Result<Exchange, Failure> {
    let link =
        Link::resolve(&question.url, question.base.as_deref()).map_err(|error| Failure::link(&question.url, &error))?;
    let spans = Spans::new(policy, &link.overrides);
    let id = event.to_string();
    let (method, params) = (question.method, &question.params);
    let moves_query = policy.moves_query();
    let request = Request { link: &link, method, params, id: &id, spans, max_body: ANSWER_BYTES, moves_query };
    let mut exchange = request.write(now, signer, jar);
    exchange.stamp(now, 0, signer);
    Ok(exchange)
}

/// The same with more parameters, for what was not known when it was written; the courier stamps it as it leaves.
pub fn adding(told: &Exchange, more: Vec<Param>, policy: &Policy, signer: &Signer) -> Result<Exchange, Failure> {
    let link = Link::resolve(&told.url, None).map_err(|error| Failure::link(&told.url, &error))?;
    // Those of a GET are in its URL already.
    let own = told.body.as_deref().map(|body| form::parse(body.as_bytes())).unwrap_or_default();
    let params: Vec<Param> = own.into_iter().chain(more).collect();
    let request = Request {
        link: &link,
        method: told.method,
        params: &params,
        id: header(told, stamp::ID).unwrap_or_default(),
        spans: spans(told),
        max_body: told.max_body,
        moves_query: policy.moves_query(),
    };
    Ok(request.write_with(signer, header(told, "Authorization"), header(told, "Cookie")))
}

/// The same told to where an answer of `status` points; the courier stamps it as it leaves.
/// Written from the exchange alone, because a callback may be older than its call: what was sent
/// to another origin goes without login and cookies (H5).
pub fn redirect(
    told: &Exchange,
    status: u16,
    location: &str,
    signer: &Signer,
    moves_query: bool,
) -> Result<Exchange, Failure> {
    let from = Link::resolve(&told.url, None).map_err(|error| Failure::link(&told.url, &error))?;
    let link = next_hop(&from, location)?;
    let params = match &told.body {
        Some(body) => form::parse(body.as_bytes()),
        None => form::parse(told.url.split_once('?').map_or("", |(_, query)| query).as_bytes()),
    };
    let request = Request {
        link: &link,
        method: if status == 303 { Method::Get } else { told.method },
        params: &params,
        id: header(told, stamp::ID).unwrap_or_default(),
        spans: spans(told),
        max_body: told.max_body,
        moves_query,
    };
    let own = |value| if link.origin() == from.origin() { value } else { None };
    let authorization = link.authorization.as_deref().or(own(header(told, "Authorization")));
    Ok(request.write_with(signer, authorization, own(header(told, "Cookie"))))
}

fn header<'t>(told: &'t Exchange, wanted: &str) -> Option<&'t str> {
    told.headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
}

const fn spans(told: &Exchange) -> Spans {
    Spans { connect: told.connect_timeout, first_byte: told.first_byte_timeout, total: told.total_timeout }
}
