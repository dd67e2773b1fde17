//! A status callback as one exchange (spec §6.7): told, not asked. Its delivery is the courier's (`engine/courier`).

use super::request::{Request, Spans};
use super::{Failure, Jar, Policy, Question, next_hop};
use crate::base::{EventSid, Time};
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
    let header = |wanted: &str| told.headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let spans = Spans { connect: told.connect_timeout, first_byte: told.first_byte_timeout, total: told.total_timeout };
    let request = Request {
        link: &link,
        method: if status == 303 { Method::Get } else { told.method },
        params: &params,
        id: header(stamp::ID).unwrap_or_default(),
        spans,
        max_body: told.max_body,
        moves_query,
    };
    let own = |value| if link.origin() == from.origin() { value } else { None };
    let authorization = link.authorization.as_deref().or(own(header("Authorization")));
    Ok(request.write_with(signer, authorization, own(header("Cookie"))))
}
